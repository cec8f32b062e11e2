use super::agent::Presence;
use super::config::Config;
use super::entry::NewContact;
use super::new_interaction::NewInteraction;
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
