//! What a router tells of what happened. It decides the same, whatever is told.

use super::event::{Event, Receipt, Why};
use super::event_kind::EventKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a router tells: in receipts, in buffers and in the events kept for [`super::Router::events_after`]. It is the
/// host's choice and no part of the state: neither log, snapshot nor digest knows it.
///
/// ```
/// use krarup::routing::{Command, Event, EventKind, Router, Telling, WhyTold};
/// use krarup::time::Timestamp;
/// let config = serde_json::from_str(
///     r#"{"queues": [{"id": "sales"}],
///         "agents": [{"id": "ann", "queues": {"sales": {}}, "presence": "available"}]}"#,
/// )?;
/// let mut router = Router::new(config, Timestamp::from_seconds(0))?;
/// router.tell(Telling { events: Some([EventKind::OfferMade].into()), why: WhyTold::None });
/// let call: Command = serde_json::from_str(r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#)?;
/// let receipt = router.apply(Timestamp::from_seconds(5), None, call)?;
/// assert!(matches!(&receipt.events[..], [(_, Event::OfferMade { why: None, .. })]));
/// assert_eq!(receipt.indexes, Some(vec![1])); // `interaction_queued` was the first
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telling {
    /// The kinds of events told; `None` = all, those of later versions too.
    pub events: Option<BTreeSet<EventKind>>,
    /// How much of the `why` of an offer.
    pub why: WhyTold,
}

/// How much of the `why` of an offer is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyTold {
    /// Nothing.
    None,
    /// The winner's key, and the configuration and plans that it comes from: neither how many were eligible nor who
    /// came second.
    Key,
    /// Everything.
    #[default]
    All,
}

impl Telling {
    pub(super) fn tells(&self, event: &Event) -> bool {
        self.events.as_ref().is_none_or(|kinds| kinds.contains(&event.kind()))
    }

    /// An event as it is told.
    pub(super) fn shorten(&self, event: &mut Event) {
        let Event::OfferMade { why, .. } = event else { return };
        match self.why {
            WhyTold::All => {}
            WhyTold::Key => {
                if let Some(Why { candidates, runner_up, .. }) = why {
                    (*candidates, *runner_up) = (None, None);
                }
            }
            WhyTold::None => *why = None,
        }
    }

    /// A complete receipt as it is told.
    pub(super) fn of(&self, mut receipt: Receipt) -> Receipt {
        if !receipt.events.iter().all(|(_, event)| self.tells(event)) {
            let places = receipt.numbered().filter(|(_, _, event)| self.tells(event));
            receipt.indexes = Some(places.map(|(index, ..)| index).collect());
            receipt.events.retain(|(_, event)| self.tells(event));
        }
        receipt.events.iter_mut().for_each(|(_, event)| self.shorten(event));
        receipt
    }
}
