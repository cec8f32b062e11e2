use super::command::NewInteraction;
use super::config::{AgentConfig, Config, IdleBasis, Presence, QueueConfig};
use super::event::Receipt;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a router knows: what a snapshot holds and a digest covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) next_seq: u64,
    pub(crate) next_order: u64,
    pub(crate) next_generation: u64,
    pub(crate) queues: BTreeMap<String, QueueConfig>,
    pub(crate) agents: BTreeMap<String, Agent>,
    pub(crate) interactions: BTreeMap<String, Interaction>,
    /// Finished ids by the order in which they finished, the oldest forgotten first.
    pub(crate) finished: BTreeMap<u64, String>,
    pub(crate) finished_ids: BTreeSet<String>,
    /// First receipts by command id, and the order in which they came.
    pub(crate) receipts: BTreeMap<String, Receipt>,
    pub(crate) receipt_order: BTreeMap<u64, String>,
}

/// An agent as the router sees him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// As configured, skills as they are now.
    pub config: AgentConfig,
    /// Presence.
    pub presence: Presence,
    /// Why he is paused, if he said so.
    pub reason: Option<String>,
    /// End of his wrap-up, while it runs.
    #[serde(rename = "wrap_up_until_us")]
    pub wrap_up_until: Option<Timestamp>,
    /// End of his last contact.
    #[serde(rename = "last_contact_end_us")]
    pub last_contact_end: Timestamp,
    /// His last switch to available.
    #[serde(rename = "available_since_us")]
    pub available_since: Timestamp,
}

impl Agent {
    /// The instant his idle time counts from.
    pub fn idle_since(&self, basis: IdleBasis) -> Timestamp {
        match basis {
            IdleBasis::LastContactEnd => self.last_contact_end,
            IdleBasis::AvailableSince => self.last_contact_end.max(self.available_since),
        }
    }
}

/// A queue as a wallboard shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    /// As configured.
    pub config: QueueConfig,
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

/// Where an interaction is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Place {
    /// In its queue.
    Waiting,
    /// In its queue, and an agent is asked.
    Offered {
        /// The agent.
        agent: String,
        /// Number of the offer.
        generation: u64,
        /// When it expires.
        #[serde(rename = "expires_at_us")]
        expires_at: Option<Timestamp>,
    },
    /// With an agent.
    Assigned {
        /// The agent.
        agent: String,
        /// Both sides are joined.
        connected: bool,
        /// On hold.
        held: bool,
    },
}

/// An interaction that is not finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// As it arrived; `queue` is where it is now.
    pub facts: NewInteraction,
    /// Enqueue time: its age counts from here, whatever offers fail.
    #[serde(rename = "enqueued_at_us")]
    pub enqueued_at: Timestamp,
    /// Order of enqueue, the last tie-break.
    pub order: u64,
    /// Where it is.
    pub place: Place,
    /// Agents who declined it or let it expire.
    pub declined_by: BTreeSet<String>,
}

impl Interaction {
    pub(crate) fn age(&self, now: Timestamp) -> Span {
        now - self.enqueued_at
    }

    /// The agent whose capacity it takes.
    pub(crate) fn holder(&self) -> Option<&str> {
        match &self.place {
            Place::Waiting => None,
            Place::Offered { agent, .. } | Place::Assigned { agent, .. } => Some(agent),
        }
    }
}

impl State {
    /// Units that an agent's work and offers take.
    pub(crate) fn used_units(&self, agent: &Agent) -> u64 {
        self.held_by(agent).map(|interaction| u64::from(cost(agent, &interaction.facts.channel))).sum()
    }

    /// Work and offers of an agent.
    pub(crate) fn held_by<'a>(&'a self, agent: &'a Agent) -> impl Iterator<Item = &'a Interaction> {
        let id = agent.config.id.as_str();
        self.interactions.values().filter(move |interaction| interaction.holder() == Some(id))
    }

    pub(crate) fn finish(&mut self, id: &str) {
        self.interactions.remove(id);
        self.finished.insert(self.next_seq, id.to_owned());
        self.finished_ids.insert(id.to_owned());
        while self.finished.len() > self.config.limits.remembered_interactions {
            if let Some((_, oldest)) = self.finished.pop_first() {
                self.finished_ids.remove(&oldest);
            }
        }
    }
}

impl State {
    /// What a restored state must satisfy for the rest to rely on; the first thing that is wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.config.check().map_err(|errors| errors.to_string())?;
        let queues = self.config.queues.iter().map(|queue| (&queue.id, queue));
        if !queues.collect::<BTreeMap<_, _>>().into_iter().eq(&self.queues) {
            return Err("queues differ from the configuration's".to_owned());
        }
        let agents = self.config.agents.iter().map(|agent| (&agent.id, agent)).collect::<BTreeMap<_, _>>();
        // Skills change by command; nothing else of an agent does.
        let same = |configured: &AgentConfig, agent: &Agent| {
            *configured == AgentConfig { skills: configured.skills.clone(), ..agent.config.clone() }
        };
        if agents.len() != self.agents.len() {
            return Err("agents differ from the configuration's".to_owned());
        }
        for (id, agent) in &self.agents {
            if !agents.get(id).is_some_and(|configured| same(configured, agent)) {
                return Err(format!("agent {id:?} differs from the configuration's"));
            }
            if agent.wrap_up_until.is_some_and(|until| until <= self.now) {
                return Err(format!("agent {id:?} has a timer in the past"));
            }
        }
        for (id, interaction) in &self.interactions {
            let complain = |what: &str| Err(format!("interaction {id:?} {what}"));
            if *id != interaction.facts.interaction || self.finished_ids.contains(id) {
                return complain("has two names, or is finished");
            }
            if !self.queues.contains_key(&interaction.facts.queue) {
                return complain("is in a queue that does not exist");
            }
            if interaction.holder().is_some_and(|agent| !self.agents.contains_key(agent)) {
                return complain("is with an agent who does not exist");
            }
            if interaction.enqueued_at > self.now || interaction.order >= self.next_order {
                return complain("comes from the future");
            }
            if let Place::Offered { generation, expires_at, .. } = interaction.place
                && (generation >= self.next_generation || expires_at.is_some_and(|at| at <= self.now))
            {
                return complain("has an offer from the future, or one that is over");
            }
        }
        if self.finished.values().collect::<BTreeSet<_>>() != self.finished_ids.iter().collect() {
            return Err("finished interactions differ from their ids".to_owned());
        }
        let remembered = |(seq, id): (&u64, &String)| {
            *seq < self.next_seq && self.receipts.get(id).is_some_and(|receipt| receipt.seq == *seq)
        };
        if self.receipt_order.len() != self.receipts.len() || !self.receipt_order.iter().all(remembered) {
            return Err("remembered receipts differ from their order".to_owned());
        }
        Ok(())
    }
}

/// Units one interaction of `channel` takes of an agent's capacity.
pub(crate) fn cost(agent: &Agent, channel: &str) -> u32 {
    agent.config.capacity.cost.get(channel).copied().unwrap_or(1)
}
