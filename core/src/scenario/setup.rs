//! The setup of version 2: a configuration in the words and units of scenarios, laid over another by id.

use super::words::{message, routers, seconds};
use crate::routing::{AgentConfig, Config, ConfigErrors, QueueConfig};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A setup in the router's words and units.
pub(super) fn read_setup(given: &Value, path: &str) -> Result<Map<String, Value>, String> {
    let Value::Object(setup) = routers(given, path, "")? else {
        return Err(format!("{path} must be an object"));
    };
    for list in ["agents", "queues"] {
        let entries = match setup.get(list) {
            None => continue,
            Some(Value::Array(entries)) => entries,
            Some(_) => return Err(format!("{path}.{list} must be a list")),
        };
        if let Some(at) = entries.iter().position(|entry| id_of(entry).is_none()) {
            return Err(format!("{path}.{list}[{at}] has no id"));
        }
    }
    for (list, entries) in &setup {
        let mut ids = BTreeSet::new();
        let twice = ids_of(entries).and_then(|all| all.into_iter().find(|id| !ids.insert(id.to_owned())));
        if let Some(id) = twice {
            return Err(format!("{path}.{list} has the id {id:?} twice"));
        }
    }
    Ok(setup)
}

/// A setup with another over it: lists of things that have ids by id, each of their keys as a whole; else key by key.
pub(super) fn extended(mut setup: Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    for (key, value) in over {
        match (setup.get_mut(key), value) {
            (Some(Value::Array(known)), Value::Array(new))
                if known.iter().chain(new).all(|entry| id_of(entry).is_some()) =>
            {
                for entry in new {
                    match (known.iter_mut().find(|one| id_of(one) == id_of(entry)), entry) {
                        (Some(Value::Object(known)), Value::Object(entry)) => known.extend(entry.clone()),
                        _ => known.push(entry.clone()),
                    }
                }
            }
            _ => {
                setup.insert(key.clone(), value.clone());
            }
        }
    }
    setup
}

fn id_of(entry: &Value) -> Option<&str> {
    entry.get("id").and_then(Value::as_str)
}

/// The ids of a list whose entries all have one.
pub(super) fn ids_of(list: &Value) -> Option<Vec<&str>> {
    list.as_array()?.iter().map(id_of).collect()
}

/// A setup as the router reads it. An agent of a scenario is available unless it says otherwise.
pub(super) fn config(setup: &Map<String, Value>, path: &str) -> Result<Config, String> {
    let mut setup = setup.clone();
    let mut list = |key: &str| match setup.insert(key.to_owned(), json!([])) {
        Some(Value::Array(entries)) => Ok(entries),
        _ => Err(format!("{path} has no {key}")),
    };
    let (agents, queues) = (list("agents")?, list("queues")?);
    let mut config: Config = parsed(setup.into(), path)?;
    let at = |list: &str, entry: &Value| format!("{path}.{list}[{:?}]", id_of(entry).unwrap_or_default());
    for mut agent in agents {
        let at = at("agents", &agent);
        if let Some(agent) = agent.as_object_mut() {
            agent.entry("presence").or_insert(json!("available"));
        }
        config.agents.push(parsed::<AgentConfig>(agent, &at)?);
    }
    for queue in queues {
        let at = at("queues", &queue);
        config.queues.push(parsed::<QueueConfig>(queue, &at)?);
    }
    Ok(config)
}

pub(super) fn parsed<T: DeserializeOwned>(value: Value, path: &str) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("{path}: {}", message(&error.to_string())))
}

/// The problems of a configuration with their times in seconds.
pub(super) fn in_seconds(errors: &ConfigErrors) -> String {
    let lines = errors.0.iter().map(|error| {
        let (path, value) = match (error.path.strip_suffix("_us"), error.value.parse::<i64>()) {
            (Some(stem), Ok(micros)) => (format!("{stem}_s"), seconds(micros, false).to_string()),
            (Some(stem), Err(_)) => (format!("{stem}_s"), error.value.clone()),
            (None, _) => (error.path.clone(), error.value.clone()),
        };
        format!("setup.{path} is {value}, but {}", error.why)
    });
    lines.collect::<Vec<_>>().join("\n")
}
