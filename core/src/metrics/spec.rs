use super::definition::Definition;
use super::registry::{definition, definitions};
use crate::time::{Every, Span, TimeError, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use thiserror::Error;

/// What to compute, over which groups and intervals, by which rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KpiSpec {
    /// Metric ids.
    pub metrics: Vec<String>,
    /// Groups; none = everything together.
    pub by: Vec<Dimension>,
    /// Intervals; none = the whole period.
    pub every: Option<Every>,
    /// IANA zone of the intervals.
    pub zone: String,
    /// Instant that places a contact in an interval; none = each metric's own default.
    pub attribution: Option<Attribution>,
    /// T of service levels: 20 s.
    #[serde(rename = "target_wait_us")]
    pub target_wait: Span,
    /// Whether a wait of exactly T is within.
    pub comparison: Comparison,
    /// s: an abandon after this long or less is short: 5 s.
    #[serde(rename = "short_abandon_us")]
    pub short_abandon: Span,
    /// A contact of the same customer and reason within this time is a repeat: 7 days.
    #[serde(rename = "repeat_window_us")]
    pub repeat_window: Span,
    /// Confidence of intervals: 0.95.
    pub confidence: f64,
    /// Fewer contacts than this give null (`below_min_n`): 0.
    pub min_n: u64,
    /// End of the data: repeat windows and open states end here; none = the latest instant recorded.
    #[serde(rename = "as_of_us")]
    pub as_of: Option<Timestamp>,
}

impl Default for KpiSpec {
    fn default() -> Self {
        Self {
            metrics: Vec::new(),
            by: Vec::new(),
            every: None,
            zone: "UTC".to_owned(),
            attribution: None,
            target_wait: Span::from_seconds(20),
            comparison: Comparison::AtMost,
            short_abandon: Span::from_seconds(5),
            repeat_window: Span::from_seconds(7 * 86_400),
            confidence: 0.95,
            min_n: 0,
            as_of: None,
        }
    }
}

/// A grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The queue.
    Queue,
    /// The agent who answered; contacts without one are in no group.
    Agent,
    /// The channel.
    Channel,
    /// The host's own type of contact.
    ContactType,
    /// The reason for the contact.
    Reason,
}

impl Dimension {
    /// Its name as a column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Agent => "agent",
            Self::Channel => "channel",
            Self::ContactType => "contact_type",
            Self::Reason => "reason",
        }
    }
}

/// The instant that places a contact, or how an agent's time is placed, in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// Arrival at the entry point, before any menu.
    Arrival,
    /// Entry into the queue.
    Enqueue,
    /// Connection, or the accept where that is all there is.
    Answer,
    /// End of the contact.
    End,
    /// Time is split over the intervals it overlaps.
    Split,
}

impl Attribution {
    /// Its name as a value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Enqueue => "enqueue",
            Self::Answer => "answer",
            Self::End => "end",
            Self::Split => "split",
        }
    }
}

/// Whether a wait of exactly T is within T.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// wait ≤ T. The default.
    #[default]
    AtMost,
    /// wait < T, as some vendors count.
    LessThan,
}

/// Why a computation was refused.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// No metric has such an id.
    #[error("{}", unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    UnknownMetric {
        /// Every id that no metric has.
        unknown: Vec<UnknownMetric>,
    },
    /// No metric was asked for.
    #[error("metrics is empty, but must name at least one metric")]
    NoMetric,
    /// A metric or grouping was asked for twice.
    #[error("{field} names {value:?} twice, but must name each once")]
    Repeated {
        /// The field.
        field: &'static str,
        /// What it names twice.
        value: String,
    },
    /// The metric cannot be attributed so.
    #[error("attribution of {metric} is {}, but must be {}", given.name(), names(allowed))]
    AttributionNotAllowed {
        /// The metric.
        metric: &'static str,
        /// What was asked for.
        given: Attribution,
        /// What is possible.
        allowed: &'static [Attribution],
    },
    /// A value outside its range.
    #[error("{field} is {value}, but {why}")]
    InvalidSpec {
        /// The field.
        field: &'static str,
        /// What was given.
        value: f64,
        /// What would be right.
        why: &'static str,
    },
    /// An agent state so long that it overlaps an absurd number of intervals.
    #[error("a state of agent {agent:?} overlaps more than {limit} intervals; its end is probably wrong")]
    TooManyIntervals {
        /// The agent.
        agent: String,
        /// The most that is computed.
        limit: usize,
    },
    /// The zone or an instant is unusable.
    #[error(transparent)]
    Time(#[from] TimeError),
}

