//! Moments of the wait at which far more leave than just before and after.

use super::fit::PatienceMass;
use super::waits::Waits;
use crate::staffing::incomplete_gamma::regularised;

/// Such a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    pub(super) at_s: f64,
    /// Of those still there, the share that leaves beyond what leaves around that time anyway.
    pub(super) share: f64,
    /// How many that are.
    pub(super) extra: f64,
    at_risk: f64,
}

impl Atom {
    pub(super) fn mass(&self) -> PatienceMass {
        let Self { at_s, share, at_risk, .. } = *self;
        PatienceMass { at_s, share, standard_error: (share * (1.0 - share) / at_risk).sqrt() }
    }
}

/// Abandonments on either side that tell what is usual around a moment.
const AROUND: u64 = 100;
/// Fewer than this at one moment are no crowd.
const FEWEST: u64 = 5;
/// A smaller share of those there matters to no plan.
const LEAST_SHARE: f64 = 0.005;
/// Chance under which a crowd is no chance.
const LEAST_CHANCE: f64 = 1e-6;

pub(super) fn find(waits: &Waits) -> Vec<Atom> {
    let mut found: Vec<Atom> = Vec::new();
    for (place, event) in waits.events().iter().enumerate() {
        if event.abandoned < FEWEST {
            continue;
        }
        // A hazard that rises or falls is above its own on one side.
        let rate_per_s = rate_before(waits, place, &found).max(rate_after(waits, place));
        // Who leaves within the step that is written as this moment.
        let expected = rate_per_s * event.at_risk as f64 * waits.resolution_s;
        let (at_least, _) = regularised(event.abandoned as f64, expected);
        let extra = event.abandoned as f64 - expected;
        let share = extra / event.at_risk as f64;
        if at_least < LEAST_CHANCE && share >= LEAST_SHARE {
            found.push(Atom { at_s: event.at_s, share, extra, at_risk: event.at_risk as f64 });
        }
    }
    found
}

/// Abandonments per second of waiting shortly before an event, without other crowds.
fn rate_before(waits: &Waits, place: usize, crowds: &[Atom]) -> f64 {
    let at_s = waits.events()[place].at_s;
    let (mut number, mut from_s) = (0, 0.0);
    for event in waits.events()[..place].iter().rev() {
        if number >= AROUND {
            break;
        }
        if crowds.iter().all(|crowd| crowd.at_s != event.at_s) {
            number += event.abandoned;
        }
        from_s = event.at_s;
    }
    if number < AROUND {
        from_s = 0.0;
    }
    rate(number, waits.exposure_s(at_s) - waits.exposure_s(from_s))
}

/// Abandonments per second of waiting shortly after an event.
fn rate_after(waits: &Waits, place: usize) -> f64 {
    let from_s = waits.events()[place].at_s + waits.resolution_s;
    let (mut number, mut to_s) = (0, f64::INFINITY);
    for event in &waits.events()[place + 1..] {
        number += event.abandoned;
        if number >= AROUND {
            to_s = event.at_s + waits.resolution_s;
            break;
        }
    }
    rate(number, waits.exposure_s(to_s) - waits.exposure_s(from_s))
}

fn rate(number: u64, exposure_s: f64) -> f64 {
    if exposure_s > 0.0 { number as f64 / exposure_s } else { 0.0 }
}
