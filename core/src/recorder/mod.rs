//! Turns the router's receipts into records: what happened, in the form that metrics read.
//!
//! Give it every receipt in order, those of rejected commands' ticks included; take finished records
//! out with [`Recorder::drain`] as often as you like, and the rest with [`Recorder::finish`].
//!
//! May be imported by hosts and `simulation`; imports `routing`, `records` and `time`.

mod agent;
mod error;
mod segment;

use crate::records::{Direction, EndedBy, Interaction, Outcome, Records, TransferKind};
use crate::routing::{
    self, Arrival, BlockCause, Config, Event, MoveCause, Receipt, RemoveCause, SelfServiceOutcome, Side,
};
use crate::routing::{DecodeError, decode, encode};
use crate::time::{Span, Timestamp};
use agent::AgentLog;
use segment::Segment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use error::ReceiptError;

/// Joins a router's events into interaction segments and agent states.
///
/// ```
/// use krarup::records::Outcome;
/// use krarup::recorder::Recorder;
/// use krarup::routing::{Command, Config, Router};
/// use krarup::time::{Span, Timestamp};
/// let config: Config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": []}"#)?;
/// let start = Timestamp::from_seconds(0);
/// let mut recorder = Recorder::new(&config, start);
/// let mut router = Router::new(config, start)?;
/// for (at_s, command) in [
///     (5, r#"{"type": "enqueue", "interaction": "c1", "queue": "sales"}"#),
///     (47, r#"{"type": "abandon", "interaction": "c1"}"#),
/// ] {
///     let command: Command = serde_json::from_str(command)?;
///     recorder.record(&router.apply(Timestamp::from_seconds(at_s), None, command)?)?;
/// }
/// let records = recorder.finish();
/// assert_eq!(records.interactions[0].outcome, Outcome::Abandoned);
/// assert_eq!(records.interactions[0].waiting_time(), Some(Span::from_seconds(42)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorder {
    next_seq: u64,
    open: BTreeMap<String, Segment>,
    agents: BTreeMap<String, AgentLog>,
    done: Records,
}

impl Recorder {
    /// For a router that starts with `config` at `at`.
    pub fn new(config: &Config, at: Timestamp) -> Self {
        let agents = config
            .agents
            .iter()
            .map(|agent| (agent.id.clone(), AgentLog::new(&agent.id, agent.presence, at)))
            .collect();
        Self { next_seq: 1, open: BTreeMap::new(), agents, done: Records::default() }
    }

    /// Takes in what an input did; a receipt of a repeated command or one seen before changes nothing.
    ///
    /// # Errors
    /// `missing_receipt` when one was left out, `incomplete_receipt` when [`Telling`](crate::routing::Telling) left out
    /// some of its events; nothing is recorded then.
    pub fn record(&mut self, receipt: &Receipt) -> Result<(), ReceiptError> {
        if receipt.repeated || receipt.seq < self.next_seq {
            return Ok(());
        }
        if receipt.seq > self.next_seq {
            return Err(ReceiptError::Missing { expected: self.next_seq, given: receipt.seq });
        }
        if receipt.indexes.is_some() {
            return Err(ReceiptError::Incomplete { seq: receipt.seq });
        }
        self.next_seq += 1;
        for (at, event) in &receipt.events {
            self.take(*at, event);
        }
        for agent in self.agents.values_mut() {
            agent.settle(&mut self.done);
        }
        Ok(())
    }

    /// What is open, as bytes: keep it beside the router's snapshot, and go on after a restart with both.
    pub fn snapshot(&self) -> Vec<u8> {
        encode(self)
    }

    /// The recorder that [`Recorder::snapshot`] wrote; the next receipt it takes is the one after its last.
    ///
    /// # Errors
    /// `unknown_encoding_version`, `malformed_encoding`.
    pub fn restore(snapshot: &[u8]) -> Result<Self, DecodeError> {
        decode(snapshot)
    }

    /// Records finished since the last call.
    pub fn drain(&mut self) -> Records {
        std::mem::take(&mut self.done)
    }

    /// All that was not drained, what is still open included.
    pub fn finish(mut self) -> Records {
        let open = std::mem::take(&mut self.open);
        self.done.interactions.extend(open.into_values().map(|segment| segment.facts));
        for agent in self.agents.into_values() {
            agent.finish(&mut self.done);
        }
        self.done
    }

