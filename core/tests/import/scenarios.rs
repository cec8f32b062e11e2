//! The vendors' published behaviour, played on what the importers make of their files.

use super::{files, folder, imported};
use krarup::import::Source;
use krarup::scenario::run_scenario;
use serde_json::{Map, Value, json};
use std::fs;

/// A configuration in the words of scenarios: times in seconds, and agents there unless a step says otherwise.
fn setup(config: &Value) -> Value {
    match config {
        Value::Object(map) => {
            let named = map.iter().filter(|(key, value)| *key != "presence" && !value.is_null());
            let entry = |(key, value): (&String, &Value)| match (key.strip_suffix("_us"), value.as_i64()) {
                (Some(stem), Some(us)) => {
                    assert_eq!(us % 1_000_000, 0, "{key}");
                    (format!("{stem}_s"), json!(us / 1_000_000))
                }
                _ => (key.clone(), setup(value)),
            };
            Value::Object(named.map(entry).collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(setup).collect(),
        other => other.clone(),
    }
}

fn play(source: Source) {
    let imported = imported(source, &files(source)).unwrap();
    let shared = setup(&serde_json::to_value(&imported.config).unwrap());
    let text = fs::read_to_string(folder(source).join("scenarios.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let scenarios = file["scenarios"].as_array().unwrap();
    assert!(scenarios.len() >= 5);
    let mut failed = Vec::new();
    for scenario in scenarios {
        let mut scenario = scenario.clone();
        scenario["schema"] = file["schema"].clone();
        match run_scenario(&scenario, Some(&shared)) {
            Ok(report) if report.has_passed() => {}
            Ok(report) => failed.push(format!("{}\n{report}", scenario["id"])),
            Err(error) => failed.push(format!("{}\n{error}", scenario["id"])),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn twilio_routes_as_published() {
    play(Source::Twilio);
}

#[test]
fn azure_routes_as_published() {
    play(Source::Azure);
}

#[test]
fn connect_routes_as_published() {
    play(Source::Connect);
}

#[test]
fn asterisk_routes_as_published() {
    play(Source::Asterisk);
}

#[test]
fn freeswitch_routes_as_published() {
    play(Source::Freeswitch);
}

#[test]
fn genesys_routes_as_published() {
    play(Source::Genesys);
}
