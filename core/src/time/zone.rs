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
        let padded = if clock.find(':') == Some(1) { format!("0{clock}") } else { clock.to_owned() };
        let local: civil::DateTime = format!("{}T{padded}", date.trim()).parse().map_err(|_| fail())?;
        let instant = self.zone.to_timestamp(local).map_err(|_| fail())?;
        Ok(Timestamp::from_micros(instant.as_microsecond()))
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

fn jiff_instant(at: Timestamp) -> Result<jiff::Timestamp, TimeError> {
    let at_us = at.as_micros();
    jiff::Timestamp::from_microsecond(at_us).map_err(|_| TimeError::OutOfRange { at_us })
}

fn krarup_instant(at: jiff::Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_microsecond())
}
