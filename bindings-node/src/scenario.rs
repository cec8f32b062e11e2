//! Scenarios for Node: JSON text in, reports as JSON text and for people out.

use crate::errors::error;
use crate::routing::json;
use krarup::scenario::{self as core, ScenarioError, ScenarioReport};
use napi::bindgen_prelude::{Either, Null, Result};
use napi_derive::napi;

/// A report as JSON (null = the scenario is not valid) and as people read it.
type Told = Vec<Either<String, Null>>;

fn told(report: &ScenarioReport) -> Result<Told> {
    Ok(vec![Either::A(json(report)?), Either::A(report.to_string())])
}

fn invalid(problem: &ScenarioError) -> napi::Error {
    error(problem.code(), problem)
}

fn value(text: &str) -> Result<serde_json::Value> {
    serde_json::from_str(text).map_err(|e| error("invalid_scenario", e))
}

/// Plays one scenario.
#[napi(catch_unwind)]
pub fn play_scenario(scenario: String, setup: Option<String>) -> Result<Told> {
    let setup = setup.as_deref().map(value).transpose()?;
    told(&core::run_scenario(&value(&scenario)?, setup.as_ref()).map_err(|e| invalid(&e))?)
}

/// Plays every scenario of a file's text.
#[napi(catch_unwind)]
pub fn play_scenarios(file: String) -> Result<Vec<Told>> {
    let reports = core::run_file(&file).map_err(|e| invalid(&e))?;
    reports
        .iter()
        .map(|report| match report {
            Ok(report) => told(report),
            Err(problem) => Ok(vec![Either::B(Null), Either::A(problem.to_string())]),
        })
        .collect()
}
