//! Every error of the core as a Python exception with a stable `.code`.

use krarup::routing::{Command, Config, InteractionUpdate, NewContact, NewInteraction, Reject};
use krarup::staffing::StaffingError;
use pyo3::exceptions::{PyException, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyDict, PyTuple, PyType};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LockResult, Mutex, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

/// The exception classes, made once when the module is imported.
struct Classes {
    base: Py<PyType>,
    invalid_input: Py<PyType>,
    unstable: Py<PyType>,
    infeasible: Py<PyType>,
    reject: Py<PyType>,
}

static CLASSES: OnceLock<Classes> = OnceLock::new();

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let make = |name: &str, bases: Bound<'_, PyTuple>| -> PyResult<Py<PyType>> {
        let namespace = PyDict::new(py);
        namespace.set_item("__module__", "krarup")?;
        let class = py.get_type::<PyType>().call1((name, bases, namespace))?.cast_into::<PyType>()?;
        module.add(name, &class)?;
        Ok(class.unbind())
    };
    let base = make("KrarupError", PyTuple::new(py, [py.get_type::<PyException>()])?)?;
    let under = |name: &str| make(name, PyTuple::new(py, [base.bind(py)])?);
    let classes = Classes {
        invalid_input: make(
            "InvalidInputError",
            PyTuple::new(py, [base.bind(py), &py.get_type::<PyValueError>()])?,
        )?,
        unstable: under("UnstableError")?,
        infeasible: under("InfeasibleError")?,
        reject: under("RejectError")?,
        base: base.clone_ref(py),
    };
    let _ = CLASSES.set(classes);
    Ok(())
}

fn raise(py: Python<'_>, class: Option<&Py<PyType>>, code: &str, message: String) -> PyErr {
    let Some(class) = class else { return PyException::new_err(message) };
    let made = class.bind(py).call1((message,)).and_then(|error| {
        error.setattr("code", code)?;
        Ok(PyErr::from_value(error))
    });
    made.unwrap_or_else(|error| error)
}

pub(crate) fn staffing(py: Python<'_>, error: &StaffingError) -> PyErr {
    let classes = CLASSES.get();
    let class = classes.map(|classes| match error.code() {
        "invalid_input" => &classes.invalid_input,
        "unstable" => &classes.unstable,
        "infeasible" => &classes.infeasible,
        _ => &classes.base,
    });
    raise(py, class, error.code(), error.to_string())
}

pub(crate) fn invalid(py: Python<'_>, message: String) -> PyErr {
    raise(py, CLASSES.get().map(|classes| &classes.invalid_input), "invalid_input", message)
}

/// An `InvalidInputError` with the core's own code.
pub(crate) fn coded(py: Python<'_>, code: &str, message: String) -> PyErr {
    raise(py, CLASSES.get().map(|classes| &classes.invalid_input), code, message)
}

/// JSON text of the caller's as what it should be; the error says where in it and what is wrong.
pub(crate) fn parsed<T: DeserializeOwned>(py: Python<'_>, code: &str, what: &str, text: &str) -> PyResult<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|problem| {
        let path = problem.path().to_string();
        let place = match path.as_str() {
            "." => what.to_owned(),
            list if list.starts_with('[') => format!("{what}{list}"),
            field => format!("{what}.{field}"),
        };
        let told = problem.inner().to_string();
        // The text's lines and columns are ours, not the caller's.
        let told = told.split(" at line ").next().unwrap_or_default();
        coded(py, code, format!("{place}: {told}"))
    })
}

/// A command. Its type loses the place of what is wrong in it, so that the parts that may be large are read once more.
pub(crate) fn command(py: Python<'_>, what: &str, text: &str) -> PyResult<Command> {
    parsed(py, "invalid_command", what, text).map_err(|whole| wrong_part(py, what, text).unwrap_or(whole))
}

fn wrong_part(py: Python<'_>, what: &str, command: &str) -> Option<PyErr> {
    let mut fields: Map<String, Value> = serde_json::from_str(command).ok()?;
    let kind = fields.remove("type")?;
    let config = fields.get("config").map(Value::to_string);
    let (code, rest) = ("invalid_command", Value::Object(fields).to_string());
    match kind.as_str()? {
        "enqueue" => parsed::<NewInteraction>(py, code, what, &rest).err(),
        "arrive" => parsed::<NewContact>(py, code, what, &rest).err(),
        "update" => parsed::<InteractionUpdate>(py, code, what, &rest).err(),
        "configure" => parsed::<Config>(py, code, &format!("{what}.config"), &config?).err(),
        _ => None,
    }
}

/// A `RejectError`; its `tick` is the receipt of the tick that came before, as JSON.
pub(crate) fn reject(py: Python<'_>, reject: &Reject, tick: Option<String>) -> PyErr {
    let error = raise(py, CLASSES.get().map(|classes| &classes.reject), reject.code(), reject.to_string());
    match error.value(py).setattr("_tick", tick) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// An object whose state is unknown after a panic inside: every further call is refused. Threads take turns.
pub(crate) struct Guarded<T> {
    inner: Mutex<Inner<T>>,
    /// The thread whose turn it is.
    inside: Mutex<Option<ThreadId>>,
}

struct Inner<T> {
    value: T,
    is_poisoned: bool,
}

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { inner: Mutex::new(Inner { value, is_poisoned: false }), inside: Mutex::new(None) }
    }

    pub(crate) fn with<R>(&self, py: Python<'_>, work: impl FnOnce(&mut T) -> PyResult<R>) -> PyResult<R> {
        // Python's collector may run a finaliser on this very thread, which would wait for itself.
        let this = Some(thread::current().id());
        if *locked(self.inside.lock()) == this {
            return Err(PyRuntimeError::new_err("a call from inside another call of the same object"));
        }
        let mut inner = locked(self.inner.lock_py_attached(py));
        *locked(self.inside.lock()) = this;
        let result = inner.with(py, work);
        *locked(self.inside.lock()) = None;
        result
    }
}

impl<T> Inner<T> {
    fn with<R>(&mut self, py: Python<'_>, work: impl FnOnce(&mut T) -> PyResult<R>) -> PyResult<R> {
        if self.is_poisoned {
            let message =
                "this object failed inside before; make a new one (a router: from a snapshot or log)";
            return Err(raise(
                py,
                CLASSES.get().map(|classes| &classes.base),
                "poisoned",
                message.to_owned(),
            ));
        }
        self.is_poisoned = true;
        let mut returned = false;
        let result = guarded(py, || {
            let result = work(&mut self.value);
            returned = true;
            result
        });
        self.is_poisoned = !returned;
        result
    }
}

/// What a lock holds; no panic gets past `guarded`, which keeps count of them.
fn locked<G>(lock: LockResult<G>) -> G {
    lock.unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work`; a panic in it becomes a `KrarupError` with code `internal_panic`.
pub(crate) fn guarded<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "krarup failed inside; this is a bug, please report it".to_owned();
        Err(raise(py, CLASSES.get().map(|classes| &classes.base), "internal_panic", message))
    })
}
