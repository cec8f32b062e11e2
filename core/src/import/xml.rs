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
    // Its parser goes deeper with each element.
    if let Some(line) = too_deep(text) {
        return Err(malformed(line, 0, format!("nested deeper than {MOST_DEEP}")));
    }
    let options = ParsingOptions { nodes_limit: 2_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        malformed(at.row as usize, at.col as usize, error.to_string())
    })?;
    let mut root = size.node("", file_part(file))?;
    let outermost = element(&document, document.root_element(), &root.path, size)?;
    root.children.push(outermost);
    Ok(root)
}

/// The first line on which more elements are open than are read, by a count that errs on the safe side.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut rest = text;
    let mut line = 1;
    while let Some(at) = rest.find('<') {
        line += rest[..at].matches('\n').count();
        rest = &rest[at..];
        let end = match () {
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<![CDATA[") => "]]>",
            () if rest.starts_with("<?") => "?>",
            () => ">",
        };
        let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
        let tag = &rest[..length];
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if end == ">" && !tag.starts_with("<!") && !tag.ends_with("/>") {
            depth += 1;
            if depth > MOST_DEEP {
                return Some(line);
            }
        }
        line += tag.matches('\n').count();
        rest = &rest[length..];
    }
    None
}

fn element(
    document: &Document<'_>,
    element_of: Element<'_, '_>,
    above: &str,
    size: &mut Size,
) -> Result<Node, ImportError> {
    let name = element_of.tag_name().name();
    let path = match element_of.attribute("name") {
        Some(called) => format!("{above}/{name}[{}]", path_part(called)),
        None => format!("{above}/{name}"),
    };
    let mut node = size.node(name, path)?;
    let line = |at: usize| Some(document.text_pos_at(at).row);
    node.line = line(element_of.range().start);
    for attribute in element_of.attributes() {
        let path = format!("{}@{}", node.path, attribute.name());
        let mut leaf = size.node(&format!("@{}", attribute.name()), path)?;
        leaf.line = node.line;
        leaf.value = Value::String(attribute.value().to_owned());
        node.children.push(leaf);
    }
    for child in element_of.children() {
        if child.is_element() {
            let inner = element(document, child, &node.path, size)?;
            node.children.push(inner);
        } else if let Some(text) = child.text().filter(|text| child.is_text() && !text.trim().is_empty()) {
            let mut leaf = size.node("#text", format!("{}#text", node.path))?;
            leaf.line = line(child.range().start);
            leaf.value = Value::String(text.trim().to_owned());
            node.children.push(leaf);
        }
    }
    Ok(node)
}
