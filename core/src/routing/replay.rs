//! A recorded log played under two configurations, side by side: what would have been different.

mod report;
mod tally;
mod text;

pub(super) use text::{reasons, said, tenths};

pub use report::{Decision, Difference, Happened, Interactions, Outcome, ReplayReport, Waits, WorldSummary};

use super::command::Command;
use super::config::Config;
use super::config_check::ConfigErrors;
use super::event::Event;
use super::explain::{AgentVerdict, Witness};
use super::input::{Input, LogError, Step};
use super::reject::{Reject, Rejection};
use super::router::Router;
use crate::time::Timestamp;
use tally::Tally;
use thiserror::Error;

type Events = Vec<(Timestamp, Event)>;

/// Inputs between two checkpoints: from the last one on, the worlds are played again to explain a difference.
const CHECKPOINT: usize = 1_000;

/// How often a world that has more to do than one input may bring about goes on at the same input.
const CATCH_UPS: usize = 100;

/// Why a log cannot be replayed.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The log does not replay under its own configuration.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The other configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
}

impl ReplayError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Log(error) => error.code(),
            Self::Config(error) => error.code(),
        }
    }
}

/// Plays a log under its own configuration and under another one, and compares what happens, event by event.
///
/// Without `config` the log's own is played twice, which proves that it replays. `progress` hears (inputs played,
/// inputs in all). Memory is that of three pairs of routers at most, whatever the length of the log.
///
/// The commands of a log are facts of the world in which they were given: who accepted, when he was done, who lost
/// patience. Under another configuration an accept of an offer that somebody else got is refused, and counted. So
/// everything up to the first difference is exact, and what the summary says of the time after it is an
/// indication. In the other world
///
/// - instants are the log's: `strict_time` and `limits.clock_jump_us` are not asked, nor are command ids;
/// - `configure` commands of the log are skipped and counted, as `config` is the question; the `reconfigured` they
///   brought about is no difference. Without `config` they apply;
/// - after the first difference an accept or decline is meant for the open offer, as offers are numbered otherwise.
///
/// # Errors
/// `invalid_log` when the log does not begin with input 0, has a gap, or holds a command that its own configuration
/// refuses; `invalid_config` for `config`.
///
/// ```
/// use krarup::routing::{Router, replay};
/// use krarup::time::Timestamp;
/// let mut config = serde_json::json!({ "queues": [{ "id": "sales" }], "agents": [
///     { "id": "ann", "queues": { "sales": {} }, "presence": "available" },
///     { "id": "bo", "queues": { "sales": {} }, "presence": "available" }] });
/// let mut router = Router::new(serde_json::from_value(config.clone())?, Timestamp::from_seconds(0))?;
/// let call = serde_json::from_str(r#"{ "type": "enqueue", "interaction": "c1", "queue": "sales" }"#)?;
/// router.apply(Timestamp::from_seconds(5), None, call)?;
/// let log = router.drain_inputs()?;
/// assert!(replay(&log, None, &mut |_, _| {})?.is_reproduced());
///
/// config["agents"][0]["queues"]["sales"]["delay_us"] = 10_000_000.into();
/// let report = replay(&log, Some(&serde_json::from_value(config)?), &mut |_, _| {})?;
/// let difference = report.difference.as_ref().ok_or("ann had to wait")?;
/// assert_eq!((difference.seq, difference.index), (1, 1));
/// println!("{report}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay(
    log: &[Input],
    config: Option<&Config>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReplayReport, ReplayError> {
    let Some(Input { seq: 0, at: started_at, step: Step::Configure(own), .. }) = log.first() else {
        return Err(LogError::NoConfiguration.into());
    };
    let start = |config: &Config| Router::new(frugal(config), *started_at);
    let mut worlds = Worlds {
        recorded: start(own).map_err(LogError::Config)?,
        replayed: start(config.unwrap_or(own))?,
        skips_configurations: config.is_some(),
    };
    worlds.replayed.stop_recording();
    let (mut tally, mut difference) = (Tally::default(), None);
    let mut checkpoint = (1, worlds.clone());
    let total = log.len() as u64;
    for (place, input) in log.iter().enumerate().skip(1) {
        if place.is_multiple_of(CHECKPOINT) {
            progress(place as u64, total);
            if difference.is_none() {
                checkpoint = (place, worlds.clone());
            }
        }
        let is_parted = difference.is_some();
        let recorded = worlds.play_recorded(input)?;
        let replayed = worlds.play_replayed(input, is_parted);
        tally.hear(input, worlds.skips(input), &recorded, &replayed);
        if !is_parted && let Some(parting) = worlds.parting(input, recorded, replayed) {
            let (from, worlds) = &checkpoint;
            difference = Some(Box::new(worlds.clone().explained(&log[*from..place], input, parting)?));
        }
    }
    progress(total, total);
    let ended_at = log.last().map_or(*started_at, |input| input.at);
    Ok(tally.report(*started_at, ended_at, difference))
}

/// The same rules, without what only a host needs.
fn frugal(config: &Config) -> Config {
    let mut config = config.clone();
    config.limits.remembered_commands = 0;
    config.limits.buffered_events = 0;
    config
}

/// The log as it was recorded, and the same under the other configuration.
#[derive(Clone)]
struct Worlds {
    recorded: Router,
    replayed: Router,
    /// The other configuration was given: the log's own later ones are not asked for.
    skips_configurations: bool,
}

/// Where the events of the two worlds part.
struct Parting {
    at: Timestamp,
    recorded: (usize, Option<Outcome>),
    replayed: (usize, Option<Outcome>),
}

