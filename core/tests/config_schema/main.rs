//! `schema/*.json` are what the types say: made from them, their comments, and the bounds that the checks have.
//! `KRARUP_WRITE_SCHEMA=1 cargo test -p krarup --no-default-features --features schema --test config_schema` writes them.
#![allow(clippy::unwrap_used)]

mod bounds;
mod defaults;
mod forms;
mod patches;
mod wording;

use krarup::routing::{Command, Config, Preset};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_configuration_s_schema_is_what_the_types_say() {
    is_committed("config", generated::<Config>(), Config::schema());
}

#[test]
fn a_command_s_schema_is_what_the_types_say() {
    is_committed("command", generated::<Command>(), Command::schema());
}

fn generated<T: JsonSchema>() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    // No field of a queue, so that nothing else leads to it.
    let preset = generator.subschema_for::<Preset>().to_value();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    wording::plain(&mut schema);
    schema["$defs"]["QueueConfig"]["properties"]["preset"] = preset;
    schema["$defs"]["QueueConfig"]["properties"]["preset"]["description"] =
        json!("What kind of queue: gives every key that is not given beside it.");
    forms::as_the_parser_reads(&mut schema);
    defaults::add(&mut schema);
    bounds::set(&mut schema);
    patches::add(&mut schema);
    schema
}

fn is_committed(name: &str, schema: Value, committed: &str) {
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("KRARUP_WRITE_SCHEMA").is_some() {
        let path = format!("{}/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        return fs::write(path, text).unwrap();
    }
    let differs = text.lines().zip(committed.lines()).find(|(made, is)| made != is);
    assert_eq!(differs, None, "schema/{name}.schema.json is out of date: write it as CONTRIBUTING says");
    assert_eq!(text.len(), committed.len());
}
