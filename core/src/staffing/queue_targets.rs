//! What plans demand of every queue or interval, and what they tell of it.

use super::error::{StaffingError, check};
use super::plan::Shrinkage;
use super::requirement::{Binding, Requirement, Staffing};
use super::service_level::ServiceLevel;
use serde::{Deserialize, Serialize};

/// Targets and patience of a plan; targets that are `None` do not bind, at least one must be given.
///
/// Ranges and meanings are those of [`Requirement`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueueTargets {
    /// Mean patience in seconds; `None` = nobody abandons (Erlang C).
    pub patience_s: Option<f64>,
    /// Least service level, 0 to below 1.
    pub service_level: Option<f64>,
    /// The threshold of the service level in seconds.
    pub target_wait_s: f64,
    /// Which service level.
    pub definition: ServiceLevel,
    /// Greatest mean wait in seconds.
    pub max_asa_s: Option<f64>,
    /// Greatest busy share of the agents, above 0, at most 1.
    pub max_occupancy: Option<f64>,
    /// Greatest share of customers who abandon; needs patience.
    pub max_abandonment: Option<f64>,
    /// Greatest share of customers who wait at all, above 0, at most 1.
    pub max_p_wait: Option<f64>,
    /// Least share of customers who wait at most `max_wait_s`, answered or not; below 1. Both or neither.
    pub max_wait_share: Option<f64>,
    /// What the share `max_wait_share` of customers waits at most, in seconds.
    pub max_wait_s: Option<f64>,
}

impl Default for QueueTargets {
    fn default() -> Self {
        Self {
            patience_s: None,
            service_level: None,
            target_wait_s: ServiceLevel::DEFAULT_TARGET_WAIT_S,
            definition: ServiceLevel::default(),
            max_asa_s: None,
            max_occupancy: None,
            max_abandonment: None,
            max_p_wait: None,
            max_wait_share: None,
            max_wait_s: None,
        }
    }
}

impl QueueTargets {
    /// These targets for so many contacts.
    pub fn requirement(&self, volume: f64, interval_s: f64, aht_s: f64) -> Requirement {
        Requirement {
            patience_s: self.patience_s,
            service_level: self.service_level,
            target_wait_s: self.target_wait_s,
            definition: self.definition,
            max_asa_s: self.max_asa_s,
            max_occupancy: self.max_occupancy,
            max_abandonment: self.max_abandonment,
            max_p_wait: self.max_p_wait,
            max_wait_share: self.max_wait_share,
            max_wait_s: self.max_wait_s,
            ..Requirement::new(volume, interval_s, aht_s)
        }
    }
}

/// The fewest agents of a queue and what they give; measures of customers are `None` where none arrive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QueueStaffing {
    /// Offered load in erlangs.
    pub offered_load_erl: f64,
    /// Agents needed at work, before shrinkage.
    pub agents: u32,
    /// The target that decided.
    pub binding: Binding,
    /// Service level by the definition and threshold of the targets.
    pub service_level: Option<f64>,
    /// Mean wait in seconds over all customers.
    pub asa_s: Option<f64>,
    /// Share of customers who abandon; 0 under Erlang C.
    pub abandonment: Option<f64>,
    /// Busy share of the agents; `None` without agents.
    pub occupancy: Option<f64>,
}

impl From<Staffing> for QueueStaffing {
    fn from(answer: Staffing) -> Self {
        let known = |value: f64| value.is_finite().then_some(value);
        Self {
            offered_load_erl: answer.offered_load_erl,
            agents: answer.agents,
            binding: answer.binding,
            service_level: known(answer.at.service_level),
            asa_s: known(answer.at.asa_s),
            abandonment: known(answer.at.abandonment),
            occupancy: known(answer.at.occupancy).filter(|_| answer.agents > 0),
        }
    }
}

/// One entry for each row, or one for all.
pub(super) fn in_column(
    field: &'static str,
    column: &[f64],
    rows: usize,
) -> Result<impl Fn(usize) -> f64, StaffingError> {
    if column.len() != rows && column.len() != 1 {
        return Err(StaffingError::UnequalLengths { field, length: column.len(), rows });
    }
    Ok(move |row: usize| column.get(row).or(column.first()).copied().unwrap_or(f64::NAN))
}

/// Shrinkage of a plan: paid hours must stay numbers of a size that somebody could pay.
pub(super) fn shrinkage_of(components: &[f64], adds_up: bool) -> Result<Shrinkage, StaffingError> {
    let shrinkage = if adds_up { Shrinkage::additive(components)? } else { Shrinkage::new(components)? };
    let left = 1.0 / shrinkage.scheduled(1.0);
    check("shrinkage", 1.0 - left, left >= 1e-3, "must leave at least a thousandth of paid time together")?;
    Ok(shrinkage)
}
