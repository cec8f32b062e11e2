//! Staffing for Node: scalars and typed columns.

use crate::errors::{self, invalid};
use krarup::staffing as core;
use napi::Either;
use napi::bindgen_prelude::{Either3, Float64Array, Result, Uint32Array};
use napi_derive::napi;

type Column = Either3<f64, Float64Array, Vec<f64>>;

fn column(value: Option<Column>) -> Vec<f64> {
    match value {
        None => Vec::new(),
        Some(Either3::A(number)) => vec![number],
        Some(Either3::B(array)) => array.to_vec(),
        Some(Either3::C(list)) => list,
    }
}

fn definition(id: Option<String>, short_s: Option<f64>) -> Result<core::ServiceLevel> {
    let Some(id) = id else {
        return Ok(core::ServiceLevel::NoShort { short_s: short_s.unwrap_or(5.0) });
    };
    core::ServiceLevel::from_id(&id, short_s.unwrap_or(5.0)).ok_or_else(|| {
        let known = core::ServiceLevel::IDS.join(", ");
        invalid(format_args!("definition is {id:?}, but must be one of {known}"))
    })
}

#[napi(object)]
pub struct ErlangBOptions {
    pub agents: f64,
    pub offered_load_erl: f64,
}

/// Blocking probability of Erlang B.
#[napi(catch_unwind)]
pub fn erlang_b(options: ErlangBOptions) -> Result<f64> {
    core::erlang_b(options.agents, options.offered_load_erl).map_err(errors::staffing)
}

#[napi(object)]
pub struct ErlangCOptions {
    pub agents: f64,
    pub offered_load_erl: f64,
    pub aht_s: f64,
    pub target_wait_s: Option<f64>,
}

#[napi(object)]
pub struct ErlangCMeasures {
    pub p_wait: f64,
    pub service_level: f64,
    pub asa_s: f64,
    pub mean_wait_of_delayed_s: f64,
    pub mean_queue_length: f64,
    pub occupancy: f64,
}

/// The measures of Erlang C.
#[napi(catch_unwind)]
pub fn erlang_c(options: ErlangCOptions) -> Result<ErlangCMeasures> {
    let model = core::ErlangC::new(options.offered_load_erl, options.aht_s).map_err(errors::staffing)?;
    let state = model.at(options.agents).map_err(errors::staffing)?;
    let m = state.measures();
    Ok(ErlangCMeasures {
        p_wait: m.p_wait,
        service_level: state
            .service_level(options.target_wait_s.unwrap_or(20.0))
            .map_err(errors::staffing)?,
        asa_s: m.asa_s,
        mean_wait_of_delayed_s: m.mean_wait_of_delayed_s,
        mean_queue_length: m.mean_queue_length,
        occupancy: m.occupancy,
    })
}

#[napi(object)]
pub struct ErlangAOptions {
    pub agents: f64,
    pub volume: f64,
    pub interval_s: f64,
    pub aht_s: f64,
    pub patience_s: f64,
    pub target_wait_s: Option<f64>,
    pub definition: Option<String>,
    pub short_s: Option<f64>,
}

#[napi(object)]
pub struct ErlangAMeasures {
    pub p_wait: f64,
    pub p_abandon: f64,
    pub service_level: f64,
    pub asa_s: f64,
    pub mean_queue_length: f64,
    pub occupancy: f64,
}

/// The measures of Erlang A.
#[napi(catch_unwind)]
pub fn erlang_a(options: ErlangAOptions) -> Result<ErlangAMeasures> {
    let level = definition(options.definition, options.short_s)?;
    let model = core::ErlangA::new(options.volume, options.interval_s, options.aht_s, options.patience_s)
        .map_err(errors::staffing)?;
    let state = model.at(options.agents).map_err(errors::staffing)?;
    let m = state.measures();
    let target = options.target_wait_s.unwrap_or(20.0);
    Ok(ErlangAMeasures {
        p_wait: m.p_wait,
        p_abandon: m.p_abandon,
        service_level: state.service_level(target, level).map_err(errors::staffing)?,
        asa_s: m.asa_s,
        mean_queue_length: m.mean_queue_length,
        occupancy: m.occupancy,
    })
}

#[napi(object)]
pub struct ServiceLevelTarget {
    pub level: Column,
    pub within_s: Option<Column>,
    pub definition: Option<String>,
    pub short_s: Option<f64>,
}

#[napi(object)]
pub struct RequirementOptions {
    pub volume: Column,
    pub interval_s: Column,
    pub aht_s: Column,
    pub patience_s: Option<Column>,
    pub sl: Option<ServiceLevelTarget>,
    pub max_asa_s: Option<Column>,
    pub max_occupancy: Option<Column>,
    pub max_abandonment: Option<Column>,
    pub on_error: Option<String>,
}

#[napi(object)]
pub struct StaffingColumns {
    pub agents: Uint32Array,
    pub service_level: Float64Array,
    pub asa_s: Float64Array,
    pub occupancy: Float64Array,
    pub abandonment: Float64Array,
    pub binding: Vec<String>,
    pub error: Vec<Either<String, napi::bindgen_prelude::Null>>,
}

/// The fewest agents that meet every target, row by row.
#[napi(catch_unwind)]
pub fn required_agents(options: RequirementOptions) -> Result<StaffingColumns> {
    let on_error = match options.on_error.as_deref() {
        None | Some("raise") => core::OnError::Raise,
        Some("mask") => core::OnError::Mask,
        Some(other) => {
            return Err(invalid(format_args!("onError is {other:?}, but must be 'raise' or 'mask'")));
        }
    };
    let (volume, interval_s, aht_s) =
        (column(Some(options.volume)), column(Some(options.interval_s)), column(Some(options.aht_s)));
    let (patience_s, max_asa_s) = (column(options.patience_s), column(options.max_asa_s));
    let (max_occupancy, max_abandonment) = (column(options.max_occupancy), column(options.max_abandonment));
    let (level, within_s, id, short_s) = match options.sl {
        Some(sl) => (column(Some(sl.level)), column(sl.within_s), sl.definition, sl.short_s),
        None => (Vec::new(), Vec::new(), None, None),
    };
    let columns = core::RequirementColumns {
        volume: &volume,
        interval_s: &interval_s,
        aht_s: &aht_s,
        patience_s: &patience_s,
        service_level: &level,
        target_wait_s: &within_s,
        definition: definition(id, short_s)?,
        max_asa_s: &max_asa_s,
        max_occupancy: &max_occupancy,
        max_abandonment: &max_abandonment,
    };
    let answer = core::required_agents(&columns, on_error).map_err(errors::staffing)?;
    Ok(StaffingColumns {
        agents: answer.agents.into(),
        service_level: answer.service_level.into(),
        asa_s: answer.asa_s.into(),
        occupancy: answer.occupancy.into(),
        abandonment: answer.abandonment.into(),
        binding: answer.binding.iter().map(|binding| binding.name().to_owned()).collect(),
        error: answer
            .error
            .iter()
            .map(|error| match error {
                Some(code) => Either::A((*code).to_owned()),
                None => Either::B(napi::bindgen_prelude::Null),
            })
            .collect(),
    })
}
