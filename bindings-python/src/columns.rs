//! Columns of numbers in and out: a number, a sequence, an array or a Series of any library.

use crate::errors;
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
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
        if let Some(values) = numbers_of_array(value) {
            return Ok(Self { values, is_scalar: false });
        }
        if value.getattr("ndim").and_then(|dimensions| dimensions.extract::<usize>()).is_ok_and(|d| d > 1) {
            return Err(fail());
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
                Err(_) if is_sparse && is_missing(&entry) => f64::NAN,
                Err(_) => {
                    let message = format!("{field} is {entry} in row {row}, but must be a number");
                    return Err(errors::invalid(value.py(), message));
                }
            });
        }
        Ok(Self { values, is_scalar: false })
    }
}

/// The entries of what offers itself as an array of numbers (numpy, pandas, Polars, pyarrow), all at once.
///
/// `None` where one of them is NaN: entry by entry a missing one is told from one that is no number.
fn numbers_of_array(value: &Bound<'_, PyAny>) -> Option<Vec<f64>> {
    let array = value.call_method0("__array__").ok()?;
    let kind = array.getattr("dtype").ok()?.getattr("kind").ok()?.extract::<char>().ok()?;
    if !matches!(kind, 'f' | 'i' | 'u') || array.getattr("ndim").ok()?.extract::<usize>().ok()? != 1 {
        return None;
    }
    let array = array.call_method1("astype", ("float64",)).ok()?;
    let values = PyBuffer::<f64>::get(&array).ok()?.to_vec(value.py()).ok()?;
    values.iter().all(|number| !number.is_nan()).then_some(values)
}

/// None, or what pandas and Arrow have in its place.
fn is_missing(entry: &Bound<'_, PyAny>) -> bool {
    let is = |attribute: &str, word: bool| {
        entry.getattr(attribute).and_then(|value| value.extract::<bool>()).is_ok_and(|value| value == word)
    };
    entry.is_none() || is("is_valid", false) || entry.get_type().name().is_ok_and(|name| name == "NAType")
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

static AS_ARRAY: PyOnceLock<Option<Py<PyAny>>> = PyOnceLock::new();

/// A numpy array, or an `array.array` where there is no numpy.
pub(crate) fn floats(py: Python<'_>, values: &[f64]) -> PyResult<Py<PyAny>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
    let array = array(py, "d", &bytes)?;
    let import = || py.import("numpy").and_then(|numpy| numpy.getattr("asarray")).ok().map(Bound::unbind);
    match AS_ARRAY.get_or_init(py, import) {
        Some(as_array) => as_array.call1(py, (array,)),
        None => Ok(array),
    }
}

/// An array of the caller's that takes a column.
pub(crate) struct Out {
    name: String,
    buffer: PyBuffer<f64>,
}

impl Out {
    pub(crate) fn read(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let buffer = PyBuffer::<f64>::get(value).ok();
        match buffer.filter(|buffer| buffer.dimensions() == 1 && !buffer.readonly()) {
            Some(buffer) => Ok(Self { name: name.to_owned(), buffer }),
            None => {
                let got = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
                let must = "a writable one-dimensional array of float64";
                Err(errors::invalid(value.py(), format!("out of {name} is a {got}, but must be {must}")))
            }
        }
    }

    /// Whether it has an entry for each row.
    pub(crate) fn check(&self, py: Python<'_>, rows: usize) -> PyResult<()> {
        let (name, length) = (&self.name, self.buffer.item_count());
        if length == rows {
            return Ok(());
        }
        Err(errors::invalid(py, format!("out of {name} has {length} entries, but must have {rows}")))
    }

    pub(crate) fn write(&self, py: Python<'_>, values: &[f64]) -> PyResult<()> {
        self.buffer.copy_from_slice(py, values)
    }
}
