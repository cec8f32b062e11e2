use super::zone::{TimeError, Zone};
use super::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Length of the intervals of a [`Grid`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Every {
    /// A quarter of an hour.
    #[serde(rename = "15min")]
    Minutes15,
    /// Half an hour.
    #[serde(rename = "30min")]
    Minutes30,
    /// An hour.
    #[serde(rename = "60min")]
    Minutes60,
    /// A local calendar day: 23, 24 or 25 hours.
    #[serde(rename = "day")]
    Day,
}

/// The half-open interval `[start, end)`, its key being `start` with the local offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Interval {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// Offset from UTC at `start` in seconds, east positive: tells the two passes of a repeated hour apart.
    pub offset_s: i32,
}

impl Interval {
    /// Its length.
    pub fn length(&self) -> Span {
        self.end - self.start
    }
}

/// Intervals aligned to local time in an IANA zone, without gap or overlap.
///
/// A change of offset always starts a new interval, so that nothing merges on the day the clock
/// goes back: that day has 100 quarter hours, and the day it goes forward 92.
///
/// ```
/// use krarup::time::{Every, Grid, Zone};
/// let zone = Zone::new("Asia/Kathmandu")?; // UTC+5:45
/// let at = zone.at("2026-05-04", "9:59:59")?;
/// let hour = Grid::new(Every::Minutes60, "Asia/Kathmandu")?.interval_of(at)?;
/// assert_eq!(zone.label(hour.start)?, "2026-05-04T09:00:00+05:45");
/// # Ok::<(), krarup::time::TimeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Grid {
    every: Every,
    zone: Zone,
}

impl Grid {
    /// A grid of `every` in the zone with this IANA name.
    ///
    /// # Errors
    /// `unknown_zone`.
    pub fn new(every: Every, zone: &str) -> Result<Self, TimeError> {
        Ok(Self { every, zone: Zone::new(zone)? })
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The interval that contains `at`.
    ///
    /// # Errors
    /// `instant_out_of_range`.
    pub fn interval_of(&self, at: Timestamp) -> Result<Interval, TimeError> {
        let step_us = match self.every {
            Every::Minutes15 => 900_000_000,
            Every::Minutes30 => 1_800_000_000,
            Every::Minutes60 => 3_600_000_000,
            Every::Day => {
                let (start, end) = self.zone.day_of(at)?;
                return Ok(Interval { start, end, offset_s: self.zone.offset_s(start)? });
            }
        };
        let offset_s = self.zone.offset_s(at)?;
        let offset = Span::from_seconds(i64::from(offset_s));
        let local_us = (at + offset).as_micros();
        let mut start = Timestamp::from_micros(local_us - local_us.rem_euclid(step_us)) - offset;
        let mut end = start + Span::from_micros(step_us);
        if self.zone.offset_s(start)? != offset_s {
            start = self.zone.change_before(at)?.unwrap_or(start);
        }
        if self.zone.offset_s(end - Span::from_micros(1))? != offset_s {
            end = self.zone.change_after(at)?.unwrap_or(end);
        }
        Ok(Interval { start, end, offset_s })
    }

    /// All intervals that touch `[from, to)`, in order.
    ///
    /// # Errors
    /// `instant_out_of_range`.
    pub fn intervals(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Interval>, TimeError> {
        let mut intervals = Vec::new();
        let mut at = from;
        while at < to {
            let interval = self.interval_of(at)?;
            at = interval.end;
            intervals.push(interval);
        }
        Ok(intervals)
    }
}
