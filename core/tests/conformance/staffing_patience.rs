use super::{Inputs, Problem};
use krarup::staffing::{ErlangG, HazardPiece, Patience, PatienceLaw, ServiceLevel};
use serde_json::{Map, Value};

pub(super) fn mmn_plus_g(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let volume = inputs.number("arrivals_per_s")?;
    let model = ErlangG::new(volume, 1.0, inputs.number("aht_s")?, patience(inputs)?)?;
    let state = model.at(inputs.number("agents")?)?;
    let target = if inputs.has("target_wait_s") { inputs.number("target_wait_s")? } else { 0.0 };
    let measures = state.measures();
    Ok(match name {
        "p_wait" => measures.p_wait,
        "p_abandon" => measures.p_abandon,
        "mean_wait_all_s" => measures.asa_s,
        "sl_offered" => state.service_level(target, ServiceLevel::Offered)?,
        "sl_answered" => state.service_level(target, ServiceLevel::Answered)?,
        "sl_virtual" => state.service_level(target, ServiceLevel::Virtual)?,
        "p_wait_gt_t" => state.waits_longer_than(target)?,
        _ => return Err(Problem::Unsupported),
    })
}

/// The law of a case, which may be written with a mean or a scale, and with balking on top of any law.
fn patience(inputs: &Inputs) -> Result<Patience, Problem> {
    let Some(law) = inputs.0.get("patience").and_then(Value::as_object) else {
        return Err(Problem::Missing("patience".to_owned()));
    };
    let balking = number(law, BALKING).unwrap_or(0.0);
    let law = match law.get("base").or_else(|| law.get("law")).and_then(Value::as_object) {
        Some(base) => of_type(base)?,
        None => of_type(law)?,
    };
    Ok(Patience::new(law)?.with_balking(balking)?)
}

const BALKING: &[&str] = &[
    "balking",
    "p_balk",
    "balk",
    "balk_probability",
    "balking_probability",
    "p_balking",
    "balking_mass",
    "p0",
];
const MEAN: &[&str] = &["mean_s", "mean", "mean_if_not_balking_s"];

fn number(law: &Map<String, Value>, names: &[&str]) -> Option<f64> {
    names.iter().find_map(|name| law.get(*name)).and_then(Value::as_f64)
}

fn list(law: &Map<String, Value>, names: &[&str]) -> Option<Vec<f64>> {
    let entries = names.iter().find_map(|name| law.get(*name)).and_then(Value::as_array)?;
    entries.iter().map(Value::as_f64).collect()
}

fn of_type(law: &Map<String, Value>) -> Result<PatienceLaw, Problem> {
    let kind = law.get("type").and_then(Value::as_str).unwrap_or_default();
    let need = |names: &[&str]| {
        number(law, names).ok_or_else(|| Problem::Missing(format!("patience.{}", names.join(" or "))))
    };
    let list = |names: &[&str]| {
        list(law, names).ok_or_else(|| Problem::Missing(format!("patience.{}", names.join(" or "))))
    };
    let phases = |law: &str| kind.strip_prefix(law).and_then(|digits| digits.parse::<f64>().ok());
    Ok(match kind {
        "exponential" | "exponential_with_balking" | "balking_exponential" | "balking" => {
            PatienceLaw::Exponential { mean_s: need(MEAN)? }
        }
        "deterministic" | "constant" => {
            PatienceLaw::Deterministic { value_s: need(&["value_s", "value", "mean_s"])? }
        }
        "uniform" => PatienceLaw::Uniform {
            low_s: number(law, &["low_s", "min_s", "a_s", "from_s", "lower_s", "low", "a"]).unwrap_or(0.0),
            high_s: need(&["high_s", "max_s", "b_s", "to_s", "upper_s", "high", "b"])?,
        },
        "weibull" => {
            let shape = need(&["shape", "k"])?;
            let mean_s = match number(law, &["scale_s", "scale"]) {
                Some(scale) => scale * libm::tgamma(1.0 + 1.0 / shape),
                None => need(MEAN)?,
            };
            PatienceLaw::Weibull { mean_s, shape }
        }
        "lognormal" => match (number(law, &["sigma", "sigma_log", "s"]), number(law, &["mu", "mu_log"])) {
            (Some(sigma), mu) => {
                let mu = match (mu, number(law, &["median_s", "median"])) {
                    (Some(mu), _) => Some(mu),
                    (None, median) => median.map(libm::log),
                };
                let mean_s = match mu {
                    Some(mu) => libm::exp(mu + sigma * sigma / 2.0),
                    None => need(MEAN)?,
                };
                PatienceLaw::Lognormal { mean_s, cv: libm::expm1(sigma * sigma).sqrt() }
            }
            (None, _) => {
                let mean_s = need(MEAN)?;
                let cv = match number(law, &["sd_s", "sd"]) {
                    Some(sd) => sd / mean_s,
                    None => need(&["cv"])?,
                };
                PatienceLaw::Lognormal { mean_s, cv }
            }
        },
        "hyperexponential2" => {
            let first = need(&["p1", "p"])?;
            PatienceLaw::Hyperexponential {
                shares: vec![first, 1.0 - first],
                means_s: vec![need(&["mean1_s"])?, need(&["mean2_s"])?],
            }
        }
        "hyperexponential" => PatienceLaw::Hyperexponential {
            shares: list(&["shares", "probabilities", "p", "weights"])?,
            means_s: list(&["means_s", "means"])?,
        },
        "gamma" | "erlang" => {
            PatienceLaw::Gamma { mean_s: need(MEAN)?, shape: need(&["shape", "phases", "k", "stages"])? }
        }
        "empirical" => PatienceLaw::Empirical { values_s: list(&["values_s", "values", "samples_s"])? },
        "hazard" | "piecewise_hazard" | "piecewise_constant_hazard" => {
            let (from_s, rates) = (
                list(&["from_s", "knots_s", "starts_s", "breakpoints_s", "times_s", "breaks_s"])?,
                list(&["rate_per_s", "rates_per_s", "hazard_per_s", "hazards_per_s", "rates", "hazards"])?,
            );
            // Inner boundaries may be listed without the 0 at which the first piece starts.
            let starts = if from_s.len() + 1 == rates.len() { [vec![0.0], from_s].concat() } else { from_s };
            let piece = |(from_s, rate_per_s)| HazardPiece { from_s, rate_per_s, leave_at_start: 0.0 };
            PatienceLaw::Hazard { pieces: starts.into_iter().zip(rates).map(piece).collect() }
        }
        _ => match phases("erlang") {
            Some(shape) => PatienceLaw::Gamma { mean_s: need(MEAN)?, shape },
            None => return Err(Problem::Unsupported),
        },
    })
}
