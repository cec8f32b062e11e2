use super::config::Presence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What one input did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Sequence number of the input; an event is known by (seq, its index in `events`).
    pub seq: u64,
    /// The instant it took effect.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// The given clock ran backwards and was moved to `at`.
    pub clamped: bool,
    /// The command id was known; this is its first receipt and nothing happened.
    pub repeated: bool,
    /// What happened, in order; each with its own instant.
    pub events: Vec<(Timestamp, Event)>,
}

/// Why an agent was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Idle since this instant, the longest of all candidates (basis: the configuration's).
    #[serde(rename = "idle_since_us")]
    pub idle_since: Timestamp,
    /// Eligible agents.
    pub candidates: usize,
    /// The agent who came second.
    pub runner_up: Option<String>,
}

/// Why an offer was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeCause {
    /// The agent is no longer available.
    Presence,
    /// The customer left.
    Abandoned,
    /// It went to another queue.
    Transferred,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub enum Event {
    /// An interaction waits.
    InteractionQueued {
        interaction: String,
        queue: String,
        channel: String,
        priority: i32,
        subject: Option<String>,
        reason: Option<String>,
        context_ref: Option<String>,
    },
    /// An agent is asked; his capacity is reserved.
    OfferMade {
        interaction: String,
        agent: String,
        generation: u64,
        #[serde(rename = "expires_at_us")]
        expires_at: Option<Timestamp>,
        why: Why,
    },
    /// He declined.
    OfferDeclined { interaction: String, agent: String, generation: u64 },
    /// He did not answer in time.
    OfferExpired { interaction: String, agent: String, generation: u64 },
    /// The offer was taken back.
    OfferRevoked { interaction: String, agent: String, generation: u64, cause: RevokeCause },
    /// The agent has it.
    Assigned { interaction: String, agent: String, queue: String },
    /// Both sides are joined.
    Connected { interaction: String, agent: String },
    /// They were not; it waits again at its old place.
    ConnectFailed { interaction: String, agent: String },
    /// On hold.
    Held { interaction: String, agent: String },
    /// Off hold.
    Resumed { interaction: String, agent: String },
    /// The conversation is over.
    Completed { interaction: String, agent: String, queue: String, wrap_code: Option<String> },
    /// The customer left.
    Abandoned { interaction: String, queue: String },
    /// It waits in another queue now.
    Moved { interaction: String, from: String, to: String, agent: Option<String> },
    /// Wrap-up began.
    WrapUpStarted {
        agent: String,
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// Wrap-up is over.
    WrapUpEnded { agent: String },
    /// Presence changed.
    AgentStateChanged { agent: String, presence: Presence, reason: Option<String> },
}
