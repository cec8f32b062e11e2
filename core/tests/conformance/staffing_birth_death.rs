//! Birth-death models and limits: the cases' names to those of the room.

use super::{Inputs, Problem};
use krarup::staffing::{
    ChatConcurrency, Engset, ErlangX, ExtendedErlangB, FiniteRoom, Garnett, HalfinWhitt, ServiceLevel,
    StaffingError,
};
use serde_json::Value;

/// `None` if the model is of another family.
pub(super) fn output(model: &str, inputs: &Inputs, name: &str) -> Option<Result<f64, Problem>> {
    Some(match model {
        "mmnk" | "mmnk_plus_m" => finite_room(inputs, name),
        "engset" => engset(inputs, name),
        "extended_erlang_b" | "extended_erlang_b_infeasible" => extended_erlang_b(inputs, name),
        "erlang_x_redial" | "erlang_x_redial_infeasible" => erlang_x(inputs, name),
        "halfin_whitt" => halfin_whitt(inputs, name),
        "garnett" => garnett(inputs, name),
        "chat_balanced_concurrency" => chat(inputs, name),
        _ => return None,
    })
}

fn patience_s(inputs: &Inputs) -> Result<Option<f64>, Problem> {
    let is_given = inputs.0.get("mean_patience_s").is_some_and(|patience| !patience.is_null());
    is_given.then(|| inputs.number("mean_patience_s")).transpose()
}

fn finite_room(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let room = FiniteRoom::new(
        inputs.number("arrivals_per_hour")?,
        3600.0,
        inputs.number("aht_s")?,
        inputs.number("waiting_places")?,
        patience_s(inputs)?,
    )?;
    let m = room.at(inputs.number("agents")?)?.measures();
    Ok(match name {
        "p_block" => m.p_block,
        "p_wait_of_offered" => m.p_wait_of_offered,
        "p_wait_of_admitted" => m.p_wait_of_admitted,
        "p_abandon_of_offered" => m.p_abandon_of_offered,
        "mean_queue" => m.mean_queue_length,
        "mean_wait_of_admitted_s" => m.mean_wait_of_admitted_s,
        "occupancy" => m.occupancy,
        _ => return Err(Problem::Unsupported),
    })
}

fn engset(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let engset = Engset::new(inputs.number("sources")?, inputs.number("idle_source_load")?)?;
    let m = engset.at(inputs.number("agents")?)?;
    Ok(match name {
        "time_congestion" => m.time_congestion,
        "call_congestion" => m.call_congestion,
        _ => return Err(Problem::Unsupported),
    })
}

/// Whether an answer is one, or says in its type that there is none.
fn feasible<T>(answer: Result<T, StaffingError>) -> Result<f64, Problem> {
    match answer {
        Ok(_) => Ok(1.0),
        Err(error) if error.code() == "infeasible" => Ok(0.0),
        Err(error) => Err(error.into()),
    }
}

fn extended_erlang_b(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let (first, recall) = (inputs.number("first_offered_load_erl")?, inputs.number("recall_probability")?);
    let answer = ExtendedErlangB::new(first, recall)?.at(inputs.number("agents")?);
    Ok(match name {
        "feasible" => feasible(answer)?,
        "total_offered_load_erl" => answer?.total_offered_load_erl,
        "blocking" => answer?.blocking,
        _ => return Err(Problem::Unsupported),
    })
}

fn erlang_x(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let answer = ErlangX::new(
        inputs.number("first_arrivals_per_hour")?,
        3600.0,
        inputs.number("aht_s")?,
        inputs.number("mean_patience_s")?,
        inputs.number("redial_probability")?,
    )?
    .at(inputs.number("agents")?);
    Ok(match name {
        "feasible" => feasible(answer)?,
        "total_arrivals_per_hour" => answer?.total_volume(),
        "p_abandon_per_attempt" => answer?.measures().p_abandon,
        "sl_offered_per_attempt" => {
            answer?.service_level(inputs.number("target_wait_s")?, ServiceLevel::Offered)?
        }
        "p_lost_for_ever_per_first_call" => answer?.p_lost_for_ever(),
        _ => return Err(Problem::Unsupported),
    })
}

fn halfin_whitt(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    match name {
        "p_wait_limit" => Ok(HalfinWhitt::new(inputs.number("beta")?)?.p_wait()),
        _ => Err(Problem::Unsupported),
    }
}

fn garnett(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    match name {
        "p_wait_limit" => Ok(Garnett::new(inputs.number("beta")?, inputs.number("theta_over_mu")?)?.p_wait()),
        _ => Err(Problem::Unsupported),
    }
}

fn chat(inputs: &Inputs, name: &str) -> Result<f64, Problem> {
    let levels = inputs.0.get("aht_by_level_s").and_then(Value::as_array);
    let aht_by_level_s: Vec<f64> = levels.into_iter().flatten().filter_map(Value::as_f64).collect();
    let chat = ChatConcurrency::new(
        inputs.number("arrivals_per_hour")?,
        3600.0,
        &aht_by_level_s,
        patience_s(inputs)?,
    )?;
    let m = chat.at(inputs.number("agents")? as u32)?.measures();
    Ok(match name {
        "p_wait" => m.p_wait,
        "p_abandon" => m.p_abandon,
        "mean_queue" => m.mean_queue_length,
        "mean_chats_in_service" => m.mean_chats_in_service,
        _ => return Err(Problem::Unsupported),
    })
}
