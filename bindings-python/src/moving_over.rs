//! Importers for Python: texts of a vendor's files in, a configuration and a report as JSON and for people out.

use crate::errors::{self, guarded};
use krarup::import::{self as core, ImportError, Source};
use pyo3::prelude::*;
use serde::Serialize;

fn json(py: Python<'_>, value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| errors::invalid(py, error.to_string()))
}

fn refused(py: Python<'_>, error: &ImportError) -> PyErr {
    errors::coded(py, error.code(), error.to_string())
}

/// Reads a vendor's files: the configuration, the report, and the report as people read it.
#[pyfunction]
pub(crate) fn read_source(
    py: Python<'_>,
    source: &str,
    files: Vec<(String, String)>,
) -> PyResult<(String, String, String)> {
    guarded(py, || {
        let source = Source::from_word(source).map_err(|error| refused(py, &error))?;
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let imported = py.detach(|| core::import(source, &files)).map_err(|error| refused(py, &error))?;
        let (config, report) = (json(py, &imported.config)?, json(py, &imported.report)?);
        Ok((config, report, imported.report.to_string()))
    })
}

/// What the importer of a source makes of each key.
#[pyfunction]
pub(crate) fn rules_of_source(py: Python<'_>, source: &str) -> PyResult<String> {
    guarded(py, || {
        let source = Source::from_word(source).map_err(|error| refused(py, &error))?;
        json(py, &core::rules(source).collect::<Vec<_>>())
    })
}
