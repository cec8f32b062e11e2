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
pub(crate) struct Staffing {
    answer: core::Staffing,
    fractional: Option<f64>,
    requirement: core::Requirement,
}

fn measures<'py>(py: Python<'py>, m: &core::Measures) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("service_level", m.service_level)?;
    dict.set_item("asa_s", m.asa_s)?;
    dict.set_item("occupancy", m.occupancy)?;
    dict.set_item("abandonment", m.abandonment)?;
    dict.set_item("p_wait", m.p_wait)?;
    if let Some(share) = m.share_within_max_wait {
        dict.set_item("share_within_max_wait", share)?;
    }
    Ok(dict)
}

#[pymethods]
impl Staffing {
    /// Agents needed at work, before shrinkage.
    #[getter]
    fn agents(&self) -> u32 {
        self.answer.agents
    }

    /// Agents needed before rounding up; None unless asked for.
    #[getter]
    fn fractional(&self) -> Option<f64> {
        self.fractional
    }

    /// How the answer came about: what was given, the model, the values at n and n − 1, the source.
    fn explain(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || Ok(self.requirement.explain(&self.answer).to_string()))
    }

    /// Offered load in erlangs.
    #[getter]
    fn offered_load_erl(&self) -> f64 {
        self.answer.offered_load_erl
    }

    /// `erlang_c` or `erlang_a`.
    #[getter]
    fn model(&self) -> &'static str {
        self.answer.model
    }

    /// The metric id of the service level.
    #[getter]
    fn definition(&self) -> &'static str {
        self.answer.definition
    }

    /// The target that decided.
    #[getter]
    fn binding(&self) -> &'static str {
        self.answer.binding.name()
    }

    /// The measures with `agents`.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        measures(py, &self.answer.at)
    }

    /// The measures with one agent fewer; None where that is no stable state.
    #[getter]
    fn at_minus_one<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        self.answer.at_minus_one.as_ref().map(|m| measures(py, m)).transpose()
    }

    fn __repr__(&self) -> String {
        format!(
            "Staffing(agents={}, model={:?}, binding={:?}, service_level={:.4}, occupancy={:.4})",
            self.answer.agents,
            self.answer.model,
            self.answer.binding.name(),
            self.answer.at.service_level,
            self.answer.at.occupancy
        )
    }
}

/// One answer a row, as columns.
#[pyclass(module = "krarup", frozen)]
pub(crate) struct StaffingColumns(core::StaffingColumns);

#[pymethods]
impl StaffingColumns {
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

    /// Agents needed: whole numbers as floats, so that a masked row is NaN and not a number.
    #[getter]
    fn agents(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.agents)
    }

    /// Offered load in erlangs.
    #[getter]
    fn offered_load_erl(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.offered_load_erl)
    }

    /// Agents needed before rounding up; None unless asked for.
    #[getter]
    fn fractional(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let asked = !self.0.fractional.is_empty();
        asked.then(|| columns::floats(py, &self.0.fractional)).transpose()
    }

    /// Share of customers who wait; NaN without arrivals.
    #[getter]
    fn p_wait(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.p_wait)
    }

    /// Service level with one agent fewer; NaN where that is no stable state.
    #[getter]
    fn service_level_at_minus_one(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        columns::floats(py, &self.0.service_level_at_minus_one)
    }

    /// Service level with them; NaN without arrivals.
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

    /// The target that decided, row by row; None where masked.
    #[getter]
    fn binding(&self) -> Vec<Option<&'static str>> {
        self.0.binding.iter().map(|binding| binding.map(|binding| binding.name())).collect()
    }

    /// The error code of each masked row, None elsewhere.
    #[getter]
    fn error(&self) -> Vec<Option<&'static str>> {
        self.0.error.clone()
    }

    fn __len__(&self) -> usize {
        self.0.agents.len()
    }

    /// The columns as an Arrow C stream; what is NaN there is null here, and `agents` are integers.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(py, || {
            let core = &self.0;
            let floats = |values: &[f64]| {
                let known = values.iter().map(|value| (!value.is_nan()).then_some(*value));
                Arc::new(known.collect::<Float64Array>()) as ArrayRef
            };
            let agents = core.agents.iter().map(|agents| (!agents.is_nan()).then_some(*agents as i64));
            let bindings = core.binding.iter().map(|binding| binding.map(|binding| binding.name()));
            let rows = core.agents.len();
            let mut columns = vec![
                ("agents", integers(agents)),
                ("model", strings(std::iter::repeat_n(Some(core.model), rows))),
                ("definition", strings(std::iter::repeat_n(Some(core.definition), rows))),
                ("offered_load_erl", floats(&core.offered_load_erl)),
                ("service_level", floats(&core.service_level)),
                ("service_level_at_minus_one", floats(&core.service_level_at_minus_one)),
                ("asa_s", floats(&core.asa_s)),
                ("occupancy", floats(&core.occupancy)),
                ("abandonment", floats(&core.abandonment)),
                ("p_wait", floats(&core.p_wait)),
                ("binding", strings(bindings)),
                ("error", strings(core.error.iter().copied())),
            ];
            if !core.fractional.is_empty() {
                columns.insert(1, ("fractional", floats(&core.fractional)));
            }
            table(py, columns)?.__arrow_c_stream__(py, requested_schema)
        })
    }
}

