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

mod admission;
mod agent;
mod calendar;
mod command;
mod config;
mod eligibility;
mod estimate;
mod event;
mod execute;
mod explain;
mod input;
mod lease;
mod lint;
mod matching;
mod memory;
mod offers;
mod order;
mod preference;
mod queue;
mod reconfigure;
mod reject;
mod relaxation;
mod requirement;
mod router;
mod selection;
mod state;
mod timers;
mod unmet;
mod wait_history;
mod wait_rules;

pub use agent::{AgentConfig, Capacity, Membership, Presence};
pub use calendar::{Calendar, Window};
pub use command::{Command, NewInteraction, Side};
pub use config::{Config, ConfigError, ConfigErrors, IdleBasis, Limits};
pub use estimate::{Estimate, Unknown, WaitEstimate};
pub use event::{Arrival, BlockCause, Changes, Event, MoveCause, Receipt, RevokeCause, RunnerUp, Why};
pub use explain::{AgentVerdict, Beaten, Verdict};
pub use input::{DecodeError, Input, InputsLost, LogError, Step};
#[cfg(feature = "recorder")]
pub(crate) use input::{decode, encode};
pub use lint::Lint;
pub use order::Points;
pub use preference::{Hold, Preference};
pub use queue::{
    Condition, OnDecline, PenaltyRule, QueueConfig, Reserve, Ring, Scoring, TierRules, WaitRule, WrapUpMode,
};
pub use reject::{Reject, Rejection};
pub use requirement::{Expression, Operator, Requirement, RoutingStep, SkillTest};
pub use router::Router;
pub use selection::{KeyPart, SelectionKey};
pub use state::{Agent, Interaction, Offer, Place, QueueView, StepProgress, WrapUp};
pub use unmet::Unmet;
pub use wait_history::{Estimator, Foretold};
