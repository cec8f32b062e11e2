//! Defaults that serde does not write, found by reading: what changes nothing when it is given is the default.

use krarup::routing::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;

/// Every type that has one, and the least that can be read of it.
pub(super) fn add(schema: &mut Value) {
    for_type::<Config>(schema, "Config", json!({ "queues": [], "agents": [] }));
    for_type::<Limits>(schema, "Limits", json!({}));
    for_type::<QueueConfig>(schema, "QueueConfig", json!({ "id": "q" }));
    for_type::<CallbackPolicy>(schema, "CallbackPolicy", json!({}));
    for_type::<WaitRule>(schema, "WaitRule", json!({}));
    for_type::<Condition>(schema, "Condition", json!({}));
    for_type::<Ring>(schema, "Ring", json!({}));
    for_type::<TierRules>(schema, "TierRules", json!({ "wait_us": 1 }));
    for_type::<Hold>(schema, "Hold", json!({}));
    for_type::<AgentConfig>(schema, "AgentConfig", json!({ "id": "a", "queues": {} }));
    for_type::<Membership>(schema, "Membership", json!({}));
    for_type::<Capacity>(schema, "Capacity", json!({ "total": 1 }));
    for_type::<EntryRule>(schema, "EntryRule", json!({}));
    for_type::<Plan>(schema, "Plan", json!({ "id": "p" }));
    for_type::<Trigger>(schema, "Trigger", json!({ "queue": "q", "when": {} }));
    for_type::<Requirement>(schema, "Requirement", json!({ "skill": "s" }));
    for_type::<RoutingStep>(schema, "RoutingStep", json!({ "expr": { "skill": "s" } }));
    let enqueue = json!({ "type": "enqueue", "interaction": "i", "queue": "q" });
    for_type::<Command>(schema, "enqueue", enqueue);
    for_type::<Command>(schema, "arrive", json!({ "type": "arrive", "interaction": "i" }));
}

fn for_type<T: DeserializeOwned + PartialEq + Debug>(schema: &mut Value, owner: &str, least: Value) {
    let Some(owned) = super::bounds::owner_mut(schema, owner) else { return };
    let absent: T = serde_json::from_value(least.clone()).unwrap();
    for (key, property) in owned["properties"].as_object_mut().unwrap() {
        let is_nullable = property["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")))
            || property["anyOf"].as_array().is_some_and(|forms| forms.contains(&json!({ "type": "null" })));
        let has_none = is_nullable || least.get(key).is_some() || key == "preset";
        if has_none || property.get("default").is_some() {
            continue;
        }
        // An object before a list, as a list of its fields would do for it too.
        let candidates = json!([
            0,
            1,
            false,
            true,
            {},
            [],
            ["idle"],
            "strict",
            "timed",
            "voice",
            "inbound",
            10_000,
            60_000_000
        ]);
        let is_default = |candidate: &Value| {
            let mut given = least.clone();
            given[key] = candidate.clone();
            serde_json::from_value::<T>(given).is_ok_and(|given| given == absent)
        };
        let default = candidates.as_array().unwrap().iter().find(|one| is_default(one));
        property["default"] = default
            .cloned()
            .unwrap_or_else(|| panic!("add the default of {owner}.{key} to those that are tried"));
    }
}
