//! Searches over the number of agents and over a real variable, all of bounded length.

use super::error::{MAX_AGENTS, StaffingError};

/// The least `n ≥ lowest` that meets a monotone target. `meets` also says by how much, as a logarithm: the search
/// goes where that would be 0 if it were linear, and closes in from both sides.
///
/// Of the numbers tried that miss the target, the one below the answer is tried last.
pub(crate) fn fewest(
    lowest: u32,
    guess: f64,
    load: f64,
    mut meets: impl FnMut(u32) -> Result<(bool, f64), StaffingError>,
) -> Result<u32, StaffingError> {
    let limit = MAX_AGENTS as u32;
    let beyond = StaffingError::Infeasible { why: "even 10,000,000 agents miss it" };
    if lowest > limit {
        return Err(beyond);
    }
    // One agent more is worth about this much.
    let mut per_agent = 1.5 / load.sqrt().max(1.0);
    // What misses ends below what meets; one below the lowest counts as missed.
    let (mut missed, mut met) = (i64::from(lowest) - 1, i64::from(limit) + 1);
    let (mut margin_missed, mut margin_met) = (f64::NAN, f64::NAN);
    let mut next = (guess.min(MAX_AGENTS) as i64 + 1).clamp(i64::from(lowest), i64::from(limit));
    let mut stride = 1;
    for round in 1.. {
        let n = next.clamp(missed + 1, met - 1);
        let (is_met, margin) = meets(n as u32)?;
        if is_met {
            (met, margin_met) = (n, margin);
        } else {
            (missed, margin_missed) = (n, margin);
        }
        if met - missed == 1 {
            break;
        }
        stride = (2 * stride).min(i64::from(limit));
        next = match (margin_missed.is_finite(), margin_met.is_finite()) {
            // Slow progress: halve what is left.
            _ if round % 4 == 0 && missed >= i64::from(lowest) && met <= i64::from(limit) => {
                missed + (met - missed) / 2
            }
            (true, true) => {
                let share = margin_missed / (margin_missed - margin_met);
                let root = missed as f64 + share * (met - missed) as f64;
                per_agent = (margin_met - margin_missed) / (met - missed) as f64;
                // The answer is the integer above the root; the one below it proves that.
                let above = libm::ceil(root) as i64;
                if above >= met { met - 1 } else { above }
            }
            (true, false) if met > i64::from(limit) => missed + steps(-margin_missed, per_agent).max(stride),
            (false, true) if missed < i64::from(lowest) => {
                met - steps(margin_met, per_agent).max(stride / 4).max(1)
            }
            // Beyond where logarithms tell anything: ever larger strides, then halves.
            _ if met > i64::from(limit) => missed + (missed / 2).max(stride),
            _ => missed + (met - missed) / 2,
        };
    }
    if met > i64::from(limit) { Err(beyond) } else { Ok(met as u32) }
}

/// The natural logarithm of a number above 0 to about a hundredth: enough to lead a search, at a tenth of the time.
pub(crate) fn roughly_ln(x: f64) -> f64 {
    // Exponent and mantissa as one number: log2 but for the bend between powers of two, which a parabola follows.
    let as_number = x.to_bits() as f64 / (1_u64 << 52) as f64;
    let mantissa = as_number - libm::floor(as_number);
    (as_number - 1023.0 + 0.345 * mantissa * (1.0 - mantissa)) * std::f64::consts::LN_2
}

fn steps(margin: f64, per_agent: f64) -> i64 {
    libm::ceil((margin / per_agent).clamp(1.0, MAX_AGENTS)) as i64
}

/// The first number from `low` to `high` from which on `holds` is true; `high` if nowhere.
pub(crate) fn first(
    mut low: u32,
    mut high: u32,
    mut holds: impl FnMut(u32) -> Result<bool, StaffingError>,
) -> Result<u32, StaffingError> {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

/// The value nearest to `missed` that is met, between one that is met and one that is not, to the last bit.
pub(crate) fn last_met(mut met: f64, mut missed: f64, mut is_met: impl FnMut(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = met + (missed - met) / 2.0;
        if middle == met || middle == missed {
            break;
        }
        if is_met(middle) {
            met = middle;
        } else {
            missed = middle;
        }
    }
    met
}

/// The zero of a function that does not decrease from `low` to `high`, to the last bit.
pub(crate) fn root(mut low: f64, mut high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rough_logarithms_are_rough() {
        for x in [f64::MIN_POSITIVE, 1e-20, 0.01, 0.3, 0.99, 1.0, 1.01, 1.3, 1.9, 2.0, 77.0, 1e20, 1e308] {
            let (rough, ln) = (roughly_ln(x), libm::log(x));
            assert!((rough - ln).abs() < 0.01, "{x}: {rough} {ln}");
        }
    }
}
