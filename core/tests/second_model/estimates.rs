//! Waits still to come: what each queue has learnt, what three estimators make of it, and how far each was out.

use super::unmet::could_ever;
use super::world::{Item, World};
use krarup::routing::{Estimator, NewInteraction, Presence, Unknown};

/// Means follow about the last so many.
const MEMORY: i64 = 32;

/// A mean of whole microseconds.
#[derive(Clone, Copy, Default)]
struct Mean {
    samples: i64,
    value: i64,
}

impl Mean {
    /// OPEN: what it moves by is cut to whole microseconds, towards 0.
    fn learn(&mut self, sample: i64) {
        self.samples = MEMORY.min(self.samples + 1);
        self.value += (sample - self.value) / self.samples;
    }

    /// OPEN: contacts that take no time say nothing.
    fn known(self) -> Option<i64> {
        Some(self.value).filter(|value| *value > 0)
    }
}

/// How far an estimator was out: foretold less actual.
#[derive(Clone, Default)]
pub(crate) struct Record {
    pub(crate) scored: i64,
    sum: i64,
    sum_absolute: i64,
    sum_of_squares: i128,
}

impl Record {
    fn add(&mut self, error: i64) {
        self.scored += 1;
        self.sum += error;
        self.sum_absolute += error.abs();
        self.sum_of_squares += i128::from(error).pow(2);
    }

    /// Mean, mean absolute and root mean square error, cut to whole microseconds.
    pub(crate) fn errors(&self) -> Option<[i64; 3]> {
        let square = self.sum_of_squares.checked_div(i128::from(self.scored))?;
        Some([self.sum / self.scored, self.sum_absolute / self.scored, square.isqrt() as i64])
    }

    /// Whether its mean absolute error is less; those never scored come last.
    fn is_better_than(&self, other: &Self) -> bool {
        match (self.scored, other.scored) {
            (0, _) => false,
            (_, 0) => true,
            (own, its) => {
                i128::from(self.sum_absolute) * i128::from(its)
                    < i128::from(other.sum_absolute) * i128::from(own)
            }
        }
    }
}

/// What a queue has learnt.
#[derive(Clone, Default)]
pub(crate) struct History {
    /// The last assignment, while somebody has been ready ever since.
    last_start: Option<i64>,
    between_starts: Mean,
    handling: Mean,
    last_wait: Option<i64>,
    pub(crate) records: [Record; 3],
    pub(crate) censored: u64,
}

/// What was foretold as it came to its queue.
#[derive(Clone, Copy, Default)]
pub(crate) struct Foretold {
    had_to_wait: bool,
    waits: [Option<i64>; 3],
}

/// What the estimators say now.
pub(crate) struct Foresight {
    pub(crate) position: usize,
    pub(crate) is_agent_free: bool,
    pub(crate) waits: [Result<i64, Unknown>; 3],
    /// The best of those that have an answer.
    pub(crate) best: Option<Estimator>,
}

impl Item {
    /// Its wait is not only one for agents.
    fn asks_for_a_time(&self) -> bool {
        self.facts.not_before.is_some() || !self.facts.windows.is_empty()
    }
}

impl World {
    /// The wait still to come, by the estimator named or else by the best; unknown = none.
    pub(crate) fn estimated_wait(&self, item: &Item, by: Option<Estimator>) -> Option<i64> {
        let foresight = self.foresee(item);
        let by = by.or(foresight.best)?;
        Estimator::ALL.into_iter().zip(foresight.waits).find(|(one, _)| *one == by)?.1.ok()
    }

    /// An interaction with nothing special about it that would come to a queue now.
    pub(crate) fn newcomer(&self, queue: usize) -> Item {
        let facts = NewInteraction::new("", self.queues[queue].config.id.clone());
        Item::new(facts, queue, self.now, self.enqueued)
    }

