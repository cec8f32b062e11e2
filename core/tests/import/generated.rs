//! An importer never drops a rule in silence: over sources made of the vendors' keys and others, with values of every
//! kind, each key has a finding, the router accepts the configuration, and nothing panics.

use super::{files, imported};
use krarup::import::{Imported, Source, Verdict, rules};
use krarup::routing::Router;
use krarup::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the router makes of it, and that every rule told of is one of the source's.
fn check(source: Source, imported: &Imported) {
    Router::new(imported.config.clone(), Timestamp::from_micros(0)).unwrap();
    let known: BTreeSet<&str> = rules(source).map(|rule| rule.key).collect();
    for finding in &imported.report.findings {
        assert!(known.contains(finding.rule), "{finding:?}");
        assert!(finding.verdict == Verdict::Maps || !finding.note.is_empty(), "{finding:?}");
    }
    let told: usize =
        [Verdict::Maps, Verdict::Differs, Verdict::Lost].map(|v| imported.report.count(v)).iter().sum();
    assert_eq!(told, imported.report.findings.len());
}

/// The paths of all leaves, written apart from the importers' own.
fn leaves(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| leaves(&format!("{path}.{key}"), value, found));
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(at, value)| leaves(&format!("{path}[{at}]"), value, found));
        }
        Value::String(text) if path.ends_with(".attributes") || path.ends_with(".configuration") => {
            match serde_json::from_str::<Value>(text) {
                Ok(inner) if !inner.is_string() => leaves(path, &inner, found),
                _ => found.push(path.to_owned()),
            }
        }
        _ => found.push(path.to_owned()),
    }
}

fn all_keys_are_found(file: &str, value: &Value, imported: &Imported) {
    let mut expected = Vec::new();
    leaves(file, value, &mut expected);
    let found: BTreeSet<&str> =
        imported.report.findings.iter().map(|finding| finding.path.as_str()).collect();
    let missing: Vec<&String> = expected.iter().filter(|path| !found.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "without a finding: {missing:?}");
}

/// A value of some kind: what vendors write, and what nobody should.
fn scalar() -> impl Strategy<Value = Value> {
    let words = vec![
        "",
        "equal",
        "notEqual",
        "1==1",
        "worker.level >= 3",
        "skills HAS 'x' OR NOT tier == 2",
        "a > 1",
        "task.x IN worker.y",
        "workers.available == 0",
        "worker.level DESC",
        "LIFO",
        "BEST",
        "TIMEOUT_SECONDS",
        "ROUTE_ANY_CHANNEL",
        "roundRobin",
        "waitTime",
        "queueLength",
        "cancel",
        "reclassify",
        "passThrough",
        "static",
        "If(job.a = 1, 2, 3)",
        "WQ0001",
        "q-sales",
        "XBOX_NA_QUEUE",
        "worker-1",
        "MANDATORY",
        "PriorityOnly",
        "true",
        "30",
        "-5",
        "ends*",
    ];
    prop_oneof![
        prop::sample::select(words).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..200).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        any::<f64>().prop_map(|float| json!(float)),
        "[a-zé=\\*' ]{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{ "kind": "equal", "key": "a" }, 3, "x"])),
    ]
}

/// A change of a document: where, and what.
#[derive(Clone, Debug)]
enum Change {
    Replace(usize, Value),
    AddKey(usize, String, Value),
    Repeat(usize),
    Remove(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let keys = vec![
        "foo",
        "timeout",
        "skip_if",
        "order_by",
        "expression",
        "priority",
        "expiresAfterSeconds",
        "labels",
        "mode",
        "threshold",
        "Expiry",
        "Delay",
        "Range",
        "ringNumber",
        "skills",
        "members",
        "Status",
        "MaxContacts",
        "known_worker_sid",
        "tags",
    ];
    let place = 0_usize..2_000;
    prop_oneof![
        4 => (place.clone(), scalar()).prop_map(|(at, value)| Change::Replace(at, value)),
        3 => (place.clone(), prop::sample::select(keys), scalar())
            .prop_map(|(at, key, value)| Change::AddKey(at, key.to_owned(), value)),
        2 => place.clone().prop_map(Change::Repeat),
        1 => place.prop_map(Change::Remove),
    ]
}

/// Every value of a document, itself included, in order.
fn visit(value: &mut Value, at: &mut usize, change: &mut dyn FnMut(usize, &mut Value)) {
    let here = *at;
    *at += 1;
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| visit(value, at, change)),
        Value::Array(list) => list.iter_mut().for_each(|value| visit(value, at, change)),
        _ => {}
    }
    change(here, value);
}

