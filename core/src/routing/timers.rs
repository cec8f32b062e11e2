//! What happens by itself as time goes: offers expire, wrap-ups end, wait rules fire, and things open.

use super::agent::Presence;
use super::event::{Event, MoveCause};
use super::state::{Interaction, Place, State};
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Fires every timer due at or before `at`, then moves the clock there.
    pub(crate) fn advance(&mut self, at: Timestamp) -> Events {
        let mut events = Vec::new();
        while let Some(due) = self.next_deadline().filter(|due| *due <= at) {
            self.move_clock(due);
            self.expire_offers(&mut events);
            self.end_wrap_ups(&mut events);
            self.fire_wait_rules(&mut events);
            self.match_all(&mut events);
        }
        self.move_clock(at);
        events
    }

    /// The next instant at which something happens by itself.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        let wrap_ups = self.agents.values().filter_map(|agent| agent.wrap_up_until);
        let queued = self.interactions.values().filter(|interaction| interaction.is_queued());
        queued.filter_map(|interaction| self.deadline_of(interaction)).chain(wrap_ups).min()
    }

    fn deadline_of(&self, interaction: &Interaction) -> Option<Timestamp> {
        let (facts, queue) = (&interaction.facts, interaction.facts.queue.as_str());
        let mut least: Option<Timestamp> = None;
        let mut consider = |due: Timestamp| {
            if due > self.now && least.is_none_or(|known| due < known) {
                least = Some(due);
            }
        };
        if let Place::Offered { offers } = &interaction.place {
            offers.values().filter_map(|offer| offer.expires_at).for_each(&mut consider);
        }
        for agent in self.members(queue).iter().filter_map(|id| self.agents.get(id)) {
            if let Some(membership) = agent.config.queues.get(queue) {
                consider(interaction.enqueued_at + membership.delay - interaction.age_adjustment);
            }
            let stages = self.admissions.stages(queue, &agent.config.id).iter();
            stages.for_each(|stage| consider(interaction.enqueued_at + stage.from));
        }
        let expiries = facts.requirements.iter().filter_map(|need| need.expires_after);
        let drops = self.admissions.drops(queue).iter().map(|(from, _)| *from);
        expiries.chain(drops).for_each(|after| consider(interaction.enqueued_at + after));
        if let Some(length) = facts.steps.get(interaction.step.index).and_then(|step| step.duration) {
            consider(interaction.step.entered_at + length);
        }
        facts.not_before.into_iter().for_each(&mut consider);
        if interaction.place == Place::Waiting
            && let Some(queue) = self.queues.get(queue)
        {
            let rules = queue.wait_rules.iter().enumerate();
            rules
                .filter(|(place, _)| !interaction.rules_fired.contains(place))
                .for_each(|(_, rule)| consider(interaction.queue_entered_at + rule.after));
        }
        least
    }

    /// Moves the clock and, where a queue selects by occupancy, measures how busy everybody was meanwhile.
    fn move_clock(&mut self, to: Timestamp) {
        let length = to - self.now;
        self.now = to;
        if !self.admissions.measures_occupancy() || length <= Span::ZERO {
            return;
        }
        let busy: Vec<String> = self
            .agents
            .values()
            .filter(|agent| agent.wrap_up_until.is_some() || self.held_by(agent).next().is_some())
            .map(|agent| agent.config.id.clone())
            .collect();
        for (id, agent) in &mut self.agents {
            if busy.binary_search(id).is_ok() {
                agent.busy = agent.busy + length;
            } else if agent.presence == Presence::Available {
                agent.free = agent.free + length;
            }
        }
    }

    fn expire_offers(&mut self, events: &mut Events) {
        let mut due: Vec<(String, String)> = Vec::new();
        for (id, interaction) in &self.interactions {
            let Place::Offered { offers } = &interaction.place else { continue };
            let over = offers.iter().filter(|(_, offer)| offer.expires_at.is_some_and(|at| at <= self.now));
            due.extend(over.map(|(agent, _)| (id.clone(), agent.clone())));
        }
        for (id, agent) in due {
            let Some(interaction) = self.interactions.get_mut(&id) else { continue };
            // The presence change of an earlier expiry may have revoked this one.
            let Some(offer) = interaction.close_offer(&agent) else { continue };
            interaction.declined_by.insert(agent.clone());
            let queue = interaction.facts.queue.clone();
            let generation = offer.generation;
            events
                .push((self.now, Event::OfferExpired { interaction: id, agent: agent.clone(), generation }));
            if let Some(presence) = self.queues.get(&queue).and_then(|queue| queue.on_timeout) {
                self.set_presence(&agent, presence, Some("no_answer".to_owned()), events);
            }
        }
    }

    fn end_wrap_ups(&mut self, events: &mut Events) {
        for (id, agent) in &mut self.agents {
            if agent.wrap_up_until.is_some_and(|until| until <= self.now) {
                agent.wrap_up_until = None;
                events.push((self.now, Event::WrapUpEnded { agent: id.clone() }));
            }
        }
    }

    /// Fires the wait rules that are due and those that fell due while the interaction was offered.
    pub(crate) fn fire_wait_rules(&mut self, events: &mut Events) {
        let has_rules = |interaction: &&Interaction| {
            interaction.place == Place::Waiting
                && self.queues.get(&interaction.facts.queue).is_some_and(|queue| !queue.wait_rules.is_empty())
        };
        let ids: Vec<String> =
            self.interactions.values().filter(has_rules).map(|one| one.facts.interaction.clone()).collect();
        for id in ids {
            self.fire_rules_of(&id, events);
        }
    }

    fn fire_rules_of(&mut self, id: &str, events: &mut Events) {
        let now = self.now;
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let from = interaction.facts.queue.clone();
        let Some(queue) = self.queues.get(&from) else { return };
        for (place, rule) in queue.wait_rules.iter().enumerate() {
            if interaction.queue_entered_at + rule.after > now || !interaction.rules_fired.insert(place) {
                continue;
            }
            if let Some(priority) = rule.set_priority {
                interaction.facts.priority = priority;
                events.push((now, Event::PriorityChanged { interaction: id.to_owned(), priority }));
            }
            if let Some(to) = &rule.move_to {
                // Keeps age, exclusions and steps; the rules of the new queue start afresh.
                interaction.facts.queue.clone_from(to);
                interaction.queue_entered_at = now;
                interaction.rules_fired.clear();
                let (interaction, to, cause) = (id.to_owned(), to.clone(), MoveCause::WaitRule);
                events.push((now, Event::Moved { interaction, from, to, agent: None, cause }));
                return;
            }
            if let Some(reason) = rule.remove.clone() {
                events.push((now, Event::Removed { interaction: id.to_owned(), queue: from, reason }));
                self.finish(id);
                return;
            }
        }
    }
}
