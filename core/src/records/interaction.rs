use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// One stay of an interaction in one queue.
///
/// `None` in a time or duration means "not recorded": such a row stays out of the denominators of
/// the metrics that need it. Use [`Interaction::new`] and set what is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    /// Id of the interaction (one leg); unique together with `segment_no`.
    pub interaction_id: String,
    /// 0 for the first queue, 1 after the first re-queue, and so on.
    #[serde(default)]
    pub segment_no: u16,
    /// First interaction of the chain (transfer, callback, reopen).
    #[serde(default)]
    pub root_id: Option<String>,
    /// The interaction this one follows in its chain.
    #[serde(default)]
    pub parent_id: Option<String>,
    /// Opaque customer key (the router's `subject`); `None` = not identified.
    #[serde(default)]
    pub customer_id: Option<String>,
    /// Channel name, such as `voice` or `chat`.
    #[serde(default = "voice")]
    pub channel: String,
    /// Who started it.
    #[serde(default)]
    pub direction: Direction,
    /// The host's own type of contact, such as a call type; a grouping key, never interpreted.
    #[serde(default)]
    pub contact_type: Option<String>,
    /// Queue of this segment; `None` = it never reached one.
    #[serde(default)]
    pub queue: Option<String>,
    /// Priority, higher first.
    #[serde(default)]
    pub priority: i32,
    /// Arrival at the entry point (before any menu).
    #[serde(rename = "arrived_at_us")]
    pub arrived_at: Timestamp,
    /// Entry into the queue; `None` = ended in the menu or blocked before the queue.
    #[serde(rename = "enqueued_at_us", default)]
    pub enqueued_at: Option<Timestamp>,
    /// First offer to an agent.
    #[serde(rename = "offered_at_us", default)]
    pub offered_at: Option<Timestamp>,
    /// The agent's accept.
    #[serde(rename = "answered_at_us", default)]
    pub answered_at: Option<Timestamp>,
    /// Both sides joined; where recorded, waiting ends here.
    #[serde(rename = "connected_at_us", default)]
    pub connected_at: Option<Timestamp>,
    /// Answer, abandonment or flow-out.
    #[serde(rename = "left_queue_at_us", default)]
    pub left_queue_at: Option<Timestamp>,
    /// End of the conversation; `None` = still open.
    #[serde(rename = "ended_at_us", default)]
    pub ended_at: Option<Timestamp>,
    /// End of wrap-up.
    #[serde(rename = "wrap_up_ended_at_us", default)]
    pub wrap_up_ended_at: Option<Timestamp>,
    /// How the segment ended.
    pub outcome: Outcome,
    /// Who ended it.
    #[serde(default)]
    pub ended_by: Option<EndedBy>,
    /// The agent who answered.
    #[serde(default)]
    pub agent: Option<String>,
    /// Time in the voice menu or bot before the queue.
    #[serde(rename = "menu_us", default)]
    pub menu: Option<Span>,
    /// Waiting time where a source records it directly; otherwise derived from the instants.
    #[serde(rename = "wait_us", default)]
    pub wait: Option<Span>,
    /// Ringing at the agent.
    #[serde(rename = "ring_us", default)]
    pub ring: Option<Span>,
    /// Talk time, without hold.
    #[serde(rename = "talk_us", default)]
    pub talk: Option<Span>,
    /// Time on hold.
    #[serde(rename = "hold_us", default)]
    pub hold: Option<Span>,
    /// Wrap-up (after-contact work).
    #[serde(rename = "wrap_up_us", default)]
    pub wrap_up: Option<Span>,
    /// Handle time where a source gives only the total; `talk`, `hold`, `wrap_up` then stay `None`.
    #[serde(rename = "handle_us", default)]
    pub handle: Option<Span>,
    /// Number of holds.
    #[serde(default)]
    pub hold_count: Option<u16>,
    /// How it was transferred away, if it was.
    #[serde(default)]
    pub transfer_kind: Option<TransferKind>,
    /// Where it was transferred to.
    #[serde(default)]
    pub transfer_to: Option<String>,
    /// Why the customer made contact; part of the repeat-contact key.
    #[serde(default)]
    pub reason: Option<String>,
    /// Code the agent gave at wrap-up.
    #[serde(default)]
    pub wrap_code: Option<String>,
    /// Opaque reference into the host's data.
    #[serde(default)]
    pub context_ref: Option<String>,
    /// Whether the agent marked it resolved.
    #[serde(default)]
    pub resolved: Option<bool>,
    /// When the source last changed this row; the greatest wins among duplicates.
    #[serde(rename = "last_update_at_us", default)]
    pub last_update_at: Option<Timestamp>,
}

fn voice() -> String {
    "voice".to_owned()
}

impl Interaction {
    /// A segment with the three facts every one has; everything else is "not recorded".
    pub fn new(interaction_id: impl Into<String>, arrived_at: Timestamp, outcome: Outcome) -> Self {
        Self {
            interaction_id: interaction_id.into(),
            segment_no: 0,
            root_id: None,
            parent_id: None,
            customer_id: None,
            channel: voice(),
            direction: Direction::Inbound,
            contact_type: None,
            queue: None,
            priority: 0,
            arrived_at,
            enqueued_at: None,
            offered_at: None,
            answered_at: None,
            connected_at: None,
            left_queue_at: None,
            ended_at: None,
            wrap_up_ended_at: None,
            outcome,
            ended_by: None,
            agent: None,
            menu: None,
            wait: None,
            ring: None,
            talk: None,
            hold: None,
            wrap_up: None,
            handle: None,
            hold_count: None,
            transfer_kind: None,
            transfer_to: None,
            reason: None,
            wrap_code: None,
            context_ref: None,
            resolved: None,
            last_update_at: None,
        }
    }