fn changed(document: &mut Value, change: &Change) {
    let mut count = 0;
    visit(document, &mut count, &mut |_, _| {});
    let mut meet = |target: usize, act: &mut dyn FnMut(&mut Value)| {
        // Not the document itself.
        let target = 1 + target % (count - 1).max(1);
        visit(document, &mut 0, &mut |at, value| {
            if at == target {
                act(value);
            }
        });
    };
    match change {
        Change::Replace(at, new) => meet(*at, &mut |value| *value = new.clone()),
        Change::AddKey(at, key, new) => meet(*at, &mut |value| {
            if let Value::Object(map) = value {
                map.insert(key.clone(), new.clone());
            }
        }),
        Change::Repeat(at) => meet(*at, &mut |value| {
            if let Value::Array(list) = value {
                list.extend(list.clone().into_iter().take(3));
            }
        }),
        Change::Remove(at) => meet(*at, &mut |value| match value {
            Value::Array(list) => _ = list.pop(),
            Value::Object(map) => {
                if let Some(key) = map.keys().next().cloned() {
                    map.remove(&key);
                }
            }
            _ => {}
        }),
    }
}

/// The example's documents, with a workflow's configuration as JSON, so that changes reach into it.
fn documents(source: Source) -> Vec<(String, Value)> {
    let parse = |(name, text): (String, String)| {
        let mut document: Value = serde_json::from_str(&text).unwrap();
        if let Some(text) = document["configuration"].as_str() {
            document["configuration"] = serde_json::from_str(text).unwrap();
        }
        for worker in document["workers"].as_array_mut().into_iter().flatten() {
            if let Some(text) = worker["attributes"].as_str() {
                worker["attributes"] = serde_json::from_str(text).unwrap();
            }
        }
        (name, document)
    };
    files(source).into_iter().map(parse).collect()
}

fn json_source() -> impl Strategy<Value = Source> {
    prop::sample::select(vec![Source::Twilio, Source::Azure, Source::Connect, Source::Genesys])
}

fn ini_line() -> impl Strategy<Value = String> {
    let keys = vec![
        "strategy",
        "timeout",
        "retry",
        "wrapuptime",
        "weight",
        "maxlen",
        "servicelevel",
        "autofill",
        "autopause",
        "joinempty",
        "leavewhenempty",
        "ringinuse",
        "penaltymemberslimit",
        "defaultrule",
        "member",
        "musicclass",
        "announce",
        "penaltychange",
        "shared_lastcall",
        "force_longest_waiting_caller",
        "foo",
        "Timeout",
    ];
    let values = vec![
        "",
        "ringall",
        "linear",
        "wrandom",
        "rrmemory",
        "fewestcalls",
        "yes",
        "no",
        "all",
        "strict",
        "loose",
        "0",
        "15",
        "-1",
        "999999999999",
        "PJSIP/1,3,Ann",
        "PJSIP/2",
        "PJSIP/1,x",
        ",,",
        "30,+3",
        "60,10,5",
        "0,4",
        "90,,,2",
        "r1",
        "inuse,ringing",
        "paused,wrapup",
        "a,b",
        "é",
    ];
    let sections = vec![
        "[general]",
        "[t](!)",
        "[a](t)",
        "[a]",
        "[b](t,u)",
        "[c](+)",
        "[r1]",
        "#include \"x\"",
        "#exec y",
        "; only a comment",
        "",
        "a line without a sign",
    ];
    prop_oneof![
        4 => (prop::sample::select(keys), prop::sample::select(values), prop::sample::select(vec!["=", " => ", " = "]))
            .prop_map(|(key, value, sign)| format!("{key}{sign}{value}")),
        1 => prop::sample::select(sections).prop_map(str::to_owned),
    ]
}

