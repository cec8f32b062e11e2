//! Customers who are called back: when they are rung, and what becomes of an attempt.

use super::commands::Refusal;
use super::eligibility::Declines;
use super::world::{Item, World};
use krarup::routing::{CallbackFirst, Event, RemoveCause, RevokeCause};
use krarup::time::Timestamp;

impl World {
    /// It is a callback, and its queue rings customers first.
    pub(crate) fn is_to_dial(&self, item: &Item) -> bool {
        item.is_callback && self.queue_of(item).config.callbacks.first == CallbackFirst::Customer
    }

    /// Whether an agent is left for one more customer to be rung: each who is rung now may want one of them.
    pub(crate) fn may_dial(&self, item: &Item) -> bool {
        let eligible = self.eligible_members(item);
        let wants_one_of_them = |other: &&Item| {
            other.dialling.is_some()
                && eligible.iter().any(|agent| self.is_eligible(other, *agent, Declines::Count))
        };
        let rivals = self.items.values().filter(wants_one_of_them).count();
        item.offers.is_empty() && eligible.len() > rivals
    }

    /// The host is told to ring the customer.
    pub(crate) fn dial(&mut self, id: &str) {
        let until = self.now + self.queue_of(&self.items[id]).config.callbacks.dial_timeout.as_micros();
        let item = self.item(id);
        item.dialling = Some(until);
        let (interaction, attempt) = (id.to_owned(), item.attempts + 1);
        self.tally.count("callback", if attempt > 1 { "rung_again" } else { "rung" });
        let until = Timestamp::from_micros(until);
        self.emit(Event::CallbackStarted { interaction, attempt, until });
    }

    /// Attempts of which nothing was heard for too long.
    pub(crate) fn end_dials(&mut self) {
        let now = self.now;
        for id in self.ids(|item| item.dialling.is_some_and(|until| until <= now)) {
            self.tally.count("callback", "timeout");
            self.attempt_failed(&id, Some("timeout".to_owned()));
        }
    }

    /// What waits and can never be begun any more.
    pub(crate) fn end_windows(&mut self) {
        let now = self.now;
        let is_over = |item: &Item| {
            let last = item.facts.windows.last();
            item.is_waiting() && !item.is_begun && last.is_some_and(|window| window.to.as_micros() <= now)
        };
        for id in self.ids(is_over) {
            self.tally.count("callback", "window_over");
            let queue = self.items[&id].facts.queue.clone();
            self.learn_unserved(&id);
            self.finish(&id);
            self.emit(Event::Removed {
                interaction: id,
                queue,
                reason: "window_over".to_owned(),
                cause: RemoveCause::WindowOver,
            });
        }
    }

    pub(crate) fn wish_a_callback(&mut self, id: &str, not_before: Option<Timestamp>) -> Result<(), Refusal> {
        self.checked_instant(not_before)?;
        self.queued(id)?;
        let item = &self.items[id];
        let is_known = not_before.is_none() || item.facts.not_before == not_before;
        let rule = match (item.is_callback, is_known, item.dialling.is_some()) {
            (true, true, _) => "known",
            (true, false, false) => "another_instant",
            (true, false, true) => "another_instant_while_rung",
            (false, ..) => "requested",
        };
        self.tally.count("callback", rule);
        if rule == "known" {
            return Ok(());
        }
        self.revoke_all(id, RevokeCause::Callback);
        let item = self.item(id);
        item.is_callback = true;
        (item.is_begun, item.attempts) = (false, 0);
        item.dialling = None;
        if not_before.is_some() {
            item.facts.not_before = not_before;
        }
        self.emit(Event::CallbackRequested { interaction: id.to_owned(), not_before });
        Ok(())
    }

    pub(crate) fn callback_answered(&mut self, id: &str) -> Result<(), Refusal> {
        self.queued(id)?;
        if !self.items[id].is_callback {
            return Err("wrong_state");
        }
        let item = self.item(id);
        // OPEN: where the host says so too late, or rings whom the queue would not ring first, he is on the line too.
        let rule = if item.dialling.is_some() { "answered" } else { "answered_unasked" };
        item.dialling = None;
        item.begin();
        self.tally.count("callback", rule);
        self.emit(Event::CallbackAnswered { interaction: id.to_owned() });
        Ok(())
    }

    pub(crate) fn callback_failed(
        &mut self,
        id: &str,
        attempt: Option<u32>,
        outcome: Option<String>,
    ) -> Result<(), Refusal> {
        if outcome.as_ref().is_some_and(|outcome| outcome.len() > self.config.limits.text_bytes) {
            return Err("invalid_value");
        }
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "not_assigned"))?;
        let is_tried = item.dialling.is_some()
            || item.holder.is_some_and(|holder| item.is_callback && !holder.is_connected);
        if !is_tried {
            return Err("wrong_state");
        }
        if attempt.is_some_and(|attempt| attempt != item.attempts + 1) {
            self.tally.count("late_word", "attempt");
            return Err("wrong_state");
        }
        self.attempt_failed(id, outcome);
        Ok(())
    }

    /// The agent is free as if nothing had been, and there is another attempt if any is left.
    fn attempt_failed(&mut self, id: &str, outcome: Option<String>) {
        let policy = self.queue_of(&self.items[id]).config.callbacks;
        let now = self.now;
        let item = self.item(id);
        item.dialling = None;
        item.assigned_at = None;
        item.attempts += 1;
        let attempt = item.attempts;
        let retry_at =
            (attempt < policy.attempts).then(|| Timestamp::from_micros(now + policy.retry_after.as_micros()));
        if retry_at.is_some() {
            item.facts.not_before = retry_at;
        }
        let (holder, queue) = (item.holder.take(), item.facts.queue.clone());
        if let Some(holder) = holder {
            self.agents[holder.agent].unanswer(&queue);
        }
        let first = if holder.is_some() { "agent_first_failed" } else { "customer_first_failed" };
        let last = if retry_at.is_some() { "tried_again" } else { "given_up" };
        [first, last].into_iter().for_each(|rule| self.tally.count("callback", rule));
        let (interaction, agent) = (id.to_owned(), holder.map(|holder| self.agent_id(holder.agent)));
        self.emit(Event::CallbackFailed { interaction, agent, attempt, outcome, retry_at });
        if retry_at.is_none() {
            self.learn_unserved(id);
            self.finish(id);
            let (interaction, reason) = (id.to_owned(), "callback_failed".to_owned());
            let cause = RemoveCause::CallbackFailed;
            self.emit(Event::Removed { interaction, queue, reason, cause });
        }
    }
}
