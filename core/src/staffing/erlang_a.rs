use super::erlang_b::Inverse;
use super::error::{self, StaffingError, not_negative, positive};
use super::quadrature;
use super::service_level::ServiceLevel;

/// Erlang A: customers wait with exponential patience and then abandon (M/M/n+M).
///
/// Source: Palm 1957; measures after Zeltyn & Mandelbaum 2005.
///
/// ```
/// use krarup::staffing::{ErlangA, ServiceLevel};
/// let at_23 = ErlangA::new(400.0, 3600.0, 180.0, 120.0)?.at(23.0)?;
/// assert!((at_23.measures().p_abandon - 0.040_821_245_963_951_966).abs() < 1e-12);
/// assert!(at_23.service_level(20.0, ServiceLevel::Offered)? > 0.87);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// Arrivals per second.
    lambda: f64,
    aht_s: f64,
    patience_s: f64,
}

/// What Erlang A says of one number of agents, without a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangAMeasures {
    /// Probability that a customer waits at all.
    pub p_wait: f64,
    /// Probability that a customer abandons.
    pub p_abandon: f64,
    /// Mean wait over all customers, answered or not, in seconds.
    pub asa_s: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
}

/// Erlang A with a number of agents; see [`ErlangA::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangAState {
    model: ErlangA,
    agents: f64,
    /// Probability that a customer finds an agent free.
    at_once: f64,
    /// Density of the virtual wait just above 0, per second; 0 so far beyond saturation that it does not matter.
    density: f64,
    measures: ErlangAMeasures,
}

const MAX_TERMS: u64 = 20_000_000;
/// Up to here 1 − P(abandon) has digits enough.
const MOST_ABANDON: f64 = 0.9;
/// e⁻⁴² is below the last bit of a double next to 1.
const NEGLIGIBLE: f64 = 42.0;

impl ErlangA {
    /// From `volume` arrivals in `interval_s` seconds, average handling time and mean patience in seconds.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, the others > 0, and the load is at most 10,000,000 erlangs.
    pub fn new(volume: f64, interval_s: f64, aht_s: f64, patience_s: f64) -> Result<Self, StaffingError> {
        positive("aht_s", aht_s)?;
        positive("patience_s", patience_s)?;
        error::load_of(volume, interval_s, aht_s)?;
        Ok(Self { lambda: volume / interval_s, aht_s, patience_s })
    }

    /// The offered load in erlangs.
    pub fn offered_load_erl(&self) -> f64 {
        self.lambda * self.aht_s
    }

    /// Arrivals per second.
    pub fn arrivals_per_s(&self) -> f64 {
        self.lambda
    }

    /// Average handling time in seconds.
    pub fn aht_s(&self) -> f64 {
        self.aht_s
    }

    /// Mean patience in seconds.
    pub fn patience_s(&self) -> f64 {
        self.patience_s
    }

    /// The state with `agents`, which may be fractional; 0 agents serve nobody.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `no_convergence` for extremely long patience at saturation.
    pub fn at(&self, agents: f64) -> Result<ErlangAState, StaffingError> {
        error::agents(agents)?;
        self.stationary(agents)
    }

