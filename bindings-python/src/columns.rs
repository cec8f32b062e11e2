//! Columns of numbers in and out: a number, a sequence or anything with the buffer protocol.

use crate::errors;
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// A column as it came in: one number for all rows, or one a row.
pub(crate) struct Column {
    pub(crate) values: Vec<f64>,
    pub(crate) is_scalar: bool,
}

impl Column {
    pub(crate) fn read(field: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(value) = value else { return Ok(Self { values: Vec::new(), is_scalar: true }) };
        if let Ok(buffer) = PyBuffer::<f64>::get(value)
            && buffer.dimensions() == 1
        {
            return Ok(Self { values: buffer.to_vec(value.py())?, is_scalar: false });
        }
        if let Ok(number) = value.extract::<f64>() {
            return Ok(Self { values: vec![number], is_scalar: true });
        }
        value
            .extract::<Vec<f64>>()
            .map(|values| Self { values, is_scalar: false })
            .map_err(|_| errors::invalid(value.py(), complaint(field, value)))
    }
}

/// What is wrong with something that is no column: itself, or its first entry that is no number.
fn complaint(field: &str, value: &Bound<'_, PyAny>) -> String {
    let entries = value.try_iter().into_iter().flatten().flatten();
    let wrong = entries.enumerate().find(|(_, entry)| entry.extract::<f64>().is_err());
    let is_text = value.is_instance_of::<PyString>();
    match wrong.filter(|_| !is_text) {
        Some((row, entry)) => format!("{field} is {entry} in row {row}, but must be a number"),
        None => {
            let got = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            format!("{field} is a {got}, but must be a number or a one-dimensional column of numbers")
        }
    }
}

/// An `array.array` of `typecode` over `bytes`, which numpy reads without a copy.
pub(crate) fn array(py: Python<'_>, typecode: &str, bytes: &[u8]) -> PyResult<Py<PyAny>> {
    let array = py.import("array")?.getattr("array")?.call1((typecode,))?;
    array.call_method1("frombytes", (PyBytes::new(py, bytes),))?;
    Ok(array.unbind())
}

pub(crate) fn floats(py: Python<'_>, values: &[f64]) -> PyResult<Py<PyAny>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
    array(py, "d", &bytes)
}

pub(crate) fn counts(py: Python<'_>, values: &[u32]) -> PyResult<Py<PyAny>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
    array(py, "I", &bytes)
}
