//! A routing configuration tested like code: agents, queues, timed commands and the events expected of them.
//!
//! A scenario is JSON (`krarup-routing-scenarios/1` or `/2`): see the page "Test your routing like code" of the
//! project's documentation. [`run_scenario`] plays one on a fresh router, [`run_file`] all of a file.
//!
//! Version 1 has words of its own (`format`, `check`, `translate`); version 2 adds the router's, by their keys alone
//! (`words`), so that a command, an event or a configuration key that the router learns needs nothing here.
//!
//! Words: scenarios say *item* for an interaction and *reject* for a decline; times are whole seconds from the start.
//!
//! Imports `routing` and `time`; may be imported by hosts.

mod check;
mod compare;
mod format;
mod play;
mod run;
mod setup;
mod translate;
mod version;
mod version_1;
mod version_2;
mod words;

pub use compare::{Difference, ScenarioReport};
pub use run::{run_file, run_scenario};

use thiserror::Error;

/// A scenario is not written as the format says; nothing was run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("scenario {scenario:?} is not as the format says: {why}")]
pub struct ScenarioError {
    /// Its id, as far as it has one.
    pub scenario: String,
    /// Where and what, and what would be right.
    pub why: String,
}

impl ScenarioError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_scenario"
    }
}
