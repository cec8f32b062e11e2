use super::admission::{Admissions, Stage};
use super::agent::{AgentConfig, Presence};
use super::config::{Config, IdleBasis};
use super::engine::Engine;
use super::entry::SelfService;
use super::event::Receipt;
use super::explain::Witness;
use super::facts::Demands;
use super::interaction::Interaction;
use super::memory::Memory;
use super::new_interaction::Direction;
use super::queue::QueueConfig;
use super::requirement::Requirement;
use super::tracked::{Named, Tracked};
use super::wait_history::WaitHistory;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Beyond it a snapshot is damaged: no router counts so far.
pub(crate) const LARGEST_COUNTER: u64 = 1 << 62;

/// Everything a router knows: what a snapshot holds and a digest covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) next_seq: u64,
    pub(crate) next_order: u64,
    pub(crate) next_generation: u64,
    /// The input that brought the configuration.
    #[serde(default)]
    pub(crate) configured_at: u64,
    pub(crate) queues: BTreeMap<String, QueueConfig>,
    pub(crate) agents: Tracked<Agent>,
    pub(crate) interactions: Tracked<Interaction>,
    /// Contacts that a menu or a bot serves.
    pub(crate) self_service: Tracked<SelfService>,
    /// Contingency plans, in force or not.
    pub(crate) plans: BTreeMap<String, super::plan::PlanState>,
    /// The member of each queue last offered something of it: the cursor of round robin.
    pub(crate) last_offered: BTreeMap<String, String>,
    /// Who last had a contact of a customer.
    pub(crate) last_agents: Memory<String>,
    /// Customers who abandoned and may come again.
    pub(crate) abandonments: Memory<Abandonment>,
    /// What each queue has learnt of its waits.
    #[serde(default)]
    pub(crate) histories: BTreeMap<String, WaitHistory>,
    /// Finished ids in the order in which they finished, the oldest forgotten first.
    pub(crate) finished: VecDeque<String>,
    pub(crate) finished_ids: BTreeSet<String>,
    /// First receipts by command id, and the order in which they came.
    pub(crate) receipts: BTreeMap<String, Receipt>,
    pub(crate) receipt_order: BTreeMap<u64, String>,
    /// What the configuration's vocabularies come to; follows from the rest.
    #[serde(skip)]
    pub(crate) admissions: Admissions,
    /// Where to look; follows from the rest.
    #[serde(skip, default = "Engine::indexed")]
    pub(crate) engine: Engine,
    /// What interactions demand, each kind kept once; follows from the rest.
    #[serde(skip)]
    pub(crate) demands: Demands,
    /// Asked to watch a decision; nobody is but in a replay that found a difference.
    #[serde(skip)]
    pub(crate) witness: Option<Witness>,
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
    /// His wrap-up, while it runs.
    pub wrap_up: Option<WrapUp>,
    /// End of his last contact.
    #[serde(rename = "last_contact_end_us")]
    pub last_contact_end: Timestamp,
    /// End of his last contact that a customer began.
    #[serde(rename = "last_inbound_end_us")]
    pub last_inbound_end: Timestamp,
    /// His last switch to available.
    #[serde(rename = "available_since_us")]
    pub available_since: Timestamp,
    /// When something was last heard of him, or another configuration began his lease.
    #[serde(rename = "heard_at_us")]
    pub heard_at: Timestamp,
    /// Offers to him that expired since he last took one or came back.
    pub misses: u32,
    /// Contacts he has answered since the start.
    pub contacts: u64,
    /// Of these, those of each queue that the configuration has; what was handed over to him counts.
    #[serde(default)]
    pub answered: BTreeMap<String, u64>,
    /// Time with a customer on the line since the start, hold included; measured where a queue selects by it.
    #[serde(default, rename = "talk_us")]
    pub talk: Span,
    /// Time with a contact, an offer or in wrap-up since he logged in; measured where a queue selects by it.
    #[serde(rename = "busy_us")]
    pub busy: Span,
    /// Time available without any of them.
    #[serde(rename = "free_us")]
    pub free: Span,
}

/// A wrap-up that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrapUp {
    /// When it ends by itself.
    #[serde(rename = "until_us")]
    pub until: Option<Timestamp>,
    /// The agent cannot end it.
    pub is_mandatory: bool,
}

/// A customer who abandoned, with the place he had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Abandonment {
    pub(crate) interaction: String,
    pub(crate) queue: String,
    /// The instant his age counted from.
    pub(crate) since: Timestamp,
    pub(crate) at: Timestamp,
}

impl Named for Agent {
    fn id(&self) -> &str {
        &self.config.id
    }
}

impl Agent {
    /// The instant his idle time counts from.
    pub fn idle_since(&self, basis: IdleBasis) -> Timestamp {
        match basis {
            IdleBasis::LastContactEnd => self.last_contact_end,
            IdleBasis::LastInboundEnd => self.last_inbound_end,
            IdleBasis::AvailableSince => self.last_contact_end.max(self.available_since),
        }
    }

