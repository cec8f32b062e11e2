//! What a day's staff must meet.

use super::{Day, DayEvaluation, DayInterval};
use crate::staffing::Requirement;
use crate::staffing::error::{StaffingError, check, share};
use serde::{Deserialize, Serialize};

/// Targets of every interval and of the day; those that are `None` do not bind, at least one must be given.
///
/// Threshold and definition of the service level are those of the [`Day`]. Intervals without arrivals have no
/// target of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayTargets {
    /// Least service level of every interval, below 1.
    #[serde(default)]
    pub service_level: Option<f64>,
    /// Greatest share who wait in every interval, above 0.
    #[serde(default)]
    pub max_p_wait: Option<f64>,
    /// Greatest share who abandon in every interval, above 0; needs patience.
    #[serde(default)]
    pub max_abandonment: Option<f64>,
    /// Least service level over the day, below 1.
    #[serde(default)]
    pub day_service_level: Option<f64>,
    /// Greatest share who abandon over the day, above 0; needs patience.
    #[serde(default)]
    pub day_max_abandonment: Option<f64>,
}

/// Targets count as met to within this: rounding decides nothing.
pub(super) const MET: f64 = 1e-9;

impl DayTargets {
    pub(super) fn check(&self, day: &Day) -> Result<(), StaffingError> {
        let levels = [("service_level", self.service_level), ("day_service_level", self.day_service_level)];
        for (field, level) in levels {
            let Some(level) = level else { continue };
            share(field, level)?;
            check(
                field,
                level,
                level < 1.0,
                "must be below 1: no number of agents answers everybody in time",
            )?;
        }
        let limits = [
            ("max_p_wait", self.max_p_wait),
            ("max_abandonment", self.max_abandonment),
            ("day_max_abandonment", self.day_max_abandonment),
        ];
        for (field, limit) in limits {
            let Some(limit) = limit else { continue };
            share(field, limit)?;
            check(field, limit, limit >= 1e-6, "must be at least 1e-6")?;
            let can_bind = field == "max_p_wait" || day.patience_s.is_some();
            check(field, limit, can_bind, "needs patience_s: without it nobody abandons")?;
        }
        if *self == Self::default() { Err(StaffingError::NoTarget) } else { Ok(()) }
    }

    /// With the day's targets asked of every interval: who meets these meets all.
    pub(super) fn for_each_interval(&self, day: &Day) -> Result<Self, StaffingError> {
        self.check(day)?;
        let harder = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Ok(Self {
            service_level: harder(self.service_level, self.day_service_level, f64::max),
            max_abandonment: harder(self.max_abandonment, self.day_max_abandonment, f64::min),
            ..*self
        })
    }

    /// The targets of one interval, of a stationary model with this load.
    pub(super) fn requirement(&self, day: &Day, load: f64, aht_s: f64) -> Requirement {
        // The load as arrivals in one handling time.
        let mut requirement = Requirement::new(load, aht_s, aht_s).definition(day.definition);
        requirement.patience_s = day.patience_s;
        requirement.target_wait_s = day.target_wait_s;
        requirement.service_level = self.service_level;
        requirement.max_p_wait = self.max_p_wait;
        requirement.max_abandonment = self.max_abandonment;
        requirement
    }

    /// By how much an interval misses its targets, in sum; 0 = it meets them.
    pub(super) fn missed_by(&self, interval: &DayInterval) -> f64 {
        if interval.volume == 0.0 {
            return 0.0;
        }
        short_of(self.service_level, interval.service_level)
            + beyond(self.max_p_wait, interval.p_wait)
            + beyond(self.max_abandonment, interval.p_abandon)
    }

    /// By how much the day misses its own targets, in sum.
    pub(super) fn missed_by_day(&self, day: &DayEvaluation) -> f64 {
        if day.service_level.is_nan() {
            return 0.0;
        }
        short_of(self.day_service_level, day.service_level) + beyond(self.day_max_abandonment, day.p_abandon)
    }
}

fn short_of(target: Option<f64>, value: f64) -> f64 {
    target.map_or(0.0, |target| if value >= target - MET { 0.0 } else { target - value })
}

fn beyond(limit: Option<f64>, value: f64) -> f64 {
    limit.map_or(0.0, |limit| if value <= limit + MET { 0.0 } else { value - limit })
}
