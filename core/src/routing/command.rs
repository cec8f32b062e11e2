use super::agent::Presence;
use super::calendar::{Window, are_in_order};
use super::config::{Config, LONGEST, Limits};
use super::entry::NewContact;
use super::order::Points;
use super::preference::Preference;
use super::reject::Reject;
use super::requirement::{Requirement, RoutingStep};
use super::update::InteractionUpdate;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a host asks of the router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// A new interaction waits in a queue.
    Enqueue(Box<NewInteraction>),
    /// A contact arrives: the entry rules say where it belongs, or it is served without an agent first.
    Arrive(Box<NewContact>),
    /// A contact in self-service needs an agent: the entry rules say where it belongs.
    Classify {
        /// The interaction.
        interaction: String,
        /// What was learnt of it, added to what was known.
        #[serde(default)]
        details: BTreeMap<String, String>,
    },
    /// The agent takes the offer.
    Accept {
        /// The interaction.
        interaction: String,
        /// The agent.
        agent: String,
        /// The offer meant; absent = the open one.
        #[serde(default)]
        generation: Option<u64>,
    },
    /// The agent does not take the offer; the interaction keeps its place.
    Decline {
        /// The interaction.
        interaction: String,
        /// The agent.
        agent: String,
        /// The offer meant; absent = the open one.
        #[serde(default)]
        generation: Option<u64>,
    },
    /// Both sides are joined.
    Connected {
        /// The interaction.
        interaction: String,
        /// The agent of whom this is told: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Accepted but never joined: back to the same place in the queue; counts as a decline.
    ConnectFailed {
        /// The interaction.
        interaction: String,
        /// The agent of whom this is told: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// The customer is put on hold.
    Hold {
        /// The interaction.
        interaction: String,
        /// The agent of whom this is told: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// The hold ends.
    Resume {
        /// The interaction.
        interaction: String,
        /// The agent of whom this is told: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// The conversation ends; wrap-up begins. Of a contact in self-service: it is content.
    Complete {
        /// The interaction.
        interaction: String,
        /// The agent who ends it: refused unless he has it; absent = whoever has it.
        #[serde(default)]
        agent: Option<String>,
        /// The agent's code, passed on to the event.
        #[serde(default)]
        wrap_code: Option<String>,
        /// Who hung up, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended_by: Option<Side>,
    },
    /// The customer leaves before an agent has taken the interaction, or leaves self-service.
    Abandon {
        /// The interaction.
        interaction: String,
    },
    /// To another queue: keeps its age, forgets declines, begins its steps anew, frees the agent who had it. Where the
    /// customer was rung, that attempt does not count.
    Transfer {
        /// The interaction.
        interaction: String,
        /// The queue.
        queue: String,
        /// The agent who gives it away: refused unless he has it; absent = wherever it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Other requirements, labels or the like for an interaction that waits or is with an agent.
    Update(Box<InteractionUpdate>),
    /// Makes what waits older (or, negative, younger) for order, scores and delays; its enqueue time stays.
    AdjustAge {
        /// The interaction.
        interaction: String,
        /// By how much, in microseconds.
        #[serde(rename = "by_us")]
        by: Span,
    },
    /// Another priority for what waits.
    SetPriority {
        /// The interaction.
        interaction: String,
        /// Higher first.
        priority: i32,
    },
    /// The customer hangs up and is called back in his turn: the place, age and exclusions stay. Another instant ends
    /// an attempt that is under way; it does not count.
    ToCallback {
        /// The interaction.
        interaction: String,
        /// Not before this instant, as he wishes; of a callback already, another instant.
        #[serde(default, rename = "not_before_us", skip_serializing_if = "Option::is_none")]
        not_before: Option<Timestamp>,
    },
    /// The customer of a callback is on the line, rung by whomever: he waits at his old place.
    CallbackAnswered {
        /// The interaction.
        interaction: String,
    },
    /// The customer was not reached: the agent is free, and the next attempt follows as the queue's `callbacks` say.
    CallbackFailed {
        /// The interaction.
        interaction: String,
        /// The attempt meant, counted from 1: refused when another is under way; absent = that one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempt: Option<u32>,
        /// What happened, such as `busy`; passed on to the event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<String>,
    },
    /// The agent who has a contact asks another, who must be free; it takes his capacity too.
    Consult {
        /// The interaction.
        interaction: String,
        /// The agent who is asked.
        agent: String,
        /// The agent who asks: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// An agent who is consulted speaks with the customer too.
    Conference {
        /// The interaction.
        interaction: String,
        /// The agent.
        agent: String,
    },
    /// An agent who is consulted or in conference goes.
    Leave {
        /// The interaction.
        interaction: String,
        /// The agent.
        agent: String,
        /// He never answered: no wrap-up, and his idle time goes on.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unanswered: bool,
    },
    /// Another agent has the contact from now on: one who is consulted or in conference, with whom the conversation
    /// goes on; or any who is free, whom the host then connects.
    HandOver {
        /// The interaction.
        interaction: String,
        /// The agent who gets it.
        agent: String,
        /// The agent who gives it: refused unless he has it; absent = whoever has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// A supervisor gives what waits to a member of its queue, whatever his skills, presence and free capacity.
    ForceAssign {
        /// The interaction.
        interaction: String,
        /// The agent; his capacity is taken.
        agent: String,
    },
    /// The agent takes the first waiting interaction he may have, offered by nobody.
    Pull {
        /// The agent.
        agent: String,
    },
    /// Another configuration in the place of the one in force: agents and queues that it lacks go, if they have no
    /// interactions; new ones come; what stays keeps its state, skills set by command aside. What waits is looked at
    /// again at once. Open offers stay, but those to agents who go are taken back; a wait rule that has fired has fired
    /// wherever the new list has the same rule.
    Configure {
        /// All of it.
        config: Box<Config>,
    },
    /// A contingency plan comes into force, until a command withdraws it.
    ActivatePlan {
        /// The plan.
        plan: String,
    },
    /// A contingency plan is taken back; its trigger cannot bring it back before its condition has ceased to hold.
    WithdrawPlan {
        /// The plan.
        plan: String,
    },
    /// Something was heard of an agent: his lease begins anew. So does every command that names him.
    Heartbeat {
        /// The agent.
        agent: String,
    },
    /// Something was heard of a contact: its lease begins anew. So does every command that names it.
    KeepAlive {
        /// The interaction.
        interaction: String,
    },
    /// An agent's presence.
    SetPresence {
        /// The agent.
        agent: String,
        /// What he is now.
        presence: Presence,
        /// Why, such as a pause reason.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Wrap-up ends now.
    EndWrapUp {
        /// The agent.
        agent: String,
    },
    /// Wrap-up lasts longer.
    ExtendWrapUp {
        /// The agent.
        agent: String,
        /// By how much, in microseconds, greater than 0.
        #[serde(rename = "by_us")]
        by: Span,
    },
    /// An agent gains, changes or (null) loses a skill; what waits is looked at again at once.
    SetSkill {
        /// The agent.
        agent: String,
        /// The skill.
        skill: String,
        /// Its level; null = he lacks it.
        level: Option<i32>,
    },
}

/// Who began a contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer.
    #[default]
    Inbound,
    /// The contact centre.
    Outbound,
    /// A colleague.
    Internal,
}

/// A side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

impl Command {
    /// The `type` of every command, as it is written.
    pub const TYPES: [&'static str; 33] = [
        "enqueue",
        "arrive",
        "classify",
        "accept",
        "decline",
        "connected",
        "connect_failed",
        "hold",
        "resume",
        "complete",
        "abandon",
        "transfer",
        "update",
        "adjust_age",
        "set_priority",
        "to_callback",
        "callback_answered",
        "callback_failed",
        "consult",
        "conference",
        "leave",
        "hand_over",
        "force_assign",
        "pull",
        "configure",
        "activate_plan",
        "withdraw_plan",
        "heartbeat",
        "keep_alive",
        "set_presence",
        "end_wrap_up",
        "extend_wrap_up",
        "set_skill",
    ];

    /// The JSON Schema (draft 2020-12) of a command; the file `schema/command.schema.json` of this crate.
    ///
    /// ```
    /// use krarup::routing::Command;
    /// let schema: serde_json::Value = serde_json::from_str(Command::schema())?;
    /// assert_eq!(schema["oneOf"].as_array().map(Vec::len), Some(Command::TYPES.len()));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn schema() -> &'static str {
        include_str!("../../schema/command.schema.json")
    }

    /// The interaction and the agent it names.
    pub(crate) fn names(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Enqueue(new) => (Some(&new.interaction), None),
            Self::Arrive(contact) => (Some(&contact.interaction), None),
            Self::Update(update) => (Some(&update.interaction), None),
            Self::Accept { interaction, agent, .. }
            | Self::Decline { interaction, agent, .. }
            | Self::Consult { interaction, agent, .. }
            | Self::Conference { interaction, agent }
            | Self::Leave { interaction, agent, .. }
            | Self::HandOver { interaction, agent, .. }
            | Self::ForceAssign { interaction, agent } => (Some(interaction), Some(agent)),
            Self::Complete { interaction, agent, .. }
            | Self::Connected { interaction, agent }
            | Self::ConnectFailed { interaction, agent }
            | Self::Hold { interaction, agent }
            | Self::Resume { interaction, agent } => (Some(interaction), agent.as_deref()),
            Self::Classify { interaction, .. }
            | Self::Abandon { interaction }
            | Self::Transfer { interaction, .. }
            | Self::AdjustAge { interaction, .. }
            | Self::SetPriority { interaction, .. }
            | Self::ToCallback { interaction, .. }
            | Self::CallbackAnswered { interaction }
            | Self::CallbackFailed { interaction, .. }
            | Self::KeepAlive { interaction } => (Some(interaction), None),
            Self::Configure { .. } | Self::ActivatePlan { .. } | Self::WithdrawPlan { .. } => (None, None),
            Self::Pull { agent }
            | Self::Heartbeat { agent }
            | Self::SetPresence { agent, .. }
            | Self::EndWrapUp { agent }
            | Self::ExtendWrapUp { agent, .. }
            | Self::SetSkill { agent, .. } => (None, Some(agent)),
        }
    }
}

/// An interaction as it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInteraction {
    /// Its id, chosen by the host.
    pub interaction: String,
    /// The queue.
    pub queue: String,
    /// The channel.
    #[serde(default = "voice")]
    pub channel: String,
    /// Who began it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub direction: Direction,
    /// Higher first.
    #[serde(default)]
    pub priority: i32,
    /// Higher first, before any score is looked at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lane: i32,
    /// Conditions on the agent; all must hold.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// Conditions that relax one after the other, beside the requirements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RoutingStep>,
    /// Agents it should go to, beside the rest; it is held for them for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<Preference>,
    /// When it may be begun, such as the hours in which a customer may be rung up; empty = always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// Words that describe it, compared with the agents' by the selection key `label_match`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Numbers for the queues' `score`, each declared in the configuration's `attributes`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, i64>,
    /// Added to its age from the start, in microseconds.
    #[serde(default, rename = "age_adjustment_us", skip_serializing_if = "is_default")]
    pub age_adjustment: Span,
    /// The customer is not on the line: he is to be called back in his turn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub callback: bool,
    /// Nobody is asked before this instant; it waits and ages meanwhile.
    #[serde(default, rename = "not_before_us", skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// When it is due, for `deadline` scoring.
    #[serde(default, rename = "due_at_us", skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Head start for `age_plus_base` scoring, in microseconds.
    #[serde(default, rename = "head_start_us", skip_serializing_if = "is_default")]
    pub head_start: Span,
    /// Points gained a minute, for `accelerated` scoring.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accel_per_min: Points,
    /// Most points it can reach, for `accelerated` scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_priority: Option<Points>,
    /// Opaque: the customer.
    #[serde(default)]
    pub subject: Option<String>,
    /// Opaque: why he makes contact.
    #[serde(default)]
    pub reason: Option<String>,
    /// Opaque: a reference into the host's data.
    #[serde(default)]
    pub context_ref: Option<String>,
}

pub(super) fn voice() -> String {
    "voice".to_owned()
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl NewInteraction {
    /// A voice contact for a queue, with nothing special about it.
    pub fn new(interaction: impl Into<String>, queue: impl Into<String>) -> Self {
        Self {
            interaction: interaction.into(),
            queue: queue.into(),
            channel: voice(),
            direction: Direction::Inbound,
            priority: 0,
            lane: 0,
            requirements: Vec::new(),
            steps: Vec::new(),
            preferred: Vec::new(),
            windows: Vec::new(),
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            age_adjustment: Span::ZERO,
            callback: false,
            not_before: None,
            due_at: None,
            head_start: Span::ZERO,
            accel_per_min: Points::default(),
            max_priority: None,
            subject: None,
            reason: None,
            context_ref: None,
        }
    }

    /// What a configuration's limits and the ranges of values say of it, but for its id and queue.
    pub(crate) fn check(&self, config: &Config) -> Result<(), Reject> {
        if let Some(name) = self.attributes.keys().find(|name| !config.attributes.contains(*name)) {
            let (value, why) = (format!("{name:?}"), "must be declared in the configuration");
            return Err(Reject::InvalidValue { field: "attributes", value, why });
        }
        self.check_within(&config.limits, config)
    }

    /// Whether the rest of the router can rely on it, whatever limits and attributes a later configuration has.
    pub(crate) fn is_sound(&self, config: &Config) -> bool {
        self.check_within(&Limits::NONE, config).is_ok()
    }

    fn check_within(&self, limits: &Limits, config: &Config) -> Result<(), Reject> {
        let invalid = |field, value: String, why| Err(Reject::InvalidValue { field, value, why });
        let lists = [self.requirements.len(), self.labels.len(), self.steps.len(), self.preferred.len()];
        if lists.into_iter().any(|length| length > limits.skills) {
            return Err(Reject::LimitExceeded { what: "skills", limit: limits.skills });
        }
        if self.windows.len() > limits.windows {
            return Err(Reject::LimitExceeded { what: "windows", limit: limits.windows });
        }
        if !are_in_order(&self.windows) {
            let why = "windows must end after they begin, in order and apart";
            return invalid("windows", format!("{} windows", self.windows.len()), why);
        }
        let holds = self.preferred.iter().flat_map(|one| [one.hold.logged_in, one.hold.logged_out]);
        if let Some(hold) = holds.into_iter().find(|hold| *hold < Span::ZERO || *hold > LONGEST) {
            let why = "a hold must be at least 0 and at most a hundred years";
            return invalid("preferred", hold.as_micros().to_string(), why);
        }
        let names = self.labels.iter().flat_map(|(name, value)| [name, value]);
        let names = names.chain(self.requirements.iter().map(|need| &need.skill)).chain([&self.channel]);
        let names = names.chain(self.preferred.iter().map(|preference| &preference.agent));
        let names = names.chain(self.steps.iter().flat_map(|step| step.expression.names()));
        if let Some(name) = names.into_iter().find(|name| name.len() > limits.id_bytes) {
            let why = "a channel, skill, label or agent must have at most limits.id_bytes bytes";
            return invalid("interaction", format!("{} bytes long", name.len()), why);
        }
        if let Some(subject) = self.subject.as_ref().filter(|subject| subject.len() > limits.id_bytes) {
            let why = "must have at most limits.id_bytes bytes";
            return invalid("subject", format!("{} bytes long", subject.len()), why);
        }
        let texts = [("reason", &self.reason), ("context_ref", &self.context_ref)];
        for (field, text) in texts {
            if let Some(text) = text.as_ref().filter(|text| text.len() > limits.text_bytes) {
                let why = "must have at most limits.text_bytes bytes";
                return invalid(field, format!("{} bytes long", text.len()), why);
            }
        }
        let spans = [("age_adjustment_us", self.age_adjustment), ("head_start_us", self.head_start)];
        spans.into_iter().try_for_each(|(field, span)| config.checked_span(field, span))?;
        let instants = [("not_before_us", self.not_before), ("due_at_us", self.due_at)];
        for (field, at) in instants {
            at.map_or(Ok(()), |at| config.checked_instant(field, at))?;
        }
        let lengths = self.requirements.iter().map(|need| ("expires_after_us", need.expires_after));
        let lengths = lengths.chain(self.steps.iter().map(|step| ("duration_us", step.duration)));
        for (field, length) in lengths {
            let Some(length) = length else { continue };
            config.checked_span(field, length)?;
            if length <= Span::ZERO {
                return invalid(field, length.as_micros().to_string(), "must be greater than 0");
            }
        }
        for step in &self.steps {
            let (size, depth) = step.expression.size();
            if size > limits.expression_parts {
                let (what, limit) = ("expression_parts", limits.expression_parts);
                return Err(Reject::LimitExceeded { what, limit });
            }
            if depth > super::requirement::MAX_DEPTH {
                return invalid("expr", "deeper".to_owned(), "must be nested at most 32 deep");
            }
        }
        Ok(())
    }
}
