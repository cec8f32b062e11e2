//! Version 2's words: the router's own, with times in whole seconds of the scenario, *item* for an interaction, and
//! version 1's short forms beside them. Everything here goes by keys, so that what the router learns needs no
//! word here.

use super::play::ORIGIN_S;
use crate::routing::Event;
use serde_json::{Map, Value, json};

const SECOND_US: i64 = 1_000_000;

/// A time whose name ends in one of these is an instant, counted from second 0; any other is a duration.
const INSTANTS: [&str; 7] = ["at", "since", "until", "before", "from", "to", "end"];

/// Objects whose keys are the user's names, which may look like anything; `agents` is one in a plan.
const KEYED_BY_NAME: [&str; 9] =
    ["skills", "labels", "cost", "max", "queues", "agents", "attributes", "details", "skills_from"];

/// Another, known by where it stands: `when` of a wait rule or a trigger has the router's keys.
const DETAILS_OF_RULE: &str = "entry_rules[].when";

/// Keys of a step that say what it is about; a refused one is known by them.
pub(super) const NAMES: [&str; 4] = ["do", "item", "agent", "queue"];

/// Version 1's words by the place where they stand, and the router's for the same.
const SHORT: [(&str, &str, &str); 22] = [
    ("agents[]", "state", "presence"),
    ("agents[]", "idle_since", "idle_since_s"),
    ("agents[]", "used", "used_units"),
    ("agents[]", OCCUPANCY, "occupancy_ppm"),
    ("agents[].queues{}", "delay", "delay_s"),
    ("queues[]", "offer_timeout", "offer_timeout_s"),
    ("queues[]", "on_reject", "on_decline"),
    ("queues[]", "max_len", "max_waiting"),
    ("queues[]", "wrapup", "wrap_up_s"),
    ("queues[].wait_rules[]", "after", "after_s"),
    ("queues[].rings[]", "stay", "stay_s"),
    ("queues[].tier_rules", "wait", "wait_s"),
    ("queues[].penalty_rules[]", "after", "after_s"),
    ("enqueue", "require", "requirements"),
    ("enqueue", "age_adjust", "age_adjustment_s"),
    ("enqueue", "not_before", "not_before_s"),
    ("enqueue", "base_score", "head_start_s"),
    ("enqueue.requirements[]", "expires_after", "expires_after_s"),
    ("enqueue.steps[]", "duration", "duration_s"),
    ("set_presence", "state", "presence"),
    ("extend_wrap_up", "by", "by_s"),
    ("adjust_age", "by", "by_s"),
];

/// The only short form that is not in the router's unit: a share.
const OCCUPANCY: &str = "occupancy";

/// Version 1's commands that the router calls something else.
pub(super) const SHORT_COMMANDS: [(&str, &str); 4] = [
    ("reject", "decline"),
    ("agent_state", "set_presence"),
    ("extend_wrapup", "extend_wrap_up"),
    ("end_wrapup", "end_wrap_up"),
];

/// Version 1's events and what they stand for.
pub(super) const SHORT_EVENTS: [(&str, &str); 6] = [
    ("offer", "offer_made"),
    ("callback", "callback_requested"),
    ("agent_state", "agent_state_changed"),
    ("wrapup_end", "wrap_up_ended"),
    ("removed", "abandoned"),
    ("removed", "blocked"),
];

/// A refused command's codes that version 1 says otherwise.
pub(super) const SHORT_CODES: [(&str, &str); 2] =
    [("unknown_item", "unknown_interaction"), ("not_in_wrapup", "not_in_wrap_up")];

/// What a short form stands for.
pub(super) fn long<'a>(short_forms: &[(&str, &'a str)], word: &'a str) -> &'a str {
    short_forms.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| *long)
}

