//! What a queue has learnt of its waits, and how wrong each estimator has been. Everything is a whole number, and sums
//! stop at their ends instead of wrapping.

use super::agent::Presence;
use super::interaction::Interaction;
use super::state::{LARGEST_COUNTER, State};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// A mean follows the last so many samples: half an hour of a queue that takes a contact a minute.
const MEMORY: u32 = 32;

/// A way to foretell a wait.
///
/// Sources: R. Ibrahim and W. Whitt, "Real-time delay estimation based on delay history" (Manufacturing & Service
/// Operations Management 11, 2009) and "Real-time delay estimation in overloaded multiserver queues with abandonments"
/// (Management Science 55, 2009), which name and compare them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Position × agent time that one contact of the queue takes / members ready, be they busy or free.
    QueueLength,
    /// What the first in the queue has waited so far, less what this one has.
    HeadOfLine,
    /// What the last one assigned of those who had to wait has waited, less what this one has.
    LastToEnterService,
}

impl Estimator {
    /// All of them, in the order that decides between equals.
    pub const ALL: [Self; 3] = [Self::QueueLength, Self::HeadOfLine, Self::LastToEnterService];
}

/// What was foretold as an interaction came to its queue, after the match of that instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "ForetoldForm", from = "ForetoldForm")]
pub struct Foretold {
    /// Nobody was asked or free at once.
    pub had_to_wait: bool,
    /// Packed, as there is one for each that waits.
    waits_us: [i64; 3],
}

/// Stands for an unknown wait.
const UNKNOWN: i64 = i64::MIN;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Foretold")]
struct ForetoldForm {
    had_to_wait: bool,
    queue_length_us: Option<Span>,
    head_of_line_us: Option<Span>,
    last_to_enter_service_us: Option<Span>,
}

impl From<Foretold> for ForetoldForm {
    fn from(foretold: Foretold) -> Self {
        let [queue_length_us, head_of_line_us, last_to_enter_service_us] = foretold.by();
        let had_to_wait = foretold.had_to_wait;
        Self { had_to_wait, queue_length_us, head_of_line_us, last_to_enter_service_us }
    }
}

impl From<ForetoldForm> for Foretold {
    fn from(form: ForetoldForm) -> Self {
        let waits = [form.queue_length_us, form.head_of_line_us, form.last_to_enter_service_us];
        Self::new(form.had_to_wait, waits)
    }
}

impl Default for Foretold {
    fn default() -> Self {
        Self::new(false, [None; 3])
    }
}

impl Foretold {
    pub(crate) fn new(had_to_wait: bool, waits: [Option<Span>; 3]) -> Self {
        Self { had_to_wait, waits_us: waits.map(|wait| wait.map_or(UNKNOWN, Span::as_micros)) }
    }

    /// What each estimator of [`Estimator::ALL`] said; `None` = unknown, or scored already.
    pub fn by(&self) -> [Option<Span>; 3] {
        self.waits_us.map(|wait| (wait != UNKNOWN).then(|| Span::from_micros(wait)))
    }
}

/// What a queue has learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaitHistory {
    /// The last assignment, while somebody has been ready ever since.
    last_start: Option<Timestamp>,
    /// Agent time between two assignments in a row, while the second of the two waited.
    between_starts: Mean,
    /// Agent time from assignment to the end of wrap-up.
    handling: Mean,
    /// Wait of the last one assigned of those who had to wait.
    last_wait: Option<Span>,
    scores: [Score; 3],
    /// Waits that were foretold, but ended without an agent.
    censored: u64,
}

impl WaitHistory {
    /// Agent time that one contact takes: as measured from start to start, which holds where agents are shared with
    /// other queues; until there is such a measure, what contacts were handled in.
    pub(crate) fn agent_time_per_contact(&self) -> Option<i64> {
        self.between_starts.known().or_else(|| self.handling.known())
    }

    pub(crate) fn last_wait(&self) -> Option<Span> {
        self.last_wait
    }

    pub(crate) fn scores(&self) -> &[Score; 3] {
        &self.scores
    }

    pub(crate) fn censored(&self) -> u64 {
        self.censored
    }

