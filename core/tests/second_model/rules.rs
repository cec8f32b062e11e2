//! Wait rules: what they wait for, and what they do.

use super::eligibility::is_within;
use super::world::{Item, World};
use krarup::routing::{Condition, Estimator, Event, MoveCause, Presence, RemoveCause, WaitRule};

impl World {
    /// Rules that are due or overdue, of everything that waits; what they change for others is looked at again at once.
    pub(crate) fn fire_wait_rules(&mut self) {
        loop {
            let mut is_settled = true;
            for id in self.ids(Item::is_waiting) {
                is_settled &= !self.fire_rules_of(&id);
            }
            if is_settled {
                return;
            }
        }
    }

    /// The rules of its queue; once it has moved, those of the queue it came to: they look at it as it arrives.
    fn fire_rules_of(&mut self, id: &str) -> bool {
        let mut has_fired = false;
        loop {
            match self.fire_rules_of_queue(id) {
                Turn::Nothing => return has_fired,
                Turn::Stayed | Turn::Gone => return true,
                Turn::Moved => {
                    if has_fired {
                        self.tally.count("wait_rule", "moved_on_at_once");
                    }
                    has_fired = true;
                }
            }
        }
    }

    fn fire_rules_of_queue(&mut self, id: &str) -> Turn {
        let rules = self.queue_of(&self.items[id]).config.wait_rules.clone();
        let mut turn = Turn::Nothing;
        // What one does may bring about another, wherever it stands: the first is looked for again.
        while let Some((place, rule)) = self.first_due(id, &rules) {
            turn = Turn::Stayed;
            self.item(id).rules_fired.insert(place);
            self.tally_condition(&rule.when, rule.after.as_micros() > 0);
            if let Some(priority) = rule.set_priority {
                self.tally.count("wait_rule", "set_priority");
                self.set_priority(id, priority);
            }
            // OPEN: after the priority, before the move; not to one who is to be called back already.
            if rule.offer_callback && !self.items[id].is_callback {
                self.tally.count("wait_rule", "offer_callback");
                self.emit(Event::CallbackOffered { interaction: id.to_owned() });
            }
            let from = self.queue_of(&self.items[id]).config.id.clone();
            if let Some(to) = &rule.move_to {
                self.tally.count("wait_rule", "move_to");
                self.learn_unserved(id);
                self.item(id).left_queues.insert(from.clone());
                self.enter_queue(id, to);
                let (interaction, to, cause) = (id.to_owned(), to.clone(), MoveCause::WaitRule);
                self.emit(Event::Moved { interaction, from, to, agent: None, cause });
                return Turn::Moved;
            }
            if let Some(reason) = &rule.remove {
                self.tally.count("wait_rule", "remove");
                self.learn_unserved(id);
                self.finish(id);
                let when = &rule.when;
                let cause = if rule.after.as_micros() > 0 {
                    RemoveCause::Timeout
                } else if when.closed {
                    RemoveCause::Closed
                } else if when.nobody_available || when.nobody_logged_in {
                    RemoveCause::NoAgents
                } else {
                    RemoveCause::Overflow
                };
                let (interaction, reason) = (id.to_owned(), reason.clone());
                self.emit(Event::Removed { interaction, queue: from, reason, cause });
                return Turn::Gone;
            }
        }
        turn
    }

