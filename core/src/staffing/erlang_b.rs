use super::error::{self, StaffingError, check};
use super::quadrature;
use super::search;

/// Blocking probability of `agents` (lines) without waiting room under `offered_load_erl` erlangs.
///
/// `agents` may be fractional (Fortet's continuation). Both arguments lie between 0 and 10,000,000.
/// Source: Erlang 1917; the inverse series 1/B = Σ n(n−1)…(n−j+1)/aʲ, which has no cancellation.
///
/// # Errors
/// `invalid_input` for a value outside the range, NaN included.
///
/// ```
/// let blocking = krarup::staffing::erlang_b(10.0, 5.0)?;
/// assert!((blocking - 0.018_384_570_336_648_1).abs() < 1e-15);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
pub fn erlang_b(agents: f64, offered_load_erl: f64) -> Result<f64, StaffingError> {
    error::agents(agents)?;
    error::load(offered_load_erl)?;
    Ok(blocking(agents, offered_load_erl))
}

/// The fewest agents whose blocking is at most `max_blocking` (greater than 0, at most 1).
///
/// # Errors
/// `invalid_input` for a value outside its range; `infeasible` beyond 10,000,000 agents.
pub fn agents_for_blocking(offered_load_erl: f64, max_blocking: f64) -> Result<u32, StaffingError> {
    error::load(offered_load_erl)?;
    check(
        "max_blocking",
        max_blocking,
        max_blocking > 0.0 && max_blocking <= 1.0,
        "must be above 0, at most 1",
    )?;
    search::fewest(0, offered_load_erl, offered_load_erl, |n| {
        let inverse = Inverse::of(f64::from(n), offered_load_erl);
        let margin = libm::log(max_blocking) - inverse.ln_blocking();
        Ok((inverse.blocking() <= max_blocking, margin))
    })
}

/// The offered load in erlangs at which `agents` block exactly `blocking_target` (between 0 and 1, exclusive).
///
/// # Errors
/// `invalid_input` for a value outside its range.
pub fn load_for_blocking(agents: f64, blocking_target: f64) -> Result<f64, StaffingError> {
    error::agents(agents)?;
    check("agents", agents, agents > 0.0, "must be greater than 0: without agents every load is blocked")?;
    let inside = blocking_target > 0.0 && blocking_target < 1.0;
    check("max_blocking", blocking_target, inside, "must lie between 0 and 1, both excluded")?;
    // B(n, a) ≥ 1 − n/a bounds the load from above.
    let high = agents / (1.0 - blocking_target);
    Ok(search::root(0.0, high, |load| blocking(agents, load) - blocking_target))
}

/// The natural logarithm of [`erlang_b`], which stays a number where the probability itself is below 1e-308.
///
/// # Errors
/// As [`erlang_b`].
///
/// ```
/// let ln = krarup::staffing::erlang_b_ln(1000.0, 1.0)?;
/// assert!((ln + 5_913.128_178_488).abs() < 1e-6);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
pub fn erlang_b_ln(agents: f64, offered_load_erl: f64) -> Result<f64, StaffingError> {
    error::agents(agents)?;
    error::load(offered_load_erl)?;
    Ok(Inverse::of(agents, offered_load_erl).ln_blocking())
}

/// Erlang B for arguments that are already checked.
pub(crate) fn blocking(agents: f64, load: f64) -> f64 {
    Inverse::of(agents, load).blocking()
}

/// 1/B − 1 = `less_one` · e^`ln_scale`, which keeps its digits in overload and grows beyond any double far below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Inverse {
    less_one: f64,
    ln_scale: f64,
}

/// Below this load 1/B is its last term, aⁿ/Γ(n+1), but for less than the last bit.
const TINY_LOAD: f64 = 1e-20;
/// Sixteen factors of the series at once must not overflow.
const GREATEST_RATIO: f64 = 1e9;
/// A term less than this share of the sum changes no digit of it, nor do those after it.
const NEGLIGIBLE: f64 = 1e-17;
const BIG: f64 = 1e150;
const LN_BIG: f64 = 345.387_763_949_106_85;
/// A sum of e¹⁰⁰⁰ or more: B is far below any double.
const FAR: f64 = 1000.0;

