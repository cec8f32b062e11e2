use super::config_check::ConfigErrors;
use super::event::Receipt;
use crate::time::Timestamp;
use thiserror::Error;

/// Why a command was refused; it changed nothing beyond the tick to its instant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub enum Reject {
    /// The id is taken.
    #[error("interaction {interaction:?} exists already; every interaction needs an id of its own")]
    AlreadyExists { interaction: String },
    /// No such interaction, or it is finished and the command needs one that is not.
    #[error("interaction {interaction:?} is not known, or finished")]
    UnknownInteraction { interaction: String },
    /// No such agent.
    #[error("agent {agent:?} is not in the configuration")]
    UnknownAgent { agent: String },
    /// No such queue.
    #[error("queue {queue:?} is not in the configuration")]
    UnknownQueue { queue: String },
    /// The offer was accepted, declined, expired or revoked before.
    #[error("interaction {interaction:?} is not offered to agent {agent:?} (any more)")]
    OfferGone { interaction: String, agent: String },
    /// Nobody has it, or not the agent named.
    #[error("interaction {interaction:?} is not assigned to an agent, or not to this one (any more)")]
    NotAssigned { interaction: String },
    /// An agent has it, or it is finished.
    #[error("interaction {interaction:?} is not waiting: an agent has it, or it is finished")]
    NotWaiting { interaction: String },
    /// It is in another state of the conversation.
    #[error("interaction {interaction:?} is {state}, so it cannot be {asked}")]
    WrongState { interaction: String, state: &'static str, asked: &'static str },
    /// No wrap-up is running.
    #[error("agent {agent:?} is not in wrap-up")]
    NotInWrapUp { agent: String },
    /// No entry rule that applies gives a queue.
    #[error(
        "no entry rule names a queue for interaction {interaction:?}: let the first rule, without conditions, name one"
    )]
    NotClassified { interaction: String },
    /// No such plan.
    #[error("plan {plan:?} is not in the configuration")]
    UnknownPlan { plan: String },
    /// He does not serve its queue.
    #[error("agent {agent:?} does not serve queue {queue:?}")]
    AgentNotMember { agent: String, queue: String },
    /// He was asked by name, but cannot.
    #[error("agent {agent:?} cannot take part: {why}")]
    AgentNotFree { agent: String, why: &'static str },
    /// Nothing waits that he may take.
    #[error("nothing waits that agent {agent:?} may take")]
    NothingToPull { agent: String },
    /// The queue's mode says that it ends by itself only.
    #[error("the wrap-up of agent {agent:?} is mandatory and cannot be ended before {until}")]
    WrapUpMandatory { agent: String, until: Timestamp },
    /// A shadow is told facts; who gets what, the old router decides.
    #[error(
        "{command} asks the router to decide, but a shadow only follows: tell it with `decided` whom the old router chose"
    )]
    NotAFact { command: &'static str },
    /// The new configuration is wrong, or would lose interactions.
    #[error("{0}")]
    InvalidConfig(ConfigErrors),
    /// A bound of the configuration.
    #[error("{what} would exceed limits.{what}, which is {limit}")]
    LimitExceeded { what: &'static str, limit: usize },
    /// Strict time: the clock ran backwards.
    #[error("the clock ran backwards to {at}, but the router is at {now} and time is strict")]
    TimeBackwards { at: Timestamp, now: Timestamp },
    /// A value out of range.
    #[error("{field} is {value}, but {why}")]
    InvalidValue { field: &'static str, value: String, why: &'static str },
}

impl Reject {
    /// The stable code of this reject in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyExists { .. } => "already_exists",
            Self::UnknownInteraction { .. } => "unknown_interaction",
            Self::UnknownAgent { .. } => "unknown_agent",
            Self::UnknownQueue { .. } => "unknown_queue",
            Self::OfferGone { .. } => "offer_gone",
            Self::NotAssigned { .. } => "not_assigned",
            Self::NotWaiting { .. } => "not_waiting",
            Self::WrongState { .. } => "wrong_state",
            Self::NotInWrapUp { .. } => "not_in_wrap_up",
            Self::NotClassified { .. } => "not_classified",
            Self::UnknownPlan { .. } => "unknown_plan",
            Self::AgentNotMember { .. } => "agent_not_member",
            Self::AgentNotFree { .. } => "agent_not_free",
            Self::NothingToPull { .. } => "nothing_to_pull",
            Self::WrapUpMandatory { .. } => "wrap_up_mandatory",
            Self::NotAFact { .. } => "not_a_fact",
            Self::InvalidConfig(_) => "invalid_config",
            Self::LimitExceeded { .. } => "limit_exceeded",
            Self::TimeBackwards { .. } => "time_backwards",
            Self::InvalidValue { .. } => "invalid_value",
        }
    }
}

/// A refused command, with the receipt of the tick to its instant: timers that were due have fired.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{reject}")]
pub struct Rejection {
    /// Why.
    pub reject: Reject,
    /// What the tick did; `None` when time did not move at all (strict time).
    pub tick: Option<Box<Receipt>>,
}

impl Rejection {
    /// The stable code of the reject.
    pub fn code(&self) -> &'static str {
        self.reject.code()
    }
}
