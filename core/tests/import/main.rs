//! Importers: nothing of a source is dropped in silence, what they make is accepted by the router, and the vendors'
//! published behaviour comes out of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod generated;
mod hostile;
mod pages;
mod scenarios;
mod told;

use krarup::import::{ImportError, Imported, Source, import};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(source: Source) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(source.word())
}

/// The source files of a folder, by name; everything but its scenarios.
fn files(source: Source) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder(source)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| !path.ends_with("scenarios.json")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

fn imported(source: Source, files: &[(String, String)]) -> Result<Imported, ImportError> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    import(source, &files)
}
