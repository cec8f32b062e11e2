//! Who takes which interaction: inputs in, events out.
//!
//! A pure state machine: time comes in with each input, [`Router::next_deadline`] says when to call
//! [`Router::tick`], and everything that changes state is an [`Input`] with a sequence number, so that
//! the same inputs give the same events and the same digest everywhere.
//!
//! Words: an *offer* reserves capacity until it is accepted, declined, expired or revoked; it never
//! changes the interaction's place. *Rank* orders an agent's queues, lower first; *priority* orders
//! interactions, higher first.
//!
//! This is the naive router: linear scans over ordered maps, obviously right. It imports `time` only and
//! may be imported by `recorder`.

mod command;
mod config;
mod event;
mod explain;
mod input;
mod matching;
mod reject;
mod router;
mod state;

pub use command::{Command, NewInteraction};
pub use config::{
    AgentConfig, Capacity, Config, ConfigError, ConfigErrors, IdleBasis, Limits, Membership, OnDecline,
    Operator, Presence, QueueConfig, Requirement,
};
pub use event::{Event, Receipt, RevokeCause, Why};
pub use explain::{AgentVerdict, Verdict};
pub use input::{DecodeError, Input, InputsLost, LogError, Step};
pub use reject::{Reject, Rejection};
pub use router::Router;
pub use state::{Agent, Interaction, Place, QueueView};
