//! What happens to an interaction that waits for long, or comes at a wrong time: overflow, priority, callbacks.

use super::calendar::{is_within, next_boundary};
use super::event::{Event, MoveCause, RemoveCause};
use super::interaction::{Interaction, Place};
use super::new_interaction::NewInteraction;
use super::plan::Trigger;
use super::queue::{Condition, QueueConfig, WaitRule};
use super::state::State;
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Fires the wait rules whose time has come and whose condition holds, until none is left: one may bring about
    /// another. Rules that fell due while the interaction was offered fire now too.
    pub(crate) fn fire_wait_rules(&mut self, events: &mut Events) {
        loop {
            let mut has_fired = false;
            for id in self.take_rules() {
                has_fired |= self.has_rules(&id) && self.fire_rules_of(&id, events);
            }
            if !has_fired {
                return;
            }
        }
    }

    fn has_rules(&self, id: &str) -> bool {
        let waiting = self.interactions.get(id).filter(|interaction| interaction.place == Place::Waiting);
        let queue = waiting.and_then(|interaction| self.queues.get(&interaction.facts.queue));
        queue.is_some_and(|queue| !queue.wait_rules.is_empty())
    }

    fn fire_rules_of(&mut self, id: &str, events: &mut Events) -> bool {
        let mut has_fired = false;
        while let Some((place, rule)) = self.synced().next_rule(id) {
            let now = self.now;
            let Some(interaction) = self.interactions.get_mut(id) else { return has_fired };
            interaction.rules_fired.insert(place);
            has_fired = true;
            if let Some(priority) = rule.set_priority.filter(|new| *new != interaction.facts.priority) {
                interaction.facts.priority = priority;
                events.push((now, Event::PriorityChanged { interaction: id.to_owned(), priority }));
            }
            if rule.offer_callback && !interaction.is_callback {
                events.push((now, Event::CallbackOffered { interaction: id.to_owned() }));
            }
            if rule.move_to.is_some() || rule.remove.is_some() {
                self.learn_unserved(id);
            }
            let Some(interaction) = self.interactions.get_mut(id) else { return has_fired };
            if let Some(to) = rule.move_to {
                // Keeps age, exclusions and steps; the rules of the new queue start afresh.
                let from = std::mem::replace(&mut interaction.facts.queue, to.clone());
                interaction.queue_entered_at = Some(now);
                interaction.rules_fired.clear();
                interaction.left_queues.insert(from.clone());
                let (interaction, cause) = (id.to_owned(), MoveCause::WaitRule);
                events.push((now, Event::Moved { interaction, from, to, agent: None, cause }));
            } else if let Some(reason) = rule.remove.clone() {
                let (interaction, queue, cause) =
                    (id.to_owned(), interaction.facts.queue.clone(), rule.remove_cause());
                events.push((now, Event::Removed { interaction, queue, reason, cause }));
                self.finish(id);
            }
        }
        has_fired
    }

    /// The first rule of the interaction's queue that is due, holds and has not fired.
    fn next_rule(&self, id: &str) -> Option<(usize, WaitRule)> {
        let interaction = self.interactions.get(id)?;
        let queue = self.queues.get(&interaction.facts.queue)?;
        let fires = |(place, rule): &(usize, &WaitRule)| {
            !interaction.rules_fired.contains(place)
                && interaction.queue_entered_at() + rule.after <= self.now
                && (!rule.on_arrival || interaction.queue_entered_at() == self.now)
                && !interaction.would_go_in_circles(rule)
                && self.holds(&rule.when, queue, interaction, rule.after == Span::ZERO)
        };
        queue.wait_rules.iter().enumerate().find(fires).map(|(place, rule)| (place, rule.clone()))
    }

    /// Whether a plan's trigger holds: of what would come to its queue now, on its channel.
    pub(crate) fn triggers(&self, trigger: &Trigger, queue: &QueueConfig) -> bool {
        let new = NewInteraction { channel: trigger.channel.clone(), ..NewInteraction::new("", &queue.id) };
        let newcomer = Interaction::new(new, self.now, self.next_order);
        self.holds(&trigger.when, queue, &newcomer, false)
    }

    /// Whether a condition holds in a queue, of an interaction in it or of one that would come now; `arrives` = only
    /// what came before it counts.
    pub(crate) fn holds(
        &self,
        condition: &Condition,
        queue: &QueueConfig,
        of: &Interaction,
        arrives: bool,
    ) -> bool {
        let Condition { waiting_at_least, nobody_logged_in, nobody_available, closed, .. } = *condition;
        let Condition { estimated_wait_at_least, estimator, .. } = *condition;
        let waiting = || {
            let newest = arrives.then_some(of);
            if newest.is_none() {
                return self.queued_in(&queue.id);
            }
            if let Some(count) = newest.and_then(|newest| self.entered_before(newest)) {
                return count;
            }
            let entered = |one: &Interaction| (one.queue_entered_at(), one.order);
            let in_queue =
                self.interactions.values().filter(|one| one.is_queued() && one.facts.queue == queue.id);
            in_queue.filter(|one| newest.is_none_or(|new| entered(one) <= entered(new))).count()
        };
        waiting_at_least.is_none_or(|least| waiting() >= least)
            && (!nobody_logged_in || self.present_members(&queue.id) == 0)
            && (!nobody_available || self.ready_members(&queue.id) == 0)
            && (!closed || !self.is_open(queue))
            && (!condition.on_the_line || !of.is_callback)
            && estimated_wait_at_least
                .is_none_or(|least| self.estimated_wait(of, estimator).is_some_and(|wait| wait >= least))
    }

    /// Whether a queue's calendar says that it is open.
    pub(crate) fn is_open(&self, queue: &QueueConfig) -> bool {
        let id = queue.calendar.as_ref();
        let calendar = id.and_then(|id| self.config.calendars.iter().find(|calendar| calendar.id == *id));
        calendar.is_none_or(|calendar| is_within(&calendar.open, self.now))
    }

    /// Instants at which a rule may fire by itself.
    pub(crate) fn rule_timers(
        &self,
        interaction: &Interaction,
        queue: &QueueConfig,
        consider: &mut impl FnMut(Timestamp),
    ) {
        for (place, rule) in queue.wait_rules.iter().enumerate() {
            if interaction.rules_fired.contains(&place) {
                continue;
            }
            consider(interaction.queue_entered_at() + rule.after);
            if rule.when.closed {
                self.next_turn(queue).into_iter().for_each(&mut *consider);
            }
        }
    }

    /// When a queue's calendar opens or closes it next.
    pub(crate) fn next_turn(&self, queue: &QueueConfig) -> Option<Timestamp> {
        let calendars = self.config.calendars.iter();
        let named = calendars.filter(|calendar| Some(&calendar.id) == queue.calendar.as_ref());
        named.filter_map(|calendar| next_boundary(&calendar.open, self.now)).min()
    }
}

impl WaitRule {
    /// Why what it removes is removed.
    fn remove_cause(&self) -> RemoveCause {
        let Condition { nobody_logged_in, nobody_available, closed, .. } = self.when;
        match self.after > Span::ZERO {
            true => RemoveCause::Timeout,
            false if closed => RemoveCause::Closed,
            false if nobody_logged_in || nobody_available => RemoveCause::NoAgents,
            false => RemoveCause::Overflow,
        }
    }
}

impl Interaction {
    /// A rule with a condition never sends it back to where a rule has sent it from.
    fn would_go_in_circles(&self, rule: &WaitRule) -> bool {
        rule.when != Condition::default()
            && rule.move_to.as_ref().is_some_and(|to| self.left_queues.contains(to))
    }
}