/// The fewest agents (lines) whose blocking is at most `max_blocking`.
#[pyfunction]
pub(crate) fn agents_for_blocking(py: Python<'_>, offered_load_erl: f64, max_blocking: f64) -> PyResult<u32> {
    guarded(py, || {
        core::agents_for_blocking(offered_load_erl, max_blocking)
            .map_err(|error| errors::staffing(py, &error))
    })
}

/// The offered load in erlangs at which `agents` block exactly `max_blocking`.
#[pyfunction]
pub(crate) fn load_for_blocking(py: Python<'_>, agents: f64, max_blocking: f64) -> PyResult<f64> {
    guarded(py, || {
        core::load_for_blocking(agents, max_blocking).map_err(|error| errors::staffing(py, &error))
    })
}

/// The wait in seconds that a share `quantile` of customers does not exceed under Erlang C.
#[pyfunction]
pub(crate) fn wait_quantile(
    py: Python<'_>,
    agents: f64,
    offered_load_erl: f64,
    aht_s: f64,
    quantile: f64,
) -> PyResult<f64> {
    guarded(py, || {
        core::ErlangC::new(offered_load_erl, aht_s)
            .and_then(|model| model.at(agents)?.wait_quantile(quantile))
            .map_err(|error| errors::staffing(py, &error))
    })
}

pub(crate) fn definition(
    py: Python<'_>,
    id: Option<&str>,
    short_s: Option<f64>,
) -> PyResult<core::ServiceLevel> {
    core::ServiceLevel::from_id(id, short_s).ok_or_else(|| {
        let (id, known) = (id.unwrap_or_default(), core::ServiceLevel::IDS.join(", "));
        errors::invalid(py, format!("definition is {id:?}, but must be one of {known}"))
    })
}

pub(crate) fn on_error(py: Python<'_>, word: &str) -> PyResult<core::OnError> {
    match word {
        "raise" => Ok(core::OnError::Raise),
        "mask" => Ok(core::OnError::Mask),
        other => Err(errors::invalid(py, format!("on_error is {other:?}, but must be 'raise' or 'mask'"))),
    }
}

