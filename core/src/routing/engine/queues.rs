use super::super::queue::{Condition, QueueConfig, Scoring};
use super::super::state::State;
use super::line::Line;
use super::order::Turn;
use super::{Bits, Handle, Index};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What the index knows of a queue.
#[derive(Clone, Debug)]
pub(super) struct QueueIndex {
    pub(super) id: String,
    pub(super) scoring: Scoring,
    pub(super) target_wait: Span,
    pub(super) is_pushed: bool,
    pub(super) has_reserves: bool,
    pub(super) has_trainees: bool,
    /// A tier opens early while nobody of a lower one is there.
    pub(super) opens_early: bool,
    pub(super) has_rings: bool,
    pub(super) has_rules: bool,
    /// A rule of it has a condition, and may have to wait for it.
    pub(super) has_conditions: bool,
    /// A rule counts those who came before.
    pub(super) counts_entries: bool,
    /// Delays of its memberships, and times since enqueue at which something opens or is dropped; each in order.
    pub(super) delays: Vec<Span>,
    pub(super) openings: Vec<Span>,
    pub(super) drops: Vec<Span>,
    /// Its members' groups.
    pub(super) groups: Bits,
    pub(super) waiting: usize,
    /// Members who are available, and who are logged in; by tier where that matters.
    pub(super) ready: usize,
    pub(super) present: usize,
    pub(super) present_tiers: BTreeMap<u32, usize>,
    /// What is due, in the order of service, where time does not change that.
    pub(super) order: Line<Option<Turn>>,
    /// What is queued, in the order in which it came to the queue.
    pub(super) entries: Line<Option<(Timestamp, u64)>>,
    /// Offered or being rung.
    pub(super) asked: BTreeSet<u32>,
    /// Classes in which something waits.
    pub(super) classes: BTreeSet<u32>,
    /// Rules with a condition that have come due and have not fired.
    pub(super) armed: BTreeSet<u32>,
}

impl QueueIndex {
    fn new(queue: &QueueConfig, state: &State) -> Self {
        let members = state.members(&queue.id).iter().filter_map(|id| state.agents.get(id));
        let memberships = members.clone().filter_map(|agent| agent.config.queues.get(&queue.id));
        let stages = members.clone().flat_map(|agent| state.admissions.stages(&queue.id, &agent.config.id));
        let (delays, openings) = (memberships.map(|member| member.delay), stages.map(|stage| stage.from));
        let conditional = |when: &Condition| *when != Condition::default();
        let rules = &queue.wait_rules;
        Self {
            id: queue.id.clone(),
            scoring: queue.scoring,
            target_wait: queue.target_wait.unwrap_or_default(),
            is_pushed: queue.push,
            has_reserves: !queue.reserves.is_empty(),
            has_trainees: members.clone().any(|agent| agent.config.trainee.is_some()),
            opens_early: queue.tier_rules.is_some_and(|rules| rules.no_agent_no_wait),
            has_rings: !queue.rings.is_empty(),
            has_rules: !rules.is_empty(),
            has_conditions: rules.iter().any(|rule| conditional(&rule.when)),
            counts_entries: rules
                .iter()
                .any(|rule| rule.after == Span::ZERO && rule.when.waiting_at_least.is_some()),
            delays: in_order(delays),
            openings: in_order(openings),
            drops: in_order(state.admissions.drops(&queue.id).iter().map(|(from, _)| *from)),
            groups: Bits::default(),
            waiting: 0,
            ready: 0,
            present: 0,
            present_tiers: BTreeMap::new(),
            order: Line::default(),
            entries: Line::default(),
            asked: BTreeSet::new(),
            classes: BTreeSet::new(),
            armed: BTreeSet::new(),
        }
    }

    /// Whether its order of service is the same whenever one looks.
    pub(super) fn has_lasting_order(&self) -> bool {
        self.scoring != Scoring::Accelerated
    }

    /// Whether nobody of a tier below is logged in.
    pub(super) fn is_nobody_below(&self, tier: u32) -> bool {
        self.present_tiers.range(..tier).next().is_none()
    }
}

fn in_order(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    spans.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Index {
    pub(super) fn new(state: &State) -> Self {
        let queues: Vec<QueueIndex> =
            state.queues.values().map(|queue| QueueIndex::new(queue, state)).collect();
        let numbers = queues.iter().zip(0..).map(|(queue, number)| (queue.id.clone(), number));
        let bases = state.queues.keys().map(|queue| state.idle_basis(queue));
        let bases: BTreeSet<_> = bases.collect();
        let mut orders = vec![0; state.agents.bound()];
        for (agent, order) in state.agents.in_order().into_iter().zip(0..) {
            if let Some(place) =
                state.agents.handle(&agent.config.id).and_then(|handle| orders.get_mut(handle as usize))
            {
                *place = order;
            }
        }
        let mut trainees = BTreeMap::<String, Vec<Handle>>::new();
        for agent in state.agents.in_order() {
            let learner = agent.config.trainee.as_ref().zip(state.agents.handle(&agent.config.id));
            if let Some((trainee, handle)) = learner {
                trainees.entry(trainee.mentor.clone()).or_default().push(handle);
            }
        }
        Self {
            orders,
            trainees,
            queue_numbers: numbers.collect(),
            queues,
            bases: bases.into_iter().collect(),
            ..Self::default()
        }
    }

    pub(super) fn queue(&self, id: &str) -> Option<&QueueIndex> {
        self.queues.get(*self.queue_numbers.get(id)? as usize)
    }
}

impl State {
    /// How many wait in a queue or are offered.
    pub(crate) fn queued_in(&self, queue: &str) -> usize {
        match self.engine.index() {
            Some(index) => index.queue(queue).map_or(0, |queue| queue.waiting),
            None => {
                self.interactions.values().filter(|one| one.is_queued() && one.facts.queue == queue).count()
            }
        }
    }
}
