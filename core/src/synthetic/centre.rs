use super::play::{PresenceChange, Roster, play};
use crate::random::RandomError;
use crate::records::Records;
use crate::routing::{AgentConfig, Capacity, ConfigErrors, Membership, Presence, QueueConfig, Reject};
use crate::time::{Span, TimeError, Timestamp, Zone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// A contact centre to generate days of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// IANA zone.
    pub zone: String,
    /// First local day, YYYY-MM-DD.
    pub first_day: String,
    /// How many days.
    pub days: u32,
    /// Coefficient of variation of a day's busyness, which all types share: 0 = every day as expected.
    pub busyness_cv: f64,
    /// Types of contact; each has a queue of its own name.
    pub types: Vec<ContactType>,
    /// The agents.
    pub agents: Vec<SyntheticAgent>,
    /// Mean time an agent takes to accept an offer, in seconds (lognormal).
    pub ring_s: f64,
    /// Its coefficient of variation.
    pub ring_cv: f64,
}

/// A type of contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactType {
    /// Name of the type and its queue.
    pub id: String,
    /// Channel.
    pub channel: String,
    /// Contacts on an average open day.
    pub contacts_per_day: f64,
    /// Relative weight of each of the day's 48 half-hours.
    pub intraday: Vec<f64>,
    /// Relative weight of Monday to Sunday.
    pub weekdays: [f64; 7],
    /// Mean time in the menu in seconds (exponential).
    pub menu_s: f64,
    /// Share who leave in the menu.
    pub menu_exit_share: f64,
    /// Mean patience in the queue in seconds.
    pub patience_s: f64,
    /// Weibull shape of patience: 1 = exponential, below 1 = many leave at once or never.
    pub patience_shape: f64,
    /// Mean talk time in seconds (lognormal).
    pub talk_s: f64,
    /// Its coefficient of variation.
    pub talk_cv: f64,
    /// Share of contacts put on hold.
    pub hold_share: f64,
    /// Mean hold of these in seconds (exponential).
    pub hold_s: f64,
    /// Mean wrap-up in seconds (exponential).
    pub wrap_up_s: f64,
    /// Share of answered contacts that the agent ends; the customer ends the others.
    pub agent_ends_share: f64,
    /// Share of contacts followed by another of the same customer and reason one to three days later, in
    /// opening hours.
    pub repeat_share: f64,
    /// Size of the customer base the callers come from.
    pub customers: u64,
    /// Share of callers who are not identified.
    pub unknown_share: f64,
    /// Reasons for contact, drawn evenly.
    pub reasons: Vec<String>,
    /// What some of the contacts ask of the agent, each drawn by itself.
    #[serde(default)]
    pub requirements: Vec<RequiredSkill>,
}

/// A skill that a share of a type's contacts asks for; the router offers these to agents of that level only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredSkill {
    /// The skill.
    pub skill: String,
    /// The least level.
    pub level: i32,
    /// Share of the contacts.
    pub share: f64,
}

/// An agent with a shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyntheticAgent {
    /// His id.
    pub id: String,
    /// Types he handles, with the rank of their queues (lower first).
    pub types: BTreeMap<String, i32>,
    /// Skill → level.
    #[serde(default)]
    pub skills: BTreeMap<String, i32>,
    /// Local time at which his shift begins, H:MM:SS.
    pub from: String,
    /// Local time at which it ends.
    pub to: String,
    /// Local time at which his half-hour break begins.
    pub break_at: String,
    /// Monday to Sunday: whether he works.
    pub weekdays: [bool; 7],
}

/// Why a centre cannot be generated.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SyntheticError {
    /// A value outside its range.
    #[error("{field} is {value}, but {why}")]
    Invalid {
        /// The field, with the type or agent it belongs to.
        field: String,
        /// What was given.
        value: String,
        /// What would be right.
        why: &'static str,
    },
    /// The zone, first day or a shift is no local time.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The router refuses the configuration, such as two agents of one name.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// The router refuses a contact, such as the second of one id.
    #[error("contact {contact:?} cannot be enqueued: {reject}")]
    Refused {
        /// Its id.
        contact: String,
        /// What the router said.
        reject: Reject,
    },
}

