//! JSON as nodes. Unlike `serde_json::Value` it keeps a key that stands twice, so that nothing is dropped in silence.

use super::error::ImportError;
use super::node::{Node, Size, file_part, path_part};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Deepest nesting; vendors' own is below ten.
const MOST_DEEP: usize = 32;

/// JSON with its keys in order, repeated ones too.
enum Written {
    Scalar(Value),
    List(Vec<Written>),
    Object(Vec<(String, Written)>),
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Written, E> {
        Ok(Written::Scalar(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Written, E> {
        Ok(Written::Scalar(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Written, E> {
        Ok(Written::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Written, E> {
        Ok(Written::Scalar(value.into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Written, E> {
        Ok(Written::Scalar(value.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Written, E> {
        Ok(Written::Scalar(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(Written::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Written::Object(entries))
    }
}

/// The text of a file as a node.
pub(super) fn read(file: &str, text: &str, size: &mut Size) -> Result<Node, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let written = serde_json::from_str(text).map_err(|error| {
        let (file, line, column) = (file.to_owned(), error.line(), error.column());
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        ImportError::Malformed { file, line, column, why }
    })?;
    node(file, "", file_part(file), written, 0, size)
}

/// Reads the JSON that a value holds as text, in its place; whether it is JSON.
pub(super) fn expand(file: &str, outer: &mut Node, size: &mut Size) -> Result<bool, ImportError> {
    let Some(text) = outer.text() else { return Ok(false) };
    let Ok(written) = serde_json::from_str(text) else { return Ok(false) };
    let inner = node(file, &outer.key, outer.path.clone(), written, 1, size)?;
    (outer.value, outer.children, outer.is_list) = (inner.value, inner.children, inner.is_list);
    Ok(true)
}

fn node(
    file: &str,
    key: &str,
    path: String,
    written: Written,
    depth: usize,
    size: &mut Size,
) -> Result<Node, ImportError> {
    if depth > MOST_DEEP {
        let why = format!("nested deeper than {MOST_DEEP}");
        return Err(ImportError::Malformed { file: file.to_owned(), line: 1, column: 0, why });
    }
    let mut node_of = size.node(key, path)?;
    match written {
        Written::Scalar(value) => node_of.value = value,
        Written::List(entries) if entries.is_empty() => node_of.value = Value::Array(Vec::new()),
        Written::Object(entries) if entries.is_empty() => {
            node_of.value = Value::Object(serde_json::Map::new())
        }
        Written::List(entries) => {
            node_of.is_list = true;
            for (place, entry) in entries.into_iter().enumerate() {
                let path = format!("{}[{place}]", node_of.path);
                node_of.children.push(node(file, &place.to_string(), path, entry, depth + 1, size)?);
            }
        }
        Written::Object(entries) => {
            for (key, entry) in entries {
                let path = format!("{}.{}", node_of.path, path_part(&key));
                node_of.children.push(node(file, &key, path, entry, depth + 1, size)?);
            }
            node_of.mark_repeated();
        }
    }
    Ok(node_of)
}
