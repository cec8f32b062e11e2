use super::agent::Presence;
use super::command::Side;
use super::config::IdleBasis;
use super::new_interaction::{Direction, NewInteraction};
use super::selection::{KeyPart, SelectionKey};
use super::unmet::Unmet;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What one input did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Sequence number of the input; an event is known by (seq, its place among those of the input).
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
    /// The place of each of `events` among all of the input, where [`super::Telling`] left some out; `None` = all are
    /// there, and each one's place is where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexes: Option<Vec<usize>>,
}

/// Why an agent was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The winning key, part by part, as the queue's `selection` lists them.
    pub key: Vec<KeyPart>,
    /// What `idle` in it counts from.
    pub idle_basis: IdleBasis,
    /// Eligible agents; `None` where the router tells the key alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidates: Option<usize>,
    /// The agent who came second; `None` = nobody did, or the router tells the key alone.
    pub runner_up: Option<RunnerUp>,
    /// The input that brought the configuration: 0, or the `configure` in force.
    #[serde(default)]
    pub configured_at_seq: u64,
    /// Contingency plans in force, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
}

/// The agent who would have been chosen otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// The agent.
    pub agent: String,
    /// The first key by which he lost; `None` = only by his id.
    pub by: Option<SelectionKey>,
}

/// Why an offer was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeCause {
    /// The agent is no longer available.
    Presence,
    /// Another agent was quicker, or was given it.
    Lost,
    /// The customer left.
    Abandoned,
    /// He is to be called back.
    Callback,
    /// It went to another queue.
    Transferred,
    /// The agent is no longer in the configuration.
    Configuration,
}

/// Why an interaction changed queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveCause {
    /// A command.
    Transfer,
    /// A rule of the queue it left.
    WaitRule,
}

/// Why an interaction was ended while it waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemoveCause {
    /// A wait rule, after its time.
    #[default]
    Timeout,
    /// A wait rule without a time, by what was the case in the queue.
    Overflow,
    /// One of these, as the queue was closed.
    Closed,
    /// One of these, as nobody was logged in or available.
    NoAgents,
    /// The last attempt to call the customer back has failed.
    CallbackFailed,
    /// Its last window is over.
    WindowOver,
}

impl RemoveCause {
    /// As it is written.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Overflow => "overflow",
            Self::Closed => "closed",
            Self::NoAgents => "no_agents",
            Self::CallbackFailed => "callback_failed",
            Self::WindowOver => "window_over",
        }
    }
}

/// Why an interaction never came to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockCause {
    /// As many as the queue admits were waiting.
    QueueFull,
}

/// How a contact's time in self-service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelfServiceOutcome {
    /// It went on to a queue.
    Queued,
    /// The customer is content; no agent was needed.
    Contained,
    /// The customer left.
    Abandoned,
    /// Nothing was heard of it for too long.
    Lost,
}

/// Why a plan came into force or was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanCause {
    /// A command.
    Command,
    /// Its trigger.
    Trigger,
    /// A configuration without it.
    Configuration,
}

/// What differs between two configurations, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub struct Changes {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<String>,
}

/// What is known of an interaction as it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub struct Arrival {
    pub interaction: String,
    pub queue: String,
    pub channel: String,
    #[serde(default, skip_serializing_if = "is_inbound")]
    pub direction: Direction,
    pub priority: i32,
    pub subject: Option<String>,
    pub reason: Option<String>,
    pub context_ref: Option<String>,
}

fn is_inbound(direction: &Direction) -> bool {
    *direction == Direction::Inbound
}

