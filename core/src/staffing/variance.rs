//! Budget against actual: how much of the difference is volume, handling time, productivity and pay.

use super::error::{StaffingError, arrivals, check, in_row, not_negative, positive};
use serde::{Deserialize, Serialize};

/// What was planned for, or what came of, one period or queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spending {
    /// Contacts handled.
    pub volume: f64,
    /// Average handling time in seconds; ignored without contacts.
    pub aht_s: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Cost of a paid hour.
    #[serde(default)]
    pub cost_per_paid_hour: f64,
}

/// One period or queue, planned and as it came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetAndActual {
    /// As planned.
    pub budget: Spending,
    /// As it came.
    pub actual: Spending,
}

/// Input of [`budget_variance`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VarianceInput {
    /// By period or queue.
    pub rows: Vec<BudgetAndActual>,
}

/// Actual less budget, in parts that add up to it: positive is more than planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Variance {
    /// Paid hours more than planned.
    pub hours: f64,
    /// Of these, by contacts more than planned.
    pub volume_hours: f64,
    /// By longer handling.
    pub handle_time_hours: f64,
    /// By more paid hours for an hour of handling: occupancy, shrinkage, schedules.
    pub productivity_hours: f64,
    /// Of rows whose budget has no work, which say of nothing how long it should take.
    pub unplanned_hours: f64,
    /// Cost more than planned.
    pub cost: f64,
    /// By contacts more than planned.
    pub volume_cost: f64,
    /// By longer handling.
    pub handle_time_cost: f64,
    /// By more paid hours for an hour of handling.
    pub productivity_cost: f64,
    /// Of rows whose budget has no work.
    pub unplanned_cost: f64,
    /// By a dearer paid hour.
    pub rate_cost: f64,
}

/// What [`budget_variance`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variances {
    /// By period or queue.
    pub rows: Vec<Variance>,
    /// The sums over them.
    pub total: Variance,
}

impl Spending {
    fn check(&self) -> Result<(), StaffingError> {
        arrivals("volume", self.volume)?;
        if self.volume > 0.0 {
            positive("aht_s", self.aht_s)?;
        }
        not_negative("paid_hours", self.paid_hours)?;
        not_negative("cost_per_paid_hour", self.cost_per_paid_hour)
    }

    fn handling_hours(&self) -> f64 {
        if self.volume > 0.0 { self.volume * self.aht_s / 3600.0 } else { 0.0 }
    }
}

impl BudgetAndActual {
    fn variance(&self) -> Result<Variance, StaffingError> {
        let Self { budget, actual } = self;
        budget.check()?;
        actual.check()?;
        let rate = budget.cost_per_paid_hour;
        let hours = actual.paid_hours - budget.paid_hours;
        let rate_cost = actual.paid_hours * (actual.cost_per_paid_hour - rate);
        let cost = actual.paid_hours * actual.cost_per_paid_hour - budget.paid_hours * rate;
        let planned = budget.handling_hours();
        if planned == 0.0 {
            let unplanned_cost = hours * rate;
            return Ok(Variance {
                hours,
                unplanned_hours: hours,
                cost,
                unplanned_cost,
                rate_cost,
                ..Variance::default()
            });
        }
        // As planned with the actual volume, then with the actual handling time too.
        let with_volume = budget.paid_hours * actual.volume / budget.volume;
        let with_handling = budget.paid_hours * actual.handling_hours() / planned;
        let why = "must be a plausible multiple of the budget's: the planned hours for it are beyond 1e15";
        check("volume", actual.volume, with_volume.max(with_handling) <= 1e15, why)?;
        // Without contacts there is no handling time that could differ.
        let volume_hours = with_volume - budget.paid_hours;
        let handle_time_hours = with_handling - with_volume;
        let productivity_hours = actual.paid_hours - with_handling;
        Ok(Variance {
            hours,
            volume_hours,
            handle_time_hours,
            productivity_hours,
            unplanned_hours: 0.0,
            cost,
            volume_cost: volume_hours * rate,
            handle_time_cost: handle_time_hours * rate,
            productivity_cost: productivity_hours * rate,
            unplanned_cost: 0.0,
            rate_cost,
        })
    }
}

impl Variance {
    fn plus(self, other: &Self) -> Self {
        Self {
            hours: self.hours + other.hours,
            volume_hours: self.volume_hours + other.volume_hours,
            handle_time_hours: self.handle_time_hours + other.handle_time_hours,
            productivity_hours: self.productivity_hours + other.productivity_hours,
            unplanned_hours: self.unplanned_hours + other.unplanned_hours,
            cost: self.cost + other.cost,
            volume_cost: self.volume_cost + other.volume_cost,
            handle_time_cost: self.handle_time_cost + other.handle_time_cost,
            productivity_cost: self.productivity_cost + other.productivity_cost,
            unplanned_cost: self.unplanned_cost + other.unplanned_cost,
            rate_cost: self.rate_cost + other.rate_cost,
        }
    }
}

/// Splits what was paid beyond the budget into volume, handling time, productivity and pay.
///
/// Paid hours are volume × AHT × paid hours for an hour of handling. The factors change in that order, as controllers do
/// it: volume at the planned handling time and productivity, handling time at the actual volume, productivity last; so
/// what two of them do together counts for the later one. Hours are valued at the planned cost of an hour, and the dearer
/// hour at the actual hours.
///
/// ```
/// use krarup::staffing::{BudgetAndActual, Spending, VarianceInput, budget_variance};
/// let spent = |volume, aht_s, paid_hours, cost_per_paid_hour| Spending { volume, aht_s, paid_hours, cost_per_paid_hour };
/// let told = budget_variance(&VarianceInput {
///     rows: vec![BudgetAndActual { budget: spent(1200.0, 300.0, 200.0, 25.0), actual: spent(1320.0, 270.0, 210.0, 26.0) }],
/// })?;
/// let row = told.total;
/// assert_eq!((row.hours, row.volume_hours, row.handle_time_hours, row.productivity_hours), (10.0, 20.0, -22.0, 12.0));
/// assert_eq!((row.cost, row.rate_cost), (460.0, 210.0));
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range, with the row.
pub fn budget_variance(input: &VarianceInput) -> Result<Variances, StaffingError> {
    let rows: Vec<Variance> = (input.rows.iter().enumerate())
        .map(|(row, one)| one.variance().map_err(in_row(row)))
        .collect::<Result<_, _>>()?;
    Ok(Variances { total: rows.iter().fold(Variance::default(), Variance::plus), rows })
}