impl SyntheticError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "invalid_centre",
            Self::Time(error) => error.code(),
            Self::Config(error) => error.code(),
            Self::Refused { reject, .. } => reject.code(),
        }
    }
}

impl From<RandomError> for SyntheticError {
    fn from(error: RandomError) -> Self {
        invalid(error.parameter.to_owned(), error.value, error.bound)
    }
}

fn invalid(field: String, value: impl ToString, why: &'static str) -> SyntheticError {
    SyntheticError::Invalid { field, value: value.to_string(), why }
}

impl Centre {
    /// A week of a small bank: four types of call, chat, 18 agents with overlapping skills and shifts.
    ///
    /// The proportions are those that the literature reports of such centres (two peaks a day, a busy
    /// Monday, lognormal handling with a coefficient of variation near 1, patience of minutes).
    pub fn example() -> Self {
        let weekday = [1.25, 1.05, 1.0, 0.95, 0.9, 0.0, 0.0];
        let contact_type = |id: &str, per_day: f64, talk_s: f64, patience_s: f64| ContactType {
            id: id.to_owned(),
            channel: "voice".to_owned(),
            contacts_per_day: per_day,
            intraday: two_peaks(),
            weekdays: weekday,
            menu_s: 20.0,
            menu_exit_share: 0.08,
            patience_s,
            patience_shape: 0.8,
            talk_s,
            talk_cv: 1.0,
            hold_share: 0.12,
            hold_s: 50.0,
            wrap_up_s: 25.0,
            agent_ends_share: 0.15,
            repeat_share: 0.12,
            customers: 6_000,
            unknown_share: 0.2,
            reasons: ["card", "loan", "account", "fees"].map(str::to_owned).to_vec(),
            requirements: vec![required("english", 1, 0.06)],
        };
        let chat = ContactType {
            channel: "chat".to_owned(),
            menu_exit_share: 0.0,
            menu_s: 0.0,
            hold_share: 0.0,
            wrap_up_s: 0.0,
            ..contact_type("chat", 110.0, 420.0, 300.0)
        };
        let mut investments = contact_type("investments", 140.0, 290.0, 600.0);
        investments.requirements.push(required("securities", 2, 0.2));
        Self {
            zone: "Europe/Copenhagen".to_owned(),
            first_day: "2026-03-02".to_owned(),
            days: 7,
            busyness_cv: 0.12,
            types: vec![
                contact_type("regular", 780.0, 170.0, 420.0),
                investments,
                contact_type("online banking", 120.0, 330.0, 480.0),
                contact_type("new customers", 90.0, 130.0, 200.0),
                chat,
            ],
            agents: example_agents(),
            ring_s: 4.0,
            ring_cv: 0.5,
        }
    }

