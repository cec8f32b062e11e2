//! `schema/*.json` have the keys and words that serde knows, and no other; `config_schema` makes them anew.
#![allow(clippy::unwrap_used)]

use krarup::routing::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What serde lists when it refuses a key or a word.
fn known<T: DeserializeOwned>(given: Value) -> BTreeSet<String> {
    let problem = serde_json::from_value::<T>(given).map(|_| ()).unwrap_err().to_string();
    let listed = problem.split("expected ").nth(1).unwrap_or_else(|| panic!("{problem}"));
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn schemas() -> [Value; 2] {
    [Config::schema(), Command::schema()].map(|schema| serde_json::from_str(schema).unwrap())
}

fn keys(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn a_key_is_in_the_schema_when_serde_knows_it() {
    let mut types: Vec<(&str, BTreeSet<String>)> = Vec::new();
    macro_rules! types {
        ($($name:ident),*) => { $(types.push((stringify!($name), known::<$name>(json!({ "nothing": 1 }))));)* };
    }
    types!(
        AgentConfig,
        Calendar,
        CallbackPolicy,
        Capacity,
        Choice,
        Condition,
        Config,
        EntryRule,
        Expression,
        Hold,
        Limits,
        Membership,
        PenaltyRule,
        Plan,
        Preference,
        QueueConfig,
        Requirement,
        Reserve,
        Ring,
        RoutingStep,
        TierRules,
        Trainee,
        Trigger,
        WaitRule,
        Window
    );
    let [config, command] = schemas();
    for (name, mut known) in types {
        let schema = &command["$defs"][name];
        assert!(schema.is_object(), "{name}");
        if name == "QueueConfig" {
            known.insert("preset".to_owned());
        }
        assert_eq!(keys(schema), known, "{name}");
        let alone = if name == "Config" { &config } else { &config["$defs"][name] };
        assert!(alone.is_null() || keys(alone) == known, "{name} in a configuration's schema");
    }
    let objects = |schema: &Value| {
        let definitions = schema["$defs"].as_object().unwrap().iter();
        let is_own = |(name, schema): &(&String, &Value)| {
            schema.get("properties").is_some() && !name.ends_with("Patch") && *name != "ScoreForm"
        };
        definitions.filter(is_own).count()
    };
    assert_eq!(objects(&command), 25, "a type is new: name it above");
}

#[test]
fn a_command_is_in_the_schema_with_its_keys() {
    let [_, command] = schemas();
    let forms = command["oneOf"].as_array().unwrap();
    assert_eq!(forms.len(), Command::TYPES.len());
    for (form, name) in forms.iter().zip(Command::TYPES) {
        assert_eq!(form["properties"]["type"]["const"], name);
        let mut known = known::<Command>(json!({ "type": name, "nothing": 1 }));
        known.insert("type".to_owned());
        assert_eq!(keys(form), known, "{name}");
    }
}

#[test]
fn a_word_is_in_the_schema_when_serde_knows_it() {
    let [_, command] = schemas();
    let mut types: Vec<(&str, BTreeSet<String>)> = Vec::new();
    macro_rules! types {
        ($($name:ident),*) => { $(types.push((stringify!($name), known::<$name>(json!("nothing"))));)* };
    }
    types!(
        CallbackFirst,
        Estimator,
        Fact,
        IdleBasis,
        OnDecline,
        Operator,
        Presence,
        Preset,
        Scoring,
        SelectionKey,
        Side,
        WrapUpMode
    );
    for (name, known) in types {
        let words = command["$defs"][name]["oneOf"].as_array().unwrap_or_else(|| panic!("{name}"));
        let words: BTreeSet<String> =
            words.iter().map(|word| word["const"].as_str().unwrap().to_owned()).collect();
        assert_eq!(words, known, "{name}");
    }
}
