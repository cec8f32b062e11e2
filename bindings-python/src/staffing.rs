//! Staffing for Python: scalars and columns.

use crate::columns::{self, Column};
use crate::errors::{self, guarded};
use crate::records::{integers, strings, table};
use arrow_array::{ArrayRef, Float64Array};
use krarup::staffing as core;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::sync::Arc;

/// The fewest agents that meet every target, and the proof.
#[pyclass(module = "krarup", frozen)]
pub(crate) struct Staffing(core::Staffing);

fn measures<'py>(py: Python<'py>, m: &core::Measures) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("service_level", m.service_level)?;
    dict.set_item("asa_s", m.asa_s)?;
    dict.set_item("occupancy", m.occupancy)?;
    dict.set_item("abandonment", m.abandonment)?;
    dict.set_item("p_wait", m.p_wait)?;
    Ok(dict)
}

#[pymethods]
impl Staffing {
    /// Agents needed at work, before shrinkage.
    #[getter]
    fn agents(&self) -> u32 {
        self.0.agents
    }

    /// Offered load in erlangs.
    #[getter]
    fn offered_load_erl(&self) -> f64 {
        self.0.offered_load_erl
    }

    /// `erlang_c` or `erlang_a`.
    #[getter]
    fn model(&self) -> &'static str {
        self.0.model
    }

    /// The metric id of the service level.
    #[getter]
    fn definition(&self) -> &'static str {
        self.0.definition
    }

    /// The target that decided.
    #[getter]
    fn binding(&self) -> &'static str {
        self.0.binding.name()
    }

    /// The measures with `agents`.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        measures(py, &self.0.at)
    }

    /// The measures with one agent fewer; None where that is no stable state.
    #[getter]
    fn at_minus_one<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        self.0.at_minus_one.as_ref().map(|m| measures(py, m)).transpose()
    }

    fn __repr__(&self) -> String {
        format!(
            "Staffing(agents={}, model={:?}, binding={:?}, service_level={:.4}, occupancy={:.4})",
            self.0.agents,
            self.0.model,
            self.0.binding.name(),
            self.0.at.service_level,
            self.0.at.occupancy
        )
    }
}

/// One answer a row, as columns.
#[pyclass(module = "krarup", frozen)]
pub(crate) struct StaffingColumns(core::StaffingColumns);

#[pymethods]
impl StaffingColumns {
    /// Agents needed.
    #[getter]
    fn agents(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::counts(py, &self.0.agents)
    }

    /// Service level with them.
    #[getter]
    fn service_level(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.service_level)
    }

    /// Mean wait in seconds.
    #[getter]
    fn asa_s(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.asa_s)
    }

    /// Busy share of the agents.
    #[getter]
    fn occupancy(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.occupancy)
    }

    /// Share of customers who abandon.
    #[getter]
    fn abandonment(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.abandonment)
    }

    /// The target that decided, row by row.
    #[getter]
    fn binding(&self) -> Vec<&'static str> {
        self.0.binding.iter().map(|binding| binding.name()).collect()
    }

    /// The error code of each masked row, None elsewhere.
    #[getter]
    fn error(&self) -> Vec<Option<&'static str>> {
        self.0.error.clone()
    }

    fn __len__(&self) -> usize {
        self.0.agents.len()
    }

    /// The columns as an Arrow C stream; masked rows are null but for their `error`.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(py, || {
            let (core, is_known) = (&self.0, |row: usize| self.0.error[row].is_none());
            let floats = |values: &[f64]| {
                let known = values.iter().enumerate().map(|(row, value)| is_known(row).then_some(*value));
                Arc::new(known.collect::<Float64Array>()) as ArrayRef
            };
            let agents = core.agents.iter().enumerate();
            let bindings = core.binding.iter().enumerate();
            let columns = vec![
                ("agents", integers(agents.map(|(row, agents)| is_known(row).then_some((*agents).into())))),
                ("service_level", floats(&core.service_level)),
                ("asa_s", floats(&core.asa_s)),
                ("occupancy", floats(&core.occupancy)),
                ("abandonment", floats(&core.abandonment)),
                ("binding", strings(bindings.map(|(row, binding)| is_known(row).then_some(binding.name())))),
                ("error", strings(core.error.iter().copied())),
            ];
            table(py, columns)?.__arrow_c_stream__(py, requested_schema)
        })
    }
}

