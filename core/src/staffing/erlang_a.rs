use super::error::{self, StaffingError, not_negative, positive};
use super::service_level::ServiceLevel;
use super::{erlang_b, quadrature};

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
    measures: ErlangAMeasures,
}

const MAX_TERMS: u64 = 20_000_000;
/// e⁻⁴² is below the last bit of a double next to 1.
const NEGLIGIBLE: f64 = 42.0;

impl ErlangA {
    /// From `volume` arrivals in `interval_s` seconds, average handling time and mean patience in seconds.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, the others > 0, and the load is at most 10,000,000 erlangs.
    pub fn new(volume: f64, interval_s: f64, aht_s: f64, patience_s: f64) -> Result<Self, StaffingError> {
        not_negative("volume", volume)?;
        positive("interval_s", interval_s)?;
        positive("aht_s", aht_s)?;
        positive("patience_s", patience_s)?;
        error::load(volume * aht_s / interval_s)?;
        Ok(Self { lambda: volume / interval_s, aht_s, patience_s })
    }

    /// The offered load in erlangs.
    pub fn offered_load_erl(&self) -> f64 {
        self.lambda * self.aht_s
    }

    /// The state with `agents`, which may be fractional; 0 agents serve nobody.
    ///
    /// # Errors
    /// `invalid_input` for a bad number of agents; `no_convergence` for extremely long patience at saturation.
    pub fn at(&self, agents: f64) -> Result<ErlangAState, StaffingError> {
        error::agents(agents)?;
        let measures = self.stationary(agents)?;
        Ok(ErlangAState { model: *self, agents, measures })
    }

    fn stationary(&self, agents: f64) -> Result<ErlangAMeasures, StaffingError> {
        if self.lambda == 0.0 {
            return Ok(ErlangAMeasures {
                p_wait: 0.0,
                p_abandon: 0.0,
                asa_s: 0.0,
                mean_queue_length: 0.0,
                occupancy: 0.0,
            });
        }
        let load = self.offered_load_erl();
        let blocking = erlang_b::blocking(agents, load);
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
        let below = if at_zero == 0.0 { 0.0 } else { at_zero * (1.0 - blocking) / blocking };
        let all = below + total;
        let (p_wait, mean_queue_length) =
            if all.is_finite() { (total / all, queue_sum / all) } else { (0.0, 0.0) };
        let p_abandon = (mean_queue_length * theta / self.lambda).min(1.0);
        let busy = load * (1.0 - p_abandon);
        Ok(ErlangAMeasures {
            p_wait,
            p_abandon,
            asa_s: p_abandon * self.patience_s,
            mean_queue_length,
            occupancy: if agents == 0.0 { 0.0 } else { (busy / agents).min(1.0) },
        })
    }
}

/// Integrals of the virtual wait over (0, T], as probabilities.
struct WithinTarget {
    /// The wait of an endlessly patient customer lies in (0, T].
    offered_in: f64,
    /// The same, and a real customer is still there then.
    served_in: f64,
    /// He leaves before that wait is over.
    left_in: f64,
}

