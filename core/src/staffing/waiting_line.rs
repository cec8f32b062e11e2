//! Who waits while everybody is busy: the upper states of a birth-death chain, with or without a bound.

use super::error::StaffingError;

/// The waiting line behind a full house, in any one unit of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    /// Arrivals per unit of time, greater than 0.
    pub(crate) arrivals: f64,
    /// Contacts finished per unit of time when everybody is busy.
    pub(crate) served: f64,
    /// Rate at which each who waits loses patience; 0 = never.
    pub(crate) leaving: f64,
    /// Waiting places, whole; infinite = no bound, which needs `leaving` > 0 or `arrivals` < `served`.
    pub(crate) places: f64,
}

/// Weights of the states with everybody busy, relative to the heaviest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weights {
    /// Nobody waits.
    pub(crate) empty: f64,
    /// An arrival joins the line.
    pub(crate) joining: f64,
    /// Every waiting place is taken; 0 where there is no bound.
    pub(crate) full: f64,
    pub(crate) ln_full: f64,
    /// Somebody waits.
    pub(crate) waiting: f64,
    /// Number waiting × weight.
    pub(crate) queue: f64,
}

/// Weights of those who join the line, split at a time `t` by their virtual wait, relative as in [`Weights`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Waits {
    /// They would be served by `t`, were they endlessly patient.
    pub(crate) within: f64,
    /// They are served by `t`.
    pub(crate) served: f64,
    /// They leave before they would have been served by `t`.
    pub(crate) left: f64,
    /// They would wait longer than `t`.
    pub(crate) beyond: f64,
}

const MAX_TERMS: u64 = 20_000_000;
const BIG: f64 = 1e150;
const LN_BIG: f64 = 345.387_763_949_106_85;
/// Relative weight of states whose digits cannot be seen any more.
const UNSEEN: f64 = 1e-290;

impl Line {
    /// Rate at which the line shrinks with `j` waiting.
    fn shrinks(&self, j: f64) -> f64 {
        self.served + j * self.leaving
    }

    pub(crate) fn weights(&self) -> Result<Weights, StaffingError> {
        if self.leaving == 0.0 { Ok(self.geometric()) } else { self.summed() }
    }

    /// Without patience the weights are powers of arrivals / served.
    fn geometric(&self) -> Weights {
        let Self { arrivals, served, places, .. } = *self;
        if served == 0.0 {
            let (empty, waiting) = if places == 0.0 { (1.0, 0.0) } else { (0.0, 1.0) };
            return Weights { empty, joining: 0.0, full: 1.0, ln_full: 0.0, waiting, queue: places };
        }
        let ratio = arrivals / served;
        if places.is_infinite() {
            let joining = served / (served - arrivals);
            let waiting = ratio * joining;
            let (full, ln_full) = (0.0, f64::NEG_INFINITY);
            return Weights { empty: 1.0, joining, full, ln_full, waiting, queue: waiting * joining };
        }
        // Next to saturation the difference has more digits than the quotient.
        let ln_ratio = if (0.5..2.0).contains(&ratio) {
            libm::log1p((arrivals - served) / served)
        } else {
            libm::log(ratio)
        };
        let decay = ln_ratio.abs();
        let sum = |terms: f64| {
            if decay == 0.0 { terms } else { libm::expm1(-decay * terms) / libm::expm1(-decay) }
        };
        let (far, next) = (libm::exp(-decay * places), libm::exp(-decay));
        let (total, all_but_last) = (sum(places + 1.0), sum(places));
        let from_heavy_end = mean_of_truncated_geometric(decay, places);
        if ln_ratio <= 0.0 {
            Weights {
                empty: 1.0,
                joining: all_but_last,
                full: far,
                ln_full: -decay * places,
                waiting: next * all_but_last,
                queue: total * from_heavy_end,
            }
        } else {
            Weights {
                empty: far,
                joining: next * all_but_last,
                full: 1.0,
                ln_full: 0.0,
                waiting: all_but_last,
                queue: total * (places - from_heavy_end),
            }
        }
    }

    /// Number waiting in the heaviest state.
    fn mode(&self) -> f64 {
        let excess = self.arrivals - self.served;
        if excess <= 0.0 {
            0.0
        } else if self.leaving == 0.0 {
            self.places
        } else {
            libm::floor(excess / self.leaving).min(self.places)
        }
    }