    fn first_due<'a>(&mut self, id: &str, rules: &'a [WaitRule]) -> Option<(usize, &'a WaitRule)> {
        let mut rules = rules.iter().enumerate();
        rules.find(|(place, rule)| !self.items[id].rules_fired.contains(place) && self.is_due(id, rule))
    }

    fn is_due(&mut self, id: &str, rule: &WaitRule) -> bool {
        let item = &self.items[id];
        if rule.on_arrival && self.now != item.entered_at {
            self.tally.count("wait_rule", "not_an_arrival");
            return false;
        }
        let item = &self.items[id];
        if self.now - item.entered_at < rule.after.as_micros() || !self.holds(item, rule) {
            return false;
        }
        let is_conditional = rule.when != Condition::default();
        // OPEN: it then does nothing else either.
        let is_back = rule.move_to.as_ref().is_some_and(|to| item.left_queues.contains(to));
        if is_back {
            self.tally.count("wait_rule", if is_conditional { "never_back" } else { "back_all_the_same" });
        }
        !(is_conditional && is_back)
    }

    /// All that a rule's condition gives.
    fn holds(&self, item: &Item, rule: &WaitRule) -> bool {
        // Where no time has to pass, it is those that were there when it came.
        let came_no_later = |other: &Item| {
            rule.after.as_micros() > 0 || (other.entered_at, other.order) <= (item.entered_at, item.order)
        };
        self.is_case_among(item.queue, &rule.when, came_no_later)
            && !(rule.when.on_the_line && item.is_callback)
            && self.is_estimated(&rule.when, || item.clone())
    }

    /// Whether the wait still to come is as long as the condition says; one that is unknown never is.
    fn is_estimated(&self, when: &Condition, item: impl Fn() -> Item) -> bool {
        let Some(least) = when.estimated_wait_at_least else { return true };
        self.is_awake
            && self.estimated_wait(&item(), when.estimator).is_some_and(|wait| wait >= least.as_micros())
    }

    /// A condition of a queue as a whole; OPEN: the wait is that of one who would come now, and he is on the line.
    pub(crate) fn is_case(&self, queue: usize, when: &Condition) -> bool {
        self.is_case_among(queue, when, |_| true) && self.is_estimated(when, || self.newcomer(queue))
    }

    fn is_case_among(&self, queue: usize, when: &Condition, counts: impl Fn(&Item) -> bool) -> bool {
        let Condition { waiting_at_least, nobody_logged_in, nobody_available, closed, .. } = *when;
        let members = &self.queues[queue].members;
        let is_anyone = |is_meant: fn(Presence) -> bool| {
            members.iter().any(|(number, _)| is_meant(self.agents[*number].presence))
        };
        let queued = self.items.values().filter(|other| other.queue == queue && other.is_queued());
        let queued = queued.filter(|other| counts(other)).count();
        let fails = [
            waiting_at_least.is_some_and(|least| queued < least),
            nobody_logged_in && is_anyone(|presence| presence != Presence::Offline),
            nobody_available && is_anyone(|presence| presence == Presence::Available),
            closed && !self.is_closed(queue),
        ];
        !fails.contains(&true)
    }

    fn is_closed(&self, queue: usize) -> bool {
        let id = self.queues[queue].config.calendar.as_ref();
        let calendar = self.config.calendars.iter().find(|calendar| Some(&calendar.id) == id);
        calendar.is_some_and(|calendar| !is_within(&calendar.open, self.now))
    }

    fn tally_condition(&mut self, when: &Condition, has_time: bool) {
        let Condition { waiting_at_least, nobody_logged_in, nobody_available, closed, on_the_line, .. } =
            *when;
        let Condition { estimated_wait_at_least, estimator, .. } = *when;
        let by = |one: Option<Estimator>| estimated_wait_at_least.is_some() && estimator == one;
        let given = [
            (on_the_line, "on_the_line"),
            (by(None), "estimated_by_best"),
            (by(Some(Estimator::QueueLength)), "estimated_by_queue_length"),
            (by(Some(Estimator::HeadOfLine)), "estimated_by_head_of_line"),
            (by(Some(Estimator::LastToEnterService)), "estimated_by_last_to_enter_service"),
            (waiting_at_least.is_some(), "waiting_at_least"),
            (nobody_logged_in, "nobody_logged_in"),
            (nobody_available, "nobody_available"),
            (closed, "closed"),
            (*when != Condition::default() && has_time, "with_time"),
            (*when != Condition::default() && !has_time, "without_time"),
        ];
        given.iter().filter(|(given, _)| *given).for_each(|(_, name)| self.tally.count("when", name));
    }

    /// A new stay: wait rules are armed afresh.
    pub(crate) fn enter_queue(&mut self, id: &str, queue: &str) {
        let number = self.queue_number(queue).expect("rules and checked commands name queues that exist");
        let now = self.now;
        let item = self.item(id);
        item.queue = number;
        item.facts.queue = queue.to_owned();
        item.entered_at = now;
        item.rules_fired.clear();
    }
}

/// What came of the rules of one queue.
enum Turn {
    Nothing,
    Stayed,
    Moved,
    Gone,
}
