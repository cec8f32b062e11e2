use super::interaction::Interaction;
use super::requirement::Operator;
use super::state::{Agent, State};
use crate::random::Philox;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One criterion among several eligible agents; a list of them is compared lexicographically.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SelectionKey {
    /// Idle the longest, by the configuration's basis.
    Idle,
    /// Least share of his units in use.
    LoadRatio,
    /// Fewest units in use.
    OpenWork,
    /// Most units free.
    FreeCapacity,
    /// Most units in use: fills one agent before the next.
    Pack,
    /// Least busy since he logged in, or as the configuration says.
    Occupancy,
    /// Lowest tier of the membership.
    Tier,
    /// Lowest position of the membership.
    Position,
    /// Lowest penalty, as it is at the interaction's age.
    Penalty,
    /// Highest mean level over the requirements in force.
    ProficiencyHigh,
    /// Lowest mean level over the requirements in force: saves the experts.
    ProficiencyLow,
    /// Greatest share of the interaction's labels that are his too.
    LabelMatch,
    /// Greatest mean margin over the requirements in force (Azure's logistic score).
    SelectorScore,
    /// Next id after the member last offered something of this queue, in a circle.
    RoundRobin,
    /// Fewest contacts answered since the start.
    Fewest,
    /// Least time with customers on the line since the start.
    LeastTalk,
    /// Furthest behind his share of what the queue's members have answered, which is his weight beside theirs; 0 comes
    /// last.
    ShareOfQueue,
    /// Furthest behind the share that the queue is to have of what he has answered, which is its weight beside those of
    /// his other queues; 0 comes last.
    ShareOfAgent,
    /// Drawn by lot at each offer, with chances as the memberships' weights are; 0 comes last. The same seed draws
    /// the same.
    WeightedRandom,
    /// Greatest by the queue's own `score`.
    Score,
}

/// The purpose of the random numbers that selection draws.
const LOT: u64 = 1;

/// One part of a key: the exact fraction `value / of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPart {
    /// The criterion.
    pub by: SelectionKey,
    /// The figure: microseconds since the epoch for `idle`, units, contacts, levels …
    pub value: i64,
    /// What it is a share or mean of; 1 = it stands alone, 0 = there is nothing to share, which comes last.
    pub of: i64,
}

impl SelectionKey {
    fn prefers_greatest(self) -> bool {
        matches!(
            self,
            Self::FreeCapacity
                | Self::Pack
                | Self::ProficiencyHigh
                | Self::LabelMatch
                | Self::SelectorScore
                | Self::Score
        )
    }
}

impl KeyPart {
    /// Orders the better first; fractions by cross-multiplication, so that no platform rounds differently.
    fn better(&self, other: &Self) -> Ordering {
        let left = i128::from(self.value) * i128::from(other.of);
        let right = i128::from(other.value) * i128::from(self.of);
        if self.by.prefers_greatest() { right.cmp(&left) } else { left.cmp(&right) }
    }
}

/// The first part by which two keys differ, and how; `None` = they are equal.
pub(crate) fn first_difference(one: &[KeyPart], other: &[KeyPart]) -> Option<(SelectionKey, Ordering)> {
    one.iter()
        .zip(other)
        .map(|(one, other)| (one.by, one.better(other)))
        .find(|(_, order)| *order != Ordering::Equal)
}

impl State {
    /// The key by which an eligible agent competes for an interaction.
    pub(crate) fn key(&self, agent: &Agent, interaction: &Interaction) -> Vec<KeyPart> {
        let queue = self.queues.get(&interaction.facts.queue);
        let keys = queue.map_or(&[][..], |queue| &queue.selection);
        keys.iter().map(|by| self.key_part(*by, agent, interaction)).collect()
    }

    fn key_part(&self, by: SelectionKey, agent: &Agent, interaction: &Interaction) -> KeyPart {
        let config = &agent.config;
        let membership = config.queues.get(&interaction.facts.queue).copied().unwrap_or_default();
        let used = || self.used_units(agent);
        let total = i64::from(config.capacity.total);
        let (value, of) = match by {
            SelectionKey::Idle => {
                (agent.idle_since(self.idle_basis(&interaction.facts.queue)).as_micros(), 1)
            }
            SelectionKey::LoadRatio if total == 0 => (1, 0),
            SelectionKey::LoadRatio => (used(), total),
            SelectionKey::OpenWork | SelectionKey::Pack => (used(), 1),
            SelectionKey::FreeCapacity => (total - used(), 1),
            SelectionKey::Occupancy => agent.occupancy(),
            SelectionKey::Tier => (i64::from(membership.tier), 1),
            SelectionKey::Position => (i64::from(membership.position), 1),
            SelectionKey::Penalty => (i64::from(self.stage(agent, interaction).penalty), 1),
            SelectionKey::ProficiencyHigh | SelectionKey::ProficiencyLow => {
                self.mean_level(agent, interaction)
            }
            SelectionKey::LabelMatch => label_match(agent, interaction),
            SelectionKey::SelectorScore => (self.selector_score(agent, interaction), 1),
            SelectionKey::RoundRobin => (self.distance_in_circle(&config.id, &interaction.facts.queue), 1),
            SelectionKey::Fewest => (agent.contacts.min(i64::MAX as u64) as i64, 1),
            SelectionKey::LeastTalk => (agent.talk.as_micros(), 1),
            SelectionKey::ShareOfQueue => agent.share_of_queue(&interaction.facts.queue),
            SelectionKey::ShareOfAgent => agent.share_of_agent(&interaction.facts.queue),
            SelectionKey::WeightedRandom => self.lot(agent, interaction, membership.weight),
            SelectionKey::Score => {
                let score = self.queues.get(&interaction.facts.queue).and_then(|queue| queue.score.as_ref());
                (score.map_or(0, |score| self.worth(score, agent, interaction)), 1)
            }
        };
        KeyPart { by, value, of }
    }

