//! Everything a wallboard shows, in one pass over the interactions.

use super::agent::Presence;
use super::config::IdleBasis;
use super::interaction::{Interaction, Place};
use super::state::{Agent, State, WrapUp};
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// All queues and agents at one position among the events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// The position: every event up to it is in what follows, no later one.
    pub as_of: AsOf,
    /// Every queue, by id.
    pub queues: Vec<QueueOverview>,
    /// Every agent, by id.
    pub agents: Vec<AgentOverview>,
    /// Contacts that a menu or a bot serves, by id.
    pub self_service: Vec<String>,
    /// Contingency plans in force, by id.
    pub plans: Vec<String>,
}

/// The last input that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AsOf {
    /// Its number.
    pub seq: u64,
    /// The router's instant.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
}

/// How much is in a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QueueOverview {
    /// Its id.
    pub queue: String,
    /// Interactions that wait, nobody being asked.
    pub waiting: usize,
    /// Interactions that wait while an agent is asked.
    pub offered: usize,
    /// Interactions with an agent.
    pub assigned: usize,
    /// Enqueue time of the oldest that waits or is offered.
    #[serde(rename = "oldest_enqueued_at_us")]
    pub oldest_enqueued_at: Option<Timestamp>,
}

/// What an agent is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentOverview {
    /// His id.
    pub agent: String,
    /// Presence.
    pub presence: Presence,
    /// Why, if he said so.
    pub reason: Option<String>,
    /// His wrap-up, while it runs.
    pub wrap_up: Option<WrapUp>,
    /// Interactions he is asked to take, by id.
    pub offers: Vec<String>,
    /// Interactions he has or takes part in, by id.
    pub contacts: Vec<String>,
    /// Since when, by the configuration's `idle_basis`, he has been available with nothing to do; `None` = he has
    /// something to do, or is not available.
    #[serde(rename = "idle_since_us")]
    pub idle_since: Option<Timestamp>,
}

impl QueueOverview {
    pub(crate) fn empty(queue: &str) -> Self {
        Self { queue: queue.to_owned(), ..Self::default() }
    }

    /// Counts an interaction of this queue.
    pub(crate) fn count(&mut self, interaction: &Interaction) {
        match interaction.place {
            Place::Waiting | Place::Dialling { .. } => self.waiting += 1,
            Place::Offered { .. } => self.offered += 1,
            Place::Assigned { .. } => {
                self.assigned += 1;
                return;
            }
        }
        let oldest = self.oldest_enqueued_at.unwrap_or(Timestamp::MAX);
        self.oldest_enqueued_at = Some(oldest.min(interaction.enqueued_at));
    }
}

impl AgentOverview {
    fn idle(agent: &Agent, basis: IdleBasis) -> Self {
        let is_free = agent.presence == Presence::Available && agent.wrap_up.is_none();
        Self {
            agent: agent.config.id.clone(),
            presence: agent.presence,
            reason: agent.reason.clone(),
            wrap_up: agent.wrap_up,
            offers: Vec::new(),
            contacts: Vec::new(),
            idle_since: is_free.then(|| agent.idle_since(basis)),
        }
    }
}

impl State {
    pub(crate) fn overview(&self) -> Overview {
        let mut queues: BTreeMap<&str, QueueOverview> =
            self.queues.keys().map(|id| (id.as_str(), QueueOverview::empty(id))).collect();
        let basis = self.config.idle_basis;
        let idle = |agent| AgentOverview::idle(agent, basis);
        let mut agents: BTreeMap<&str, AgentOverview> =
            self.agents.values().map(|agent| (agent.config.id.as_str(), idle(agent))).collect();
        for interaction in self.interactions.in_order() {
            if let Some(queue) = queues.get_mut(interaction.facts.queue.as_str()) {
                queue.count(interaction);
            }
            let is_assigned = !interaction.is_queued();
            for holder in interaction.holders() {
                let Some(agent) = agents.get_mut(holder) else { continue };
                agent.idle_since = None;
                let list = if is_assigned { &mut agent.contacts } else { &mut agent.offers };
                list.push(interaction.facts.interaction.to_string());
            }
        }
        Overview {
            // Input 0 comes before everything, so there is a last one.
            as_of: AsOf { seq: self.next_seq.saturating_sub(1), at: self.now },
            queues: queues.into_values().collect(),
            agents: agents.into_values().collect(),
            self_service: self.self_service.ids(),
            plans: self.active_plans().into_iter().collect(),
        }
    }
}
