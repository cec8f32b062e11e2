use super::super::queue::Scoring;
use super::super::state::{Interaction, State};
use crate::time::Timestamp;
use std::cmp::Reverse;

/// Where an interaction stands among those whose order time does not change, the least first: lane, score at the
/// epoch, age at the epoch (or its opposite), order of enqueue (or its opposite).
pub(super) type Turn = (Reverse<i32>, Reverse<i128>, Reverse<i64>, i64);

impl State {
    /// The turn of an interaction in its class, and in its queue if that has a lasting order.
    pub(super) fn turn(&self, interaction: &Interaction, scoring: Scoring) -> Turn {
        let (_, lane, score, Reverse(age), order) = self.standing_at(interaction, Timestamp::from_micros(0));
        let score = match scoring {
            // Both grow with age alone among those they are compared with; rounding never turns that about.
            Scoring::ServiceLevel | Scoring::Accelerated => Reverse(0),
            _ => score,
        };
        (lane, score, Reverse(age as i64), order as i64)
    }
}