    fn mean_level(&self, agent: &Agent, interaction: &Interaction) -> (i64, i64) {
        let in_force = self.in_force(interaction);
        let levels = in_force.map(|need| agent.config.skills.get(&need.skill).copied().unwrap_or(0));
        let (sum, count) = levels.fold((0, 0), |(sum, count), level| (sum + i64::from(level), count + 1));
        (sum, count.max(1))
    }

    /// Mean over the requirements in force in billionths: 1 for an equality, else the logistic function of the
    /// relative margin.
    fn selector_score(&self, agent: &Agent, interaction: &Interaction) -> i64 {
        let scores: Vec<f64> = self
            .in_force(interaction)
            .map(|need| {
                let have = f64::from(agent.config.skills.get(&need.skill).copied().unwrap_or(0));
                let wanted = f64::from(need.level);
                let margin = match need.op {
                    Operator::Equal => return 1.0,
                    Operator::AtLeast | Operator::Above => (have - wanted) / wanted.max(1.0),
                    Operator::AtMost | Operator::Below => (wanted - have) / wanted.max(1.0),
                };
                1.0 / (1.0 + libm::exp(-margin))
            })
            .collect();
        let mean = scores.iter().sum::<f64>() / (scores.len().max(1)) as f64;
        (mean * 1e9).round() as i64
    }

    /// The agent's lot for the next offer: an exponential draw over his weight. The least of such draws falls to each
    /// with a chance proportional to his weight (Efraimidis & Spirakis 2006).
    ///
    /// The draw is the whole number next to −ln u · 2^40, where u = (⌊w / 2^11⌋ + 1) / 2^53 and w is the first word of
    /// Philox under the key (seed, 1) at the counter (XXH3-64 of his id, the interaction's order of enqueue, the number
    /// of the offer, 0); both numbers begin with 0.
    fn lot(&self, agent: &Agent, interaction: &Interaction, weight: u32) -> (i64, i64) {
        if weight == 0 {
            return (1, 0);
        }
        let who = xxhash_rust::xxh3::xxh3_64(agent.config.id.as_bytes());
        let philox = Philox::new([u64::from(self.config.seed), LOT]);
        let bits = philox.block([who, interaction.order, self.next_generation, 0])[0];
        let above_zero = ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        let draw = -libm::log(above_zero) * (1_u64 << 40) as f64;
        (draw.round() as i64, i64::from(weight))
    }

    fn distance_in_circle(&self, agent: &str, queue: &str) -> i64 {
        let members = self.members(queue);
        let place = |id: &str| members.partition_point(|member| member.as_str() < id) as i64;
        let next = self
            .last_offered
            .get(queue)
            .map_or(0, |last| members.partition_point(|member| member.as_str() <= last.as_str()) as i64);
        (place(agent) - next).rem_euclid(members.len().max(1) as i64)
    }
}

impl Agent {
    /// What he would have answered of a queue with one more, over his weight there: who is least is furthest behind
    /// (d'Hondt's rule).
    fn share_of_queue(&self, queue: &str) -> (i64, i64) {
        match self.weight(queue) {
            0 => (1, 0),
            weight => (self.answered_of(queue).saturating_add(1), weight),
        }
    }

    /// The queue's part of what he would have answered with one more of it, over the part that it is to be.
    fn share_of_agent(&self, queue: &str) -> (i64, i64) {
        let weight = self.weight(queue);
        if weight == 0 {
            return (1, 0);
        }
        let queues = self.config.queues.keys();
        let all = queues.map(|queue| self.answered_of(queue)).fold(1, i64::saturating_add);
        let weights: i64 = self.config.queues.values().map(|membership| i64::from(membership.weight)).sum();
        let of_queue = self.answered_of(queue).saturating_add(1);
        (of_queue.saturating_mul(weights), all.saturating_mul(weight))
    }

    fn weight(&self, queue: &str) -> i64 {
        self.config.queues.get(queue).map_or(0, |membership| i64::from(membership.weight))
    }

    fn answered_of(&self, queue: &str) -> i64 {
        self.answered.get(queue).map_or(0, |answered| (*answered).min(i64::MAX as u64) as i64)
    }
}

fn label_match(agent: &Agent, interaction: &Interaction) -> (i64, i64) {
    let labels = &interaction.facts.labels;
    let same = labels.iter().filter(|(name, value)| agent.config.labels.get(*name) == Some(value)).count();
    (same as i64, labels.len().max(1) as i64)
}
