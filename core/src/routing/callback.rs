//! Customers who are called back: whom the host rings first, and what becomes of an attempt that fails.

use super::engine::Look;
use super::event::{Event, RemoveCause, RevokeCause};
use super::interaction::{Interaction, Place};
use super::offers::not_assigned;
use super::queue::QueueConfig;
use super::reject::Reject;
use super::state::State;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

type Events = Vec<(Timestamp, Event)>;

/// How a queue calls its customers back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CallbackPolicy {
    /// Whom the host rings first.
    pub first: CallbackFirst,
    /// Attempts in all; after the last the interaction is removed with the reason `callback_failed`.
    pub attempts: u32,
    /// Time from an attempt that failed until the next may begin, in microseconds.
    #[serde(rename = "retry_after_us")]
    pub retry_after: Span,
    /// Customer first: an attempt of which the host says nothing has failed after this long, in microseconds.
    #[serde(rename = "dial_timeout_us")]
    pub dial_timeout: Span,
}

impl Default for CallbackPolicy {
    fn default() -> Self {
        Self {
            first: CallbackFirst::Agent,
            attempts: 3,
            retry_after: Span::from_seconds(15 * 60),
            dial_timeout: Span::from_seconds(60),
        }
    }
}

/// Whom the host rings first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallbackFirst {
    /// The agent: he takes an offer, and his capacity is taken while the customer is rung.
    #[default]
    Agent,
    /// The customer: he is rung in his turn, no agent's capacity being taken; when he answers he waits at his old
    /// place. He is rung only while more agents are free for him than there are customers being rung, in whatever
    /// queue, for whom one of these agents is free too; not while an agent is asked, as another configuration would have had
    /// it.
    Customer,
}

impl Interaction {
    /// It is a callback whose customer must be rung before an agent is asked.
    pub(crate) fn is_to_dial(&self, queue: &QueueConfig) -> bool {
        self.is_callback && queue.callbacks.first == CallbackFirst::Customer
    }
}

impl State {
    /// Whether an agent is free for one more customer to be rung.
    pub(crate) fn may_dial(&self, interaction: &Interaction) -> bool {
        // Agents who were asked before another configuration rang customers first may still take it.
        if interaction.place != Place::Waiting {
            return false;
        }
        let free: BTreeSet<&str> = self.eligible(interaction).map(|agent| agent.config.id.as_str()).collect();
        // Each who is rung may need one of them, also one of another queue that they serve.
        let is_rival = |other: &&Interaction| {
            matches!(other.place, Place::Dialling { .. })
                && self.eligible(other).any(|agent| free.contains(agent.config.id.as_str()))
        };
        let rivals = match self.dialling() {
            Some(dialling) => dialling.filter(is_rival).count(),
            None => self.interactions.values().filter(is_rival).count(),
        };
        free.len() > rivals
    }

    /// The host is told to ring the customer now.
    pub(crate) fn dial(&mut self, id: &str, events: &mut Events) {
        let now = self.now;
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let Some(queue) = self.queues.get(&interaction.facts.queue) else { return };
        let until = now + queue.callbacks.dial_timeout;
        interaction.place = Place::Dialling { until };
        let attempt = interaction.attempts.saturating_add(1);
        events.push((now, Event::CallbackStarted { interaction: id.to_owned(), attempt, until }));
    }

    /// Attempts of which the host has said nothing for too long have failed.
    pub(crate) fn end_dials(&mut self, events: &mut Events) {
        let is_over = |interaction: &Interaction| matches!(interaction.place, Place::Dialling { until } if until <= self.now);
        let mut over = self.due_contacts();
        over.retain(|id| self.interactions.get(id).is_some_and(is_over));
        for id in over {
            self.attempt_failed(&id, None, Some("timeout".to_owned()), events);
        }
    }

    /// What may never be begun any more goes: its last window is over.
    pub(crate) fn end_windows(&mut self, events: &mut Events) {
        let now = self.now;
        let is_over = |interaction: &Interaction| {
            let last = interaction.facts.windows.last();
            interaction.place == Place::Waiting
                && !interaction.is_begun
                && last.is_some_and(|window| window.to <= now)
        };
        let mut over = self.take_listed(Look::Windows);
        over.retain(|id| self.interactions.get(id).is_some_and(is_over));
        for id in over {
            self.remove(&id, RemoveCause::WindowOver, events);
        }
    }

