//! The router for Python. Configurations and commands cross as JSON text, which python/krarup/router.py makes of
//! dicts; receipts are read into dicts here, what else is seen of the router there.

use crate::batch::{self, Row};
use crate::errors::{self, Guarded, guarded};
use crate::records::Progress;
use krarup::routing::{Command, Config, Input, NewInteraction, Rejection, Router as Core, Telling, replay};
use krarup::time::Timestamp;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;

/// The JSON Schema of a configuration, as JSON.
#[pyfunction]
pub(crate) fn schema_of_config() -> &'static str {
    Config::schema()
}

/// The JSON Schema of a command, as JSON.
#[pyfunction]
pub(crate) fn schema_of_command() -> &'static str {
    Command::schema()
}

/// What can hardly be meant in a configuration, as JSON.
#[pyfunction]
pub(crate) fn lint_config(py: Python<'_>, config: &str) -> PyResult<String> {
    guarded(py, || {
        let config: Config = errors::parsed(py, "invalid_config", "config", config)?;
        config.check().map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
        to_json(py, &config.lint())
    })
}

/// What keeps everybody from an interaction for ever, as JSON.
#[pyfunction]
pub(crate) fn unmet_by_all(
    py: Python<'_>,
    config: &str,
    interaction: &str,
    limit: usize,
) -> PyResult<String> {
    guarded(py, || {
        let config: Config = errors::parsed(py, "invalid_config", "config", config)?;
        let interaction: NewInteraction = errors::parsed(py, "invalid_command", "interaction", interaction)?;
        let unmet = config.unmet(&interaction, limit);
        to_json(py, &unmet.map_err(|e| errors::reject(py, &e, None))?)
    })
}

/// A log under its own configuration and under another one: the report as JSON and as people read it.
#[pyfunction]
#[pyo3(signature = (inputs, config, progress = None))]
pub(crate) fn replay_log(
    py: Python<'_>,
    inputs: Vec<Vec<u8>>,
    config: Option<&str>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(String, String)> {
    guarded(py, || {
        let log = inputs.iter().map(|input| decode(py, input)).collect::<PyResult<Vec<_>>>()?;
        let config: Option<Config> =
            config.map(|config| errors::parsed(py, "invalid_config", "config", config)).transpose()?;
        let mut progress = Progress::new(progress);
        let report = py
            .detach(|| replay(&log, config.as_ref(), &mut |done, total| progress.show(done, total)))
            .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
        match progress.failed {
            Some(error) => Err(error),
            None => Ok((to_json(py, &report)?, report.to_string())),
        }
    })
}

/// The raw router behind `krarup.Router`.
#[pyclass(frozen, module = "krarup._krarup")]
pub(crate) struct RawRouter(Guarded<Core>);

pub(crate) fn to_json(py: Python<'_>, value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| errors::invalid(py, error.to_string()))
}

/// JSON of the router's as dicts and lists; never while the router is held, since objects made may let others run.
fn objects<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    guarded(py, || {
        let reader = jiter::PythonParse::default();
        reader.python_parse(py, json.as_bytes()).map_err(|error| errors::invalid(py, error.to_string()))
    })
}

fn rejected(py: Python<'_>, rejection: &Rejection) -> PyErr {
    let tick = rejection.tick.as_ref().and_then(|receipt| serde_json::to_string(receipt).ok());
    errors::reject(py, &rejection.reject, tick)
}

fn decode(py: Python<'_>, input: &[u8]) -> PyResult<Input> {
    Input::decode(input).map_err(|error| errors::coded(py, error.code(), error.to_string()))
}

#[pymethods]
impl RawRouter {
    #[new]
    fn new(py: Python<'_>, config: &str, at_us: i64) -> PyResult<Self> {
        guarded(py, || {
            let config: Config = errors::parsed(py, "invalid_config", "config", config)?;
            let core = Core::new(config, Timestamp::from_micros(at_us))
                .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(Self(Guarded::new(core)))
        })
    }

    #[staticmethod]
    fn restore(py: Python<'_>, snapshot: &[u8]) -> PyResult<Self> {
        guarded(py, || {
            let core = Core::restore(snapshot)
                .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(Self(Guarded::new(core)))
        })
    }

    #[staticmethod]
    fn from_log(py: Python<'_>, inputs: Vec<Vec<u8>>) -> PyResult<Self> {
        guarded(py, || {
            let log = inputs.iter().map(|input| decode(py, input)).collect::<PyResult<Vec<_>>>()?;
            let core =
                Core::from_log(log).map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(Self(Guarded::new(core)))
        })
    }

