#[path = "staffing_patience.rs"]
mod staffing_patience;

use crate::outcome::Failure;
use crate::staffing_day;
use crate::staffing_gradients;
use krarup::staffing::{
    ErlangA, ErlangC, Requirement, ServiceLevel, Shrinkage, StaffingError, agents_for_blocking,
    agents_for_occupancy, erlang_b, load_for_blocking,
};
use serde_json::{Map, Value};

#[path = "staffing_birth_death.rs"]
mod birth_death;
#[path = "staffing_uncertain.rs"]
mod uncertain;

/// Runs one staffing case: computes every output it expects and compares.
pub(crate) fn run_case(case: &Value) -> Result<(), Failure> {
    let model = case["model"].as_str().unwrap_or_default();
    let inputs = Inputs(case["inputs"].as_object().cloned().unwrap_or_default());
    let expected = case["expected"].as_object().cloned().unwrap_or_default();
    if expected.is_empty() {
        return Err(Failure::Failed("the case expects nothing".to_owned()));
    }
    for (name, want) in &expected {
        let got = output(model, &inputs, name).map_err(|problem| match problem {
            Problem::Unsupported => Failure::Unsupported(format!("{model}.{name}")),
            Problem::Missing(input) => Failure::Failed(format!("the case lacks input {input}")),
            Problem::Error(error) => Failure::Failed(format!("{name}: {error}")),
        })?;
        if !close(got, want, &case["tolerance"]) {
            return Err(Failure::Failed(format!("{name}: expected {want}, got {got:?}")));
        }
    }
    Ok(())
}

fn close(got: f64, want: &Value, tolerance: &Value) -> bool {
    let want = match want {
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        Value::String(text) if text == "inf" => f64::INFINITY,
        other => other.as_f64().unwrap_or(f64::NAN),
    };
    if tolerance.get("exact").is_some() || want.is_infinite() {
        return got == want;
    }
    let rel = tolerance["rel"].as_f64().unwrap_or(0.0);
    let abs = tolerance["abs"].as_f64().unwrap_or(0.0);
    (got - want).abs() <= (rel * want.abs()).max(abs)
}

pub(crate) enum Problem {
    Unsupported,
    Missing(String),
    Error(StaffingError),
}

impl From<StaffingError> for Problem {
    fn from(error: StaffingError) -> Self {
        Self::Error(error)
    }
}

pub(crate) struct Inputs(Map<String, Value>);

impl Inputs {
    pub(crate) fn number(&self, name: &str) -> Result<f64, Problem> {
        self.0.get(name).and_then(Value::as_f64).ok_or_else(|| Problem::Missing(name.to_owned()))
    }

