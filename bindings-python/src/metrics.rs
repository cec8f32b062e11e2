//! KPIs for Python: a specification and records in, a tidy Arrow table out.

use crate::columns::Column;
use crate::errors::{self, guarded};
use crate::records::{RawRecords, Table, instants, integers, strings, table};
use arrow_array::{ArrayRef, Float64Array};
use krarup::metrics::{KpiSpec, KpiTable, definitions as core_definitions, patience_waits};
use krarup::staffing::PatienceFit;
use krarup::time::Zone;
use pyo3::prelude::*;
use std::sync::Arc;

/// A computed table.
#[pyclass(module = "krarup._krarup", frozen)]
pub(crate) struct RawKpis(KpiTable);

#[pymethods]
impl RawKpis {
    fn text(&self) -> String {
        self.0.to_string()
    }

    fn table(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(py, || tidy(py, &self.0))
    }
}

/// Computes the KPIs of a specification (JSON).
#[pyfunction]
pub(crate) fn compute_kpis(py: Python<'_>, records: &RawRecords, spec: &str) -> PyResult<RawKpis> {
    guarded(py, || {
        let spec: KpiSpec = serde_json::from_str(spec)
            .map_err(|error| errors::coded(py, "invalid_spec", error.to_string()))?;
        py.detach(|| spec.compute(&records.core))
            .map(RawKpis)
            .map_err(|error| errors::coded(py, error.code(), error.to_string()))
    })
}

/// Every metric as JSON.
#[pyfunction]
pub(crate) fn definitions_json(py: Python<'_>) -> PyResult<String> {
    serde_json::to_string(core_definitions()).map_err(|error| errors::invalid(py, error.to_string()))
}

/// A fit as JSON and as text.
fn told(py: Python<'_>, fit: &PatienceFit) -> PyResult<(String, String)> {
    let json = serde_json::to_string(fit).map_err(|error| errors::invalid(py, error.to_string()))?;
    Ok((json, fit.to_string()))
}

/// The patience behind the waits of records.
#[pyfunction]
pub(crate) fn fit_patience(py: Python<'_>, records: &RawRecords) -> PyResult<(String, String)> {
    guarded(py, || told(py, &py.detach(|| PatienceFit::of_spans(patience_waits(&records.core.interactions)))))
}

/// The patience behind waits in seconds; `abandoned` has a byte for each, not 0 where it ended by abandonment.
#[pyfunction]
pub(crate) fn fit_patience_waits(
    py: Python<'_>,
    waits_s: &Bound<'_, PyAny>,
    abandoned: &[u8],
) -> PyResult<(String, String)> {
    guarded(py, || {
        let waits = Column::read("waits_s", waits_s)?;
        let abandoned: Vec<bool> = abandoned.iter().map(|byte| *byte != 0).collect();
        let fit = py.detach(|| PatienceFit::of(&waits.values, &abandoned));
        told(py, &fit.map_err(|error| errors::staffing(py, &error))?)
    })
}

fn tidy(py: Python<'_>, kpis: &KpiTable) -> PyResult<Table> {
    let rows = &kpis.rows;
    let zone = Zone::new(&kpis.zone).map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
    let floats = |values: Vec<Option<f64>>| Arc::new(Float64Array::from(values)) as ArrayRef;
    let labels: Vec<Option<String>> =
        rows.iter().map(|row| row.interval.and_then(|interval| zone.label(interval.start).ok())).collect();
    let hashes: Vec<String> = rows.iter().map(|row| format!("{:016x}", row.def_hash)).collect();
    let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
    for (index, by) in kpis.by.iter().enumerate() {
        columns.push((by.name(), strings(rows.iter().map(|row| row.group[index].as_deref()))));
    }
    if rows.iter().any(|row| row.interval.is_some()) {
        columns.push(("interval_start", instants(rows.iter().map(|row| row.interval.map(|i| i.start)))));
        columns.push(("interval_label", strings(labels.iter().map(Option::as_deref))));
    }
    columns.extend([
        ("metric", strings(rows.iter().map(|row| Some(row.metric)))),
        ("value", floats(rows.iter().map(|row| row.value).collect())),
        ("unit", strings(rows.iter().map(|row| Some(row.unit.name())))),
        ("num", integers(rows.iter().map(|row| row.num))),
        ("den", integers(rows.iter().map(|row| row.den))),
        ("n", integers(rows.iter().map(|row| Some(row.n)))),
        ("open_n", integers(rows.iter().map(|row| Some(row.open_n)))),
        ("ci_low", floats(rows.iter().map(|row| row.ci.map(|ci| ci.0)).collect())),
        ("ci_high", floats(rows.iter().map(|row| row.ci.map(|ci| ci.1)).collect())),
        ("null_reason", strings(rows.iter().map(|row| row.null_reason.map(|reason| reason.name())))),
        ("attribution", strings(rows.iter().map(|row| Some(row.attribution.name())))),
        ("def_hash", strings(hashes.iter().map(|hash| Some(hash.as_str())))),
    ]);
    table(py, columns)
}
