use crate::records::{Interaction, Outcome};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A segment that is not finished.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Segment {
    pub(super) facts: Interaction,
    /// When each agent was last asked.
    pub(super) asked: BTreeMap<String, Timestamp>,
    pub(super) held_since: Option<Timestamp>,
    pub(super) held: Span,
    /// The queue it belongs to, where its record names none.
    pub(super) home: Option<String>,
    pub(super) is_callback: bool,
}

impl Segment {
    pub(super) fn new(facts: Interaction) -> Self {
        let (asked, held) = (BTreeMap::new(), Span::ZERO);
        Self { facts, asked, held_since: None, held, home: None, is_callback: false }
    }

    pub(super) fn resume(&mut self, at: Timestamp) {
        if let Some(since) = self.held_since.take() {
            self.held = self.held + (at - since);
        }
    }

    /// The segment as it ends with an agent, its wrap-up not yet begun.
    pub(super) fn answered(mut self, at: Timestamp) -> Interaction {
        self.resume(at);
        let mut facts = self.facts;
        let from = facts.connected_at.or(facts.answered_at).unwrap_or(at);
        facts.outcome = Outcome::Answered;
        facts.ended_at = Some(at);
        facts.hold = Some(self.held);
        facts.hold_count.get_or_insert(0);
        facts.talk = Some(at - from - self.held);
        facts.wrap_up = Some(Span::ZERO);
        facts.wrap_up_ended_at = Some(at);
        facts
    }
}
