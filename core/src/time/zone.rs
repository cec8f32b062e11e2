use super::Timestamp;
use jiff::civil;
#[cfg(feature = "records")]
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use thiserror::Error;

/// Why a zone or local time is not usable.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The bundled database has no such zone.
    #[error("zone is {zone:?}, but must be an IANA name such as Europe/Copenhagen or UTC")]
    UnknownZone {
        /// What was given.
        zone: String,
    },
    /// Not a date and time of day.
    #[error("local time is {text:?}, but must be a date and a time of day such as 2026-03-29 and 8:05:00")]
    InvalidLocalTime {
        /// What was given.
        text: String,
    },
    /// The instant is outside the years that zones know (−9999 to 9999).
    #[error("instant is {at_us} us since the epoch, but must lie between the years -9999 and 9999")]
    OutOfRange {
        /// What was given.
        at_us: i64,
    },
}

impl TimeError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "unknown_zone",
            Self::InvalidLocalTime { .. } => "invalid_local_time",
            Self::OutOfRange { .. } => "instant_out_of_range",
        }
    }
}

/// An IANA time zone of the bundled database.
///
/// ```
/// use krarup::time::Zone;
/// let zone = Zone::new("Europe/Copenhagen")?;
/// let noon = zone.at("2026-07-01", "12:00:00")?;
/// assert_eq!(zone.label(noon)?, "2026-07-01T12:00:00+02:00");
/// # Ok::<(), krarup::time::TimeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
}

impl Zone {
    /// The zone with this IANA name.
    ///
    /// # Errors
    /// `unknown_zone`.
    pub fn new(name: &str) -> Result<Self, TimeError> {
        match TimeZone::get(name) {
            Ok(zone) => Ok(Self { zone }),
            Err(_) => Err(TimeError::UnknownZone { zone: name.to_owned() }),
        }
    }

    /// The instant of a local `date` (YYYY-MM-DD) and `clock` (H:MM:SS, hours of one or two digits).
    ///
    /// In a repeated hour the first one is meant; in a skipped one the clock is read with the offset
    /// before the change (RFC 5545).
    ///
    /// # Errors
    /// `invalid_local_time`.
    pub fn at(&self, date: &str, clock: &str) -> Result<Timestamp, TimeError> {
        Ok(self.clock(date, clock, None)?.at)
    }

    /// The first instant at or after `not_before` that a clock of `date` or the day after can mean, and
    /// whether it is the day after: for logs that give one date and several clock times.
    ///
    /// Of a repeated hour both passes are tried, in order.
    ///
    /// ```
    /// use krarup::time::Zone;
    /// let zone = Zone::new("Asia/Jerusalem")?;
    /// let start = zone.at("1999-08-01", "23:59:50")?;
    /// let (end, passed_midnight) = zone.at_or_after("1999-08-01", "0:00:10", start)?;
    /// assert!(passed_midnight && (end - start).as_seconds_f64() == 20.0);
    /// # Ok::<(), krarup::time::TimeError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_local_time`.
    pub fn at_or_after(
        &self,
        date: &str,
        clock: &str,
        not_before: Timestamp,
    ) -> Result<(Timestamp, bool), TimeError> {
        let found = self.clock(date, clock, Some(not_before))?;
        Ok((found.at, found.passed_midnight))
    }

    /// The instant of an ISO 8601 date and time: by its own offset, or else in this zone.
    ///
    /// # Errors
    /// `invalid_local_time`.
    pub fn parse(&self, text: &str) -> Result<Timestamp, TimeError> {
        Ok(self.read(text)?.at)
    }

