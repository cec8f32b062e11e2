//! How what happened reaches the host: a receipt for each input, or a buffer of its own that it uses again and again.

use super::command::Command;
use super::event::{Event, Receipt};
use super::recent::NumberedEvent;
use super::reject::Reject;
use super::router::{Events, Router};
use super::telling::Telling;
use crate::time::Timestamp;

/// A receipt without its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Sequence number of the input.
    pub seq: u64,
    /// The instant it took effect.
    pub at: Timestamp,
    /// The given clock ran backwards and was moved to `at`.
    pub clamped: bool,
    /// The command id was known; nothing happened.
    pub repeated: bool,
}

impl Stamp {
    pub(super) fn receipt(self, events: Events) -> Receipt {
        let Self { seq, at, clamped, repeated } = self;
        Receipt { seq, at, clamped, repeated, events, indexes: None }
    }
}

impl Router {
    /// Says what to tell from now on; a router tells all until then, also one that was just restored or brought back
    /// from a log. What a repeated command returns is its first receipt, told as this says now; [`Router::events_after`]
    /// gives events as they were told when they happened. An event's position is the same whatever is left out.
    pub fn tell(&mut self, telling: Telling) {
        self.telling = telling;
    }

    /// Does what [`Router::apply`] does, and adds the events to the caller's buffer, each with its position, so that one
    /// buffer may gather those of many commands. The router never empties it. A repeated command adds the events of
    /// its first receipt again, with their first positions.
    ///
    /// # Errors
    /// As [`Router::apply`]; what the tick before a refused command brought about is in the buffer.
    ///
    /// ```
    /// use krarup::routing::{Command, Router};
    /// use krarup::time::Timestamp;
    /// let config = serde_json::from_str(
    ///     r#"{"queues": [{"id": "sales"}],
    ///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}]}"#,
    /// )?;
    /// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
    /// let mut events = Vec::new();
    /// for (at_s, command) in [
    ///     (5, r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#),
    ///     (9, r#"{"type": "accept", "interaction": "c1", "agent": "ann"}"#),
    /// ] {
    ///     let command: Command = serde_json::from_str(command)?;
    ///     router.apply_into(Timestamp::from_seconds(at_s), None, command, &mut events)?;
    /// }
    /// let told: Vec<_> = events.drain(..).map(|one| (one.seq, one.index, one.event.type_name())).collect();
    /// assert_eq!(told, [(1, 0, "interaction_queued"), (1, 1, "offer_made"), (2, 0, "assigned")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply_into(
        &mut self,
        at: Timestamp,
        command_id: Option<&str>,
        command: Command,
        events: &mut Vec<NumberedEvent>,
    ) -> Result<Stamp, Reject> {
        if let Some(first) = self.first_receipt(command_id) {
            let first = self.telling.of(first.clone());
            let Receipt { seq, at, clamped, .. } = first;
            let number = |(index, at, event): (usize, Timestamp, &Event)| NumberedEvent {
                seq,
                index,
                at,
                event: event.clone(),
            };
            events.extend(first.numbered().map(number));
            return Ok(Stamp { seq, at, clamped, repeated: true });
        }
        let (at, clamped) = self.moved_to(at)?;
        let mut happening = std::mem::take(&mut self.happening);
        let (stamp, outcome) = self.happen(at, clamped, command_id, command, &mut happening);
        self.tell_into(stamp, happening, events);
        outcome.map(|()| stamp)
    }

    /// Does what [`Router::tick`] does, and adds the events to the caller's buffer.
    ///
    /// # Errors
    /// As [`Router::tick`].
    pub fn tick_into(&mut self, at: Timestamp, events: &mut Vec<NumberedEvent>) -> Result<Stamp, Reject> {
        let (at, clamped) = self.moved_to(at)?;
        let mut happening = std::mem::take(&mut self.happening);
        let stamp = self.pass(at, clamped, &mut happening);
        self.tell_into(stamp, happening, events);
        Ok(stamp)
    }

    /// What happened as a receipt.
    pub(super) fn told(&mut self, stamp: Stamp, events: Events) -> Receipt {
        let receipt = self.telling.of(stamp.receipt(events));
        self.recent.hear(stamp.seq, receipt.numbered(), self.state.config.limits.buffered_events);
        receipt
    }

    fn tell_into(&mut self, stamp: Stamp, mut happened: Events, told: &mut Vec<NumberedEvent>) {
        let (seq, first) = (stamp.seq, told.len());
        for (index, (at, mut event)) in happened.drain(..).enumerate() {
            if self.telling.tells(&event) {
                self.telling.shorten(&mut event);
                told.push(NumberedEvent { seq, index, at, event });
            }
        }
        self.happening = happened;
        let told = told.iter().skip(first).map(|one| (one.index, one.at, &one.event));
        self.recent.hear(seq, told, self.state.config.limits.buffered_events);
    }
}

impl Receipt {
    /// Each event with its place among those of the input.
    pub(super) fn numbered(&self) -> impl ExactSizeIterator<Item = (usize, Timestamp, &Event)> {
        let place = |place: usize| match &self.indexes {
            Some(indexes) => indexes.get(place).copied().unwrap_or(place),
            None => place,
        };
        self.events.iter().enumerate().map(move |(here, (at, event))| (place(here), *at, event))
    }
}
