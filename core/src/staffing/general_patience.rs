//! Requirements of customers whose patience has any law (M/M/n+G).

use super::erlang_g::ErlangG;
use super::error::StaffingError;
use super::patience::Patience;
use super::requirement::{At, Binding, Measures, Requirement, Staffing};

impl Requirement {
    /// The fewest agents that meet every target when patience has this law (M/M/n+G); `patience_s` is not used.
    ///
    /// ```
    /// use krarup::staffing::{Patience, Requirement};
    /// let patience = Patience::weibull(120.0, 0.7)?;
    /// let answer = Requirement::new(400.0, 3600.0, 180.0).service_level(0.8, 20.0).solve_with(&patience)?;
    /// assert_eq!(answer.model, "mmn_plus_g");
    /// assert!(answer.at.service_level >= 0.8 && answer.at_minus_one.unwrap().service_level < 0.8);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Requirement::solve`].
    pub fn solve_with(&self, patience: &Patience) -> Result<Staffing, StaffingError> {
        self.check()?;
        self.check_targets_where(true)?;
        let model = self.general(patience)?;
        let lowest = model.fewest_stable();
        let undecided = match (self.volume, lowest) {
            (0.0, _) => Binding::NoVolume,
            // Even nobody at work may do, such as for a mean wait no shorter than patience.
            (_, 0) => self.first_target(),
            _ => Binding::Stability,
        };
        self.fewest("mmn_plus_g", lowest, undecided, |agents| self.at_in(&model, agents))
    }

    /// The measures with `agents`, which may be fractional, when patience has this law (M/M/n+G).
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `unstable` where too many customers never abandon.
    pub fn measures_with(&self, patience: &Patience, agents: f64) -> Result<Measures, StaffingError> {
        self.check()?;
        Ok(self.at_in(&self.general(patience)?, agents)?.measures(self))
    }

    fn general(&self, patience: &Patience) -> Result<ErlangG, StaffingError> {
        // Without arrivals the handling time does not matter.
        let aht_s = if self.volume == 0.0 { 1.0 } else { self.aht_s };
        ErlangG::new(self.volume, self.interval_s, aht_s, patience.clone())
    }

    fn at_in(&self, model: &ErlangG, agents: f64) -> Result<At, StaffingError> {
        if self.volume == 0.0 {
            return self.at(agents);
        }
        let state = model.at(agents)?;
        let m = state.measures();
        let within = |seconds: f64| Ok(1.0 - state.waits_longer_than(seconds)?);
        Ok(At::known(Measures {
            service_level: state.service_level(self.target_wait_s, self.definition)?,
            asa_s: m.asa_s,
            occupancy: m.occupancy,
            abandonment: m.p_abandon,
            p_wait: m.p_wait,
            share_within_max_wait: self.max_wait_s.map(within).transpose()?,
        }))
    }
}