impl ErlangAState {
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
        if self.model.lambda == 0.0 {
            return Ok(1.0);
        }
        let at_once = 1.0 - self.measures.p_wait;
        let inside = self.within(target_wait_s);
        let offered = at_once + inside.served_in;
        let ratio = |denominator: f64| if denominator > 0.0 { (offered / denominator).min(1.0) } else { 0.0 };
        Ok(match definition {
            ServiceLevel::Offered => offered,
            ServiceLevel::Virtual => at_once + inside.offered_in,
            ServiceLevel::Answered => ratio(1.0 - self.measures.p_abandon),
            ServiceLevel::NoShort { short_s } => ratio(1.0 - self.abandoned_within_checked(short_s)),
            ServiceLevel::AbandonedWithinOut => ratio(1.0 - self.abandoned_within_checked(target_wait_s)),
            ServiceLevel::AbandonedWithinGood => {
                (offered + self.abandoned_within_checked(target_wait_s)).min(1.0)
            }
        })
    }

    /// Probability that a customer abandons within `limit_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn abandoned_within(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        Ok(if self.model.lambda == 0.0 { 0.0 } else { self.abandoned_within_checked(limit_s) })
    }

    /// Probability that a customer's wait, whether answered or abandoned, exceeds `limit_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless the limit lies between 0 and 1e12.
    pub fn waits_longer_than(&self, limit_s: f64) -> Result<f64, StaffingError> {
        not_negative("limit_s", limit_s)?;
        if self.model.lambda == 0.0 {
            return Ok(0.0);
        }
        Ok(self.virtual_tail(limit_s) * libm::exp(-limit_s / self.model.patience_s))
    }

    fn abandoned_within_checked(&self, limit_s: f64) -> f64 {
        let stays_on = self.virtual_tail(limit_s);
        self.within(limit_s).left_in - stays_on * libm::expm1(-limit_s / self.model.patience_s)
    }

    /// P(V > limit), by its own integral: as a difference it would lose its digits.
    fn virtual_tail(&self, limit_s: f64) -> f64 {
        self.integrate(limit_s, f64::INFINITY).offered_in
    }

    fn within(&self, limit_s: f64) -> WithinTarget {
        self.integrate(0.0, limit_s)
    }

    /// The density of the virtual wait is proportional to exp(φ(x)), φ(x) = λ(1−e^(−θx))/θ − nμx (log-concave).
    fn integrate(&self, low: f64, high: f64) -> WithinTarget {
        let ErlangA { lambda, aht_s, patience_s } = self.model;
        if self.agents == 0.0 {
            // Nobody ever answers: the virtual wait is endless.
            let offered_in = if high == f64::INFINITY { 1.0 } else { 0.0 };
            return WithinTarget { offered_in, served_in: 0.0, left_in: offered_in };
        }
        let served = self.agents / aht_s;
        let phi = |x: f64| -lambda * patience_s * libm::expm1(-x / patience_s) - served * x;
        let peak = (libm::log(lambda / served) * patience_s).max(0.0);
        let top = phi(peak);
        // Where φ has fallen by NEGLIGIBLE on either side of the peak.
        let mut right = (1.0 / served).max(peak);
        while phi(right) - top > -NEGLIGIBLE && right < 1e300 {
            right *= 2.0;
        }
        let right = super::search::root(peak, right, |x| top - NEGLIGIBLE - phi(x));
        let left = if phi(0.0) - top > -NEGLIGIBLE {
            0.0
        } else {
            super::search::root(0.0, peak, |x| phi(x) - top + NEGLIGIBLE)
        };
        let mut sums = WithinTarget { offered_in: 0.0, served_in: 0.0, left_in: 0.0 };
        let (mut all, from, to) = (0.0, low.max(left), high.min(right));
        let mut add = |a: f64, b: f64, counts: bool| {
            // A panel should not see the exponent fall by more than about three.
            let panels = (NEGLIGIBLE / 3.0 * ((b - a) / (right - left)).max(0.0)) as u32 + 2;
            quadrature::for_nodes(a, b, panels, |x, weight| {
                let density = weight * libm::exp(phi(x) - top);
                all += density;
                if counts {
                    sums.offered_in += density;
                    sums.served_in += density * libm::exp(-x / patience_s);
                    sums.left_in -= density * libm::expm1(-x / patience_s);
                }
            });
        };
        let (from, to) = if from < to { (from, to) } else { (left, left) };
        add(left, from, false);
        add(from, to, true);
        add(to.max(from), right, false);
        let scale = if all > 0.0 { self.measures.p_wait / all } else { 0.0 };
        WithinTarget {
            offered_in: sums.offered_in * scale,
            served_in: sums.served_in * scale,
            left_in: sums.left_in * scale,
        }
    }
}
