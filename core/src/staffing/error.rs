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
    /// The computation would take unreasonably long for such extreme inputs.
    #[error("no convergence within {limit} terms; patience is extremely long for this load, use Erlang C")]
    NoConvergence {
        /// Terms that were tried.
        limit: u64,
    },
}

fn shown(value: f64) -> String {
    if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") }
}

impl StaffingError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput { .. } => "invalid_input",
            Self::Unstable { .. } => "unstable",
            Self::Infeasible { .. } => "infeasible",
            Self::NoConvergence { .. } => "no_convergence",
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

pub(crate) fn agents(value: f64) -> Result<(), StaffingError> {
    check("agents", value, (0.0..=MAX_AGENTS).contains(&value), "must lie between 0 and 10,000,000")
}

pub(crate) fn load(value: f64) -> Result<(), StaffingError> {
    check(
        "offered_load_erl",
        value,
        (0.0..=MAX_AGENTS).contains(&value),
        "must lie between 0 and 10,000,000 erlangs",
    )
}

pub(crate) fn positive(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, value > 0.0 && value <= 1e12, "must be greater than 0 and at most 1e12")
}

pub(crate) fn not_negative(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, (0.0..=1e12).contains(&value), "must lie between 0 and 1e12")
}

pub(crate) fn share(field: &'static str, value: f64) -> Result<(), StaffingError> {
    check(field, value, (0.0..=1.0).contains(&value), "must lie between 0 and 1")
}
