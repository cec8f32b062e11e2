//! Staffing answers whose input is more than numbers, as JSON in and out.

use crate::errors;
use crate::records::{Progress, reporter};
use crate::staffing::json;
use krarup::staffing::{
    OptimiseDay, StaffingError, budget, budget_variance, evaluate_backlog, evaluate_day, iterate_day,
    offered_load, optimise_day, plan_headcount, pool_queues, sinusoidal_volumes, skill_coverage,
    staff_backlog, staff_day, staff_skills,
};
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn told<I: DeserializeOwned, O: Serialize>(
    input: &str,
    of: fn(&I) -> std::result::Result<O, StaffingError>,
) -> Result<String> {
    json(&of(&errors::parsed("invalid_input", "input", input)?).map_err(errors::staffing)?)
}

/// The answer to `question`, by the core's function of that name.
#[napi(catch_unwind)]
pub fn staffing_answer(question: String, input: String) -> Result<String> {
    match question.as_str() {
        "evaluate_day" => told(&input, evaluate_day),
        "staff_day" => told(&input, staff_day),
        "iterate_day" => told(&input, iterate_day),
        "evaluate_backlog" => told(&input, evaluate_backlog),
        "staff_backlog" => told(&input, staff_backlog),
        "budget" => told(&input, budget),
        "plan_headcount" => told(&input, plan_headcount),
        "budget_variance" => told(&input, budget_variance),
        "pool_queues" => told(&input, pool_queues),
        "staff_skills" => told(&input, staff_skills),
        "offered_load" => told(&input, offered_load),
        "sinusoidal_volumes" => told(&input, sinusoidal_volumes),
        "skill_coverage" => told(&input, skill_coverage),
        _ => Err(errors::invalid(format_args!("{question} is no question"))),
    }
}

/// The fewest agent-hours of a day.
#[napi(catch_unwind)]
pub fn optimised_day(input: String, progress: Progress<'_>) -> Result<String> {
    let input: OptimiseDay = errors::parsed("invalid_input", "input", &input)?;
    let mut report = reporter(&progress);
    json(
        &optimise_day(&input, &mut |done, total| {
            report(done, total);
            true
        })
        .map_err(errors::staffing)?,
    )
}