    fn take(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::SelfServiceStarted { interaction, channel, direction, subject, reason, context_ref } => {
                let mut facts = Interaction::new(interaction, at, Outcome::Open);
                facts.direction = recorded(*direction);
                facts.channel.clone_from(channel);
                facts.customer_id.clone_from(subject);
                facts.reason.clone_from(reason);
                facts.context_ref.clone_from(context_ref);
                self.open.insert(interaction.clone(), Segment::new(facts));
            }
            Event::SelfServiceEnded { outcome: SelfServiceOutcome::Queued, .. } => {}
            Event::SelfServiceEnded { interaction, outcome } => {
                let Some(Segment { mut facts, .. }) = self.open.remove(interaction) else { return };
                (facts.outcome, facts.ended_by) = match outcome {
                    SelfServiceOutcome::Contained => (Outcome::SelfService, None),
                    SelfServiceOutcome::Lost => (Outcome::SystemError, Some(EndedBy::System)),
                    _ => (Outcome::MenuAbandoned, Some(EndedBy::Customer)),
                };
                facts.menu = Some(at - facts.arrived_at);
                facts.ended_at = Some(at);
                self.done.interactions.push(facts);
            }
            Event::InteractionQueued(arrival) => {
                let facts = self.arrived(arrival, at);
                self.open.insert(arrival.interaction.clone(), Segment::new(facts));
            }
            Event::Blocked { arrival, cause: BlockCause::QueueFull } => {
                let mut facts = self.arrived(arrival, at);
                facts.enqueued_at = None;
                facts.outcome = Outcome::BlockedFull;
                facts.ended_by = Some(EndedBy::System);
                facts.ended_at = Some(at);
                self.done.interactions.push(facts);
            }
            Event::PriorityChanged { interaction, priority } => {
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.facts.priority = *priority;
                }
            }
            Event::StepEntered { .. }
            | Event::InteractionUpdated { .. }
            | Event::CannotBeMet { .. }
            | Event::PlaceRegained { .. }
            | Event::WrapUpExtended { .. }
            | Event::Classified { .. }
            | Event::CallbackOffered { .. }
            | Event::CallbackStarted { .. }
            | Event::CallbackAnswered { .. }
            | Event::ConferenceStarted { .. }
            | Event::PlanActivated { .. }
            | Event::PlanWithdrawn { .. } => {}
            Event::ContactLost { interaction, agent, .. } => {
                let Some(segment) = self.open.remove(interaction) else { return };
                let mut facts = segment.answered(at);
                facts.ended_by = Some(EndedBy::System);
                self.agent(agent, at, |log, done| log.end(facts, at, done));
            }
            Event::Removed { interaction, cause, .. } => {
                let Some(Segment { mut facts, .. }) = self.open.remove(interaction) else { return };
                facts.enqueued_at = facts.enqueued_at.map(|since| since.min(at));
                facts.outcome = removed(*cause, facts.enqueued_at == Some(at));
                facts.ended_by = Some(EndedBy::System);
                facts.left_queue_at = Some(at);
                if !facts.was_offered() {
                    (facts.enqueued_at, facts.left_queue_at) = (None, None);
                }
                facts.ended_at = Some(at);
                self.done.interactions.push(facts);
            }
            Event::OfferMade { interaction, agent, .. } => {
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.facts.offered_at.get_or_insert(at);
                    segment.asked.insert(agent.clone(), at);
                }
                self.agent(agent, at, |log, _| {
                    log.offers.insert(interaction.clone());
                });
            }
            Event::OfferDeclined { interaction, agent, .. }
            | Event::OfferExpired { interaction, agent, .. }
            | Event::OfferRevoked { interaction, agent, .. } => {
                self.agent(agent, at, |log, _| {
                    log.offers.remove(interaction);
                });
            }
            Event::Assigned { interaction, agent, .. } => {
                let Some(segment) = self.open.get_mut(interaction) else { return };
                segment.facts.agent = Some(agent.clone());
                // Nobody rang where it was pulled or given by a supervisor.
                let asked = segment.asked.remove(agent).unwrap_or(at);
                segment.facts.ring = Some(at - asked);
                segment.facts.answered_at = Some(at);
                segment.facts.left_queue_at = Some(at);
                segment.facts.enqueued_at = segment.facts.enqueued_at.map(|since| since.min(at));
                let facts = segment.facts.clone();
                self.agent(agent, at, |log, _| {
                    log.offers.remove(interaction);
                    log.start_contact(&facts, at);
                });
            }
            Event::Connected { interaction, .. } => {
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.facts.connected_at = Some(at);
                }
            }
            Event::CallbackRequested { interaction, not_before } => {
                self.called_back(interaction, *not_before, at);
            }
            Event::CallbackFailed { interaction, agent: None, retry_at, .. } => {
                self.waits_until(interaction, *retry_at);
            }
            Event::ConnectFailed { interaction, agent } => self.put_back(interaction, agent, at),
            Event::CallbackFailed { interaction, agent: Some(agent), retry_at, .. } => {
                self.put_back(interaction, agent, at);
                self.waits_until(interaction, *retry_at);
            }
            Event::Held { interaction, agent } => {
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.held_since = Some(at);
                    let count = segment.facts.hold_count.get_or_insert(0);
                    *count = count.saturating_add(1);
                }
                self.agent(agent, at, |log, done| log.hold(interaction, true, at, done));
            }
            Event::Resumed { interaction, agent } => {
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.resume(at);
                }
                self.agent(agent, at, |log, done| log.hold(interaction, false, at, done));
            }
            Event::ConsultStarted { interaction, agent, .. } => {
                let Some(Segment { facts, .. }) = self.open.get(interaction) else { return };
                let facts = facts.clone();
                self.agent(agent, at, |log, _| log.start_contact(&facts, at));
            }
            Event::AgentLeft { interaction, agent } => {
                self.agent(agent, at, |log, done| log.end_contact(interaction, at, done));
            }
            Event::HandedOver { interaction, agent, from, queue, connected } => {
                self.handed_over(interaction, from, agent, *connected, at);
                if let Some(segment) = self.open.get_mut(interaction) {
                    segment.home = Some(queue.clone());
                }
            }
            Event::Completed { interaction, agent, wrap_code, ended_by, .. } => {
                let Some(segment) = self.open.remove(interaction) else { return };
                let mut facts = segment.answered(at);
                facts.ended_by = ended_by.map(|side| match side {
                    Side::Customer => EndedBy::Customer,
                    Side::Agent => EndedBy::Agent,
                });
                facts.wrap_code.clone_from(wrap_code);
                self.agent(agent, at, |log, done| log.end(facts, at, done));
            }
            Event::Abandoned { interaction, .. } => {
                let Some(Segment { mut facts, .. }) = self.open.remove(interaction) else { return };
                facts.enqueued_at = facts.enqueued_at.map(|since| since.min(at));
                facts.outcome = Outcome::Abandoned;
                facts.ended_by = Some(EndedBy::Customer);
                facts.left_queue_at = Some(at);
                facts.ended_at = Some(at);
                self.done.interactions.push(facts);
            }
            Event::Moved { interaction, to, agent, cause, .. } => {
                self.moved(interaction, to, agent.as_deref(), *cause, at);
            }
            Event::WrapUpStarted { agent, .. } => {
                self.agent(agent, at, |log, done| log.start_wrap_up(at, done))
            }
            Event::WrapUpEnded { agent } => self.agent(agent, at, |log, done| log.end_wrap_up(at, done)),
            Event::AgentStateChanged { agent, presence, reason } => {
                // An agent whom a later configuration brought.
                if !self.agents.contains_key(agent) {
                    self.agents.insert(agent.clone(), AgentLog::new(agent, *presence, at));
                }
                self.agent(agent, at, |log, _| {
                    log.presence = *presence;
                    log.reason.clone_from(reason);
                });
            }
            Event::ReasonChanged { agent, reason } => {
                self.agent(agent, at, |log, _| log.reason.clone_from(reason));
            }
            Event::Reconfigured { .. } => {}
        }
    }

    /// An interaction of which nothing is known but its arrival, and its time in a menu if it had one.
    fn arrived(&mut self, arrival: &Arrival, at: Timestamp) -> Interaction {
        let menu = self.open.remove(&arrival.interaction).map(|menu| menu.facts.arrived_at);
        let mut facts = Interaction::new(&arrival.interaction, menu.unwrap_or(at), Outcome::Open);
        facts.menu = menu.map(|arrived_at| at - arrived_at);
        facts.enqueued_at = Some(at);
        facts.queue = Some(arrival.queue.clone());
        facts.channel.clone_from(&arrival.channel);
        facts.direction = recorded(arrival.direction);
        facts.priority = arrival.priority;
        facts.customer_id.clone_from(&arrival.subject);
        facts.reason.clone_from(&arrival.reason);
        facts.context_ref.clone_from(&arrival.context_ref);
        facts
    }

    /// Ends this segment and begins the next one in the other queue.
    fn moved(&mut self, interaction: &str, to: &str, agent: Option<&str>, cause: MoveCause, at: Timestamp) {
        let Some(segment) = self.open.remove(interaction) else { return };
        let mut next = segment.facts.next();
        next.enqueued_at = Some(at);
        next.queue = Some(to.to_owned());
        self.open.insert(interaction.to_owned(), Segment::new(next));
        match agent {
            Some(agent) => {
                let mut facts = segment.answered(at);
                facts.ended_by = Some(EndedBy::Transfer);
                facts.transfer_kind = Some(TransferKind::Queue);
                facts.transfer_to = Some(to.to_owned());
                self.agent(agent, at, |log, done| log.end(facts, at, done));
            }
            None => {
                let mut facts = segment.facts;
                facts.enqueued_at = facts.enqueued_at.map(|since| since.min(at));
                (facts.outcome, facts.ended_by) = match cause {
                    MoveCause::Transfer => (Outcome::Requeued, Some(EndedBy::Transfer)),
                    // At once: no rule with a time of its own.
                    MoveCause::WaitRule if facts.enqueued_at == Some(at) => {
                        (Outcome::FlowOutOverflow, Some(EndedBy::System))
                    }
                    MoveCause::WaitRule => (Outcome::FlowOutTimeout, Some(EndedBy::System)),
                };
                facts.left_queue_at = Some(at);
                facts.ended_at = Some(at);
                self.done.interactions.push(facts);
            }
        }
    }

    /// The customer hangs up to be called back: that ends a stay in which he was on the line, and begins one that
    /// counts from when he may be rung.
    fn called_back(&mut self, interaction: &str, not_before: Option<Timestamp>, at: Timestamp) {
        let Some(segment) = self.open.get_mut(interaction) else { return };
        let has_waited = segment.facts.enqueued_at.is_some_and(|enqueued_at| enqueued_at < at);
        if has_waited && !segment.is_callback {
            let mut next = segment.facts.next();
            next.queue.clone_from(&segment.facts.queue);
            let Segment { mut facts, .. } = std::mem::replace(segment, Segment::new(next));
            facts.outcome = Outcome::CallbackAccepted;
            facts.ended_by = Some(EndedBy::Customer);
            facts.left_queue_at = Some(at);
            facts.ended_at = Some(at);
            self.done.interactions.push(facts);
        }
        segment.is_callback = true;
        segment.facts.enqueued_at = Some(not_before.map_or(at, |not_before| not_before.max(at)));
    }

    /// The wait for the next attempt is not one for agents.
    fn waits_until(&mut self, interaction: &str, retry_at: Option<Timestamp>) {
        if let Some(segment) = self.open.get_mut(interaction) {
            segment.facts.enqueued_at = retry_at.or(segment.facts.enqueued_at);
        }
    }

    /// An agent who had it has it no longer, and it waits again at its old place.
    fn put_back(&mut self, interaction: &str, agent: &str, at: Timestamp) {
        if let Some(Segment { facts, home, .. }) = self.open.get_mut(interaction) {
            facts.agent = None;
            facts.ring = None;
            facts.answered_at = None;
            facts.left_queue_at = None;
            // Handed over to him, it had not waited before.
            if facts.enqueued_at.is_none() {
                facts.queue.clone_from(home);
                facts.enqueued_at = Some(at);
            }
        }
        self.agent(agent, at, |log, done| log.end_contact(interaction, at, done));
    }

    /// Ends the segment of the agent who had it and begins that of the one who gets it, which is no stay in a queue.
    fn handed_over(&mut self, interaction: &str, from: &str, to: &str, connected: bool, at: Timestamp) {
        let Some(segment) = self.open.remove(interaction) else { return };
        let mut next = segment.facts.next();
        next.agent = Some(to.to_owned());
        next.answered_at = Some(at);
        next.connected_at = connected.then_some(at);
        next.ring = Some(Span::ZERO);
        self.open.insert(interaction.to_owned(), Segment::new(next.clone()));
        let mut facts = segment.answered(at);
        facts.ended_by = Some(EndedBy::Transfer);
        facts.transfer_kind = Some(if connected { TransferKind::Warm } else { TransferKind::Cold });
        facts.transfer_to = Some(to.to_owned());
        self.agent(from, at, |log, done| log.end(facts, at, done));
        // Whoever is on the line already is in the contact; his state goes on.
        self.agent(to, at, |log, _| {
            if !log.has_contact(interaction) {
                log.start_contact(&next, at);
            }
        });
    }

    /// Changes an agent's log, then closes his state if it is another one now.
    fn agent(&mut self, id: &str, at: Timestamp, change: impl FnOnce(&mut AgentLog, &mut Records)) {
        if let Some(log) = self.agents.get_mut(id) {
            change(log, &mut self.done);
            log.update(at, &mut self.done);
        }
    }
}

/// How a stay ended that a rule or the clock ended; `at_once` = it did not wait at all, so that it was turned away.
fn removed(cause: RemoveCause, at_once: bool) -> Outcome {
    match cause {
        RemoveCause::Closed if at_once => Outcome::BlockedClosed,
        RemoveCause::NoAgents if at_once => Outcome::BlockedNoAgents,
        RemoveCause::Overflow | RemoveCause::Closed | RemoveCause::NoAgents => Outcome::FlowOutOverflow,
        RemoveCause::Timeout | RemoveCause::CallbackFailed | RemoveCause::WindowOver => {
            Outcome::FlowOutTimeout
        }
    }
}

fn recorded(direction: routing::Direction) -> Direction {
    match direction {
        routing::Direction::Inbound => Direction::Inbound,
        routing::Direction::Outbound => Direction::Outbound,
        routing::Direction::Internal => Direction::Internal,
    }
}
