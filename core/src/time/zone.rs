use super::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
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
        let fail = || TimeError::InvalidLocalTime { text: format!("{date} {clock}") };
        let local = local_time(date, clock).ok_or_else(fail)?;
        let instant = self.zone.to_timestamp(local).map_err(|_| fail())?;
        Ok(Timestamp::from_micros(instant.as_microsecond()))
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
        let fail = || TimeError::InvalidLocalTime { text: format!("{date} {clock}") };
        let local = local_time(date, clock).ok_or_else(fail)?;
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        for instant in [ambiguous.earlier(), ambiguous.later()] {
            let instant = krarup_instant(instant.map_err(|_| fail())?);
            if instant >= not_before {
                return Ok((instant, false));
            }
        }
        let next = local.checked_add(jiff::ToSpan::day(1)).map_err(|_| fail())?;
        Ok((krarup_instant(self.zone.to_timestamp(next).map_err(|_| fail())?), true))
    }

    /// The instant of an ISO 8601 date and time: by its own offset, or else in this zone.
    ///
    /// # Errors
    /// `invalid_local_time`.
    pub fn parse(&self, text: &str) -> Result<Timestamp, TimeError> {
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Ok(krarup_instant(instant));
        }
        let fail = || TimeError::InvalidLocalTime { text: text.to_owned() };
        let local: civil::DateTime = text.trim().parse().map_err(|_| fail())?;
        Ok(krarup_instant(self.zone.to_timestamp(local).map_err(|_| fail())?))
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
