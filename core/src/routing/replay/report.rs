use crate::routing::command::Command;
use crate::routing::event::Event;
use crate::routing::explain::AgentVerdict;
use crate::routing::reject::Reject;
use crate::time::{Span, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a log came out under two configurations; as text it is for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplayReport {
    /// Inputs of the log, the configuration included.
    pub inputs: u64,
    /// How many of them let time pass only; a command that was refused when the log was written is one of them.
    pub ticks: u64,
    /// Changes of the configuration that the log holds and the other world skipped.
    pub skipped_configurations: u64,
    /// The instant of the first input.
    #[serde(rename = "started_at_us")]
    pub started_at: Timestamp,
    /// The instant of the last input.
    #[serde(rename = "ended_at_us")]
    pub ended_at: Timestamp,
    /// Where the worlds part; `None` = every event was reproduced.
    pub difference: Option<Box<Difference>>,
    /// The log under its own configuration.
    pub recorded: WorldSummary,
    /// The log under the other configuration; an indication from the difference on.
    pub replayed: WorldSummary,
    /// What became of the interactions.
    pub interactions: Interactions,
}

impl ReplayReport {
    /// Whether every event of the log came again, in the same order and at the same instant.
    pub fn is_reproduced(&self) -> bool {
        self.difference.is_none()
    }
}

/// The first event that is not the same in both worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Number of the input.
    pub seq: u64,
    /// Place among the recorded events of that input; one past the last where the recorded world has no more.
    pub index: usize,
    /// The instant: the earlier one where they differ.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// The command of the input; `None` = time passed.
    pub command: Option<Command>,
    /// What happened as recorded; `None` = nothing more in this input.
    pub recorded: Option<Outcome>,
    /// What happened under the other configuration; `None` = nothing more in this input.
    pub replayed: Option<Outcome>,
    /// The decision behind it, where one of the two is an offer.
    pub decision: Option<Decision>,
}

/// Something that happened in a world at an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The instant.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// What it was.
    #[serde(flatten)]
    pub happened: Happened,
}

/// An event, or a command of the log that was refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// An event; an offer says why its agent was chosen.
    Event(Event),
    /// The command of the input does not apply in this world.
    Refused {
        /// The stable code of the reject.
        code: &'static str,
        /// What it says.
        message: String,
    },
}

impl Outcome {
    pub(super) fn event((at, event): (Timestamp, Event)) -> Self {
        Self { at, happened: Happened::Event(event) }
    }

    pub(super) fn refused(at: Timestamp, reject: &Reject) -> Self {
        Self { at, happened: Happened::Refused { code: reject.code(), message: reject.to_string() } }
    }

    pub(super) fn is_reconfiguration(&self) -> bool {
        matches!(self.happened, Happened::Event(Event::Reconfigured { .. }))
    }

    /// Whether it is the same, whichever input brought each world's configuration.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let mut other = other.clone();
        if let Happened::Event(Event::OfferMade { why: Some(why), .. }) = &self.happened
            && let Happened::Event(Event::OfferMade { why: Some(others), .. }) = &mut other.happened
        {
            others.configured_at_seq = why.configured_at_seq;
        }
        *self == other
    }

    /// The interaction that is offered.
    pub(super) fn offer_of(&self) -> Option<&str> {
        match &self.happened {
            Happened::Event(Event::OfferMade { interaction, .. }) => Some(interaction),
            _ => None,
        }
    }
}

/// What the rules said of everybody at the instant of the difference: just before an offer that was made then, else
/// when all else of that instant had happened. Empty in a world that does not have the interaction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The interaction of the recorded offer, or of the other one.
    pub interaction: String,
    /// Every agent as recorded.
    pub recorded: Vec<AgentVerdict>,
    /// Every agent under the other configuration.
    pub replayed: Vec<AgentVerdict>,
}

/// What happened in one world.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct WorldSummary {
    /// Commands of the log that were refused, by code; none as recorded, where a refused command is a tick.
    pub refused: BTreeMap<&'static str, u64>,
    /// Events by type; types that never came are absent.
    pub events: BTreeMap<&'static str, u64>,
    /// From the arrival of an interaction to the first time an agent had it.
    pub waits: Waits,
}

/// How long those waited who were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waits {
    /// Interactions that an agent had.
    pub count: u64,
    /// Mean in whole microseconds, halves up; `None` = there were none.
    #[serde(rename = "mean_us")]
    pub mean: Option<Span>,
    /// The longest; `None` = there were none.
    #[serde(rename = "longest_us")]
    pub longest: Option<Span>,
}

/// How the same interactions fared in both worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Interactions {
    /// All that arrived in a world.
    pub total: u64,
    /// Answered in both, first by different agents.
    pub another_agent: u64,
    /// First answered from (or, unanswered, last in) different queues.
    pub another_queue: u64,
    /// Answered as recorded, but not under the other configuration.
    pub answered_only_recorded: u64,
    /// Answered under the other configuration, but not as recorded.
    pub answered_only_replayed: u64,
}
