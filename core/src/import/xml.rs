//! XML as nodes: attributes are leaves whose key begins with `@`, elements are nodes of their name.

use super::error::ImportError;
use super::node::{Node, Size, file_part, path_part};
use roxmltree::{Document, Node as Element, ParsingOptions};
use serde_json::Value;

/// Deepest nesting; FreeSWITCH's own is below ten.
const MOST_DEEP: usize = 32;

/// The text of a file as a node whose child is the outermost element. Document types are refused, so that no entity
/// can grow.
pub(super) fn read(file: &str, text: &str, size: &mut Size) -> Result<Node, ImportError> {
    let malformed = |line: usize, column: usize, why: String| {
        let file = file.to_owned();
        ImportError::Malformed { file, line, column, why }
    };
    let options = ParsingOptions { nodes_limit: 2_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        malformed(at.row as usize, at.col as usize, error.to_string())
    })?;
    let mut root = size.node("", file_part(file))?;
    let mut reader = Reader { file, text, size, at: 0, line: 1 };
    let outermost = reader.element(document.root_element(), &root.path, 1)?;
    root.children.push(outermost);
    Ok(root)
}

/// Walks the elements in the order of the text. The parser does not go deeper with each element, this does.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    size: &'a mut Size,
    /// How far lines have been counted, in bytes.
    at: usize,
    line: u32,
}

impl Reader<'_> {
    fn element(&mut self, element: Element<'_, '_>, above: &str, depth: usize) -> Result<Node, ImportError> {
        let line = self.line_of(element.range().start);
        if depth > MOST_DEEP {
            let (file, line) = (self.file.to_owned(), line as usize);
            let why = format!("nested deeper than {MOST_DEEP}");
            return Err(ImportError::Malformed { file, line, column: 0, why });
        }
        let name = element.tag_name().name();
        let path = match element.attribute("name") {
            Some(called) => format!("{above}/{name}[{}]", path_part(called)),
            None => format!("{above}/{name}"),
        };
        let mut node = self.size.node(name, path)?;
        node.line = Some(line);
        for attribute in element.attributes() {
            let path = format!("{}@{}", node.path, attribute.name());
            let mut leaf = self.size.node(&format!("@{}", attribute.name()), path)?;
            leaf.line = node.line;
            leaf.value = Value::String(attribute.value().to_owned());
            node.children.push(leaf);
        }
        for child in element.children() {
            if child.is_element() {
                let inner = self.element(child, &node.path, depth + 1)?;
                node.children.push(inner);
            } else if let Some(text) = child.text().filter(|text| child.is_text() && !text.trim().is_empty())
            {
                let mut leaf = self.size.node("#text", format!("{}#text", node.path))?;
                leaf.line = Some(self.line_of(child.range().start));
                leaf.value = Value::String(text.trim().to_owned());
                node.children.push(leaf);
            }
        }
        Ok(node)
    }

    /// The line of a place, which is never before the one asked for last: so the text is gone through once.
    fn line_of(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
        self.line
    }
}
