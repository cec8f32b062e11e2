use super::erlang_a::{ErlangA, ErlangAMeasures, ErlangAState};
use super::erlang_b::Inverse;
use super::error::{self, StaffingError, positive, share};
use super::open_line::{Below, OpenLine};
use super::search;
use super::service_level::ServiceLevel;
use super::targets::{FewestAgents, Levels, Targets};

/// Erlang X: as Erlang A, but a share of those who abandon calls again.
///
/// **Assumes** that a redial comes at once and that first calls and redials together still arrive as a Poisson
/// process; redials that keep coming into the same busy minutes make real waits longer than this says. The rate of
/// attempts solves λ = λ₀ + r·λ·P(abandon | λ). Source: Koole, Call Center Optimization, 2013.
///
/// ```
/// use krarup::staffing::ErlangX;
/// let at_20 = ErlangX::new(400.0, 3600.0, 180.0, 120.0, 0.8)?.at(20.0)?;
/// assert!((at_20.total_volume() - 467.124_638_014_466_9).abs() < 1e-6);
/// assert!((at_20.p_lost_for_ever() - 0.041_952_898_759).abs() < 1e-9);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangX {
    first_volume: f64,
    interval_s: f64,
    aht_s: f64,
    patience_s: f64,
    redial_probability: f64,
}

/// Erlang X with a number of agents; see [`ErlangX::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangXState {
    model: ErlangX,
    total_volume: f64,
    attempts: ErlangAState,
}

impl ErlangX {
    /// What must hold for the results to be right, for reports that show them.
    pub const ASSUMPTION: &str =
        "who redials does so at once, and first calls with redials arrive as a Poisson process";

    /// From `first_volume` first calls in `interval_s` seconds, average handling time and mean patience in seconds
    /// and the probability that one who abandons calls again.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, times > 0, the load is at most 10,000,000 and 0 ≤ probability ≤ 1.
    pub fn new(
        first_volume: f64,
        interval_s: f64,
        aht_s: f64,
        patience_s: f64,
        redial_probability: f64,
    ) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        positive("patience_s", patience_s)?;
        share("redial_probability", redial_probability)?;
        error::load_of(first_volume, interval_s, aht_s).map_err(error::renamed("volume", "first_volume"))?;
        Ok(Self { first_volume, interval_s, aht_s, patience_s, redial_probability })
    }

    /// The load of first calls in erlangs.
    pub fn first_offered_load_erl(&self) -> f64 {
        self.first_volume * self.aht_s / self.interval_s
    }

    /// The state with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `infeasible` when attempts find no balance: everybody redials
    /// and first calls alone are as much as the agents can serve, or attempts would exceed 10,000,000 erlangs.
    pub fn at(&self, agents: f64) -> Result<ErlangXState, StaffingError> {
        error::agents(agents)?;
        let load = self.total_load(agents)?;
        let total_volume = if self.redial_probability == 0.0 {
            self.first_volume
        } else {
            load * self.interval_s / self.aht_s
        };
        let attempts =
            ErlangA::new(total_volume, self.interval_s, self.aht_s, self.patience_s)?.at(agents)?;
        Ok(ErlangXState { model: *self, total_volume, attempts })
    }

    /// The fewest agents that meet every target, shares being those of attempts.
    ///
    /// # Errors
    /// `invalid_input` for a bad target or none; `infeasible` for one that no number of agents meets.
    pub fn fewest_agents(&self, targets: &Targets) -> Result<FewestAgents, StaffingError> {
        let first_load = self.first_offered_load_erl();
        targets.fewest(self.first_volume > 0.0, 0, first_load, |agents| match self.at(f64::from(agents)) {
            Ok(state) => state.levels(targets).map(Some),
            Err(StaffingError::NoBalance { .. }) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// (1 − r)·a + r·carried(a) = a₀ grows with the load a of all attempts, so its root is bracketed by doubling.
    fn total_load(&self, agents: f64) -> Result<f64, StaffingError> {
        let (first_load, redial) = (self.first_offered_load_erl(), self.redial_probability);
        if first_load == 0.0 || redial == 0.0 {
            return Ok(first_load);
        }
        if redial == 1.0 && first_load >= agents {
            let why = "everybody tries until he is served; use more agents than erlangs, or a redial probability below 1";
            return Err(StaffingError::NoBalance { first_load, agents, why });
        }
        let surplus = |load: f64| -> Result<f64, StaffingError> {
            Ok((1.0 - redial) * load + redial * self.carried(agents, load)? - first_load)
        };
        let mut high = first_load;
        while surplus(high)? < 0.0 {
            if high == error::MAX_AGENTS {
                let why =
                    "they would exceed 10,000,000 erlangs; use more agents, or a lower redial probability";
                return Err(StaffingError::NoBalance { first_load, agents, why });
            }
            high = (2.0 * high).min(error::MAX_AGENTS);
        }
        let mut failed = None;
        let root = search::root(first_load.max(high / 2.0), high, |load| {
            surplus(load).unwrap_or_else(|error| {
                failed = Some(error);
                0.0
            })
        });
        failed.map_or(Ok(root), Err)
    }

    /// Busy agents under `load` erlangs of attempts.
    fn carried(&self, agents: f64, load: f64) -> Result<f64, StaffingError> {
        let below = Below { sum: Inverse::of(agents, load).less_one(), ln_scale: 0.0 };
        let line = OpenLine {
            volume: load,
            interval_s: self.aht_s,
            load,
            aht_s: self.aht_s,
            slots: agents,
            patience_s: Some(self.patience_s),
        };
        Ok(line.behind(below)?.carried())
    }
}

impl ErlangXState {
    /// Erlang A of all attempts, first calls and redials alike.
    pub fn attempts(&self) -> ErlangAState {
        self.attempts
    }

    /// All measures of Erlang A that need no target, per attempt.
    pub fn measures(&self) -> ErlangAMeasures {
        self.attempts.measures()
    }

    /// Attempts in the interval, first calls included.
    pub fn total_volume(&self) -> f64 {
        self.total_volume
    }

    /// Attempts per first call; 1 without calls.
    pub fn attempts_per_first_call(&self) -> f64 {
        if self.model.first_volume > 0.0 { self.total_volume / self.model.first_volume } else { 1.0 }
    }

    /// Share of first calls whose caller gives up in the end.
    pub fn p_lost_for_ever(&self) -> f64 {
        let lost = (1.0 - self.model.redial_probability) * self.attempts.measures().p_abandon;
        (lost * self.attempts_per_first_call()).min(1.0)
    }

    /// Service level of attempts at `target_wait_s` seconds by the given definition; 1 without calls.
    ///
    /// # Errors
    /// `invalid_input` unless the times lie between 0 and 1e12.
    pub fn service_level(&self, target_wait_s: f64, definition: ServiceLevel) -> Result<f64, StaffingError> {
        self.attempts.service_level(target_wait_s, definition)
    }

    fn levels(&self, targets: &Targets) -> Result<Levels, StaffingError> {
        let m = self.measures();
        Ok(Levels {
            service_level: self.service_level(targets.target_wait_s, targets.definition)?,
            p_wait: m.p_wait,
            p_abandon: m.p_abandon,
            p_block: 0.0,
            asa_s: m.asa_s,
        })
    }
}