impl Inverse {
    /// For arguments that are already checked.
    #[inline]
    pub(crate) fn of(agents: f64, load: f64) -> Self {
        if agents == 0.0 {
            Self { less_one: 0.0, ln_scale: 0.0 }
        } else if load < TINY_LOAD {
            let ln = libm::lgamma(agents + 1.0) - agents * libm::log(load);
            if ln > 300.0 {
                return Self { less_one: 1.0, ln_scale: ln };
            }
            let inverse = libm::tgamma(agents + 1.0) * libm::pow(load, -agents);
            Self { less_one: (inverse - 1.0).max(0.0), ln_scale: 0.0 }
        } else {
            Self::series(agents, load).unwrap_or_else(|| Self::recursion(agents, load))
        }
    }

    pub(crate) fn blocking(self) -> f64 {
        if self.ln_scale == 0.0 { 1.0 / (1.0 + self.less_one) } else { libm::exp(self.ln_blocking()) }
    }

    pub(crate) fn ln_blocking(self) -> f64 {
        if self.ln_scale == 0.0 {
            -libm::log1p(self.less_one)
        } else {
            -(libm::log(self.less_one) + self.ln_scale)
        }
    }

    /// 1/B − 1; infinite where B is below 1e-308.
    pub(crate) fn less_one(self) -> f64 {
        if self.ln_scale == 0.0 { self.less_one } else { self.less_one * libm::exp(self.ln_scale) }
    }

    /// `less_one` and `ln_scale`, for chains that have these states below others.
    pub(crate) fn parts(self) -> (f64, f64) {
        (self.less_one, self.ln_scale)
    }

    /// Σ n(n−1)…(n−j+1)/aʲ from the greatest factors down; `None` where a fractional `agents` leaves it no room to converge.
    #[inline]
    fn series(agents: f64, load: f64) -> Option<Self> {
        let per_load = 1.0 / load;
        // All but the most lightly loaded lines need no scale; keeping one would slow every step down.
        if agents * per_load < GREATEST_RATIO
            && let Some(less_one) = Self::unscaled_series(agents, per_load)
        {
            return Some(Self { less_one, ln_scale: 0.0 });
        }
        Self::scaled_series(agents, load, per_load)
    }

    /// `None` where the sum needs a scale or does not converge.
    #[inline(never)]
    fn unscaled_series(agents: f64, per_load: f64) -> Option<f64> {
        let (mut term, mut sum, mut left) = (1.0_f64, 0.0_f64, agents);
        while left >= 16.0 {
            let (of_sixteen, last) = sixteen_terms(left, per_load);
            sum += term * of_sixteen;
            term *= last;
            left -= 16.0;
            if term < NEGLIGIBLE * sum && (left + 1.0) * per_load < 1.0 {
                return Some(sum);
            }
            if sum > BIG {
                return None;
            }
        }
        if left >= 8.0 {
            let (of_eight, last) = Lanes::of_four(left, 0.0, 4.0, per_load).joined();
            sum += term * of_eight;
            term *= last;
            left -= 8.0;
            if term < NEGLIGIBLE * sum && (left + 1.0) * per_load < 1.0 {
                return Some(sum);
            }
        }
        while left >= 1.0 {
            let ratio = left * per_load;
            term *= ratio;
            sum += term;
            left -= 1.0;
            if term < NEGLIGIBLE * sum && ratio < 1.0 {
                return Some(sum);
            }
        }
        (left == 0.0 && sum <= BIG).then_some(sum)
    }

    #[cold]
    fn scaled_series(agents: f64, load: f64, per_load: f64) -> Option<Self> {
        let (mut term, mut sum, mut ln_scale) = (1.0_f64, 0.0_f64, 0.0_f64);
        let mut left = agents;
        while left >= 1.0 {
            if left >= 16.0 && agents * per_load < GREATEST_RATIO {
                let (of_sixteen, last) = sixteen_terms(left, per_load);
                sum += term * of_sixteen;
                term *= last;
                left -= 16.0;
            } else {
                term *= left * per_load;
                sum += term;
                left -= 1.0;
            }
            if term < NEGLIGIBLE * sum && (left + 1.0) * per_load < 1.0 {
                return Some(Self { less_one: sum, ln_scale });
            }
            if sum > BIG {
                if ln_scale > FAR {
                    return Some(Self::far_beyond(agents, load));
                }
                term /= BIG;
                sum /= BIG;
                ln_scale += LN_BIG;
            }
        }
        (left == 0.0).then_some(Self { less_one: sum, ln_scale })
    }

