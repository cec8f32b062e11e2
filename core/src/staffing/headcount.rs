//! Staff by month: attrition, hiring, training and the ramp of new hires.

use super::error::{MAX_AGENTS, StaffingError, check, in_row, not_negative};
use serde::{Deserialize, Serialize};

/// Input of [`plan_headcount`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadcountInput {
    /// Fully productive staff needed in each month, shrinkage included, in full-time equivalents; at most 1,200 months.
    pub required_fte: Vec<f64>,
    /// Fully productive staff when the first month begins.
    pub opening_fte: f64,
    /// Share of everybody who leaves at the end of a month, 0 to 0.5.
    #[serde(default)]
    pub monthly_attrition: f64,
    /// Months after joining in which a hire is paid and takes no contacts, at most 60.
    #[serde(default)]
    pub training_months: u32,
    /// Productivity in each month after training until it is full, each 0 or between 0.01 and 1; at most 60.
    #[serde(default)]
    pub ramp: Vec<f64>,
    /// Hires who join when each month begins; left out, as many as are needed in time.
    #[serde(default)]
    pub hires: Option<Vec<f64>>,
    /// Hires that are found are whole people; otherwise parts too.
    #[serde(default = "yes")]
    pub whole_hires: bool,
    /// Cost of a full-time equivalent for a month.
    #[serde(default)]
    pub cost_per_fte_month: f64,
    /// Cost of a hire: search, equipment, trainers.
    #[serde(default)]
    pub cost_per_hire: f64,
}

fn yes() -> bool {
    true
}

/// One month of staff, in full-time equivalents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeadcountMonth {
    /// Fully productive staff needed.
    pub required_fte: f64,
    /// Who join when it begins.
    pub hires: f64,
    /// Who are paid in it.
    pub paid_fte: f64,
    /// Of these, who are in training.
    pub in_training_fte: f64,
    /// What all of them are worth in fully productive staff.
    pub effective_fte: f64,
    /// What is missing to the required; 0 where nothing is.
    pub shortfall_fte: f64,
    /// Who leave at its end.
    pub leavers: f64,
    /// Cost of the paid and of the hires.
    pub cost: f64,
}

/// What [`plan_headcount`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeadcountPlan {
    /// By month.
    pub months: Vec<HeadcountMonth>,
    /// All hires.
    pub hires: f64,
    /// All who leave.
    pub leavers: f64,
    /// Staff after the last month, those in training too.
    pub closing_fte: f64,
    /// Cost of all months.
    pub cost: f64,
    /// The first month, from 0, whose requirement is missed; `None` where all are met.
    pub first_short_month: Option<u32>,
}

const MAX_MONTHS: usize = 1_200;
const MAX_RAMP: usize = 60;

impl HeadcountInput {
    fn check(&self) -> Result<(), StaffingError> {
        let months = self.required_fte.len();
        check("required_fte", months as f64, months <= MAX_MONTHS, "must have at most 1,200 months")?;
        check("ramp", self.ramp.len() as f64, self.ramp.len() <= MAX_RAMP, "must have at most 60 months")?;
        let training = f64::from(self.training_months);
        check("training_months", training, training <= 60.0, "must be at most 60")?;
        let attrition = self.monthly_attrition;
        check(
            "monthly_attrition",
            attrition,
            (0.0..=0.5).contains(&attrition),
            "must lie between 0 and 0.5",
        )?;
        staff("opening_fte", self.opening_fte)?;
        not_negative("cost_per_fte_month", self.cost_per_fte_month)?;
        not_negative("cost_per_hire", self.cost_per_hire)?;
        for &part in &self.ramp {
            let inside = part == 0.0 || (0.01..=1.0).contains(&part);
            check("ramp", part, inside, "must be 0 or lie between 0.01 and 1")?;
        }
        for (month, fte) in self.required_fte.iter().enumerate() {
            staff("required_fte", *fte).map_err(in_row(month))?;
        }
        let Some(hires) = &self.hires else { return Ok(()) };
        if hires.len() != months {
            return Err(StaffingError::UnequalLengths { field: "hires", length: hires.len(), rows: months });
        }
        hires.iter().enumerate().try_for_each(|(month, one)| staff("hires", *one).map_err(in_row(month)))
    }

    /// What a hire is worth so many months after joining.
    fn productivity(&self, tenure: usize) -> f64 {
        match tenure.checked_sub(self.training_months as usize) {
            None => 0.0,
            Some(month) => self.ramp.get(month).copied().unwrap_or(1.0),
        }
    }

    /// The share of those who joined that is still there so many months later.
    fn stay(&self, tenure: usize) -> f64 {
        libm::pow(1.0 - self.monthly_attrition, tenure as f64)
    }

