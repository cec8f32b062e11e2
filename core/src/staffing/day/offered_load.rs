//! Offered load of time-varying arrivals: the mean number of agents busy if there were endlessly many.

use crate::staffing::error::{StaffingError, check, not_negative, positive};

/// Arrivals at rate `mean + amplitude·sin(omega·t)` since ever.
///
/// Any one unit of time will do, the same for rates and durations.
///
/// Source: Eick, Massey & Whitt 1993, "Mt/G/∞ queues with sinusoidal arrival rates".
///
/// ```
/// use krarup::staffing::SinusoidalArrivals;
/// let arrivals = SinusoidalArrivals::new(100.0, 20.0, 1.0)?;
/// // The load lags behind the rate and varies less.
/// assert!((arrivals.offered_load_exponential(1.0, std::f64::consts::FRAC_PI_2)? - 110.0).abs() < 1e-10);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SinusoidalArrivals {
    mean: f64,
    amplitude: f64,
    omega: f64,
}

impl SinusoidalArrivals {
    /// From the mean rate, the amplitude (at most the mean, so that no rate is negative) and 2π / period.
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range.
    pub fn new(mean: f64, amplitude: f64, omega: f64) -> Result<Self, StaffingError> {
        not_negative("mean_rate", mean)?;
        let inside = (-mean..=mean).contains(&amplitude);
        check("amplitude", amplitude, inside, "must lie between -mean_rate and mean_rate")?;
        not_negative("omega", omega)?;
        Ok(Self { mean, amplitude, omega })
    }

    /// Arrivals per unit of time at `t`.
    pub fn rate(&self, t: f64) -> f64 {
        (self.mean + self.amplitude * libm::sin(self.omega * t)).max(0.0)
    }

    /// The offered load at `t` with exponential handling times of this mean.
    ///
    /// # Errors
    /// `invalid_input` unless the mean is above 0 and |t| at most 1e12.
    pub fn offered_load_exponential(&self, mean_handling: f64, t: f64) -> Result<f64, StaffingError> {
        positive("handling", mean_handling)?;
        time(t)?;
        let turn = self.omega * mean_handling;
        let wave = (libm::sin(self.omega * t) - turn * libm::cos(self.omega * t)) / (1.0 + turn * turn);
        Ok(mean_handling * (self.mean + self.amplitude * wave))
    }

    /// The offered load at `t` when every contact takes exactly `handling`.
    ///
    /// # Errors
    /// `invalid_input` unless the handling time is above 0 and |t| at most 1e12.
    pub fn offered_load_fixed(&self, handling: f64, t: f64) -> Result<f64, StaffingError> {
        positive("handling", handling)?;
        time(t)?;
        let half_turn = self.omega * handling / 2.0;
        let damped = if half_turn == 0.0 { 1.0 } else { libm::sin(half_turn) / half_turn };
        // As a product, not as a difference of two cosines.
        let wave = damped * libm::sin(self.omega * (t - handling / 2.0));
        Ok(handling * (self.mean + self.amplitude * wave))
    }

    /// Arrivals in `slices` equal slices from 0 to `until`, two steps a slice, as volumes of a [`Day`](super::Day).
    ///
    /// The two steps have the mean and the first moment of the rate over the slice, so a day of them is right to
    /// the fourth order of the slice's length (Magnus expansion without commutators).
    ///
    /// # Errors
    /// `invalid_input` unless `until` is above 0 and there are 1 to 1,000,000 slices.
    pub fn volumes(&self, until: f64, slices: u32) -> Result<Vec<f64>, StaffingError> {
        positive("until", until)?;
        let inside = (1..=1_000_000).contains(&slices);
        check("slices", f64::from(slices), inside, "must lie between 1 and 1,000,000")?;
        let slice = until / f64::from(slices);
        let offset = libm::sqrt(3.0) / 6.0;
        let mut volumes = Vec::with_capacity(2 * slices as usize);
        for index in 0..slices {
            let centre = (f64::from(index) + 0.5) * slice;
            let (early, late) = (self.rate(centre - offset * slice), self.rate(centre + offset * slice));
            let (mean, tilt) = ((early + late) / 2.0, (late - early) * 2.0 * offset);
            volumes.push(((mean - tilt) * slice / 2.0).max(0.0));
            volumes.push(((mean + tilt) * slice / 2.0).max(0.0));
        }
        Ok(volumes)
    }
}

fn time(t: f64) -> Result<(), StaffingError> {
    check("at", t, t.abs() <= 1e12, "must lie between -1e12 and 1e12")
}

/// Offered load of one interval with a constant arrival rate and exponential handling times, in erlangs.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct OfferedLoad {
    /// At the interval's start.
    pub at_start: f64,
    /// At the interval's end.
    pub at_end: f64,
    /// Mean over the interval.
    pub mean: f64,
}

impl OfferedLoad {
    /// The load, `at_start` at first, after `interval_s` seconds in which `volume` contacts arrive evenly.
    pub(super) fn step(at_start: f64, volume: f64, interval_s: f64, aht_s: f64) -> Self {
        let limit = volume * aht_s / interval_s;
        let elapsed = interval_s / aht_s;
        let risen = -libm::expm1(-elapsed);
        Self {
            at_start,
            at_end: at_start * libm::exp(-elapsed) + limit * risen,
            mean: at_start * risen / elapsed + limit * mean_risen(elapsed),
        }
    }
}

/// Mean of 1 − e⁻ᵘ over u from 0 to x, without the difference of near numbers where x is small.
fn mean_risen(x: f64) -> f64 {
    if x > 0.5 {
        return (x + libm::expm1(-x)) / x;
    }
    // x/2! − x²/3! + …
    let (mut term, mut sum, mut k) = (x / 2.0, 0.0, 2.0);
    while libm::fabs(term) > 1e-18 * sum {
        sum += term;
        k += 1.0;
        term *= -x / k;
    }
    sum
}

/// Offered load by interval of piecewise constant arrivals: `m' = λ − m/aht`, solved exactly.
///
/// `initial_load_erl` is the load at the first interval's start.
///
/// ```
/// use krarup::staffing::offered_load_by_interval;
/// let loads = offered_load_by_interval(&[10.0, 500.0, 10.0], 900.0, &[600.0], 0.0)?;
/// // The last interval still has most of the peak's load.
/// assert!(loads[2].mean > 100.0 && loads[2].at_end < 64.0);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range or columns of different lengths (`aht_s` may have length 1).
pub fn offered_load_by_interval(
    volume: &[f64],
    interval_s: f64,
    aht_s: &[f64],
    initial_load_erl: f64,
) -> Result<Vec<OfferedLoad>, StaffingError> {
    crate::staffing::error::load(initial_load_erl)?;
    let day = super::Day::from_columns(volume, aht_s, interval_s)?;
    let mut at_start = initial_load_erl;
    let step = |interval: &crate::staffing::PlanInterval| {
        let load = OfferedLoad::step(at_start, interval.volume, interval_s, interval.aht_s);
        at_start = load.at_end;
        load
    };
    Ok(day.intervals().iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_meets_the_closed_form() {
        for x in [1e-12, 1e-6, 0.01, 0.3, 0.5] {
            // (e⁻ˣ − 1 + x)/x by Taylor with many terms of exact rationals in f64.
            let exact = (1..30).rev().fold(0.0, |sum, k| x / f64::from(k + 1) * (1.0 - sum));
            assert!((mean_risen(x) - exact).abs() <= 4e-16 * exact, "{x}");
        }
        assert!((mean_risen(0.5) - mean_risen(0.500_000_000_001)).abs() < 1e-11);
    }
}