    /// Generates the contacts and plays them with the centre's own agents.
    ///
    /// # Errors
    /// `invalid_centre`, `invalid_config`, `unknown_zone`, `invalid_local_time`.
    pub fn generate(&self, seed: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<Records, SyntheticError> {
        let contacts = self.contacts(seed)?;
        play(&contacts, &self.queues(), &self.roster(seed)?, progress)
    }

    /// One queue a type.
    pub fn queues(&self) -> Vec<QueueConfig> {
        let longest_wrap_up = Span::from_seconds(3600);
        let queue = |contact_type: &ContactType| QueueConfig {
            offer_timeout: Some(Span::from_seconds(30)),
            // Agents end their wrap-up themselves.
            wrap_up: if contact_type.wrap_up_s > 0.0 { longest_wrap_up } else { Span::ZERO },
            ..QueueConfig::new(&contact_type.id)
        };
        self.types.iter().map(queue).collect()
    }

    /// The agents and when they are there; `seed` draws how long they let an offer ring.
    ///
    /// # Errors
    /// `invalid_centre`, `unknown_zone`, `invalid_local_time`.
    pub fn roster(&self, seed: u64) -> Result<Roster, SyntheticError> {
        let ring = Span::from_micros((self.ring_s * 1e6).round() as i64);
        let mut roster = Roster { ring, ring_cv: self.ring_cv, seed, ..Roster::default() };
        for agent in &self.agents {
            let membership = |(queue, &rank): (&String, &i32)| {
                (queue.clone(), Membership { rank, ..Membership::default() })
            };
            roster.agents.push(AgentConfig {
                queues: agent.types.iter().map(membership).collect(),
                skills: agent.skills.clone(),
                capacity: two_chats_or_a_call(),
                ..AgentConfig::new(&agent.id)
            });
            for day in self.local_days()? {
                if !agent.weekdays[day.weekday] {
                    continue;
                }
                let zone = Zone::new(&self.zone)?;
                let at = |clock: &str| zone.at(&day.date, clock);
                let (from, to, pause) = (at(&agent.from)?, at(&agent.to)?, at(&agent.break_at)?);
                if from >= to {
                    let why = "must lie after the beginning of the shift";
                    return Err(invalid(format!("to of agent {}", agent.id), &agent.to, why));
                }
                let mut change = |at, presence, reason: Option<&str>| {
                    let (agent, reason) = (agent.id.clone(), reason.map(str::to_owned));
                    roster.changes.push(PresenceChange { at, agent, presence, reason });
                };
                change(from, Presence::Available, None);
                if from < pause && pause + Span::from_seconds(1800) < to {
                    change(pause, Presence::Paused, Some("break"));
                    change(pause + Span::from_seconds(1800), Presence::Available, None);
                }
                change(to, Presence::Offline, None);
            }
        }
        roster.changes.sort_by_key(|change| change.at);
        Ok(roster)
    }

    /// The local days, with the weekday (0 = Monday).
    pub(super) fn local_days(&self) -> Result<Vec<LocalDay>, SyntheticError> {
        if self.days == 0 || self.days > 3_660 {
            return Err(invalid("days".to_owned(), self.days, "must be 1 to 3,660"));
        }
        let zone = Zone::new(&self.zone)?;
        let mut start = zone.at(&self.first_day, "00:00:00")?;
        let grid = crate::time::Grid::new(crate::time::Every::Day, &self.zone)?;
        let mut days = Vec::new();
        for _ in 0..self.days {
            let day = grid.interval_of(start)?;
            let date = zone.label(day.start)?[..10].to_owned();
            let local_s = day.start.as_micros() / 1_000_000 + i64::from(day.offset_s);
            // 1970-01-01 was a Thursday.
            let weekday = (local_s.div_euclid(86_400) + 3).rem_euclid(7) as usize;
            days.push(LocalDay { date, weekday, start: day.start, end: day.end });
            start = day.end;
        }
        Ok(days)
    }

    pub(super) fn check(&self) -> Result<(), SyntheticError> {
        check_range("busyness_cv".to_owned(), self.busyness_cv, 0.0, 10.0, "must lie between 0 and 10")?;
        check_range("ring_s".to_owned(), self.ring_s, 0.0, 29.0, "must lie between 0 and 29")?;
        check_range("ring_cv".to_owned(), self.ring_cv, 0.0, 10.0, "must lie between 0 and 10")?;
        for kind in &self.types {
            let name = |field: &str| format!("{field} of type {:?}", kind.id);
            if kind.intraday.len() != 48
                || kind.intraday.iter().any(|weight| !(*weight >= 0.0 && *weight < 1e9))
            {
                let value = format!("{:?}", kind.intraday);
                return Err(invalid(name("intraday"), value, "must be 48 weights of at least 0"));
            }
            if kind.weekdays.iter().any(|weight| !(0.0..=1e6).contains(weight)) {
                let value = format!("{:?}", kind.weekdays);
                return Err(invalid(name("weekdays"), value, "must be 7 weights of at least 0"));
            }
            let shares = [
                ("menu_exit_share", kind.menu_exit_share),
                ("hold_share", kind.hold_share),
                ("agent_ends_share", kind.agent_ends_share),
                ("repeat_share", kind.repeat_share),
                ("unknown_share", kind.unknown_share),
            ];
            for (field, value) in shares {
                check_range(name(field), value, 0.0, 1.0, "must lie between 0 and 1")?;
            }
            for RequiredSkill { skill, share, .. } in &kind.requirements {
                let field = name(&format!("share of requirement {skill:?}"));
                check_range(field, *share, 0.0, 1.0, "must lie between 0 and 1")?;
            }
            let lengths = [
                ("contacts_per_day", kind.contacts_per_day),
                ("menu_s", kind.menu_s),
                ("talk_cv", kind.talk_cv),
                ("hold_s", kind.hold_s),
                ("wrap_up_s", kind.wrap_up_s),
            ];
            for (field, value) in lengths {
                check_range(name(field), value, 0.0, 1e6, "must lie between 0 and 1,000,000")?;
            }
            for (field, value) in [
                ("patience_s", kind.patience_s),
                ("talk_s", kind.talk_s),
                ("patience_shape", kind.patience_shape),
            ] {
                check_range(name(field), value, 1e-2, 1e6, "must lie between 0.01 and 1,000,000")?;
            }
        }
        Ok(())
    }
}

fn check_range(
    field: String,
    value: f64,
    low: f64,
    high: f64,
    why: &'static str,
) -> Result<(), SyntheticError> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(invalid(field, value, why)) }
}

