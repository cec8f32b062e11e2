use thiserror::Error;

/// Why staffing could not answer.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum StaffingError {
    /// The caller gave a value outside the stated range.
    #[error("{field} is {}, but {why}", shown(*value))]
    InvalidInput {
        /// Name of the argument.
        field: &'static str,
        /// What was given.
        value: f64,
        /// What would be right.
        why: &'static str,
    },
    /// A name that nothing has.
    #[error("{given:?} is no {what}; known are {known}")]
    UnknownName {
        /// Of what kind the name should be.
        what: &'static str,
        /// What was given.
        given: String,
        /// The names there are.
        known: String,
    },
    /// An argument that must be given.
    #[error("{field} is missing, but must be given")]
    Missing {
        /// Name of the argument.
        field: &'static str,
    },
    /// No target was given, so any number of agents would do.
    #[error("a target is needed: service level, mean wait (ASA), occupancy, abandonment or share who wait")]
    NoTarget,
    /// Columns of different lengths.
    #[error("{field} has {length} entries, but must have {rows} like the other columns, or be one number")]
    UnequalLengths {
        /// Name of the column.
        field: &'static str,
        /// Its length.
        length: usize,
        /// Length of the others.
        rows: usize,
    },
    /// What is wrong with one row of columns.
    #[error("{}", shown_in_row(*row, error))]
    InRow {
        /// The row, from 0.
        row: usize,
        /// What is wrong with it.
        error: Box<StaffingError>,
    },
    /// More load than the agents can ever serve, in a model in which nobody abandons.
    #[error(
        "{agents} agents cannot serve an offered load of {load} erlangs: the queue grows without end; use more than {load} agents, or Erlang A with the customers' patience"
    )]
    Unstable {
        /// Offered load in erlangs.
        load: f64,
        /// Agents.
        agents: f64,
    },
    /// No number of agents meets the targets.
    #[error("no number of agents meets the target: {why}")]
    Infeasible {
        /// The reason.
        why: &'static str,
    },
    /// Callers who try again make for more attempts than any number in balance with the agents.
    #[error(
        "{agents} agents find no balance with first attempts of {first_load} erlangs and the attempts that follow: {why}"
    )]
    NoBalance {
        /// Offered load of first attempts in erlangs.
        first_load: f64,
        /// Agents.
        agents: f64,
        /// The reason.
        why: &'static str,
    },
    /// The computation would take unreasonably long for such extreme inputs.
    #[error("no convergence within {limit} terms; patience is extremely long for this load, use Erlang C")]
    NoConvergence {
        /// Terms that were tried.
        limit: u64,
    },
    /// An exact computation would take unreasonably long.
    #[error(
        "the exact computation would take more than {limit} operations; use shorter intervals, fewer agents or a stationary method"
    )]
    TooMuchWork {
        /// Operations that are allowed.
        limit: u64,
    },
    /// The inputs are so extreme that a result is no number a double can hold.
    #[error("{output} cannot be told for inputs so extreme: it is beyond what a double can hold")]
    NotRepresentable {
        /// The name of the result.
        output: &'static str,
    },
}

fn shown_in_row(row: usize, error: &StaffingError) -> String {
    match error {
        StaffingError::InvalidInput { field, value, why } => {
            format!("{field} of row {row} is {}, but {why}", shown(*value))
        }
        other => format!("row {row}: {other}"),
    }
}

fn shown(value: f64) -> String {
    if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") }
}

impl StaffingError {
    /// What is wrong, without the row: for callers whose columns were single numbers.
    pub fn without_row(self) -> Self {
        match self {
            Self::InRow { error, .. } => *error,
            other => other,
        }
    }

    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput { .. }
            | Self::UnknownName { .. }
            | Self::Missing { .. }
            | Self::NoTarget
            | Self::UnequalLengths { .. } => "invalid_input",
            Self::InRow { error, .. } => error.code(),
            Self::Unstable { .. } => "unstable",
            Self::Infeasible { .. } | Self::NoBalance { .. } => "infeasible",
            Self::NoConvergence { .. } | Self::TooMuchWork { .. } => "no_convergence",
            Self::NotRepresentable { .. } => "not_representable",
        }
    }
}

