//! Asterisk's configuration files as nodes: sections with their keys, each with its line.

use super::error::ImportError;
use super::node::{Node, Size, file_part, path_part};
use serde_json::Value;

/// What is between the brackets' line and the next is a section; its header is its first child, of this key.
const HEADER: &str = "[]";

/// The text of a file as a node whose children are sections, and lines such as `#include`.
pub(super) fn read(file: &str, text: &str, size: &mut Size) -> Result<Node, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shown = file_part(file);
    let mut root = size.node("", shown.clone())?;
    let mut in_comment = false;
    for (place, line) in text.lines().enumerate() {
        let number = u32::try_from(place + 1).ok();
        let said = without_comments(line, &mut in_comment);
        let said = said.trim();
        let malformed = |why: &str| {
            let (file, why) = (file.to_owned(), why.to_owned());
            ImportError::Malformed { file, line: place + 1, column: 0, why }
        };
        if said.is_empty() {
            continue;
        }
        if let Some(rest) = said.strip_prefix('[') {
            let (name, options) =
                rest.split_once(']').ok_or_else(|| malformed("a section without a closing ]"))?;
            if name.is_empty() {
                return Err(malformed("a section without a name"));
            }
            let path = format!("{shown} [{}]", path_part(name));
            let mut section = size.node(name, path.clone())?;
            let mut header = size.node(HEADER, path)?;
            (header.line, header.value) = (number, Value::String(options.trim().to_owned()));
            section.children.push(header);
            root.children.push(section);
            continue;
        }
        let is_directive = said.starts_with('#');
        let (key, value) = match said.split_once('=') {
            Some((key, value)) if !is_directive => {
                (key, Some(value.strip_prefix('>').unwrap_or(value).trim()))
            }
            _ => match said.split_once(char::is_whitespace) {
                Some((key, value)) if is_directive => (key, Some(value.trim())),
                _ => (said, None),
            },
        };
        let key = key.trim().to_ascii_lowercase();
        let owner = match root.children.iter_mut().rfind(|part| !part.children.is_empty()) {
            _ if is_directive => &mut root,
            Some(section) => section,
            None => return Err(malformed("a key before the first section")),
        };
        let mut leaf = size.node(&key, format!("{} {}", owner.path, path_part(&key)))?;
        leaf.line = number;
        leaf.value = value.map_or(Value::Null, |value| Value::String(value.to_owned()));
        owner.children.push(leaf);
    }
    Ok(root)
}

/// A line without what stands behind `;` or between `;--` and `--;`, which may be lines apart.
fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut said = String::new();
    let mut rest = line;
    loop {
        if *in_comment {
            let Some(end) = rest.find("--;") else { return said };
            *in_comment = false;
            rest = &rest[end + 3..];
        }
        let Some(at) = rest.find(';') else { return said + rest };
        let before = &rest[..at];
        if let Some(escaped) = before.strip_suffix('\\') {
            said.push_str(escaped);
            said.push(';');
            rest = &rest[at + 1..];
            continue;
        }
        said.push_str(before);
        let behind = &rest[at + 1..];
        let is_block = behind.starts_with("--") && !behind.starts_with("---");
        if !is_block {
            return said;
        }
        *in_comment = true;
        rest = &behind[2..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_escaped_signs_stay() {
        let text = "[a](!,b) ; x\nKey => v\\;w ; c\n;-- many\nlines --; other=1\n#include \"x.conf\"\n";
        let root = read("queues.conf", text, &mut Size::default()).unwrap();
        let section = &root.children[0];
        assert_eq!(section.children[0].text(), Some("(!,b)"));
        assert_eq!((section.children[1].key.as_str(), section.children[1].text()), ("key", Some("v;w")));
        assert_eq!(section.children[2].text(), Some("1"));
        assert_eq!(root.children[1].text(), Some("\"x.conf\""));
        assert_eq!(root.children[1].line, Some(5));
    }

    #[test]
    fn what_stands_nowhere_is_an_error() {
        for text in ["key = 1", "[a", "[]", "#include x\nkey=1"] {
            assert!(read("f", text, &mut Size::default()).is_err(), "{text}");
        }
    }
}
