//! Searches over the number of agents and over a real variable, all of bounded length.

use super::error::{MAX_AGENTS, StaffingError};

/// The least `n ≥ lowest` that `meets` the (monotone) target, starting near the load.
pub(crate) fn fewest(
    lowest: u32,
    load: f64,
    mut meets: impl FnMut(u32) -> Result<bool, StaffingError>,
) -> Result<u32, StaffingError> {
    let limit = MAX_AGENTS as u32;
    let beyond = StaffingError::Infeasible { why: "even 10,000,000 agents miss it" };
    if lowest > limit {
        return Err(beyond);
    }
    if meets(lowest)? {
        return Ok(lowest);
    }
    let mut missed = lowest;
    // A square root above the load is where realistic targets lie; then ever larger strides.
    let mut stride = load.sqrt() as u32 / 2 + 1;
    let start = (load as u32).min(limit - 1);
    if start > missed {
        if meets(start)? {
            let mut met = start;
            loop {
                let next = met.saturating_sub(stride).max(missed);
                if next == missed || !meets(next)? {
                    return bisect(next, met, meets);
                }
                met = next;
                stride = stride.saturating_mul(2);
            }
        }
        missed = start;
    }
    loop {
        let next = missed.saturating_add(stride).min(limit);
        if meets(next)? {
            return bisect(missed, next, meets);
        }
        if next == limit {
            return Err(beyond);
        }
        missed = next;
        stride = stride.saturating_mul(2);
    }
}

fn bisect(
    mut missed: u32,
    mut met: u32,
    mut meets: impl FnMut(u32) -> Result<bool, StaffingError>,
) -> Result<u32, StaffingError> {
    while met - missed > 1 {
        let middle = missed + (met - missed) / 2;
        if meets(middle)? {
            met = middle;
        } else {
            missed = middle;
        }
    }
    Ok(met)
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
