//! Staffing for Node: every argument comes as a column, of one entry where it was a number.

use crate::errors::{self, invalid};
use krarup::staffing as core;
use napi::Either;
use napi::bindgen_prelude::{Float64Array, Null, Result};
use napi_derive::napi;

pub(crate) fn definition(id: Option<&str>, short_s: Option<f64>) -> Result<core::ServiceLevel> {
    core::ServiceLevel::from_id(id, short_s).ok_or_else(|| {
        let (id, known) = (id.unwrap_or_default(), core::ServiceLevel::IDS.join(", "));
        invalid(format_args!("definition is {id:?}, but must be one of {known}"))
    })
}

/// The fewest agents (lines) whose blocking is at most `max_blocking`.
#[napi(catch_unwind)]
pub fn agents_for_blocking(offered_load_erl: f64, max_blocking: f64) -> Result<u32> {
    core::agents_for_blocking(offered_load_erl, max_blocking).map_err(errors::staffing)
}

/// The offered load in erlangs at which `agents` block exactly `max_blocking`.
#[napi(catch_unwind)]
pub fn load_for_blocking(agents: f64, max_blocking: f64) -> Result<f64> {
    core::load_for_blocking(agents, max_blocking).map_err(errors::staffing)
}

/// The wait in seconds that a share `quantile` of customers does not exceed under Erlang C.
#[napi(catch_unwind)]
pub fn wait_quantile(agents: f64, offered_load_erl: f64, aht_s: f64, quantile: f64) -> Result<f64> {
    core::ErlangC::new(offered_load_erl, aht_s)
        .and_then(|model| model.at(agents)?.wait_quantile(quantile))
        .map_err(errors::staffing)
}

#[napi(object)]
pub struct RequirementOptions {
    pub volume: Float64Array,
    pub interval_s: Option<Float64Array>,
    pub aht_s: Float64Array,
    pub patience_s: Option<Float64Array>,
    pub level: Option<Float64Array>,
    pub within_s: Option<Float64Array>,
    pub definition: Option<String>,
    pub short_s: Option<f64>,
    pub max_asa_s: Option<Float64Array>,
    pub max_occupancy: Option<Float64Array>,
    pub max_abandonment: Option<Float64Array>,
    pub max_p_wait: Option<Float64Array>,
    pub max_wait_share: Option<Float64Array>,
    pub max_wait_s: Option<Float64Array>,
    pub is_fractional: Option<bool>,
}

impl RequirementOptions {
    fn columns(&self) -> Result<core::RequirementColumns<'_>> {
        Ok(core::RequirementColumns {
            volume: &self.volume,
            interval_s: self.interval_s.as_deref().unwrap_or(&[core::DEFAULT_INTERVAL_S]),
            aht_s: &self.aht_s,
            patience_s: self.patience_s.as_deref(),
            service_level: self.level.as_deref(),
            target_wait_s: self.within_s.as_deref(),
            definition: definition(self.definition.as_deref(), self.short_s)?,
            max_asa_s: self.max_asa_s.as_deref(),
            max_occupancy: self.max_occupancy.as_deref(),
            max_abandonment: self.max_abandonment.as_deref(),
            max_p_wait: self.max_p_wait.as_deref(),
            max_wait_share: self.max_wait_share.as_deref(),
            max_wait_s: self.max_wait_s.as_deref(),
            is_fractional: self.is_fractional.unwrap_or(false),
        })
    }
}

#[napi(object)]
pub struct StaffingColumns {
    pub model: String,
    pub definition: String,
    pub agents: Float64Array,
    pub offered_load_erl: Float64Array,
    pub service_level: Float64Array,
    pub service_level_at_minus_one: Float64Array,
    pub asa_s: Float64Array,
    pub occupancy: Float64Array,
    pub abandonment: Float64Array,
    pub p_wait: Float64Array,
    pub fractional: Option<Float64Array>,
    pub binding: Vec<Either<String, Null>>,
    pub error: Vec<Either<String, Null>>,
}

pub(crate) fn names(values: impl Iterator<Item = Option<&'static str>>) -> Vec<Either<String, Null>> {
    values.map(|name| name.map_or(Either::B(Null), |name| Either::A(name.to_owned()))).collect()
}

pub(crate) fn on_error(word: Option<&str>) -> Result<core::OnError> {
    match word {
        None | Some("raise") => Ok(core::OnError::Raise),
        Some("mask") => Ok(core::OnError::Mask),
        Some(other) => Err(invalid(format_args!("onError is {other:?}, but must be 'raise' or 'mask'"))),
    }
}

/// The fewest agents that meet every target, row by row.
#[napi(catch_unwind)]
pub fn required_agents(options: RequirementOptions, on_error: Option<String>) -> Result<StaffingColumns> {
    let on_error = self::on_error(on_error.as_deref())?;
    let answer = core::required_agents(&options.columns()?, on_error).map_err(errors::staffing)?;
    Ok(StaffingColumns {
        model: answer.model.to_owned(),
        definition: answer.definition.to_owned(),
        binding: names(answer.binding.iter().map(|binding| binding.map(|binding| binding.name()))),
        error: names(answer.error.iter().copied()),
        agents: answer.agents.into(),
        offered_load_erl: answer.offered_load_erl.into(),
        service_level: answer.service_level.into(),
        service_level_at_minus_one: answer.service_level_at_minus_one.into(),
        asa_s: answer.asa_s.into(),
        occupancy: answer.occupancy.into(),
        abandonment: answer.abandonment.into(),
        p_wait: answer.p_wait.into(),
        fractional: (!answer.fractional.is_empty()).then(|| answer.fractional.into()),
    })
}

