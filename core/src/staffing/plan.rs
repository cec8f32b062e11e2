use super::error::{StaffingError, check, in_row};
use super::requirement::{Requirement, Staffing};
use serde::{Deserialize, Serialize};

/// Paid time in which agents cannot take contacts (breaks, training, absence), as shares below 1.
///
/// ```
/// use krarup::staffing::Shrinkage;
/// let shrinkage = Shrinkage::new(&[0.1, 0.2])?;
/// assert_eq!(shrinkage.scheduled(14.0).ceil(), 20.0);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shrinkage {
    components: Vec<f64>,
    /// The components are shares of the same paid time.
    #[serde(default)]
    is_additive: bool,
}

impl Shrinkage {
    /// From components, each at least 0 and below 1.
    ///
    /// # Errors
    /// `invalid_input` for a component outside its range.
    pub fn new(components: &[f64]) -> Result<Self, StaffingError> {
        for &component in components {
            let inside = (0.0..1.0).contains(&component);
            check("shrinkage", component, inside, "must be at least 0 and below 1")?;
        }
        Ok(Self { components: components.to_vec(), is_additive: false })
    }

    /// From components that are shares of the same paid time and add up.
    ///
    /// # Errors
    /// `invalid_input` for a component outside its range; `infeasible` when they add up to 1 or more.
    pub fn additive(components: &[f64]) -> Result<Self, StaffingError> {
        let shrinkage = Self { is_additive: true, ..Self::new(components)? };
        shrinkage.scheduled_additive(1.0)?;
        Ok(shrinkage)
    }

    /// Agents to schedule for `productive` ones when each component takes its share of what the others leave,
    /// or, made by [`Shrinkage::additive`], when they add up.
    pub fn scheduled(&self, productive: f64) -> f64 {
        if self.is_additive {
            return productive / (1.0 - self.components.iter().sum::<f64>());
        }
        self.components.iter().fold(productive, |left, component| left / (1.0 - component))
    }

    /// Whole agents to schedule: [`Shrinkage::scheduled`] rounded up, where 70 / 0.7 are 100 and not 101.
    ///
    /// A quotient within 1e-9 of a whole number is that number: so far floating point strays, and no head is paid
    /// for it.
    ///
    /// ```
    /// use krarup::staffing::Shrinkage;
    /// let shrinkage = Shrinkage::new(&[0.3])?;
    /// assert_eq!((shrinkage.heads(70.0), shrinkage.heads(70.1)), (100.0, 101.0));
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    pub fn heads(&self, productive: f64) -> f64 {
        let scheduled = self.scheduled(productive);
        let whole = libm::round(scheduled);
        if (scheduled - whole).abs() <= 1e-9 * whole { whole } else { libm::ceil(scheduled) }
    }

    /// Agents to schedule when the components are shares of the same paid time and add up.
    ///
    /// # Errors
    /// `infeasible` when they add up to 1 or more.
    pub fn scheduled_additive(&self, productive: f64) -> Result<f64, StaffingError> {
        let total: f64 = self.components.iter().sum();
        if total >= 1.0 {
            return Err(StaffingError::Infeasible { why: "shrinkage components add up to 1 or more" });
        }
        Ok(productive / (1.0 - total))
    }
}

/// Forecast of one interval of a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanInterval {
    /// Arrivals.
    pub volume: f64,
    /// Average handling time in seconds; ignored without arrivals.
    pub aht_s: f64,
}

impl PlanInterval {
    /// From columns of one length.
    ///
    /// # Errors
    /// `invalid_input` when the lengths differ.
    pub fn from_columns(volume: &[f64], aht_s: &[f64]) -> Result<Vec<Self>, StaffingError> {
        let (rows, length) = (volume.len(), aht_s.len());
        if length != rows {
            return Err(StaffingError::UnequalLengths { field: "aht_s", length, rows });
        }
        Ok(volume.iter().zip(aht_s).map(|(&volume, &aht_s)| Self { volume, aht_s }).collect())
    }
}

/// Length of a day plan's intervals in seconds, unless stated.
pub const DEFAULT_INTERVAL_S: f64 = 1800.0;

/// One interval of a day plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlannedInterval {
    /// Arrivals.
    pub volume: f64,
    /// Average handling time in seconds; 0 without arrivals.
    pub aht_s: f64,
    /// Agents needed and the proof.
    pub staffing: Staffing,
    /// Agents to schedule, shrinkage included, not rounded.
    pub scheduled: f64,
}

/// Solves every interval of a day with the targets, interval length and patience of `template`
/// (stationary, independent by interval: SIPP), then adds shrinkage.
///
/// # Errors
/// As [`Requirement::solve`], for the first interval that fails; without intervals the targets are not looked at.
pub fn day_plan(
    intervals: &[PlanInterval],
    template: &Requirement,
    shrinkage: &Shrinkage,
) -> Result<Vec<PlannedInterval>, StaffingError> {
    let plan = |interval: &PlanInterval| {
        let PlanInterval { volume, aht_s } = *interval;
        let staffing = Requirement { volume, aht_s, ..*template }.solve()?;
        Ok(PlannedInterval {
            volume,
            aht_s: if volume == 0.0 { 0.0 } else { aht_s },
            staffing,
            scheduled: shrinkage.scheduled(f64::from(staffing.agents)),
        })
    };
    intervals.iter().enumerate().map(|(row, interval)| plan(interval).map_err(in_row(row))).collect()
}