impl From<&NewInteraction> for Arrival {
    fn from(new: &NewInteraction) -> Self {
        Self {
            interaction: new.interaction.clone(),
            queue: new.queue.clone(),
            channel: new.channel.clone(),
            direction: new.direction,
            priority: new.priority,
            subject: new.subject.clone(),
            reason: new.reason.clone(),
            context_ref: new.context_ref.clone(),
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub enum Event {
    /// A menu or a bot serves a contact.
    SelfServiceStarted {
        interaction: String,
        channel: String,
        #[serde(default, skip_serializing_if = "is_inbound")]
        direction: Direction,
        subject: Option<String>,
        reason: Option<String>,
        context_ref: Option<String>,
    },
    /// It does so no longer; of one that goes on to a queue that is full, `blocked` alone tells.
    SelfServiceEnded { interaction: String, outcome: SelfServiceOutcome },
    /// Entry rules, by their places, have said which queue a contact belongs to.
    Classified { interaction: String, queue: String, rules: Vec<usize> },
    /// An interaction waits.
    InteractionQueued(Arrival),
    /// No member of its queue could ever take it, as they are now; it waits all the same. With it the members who come
    /// nearest, at most three; none = nobody serves the queue.
    CannotBeMet { interaction: String, queue: String, nearest: Vec<Unmet> },
    /// An interaction was turned away; its id is taken.
    Blocked {
        #[serde(flatten)]
        arrival: Arrival,
        cause: BlockCause,
    },
    /// A step of its list began; past the end of the list there is no condition.
    StepEntered { interaction: String, step: usize },
    /// Other things are known of it now.
    InteractionUpdated { interaction: String },
    /// Its priority is another one now.
    PriorityChanged { interaction: String, priority: i32 },
    /// The customer abandoned before and is as old as if he had stayed.
    PlaceRegained { interaction: String, abandoned: String },
    /// A rule says that the customer should be offered a callback.
    CallbackOffered { interaction: String },
    /// The customer is to be called back in his turn, not before the instant where one is given.
    CallbackRequested {
        interaction: String,
        #[serde(rename = "not_before_us")]
        not_before: Option<Timestamp>,
    },
    /// Customer first: the host is to ring him now; the attempt has failed at `until` if nothing more is heard of it.
    CallbackStarted {
        interaction: String,
        attempt: u32,
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// The customer has answered and waits at his old place, on the line.
    CallbackAnswered { interaction: String },
    /// He was not reached; without `retry_at` this was the last attempt. `agent` made it.
    CallbackFailed {
        interaction: String,
        agent: Option<String>,
        attempt: u32,
        outcome: Option<String>,
        #[serde(rename = "retry_at_us")]
        retry_at: Option<Timestamp>,
    },
    /// An agent is asked; his capacity is reserved.
    OfferMade {
        interaction: String,
        agent: String,
        generation: u64,
        #[serde(rename = "expires_at_us")]
        expires_at: Option<Timestamp>,
        /// `None` where the router was told to leave it out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
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
    /// The agent who has it, `by`, asks another.
    ConsultStarted { interaction: String, agent: String, by: String },
    /// An agent who was consulted speaks with the customer too.
    ConferenceStarted { interaction: String, agent: String },
    /// An agent who was consulted or in conference has gone.
    AgentLeft { interaction: String, agent: String },
    /// Another agent has it now; the host connects him unless he is `connected` already.
    HandedOver { interaction: String, agent: String, from: String, queue: String, connected: bool },
    /// The conversation is over.
    Completed {
        interaction: String,
        agent: String,
        queue: String,
        wrap_code: Option<String>,
        ended_by: Option<Side>,
    },
    /// The customer left.
    Abandoned { interaction: String, queue: String },
    /// A wait rule ended it, with the rule's own reason; or something else, with the cause as its reason.
    Removed {
        interaction: String,
        queue: String,
        reason: String,
        #[serde(default)]
        cause: RemoveCause,
    },
    /// It waits in another queue now; `agent` had it before.
    Moved { interaction: String, from: String, to: String, agent: Option<String>, cause: MoveCause },
    /// Nothing was heard of the contact for too long; it is given up. The agent is idle from then on, without wrap-up.
    ContactLost { interaction: String, agent: String, queue: String },
    /// Wrap-up began; without `until` the agent ends it.
    WrapUpStarted {
        agent: String,
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// Wrap-up lasts longer; one without `until` goes on without.
    WrapUpExtended {
        agent: String,
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// Wrap-up is over.
    WrapUpEnded { agent: String },
    /// Presence changed.
    AgentStateChanged { agent: String, presence: Presence, reason: Option<String> },
    /// He is what he was, for another reason.
    ReasonChanged { agent: String, reason: Option<String> },
    /// Another configuration is in force; skills that commands had set count as changed. `agent_state_changed` of each
    /// agent who went (by id, reason `removed`, unless he was offline) and who came (as configured) follows. `settings` are
    /// the other keys of the configuration that differ, in order, such as `calendars` or `entry_rules`.
    Reconfigured {
        queues: Changes,
        agents: Changes,
        #[serde(default)]
        settings: Vec<String>,
    },
    /// A contingency plan is in force; the host announces its message, if it has one.
    PlanActivated { plan: String, cause: PlanCause, message: Option<String> },
    /// It is no longer.
    PlanWithdrawn { plan: String, cause: PlanCause },
}

impl Event {
    /// The interaction, agent and queue it is about, as far as it names them; the queue an interaction goes to.
    pub fn about(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
        match self {
            Self::InteractionQueued(arrival) | Self::Blocked { arrival, .. } => {
                (Some(&arrival.interaction), None, Some(&arrival.queue))
            }
            Self::Classified { interaction, queue, .. } => (Some(interaction), None, Some(queue)),
            Self::SelfServiceStarted { interaction, .. }
            | Self::SelfServiceEnded { interaction, .. }
            | Self::StepEntered { interaction, .. }
            | Self::InteractionUpdated { interaction }
            | Self::PriorityChanged { interaction, .. }
            | Self::PlaceRegained { interaction, .. }
            | Self::CallbackOffered { interaction }
            | Self::CallbackRequested { interaction, .. }
            | Self::CallbackStarted { interaction, .. }
            | Self::CallbackAnswered { interaction } => (Some(interaction), None, None),
            Self::CallbackFailed { interaction, agent, .. } => (Some(interaction), agent.as_deref(), None),
            Self::OfferMade { interaction, agent, .. }
            | Self::OfferDeclined { interaction, agent, .. }
            | Self::OfferExpired { interaction, agent, .. }
            | Self::OfferRevoked { interaction, agent, .. }
            | Self::Connected { interaction, agent }
            | Self::ConnectFailed { interaction, agent }
            | Self::Held { interaction, agent }
            | Self::Resumed { interaction, agent }
            | Self::ConsultStarted { interaction, agent, .. }
            | Self::ConferenceStarted { interaction, agent }
            | Self::AgentLeft { interaction, agent } => (Some(interaction), Some(agent), None),
            Self::HandedOver { interaction, agent, queue, .. } => {
                (Some(interaction), Some(agent), Some(queue))
            }
            Self::Assigned { interaction, agent, queue }
            | Self::Completed { interaction, agent, queue, .. }
            | Self::ContactLost { interaction, agent, queue } => {
                (Some(interaction), Some(agent), Some(queue))
            }
            Self::Abandoned { interaction, queue }
            | Self::Removed { interaction, queue, .. }
            | Self::CannotBeMet { interaction, queue, .. } => (Some(interaction), None, Some(queue)),
            Self::Moved { interaction, to, agent, .. } => (Some(interaction), agent.as_deref(), Some(to)),
            Self::WrapUpStarted { agent, .. }
            | Self::WrapUpExtended { agent, .. }
            | Self::WrapUpEnded { agent }
            | Self::AgentStateChanged { agent, .. }
            | Self::ReasonChanged { agent, .. } => (None, Some(agent), None),
            Self::Reconfigured { .. } | Self::PlanActivated { .. } | Self::PlanWithdrawn { .. } => {
                (None, None, None)
            }
        }
    }
}
