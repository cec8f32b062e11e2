//! `docs/routing.md` names every command and every key of a configuration or an interaction there is, and the guide
//! beside it every command.
#![allow(clippy::unwrap_used)]

use krarup::routing::{AgentConfig, Capacity, Command, Condition, Config, QueueConfig};
use serde_json::json;
use std::fs;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/routing.md");
const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/from-your-crm.md");

#[test]
fn the_page_names_what_the_code_has() {
    let mut words: Vec<String> = Command::TYPES.map(str::to_owned).to_vec();
    // What serde refuses lists all it knows.
    let unknown = |problem: Result<(), serde_json::Error>| problem.unwrap_err().to_string();
    let queue = unknown(serde_json::from_value::<QueueConfig>(json!({ "nothing": 1 })).map(|_| ()));
    let agent = unknown(serde_json::from_value::<AgentConfig>(json!({ "nothing": 1 })).map(|_| ()));
    let when = unknown(serde_json::from_value::<Condition>(json!({ "nothing": 1 })).map(|_| ()));
    let capacity = unknown(serde_json::from_value::<Capacity>(json!({ "nothing": 1 })).map(|_| ()));
    let whole = unknown(serde_json::from_value::<Config>(json!({ "nothing": 1 })).map(|_| ()));
    let enqueue = json!({ "type": "enqueue", "nothing": 1 });
    let enqueue = unknown(serde_json::from_value::<Command>(enqueue).map(|_| ()));
    for message in [when, queue, agent, capacity, whole, enqueue] {
        let listed = message.split("expected one of ").nth(1).unwrap_or_else(|| panic!("{message}"));
        words.extend(listed.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    let page = fs::read_to_string(PAGE).unwrap();
    let missing: Vec<&String> = words
        .iter()
        .filter(|word| !["interruptible_total", "interruptible_channels"].contains(&word.as_str()))
        .filter(|word| !page.contains(&format!("`{word}`")))
        .collect();
    assert!(words.len() > 60, "only {} words were found", words.len());
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn the_guide_says_when_to_give_which_command() {
    let guide = fs::read_to_string(GUIDE).unwrap();
    let table = guide.split("## Which command when").nth(1).unwrap().split("\n## ").next().unwrap();
    let missing: Vec<&str> =
        Command::TYPES.into_iter().filter(|command| !table.contains(&format!("`{command}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
