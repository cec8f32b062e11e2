use super::erlang_b::Inverse;
use super::error::{self, StaffingError, check, share};
use super::{Fewest, search};

/// Extended Erlang B: a share of those who are blocked calls again at once.
///
/// Assumes that the calls with their recalls still arrive as a Poisson process; A = A₀ + r·A·B(n, A) is solved
/// for the total load A. Source: Jewett, Shrago and Yomtov 1980.
///
/// ```
/// use krarup::staffing::ExtendedErlangB;
/// let at_10 = ExtendedErlangB::new(9.0, 1.0)?.at(10.0)?;
/// assert!((at_10.total_offered_load_erl - 16.525_713_667_961_41).abs() < 1e-9);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExtendedErlangB {
    first_offered_load_erl: f64,
    recall_probability: f64,
}

/// What extended Erlang B says of one number of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExtendedErlangBMeasures {
    /// Load of first calls and recalls together.
    pub total_offered_load_erl: f64,
    /// Share of attempts that is blocked.
    pub blocking: f64,
    /// Natural logarithm of `blocking`, also where that is below 1e-308.
    pub ln_blocking: f64,
    /// Attempts per first call.
    pub attempts_per_first_call: f64,
    /// Share of first calls that never gets through.
    pub p_lost_for_ever: f64,
    /// Load that is served.
    pub carried_load_erl: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

impl ExtendedErlangB {
    /// From the load of first calls in erlangs and the probability that a blocked caller calls again.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ load ≤ 10,000,000 and 0 ≤ probability ≤ 1.
    pub fn new(first_offered_load_erl: f64, recall_probability: f64) -> Result<Self, StaffingError> {
        let inside = (0.0..=error::MAX_AGENTS).contains(&first_offered_load_erl);
        let why = "must lie between 0 and 10,000,000 erlangs";
        check("first_offered_load_erl", first_offered_load_erl, inside, why)?;
        share("recall_probability", recall_probability)?;
        Ok(Self { first_offered_load_erl, recall_probability })
    }

    /// The measures with `agents` (lines), which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `infeasible` when everybody recalls and the first calls alone
    /// are as much as the agents can carry.
    pub fn at(&self, agents: f64) -> Result<ExtendedErlangBMeasures, StaffingError> {
        error::agents(agents)?;
        let (first, recall) = (self.first_offered_load_erl, self.recall_probability);
        let total = self.total(agents)?;
        let inverse = Inverse::of(agents, total);
        let blocking = inverse.blocking();
        let carried = total * answered(inverse);
        Ok(ExtendedErlangBMeasures {
            total_offered_load_erl: total,
            blocking,
            ln_blocking: inverse.ln_blocking(),
            attempts_per_first_call: if first > 0.0 { total / first } else { 1.0 },
            p_lost_for_ever: if first > 0.0 {
                ((1.0 - recall) * blocking * total / first).min(1.0)
            } else {
                0.0
            },
            carried_load_erl: carried,
            occupancy: if agents == 0.0 { 0.0 } else { (carried / agents).min(1.0) },
        })
    }

    /// The fewest agents that block at most the share `max_blocking` (above 0, at most 1) of the attempts.
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `infeasible` beyond 10,000,000 agents.
    pub fn fewest_agents(&self, max_blocking: f64) -> Result<Fewest, StaffingError> {
        let inside = max_blocking > 0.0 && max_blocking <= 1.0;
        check("max_blocking", max_blocking, inside, "must be greater than 0 and at most 1")?;
        Fewest::search(0, self.first_offered_load_erl, |agents| match self.at(f64::from(agents)) {
            Ok(measures) => Ok((measures.blocking, measures.blocking <= max_blocking)),
            // No balance: one agent more may find it.
            Err(StaffingError::NoBalance { .. }) => Ok((f64::NAN, false)),
            Err(error) => Err(error),
        })
    }

    /// A·(1 − r·B) = A₀ grows with A, so its root is bracketed by doubling.
    fn total(&self, agents: f64) -> Result<f64, StaffingError> {
        let (first, recall) = (self.first_offered_load_erl, self.recall_probability);
        if first == 0.0 || recall == 0.0 {
            return Ok(first);
        }
        if agents == 0.0 && recall < 1.0 {
            return Ok(first / (1.0 - recall));
        }
        if recall == 1.0 && first >= agents {
            let why = "everybody tries until he is served; use more agents than erlangs";
            return Err(StaffingError::NoBalance { first_load: first, agents, why });
        }
        let surplus = |total: f64| {
            let answered = answered(Inverse::of(agents, total));
            total * ((1.0 - recall) + recall * answered) - first
        };
        let mut high = first;
        while surplus(high) < 0.0 {
            if high > MOST_LOAD {
                let why = "they would exceed 1e15 erlangs; use more agents";
                return Err(StaffingError::NoBalance { first_load: first, agents, why });
            }
            high *= 2.0;
        }
        Ok(search::root(first.max(high / 2.0), high, surplus))
    }
}

const MOST_LOAD: f64 = 1e15;

/// 1 − B, with all its digits where nearly everything is blocked.
fn answered(inverse: Inverse) -> f64 {
    let less_one = inverse.less_one();
    if less_one.is_finite() { less_one / (1.0 + less_one) } else { 1.0 }
}
