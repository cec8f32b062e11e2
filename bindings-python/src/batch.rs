//! Many commands in one call: they cross as one JSON text, and so does what came of them.

use crate::errors;
use krarup::routing::{Command, Receipt, Router};
use krarup::time::Timestamp;
use pyo3::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// One command of a batch.
pub(crate) struct Row {
    pub(crate) at: Timestamp,
    pub(crate) id: Option<String>,
    pub(crate) command: Command,
}

/// What came of a command.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Outcome {
    Applied(Receipt),
    Refused { code: &'static str, message: String, tick: Option<Box<Receipt>> },
}

/// The commands of a batch; the error says which is wrong, and where.
pub(crate) fn read(py: Python<'_>, text: &str) -> PyResult<Vec<Command>> {
    py.detach(|| serde_json::from_str(text)).or_else(|_| {
        let commands: Vec<Value> = errors::parsed(py, "invalid_command", "commands", text)?;
        let read = |(row, command): (usize, Value)| {
            errors::command(py, &format!("commands[{row}]"), &command.to_string())
        };
        commands.into_iter().enumerate().map(read).collect()
    })
}

/// Applies commands one after the other; a refused one does not stop the rest.
pub(crate) fn apply(core: &mut Router, rows: impl Iterator<Item = Row>) -> Vec<Outcome> {
    rows.map(|Row { at, id, command }| match core.apply(at, id.as_deref(), command) {
        Ok(receipt) => Outcome::Applied(receipt),
        Err(rejection) => Outcome::Refused {
            code: rejection.code(),
            message: rejection.reject.to_string(),
            tick: rejection.tick,
        },
    })
    .collect()
}
