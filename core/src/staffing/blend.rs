use super::erlang_b::Inverse;
use super::error::{self, StaffingError, check, not_negative, positive};
use super::open_line::{Below, OpenLine, OpenLineState};
use super::service_level::ServiceLevel;
use super::targets::{FewestAgents, Targets};

/// Inbound and outbound blended: an outbound call is dialled only while more than `reserved_agents` are free.
///
/// Without an outbound volume the list to be called never ends, so agents beyond the reserved ones are never idle.
/// **Assumes** one handling time for both kinds and that a dialled customer answers at once.
/// Source: threshold reservation as in Bhulai and Koole 2003, solved as a birth-death chain.
///
/// ```
/// use krarup::staffing::{Blend, ServiceLevel};
/// let blend = Blend::new(300.0, 3600.0, 180.0, 3.0, None, Some(120.0))?.at(22.0)?;
/// assert!(blend.service_level(20.0, ServiceLevel::Offered)? > 0.7);
/// assert!(blend.measures().outbound_carried > 80.0);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    volume: f64,
    interval_s: f64,
    aht_s: f64,
    reserved: f64,
    /// `None`: as many as there are agents for.
    outbound_volume: Option<f64>,
    /// `None`: nobody abandons.
    patience_s: Option<f64>,
}

/// What blending does with one number of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlendMeasures {
    /// Share of inbound contacts that waits.
    pub p_wait: f64,
    /// Natural logarithm of `p_wait`, also where that is below 1e-308.
    pub ln_p_wait: f64,
    /// Share of inbound contacts that abandons.
    pub p_abandon: f64,
    /// Mean wait over all inbound contacts, in seconds.
    pub asa_s: f64,
    /// Mean number of inbound contacts waiting.
    pub mean_queue_length: f64,
    /// Outbound calls made in the interval.
    pub outbound_carried: f64,
    /// Busy share of the agents, outbound calls included.
    pub occupancy: f64,
}

/// Blending with a number of agents; see [`Blend::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlendState {
    line: OpenLineState,
    measures: BlendMeasures,
}

const BIG: f64 = 1e150;
const LN_BIG: f64 = 345.387_763_949_106_85;

