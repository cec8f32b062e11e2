//! The catalogue of error codes holds exactly the codes that errors have.
#![allow(clippy::unwrap_used)]

use krarup::ERROR_CODES;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes that only arise at a language's border, where values are converted and clocks run.
const BORDER: [&str; 6] =
    ["closed", "internal_panic", "invalid_command", "invalid_receipt", "invalid_records", "poisoned"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// String literals in the bodies of the functions called `code`.
fn codes_in(source: &str) -> Vec<String> {
    let bodies = source.split("fn code(&self) -> &'static str {").skip(1);
    let body = |after: &str| after.split("\n    }").next().unwrap_or_default().to_owned();
    bodies
        .map(body)
        .flat_map(|body| body.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_catalogue_is_what_errors_have() {
    let listed: BTreeSet<&str> = ERROR_CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(listed.len(), ERROR_CODES.len(), "a code stands twice");
    assert!(ERROR_CODES.is_sorted(), "the catalogue is sorted");
    let used: Vec<String> = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .iter()
        .flat_map(|path| codes_in(&fs::read_to_string(path).unwrap()))
        .collect();
    let used: BTreeSet<&str> = used.iter().map(String::as_str).chain(BORDER).collect();
    assert!(used.len() > 30);
    assert_eq!(listed, used);
}
