mod virtual_wait;

use super::erlang_b::Inverse;
use super::error::{self, StaffingError, check, not_negative, positive};
use super::patience::Patience;
use super::search;
use super::service_level::ServiceLevel;
use virtual_wait::{Exponent, Mass};

/// M/M/n+G: customers wait with patience of any law and then abandon.
///
/// Source: Baccelli & Hebuterne 1981; measures after Zeltyn & Mandelbaum 2005. With exponential patience it is
/// [`ErlangA`](super::ErlangA).
///
/// ```
/// use krarup::staffing::{ErlangG, Patience, ServiceLevel};
/// let model = ErlangG::new(0.8, 1.0, 60.0, Patience::deterministic(120.0)?)?;
/// let at_50 = model.at(50.0)?;
/// assert!((at_50.measures().p_abandon - 0.000_515_065_194_492_333_3).abs() < 1e-14);
/// assert!((at_50.service_level(20.0, ServiceLevel::Offered)? - 0.651_408_706_461_936_6).abs() < 1e-12);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ErlangG {
    /// Arrivals per second.
    lambda: f64,
    aht_s: f64,
    patience: Patience,
}

/// What M/M/n+G says of one number of agents, without a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangGMeasures {
    /// Probability that a customer finds no agent free: he waits, or balks if his patience is 0.
    pub p_wait: f64,
    /// Probability that a customer abandons, balking included.
    pub p_abandon: f64,
    /// Mean wait over all customers, answered or not, in seconds.
    pub asa_s: f64,
    /// Mean wait of those who are answered, in seconds; NaN if nobody is.
    pub mean_wait_of_answered_s: f64,
    /// Mean wait of those who abandon, in seconds; NaN if nobody does. It says little about their patience.
    pub mean_wait_of_abandoned_s: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

/// M/M/n+G with a number of agents; see [`ErlangG::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangGState<'a> {
    model: &'a ErlangG,
    agents: f64,
    /// Probability that a customer finds an agent free.
    at_once: f64,
    /// Where the density of the virtual wait is greatest.
    peak: f64,
    /// Probability of a unit of mass of the virtual wait.
    scale: f64,
    measures: ErlangGMeasures,
}

impl ErlangG {
    /// From `volume` arrivals in `interval_s` seconds, average handling time in seconds and a law of patience.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, the others > 0, and the load is at most 10,000,000 erlangs.
    pub fn new(volume: f64, interval_s: f64, aht_s: f64, patience: Patience) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        error::load_of(volume, interval_s, aht_s)?;
        Ok(Self { lambda: volume / interval_s, aht_s, patience })
    }

    /// The offered load in erlangs.
    pub fn offered_load_erl(&self) -> f64 {
        self.lambda * self.aht_s
    }

    /// The law of patience.
    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    /// The fewest agents with which the queue is stable: 0 unless some customers never abandon.
    pub fn fewest_stable(&self) -> u32 {
        let endless = self.patience.never() * self.offered_load_erl();
        if endless == 0.0 { 0 } else { endless as u32 + 1 }
    }

    /// The state with `agents`, which may be fractional; 0 agents serve nobody.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `unstable` where customers who never abandon are too many.
    pub fn at(&self, agents: f64) -> Result<ErlangGState<'_>, StaffingError> {
        error::agents(agents)?;
        let endless = self.patience.never() * self.offered_load_erl();
        if endless > 0.0 && endless >= agents {
            return Err(StaffingError::Unstable { load: endless, agents });
        }
        if self.lambda == 0.0 {
            return Ok(self.idle(agents));
        }
        if agents == 0.0 {
            return Ok(self.unstaffed());
        }
        let exponent = self.exponent(agents);
        let peak = exponent.peak();
        let mass = exponent.mass(0.0, f64::INFINITY, peak);
        // Weights of "an agent is free" and "none is", relative to the density at its peak.
        let height = exponent.rise(0.0, peak);
        let inverse = Inverse::of(agents, self.offered_load_erl());
        let waiting = exponent.served * mass.any;
        let free_per_waiting = inverse.less_one() * libm::exp(-height) / waiting;
        let (at_once, p_wait) = if free_per_waiting.is_finite() {
            (free_per_waiting / (1.0 + free_per_waiting), 1.0 / (1.0 + free_per_waiting))
        } else {
            (1.0, libm::exp(inverse.ln_blocking() + height + libm::log(waiting)))
        };
        let scale = p_wait / mass.any;
        let shares = mass.scaled(scale);
        let (p_abandon, answered) = (shares.left.min(1.0), at_once + shares.served);
        let measures = ErlangGMeasures {
            p_wait,
            p_abandon,
            asa_s: shares.wait,
            mean_wait_of_answered_s: shares.served_wait / answered,
            mean_wait_of_abandoned_s: (shares.wait - shares.served_wait).max(0.0) / shares.left,
            mean_queue_length: self.lambda * shares.wait,
            occupancy: (self.offered_load_erl() * answered / agents).min(1.0),
        };
        Ok(ErlangGState { model: self, agents, at_once, peak, scale, measures })
    }

    fn exponent(&self, agents: f64) -> Exponent<'_> {
        Exponent { patience: &self.patience, lambda: self.lambda, served: agents / self.aht_s }
    }

    fn idle(&self, agents: f64) -> ErlangGState<'_> {
        let measures = ErlangGMeasures {
            p_wait: 0.0,
            p_abandon: 0.0,
            asa_s: 0.0,
            mean_wait_of_answered_s: 0.0,
            mean_wait_of_abandoned_s: f64::NAN,
            mean_queue_length: 0.0,
            occupancy: 0.0,
        };
        ErlangGState { model: self, agents, at_once: 1.0, peak: 0.0, scale: 0.0, measures }
    }

    /// Everybody waits out his patience.
    fn unstaffed(&self) -> ErlangGState<'_> {
        let mean_s = self.patience.mean_s();
        let measures = ErlangGMeasures {
            p_wait: 1.0,
            p_abandon: 1.0,
            asa_s: mean_s,
            mean_wait_of_answered_s: f64::NAN,
            mean_wait_of_abandoned_s: mean_s,
            mean_queue_length: self.lambda * mean_s,
            occupancy: 0.0,
        };
        ErlangGState { model: self, agents: 0.0, at_once: 0.0, peak: 0.0, scale: 0.0, measures }
    }
}

