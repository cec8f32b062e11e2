//! Convention 8: which of several eligible agents is asked.

use super::order::Fraction;
use super::world::{Item, World};
use krarup::routing::{Beaten, IdleBasis, Operator, RunnerUp, SelectionKey, Verdict, Why};
use std::cmp::Ordering;

impl World {
    /// The best of the eligible agents, and who came second.
    pub(crate) fn choose(&mut self, item: &Item, mut eligible: Vec<usize>) -> (usize, Why) {
        let keys = self.queue_of(item).config.selection.clone();
        // A stable sort: who is equal by all keys stays in the order of ids.
        eligible.sort_by(|one, other| self.compare_agents(&keys, item, *one, *other).0);
        let idle_basis = self.idle_basis(item);
        let active = self.standings.iter().filter(|(_, standing)| standing.is_active);
        let mut why = Why {
            key: Vec::new(),
            idle_basis,
            candidates: Some(eligible.len()),
            runner_up: None,
            configured_at_seq: self.configured_at,
            plans: active.map(|(plan, _)| plan.clone()).collect(),
        };
        if let [first, second, ..] = eligible[..] {
            let by = self.compare_agents(&keys, item, first, second).1;
            self.tally.count("selection", by.map_or("id", key_name));
            why.runner_up = Some(RunnerUp { agent: self.agent_id(second), by });
        }
        (eligible[0], why)
    }

    /// How one of the eligible stands to the best of them.
    pub(crate) fn standing(&self, item: &Item, number: usize, eligible: &[usize]) -> Verdict {
        let keys = &self.queue_of(item).config.selection;
        let order = |one: &usize, other: &usize| {
            self.compare_agents(keys, item, *one, *other).0.then_with(|| one.cmp(other))
        };
        let best = eligible.iter().copied().min_by(order).filter(|best| *best != number);
        let beaten = best.map(|best| Beaten {
            agent: self.agent_id(best),
            by: self.compare_agents(keys, item, best, number).1,
        });
        Verdict::Eligible { key: Vec::new(), beaten }
    }

    fn compare_agents(
        &self,
        keys: &[SelectionKey],
        item: &Item,
        one: usize,
        other: usize,
    ) -> (Ordering, Option<SelectionKey>) {
        for key in keys {
            let order = self.figure(*key, item, one).compare(self.figure(*key, item, other));
            if order.is_ne() {
                return (if is_greatest_first(*key) { order.reverse() } else { order }, Some(*key));
            }
        }
        (Ordering::Equal, None)
    }

    /// The queue's own, or else the configuration's.
    pub(crate) fn idle_basis(&self, item: &Item) -> IdleBasis {
        self.queue_of(item).config.idle_basis.unwrap_or(self.config.idle_basis)
    }

    fn figure(&self, key: SelectionKey, item: &Item, number: usize) -> Fraction {
        let agent = &self.agents[number];
        let membership = self.membership(item, number).copied().unwrap_or_default();
        let total = i128::from(agent.config.capacity.total);
        let whole = |value: i64| Fraction(i128::from(value), 1);
        match key {
            SelectionKey::Idle => whole(self.idle_since(item, number)),
            // Later than every share; cross-multiplied, 1/0 is greater than any fraction and equal to itself.
            SelectionKey::LoadRatio if total == 0 => Fraction(1, 0),
            SelectionKey::LoadRatio => Fraction(i128::from(self.used(number)), total),
            SelectionKey::OpenWork | SelectionKey::Pack => whole(self.used(number)),
            SelectionKey::FreeCapacity => Fraction(total - i128::from(self.used(number)), 1),
            SelectionKey::Occupancy => match agent.config.occupancy_ppm {
                Some(given) => Fraction(i128::from(given), 1_000_000),
                None => {
                    let all = agent.busy + agent.free;
                    Fraction(i128::from(agent.busy), i128::from(all.max(1)))
                }
            },
            SelectionKey::Tier => whole(i64::from(membership.tier)),
            SelectionKey::Position => whole(i64::from(membership.position)),
            SelectionKey::Penalty => whole(i64::from(self.penalty(item, number))),
            SelectionKey::ProficiencyHigh | SelectionKey::ProficiencyLow => {
                let levels = self.in_force(item).filter_map(|need| agent.config.skills.get(&need.skill));
                // The same number of requirements for every agent: the sum orders as the mean does.
                whole(levels.map(|level| i64::from(*level)).sum())
            }
            SelectionKey::LabelMatch => {
                let labels = item.facts.labels.iter();
                whole(labels.filter(|(name, value)| agent.config.labels.get(*name) == Some(*value)).count()
                    as i64)
            }
            SelectionKey::SelectorScore => whole(self.selector_score(item, number)),
            SelectionKey::RoundRobin => whole(self.distance(item, number)),
            SelectionKey::Fewest => whole(agent.contacts),
            SelectionKey::LeastTalk => whole(agent.talk),
            SelectionKey::ShareOfQueue | SelectionKey::ShareOfAgent if membership.weight == 0 => {
                Fraction(1, 0)
            }
            SelectionKey::ShareOfQueue => {
                let answered = agent.answered.get(&item.facts.queue).copied().unwrap_or(0);
                Fraction(i128::from(answered) + 1, i128::from(membership.weight))
            }
            SelectionKey::ShareOfAgent => {
                let answered = |queue: &String| i128::from(agent.answered.get(queue).copied().unwrap_or(0));
                let all: i128 = agent.config.queues.keys().map(answered).sum();
                let weights = agent.config.queues.values().map(|other| i128::from(other.weight));
                let weights: i128 = weights.sum();
                let (part, wanted) = (answered(&item.facts.queue) + 1, i128::from(membership.weight));
                Fraction(part * weights, (all + 1) * wanted)
            }
            SelectionKey::WeightedRandom => self.lot(item, number),
            SelectionKey::Score => {
                let score = self.queue_of(item).config.score.as_ref();
                whole(score.map_or(0, |score| self.worth(score, item, number)))
            }
        }
    }

