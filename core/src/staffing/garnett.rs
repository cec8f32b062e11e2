use super::error::{self, StaffingError, check, positive};
use super::halfin_whitt::{MAX_BETA, above_zero, beta_of};
use super::{normal, search};

/// The limit of Garnett, Mandelbaum and Reiman: Erlang A with a + β√a agents as the load a grows. An **approximation**.
///
/// With h the normal hazard rate and β̂ = β·√(μ/θ), P(wait) → 1/(1 + √(θ/μ)·h(β̂)/h(−β)); β may be below 0.
/// Source: Garnett, Mandelbaum and Reiman 2002.
///
/// ```
/// use krarup::staffing::{ErlangA, Garnett};
/// // Patience of 120 s, handling time of 180 s.
/// let limit = Garnett::new(0.3, 180.0 / 120.0)?;
/// let exact = ErlangA::new(8000.0, 3600.0, 180.0, 120.0)?.at(limit.agents(400.0)?)?.measures();
/// assert!((limit.p_wait() / exact.p_wait - 1.0).abs() < 0.05);
/// assert!((limit.p_abandon(400.0)? / exact.p_abandon - 1.0).abs() < 0.05);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Garnett {
    beta: f64,
    theta_over_mu: f64,
}

impl Garnett {
    /// From β = (agents − load)/√load and θ/μ, the handling time over mean patience.
    ///
    /// # Errors
    /// `invalid_input` unless |β| ≤ 1,000,000 and 0 < θ/μ ≤ 1e12.
    pub fn new(beta: f64, theta_over_mu: f64) -> Result<Self, StaffingError> {
        check("beta", beta, beta.abs() <= MAX_BETA, "must lie between -1,000,000 and 1,000,000")?;
        positive("theta_over_mu", theta_over_mu)?;
        Ok(Self { beta, theta_over_mu })
    }

    /// The β that `agents` are for a load in erlangs above 0.
    ///
    /// # Errors
    /// `invalid_input` for a bad value.
    pub fn of_agents(agents: f64, offered_load_erl: f64, theta_over_mu: f64) -> Result<Self, StaffingError> {
        Self::new(beta_of(agents, offered_load_erl)?, theta_over_mu)
    }

    /// The β at which the share `p_wait` (above 0, below 1) waits.
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range.
    pub fn for_p_wait(p_wait: f64, theta_over_mu: f64) -> Result<Self, StaffingError> {
        check("p_wait", p_wait, p_wait > 0.0 && p_wait < 1.0, "must lie between 0 and 1, both excluded")?;
        positive("theta_over_mu", theta_over_mu)?;
        let (ln, ln_others) = (libm::log(p_wait), libm::log1p(-p_wait));
        let excess = |beta: f64| {
            let ln_odds = Self { beta, theta_over_mu }.ln_odds();
            ln_odds - (ln_others - ln)
        };
        Ok(Self { beta: search::root(-MAX_BETA, MAX_BETA, excess), theta_over_mu })
    }

    /// β.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// ln P(no wait)/P(wait), which grows with β.
    fn ln_odds(&self) -> f64 {
        let beta_hat = self.beta / self.theta_over_mu.sqrt();
        0.5 * libm::log(self.theta_over_mu) + normal::ln_hazard(beta_hat) - normal::ln_hazard(-self.beta)
    }

    /// Share of customers who wait, in the limit.
    pub fn p_wait(&self) -> f64 {
        let beta_hat = self.beta / self.theta_over_mu.sqrt();
        let odds = self.theta_over_mu.sqrt() * normal::hazard(beta_hat) / normal::hazard(-self.beta);
        1.0 / (1.0 + odds)
    }

    /// The natural logarithm of [`Garnett::p_wait`], also where that is below 1e-308.
    pub fn ln_p_wait(&self) -> f64 {
        let ln_odds = self.ln_odds();
        if ln_odds < 700.0 { -libm::log1p(libm::exp(ln_odds)) } else { -ln_odds }
    }

    /// Agents a + β√a, not rounded and at least 0.
    ///
    /// # Errors
    /// `invalid_input` unless the load is between 0 and 10,000,000 erlangs.
    pub fn agents(&self, offered_load_erl: f64) -> Result<f64, StaffingError> {
        error::load(offered_load_erl)?;
        Ok((offered_load_erl + self.beta * offered_load_erl.sqrt()).max(0.0))
    }

    /// Share of customers who abandon, in the limit, for a load in erlangs above 0.
    ///
    /// Source: √a·P(abandon) → √(θ/μ)·(h(β̂) − β̂)·P(wait).
    ///
    /// # Errors
    /// `invalid_input` unless the load is above 0 and at most 10,000,000 erlangs.
    pub fn p_abandon(&self, offered_load_erl: f64) -> Result<f64, StaffingError> {
        above_zero(offered_load_erl)?;
        let ratio = self.theta_over_mu.sqrt();
        let beta_hat = self.beta / ratio;
        let given_wait = ratio * normal::hazard_excess(beta_hat) / offered_load_erl.sqrt();
        Ok((given_wait * self.p_wait()).min(1.0))
    }
}
