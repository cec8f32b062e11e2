//! What each command changes. Everything is checked first: an error leaves all as it was.

use super::command::{Command, Side};
use super::event::{BlockCause, Event, MoveCause, RevokeCause, SelfServiceOutcome};
use super::interaction::{Interaction, Place, StepProgress};
use super::new_interaction::NewInteraction;
use super::offers::{not_assigned, offer_gone};
use super::preference::Preference;
use super::reject::Reject;
use super::state::{Abandonment, Agent, State};
use super::update::NEAREST;
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    pub(crate) fn execute(&mut self, command: &Command, events: &mut Events) -> Result<(), Reject> {
        match command {
            Command::Enqueue(new) => self.enqueue(new, events),
            Command::Arrive(contact) => self.arrive(contact, events),
            Command::Classify { interaction, details } => self.classify(interaction, details, events),
            Command::Accept { interaction, agent, generation } => {
                self.accept(interaction, agent, *generation, events)
            }
            Command::Decline { interaction, agent, generation } => {
                self.decline(interaction, agent, *generation, events)
            }
            Command::Connected { interaction, agent } => {
                self.check_has_it(interaction, agent.as_deref())?;
                self.connected(interaction, events)
            }
            Command::ConnectFailed { interaction, agent } => {
                self.check_has_it(interaction, agent.as_deref())?;
                self.connect_failed(interaction, events)
            }
            Command::Hold { interaction, agent } => {
                self.check_has_it(interaction, agent.as_deref())?;
                self.hold(interaction, true, events)
            }
            Command::Resume { interaction, agent } => {
                self.check_has_it(interaction, agent.as_deref())?;
                self.hold(interaction, false, events)
            }
            Command::Complete { interaction, agent, wrap_code, ended_by } => {
                self.complete(interaction, agent.as_deref(), wrap_code.as_ref(), *ended_by, events)
            }
            Command::Abandon { interaction } => self.abandon(interaction, events),
            Command::Transfer { interaction, queue, agent } => {
                self.check_gives(interaction, agent.as_deref())?;
                self.transfer(interaction, queue, events)
            }
            Command::Update(update) => self.update(update, events),
            Command::AdjustAge { interaction, by } => self.adjust_age(interaction, *by),
            Command::SetPriority { interaction, priority } => {
                self.set_priority(interaction, *priority, events)
            }
            Command::ToCallback { interaction, not_before } => {
                self.call_back_later(interaction, *not_before, events)
            }
            Command::CallbackAnswered { interaction } => self.callback_answered(interaction, events),
            Command::CallbackFailed { interaction, attempt, outcome } => {
                self.callback_failed(interaction, *attempt, outcome.as_ref(), events)
            }
            Command::Consult { interaction, agent, by } => {
                self.check_gives(interaction, by.as_deref())?;
                self.consult(interaction, agent, events)
            }
            Command::Conference { interaction, agent } => self.conference(interaction, agent, events),
            Command::Leave { interaction, agent, unanswered } => {
                self.leave(interaction, agent, *unanswered, events)
            }
            Command::HandOver { interaction, agent, from } => {
                self.check_gives(interaction, from.as_deref())?;
                self.hand_over(interaction, agent, events)
            }
            Command::ForceAssign { interaction, agent } => self.force_assign(interaction, agent, events),
            Command::Pull { agent } => self.pull(agent, events),
            Command::Configure { config } => self.reconfigure(config, events),
            Command::ActivatePlan { plan } => self.activate_plan(plan, events),
            Command::WithdrawPlan { plan } => self.withdraw_plan(plan, events),
            Command::Heartbeat { agent } => self.agent_mut(agent).map(|_| ()),
            Command::KeepAlive { interaction } => {
                if self.self_service.contains_key(interaction) {
                    return Ok(());
                }
                let unknown = |interaction| Reject::UnknownInteraction { interaction };
                self.interaction_mut(interaction, unknown).map(|_| ())
            }
            Command::SetPresence { agent, presence, reason } => {
                self.agent_mut(agent)?;
                self.checked_text("reason", reason.as_ref())?;
                self.set_presence(agent, *presence, reason.clone(), events);
                Ok(())
            }
            Command::EndWrapUp { agent } => self.end_wrap_up(agent, events),
            Command::ExtendWrapUp { agent, by } => self.extend_wrap_up(agent, *by, events),
            Command::SetSkill { agent, skill, level } => self.set_skill(agent, skill, *level),
        }
    }

    /// Whether a new contact may have this id.
    pub(crate) fn check_is_new(&self, id: &str) -> Result<(), Reject> {
        self.checked_id("interaction", id)?;
        if self.interactions.contains_key(id)
            || self.finished_ids.contains(id)
            || self.self_service.contains_key(id)
        {
            return Err(Reject::AlreadyExists { interaction: id.to_owned() });
        }
        Ok(())
    }

    /// Whether one more contact fits in.
    pub(crate) fn check_has_room(&self) -> Result<(), Reject> {
        let limit = self.config.limits.interactions;
        if self.interactions.len() + self.self_service.len() >= limit {
            return Err(Reject::LimitExceeded { what: "interactions", limit });
        }
        Ok(())
    }

    pub(crate) fn enqueue(&mut self, new: &NewInteraction, events: &mut Events) -> Result<(), Reject> {
        let (id, now) = (&new.interaction, self.now);
        self.check_is_new(id)?;
        let Some(queue) = self.queues.get(&new.queue) else {
            return Err(Reject::UnknownQueue { queue: new.queue.clone() });
        };
        self.check_has_room()?;
        new.check(&self.config)?;
        if queue.max_waiting.is_some_and(|max| self.queued_in(&new.queue) >= max) {
            self.finish(id);
            events.push((now, Event::Blocked { arrival: new.into(), cause: BlockCause::QueueFull }));
            return Ok(());
        }
        let mut interaction = Interaction::new(new.clone(), now, self.next_order);
        self.learn_prospects(&interaction.facts);
        self.next_order += 1;
        if let Some(sticky) = self.sticky_preference(&new.queue, new.subject.as_deref()) {
            interaction.sticky = Some(sticky);
        }
        events.push((now, Event::InteractionQueued(new.into())));
        if let Some(nearest) = self.unmet(&interaction.facts, NEAREST) {
            let (interaction, queue) = (id.clone(), new.queue.clone());
            events.push((now, Event::CannotBeMet { interaction, queue, nearest }));
        }
        if let Some(Abandonment { interaction: abandoned, since, .. }) = self.regained(new) {
            interaction.age_adjustment = interaction.age_adjustment + (now - since);
            events.push((now, Event::PlaceRegained { interaction: id.clone(), abandoned }));
        }
        if interaction.is_callback {
            let (interaction, not_before) = (id.clone(), new.not_before);
            events.push((now, Event::CallbackRequested { interaction, not_before }));
        }
        self.interactions.insert(interaction);
        Ok(())
    }

    /// The place this customer had in the queue before he abandoned, if he comes again in time.
    pub(crate) fn place_to_regain(&self, new: &NewInteraction) -> Option<&Abandonment> {
        let within = self.queues.get(&new.queue)?.regain_within?;
        let before = self.abandonments.get(new.subject.as_deref()?)?;
        (before.queue == new.queue && self.now - before.at <= within).then_some(before)
    }

    fn regained(&mut self, new: &NewInteraction) -> Option<Abandonment> {
        self.place_to_regain(new)?;
        self.abandonments.remove(new.subject.as_deref()?)
    }

    fn accept(
        &mut self,
        id: &str,
        agent: &str,
        generation: Option<u64>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.interaction_mut(id, |id| offer_gone(id, agent))?;
        interaction.open_offer(agent, generation)?;
        interaction.close_offer(agent);
        interaction.revoke_all(RevokeCause::Lost, now, events);
        self.assign(id, agent, events);
        Ok(())
    }

    fn decline(
        &mut self,
        id: &str,
        agent: &str,
        generation: Option<u64>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.interaction_mut(id, |id| offer_gone(id, agent))?;
        let generation = interaction.open_offer(agent, generation)?;
        interaction.close_offer(agent);
        interaction.declined_by.insert(agent.to_owned());
        let (interaction, agent) = (id.to_owned(), agent.to_owned());
        events.push((now, Event::OfferDeclined { interaction, agent, generation }));
        Ok(())
    }

    /// The same where it need not be with an agent at all.
    fn check_gives(&mut self, id: &str, agent: Option<&str>) -> Result<(), Reject> {
        if agent.is_some() { self.check_has_it(id, agent) } else { Ok(()) }
    }

    /// Whether an agent has an interaction, where one is named: a late word of an agent who had it is refused.
    fn check_has_it(&mut self, id: &str, agent: Option<&str>) -> Result<(), Reject> {
        let has = self.interaction_mut(id, not_assigned)?.assigned()?.0;
        if agent.is_some_and(|agent| agent != has) { Err(not_assigned(id.to_owned())) } else { Ok(()) }
    }

    fn connected(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let (agent, connected, _) = self.interaction_mut(id, not_assigned)?.assigned()?;
        if *connected {
            return Err(wrong_state(id, "connected", "connected again"));
        }
        *connected = true;
        let agent = agent.clone();
        // He is on the line now, whoever rang whom.
        self.interaction_mut(id, not_assigned)?.begin();
        events.push((now, Event::Connected { interaction: id.to_owned(), agent }));
        Ok(())
    }

    fn connect_failed(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.interaction_mut(id, not_assigned)?;
        let (agent, connected, _) = interaction.assigned()?;
        if *connected {
            return Err(wrong_state(id, "connected", "put back"));
        }
        let agent = agent.clone();
        interaction.place = Place::Waiting;
        interaction.assigned_at = None;
        // Else a telephone that fails would be rung for ever.
        interaction.declined_by.insert(agent.clone());
        let queue = interaction.facts.queue.clone();
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.gives_back(&queue);
        }
        events.push((now, Event::ConnectFailed { interaction: id.to_owned(), agent }));
        Ok(())
    }

    fn hold(&mut self, id: &str, hold: bool, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let (agent, connected, held) = self.interaction_mut(id, not_assigned)?.assigned()?;
        if !*connected {
            return Err(wrong_state(id, "not connected", "held or resumed"));
        }
        if *held == hold {
            let state = if hold { "on hold" } else { "not on hold" };
            return Err(wrong_state(id, state, if hold { "held" } else { "resumed" }));
        }
        *held = hold;
        let (interaction, agent) = (id.to_owned(), agent.clone());
        let event =
            if hold { Event::Held { interaction, agent } } else { Event::Resumed { interaction, agent } };
        events.push((now, event));
        Ok(())
    }

    fn complete(
        &mut self,
        id: &str,
        by: Option<&str>,
        wrap_code: Option<&String>,
        ended_by: Option<Side>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let now = self.now;
        self.checked_text("wrap_code", wrap_code)?;
        if by.is_none() && self.end_self_service(id, SelfServiceOutcome::Contained, events) {
            return Ok(());
        }
        self.check_has_it(id, by)?;
        let interaction = self.interaction_mut(id, not_assigned)?;
        let agent = interaction.assigned()?.0.clone();
        let (queue, assigned_at) = (interaction.facts.queue.clone(), interaction.assigned_at);
        let direction = interaction.facts.direction;
        self.all_leave(id, events);
        self.learn_handling(&queue, assigned_at);
        self.finish(id);
        let (interaction, wrap_code) = (id.to_owned(), wrap_code.cloned());
        events.push((
            now,
            Event::Completed { interaction, agent: agent.clone(), queue: queue.clone(), wrap_code, ended_by },
        ));
        self.contact_ended(&agent, &queue, direction, events);
        Ok(())
    }

    fn abandon(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        if self.end_self_service(id, SelfServiceOutcome::Abandoned, events) {
            return Ok(());
        }
        let interaction = self.queued_mut(id)?;
        interaction.revoke_all(RevokeCause::Abandoned, now, events);
        let queue = interaction.facts.queue.clone();
        let since = interaction.enqueued_at - interaction.age_adjustment;
        if let Some(subject) = interaction.facts.own().subject.clone()
            && self.queues.get(&queue).is_some_and(|queue| queue.regain_within.is_some())
        {
            let (interaction, queue) = (id.to_owned(), queue.clone());
            let limit = self.config.limits.remembered_subjects;
            self.abandonments.insert(subject, Abandonment { interaction, queue, since, at: now }, limit);
        }
        self.learn_unserved(id);
        self.finish(id);
        events.push((now, Event::Abandoned { interaction: id.to_owned(), queue }));
        Ok(())
    }

    fn transfer(&mut self, id: &str, queue: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        if !self.queues.contains_key(queue) {
            return Err(Reject::UnknownQueue { queue: queue.to_owned() });
        }
        self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
        self.all_leave(id, events);
        self.learn_unserved(id);
        let interaction =
            self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
        interaction.revoke_all(RevokeCause::Transferred, now, events);
        let assigned_at = interaction.assigned_at.take();
        let agent = interaction.assigned().ok().map(|(agent, ..)| agent.clone());
        let from = std::mem::replace(&mut interaction.facts.queue, queue.to_owned());
        interaction.place = Place::Waiting;
        interaction.declined_by.clear();
        interaction.rules_fired.clear();
        interaction.left_queues.clear();
        // Nobody is waited for who has just given it away.
        let keeps = |preference: &Preference| agent.as_ref() != Some(&preference.agent);
        if !interaction.facts.own().preferred.is_empty() {
            interaction.facts.own_mut().preferred.retain(keeps);
        }
        interaction.queue_entered_at = Some(now);
        interaction.step = Some(StepProgress::begin(now));
        let (subject, direction) = (interaction.facts.own().subject.clone(), interaction.facts.direction);
        let sticky = self.sticky_preference(queue, subject.as_deref()).filter(keeps);
        let interaction =
            self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
        interaction.sticky = sticky;
        events.push((
            now,
            Event::Moved {
                interaction: id.to_owned(),
                from: from.clone(),
                to: queue.to_owned(),
                agent: agent.clone(),
                cause: MoveCause::Transfer,
            },
        ));
        self.tell_if_it_cannot_be_met(id, events);
        if let Some(agent) = agent {
            self.learn_handling(&from, assigned_at);
            self.contact_ended(&agent, &from, direction, events);
        }
        Ok(())
    }

    fn adjust_age(&mut self, id: &str, by: Span) -> Result<(), Reject> {
        self.config.checked_span("by_us", by)?;
        let interaction = self.queued_mut(id)?;
        let adjustment = interaction.age_adjustment + by;
        let largest = super::config_check::LONGEST;
        interaction.age_adjustment = adjustment.max(Span::ZERO - largest).min(largest);
        Ok(())
    }

    fn set_priority(&mut self, id: &str, priority: i32, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.queued_mut(id)?;
        if interaction.facts.priority != priority {
            interaction.facts.priority = priority;
            events.push((now, Event::PriorityChanged { interaction: id.to_owned(), priority }));
        }
        Ok(())
    }

    fn force_assign(&mut self, id: &str, agent: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let queue = self.queued_mut(id)?.facts.queue.clone();
        if !self.agent_mut(agent)?.config.queues.contains_key(&queue) {
            return Err(Reject::AgentNotMember { agent: agent.to_owned(), queue });
        }
        self.queued_mut(id)?.revoke_all(RevokeCause::Lost, now, events);
        self.assign(id, agent, events);
        Ok(())
    }

    fn pull(&mut self, agent: &str, events: &mut Events) -> Result<(), Reject> {
        self.agent_mut(agent)?;
        self.sync();
        let nothing = || Reject::NothingToPull { agent: agent.to_owned() };
        let id = self.best_for(agent).ok_or_else(nothing)?;
        self.assign(&id, agent, events);
        Ok(())
    }

    fn set_skill(&mut self, id: &str, skill: &str, level: Option<i32>) -> Result<(), Reject> {
        let limit = self.config.limits.skills;
        self.checked_id("skill", skill)?;
        let skills = &mut self.agent_mut(id)?.config.skills;
        match level {
            Some(_) if skills.len() >= limit && !skills.contains_key(skill) => {
                return Err(Reject::LimitExceeded { what: "skills", limit });
            }
            Some(level) => skills.insert(skill.to_owned(), level),
            None => skills.remove(skill),
        };
        Ok(())
    }

    /// Gives an interaction whose offers are settled to an agent.
    pub(crate) fn assign(&mut self, id: &str, agent: &str, events: &mut Events) {
        self.learn_start(id);
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        interaction.place = Place::Assigned { agent: agent.to_owned(), connected: false, held: false };
        interaction.offering_since = None;
        interaction.hear(self.now);
        let (queue, subject) = (interaction.facts.queue.clone(), interaction.facts.own().subject.clone());
        if let Some(agent) = self.agents.get_mut(agent) {
            agent.answers(&queue);
            agent.misses = 0;
        }
        if let Some(subject) = subject {
            self.remember_agent(&subject, agent);
        }
        events
            .push((self.now, Event::Assigned { interaction: id.to_owned(), agent: agent.to_owned(), queue }));
    }

    pub(crate) fn checked_id(&self, field: &'static str, id: &str) -> Result<(), Reject> {
        if id.is_empty() || id.len() > self.config.limits.id_bytes {
            let why = "must have 1 to limits.id_bytes bytes";
            return Err(Reject::InvalidValue { field, value: format!("{} bytes long", id.len()), why });
        }
        Ok(())
    }

    pub(crate) fn checked_text(&self, field: &'static str, text: Option<&String>) -> Result<(), Reject> {
        let (limit, length) = (self.config.limits.text_bytes, text.map_or(0, String::len));
        if length > limit {
            let why = "must have at most limits.text_bytes bytes";
            return Err(Reject::InvalidValue { field, value: format!("{length} bytes long"), why });
        }
        Ok(())
    }

    /// An interaction that is not finished; one that is gets the reject of what it no longer is.
    pub(crate) fn interaction_mut(
        &mut self,
        id: &str,
        finished: impl FnOnce(String) -> Reject,
    ) -> Result<&mut Interaction, Reject> {
        if self.finished_ids.contains(id) {
            return Err(finished(id.to_owned()));
        }
        if self.self_service.contains_key(id) {
            let (interaction, state, asked) =
                (id.to_owned(), "in self-service", "anything but classified or ended");
            return Err(Reject::WrongState { interaction, state, asked });
        }
        let unknown = || Reject::UnknownInteraction { interaction: id.to_owned() };
        self.interactions.get_mut(id).ok_or_else(unknown)
    }

    /// An interaction that waits in its queue, asked for or not.
    pub(crate) fn queued_mut(&mut self, id: &str) -> Result<&mut Interaction, Reject> {
        let not_waiting = |interaction| Reject::NotWaiting { interaction };
        let interaction = self.interaction_mut(id, not_waiting)?;
        if interaction.is_queued() { Ok(interaction) } else { Err(not_waiting(id.to_owned())) }
    }

    pub(crate) fn agent_mut(&mut self, id: &str) -> Result<&mut Agent, Reject> {
        self.agents.get_mut(id).ok_or_else(|| Reject::UnknownAgent { agent: id.to_owned() })
    }
}

fn wrong_state(id: &str, state: &'static str, asked: &'static str) -> Reject {
    Reject::WrongState { interaction: id.to_owned(), state, asked }
}
