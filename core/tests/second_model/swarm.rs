//! What one run is made of: which features are in use, which ids, sizes and time unit.

use super::draw::Dice;
use krarup::routing::SelectionKey;
use krarup::time::Span;

/// Names of skills, labels, calendars and channels.
pub(crate) const SKILLS: [&str; 4] = ["da", "de", "en", "tech"];
pub(crate) const LABELS: [&str; 2] = ["region", "tier"];
pub(crate) const LABEL_VALUES: [&str; 2] = ["a", "b"];
/// Details of contacts and their values, beside the labels and a language, which is a skill.
pub(crate) const DETAILS: [&str; 3] = ["language", "region", "tier"];
pub(crate) const PATTERNS: [&str; 6] = ["a", "b", "a*", "*", "d*", "de"];
pub(crate) const ATTRIBUTES: [&str; 2] = ["seniority", "value"];
pub(crate) const PLANS: [&str; 3] = ["help", "storm", "winter"];
pub(crate) const CALENDARS: [&str; 2] = ["days", "nights"];
pub(crate) const CHANNELS: [&str; 3] = ["chat", "email", "voice"];

/// Features of a run; each is in use or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Feature {
    Ranks,
    Weights,
    Lanes,
    Delays,
    Tiers,
    Rings,
    Penalties,
    PenaltyRules,
    WaitRules,
    Steps,
    Requirements,
    Labels,
    Channels,
    Capacities,
    InterruptiblePools,
    UsedUnits,
    ParallelOffers,
    Pull,
    AutoAccept,
    OfferTimeouts,
    OnTimeout,
    WrapUp,
    MaxWaiting,
    NotBefore,
    AgeAdjustments,
    Callbacks,
    ForcedAssignments,
    SkillChanges,
    PriorityChanges,
    Transfers,
    Holds,
    Limits,
    Backwards,
    Jumps,
    CommandIds,
    Faults,
    Progressive,
    Misses,
    WrapUpModes,
    Preferred,
    Sticky,
    Windows,
    Regain,
    Reserves,
    Calendars,
    Conditions,
    AgentLeases,
    ContactLeases,
    Reconfigurations,
    Consults,
    Trainees,
    Entry,
    Plans,
    Updates,
    Estimates,
}

/// What most runs leave to chance, and some are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    Mixed,
    Selection,
    Steps,
    Callbacks,
    Consults,
    Trainees,
    Entry,
    Plans,
    Estimates,
    WrapUps,
    Overflow,
}

/// The draw of one run.
#[derive(Clone, Debug)]
pub(crate) struct Swarm {
    pub(crate) theme: Theme,
    pub(crate) features: u64,
    /// Length of a time unit in microseconds; every length of the run is a multiple of it.
    pub(crate) unit: i64,
    pub(crate) start: i64,
    pub(crate) agents: Vec<String>,
    pub(crate) queues: Vec<String>,
    /// Ids of interactions that may come.
    pub(crate) ids: Vec<String>,
    /// Most interactions at a time.
    pub(crate) crowd: usize,
    /// Of a hundred answers to offers, how many decline.
    pub(crate) declines: u64,
    /// All queues serve the newest first.
    pub(crate) is_newest_first: bool,
    /// Selection keys that queues of the run use.
    pub(crate) keys: Vec<SelectionKey>,
    /// Least level that a requirement may ask for.
    pub(crate) least_level: i64,
}

impl Swarm {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let second = 1_000_000;
        let theme = match dice.below(100) {
            0..3 => Theme::Trainees,
            3..11 => Theme::Entry,
            11..19 => Theme::Steps,
            19..29 => Theme::Selection,
            29..39 => Theme::Callbacks,
            39..58 => Theme::Consults,
            58..70 => Theme::Plans,
            70..79 => Theme::Estimates,
            79..82 => Theme::WrapUps,
            82..87 => Theme::Overflow,
            _ => Theme::Mixed,
        };
        let features = features(dice, theme);
        let prefix = *dice.pick(&["", "i", "é", "漢", "Z-"]);
        let ids = (0..*dice.pick(&[12, 40, 40, 1000])).map(|n| format!("{prefix}{n}")).collect();
        let names = ["bo", "ann", "Ed", "øre", "a", "10", "9"];
        let first = dice.below(2) as usize;
        let least = if theme == Theme::Consults { 5 } else { 3 };
        let several = dice.between(least, 6) as usize;
        let agents = names[first..first + several].iter().map(|name| (*name).to_owned());
        let queues = ["sales", "care", "Zoo", "é"];
        Self {
            theme,
            features,
            unit: *dice.pick(&[second, second, second, 60 * second, second / 4, 1, 7]),
            start: *dice.pick(&[0, 1_777_000_000_123_456, -3_000_000_000]),
            agents: agents.collect(),
            queues: queues[..dice.between(if theme == Theme::Overflow { 3 } else { 1 }, 4) as usize]
                .iter()
                .map(|id| (*id).to_owned())
                .collect(),
            ids,
            crowd: if dice.chance(3) { 25 } else { dice.between(3, 10) as usize },
            declines: if theme == Theme::Steps { 80 } else { *dice.pick(&[15, 40, 80]) },
            is_newest_first: dice.chance(18),
            keys: Vec::new(),
            least_level: 0,
        }
    }

    /// How many inputs the run has: where it is about something, enough for that to come about again and again.
    pub(crate) fn length(&self, dice: &mut Dice) -> i64 {
        if dice.chance(3) {
            return 500;
        }
        if self.theme == Theme::Mixed { dice.between(30, 200) } else { dice.between(60, 200) }
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.features >> (feature as u8) & 1 == 1
    }

    /// At most `most` units, at least `least`.
    pub(crate) fn span(&self, dice: &mut Dice, least: i64, most: i64) -> Span {
        Span::from_micros(self.unit * dice.between(least, most))
    }
}