    /// Units in use in both pools.
    pub(crate) fn used(&self, agent: usize) -> i64 {
        let with_him = self.items.values().filter(|item| item.is_with(agent));
        let units: i64 = with_him.map(|item| self.cost(agent, &item.facts.channel)).sum();
        units + i64::from(self.agents[agent].config.used_units)
    }

    /// In billionths.
    fn selector_score(&self, item: &Item, agent: usize) -> i64 {
        let skills = &self.agents[agent].config.skills;
        let (mut sum, mut count) = (0.0, 0.0);
        for need in self.in_force(item) {
            let have = f64::from(skills.get(&need.skill).copied().unwrap_or(0));
            let level = f64::from(need.level);
            let margin = match need.op {
                Operator::Equal => None,
                Operator::AtLeast | Operator::Above => Some((have - level) / level),
                Operator::AtMost | Operator::Below => Some((level - have) / level),
            };
            sum += margin.map_or(1.0, |x| 1.0 / (1.0 + libm::exp(-x)));
            count += 1.0;
        }
        if count == 0.0 { 0 } else { (sum / count * 1e9).round() as i64 }
    }

    /// Members to pass from the one after the last offered to this one.
    fn distance(&self, item: &Item, agent: usize) -> i64 {
        let queue = self.queue_of(item);
        let place = |number| queue.members.iter().position(|(member, _)| *member == number).unwrap_or(0);
        let is_behind = |last: &String| {
            queue.members.iter().filter(|(member, _)| self.agents[*member].config.id <= *last).count()
        };
        let first = queue.cursor.as_ref().map_or(0, is_behind);
        let circle = queue.members.len();
        ((place(agent) + circle - first % circle) % circle) as i64
    }
}

fn is_greatest_first(key: SelectionKey) -> bool {
    matches!(
        key,
        SelectionKey::FreeCapacity
            | SelectionKey::Pack
            | SelectionKey::ProficiencyHigh
            | SelectionKey::LabelMatch
            | SelectionKey::SelectorScore
            | SelectionKey::Score
    )
}

/// Every selection key and its name.
pub(crate) const KEYS: [(SelectionKey, &str); 20] = [
    (SelectionKey::Idle, "idle"),
    (SelectionKey::LoadRatio, "load_ratio"),
    (SelectionKey::OpenWork, "open_work"),
    (SelectionKey::FreeCapacity, "free_capacity"),
    (SelectionKey::Pack, "pack"),
    (SelectionKey::Occupancy, "occupancy"),
    (SelectionKey::Tier, "tier"),
    (SelectionKey::Position, "position"),
    (SelectionKey::Penalty, "penalty"),
    (SelectionKey::ProficiencyHigh, "proficiency_high"),
    (SelectionKey::ProficiencyLow, "proficiency_low"),
    (SelectionKey::LabelMatch, "label_match"),
    (SelectionKey::SelectorScore, "selector_score"),
    (SelectionKey::RoundRobin, "round_robin"),
    (SelectionKey::Fewest, "fewest"),
    (SelectionKey::LeastTalk, "least_talk"),
    (SelectionKey::ShareOfQueue, "share_of_queue"),
    (SelectionKey::ShareOfAgent, "share_of_agent"),
    (SelectionKey::WeightedRandom, "weighted_random"),
    (SelectionKey::Score, "score"),
];

fn key_name(key: SelectionKey) -> &'static str {
    KEYS.iter().find(|(known, _)| *known == key).map_or("unknown", |(_, name)| name)
}
