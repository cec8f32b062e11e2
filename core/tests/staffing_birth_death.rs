//! Bounded queues, Engset, recalls, redials, chat, blending and the limits against chains that
//! `scripts/staffing_oracle/birth_death.py` solves on its own in high precision.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::staffing::{OnError, ServiceLevel, table};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const CASES: &str = include_str!("staffing_oracle/birth_death.json");
/// Relative, of what is not below 1e-12.
const TOLERANCE: f64 = 1e-9;
const FLOOR: f64 = 1e-12;

/// Inputs by the table's names.
fn inputs(case: &Map<String, Value>) -> Vec<(String, f64)> {
    let mut inputs = Vec::new();
    for (name, value) in case {
        match value {
            Value::Array(by_level) => {
                for (place, aht_s) in by_level.iter().enumerate() {
                    inputs.push((format!("aht_{}_s", place + 1), aht_s.as_f64().unwrap()));
                }
            }
            Value::Null => {}
            number => inputs.push((name.clone(), number.as_f64().unwrap())),
        }
    }
    inputs
}

/// The output that a name of the file is, with the definition it is by and what else must be given.
fn output(name: &str) -> (&str, ServiceLevel, Option<(&'static str, f64)>) {
    match name {
        level if level.starts_with("sl.") => {
            ("service_level", ServiceLevel::from_id(Some(level), None).unwrap(), None)
        }
        "p_abandon_at_400" => ("p_abandon", ServiceLevel::default(), Some(("offered_load_erl", 400.0))),
        other => (other, ServiceLevel::default(), None),
    }
}

#[test]
fn every_model_agrees_with_chains_solved_apart() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    let (mut compared, mut problems) = (BTreeMap::<String, usize>::new(), Vec::new());
    for case in &cases {
        let model = case["model"].as_str().unwrap();
        let given = inputs(case["inputs"].as_object().unwrap());
        let known = table::model(model).unwrap();
        for (name, want) in case["expected"].as_object().unwrap() {
            let (of, definition, more) = output(name);
            let mut columns: Vec<(&str, &[f64])> =
                given.iter().map(|(name, value)| (name.as_str(), std::slice::from_ref(value))).collect();
            if let Some((name, value)) = &more {
                columns.push((name, std::slice::from_ref(value)));
            }
            if known.outputs.iter().all(|output| output.name != of) {
                problems.push(format!("{model} has no {of}"));
                continue;
            }
            let got = match table::evaluate(model, &columns, definition, OnError::Raise) {
                Ok(answer) => answer.get(of).unwrap()[0],
                Err(error) => {
                    problems.push(format!("{model} {given:?}: {error}"));
                    continue;
                }
            };
            *compared.entry(model.to_owned()).or_default() += 1;
            let want = want.as_f64().unwrap();
            if (got - want).abs() > TOLERANCE * want.abs().max(FLOOR) {
                problems.push(format!("{model} {name}: {got} instead of {want} for {given:?}"));
            }
        }
    }
    println!("{compared:?}");
    assert!(
        problems.is_empty(),
        "{} differ:\n{}",
        problems.len(),
        problems[..problems.len().min(40)].join("\n")
    );
    assert_eq!((cases.len(), compared.len()), (187, 8));
}
