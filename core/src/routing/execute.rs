//! What each command changes. Everything is checked first: an error leaves all as it was.

use super::agent::Presence;
use super::command::{Command, NewInteraction};
use super::event::{BlockCause, Event, MoveCause, RevokeCause};
use super::reject::Reject;
use super::state::{Agent, Interaction, Offer, Place, State, StepProgress};
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    pub(crate) fn execute(&mut self, command: &Command, events: &mut Events) -> Result<(), Reject> {
        match command {
            Command::Enqueue(new) => self.enqueue(new, events),
            Command::Accept { interaction, agent, generation } => {
                self.accept(interaction, agent, *generation, events)
            }
            Command::Decline { interaction, agent, generation } => {
                self.decline(interaction, agent, *generation, events)
            }
            Command::Connected { interaction } => self.connected(interaction, events),
            Command::ConnectFailed { interaction } => self.connect_failed(interaction, events),
            Command::Hold { interaction } => self.hold(interaction, true, events),
            Command::Resume { interaction } => self.hold(interaction, false, events),
            Command::Complete { interaction, agent, wrap_code } => {
                self.complete(interaction, agent.as_deref(), wrap_code.as_ref(), events)
            }
            Command::Abandon { interaction } => self.abandon(interaction, events),
            Command::Transfer { interaction, queue } => self.transfer(interaction, queue, events),
            Command::AdjustAge { interaction, by } => self.adjust_age(interaction, *by),
            Command::SetPriority { interaction, priority } => {
                self.set_priority(interaction, *priority, events)
            }
            Command::ToCallback { interaction } => self.request_callback(interaction, events),
            Command::ForceAssign { interaction, agent } => self.force_assign(interaction, agent, events),
            Command::Pull { agent } => self.pull(agent, events),
            Command::SetPresence { agent, presence, reason } => {
                self.agent_mut(agent)?;
                self.set_presence(agent, *presence, reason.clone(), events);
                Ok(())
            }
            Command::EndWrapUp { agent } => self.end_wrap_up(agent, events),
            Command::ExtendWrapUp { agent, by } => self.extend_wrap_up(agent, *by),
            Command::SetSkill { agent, skill, level } => self.set_skill(agent, skill, *level),
        }
    }

    fn enqueue(&mut self, new: &NewInteraction, events: &mut Events) -> Result<(), Reject> {
        let (id, now) = (&new.interaction, self.now);
        self.checked_id("interaction", id)?;
        if self.interactions.contains_key(id) || self.finished_ids.contains(id) {
            return Err(Reject::AlreadyExists { interaction: id.clone() });
        }
        let Some(queue) = self.queues.get(&new.queue) else {
            return Err(Reject::UnknownQueue { queue: new.queue.clone() });
        };
        let limit = self.config.limits.interactions;
        if self.interactions.len() >= limit {
            return Err(Reject::LimitExceeded { what: "interactions", limit });
        }
        new.check(&self.config)?;
        let in_queue = |other: &&Interaction| other.is_queued() && other.facts.queue == new.queue;
        if queue.max_waiting.is_some_and(|max| self.interactions.values().filter(in_queue).count() >= max) {
            self.finish(id);
            events.push((now, Event::Blocked { arrival: new.into(), cause: BlockCause::QueueFull }));
            return Ok(());
        }
        let interaction = Interaction::new(new.clone(), now, self.next_order);
        self.next_order += 1;
        self.interactions.insert(id.clone(), interaction);
        events.push((now, Event::InteractionQueued(new.into())));
        Ok(())
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

    fn connected(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let (agent, connected, _) = self.interaction_mut(id, not_assigned)?.assigned()?;
        if *connected {
            return Err(wrong_state(id, "connected", "connected again"));
        }
        *connected = true;
        events.push((now, Event::Connected { interaction: id.to_owned(), agent: agent.clone() }));
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
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.contacts = agent.contacts.saturating_sub(1);
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
        ended_by: Option<&str>,
        wrap_code: Option<&String>,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.interaction_mut(id, not_assigned)?;
        let agent = interaction.assigned()?.0.clone();
        if ended_by.is_some_and(|ended_by| ended_by != agent) {
            return Err(not_assigned(id.to_owned()));
        }
        let queue = interaction.facts.queue.clone();
        self.finish(id);
        let (interaction, wrap_code) = (id.to_owned(), wrap_code.cloned());
        let event = Event::Completed { interaction, agent: agent.clone(), queue: queue.clone(), wrap_code };
        events.push((now, event));
        self.contact_ended(&agent, &queue, events);
        Ok(())
    }

    fn abandon(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.queued_mut(id)?;
        interaction.revoke_all(RevokeCause::Abandoned, now, events);
        let queue = interaction.facts.queue.clone();
        self.finish(id);
        events.push((now, Event::Abandoned { interaction: id.to_owned(), queue }));
        Ok(())
    }

    fn transfer(&mut self, id: &str, queue: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        if !self.queues.contains_key(queue) {
            return Err(Reject::UnknownQueue { queue: queue.to_owned() });
        }
        let interaction =
            self.interaction_mut(id, |interaction| Reject::UnknownInteraction { interaction })?;
        interaction.revoke_all(RevokeCause::Transferred, now, events);
        let agent = interaction.assigned().ok().map(|(agent, ..)| agent.clone());
        let from = std::mem::replace(&mut interaction.facts.queue, queue.to_owned());
        interaction.place = Place::Waiting;
        interaction.declined_by.clear();
        interaction.rules_fired.clear();
        interaction.queue_entered_at = now;
        interaction.step = StepProgress::begin(now);
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
        if let Some(agent) = agent {
            self.contact_ended(&agent, &from, events);
        }
        Ok(())
    }

    fn adjust_age(&mut self, id: &str, by: Span) -> Result<(), Reject> {
        self.config.checked_span("by_us", by)?;
        let interaction = self.queued_mut(id)?;
        let adjustment = interaction.age_adjustment + by;
        let largest = super::config::LONGEST;
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

    fn request_callback(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let now = self.now;
        let interaction = self.queued_mut(id)?;
        if !interaction.is_callback {
            interaction.revoke_all(RevokeCause::Callback, now, events);
            interaction.is_callback = true;
            events.push((now, Event::CallbackRequested { interaction: id.to_owned() }));
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
        let nothing = || Reject::NothingToPull { agent: agent.to_owned() };
        let id = self.best_for(agent).ok_or_else(nothing)?;
        self.assign(&id, agent, events);
        Ok(())
    }

    fn end_wrap_up(&mut self, id: &str, events: &mut Events) -> Result<(), Reject> {
        let not_in_wrap_up = || Reject::NotInWrapUp { agent: id.to_owned() };
        self.agent_mut(id)?.wrap_up_until.take().ok_or_else(not_in_wrap_up)?;
        events.push((self.now, Event::WrapUpEnded { agent: id.to_owned() }));
        Ok(())
    }

    fn extend_wrap_up(&mut self, id: &str, by: Span) -> Result<(), Reject> {
        if by <= Span::ZERO {
            let (value, why) = (by.as_micros().to_string(), "must be greater than 0");
            return Err(Reject::InvalidValue { field: "by_us", value, why });
        }
        self.config.checked_span("by_us", by)?;
        let latest = self.now + super::config::LONGEST;
        match &mut self.agent_mut(id)?.wrap_up_until {
            Some(until) => *until = (*until + by).min(latest),
            None => return Err(Reject::NotInWrapUp { agent: id.to_owned() }),
        }
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

    pub(crate) fn set_presence(
        &mut self,
        id: &str,
        presence: Presence,
        reason: Option<String>,
        events: &mut Events,
    ) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(id) else { return };
        if agent.presence == presence {
            return;
        }
        if agent.presence == Presence::Offline {
            (agent.busy, agent.free) = (Span::ZERO, Span::ZERO);
        }
        agent.presence = presence;
        agent.reason.clone_from(&reason);
        if presence == Presence::Available {
            agent.available_since = now;
        }
        events.push((now, Event::AgentStateChanged { agent: id.to_owned(), presence, reason }));
        for (interaction_id, interaction) in &mut self.interactions {
            if presence == Presence::Available {
                interaction.declined_by.remove(id);
            } else if let Some(Offer { generation, .. }) = interaction.close_offer(id) {
                let (interaction, agent, cause) =
                    (interaction_id.clone(), id.to_owned(), RevokeCause::Presence);
                events.push((now, Event::OfferRevoked { interaction, agent, generation, cause }));
            }
        }
    }

    /// Gives an interaction whose offers are settled to an agent.
    pub(crate) fn assign(&mut self, id: &str, agent: &str, events: &mut Events) {
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        interaction.place = Place::Assigned { agent: agent.to_owned(), connected: false, held: false };
        let queue = interaction.facts.queue.clone();
        if let Some(agent) = self.agents.get_mut(agent) {
            agent.contacts = agent.contacts.saturating_add(1);
        }
        events
            .push((self.now, Event::Assigned { interaction: id.to_owned(), agent: agent.to_owned(), queue }));
    }

    /// Idle time starts, and wrap-up by the queue whose interaction ended.
    fn contact_ended(&mut self, agent: &str, queue: &str, events: &mut Events) {
        let now = self.now;
        let wrap_up = self.queues.get(queue).map_or(Span::ZERO, |queue| queue.wrap_up);
        let Some(state) = self.agents.get_mut(agent) else { return };
        state.last_contact_end = now;
        if wrap_up > Span::ZERO {
            let until = now + wrap_up;
            state.wrap_up_until = Some(until);
            events.push((now, Event::WrapUpStarted { agent: agent.to_owned(), until }));
        }
    }

    pub(crate) fn checked_id(&self, field: &'static str, id: &str) -> Result<(), Reject> {
        if id.is_empty() || id.len() > self.config.limits.id_bytes {
            let why = "must have 1 to limits.id_bytes bytes";
            return Err(Reject::InvalidValue { field, value: format!("{} bytes long", id.len()), why });
        }
        Ok(())
    }

    /// An interaction that is not finished; one that is gets the reject of what it no longer is.
    fn interaction_mut(
        &mut self,
        id: &str,
        finished: impl FnOnce(String) -> Reject,
    ) -> Result<&mut Interaction, Reject> {
        if self.finished_ids.contains(id) {
            return Err(finished(id.to_owned()));
        }
        let unknown = || Reject::UnknownInteraction { interaction: id.to_owned() };
        self.interactions.get_mut(id).ok_or_else(unknown)
    }

    /// An interaction that waits in its queue, asked for or not.
    fn queued_mut(&mut self, id: &str) -> Result<&mut Interaction, Reject> {
        let not_waiting = |interaction| Reject::NotWaiting { interaction };
        let interaction = self.interaction_mut(id, not_waiting)?;
        if interaction.is_queued() { Ok(interaction) } else { Err(not_waiting(id.to_owned())) }
    }

    fn agent_mut(&mut self, id: &str) -> Result<&mut Agent, Reject> {
        self.agents.get_mut(id).ok_or_else(|| Reject::UnknownAgent { agent: id.to_owned() })
    }
}

impl Interaction {
    /// Ends an open offer and hands it back.
    pub(crate) fn close_offer(&mut self, agent: &str) -> Option<Offer> {
        let Place::Offered { offers } = &mut self.place else { return None };
        let offer = offers.remove(agent);
        if offers.is_empty() {
            self.place = Place::Waiting;
        }
        offer
    }

    /// Takes back every open offer, in the order of the agents' ids.
    fn revoke_all(&mut self, cause: RevokeCause, now: Timestamp, events: &mut Events) {
        let Place::Offered { offers } = &mut self.place else { return };
        for (agent, Offer { generation, .. }) in std::mem::take(offers) {
            let interaction = self.facts.interaction.clone();
            events.push((now, Event::OfferRevoked { interaction, agent, generation, cause }));
        }
        self.place = Place::Waiting;
    }

    fn open_offer(&self, agent: &str, generation: Option<u64>) -> Result<u64, Reject> {
        let open = match &self.place {
            Place::Offered { offers } => offers.get(agent).map(|offer| offer.generation),
            _ => None,
        };
        open.filter(|open| generation.is_none_or(|given| given == *open))
            .ok_or_else(|| offer_gone(self.facts.interaction.clone(), agent))
    }

    fn assigned(&mut self) -> Result<(&mut String, &mut bool, &mut bool), Reject> {
        match &mut self.place {
            Place::Assigned { agent, connected, held } => Ok((agent, connected, held)),
            _ => Err(not_assigned(self.facts.interaction.clone())),
        }
    }
}

fn not_assigned(interaction: String) -> Reject {
    Reject::NotAssigned { interaction }
}

fn offer_gone(interaction: String, agent: &str) -> Reject {
    Reject::OfferGone { interaction, agent: agent.to_owned() }
}

fn wrong_state(id: &str, state: &'static str, asked: &'static str) -> Reject {
    Reject::WrongState { interaction: id.to_owned(), state, asked }
}