/// The fewest agents that meet every target: a `Staffing` for numbers, `StaffingColumns` for columns.
#[pyfunction]
#[pyo3(signature = (volume, interval_s, aht_s, *, patience_s = None, sl = None, target_s = None, definition = None, short_s = None, max_asa_s = None, max_occupancy = None, max_abandonment = None, max_p_wait = None, max_wait_share = None, max_wait_s = None, fractional = false, on_error = "raise"))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn required_agents<'py>(
    py: Python<'py>,
    volume: &Bound<'py, PyAny>,
    interval_s: &Bound<'py, PyAny>,
    aht_s: &Bound<'py, PyAny>,
    patience_s: Option<&Bound<'py, PyAny>>,
    sl: Option<&Bound<'py, PyAny>>,
    target_s: Option<&Bound<'py, PyAny>>,
    definition: Option<&str>,
    short_s: Option<f64>,
    max_asa_s: Option<&Bound<'py, PyAny>>,
    max_occupancy: Option<&Bound<'py, PyAny>>,
    max_abandonment: Option<&Bound<'py, PyAny>>,
    max_p_wait: Option<&Bound<'py, PyAny>>,
    max_wait_share: Option<&Bound<'py, PyAny>>,
    max_wait_s: Option<&Bound<'py, PyAny>>,
    fractional: bool,
    on_error: &str,
) -> PyResult<Py<PyAny>> {
    guarded(py, || {
        let definition = self::definition(py, definition, short_s)?;
        let on_error = self::on_error(py, on_error)?;
        let required = [
            Column::read("volume", volume)?,
            Column::read("interval_s", interval_s)?,
            Column::read_sparse("aht_s", aht_s)?,
        ];
        let optional = [
            Column::read_given("patience_s", patience_s)?,
            Column::read_given("sl", sl)?,
            Column::read_given("target_s", target_s)?,
            Column::read_given("max_asa_s", max_asa_s)?,
            Column::read_given("max_occupancy", max_occupancy)?,
            Column::read_given("max_abandonment", max_abandonment)?,
            Column::read_given("max_p_wait", max_p_wait)?,
            Column::read_given("max_wait_share", max_wait_share)?,
            Column::read_given("max_wait_s", max_wait_s)?,
        ];
        let [volume, interval_s, aht_s] = required.each_ref().map(|column| column.values.as_slice());
        let [
            patience_s,
            service_level,
            target_wait_s,
            max_asa_s,
            max_occupancy,
            max_abandonment,
            max_p_wait,
            max_wait_share,
            max_wait_s,
        ] = optional.each_ref().map(|column| column.as_ref().map(|column| column.values.as_slice()));
        let columns = core::RequirementColumns {
            volume,
            interval_s,
            aht_s,
            patience_s,
            service_level,
            target_wait_s,
            definition,
            max_asa_s,
            max_occupancy,
            max_abandonment,
            max_p_wait,
            max_wait_share,
            max_wait_s,
            is_fractional: fractional,
        };
        if required.iter().chain(optional.iter().flatten()).all(|column| column.is_scalar) {
            let fail = |error| errors::staffing(py, &error);
            let requirement = columns.row(0);
            let answer = requirement.solve().map_err(fail)?;
            let fractional =
                if fractional { Some(requirement.solve_fractional().map_err(fail)?) } else { None };
            return Ok(Staffing { answer, fractional, requirement }.into_pyobject(py)?.into_any().unbind());
        }
        let answer = py
            .detach(|| core::required_agents(&columns, on_error))
            .map_err(|error| errors::staffing(py, &error))?;
        Ok(StaffingColumns(answer).into_pyobject(py)?.into_any().unbind())
    })
}

/// Plans a day of intervals with volumes and handling times; the answer is JSON.
#[pyfunction]
#[pyo3(signature = (volume, aht_s, *, interval_s = None, patience_s = None, sl = None, target_s = None, definition = None, short_s = None, max_asa_s = None, max_occupancy = None, max_abandonment = None, max_p_wait = None, max_wait_share = None, max_wait_s = None, shrinkage = None, additive_shrinkage = false))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn plan_day<'py>(
    py: Python<'py>,
    volume: &Bound<'py, PyAny>,
    aht_s: &Bound<'py, PyAny>,
    interval_s: Option<f64>,
    patience_s: Option<f64>,
    sl: Option<f64>,
    target_s: Option<f64>,
    definition: Option<&str>,
    short_s: Option<f64>,
    max_asa_s: Option<f64>,
    max_occupancy: Option<f64>,
    max_abandonment: Option<f64>,
    max_p_wait: Option<f64>,
    max_wait_share: Option<f64>,
    max_wait_s: Option<f64>,
    shrinkage: Option<&Bound<'py, PyAny>>,
    additive_shrinkage: bool,
) -> PyResult<String> {
    guarded(py, || {
        let fail = |error| errors::staffing(py, &error);
        let mut template = core::Requirement {
            patience_s,
            service_level: sl,
            definition: self::definition(py, definition, short_s)?,
            max_asa_s,
            max_occupancy,
            max_abandonment,
            max_p_wait,
            max_wait_share,
            max_wait_s,
            ..core::Requirement::new(0.0, interval_s.unwrap_or(core::DEFAULT_INTERVAL_S), 0.0)
        };
        if let Some(seconds) = target_s {
            template.target_wait_s = seconds;
        }
        let shares = Column::read_given("shrinkage", shrinkage)?.map_or(Vec::new(), |column| column.values);
        let shrinkage = if additive_shrinkage {
            core::Shrinkage::additive(&shares)
        } else {
            core::Shrinkage::new(&shares)
        };
        let shrinkage = shrinkage.map_err(fail)?;
        let (volume, aht_s) = (Column::read("volume", volume)?, Column::read_sparse("aht_s", aht_s)?);
        let intervals = core::PlanInterval::from_columns(&volume.values, &aht_s.values).map_err(fail)?;
        let plan = py.detach(|| core::day_plan(&intervals, &template, &shrinkage)).map_err(fail)?;
        serde_json::to_string(&plan).map_err(|error| errors::invalid(py, error.to_string()))
    })
}

