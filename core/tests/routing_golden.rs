//! One file of inputs and events that Rust, Python and Node replay to the bit.
//!
//! `KRARUP_WRITE_GOLDEN=1 cargo test --test routing_golden` writes it anew: do so only when routing is
//! meant to change.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{Command, Event, Input, Router};
use krarup::time::Timestamp;
use random_inputs::{config, random_command};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/routing.jsonl");
const STEPS: i64 = 1400;

/// What a step did: the receipt, or the code of the reject and the receipt of its tick.
fn outcome(router: &mut Router, step: &Value) -> Value {
    let at = Timestamp::from_micros(step["at_us"].as_i64().unwrap());
    if step["command"].is_null() {
        return json!({ "receipt": router.tick(at).unwrap() });
    }
    let command: Command = serde_json::from_value(step["command"].clone()).unwrap();
    match router.apply(at, step["command_id"].as_str(), command) {
        Ok(receipt) => json!({ "receipt": receipt }),
        Err(rejection) => json!({ "error": rejection.code(), "tick": rejection.tick }),
    }
}

fn header() -> Value {
    json!({ "config": config(), "at_us": 1_777_000_000_000_000_i64 })
}

fn start(header: &Value) -> Router {
    let at = Timestamp::from_micros(header["at_us"].as_i64().unwrap());
    Router::new(serde_json::from_value(header["config"].clone()).unwrap(), at).unwrap()
}

fn end(router: &mut Router) -> Value {
    let inputs = router.drain_inputs().unwrap();
    let texts: Vec<String> =
        inputs.iter().map(|input| String::from_utf8(input.encode()[1..].to_vec()).unwrap()).collect();
    json!({ "digest": format!("{:032x}", router.digest()), "inputs": texts })
}

/// The types of the events of a step, those of a refused command's tick included.
fn told(step: &Value) -> impl Iterator<Item = &str> {
    let receipts = [&step["outcome"]["receipt"], &step["outcome"]["tick"]];
    let events = receipts.into_iter().filter_map(|receipt| receipt["events"].as_array()).flatten();
    events.filter_map(|event| event[1]["type"].as_str())
}

/// The events that never happen in these steps.
fn missing(steps: &[Value]) -> Vec<&'static str> {
    let seen: BTreeSet<&str> = steps.iter().flat_map(told).collect();
    Event::TYPES.into_iter().filter(|name| !seen.contains(name)).collect()
}

/// The first of some random logs in which every event happens.
fn write() {
    let mut lines = (1..1_000).map(random_lines);
    let lines = lines.find(|lines| missing(lines).is_empty()).expect("some event never happens");
    fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden")).unwrap();
    fs::write(FILE, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

fn random_lines(seed: u64) -> Vec<Value> {
    let mut draws = Stream::new(seed, 0, 0, 0);
    let header = header();
    let mut router = start(&header);
    let mut at_us = header["at_us"].as_i64().unwrap();
    let mut lines = vec![header];
    for step in 0..STEPS {
        at_us += (draws.next_u64() % 2_000_000) as i64 - 100_000;
        let mut line = json!({ "at_us": at_us });
        if step % 10 != 0 {
            line["command"] = serde_json::to_value(random_command(&mut draws, &router)).unwrap();
            let id = draws.next_u64().is_multiple_of(3).then(|| format!("k{}", draws.next_u64() % 300));
            line["command_id"] = json!(id);
        }
        line["outcome"] = outcome(&mut router, &line);
        lines.push(line);
    }
    lines.push(end(&mut router));
    lines
}

#[test]
fn the_golden_file_replays_to_the_bit() {
    if std::env::var_os("KRARUP_WRITE_GOLDEN").is_some() {
        write();
    }
    let text = fs::read_to_string(FILE).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (header, steps, last) = (&lines[0], &lines[1..lines.len() - 1], &lines[lines.len() - 1]);
    assert_eq!(steps.len() as i64, STEPS);
    let mut router = start(header);
    for (number, step) in steps.iter().enumerate() {
        assert_eq!(outcome(&mut router, step), step["outcome"], "step {number}");
    }
    assert_eq!(end(&mut router), *last);
    let log = last["inputs"].as_array().unwrap().iter().map(|text| {
        let bytes: Vec<u8> = [&[1], text.as_str().unwrap().as_bytes()].concat();
        Input::decode(&bytes).unwrap()
    });
    assert_eq!(json!(format!("{:032x}", Router::from_log(log).unwrap().digest())), last["digest"]);
    // The file is worth replaying: every kind of thing happens in it, and it is small enough to be kept.
    assert_eq!(missing(steps), [""; 0], "events that never happen");
    assert!(text.len() < 1_000_000, "{} bytes", text.len());
    for word in ["clamped\":true", "repeated\":true"] {
        assert!(text.contains(word), "nothing is {word}");
    }
    assert!(steps.iter().any(|step| !step["outcome"]["error"].is_null()), "nothing is refused");
}
