use super::command::Command;
use super::config::Config;
use super::config_check::ConfigErrors;
use super::reject::Reject;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Everything that changes state, in order; `Vec<Input>` is the log that replays to the bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// 0 for the configuration, then one more each.
    pub seq: u64,
    /// The instant it took effect.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// The given clock ran backwards and was moved to `at`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clamped: bool,
    /// What it was.
    pub step: Step,
}

/// What an input was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The configuration.
    Configure(Box<Config>),
    /// A command, after a tick to its instant.
    Command {
        /// Its id, by which a repetition is known.
        id: Option<String>,
        /// The command.
        command: Command,
    },
    /// Time passed (also: a refused command).
    Tick,
}

const VERSION: u8 = 1;

/// Bytes are not an input or a snapshot of this library.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Written by another version.
    #[error("the first byte is {found}, but must be {VERSION}, the version of the encoding")]
    UnknownVersion {
        /// The first byte.
        found: u8,
    },
    /// Damaged.
    #[error("not a valid encoding: {detail}")]
    Malformed {
        /// What the decoder met.
        detail: String,
    },
}

impl DecodeError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownVersion { .. } => "unknown_encoding_version",
            Self::Malformed { .. } => "malformed_encoding",
        }
    }
}

/// Inputs were not drained in time: a log with them missing does not replay.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "inputs {first} to {last} were forgotten, as limits.buffered_inputs is {limit}; begin a new log from a \
     snapshot, and drain more often"
)]
pub struct InputsLost {
    /// Number of the first.
    pub first: u64,
    /// Number of the last.
    pub last: u64,
    /// The limit.
    pub limit: usize,
}

impl InputsLost {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "inputs_lost"
    }
}

/// A log does not replay.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum LogError {
    /// It is empty or begins in the middle.
    #[error("a log must begin with input 0, the configuration")]
    NoConfiguration,
    /// Its configuration is refused.
    #[error("input 0 is refused: {0}")]
    Config(ConfigErrors),
    /// An input is refused.
    #[error("input {seq} is refused: {reject}")]
    Refused {
        /// Its number.
        seq: u64,
        /// Why.
        reject: Reject,
    },
}

impl LogError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_log"
    }
}

impl Input {
    /// One version byte, then JSON: readable with any tool, and stable.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// The input that [`Input::encode`] wrote.
    ///
    /// # Errors
    /// `unknown_encoding_version`, `malformed_encoding`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode(bytes)
    }
}

pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    // Only maps with keys that are no strings can fail, and there are none.
    let _ = serde_json::to_writer(&mut bytes, value);
    bytes
}

pub(crate) fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, DecodeError> {
    match bytes.split_first() {
        Some((&VERSION, json)) => {
            serde_json::from_slice(json).map_err(|error| DecodeError::Malformed { detail: error.to_string() })
        }
        Some((&found, _)) => Err(DecodeError::UnknownVersion { found }),
        None => Err(DecodeError::Malformed { detail: "there are no bytes".to_owned() }),
    }
}
