use super::error::StaffingError;
use super::requirement::{Binding, Requirement};
use super::service_level::ServiceLevel;

/// Requirements as columns; a column of length 1 counts for every row, empty = not given.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequirementColumns<'a> {
    /// Arrivals in the interval.
    pub volume: &'a [f64],
    /// Length of the interval in seconds.
    pub interval_s: &'a [f64],
    /// Average handling time in seconds.
    pub aht_s: &'a [f64],
    /// Mean patience in seconds; empty = Erlang C.
    pub patience_s: &'a [f64],
    /// Least service level.
    pub service_level: &'a [f64],
    /// Threshold of the service level in seconds; empty = 20.
    pub target_wait_s: &'a [f64],
    /// Which service level, for all rows.
    pub definition: ServiceLevel,
    /// Greatest mean wait in seconds.
    pub max_asa_s: &'a [f64],
    /// Greatest occupancy.
    pub max_occupancy: &'a [f64],
    /// Greatest abandonment.
    pub max_abandonment: &'a [f64],
}

/// What a row that cannot be solved does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The first one ends the call with its error.
    Raise,
    /// It is masked: `error` holds its code, the numbers are 0.
    Mask,
}

/// Answers as columns, one row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StaffingColumns {
    /// Agents needed.
    pub agents: Vec<u32>,
    /// Service level with them.
    pub service_level: Vec<f64>,
    /// Mean wait in seconds.
    pub asa_s: Vec<f64>,
    /// Occupancy.
    pub occupancy: Vec<f64>,
    /// Abandonment.
    pub abandonment: Vec<f64>,
    /// The target that decided.
    pub binding: Vec<Binding>,
    /// The error code of a masked row.
    pub error: Vec<Option<&'static str>>,
}

/// Solves every row; the same bits as [`Requirement::solve`] row by row.
///
/// # Errors
/// `invalid_input` when lengths differ (and are not 1); with [`OnError::Raise`] the first row's error.
pub fn required_agents(
    columns: &RequirementColumns<'_>,
    on_error: OnError,
) -> Result<StaffingColumns, StaffingError> {
    let all = [
        ("volume", columns.volume),
        ("interval_s", columns.interval_s),
        ("aht_s", columns.aht_s),
        ("patience_s", columns.patience_s),
        ("service_level", columns.service_level),
        ("target_wait_s", columns.target_wait_s),
        ("max_asa_s", columns.max_asa_s),
        ("max_occupancy", columns.max_occupancy),
        ("max_abandonment", columns.max_abandonment),
    ];
    let rows = if all[..3].iter().any(|(_, column)| column.is_empty()) {
        0
    } else {
        all.iter().map(|(_, column)| column.len()).find(|&length| length > 1).unwrap_or(1)
    };
    for (field, column) in all {
        if column.len() > 1 && column.len() != rows {
            let why = "is the length of this column, but columns must have one length, or length 1";
            return Err(StaffingError::InvalidInput { field, value: column.len() as f64, why });
        }
    }
    let mut out = StaffingColumns::default();
    for row in 0..rows {
        let at = |column: &[f64]| column.get(if column.len() == 1 { 0 } else { row }).copied();
        let requirement = Requirement {
            volume: at(columns.volume).unwrap_or(f64::NAN),
            interval_s: at(columns.interval_s).unwrap_or(f64::NAN),
            aht_s: at(columns.aht_s).unwrap_or(f64::NAN),
            patience_s: at(columns.patience_s),
            service_level: at(columns.service_level),
            target_wait_s: at(columns.target_wait_s).unwrap_or(20.0),
            definition: columns.definition,
            max_asa_s: at(columns.max_asa_s),
            max_occupancy: at(columns.max_occupancy),
            max_abandonment: at(columns.max_abandonment),
            max_p_wait: None,
        };
        match (requirement.solve(), on_error) {
            (Ok(answer), _) => {
                out.agents.push(answer.agents);
                out.service_level.push(answer.at.service_level);
                out.asa_s.push(answer.at.asa_s);
                out.occupancy.push(answer.at.occupancy);
                out.abandonment.push(answer.at.abandonment);
                out.binding.push(answer.binding);
                out.error.push(None);
            }
            (Err(error), OnError::Raise) => return Err(error),
            (Err(error), OnError::Mask) => {
                out.agents.push(0);
                for column in
                    [&mut out.service_level, &mut out.asa_s, &mut out.occupancy, &mut out.abandonment]
                {
                    column.push(0.0);
                }
                out.binding.push(Binding::NoVolume);
                out.error.push(Some(error.code()));
            }
        }
    }
    Ok(out)
}
