use super::ScenarioError;
use super::compare::{ScenarioReport, compare};
use super::version::Version;
use serde_json::Value;
use std::collections::BTreeSet;

/// Plays a scenario on a fresh router and compares what happened with what it expects.
///
/// `shared` is the setup that a file gives to all of its scenarios; the scenario's own extends it by id. The scenario
/// is of version 1 unless its `schema` says `krarup-routing-scenarios/2`.
///
/// # Errors
/// `invalid_scenario` when it is not written as the format says; nothing is compared then. A scenario that fails is
/// no error: its report says so.
///
/// ```
/// use krarup::scenario::run_scenario;
/// let scenario = serde_json::json!({
///     "schema": "krarup-routing-scenarios/2",
///     "id": "X1", "name": "a transfer keeps the age",
///     "setup": { "agents": [{ "id": "ann", "queues": ["b"], "state": "paused" }],
///                "queues": [{ "id": "a" }, { "id": "b" }] },
///     "steps": [{ "t": 0, "do": "enqueue", "item": "old", "queue": "a" },
///               { "t": 5, "do": "enqueue", "item": "new", "queue": "b" },
///               { "t": 9, "do": "transfer", "item": "old", "queue": "b" },
///               { "t": 10, "do": "set_presence", "agent": "ann", "presence": "available" }],
///     "observe": ["offer_made"],
///     "expect": [{ "t": 10, "ev": "offer_made", "item": "old", "why": { "candidates": 1 } }],
/// });
/// assert!(run_scenario(&scenario, None)?.has_passed());
/// # Ok::<(), krarup::scenario::ScenarioError>(())
/// ```
pub fn run_scenario(scenario: &Value, shared: Option<&Value>) -> Result<ScenarioReport, ScenarioError> {
    run(scenario, shared, None)
}

/// Plays every scenario of a file (JSON text); each comes out by itself, in the file's order.
///
/// # Errors
/// `invalid_scenario` when the file is no JSON object of schema `krarup-routing-scenarios/1` or `…/2` with a list of
/// scenarios, or two have the same id.
pub fn run_file(file: &str) -> Result<Vec<Result<ScenarioReport, ScenarioError>>, ScenarioError> {
    let wrong = |why: String| ScenarioError { scenario: "(file)".to_owned(), why };
    let file: Value = serde_json::from_str(file).map_err(|error| wrong(error.to_string()))?;
    let version = Version::of(&file).map_err(wrong)?;
    let absent =
        "schema is absent, but must be \"krarup-routing-scenarios/1\" or \"krarup-routing-scenarios/2\"";
    let version = version.ok_or_else(|| wrong(absent.to_owned()))?;
    let scenarios = file.get("scenarios").and_then(Value::as_array);
    let scenarios = scenarios.ok_or_else(|| wrong("scenarios must be a list".to_owned()))?;
    let mut ids = BTreeSet::new();
    for id in scenarios.iter().filter_map(|scenario| scenario.get("id")?.as_str()) {
        if !ids.insert(id) {
            return Err(wrong(format!("two scenarios have the id {id:?}")));
        }
    }
    Ok(scenarios.iter().map(|scenario| run(scenario, file.get("setup"), Some(version))).collect())
}

/// `version` is the file's, where there is one.
fn run(
    scenario: &Value,
    shared: Option<&Value>,
    version: Option<Version>,
) -> Result<ScenarioReport, ScenarioError> {
    let id = scenario.get("id").and_then(Value::as_str).unwrap_or("(no id)").to_owned();
    let play = || -> Result<ScenarioReport, String> {
        let own = Version::of(scenario)?;
        if let (Some(own), Some(version)) = (own, version)
            && own != version
        {
            return Err("schema is not the file's".to_owned());
        }
        let stated = own.or(version);
        let mut scenario = scenario.clone();
        if let Some(map) = scenario.as_object_mut() {
            map.remove("schema");
        }
        let play = stated.unwrap_or(Version::One).read(&scenario, shared).map_err(|why| {
            let is_about_words = stated.is_none() && why.contains("unknown ");
            let hint = if is_about_words {
                "; the router's own words need \"schema\": \"krarup-routing-scenarios/2\""
            } else {
                ""
            };
            why + hint
        })?;
        compare(&play, play.until(i64::MAX)?)
    };
    play().map_err(|why| ScenarioError { scenario: id, why })
}
