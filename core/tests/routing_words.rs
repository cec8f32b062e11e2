//! The lists of commands and events are the ones that serde writes: hosts subscribe and number by them.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{Command, Event, Router};
use krarup::time::Timestamp;
use random_inputs::{config, random_command};
use std::collections::BTreeSet;

#[test]
fn every_event_has_the_name_it_is_written_with_and_all_are_listed() {
    let mut draws = Stream::new(5, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut seen = BTreeSet::new();
    for step in 1..250_000 {
        let at = Timestamp::from_micros(step * 700_000);
        let command = random_command(&mut draws, &router);
        let written = serde_json::to_value(&command).unwrap();
        assert!(Command::TYPES.contains(&written["type"].as_str().unwrap()), "{written}");
        let events = match router.apply(at, None, command) {
            Ok(receipt) => receipt.events,
            Err(rejection) => rejection.tick.unwrap().events,
        };
        for (_, event) in events {
            let written = serde_json::to_value(&event).unwrap();
            assert_eq!(written["type"], event.type_name());
            let (interaction, agent, _) = event.about();
            assert_eq!(written.get("interaction").and_then(|id| id.as_str()), interaction, "{written}");
            assert_eq!(written.get("agent").and_then(|id| id.as_str()), agent, "{written}");
            seen.insert(event.type_name());
        }
    }
    let listed: BTreeSet<&str> = Event::TYPES.into_iter().collect();
    assert_eq!(listed.len(), Event::TYPES.len());
    assert_eq!(listed.difference(&seen).collect::<Vec<_>>(), Vec::<&&str>::new(), "events that never came");
}

#[test]
fn every_listed_command_is_one_the_router_reads() {
    for name in Command::TYPES {
        let nothing_else: Result<Command, _> = serde_json::from_value(serde_json::json!({ "type": name }));
        let message = nothing_else.unwrap_err().to_string();
        assert!(message.contains("missing field"), "{name}: {message}");
    }
}
