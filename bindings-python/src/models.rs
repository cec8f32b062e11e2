//! The models of the staffing table for Python: columns of numbers by name, in and out.

use crate::columns::{self, Column, Out};
use crate::errors::{self, guarded};
use crate::records::{Table, integers, strings, table as arrow_table};
use crate::staffing::{definition, on_error};
use arrow_array::{ArrayRef, Float64Array, TimestampMicrosecondArray};
use krarup::staffing::Patience;
use krarup::staffing::table::{self, Chosen};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::Arc;

/// The arguments that were given: what is None was left out.
fn given(arguments: &Bound<'_, PyDict>) -> PyResult<Vec<(String, Column)>> {
    let mut columns = Vec::new();
    for (name, value) in arguments {
        if !value.is_none() {
            let name: String = name.extract()?;
            let column = Column::read_sparse(&name, &value)?;
            columns.push((name, column));
        }
    }
    Ok(columns)
}

/// A law of patience from its JSON.
fn law(py: Python<'_>, json: Option<&str>) -> PyResult<Option<Patience>> {
    json.map(|json| errors::parsed(py, "invalid_input", "patience", json)).transpose()
}

/// Computes a model over columns; numbers where all arguments were numbers, arrays otherwise.
///
/// `out` has arrays of the caller's by output, which take that output's column.
#[pyfunction]
#[pyo3(signature = (model, arguments, definition = None, short_s = None, on_error = "raise", out = None, patience = None))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments in Python")]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    model: &str,
    arguments: &Bound<'py, PyDict>,
    definition: Option<&str>,
    short_s: Option<f64>,
    on_error: &str,
    out: Option<&Bound<'py, PyDict>>,
    patience: Option<&str>,
) -> PyResult<Bound<'py, PyDict>> {
    guarded(py, || {
        let patience = law(py, patience)?;
        let definition = self::definition(py, definition, short_s)?;
        let chosen = Chosen { definition, patience: patience.as_ref() };
        let outs = outs(py, model, out)?;
        let (on_error, columns) = (self::on_error(py, on_error)?, given(arguments)?);
        let is_scalar = columns.iter().all(|(_, column)| column.is_scalar);
        let inputs: Vec<_> =
            columns.iter().map(|(name, column)| (name.as_str(), column.values.as_slice())).collect();
        let answer = py.detach(|| table::evaluate(model, &inputs, chosen, on_error));
        let answer = answer
            .map_err(|error| errors::staffing(py, &if is_scalar { error.without_row() } else { error }))?;
        for (_, out, _) in &outs {
            out.check(py, answer.error.len())?;
        }
        let dict = PyDict::new(py);
        for (output, values) in answer.model.outputs.iter().zip(&answer.values) {
            if let Some((_, out, array)) = outs.iter().find(|(name, ..)| *name == output.name) {
                out.write(py, values)?;
                dict.set_item(output.name, array)?;
                continue;
            }
            match values.as_slice() {
                [value] if is_scalar => dict.set_item(output.name, value)?,
                _ => dict.set_item(output.name, columns::floats(py, values)?)?,
            }
        }
        if answer.error.iter().any(Option::is_some) {
            dict.set_item("error", PyList::new(py, &answer.error)?)?;
        }
        Ok(dict)
    })
}

/// The arrays that take outputs: name, buffer and the array itself.
fn outs<'py>(
    py: Python<'py>,
    model: &str,
    out: Option<&Bound<'py, PyDict>>,
) -> PyResult<Vec<(String, Out, Bound<'py, PyAny>)>> {
    let Some(out) = out else { return Ok(Vec::new()) };
    let outputs = table::model(model).map_err(|error| errors::staffing(py, &error))?.outputs;
    let mut outs = Vec::new();
    for (name, array) in out {
        let name: String = name.extract()?;
        if outputs.iter().all(|output| output.name != name) {
            let known: Vec<_> = outputs.iter().map(|output| output.name).collect();
            let message = format!("out has {name:?}, but {model} gives {}", known.join(", "));
            return Err(errors::invalid(py, message));
        }
        outs.push((name.clone(), Out::read(&name, &array)?, array));
    }
    Ok(outs)
}

/// A table of columns: name, kind (`number`, `whole`, `text`, `instant`) and entries; NaN and None become null.
#[pyfunction]
pub(crate) fn columns_as_table(
    py: Python<'_>,
    columns: Vec<(String, String, Bound<'_, PyAny>)>,
) -> PyResult<Table> {
    guarded(py, || {
        let mut arrays: Vec<(&str, ArrayRef)> = Vec::new();
        for (name, kind, entries) in &columns {
            let numbers = || -> PyResult<Vec<Option<f64>>> {
                let values = Column::read_sparse(name, entries)?.values;
                Ok(values.into_iter().map(|value| (!value.is_nan()).then_some(value)).collect())
            };
            let array: ArrayRef = match kind.as_str() {
                "text" => {
                    let texts: Vec<Option<String>> = entries.extract()?;
                    strings(texts.iter().map(Option::as_deref))
                }
                "instant" => {
                    let instants: Vec<Option<i64>> = entries.extract()?;
                    Arc::new(TimestampMicrosecondArray::from(instants).with_timezone("UTC"))
                }
                "whole" => integers(numbers()?.into_iter().map(|number| number.map(|number| number as i64))),
                _ => Arc::new(Float64Array::from(numbers()?)),
            };
            arrays.push((name, array));
        }
        arrow_table(py, arrays)
    })
}

/// How a model comes to its numbers, as JSON and as text.
#[pyfunction]
#[pyo3(signature = (model, arguments, definition = None, short_s = None, patience = None))]
pub(crate) fn explain_model(
    py: Python<'_>,
    model: &str,
    arguments: &Bound<'_, PyDict>,
    definition: Option<&str>,
    short_s: Option<f64>,
    patience: Option<&str>,
) -> PyResult<(String, String)> {
    guarded(py, || {
        let patience = law(py, patience)?;
        let definition = self::definition(py, definition, short_s)?;
        let chosen = Chosen { definition, patience: patience.as_ref() };
        let columns = given(arguments)?;
        let mut inputs = Vec::new();
        for (name, column) in &columns {
            match column.values.as_slice() {
                [value] => inputs.push((name.as_str(), *value)),
                values => {
                    let (rows, why) = (values.len(), "one number: an explanation is of one row");
                    return Err(errors::invalid(py, format!("{name} has {rows} entries, but must be {why}")));
                }
            }
        }
        let told = table::explain(model, &inputs, chosen).map_err(|error| errors::staffing(py, &error))?;
        let json = serde_json::to_string(&told).map_err(|error| errors::invalid(py, error.to_string()))?;
        Ok((json, told.to_string()))
    })
}

/// The models there are: name, inputs and outputs with their units, assumptions and source, as JSON.
#[pyfunction]
pub(crate) fn staffing_models(py: Python<'_>) -> PyResult<String> {
    guarded(py, || {
        serde_json::to_string(&table::models().collect::<Vec<_>>())
            .map_err(|error| errors::invalid(py, error.to_string()))
    })
}
