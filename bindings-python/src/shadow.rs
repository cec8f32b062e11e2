//! The shadow for Python. Configurations, commands and comparisons cross as JSON text; python/krarup/shadow.py turns
//! them into dicts.

use crate::errors::{self, Guarded, guarded};
use crate::routing::to_json;
use krarup::routing::{Command, Config, Shadow, ShadowOptions};
use krarup::time::{Span, Timestamp};
use pyo3::prelude::*;

/// The raw shadow behind `krarup.Shadow`.
#[pyclass(frozen, module = "krarup._krarup")]
pub(crate) struct RawShadow(Guarded<Shadow>);

#[pymethods]
impl RawShadow {
    #[new]
    fn new(
        py: Python<'_>,
        config: &str,
        at_us: i64,
        tolerance_us: Option<i64>,
        log_limit: Option<usize>,
    ) -> PyResult<Self> {
        guarded(py, || {
            let config: Config = errors::parsed(py, "invalid_config", "config", config)?;
            let usual = ShadowOptions::default();
            let options = ShadowOptions {
                tolerance: tolerance_us.map_or(usual.tolerance, Span::from_micros),
                log_limit: log_limit.unwrap_or(usual.log_limit),
            };
            let core = Shadow::new(config, Timestamp::from_micros(at_us), options)
                .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(Self(Guarded::new(core)))
        })
    }

    fn apply(&self, py: Python<'_>, at_us: i64, command_id: Option<&str>, command: &str) -> PyResult<String> {
        self.0.with(py, |core| {
            let command: Command = errors::parsed(py, "invalid_command", "command", command)?;
            let ended = core.apply(Timestamp::from_micros(at_us), command_id, command);
            to_json(py, &ended.map_err(|reject| errors::reject(py, &reject, None))?)
        })
    }

    fn decided(
        &self,
        py: Python<'_>,
        at_us: i64,
        interaction: &str,
        agent: Option<&str>,
        reason: Option<&str>,
    ) -> PyResult<String> {
        self.0.with(py, |core| {
            let compared = core.decided(Timestamp::from_micros(at_us), interaction, agent, reason);
            to_json(py, &compared.map_err(|reject| errors::reject(py, &reject, None))?)
        })
    }

    fn report(&self, py: Python<'_>) -> PyResult<(String, String)> {
        self.0.with(py, |core| {
            let report = core.report();
            Ok((to_json(py, &report)?, report.to_string()))
        })
    }
}
