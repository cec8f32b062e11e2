//! A day, not an interval: backlog and agents' calls carry over from one interval to the next.
//!
//! Arrival rates and handling times are constant within an interval. [`Day::evaluate`] tells what a staff gives,
//! exactly ([`Method::Exact`]) or by the stationary approximations planners use; [`Day::staff_by`] finds the
//! staff by those, [`Day::iterate`] by iterated staffing and [`Day::optimise`] the fewest agent-hours that meet
//! the targets by the exact evaluator.

mod approximate;
mod chain;
mod exact;
mod input;
mod iterate;
mod law;
mod offered_load;
mod optimise;
mod poisson;
mod tagged;
mod targets;

use super::error::{StaffingError, check, in_row, load_of, not_negative, positive};
use super::plan::PlanInterval;
use super::service_level::ServiceLevel;
use serde::{Deserialize, Serialize};

pub use approximate::{Method, Over};
pub use exact::Moment;
pub use input::{
    DayInput, EvaluateDay, EvaluatedDay, IterateDay, OfferedLoadInput, OptimiseDay, SinusoidalInput,
    StaffDay, StaffedDay, evaluate_day, iterate_day, offered_load, optimise_day, sinusoidal_volumes,
    staff_day,
};
pub use iterate::IteratedStaffing;
pub use offered_load::{OfferedLoad, SinusoidalArrivals, offered_load_by_interval};
pub use optimise::{DayStaffing, MethodStaffing, Progress};
pub use targets::DayTargets;

/// What becomes of a call whose agent's shift ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftEnd {
    /// The agent finishes it, in overtime; agents who are idle when staff is reduced go first. The default.
    #[default]
    Finish,
    /// It goes back to the head of the queue, and any agent goes on with it; the customer may abandon.
    Preempt,
}

impl ShiftEnd {
    /// The names in every language.
    pub const NAMES: [&'static str; 2] = ["finish", "preempt"];

    /// The convention of this name.
    ///
    /// # Errors
    /// `invalid_input` for an unknown name.
    pub fn from_name(name: &str) -> Result<Self, StaffingError> {
        match name {
            "finish" => Ok(Self::Finish),
            "preempt" => Ok(Self::Preempt),
            _ => Err(unknown("shift end", name, &Self::NAMES.join(", "))),
        }
    }
}

/// Who is in system when the day begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// Nobody.
    #[default]
    Empty,
    /// This many, waiting or being served.
    InSystem(u32),
    /// As if the first interval's rates and staff had been so for ever.
    Stationary,
}

/// Arrivals and handling times of a day's intervals.
///
/// ```
/// use krarup::staffing::{Day, Method, PlanInterval};
/// let busy = |volume| PlanInterval { volume, aht_s: 300.0 };
/// let day = Day::new(vec![busy(40.0), busy(120.0), busy(40.0)], 1800.0)?.patience(180.0)?;
/// let exact = day.evaluate(&[9, 19, 9], Method::Exact)?;
/// let stationary = day.evaluate(&[9, 19, 9], Method::Sipp(Default::default()))?;
/// // The backlog of the peak carries over, which no stationary model sees.
/// assert!(exact.intervals[2].service_level < stationary.intervals[2].service_level);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    intervals: Vec<PlanInterval>,
    interval_s: f64,
    patience_s: Option<f64>,
    start: Start,
    shift_end: ShiftEnd,
    target_wait_s: f64,
    definition: ServiceLevel,
}

/// What a staff gives in one interval; shares of customers are NaN where none arrive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DayInterval {
    /// Agents on duty.
    pub agents: u32,
    /// Arrivals.
    pub volume: f64,
    /// Of the customers who arrive in the interval, whenever they are answered.
    #[serde(serialize_with = "number_or_none")]
    pub service_level: f64,
    /// Share of the arriving customers who wait at all.
    #[serde(serialize_with = "number_or_none")]
    pub p_wait: f64,
    /// Customers who abandon in the interval over those who arrive in it; can exceed 1 where backlog leaves.
    #[serde(serialize_with = "number_or_none")]
    pub p_abandon: f64,
    /// Mean number waiting.
    #[serde(serialize_with = "number_or_none")]
    pub mean_queue_length: f64,
    /// Mean number waiting or being served, overtime included.
    #[serde(serialize_with = "number_or_none")]
    pub mean_in_system: f64,
    /// Busy share of the agents on duty; 0 without agents.
    pub occupancy: f64,
    /// Expected seconds that agents work beyond the end of their shift, in this interval.
    pub overtime_s: f64,
    /// Customers who count for the service level, as a share of the arrivals: its denominator.
    #[serde(skip)]
    pub(crate) counted: f64,
}

