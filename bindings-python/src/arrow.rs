//! Tables in and out through the Arrow C stream interface: the only unsafe code of this project.

use crate::errors;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, StructArray};
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Arc;

const STREAM: &CStr = c"arrow_array_stream";

/// The batches of anything with `__arrow_c_stream__`: a pandas, Polars or pyarrow table; a table without
/// rows is one batch without rows, so that its columns are known.
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
    let stream = unsafe { std::ptr::replace(pointer.as_ptr().cast::<Stream>(), Stream::released()) };
    stream.batches().map_err(|error| fail(format!("{name} cannot be read: {error}")))
}

/// ArrowArrayStream of the C stream interface.
#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut FFI_ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut FFI_ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private_data: *mut c_void,
}

/// The first fields of ArrowArray of the C data interface.
#[repr(C)]
struct RawArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut RawArray,
}

impl Stream {
    fn released() -> Self {
        Self {
            get_schema: None,
            get_next: None,
            get_last_error: None,
            release: None,
            private_data: std::ptr::null_mut(),
        }
    }

    fn batches(mut self) -> Result<Vec<RecordBatch>, ArrowError> {
        let schema = Arc::new(self.schema()?);
        let mut batches = Vec::new();
        while let Some(array) = self.next_array()? {
            let array = without_null_buffers(array, &schema);
            // SAFETY: the producer filled the array in by the interface, and says that it is of its schema.
            #[allow(unsafe_code)]
            let data = unsafe { from_ffi_and_data_type(array, DataType::Struct(schema.fields().clone())) }?;
            batches.push(RecordBatch::from(StructArray::from(data)));
        }
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        Ok(batches)
    }

    fn schema(&mut self) -> Result<Schema, ArrowError> {
        let mut schema = FFI_ArrowSchema::empty();
        let get_schema = self.callback(self.get_schema)?;
        // SAFETY: the callback belongs to this stream, which is not released.
        #[allow(unsafe_code)]
        let code = unsafe { get_schema(self, &mut schema) };
        self.succeeded(code)?;
        Schema::try_from(&schema)
    }

    /// `None` at the end.
    fn next_array(&mut self) -> Result<Option<FFI_ArrowArray>, ArrowError> {
        let mut array = FFI_ArrowArray::empty();
        let get_next = self.callback(self.get_next)?;
        // SAFETY: as for the schema.
        #[allow(unsafe_code)]
        let code = unsafe { get_next(self, &mut array) };
        self.succeeded(code)?;
        Ok((!array.is_released()).then_some(array))
    }

    fn callback<F>(&self, callback: Option<F>) -> Result<F, ArrowError> {
        let released = || ArrowError::CDataInterface("the stream was read before".to_owned());
        callback.filter(|_| self.release.is_some()).ok_or_else(released)
    }

    fn succeeded(&mut self, code: c_int) -> Result<(), ArrowError> {
        if code == 0 {
            return Ok(());
        }
        // SAFETY: the message is null or a text that is valid until the next call on the stream.
        #[allow(unsafe_code)]
        let message = unsafe {
            let message = self.get_last_error.map_or(std::ptr::null(), |get| get(self));
            (!message.is_null()).then(|| CStr::from_ptr(message).to_string_lossy().into_owned())
        };
        Err(ArrowError::CDataInterface(message.unwrap_or_else(|| format!("error {code}"))))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: it is released once: the callback sets `release` to null, and the capsule's copy is null.
            #[allow(unsafe_code)]
            unsafe {
                release(self);
            }
        }
    }
}

/// Columns of nothing but nulls have no buffer by the interface. Polars gives them an empty one, which
/// the reader would refuse.
fn without_null_buffers(mut array: FFI_ArrowArray, schema: &Schema) -> FFI_ArrowArray {
    let raw = (&raw mut array).cast::<RawArray>();
    for (index, field) in schema.fields().iter().enumerate().take(array.num_children()) {
        if field.data_type() == &DataType::Null {
            // SAFETY: RawArray is what the interface lays down for ArrowArray, and there are that many children.
            #[allow(unsafe_code)]
            unsafe {
                (**(*raw).children.add(index)).n_buffers = 0;
            }
        }
    }
    array
}

/// A table as the capsule that `__arrow_c_stream__` returns.
pub(crate) fn export<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}
