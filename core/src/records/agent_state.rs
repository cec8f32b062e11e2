use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A stay of an agent in one state: the half-open interval `[start_at, end_at)`.
///
/// Two layers: `slot: None` is the presence layer, which never overlaps per agent; `slot: Some(n)`
/// is the contact layer, which may (concurrency).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentState {
    /// The agent.
    pub agent: String,
    /// First instant of the state.
    #[serde(rename = "start_at_us")]
    pub start_at: Timestamp,
    /// First instant after it; `None` = still open.
    #[serde(rename = "end_at_us", default)]
    pub end_at: Option<Timestamp>,
    /// The state.
    pub state: StateKind,
    /// Pause reason or the host's own code.
    #[serde(default)]
    pub reason: Option<String>,
    /// The interaction worked on, in the contact layer.
    #[serde(default)]
    pub interaction_id: Option<String>,
    /// Its queue.
    #[serde(default)]
    pub queue: Option<String>,
    /// Its channel.
    #[serde(default)]
    pub channel: Option<String>,
    /// `None` = presence layer; `Some(n)` = n-th parallel contact.
    #[serde(default)]
    pub slot: Option<u16>,
}

/// What an agent is doing; the codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum StateKind {
    /// Not logged in.
    Offline = 0,
    /// Ready for work.
    Available = 1,
    /// An offer rings.
    Ringing = 2,
    /// On a contact.
    Contact = 3,
    /// The contact is on hold.
    Hold = 4,
    /// After-contact work.
    WrapUp = 5,
    /// Break.
    Break = 6,
    /// Lunch.
    Lunch = 7,
    /// Training.
    Training = 8,
    /// Meeting.
    Meeting = 9,
    /// Coaching.
    Coaching = 10,
    /// Ready for outbound work only.
    OutboundIdle = 11,
    /// Work away from contacts.
    BackOffice = 12,
    /// Did not respond, or a technical fault.
    NotResponding = 13,
    /// Any other paused state.
    OtherPaused = 14,
}