    pub(crate) fn foresee(&self, item: &Item) -> Foresight {
        let comes_first = |other: &&Item| {
            other.is_queued()
                && other.queue == item.queue
                && other.order != item.order
                && other.is_due(self.now)
                && self.compare_items(other, item).0.is_lt()
        };
        let ahead: Vec<&Item> = self.items.values().filter(comes_first).collect();
        // OPEN: each before it whom nobody is asked for yet takes one of those who are free.
        let unasked = ahead.iter().filter(|other| other.is_waiting()).count();
        let pushes = self.queue_of(item).config.push;
        let is_agent_free =
            !item.offers.is_empty() || (pushes && self.eligible_members(item).len() > unasked);
        let position = ahead.len() + 1;
        let head = ahead.into_iter().min_by(|one, other| self.compare_items(one, other).0);
        let waits = match self.nobody_who_could(item) {
            _ if is_agent_free => [Ok(0); 3],
            Some(unknown) => [Err(unknown); 3],
            None => self.waits(item, position, head),
        };
        Foresight { position, is_agent_free, waits, best: self.best_of(item, &waits) }
    }

    fn waits(&self, item: &Item, position: usize, head: Option<&Item>) -> [Result<i64, Unknown>; 3] {
        let history = self.history(item);
        let waited = self.now - item.entered_at;
        let still = |whole: i64| if whole > waited { Ok(whole - waited) } else { Err(Unknown::Overdue) };
        let ready = self.ready_members(item.queue).max(1) as i128;
        // OPEN: rounded up, as a wait is 0 only where an agent is free.
        let by_length = |each: i64| {
            let agent_time = position as i128 * i128::from(each);
            ((agent_time + ready - 1) / ready) as i64
        };
        let each = history.between_starts.known().or(history.handling.known());
        [
            each.map(by_length).ok_or(Unknown::NothingHandled),
            head.map_or(Err(Unknown::NobodyAhead), |head| still(self.now - head.entered_at)),
            history.last_wait.map_or(Err(Unknown::NothingHandled), still),
        ]
    }

    fn best_of(&self, item: &Item, waits: &[Result<i64, Unknown>; 3]) -> Option<Estimator> {
        let records = self.history(item).records;
        let mut best: Option<usize> = None;
        for place in (0..3).filter(|place| waits[*place].is_ok()) {
            if best.is_none_or(|best| records[place].is_better_than(&records[best])) {
                best = Some(place);
            }
        }
        best.map(|place| Estimator::ALL[place])
    }

    pub(crate) fn history(&self, item: &Item) -> History {
        self.histories.get(&item.facts.queue).cloned().unwrap_or_default()
    }

    fn nobody_who_could(&self, item: &Item) -> Option<Unknown> {
        let queue = self.queue_of(item);
        let could = queue.members.iter().filter(|(number, membership)| {
            could_ever(&self.agents[*number].config, membership, &queue.config, &item.facts)
        });
        let presences: Vec<Presence> = could.map(|(number, _)| self.agents[*number].presence).collect();
        if presences.is_empty() {
            return Some(Unknown::CannotBeMet);
        }
        if presences.contains(&Presence::Available) {
            return None;
        }
        let is_paused = presences.contains(&Presence::Paused);
        Some(if is_paused { Unknown::NobodyAvailable } else { Unknown::NobodyLoggedIn })
    }

    /// Members who are available, be they busy or free.
    fn ready_members(&self, queue: usize) -> usize {
        let is_ready = |number: usize| self.agents[number].presence == Presence::Available;
        self.queues[queue].members.iter().filter(|(number, _)| is_ready(*number)).count()
    }

    /// Counts what an estimate comes to.
    pub(crate) fn tally_estimate(&mut self, foresight: &Foresight) {
        let best = foresight.best.map(|best| match best {
            Estimator::QueueLength => "best_by_queue_length",
            Estimator::HeadOfLine => "best_by_head_of_line",
            Estimator::LastToEnterService => "best_by_last_to_enter_service",
        });
        if foresight.is_agent_free {
            return self.tally.count("estimate", "agent_free");
        }
        best.into_iter().for_each(|best| self.tally.count("estimate", best));
        for wait in foresight.waits {
            let rule = match wait {
                Ok(_) => "wait",
                Err(Unknown::CannotBeMet) => "cannot_be_met",
                Err(Unknown::NobodyLoggedIn) => "nobody_logged_in",
                Err(Unknown::NobodyAvailable) => "nobody_available",
                Err(Unknown::NothingHandled) => "nothing_handled",
                Err(Unknown::NobodyAhead) => "nobody_ahead",
                Err(Unknown::Overdue) => "overdue",
            };
            self.tally.count("estimate", rule);
        }
    }

