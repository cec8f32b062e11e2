//! What the model knows: agents and queues in the order of their ids, interactions, and what has happened.

use super::eligibility::is_within;
use super::estimates::{Foretold, History};
use super::memory::{Abandonment, Memory};
use super::tally::Tally;
use krarup::routing::{
    AgentConfig, Config, Event, Membership, NewContact, NewInteraction, Part, Preference, Presence,
    QueueConfig, Receipt,
};
use krarup::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// An agent; his number is his place in the order of ids.
#[derive(Clone)]
pub(crate) struct Agent {
    pub(crate) config: AgentConfig,
    pub(crate) presence: Presence,
    pub(crate) reason: Option<String>,
    pub(crate) wrap_up: Option<WrapUp>,
    pub(crate) last_contact_end: i64,
    pub(crate) last_inbound_end: i64,
    pub(crate) available_since: i64,
    /// Offers that expired since he last took one or came back.
    pub(crate) misses: u32,
    /// When something was last heard of him.
    pub(crate) heard_at: i64,
    pub(crate) contacts: i64,
    /// By queue.
    pub(crate) answered: BTreeMap<String, i64>,
    pub(crate) talk: i64,
    pub(crate) busy: i64,
    pub(crate) free: i64,
}

/// A wrap-up that runs; without `until` only he ends it.
#[derive(Clone, Copy)]
pub(crate) struct WrapUp {
    pub(crate) until: Option<i64>,
    pub(crate) is_mandatory: bool,
}

/// A queue; its number is its place in the order of ids.
#[derive(Clone)]
pub(crate) struct Queue {
    pub(crate) config: QueueConfig,
    /// Members in the order of ids.
    pub(crate) members: Vec<(usize, Membership)>,
    /// The member last offered something of it.
    pub(crate) cursor: Option<String>,
}

/// An open offer.
#[derive(Clone, Copy)]
pub(crate) struct OpenOffer {
    pub(crate) generation: u64,
    pub(crate) expires_at: Option<i64>,
}

/// Who has an interaction, and how far the conversation is.
#[derive(Clone, Copy)]
pub(crate) struct Holder {
    pub(crate) agent: usize,
    pub(crate) is_connected: bool,
    pub(crate) is_held: bool,
}

/// An interaction that is not finished.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) facts: NewInteraction,
    pub(crate) queue: usize,
    pub(crate) enqueued_at: i64,
    pub(crate) entered_at: i64,
    pub(crate) adjustment: i64,
    pub(crate) order: i64,
    pub(crate) offers: BTreeMap<usize, OpenOffer>,
    /// When the first of the offers that are open in a row was made.
    pub(crate) offering_since: i64,
    pub(crate) holder: Option<Holder>,
    /// Agents who take part beside the holder.
    pub(crate) others: BTreeMap<usize, Part>,
    pub(crate) is_callback: bool,
    /// The customer was on the line: hours to ring him up are over and done with.
    pub(crate) is_begun: bool,
    /// Attempts to call back that have failed.
    pub(crate) attempts: u32,
    /// The customer is rung, until this instant at most.
    pub(crate) dialling: Option<i64>,
    /// When something was last heard of it.
    pub(crate) heard_at: i64,
    pub(crate) excluded: BTreeSet<usize>,
    pub(crate) rules_fired: BTreeSet<usize>,
    /// Queues that rules have sent it from.
    pub(crate) left_queues: BTreeSet<String>,
    pub(crate) step: usize,
    pub(crate) step_entered_at: i64,
    pub(crate) has_entered_step: bool,
    pub(crate) dropped: BTreeSet<String>,
    /// The agent its queue holds it for, as he last had a contact of the customer.
    pub(crate) sticky: Option<Preference>,
    /// What was foretold of its wait as it came to its queue.
    pub(crate) foretold: Option<Foretold>,
    /// When the agent who has it got it.
    pub(crate) assigned_at: Option<i64>,
}

impl Item {
    /// As it comes to a queue.
    pub(crate) fn new(facts: NewInteraction, queue: usize, now: i64, order: i64) -> Self {
        Self {
            queue,
            enqueued_at: now,
            entered_at: now,
            adjustment: facts.age_adjustment.as_micros(),
            order,
            offers: BTreeMap::new(),
            offering_since: now,
            holder: None,
            others: BTreeMap::new(),
            is_callback: facts.callback,
            is_begun: false,
            attempts: 0,
            dialling: None,
            heard_at: now,
            excluded: BTreeSet::new(),
            rules_fired: BTreeSet::new(),
            left_queues: BTreeSet::new(),
            step: 0,
            step_entered_at: now,
            has_entered_step: false,
            dropped: BTreeSet::new(),
            sticky: None,
            foretold: None,
            assigned_at: None,
            facts,
        }
    }

