//! The recorder for Python: receipts in as JSON, records out.

use crate::errors::{self, Guarded, guarded};
use crate::records::{RawRecords, checked};
use krarup::recorder::Recorder;
use krarup::routing::{Config, Receipt};
use krarup::time::Timestamp;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The raw recorder behind `krarup.Recorder`.
#[pyclass(frozen, module = "krarup._krarup")]
pub(crate) struct RawRecorder(Guarded<Recorder>);

#[pymethods]
impl RawRecorder {
    #[new]
    fn new(py: Python<'_>, config: &str, at_us: i64) -> PyResult<Self> {
        guarded(py, || {
            let config: Config = errors::parsed(py, "invalid_config", "config", config)?;
            Ok(Self(Guarded::new(Recorder::new(&config, Timestamp::from_micros(at_us)))))
        })
    }

    fn record(&self, py: Python<'_>, receipt: &str) -> PyResult<()> {
        self.0.with(py, |core| {
            let receipt: Receipt = errors::parsed(py, "invalid_receipt", "receipt", receipt)?;
            core.record(&receipt).map_err(|error| errors::coded(py, error.code(), error.to_string()))
        })
    }

    #[staticmethod]
    fn restore(py: Python<'_>, snapshot: &[u8]) -> PyResult<Self> {
        guarded(py, || {
            let core = Recorder::restore(snapshot)
                .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(Self(Guarded::new(core)))
        })
    }

    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.0.with(py, |core| Ok(PyBytes::new(py, &core.snapshot())))
    }

    fn drain(&self, py: Python<'_>) -> PyResult<RawRecords> {
        self.0.with(py, |core| Ok(checked(core.drain())))
    }

    /// Everything not drained, what is open included; the recorder goes on.
    fn finish(&self, py: Python<'_>) -> PyResult<RawRecords> {
        self.0.with(py, |core| {
            let all = core.clone().finish();
            core.drain();
            Ok(checked(all))
        })
    }
}
