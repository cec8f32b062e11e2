//! Staffing answers whose input is more than numbers, as JSON in and out.

use crate::errors::{self, guarded};
use crate::records::Progress;
use krarup::staffing::{
    OptimiseDay, StaffingError, budget, budget_variance, evaluate_backlog, evaluate_day, iterate_day,
    offered_load, optimise_day, plan_headcount, pool_queues, sinusoidal_volumes, skill_coverage,
    staff_backlog, staff_day, staff_skills,
};
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn told<I: DeserializeOwned + Sync, O: Serialize + Send>(
    py: Python<'_>,
    input: &str,
    of: fn(&I) -> Result<O, StaffingError>,
) -> PyResult<String> {
    let input: I = errors::parsed(py, "invalid_input", "input", input)?;
    let answer = py.detach(|| of(&input)).map_err(|error| errors::staffing(py, &error))?;
    serde_json::to_string(&answer).map_err(|error| errors::invalid(py, error.to_string()))
}

/// The answer to `question`, by the core's function of that name.
#[pyfunction]
pub(crate) fn staffing_answer(py: Python<'_>, question: &str, input: &str) -> PyResult<String> {
    guarded(py, || match question {
        "evaluate_day" => told(py, input, evaluate_day),
        "staff_day" => told(py, input, staff_day),
        "iterate_day" => told(py, input, iterate_day),
        "evaluate_backlog" => told(py, input, evaluate_backlog),
        "staff_backlog" => told(py, input, staff_backlog),
        "budget" => told(py, input, budget),
        "plan_headcount" => told(py, input, plan_headcount),
        "budget_variance" => told(py, input, budget_variance),
        "pool_queues" => told(py, input, pool_queues),
        "staff_skills" => told(py, input, staff_skills),
        "offered_load" => told(py, input, offered_load),
        "sinusoidal_volumes" => told(py, input, sinusoidal_volumes),
        "skill_coverage" => told(py, input, skill_coverage),
        _ => Err(errors::invalid(py, format!("{question} is no question"))),
    })
}

/// The fewest agent-hours of a day; `progress` hears (done, total), and what it raises ends the work.
#[pyfunction]
#[pyo3(signature = (input, progress = None))]
pub(crate) fn optimised_day(py: Python<'_>, input: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
    guarded(py, || {
        let input: OptimiseDay = errors::parsed(py, "invalid_input", "input", input)?;
        let mut progress = Progress::new(progress);
        let found = py.detach(|| {
            optimise_day(&input, &mut |done, total| {
                progress.show(done, total);
                progress.failed.is_none()
            })
        });
        if let Some(error) = progress.failed {
            return Err(error);
        }
        let found = found.map_err(|error| errors::staffing(py, &error))?;
        serde_json::to_string(&found).map_err(|error| errors::invalid(py, error.to_string()))
    })
}