    /// Ends what waits, with the cause as its reason.
    fn remove(&mut self, id: &str, cause: RemoveCause, events: &mut Events) {
        self.learn_unserved(id);
        let Some(interaction) = self.interactions.get(id) else { return };
        let (queue, reason) = (interaction.facts.queue.clone(), cause.word().to_owned());
        events.push((self.now, Event::Removed { interaction: id.to_owned(), queue, reason, cause }));
        self.finish(id);
    }

    /// The customer hangs up and keeps his place, or wishes to be rung at another time.
    pub(crate) fn call_back_later(
        &mut self,
        id: &str,
        not_before: Option<Timestamp>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let now = self.now;
        not_before.map_or(Ok(()), |at| self.config.checked_instant("not_before_us", at))?;
        let interaction = self.queued_mut(id)?;
        if interaction.is_callback
            && not_before.is_none_or(|at| interaction.facts.own().not_before == Some(at))
        {
            return Ok(());
        }
        interaction.revoke_all(RevokeCause::Callback, now, events);
        interaction.is_callback = true;
        interaction.is_begun = false;
        interaction.attempts = 0;
        if not_before.is_some() {
            interaction.facts.own_mut().not_before = not_before;
        }
        interaction.place = Place::Waiting;
        events.push((now, Event::CallbackRequested { interaction: id.to_owned(), not_before }));
        Ok(())
    }

    /// The customer who was rung first has answered: he waits at his old place, on the line.
    pub(crate) fn callback_answered(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.queued_mut(id)?;
        if !interaction.is_callback {
            let (interaction, state, asked) = (id.to_owned(), "not a callback", "answered");
            return Err(Reject::WrongState { interaction, state, asked });
        }
        // However late the host says so, the customer is on the line now.
        if matches!(interaction.place, Place::Dialling { .. }) {
            interaction.place = Place::Waiting;
        }
        interaction.begin();
        events.push((now, Event::CallbackAnswered { interaction: id.to_owned() }));
        Ok(())
    }

    /// The customer was not reached: the attempt frees the agent who made it.
    pub(crate) fn callback_failed(
        &mut self,
        id: &str,
        attempt: Option<u32>,
        outcome: Option<&String>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        self.checked_text("outcome", outcome)?;
        let interaction = self.interaction_mut(id, not_assigned)?;
        let agent = match &interaction.place {
            Place::Dialling { .. } => None,
            Place::Assigned { agent, connected: false, .. } if interaction.is_callback => Some(agent.clone()),
            _ => {
                let (interaction, state, asked) =
                    (id.to_owned(), "not being called back", "a failed callback");
                return Err(Reject::WrongState { interaction, state, asked });
            }
        };
        let under_way = interaction.attempts.saturating_add(1);
        if attempt.is_some_and(|attempt| attempt != under_way) {
            let (interaction, state, asked) = (id.to_owned(), "in another attempt", "a failed callback");
            return Err(Reject::WrongState { interaction, state, asked });
        }
        self.attempt_failed(id, agent, outcome.cloned(), events);
        Ok(())
    }

    fn attempt_failed(
        &mut self,
        id: &str,
        agent: Option<String>,
        outcome: Option<String>,
        events: &mut Events,
    ) {
        let now = self.now;
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        interaction.assigned_at = None;
        let policy =
            self.queues.get(&interaction.facts.queue).map(|queue| queue.callbacks).unwrap_or_default();
        interaction.place = Place::Waiting;
        interaction.attempts = interaction.attempts.saturating_add(1);
        let attempt = interaction.attempts;
        let retry_at = (attempt < policy.attempts).then(|| now + policy.retry_after);
        if retry_at.is_some() {
            interaction.facts.own_mut().not_before = retry_at;
        }
        if let Some(agent) = agent.as_ref().and_then(|id| self.agents.get_mut(id)) {
            agent.gives_back(&interaction.facts.queue);
        }
        let interaction = id.to_owned();
        events.push((now, Event::CallbackFailed { interaction, agent, attempt, outcome, retry_at }));
        if retry_at.is_none() {
            self.remove(id, RemoveCause::CallbackFailed, events);
        }
    }
}