/// What a staff gives over the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayEvaluation {
    /// How it was computed.
    pub method: Method,
    /// The metric id of the service level.
    pub definition: &'static str,
    /// Interval by interval.
    pub intervals: Vec<DayInterval>,
    /// Over all customers of the day; NaN without any.
    #[serde(serialize_with = "number_or_none")]
    pub service_level: f64,
    /// Share of all customers who wait.
    #[serde(serialize_with = "number_or_none")]
    pub p_wait: f64,
    /// Share of all customers who abandon before the day ends.
    #[serde(serialize_with = "number_or_none")]
    pub p_abandon: f64,
    /// Agents on duty × hours.
    pub agent_hours: f64,
    /// Expected overtime in hours until the day ends.
    pub overtime_hours: f64,
    /// Mean number still in system when the day ends; 0 where the method does not know.
    pub in_system_at_end: f64,
    /// How far the probabilities of all states are from summing to 1 at the end of the day, after each interval's
    /// rounding was put back in proportion; 0 where the method has none.
    pub mass_error: f64,
}

impl Day {
    /// The longest day, in intervals.
    pub const MAX_INTERVALS: usize = 1_000_000;

    /// Of intervals of `interval_s` seconds. Customers are patient, the day starts empty, agents finish their
    /// last call, and the service level is `sl.no_short` at 20 s, unless stated otherwise.
    ///
    /// # Errors
    /// `invalid_input` without intervals or for a value outside its range.
    pub fn new(intervals: Vec<PlanInterval>, interval_s: f64) -> Result<Self, StaffingError> {
        positive("interval_s", interval_s)?;
        let inside = (1..=Self::MAX_INTERVALS).contains(&intervals.len());
        check("intervals", intervals.len() as f64, inside, "must number between 1 and 1,000,000")?;
        let mut day = Self {
            intervals,
            interval_s,
            patience_s: None,
            start: Start::default(),
            shift_end: ShiftEnd::default(),
            target_wait_s: ServiceLevel::DEFAULT_TARGET_WAIT_S,
            definition: ServiceLevel::default(),
        };
        let mut last_aht_s = None;
        for (row, interval) in day.intervals.iter_mut().enumerate() {
            load_of(interval.volume, interval_s, interval.aht_s).map_err(in_row(row))?;
            // Without arrivals no handling time need be known: calls that carry over go on as before.
            let is_known = interval.aht_s > 0.0 && interval.aht_s <= 1e12;
            match (is_known, last_aht_s) {
                (true, _) => last_aht_s = Some(interval.aht_s),
                (false, Some(aht_s)) => interval.aht_s = aht_s,
                (false, None) => interval.aht_s = f64::NAN,
            }
        }
        let first = day.intervals.iter().map(|interval| interval.aht_s).find(|aht_s| !aht_s.is_nan());
        for interval in day.intervals.iter_mut().filter(|interval| interval.aht_s.is_nan()) {
            interval.aht_s = first.unwrap_or(1.0);
        }
        Ok(day)
    }

    /// From a volume for each interval and as many handling times, or one for all.
    ///
    /// # Errors
    /// As [`Day::new`]; `invalid_input` for columns of different lengths.
    pub fn from_columns(volume: &[f64], aht_s: &[f64], interval_s: f64) -> Result<Self, StaffingError> {
        let intervals = match aht_s {
            [aht_s] => volume.iter().map(|&volume| PlanInterval { volume, aht_s: *aht_s }).collect(),
            _ => PlanInterval::from_columns(volume, aht_s)?,
        };
        Self::new(intervals, interval_s)
    }

    /// Customers abandon after `patience_s` seconds on average.
    ///
    /// # Errors
    /// `invalid_input` unless above 0.
    pub fn patience(mut self, patience_s: f64) -> Result<Self, StaffingError> {
        positive("patience_s", patience_s)?;
        self.patience_s = Some(patience_s);
        Ok(self)
    }

    /// Who is in system at first.
    pub fn start(mut self, start: Start) -> Self {
        self.start = start;
        self
    }

    /// What becomes of a call whose agent's shift ends.
    pub fn shift_end(mut self, shift_end: ShiftEnd) -> Self {
        self.shift_end = shift_end;
        self
    }

    /// Which service level is meant, and its threshold in seconds.
    ///
    /// # Errors
    /// `invalid_input` for a negative time, and for `sl.answered`: who is answered at all is known only long
    /// after the day.
    pub fn service_level(
        mut self,
        target_wait_s: f64,
        definition: ServiceLevel,
    ) -> Result<Self, StaffingError> {
        not_negative("target_wait_s", target_wait_s)?;
        match definition {
            ServiceLevel::NoShort { short_s } => not_negative("short_s", short_s)?,
            ServiceLevel::Answered => {
                let known: Vec<_> = ServiceLevel::IDS.into_iter().filter(|id| *id != "sl.answered").collect();
                return Err(unknown("service level of a day", definition.id(), &known.join(", ")));
            }
            _ => {}
        }
        self.target_wait_s = target_wait_s;
        self.definition = definition;
        Ok(self)
    }

