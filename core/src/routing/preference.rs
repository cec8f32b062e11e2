//! An interaction is held for the agents it prefers, as long as each of them is worth waiting for.

use super::agent::Presence;
use super::interaction::Interaction;
use super::state::State;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// An agent the interaction should go to, and how long it is held for him. He must be eligible like any other; an
/// agent who is unknown, does not serve its queue or its channel, or has declined holds nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object with agent and hold")]
pub struct Preference {
    /// His id.
    pub agent: String,
    /// How long since enqueue.
    pub hold: Hold,
}

/// How long since enqueue an interaction is held for an agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, expecting = "an object with logged_in_us and logged_out_us")]
pub struct Hold {
    /// While he is logged in, ready or not, in microseconds.
    #[serde(rename = "logged_in_us")]
    pub logged_in: Span,
    /// While he is logged out, in microseconds.
    #[serde(rename = "logged_out_us")]
    pub logged_out: Span,
}

impl State {
    /// The preferred agents an interaction is held for now, each with the end of his hold as things are.
    pub(crate) fn held_for<'a>(
        &'a self,
        interaction: &'a Interaction,
    ) -> impl Iterator<Item = (&'a str, Timestamp)> {
        interaction.preferences().filter_map(move |preference| {
            let agent = self.agents.get(&preference.agent)?;
            // He would be waited for in vain: the last agent of a customer may be one of another queue.
            let (queue, channel) = (&interaction.facts.queue, &interaction.facts.channel);
            if !agent.config.queues.contains_key(queue) || !agent.config.handles(channel) {
                return None;
            }
            let is_logged_in = agent.presence != Presence::Offline;
            let hold = if is_logged_in { preference.hold.logged_in } else { preference.hold.logged_out };
            let until = interaction.enqueued_at + hold;
            let is_held = self.now < until && !interaction.declined_by.contains(&preference.agent);
            is_held.then_some((preference.agent.as_str(), until))
        })
    }

    /// The agent who last had a contact of this customer, with the queue's hold for him.
    pub(crate) fn sticky_preference(&self, queue: &str, subject: Option<&str>) -> Option<Preference> {
        let hold = self.queues.get(queue)?.sticky?;
        let agent = self.last_agents.get(subject?)?.clone();
        Some(Preference { agent, hold })
    }

    /// Remembers who had a customer's contact; the subject heard of longest ago is forgotten first.
    pub(crate) fn remember_agent(&mut self, subject: &str, agent: &str) {
        if self.queues.values().any(|queue| queue.sticky.is_some()) {
            let limit = self.config.limits.remembered_subjects;
            self.last_agents.insert(subject.to_owned(), agent.to_owned(), limit);
        }
    }
}

impl Interaction {
    /// Its own preferences, then the one its queue's stickiness gave it.
    pub(crate) fn preferences(&self) -> impl Iterator<Item = &Preference> {
        self.facts.own().preferred.iter().chain(&self.sticky)
    }

    /// Instants at which a hold may end.
    pub(crate) fn hold_ends(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let holds = self.preferences().flat_map(|one| [one.hold.logged_in, one.hold.logged_out]);
        holds.map(|hold| self.enqueued_at + hold)
    }
}
