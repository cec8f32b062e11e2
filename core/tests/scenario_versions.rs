//! Version 2 of the scenario format says all that version 1 does, and names where a mistake is.
#![allow(clippy::unwrap_used)]

use krarup::scenario::{run_file, run_scenario};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SECOND: &str = "krarup-routing-scenarios/2";

#[test]
fn what_version_1_says_version_2_says_too() {
    const KINDS: [&str; 10] = [
        "offer",
        "assigned",
        "offer_expired",
        "offer_revoked",
        "moved",
        "callback",
        "removed",
        "agent_state",
        "wrapup_end",
        "error",
    ];
    let mut compared = 0;
    for name in ["routing_scenarios.json", "complaint_scenarios.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(name);
        let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for scenario in file["scenarios"].as_array().unwrap() {
            let mut scenario = scenario.clone();
            let first = run_scenario(&scenario, file.get("setup")).unwrap();
            compared += first.events.len();
            scenario["schema"] = json!(SECOND);
            scenario["observe"] = json!(KINDS);
            scenario["expect"] = json!(first.events);
            let second = run_scenario(&scenario, file.get("setup")).unwrap();
            assert!(second.has_passed(), "{second}");
        }
    }
    assert!(compared > 1000, "only {compared} events were compared");
}

fn scenario(change: &Value) -> Value {
    let mut scenario = json!({
        "schema": SECOND,
        "id": "X",
        "name": "the longest idle is asked",
        "setup": {
            "agents": [
                { "id": "ann", "queues": ["q"], "idle_since": -10 },
                { "id": "bo", "queues": { "q": { "delay_s": 0 } }, "idle_since_s": -90.0 },
            ],
            "queues": [{ "id": "q", "wait_rules": [{ "after_s": 30, "set_priority": 1 }] }],
        },
        "steps": [
            { "t": 0, "do": "enqueue", "item": "a", "queue": "q" },
            { "t": 1, "do": "explain", "item": "a", "expect": { "ann": { "rule": "eligible" } } },
        ],
        "observe": ["offer"],
        "expect": [{ "t": 0, "ev": "offer", "item": "a", "agent": "bo" }],
    });
    for (key, value) in change.as_object().unwrap() {
        scenario[key] = value.clone();
    }
    scenario
}