    fn stationary(&self, agents: f64) -> Result<ErlangAState, StaffingError> {
        if self.lambda == 0.0 {
            let idle = ErlangAMeasures {
                p_wait: 0.0,
                p_abandon: 0.0,
                asa_s: 0.0,
                mean_queue_length: 0.0,
                occupancy: 0.0,
            };
            return Ok(ErlangAState { model: *self, agents, at_once: 1.0, density: 0.0, measures: idle });
        }
        let load = self.offered_load_erl();
        let less_one = Inverse::of(agents, load).less_one();
        // Queue-length weights relative to their greatest, so that nothing overflows in overload.
        let served = agents / self.aht_s;
        let theta = 1.0 / self.patience_s;
        let mode = libm::floor(((self.lambda - served) / theta).max(0.0));
        let (mut total, mut queue_sum) = (1.0, mode);
        let mut terms = 0_u64;
        let (mut weight, mut j) = (1.0, mode);
        while j > 0.0 {
            weight *= (served + j * theta) / self.lambda;
            j -= 1.0;
            total += weight;
            queue_sum += weight * j;
            terms += 1;
            if weight < 1e-18 * total || terms > MAX_TERMS {
                break;
            }
        }
        let at_zero = if j > 0.0 { 0.0 } else { weight };
        (weight, j) = (1.0, mode);
        loop {
            j += 1.0;
            weight *= self.lambda / (served + j * theta);
            total += weight;
            queue_sum += weight * j;
            terms += 1;
            if terms > MAX_TERMS {
                return Err(StaffingError::NoConvergence { limit: MAX_TERMS });
            }
            if weight * j <= 1e-18 * queue_sum.max(f64::MIN_POSITIVE) && weight < 1e-18 * total {
                break;
            }
        }
        // All states: below n they weigh at_zero·(1/B − 1), at n and above `total`.
        let below = if at_zero == 0.0 { 0.0 } else { at_zero * less_one };
        let all = below + total;
        let (at_once, p_wait, mean_queue_length, behind_others) = if all.is_finite() {
            (below / all, total / all, queue_sum / all, (total - at_zero) / all)
        } else {
            (1.0, 0.0, 0.0, 0.0)
        };
        let p_abandon = (mean_queue_length * theta / self.lambda).min(1.0);
        // By the balance of the queue's states this is load·(1 − P(abandon))/n, whose digits are lost where nearly all abandon.
        let occupancy = at_once * load / agents + behind_others;
        let measures = ErlangAMeasures {
            p_wait,
            p_abandon,
            asa_s: p_abandon * self.patience_s,
            mean_queue_length,
            occupancy: if agents == 0.0 { 0.0 } else { occupancy.min(1.0) },
        };
        let density = if all.is_finite() { served * at_zero / all } else { 0.0 };
        Ok(ErlangAState { model: *self, agents, at_once, density, measures })
    }
}

/// Shares of the customers whose virtual wait lies in some range.
#[derive(Clone, Copy, Default)]
struct Shares {
    /// All of them: an endlessly patient customer would wait so long.
    any: f64,
    /// A real customer is still there at the end of it.
    served: f64,
    /// He leaves before that wait is over.
    left: f64,
}

impl Shares {
    fn add(&mut self, other: &Self) {
        self.any += other.any;
        self.served += other.served;
        self.left += other.left;
    }

    fn scale(&mut self, by: f64) {
        self.any *= by;
        self.served *= by;
        self.left *= by;
    }
}

/// The customers who wait, split at the target and again at another limit.
#[derive(Default)]
struct VirtualWait {
    within_target: Shares,
    beyond_target: Shares,
    within_limit: Shares,
    beyond_limit: Shares,
}

impl ErlangAState {
    /// Of another chain whose customers wait behind `agents` as they do here: `at_once` do not wait.
    pub(crate) fn of(model: ErlangA, agents: f64, at_once: f64, measures: ErlangAMeasures) -> Self {
        // Without the density at 0 the wait is integrated whole and scaled to `p_wait`.
        Self { model, agents, at_once, density: 0.0, measures }
    }

    /// All measures that need no target.
    pub fn measures(&self) -> ErlangAMeasures {
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
        Ok(self.service_level_unchecked(target_wait_s, definition))
    }

