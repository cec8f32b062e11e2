use crate::staffing_cases::{Inputs, Problem};
use krarup::staffing::{ErlangA, ErlangC, ServiceLevel, erlang_b_gradient};

/// Gradients of Erlang B, C and A.
pub(crate) fn output(model: &str, inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let agents = inputs.number("agents")?;
    let target = || if inputs.has("target_wait_s") { inputs.number("target_wait_s") } else { Ok(0.0) };
    match (model, name) {
        ("erlang_b_gradient", "dB_dload") => Ok(erlang_b_gradient(agents, inputs.load()?)?.offered_load_erl),
        ("erlang_b_gradient", "dB_dagents") => Ok(erlang_b_gradient(agents, inputs.load()?)?.agents),
        ("erlang_c_gradient", _) => {
            // Cases of the probability of waiting alone need no handling time.
            let aht_s = if inputs.has("aht_s") { inputs.number("aht_s")? } else { 1.0 };
            let gradients = ErlangC::new(inputs.load()?, aht_s)?.gradients(agents, target()?)?;
            match name {
                "dSL_dload_at_fixed_aht" => Ok(gradients.service_level.offered_load_erl),
                "dPwait_dload" => Ok(gradients.p_wait.offered_load_erl),
                _ => Err(Problem::Unsupported),
            }
        }
        ("erlang_a_gradient", _) => {
            let (rate, aht_s) = (inputs.number("arrivals_per_hour")?, inputs.number("aht_s")?);
            let model = ErlangA::new(rate, 3600.0, aht_s, inputs.number("mean_patience_s")?)?;
            let gradients = model.gradients(agents, target()?, ServiceLevel::Offered)?;
            match name {
                "dPabandon_per_call_per_hour" => Ok(gradients.p_abandon.arrivals_per_s / 3600.0),
                "dSLoffered_per_call_per_hour" => Ok(gradients.service_level.arrivals_per_s / 3600.0),
                _ => Err(Problem::Unsupported),
            }
        }
        _ => Err(Problem::Unsupported),
    }
}