#[napi(object)]
pub struct OneAnswer {
    /// The answer as JSON.
    pub answer: String,
    /// Agents before rounding up, if asked for.
    pub fractional: Option<f64>,
    /// How the answer came about, as text.
    pub explained: String,
}

/// The fewest agents of one interval.
#[napi(catch_unwind)]
pub fn required_agents_of_one(options: RequirementOptions) -> Result<OneAnswer> {
    let columns = options.columns()?;
    let requirement = columns.row(0);
    let answer = requirement.solve().map_err(errors::staffing)?;
    let fractional = if columns.is_fractional {
        Some(requirement.solve_fractional().map_err(errors::staffing)?)
    } else {
        None
    };
    Ok(OneAnswer { answer: json(&answer)?, fractional, explained: requirement.explain(&answer).to_string() })
}

/// Plans a day of intervals; all options but the volumes and handling times have one entry.
#[napi(catch_unwind)]
pub fn plan_day(
    options: RequirementOptions,
    shrinkage: Option<Float64Array>,
    additive_shrinkage: bool,
) -> Result<String> {
    let shares = shrinkage.as_deref().unwrap_or(&[]);
    let shrinkage =
        if additive_shrinkage { core::Shrinkage::additive(shares) } else { core::Shrinkage::new(shares) };
    let intervals =
        core::PlanInterval::from_columns(&options.volume, &options.aht_s).map_err(errors::staffing)?;
    let plan = core::day_plan(&intervals, &options.columns()?.row(0), &shrinkage.map_err(errors::staffing)?);
    json(&plan.map_err(errors::staffing)?)
}

#[napi(object)]
pub struct Scheduled {
    pub scheduled: Float64Array,
    /// Whole.
    pub heads: Float64Array,
}

/// Agents to schedule for productive ones.
#[napi(catch_unwind)]
pub fn scheduled_agents(
    productive: Float64Array,
    shrinkage: Float64Array,
    additive_shrinkage: bool,
) -> Result<Scheduled> {
    let shrinkage = if additive_shrinkage {
        core::Shrinkage::additive(&shrinkage)
    } else {
        core::Shrinkage::new(&shrinkage)
    };
    let shrinkage = shrinkage.map_err(errors::staffing)?;
    let column =
        |of: &dyn Fn(f64) -> f64| productive.iter().map(|&agents| of(agents)).collect::<Vec<_>>().into();
    Ok(Scheduled {
        scheduled: column(&|agents| shrinkage.scheduled(agents)),
        heads: column(&|agents| shrinkage.heads(agents)),
    })
}

/// Costs, and the range of agents.
#[napi(object)]
pub struct FrontierOptions {
    pub fewest: f64,
    pub most: f64,
    pub per_agent_hour: f64,
    pub per_waiting_hour: Option<f64>,
    pub per_abandoned: Option<f64>,
}

#[napi(object)]
pub struct FrontierColumns {
    pub agents: Float64Array,
    pub cost_per_hour: Float64Array,
    pub staff_per_hour: Float64Array,
    pub service_level_per_cost: Float64Array,
    pub service_level: Float64Array,
    pub asa_s: Float64Array,
    pub abandonment: Float64Array,
    pub occupancy: Float64Array,
}

/// Cost and measures of every number of agents in a range; the options have one entry each.
#[napi(catch_unwind)]
pub fn frontier(options: RequirementOptions, range: FrontierOptions) -> Result<FrontierColumns> {
    let whole = |name: &str, agents: f64| {
        let is_whole = (0.0..=1e7).contains(&agents) && agents.fract() == 0.0;
        let why = "must be a whole number between 0 and 10,000,000";
        is_whole
            .then_some(agents as u32)
            .ok_or_else(|| invalid(format_args!("{name} is {agents}, but {why}")))
    };
    let costs = core::Costs {
        per_agent_hour: range.per_agent_hour,
        per_waiting_hour: range.per_waiting_hour.unwrap_or(0.0),
        per_abandoned: range.per_abandoned.unwrap_or(0.0),
    };
    let (fewest, most) = (whole("fewest", range.fewest)?, whole("most", range.most)?);
    let points = options.columns()?.row(0).frontier(&costs, fewest, most).map_err(errors::staffing)?;
    let column = |of: fn(&core::Costed) -> f64| points.iter().map(of).collect::<Vec<_>>().into();
    Ok(FrontierColumns {
        agents: column(|point| f64::from(point.agents)),
        cost_per_hour: column(|point| point.cost_per_hour),
        staff_per_hour: column(|point| point.staff_per_hour),
        service_level_per_cost: column(|point| point.service_level_per_cost.unwrap_or(f64::NAN)),
        service_level: column(|point| point.at.service_level),
        asa_s: column(|point| point.at.asa_s),
        abandonment: column(|point| point.at.abandonment),
        occupancy: column(|point| point.at.occupancy),
    })
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(invalid)
}