/// Agents to schedule for productive ones, and the same as whole heads.
#[pyfunction]
#[pyo3(signature = (productive, shrinkage, additive_shrinkage = false))]
pub(crate) fn scheduled(
    py: Python<'_>,
    productive: &Bound<'_, PyAny>,
    shrinkage: &Bound<'_, PyAny>,
    additive_shrinkage: bool,
) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
    guarded(py, || {
        let productive = Column::read_sparse("productive", productive)?.values;
        let shares = Column::read("shrinkage", shrinkage)?.values;
        let shrinkage = if additive_shrinkage {
            core::Shrinkage::additive(&shares)
        } else {
            core::Shrinkage::new(&shares)
        };
        let shrinkage = shrinkage.map_err(|error| errors::staffing(py, &error))?;
        let scheduled: Vec<f64> = productive.iter().map(|agents| shrinkage.scheduled(*agents)).collect();
        let heads: Vec<f64> = productive.iter().map(|agents| shrinkage.heads(*agents)).collect();
        Ok((columns::floats(py, &scheduled)?, columns::floats(py, &heads)?))
    })
}

/// Cost and measures of every number of agents from `fewest` to `most`.
#[pyfunction]
#[pyo3(signature = (volume, interval_s, aht_s, *, fewest, most, per_agent_hour, per_waiting_hour = 0.0, per_abandoned = 0.0, patience_s = None, target_wait_s = None, definition = None, short_s = None))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn frontier_columns<'py>(
    py: Python<'py>,
    volume: f64,
    interval_s: f64,
    aht_s: f64,
    fewest: u32,
    most: u32,
    per_agent_hour: f64,
    per_waiting_hour: f64,
    per_abandoned: f64,
    patience_s: Option<f64>,
    target_wait_s: Option<f64>,
    definition: Option<&str>,
    short_s: Option<f64>,
) -> PyResult<Bound<'py, PyDict>> {
    guarded(py, || {
        let requirement = core::Requirement {
            patience_s,
            definition: self::definition(py, definition, short_s)?,
            target_wait_s: target_wait_s.unwrap_or(core::ServiceLevel::DEFAULT_TARGET_WAIT_S),
            ..core::Requirement::new(volume, interval_s, aht_s)
        };
        let costs = core::Costs { per_agent_hour, per_waiting_hour, per_abandoned };
        let points = py.detach(|| requirement.frontier(&costs, fewest, most));
        let points = points.map_err(|error| errors::staffing(py, &error))?;
        let dict = PyDict::new(py);
        let measures: [Measure; 8] = [
            ("agents", |point| f64::from(point.agents)),
            ("cost_per_hour", |point| point.cost_per_hour),
            ("staff_per_hour", |point| point.staff_per_hour),
            ("service_level_per_cost", |point| point.service_level_per_cost.unwrap_or(f64::NAN)),
            ("service_level", |point| point.at.service_level),
            ("asa_s", |point| point.at.asa_s),
            ("abandonment", |point| point.at.abandonment),
            ("occupancy", |point| point.at.occupancy),
        ];
        for (name, of) in measures {
            dict.set_item(name, columns::floats(py, &points.iter().map(of).collect::<Vec<_>>())?)?;
        }
        Ok(dict)
    })
}

/// A measure by name, of a point of the frontier.
type Measure = (&'static str, fn(&core::Costed) -> f64);