impl Blend {
    /// From `volume` inbound arrivals in `interval_s` seconds, the handling time in seconds, the agents kept free for
    /// them, the outbound calls that could be dialled in the interval (`None` = no end of them) and the inbound
    /// customers' mean patience in seconds (`None` = nobody abandons).
    ///
    /// # Errors
    /// `invalid_input` unless volumes ≥ 0, times > 0, loads are at most 10,000,000 erlangs and the reserved agents a
    /// whole number.
    pub fn new(
        volume: f64,
        interval_s: f64,
        aht_s: f64,
        reserved_agents: f64,
        outbound_volume: Option<f64>,
        patience_s: Option<f64>,
    ) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        error::load_of(volume, interval_s, aht_s)?;
        error::whole("reserved_agents", reserved_agents)?;
        if let Some(outbound) = outbound_volume {
            not_negative("outbound_volume", outbound)?;
            let why = "times aht_s / interval_s must be at most 10,000,000 erlangs";
            check("outbound_volume", outbound, outbound * aht_s / interval_s <= error::MAX_AGENTS, why)?;
        }
        if let Some(patience_s) = patience_s {
            positive("patience_s", patience_s)?;
        }
        Ok(Self { volume, interval_s, aht_s, reserved: reserved_agents, outbound_volume, patience_s })
    }

    /// The state with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents or fewer than the reserved ones; `unstable` when nobody abandons
    /// and the inbound load is not below the agents.
    pub fn at(&self, agents: f64) -> Result<BlendState, StaffingError> {
        error::agents(agents)?;
        check("reserved_agents", self.reserved, self.reserved <= agents, "must be at most the agents")?;
        let load = self.volume * self.aht_s / self.interval_s;
        let line = OpenLine {
            volume: self.volume,
            interval_s: self.interval_s,
            load,
            aht_s: self.aht_s,
            slots: agents,
            patience_s: self.patience_s,
        };
        let unreserved = agents - self.reserved;
        if load == 0.0 {
            // Agents beyond the reserved ones call whom they can.
            let busy = match self.outbound_volume {
                None => unreserved,
                Some(volume) => {
                    let load = volume * self.aht_s / self.interval_s;
                    load * answered(unreserved, load)
                }
            };
            let state = line.behind(Below { sum: 0.0, ln_scale: 0.0 })?;
            return Ok(self.state(state, agents, 0.0, busy));
        }
        // From all agents busy down to all but the reserved ones: inbound alone takes agents there.
        let (mut threshold, mut reserve, mut ln_scale) = (1.0, 0.0, 0.0);
        let mut busy = agents;
        while busy > unreserved {
            threshold *= busy / load;
            reserve += threshold;
            busy -= 1.0;
            if reserve > BIG {
                (threshold, reserve, ln_scale) = (threshold / BIG, reserve / BIG, ln_scale + LN_BIG);
            }
        }
        let (below, dialled) = match self.outbound_volume {
            // The threshold is never left downwards: whoever gets free there dials at once.
            None => (Below { sum: reserve, ln_scale }, threshold * unreserved),
            Some(volume) => {
                let outbound = volume * self.aht_s / self.interval_s;
                let (less_one, ln_less_one) = Inverse::of(unreserved, load + outbound).parts();
                // Of two parts with scales of their own the greater one's counts.
                let (lower, reserve) = if ln_less_one == 0.0 {
                    (threshold * less_one, reserve)
                } else {
                    (threshold * less_one, reserve * libm::exp(-ln_less_one))
                };
                (Below { sum: lower + reserve, ln_scale: ln_scale + ln_less_one }, outbound * lower)
            }
        };
        let state = line.behind(below)?;
        let outbound_load = if below.sum > 0.0 {
            state.at_once * (dialled / below.sum)
        } else if self.outbound_volume.is_none() {
            // Nobody is reserved: who gets free with nobody waiting dials.
            unreserved * state.just_full
        } else {
            0.0
        };
        Ok(self.state(state, agents, state.carried(), outbound_load))
    }

    fn state(&self, line: OpenLineState, agents: f64, inbound_load: f64, outbound_load: f64) -> BlendState {
        let m = line.measures;
        let busy = inbound_load + outbound_load;
        let measures = BlendMeasures {
            p_wait: m.p_wait,
            ln_p_wait: line.ln_p_wait,
            p_abandon: m.p_abandon,
            asa_s: m.asa_s,
            mean_queue_length: m.mean_queue_length,
            outbound_carried: outbound_load * self.interval_s / self.aht_s,
            occupancy: if agents == 0.0 { 0.0 } else { (busy / agents).min(1.0) },
        };
        BlendState { line, measures }
    }

    /// The fewest agents, the reserved ones among them, that meet every target of inbound.
    ///
    /// # Errors
    /// `invalid_input` for a bad target or none; `infeasible` for one that no number of agents meets, as when an
    /// endless outbound list leaves too few reserved ones.
    pub fn fewest_agents(&self, targets: &Targets) -> Result<FewestAgents, StaffingError> {
        let lowest = self.reserved as u32;
        targets.fewest(self.volume > 0.0, lowest, self.volume * self.aht_s / self.interval_s, |agents| {
            self.levels(f64::from(agents), targets)
        })
    }

    /// The fewest reserved agents, among `agents`, that meet every target of inbound; `agents` of the answer are the reserved.
    ///
    /// # Errors
    /// As [`Blend::fewest_agents`]; `infeasible` when even with all reserved the targets are missed.
    pub fn fewest_reserved(&self, agents: f64, targets: &Targets) -> Result<FewestAgents, StaffingError> {
        error::agents(agents)?;
        let most = libm::floor(agents);
        targets.fewest(self.volume > 0.0, 0, 0.0, |reserved| {
            if f64::from(reserved) > most {
                let why = "they are missed even when all agents are reserved for inbound";
                return Self { reserved: most, ..*self }.levels(agents, targets).and_then(
                    |levels| match levels.filter(|levels| targets.are_met(levels)) {
                        Some(levels) => Ok(Some(levels)),
                        None => Err(StaffingError::Infeasible { why }),
                    },
                );
            }
            Self { reserved: f64::from(reserved), ..*self }.levels(agents, targets)
        })
    }

    fn levels(&self, agents: f64, targets: &Targets) -> Result<Option<super::Levels>, StaffingError> {
        match self.at(agents) {
            Ok(state) => state.line.levels(targets).map(Some),
            Err(StaffingError::Unstable { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// 1 − B.
fn answered(agents: f64, load: f64) -> f64 {
    let less_one = Inverse::of(agents, load).less_one();
    if less_one.is_finite() { less_one / (1.0 + less_one) } else { 1.0 }
}

impl BlendState {
    /// All measures that need no target.
    pub fn measures(&self) -> BlendMeasures {
        self.measures
    }

    /// Service level of inbound at `target_wait_s` seconds by the given definition; 1 without arrivals.
    ///
    /// # Errors
    /// `invalid_input` unless the times lie between 0 and 1e12.
    pub fn service_level(&self, target_wait_s: f64, definition: ServiceLevel) -> Result<f64, StaffingError> {
        self.line.service_level(target_wait_s, definition)
    }
}
