//! The day as plain structures, for callers who bring columns or JSON.

use super::{
    Day, DayEvaluation, DayStaffing, DayTargets, IteratedStaffing, Method, Moment, OfferedLoad, Progress,
    ShiftEnd, SinusoidalArrivals, Start, offered_load_by_interval,
};
use crate::staffing::error::StaffingError;
use crate::staffing::service_level::ServiceLevel;
use serde::{Deserialize, Serialize};

/// A day: what [`Day`] is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayInput {
    /// Arrivals in each interval.
    pub volume: Vec<f64>,
    /// Length of an interval in seconds.
    pub interval_s: f64,
    /// Average handling time in seconds: one for each interval, or one for all.
    pub aht_s: Vec<f64>,
    /// Mean patience in seconds; `None` = nobody abandons.
    #[serde(default)]
    pub patience_s: Option<f64>,
    /// Who is in system at first: `"empty"`, `"stationary"` or `{"in_system": 12}`.
    #[serde(default)]
    pub start: Start,
    /// What becomes of a call whose agent's shift ends: `"finish"` or `"preempt"`.
    #[serde(default)]
    pub shift_end: ShiftEnd,
    /// Threshold of the service level in seconds.
    #[serde(default = "default_target")]
    pub target_wait_s: f64,
    /// Which service level.
    #[serde(default)]
    pub definition: ServiceLevel,
}

fn default_target() -> f64 {
    ServiceLevel::DEFAULT_TARGET_WAIT_S
}

impl DayInput {
    /// The day.
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range or columns of different lengths.
    pub fn day(&self) -> Result<Day, StaffingError> {
        let day = Day::from_columns(&self.volume, &self.aht_s, self.interval_s)?
            .start(self.start)
            .shift_end(self.shift_end)
            .service_level(self.target_wait_s, self.definition)?;
        self.patience_s.map_or(Ok(day.clone()), |patience_s| day.patience(patience_s))
    }
}

/// Input of [`evaluate_day`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluateDay {
    /// The day.
    pub day: DayInput,
    /// Agents on duty by interval.
    pub staff: Vec<u32>,
    /// How.
    #[serde(default = "exact")]
    pub method: Method,
    /// Seconds from the day's start, not falling, at which the exact state is wanted too.
    #[serde(default)]
    pub times_s: Vec<f64>,
}

fn exact() -> Method {
    Method::Exact
}

/// Result of [`evaluate_day`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluatedDay {
    /// Intervals and day.
    #[serde(flatten)]
    pub evaluation: DayEvaluation,
    /// The exact states at the wanted times.
    pub moments: Vec<Moment>,
    /// Offered load by interval, as of endlessly many agents.
    pub offered_load: Vec<OfferedLoad>,
}

/// What a staff gives, from plain values: [`Day::evaluate`] and [`Day::moments`].
///
/// # Errors
/// Those of the two.
pub fn evaluate_day(input: &EvaluateDay) -> Result<EvaluatedDay, StaffingError> {
    let day = input.day.day()?;
    Ok(EvaluatedDay {
        evaluation: day.evaluate(&input.staff, input.method)?,
        moments: if input.times_s.is_empty() {
            Vec::new()
        } else {
            day.moments(&input.staff, &input.times_s)?
        },
        offered_load: day.offered_load(),
    })
}

/// Input of [`staff_day`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffDay {
    /// The day.
    pub day: DayInput,
    /// What must be met.
    pub targets: DayTargets,
    /// How.
    pub method: Method,
}

/// Result of [`staff_day`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaffedDay {
    /// Agents on duty by interval.
    pub staff: Vec<u32>,
    /// What that gives by the exact evaluator.
    pub exact: DayEvaluation,
    /// What the method says that it gives.
    pub by_method: DayEvaluation,
}

/// Staff by a method and what it truly gives: [`Day::staff_by`] and [`Day::evaluate`].
///
/// # Errors
/// Those of the two.
pub fn staff_day(input: &StaffDay) -> Result<StaffedDay, StaffingError> {
    let day = input.day.day()?;
    let staff = day.staff_by(&input.targets, input.method)?;
    let exact = day.evaluate(&staff, Method::Exact)?;
    let by_method = day.evaluate(&staff, input.method)?;
    Ok(StaffedDay { staff, exact, by_method })
}

/// Input of [`optimise_day`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimiseDay {
    /// The day.
    pub day: DayInput,
    /// What must be met.
    pub targets: DayTargets,
}

/// The fewest agent-hours, from plain values: [`Day::optimise`]; `None` when `progress` asked to stop.
///
/// # Errors
/// Those of it.
pub fn optimise_day(
    input: &OptimiseDay,
    progress: Progress<'_>,
) -> Result<Option<DayStaffing>, StaffingError> {
    input.day.day()?.optimise(&input.targets, progress)
}

/// Input of [`offered_load`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferedLoadInput {
    /// Arrivals in each interval.
    pub volume: Vec<f64>,
    /// Length of an interval in seconds.
    pub interval_s: f64,
    /// Average handling time in seconds: one for each interval, or one for all.
    pub aht_s: Vec<f64>,
    /// Load in erlangs when the first interval starts.
    #[serde(default)]
    pub initial_load_erl: f64,
}

/// Offered load by interval, from plain values: [`offered_load_by_interval`].
///
/// # Errors
/// Those of it.
pub fn offered_load(input: &OfferedLoadInput) -> Result<Vec<OfferedLoad>, StaffingError> {
    offered_load_by_interval(&input.volume, input.interval_s, &input.aht_s, input.initial_load_erl)
}

/// Input of [`sinusoidal_volumes`]: rates and durations in any one unit of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinusoidalInput {
    /// Mean arrival rate.
    pub mean_rate: f64,
    /// Amplitude of the rate, at most its mean.
    pub amplitude: f64,
    /// 2π over the period.
    pub omega: f64,
    /// How long from time 0.
    pub until: f64,
    /// Equal slices, of two intervals each.
    pub slices: u32,
}

/// Volumes of a day with a sinusoidal rate, from plain values: [`SinusoidalArrivals::volumes`].
///
/// # Errors
/// Those of it.
pub fn sinusoidal_volumes(input: &SinusoidalInput) -> Result<Vec<f64>, StaffingError> {
    SinusoidalArrivals::new(input.mean_rate, input.amplitude, input.omega)?.volumes(input.until, input.slices)
}

/// Input of [`iterate_day`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IterateDay {
    /// The day.
    pub day: DayInput,
    /// Greatest share of time in which all agents are busy, in every interval.
    pub max_p_wait: f64,
}

/// Iterated staffing, from plain values: [`Day::iterate`].
///
/// # Errors
/// Those of it.
pub fn iterate_day(input: &IterateDay) -> Result<IteratedStaffing, StaffingError> {
    input.day.day()?.iterate(input.max_p_wait)
}