/// Features in use, as bits.
fn features(dice: &mut Dice, theme: Theme) -> u64 {
    if theme != Theme::Mixed {
        // Few others, so that what the run is about comes about.
        let few = dice.bits() & dice.bits() & dice.bits() & dice.bits();
        let sometimes: &[(Feature, u64)] = match theme {
            Theme::Mixed | Theme::Selection => &[],
            Theme::Plans => &[
                (Feature::Plans, 100),
                (Feature::Reconfigurations, 80),
                (Feature::WrapUp, 30),
                (Feature::Calendars, 20),
                (Feature::Conditions, 30),
                (Feature::Weights, 30),
            ],
            Theme::Estimates => &[
                (Feature::Estimates, 100),
                (Feature::WaitRules, 40),
                (Feature::Conditions, 40),
                (Feature::WrapUp, 30),
                (Feature::Plans, 25),
                (Feature::Callbacks, 20),
                (Feature::Transfers, 30),
                (Feature::Requirements, 25),
                (Feature::Reconfigurations, 15),
                (Feature::AutoAccept, 30),
            ],
            Theme::WrapUps => &[
                (Feature::WrapUpModes, 100),
                (Feature::WrapUp, 75),
                (Feature::AutoAccept, 70),
                (Feature::Holds, 30),
            ],
            Theme::Overflow => &[
                (Feature::Pull, 30),
                (Feature::Conditions, 100),
                (Feature::Callbacks, 25),
                (Feature::Calendars, 25),
                (Feature::Transfers, 30),
            ],
            Theme::Steps => &[(Feature::Steps, 100), (Feature::Regain, 60), (Feature::Conditions, 30)],
            Theme::Entry => &[
                (Feature::Entry, 100),
                (Feature::ContactLeases, 50),
                (Feature::Regain, 60),
                (Feature::Weights, 30),
            ],
            Theme::Trainees => &[(Feature::Trainees, 100), (Feature::Weights, 50), (Feature::Conditions, 60)],
            Theme::Callbacks => &[(Feature::Callbacks, 100), (Feature::WrapUp, 30)],
            Theme::Consults => &[
                (Feature::Consults, 100),
                (Feature::Transfers, 35),
                (Feature::ContactLeases, 10),
                (Feature::WrapUp, 75),
                (Feature::Capacities, 30),
                (Feature::AutoAccept, 75),
            ],
        };
        return with_holds(with_some(dice, few, sometimes));
    }
    // A quarter of the features mostly; so that offers come about, seldom most of them at once.
    let some = match dice.below(10) {
        0..4 => dice.bits() & dice.bits(),
        4..8 => dice.bits() & dice.bits() & dice.bits(),
        8 => dice.bits(),
        _ => dice.bits() | dice.bits(),
    };
    let often = [
        (Feature::Holds, 50),
        (Feature::Steps, 75),
        (Feature::WrapUp, 30),
        (Feature::WrapUpModes, 62),
        (Feature::ContactLeases, 50),
        (Feature::Reconfigurations, 35),
        (Feature::Conditions, 80),
        (Feature::Regain, 60),
        (Feature::Transfers, 38),
        (Feature::ForcedAssignments, 55),
        (Feature::Weights, 35),
        (Feature::Ranks, 25),
        (Feature::Misses, 65),
        (Feature::Updates, 40),
        (Feature::Pull, 40),
        (Feature::Limits, 30),
    ];
    with_holds(with_some(dice, some, &often))
}

fn with_some(dice: &mut Dice, features: u64, percents: &[(Feature, u64)]) -> u64 {
    percents
        .iter()
        .fold(features, |all, (feature, percent)| all | u64::from(dice.chance(*percent)) << *feature as u8)
}

/// Contacts of which nothing is heard are joined, now and then, as are those about which others are asked.
fn with_holds(features: u64) -> u64 {
    let has = |feature: Feature| features >> feature as u8 & 1 == 1;
    let needs = has(Feature::ContactLeases) || has(Feature::Consults);
    if needs { features | 1 << Feature::Holds as u8 } else { features }
}
