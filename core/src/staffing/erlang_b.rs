use super::error::{self, StaffingError, check};
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
    search::fewest(0, offered_load_erl, |n| Ok(blocking(f64::from(n), offered_load_erl) <= max_blocking))
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

/// Erlang B for arguments that are already checked.
pub(crate) fn blocking(agents: f64, load: f64) -> f64 {
    if agents == 0.0 {
        return 1.0;
    }
    if load == 0.0 {
        return 0.0;
    }
    series(agents, load).unwrap_or_else(|| recursion(agents, load))
}

const BIG: f64 = 1e250;
const LN_BIG: f64 = 575.646_273_248_511_4;

/// The inverse series; `None` where a fractional `agents` leaves no room for it to converge.
fn series(agents: f64, load: f64) -> Option<f64> {
    let (mut term, mut sum, mut rescaled) = (1.0_f64, 1.0_f64, 0.0_f64);
    let mut left = agents;
    while left >= 1.0 {
        let ratio = left / load;
        term *= ratio;
        sum += term;
        left -= 1.0;
        if ratio < 1.0 && term < 1e-17 * sum {
            left = 0.0;
            break;
        }
        if sum > BIG {
            term /= BIG;
            sum /= BIG;
            rescaled += 1.0;
        }
    }
    if left > 0.0 {
        return None;
    }
    Some(if rescaled == 0.0 { 1.0 / sum } else { libm::exp(-libm::log(sum) - rescaled * LN_BIG) })
}

/// B(x) at the fractional part of `agents`, then the upward recursion B(n+1) = aB/(n+1+aB).
fn recursion(agents: f64, load: f64) -> f64 {
    let fraction = agents - libm::floor(agents);
    let mut blocking = fractional_start(fraction, load);
    let mut n = fraction;
    while n + 0.5 < agents {
        n += 1.0;
        let carried = load * blocking;
        blocking = carried / (n + carried);
    }
    blocking
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
        // Γ(x+1) eᵃ a⁻ˣ − a·Σ, the lower incomplete gamma taken off.
        1.0 / (libm::tgamma(shape) * libm::exp(a) * libm::pow(a, -x) - a * sum)
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
        1.0 / (a * h)
    }
}
