use super::erlang_b::Inverse;
use super::error::{self, StaffingError, check, not_negative, positive, share};
use super::search;

/// Erlang C: customers wait as long as it takes (M/M/n).
///
/// ```
/// use krarup::staffing::ErlangC;
/// let at_24 = ErlangC::from_volume(200.0, 1800.0, 180.0)?.at(24.0)?;
/// assert!(at_24.service_level(20.0)? > 0.8);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    load: f64,
    aht_s: f64,
}

/// What Erlang C says of one number of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangCMeasures {
    /// Probability that a customer waits at all.
    pub p_wait: f64,
    /// Mean wait over all customers, in seconds (average speed of answer).
    pub asa_s: f64,
    /// Mean wait of those who wait, in seconds.
    pub mean_wait_of_delayed_s: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

impl ErlangC {
    /// From an offered load in erlangs and the average handling time in seconds.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ load ≤ 10,000,000 and AHT > 0.
    pub fn new(offered_load_erl: f64, aht_s: f64) -> Result<Self, StaffingError> {
        error::load(offered_load_erl)?;
        positive("aht_s", aht_s)?;
        Ok(Self { load: offered_load_erl, aht_s })
    }

    /// From `volume` arrivals in an interval of `interval_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, interval and AHT > 0 and the load is at most 10,000,000.
    pub fn from_volume(volume: f64, interval_s: f64, aht_s: f64) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        Self::new(error::load_of(volume, interval_s, aht_s)?, aht_s)
    }

    /// The offered load in erlangs.
    pub fn offered_load_erl(&self) -> f64 {
        self.load
    }

    /// Average handling time in seconds.
    pub fn aht_s(&self) -> f64 {
        self.aht_s
    }

    /// The measures with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `unstable` when load ≥ agents.
    pub fn at(&self, agents: f64) -> Result<ErlangCState, StaffingError> {
        error::agents(agents)?;
        if self.load == 0.0 {
            return Ok(ErlangCState {
                inverse: Inverse::of(1.0, 0.0),
                p_wait: 0.0,
                agents,
                load: 0.0,
                aht_s: self.aht_s,
            });
        }
        ErlangCState::of_stable(agents, self.load, self.aht_s)
            .ok_or(StaffingError::Unstable { load: self.load, agents })
    }

    /// The fewest agents that serve the load at all: the smallest integer above it; 0 without load.
    pub fn fewest_stable(&self) -> u32 {
        if self.load == 0.0 { 0 } else { self.load as u32 + 1 }
    }

    /// The greatest load in erlangs that `agents` serve at `target` (share answered within `target_wait_s`).
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `infeasible` for a target of 1.
    pub fn load_for_service_level(
        agents: f64,
        aht_s: f64,
        target: f64,
        target_wait_s: f64,
    ) -> Result<f64, StaffingError> {
        error::agents(agents)?;
        check("agents", agents, agents > 0.0, "must be greater than 0")?;
        positive("aht_s", aht_s)?;
        share("target", target)?;
        not_negative("target_wait_s", target_wait_s)?;
        if target == 1.0 {
            return Err(StaffingError::Infeasible {
                why: "a service level of 1 needs endlessly many agents",
            });
        }
        Ok(search::root(0.0, agents, |load| match (Self { load, aht_s }).at(agents) {
            Ok(state) => target - state.service_level_unchecked(target_wait_s),
            Err(_) => 1.0,
        }))
    }
}

#[inline]
fn level(p_wait: f64, agents: f64, load: f64, aht_s: f64, target_wait_s: f64) -> f64 {
    1.0 - p_wait * libm::exp(-(agents - load) * target_wait_s / aht_s)
}

/// The service level of a queue that is stable and not empty; `None` for anything else, which [`ErlangC`] tells apart.
///
/// The same bits as by a state, without one: over columns what takes time would be moving it and its errors about.
#[inline]
pub(super) fn level_of_stable(
    agents: f64,
    volume: f64,
    interval_s: f64,
    aht_s: f64,
    wait_s: f64,
) -> Option<f64> {
    let load = volume * aht_s / interval_s;
    let is_right = error::is_arrivals(volume)
        && error::is_positive(interval_s)
        && error::is_positive(aht_s)
        && error::is_agents(agents)
        && error::is_not_negative(wait_s);
    if !is_right || volume == 0.0 || load >= agents {
        return None;
    }
    let p_wait = Inverse::of(agents, load).p_wait(agents, load);
    Some(level(p_wait, agents, load, aht_s, wait_s))
}