impl ErlangGState<'_> {
    /// All measures that need no target.
    pub fn measures(&self) -> ErlangGMeasures {
        self.measures
    }

    /// Service level at `target_wait_s` seconds by the given definition; 1 without arrivals.
    ///
    /// # Errors
    /// `invalid_input` unless the times lie between 0 and 1e12.
    pub fn service_level(&self, target_wait_s: f64, definition: ServiceLevel) -> Result<f64, StaffingError> {
        not_negative("target_wait_s", target_wait_s)?;
        if let ServiceLevel::NoShort { short_s } = definition {
            not_negative("short_s", short_s)?;
        }
        if self.model.lambda == 0.0 {
            return Ok(1.0);
        }
        let limit_s = match definition {
            ServiceLevel::NoShort { short_s } => short_s,
            _ => target_wait_s,
        };
        let (first, second) = (target_wait_s.min(limit_s), target_wait_s.max(limit_s));
        let parts = [self.mass(0.0, first), self.mass(first, second), self.mass(second, f64::INFINITY)];
        let split = |at: f64| {
            let below = if at <= first && first < second { 1 } else { 2 };
            (Mass::sum(&parts[..below]), Mass::sum(&parts[below..]))
        };
        let ((within_target, beyond_target), (within_limit, beyond_limit)) =
            (split(target_wait_s), split(limit_s));
        let offered = self.at_once + within_target.served;
        let ratio = |denominator: f64| if denominator > 0.0 { (offered / denominator).min(1.0) } else { 0.0 };
        let stays = self.model.patience.survival(limit_s);
        Ok(match definition {
            ServiceLevel::Offered => offered.min(1.0),
            ServiceLevel::Virtual => (self.at_once + within_target.any).min(1.0),
            ServiceLevel::Answered => ratio(offered + beyond_target.served),
            // Answered within the limit, or still there at its end: a sum of positive terms.
            ServiceLevel::NoShort { .. } | ServiceLevel::AbandonedWithinOut => {
                ratio(self.at_once + within_limit.served + stays * beyond_limit.any)
            }
            ServiceLevel::AbandonedWithinGood => {
                (offered + within_limit.left + self.loses_patience_by(limit_s) * beyond_limit.any).min(1.0)
            }
        })
    }

    /// Probability that a customer abandons within `limit_s` seconds, balking included.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn abandoned_within(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        if self.model.lambda == 0.0 {
            return Ok(0.0);
        }
        let within = self.mass(0.0, limit_s).left;
        Ok((within + self.loses_patience_by(limit_s) * self.mass(limit_s, f64::INFINITY).any).min(1.0))
    }

    /// Probability that a customer's wait, whether answered or abandoned, exceeds `limit_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn waits_longer_than(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        Ok(self.waits_longer_unchecked(limit_s))
    }

    /// The wait in seconds that a share `quantile` of all customers, answered or not, does not exceed.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ quantile < 1.
    pub fn wait_quantile(&self, quantile: f64) -> Result<f64, StaffingError> {
        check("quantile", quantile, (0.0..1.0).contains(&quantile), "must be at least 0 and below 1")?;
        let rest = 1.0 - quantile;
        if self.waits_longer_unchecked(0.0) <= rest {
            return Ok(0.0);
        }
        let mut high = self.peak.max(self.model.aht_s / self.agents.max(1.0)).max(1e-9);
        for _ in 0..1_000 {
            if self.waits_longer_unchecked(high) <= rest {
                break;
            }
            high *= 2.0;
        }
        Ok(search::root(0.0, high, |wait_s| rest - self.waits_longer_unchecked(wait_s)))
    }

    fn waits_longer_unchecked(&self, limit_s: f64) -> f64 {
        if self.model.lambda == 0.0 {
            return 0.0;
        }
        let stays = self.model.patience.survival(limit_s);
        if stays == 0.0 { 0.0 } else { (stays * self.mass(limit_s, f64::INFINITY).any).min(1.0) }
    }

    fn loses_patience_by(&self, limit_s: f64) -> f64 {
        self.model.patience.gone(limit_s)
    }

    /// Probabilities of the virtual waits from `from` to `to`.
    fn mass(&self, from: f64, to: f64) -> Mass {
        if self.agents == 0.0 {
            // Nobody ever answers: the virtual wait is endless.
            return if to.is_infinite() {
                Mass { any: 1.0, left: 1.0, ..Mass::default() }
            } else {
                Mass::default()
            };
        }
        self.model.exponent(self.agents).mass(from, to, self.peak).scaled(self.scale)
    }
}