/// An id that no metric has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMetric {
    /// What was asked for.
    pub metric: String,
    /// What there is, the similar ones where there are any.
    pub known: Vec<&'static str>,
}

impl fmt::Display for UnknownMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metric is {:?}, but must be one of {}", self.metric, self.known.join(", "))
    }
}

impl MetricsError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownMetric { .. } => "unknown_metric",
            Self::AttributionNotAllowed { .. } => "attribution_not_allowed",
            Self::InvalidSpec { .. } | Self::NoMetric | Self::Repeated { .. } => "invalid_spec",
            Self::TooManyIntervals { .. } => "too_many_intervals",
            Self::Time(error) => error.code(),
        }
    }
}

fn names(attributions: &[Attribution]) -> String {
    attributions.iter().map(|attribution| attribution.name()).collect::<Vec<_>>().join(", ")
}

impl KpiSpec {
    /// These metrics for everything together, with the default rules.
    pub fn new(metrics: &[&str]) -> Self {
        Self { metrics: metrics.iter().map(|&metric| metric.to_owned()).collect(), ..Self::default() }
    }

    /// The same rules for other metrics.
    #[must_use]
    pub fn metrics(mut self, metrics: &[&str]) -> Self {
        self.metrics = metrics.iter().map(|&metric| metric.to_owned()).collect();
        self
    }

    /// The metrics and their attributions, if everything about the specification is right.
    pub(super) fn resolve(&self) -> Result<Vec<(&'static Definition, Attribution)>, MetricsError> {
        for (field, value) in [("target_wait_us", self.target_wait), ("short_abandon_us", self.short_abandon)]
        {
            not_negative(field, value)?;
        }
        if self.repeat_window <= Span::ZERO {
            let value = self.repeat_window.as_micros() as f64;
            return Err(MetricsError::InvalidSpec {
                field: "repeat_window_us",
                value,
                why: "must be greater than 0",
            });
        }
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(MetricsError::InvalidSpec {
                field: "confidence",
                value: self.confidence,
                why: "must lie between 0 and 1, both excluded",
            });
        }
        let by: Vec<&str> = self.by.iter().map(|dimension| dimension.name()).collect();
        each_once("by", &by)?;
        if self.metrics.is_empty() {
            return Err(MetricsError::NoMetric);
        }
        let metrics: Vec<&str> = self.metrics.iter().map(String::as_str).collect();
        each_once("metrics", &metrics)?;
        let unknown: Vec<UnknownMetric> = metrics
            .iter()
            .filter(|metric| definition(metric).is_none())
            .map(|metric| similar(metric))
            .collect();
        if !unknown.is_empty() {
            return Err(MetricsError::UnknownMetric { unknown });
        }
        metrics.into_iter().filter_map(definition).map(|found| self.resolve_metric(found)).collect()
    }

    fn resolve_metric(
        &self,
        found: &'static Definition,
    ) -> Result<(&'static Definition, Attribution), MetricsError> {
        let attribution = match self.attribution {
            // Agents' time has one way to be placed; the choice is about contacts.
            Some(given) if found.attributions != [Attribution::Split] => given,
            _ => found.attributions[0],
        };
        if !found.attributions.contains(&attribution) {
            let allowed = found.attributions;
            return Err(MetricsError::AttributionNotAllowed {
                metric: found.id,
                given: attribution,
                allowed,
            });
        }
        Ok((found, attribution))
    }
}

fn each_once(field: &'static str, values: &[&str]) -> Result<(), MetricsError> {
    let mut seen = HashSet::new();
    match values.iter().find(|value| !seen.insert(**value)) {
        None => Ok(()),
        Some(value) => Err(MetricsError::Repeated { field, value: (*value).to_owned() }),
    }
}

fn similar(metric: &str) -> UnknownMetric {
    let stem = metric.split(['.', '_']).next().unwrap_or(metric);
    let ids = || definitions().iter().map(|definition| definition.id);
    let mut known: Vec<_> = ids().filter(|id| !stem.is_empty() && id.contains(stem)).collect();
    if known.is_empty() {
        known = ids().collect();
    }
    UnknownMetric { metric: metric.to_owned(), known }
}

fn not_negative(field: &'static str, span: Span) -> Result<(), MetricsError> {
    if span >= Span::ZERO {
        return Ok(());
    }
    Err(MetricsError::InvalidSpec { field, value: span.as_micros() as f64, why: "must be at least 0" })
}