    fn summed(&self) -> Result<Weights, StaffingError> {
        let Self { arrivals, places, .. } = *self;
        let mode = self.mode();
        let (mut total, mut queue, mut terms) = (1.0, mode, 0_u64);
        let (mut weight, mut j) = (1.0, mode);
        while j > 0.0 && weight >= 1e-18 * total && terms < MAX_TERMS {
            weight *= self.shrinks(j) / arrivals;
            j -= 1.0;
            total += weight;
            queue += weight * j;
            terms += 1;
        }
        let empty = if j > 0.0 { 0.0 } else { weight };
        (weight, j) = (1.0, mode);
        while j < places {
            j += 1.0;
            let ratio = arrivals / self.shrinks(j);
            weight *= ratio;
            total += weight;
            queue += weight * j;
            terms += 1;
            if terms > MAX_TERMS {
                return Err(StaffingError::NoConvergence { limit: MAX_TERMS });
            }
            // What is left out is at most weight/(1 − ratio).
            let negligible = 1e-18 * (1.0 - ratio);
            if weight * j <= negligible * queue.max(f64::MIN_POSITIVE) && weight < negligible * total {
                break;
            }
        }
        let (mut full, mut ln_full) = (0.0, f64::NEG_INFINITY);
        if places.is_finite() {
            while j < places && weight > 0.0 {
                j += 1.0;
                weight *= arrivals / self.shrinks(j);
            }
            full = if j < places { 0.0 } else { weight };
            ln_full =
                if full > UNSEEN { libm::log(full) } else { self.ln_weight(places) - self.ln_weight(mode) };
        }
        let joining = self.sum_without(total, full, places);
        let waiting = self.sum_without(total, empty, 0.0);
        Ok(Weights { empty, joining, full, ln_full, waiting, queue })
    }

    /// The sum of all weights but that of state `except`, which weighs `its_weight`.
    fn sum_without(&self, total: f64, its_weight: f64, except: f64) -> f64 {
        if its_weight < 0.5 * total {
            return total - its_weight;
        }
        // The heaviest state by far: its neighbours fall off quickly on either side.
        let (mut sum, mut weight, mut j) = (0.0, its_weight, except);
        while j > 0.0 && weight > 1e-18 * sum {
            weight *= self.shrinks(j) / self.arrivals;
            j -= 1.0;
            sum += weight;
        }
        (weight, j) = (its_weight, except);
        while j < self.places {
            j += 1.0;
            weight *= self.arrivals / self.shrinks(j);
            sum += weight;
            if weight < 1e-18 * sum {
                break;
            }
        }
        sum
    }

    /// Logarithm of Π arrivals/(served + i·leaving) for i = 1 … j, for weights too small for a product.
    fn ln_weight(&self, j: f64) -> f64 {
        let start = self.served / self.leaving;
        j * libm::log(self.arrivals / self.leaving)
            - (libm::lgamma(start + j + 1.0) - libm::lgamma(start + 1.0))
    }

