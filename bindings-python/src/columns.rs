//! Columns of numbers in and out: a number, a sequence or anything with the buffer protocol.

use crate::errors;
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyString};

/// A column as it came in: one number for all rows, or one a row.
pub(crate) struct Column {
    pub(crate) values: Vec<f64>,
    pub(crate) is_scalar: bool,
}

impl Column {
    pub(crate) fn read(field: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_any(field, value, false)
    }

    /// As `read`; entries may be None, which become NaN.
    pub(crate) fn read_sparse(field: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_any(field, value, true)
    }

    pub(crate) fn read_given(field: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Self>> {
        value.map(|value| Self::read(field, value)).transpose()
    }

    fn from_any(field: &str, value: &Bound<'_, PyAny>, is_sparse: bool) -> PyResult<Self> {
        let fail = || errors::invalid(value.py(), complaint(field, value));
        // Their bytes are numbers too, but never meant as such.
        if value.is_instance_of::<PyString>()
            || value.is_instance_of::<PyBytes>()
            || value.is_instance_of::<PyByteArray>()
        {
            return Err(fail());
        }
        if let Ok(buffer) = PyBuffer::<f64>::get(value)
            && buffer.dimensions() == 1
        {
            return Ok(Self { values: buffer.to_vec(value.py())?, is_scalar: false });
        }
        // An array of one entry converts to a number, but is a column all the same.
        if value.len().is_err()
            && let Ok(number) = value.extract::<f64>()
        {
            return Ok(Self { values: vec![number], is_scalar: true });
        }
        let mut values = Vec::new();
        for (row, entry) in value.try_iter().map_err(|_| fail())?.enumerate() {
            let entry = entry?;
            values.push(match entry.extract::<f64>() {
                Ok(number) => number,
                Err(_) if is_sparse && entry.is_none() => f64::NAN,
                Err(_) => {
                    let message = format!("{field} is {entry} in row {row}, but must be a number");
                    return Err(errors::invalid(value.py(), message));
                }
            });
        }
        Ok(Self { values, is_scalar: false })
    }
}

/// What is wrong with something that is no column.
fn complaint(field: &str, value: &Bound<'_, PyAny>) -> String {
    let got = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    format!("{field} is a {got}, but must be a number or a one-dimensional column of numbers")
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