    /// The time the customer asked for has come: what is not due is not ahead of others.
    pub(crate) fn is_due(&self, now: i64) -> bool {
        let (not_before, windows) = (self.facts.not_before, &self.facts.windows);
        let is_its_time = not_before.is_none_or(|at| at.as_micros() <= now);
        self.is_begun || (is_its_time && (windows.is_empty() || is_within(windows, now)))
    }

    /// The customer is on the line.
    pub(crate) fn begin(&mut self) {
        (self.is_callback, self.is_begun, self.attempts) = (false, true, 0);
    }

    /// The customer speaks with him, or listens to his music.
    pub(crate) fn is_talk_of(&self, agent: usize) -> bool {
        let holder = self.holder.filter(|holder| holder.is_connected);
        holder.is_some_and(|holder| {
            holder.agent == agent || self.others.get(&agent) == Some(&Part::InConference)
        })
    }

    pub(crate) fn is_queued(&self) -> bool {
        self.holder.is_none()
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.holder.is_none() && self.offers.is_empty() && self.dialling.is_none()
    }

    /// Takes of the agent's capacity.
    pub(crate) fn is_with(&self, agent: usize) -> bool {
        self.offers.contains_key(&agent)
            || self.others.contains_key(&agent)
            || self.holder.is_some_and(|holder| holder.agent == agent)
    }
}

/// Where a plan stands.
#[derive(Clone, Copy, Default)]
pub(crate) struct Standing {
    pub(crate) is_active: bool,
    pub(crate) is_by_hand: bool,
    /// Withdrawn by hand; its condition has held ever since.
    pub(crate) is_suppressed: bool,
    /// Since when its condition does not hold.
    pub(crate) calm_since: Option<i64>,
}

/// A contact that a menu or a bot serves.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) contact: NewContact,
    pub(crate) heard_at: i64,
}

/// The whole model.
#[derive(Clone)]
pub(crate) struct World {
    /// As it was given; `config` is the same with the plans in force.
    pub(crate) base: Config,
    pub(crate) config: Config,
    pub(crate) standings: BTreeMap<String, Standing>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) items: BTreeMap<String, Item>,
    /// Contacts in self-service.
    pub(crate) served: BTreeMap<String, Served>,
    pub(crate) finished: VecDeque<String>,
    /// Who last had a contact of a customer.
    pub(crate) last_agents: Memory<String>,
    /// Customers who abandoned.
    pub(crate) abandonments: Memory<Abandonment>,
    /// What each queue has learnt of its waits.
    pub(crate) histories: BTreeMap<String, History>,
    /// Estimates are looked at in this run.
    pub(crate) knows_estimates: bool,
    /// The router acts at this instant: estimates are judged.
    pub(crate) is_awake: bool,
    /// Instants of the next advance at which something falls due, whether or not anything comes of it: when estimates
    /// are judged; absent = that does not matter.
    pub(crate) due_at: Option<BTreeSet<i64>>,
    pub(crate) receipts: VecDeque<(String, Receipt)>,
    pub(crate) now: i64,
    /// Everything that happens by itself happens at a multiple of this after the start.
    pub(crate) unit: i64,
    pub(crate) next_seq: u64,
    /// The input that brought the configuration.
    pub(crate) configured_at: u64,
    pub(crate) enqueued: i64,
    pub(crate) offers_made: u64,
    pub(crate) events: Vec<(Timestamp, Event)>,
    /// The first instant of the last advance at which something happened by itself.
    pub(crate) woke_at: Option<i64>,
    /// Where the next advance stops on the way, having brought about as many events as one input may.
    pub(crate) stop_at: Option<i64>,
    pub(crate) tally: Tally,
}

impl World {
    pub(crate) fn new(config: Config, start: i64, unit: i64) -> Self {
        let (agents, queues) = agents_and_queues(&config, start);
        Self {
            queues,
            agents,
            base: config.clone(),
            config,
            standings: BTreeMap::new(),
            items: BTreeMap::new(),
            served: BTreeMap::new(),
            finished: VecDeque::new(),
            last_agents: Memory::new(),
            abandonments: Memory::new(),
            histories: BTreeMap::new(),
            knows_estimates: false,
            is_awake: true,
            due_at: None,
            receipts: VecDeque::new(),
            now: start,
            unit,
            next_seq: 1,
            configured_at: 0,
            enqueued: 0,
            offers_made: 0,
            events: Vec::new(),
            woke_at: None,
            stop_at: None,
            tally: Tally::default(),
        }
    }

