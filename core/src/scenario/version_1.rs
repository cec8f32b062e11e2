//! A scenario of version 1 made ready to play.

use super::check::{Names, normalised};
use super::format::{Action, Agent, Never, Queue, Scenario, Setup};
use super::play::{Act, Play, TimedStep};
use super::version::Version;
use crate::routing::Config;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) fn read(scenario: &Value, shared: Option<&Value>) -> Result<Play, String> {
    let scenario: Scenario = parsed(normalised(scenario, "scenario")?, "scenario")?;
    let shared: Setup = match shared {
        Some(setup) => parsed(normalised(setup, "the file's setup")?, "the file's setup")?,
        None => Setup::default(),
    };
    let own = &scenario.setup;
    let agents: Vec<Agent> = extended(&shared.agents, &own.agents, "agents")?;
    let queues: Vec<Queue> = extended(&shared.queues, &own.queues, "queues")?;
    let mut timed: Vec<(i64, usize, Map<String, Value>, Action)> = Vec::new();
    for (place, given) in scenario.steps.iter().enumerate() {
        let mut rest = given.clone();
        let t = rest.remove("t").and_then(|t| t.as_i64()).filter(|t| *t >= 0);
        let t = t.ok_or_else(|| format!("steps[{place}].t must be a whole second, at least 0"))?;
        timed.push((t, place, given.clone(), parsed(rest.into(), &format!("steps[{place}]"))?));
    }
    let selects_by_score = queues.iter().any(|queue| {
        let keys = queue.selection.as_ref().and_then(Value::as_array);
        keys.is_some_and(|keys| keys.contains(&json!("selector_score")))
    });
    let names = Names::new(
        agents.iter().map(|agent| agent.id.clone()).collect(),
        queues.iter().map(|queue| queue.id.clone()).collect(),
        timed.iter().map(|(.., action)| action),
        selects_by_score,
    );
    timed.iter().try_for_each(|(_, place, _, action)| names.check(*place, action))?;
    names.check_expected(&scenario)?;
    let mut steps = Vec::new();
    for (t, place, given, action) in timed {
        let command = parsed(action.command(), &format!("steps[{place}]"))?;
        steps.push(TimedStep { t, place, given, id: None, act: Act::Command(Box::new(command)) });
    }
    let basis = own.idle_basis.as_ref().or(shared.idle_basis.as_ref());
    let config = json!({
        "agents": agents.iter().map(Agent::config).collect::<Result<Vec<_>, _>>()?,
        "queues": queues.iter().map(Queue::config).collect::<Result<Vec<_>, _>>()?,
        "idle_basis": basis.unwrap_or(&json!("last_contact_end")),
    });
    let config: Config = parsed(config, "setup")?;
    config.check().map_err(|errors| errors.to_string())?;
    Ok(Play {
        id: scenario.id,
        version: Version::One,
        config,
        setup: Map::new(),
        steps,
        run_until: scenario.run_until,
        observe: scenario.observe.iter().map(|kind| kind.name().to_owned()).collect(),
        expect: scenario.expect.into_iter().map(Value::Object).collect(),
        never: scenario.never.iter().map(Never::keys).collect(),
    }
    .in_order())
}

impl Never {
    fn keys(&self) -> Map<String, Value> {
        let names = [("item", &self.item), ("agent", &self.agent)];
        let names = names.into_iter().filter_map(|(key, id)| Some((key.to_owned(), json!(id.as_ref()?))));
        names.chain([("ev".to_owned(), json!(self.ev.name()))]).collect()
    }
}

fn parsed<T: DeserializeOwned>(value: Value, what: &str) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("{what}: {error}"))
}

/// The file's agents or queues with the scenario's over them, by id.
fn extended<T: DeserializeOwned>(
    shared: &Option<Vec<Map<String, Value>>>,
    own: &Option<Vec<Map<String, Value>>>,
    list: &str,
) -> Result<Vec<T>, String> {
    if shared.is_none() && own.is_none() {
        return Err(format!("setup has no {list}"));
    }
    let mut all: Vec<Map<String, Value>> = Vec::new();
    for entries in [shared, own].into_iter().flatten() {
        let mut ids = BTreeSet::new();
        for entry in entries {
            let id = entry.get("id").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("setup.{list} has an entry without an id"))?;
            if !ids.insert(id) {
                return Err(format!("setup.{list} has the id {id:?} twice"));
            }
            match all.iter_mut().find(|known| known.get("id").and_then(Value::as_str) == Some(id)) {
                Some(known) => known.extend(entry.clone()),
                None => all.push(entry.clone()),
            }
        }
    }
    all.into_iter().map(|entry| parsed(entry.into(), &format!("setup.{list}"))).collect()
}
