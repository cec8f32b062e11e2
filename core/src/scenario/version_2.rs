//! A scenario of version 2 made ready to play.

use super::play::{Act, Play, TimedStep};
use super::setup::{config, extended, ids_of, in_seconds, parsed, read_setup};
use super::version::Version;
use super::words::{SHORT_CODES, SHORT_COMMANDS, SHORT_EVENTS, check_key, long, routers};
use crate::codes::ERROR_CODES;
use crate::routing::{Command, Event};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The keys of a scenario.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    id: String,
    #[serde(rename = "name")]
    _name: String,
    #[serde(default, rename = "source")]
    _source: Vec<String>,
    #[serde(default, rename = "tags")]
    _tags: Vec<String>,
    #[serde(default, rename = "note")]
    _note: String,
    setup: Option<Value>,
    steps: Vec<Map<String, Value>>,
    run_until: Option<i64>,
    observe: Vec<String>,
    expect: Vec<Map<String, Value>>,
    #[serde(default)]
    never: Vec<Map<String, Value>>,
}

pub(super) fn read(scenario: &Value, shared: Option<&Value>) -> Result<Play, String> {
    let scenario: Scenario = parsed(numbers(scenario), "scenario")?;
    let mut setup = Map::new();
    if let Some(shared) = shared {
        setup = read_setup(&numbers(shared), "the file's setup")?;
    }
    if let Some(own) = &scenario.setup {
        setup = extended(setup, &read_setup(own, "setup")?);
    }
    let config = config(&setup, "setup")?;
    config.check().map_err(|errors| in_seconds(&errors))?;
    let steps = scenario.steps.iter().enumerate().map(|(place, given)| step(place, given));
    let steps: Vec<TimedStep> = steps.collect::<Result<_, _>>()?;
    let names = Names::new(&setup, &steps);
    for TimedStep { place, act, .. } in &steps {
        if let Act::Explain { item, expect } = act {
            names.check("item", &json!(item)).map_err(|why| format!("steps[{place}].item: {why}"))?;
            for agent in expect.keys() {
                names.check("agent", &json!(agent)).map_err(|why| format!("steps[{place}].expect: {why}"))?;
            }
        }
    }
    for (place, name) in scenario.observe.iter().enumerate() {
        check_event(name).map_err(|why| format!("observe[{place}] {why}"))?;
    }
    let mut observe = scenario.observe;
    observe.push("error".to_owned());
    let expect = events(scenario.expect, "expect", &names)?;
    for (place, event) in expect.iter().enumerate() {
        let (t, name) = (event.get("t"), event.get("ev").and_then(Value::as_str).unwrap_or_default());
        if !t.is_some_and(Value::is_i64) {
            return Err(format!("expect[{place}].t must be a whole second"));
        }
        if !is_among(name, &observe) {
            return Err(format!("expect[{place}].ev is {name:?}, which is not among what is observed"));
        }
    }
    Ok(Play {
        id: scenario.id,
        version: Version::Two,
        config,
        setup,
        steps,
        run_until: scenario.run_until,
        observe,
        expect: expect.into_iter().map(Value::Object).collect(),
        never: events(scenario.never, "never", &names)?,
    }
    .in_order())
}

fn step(place: usize, given: &Map<String, Value>) -> Result<TimedStep, String> {
    let path = format!("steps[{place}]");
    let mut rest = given.clone();
    let t = rest.remove("t").and_then(|t| t.as_i64()).filter(|t| *t >= 0);
    let t = t.ok_or_else(|| format!("{path}.t must be a whole second, at least 0"))?;
    let id = match rest.remove("command_id") {
        None => None,
        Some(Value::String(id)) => Some(id),
        Some(other) => return Err(format!("{path}.command_id is {other}, but must be a text")),
    };
    let Some(Value::String(word)) = rest.remove("do") else {
        return Err(format!("{path}.do must be a command"));
    };
    let act = match word.as_str() {
        "configure" => configure(rest, &path)?,
        "explain" => explain(rest, &path)?,
        word => {
            let name = long(&SHORT_COMMANDS, word);
            if !Command::TYPES.contains(&name) {
                return Err(format!("{path}.do is {word:?}, which is no command of the router"));
            }
            let mut command = routers(&rest.into(), &path, name)?;
            command["type"] = json!(name);
            Act::Command(Box::new(parsed(command, &path)?))
        }
    };
    Ok(TimedStep { t, place, given: given.clone(), id, act })
}

fn configure(mut rest: Map<String, Value>, path: &str) -> Result<Act, String> {
    let (setup, patch) = (rest.remove("setup"), rest.remove("patch"));
    if let Some(key) = rest.keys().next() {
        return Err(format!("{path}.{key} is not known: configure has setup (all of it) or patch"));
    }
    match (setup, patch) {
        (Some(setup), None) => {
            let setup = read_setup(&setup, &format!("{path}.setup"))?;
            Ok(Act::Configure { setup, is_patch: false })
        }
        (None, Some(patch)) => {
            let setup = read_setup(&patch, &format!("{path}.patch"))?;
            Ok(Act::Configure { setup, is_patch: true })
        }
        _ => Err(format!("{path} must have one of setup (all of it) and patch")),
    }
}

