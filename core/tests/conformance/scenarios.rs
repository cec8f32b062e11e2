use crate::outcome::Failure;
use serde_json::Value;

/// Runs one routing scenario; `shared` is the file's own setup.
pub(crate) fn run_scenario(_scenario: &Value, _shared: Option<&Value>) -> Result<(), Failure> {
    Err(Failure::Unsupported("routing scenarios".to_owned()))
}
