//! Conventions 6 and 7: which interaction comes first.

use super::world::{Item, World};
use krarup::routing::Scoring;
use std::cmp::Ordering;

/// An exact number: numerator over a positive denominator.
#[derive(Clone, Copy)]
pub(crate) struct Fraction(pub(crate) i128, pub(crate) i128);

impl Fraction {
    pub(crate) fn compare(self, other: Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

const SECOND: i128 = 1_000_000;
const MINUTE: i128 = 60 * SECOND;

impl World {
    fn score(&self, item: &Item) -> Fraction {
        let queue = &self.queue_of(item).config;
        let age = i128::from(self.age(item));
        let priority = i128::from(item.facts.priority);
        let target = queue.target_wait.map(|target| i128::from(target.as_micros()));
        match queue.scoring {
            Scoring::Strict | Scoring::NewestFirst => Fraction(priority, 1),
            Scoring::ConversationScore => Fraction(priority * MINUTE + age, MINUTE),
            Scoring::Accelerated => {
                let points = 1_000_000;
                let gained = i128::from(item.facts.accel_per_min.millionths()) * age;
                let score = Fraction(priority * points * MINUTE + gained, points * MINUTE);
                let cap = item.facts.max_priority.map(|max| Fraction(i128::from(max.millionths()), points));
                cap.filter(|cap| cap.compare(score) == Ordering::Less).unwrap_or(score)
            }
            Scoring::AgePlusBase => Fraction(age + i128::from(item.facts.head_start.as_micros()), SECOND),
            Scoring::Deadline => {
                let due = item.facts.due_at.map(|due| i128::from(self.now - due.as_micros()));
                // OPEN: neither a due instant nor a target: as if the target were 0.
                Fraction(due.unwrap_or(age - target.unwrap_or(0)), SECOND)
            }
            Scoring::ServiceLevel => Fraction(age, target.unwrap_or(1)),
        }
    }

    /// Order of two interactions for an agent whose ranks for their queues are equal, and what decided.
    pub(crate) fn compare_items(&self, one: &Item, other: &Item) -> (Ordering, &'static str) {
        let (queue, rival) = (&self.queue_of(one).config, &self.queue_of(other).config);
        let turned = |item: &Item, scoring| {
            let sign = if scoring == Scoring::NewestFirst { -1 } else { 1 };
            (sign * self.age(item), sign * item.order)
        };
        let (age, order) = turned(one, queue.scoring);
        let (rival_age, rival_order) = turned(other, rival.scoring);
        let is_newest = queue.scoring == Scoring::NewestFirst;
        let criteria = [
            (rival.weight.cmp(&queue.weight), "weight"),
            (other.facts.lane.cmp(&one.facts.lane), "lane"),
            (self.score(other).compare(self.score(one)), scoring_name(queue.scoring)),
            (rival_age.cmp(&age), if is_newest { "newest_first" } else { "age" }),
            (order.cmp(&rival_order), if is_newest { "newest_enqueued" } else { "enqueued" }),
        ];
        let decided = criteria.into_iter().find(|(order, _)| order.is_ne());
        decided.unwrap_or((Ordering::Equal, "nothing"))
    }

    /// What waits or is offered in a queue, in the order of service.
    pub(crate) fn waiting(&self, queue: usize) -> Vec<&str> {
        let mut queued: Vec<(&String, &Item)> =
            self.items.iter().filter(|(_, item)| item.queue == queue && item.is_queued()).collect();
        queued.sort_by(|(_, one), (_, other)| self.compare_items(one, other).0);
        queued.into_iter().map(|(id, _)| id.as_str()).collect()
    }
}

fn scoring_name(scoring: Scoring) -> &'static str {
    match scoring {
        Scoring::Strict => "strict",
        Scoring::NewestFirst => "newest_first_priority",
        Scoring::ConversationScore => "conversation_score",
        Scoring::Accelerated => "accelerated",
        Scoring::AgePlusBase => "age_plus_base",
        Scoring::Deadline => "deadline",
        Scoring::ServiceLevel => "service_level",
    }
}
