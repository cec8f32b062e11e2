//! The law of the number in system, kept where it is not negligible.

use crate::staffing::error::StaffingError;

/// Probabilities below this at an edge of the window join the state next to it, so no mass is lost.
///
/// A day at 100 agents takes some 1e5 steps: what is moved stays far below 1e-11.
pub(super) const EDGE: f64 = 1e-17;

/// P(number in system = first + i), i = 0 …; never empty.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Law {
    pub(super) first: usize,
    pub(super) p: Vec<f64>,
}

impl Law {
    pub(super) fn at(number: usize) -> Self {
        Self { first: number, p: vec![1.0] }
    }

    /// Folded at the edges where probabilities are negligible.
    pub(super) fn new(first: usize, p: Vec<f64>) -> Self {
        let mut law = Self { first, p };
        law.trim();
        law
    }

    pub(super) fn last(&self) -> usize {
        self.first + self.p.len() - 1
    }

    pub(super) fn states(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.p.iter().enumerate().map(|(i, p)| (self.first + i, *p))
    }

    pub(super) fn total(&self) -> f64 {
        self.p.iter().sum()
    }

    /// Probability of `number` or more.
    pub(super) fn at_least(&self, number: u32) -> f64 {
        let skip = (number as usize).saturating_sub(self.first).min(self.p.len());
        // From the thin end, so that small sums keep their digits.
        self.p[skip..].iter().rev().sum()
    }

    pub(super) fn mean(&self) -> f64 {
        self.states().map(|(n, p)| n as f64 * p).sum()
    }

    /// Mean number beyond `agents`.
    pub(super) fn mean_queue(&self, agents: u32) -> f64 {
        self.states().map(|(n, p)| n.saturating_sub(agents as usize) as f64 * p).sum()
    }

    /// Mean number of `agents` busy.
    pub(super) fn mean_busy(&self, agents: u32) -> f64 {
        self.states().map(|(n, p)| n.min(agents as usize) as f64 * p).sum()
    }

    fn trim(&mut self) {
        while self.p.len() > 1 && self.p[self.p.len() - 1] < EDGE {
            let moved = self.p.pop().unwrap_or(0.0);
            if let Some(edge) = self.p.last_mut() {
                *edge += moved;
            }
        }
        let (mut skip, mut moved) = (0, 0.0);
        while skip + 1 < self.p.len() && self.p[skip] + moved < EDGE {
            moved += self.p[skip];
            skip += 1;
        }
        self.p.drain(..skip);
        self.first += skip;
        self.p[0] += moved;
    }

    /// Those above `stay` leave the system, at most `leave` of them, in each state; with their mean number.
    ///
    /// So agents whose shift ends take the calls they are on along: the idle ones go first.
    pub(super) fn without_up_to(&self, leave: usize, stay: usize) -> (Self, f64) {
        let after = |n: usize| n - n.saturating_sub(stay).min(leave);
        let first = after(self.first);
        let mut p = vec![0.0; after(self.last()) - first + 1];
        let mut left = 0.0;
        for (n, value) in self.states() {
            p[after(n) - first] += value;
            left += (n - after(n)) as f64 * value;
        }
        (Self { first, p }, left)
    }

    /// Sum of absolute differences.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        let value = |law: &Self, n: usize| {
            n.checked_sub(law.first).and_then(|i| law.p.get(i)).copied().unwrap_or(0.0)
        };
        let range = self.first.min(other.first)..=self.last().max(other.last());
        range.map(|n| (value(self, n) - value(other, n)).abs()).sum()
    }
}

/// How much work may still be done: multiplications of a state's probability.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    left: u64,
}

/// About half a minute; a day of 48 intervals at 100 agents needs 2e7, at 10,000 agents 1e10.
const WORK_LIMIT: u64 = 30_000_000_000;

/// A hundred times the arrivals and departures of a half-hour at 10,000 agents.
const MAX_EVENTS: f64 = 5e7;

impl Default for Work {
    fn default() -> Self {
        Self { left: WORK_LIMIT }
    }
}

impl Work {
    /// Refuses so many events in one interval that no window of states would be small enough.
    pub(super) fn check(&self, events: f64) -> Result<(), StaffingError> {
        if events <= MAX_EVENTS { Ok(()) } else { Err(StaffingError::TooMuchWork { limit: WORK_LIMIT }) }
    }

    /// Takes `steps × states` from what is left.
    pub(super) fn take(&mut self, steps: f64, states: usize) -> Result<(), StaffingError> {
        let wanted = steps * states as f64;
        if wanted > self.left as f64 {
            return Err(StaffingError::TooMuchWork { limit: WORK_LIMIT });
        }
        self.left -= wanted as u64;
        Ok(())
    }
}
