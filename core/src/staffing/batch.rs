use super::error::{StaffingError, in_row};
use super::requirement::{Binding, Requirement, Staffing, model};
use super::service_level::ServiceLevel;

/// Requirements as columns; a column of length 1 counts for every row, `None` = not given.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequirementColumns<'a> {
    /// Arrivals in the interval.
    pub volume: &'a [f64],
    /// Length of the interval in seconds.
    pub interval_s: &'a [f64],
    /// Average handling time in seconds; ignored in rows without arrivals.
    pub aht_s: &'a [f64],
    /// Mean patience in seconds; `None` = Erlang C.
    pub patience_s: Option<&'a [f64]>,
    /// Least service level.
    pub service_level: Option<&'a [f64]>,
    /// Threshold of the service level in seconds; `None` = [`ServiceLevel::DEFAULT_TARGET_WAIT_S`].
    pub target_wait_s: Option<&'a [f64]>,
    /// Which service level, for all rows.
    pub definition: ServiceLevel,
    /// Greatest mean wait in seconds.
    pub max_asa_s: Option<&'a [f64]>,
    /// Greatest occupancy.
    pub max_occupancy: Option<&'a [f64]>,
    /// Greatest abandonment.
    pub max_abandonment: Option<&'a [f64]>,
    /// Greatest share who wait.
    pub max_p_wait: Option<&'a [f64]>,
    /// Least share of customers who wait at most `max_wait_s`.
    pub max_wait_share: Option<&'a [f64]>,
    /// What that share waits at most, in seconds.
    pub max_wait_s: Option<&'a [f64]>,
    /// The fractional number of agents is wanted too.
    pub is_fractional: bool,
}

impl RequirementColumns<'_> {
    /// The requirement of one row; NaN, which no function accepts, where a column has no such row.
    pub fn row(&self, row: usize) -> Requirement {
        let given = |column: Option<&[f64]>| column.map(|column| at(column, row));
        Requirement {
            volume: at(self.volume, row),
            interval_s: at(self.interval_s, row),
            aht_s: at(self.aht_s, row),
            patience_s: given(self.patience_s),
            service_level: given(self.service_level),
            target_wait_s: given(self.target_wait_s).unwrap_or(ServiceLevel::DEFAULT_TARGET_WAIT_S),
            definition: self.definition,
            max_asa_s: given(self.max_asa_s),
            max_occupancy: given(self.max_occupancy),
            max_abandonment: given(self.max_abandonment),
            max_p_wait: given(self.max_p_wait),
            max_wait_share: given(self.max_wait_share),
            max_wait_s: given(self.max_wait_s),
        }
    }
}

/// What a row that cannot be solved does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The first one ends the call with its error.
    Raise,
    /// It is masked: `error` holds its code, the numbers are NaN.
    Mask,
}

/// Answers as columns, one row each; NaN where a row is masked or has no such number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StaffingColumns {
    /// `erlang_c` or `erlang_a`.
    pub model: &'static str,
    /// The metric id of the service level.
    pub definition: &'static str,
    /// Agents needed: whole numbers, but NaN where masked, so that no sum or plan takes them for none.
    pub agents: Vec<f64>,
    /// Agents needed before rounding up, for sums over many rows; empty unless asked for.
    pub fractional: Vec<f64>,
    /// Offered load in erlangs.
    pub offered_load_erl: Vec<f64>,
    /// Service level with them; NaN without arrivals.
    pub service_level: Vec<f64>,
    /// Service level with one agent fewer; NaN where that is no stable state.
    pub service_level_at_minus_one: Vec<f64>,
    /// Mean wait in seconds; NaN without arrivals.
    pub asa_s: Vec<f64>,
    /// Occupancy; NaN without agents.
    pub occupancy: Vec<f64>,
    /// Abandonment; NaN without arrivals.
    pub abandonment: Vec<f64>,
    /// Share of customers who wait; NaN without arrivals.
    pub p_wait: Vec<f64>,
    /// The target that decided; `None` where masked.
    pub binding: Vec<Option<Binding>>,
    /// The error code of a masked row.
    pub error: Vec<Option<&'static str>>,
}