#[test]
fn a_mistake_is_named_with_its_place() {
    let agents = json!([{ "id": "ann", "queues": ["q"] }]);
    let queue = |queue: Value| json!({ "setup": { "agents": agents, "queues": [queue] } });
    let agent = |agent: Value| json!({ "setup": { "agents": [agent], "queues": [{ "id": "q" }] } });
    let step =
        |step: Value| json!({ "steps": [{ "t": 0, "do": "enqueue", "item": "a", "queue": "q" }, step] });
    let expect = |event: Value| json!({ "expect": [event] });
    let cases = [
        // The scenario.
        (
            json!({ "schema": "krarup-routing-scenarios/3" }),
            "schema is \"krarup-routing-scenarios/3\", but must be",
        ),
        (json!({ "expected": [] }), "scenario: unknown field `expected`"),
        (json!({ "run_until": "noon" }), "scenario: invalid type: string \"noon\""),
        // The setup.
        (json!({ "setup": [] }), "setup must be an object"),
        (json!({ "setup": {} }), "setup has no agents"),
        (json!({ "setup": { "agents": agents } }), "setup has no queues"),
        (json!({ "setup": { "agents": {}, "queues": [] } }), "setup.agents must be a list"),
        (json!({ "setup": { "agents": [{}], "queues": [] } }), "setup.agents[0] has no id"),
        (
            json!({ "setup": { "agents": agents, "queues": [{ "id": "q" }, { "id": "q" }] } }),
            "setup.queues has the id \"q\" twice",
        ),
        (
            json!({ "setup": { "agents": agents, "queues": [{ "id": "q" }], "calender": [] } }),
            "setup: unknown field `calender`",
        ),
        (queue(json!({ "id": "q", "offer_timeot": 5 })), "setup.queues[\"q\"]: unknown field `offer_timeot`"),
        (
            queue(json!({ "id": "q", "wait_rules": [{ "aftr_s": 5 }] })),
            "setup.queues[\"q\"]: unknown field `aftr_s`, expected one of `after_s`",
        ),
        (
            queue(json!({ "id": "q", "offer_timeout": 5, "offer_timeout_s": 5 })),
            "setup.queues[0] says \"offer_timeout_s\" twice",
        ),
        (
            queue(json!({ "id": "q", "wrapup": 5, "wrap_up_s": 5 })),
            "setup.queues[0] says \"wrap_up_s\" twice",
        ),
        (
            queue(json!({ "id": "q", "offer_timeout_us": 5_000_000 })),
            "setup.queues[0].offer_timeout_us must be offer_timeout_s",
        ),
        (
            queue(json!({ "id": "q", "offer_timeout_s": 0.5 })),
            "setup.queues[0].offer_timeout_s is 0.5, but must be whole seconds",
        ),
        (
            queue(json!({ "id": "q", "wait_rules": [{ "after": "5", "set_priority": 1 }] })),
            "setup.queues[0].wait_rules[0].after is \"5\", but must be whole seconds",
        ),
        (
            queue(json!({ "id": "q", "offer_timeout_s": -5 })),
            "setup.queues[0].offer_timeout_s is -5, but must be greater than 0",
        ),
        (
            queue(json!({ "id": "q", "calendar": "hours" })),
            "setup.queues[0].calendar is \"hours\", but must name",
        ),
        (
            queue(json!({ "id": "q", "selection": ["idlest"] })),
            "setup.queues[\"q\"]: unknown variant `idlest`",
        ),
        (
            agent(json!({ "id": "ann", "queues": ["p"] })),
            "setup.agents[0].queues is \"p\", but must name a queue",
        ),
        (agent(json!({ "id": "ann", "queues": ["q", "q"] })), "setup.agents[0].queues has \"q\" twice"),
        (agent(json!({ "id": "ann", "queues": [1] })), "setup.agents[0].queues[0] must be the id of a queue"),
        (
            agent(json!({ "id": "ann", "queues": { "q": { "delay": 1, "delay_s": 1 } } })),
            "setup.agents[0].queues[\"q\"] says \"delay_s\" twice",
        ),
        (
            agent(json!({ "id": "ann", "queues": ["q"], "occupancy": 2 })),
            "setup.agents[0].occupancy is 2, but must lie between 0 and 1",
        ),
        (
            agent(json!({ "id": "ann", "queues": ["q"], "state": "asleep" })),
            "setup.agents[\"ann\"]: unknown variant `asleep`",
        ),
        // Steps.
        (step(json!({ "do": "pull", "agent": "ann" })), "steps[1].t must be a whole second"),
        (step(json!({ "t": -1, "do": "pull", "agent": "ann" })), "steps[1].t must be a whole second"),
        (step(json!({ "t": 1, "agent": "ann" })), "steps[1].do must be a command"),
        (
            step(json!({ "t": 1, "do": "transfr", "item": "a" })),
            "steps[1].do is \"transfr\", which is no command",
        ),
        (step(json!({ "t": 1, "do": "transfer", "item": "a" })), "steps[1]: missing field `queue`"),
        (step(json!({ "t": 1, "do": "hold", "item": "a", "for": 5 })), "steps[1]: unknown field `for`"),
        (step(json!({ "t": 1, "do": "hold", "interaction": "a" })), "steps[1].interaction must be item"),
        (step(json!({ "t": 1, "do": "hold" })), "steps[1]: missing field `item`"),
        (
            step(json!({ "t": 1, "do": "adjust_age", "item": "a", "by": 5, "by_s": 5 })),
            "steps[1] says \"by_s\" twice",
        ),
        (
            step(json!({ "t": 1, "do": "adjust_age", "item": "a", "by_us": 5 })),
            "steps[1].by_us must be by_s, in whole seconds",
        ),
        (
            step(json!({ "t": 1, "do": "adjust_age", "item": "a", "by_s": 9_300_000_000_000_i64 })),
            "steps[1].by_s is 9300000000000, but must be whole seconds",
        ),
        (
            step(json!({ "t": 1, "do": "hold", "item": "a", "command_id": 7 })),
            "steps[1].command_id is 7, but must be a text",
        ),
        (step(json!({ "t": 1, "do": "configure" })), "steps[1] must have one of setup (all of it) and patch"),
        (
            step(json!({ "t": 1, "do": "configure", "setup": {}, "patch": {} })),
            "steps[1] must have one of setup (all of it) and patch",
        ),
        (
            step(json!({ "t": 1, "do": "configure", "config": {} })),
            "steps[1].config is not known: configure has",
        ),
        (step(json!({ "t": 1, "do": "configure", "setup": { "agents": [] } })), "steps[1] has no queues"),
        (
            step(json!({ "t": 1, "do": "configure", "patch": { "queues": [{ "id": "q", "wrapup_s": 5 }] } })),
            "steps[1].queues[\"q\"]: unknown field `wrapup_s`",
        ),
        (
            step(json!({ "t": 1, "do": "configure", "patch": { "queues": [{ "wrapup": 5 }] } })),
            "steps[1].patch.queues[0] has no id",
        ),
        (step(json!({ "t": 1, "do": "explain", "item": "a" })), "steps[1] must have item and expect"),
        (
            step(json!({ "t": 1, "do": "explain", "item": "a", "expect": {} })),
            "steps[1].expect must name an agent",
        ),
        (
            step(json!({ "t": 1, "do": "explain", "item": "a", "expect": { "ann": {} } })),
            "steps[1].expect[\"ann\"] must have a rule",
        ),
        (
            step(
                json!({ "t": 1, "do": "explain", "item": "a", "expect": { "zoe": { "rule": "declined" } } }),
            ),
            "steps[1].expect: \"zoe\" is not an agent",
        ),
        (
            step(
                json!({ "t": 1, "do": "explain", "item": "z", "expect": { "ann": { "rule": "declined" } } }),
            ),
            "steps[1].item: \"z\" is not named by any command",
        ),
        (
            step(json!({ "t": 1, "do": "explain", "item": "a", "agent": "ann", "expect": {} })),
            "steps[1].agent is not known: explain has",
        ),
        // What is observed, expected and forbidden.
        (json!({ "observe": ["offers"] }), "observe[0] is \"offers\", which is no event"),
        (expect(json!({ "t": 0 })), "expect[0].ev is missing"),
        (expect(json!({ "t": 0, "ev": "offerd" })), "expect[0].ev is \"offerd\", which is no event"),
        (expect(json!({ "ev": "offer" })), "expect[0].t must be a whole second"),
        (
            expect(json!({ "t": 0, "ev": "moved" })),
            "expect[0].ev is \"moved\", which is not among what is observed",
        ),
        (
            expect(json!({ "t": 0, "ev": "offer", "item": "z" })),
            "expect[0].item: \"z\" is not named by any command",
        ),
        (
            expect(json!({ "t": 0, "ev": "offer", "agent": "zoe" })),
            "expect[0].agent: \"zoe\" is not an agent",
        ),
        (expect(json!({ "t": 0, "ev": "offer", "interaction": "a" })), "expect[0].interaction must be item"),
        (
            expect(json!({ "t": 0, "ev": "offer", "why": { "key": [{ "held_us": 1 }] } })),
            "expect[0].why.key.held_us must be held_s",
        ),
        (
            expect(json!({ "t": 0, "ev": "error", "code": "ofer_gone" })),
            "expect[0].code is \"ofer_gone\", which is no code",
        ),
        (json!({ "never": [{ "agent": "ann" }] }), "never[0].ev is missing"),
        (json!({ "never": [{ "ev": "offer", "agent": "zoe" }] }), "never[0].agent: \"zoe\" is not an agent"),
        (
            json!({ "never": [{ "ev": "offer", "agnet": "ann" }] }),
            "never[0].agnet: the offer at t = 0 has no such key",
        ),
    ];
    assert!(run_scenario(&scenario(&json!({})), None).unwrap().has_passed());
    let mut wrong = Vec::new();
    for (change, place) in cases {
        match run_scenario(&scenario(&change), None) {
            Err(error) if error.why.starts_with(place) => assert_eq!(error.code(), "invalid_scenario"),
            other => wrong.push(format!("{place}\n    {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every value below `value`, as the ways there.
fn leaves(value: &Value, way: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, &format!("{way}/{key}"), found))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| leaves(value, &format!("{way}/{at}"), found));
        }
        _ => found.push(way.to_owned()),
    }
}

