//! Descriptions as somebody reads them who sees no Rust.

use serde_json::Value;

/// Takes Rust's examples and links out of every description.
pub(super) fn plain(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = said(text);
            }
            map.values_mut().for_each(plain);
        }
        Value::Array(list) => list.iter_mut().for_each(plain),
        _ => {}
    }
}

fn said(comment: &str) -> String {
    let text = comment.split("\n\n```").next().unwrap_or(comment);
    let mut said = String::new();
    let mut parts = text.split("[`");
    said.push_str(parts.next().unwrap_or_default());
    for part in parts {
        // [`Estimate::best`](super::Estimate) → `Estimate::best`
        let (name, rest) = part.split_once("`]").unwrap();
        let rest = rest.strip_prefix('(').map_or(rest, |linked| linked.split_once(')').unwrap().1);
        said.push_str(&format!("`{name}`{rest}"));
    }
    // Lines are as long as the comment's; paragraphs stay.
    said.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}
