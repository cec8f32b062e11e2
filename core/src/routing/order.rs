use super::facts::Facts;
use super::interaction::Interaction;
use super::queue::Scoring;
use super::state::State;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Reverse;

/// A number of priority points in millionths, so that scores add and compare exactly.
///
/// ```
/// use krarup::routing::Points;
/// let half: Points = serde_json::from_str("0.5")?;
/// assert_eq!(half, Points::from_millionths(500_000));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, with = "f64"))]
pub struct Points(i64);

impl Points {
    /// The greatest number that can be given: 1e9.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// Millionths of a point.
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// Millionths of a point.
    pub const fn millionths(self) -> i64 {
        self.0
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000_000 == 0 {
            return serializer.serialize_i64(self.0 / 1_000_000);
        }
        serializer.serialize_f64(self.0 as f64 / 1e6)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(deserializer)?;
        if !(-1e9..=1e9).contains(&points) {
            return Err(serde::de::Error::custom("points must lie between -1e9 and 1e9"));
        }
        Ok(Self((points * 1e6).round() as i64))
    }
}

/// Where an interaction stands among those an agent of the same rank could take: the least comes first.
///
/// Weight of the queue, lane, score, age (or its opposite), order of enqueue (or its opposite).
pub(crate) type Standing = (Reverse<i32>, Reverse<i32>, Reverse<i128>, Reverse<i128>, i128);

/// A score counts in millionths of a point times microseconds of a minute, which makes all lines whole numbers.
const POINT: i128 = 1_000_000 * MINUTE_US;
const MINUTE_US: i128 = 60_000_000;
const SECOND: i128 = POINT / 1_000_000;

impl State {
    pub(crate) fn standing(&self, interaction: &Interaction) -> Standing {
        self.standing_at(interaction, self.now)
    }

    pub(crate) fn standing_at(&self, interaction: &Interaction, now: Timestamp) -> Standing {
        let queue = self.queues.get(&interaction.facts.queue);
        let (weight, scoring) = queue.map_or((0, Scoring::Strict), |queue| (queue.weight, queue.scoring));
        let target_wait = queue.and_then(|queue| queue.target_wait).unwrap_or_default();
        standing(interaction, weight, scoring, target_wait, now)
    }
}

/// The same where the queue is known already.
pub(crate) fn standing(
    interaction: &Interaction,
    weight: i32,
    scoring: Scoring,
    target_wait: Span,
    now: Timestamp,
) -> Standing {
    let age = i128::from(interaction.age(now).as_micros());
    let order = i128::from(interaction.order);
    let (age_key, order_key) = if scoring == Scoring::NewestFirst { (-age, -order) } else { (age, order) };
    let score = score(&interaction.facts, scoring, age, i128::from(target_wait.as_micros()), now);
    (Reverse(weight), Reverse(interaction.facts.lane), Reverse(score), Reverse(age_key), order_key)
}

/// A line over age, capped: base + rate × age.
fn score(facts: &Facts, scoring: Scoring, age_us: i128, target_us: i128, now: Timestamp) -> i128 {
    let priority = i128::from(facts.priority) * POINT;
    match scoring {
        Scoring::Strict | Scoring::NewestFirst => priority,
        Scoring::ConversationScore => priority + age_us * (POINT / MINUTE_US),
        Scoring::Accelerated => {
            let line = priority + i128::from(facts.accel_per_min.millionths()) * age_us;
            let cap = facts.max_priority.map(|cap| i128::from(cap.millionths()) * MINUTE_US);
            cap.map_or(line, |cap| line.min(cap))
        }
        Scoring::AgePlusBase => (age_us + i128::from(facts.head_start.as_micros())) * SECOND,
        Scoring::Deadline => {
            let past_us = match facts.own().due_at {
                Some(due) => i128::from(now.as_micros()) - i128::from(due.as_micros()),
                None => age_us - target_us,
            };
            past_us * SECOND
        }
        Scoring::ServiceLevel => age_us * POINT / target_us.max(1),
    }
}