pub(super) struct LocalDay {
    pub(super) date: String,
    pub(super) weekday: usize,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

fn required(skill: &str, level: i32, share: f64) -> RequiredSkill {
    RequiredSkill { skill: skill.to_owned(), level, share }
}

/// One call takes an agent whole, a chat half.
fn two_chats_or_a_call() -> Capacity {
    Capacity { cost: BTreeMap::from([("voice".to_owned(), 2)]), ..Capacity::units(2) }
}

/// Open from 8 to 18, a peak at 10 and a lower one at 14.
fn two_peaks() -> Vec<f64> {
    let open =
        [2.0, 3.2, 4.6, 5.8, 6.3, 6.2, 5.6, 4.9, 4.2, 4.0, 4.2, 4.6, 5.0, 4.9, 4.4, 3.8, 3.1, 2.5, 1.9, 1.3];
    let mut weights = vec![0.0; 48];
    weights[16..36].copy_from_slice(&open);
    weights
}

fn example_agents() -> Vec<SyntheticAgent> {
    let shifts = [
        ("8:00:00", "15:30:00", "11:30:00"),
        ("8:00:00", "16:00:00", "12:00:00"),
        ("8:30:00", "16:30:00", "12:30:00"),
        ("9:00:00", "17:00:00", "13:00:00"),
        ("10:00:00", "18:00:00", "13:30:00"),
    ];
    let mut agents = Vec::new();
    let mut add = |group: &str, count: u32, types: &[(&str, i32)], skills: &[(&str, i32)]| {
        for number in 0..count {
            let (from, to, break_at) = shifts[agents.len() % shifts.len()];
            // Two of three speak English.
            let english = (number % 3 != 2).then(|| ("english".to_owned(), 1));
            let skills = skills.iter().map(|&(skill, level)| (skill.to_owned(), level + (number % 2) as i32));
            agents.push(SyntheticAgent {
                id: format!("{group} {:02}", number + 1),
                types: types.iter().map(|&(id, rank)| (id.to_owned(), rank)).collect(),
                skills: skills.chain(english).collect(),
                from: from.to_owned(),
                to: to.to_owned(),
                break_at: break_at.to_owned(),
                weekdays: [true, true, true, true, true, false, false],
            });
        }
    };
    add("front", 7, &[("regular", 0), ("new customers", 0)], &[]);
    add("all-round", 4, &[("regular", 1), ("online banking", 0), ("new customers", 1)], &[]);
    add("invest", 4, &[("investments", 0), ("regular", 1)], &[("securities", 1)]);
    add("chat", 3, &[("chat", 0), ("online banking", 1)], &[]);
    agents
}