    /// What the staff of `month` is worth, of the opening and of these hires.
    fn effective(&self, month: usize, hires: &[f64]) -> f64 {
        let joined = hires.iter().take(month + 1).enumerate();
        let of_hires = joined.map(|(joined, number)| {
            let tenure = month - joined;
            number * self.stay(tenure) * self.productivity(tenure)
        });
        self.opening_fte * self.stay(month) + of_hires.sum::<f64>()
    }

    /// For each month in turn the hires that fill it, who join just early enough to be fully productive in it.
    fn hires_needed(&self) -> Result<Vec<f64>, StaffingError> {
        let lead = self.training_months as usize + self.ramp.len();
        let mut hires = vec![0.0; self.required_fte.len()];
        for (month, required) in self.required_fte.iter().enumerate() {
            let joining = month.saturating_sub(lead);
            let tenure = month - joining;
            let worth = self.stay(tenure) * self.productivity(tenure);
            let missing = required - self.effective(month, &hires);
            // Rounding is no shortfall, and nobody who could still be hired helps in the first months.
            if worth == 0.0 || missing <= 1e-9 * required {
                continue;
            }
            let number = missing / worth;
            let whole = libm::round(number);
            let number = match self.whole_hires {
                true if (number - whole).abs() <= 1e-9 * whole => whole,
                true => libm::ceil(number),
                false => number,
            };
            hires[joining] += number;
            if hires[joining] > MAX_AGENTS {
                let why =
                    "attrition is so fast that more than 10,000,000 hires would have to join in one month";
                return Err(StaffingError::Infeasible { why });
            }
        }
        Ok(hires)
    }
}

fn staff(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, (0.0..=MAX_AGENTS).contains(&value), "must lie between 0 and 10,000,000")
}

/// Staff by month from hires, or the hires that staff need.
///
/// Hires join when a month begins, are in training, then climb the ramp; at the end of each month the same share of
/// everybody leaves. Left out, hires are found month by month: whoever is missing joins just early enough to be fully
/// productive then, or in the first month where that is too late. From the first month in which a hire of the first month
/// takes contacts, no month falls short unless its tenure in the ramp is worth 0.
///
/// ```
/// use krarup::staffing::{HeadcountInput, plan_headcount};
/// let plan = plan_headcount(&HeadcountInput {
///     required_fte: vec![100.0, 100.0, 100.0, 110.0],
///     opening_fte: 105.0,
///     monthly_attrition: 0.03,
///     training_months: 1,
///     ramp: vec![0.6],
///     hires: None,
///     whole_hires: true,
///     cost_per_fte_month: 3_500.0,
///     cost_per_hire: 2_000.0,
/// })?;
/// assert_eq!(plan.first_short_month, None);
/// assert_eq!(plan.months.iter().map(|month| month.hires).collect::<Vec<_>>(), [2.0, 14.0, 0.0, 0.0]);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range or columns of different lengths; `infeasible` where more than 10,000,000
/// would have to join at once.
pub fn plan_headcount(input: &HeadcountInput) -> Result<HeadcountPlan, StaffingError> {
    input.check()?;
    let joining = input.hires.clone().map_or_else(|| input.hires_needed(), Ok)?;
    let mut opening = input.opening_fte;
    let mut months = Vec::with_capacity(joining.len());
    for (month, (required_fte, hires)) in input.required_fte.iter().zip(&joining).enumerate() {
        let paid_fte = opening + hires;
        let leavers = paid_fte * input.monthly_attrition;
        let in_training = (0..input.training_months as usize)
            .filter_map(|tenure| Some(joining[month.checked_sub(tenure)?] * input.stay(tenure)));
        let effective_fte = input.effective(month, &joining);
        let missing = required_fte - effective_fte;
        months.push(HeadcountMonth {
            required_fte: *required_fte,
            hires: *hires,
            paid_fte,
            in_training_fte: in_training.sum(),
            effective_fte,
            shortfall_fte: if missing > 1e-9 * required_fte { missing } else { 0.0 },
            leavers,
            cost: paid_fte * input.cost_per_fte_month + hires * input.cost_per_hire,
        });
        opening = paid_fte - leavers;
    }
    let sum = |of: fn(&HeadcountMonth) -> f64| months.iter().map(of).sum::<f64>();
    Ok(HeadcountPlan {
        hires: sum(|month| month.hires),
        leavers: sum(|month| month.leavers),
        closing_fte: opening,
        cost: sum(|month| month.cost),
        first_short_month: months
            .iter()
            .zip(0..)
            .find_map(|(one, at)| (one.shortfall_fte > 0.0).then_some(at)),
        months,
    })
}