    pub(crate) fn value(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn load(&self) -> Result<f64, Problem> {
        if self.has("offered_load_erl") {
            return self.number("offered_load_erl");
        }
        if self.has("arrivals_per_s") {
            return Ok(self.number("arrivals_per_s")? * self.number("aht_s")?);
        }
        Ok(self.number("arrivals")? * self.number("aht_s")? / self.number("interval_s")?)
    }
}

fn output(model: &str, inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    match model {
        "erlang_b" | "erlang_b_continuous" => match name {
            "blocking" => Ok(erlang_b(inputs.number("agents")?, inputs.load()?)?),
            _ => Err(Problem::Unsupported),
        },
        "erlang_b_solve_agents" => {
            let agents = f64::from(agents_for_blocking(inputs.load()?, inputs.number("max_blocking")?)?);
            match name {
                "agents" => Ok(agents),
                "blocking_at_agents" => Ok(erlang_b(agents, inputs.load()?)?),
                "blocking_at_agents_minus_1" => Ok(erlang_b(agents - 1.0, inputs.load()?)?),
                _ => Err(Problem::Unsupported),
            }
        }
        "erlang_b_solve_load" | "published_erlang_b_load" => match name {
            "offered_load_erl" => {
                Ok(load_for_blocking(inputs.number("agents")?, inputs.number("max_blocking")?)?)
            }
            _ => Err(Problem::Unsupported),
        },
        "erlang_c" | "erlang_c_continuous" | "published_erlang_c" | "erlang_c_wait_percentile" => {
            erlang_c(inputs, name)
        }
        "erlang_c_unstable" => {
            match ErlangC::new(inputs.load()?, inputs.number("aht_s")?)?.at(inputs.number("agents")?) {
                Err(StaffingError::Unstable { .. }) => match name {
                    "p_wait" => Ok(1.0),
                    "service_level" | "stable" => Ok(0.0),
                    "asa_s" => Ok(f64::INFINITY),
                    _ => Err(Problem::Unsupported),
                },
                Ok(_) => Ok(f64::NAN),
                Err(error) => Err(error.into()),
            }
        }
        "erlang_c_solve_sl" | "erlang_c_solve_asa" | "published_erlang_c_solve" => {
            erlang_c_solve(inputs, name)
        }
        "solve_occupancy" => match name {
            "agents" => Ok(f64::from(agents_for_occupancy(inputs.load()?, inputs.number("max_occupancy")?)?)),
            _ => Err(Problem::Unsupported),
        },
        "erlang_c_solve_volume" => {
            let aht_s = inputs.number("aht_s")?;
            let load = ErlangC::load_for_service_level(
                inputs.number("agents")?,
                aht_s,
                inputs.number("target_sl")?,
                inputs.number("target_wait_s")?,
            )?;
            match name {
                "offered_load_erl" => Ok(load),
                "max_arrivals" => Ok(load * inputs.number("interval_s")? / aht_s),
                _ => Err(Problem::Unsupported),
            }
        }
        "erlang_a" => erlang_a(inputs, name),
        "erlang_a_solve" => erlang_a_solve(inputs, name),
        "mmn_plus_g" => staffing_patience::mmn_plus_g(inputs, name),
        "shrinkage" => shrinkage(inputs, name),
        "offered_load_sinusoid_exp"
        | "offered_load_sinusoid_det"
        | "offered_load_piecewise"
        | "transient_mtmst_plus_m"
        | "transient_sinusoid"
        | "interval_sl_with_carry_over" => staffing_day::output(model, inputs, name),
        "erlang_b_gradient" | "erlang_c_gradient" | "erlang_a_gradient" => {
            staffing_gradients::output(model, inputs, name)
        }
        _ => birth_death::output(model, inputs, name)
            .or_else(|| uncertain::output(model, inputs, name))
            .unwrap_or(Err(Problem::Unsupported)),
    }
}

fn erlang_c(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let load = inputs.load()?;
    // Cases that ask for the probability of waiting alone need no handling time.
    let aht_s = if inputs.has("aht_s") { inputs.number("aht_s")? } else { 1.0 };
    let state = ErlangC::new(load, aht_s)?.at(inputs.number("agents")?)?;
    let measures = state.measures();
    Ok(match name {
        "p_wait" => measures.p_wait,
        "service_level" => state.service_level(inputs.number("target_wait_s")?)?,
        "asa_s" => measures.asa_s,
        "mean_wait_of_delayed_s" => measures.mean_wait_of_delayed_s,
        "mean_queue_length" => measures.mean_queue_length,
        "occupancy" => measures.occupancy,
        "offered_load_erl" => load,
        "wait_s" => state.wait_quantile(inputs.number("quantile")?)?,
        _ => return Err(Problem::Unsupported),
    })
}

fn erlang_c_solve(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let aht_s = if inputs.has("aht_s") { inputs.number("aht_s")? } else { 1.0 };
    // The load as arrivals in one handling time keeps it exact.
    let mut requirement = if inputs.has("arrivals") {
        Requirement::new(inputs.number("arrivals")?, inputs.number("interval_s")?, aht_s)
    } else if inputs.has("arrivals_per_s") {
        Requirement::new(inputs.number("arrivals_per_s")?, 1.0, aht_s)
    } else {
        Requirement::new(inputs.load()?, aht_s, aht_s)
    };
    if inputs.has("target_sl") {
        requirement = requirement.service_level(inputs.number("target_sl")?, inputs.number("target_wait_s")?);
    }
    if inputs.has("max_asa_s") {
        requirement = requirement.max_asa(inputs.number("max_asa_s")?);
    }
    if inputs.has("max_occupancy") {
        requirement = requirement.max_occupancy(inputs.number("max_occupancy")?);
    }
    let answer = requirement.solve()?;
    Ok(match name {
        "agents" => f64::from(answer.agents),
        "service_level" => answer.at.service_level,
        "service_level_at_agents_minus_1" => {
            answer.at_minus_one.map_or(0.0, |measures| measures.service_level)
        }
        "occupancy" => answer.at.occupancy,
        "asa_s" => answer.at.asa_s,
        "offered_load_erl" => answer.offered_load_erl,
        "scheduled" => {
            libm::ceil(Shrinkage::new(&[inputs.number("shrinkage")?])?.scheduled(f64::from(answer.agents)))
        }
        _ => return Err(Problem::Unsupported),
    })
}

fn erlang_a(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let model = ErlangA::new(
        inputs.number("arrivals_per_hour")?,
        3600.0,
        inputs.number("aht_s")?,
        inputs.number("mean_patience_s")?,
    )?;
    let state = model.at(inputs.number("agents")?)?;
    let target = if inputs.has("target_wait_s") { inputs.number("target_wait_s")? } else { 0.0 };
    let measures = state.measures();
    Ok(match name {
        "p_wait" => measures.p_wait,
        "p_abandon" => measures.p_abandon,
        "asa_all_s" => measures.asa_s,
        "mean_queue" => measures.mean_queue_length,
        "occupancy" => measures.occupancy,
        "sl_offered" => state.service_level(target, ServiceLevel::Offered)?,
        "sl_answered" => state.service_level(target, ServiceLevel::Answered)?,
        "sl_virtual" | "p_virtual_wait_le_t" => state.service_level(target, ServiceLevel::Virtual)?,
        "sl_excluding_short_abandons" => state.service_level(target, ServiceLevel::AbandonedWithinOut)?,
        "sl_with_short_abandons" => state.service_level(target, ServiceLevel::AbandonedWithinGood)?,
        "p_abandon_within_t" => state.abandoned_within(target)?,
        "p_wait_gt_t" => state.waits_longer_than(target)?,
        _ => return Err(Problem::Unsupported),
    })
}

fn erlang_a_solve(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let constraint = inputs.0.get("constraint").and_then(Value::as_str).unwrap_or_default();
    let bound = inputs.number("bound")?;
    let target = inputs.number("target_wait_s")?;
    let open = Requirement::new(inputs.number("arrivals_per_hour")?, 3600.0, inputs.number("aht_s")?)
        .patience(inputs.number("mean_patience_s")?);
    let requirement = match constraint {
        "sl_offered" => open.service_level(bound, target).definition(ServiceLevel::Offered),
        "sl_answered" => open.service_level(bound, target).definition(ServiceLevel::Answered),
        "sl_virtual" => open.service_level(bound, target).definition(ServiceLevel::Virtual),
        "p_abandon" => open.max_abandonment(bound),
        "asa_all_s" | "asa" => open.max_asa(bound),
        "p_wait" => open.max_p_wait(bound),
        _ => return Err(Problem::Unsupported),
    };
    let answer = requirement.solve()?;
    let value = |measures: krarup::staffing::Measures| match constraint {
        "p_abandon" => measures.abandonment,
        "asa_all_s" | "asa" => measures.asa_s,
        "p_wait" => measures.p_wait,
        _ => measures.service_level,
    };
    match name {
        "agents" => Ok(f64::from(answer.agents)),
        "value_at_agents" => Ok(value(answer.at)),
        "value_at_agents_minus_1" => Ok(answer.at_minus_one.map_or(f64::NAN, value)),
        _ => Err(Problem::Unsupported),
    }
}

fn shrinkage(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let components: Vec<f64> = inputs.0["shrinkage_components"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_f64).collect())
        .unwrap_or_default();
    let shrinkage = Shrinkage::new(&components)?;
    let productive = inputs.number("productive")?;
    Ok(match name {
        "scheduled_fte" | "scheduled_fte_multiplicative" => shrinkage.scheduled(productive),
        "scheduled_heads" => libm::ceil(shrinkage.scheduled(productive)),
        "scheduled_fte_additive" => shrinkage.scheduled_additive(productive)?,
        _ => return Err(Problem::Unsupported),
    })
}
