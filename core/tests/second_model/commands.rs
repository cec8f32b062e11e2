//! Commands: the first reason to refuse one, or what it does.

use super::admission::check_span;
use super::eligibility::Declines;
use super::world::{Holder, Item, World, WrapUp};
use krarup::routing::{
    Command, Direction, Event, MoveCause, Presence, RevokeCause, SelfServiceOutcome, Side, WrapUpMode,
};
use krarup::time::{Span, Timestamp};

/// A reject code.
pub(crate) type Refusal = &'static str;

impl World {
    pub(crate) fn execute(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Enqueue(new) => self.enqueue(new),
            Command::Accept { interaction, agent, generation } => {
                let number = self.offered(interaction, agent, *generation)?;
                self.tally.count("assigned", "accepted");
                self.assign(interaction, number);
                Ok(())
            }
            Command::Decline { interaction, agent, generation } => {
                let number = self.offered(interaction, agent, *generation)?;
                let item = self.item(interaction);
                item.excluded.insert(number);
                let generation = item.offers.remove(&number).map_or(0, |offer| offer.generation);
                let (interaction, agent) = (interaction.clone(), agent.clone());
                self.emit(Event::OfferDeclined { interaction, agent, generation });
                Ok(())
            }
            Command::Connected { interaction, agent: named } => {
                let (holder, agent) =
                    self.held(interaction, named.as_deref(), |holder| !holder.is_connected)?;
                self.item(interaction).holder = Some(Holder { is_connected: true, ..holder });
                self.item(interaction).begin();
                self.emit(Event::Connected { interaction: interaction.clone(), agent });
                Ok(())
            }
            Command::ConnectFailed { interaction, agent: named } => {
                let (holder, agent) =
                    self.held(interaction, named.as_deref(), |holder| !holder.is_connected)?;
                let item = self.item(interaction);
                (item.holder, item.assigned_at) = (None, None);
                // Counts as a decline.
                item.excluded.insert(holder.agent);
                // What was never joined was not answered.
                let queue = self.items[interaction].facts.queue.clone();
                self.agents[holder.agent].unanswer(&queue);
                self.emit(Event::ConnectFailed { interaction: interaction.clone(), agent });
                Ok(())
            }
            Command::Hold { interaction, agent: named } => {
                let (holder, agent) = self
                    .held(interaction, named.as_deref(), |holder| holder.is_connected && !holder.is_held)?;
                self.item(interaction).holder = Some(Holder { is_held: true, ..holder });
                self.emit(Event::Held { interaction: interaction.clone(), agent });
                Ok(())
            }
            Command::Resume { interaction, agent: named } => {
                let (holder, agent) = self.held(interaction, named.as_deref(), |holder| holder.is_held)?;
                self.item(interaction).holder = Some(Holder { is_held: false, ..holder });
                self.emit(Event::Resumed { interaction: interaction.clone(), agent });
                Ok(())
            }
            Command::Complete { interaction, agent, wrap_code, ended_by } => {
                self.complete(interaction, agent.as_deref(), wrap_code.clone(), *ended_by)
            }
            Command::Abandon { interaction } => {
                if self.end_self_service(interaction, SelfServiceOutcome::Abandoned) {
                    return Ok(());
                }
                self.queued(interaction)?;
                self.revoke_all(interaction, RevokeCause::Abandoned);
                self.remember_abandonment(interaction);
                self.learn_unserved(interaction);
                let queue = self.items[interaction].facts.queue.clone();
                self.finish(interaction);
                self.emit(Event::Abandoned { interaction: interaction.clone(), queue });
                Ok(())
            }
            Command::Transfer { interaction, queue, agent } => {
                self.check_giver(interaction, agent.as_deref(), "agent")?;
                self.transfer(interaction, queue)
            }
            Command::Update(update) => self.update(update),
            Command::AdjustAge { interaction, by } => {
                // OPEN: the span is looked at first.
                check_span(*by)?;
                self.queued(interaction)?;
                self.item(interaction).adjustment += by.as_micros();
                Ok(())
            }
            Command::SetPriority { interaction, priority } => {
                self.queued(interaction)?;
                self.set_priority(interaction, *priority);
                Ok(())
            }
            Command::ToCallback { interaction, not_before } => self.wish_a_callback(interaction, *not_before),
            Command::CallbackAnswered { interaction } => self.callback_answered(interaction),
            Command::CallbackFailed { interaction, attempt, outcome } => {
                self.callback_failed(interaction, *attempt, outcome.clone())
            }
            Command::Consult { interaction, agent, by } => {
                self.check_giver(interaction, by.as_deref(), "by")?;
                self.consult(interaction, agent)
            }
            Command::Conference { interaction, agent } => self.conference(interaction, agent),
            Command::Leave { interaction, agent, unanswered } => self.leave(interaction, agent, *unanswered),
            Command::HandOver { interaction, agent, from } => {
                self.check_giver(interaction, from.as_deref(), "from")?;
                self.hand_over(interaction, agent)
            }
            Command::ForceAssign { interaction, agent } => {
                let number = self.agent_number(agent).ok_or("unknown_agent");
                self.queued(interaction)?;
                let number = number?;
                self.membership(&self.items[interaction], number).ok_or("agent_not_member")?;
                self.revoke_all(interaction, RevokeCause::Lost);
                self.tally.count("assigned", "forced");
                self.assign(interaction, number);
                Ok(())
            }
            Command::Pull { agent } => self.pull(agent),
            Command::SetPresence { agent, presence, reason } => {
                let number = self.agent_number(agent).ok_or("unknown_agent")?;
                if reason.as_ref().is_some_and(|reason| reason.len() > self.config.limits.text_bytes) {
                    return Err("invalid_value");
                }
                self.set_presence(number, *presence, reason.clone());
                Ok(())
            }
            Command::EndWrapUp { agent } => {
                let (number, wrap_up) = self.in_wrap_up(agent)?;
                if wrap_up.is_mandatory {
                    return Err("wrap_up_mandatory");
                }
                self.end_wrap_up(number);
                Ok(())
            }
            Command::ExtendWrapUp { agent, by } => {
                let (number, wrap_up) = self.in_wrap_up(agent)?;
                check_span(*by)?;
                if *by <= Span::ZERO {
                    return Err("invalid_value");
                }
                // OPEN: one without an end stays without one.
                let until = wrap_up.until.map(|until| until + by.as_micros());
                self.agents[number].wrap_up = Some(WrapUp { until, ..wrap_up });
                let (agent, until) = (agent.clone(), until.map(Timestamp::from_micros));
                self.emit(Event::WrapUpExtended { agent, until });
                Ok(())
            }
            Command::Configure { config } => self.configure(config),
            Command::Heartbeat { agent } => self.agent_number(agent).map(drop).ok_or("unknown_agent"),
            Command::KeepAlive { interaction } => {
                let is_served = self.served.contains_key(interaction);
                let is_there = is_served || self.items.contains_key(interaction);
                if is_there { Ok(()) } else { Err("unknown_interaction") }
            }
            Command::SetSkill { agent, skill, level } => self.set_skill(agent, skill, *level),
            Command::Arrive(contact) => self.arrive(contact),
            Command::Classify { interaction, details } => self.classify(interaction, details),
            Command::ActivatePlan { plan } => self.activate_plan(plan),
            Command::WithdrawPlan { plan } => self.withdraw_plan(plan),
        }
    }

    fn complete(
        &mut self,
        id: &str,
        agent: Option<&str>,
        wrap_code: Option<String>,
        ended_by: Option<Side>,
    ) -> Result<(), Refusal> {
        if wrap_code.as_ref().is_some_and(|code| code.len() > self.config.limits.text_bytes) {
            return Err("invalid_value");
        }
        // Nobody has it: an agent who is named is none who may end it.
        if agent.is_none() && self.end_self_service(id, SelfServiceOutcome::Contained) {
            return Ok(());
        }
        let (holder, name) = self.held(id, agent, |_| true)?;
        self.all_leave(id);
        let (number, direction) = (self.items[id].queue, self.items[id].facts.direction);
        let (interaction, queue) = (id.to_owned(), self.queues[number].config.id.clone());
        self.learn_handling(&queue, self.items[id].assigned_at);
        self.finish(id);
        self.emit(Event::Completed { interaction, agent: name, queue, wrap_code, ended_by });
        self.end_contact(holder.agent, number, direction);
        Ok(())
    }

    /// The interaction's priority, if it is another one than before.
    pub(crate) fn set_priority(&mut self, id: &str, priority: i32) {
        let before = std::mem::replace(&mut self.item(id).facts.priority, priority);
        if before != priority {
            self.emit(Event::PriorityChanged { interaction: id.to_owned(), priority });
        }
    }

    /// Work that nobody rang up for leaves the inbound clock as it is.
    pub(crate) fn stops_being_busy(&mut self, agent: usize, direction: Direction) {
        self.agents[agent].last_contact_end = self.now;
        if direction == Direction::Inbound {
            self.agents[agent].last_inbound_end = self.now;
        }
    }

    /// The idle clock starts, and wrap-up if there is any.
    pub(crate) fn end_contact(&mut self, agent: usize, queue: usize, direction: Direction) {
        self.stops_being_busy(agent, direction);
        let config = &self.queues[queue].config;
        let (mode, length) = (config.wrap_up_mode, config.wrap_up);
        let until = (length > Span::ZERO).then_some(self.now + length.as_micros());
        // Logged out, he could not end it.
        let is_endable = mode == WrapUpMode::Manual && self.agents[agent].presence != Presence::Offline;
        if until.is_none() && !is_endable {
            return;
        }
        self.tally.count("wrap_up", wrap_up_name(mode, until.is_some()));
        self.agents[agent].wrap_up = Some(WrapUp { until, is_mandatory: mode == WrapUpMode::Mandatory });
        let until = until.map(Timestamp::from_micros);
        self.emit(Event::WrapUpStarted { agent: self.agent_id(agent), until });
    }

    fn transfer(&mut self, id: &str, to: &str) -> Result<(), Refusal> {
        // OPEN: the queue is looked at first.
        self.queue_number(to).ok_or("unknown_queue")?;
        if !self.items.contains_key(id) {
            return Err(self.missing(id, "unknown_interaction"));
        }
        self.revoke_all(id, RevokeCause::Transferred);
        self.all_leave(id);
        self.learn_unserved(id);
        let assigned_at = self.item(id).assigned_at.take();
        let item = &self.items[id];
        let (from, holder) = (item.facts.queue.clone(), item.holder);
        let number = item.queue;
        self.enter_queue(id, to);
        let sticky = self.sticky(self.items[id].queue, self.items[id].facts.subject.as_deref());
        // Not for whoever has just given it away.
        let giver = holder.map(|holder| self.agent_id(holder.agent));
        let sticky = sticky.filter(|sticky| giver.as_ref() != Some(&sticky.agent));
        let now = self.now;
        let item = self.item(id);
        item.facts.preferred.retain(|preferred| giver.as_ref() != Some(&preferred.agent));
        item.sticky = sticky;
        item.holder = None;
        // OPEN: where the customer was rung, that attempt is no longer waited for, and does not count.
        item.dialling = None;
        // OPEN: what rings have dropped stays dropped, as on `move_to`.
        item.excluded.clear();
        // OPEN: as if rules had never moved it.
        item.left_queues.clear();
        (item.step, item.step_entered_at, item.has_entered_step) = (0, now, false);
        let agent = holder.map(|holder| self.agent_id(holder.agent));
        let (interaction, to, cause) = (id.to_owned(), to.to_owned(), MoveCause::Transfer);
        self.emit(Event::Moved { interaction, from, to, agent, cause });
        let facts = self.items[id].facts.clone();
        self.tell_if_nobody_could(&facts);
        // OPEN: for the agent who had it a transfer ends the contact as `complete` does.
        if let Some(holder) = holder {
            let queue = self.queues[number].config.id.clone();
            self.learn_handling(&queue, assigned_at);
            self.end_contact(holder.agent, number, self.items[id].facts.direction);
        }
        Ok(())
    }

    fn pull(&mut self, agent: &str) -> Result<(), Refusal> {
        let number = self.agent_number(agent).ok_or("unknown_agent")?;
        let is_open = |item: &Item| item.is_waiting() && self.is_eligible(item, number, Declines::Count);
        let rank = |item: &Item| self.membership(item, number).map_or(0, |membership| membership.rank);
        let best = self.items.iter().filter(|(_, item)| is_open(item)).min_by(|(_, one), (_, other)| {
            rank(one).cmp(&rank(other)).then_with(|| self.compare_items(one, other).0)
        });
        let id = best.map(|(id, _)| id.clone()).ok_or("nothing_to_pull")?;
        self.tally.count("assigned", "pulled");
        self.assign(&id, number);
        Ok(())
    }

    fn set_skill(&mut self, agent: &str, skill: &str, level: Option<i32>) -> Result<(), Refusal> {
        let number = self.agent_number(agent).ok_or("unknown_agent")?;
        let limits = self.config.limits;
        if skill.len() > limits.id_bytes {
            return Err("invalid_value");
        }
        let skills = &mut self.agents[number].config.skills;
        if level.is_some() && !skills.contains_key(skill) && skills.len() >= limits.skills {
            return Err("limit_exceeded");
        }
        match level {
            Some(level) => drop(skills.insert(skill.to_owned(), level)),
            None => drop(skills.remove(skill)),
        }
        Ok(())
    }

    /// The code for an interaction that is not there: `over` if it was there once, another if it is in self-service.
    pub(crate) fn missing(&self, id: &str, over: Refusal) -> Refusal {
        if self.served.contains_key(id) {
            return "wrong_state";
        }
        if self.finished.iter().any(|known| known == id) { over } else { "unknown_interaction" }
    }

    fn offered(&self, id: &str, agent: &str, generation: Option<u64>) -> Result<usize, Refusal> {
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "offer_gone"))?;
        // An agent who is not there (any more) has no offer.
        let number = self.agent_number(agent).ok_or("offer_gone")?;
        let offer = item.offers.get(&number).ok_or("offer_gone")?;
        let is_meant = generation.is_none_or(|generation| generation == offer.generation);
        if is_meant { Ok(number) } else { Err("offer_gone") }
    }

    /// Who has it, if he is the one named and the conversation is where it must be.
    pub(crate) fn held(
        &self,
        id: &str,
        named: Option<&str>,
        is_right: impl Fn(&Holder) -> bool,
    ) -> Result<(Holder, String), Refusal> {
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "not_assigned"))?;
        let holder = item.holder.ok_or("not_assigned")?;
        let agent = self.agent_id(holder.agent);
        if named.is_some_and(|named| named != agent) {
            return Err("not_assigned");
        }
        if is_right(&holder) { Ok((holder, agent)) } else { Err("wrong_state") }
    }

    /// Whether the agent named has it, if one is named: a late word of one who had it changes nothing. OPEN: that is
    /// looked at before anything else.
    fn check_giver(&mut self, id: &str, named: Option<&str>, field: &'static str) -> Result<(), Refusal> {
        if named.is_none() {
            return Ok(());
        }
        let checked = self.held(id, named, |_| true).map(drop);
        if checked.is_err() && self.items.get(id).is_some_and(|item| !item.is_queued()) {
            self.tally.count("late_word", field);
        }
        checked
    }

    pub(crate) fn queued(&self, id: &str) -> Result<(), Refusal> {
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "not_waiting"))?;
        if item.is_queued() { Ok(()) } else { Err("not_waiting") }
    }

    fn in_wrap_up(&self, agent: &str) -> Result<(usize, WrapUp), Refusal> {
        let number = self.agent_number(agent).ok_or("unknown_agent")?;
        Ok((number, self.agents[number].wrap_up.ok_or("not_in_wrap_up")?))
    }
}

fn wrap_up_name(mode: WrapUpMode, has_end: bool) -> &'static str {
    match (mode, has_end) {
        (WrapUpMode::Timed, _) => "timed",
        (WrapUpMode::Mandatory, _) => "mandatory",
        (WrapUpMode::Manual, true) => "manual_limited",
        (WrapUpMode::Manual, false) => "manual",
    }
}