impl StaffingColumns {
    fn with_room(rows: usize, is_fractional: bool) -> Self {
        let numbers = || Vec::with_capacity(rows);
        Self {
            agents: numbers(),
            fractional: if is_fractional { numbers() } else { Vec::new() },
            offered_load_erl: numbers(),
            service_level: numbers(),
            service_level_at_minus_one: numbers(),
            asa_s: numbers(),
            occupancy: numbers(),
            abandonment: numbers(),
            p_wait: numbers(),
            binding: Vec::with_capacity(rows),
            error: Vec::with_capacity(rows),
            ..Self::default()
        }
    }
}

/// Solves every row; the same bits as [`Requirement::solve`] row by row.
///
/// # Errors
/// `invalid_input` when lengths differ (and are not 1); with [`OnError::Raise`] the first row's error.
pub fn required_agents(
    columns: &RequirementColumns<'_>,
    on_error: OnError,
) -> Result<StaffingColumns, StaffingError> {
    let required = [("volume", columns.volume), ("interval_s", columns.interval_s), ("aht_s", columns.aht_s)];
    let optional = [
        ("patience_s", columns.patience_s),
        ("service_level", columns.service_level),
        ("target_wait_s", columns.target_wait_s),
        ("max_asa_s", columns.max_asa_s),
        ("max_occupancy", columns.max_occupancy),
        ("max_abandonment", columns.max_abandonment),
        ("max_p_wait", columns.max_p_wait),
        ("max_wait_share", columns.max_wait_share),
        ("max_wait_s", columns.max_wait_s),
    ];
    let optional = optional.into_iter().filter_map(|(field, column)| Some((field, column?)));
    let rows = rows(&required.into_iter().chain(optional).collect::<Vec<_>>())?;
    let mut out = StaffingColumns {
        model: model(columns.patience_s.is_some()),
        definition: columns.definition.id(),
        ..StaffingColumns::with_room(rows, columns.is_fractional)
    };
    for row in 0..rows {
        let requirement = columns.row(row);
        let solved = requirement.solve().map_err(in_row(row));
        let (answer, error) = match (solved, on_error) {
            // Without a target no row can be solved.
            (Err(error), OnError::Raise) | (Err(error @ StaffingError::NoTarget), _) => return Err(error),
            (Err(error), OnError::Mask) => (None, Some(error.code())),
            (Ok(answer), _) => (Some(answer), None),
        };
        let number = |of: &dyn Fn(&Staffing) -> Option<f64>| answer.as_ref().and_then(of).unwrap_or(f64::NAN);
        out.agents.push(number(&|answer| Some(f64::from(answer.agents))));
        if columns.is_fractional {
            let fractional =
                answer.map_or(Ok(f64::NAN), |answer| requirement.fractional_below(answer.agents))?;
            out.fractional.push(fractional);
        }
        out.offered_load_erl.push(number(&|answer| Some(answer.offered_load_erl)));
        out.service_level.push(number(&|answer| Some(answer.at.service_level)));
        out.service_level_at_minus_one.push(number(&|answer| answer.at_minus_one.map(|m| m.service_level)));
        out.asa_s.push(number(&|answer| Some(answer.at.asa_s)));
        out.occupancy.push(number(&|answer| Some(answer.at.occupancy)));
        out.abandonment.push(number(&|answer| Some(answer.at.abandonment)));
        out.p_wait.push(number(&|answer| Some(answer.at.p_wait)));
        out.binding.push(answer.map(|answer| answer.binding));
        out.error.push(error);
    }
    Ok(out)
}

/// The number of rows: the length of the columns that are not of length 1.
///
/// Only if the first column is empty are there none: an empty column among others is a mistake.
pub(super) fn rows(columns: &[(&'static str, &[f64])]) -> Result<usize, StaffingError> {
    let lengths = || columns.iter().map(|(_, column)| column.len());
    let is_empty = lengths().next() == Some(0);
    let rows = if is_empty { 0 } else { lengths().find(|&length| length > 1).unwrap_or(1) };
    match columns.iter().find(|(_, column)| column.len() != 1 && column.len() != rows) {
        Some((field, column)) => Err(StaffingError::UnequalLengths { field, length: column.len(), rows }),
        None => Ok(rows),
    }
}

pub(super) fn at(column: &[f64], row: usize) -> f64 {
    column.get(if column.len() == 1 { 0 } else { row }).copied().unwrap_or(f64::NAN)
}