/// Blocking probability of Erlang B.
#[pyfunction]
pub(crate) fn erlang_b(py: Python<'_>, agents: f64, offered_load_erl: f64) -> PyResult<f64> {
    guarded(py, || core::erlang_b(agents, offered_load_erl).map_err(|error| errors::staffing(py, &error)))
}

/// The measures of Erlang C with `agents` (may be fractional).
#[pyfunction]
#[pyo3(signature = (agents, offered_load_erl, aht_s, target_wait_s = 20.0))]
pub(crate) fn erlang_c(
    py: Python<'_>,
    agents: f64,
    offered_load_erl: f64,
    aht_s: f64,
    target_wait_s: f64,
) -> PyResult<Bound<'_, PyDict>> {
    guarded(py, || {
        let fail = |error| errors::staffing(py, &error);
        let state = core::ErlangC::new(offered_load_erl, aht_s).map_err(fail)?.at(agents).map_err(fail)?;
        let m = state.measures();
        let dict = PyDict::new(py);
        dict.set_item("p_wait", m.p_wait)?;
        dict.set_item("service_level", state.service_level(target_wait_s).map_err(fail)?)?;
        dict.set_item("asa_s", m.asa_s)?;
        dict.set_item("mean_wait_of_delayed_s", m.mean_wait_of_delayed_s)?;
        dict.set_item("mean_queue_length", m.mean_queue_length)?;
        dict.set_item("occupancy", m.occupancy)?;
        Ok(dict)
    })
}

fn definition(py: Python<'_>, id: &str, short_s: f64) -> PyResult<core::ServiceLevel> {
    core::ServiceLevel::from_id(id, short_s).ok_or_else(|| {
        let known = core::ServiceLevel::IDS.join(", ");
        errors::invalid(py, format!("definition is {id:?}, but must be one of {known}"))
    })
}

/// The measures of Erlang A with `agents` (may be fractional).
#[pyfunction]
#[pyo3(signature = (agents, volume, interval_s, aht_s, patience_s, target_wait_s = 20.0, definition = "sl.no_short", short_s = 5.0))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn erlang_a<'py>(
    py: Python<'py>,
    agents: f64,
    volume: f64,
    interval_s: f64,
    aht_s: f64,
    patience_s: f64,
    target_wait_s: f64,
    definition: &str,
    short_s: f64,
) -> PyResult<Bound<'py, PyDict>> {
    guarded(py, || {
        let fail = |error| errors::staffing(py, &error);
        let level = self::definition(py, definition, short_s)?;
        let model = core::ErlangA::new(volume, interval_s, aht_s, patience_s).map_err(fail)?;
        let state = model.at(agents).map_err(fail)?;
        let m = state.measures();
        let dict = PyDict::new(py);
        dict.set_item("p_wait", m.p_wait)?;
        dict.set_item("p_abandon", m.p_abandon)?;
        dict.set_item("service_level", state.service_level(target_wait_s, level).map_err(fail)?)?;
        dict.set_item("asa_s", m.asa_s)?;
        dict.set_item("mean_queue_length", m.mean_queue_length)?;
        dict.set_item("occupancy", m.occupancy)?;
        Ok(dict)
    })
}