    /// A contact of his ends: his idle time starts.
    pub(crate) fn contact_ends(&mut self, direction: Direction, now: Timestamp) {
        self.last_contact_end = now;
        if direction == Direction::Inbound {
            self.last_inbound_end = now;
        }
    }

    /// He answers a contact of a queue.
    pub(crate) fn answers(&mut self, queue: &str) {
        self.contacts = self.contacts.saturating_add(1);
        let answered = self.answered.entry(queue.to_owned()).or_default();
        *answered = answered.saturating_add(1);
    }

    /// He has not answered it after all: it was never joined.
    pub(crate) fn gives_back(&mut self, queue: &str) {
        self.contacts = self.contacts.saturating_sub(1);
        if let Some(answered) = self.answered.get_mut(queue) {
            *answered = answered.saturating_sub(1);
        }
    }

    /// Busy share as a fraction.
    pub(crate) fn occupancy(&self) -> (i64, i64) {
        match self.config.occupancy_ppm {
            Some(ppm) => (i64::from(ppm), 1_000_000),
            None => (self.busy.as_micros(), (self.busy + self.free).as_micros().max(1)),
        }
    }
}

/// A queue as a wallboard shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    /// As configured.
    pub config: QueueConfig,
    /// Interactions that wait, nobody being asked; customers who are being called back among them.
    pub waiting: usize,
    /// Interactions that wait while an agent is asked.
    pub offered: usize,
    /// Interactions with an agent.
    pub assigned: usize,
    /// Enqueue time of the oldest that waits or is offered.
    #[serde(rename = "oldest_enqueued_at_us")]
    pub oldest_enqueued_at: Option<Timestamp>,
}

impl State {
    /// Derives what follows from the configuration, after a start, a restore or a change.
    pub(crate) fn compile(&mut self) {
        let agents = self.agents.in_order().into_iter().map(|agent| &agent.config);
        self.admissions = Admissions::new(self.queues.values(), agents);
        self.reindex();
    }

    /// Which moment longest idle counts from in a queue.
    pub(crate) fn idle_basis(&self, queue: &str) -> IdleBasis {
        let own = self.queues.get(queue).and_then(|queue| queue.idle_basis);
        own.unwrap_or(self.config.idle_basis)
    }

    /// Units that an agent's work and offers take, of both pools.
    pub(crate) fn used_units(&self, agent: &Agent) -> i64 {
        self.used_where(agent, |_| true)
    }

    /// Units taken of the pool that `channel` uses.
    pub(crate) fn used_of_pool(&self, agent: &Agent, channel: &str) -> i64 {
        let pool = agent.config.capacity.is_interruptible(channel);
        self.used_where(agent, |is_interruptible| is_interruptible == pool)
    }

    fn used_where(&self, agent: &Agent, counts: impl Fn(bool) -> bool) -> i64 {
        let capacity = &agent.config.capacity;
        let held = self.held_by(agent).map(|interaction| interaction.facts.channel.as_str());
        let held = held.filter(|channel| counts(capacity.is_interruptible(channel)));
        let outside = if counts(false) { i64::from(agent.config.used_units) } else { 0 };
        held.map(|channel| i64::from(capacity.cost_of(channel))).sum::<i64>() + outside
    }

    /// Work and offers of an agent.
    pub(crate) fn held_by<'a>(&'a self, agent: &'a Agent) -> impl Iterator<Item = &'a Interaction> {
        let known = self.held_by_index(&agent.config.id);
        let all = known.is_none().then(|| self.interactions.values());
        let all = all.into_iter().flatten().filter(|interaction| interaction.is_held_by(&agent.config.id));
        known.into_iter().flatten().chain(all)
    }

    /// Members of a queue, in the order of their ids.
    pub(crate) fn members(&self, queue: &str) -> &[String] {
        self.admissions.members(queue)
    }

    /// What rings, tiers and penalties make of a member at the interaction's time since enqueue.
    pub(crate) fn stage(&self, agent: &Agent, interaction: &Interaction) -> Stage {
        let queue = interaction.facts.queue.as_str();
        self.admissions.stage(queue, &agent.config.id, interaction.since_enqueue(self.now))
    }

    /// The requirements that bind an interaction now.
    pub(crate) fn in_force<'a>(
        &'a self,
        interaction: &'a Interaction,
    ) -> impl Iterator<Item = &'a Requirement> {
        let since = interaction.since_enqueue(self.now);
        let has_rings =
            self.queues.get(&interaction.facts.queue).is_some_and(|queue| !queue.rings.is_empty());
        interaction.facts.requirements.iter().filter(move |need| {
            need.expires_after.is_none_or(|after| since < after)
                && !(has_rings && interaction.dropped_skills.contains(&need.skill))
        })
    }

    pub(crate) fn finish(&mut self, id: &str) {
        self.interactions.remove(id);
        self.finished.push_back(id.to_owned());
        self.finished_ids.insert(id.to_owned());
        while self.finished.len() > self.config.limits.remembered_interactions {
            if let Some(oldest) = self.finished.pop_front() {
                self.finished_ids.remove(&oldest);
            }
        }
    }
}
