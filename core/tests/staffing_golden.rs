//! One file of rows of every model of the table that Rust, Python and Node compute to the bit.
//!
//! `KRARUP_WRITE_GOLDEN=1 cargo test --test staffing_golden` writes it anew: do so when a model came, or when its
//! numbers are meant to change.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::table::{self, Chosen, Columns, Input, Model, Presence};
use krarup::staffing::{OnError, Patience, ServiceLevel};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/staffing_table.json");
const ROWS: usize = 150;

/// A number such as this input is in practice, of three digits so that the file stays small.
fn draw(input: &Input, draws: &mut Stream) -> f64 {
    let share = (draws.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let between = |low: f64, high: f64| low * libm::pow(high / low, share);
    let number = match (input.name, input.unit) {
        ("target_wait_s" | "short_s", _) => between(1.0, 90.0),
        ("interval_s", _) => between(600.0, 3600.0),
        (_, "share") => between(0.02, 0.99),
        (_, "agents") => return libm::round(between(1.0, 400.0)),
        (name, _) if name.ends_with("places") || name == "sources" => {
            return libm::round(between(1.0, 900.0));
        }
        (_, "contacts") => between(0.5, 900.0),
        (_, "erl") => between(0.05, 300.0),
        (_, "s") => between(5.0, 900.0),
        _ => between(0.05, 20.0),
    };
    format!("{number:.2e}").parse().unwrap()
}

fn digest(values: &[f64]) -> String {
    let word = |hash: u64, value: &f64| {
        let bits = if value.is_nan() { f64::NAN.to_bits() & !(1 << 63) } else { value.to_bits() };
        (hash ^ bits).wrapping_mul(0x0000_0100_0000_01b3)
    };
    format!("{:016x}", values.iter().fold(0xcbf2_9ce4_8422_2325, word))
}

fn columns(block: &Value, on_error: OnError) -> Columns {
    let name = block["model"].as_str().unwrap();
    let inputs: Vec<(String, Vec<f64>)> = (block["inputs"].as_object().unwrap().iter())
        .map(|(name, column)| (name.clone(), serde_json::from_value(column.clone()).unwrap()))
        .collect();
    let inputs: Vec<(&str, &[f64])> = inputs.iter().map(|(name, column)| (&name[..], &column[..])).collect();
    let level = ServiceLevel::from_id(block["definition"].as_str(), None).unwrap();
    let patience: Option<Patience> = serde_json::from_value(block["patience"].clone()).unwrap();
    let chosen = Chosen { definition: level, patience: patience.as_ref() };
    table::evaluate(name, &inputs, chosen, on_error).unwrap()
}

/// What the columns give: a digest an output, and how many rows have which error.
fn told(answer: &Columns) -> (Value, Value) {
    let mut errors = BTreeMap::<&str, usize>::new();
    answer.error.iter().flatten().for_each(|code| *errors.entry(code).or_default() += 1);
    let outputs = answer.model.outputs.iter().zip(&answer.values);
    let digests: Map<String, Value> =
        outputs.map(|(output, values)| (output.name.to_owned(), digest(values).into())).collect();
    (digests.into(), json!(errors))
}

/// Rows of a model, with the inputs that need not be given or without them.
fn block(model: &Model, is_full: bool, definition: &str) -> Value {
    let seed = model
        .name
        .bytes()
        .fold(u64::from(is_full), |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut draws = Stream::new(seed, 0, 0, 0);
    let mut inputs = Map::new();
    for input in model.inputs.iter().filter(|input| is_full || input.presence == Presence::Required) {
        let column: Vec<f64> = (0..ROWS).map(|_| draw(input, &mut draws)).collect();
        inputs.insert(input.name.to_owned(), json!(column));
    }
    let mut block = json!({ "model": model.name, "inputs": inputs });
    if model.has_definition {
        block["definition"] = definition.into();
    }
    if model.has_patience {
        block["patience"] = json!({ "type": "weibull", "mean_s": 120.0, "shape": 0.8, "balking": 0.05 });
    }
    let (digests, errors) = told(&columns(&block, OnError::Mask));
    block["digests"] = digests;
    block["errors"] = errors;
    block
}

fn write() {
    let mut blocks = Vec::new();
    for (place, model) in table::models().enumerate() {
        let definitions = ServiceLevel::IDS;
        blocks.push(block(model, false, definitions[place % definitions.len()]));
        if model.inputs.iter().any(|input| input.presence != Presence::Required) {
            blocks.push(block(model, true, definitions[(place + 1) % definitions.len()]));
        }
    }
    let lines: Vec<String> = blocks.iter().map(Value::to_string).collect();
    fs::write(FILE, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
}

fn golden() -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(FILE).unwrap()).unwrap()
}

#[test]
fn every_model_gives_the_bits_on_file() {
    if std::env::var_os("KRARUP_WRITE_GOLDEN").is_some() {
        write();
    }
    let blocks = golden();
    let mut answered = BTreeMap::<&str, usize>::new();
    for block in &blocks {
        let answer = columns(block, OnError::Mask);
        let (digests, errors) = told(&answer);
        assert_eq!((&digests, &errors), (&block["digests"], &block["errors"]), "{}", answer.model.name);
        let rows = answer.error.iter().filter(|error| error.is_none()).count();
        *answered.entry(answer.model.name).or_default() += rows;
    }
    for model in table::models() {
        let rows = answered.get(model.name).copied().unwrap_or_default();
        assert!(rows >= 20, "{} has {rows} rows with an answer: write the file anew", model.name);
    }
}

#[test]
fn a_row_alone_has_the_bits_it_has_in_a_column() {
    for block in golden() {
        let answer = columns(&block, OnError::Mask);
        for row in (0..ROWS).step_by(7) {
            let mut one = block.clone();
            for (_, column) in one["inputs"].as_object_mut().unwrap() {
                *column = json!([column[row]]);
            }
            let alone = columns(&one, OnError::Mask);
            assert_eq!(alone.error[0], answer.error[row], "{one}");
            for (alone, column) in alone.values.iter().zip(&answer.values) {
                assert_eq!(digest(alone), digest(&column[row..=row]), "{one}");
            }
        }
    }
}

#[test]
fn the_least_loads_end() {
    // What a run of hostile numbers found: each of these went round for ever.
    let rows: [(&str, &[(&str, f64)]); 4] = [
        ("erlang_b_gradient", &[("agents", 0.98), ("offered_load_erl", 5e-324)]),
        ("erlang_c_gradient", &[("agents", 0.68), ("offered_load_erl", 5e-324), ("aht_s", 1e6)]),
        (
            "volume_for_agents",
            &[
                ("agents", 0.2),
                ("interval_s", 0.95),
                ("aht_s", 5e-324),
                ("patience_s", 193.0),
                ("max_asa_s", 180.0),
            ],
        ),
        (
            "aht_for_agents",
            &[
                ("agents", 5e-324),
                ("volume", 8135.8),
                ("interval_s", 1344.2),
                ("patience_s", 2.0),
                ("max_asa_s", 281.0),
            ],
        ),
    ];
    for (model, inputs) in rows {
        let inputs: Vec<(&str, &[f64])> =
            inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
        let answer = table::evaluate(model, &inputs, ServiceLevel::Offered, OnError::Mask).unwrap();
        let is_nan = answer.values.iter().flatten().any(|value| value.is_nan());
        assert_eq!(is_nan, answer.error[0].is_some(), "{model}");
    }
}