    /// As [`Zone::parse`], with what the zone's changes made of it.
    pub(crate) fn read(&self, text: &str) -> Result<Found, TimeError> {
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Ok(Found::unique(instant));
        }
        let local = text.trim().parse().ok();
        local.and_then(|local| self.find(local, None)).ok_or_else(|| invalid(text))
    }

    /// As [`Zone::at`] or [`Zone::at_or_after`], with what the zone's changes made of it.
    pub(crate) fn clock(
        &self,
        date: &str,
        clock: &str,
        not_before: Option<Timestamp>,
    ) -> Result<Found, TimeError> {
        local_time(date, clock)
            .and_then(|local| self.find(local, not_before))
            .ok_or_else(|| invalid(&format!("{date} {clock}")))
    }

    /// The instant of a text in a pattern of strptime, such as `%d-%m-%Y %H:%M`: by its own offset, or else
    /// in this zone.
    #[cfg(feature = "records")]
    pub(crate) fn read_pattern(
        &self,
        pattern: &str,
        text: &str,
        not_before: Option<Timestamp>,
    ) -> Result<Found, TimeError> {
        let parts = strtime::parse(pattern, text.trim()).map_err(|_| invalid(text))?;
        if let Ok(instant) = parts.to_timestamp() {
            return Ok(Found::unique(instant));
        }
        let local = parts.to_datetime().ok();
        local.and_then(|local| self.find(local, not_before)).ok_or_else(|| invalid(text))
    }

    /// The instant that a local time means: not before `not_before`, else of the day after.
    fn find(&self, local: civil::DateTime, not_before: Option<Timestamp>) -> Option<Found> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let is_early = |at: Timestamp| not_before.is_some_and(|not_before| at < not_before);
        let first = krarup_instant(ambiguous.compatible().ok()?);
        let mut found = Found { at: first, fit: Fit::Unique, passed_midnight: false };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => found.fit = Fit::Skipped,
            AmbiguousOffset::Fold { .. } if is_early(first) => {
                found.at = krarup_instant(ambiguous.later().ok()?)
            }
            AmbiguousOffset::Fold { .. } => found.fit = Fit::Repeated,
        }
        if !is_early(found.at) {
            return Some(found);
        }
        let next = self.find(local.checked_add(jiff::ToSpan::day(1)).ok()?, None)?;
        Some(Found { passed_midnight: true, ..next })
    }

    /// Local date and time with offset, such as `2026-03-29T03:00:00+02:00`.
    ///
    /// # Errors
    /// `instant_out_of_range`.
    pub fn label(&self, at: Timestamp) -> Result<String, TimeError> {
        let zoned = jiff_instant(at)?.to_zoned(self.zone.clone());
        let seconds = zoned.offset().seconds();
        let (sign, seconds) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
        let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
        Ok(format!("{}{sign}{hours:02}:{minutes:02}", zoned.strftime("%Y-%m-%dT%H:%M:%S")))
    }

    /// Offset from UTC in seconds, east positive.
    pub(super) fn offset_s(&self, at: Timestamp) -> Result<i32, TimeError> {
        Ok(self.zone.to_offset(jiff_instant(at)?).seconds())
    }

    /// The last change of offset at or before `at`.
    pub(super) fn change_before(&self, at: Timestamp) -> Result<Option<Timestamp>, TimeError> {
        let after = jiff_instant(Timestamp::from_micros(at.as_micros().saturating_add(1)))?;
        Ok(self.zone.preceding(after).next().map(|change| krarup_instant(change.timestamp())))
    }

    /// The first change of offset after `at`.
    pub(super) fn change_after(&self, at: Timestamp) -> Result<Option<Timestamp>, TimeError> {
        Ok(self.zone.following(jiff_instant(at)?).next().map(|change| krarup_instant(change.timestamp())))
    }

    /// First instant of the local day of `at`, and of the day after.
    pub(super) fn day_of(&self, at: Timestamp) -> Result<(Timestamp, Timestamp), TimeError> {
        let fail = || TimeError::OutOfRange { at_us: at.as_micros() };
        let date = jiff_instant(at)?.to_zoned(self.zone.clone()).date();
        let first = |date: civil::Date| {
            let zoned = date.to_zoned(self.zone.clone()).map_err(|_| fail())?;
            Ok(krarup_instant(zoned.timestamp()))
        };
        Ok((first(date)?, first(date.tomorrow().map_err(|_| fail())?)?))
    }
}

/// Whether texts of a strptime pattern can be read as instants.
#[cfg(feature = "records")]
pub(crate) fn is_pattern(pattern: &str) -> bool {
    let sample = civil::date(2026, 5, 14).at(13, 45, 56, 0).to_zoned(TimeZone::UTC);
    let read = |text: String| strtime::parse(pattern, text).ok();
    sample
        .ok()
        .and_then(|sample| strtime::format(pattern, &sample).ok())
        .and_then(read)
        .is_some_and(|parts| parts.to_timestamp().is_ok() || parts.to_datetime().is_ok())
}

/// How a local time lies to the changes of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It comes once.
    Unique,
    /// It does not come at all: the offset before the change is taken.
    Skipped,
    /// It comes twice: the first is taken.
    Repeated,
}

/// The instant of a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) at: Timestamp,
    pub(crate) fit: Fit,
    /// Whether it is of the day after the one given.
    pub(crate) passed_midnight: bool,
}

impl Found {
    fn unique(instant: jiff::Timestamp) -> Self {
        Self { at: krarup_instant(instant), fit: Fit::Unique, passed_midnight: false }
    }
}

fn invalid(text: &str) -> TimeError {
    TimeError::InvalidLocalTime { text: text.to_owned() }
}

fn local_time(date: &str, clock: &str) -> Option<civil::DateTime> {
    let clock = clock.trim();
    let zero = if clock.find(':') == Some(1) { "0" } else { "" };
    Some(civil::DateTime::from_parts(date.trim().parse().ok()?, format!("{zero}{clock}").parse().ok()?))
}

fn jiff_instant(at: Timestamp) -> Result<jiff::Timestamp, TimeError> {
    let at_us = at.as_micros();
    jiff::Timestamp::from_microsecond(at_us).map_err(|_| TimeError::OutOfRange { at_us })
}

fn krarup_instant(at: jiff::Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_microsecond())
}
