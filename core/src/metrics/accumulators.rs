use crate::time::Span;

/// What is counted in a cell. "Timed" leaves out contacts whose wait is not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Arrived,
    Blocked,
    BlockedOnArrival,
    MenuAbandoned,
    Offered,
    Answered,
    Abandoned,
    ShortAbandoned,
    FlowOut,
    Open,
    Handled,
    OfferedTimed,
    AnsweredTimed,
    AbandonedTimed,
    AnsweredWithin,
    AbandonedWithin,
    RemovedWithin,
    Transferred,
    AgentHangUp,
    EndRecorded,
    CustomerKnown,
    RepeatEligible,
    Repeated,
    RepeatedAnswered,
}

/// Lengths of time (and hold counts) whose number, sum, squares and greatest value a cell keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    WaitAll,
    WaitAnswered,
    WaitDelayed,
    WaitAbandoned,
    Ring,
    Talk,
    Hold,
    HoldHeld,
    WrapUp,
    Handle,
    Holds,
    StateContact,
    StateRinging,
    StateWrapUp,
    StateAvailable,
    StateLoggedOn,
}

const COUNTS: usize = Count::RepeatedAnswered as usize + 1;
const MOMENTS: usize = Moment::StateLoggedOn as usize + 1;

/// Whole-number sums of one cell: adding in any order or partition gives the same bits.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    counts: [i64; COUNTS],
    moments: [Sums; MOMENTS],
    /// Values kept for exact percentiles, and only when one is asked for.
    values: [Vec<i64>; 2],
}

/// Number, sum, sum of squares and greatest of a length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) n: i64,
    pub(super) sum: i128,
    pub(super) squares: i128,
    pub(super) max: i64,
}

impl Default for Cell {
    fn default() -> Self {
        Self { counts: [0; COUNTS], moments: [Sums::default(); MOMENTS], values: [Vec::new(), Vec::new()] }
    }
}

impl Sums {
    /// Standard deviation (n − 1) in microseconds, from whole numbers: n·Σx² − (Σx)² is exact.
    pub(super) fn standard_deviation(&self) -> Option<f64> {
        let n = i128::from(self.n);
        // i128 holds n·Σx² for 1e5 values of 1e6 s each; beyond that the f64 form is close enough.
        let spread = match (n.checked_mul(self.squares), self.sum.checked_mul(self.sum)) {
            (Some(left), Some(right)) => (left - right) as f64,
            _ => n as f64 * self.squares as f64 - self.sum as f64 * self.sum as f64,
        };
        (n > 1).then(|| (spread.max(0.0) / (n as f64 * (n - 1) as f64)).sqrt())
    }
}

impl Cell {
    pub(super) fn count(&mut self, what: Count) {
        self.counts[what as usize] += 1;
    }

    pub(super) fn add(&mut self, what: Moment, value: i64, keep: bool) {
        let sums = &mut self.moments[what as usize];
        let wide = i128::from(value);
        sums.max = if sums.n == 0 { value } else { sums.max.max(value) };
        sums.n += 1;
        sums.sum += wide;
        sums.squares = sums.squares.saturating_add(wide.saturating_mul(wide));
        if let (true, Some(slot)) = (keep, value_slot(what)) {
            self.values[slot].push(value);
        }
    }

    pub(super) fn add_span(&mut self, what: Moment, value: Option<Span>, keep: bool) {
        // A negative length of time is not a measurement; the quality report names it.
        if let Some(value) = value.filter(|value| *value >= Span::ZERO) {
            self.add(what, value.as_micros(), keep);
        }
    }

    pub(super) fn counted(&self, what: Count) -> i64 {
        self.counts[what as usize]
    }

    pub(super) fn sums(&self, what: Moment) -> Sums {
        self.moments[what as usize]
    }

    pub(super) fn values(&self, what: Moment) -> &[i64] {
        value_slot(what).map_or(&[], |slot| &self.values[slot])
    }
}

fn value_slot(what: Moment) -> Option<usize> {
    match what {
        Moment::WaitAnswered => Some(0),
        Moment::Handle => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_deviation_is_exact_for_far_values_close_together() {
        let mut cell = Cell::default();
        for value in [1_000_000_000_001, 1_000_000_000_002, 1_000_000_000_003] {
            cell.add(Moment::Handle, value, false);
        }
        assert_eq!(cell.sums(Moment::Handle).standard_deviation(), Some(1.0));
        assert_eq!(Cell::default().sums(Moment::Handle).standard_deviation(), None);
    }
}