/// In the router's words and units; `place` is where it stands, without numbers and names.
pub(super) fn routers(value: &Value, path: &str, place: &str) -> Result<Value, String> {
    match value {
        Value::Object(map) => routers_object(map, path, place),
        Value::Array(list) if place == "agents[].queues" => {
            let mut memberships = Map::new();
            for (at, id) in list.iter().enumerate() {
                let id = id.as_str().ok_or_else(|| format!("{path}[{at}] must be the id of a queue"))?;
                if memberships.insert(id.to_owned(), json!({})).is_some() {
                    return Err(format!("{path} has {id:?} twice"));
                }
            }
            Ok(memberships.into())
        }
        Value::Array(list) => {
            let entry = |(at, entry)| routers(entry, &format!("{path}[{at}]"), &format!("{place}[]"));
            Ok(Value::Array(list.iter().enumerate().map(entry).collect::<Result<_, _>>()?))
        }
        other => Ok(other.clone()),
    }
}

fn routers_object(map: &Map<String, Value>, path: &str, place: &str) -> Result<Value, String> {
    let last = place.rsplit('.').next().unwrap_or(place);
    if KEYED_BY_NAME.contains(&last) || place == DETAILS_OF_RULE {
        let entry = |(name, value): (&String, &Value)| {
            let read = routers(value, &format!("{path}[{name:?}]"), &format!("{place}{{}}"))?;
            Ok::<_, String>((name.clone(), read))
        };
        return map.iter().map(entry).collect::<Result<Map<_, _>, _>>().map(Value::Object);
    }
    let mut read = Map::new();
    for (key, value) in map {
        check_key(key, path)?;
        let short = SHORT.iter().find(|(at, short, _)| *at == place && short == key);
        let word = match short {
            Some((_, _, long)) => long,
            None if key == "item" => "interaction",
            None => key.as_str(),
        };
        let inner = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let (word, value) = match word.strip_suffix("_s") {
            Some(stem) if !matches!(value, Value::Object(_) | Value::Array(_)) => {
                (format!("{stem}_us"), micros(value, is_instant(stem)).map_err(|why| format!("{at} {why}"))?)
            }
            _ if short.is_some() && key == OCCUPANCY => {
                (word.to_owned(), millionths(value).map_err(|why| format!("{at} {why}"))?)
            }
            _ => (word.to_owned(), routers(value, &at, &inner(word))?),
        };
        if read.insert(word.clone(), value).is_some() {
            return Err(format!("{path} says {:?} twice, in two words", seconds_key(&word)));
        }
    }
    Ok(read.into())
}

/// Scenarios have one unit and one word for an interaction, wherever they stand.
pub(super) fn check_key(key: &str, path: &str) -> Result<(), String> {
    match key.strip_suffix("_us") {
        Some(stem) => Err(format!("{path}.{key} must be {stem}_s, in whole seconds")),
        None if key == "interaction" => Err(format!("{path}.interaction must be item")),
        None => Ok(()),
    }
}

fn is_instant(stem: &str) -> bool {
    INSTANTS.contains(&stem.rsplit('_').next().unwrap_or(stem))
}

fn micros(value: &Value, is_instant: bool) -> Result<Value, String> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let origin = if is_instant { ORIGIN_S } else { 0 };
    let micros = value.as_i64().and_then(|second| second.checked_add(origin)?.checked_mul(SECOND_US));
    micros.map(Value::from).ok_or_else(|| format!("is {value}, but must be whole seconds"))
}

fn millionths(share: &Value) -> Result<Value, String> {
    let number = share.as_f64().filter(|share| (0.0..=1.0).contains(share));
    number
        .map(|share| json!((share * 1e6).round() as u32))
        .ok_or_else(|| format!("is {share}, but must lie between 0 and 1"))
}

/// An event of the router in its own words and the scenario's units.
pub(super) fn told(event: &Event) -> Option<Value> {
    let mut told = scenarios(&serde_json::to_value(event).ok()?);
    let map = told.as_object_mut()?;
    let name = map.remove("type")?;
    map.insert("ev".to_owned(), name);
    Some(told)
}

