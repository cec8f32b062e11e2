//! What happens by itself as time goes: offers expire, wrap-ups end, wait rules fire, and things open.

use super::agent::Presence;
use super::calendar::next_boundary;
use super::event::Event;
use super::interaction::{Interaction, Place};
use super::queue::QueueConfig;
use super::state::{Agent, State};
use crate::time::{Span, Timestamp};
use std::collections::BTreeSet;

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Fires every timer due at or before `at`, then moves the clock there; stops before, at a timer's instant, when
    /// that has brought about more events than one input may.
    pub(crate) fn advance(&mut self, at: Timestamp, events: &mut Events) {
        while let Some(due) = self.synced().next_deadline().filter(|due| *due <= at) {
            if events.len() >= self.config.limits.events_per_input {
                return;
            }
            self.move_clock(due);
            self.begin_due();
            self.expire_offers(events);
            self.end_dials(events);
            self.end_wrap_ups(events);
            self.end_leases(events);
            self.end_windows(events);
            self.fire_wait_rules(events);
            self.match_all(events);
            self.settle_plans(events);
        }
        self.move_clock(at);
    }

    /// The next instant at which something happens by itself.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        self.first_timer().into_iter().chain(self.plan_deadlines()).min()
    }

    /// All timers but those of plans.
    pub(crate) fn timers(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let wrap_ups = self.agents.values().filter_map(|agent| agent.wrap_up?.until);
        let agents = self.agents.values().filter_map(|agent| self.lease_of_agent(agent));
        let contacts = self.interactions.values().filter_map(|contact| self.lease_of_contact(contact));
        let served = self.self_service.values().filter_map(|served| self.lease_of_self_service(served));
        let queued = self.interactions.values().filter(|interaction| interaction.is_queued());
        let openings = queued.filter_map(|interaction| self.deadline_of(interaction));
        openings.chain(wrap_ups).chain(agents).chain(contacts).chain(served)
    }

    fn deadline_of(&self, interaction: &Interaction) -> Option<Timestamp> {
        let queue = interaction.facts.queue.as_str();
        let mut least: Option<Timestamp> = None;
        let mut consider = |due: Timestamp| {
            if due > self.now && least.is_none_or(|known| due < known) {
                least = Some(due);
            }
        };
        for agent in self.members(queue).iter().filter_map(|id| self.agents.get(id)) {
            if let Some(membership) = agent.config.queues.get(queue) {
                consider(interaction.enqueued_at + membership.delay - interaction.age_adjustment);
            }
            let stages = self.admissions.stages(queue, &agent.config.id).iter();
            stages.for_each(|stage| consider(interaction.enqueued_at + stage.from));
        }
        let drops = self.admissions.drops(queue).iter();
        drops.for_each(|(from, _)| consider(interaction.enqueued_at + *from));
        self.own_deadlines(interaction, self.queues.get(queue), &mut consider);
        least
    }

    /// Instants at which something about an interaction may change, but for what its queue's members make of its age.
    pub(crate) fn own_deadlines(
        &self,
        interaction: &Interaction,
        queue: Option<&QueueConfig>,
        consider: &mut impl FnMut(Timestamp),
    ) {
        let facts = &interaction.facts;
        if let Place::Offered { offers } = &interaction.place {
            offers.values().filter_map(|offer| offer.expires_at).for_each(&mut *consider);
        }
        if let Place::Dialling { until } = interaction.place {
            consider(until);
        }
        let expiries = facts.requirements.iter().filter_map(|need| need.expires_after);
        expiries.for_each(|after| consider(interaction.enqueued_at + after));
        if let Some(length) = facts.steps.get(interaction.step().index).and_then(|step| step.duration) {
            consider(interaction.step().entered_at + length);
        }
        facts.own().not_before.into_iter().for_each(&mut *consider);
        next_boundary(&facts.windows, self.now).into_iter().for_each(&mut *consider);
        interaction.hold_ends().for_each(&mut *consider);
        if let Some(queue) = queue {
            next_asked(interaction, queue, self.now).into_iter().for_each(&mut *consider);
            if interaction.place == Place::Waiting {
                self.rule_timers(interaction, queue, consider);
            }
        }
    }

    /// Moves the clock and, where a queue selects by it, measures what everybody did meanwhile.
    fn move_clock(&mut self, to: Timestamp) {
        let length = to - self.now;
        self.sync();
        self.now = to;
        if length <= Span::ZERO {
            return;
        }
        if self.admissions.measures_occupancy() {
            self.measure_occupancy(length);
        }
        if self.admissions.measures_talk() {
            self.measure_talk(length);
        }
    }

    fn measure_talk(&mut self, length: Span) {
        let talks =
            |agent: &&Agent| self.held_by(agent).any(|contact| contact.is_spoken_to_by(&agent.config.id));
        let talking: Vec<String> =
            self.agents.values().filter(talks).map(|agent| agent.config.id.clone()).collect();
        for id in talking {
            if let Some(agent) = self.agents.get_untouched(&id) {
                agent.talk = agent.talk + length;
            }
        }
    }

    fn measure_occupancy(&mut self, length: Span) {
        let busy: BTreeSet<String> = self
            .agents
            .values()
            .filter(|agent| agent.wrap_up.is_some() || self.held_by(agent).next().is_some())
            .map(|agent| agent.config.id.clone())
            .collect();
        for agent in self.agents.values_untouched() {
            if busy.contains(&agent.config.id) {
                agent.busy = agent.busy + length;
            } else if agent.presence == Presence::Available {
                agent.free = agent.free + length;
            }
        }
    }

    fn expire_offers(&mut self, events: &mut Events) {
        let mut due: Vec<(String, String)> = Vec::new();
        for id in self.due_contacts() {
            let place = self.interactions.get(&id).map(|interaction| &interaction.place);
            let Some(Place::Offered { offers }) = place else { continue };
            let over = offers.iter().filter(|(_, offer)| offer.expires_at.is_some_and(|at| at <= self.now));
            due.extend(over.map(|(agent, _)| (id.clone(), agent.clone())));
        }
        for (id, agent) in due {
            let Some(interaction) = self.interactions.get_mut(&id) else { continue };
            // The presence change of an earlier expiry may have revoked this one.
            let Some(offer) = interaction.close_offer(&agent) else { continue };
            interaction.declined_by.insert(agent.clone());
            let queue = self.queues.get(&interaction.facts.queue);
            let generation = offer.generation;
            events
                .push((self.now, Event::OfferExpired { interaction: id, agent: agent.clone(), generation }));
            let Some(missed) = self.agents.get_mut(&agent) else { continue };
            missed.misses = missed.misses.saturating_add(1);
            let is_silent = |queue: &&QueueConfig| missed.misses >= queue.max_misses;
            if let Some(presence) = queue.filter(is_silent).and_then(|queue| queue.on_timeout) {
                self.set_presence(&agent, presence, Some("no_answer".to_owned()), events);
            }
        }
    }

    fn end_wrap_ups(&mut self, events: &mut Events) {
        for id in self.due_agents() {
            let Some(agent) = self.agents.get_mut(&id) else { continue };
            let until = agent.wrap_up.and_then(|wrap_up| wrap_up.until);
            if until.is_some_and(|until| until <= self.now) {
                agent.wrap_up = None;
                events.push((self.now, Event::WrapUpEnded { agent: id }));
            }
        }
    }
}

/// When another agent is to be asked beside those who are.
fn next_asked(interaction: &Interaction, queue: &QueueConfig, now: Timestamp) -> Option<Timestamp> {
    let (every, since) = (queue.offer_more_after?, interaction.offering_since?);
    let passed = (now - since).as_micros() / every.as_micros().max(1);
    let is_more_to_come = passed < i64::from(queue.max_offers) - 1;
    is_more_to_come.then(|| since + Span::from_micros(every.as_micros().saturating_mul(passed + 1)))
}