impl Worlds {
    fn play_recorded(&mut self, input: &Input) -> Result<Vec<Outcome>, LogError> {
        let refused = |Rejection { reject, .. }| LogError::Refused { seq: input.seq, reject };
        let receipt = self.recorded.replay(input.clone()).map_err(refused)?;
        Ok(receipt.events.into_iter().map(Outcome::event).collect())
    }

    fn play_replayed(&mut self, input: &Input, is_parted: bool) -> Vec<Outcome> {
        let command = match &input.step {
            Step::Command { command, .. } if !self.skips(input) => Some(command),
            _ => None,
        };
        let mut outcomes = Vec::new();
        for _ in 0..CATCH_UPS {
            let done = match command {
                Some(command) if is_parted => self.apply(input, of_open_offer(command)),
                Some(command) => self.apply(input, command.clone()),
                None => Ok(self.replayed.tick_at(input.at, input.clamped).events),
            };
            let is_there = self.replayed.now() >= input.at;
            match done {
                Ok(events) => outcomes.extend(events.into_iter().map(Outcome::event)),
                Err((reject, events)) => {
                    outcomes.extend(events.into_iter().map(Outcome::event));
                    if is_there {
                        outcomes.push(Outcome::refused(input.at, &reject));
                    }
                }
            }
            if is_there {
                return outcomes;
            }
        }
        if command.is_some() {
            let limit = self.replayed.state.config.limits.events_per_input;
            let reject = Reject::LimitExceeded { what: "events_per_input", limit };
            outcomes.push(Outcome::refused(input.at, &reject));
        }
        outcomes
    }

    /// Events of the command, or its reject and the events of the tick before it.
    fn apply(&mut self, input: &Input, command: Command) -> Result<Events, (Reject, Events)> {
        match self.replayed.apply_at(input.at, input.clamped, None, command) {
            Ok(receipt) => Ok(receipt.events),
            Err(Rejection { reject, tick }) => Err((reject, tick.map_or(Vec::new(), |tick| tick.events))),
        }
    }

    fn skips(&self, input: &Input) -> bool {
        self.skips_configurations
            && matches!(input.step, Step::Command { command: Command::Configure { .. }, .. })
    }

    /// The first place at which one world does not do what the other does.
    fn parting(&self, input: &Input, recorded: Vec<Outcome>, replayed: Vec<Outcome>) -> Option<Parting> {
        let skips = self.skips(input);
        let ends = (recorded.len(), replayed.len());
        let is_compared = |(_, outcome): &(usize, Outcome)| !(skips && outcome.is_reconfiguration());
        let mut recorded = recorded.into_iter().enumerate().filter(is_compared);
        let mut replayed = replayed.into_iter().enumerate();
        loop {
            let (one, other) = match (recorded.next(), replayed.next()) {
                (None, None) => return None,
                (Some((_, one)), Some((_, other))) if one.is_same_as(&other) => continue,
                different => different,
            };
            let ats = [&one, &other].into_iter().flatten().map(|(_, outcome)| outcome.at);
            let at = ats.min().unwrap_or(input.at);
            let placed = |outcome: Option<(usize, Outcome)>, end: usize| match outcome {
                Some((place, outcome)) => (place, Some(outcome)),
                None => (end, None),
            };
            return Some(Parting { at, recorded: placed(one, ends.0), replayed: placed(other, ends.1) });
        }
    }

    /// Plays on to the input at which the worlds part, and asks both what they thought of it.
    fn explained(
        mut self,
        before: &[Input],
        input: &Input,
        parting: Parting,
    ) -> Result<Difference, LogError> {
        let Parting { at, recorded: (recorded_place, recorded), replayed: (replayed_place, replayed) } =
            parting;
        let offers = [&recorded, &replayed].into_iter().flatten().filter_map(Outcome::offer_of);
        let decision = match offers.map(str::to_owned).next() {
            Some(interaction) => {
                for input in before {
                    self.play_recorded(input)?;
                    self.play_replayed(input, false);
                }
                let witness = |place| {
                    let interaction = interaction.clone();
                    Some(Witness { interaction, at, place, seen: None })
                };
                self.recorded.state.witness = witness(recorded_place);
                self.replayed.state.witness = witness(replayed_place);
                // Not beyond the instant of the difference, which may lie before the input's.
                let step = if at < input.at { Step::Tick } else { input.step.clone() };
                let input = Input { seq: input.seq, at, clamped: input.clamped, step };
                self.play_recorded(&input)?;
                self.play_replayed(&input, false);
                Some(Decision {
                    recorded: testimony(&mut self.recorded, &interaction),
                    replayed: testimony(&mut self.replayed, &interaction),
                    interaction,
                })
            }
            None => None,
        };
        let command = match &input.step {
            Step::Command { command, .. } => Some(command.clone()),
            Step::Tick | Step::Configure(_) => None,
        };
        Ok(Difference { seq: input.seq, index: recorded_place, at, command, recorded, replayed, decision })
    }
}

/// What the witness saw as the decision fell, or else what the rules say at its instant.
fn testimony(world: &mut Router, interaction: &str) -> Vec<AgentVerdict> {
    let seen = world.state.witness.take().and_then(|witness| witness.seen);
    seen.or_else(|| world.state.testimony(interaction)).unwrap_or_default()
}

/// An answer to whatever offer is open: the number it names is the recorded world's.
fn of_open_offer(command: &Command) -> Command {
    let mut command = command.clone();
    if let Command::Accept { generation, .. } | Command::Decline { generation, .. } = &mut command {
        *generation = None;
    }
    command
}
