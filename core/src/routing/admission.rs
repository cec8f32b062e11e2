//! Rings, tiers and penalties are of one kind: from which age on a member may take what waits in a queue. They are
//! translated once, when a configuration is loaded, into stages over the time since enqueue.

use super::agent::{AgentConfig, Membership};
use super::queue::QueueConfig;
use super::selection::SelectionKey;
use crate::time::Span;
use std::collections::BTreeMap;

/// What holds for a member from a time since enqueue on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) from: Span,
    pub(crate) is_ring_open: bool,
    pub(crate) is_tier_open: bool,
    /// His penalty as it is then.
    pub(crate) penalty: i32,
    pub(crate) is_penalty_within: bool,
}

impl Stage {
    /// A member of no queue: nothing is open to him.
    pub(crate) const CLOSED: Self = Self {
        from: Span::ZERO,
        is_ring_open: false,
        is_tier_open: false,
        penalty: 0,
        is_penalty_within: false,
    };
}

/// Stages of every membership, the first from 0 on, and skills that a queue drops as time goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Admissions {
    /// By queue, then by agent.
    stages: BTreeMap<String, BTreeMap<String, Vec<Stage>>>,
    /// By queue: from when on a skill is no longer required.
    drops: BTreeMap<String, Vec<(Span, String)>>,
    /// Members by queue, in the order of their ids.
    members: BTreeMap<String, Vec<String>>,
    measures_occupancy: bool,
    measures_talk: bool,
}

impl Admissions {
    pub(crate) fn new<'a>(
        queues: impl Iterator<Item = &'a QueueConfig>,
        agents: impl Iterator<Item = &'a AgentConfig> + Clone,
    ) -> Self {
        let mut all = Self::default();
        for queue in queues {
            all.measures_occupancy |= queue.selection.contains(&SelectionKey::Occupancy);
            all.measures_talk |= queue.selection.contains(&SelectionKey::LeastTalk);
            let mut stages = BTreeMap::new();
            for agent in agents.clone() {
                if let Some(membership) = agent.queues.get(&queue.id) {
                    stages.insert(agent.id.clone(), stages_of(queue, membership, agent.penalty));
                }
            }
            all.members.insert(queue.id.clone(), stages.keys().cloned().collect());
            all.stages.insert(queue.id.clone(), stages);
            let left = queue.rings.iter().zip(openings(queue).skip(1));
            let dropped =
                left.flat_map(|(ring, left)| ring.remove.iter().map(move |skill| (left, skill.clone())));
            all.drops.insert(queue.id.clone(), dropped.collect());
        }
        all
    }

    pub(crate) fn stages(&self, queue: &str, agent: &str) -> &[Stage] {
        self.stages.get(queue).and_then(|members| members.get(agent)).map_or(&[], Vec::as_slice)
    }

    /// The stage that holds at a time since enqueue.
    pub(crate) fn stage(&self, queue: &str, agent: &str, since: Span) -> Stage {
        let stages = self.stages(queue, agent);
        // An interaction that came back from the future would be younger than 0.
        let place = stages.partition_point(|stage| stage.from <= since).max(1);
        stages.get(place - 1).copied().unwrap_or(Stage::CLOSED)
    }

    pub(crate) fn drops(&self, queue: &str) -> &[(Span, String)] {
        self.drops.get(queue).map_or(&[], Vec::as_slice)
    }

    /// Whether some queue selects by how busy agents are.
    pub(crate) fn measures_occupancy(&self) -> bool {
        self.measures_occupancy
    }

    /// Whether some queue selects by how long agents have spoken.
    pub(crate) fn measures_talk(&self) -> bool {
        self.measures_talk
    }

    pub(crate) fn members(&self, queue: &str) -> &[String] {
        self.members.get(queue).map_or(&[], Vec::as_slice)
    }
}

/// When each ring opens; one more than there are, for leaving the last one, where that happens.
fn openings(queue: &QueueConfig) -> impl Iterator<Item = Span> + '_ {
    let mut sum = Span::ZERO;
    let later = queue.rings.iter().map_while(move |ring| {
        sum = sum + ring.stay?;
        Some(sum)
    });
    std::iter::once(Span::ZERO).chain(later)
}

fn stages_of(queue: &QueueConfig, membership: &Membership, penalty: i32) -> Vec<Stage> {
    let ring_opens = match (queue.rings.is_empty(), membership.ring) {
        (true, _) => Some(Span::ZERO),
        (false, ring) => openings(queue).nth(ring.saturating_sub(1) as usize),
    };
    let tier_opens = queue.tier_rules.map_or(Span::ZERO, |rules| match membership.tier {
        0 => Span::ZERO,
        tier if rules.multiply => Span::from_micros(rules.wait.as_micros().saturating_mul(i64::from(tier))),
        _ => rules.wait,
    });
    let mut starts: Vec<Span> = [Span::ZERO, tier_opens].into_iter().chain(ring_opens).collect();
    starts.extend(queue.penalty_rules.iter().map(|rule| rule.after));
    starts.sort_unstable();
    starts.dedup();
    let own = membership.penalty.unwrap_or(penalty);
    starts
        .into_iter()
        .map(|from| {
            let (mut penalty, mut max) = (own, queue.max_penalty);
            for rule in queue.penalty_rules.iter().filter(|rule| rule.after <= from) {
                max = max.map(|max| max.saturating_add(rule.max_add.unwrap_or(0)));
                penalty = rule.raise_to.map_or(penalty, |least| penalty.max(least));
            }
            Stage {
                from,
                is_ring_open: ring_opens.is_some_and(|opens| opens <= from),
                is_tier_open: tier_opens <= from,
                penalty,
                is_penalty_within: queue.min_penalty.is_none_or(|min| penalty >= min)
                    && max.is_none_or(|max| penalty <= max),
            }
        })
        .collect()
}