    fn started(&mut self, entered: Timestamp, foretold: Foretold, ready: usize, now: Timestamp) {
        // What is forced upon one who is paused begins no time between two starts.
        let start = (ready > 0).then_some(now);
        if let Some(last) = std::mem::replace(&mut self.last_start, start)
            && foretold.had_to_wait
            && entered <= last
            && ready > 0
        {
            let ready = i64::try_from(ready).unwrap_or(i64::MAX);
            self.between_starts.learn((now - last).as_micros().saturating_mul(ready));
        }
        let wait = now - entered;
        if foretold.had_to_wait && wait > Span::ZERO {
            self.last_wait = Some(wait);
        }
        for (score, predicted) in self.scores.iter_mut().zip(foretold.by()) {
            if let Some(predicted) = predicted {
                score.add(predicted, wait);
            }
        }
    }

    /// Whether it could have come about by `now`: a restored snapshot may be damaged.
    fn is_sound(&self, now: Timestamp) -> bool {
        self.last_start.is_none_or(|at| at <= now)
            && self.censored <= LARGEST_COUNTER
            && self.last_wait.is_none_or(|wait| wait > Span::ZERO)
            && [self.between_starts, self.handling].iter().all(Mean::is_sound)
            && self.scores.iter().all(Score::is_sound)
    }
}

/// A mean of whole microseconds: exact to a few of them over the first samples, exponentially weighted from then on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mean {
    /// Samples, counted up to [`MEMORY`].
    samples: u32,
    mean_us: i64,
}

impl Mean {
    fn learn(&mut self, sample_us: i64) {
        self.samples = self.samples.saturating_add(1).min(MEMORY);
        let step = sample_us.max(0).saturating_sub(self.mean_us) / i64::from(self.samples);
        self.mean_us = self.mean_us.saturating_add(step);
    }

    /// A mean of 0 says nothing of a wait.
    fn known(&self) -> Option<i64> {
        (self.mean_us > 0).then_some(self.mean_us)
    }

    fn is_sound(&self) -> bool {
        self.samples <= MEMORY && self.mean_us >= 0 && (self.samples > 0 || self.mean_us == 0)
    }
}

/// Errors of an estimator: foretold less actual wait, so that a positive one was too long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Score {
    count: u64,
    sum_us: i64,
    sum_absolute_us: i64,
    sum_of_squares: u128,
}

impl Score {
    fn add(&mut self, foretold: Span, actual: Span) {
        let error = (foretold - actual).as_micros();
        self.count = self.count.saturating_add(1);
        self.sum_us = self.sum_us.saturating_add(error);
        self.sum_absolute_us = self.sum_absolute_us.saturating_add(error.saturating_abs());
        let square = u128::from(error.unsigned_abs()) * u128::from(error.unsigned_abs());
        self.sum_of_squares = self.sum_of_squares.saturating_add(square);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Mean, mean absolute and root mean square error, towards 0 to the microsecond; `None` = nothing scored.
    pub(crate) fn errors(&self) -> Option<[Span; 3]> {
        let mean = |sum: i64| i128::from(sum).checked_div(i128::from(self.count));
        let span = |us: i128| Span::from_micros(i64::try_from(us).unwrap_or(i64::MAX));
        let square = self.sum_of_squares.checked_div(u128::from(self.count))?;
        let root = i128::try_from(square.isqrt()).unwrap_or(i128::MAX);
        Some([span(mean(self.sum_us)?), span(mean(self.sum_absolute_us)?), span(root)])
    }

    /// Order by mean absolute error, as a fraction; never scored comes last.
    pub(crate) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let cross = |one: &Self, other: &Self| i128::from(one.sum_absolute_us) * i128::from(other.count);
        let unscored = |score: &Self| score.count == 0;
        unscored(self).cmp(&unscored(other)).then_with(|| cross(self, other).cmp(&cross(other, self)))
    }

    fn is_sound(&self) -> bool {
        self.count <= LARGEST_COUNTER
            && self.sum_absolute_us >= 0
            && self.sum_us.unsigned_abs() <= self.sum_absolute_us.unsigned_abs()
            && (self.count > 0 || (self.sum_absolute_us == 0 && self.sum_of_squares == 0))
    }
}

impl State {
    /// An interaction goes to an agent: its wait is known, and what was foretold of it is scored.
    pub(crate) fn learn_start(&mut self, id: &str) {
        self.sync();
        let Some(queue) = self.interactions.get(id).map(|one| one.facts.queue.clone()) else { return };
        let (now, ready) = (self.now, self.ready_members(&queue));
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let foretold = interaction.foretold.unwrap_or_default();
        interaction.foretold = Some(Foretold::new(foretold.had_to_wait, [None; 3]));
        interaction.assigned_at = Some(now);
        // What began at another time says nothing by its wait, but an agent has begun it all the same.
        let foretold = if interaction.tells_of_waits() { foretold } else { Foretold::default() };
        let entered = interaction.queue_entered_at();
        self.histories.entry(queue).or_default().started(entered, foretold, ready, now);
    }