    /// What is foretold as an interaction comes to a queue; OPEN: once everything is matched, and not of what asks
    /// for a time of its own.
    pub(crate) fn foretell(&mut self) {
        if !self.knows_estimates {
            return;
        }
        let is_new = |item: &Item| item.is_queued() && item.foretold.is_none() && !item.asks_for_a_time();
        let new = self.ids(is_new);
        let of = |id: &String| {
            let foresight = self.foresee(&self.items[id]);
            let waits = foresight.waits.map(|wait| wait.ok().filter(|_| !foresight.is_agent_free));
            Foretold { had_to_wait: !foresight.is_agent_free, waits }
        };
        let foretold: Vec<Foretold> = new.iter().map(of).collect();
        for (id, foretold) in new.iter().zip(foretold) {
            self.item(id).foretold = Some(foretold);
        }
    }

    /// An agent gets it.
    pub(crate) fn learn_start(&mut self, id: &str) {
        if !self.knows_estimates {
            return;
        }
        let now = self.now;
        let item = self.item(id);
        let foretold = item.foretold.unwrap_or_default();
        // Scored once; OPEN: where it comes back from an agent, nothing is foretold anew.
        item.foretold = Some(Foretold { waits: [None; 3], ..foretold });
        item.assigned_at = Some(now);
        // OPEN: one that asked for a time of its own meanwhile is not scored, but is an assignment like any other.
        let foretold = if item.asks_for_a_time() { Foretold::default() } else { foretold };
        let (queue, entered_at, number) = (item.facts.queue.clone(), item.entered_at, item.queue);
        let ready = self.ready_members(number) as i64;
        let history = self.histories.entry(queue).or_default();
        let wait = now - entered_at;
        if let Some(last) = history.last_start
            && foretold.had_to_wait
            && entered_at <= last
            && ready > 0
        {
            history.between_starts.learn((now - last) * ready);
        }
        history.last_start = Some(now);
        if foretold.had_to_wait && wait > 0 {
            history.last_wait = Some(wait);
        }
        for (record, foretold) in history.records.iter_mut().zip(foretold.waits) {
            if let Some(foretold) = foretold {
                record.add(foretold - wait);
            }
        }
        let is_scored = foretold.waits.iter().any(Option::is_some);
        self.tally.count("estimate", if is_scored { "scored" } else { "not_scored" });
        self.forget_starts();
    }

    /// It leaves its queue without an agent, and what was foretold is no longer of use.
    pub(crate) fn learn_unserved(&mut self, id: &str) {
        let foretold = self.item(id).foretold.take().unwrap_or_default();
        if foretold.waits.iter().any(Option::is_some) {
            let queue = self.items[id].facts.queue.clone();
            self.histories.entry(queue).or_default().censored += 1;
            self.tally.count("estimate", "censored");
        }
    }

    /// The agent is done with it; the wrap-up that his queue gives belongs to it.
    pub(crate) fn learn_handling(&mut self, queue: &str, assigned_at: Option<i64>) {
        let Some(since) = assigned_at else { return };
        let wrap_up =
            self.queue_number(queue).map_or(0, |queue| self.queues[queue].config.wrap_up.as_micros());
        self.histories.entry(queue.to_owned()).or_default().handling.learn(self.now - since + wrap_up);
    }

    /// A time in which nobody was ready is no time between two starts.
    pub(crate) fn forget_starts(&mut self) {
        for number in 0..self.queues.len() {
            if self.ready_members(number) == 0
                && let Some(history) = self.histories.get_mut(&self.queues[number].config.id)
            {
                history.last_start = None;
            }
        }
    }
}
