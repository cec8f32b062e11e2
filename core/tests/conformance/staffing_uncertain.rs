//! Uncertain volume and deferred work: the cases' names to those of the room.

use super::{Inputs, Problem};
use krarup::staffing::{DeferredWork, Requirement, ServiceLevel, UncertainVolume, newsvendor};
use serde_json::Value;

/// `None` if the model is of another family.
pub(super) fn output(model: &str, inputs: &Inputs, name: &str) -> Option<Result<f64, Problem>> {
    Some(match model {
        "erlang_a_gamma_rate" => gamma_rate(inputs, name),
        "newsvendor_normal_load" => newsvendor_level(inputs, name),
        "backlog_fluid" => backlog(inputs, name),
        _ => return None,
    })
}

fn gamma_rate(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let mean = inputs.number("mean_arrivals_per_hour")?;
    let requirement = Requirement {
        patience_s: Some(inputs.number("mean_patience_s")?),
        target_wait_s: inputs.number("target_wait_s")?,
        definition: ServiceLevel::Offered,
        ..Requirement::new(mean, 3600.0, inputs.number("aht_s")?)
    };
    let volume = UncertainVolume::new(mean, inputs.number("rate_cv")?)?;
    let m = volume.expected(&requirement, inputs.number("agents")?)?;
    match name {
        "sl_offered_call_weighted" => Ok(m.service_level),
        "p_abandon_call_weighted" => Ok(m.abandonment),
        _ => Err(Problem::Unsupported),
    }
}

fn newsvendor_level(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let (staff, ratio) = newsvendor(
        inputs.number("mean_load")?,
        inputs.number("sd_load")?,
        inputs.number("understaff_cost")?,
        inputs.number("overstaff_cost")?,
    )?;
    match name {
        "staff" => Ok(staff),
        "critical_ratio" => Ok(ratio),
        _ => Err(Problem::Unsupported),
    }
}

fn backlog(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let list = |field: &str| -> Vec<f64> {
        let list = inputs.0.get(field).and_then(Value::as_array);
        list.map(|list| list.iter().filter_map(Value::as_f64).collect()).unwrap_or_default()
    };
    let work = DeferredWork {
        arrivals: list("arrivals"),
        aht_s: inputs.number("aht_s")?,
        interval_s: inputs.number("interval_s")?,
        initial_backlog: inputs.number("initial_backlog")?,
    };
    let told = work.evaluate(&list("agents"), 3600.0)?;
    let place = name.strip_prefix("backlog_end_").and_then(|place| place.parse::<usize>().ok());
    place.and_then(|place| told.get(place)).map(|one| one.backlog_end).ok_or(Problem::Unsupported)
}