    /// A contact is over: its agent had it since then, and has the queue's wrap-up to come.
    pub(crate) fn learn_handling(&mut self, queue: &str, assigned_at: Option<Timestamp>) {
        let Some(since) = assigned_at else { return };
        let wrap_up = self.queues.get(queue).map_or(Span::ZERO, |queue| queue.wrap_up);
        let handled = (self.now - since + wrap_up).as_micros();
        self.histories.entry(queue.to_owned()).or_default().handling.learn(handled);
    }

    /// Its stay in the queue ends without an agent: what was foretold is not scored.
    pub(crate) fn learn_unserved(&mut self, id: &str) {
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let foretold = interaction.foretold.take().unwrap_or_default();
        if foretold.by().iter().any(Option::is_some) {
            let history = self.histories.entry(interaction.facts.queue.clone()).or_default();
            history.censored = history.censored.saturating_add(1);
        }
    }

    /// A time in which nobody was ready is no time between two starts.
    pub(crate) fn forget_starts_where_nobody_is_ready(&mut self) {
        self.sync();
        let running = self.histories.iter().filter(|(_, history)| history.last_start.is_some());
        let idle = running.map(|(queue, _)| queue).filter(|queue| self.ready_members(queue) == 0);
        for queue in idle.cloned().collect::<Vec<_>>() {
            if let Some(history) = self.histories.get_mut(&queue) {
                history.last_start = None;
            }
        }
    }

    /// Members who are ready, be they busy or free.
    pub(crate) fn ready_members(&self, queue: &str) -> usize {
        let is_ready = |presence| presence == Presence::Available;
        self.ready_by_index(queue).unwrap_or_else(|| self.count_members(queue, is_ready))
    }

    /// Members who are logged in.
    pub(crate) fn present_members(&self, queue: &str) -> usize {
        let is_present = |presence| presence != Presence::Offline;
        self.present_by_index(queue).unwrap_or_else(|| self.count_members(queue, is_present))
    }

    fn count_members(&self, queue: &str, counts: impl Fn(Presence) -> bool) -> usize {
        let members = self.members(queue).iter().filter_map(|id| self.agents.get(id));
        members.filter(|agent| counts(agent.presence)).count()
    }

    pub(crate) fn are_histories_sound(&self) -> bool {
        let known = self
            .histories
            .iter()
            .all(|(queue, history)| self.queues.contains_key(queue) && history.is_sound(self.now));
        let foretold = |one: &Interaction| {
            let waits = one.foretold.unwrap_or_default().by();
            waits.into_iter().flatten().all(|wait| wait > Span::ZERO)
                && one.assigned_at.is_none_or(|at| at <= self.now)
        };
        known && self.interactions.values().all(foretold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_exact_at_first_and_follows_what_is_new_later() {
        let mut mean = Mean::default();
        for sample in [10, 20, 60] {
            mean.learn(sample);
        }
        assert_eq!(mean.known(), Some(30));
        for _ in 0..1_000 {
            mean.learn(1_000_000);
        }
        // Whole numbers stop short of what they follow by less than the memory.
        assert!((1_000_000 - i64::from(MEMORY)..=1_000_000).contains(&mean.mean_us), "{}", mean.mean_us);
        mean.learn(i64::MAX);
        assert!(mean.is_sound());
    }

    #[test]
    fn errors_are_foretold_less_actual() {
        let mut score = Score::default();
        assert_eq!(score.errors(), None);
        score.add(Span::from_micros(7), Span::from_micros(4));
        score.add(Span::from_micros(1), Span::from_micros(5));
        let errors = [0, 3, 3].map(Span::from_micros);
        assert_eq!(score.errors(), Some(errors), "-1/2, 7/2 and the root of 25/2, towards 0");
        score.add(Span::from_micros(i64::MAX), Span::from_micros(i64::MIN));
        score.add(Span::from_micros(i64::MAX), Span::from_micros(i64::MIN));
        assert!(score.errors().is_some() && score.is_sound());
    }
}