    pub(crate) fn service_level_unchecked(&self, target_wait_s: f64, definition: ServiceLevel) -> f64 {
        if self.model.lambda == 0.0 {
            return 1.0;
        }
        let limit_s = match definition {
            ServiceLevel::NoShort { short_s } => short_s,
            _ => target_wait_s,
        };
        let near = self.density > 0.0 && self.measures.p_abandon < MOST_ABANDON;
        let virtual_wait = if near {
            self.virtual_wait_near(target_wait_s, limit_s)
        } else {
            self.virtual_wait(target_wait_s, limit_s)
        };
        let offered = (self.at_once + virtual_wait.within_target.served).min(1.0);
        let ratio = |denominator: f64| if denominator > 0.0 { (offered / denominator).min(1.0) } else { 0.0 };
        match definition {
            ServiceLevel::Offered => offered,
            ServiceLevel::Virtual => (self.at_once + virtual_wait.within_target.any).min(1.0),
            ServiceLevel::Answered if near => ratio(1.0 - self.measures.p_abandon),
            ServiceLevel::Answered => ratio(offered + virtual_wait.beyond_target.served),
            ServiceLevel::NoShort { .. } | ServiceLevel::AbandonedWithinOut => {
                ratio(1.0 - self.abandons_by(limit_s, &virtual_wait))
            }
            ServiceLevel::AbandonedWithinGood => {
                (offered + self.abandons_by(limit_s, &virtual_wait)).min(1.0)
            }
        }
    }

