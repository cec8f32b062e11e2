use serde::{Deserialize, Serialize};
use std::fmt;

const US_PER_S: i64 = 1_000_000;

/// An instant: microseconds since the Unix epoch, UTC.
///
/// Arithmetic saturates at the ends of `i64` (about ±292,000 years), so no input can overflow it.
///
/// ```
/// use krarup::time::{Span, Timestamp};
/// let start = Timestamp::from_seconds(100);
/// assert_eq!(start + Span::from_seconds(20) - start, Span::from_seconds(20));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in microseconds; may be negative.
///
/// ```
/// use krarup::time::Span;
/// assert_eq!(Span::from_seconds(2).as_micros(), 2_000_000);
/// assert_eq!(Span::from_micros(1_500_000).as_seconds_f64(), 1.5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(transparent)]
pub struct Span(i64);

impl Timestamp {
    /// The earliest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `us` microseconds after the Unix epoch.
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }

    /// The instant `s` whole seconds after the Unix epoch.
    pub const fn from_seconds(s: i64) -> Self {
        Self(s.saturating_mul(US_PER_S))
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of `us` microseconds.
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }

    /// A span of `s` whole seconds.
    pub const fn from_seconds(s: i64) -> Self {
        Self(s.saturating_mul(US_PER_S))
    }

    /// A span of seconds, to the nearest microsecond; `None` unless it is finite and fits.
    ///
    /// ```
    /// use krarup::time::Span;
    /// assert_eq!(Span::from_seconds_f64(0.25), Some(Span::from_micros(250_000)));
    /// assert_eq!(Span::from_seconds_f64(f64::NAN), None);
    /// ```
    pub fn from_seconds_f64(s: f64) -> Option<Self> {
        let us = (s * US_PER_S as f64).round();
        (us.abs() < i64::MAX as f64).then_some(Self(us as i64))
    }

    /// Microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Seconds, rounded to the nearest `f64`.
    pub fn as_seconds_f64(self) -> f64 {
        self.0 as f64 / US_PER_S as f64
    }
}

impl std::ops::Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl std::ops::Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl std::ops::Sub for Timestamp {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl std::ops::Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} us since epoch", self.0)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.as_seconds_f64())
    }
}
