//! Every error of the core as a JavaScript error whose message starts with the stable code.

use krarup::routing::{Command, Config, InteractionUpdate, NewContact, NewInteraction};
use krarup::staffing::StaffingError;
use napi::bindgen_prelude::Result;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) fn error(code: &str, message: impl std::fmt::Display) -> napi::Error {
    napi::Error::from_reason(format!("{code}\n{message}"))
}

pub(crate) fn staffing(problem: StaffingError) -> napi::Error {
    error(problem.code(), &problem)
}

pub(crate) fn invalid(message: impl std::fmt::Display) -> napi::Error {
    error("invalid_input", message)
}

/// JSON text of the caller's as what it should be; the error says where in it and what is wrong.
pub(crate) fn parsed<T: DeserializeOwned>(code: &str, what: &str, text: &str) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|problem| {
        let path = problem.path().to_string();
        let place = if path == "." { what.to_owned() } else { format!("{what}.{path}") };
        let told = problem.inner().to_string();
        // The text's lines and columns are ours, not the caller's.
        let told = told.split(" at line ").next().unwrap_or_default();
        error(code, format_args!("{place}: {told}"))
    })
}

/// A command. Its type loses the place of what is wrong in it, so that the parts that may be large are read once more.
pub(crate) fn command(text: &str) -> Result<Command> {
    parsed("invalid_command", "command", text).map_err(|whole| wrong_part(text).unwrap_or(whole))
}

fn wrong_part(command: &str) -> Option<napi::Error> {
    let mut fields: Map<String, Value> = serde_json::from_str(command).ok()?;
    let kind = fields.remove("type")?;
    let config = fields.get("config").map(Value::to_string);
    let (code, rest) = ("invalid_command", Value::Object(fields).to_string());
    match kind.as_str()? {
        "enqueue" => parsed::<NewInteraction>(code, "command", &rest).err(),
        "arrive" => parsed::<NewContact>(code, "command", &rest).err(),
        "update" => parsed::<InteractionUpdate>(code, "command", &rest).err(),
        "configure" => parsed::<Config>(code, "command.config", &config?).err(),
        _ => None,
    }
}

/// An object whose state is unknown after a panic inside: every further call is refused.
pub(crate) struct Guarded<T> {
    inner: T,
    is_poisoned: bool,
}

impl<T> Guarded<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner, is_poisoned: false }
    }

    pub(crate) fn with<R>(&mut self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        if self.is_poisoned {
            let message =
                "this object failed inside before; make a new one (a router: from a snapshot or log)";
            return Err(error("poisoned", message));
        }
        catch_unwind(AssertUnwindSafe(|| work(&mut self.inner))).unwrap_or_else(|_| {
            self.is_poisoned = true;
            Err(error("internal_panic", "krarup failed inside; this is a bug, please report it"))
        })
    }
}
