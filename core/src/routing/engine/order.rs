use super::super::interaction::Interaction;
use super::super::order::standing;
use super::super::queue::Scoring;
use super::super::tracked::Tracked;
use super::Handle;
use super::queues::QueueIndex;
use crate::time::{Span, Timestamp};
use std::cmp::Reverse;

/// Where an interaction stands among those whose order time does not change, the least first: lane, score at the
/// epoch, age at the epoch (or its opposite), order of enqueue (or its opposite).
pub(super) type Turn = (Reverse<i32>, Reverse<i128>, Reverse<i64>, i64);

impl QueueIndex {
    /// The turn of an interaction in its class, and in its queue if that has a lasting order.
    pub(super) fn turn(&self, interaction: &Interaction) -> Turn {
        turn(interaction, self.scoring, self.target_wait)
    }

    /// The same by handle.
    pub(super) fn turns<'a>(
        &self,
        interactions: &'a Tracked<Interaction>,
    ) -> impl Fn(Handle) -> Option<Turn> + use<'a> {
        let (scoring, target_wait) = (self.scoring, self.target_wait);
        move |handle| Some(turn(interactions.at(handle)?, scoring, target_wait))
    }
}

fn turn(interaction: &Interaction, scoring: Scoring, target_wait: Span) -> Turn {
    let (_, lane, score, Reverse(age), order) =
        standing(interaction, 0, scoring, target_wait, Timestamp::from_micros(0));
    let score = match scoring {
        // Both grow with age alone among those they are compared with; rounding never turns that about.
        Scoring::ServiceLevel | Scoring::Accelerated => Reverse(0),
        _ => score,
    };
    (lane, score, Reverse(age as i64), order as i64)
}

/// When interactions came to their queue, by handle.
pub(super) fn entries(interactions: &Tracked<Interaction>) -> impl Fn(Handle) -> Option<(Timestamp, u64)> {
    move |handle| interactions.at(handle).map(|one| (one.queue_entered_at(), one.order))
}
