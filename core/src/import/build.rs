//! What importers make configurations of.

use crate::routing::{AgentConfig, Config, Membership, QueueConfig};
use crate::time::Span;
use std::collections::BTreeMap;

/// Agents and queues by id, in the order in which they were first named.
#[derive(Default)]
pub(super) struct Build {
    queues: Vec<QueueConfig>,
    agents: Vec<AgentConfig>,
    queue_places: BTreeMap<String, usize>,
    agent_places: BTreeMap<String, usize>,
}

impl Build {
    /// The queue of this id, made where there is none.
    pub(super) fn queue(&mut self, id: &str) -> &mut QueueConfig {
        let queues = &mut self.queues;
        let place = *self.queue_places.entry(id.to_owned()).or_insert_with(|| {
            queues.push(QueueConfig::new(id));
            queues.len() - 1
        });
        &mut queues[place]
    }

    pub(super) fn has_queue(&self, id: &str) -> bool {
        self.queue_places.contains_key(id)
    }

    /// The agent of this id, made where there is none.
    pub(super) fn agent(&mut self, id: &str) -> &mut AgentConfig {
        let agents = &mut self.agents;
        let place = *self.agent_places.entry(id.to_owned()).or_insert_with(|| {
            agents.push(AgentConfig::new(id));
            agents.len() - 1
        });
        &mut agents[place]
    }

    /// The membership of an agent in a queue, made where there is none.
    pub(super) fn membership(&mut self, agent: &str, queue: &str) -> &mut Membership {
        self.queue(queue);
        self.agent(agent).queues.entry(queue.to_owned()).or_default()
    }

    pub(super) fn queues(&mut self) -> impl Iterator<Item = &mut QueueConfig> {
        self.queues.iter_mut()
    }

    pub(super) fn agents(&mut self) -> impl Iterator<Item = &mut AgentConfig> {
        self.agents.iter_mut()
    }

    pub(super) fn config(self) -> Config {
        Config::new(self.queues, self.agents)
    }
}

/// A time that must be longer than nothing; vendors write 0 for none.
pub(super) fn longer_than_nothing(span: Span) -> Option<Span> {
    (span > Span::ZERO).then_some(span)
}