    /// Probability that a customer abandons within `limit_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn abandoned_within(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        Ok(if self.model.lambda == 0.0 {
            0.0
        } else {
            self.abandons_by(limit_s, &self.virtual_wait(limit_s, limit_s))
        })
    }

    /// Probability that a customer's wait, whether answered or abandoned, exceeds `limit_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn waits_longer_than(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        Ok(self.waits_longer_unchecked(limit_s))
    }

    pub(crate) fn waits_longer_unchecked(&self, limit_s: f64) -> f64 {
        if self.model.lambda == 0.0 {
            return 0.0;
        }
        self.virtual_wait(limit_s, limit_s).beyond_limit.any * libm::exp(-limit_s / self.model.patience_s)
    }

    /// He leaves before his virtual wait is over, or waits on beyond the limit but loses patience before it.
    fn abandons_by(&self, limit_s: f64, virtual_wait: &VirtualWait) -> f64 {
        let beyond = virtual_wait.beyond_limit.any;
        virtual_wait.within_limit.left - beyond * libm::expm1(-limit_s / self.model.patience_s)
    }

    /// The virtual wait up to target and limit alone, from its density just above 0.
    ///
    /// What lies beyond is the rest of `p_wait`: no digits are left of it where it is tiny, which is enough for a
    /// share of all but not for the tail itself.
    fn virtual_wait_near(&self, target_s: f64, limit_s: f64) -> VirtualWait {
        let mut sums = VirtualWait::default();
        let (mut low, end) = (0.0, target_s.max(limit_s));
        while low < end {
            let cuts = [target_s, limit_s].into_iter().filter(|cut| *cut > low);
            let high = cuts.fold(self.panel_end(low), f64::min);
            // Where all have left, or all are answered, there is nothing to add.
            if high <= low || self.exponent(low) < -NEGLIGIBLE {
                break;
            }
            let panel = self.panel(low, high, -libm::log(self.density));
            if low < target_s {
                sums.within_target.add(&panel);
            }
            if low < limit_s {
                sums.within_limit.add(&panel);
            }
            low = high;
        }
        sums.beyond_target.any = (self.measures.p_wait - sums.within_target.any).max(0.0);
        sums.beyond_limit.any = (self.measures.p_wait - sums.within_limit.any).max(0.0);
        sums
    }

    /// φ(x) = λ(1−e^(−θx))/θ − nμx, 0 at 0.
    fn exponent(&self, x: f64) -> f64 {
        let ErlangA { lambda, aht_s, patience_s } = self.model;
        -lambda * patience_s * libm::expm1(-x / patience_s) - self.agents / aht_s * x
    }

    /// Shares of e^(φ(x) − top) between two waits.
    fn panel(&self, low: f64, high: f64, top: f64) -> Shares {
        let ErlangA { lambda, aht_s, patience_s } = self.model;
        let served = self.agents / aht_s;
        let mut panel = Shares::default();
        quadrature::for_nodes(low, high, |x, weight| {
            let patience = x / patience_s;
            let leaves = -libm::expm1(-patience);
            // 1 − leaves has no digits left where nearly everybody has left.
            let stays = if patience < 1.0 { 1.0 - leaves } else { libm::exp(-patience) };
            let density = weight * libm::exp(lambda * patience_s * leaves - served * x - top);
            panel.any += density;
            panel.served += density * stays;
            panel.left += density * leaves;
        });
        panel
    }

    /// The density of the virtual wait is proportional to exp(φ(x)), φ(x) = λ(1−e^(−θx))/θ − nμx (log-concave).
    ///
    /// Every share is a sum of positive terms: as differences the tails would lose their digits.
    fn virtual_wait(&self, target_s: f64, limit_s: f64) -> VirtualWait {
        let mut sums = VirtualWait::default();
        if self.agents == 0.0 {
            // Nobody ever answers: the virtual wait is endless.
            let endless = Shares { any: 1.0, served: 0.0, left: 1.0 };
            (sums.beyond_target, sums.beyond_limit) = (endless, endless);
            return sums;
        }
        let mut all = 0.0;
        self.panels(target_s, limit_s, |low, high, top| {
            let panel = self.panel(low, high, top);
            all += panel.any;
            if low < target_s { &mut sums.within_target } else { &mut sums.beyond_target }.add(&panel);
            if low < limit_s { &mut sums.within_limit } else { &mut sums.beyond_limit }.add(&panel);
        });
        let scale = if all > 0.0 { self.measures.p_wait / all } else { 0.0 };
        sums.within_target.scale(scale);
        sums.beyond_target.scale(scale);
        sums.within_limit.scale(scale);
        sums.beyond_limit.scale(scale);
        sums
    }

    /// Calls `f` with both ends of every panel of the virtual wait that counts, and φ's greatest value, which it returns.
    ///
    /// A panel ends where target or limit lies in it. There must be agents.
    pub(crate) fn panels(&self, target_s: f64, limit_s: f64, mut f: impl FnMut(f64, f64, f64)) -> f64 {
        let ErlangA { lambda, aht_s, patience_s } = self.model;
        let overload = lambda * aht_s / self.agents;
        // The least of fractional agents make the quotient overflow, and the search for the peak endless.
        let ln_overload = if overload.is_finite() {
            libm::log(overload)
        } else {
            libm::log(lambda * aht_s) - libm::log(self.agents)
        };
        let peak = (ln_overload * patience_s).max(0.0);
        let top = self.exponent(peak);
        let left = if -top > -NEGLIGIBLE {
            0.0
        } else {
            super::search::root(0.0, peak, |x| self.exponent(x) - top + NEGLIGIBLE)
        };
        let mut low = left;
        // Beyond the peak φ falls ever faster, so what is left out is a small part of what was counted.
        while low <= peak || self.exponent(low) - top > -NEGLIGIBLE {
            let cuts = [target_s, limit_s].into_iter().filter(|cut| *cut > low);
            let high = cuts.fold(self.panel_end(low), f64::min);
            if high <= low {
                break;
            }
            f(low, high, top);
            low = high;
        }
        top
    }

    /// End of a panel in which the exponent changes by at most about six and patience by little more than its mean.
    ///
    /// |φ″| falls with x, so |φ′|h + |φ″|h²/2 bounds the change within h.
    fn panel_end(&self, low: f64) -> f64 {
        let ErlangA { lambda, aht_s, patience_s } = self.model;
        let staying = libm::exp(-low / patience_s);
        let slope = (lambda * staying - self.agents / aht_s).abs();
        let bend = lambda * staying / patience_s;
        let by_exponent = 12.0 / (slope + (slope * slope + 12.0 * bend).sqrt());
        // Where e⁻⁴² of the customers are still there, patience has no say any more.
        let by_patience = if low < NEGLIGIBLE * patience_s { 1.5 * patience_s } else { f64::INFINITY };
        low + by_exponent.min(by_patience)
    }
}