fn explain(mut rest: Map<String, Value>, path: &str) -> Result<Act, String> {
    let (item, expect) = (rest.remove("item"), rest.remove("expect"));
    if let Some(key) = rest.keys().next() {
        return Err(format!("{path}.{key} is not known: explain has item and expect"));
    }
    let (Some(Value::String(item)), Some(Value::Object(expect))) = (item, expect) else {
        return Err(format!("{path} must have item and expect (agent → verdict)"));
    };
    if expect.is_empty() {
        return Err(format!("{path}.expect must name an agent"));
    }
    for (agent, verdict) in &expect {
        let at = format!("{path}.expect[{agent:?}]");
        check_keys(verdict, &at)?;
        if !verdict.get("rule").is_some_and(Value::is_string) {
            return Err(format!("{at} must have a rule"));
        }
    }
    Ok(Act::Explain { item, expect })
}

/// Events as expectations give them.
fn events(
    given: Vec<Map<String, Value>>,
    list: &str,
    names: &Names,
) -> Result<Vec<Map<String, Value>>, String> {
    let read = |(place, event): (usize, Map<String, Value>)| {
        let path = format!("{list}[{place}]");
        let name = event.get("ev").and_then(Value::as_str).ok_or_else(|| format!("{path}.ev is missing"))?;
        check_event(name).map_err(|why| format!("{path}.ev {why}"))?;
        let mut read = Map::new();
        for (key, value) in &event {
            let at = format!("{path}.{key}");
            check_key(key, &path)?;
            check_keys(value, &at)?;
            names.check(key, value).map_err(|why| format!("{at}: {why}"))?;
            let value = match (key.as_str(), value.as_str()) {
                ("code", Some(code)) => json!(known_code(code).map_err(|why| format!("{at} {why}"))?),
                _ => value.clone(),
            };
            read.insert(key.clone(), value);
        }
        Ok(read)
    };
    given.into_iter().enumerate().map(read).collect()
}

fn check_event(name: &str) -> Result<(), String> {
    let is_short = SHORT_EVENTS.iter().any(|(short, _)| *short == name);
    if is_short || name == "error" || Event::TYPES.contains(&name) {
        return Ok(());
    }
    Err(format!("is {name:?}, which is no event of the router"))
}

/// Whether an event of this name can be among those observed: by its name, or by one that stands for it.
fn is_among(name: &str, observe: &[String]) -> bool {
    let types = |name: &str| -> Vec<String> {
        let long =
            SHORT_EVENTS.iter().filter(|(short, _)| *short == name).map(|(_, long)| (*long).to_owned());
        long.chain([name.to_owned()]).collect()
    };
    let wanted = types(name);
    observe.iter().any(|observed| types(observed).iter().any(|one| wanted.contains(one)))
}

fn known_code(code: &str) -> Result<&str, String> {
    let code = long(&SHORT_CODES, code);
    match ERROR_CODES.iter().any(|(known, _)| *known == code) {
        true => Ok(code),
        false => Err(format!("is {code:?}, which is no code of an error")),
    }
}

fn check_keys(value: &Value, path: &str) -> Result<(), String> {
    match value {
        Value::Object(map) => map.iter().try_for_each(|(key, value)| {
            check_key(key, path)?;
            check_keys(value, &format!("{path}.{key}"))
        }),
        Value::Array(list) => list.iter().try_for_each(|value| check_keys(value, path)),
        _ => Ok(()),
    }
}

/// Numbers compare by value, so 1.0 is 1, wherever it stands.
fn numbers(value: &Value) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match (value, value.as_f64()) {
        (Value::Object(map), _) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), numbers(value))).collect())
        }
        (Value::Array(list), _) => Value::Array(list.iter().map(numbers).collect()),
        (Value::Number(number), Some(float))
            if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT =>
        {
            json!(float as i64)
        }
        _ => value.clone(),
    }
}

/// What a scenario speaks of, so that nothing is expected or forbidden of something that cannot be.
struct Names {
    agents: BTreeSet<String>,
    queues: BTreeSet<String>,
    /// Everything that steps name, whatever it is.
    named: BTreeSet<String>,
}

impl Names {
    fn new(setup: &Map<String, Value>, steps: &[TimedStep]) -> Self {
        let mut names = Self { agents: BTreeSet::new(), queues: BTreeSet::new(), named: BTreeSet::new() };
        names.add_setup(setup);
        for step in steps {
            match &step.act {
                Act::Configure { setup, .. } => names.add_setup(setup),
                Act::Command(_) => step.given.values().for_each(|value| add_texts(value, &mut names.named)),
                Act::Explain { .. } => {}
            }
        }
        names
    }

    fn add_setup(&mut self, setup: &Map<String, Value>) {
        for (list, names) in [("agents", &mut self.agents), ("queues", &mut self.queues)] {
            let ids = setup.get(list).and_then(ids_of).unwrap_or_default();
            names.extend(ids.into_iter().map(str::to_owned));
        }
    }

    fn check(&self, key: &str, value: &Value) -> Result<(), String> {
        let (setup, what) = match key {
            "item" => (None, "named by any command"),
            "agent" => (Some(&self.agents), "an agent of the setup, nor named by any command"),
            "queue" => (Some(&self.queues), "a queue of the setup, nor named by any command"),
            _ => return Ok(()),
        };
        match value.as_str() {
            Some(id) if !self.named.contains(id) && !setup.is_some_and(|ids| ids.contains(id)) => {
                Err(format!("{id:?} is not {what}"))
            }
            _ => Ok(()),
        }
    }
}

fn add_texts(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => _ = texts.insert(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| add_texts(value, texts)),
        Value::Object(map) => map.values().for_each(|value| add_texts(value, texts)),
        _ => {}
    }
}
