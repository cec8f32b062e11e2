//! The recorder for Python: receipts in as JSON, records out.

use crate::errors::{self, guarded};
use crate::records::{RawRecords, checked};
use krarup::recorder::Recorder;
use krarup::routing::{Config, Receipt};
use krarup::time::Timestamp;
use pyo3::prelude::*;

/// The raw recorder behind `krarup.Recorder`.
#[pyclass(module = "krarup._krarup")]
pub(crate) struct RawRecorder(Recorder);

#[pymethods]
impl RawRecorder {
    #[new]
    fn new(py: Python<'_>, config: &str, at_us: i64) -> PyResult<Self> {
        guarded(py, || {
            let config: Config = serde_json::from_str(config)
                .map_err(|error| errors::coded(py, "invalid_config", error.to_string()))?;
            Ok(Self(Recorder::new(&config, Timestamp::from_micros(at_us))))
        })
    }

    fn record(&mut self, py: Python<'_>, receipt: &str) -> PyResult<()> {
        guarded(py, || {
            let receipt: Receipt = serde_json::from_str(receipt)
                .map_err(|error| errors::coded(py, "invalid_receipt", error.to_string()))?;
            self.0.record(&receipt).map_err(|error| errors::coded(py, error.code(), error.to_string()))
        })
    }

    fn drain(&mut self, py: Python<'_>) -> PyResult<RawRecords> {
        guarded(py, || Ok(checked(self.0.drain())))
    }

    /// Everything not drained, what is open included; the recorder goes on.
    fn finish(&mut self, py: Python<'_>) -> PyResult<RawRecords> {
        guarded(py, || {
            let all = self.0.clone().finish();
            self.0.drain();
            Ok(checked(all))
        })
    }
}
