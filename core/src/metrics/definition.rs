use super::accumulators::{Count, Moment};
use super::spec::{Attribution, Dimension, KpiSpec};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// A metric: what it is called, what it counts and where it may be asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Definition {
    /// Its id, such as `sl.no_short`.
    pub id: &'static str,
    /// Raised when the meaning changes.
    pub version: u32,
    /// Unit of its value.
    pub unit: Unit,
    /// The formula in words: T is the target wait, s the short-abandon limit.
    pub formula: &'static str,
    /// The instants that may place a contact in an interval, the default first.
    pub attributions: &'static [Attribution],
    /// Whether it makes sense per agent; queue metrics such as a service level do not.
    pub level: Level,
    #[serde(skip)]
    pub(super) expression: Expression,
}

/// Unit of a metric's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A number of contacts.
    Count,
    /// A share from 0 to 1.
    Ratio,
    /// Seconds.
    Seconds,
    /// A plain number, such as holds a contact or agents.
    Number,
    /// Contacts an hour.
    PerHour,
}

/// Where a metric makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Per queue, channel and type, not per agent.
    Queue,
    /// Anywhere, per agent too.
    Any,
    /// Per agent and for the whole centre, not per queue, channel or type.
    Agent,
}

/// A signed sum of counts.
pub(super) type Terms = &'static [(i64, Count)];

/// How a value comes from a cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expression {
    Count(Terms),
    Ratio {
        of: Terms,
        over: Terms,
    },
    /// Sum over number of one moment; not recorded where `among` contacts have no value.
    Mean {
        of: Moment,
        among: Count,
    },
    /// Sum of one moment over contacts with the first.
    MeanOver {
        of: Moment,
        over: Moment,
        among: Count,
    },
    Deviation {
        of: Moment,
        among: Count,
    },
    Variation {
        of: Moment,
        among: Count,
    },
    Max {
        of: Moment,
        among: Count,
    },
    Quantile {
        of: Moment,
        among: Count,
        p: f64,
    },
    /// Shares of agents' time.
    TimeShare {
        of: &'static [Moment],
        over: &'static [Moment],
    },
    /// Agents' time over the interval's length.
    Presence {
        of: Moment,
    },
    PerHour {
        of: Terms,
        over: Moment,
    },
}

impl Definition {
    /// Names this definition with the thresholds of `spec`: two numbers compare only if it is equal.
    pub fn hash(&self, attribution: Attribution, spec: &KpiSpec) -> u64 {
        xxh3_64(
            format!(
                "{} v{} {:?} {attribution:?} {:?} {} {} {}",
                self.id,
                self.version,
                self.expression,
                spec.comparison,
                spec.target_wait.as_micros(),
                spec.short_abandon.as_micros(),
                spec.repeat_window.as_micros()
            )
            .as_bytes(),
        )
    }

    /// Whether the exact values behind it have to be kept.
    pub(super) fn keeps(&self, moment: Moment) -> bool {
        matches!(self.expression, Expression::Quantile { of, .. } if of == moment)
    }

    /// Whether it is a ratio over these contacts.
    pub(super) fn counts(&self, what: Count) -> bool {
        matches!(self.expression, Expression::Ratio { over, .. } if over.contains(&(1, what)))
    }

    /// Whether `by` groups as this metric can be asked for.
    pub(super) fn allows(&self, by: &[Dimension]) -> bool {
        match self.level {
            Level::Any => true,
            Level::Queue => !by.contains(&Dimension::Agent),
            Level::Agent => by.iter().all(|dimension| *dimension == Dimension::Agent),
        }
    }
}