    fn apply<'py>(
        &self,
        py: Python<'py>,
        at_us: i64,
        command_id: Option<&str>,
        command: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let receipt = self.0.with(py, |core| {
            let command = errors::command(py, "command", command)?;
            let receipt = core
                .apply(Timestamp::from_micros(at_us), command_id, command)
                .map_err(|rejection| rejected(py, &rejection))?;
            to_json(py, &receipt)
        })?;
        objects(py, &receipt)
    }

    /// Nothing happens unless all of it can be read; other threads run while the router works.
    fn apply_batch<'py>(
        &self,
        py: Python<'py>,
        at_us: Vec<i64>,
        command_ids: Vec<Option<String>>,
        commands: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let outcomes = self.0.with(py, |core| {
            let commands = batch::read(py, commands)?;
            let rows = at_us.into_iter().zip(command_ids).zip(commands);
            let rows =
                rows.map(|((at_us, id), command)| Row { at: Timestamp::from_micros(at_us), id, command });
            let outcomes = py.detach(|| serde_json::to_string(&batch::apply(core, rows)));
            outcomes.map_err(|error| errors::invalid(py, error.to_string()))
        })?;
        objects(py, &outcomes)
    }

    fn tell(&self, py: Python<'_>, telling: &str) -> PyResult<()> {
        self.0.with(py, |core| {
            let telling: Telling = errors::parsed(py, "invalid_input", "telling", telling)?;
            core.tell(telling);
            Ok(())
        })
    }

    fn tick<'py>(&self, py: Python<'py>, at_us: i64) -> PyResult<Bound<'py, PyAny>> {
        let receipt = self.0.with(py, |core| {
            let receipt =
                core.tick(Timestamp::from_micros(at_us)).map_err(|rejection| rejected(py, &rejection))?;
            to_json(py, &receipt)
        })?;
        objects(py, &receipt)
    }

    fn next_deadline_us(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        self.0.with(py, |core| Ok(core.next_deadline().map(Timestamp::as_micros)))
    }

    fn view(&self, py: Python<'_>, what: &str, id: &str, limit: usize) -> PyResult<String> {
        self.0.with(py, |core| {
            let fail = |reject| errors::reject(py, &reject, None);
            match what {
                "explain" => to_json(py, &core.explain(id).map_err(fail)?),
                "agent" => to_json(py, core.agent(id).map_err(fail)?),
                "queue" => to_json(py, &core.queue(id).map_err(fail)?),
                "interaction" => to_json(py, core.interaction(id).map_err(fail)?),
                "estimate" => to_json(py, &core.estimate(id).map_err(fail)?),
                "interactions" => to_json(py, &core.interactions(Some(id), limit)),
                "self_service" => to_json(py, &core.self_service(Some(id), limit)),
                _ => to_json(py, &core.waiting(id, limit).map_err(fail)?),
            }
        })
    }

    fn overview(&self, py: Python<'_>) -> PyResult<String> {
        self.0.with(py, |core| to_json(py, &core.overview()))
    }

    #[pyo3(signature = (seq, index = None))]
    fn events_after(&self, py: Python<'_>, seq: u64, index: Option<usize>) -> PyResult<String> {
        self.0.with(py, |core| {
            let events = core
                .events_after(seq, index)
                .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            to_json(py, &events.collect::<Vec<_>>())
        })
    }

    fn estimate_for(&self, py: Python<'_>, interaction: &str) -> PyResult<String> {
        self.0.with(py, |core| {
            let new: NewInteraction = errors::parsed(py, "invalid_command", "interaction", interaction)?;
            let estimate = core.estimate_for(&new);
            to_json(py, &estimate.map_err(|reject| errors::reject(py, &reject, None))?)
        })
    }

    fn drain_inputs<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        self.0.with(py, |core| {
            let inputs =
                core.drain_inputs().map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
            Ok(inputs.iter().map(|input| PyBytes::new(py, &input.encode())).collect())
        })
    }

    fn replay<'py>(&self, py: Python<'py>, input: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let receipt = self.0.with(py, |core| {
            let receipt = core.replay(decode(py, input)?).map_err(|rejection| rejected(py, &rejection))?;
            to_json(py, &receipt)
        })?;
        objects(py, &receipt)
    }

    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.0.with(py, |core| Ok(PyBytes::new(py, &core.snapshot())))
    }

    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        self.0.with(py, |core| Ok(format!("{:032x}", core.digest())))
    }

    /// For tests: panics inside, while other threads may run or not.
    #[allow(clippy::panic, reason = "what it is for")]
    #[pyo3(signature = (detached = false))]
    fn _panic(&self, py: Python<'_>, detached: bool) -> PyResult<()> {
        self.0.with(py, |_| if detached { py.detach(|| panic!("asked to")) } else { panic!("asked to") })
    }

    /// For tests: calls `work` inside, as the collector may a finaliser.
    fn _call(&self, py: Python<'_>, work: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.with(py, |_| work.call0().map(|_| ()))
    }
}