/// Erlang C with a number of agents; see [`ErlangC::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangCState {
    inverse: Inverse,
    p_wait: f64,
    agents: f64,
    load: f64,
    aht_s: f64,
}

impl ErlangCState {
    /// Of a load above 0, where that is below the agents; the inputs are checked.
    #[inline]
    pub(super) fn of_stable(agents: f64, load: f64, aht_s: f64) -> Option<Self> {
        if load >= agents {
            return None;
        }
        let inverse = Inverse::of(agents, load);
        Some(Self { inverse, p_wait: inverse.p_wait(agents, load), agents, load, aht_s })
    }

    /// All measures that need no target.
    pub fn measures(&self) -> ErlangCMeasures {
        let mean_wait_of_delayed_s =
            if self.load == 0.0 { 0.0 } else { self.aht_s / (self.agents - self.load) };
        let asa_s = self.p_wait * mean_wait_of_delayed_s;
        ErlangCMeasures {
            p_wait: self.p_wait,
            asa_s,
            mean_wait_of_delayed_s,
            mean_queue_length: asa_s * self.load / self.aht_s,
            occupancy: if self.load == 0.0 { 0.0 } else { self.load / self.agents },
        }
    }

    /// The natural logarithm of `p_wait`, which stays a number where that is below 1e-308; −∞ without load.
    pub fn ln_p_wait(&self) -> f64 {
        if self.load == 0.0 {
            return f64::NEG_INFINITY;
        }
        self.inverse.ln_p_wait(self.agents, self.load)
    }

    /// Share of customers answered within `target_wait_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ target_wait_s ≤ 1e12.
    pub fn service_level(&self, target_wait_s: f64) -> Result<f64, StaffingError> {
        not_negative("target_wait_s", target_wait_s)?;
        Ok(self.service_level_unchecked(target_wait_s))
    }

    pub(crate) fn service_level_unchecked(&self, target_wait_s: f64) -> f64 {
        level(self.p_wait, self.agents, self.load, self.aht_s, target_wait_s)
    }

    /// The wait in seconds that a share `quantile` of customers does not exceed.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ quantile < 1.
    pub fn wait_quantile(&self, quantile: f64) -> Result<f64, StaffingError> {
        check("quantile", quantile, (0.0..1.0).contains(&quantile), "must be at least 0 and below 1")?;
        if self.p_wait <= 1.0 - quantile {
            return Ok(0.0);
        }
        Ok(libm::log(self.p_wait / (1.0 - quantile)) * self.aht_s / (self.agents - self.load))
    }
}

/// The fewest agents whose occupancy is at most `max_occupancy` (greater than 0, at most 1).
///
/// A load that is a whole multiple of the bound but for rounding (70/0.7) does not cost one agent more.
///
/// # Errors
/// `invalid_input` for a value outside its range.
pub fn agents_for_occupancy(offered_load_erl: f64, max_occupancy: f64) -> Result<u32, StaffingError> {
    error::load(offered_load_erl)?;
    let inside = max_occupancy > 0.0 && max_occupancy <= 1.0;
    check("max_occupancy", max_occupancy, inside, "must be greater than 0 and at most 1")?;
    let exact = offered_load_erl / max_occupancy;
    if exact > error::MAX_AGENTS {
        return Err(StaffingError::Infeasible { why: "more than 10,000,000 agents" });
    }
    let mut agents = libm::ceil(exact * (1.0 - OCCUPANCY_ROUNDING)) as u32;
    // The division may have rounded to either side of what the occupancy itself says.
    while agents > 1 && is_occupancy_met(offered_load_erl / f64::from(agents - 1), max_occupancy) {
        agents -= 1;
    }
    while agents > 0 && !is_occupancy_met(offered_load_erl / f64::from(agents), max_occupancy) {
        agents += 1;
    }
    Ok(agents)
}

const OCCUPANCY_ROUNDING: f64 = 4.0 * f64::EPSILON;

/// An occupancy that is at most the bound but for rounding.
pub(crate) fn is_occupancy_met(occupancy: f64, max_occupancy: f64) -> bool {
    occupancy <= max_occupancy * (1.0 + OCCUPANCY_ROUNDING)
}
