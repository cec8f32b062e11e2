use super::error::{self, StaffingError, check, positive};
use super::{normal, search};

/// The limit of Halfin and Whitt: Erlang C with a + β√a agents as the load a grows. An **approximation**.
///
/// P(wait) → 1/(1 + β·Φ(β)/φ(β)). Source: Halfin and Whitt 1981.
///
/// ```
/// use krarup::staffing::{ErlangC, HalfinWhitt};
/// let limit = HalfinWhitt::new(0.5)?;
/// assert!((limit.p_wait() - 0.504_538_640_997_945).abs() < 1e-12);
/// let exact = ErlangC::new(400.0, 180.0)?.at(limit.agents(400.0)?)?.measures().p_wait;
/// assert!((limit.p_wait() / exact - 1.0).abs() < 0.02);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfinWhitt {
    beta: f64,
}

/// Greatest |β|: beyond it agents are more than the load by the load itself, for any load up to 10¹².
pub(crate) const MAX_BETA: f64 = 1e6;

impl HalfinWhitt {
    /// From β = (agents − load)/√load.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ β ≤ 1,000,000; below 0 the queue grows without end.
    pub fn new(beta: f64) -> Result<Self, StaffingError> {
        let why = "must lie between 0 and 1,000,000: with fewer agents than load the queue grows without end";
        check("beta", beta, (0.0..=MAX_BETA).contains(&beta), why)?;
        Ok(Self { beta })
    }

    /// The β that `agents` (more than the load) are for a load in erlangs above 0.
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `unstable` when the load is not below the agents.
    pub fn of_agents(agents: f64, offered_load_erl: f64) -> Result<Self, StaffingError> {
        let beta = beta_of(agents, offered_load_erl)?;
        if beta <= 0.0 {
            return Err(StaffingError::Unstable { load: offered_load_erl, agents });
        }
        Self::new(beta)
    }

    /// The β at which the share `p_wait` (above 0, at most 1) waits.
    ///
    /// # Errors
    /// `invalid_input` for a share outside its range.
    pub fn for_p_wait(p_wait: f64) -> Result<Self, StaffingError> {
        check("p_wait", p_wait, p_wait > 0.0 && p_wait <= 1.0, "must be greater than 0 and at most 1")?;
        let ln = libm::log(p_wait);
        // P(wait) at β = 40 is e⁻⁸⁰⁴, below any double.
        Ok(Self { beta: search::root(0.0, 40.0, |beta| ln - Self { beta }.ln_p_wait()) })
    }

    /// β.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// Share of customers who wait, in the limit.
    pub fn p_wait(&self) -> f64 {
        // Φ(β)/φ(β) = 1/hazard(−β).
        1.0 / (1.0 + self.beta / normal::hazard(-self.beta))
    }

    /// The natural logarithm of [`HalfinWhitt::p_wait`], also where that is below 1e-308.
    pub fn ln_p_wait(&self) -> f64 {
        let ln_odds = libm::log(self.beta) - normal::ln_hazard(-self.beta);
        if ln_odds < 700.0 { -libm::log1p(libm::exp(ln_odds)) } else { -ln_odds }
    }

    /// Agents a + β√a, not rounded: square-root staffing.
    ///
    /// # Errors
    /// `invalid_input` unless the load is between 0 and 10,000,000 erlangs.
    pub fn agents(&self, offered_load_erl: f64) -> Result<f64, StaffingError> {
        error::load(offered_load_erl)?;
        Ok(offered_load_erl + self.beta * offered_load_erl.sqrt())
    }

    /// Mean wait in seconds over all customers, in the limit, for a load in erlangs above 0.
    ///
    /// # Errors
    /// `invalid_input` for a bad value.
    pub fn asa_s(&self, offered_load_erl: f64, aht_s: f64) -> Result<f64, StaffingError> {
        above_zero(offered_load_erl)?;
        positive("aht_s", aht_s)?;
        check("beta", self.beta, self.beta > 0.0, "must be greater than 0 for a finite wait")?;
        Ok(self.p_wait() * aht_s / (self.beta * offered_load_erl.sqrt()))
    }
}

pub(crate) fn above_zero(offered_load_erl: f64) -> Result<(), StaffingError> {
    error::load(offered_load_erl)?;
    check("offered_load_erl", offered_load_erl, offered_load_erl > 0.0, "must be greater than 0")
}

pub(crate) fn beta_of(agents: f64, offered_load_erl: f64) -> Result<f64, StaffingError> {
    error::agents(agents)?;
    above_zero(offered_load_erl)?;
    Ok((agents - offered_load_erl) / offered_load_erl.sqrt())
}
