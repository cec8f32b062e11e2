use crate::staffing_cases::{Inputs, Problem};
use krarup::staffing::{
    Day, Method, Moment, ServiceLevel, SinusoidalArrivals, Start, offered_load_by_interval,
};
use serde_json::Value;

/// The outputs of the models of a day.
pub(crate) fn output(model: &str, inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    match (model, name) {
        ("offered_load_sinusoid_exp", "offered_load") => {
            Ok(sinusoid(inputs)?.offered_load_exponential(1.0 / inputs.number("mu")?, inputs.number("t")?)?)
        }
        ("offered_load_sinusoid_det", "offered_load") => {
            Ok(sinusoid(inputs)?.offered_load_fixed(inputs.number("service")?, inputs.number("t")?)?)
        }
        ("offered_load_piecewise", _) => piecewise(inputs, name),
        ("transient_mtmst_plus_m", _) => transient(inputs, name),
        ("transient_sinusoid", _) => transient_sinusoid(inputs, name),
        ("interval_sl_with_carry_over", "sl_offered_over_interval") => carry_over(inputs),
        _ => Err(Problem::Unsupported),
    }
}

fn sinusoid(inputs: &Inputs) -> Result<SinusoidalArrivals, Problem> {
    let (mean, amplitude) = (inputs.number("mean_rate")?, inputs.number("amplitude")?);
    Ok(SinusoidalArrivals::new(mean, amplitude, inputs.number("omega")?)?)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().map(|list| list.iter().filter_map(Value::as_f64).collect()).unwrap_or_default()
}

fn piecewise(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let loads = offered_load_by_interval(
        &numbers(inputs.value("arrivals_per_interval")),
        inputs.number("interval_s")?,
        &[inputs.number("aht_s")?],
        inputs.number("initial_load")?,
    )?;
    let (what, index) = name.rsplit_once('_').ok_or(Problem::Unsupported)?;
    let load = index.parse().ok().and_then(|index: usize| loads.get(index)).ok_or(Problem::Unsupported)?;
    match what {
        "m_end" => Ok(load.at_end),
        "m_mean" => Ok(load.mean),
        _ => Err(Problem::Unsupported),
    }
}

fn measure(moment: &Moment, name: &str) -> Result<f64, Problem> {
    match name {
        "p_delay" => Ok(moment.p_wait),
        "mean_queue" => Ok(moment.mean_queue_length),
        "mean_in_system" => Ok(moment.mean_in_system),
        _ => Err(Problem::Unsupported),
    }
}

fn start(inputs: &Inputs) -> Result<Start, Problem> {
    match inputs.value("start") {
        Value::String(text) if text == "empty" => Ok(Start::Empty),
        Value::String(text) if text == "stationary" => Ok(Start::Stationary),
        Value::Number(number) => Ok(Start::InSystem(number.as_u64().unwrap_or(0) as u32)),
        _ => Err(Problem::Unsupported),
    }
}

fn transient(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let interval_s = inputs.number("interval_s")?;
    let intervals = inputs.value("intervals").as_array().cloned().unwrap_or_default();
    let column = |key: &str| -> Vec<f64> {
        intervals.iter().map(|interval| interval[key].as_f64().unwrap_or(f64::NAN)).collect()
    };
    let volume: Vec<f64> =
        column("arrivals_per_hour").iter().map(|rate| rate * interval_s / 3600.0).collect();
    let staff: Vec<u32> = column("agents").iter().map(|agents| *agents as u32).collect();
    let mut day = Day::from_columns(&volume, &[inputs.number("aht_s")?], interval_s)?.start(start(inputs)?);
    if inputs.value("mean_patience_s").is_number() {
        day = day.patience(inputs.number("mean_patience_s")?)?;
    }
    let (what, time) = name.split_once('@').ok_or(Problem::Unsupported)?;
    let time: f64 = time.parse().map_err(|_| Problem::Unsupported)?;
    measure(&day.moments(&staff, &[time])?[0], what)
}

fn transient_sinusoid(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let until = inputs.number("T")?;
    let slices = 400;
    let volume = sinusoid(inputs)?.volumes(until, slices)?;
    let aht = 1.0 / inputs.number("mu")?;
    let day = Day::from_columns(&volume, &[aht], until / f64::from(2 * slices))?
        .patience(1.0 / inputs.number("theta")?)?
        .start(start(inputs)?);
    let staff = vec![inputs.number("agents")? as u32; volume.len()];
    // The slices' lengths may not add up to the last bit.
    let end = (day.interval_s() * volume.len() as f64).min(until);
    measure(&day.moments(&staff, &[end])?[0], name)
}

fn carry_over(inputs: &Inputs) -> Result<f64, Problem> {
    let interval_s = inputs.number("interval_s")?;
    let volume = inputs.number("arrivals_per_hour")? * interval_s / 3600.0;
    let day = Day::from_columns(&[volume], &[inputs.number("aht_s")?], interval_s)?
        .patience(inputs.number("mean_patience_s")?)?
        .start(Start::InSystem(inputs.number("in_system_at_start")? as u32))
        .service_level(inputs.number("target_wait_s")?, ServiceLevel::Offered)?;
    let staff = [inputs.number("agents")? as u32];
    Ok(day.evaluate(&staff, Method::Exact)?.intervals[0].service_level)
}
