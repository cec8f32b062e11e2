//! Arrivals at a rate that varies.

use super::Model;
use super::field::*;
use crate::staffing::SinusoidalArrivals;

pub(super) const MODELS: &[Model] = &[Model {
    name: "sinusoidal_load",
    about: "offered load at one time of arrivals whose rate is a sine, which lags behind it and varies less",
    inputs: &[
        input("mean_rate", "1/time", "mean arrival rate, in any one unit of time"),
        input("amplitude", "1/time", "amplitude of the rate, at most its mean"),
        input("omega", "1/time", "2π over the period"),
        input("handling", "time", "mean handling time"),
        input("at", "time", "when"),
    ],
    outputs: &[
        output("rate", "1/time", "arrival rate at that time"),
        output("offered_load_exponential", "erl", "offered load with exponential handling times"),
        output("offered_load_fixed", "erl", "offered load when every contact takes the mean"),
    ],
    has_definition: false,
    has_patience: false,
    assumes: "Poisson arrivals at the rate mean + amplitude·sin(omega·t) since ever, endlessly many agents",
    source: "Eick, Massey and Whitt 1993",
    rows: |rows, _| {
        rows.fill(|[mean_rate, amplitude, omega, handling, at]| {
            let arrivals = SinusoidalArrivals::new(mean_rate, amplitude, omega)?;
            Ok([
                arrivals.rate(at),
                arrivals.offered_load_exponential(handling, at)?,
                arrivals.offered_load_fixed(handling, at)?,
            ])
        })
    },
}];