/// The fewest agents that meet every target: a `Staffing` for numbers, `StaffingColumns` for columns.
#[pyfunction]
#[pyo3(signature = (volume, interval_s, aht_s, *, patience_s = None, sl = None, target_s = None, definition = "sl.no_short", short_s = 5.0, max_asa_s = None, max_occupancy = None, max_abandonment = None, on_error = "raise"))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn required_agents<'py>(
    py: Python<'py>,
    volume: &Bound<'py, PyAny>,
    interval_s: &Bound<'py, PyAny>,
    aht_s: &Bound<'py, PyAny>,
    patience_s: Option<&Bound<'py, PyAny>>,
    sl: Option<&Bound<'py, PyAny>>,
    target_s: Option<&Bound<'py, PyAny>>,
    definition: &str,
    short_s: f64,
    max_asa_s: Option<&Bound<'py, PyAny>>,
    max_occupancy: Option<&Bound<'py, PyAny>>,
    max_abandonment: Option<&Bound<'py, PyAny>>,
    on_error: &str,
) -> PyResult<Py<PyAny>> {
    guarded(py, || {
        let definition = self::definition(py, definition, short_s)?;
        let on_error = match on_error {
            "raise" => core::OnError::Raise,
            "mask" => core::OnError::Mask,
            other => {
                return Err(errors::invalid(
                    py,
                    format!("on_error is {other:?}, but must be 'raise' or 'mask'"),
                ));
            }
        };
        let volume = Column::read("volume", Some(volume))?;
        let interval_s = Column::read("interval_s", Some(interval_s))?;
        let aht_s = Column::read("aht_s", Some(aht_s))?;
        let patience_s = Column::read("patience_s", patience_s)?;
        let service_level = Column::read("sl", sl)?;
        let target_wait_s = Column::read("target_s", target_s)?;
        let max_asa_s = Column::read("max_asa_s", max_asa_s)?;
        let max_occupancy = Column::read("max_occupancy", max_occupancy)?;
        let max_abandonment = Column::read("max_abandonment", max_abandonment)?;
        let all = [
            &volume,
            &interval_s,
            &aht_s,
            &patience_s,
            &service_level,
            &target_wait_s,
            &max_asa_s,
            &max_occupancy,
            &max_abandonment,
        ];
        if all.iter().all(|column| column.is_scalar) {
            let one = |column: &Column| column.values.first().copied();
            let requirement = core::Requirement {
                patience_s: one(&patience_s),
                service_level: one(&service_level),
                target_wait_s: one(&target_wait_s).unwrap_or(20.0),
                definition,
                max_asa_s: one(&max_asa_s),
                max_occupancy: one(&max_occupancy),
                max_abandonment: one(&max_abandonment),
                ..core::Requirement::new(
                    one(&volume).unwrap_or(f64::NAN),
                    one(&interval_s).unwrap_or(f64::NAN),
                    one(&aht_s).unwrap_or(f64::NAN),
                )
            };
            let answer = requirement.solve().map_err(|error| errors::staffing(py, &error))?;
            return Ok(Staffing(answer).into_pyobject(py)?.into_any().unbind());
        }
        let columns = core::RequirementColumns {
            volume: &volume.values,
            interval_s: &interval_s.values,
            aht_s: &aht_s.values,
            patience_s: &patience_s.values,
            service_level: &service_level.values,
            target_wait_s: &target_wait_s.values,
            definition,
            max_asa_s: &max_asa_s.values,
            max_occupancy: &max_occupancy.values,
            max_abandonment: &max_abandonment.values,
        };
        let answer = py
            .detach(|| core::required_agents(&columns, on_error))
            .map_err(|error| errors::staffing(py, &error))?;
        Ok(StaffingColumns(answer).into_pyobject(py)?.into_any().unbind())
    })
}

/// Plans a day (intervals as pairs of volume and AHT, the template as JSON); the answer is JSON.
#[pyfunction]
pub(crate) fn plan_day(
    py: Python<'_>,
    intervals: Vec<(f64, f64)>,
    template: &str,
    shrinkage: Vec<f64>,
) -> PyResult<String> {
    guarded(py, || {
        let fail = |error| errors::staffing(py, &error);
        let template: core::Requirement =
            serde_json::from_str(template).map_err(|error| errors::invalid(py, error.to_string()))?;
        let shrinkage = core::Shrinkage::new(&shrinkage).map_err(fail)?;
        let intervals: Vec<core::PlanInterval> =
            intervals.into_iter().map(|(volume, aht_s)| core::PlanInterval { volume, aht_s }).collect();
        let plan = py.detach(|| core::day_plan(&intervals, &template, &shrinkage)).map_err(fail)?;
        serde_json::to_string(&plan).map_err(|error| errors::invalid(py, error.to_string()))
    })
}
