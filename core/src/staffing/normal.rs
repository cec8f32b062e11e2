//! The standard normal law where limits need it: density over tail, in logarithms too.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// From here on Laplace's continued fraction is exact to the last bits.
const FAR: f64 = 5.0;

/// φ(x)/Φ(−x): the hazard rate.
pub(crate) fn hazard(x: f64) -> f64 {
    if x >= FAR {
        // x + 1/(x + 2/(x + 3/(x + …)))
        (1..=80).rev().fold(x, |tail, k| x + f64::from(k) / tail)
    } else {
        libm::exp(ln_density(x)) / (0.5 * libm::erfc(x * FRAC_1_SQRT_2))
    }
}

/// `hazard(x)` − x, which falls to 1/x without losing digits.
pub(crate) fn hazard_excess(x: f64) -> f64 {
    if x >= FAR { 1.0 / (2..=80).rev().fold(x, |tail, k| x + f64::from(k) / tail) } else { hazard(x) - x }
}

/// The logarithm of [`hazard`], also where that is below 1e-308.
pub(crate) fn ln_hazard(x: f64) -> f64 {
    if x < -FAR {
        ln_density(x) - libm::log1p(-0.5 * libm::erfc(-x * FRAC_1_SQRT_2))
    } else {
        libm::log(hazard(x))
    }
}

fn ln_density(x: f64) -> f64 {
    -0.5 * x * x - 0.5 * libm::log(2.0 * PI)
}

/// The z that the share `below` does not exceed and the share `above` does; the smaller of the two counts.
pub(crate) fn quantile(below: f64, above: f64) -> f64 {
    let upper = |z: f64| 0.5 * libm::erfc(z * FRAC_1_SQRT_2);
    let tail = below.min(above);
    // Beyond 38 the tail is below any double.
    let z = super::search::root(0.0, 38.0, |z| tail - upper(z));
    if above <= below { z } else { -z }
}