    /// From the fractional part of `agents` upward: 1/B(n) − 1 = (n/a) / B(n−1).
    fn recursion(agents: f64, load: f64) -> Self {
        let fraction = agents - libm::floor(agents);
        // Rounding must not make B greater than 1.
        let mut less_one = (fractional_start(fraction, load) - 1.0).max(0.0);
        let mut ln_scale = 0.0;
        let mut n = fraction;
        while n + 0.5 < agents {
            n += 1.0;
            let one = if ln_scale == 0.0 { 1.0 } else { 0.0 };
            less_one = (one + less_one) * n / load;
            if less_one > BIG {
                if ln_scale > FAR {
                    return Self::far_beyond(agents, load);
                }
                less_one /= BIG;
                ln_scale += LN_BIG;
            }
        }
        Self { less_one, ln_scale }
    }

    /// B = e⁻ᵃ aⁿ / (Γ(n+1) Q(n+1, a)) where it is so small that Q is 1: half a million terms would tell no more.
    fn far_beyond(agents: f64, load: f64) -> Self {
        let ln_scale = load + libm::lgamma(agents + 1.0) - agents * libm::log(load);
        Self { less_one: 1.0, ln_scale }
    }

    /// Probability of waiting under Erlang C: n/(n + (n − a)·(1/B − 1)).
    #[inline]
    pub(crate) fn p_wait(self, agents: f64, load: f64) -> f64 {
        if self.ln_scale == 0.0 {
            agents / (agents + (agents - load) * self.less_one)
        } else {
            libm::exp(self.ln_p_wait(agents, load))
        }
    }

    pub(crate) fn ln_p_wait(self, agents: f64, load: f64) -> f64 {
        let free = (agents - load) / agents;
        if self.ln_scale == 0.0 {
            -libm::log1p(free * self.less_one)
        } else {
            -(libm::log(free * self.less_one) + self.ln_scale)
        }
    }
}

/// Terms of the series in two lanes, each in units of the term before its first: their sum, and the last of them.
///
/// Lanes, and four factors at a time, are what a processor computes side by side; one by one each would wait for the
/// product of those before it.
#[derive(Clone, Copy)]
struct Lanes {
    sum: [f64; 2],
    last: [f64; 2],
}

impl Lanes {
    /// Four terms in either lane, the first of them `place` and `place` + `apart` factors below `left`.
    #[inline(always)]
    fn of_four(left: f64, place: f64, apart: f64, per_load: f64) -> Self {
        let ratio = |place: f64| [(left - place) * per_load, (left - (place + apart)) * per_load];
        let (a, b, c, d) = (ratio(place), ratio(place + 1.0), ratio(place + 2.0), ratio(place + 3.0));
        let sum = times(a, and_one(times(b, and_one(times(c, and_one(d))))));
        Self { sum, last: times(times(a, b), times(c, d)) }
    }

    /// These and then those, lane by lane.
    #[inline(always)]
    fn and(self, next: Self) -> Self {
        let [first, second] = times(self.last, next.sum);
        Self { sum: [self.sum[0] + first, self.sum[1] + second], last: times(self.last, next.last) }
    }

    /// The second lane after the first: the sum and the last term.
    #[inline(always)]
    fn joined(self) -> (f64, f64) {
        (self.sum[0] + self.last[0] * self.sum[1], self.last[0] * self.last[1])
    }
}

#[inline(always)]
fn times(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] * b[0], a[1] * b[1]]
}

#[inline(always)]
fn and_one(a: [f64; 2]) -> [f64; 2] {
    [1.0 + a[0], 1.0 + a[1]]
}

/// The next sixteen terms of the series in units of the term before them: their sum, and the last.
#[inline(always)]
fn sixteen_terms(left: f64, per_load: f64) -> (f64, f64) {
    Lanes::of_four(left, 0.0, 8.0, per_load).and(Lanes::of_four(left, 4.0, 8.0, per_load)).joined()
}

/// 1/B(x) = eᵃ a⁻ˣ Γ(x+1, a) for 0 ≤ x < 1: by series below a = 2, by continued fraction above.
fn fractional_start(x: f64, a: f64) -> f64 {
    let shape = x + 1.0;
    if a < 2.0 {
        let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
        while term > 1e-18 * sum {
            k += 1.0;
            term *= a / k;
            sum += term;
        }
        // The lower incomplete gamma taken off.
        libm::tgamma(shape) * libm::exp(a) * libm::pow(a, -x) - a * sum
    } else {
        // Modified Lentz for Γ(s, a) = e⁻ᵃ aˢ / (a+1−s − 1(1−s)/(a+3−s − …)).
        let mut b = a + 1.0 - shape;
        let mut c = 1e300;
        let mut d = 1.0 / b;
        let mut h = d;
        for i in 1..10_000 {
            let i = f64::from(i);
            let an = -i * (i - shape);
            b += 2.0;
            d = 1.0 / (an * d + b);
            c = b + an / c;
            let delta = c * d;
            h *= delta;
            if (delta - 1.0).abs() < 1e-16 {
                break;
            }
        }
        a * h
    }
}