    /// Splits those who join at `t` units of time; the places must be bounded.
    ///
    /// With `j` ahead in the line the virtual wait V is a sum of `j` + 1 exponential steps, so that
    /// 1 − e^(−θV) has a beta law and P(V > t) is a sum of negative binomial terms T(0) … T(j), of Poisson ones
    /// without patience: only positive terms, upward for P(V > t) and downward for P(V ≤ t).
    pub(crate) fn waits(&self, t: f64) -> Waits {
        let Self { arrivals, served, leaving, places } = *self;
        let mut waits = Waits::default();
        if places == 0.0 {
            return waits;
        }
        let mode = self.mode();
        let (mut low, mut weight) = (mode, 1.0);
        while low > 0.0 && weight > UNSEEN {
            weight *= self.shrinks(low) / arrivals;
            low -= 1.0;
        }
        let reach = if leaving == 0.0 { t } else { -libm::expm1(-leaving * t) / leaving };
        // T of those who outlast their patience too: one more step of leaving.
        let stays = libm::exp(-leaving * t);
        let shift = |i: f64| if served > 0.0 { self.shrinks(i) / served * stays } else { 0.0 };
        let mut ln_scale = -served * t;
        let mut scale = libm::exp(ln_scale);
        let (mut term, mut sum, mut shifted) = (1.0, 1.0, shift(0.0));
        let mut top = 0.0;
        let mut settled = false;
        let mut weight_at_top = if low == 0.0 { weight } else { 0.0 };
        let mut i = 0.0;
        while i < places {
            if i >= low {
                if i > low {
                    weight *= arrivals / self.shrinks(i);
                }
                if i > mode && weight < UNSEEN {
                    break;
                }
                waits.beyond += weight * (sum * scale).min(1.0);
            }
            i += 1.0;
            if !settled {
                term *= self.shrinks(i - 1.0) * reach / i;
                sum += term;
                shifted += term * shift(i);
                if sum > BIG {
                    term /= BIG;
                    sum /= BIG;
                    shifted /= BIG;
                    ln_scale += LN_BIG;
                    scale = libm::exp(ln_scale);
                }
                top = i;
                weight_at_top = if i > low { weight * arrivals / self.shrinks(i) } else { 0.0 };
                if i == low {
                    weight_at_top = weight;
                }
                settled = term < UNSEEN * sum;
            }
        }
        if served == 0.0 {
            return waits;
        }
        let (mut above, mut above_shifted) = self.tails(top, term, reach, shift, (sum, shifted), scale);
        let mut weight = weight_at_top;
        let mut j = top;
        while j > low.max(0.0) {
            let above_next = above;
            above += term * scale;
            above_shifted += term * scale * shift(j);
            term *= j / (self.shrinks(j - 1.0) * reach).max(f64::MIN_POSITIVE);
            weight = if weight > 0.0 { weight * self.shrinks(j) / arrivals } else { 0.0 };
            j -= 1.0;
            let leaves = (j + 1.0) * leaving / self.shrinks(j + 1.0);
            waits.within += weight * above.min(1.0);
            waits.served += weight * (served / self.shrinks(j + 1.0)) * above_shifted.min(1.0);
            waits.left += weight * leaves * above_next.min(1.0);
        }
        waits
    }

    /// The sums of T and of its shifted kind above `top`: summed where small, otherwise what is left of 1.
    fn tails(
        &self,
        top: f64,
        at_top: f64,
        reach: f64,
        shift: impl Fn(f64) -> f64,
        (below, below_shifted): (f64, f64),
        scale: f64,
    ) -> (f64, f64) {
        let left = (1.0 - below * scale, 1.0 - below_shifted * scale);
        if left.0 > 0.5 && left.1 > 0.5 {
            return left;
        }
        let (mut term, mut i) = (at_top * scale, top);
        let (mut sum, mut shifted) = (0.0, 0.0);
        for _ in 0..1_000_000 {
            term *= self.shrinks(i) * reach / (i + 1.0);
            i += 1.0;
            sum += term;
            shifted += term * shift(i);
            if term <= 1e-17 * sum && term * shift(i) <= 1e-17 * shifted {
                return (sum, shifted);
            }
        }
        (left.0.max(0.0), left.1.max(0.0))
    }
}

/// Mean of a law on 0 … `last` whose weights fall by the factor e^(−`decay`) a step.
fn mean_of_truncated_geometric(decay: f64, last: f64) -> f64 {
    let count = last + 1.0;
    let reach = decay * count;
    if reach >= 1.0 {
        return 1.0 / libm::expm1(decay) - count / libm::expm1(reach);
    }
    // 1/(eᵘ − 1) = 1/u − 1/2 + excess(u): the first two terms cancel but for last/2.
    last / 2.0 + excess(decay) - count * excess(reach)
}

/// 1/(eᵘ − 1) − 1/u + 1/2 for 0 ≤ u ≤ 1, by Bernoulli's numbers.
fn excess(u: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30_240.0,
        -1.0 / 1_209_600.0,
        1.0 / 47_900_160.0,
        -691.0 / 1_307_674_368_000.0,
        1.0 / 74_724_249_600.0,
        -3617.0 / 10_670_622_842_880_000.0,
    ];
    let square = u * u;
    u * COEFFICIENTS.iter().rev().fold(0.0, |sum, coefficient| sum * square + coefficient)
}
