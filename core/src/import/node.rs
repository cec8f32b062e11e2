use super::error::ImportError;
use crate::time::Span;
use serde_json::Value;

/// Keys of all files together that are read at most.
const MOST_KEYS: usize = 500_000;
/// Bytes of all paths together, which nesting and long keys multiply.
const MOST_PATH_BYTES: usize = 64 << 20;
/// A hundred years, the longest that the router knows.
const MOST_SECONDS: i64 = 36_525 * 86_400;

/// A key of a source with what is under it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its number among all of a source; ledgers know it by that.
    pub(super) id: usize,
    pub(super) key: String,
    pub(super) path: String,
    pub(super) line: Option<u32>,
    /// A leaf's value; null where there is none.
    pub(super) value: Value,
    pub(super) children: Vec<Node>,
    /// Its children are a list's entries.
    pub(super) is_list: bool,
    /// The same key stands again further down, and that one counts; so it is under such a key too.
    pub(super) is_repeated: bool,
}

/// How much has been read so far.
#[derive(Default)]
pub(super) struct Size {
    keys: usize,
    path_bytes: usize,
}

impl Size {
    /// Files as nodes, each by its format's `read`.
    pub(super) fn read_all(
        &mut self,
        files: &[(&str, &str)],
        read: fn(&str, &str, &mut Self) -> Result<Node, ImportError>,
    ) -> Result<Vec<Node>, ImportError> {
        files.iter().map(|(file, text)| read(file, text, self)).collect()
    }

    /// A node that counts.
    pub(super) fn node(&mut self, key: &str, path: String) -> Result<Node, ImportError> {
        self.path_bytes += path.len();
        if self.path_bytes > MOST_PATH_BYTES {
            return Err(ImportError::TooLarge { what: "bytes of nested keys", most: MOST_PATH_BYTES });
        }
        if self.keys >= MOST_KEYS {
            return Err(ImportError::TooLarge { what: "keys", most: MOST_KEYS });
        }
        self.keys += 1;
        let (id, key, value) = (self.keys, key.to_owned(), Value::Null);
        Ok(Node {
            id,
            key,
            path,
            line: None,
            value,
            children: Vec::new(),
            is_list: false,
            is_repeated: false,
        })
    }
}

impl Node {
    /// Marks children whose key stands again further down.
    pub(super) fn mark_repeated(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        for child in self.children.iter_mut().rev() {
            if !seen.insert(child.key.clone()) {
                child.is_repeated = true;
            }
        }
        fn spread(node: &mut Node) {
            for child in &mut node.children {
                child.is_repeated = true;
                spread(child);
            }
        }
        self.children.iter_mut().filter(|child| child.is_repeated).for_each(spread);
    }

    /// Its children that count.
    pub(super) fn items(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter(|child| !child.is_repeated)
    }

    /// The child of this key that counts.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.items().find(|child| child.key == key)
    }

    /// The text of a child, if it says anything.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text().filter(|text| !text.is_empty())
    }

    /// All leaves under it, itself where it is one.
    pub(super) fn leaves(&self) -> Box<dyn Iterator<Item = &Node> + '_> {
        match self.children.is_empty() {
            true => Box::new(std::iter::once(self)),
            false => Box::new(self.children.iter().flat_map(Node::leaves)),
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        self.value.as_str()
    }

    /// A text, number or truth value as text.
    pub(super) fn word(&self) -> Option<String> {
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(is) => Some(is.to_string()),
            _ => None,
        }
    }

    /// A whole number, also one in quotation marks or with a zero fraction.
    pub(super) fn number(&self) -> Option<i64> {
        match &self.value {
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => number.as_i64().or_else(|| {
                let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15);
                float.map(|float| float as i64)
            }),
            _ => None,
        }
    }

    pub(super) fn small(&self) -> Option<i32> {
        i32::try_from(self.number()?).ok()
    }

    /// A truth value, also as configuration files write it.
    pub(super) fn is_true(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(is) => Some(*is),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "yes" | "true" | "on" | "y" | "t" | "1" => Some(true),
                "no" | "false" | "off" | "n" | "f" | "0" => Some(false),
                _ => None,
            },
            Value::Number(number) => number.as_i64().map(|number| number != 0),
            _ => None,
        }
    }

    /// Whole seconds, of a hundred years at most.
    pub(super) fn seconds(&self) -> Option<Span> {
        let seconds = self.number().filter(|seconds| (0..=MOST_SECONDS).contains(seconds))?;
        Some(Span::from_seconds(seconds))
    }

    /// Its value as reports show it.
    pub(super) fn shown(&self) -> String {
        if is_secret_path(&self.path) || self.text().is_some_and(is_secret_value) {
            return "(hidden)".to_owned();
        }
        match &self.value {
            Value::Null => String::new(),
            Value::String(text) => shortened(text),
            other => other.to_string(),
        }
    }
}

/// Words that, anywhere on the way to a value, say that it is nobody's business.
const SECRETS: [&str; 8] = ["password", "passwd", "pwd", "secret", "token", "auth", "credential", "dsn"];

fn is_secret_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    if SECRETS.iter().any(|word| lower.contains(word)) {
        return true;
    }
    // `key` only at the end of the way and as a word: queues may be called "Key accounts". The bare key of a
    // selector is the name of a label.
    let last = path.rsplit(['.', '/']).next().unwrap_or_default();
    if last == "key" {
        return !lower.contains("selector");
    }
    let mut words = String::new();
    for sign in last.chars() {
        if sign.is_uppercase() {
            words.push(' ');
        }
        words.push(sign.to_ascii_lowercase());
    }
    let mut words = words.split(|sign: char| !sign.is_alphanumeric());
    words.any(|word| matches!(word, "key" | "keys" | "apikey"))
}

/// Whether a value has an address with a password, or a `password=` or the like in it.
fn is_secret_value(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_given = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let rest = lower[at + word.len()..].trim_start_matches(['"', '\'', ' ']);
            rest.starts_with(['=', ':'])
        })
    };
    let words = ["authorization", "api_key", "api-key", "apikey", "access_key", "accesskey", "private_key"];
    if SECRETS.iter().chain(&words).any(|word| is_given(word)) {
        return true;
    }
    lower.split("://").skip(1).any(|rest| {
        let host = rest.split(['/', '?', ' ']).next().unwrap_or_default();
        // A password may have the signs that end a host.
        let user = rest.split_once('@').map(|(user, _)| user).unwrap_or_default();
        host.contains('@') || (user.contains(':') && !user.contains(' '))
    })
}

/// As much of a text as a report has room for, in quotation marks.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}… ({} bytes)", &text[..end], text.len()),
        None => format!("{text:?}"),
    }
}

/// A file's name as paths show it.
pub(super) fn file_part(name: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "_-./ ".contains(sign);
    if name.len() <= 60 && name.chars().all(is_plain) { name.to_owned() } else { shortened(name) }
}

/// A key as paths show it: quoted where it has signs of its own.
pub(super) fn path_part(key: &str) -> String {
    let is_plain = !key.is_empty() && key.len() <= 60;
    match is_plain && key.chars().all(|sign| sign.is_alphanumeric() || "_-@#/".contains(sign)) {
        true => key.to_owned(),
        false => shortened(key),
    }
}
