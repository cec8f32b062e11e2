//! What serde accepts and its derived schema does not say, or says otherwise.

use serde_json::{Map, Value, json};

/// Brings the schema to what is read: sets in which a member is given twice, and exactly one of several forms.
pub(super) fn as_the_parser_reads(schema: &mut Value) {
    allow_twice(schema);
    let forms = ["and", "or", "not", "agent", "skill"];
    exactly_one(schema, "Expression", &forms, &[("skill", &["op", "level"])]);
    let forms = ["add", "mul", "min", "max", "choose", "skill", "agent", "interaction", "fact"];
    exactly_one(schema, "ScoreForm", &forms, &[]);
}

fn allow_twice(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.remove("uniqueItems");
            map.values_mut().for_each(allow_twice);
        }
        Value::Array(list) => list.iter_mut().for_each(allow_twice),
        _ => {}
    }
}

/// Exactly one of `forms` is there and not null; `only` names what may stand beside one form alone.
fn exactly_one(schema: &mut Value, definition: &str, forms: &[&str], only: &[(&str, &[&str])]) {
    let Some(found) = schema["$defs"].get_mut(definition) else { return };
    assert_eq!(found["additionalProperties"], false, "{definition}");
    let known = found["properties"].as_object().unwrap();
    let beside: Vec<&str> = only.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    assert_eq!(known.len(), forms.len() + beside.len(), "{definition} has other forms: {:?}", known.keys());
    let one = |form: &&str| {
        let mut properties = Map::from_iter([((*form).to_owned(), json!({ "not": { "type": "null" } }))]);
        if !only.iter().any(|(owner, _)| owner == form) {
            properties.extend(beside.iter().map(|key| ((*key).to_owned(), json!({ "type": "null" }))));
        }
        json!({ "required": [form], "properties": properties })
    };
    found["oneOf"] = forms.iter().map(one).collect();
}
