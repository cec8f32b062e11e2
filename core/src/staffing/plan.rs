use super::error::{StaffingError, check};
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
        Ok(Self { components: components.to_vec() })
    }

    /// Agents to schedule for `productive` ones when each component takes its share of what the others leave.
    pub fn scheduled(&self, productive: f64) -> f64 {
        self.components.iter().fold(productive, |left, component| left / (1.0 - component))
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
/// As [`Requirement::solve`], for the first interval that fails.
pub fn day_plan(
    intervals: &[PlanInterval],
    template: &Requirement,
    shrinkage: &Shrinkage,
) -> Result<Vec<PlannedInterval>, StaffingError> {
    intervals
        .iter()
        .map(|interval| {
            // Without arrivals there is no handling time to speak of, but the solver checks one.
            let aht_s = if interval.volume == 0.0 { template.aht_s } else { interval.aht_s };
            let staffing = Requirement { volume: interval.volume, aht_s, ..*template }.solve()?;
            Ok(PlannedInterval {
                volume: interval.volume,
                aht_s: if interval.volume == 0.0 { 0.0 } else { aht_s },
                staffing,
                scheduled: shrinkage.scheduled(f64::from(staffing.agents)),
            })
        })
        .collect()
}
