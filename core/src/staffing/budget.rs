//! Paid hours and their cost, by interval and by contact.

use super::error::{StaffingError, arrivals, check, in_row, not_negative, positive, share, volume_or_none};
use super::plan::DEFAULT_INTERVAL_S;
use super::queue_targets::{QueueStaffing, QueueTargets, in_column, shrinkage_of};
use serde::{Deserialize, Serialize};

/// Input of [`budget`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetInput {
    /// Contacts that arrive in each interval.
    pub volume: Vec<f64>,
    /// Average handling time in seconds: one for each interval, or one for all.
    pub aht_s: Vec<f64>,
    /// Length of an interval in seconds; half an hour unless given.
    #[serde(default = "default_interval")]
    pub interval_s: f64,
    /// What every interval must meet.
    pub targets: QueueTargets,
    /// Shares of paid time in which agents cannot take contacts, each at least 0 and below 1; together they must leave
    /// a thousandth.
    #[serde(default)]
    pub shrinkage: Vec<f64>,
    /// The components are shares of the same paid time and add up; otherwise each takes its share of what the others
    /// leave.
    #[serde(default)]
    pub shrinkage_adds_up: bool,
    /// Whole heads are paid in every interval; otherwise parts of them too.
    #[serde(default)]
    pub whole_heads: bool,
    /// Cost of a paid hour.
    pub cost_per_paid_hour: f64,
    /// Share of contacts that a partner takes, 0 to 1, the same in every interval.
    #[serde(default)]
    pub outsourced_share: f64,
    /// What the partner asks for a contact.
    #[serde(default)]
    pub cost_per_outsourced_contact: f64,
}

fn default_interval() -> f64 {
    DEFAULT_INTERVAL_S
}

/// What one interval costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BudgetInterval {
    /// Contacts that arrive, outsourced ones too.
    pub volume: f64,
    /// Contacts that the partner takes.
    pub outsourced: f64,
    /// Agents needed for the others and what they give.
    #[serde(flatten)]
    pub staffing: QueueStaffing,
    /// Agents to schedule, shrinkage included.
    pub scheduled: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Cost of paid hours and of the partner.
    pub cost: f64,
    /// Cost of a contact that arrives; `None` where none do.
    pub cost_per_contact: Option<f64>,
}

/// What [`budget`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Budget {
    /// By interval.
    pub intervals: Vec<BudgetInterval>,
    /// Contacts that arrive.
    pub volume: f64,
    /// Hours of agents at work, before shrinkage.
    pub productive_hours: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Cost of paid hours.
    pub staff_cost: f64,
    /// Cost of the partner.
    pub outsourced_cost: f64,
    /// Both.
    pub cost: f64,
    /// Cost of a contact that arrives; `None` where none do.
    pub cost_per_contact: Option<f64>,
    /// Share of paid time spent on handling contacts; `None` without paid hours.
    pub utilisation: Option<f64>,
}

/// Agents by interval as in [`day_plan`](super::day_plan), then shrinkage, paid hours and cost.
///
/// Paid hours = scheduled × interval; with a partner the contacts that stay are a random share of all, so they remain a
/// Poisson stream. Utilisation counts handled contacts: those who abandon take no time.
///
/// ```
/// use krarup::staffing::{BudgetInput, QueueTargets, budget};
/// let told = budget(&BudgetInput {
///     volume: vec![200.0, 100.0],
///     aht_s: vec![180.0],
///     interval_s: 1800.0,
///     targets: QueueTargets { service_level: Some(0.8), ..QueueTargets::default() },
///     shrinkage: vec![0.3],
///     shrinkage_adds_up: false,
///     whole_heads: true,
///     cost_per_paid_hour: 28.0,
///     outsourced_share: 0.0,
///     cost_per_outsourced_contact: 0.0,
/// })?;
/// // 24 and 14 agents, 35 and 20 heads.
/// assert_eq!((told.productive_hours, told.paid_hours, told.cost), (19.0, 27.5, 770.0));
/// assert_eq!(told.intervals[0].cost_per_contact, Some(2.45));
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range or columns of different lengths; those of
/// [`Requirement::solve`](super::Requirement::solve) with the interval, from 0.
pub fn budget(input: &BudgetInput) -> Result<Budget, StaffingError> {
    let aht_s = in_column("aht_s", &input.aht_s, input.volume.len())?;
    let shrinkage = shrinkage_of(&input.shrinkage, input.shrinkage_adds_up)?;
    check(
        "interval_s",
        input.interval_s,
        (1.0..=1e9).contains(&input.interval_s),
        "must lie between 1 and 1e9",
    )?;
    not_negative("cost_per_paid_hour", input.cost_per_paid_hour)?;
    not_negative("cost_per_outsourced_contact", input.cost_per_outsourced_contact)?;
    share("outsourced_share", input.outsourced_share)?;
    let hours = input.interval_s / 3600.0;
    let one = |row: usize, volume: f64| {
        arrivals("volume", volume)?;
        if volume > 0.0 {
            positive("aht_s", aht_s(row))?;
        }
        let outsourced = volume * input.outsourced_share;
        let kept = volume_or_none(volume - outsourced);
        let staffing = input.targets.requirement(kept, input.interval_s, aht_s(row)).solve()?;
        let agents = f64::from(staffing.agents);
        let scheduled = if input.whole_heads { shrinkage.heads(agents) } else { shrinkage.scheduled(agents) };
        let paid_hours = scheduled * hours;
        let cost = paid_hours * input.cost_per_paid_hour + outsourced * input.cost_per_outsourced_contact;
        Ok(BudgetInterval {
            volume,
            outsourced,
            staffing: staffing.into(),
            scheduled,
            paid_hours,
            cost,
            cost_per_contact: (volume > 0.0).then(|| cost / volume),
        })
    };
    let intervals: Vec<BudgetInterval> = (input.volume.iter().enumerate())
        .map(|(row, volume)| one(row, *volume).map_err(in_row(row)))
        .collect::<Result<_, _>>()?;
    let sum = |of: fn(&BudgetInterval) -> f64| intervals.iter().map(of).sum::<f64>();
    let (volume, paid_hours) = (sum(|one| one.volume), sum(|one| one.paid_hours));
    let handled_hours =
        hours * sum(|one| one.staffing.offered_load_erl * (1.0 - one.staffing.abandonment.unwrap_or(0.0)));
    let staff_cost = paid_hours * input.cost_per_paid_hour;
    let outsourced_cost = sum(|one| one.outsourced) * input.cost_per_outsourced_contact;
    let cost = staff_cost + outsourced_cost;
    Ok(Budget {
        volume,
        productive_hours: hours * sum(|one| f64::from(one.staffing.agents)),
        paid_hours,
        staff_cost,
        outsourced_cost,
        cost,
        cost_per_contact: (volume > 0.0).then(|| cost / volume),
        utilisation: (paid_hours > 0.0).then(|| (handled_hours / paid_hours).min(1.0)),
        intervals,
    })
}
