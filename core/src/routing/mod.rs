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
//! The rules stand once, each obviously right where it goes over everything: that is the naive router, which
//! `Router::into_naive` gives with the feature `naive`. `engine` says where to look, so that a decision need not go over
//! everything, and decides the same. The room imports `time` and `random` and may be imported by `recorder`, `scenario`
//! and `import`.

mod admission;
mod agent;
mod asked;
mod calendar;
mod callback;
mod chunked;
mod command;
mod config;
mod config_check;
mod consult;
mod eligibility;
mod engine;
mod entry;
mod estimate;
mod event;
mod event_kind;
mod execute;
mod explain;
mod facts;
mod input;
mod interaction;
mod lease;
mod lint;
mod matching;
mod memory;
mod new_interaction;
mod offers;
mod order;
mod overview;
mod plan;
mod preference;
mod presence;
mod preset;
mod queue;
mod recent;
mod reconfigure;
mod reject;
mod relaxation;
mod replay;
mod requirement;
mod router;
mod score;
mod selection;
mod shadow;
mod soundness;
mod state;
mod telling;
mod timers;
mod told;
mod tracked;
mod unmet;
mod update;
mod wait_history;
mod wait_rules;
mod wrap_up;

pub use agent::{AgentConfig, Capacity, Membership, Presence, Trainee};
pub use calendar::{Calendar, Window};
pub use callback::{CallbackFirst, CallbackPolicy};
pub use command::{Command, Side};
pub use config::{Config, IdleBasis, Limits};
pub use config_check::{ConfigError, ConfigErrors};
pub use consult::Part;
pub use entry::{EntryRule, NewContact, SelfService};
pub use estimate::{Estimate, Unknown, WaitEstimate};
pub use event::{
    Arrival, BlockCause, Changes, Event, MoveCause, PlanCause, Receipt, RemoveCause, RevokeCause, RunnerUp,
    SelfServiceOutcome, Why,
};
pub use event_kind::EventKind;
pub use explain::{AgentVerdict, Beaten, Verdict};
pub use facts::{Demand, Facts, Own};
pub use input::{DecodeError, Input, InputsLost, LogError, Step};
#[cfg(feature = "recorder")]
pub(crate) use input::{decode, encode};
pub use interaction::{Interaction, Offer, Place, StepProgress, Story};
pub use lint::Lint;
pub use new_interaction::{Direction, NewInteraction};
pub use order::Points;
pub use overview::{AgentOverview, AsOf, Overview, QueueOverview};
pub use plan::{Plan, Trigger};
pub use preference::{Hold, Preference};
pub use preset::Preset;
pub use queue::{
    Condition, OnDecline, PenaltyRule, QueueConfig, Reserve, Ring, Scoring, TierRules, WaitRule, WrapUpMode,
};
pub use recent::{EventsLost, NumberedEvent};
pub use reject::{Reject, Rejection};
pub use replay::{
    Decision, Difference, Happened, Interactions, Outcome, ReplayError, ReplayReport, Waits, WorldSummary,
    replay,
};
pub use requirement::{Expression, Operator, Requirement, RoutingStep, SkillTest};
pub use router::Router;
pub use score::{Choice, Fact, Score};
pub use selection::{KeyPart, SelectionKey};
pub use shadow::{
    Comparison, ComparisonKind, Earlier, KrarupAnswer, OldDecision, Shadow, ShadowOptions, ShadowReport,
};
pub use state::{Agent, QueueView, WrapUp};
pub use telling::{Telling, WhyTold};
pub use told::Stamp;
pub use unmet::Unmet;
pub use update::InteractionUpdate;
pub use wait_history::{Estimator, Foretold};