fn xml_line() -> impl Strategy<Value = String> {
    let names = vec![
        "strategy",
        "tier-rules-apply",
        "tier-rule-wait-second",
        "tier-rule-wait-multiply-level",
        "tier-rule-no-agent-no-wait",
        "max-wait-time",
        "max-wait-time-with-no-agent",
        "discard-abandoned-after",
        "abandoned-resume-allowed",
        "moh-sound",
        "ring-progressively-delay",
        "time-base-score",
        "agent-no-answer-status",
        "foo",
    ];
    let values = vec![
        "",
        "top-down",
        "ring-all",
        "ring-progressively",
        "random",
        "round-robin",
        "true",
        "false",
        "0",
        "5",
        "-3",
        "99999999999999",
        "system",
        "queue",
        "On Break",
        "Available",
    ];
    let attributes = vec![
        "status",
        "contact",
        "max-no-answer",
        "wrap-up-time",
        "reject-delay-time",
        "level",
        "position",
        "state",
        "foo",
    ];
    let people = vec!["a", "b", "c"];
    let values_of = || prop::sample::select(values.clone());
    prop_oneof![
        4 => (prop::sample::select(names), values_of()).prop_map(|(name, value)| format!("<param name=\"{name}\" value=\"{value}\"/>")),
        1 => prop::sample::select(people.clone()).prop_map(|name| format!("</queue><queue name=\"{name}\">")),
        1 => (prop::sample::select(people.clone()), prop::sample::select(attributes.clone()), values_of())
            .prop_map(|(name, key, value)| format!("<agent name=\"{name}\" {key}=\"{value}\"/>")),
        1 => (prop::sample::select(people.clone()), prop::sample::select(people), prop::sample::select(attributes), values_of())
            .prop_map(|(agent, queue, key, value)| format!("<tier agent=\"{agent}\" queue=\"{queue}\" {key}=\"{value}\"/>")),
        1 => Just("<foo bar=\"1\">text</foo>".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_key_of_json_has_a_finding(source in json_source(), changes in prop::collection::vec(change(), 0..8)) {
        let mut documents = documents(source);
        for (at, change) in changes.iter().enumerate() {
            let chosen = at % documents.len();
            changed(&mut documents[chosen].1, change);
        }
        let texts: Vec<_> = documents.iter().map(|(name, document)| (name.clone(), document.to_string())).collect();
        match imported(source, &texts) {
            Ok(imported) => {
                check(source, &imported);
                documents.iter().for_each(|(name, document)| all_keys_are_found(name, document, &imported));
            }
            // Where the change took what makes it a source.
            Err(error) => prop_assert_eq!(error.code(), "nothing_to_import"),
        }
    }

    #[test]
    fn every_line_of_queues_conf_has_a_finding(
        queues in prop::collection::vec(ini_line(), 0..40),
        penalties in prop::collection::vec(ini_line(), 0..10),
    ) {
        let texts = [("queues.conf", &queues), ("queuerules.conf", &penalties)]
            .map(|(name, lines)| (name.to_owned(), format!("[first]\n{}", lines.join("\n"))));
        let imported = imported(Source::Asterisk, &texts).unwrap();
        check(Source::Asterisk, &imported);
        for (name, text) in &texts {
            let said = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with(';'));
            for (place, line) in said {
                let is_it = |path: &str, at: Option<u32>| path.starts_with(name.as_str()) && at == Some(place as u32 + 1);
                let found = imported.report.findings.iter().any(|finding| is_it(&finding.path, finding.line));
                prop_assert!(found, "{name}: {line}");
            }
        }
    }

    #[test]
    fn every_attribute_of_callcenter_conf_has_a_finding(lines in prop::collection::vec(xml_line(), 0..40)) {
        let text = format!("<configuration>\n<queues><queue name=\"a\">\n{}\n</queue></queues>\n</configuration>", lines.join("\n"));
        let imported = imported(Source::Freeswitch, &[("callcenter.conf.xml".to_owned(), text.clone())]).unwrap();
        check(Source::Freeswitch, &imported);
        for (place, line) in text.lines().enumerate() {
            let expected = line.matches("=\"").count();
            let found: BTreeSet<&str> = imported
                .report
                .findings
                .iter()
                .filter(|finding| finding.line == Some(place as u32 + 1) && finding.path.contains('@'))
                .map(|finding| finding.path.as_str())
                .collect();
            prop_assert_eq!(found.len(), expected, "{}", line);
        }
    }
}

#[test]
fn the_examples_say_everything_they_lose() {
    for source in Source::ALL {
        let imported = imported(source, &files(source)).unwrap();
        check(source, &imported);
        let unknown: Vec<_> =
            imported.report.findings.iter().filter(|finding| finding.rule == "(any other key)").collect();
        assert!(unknown.is_empty(), "{source}: {unknown:?}");
    }
}
