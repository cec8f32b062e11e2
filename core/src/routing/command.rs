use super::config::{Presence, Requirement};
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// What a host asks of the router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// A new interaction waits in a queue.
    Enqueue(NewInteraction),
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
    },
    /// Accepted but never joined: back to the same place in the queue.
    ConnectFailed {
        /// The interaction.
        interaction: String,
    },
    /// The customer is put on hold.
    Hold {
        /// The interaction.
        interaction: String,
    },
    /// The hold ends.
    Resume {
        /// The interaction.
        interaction: String,
    },
    /// The conversation ends; wrap-up begins.
    Complete {
        /// The interaction.
        interaction: String,
        /// The agent who ends it: refused unless he has it; absent = whoever has it.
        #[serde(default)]
        agent: Option<String>,
        /// The agent's code, passed on to the event.
        #[serde(default)]
        wrap_code: Option<String>,
    },
    /// The customer leaves before an agent has taken the interaction.
    Abandon {
        /// The interaction.
        interaction: String,
    },
    /// To another queue: keeps its age, forgets declines, frees the agent who had it.
    Transfer {
        /// The interaction.
        interaction: String,
        /// The queue.
        queue: String,
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

/// An interaction as it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewInteraction {
    /// Its id, chosen by the host.
    pub interaction: String,
    /// The queue.
    pub queue: String,
    /// The channel.
    #[serde(default = "voice")]
    pub channel: String,
    /// Higher first.
    #[serde(default)]
    pub priority: i32,
    /// Conditions on the agent; all must hold.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
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

fn voice() -> String {
    "voice".to_owned()
}