    /// Waiting time: as recorded, else from the queue entry to `connected_at`, else to
    /// `answered_at`, else to `left_queue_at`. `None` while waiting or where nothing is recorded; a
    /// negative length of time counts as not recorded.
    pub fn waiting_time(&self) -> Option<Span> {
        measured(self.wait).or_else(|| {
            let end = self.connected_at.or(self.answered_at).or(self.left_queue_at)?;
            measured(Some(end - self.enqueued_at?))
        })
    }

    /// When it was answered: `connected_at`, else `answered_at`, else `left_queue_at`, else its wait after the
    /// queue entry (where that is not recorded: after arrival and menu). `None` unless answered, and where
    /// nothing of it is recorded.
    ///
    /// ```
    /// use krarup::records::{Interaction, Outcome};
    /// use krarup::time::{Span, Timestamp};
    /// let mut call = Interaction::new("c1", Timestamp::from_seconds(100), Outcome::Answered);
    /// call.wait = Some(Span::from_seconds(12));
    /// assert_eq!(call.answer_instant(), Some(Timestamp::from_seconds(112)));
    /// ```
    pub fn answer_instant(&self) -> Option<Timestamp> {
        if self.outcome != Outcome::Answered {
            return None;
        }
        let by_wait = || {
            let enqueued = self.enqueued_at.unwrap_or(self.arrived_at + self.menu.unwrap_or(Span::ZERO));
            Some(enqueued + self.waiting_time()?)
        };
        self.connected_at.or(self.answered_at).or(self.left_queue_at).or_else(by_wait)
    }

    /// The segment that follows this one: the same contact, of whose further fate nothing is known.
    pub fn next(&self) -> Self {
        Self {
            segment_no: self.segment_no.saturating_add(1),
            channel: self.channel.clone(),
            direction: self.direction,
            priority: self.priority,
            customer_id: self.customer_id.clone(),
            reason: self.reason.clone(),
            context_ref: self.context_ref.clone(),
            ..Self::new(&self.interaction_id, self.arrived_at, Outcome::Open)
        }
    }

    /// Whether one agent gave it to another: a later segment that was in no queue.
    pub fn was_handed_over(&self) -> bool {
        self.segment_no > 0 && self.queue.is_none() && self.enqueued_at.is_none() && self.wait.is_none()
    }

    /// Whether it entered a queue (or went straight to an agent as it arrived): every outcome except those before the
    /// queue.
    pub fn was_offered(&self) -> bool {
        if self.was_handed_over() {
            return false;
        }
        match self.outcome {
            Outcome::Answered
            | Outcome::Abandoned
            | Outcome::FlowOutTimeout
            | Outcome::FlowOutOverflow
            | Outcome::CallbackAccepted
            | Outcome::Requeued => true,
            Outcome::Open | Outcome::SystemError => self.enqueued_at.is_some(),
            Outcome::BlockedFull
            | Outcome::BlockedClosed
            | Outcome::BlockedNoAgents
            | Outcome::MenuAbandoned
            | Outcome::SelfService => false,
        }
    }

    /// Handle time: as recorded, else talk + hold + wrap-up, which needs all three; a negative length of
    /// time counts as not recorded.
    pub fn handle_time(&self) -> Option<Span> {
        measured(self.handle)
            .or_else(|| Some(measured(self.talk)? + measured(self.hold)? + measured(self.wrap_up)?))
    }
}

fn measured(length: Option<Span>) -> Option<Span> {
    length.filter(|length| *length >= Span::ZERO)
}

/// How a segment ended; the codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// Not finished yet.
    Open = 0,
    /// Answered by an agent.
    Answered = 1,
    /// The customer left the queue.
    Abandoned = 2,
    /// Left the queue after too long a wait.
    FlowOutTimeout = 3,
    /// Sent elsewhere because the queue was overloaded.
    FlowOutOverflow = 4,
    /// The customer accepted a callback.
    CallbackAccepted = 5,
    /// Moved to another queue.
    Requeued = 6,
    /// Refused: queue full.
    BlockedFull = 7,
    /// Refused: closed.
    BlockedClosed = 8,
    /// Refused: nobody logged in.
    BlockedNoAgents = 9,
    /// Left in the menu, never offered to a queue.
    MenuAbandoned = 10,
    /// Served by self-service.
    SelfService = 11,
    /// Lost to a technical fault.
    SystemError = 12,
}

/// Who started an interaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Direction {
    /// The customer.
    #[default]
    Inbound = 0,
    /// The contact centre.
    Outbound = 1,
    /// A colleague.
    Internal = 2,
}

/// Who ended an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum EndedBy {
    /// The customer hung up or left.
    Customer = 0,
    /// The agent.
    Agent = 1,
    /// The system.
    System = 2,
    /// It went on elsewhere.
    Transfer = 3,
}

/// How an interaction was transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum TransferKind {
    /// Without speaking to the receiver.
    Cold = 0,
    /// After speaking to the receiver.
    Warm = 1,
    /// To another queue.
    Queue = 2,
}
