//! Tables in and out through the Arrow C stream interface: the only unsafe code of this project.

use crate::errors;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const STREAM: &std::ffi::CStr = c"arrow_array_stream";

/// The batches of anything with `__arrow_c_stream__`: a pandas, Polars or pyarrow table.
pub(crate) fn read(table: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<RecordBatch>> {
    let py = table.py();
    let fail = |message: String| errors::invalid(py, message);
    if !table.hasattr("__arrow_c_stream__")? {
        let got = table.get_type().name()?;
        return Err(fail(format!(
            "{name} is a {got}, but must be Records or a table with __arrow_c_stream__, such as a DataFrame of pandas or Polars"
        )));
    }
    let capsule = table.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds a valid ArrowArrayStream by the Arrow PyCapsule protocol; it is
    // moved out (its release set to null), so that the capsule does not release it a second time.
    #[allow(unsafe_code)]
    let reader =
        unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr().cast::<FFI_ArrowArrayStream>()) };
    let reader = reader.map_err(|error| fail(format!("{name} cannot be read: {error}")))?;
    reader.collect::<Result<_, _>>().map_err(|error| fail(format!("{name} cannot be read: {error}")))
}

/// A table as the capsule that `__arrow_c_stream__` returns.
pub(crate) fn export<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}
