//! Importers for Node: texts of a vendor's files in, a configuration and a report as JSON and for people out.

use crate::errors::error;
use crate::routing::json;
use krarup::import::{self as core, ImportError, Source};
use napi::bindgen_prelude::Result;
use napi_derive::napi;

fn refused(problem: ImportError) -> napi::Error {
    error(problem.code(), &problem)
}

/// Reads a vendor's files: the configuration, the report, and the report as people read it.
#[napi(catch_unwind)]
pub fn read_source(source: String, names: Vec<String>, texts: Vec<String>) -> Result<Vec<String>> {
    let source = Source::from_word(&source).map_err(refused)?;
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let imported = core::import(source, &files).map_err(refused)?;
    Ok(vec![json(&imported.config)?, json(&imported.report)?, imported.report.to_string()])
}

/// What the importer of a source makes of each key.
#[napi(catch_unwind)]
pub fn rules_of_source(source: String) -> Result<String> {
    let source = Source::from_word(&source).map_err(refused)?;
    json(&core::rules(source).collect::<Vec<_>>())
}
