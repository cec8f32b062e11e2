//! What a plan may say of a queue and of an agent: each key as it is configured, or null, and none required (RFC 7396).

use serde_json::{Map, Value, json};

const DEFINITIONS: &str = "#/$defs/";

/// Gives the plans' patches definitions of their own.
pub(super) fn add(schema: &mut Value) {
    let Some(definitions) = schema.get("$defs").and_then(Value::as_object).cloned() else { return };
    let mut made = Map::new();
    for (list, patched) in [("queues", "QueueConfig"), ("agents", "AgentConfig")] {
        let patch = reference(patched, &definitions, &mut made);
        let entry = &mut schema["$defs"]["Plan"]["properties"][list]["additionalProperties"];
        assert_eq!(entry["type"], "object");
        *entry = patch;
    }
    for patched in ["QueueConfigPatch", "AgentConfigPatch"] {
        // An id cannot change.
        made[patched]["properties"]["id"] = json!(false);
    }
    schema["$defs"].as_object_mut().unwrap().extend(made);
}

/// A reference to the patch of a definition, which is made where it is not yet; the definition where it has no keys.
fn reference(name: &str, definitions: &Map<String, Value>, made: &mut Map<String, Value>) -> Value {
    let definition = &definitions[name];
    if !has_keys(definition, definitions) {
        return json!({ "$ref": format!("{DEFINITIONS}{name}") });
    }
    let patch = format!("{name}Patch");
    if !made.contains_key(&patch) {
        // Before it is made, as it may be in itself.
        made.insert(patch.clone(), Value::Null);
        let mut changed = patch_of(definition, definitions, made);
        let description = format!("What is different of it; null = as by default. {}", text(definition));
        changed["description"] = json!(description.trim_end());
        made.insert(patch.clone(), changed);
    }
    json!({ "$ref": format!("{DEFINITIONS}{patch}") })
}

fn text(definition: &Value) -> &str {
    definition["description"].as_str().unwrap_or_default()
}

fn patch_of(schema: &Value, definitions: &Map<String, Value>, made: &mut Map<String, Value>) -> Value {
    let Value::Object(map) = schema else { return schema.clone() };
    let mut patch = map.clone();
    // What is not said stays as it is configured.
    patch.remove("default");
    // They say which keys must be there together.
    if map.contains_key("properties") {
        patch.remove("required");
        patch.remove("oneOf");
    }
    for (key, value) in &mut patch {
        match key.as_str() {
            "$ref" => {
                let name = value.as_str().unwrap().strip_prefix(DEFINITIONS).unwrap().to_owned();
                *value = reference(&name, definitions, made)["$ref"].take();
            }
            "properties" => {
                let properties = value.as_object_mut().unwrap().values_mut();
                properties.for_each(|property| *property = or_null(patch_of(property, definitions, made)));
            }
            "additionalProperties" if *value == false => *value = json!({ "type": "null" }),
            "additionalProperties" => *value = or_null(patch_of(value, definitions, made)),
            "anyOf" => {
                let forms = value.as_array_mut().unwrap().iter_mut();
                forms.for_each(|form| *form = patch_of(form, definitions, made));
            }
            _ => {}
        }
    }
    patch.into()
}

fn or_null(mut schema: Value) -> Value {
    let null = json!({ "type": "null" });
    if schema["anyOf"].as_array().is_some_and(|forms| forms.contains(&null)) {
        return schema;
    }
    match schema.get_mut("type") {
        Some(Value::String(kind)) => schema["type"] = json!([kind, "null"]),
        Some(Value::Array(kinds)) if !kinds.contains(&json!("null")) => kinds.push(json!("null")),
        Some(_) => {}
        None => {
            // What is said of it stays beside it, and what it is goes into one of two forms.
            let map = schema.as_object_mut().unwrap();
            let said = ["description", "title"].into_iter();
            let said: Map<String, Value> =
                said.filter_map(|key| Some((key.to_owned(), map.remove(key)?))).collect();
            schema = json!({ "anyOf": [schema, { "type": "null" }] });
            schema.as_object_mut().unwrap().extend(said);
        }
    }
    schema
}

fn has_keys(definition: &Value, definitions: &Map<String, Value>) -> bool {
    let referred = |form: &Value| {
        let name = form["$ref"].as_str().and_then(|name| name.strip_prefix(DEFINITIONS));
        name.is_some_and(|name| has_keys(&definitions[name], definitions))
    };
    definition.get("properties").is_some()
        || definition["anyOf"].as_array().is_some_and(|forms| forms.iter().any(referred))
}
