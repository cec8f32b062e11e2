//! Inputs and time: every instant is visited, and each goes through the same order.

use super::world::World;
use krarup::routing::{Command, Event, Presence, Receipt, RevokeCause, SelectionKey};
use krarup::time::Timestamp;

/// What an input came to: a receipt, or a reject code and the receipt of the tick.
pub(crate) type Outcome = Result<Receipt, (&'static str, Option<Receipt>)>;

impl World {
    /// One input; without a command it is a tick.
    pub(crate) fn input(&mut self, at: i64, id: Option<&str>, command: Option<&Command>) -> Outcome {
        self.woke_at = None;
        let known = self.receipts.iter().find(|(known, _)| Some(known.as_str()) == id);
        if let Some((_, first)) = known.filter(|_| command.is_some()) {
            return Ok(Receipt { repeated: true, ..first.clone() });
        }
        let clamped = at < self.now;
        if clamped && self.config.strict_time {
            return Err(("time_backwards", None));
        }
        let at = at.max(self.now);
        if at - self.now > self.config.limits.clock_jump.as_micros() {
            return Err(("invalid_value", None));
        }
        let end = self.stop_at.unwrap_or(at);
        let most = self.config.limits.events_per_input;
        let went_on = self.advance(end, most);
        if went_on || (end < at && self.events.len() < most) {
            return Err(("stops_elsewhere", Some(self.receipt(clamped))));
        }
        if end < at && command.is_some() {
            return Err(("limit_exceeded", Some(self.receipt(clamped))));
        }
        let Some(command) = command else { return Ok(self.receipt(clamped)) };
        if let Err(code) = self.checked_id(id).and_then(|()| self.execute(command)) {
            return Err((code, Some(self.receipt(clamped))));
        }
        self.hear(command);
        self.is_awake = true;
        self.end_windows();
        self.fire_wait_rules();
        self.match_all();
        self.settle_plans();
        let receipt = self.receipt(clamped);
        if let Some(id) = id {
            self.receipts.push_back((id.to_owned(), receipt.clone()));
            while self.receipts.len() > self.config.limits.remembered_commands {
                self.receipts.pop_front();
            }
        }
        Ok(receipt)
    }

    fn checked_id(&self, id: Option<&str>) -> Result<(), &'static str> {
        let is_too_long = id.is_some_and(|id| id.len() > self.config.limits.id_bytes);
        if is_too_long { Err("invalid_value") } else { Ok(()) }
    }

    fn receipt(&mut self, clamped: bool) -> Receipt {
        let seq = self.next_seq;
        self.next_seq += 1;
        let events = std::mem::take(&mut self.events);
        Receipt { seq, at: Timestamp::from_micros(self.now), clamped, repeated: false, events, indexes: None }
    }

    /// Whether anything happened at a later instant than that at which `most` events had come of it.
    fn advance(&mut self, to: i64, most: usize) -> bool {
        let mut went_on = false;
        if self.next_seq == 1 {
            self.is_awake = true;
            // What triggers wait for may be the case from the start.
            self.settle_plans();
            if !self.events.is_empty() {
                self.woke_at = Some(self.now);
            }
        }
        while self.now < to {
            let passed = self.unit.min(to - self.now);
            self.measure(passed);
            self.now += passed;
            self.is_awake = self.due_at.as_ref().is_none_or(|due| due.contains(&self.now));
            let before = self.events.len();
            self.expire_offers();
            self.end_dials();
            self.end_wrap_ups();
            self.end_leases();
            self.end_windows();
            self.fire_wait_rules();
            self.match_all();
            self.settle_plans();
            if self.events.len() > before {
                went_on |= before >= most;
                self.woke_at.get_or_insert(self.now);
            }
        }
        went_on
    }

    /// Busy and free time of everyone who is logged in, and talk, where a queue selects by it.
    fn measure(&mut self, passed: i64) {
        let selects = |by: SelectionKey| self.queues.iter().any(|queue| queue.config.selection.contains(&by));
        let (occupancy, talk) = (selects(SelectionKey::Occupancy), selects(SelectionKey::LeastTalk));
        for number in 0..self.agents.len() {
            if talk && self.items.values().any(|item| item.is_talk_of(number)) {
                self.agents[number].talk += passed;
            }
            if !occupancy {
                continue;
            }
            let has_work = self.items.values().any(|item| item.is_with(number));
            let agent = &mut self.agents[number];
            if agent.presence == Presence::Offline {
                continue;
            }
            if has_work || agent.wrap_up.is_some() {
                agent.busy += passed;
            } else if agent.presence == Presence::Available {
                agent.free += passed;
            }
        }
    }

    fn expire_offers(&mut self) {
        let mut due = Vec::new();
        for (id, item) in &self.items {
            let over = |at: Option<i64>| at.is_some_and(|at| at <= self.now);
            due.extend(
                item.offers
                    .iter()
                    .filter(|(_, offer)| over(offer.expires_at))
                    .map(|(agent, _)| (id.clone(), *agent)),
            );
        }
        for (id, agent) in due {
            // An earlier expiry at this instant may have revoked it.
            let Some(offer) = self.item(&id).offers.remove(&agent) else { continue };
            self.item(&id).excluded.insert(agent);
            let (interaction, generation) = (id.clone(), offer.generation);
            self.emit(Event::OfferExpired { interaction, agent: self.agent_id(agent), generation });
            self.agents[agent].misses += 1;
            let queue = &self.queue_of(&self.items[&id]).config;
            let Some(presence) = queue.on_timeout else { continue };
            if self.agents[agent].misses < queue.max_misses {
                self.tally.count("misses", "too_few");
            } else {
                self.tally.count("misses", if queue.max_misses > 1 { "in_a_row" } else { "at_once" });
                self.set_presence(agent, presence, Some("no_answer".to_owned()));
            }
        }
    }

    fn end_wrap_ups(&mut self) {
        for number in 0..self.agents.len() {
            if self.agents[number]
                .wrap_up
                .and_then(|wrap_up| wrap_up.until)
                .is_some_and(|until| until <= self.now)
            {
                self.end_wrap_up(number);
            }
        }
    }

    pub(crate) fn end_wrap_up(&mut self, agent: usize) {
        self.agents[agent].wrap_up = None;
        self.emit(Event::WrapUpEnded { agent: self.agent_id(agent) });
    }

    /// The agent's presence, if it is another one than before.
    pub(crate) fn set_presence(&mut self, number: usize, presence: Presence, reason: Option<String>) {
        let now = self.now;
        let agent = &mut self.agents[number];
        let before = std::mem::replace(&mut agent.presence, presence);
        let reason_before = std::mem::replace(&mut agent.reason, reason.clone());
        if before == presence {
            if reason_before != reason {
                self.emit(Event::ReasonChanged { agent: self.agent_id(number), reason });
            }
            return;
        }
        if before == Presence::Offline {
            (agent.busy, agent.free) = (0, 0);
        }
        if presence == Presence::Available {
            agent.available_since = now;
            agent.misses = 0;
        }
        self.emit(Event::AgentStateChanged { agent: self.agent_id(number), presence, reason });
        let never_ends = self.agents[number].wrap_up.is_some_and(|wrap_up| wrap_up.until.is_none());
        if presence == Presence::Offline && never_ends {
            self.tally.count("wrap_up", "ended_by_log_out");
            self.agents[number].wrap_up = None;
            self.emit(Event::WrapUpEnded { agent: self.agent_id(number) });
        }
        if presence == Presence::Available {
            self.items.values_mut().for_each(|item| {
                item.excluded.remove(&number);
            });
        } else {
            for id in self.ids(|item| item.offers.contains_key(&number)) {
                self.revoke(&id, number, RevokeCause::Presence);
            }
        }
        self.forget_starts();
    }
}
