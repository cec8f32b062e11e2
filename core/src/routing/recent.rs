//! The events of late, for readers who were away for a moment.

use super::event::Event;
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::VecDeque;
use thiserror::Error;

/// An event with its position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NumberedEvent {
    /// Number of the input.
    pub seq: u64,
    /// Place among the events of that input.
    pub index: usize,
    /// The instant.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// The events after a position cannot be told: whoever reads takes the overview anew, and goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventsLost {
    /// Events after the position were forgotten, or came before the router was restored.
    #[error(
        "events after input {seq} are wanted, but the first that is still there is event {first_index} of input \
         {first_seq}; take the overview anew, or raise limits.buffered_events"
    )]
    TooOld {
        /// Input of the position.
        seq: u64,
        /// Input of the first event that is still there, or is to come.
        first_seq: u64,
        /// Its place among the events of that input.
        first_index: usize,
    },
    /// The router never was there: the reader was at another one, or this one was restored from an older snapshot.
    #[error(
        "events after input {seq} are wanted, but the last input is {last}: it is not this router's position; take \
         the overview anew"
    )]
    NotYet {
        /// Input of the position.
        seq: u64,
        /// The last input.
        last: u64,
    },
}

impl EventsLost {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "events_lost"
    }
}

/// The last events, and where they begin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recent {
    events: VecDeque<NumberedEvent>,
    /// Every event at or after this (input, place) is here, or has not happened yet.
    begins: (u64, usize),
}

impl Recent {
    /// Nothing yet; all from input `seq` on will be here.
    pub(crate) fn beginning(seq: u64) -> Self {
        Self { events: VecDeque::new(), begins: (seq, 0) }
    }

    /// Keeps what an input did, the oldest forgotten first: each event with its place among those of the input.
    pub(crate) fn hear<'a>(
        &mut self,
        seq: u64,
        told: impl ExactSizeIterator<Item = (usize, Timestamp, &'a Event)>,
        limit: usize,
    ) {
        // What would be forgotten at once is not copied.
        let skipped = told.len().saturating_sub(limit);
        if skipped > 0 {
            self.events.clear();
        }
        for (place, (index, at, event)) in told.enumerate() {
            if place < skipped {
                self.begins = (seq, index + 1);
            } else {
                self.events.push_back(NumberedEvent { seq, index, at, event: event.clone() });
            }
        }
        while self.events.len() > limit {
            let Some(NumberedEvent { seq, index, .. }) = self.events.pop_front() else { break };
            self.begins = (seq, index + 1);
        }
    }

    /// The events after a position; without `index` all of its input are known.
    pub(crate) fn after(
        &self,
        seq: u64,
        index: Option<usize>,
        last: u64,
    ) -> Result<impl Iterator<Item = &NumberedEvent>, EventsLost> {
        if seq > last {
            return Err(EventsLost::NotYet { seq, last });
        }
        let wanted = index.map_or((seq.saturating_add(1), 0), |index| (seq, index.saturating_add(1)));
        if wanted < self.begins {
            let (first_seq, first_index) =
                self.events.front().map_or(self.begins, |first| (first.seq, first.index));
            return Err(EventsLost::TooOld { seq, first_seq, first_index });
        }
        let start = self.events.partition_point(|event| (event.seq, event.index) < wanted);
        Ok(self.events.range(start..))
    }
}