/// 1/B − 1 with its derivatives; infinite with no slope where B is below 1e-308.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slopes {
    pub(crate) less_one: f64,
    pub(crate) per_load: f64,
    pub(crate) per_agent: f64,
}

impl Slopes {
    /// For arguments that are already checked and greater than 0.
    ///
    /// The series differentiated term by term; where it ends before it converges the rest is that of the fractional
    /// part, so that whole numbers of agents have their slope too.
    pub(crate) fn of(agents: f64, load: f64) -> Self {
        let (mut term, mut term_per_agent) = (1.0_f64, 0.0_f64);
        let (mut sum, mut by_place, mut sum_per_agent) = (0.0_f64, 0.0_f64, 0.0_f64);
        let (mut left, mut place) = (agents, 0.0);
        while left >= 1.0 {
            let ratio = left / load;
            term_per_agent = term_per_agent * ratio + term / load;
            term *= ratio;
            place += 1.0;
            sum += term;
            by_place += place * term;
            sum_per_agent += term_per_agent;
            left -= 1.0;
            if !sum_per_agent.is_finite() || !by_place.is_finite() {
                return Self { less_one: f64::INFINITY, per_load: 0.0, per_agent: 0.0 };
            }
            if ratio < 1.0 && term * place < 1e-18 * by_place && term_per_agent < 1e-18 * sum_per_agent {
                return Self { less_one: sum, per_load: -by_place / load, per_agent: sum_per_agent };
            }
        }
        let (rest, rest_per_load, rest_per_agent) = fractional_slopes(left, load);
        let slopes = Self {
            less_one: sum + term * rest,
            per_load: -by_place / load + term * (rest_per_load - place / load * rest),
            per_agent: sum_per_agent + term_per_agent * rest + term * rest_per_agent,
        };
        if slopes.per_agent.is_finite() && slopes.per_load.is_finite() {
            slopes
        } else {
            Self { less_one: f64::INFINITY, per_load: 0.0, per_agent: 0.0 }
        }
    }
}

/// Below this load the slopes are those of a power.
const LEAST_INTEGRATED: f64 = 1e-290;

/// 1/B(x) − 1 for 0 ≤ x < 1 and its derivatives, from ∫ e^(−u) ((1 + u/a)ˣ − 1) du and its like.
fn fractional_slopes(x: f64, a: f64) -> (f64, f64, f64) {
    if a < LEAST_INTEGRATED {
        // There 1/B is Γ(x+1)·a⁻ˣ to the last digit, and the integral's end would overflow.
        let (less_one, _, per_agent) = fractional_slopes(x, LEAST_INTEGRATED);
        let ln_smaller = libm::log(a) - libm::log(LEAST_INTEGRATED);
        let grown = libm::exp(-x * ln_smaller);
        let inverse = (less_one + 1.0) * grown;
        return (inverse - 1.0, -x * inverse / a, per_agent * grown - inverse * ln_smaller);
    }
    // With u = a·(e^y − 1) the integrands are smooth however small the load; e⁻⁴⁵ is the last that counts.
    let end = libm::log1p(45.0 / a);
    let panels = libm::ceil(end * 4.0).max(12.0);
    let (mut less_one, mut per_load, mut per_agent) = (0.0, 0.0, 0.0);
    let mut panel = 0.0;
    while panel < panels {
        quadrature::for_nodes(end * panel / panels, end * (panel + 1.0) / panels, |y, weight| {
            let grown = libm::expm1(y);
            let density = weight * a * libm::exp(y - a * grown);
            let power = libm::exp(x * y);
            less_one += density * libm::expm1(x * y);
            // d/da (1 + u/a)ˣ = −x·u/a²·(1 + u/a)^(x−1).
            per_load -= density * x * grown / a * power / (1.0 + grown);
            per_agent += density * power * y;
        });
        panel += 1.0;
    }
    (less_one, per_load, per_agent)
}