/// The greatest number of agents any function here accepts.
pub(crate) const MAX_AGENTS: f64 = 10_000_000.0;

pub(crate) fn check(
    field: &'static str,
    value: f64,
    is_right: bool,
    why: &'static str,
) -> Result<(), StaffingError> {
    if is_right { Ok(()) } else { Err(StaffingError::InvalidInput { field, value, why }) }
}

#[inline]
pub(crate) fn is_agents(value: f64) -> bool {
    value == 0.0 || (1e-9..=MAX_AGENTS).contains(&value)
}

pub(crate) fn agents(value: f64) -> Result<(), StaffingError> {
    check("agents", value, is_agents(value), "must be 0 or lie between 1e-9 and 10,000,000")
}

pub(crate) fn load(value: f64) -> Result<(), StaffingError> {
    check(
        "offered_load_erl",
        value,
        (0.0..=MAX_AGENTS).contains(&value),
        "must lie between 0 and 10,000,000 erlangs",
    )
}

/// A whole number from 0 to 10,000,000.
pub(crate) fn whole(field: &'static str, value: f64) -> Result<(), StaffingError> {
    let inside = (0.0..=MAX_AGENTS).contains(&value) && libm::floor(value) == value;
    check(field, value, inside, "must be a whole number from 0 to 10,000,000")
}

/// The same error about the input as the caller calls it.
pub(crate) fn renamed(from: &'static str, to: &'static str) -> impl Fn(StaffingError) -> StaffingError {
    move |error| match error {
        StaffingError::InvalidInput { field, value, why } if field == from => {
            StaffingError::InvalidInput { field: to, value, why }
        }
        other => other,
    }
}

/// Says of an error which row it is about, unless it is about all.
pub(crate) fn in_row(row: usize) -> impl Fn(StaffingError) -> StaffingError {
    move |error| match error {
        StaffingError::NoTarget => error,
        other => StaffingError::InRow { row, error: Box::new(other) },
    }
}

/// The load of `volume` arrivals; out of range it names the volume, which is what the caller gave.
///
/// Without arrivals the handling time does not matter.
pub(crate) fn load_of(volume: f64, interval_s: f64, aht_s: f64) -> Result<f64, StaffingError> {
    arrivals("volume", volume)?;
    positive("interval_s", interval_s)?;
    if volume == 0.0 {
        return Ok(0.0);
    }
    positive("aht_s", aht_s)?;
    let load = volume * aht_s / interval_s;
    let why = "volume * aht_s / interval_s, the offered load, must be at most 10,000,000 erlangs";
    check("volume", volume, load <= MAX_AGENTS, why)?;
    Ok(load)
}

#[inline]
pub(crate) fn is_positive(value: f64) -> bool {
    (1e-9..=1e12).contains(&value)
}

pub(crate) fn positive(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, is_positive(value), "must lie between 1e-9 and 1e12")
}

#[inline]
pub(crate) fn is_not_negative(value: f64) -> bool {
    (0.0..=1e12).contains(&value)
}

pub(crate) fn not_negative(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, is_not_negative(value), "must lie between 0 and 1e12")
}

/// The least volume but none: a number far below any that matters would only reach the end of doubles.
pub(crate) const LEAST_VOLUME: f64 = 1e-9;

/// A volume that was computed: what is too little to matter is none.
pub(crate) fn volume_or_none(volume: f64) -> f64 {
    if volume < LEAST_VOLUME { 0.0 } else { volume }
}

#[inline]
pub(crate) fn is_arrivals(value: f64) -> bool {
    value == 0.0 || (LEAST_VOLUME..=1e12).contains(&value)
}

/// What arrives in an interval.
pub(crate) fn arrivals(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, is_arrivals(value), "must be 0 or lie between 1e-9 and 1e12")
}

pub(crate) fn share(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, (0.0..=1.0).contains(&value), "must lie between 0 and 1")
}
