//! The models of the staffing table for Python: columns of numbers by name, in and out.

use crate::columns::{self, Column};
use crate::errors::{self, guarded};
use crate::staffing::{definition, on_error};
use krarup::staffing::table;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

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

/// Computes a model over columns; numbers where all arguments were numbers, arrays otherwise.
#[pyfunction]
#[pyo3(signature = (model, arguments, definition = None, short_s = None, on_error = "raise"))]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    model: &str,
    arguments: &Bound<'py, PyDict>,
    definition: Option<&str>,
    short_s: Option<f64>,
    on_error: &str,
) -> PyResult<Bound<'py, PyDict>> {
    guarded(py, || {
        let level = self::definition(py, definition, short_s)?;
        let (on_error, columns) = (self::on_error(py, on_error)?, given(arguments)?);
        let is_scalar = columns.iter().all(|(_, column)| column.is_scalar);
        let inputs: Vec<_> =
            columns.iter().map(|(name, column)| (name.as_str(), column.values.as_slice())).collect();
        let answer = py.detach(|| table::evaluate(model, &inputs, level, on_error));
        let answer = answer
            .map_err(|error| errors::staffing(py, &if is_scalar { error.without_row() } else { error }))?;
        let dict = PyDict::new(py);
        for (output, values) in answer.model.outputs.iter().zip(&answer.values) {
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

/// How a model comes to its numbers, as JSON and as text.
#[pyfunction]
#[pyo3(signature = (model, arguments, definition = None, short_s = None))]
pub(crate) fn explain_model(
    py: Python<'_>,
    model: &str,
    arguments: &Bound<'_, PyDict>,
    definition: Option<&str>,
    short_s: Option<f64>,
) -> PyResult<(String, String)> {
    guarded(py, || {
        let level = self::definition(py, definition, short_s)?;
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
        let told = table::explain(model, &inputs, level).map_err(|error| errors::staffing(py, &error))?;
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