#[test]
fn nothing_that_is_expected_can_be_wrong_unnoticed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/scenarios_v2.json");
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut tried = 0;
    for given in file["scenarios"].as_array().unwrap() {
        let mut given = given.clone();
        given["schema"] = json!(SECOND);
        let passes = |scenario: &Value| {
            run_scenario(scenario, file.get("setup")).is_ok_and(|report| report.has_passed())
        };
        assert!(passes(&given), "{}", given["id"]);
        let mut ways = Vec::new();
        leaves(&given["expect"], "/expect", &mut ways);
        for (at, step) in given["steps"].as_array().unwrap().iter().enumerate() {
            if step["do"] == "explain" {
                leaves(&step["expect"], &format!("/steps/{at}/expect"), &mut ways);
            }
        }
        for way in ways {
            let mut wrong = given.clone();
            let value = wrong.pointer_mut(&way).unwrap();
            *value = value.as_i64().map_or(json!("something else"), |number| json!(number + 1));
            assert!(
                !passes(&wrong),
                "{} passes in spite of {way} = {}",
                given["id"],
                wrong.pointer(&way).unwrap()
            );
            tried += 1;
        }
        for at in 0..given["expect"].as_array().unwrap().len() {
            let mut wrong = given.clone();
            wrong["expect"].as_array_mut().unwrap().remove(at);
            assert!(!passes(&wrong), "{} passes without expect[{at}]", given["id"]);
        }
    }
    assert!(tried > 400, "only {tried} mistakes were tried");
}

