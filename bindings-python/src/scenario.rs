//! Scenarios for Python: JSON text in, reports as JSON text and for people out.

use crate::errors::{self, guarded};
use krarup::scenario::{self as core, ScenarioError, ScenarioReport};
use pyo3::prelude::*;

/// A report as JSON (`None` = the scenario is not valid) and as people read it.
type Told = (Option<String>, String);

fn told(py: Python<'_>, report: &ScenarioReport) -> PyResult<Told> {
    let json = serde_json::to_string(report).map_err(|error| errors::invalid(py, error.to_string()))?;
    Ok((Some(json), report.to_string()))
}

fn invalid(py: Python<'_>, error: &ScenarioError) -> PyErr {
    errors::coded(py, error.code(), error.to_string())
}

fn value(py: Python<'_>, text: &str) -> PyResult<serde_json::Value> {
    serde_json::from_str(text).map_err(|error| errors::coded(py, "invalid_scenario", error.to_string()))
}

/// Plays one scenario.
#[pyfunction]
#[pyo3(signature = (scenario, setup=None))]
pub(crate) fn play_scenario(py: Python<'_>, scenario: &str, setup: Option<&str>) -> PyResult<Told> {
    guarded(py, || {
        let (scenario, setup) = (value(py, scenario)?, setup.map(|text| value(py, text)).transpose()?);
        let report = py.detach(|| core::run_scenario(&scenario, setup.as_ref()));
        told(py, &report.map_err(|error| invalid(py, &error))?)
    })
}

/// Plays every scenario of a file's text.
#[pyfunction]
pub(crate) fn play_scenarios(py: Python<'_>, file: &str) -> PyResult<Vec<Told>> {
    guarded(py, || {
        let reports = py.detach(|| core::run_file(file)).map_err(|error| invalid(py, &error))?;
        reports
            .iter()
            .map(|report| match report {
                Ok(report) => told(py, report),
                Err(error) => Ok((None, error.to_string())),
            })
            .collect()
    })
}