    /// The intervals.
    pub fn intervals(&self) -> &[PlanInterval] {
        &self.intervals
    }

    /// Length of an interval in seconds.
    pub fn interval_s(&self) -> f64 {
        self.interval_s
    }

    /// What `staff`, agents on duty by interval, gives.
    ///
    /// # Errors
    /// `invalid_input` unless there is a number of agents for each interval; `unstable` for a stationary start
    /// with endless patience and no more agents than load; `no_convergence` for a day too large to be exact.
    pub fn evaluate(&self, staff: &[u32], method: Method) -> Result<DayEvaluation, StaffingError> {
        self.check_staff(staff)?;
        self.check_waits()?;
        match method {
            Method::Exact => exact::evaluate(self, staff),
            _ => approximate::evaluate(self, staff, method),
        }
    }

    /// The exact state at `times_s` seconds, in rising order, from the day's start.
    ///
    /// At the end of an interval its own staff is still on duty.
    ///
    /// # Errors
    /// As [`Day::evaluate`]; `invalid_input` for times that fall or lie outside the day.
    pub fn moments(&self, staff: &[u32], times_s: &[f64]) -> Result<Vec<Moment>, StaffingError> {
        self.check_staff(staff)?;
        exact::moments(self, staff, times_s)
    }

    /// Offered load by interval, with the load at the start that [`Day::start`] means.
    pub fn offered_load(&self) -> Vec<OfferedLoad> {
        let mut at_start = match self.start {
            Start::Empty => 0.0,
            Start::InSystem(number) => f64::from(number),
            Start::Stationary => self.load(0),
        };
        let step = |interval: &PlanInterval| {
            let load = OfferedLoad::step(at_start, interval.volume, self.interval_s, interval.aht_s);
            at_start = load.at_end;
            load
        };
        self.intervals.iter().map(step).collect()
    }

    /// Arrivals × handling time of one interval.
    fn load(&self, interval: usize) -> f64 {
        self.intervals[interval].volume * self.intervals[interval].aht_s / self.interval_s
    }

    fn check_staff(&self, staff: &[u32]) -> Result<(), StaffingError> {
        let (rows, length) = (self.intervals.len(), staff.len());
        if length != rows {
            return Err(StaffingError::UnequalLengths { field: "staff", length, rows });
        }
        if let Start::InSystem(number) = self.start {
            let why = "must be at most 1,000,000";
            check("in_system_at_start", f64::from(number), number <= 1_000_000, why)?;
        }
        staff.iter().try_for_each(|agents| super::error::agents(f64::from(*agents)))
    }

    /// Waits are followed from interval to interval, but not without end.
    fn check_waits(&self) -> Result<(), StaffingError> {
        let longest = self.fates_within_s();
        let inside = longest <= 1_000.0 * self.interval_s;
        check("target_wait_s", longest, inside, "must be at most 1,000 intervals long, as short_s must")
    }

    fn agent_hours(&self, staff: &[u32]) -> f64 {
        staff.iter().map(|agents| f64::from(*agents)).sum::<f64>() * self.interval_s / 3600.0
    }

    /// The day from its intervals.
    fn sum_up(
        &self,
        staff: &[u32],
        method: Method,
        intervals: Vec<DayInterval>,
        in_system_at_end: f64,
        mass_error: f64,
    ) -> DayEvaluation {
        let volume: f64 = self.intervals.iter().map(|interval| interval.volume).sum();
        let over = |share: fn(&DayInterval) -> f64, of: fn(&DayInterval) -> f64| {
            let arrived = || intervals.iter().filter(|interval| interval.volume > 0.0);
            let counted: f64 = arrived().map(|interval| interval.volume * of(interval)).sum();
            let good: f64 = arrived().map(|interval| interval.volume * of(interval) * share(interval)).sum();
            if volume == 0.0 {
                f64::NAN
            } else if counted > 0.0 {
                good / counted
            } else {
                0.0
            }
        };
        DayEvaluation {
            method,
            definition: self.definition.id(),
            service_level: over(|interval| interval.service_level, |interval| interval.counted),
            p_wait: over(|interval| interval.p_wait, |_| 1.0),
            p_abandon: over(|interval| interval.p_abandon, |_| 1.0),
            agent_hours: self.agent_hours(staff),
            overtime_hours: intervals.iter().map(|interval| interval.overtime_s).sum::<f64>() / 3600.0,
            in_system_at_end,
            mass_error,
            intervals,
        }
    }
}

/// `None` for what is no number.
fn number_or_none<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Some(*value).filter(|value| value.is_finite()).serialize(serializer)
}

fn unknown(what: &'static str, given: &str, known: &str) -> StaffingError {
    StaffingError::UnknownName { what, given: given.to_owned(), known: known.to_owned() }
}