#[test]
fn a_difference_says_who_won_and_what_the_rules_say_of_everybody() {
    let report = |change: Value| run_scenario(&scenario(&change), None).unwrap().to_string();
    let why = json!({ "runner_up": { "agent": "ann", "by": "penalty" } });
    assert_eq!(
        report(json!({ "expect": [{ "t": 0, "ev": "offer", "item": "a", "why": why }] })),
        "X failed
  event 0
    expected  t=0 offer item=a why={\"runner_up\":{\"agent\":\"ann\",\"by\":\"penalty\"}}
    got       t=0 offer agent=bo expires_at_s=null generation=0 item=a why={\"runner_up\":{\"agent\":\"ann\",\"by\":\"idle\"}}
  chosen because {\"candidates\":2,\"configured_at_seq\":0,\"idle_basis\":\"last_contact_end\",\"key\":[{\"by\":\"idle\",\"of\":1,\"value\":-90}],\"runner_up\":{\"agent\":\"ann\",\"by\":\"idle\"}}
    ann: {\"beaten\":null,\"key\":[{\"by\":\"idle\",\"of\":1,\"value\":-10}],\"rule\":\"eligible\"}
    bo: {\"rule\":\"has_it\"}"
    );
    let explain =
        json!({ "t": 1, "do": "explain", "item": "a", "expect": { "ann": { "rule": "declined" } } });
    let enqueue = json!({ "t": 0, "do": "enqueue", "item": "a", "queue": "q" });
    assert_eq!(
        report(json!({ "steps": [enqueue, explain] })),
        "X failed
  event 1
    expected  t=1 explain agent=ann item=a verdict={\"rule\":\"declined\"}
    got       t=1 explain agent=ann item=a verdict={\"beaten\":null,\"key\":[{\"by\":\"idle\",\"of\":1,\"value\":-10}],\"rule\":\"eligible\"}
    ann: {\"beaten\":null,\"key\":[{\"by\":\"idle\",\"of\":1,\"value\":-10}],\"rule\":\"eligible\"}
    bo: {\"rule\":\"has_it\"}"
    );
    let gone = json!({ "t": 1, "do": "explain", "item": "a", "expect": { "ann": { "rule": "declined" } } });
    let abandon = json!({ "t": 1, "do": "abandon", "item": "a" });
    let text = report(json!({ "steps": [enqueue, abandon, gone] }));
    assert!(text.contains("got       t=1 error code=unknown_interaction item=a"), "{text}");
    // A refusal that nobody expects is a difference, observed or not.
    let refused = json!({ "t": 3, "do": "transfer", "item": "a", "queue": "nowhere" });
    let text = report(json!({ "steps": [enqueue, refused] }));
    assert!(
        text.contains("expected  nothing more\n    got       t=3 error code=unknown_queue do=transfer"),
        "{text}"
    );
}

#[test]
fn a_scenario_says_which_version_it_is_of() {
    let mut one = scenario(&json!({}));
    one.as_object_mut().unwrap().remove("schema");
    let why = |scenario: &Value| run_scenario(scenario, None).unwrap_err().why;
    assert!(why(&one).contains("unknown field `idle_since_s`"), "{}", why(&one));
    assert!(why(&one).ends_with("need \"schema\": \"krarup-routing-scenarios/2\""), "{}", why(&one));
    one["schema"] = json!("krarup-routing-scenarios/1");
    assert!(!why(&one).contains("need \"schema\""), "{}", why(&one));
    let file = |schema: Value| run_file(&json!({ "schema": schema, "scenarios": [one] }).to_string());
    let reports = file(json!(SECOND)).unwrap();
    assert_eq!(reports[0].as_ref().unwrap_err().why, "schema is not the file's");
    assert!(file(json!("krarup-routing-scenarios/3")).unwrap_err().why.starts_with("schema is"));
    assert!(file(json!(null)).unwrap_err().why.starts_with("schema is null"));
}