    pub(crate) fn emit(&mut self, event: Event) {
        self.events.push((Timestamp::from_micros(self.now), event));
    }

    pub(crate) fn agent_number(&self, id: &str) -> Option<usize> {
        self.agents.iter().position(|agent| agent.config.id == id)
    }

    pub(crate) fn queue_number(&self, id: &str) -> Option<usize> {
        self.queues.iter().position(|queue| queue.config.id == id)
    }

    pub(crate) fn agent_id(&self, agent: usize) -> String {
        self.agents[agent].config.id.clone()
    }

    pub(crate) fn queue_of(&self, item: &Item) -> &Queue {
        &self.queues[item.queue]
    }

    /// The agent's membership in the interaction's queue.
    pub(crate) fn membership(&self, item: &Item, agent: usize) -> Option<&Membership> {
        let members = &self.queues[item.queue].members;
        members.iter().find(|(number, _)| *number == agent).map(|(_, membership)| membership)
    }

    pub(crate) fn age(&self, item: &Item) -> i64 {
        self.now - item.enqueued_at + item.adjustment
    }

    pub(crate) fn since_enqueue(&self, item: &Item) -> i64 {
        self.now - item.enqueued_at
    }

    pub(crate) fn item(&mut self, id: &str) -> &mut Item {
        self.items.get_mut(id).expect("only interactions that exist are asked for")
    }

    /// Ids of those that fulfil a condition, in their order.
    pub(crate) fn ids(&self, is_meant: impl Fn(&Item) -> bool) -> Vec<String> {
        self.items.iter().filter(|(_, item)| is_meant(item)).map(|(id, _)| id.clone()).collect()
    }

    pub(crate) fn is_taken(&self, id: &str) -> bool {
        self.items.contains_key(id)
            || self.served.contains_key(id)
            || self.finished.iter().any(|known| known == id)
    }

    /// The interaction is over; its id stays taken for a while.
    pub(crate) fn finish(&mut self, id: &str) {
        self.items.remove(id);
        self.remember(id);
    }

    pub(crate) fn remember(&mut self, id: &str) {
        self.finished.push_back(id.to_owned());
        while self.finished.len() > self.config.limits.remembered_interactions {
            self.finished.pop_front();
        }
    }
}

/// Agents and queues of a configuration, as they begin.
pub(crate) fn agents_and_queues(config: &Config, start: i64) -> (Vec<Agent>, Vec<Queue>) {
    let mut agents: Vec<Agent> = config.agents.iter().map(|agent| Agent::new(agent, start)).collect();
    agents.sort_by(|one, other| one.config.id.cmp(&other.config.id));
    let mut queues: Vec<QueueConfig> = config.queues.clone();
    queues.sort_by(|one, other| one.id.cmp(&other.id));
    let with_members = |config: QueueConfig| {
        let membership = |(number, agent): (usize, &Agent)| {
            agent.config.queues.get(&config.id).map(|membership| (number, *membership))
        };
        Queue { members: agents.iter().enumerate().filter_map(membership).collect(), config, cursor: None }
    };
    let queues = queues.into_iter().map(with_members).collect();
    (agents, queues)
}

impl Agent {
    pub(crate) fn answer(&mut self, queue: &str) {
        self.contacts += 1;
        *self.answered.entry(queue.to_owned()).or_default() += 1;
    }

    /// What was never joined was not answered.
    pub(crate) fn unanswer(&mut self, queue: &str) {
        self.contacts -= 1;
        *self.answered.entry(queue.to_owned()).or_default() -= 1;
    }

    fn new(config: &AgentConfig, start: i64) -> Self {
        let idle_since = config.idle_since.map_or(start, |since| since.as_micros());
        Self {
            config: config.clone(),
            presence: config.presence,
            reason: None,
            wrap_up: None,
            misses: 0,
            heard_at: start,
            last_contact_end: idle_since,
            last_inbound_end: idle_since,
            available_since: idle_since,
            contacts: 0,
            answered: BTreeMap::new(),
            talk: 0,
            busy: 0,
            free: 0,
        }
    }
}