/// From the router's units to the scenario's.
pub(super) fn scenarios(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            // The key part `idle` is an instant, though its name cannot say so.
            let is_idle = map.get("by").and_then(Value::as_str) == Some("idle");
            let entry = |(key, value): (&String, &Value)| match (key.strip_suffix("_us"), value.as_i64()) {
                (Some(stem), Some(micros)) => (format!("{stem}_s"), seconds(micros, is_instant(stem))),
                (None, Some(micros)) if is_idle && key == "value" => (key.clone(), seconds(micros, true)),
                _ => (seconds_key(key), scenarios(value)),
            };
            Value::Object(map.iter().map(entry).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(scenarios).collect()),
        other => other.clone(),
    }
}

/// A key of the router as scenarios write it.
fn seconds_key(key: &str) -> String {
    match key.strip_suffix("_us") {
        Some(stem) => format!("{stem}_s"),
        None if key == "interaction" => "item".to_owned(),
        None => key.to_owned(),
    }
}

/// Seconds of the scenario; a fraction only where the router has one.
pub(super) fn seconds(micros: i64, is_instant: bool) -> Value {
    let micros = if is_instant { micros.saturating_sub(ORIGIN_S * SECOND_US) } else { micros };
    if micros % SECOND_US == 0 { json!(micros / SECOND_US) } else { json!(micros as f64 / 1e6) }
}

/// A message of the router, which names keys in its own words, for people who write scenarios.
pub(super) fn message(text: &str) -> String {
    text.replace("_us`", "_s`").replace("`interaction`", "`item`")
}

/// An event under a name that stands for it; `None` = the name is another event's.
pub(super) fn seen_as(event: &Value, name: &str) -> Option<Value> {
    let own = event.get("ev")?.as_str()?;
    if own == name {
        return Some(event.clone());
    }
    SHORT_EVENTS.iter().find(|(short, long)| *short == name && *long == own)?;
    let mut seen = event.clone();
    match (name, own) {
        ("removed", "abandoned") => seen["reason"] = json!("abandoned"),
        ("removed", "blocked") => seen["reason"] = event["cause"].clone(),
        ("agent_state", _) => seen["state"] = event["presence"].clone(),
        _ => {}
    }
    seen["ev"] = json!(name);
    Some(seen)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{INSTANTS, SHORT_COMMANDS, SHORT_EVENTS, is_instant};
    use crate::routing::{Command, Event};
    use std::fs;
    use std::path::Path;

    /// Reads the router's source, so that a new time with a name that says the wrong thing is noticed here.
    #[test]
    fn the_name_of_every_time_of_the_router_says_whether_it_is_an_instant() {
        let mut paths = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routing")];
        let mut seen = 0;
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let source = fs::read_to_string(path).unwrap();
            let mut name = None;
            for line in source.lines().map(str::trim) {
                let renamed = line.split("rename = \"").nth(1).and_then(|rest| rest.split('"').next());
                if let Some(stem) = renamed.and_then(|renamed| renamed.strip_suffix("_us")) {
                    name = Some(stem.to_owned());
                } else if let Some(stem) = name.take_if(|_| line.contains(": ")) {
                    let is_timestamp = line.contains("Timestamp");
                    assert!(is_timestamp || line.contains("Span"), "{stem}: {line}");
                    let should = if is_timestamp { "end in one of" } else { "not end in any of" };
                    assert_eq!(is_instant(&stem), is_timestamp, "{stem}_us should {should} {INSTANTS:?}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 30, "only {seen} times were found");
    }

    #[test]
    fn short_forms_stand_for_what_the_router_has() {
        for (short, long) in SHORT_COMMANDS {
            assert!(Command::TYPES.contains(&long) && !Command::TYPES.contains(&short), "{short}");
        }
        for (_, long) in SHORT_EVENTS {
            assert!(Event::TYPES.contains(&long), "{long}");
        }
    }
}
