//! Records for Python: from CSV files, from Arrow tables, generated; back out as Arrow tables.

use crate::arrow;
use crate::errors::{self, guarded};
use crate::fields::{self, Problem};
use arrow_array::builder::{BooleanBuilder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{Array, ArrayRef, RecordBatch};
use krarup::records::{self as core, AgentState, Interaction, Outcome, StateKind};
use krarup::synthetic::Centre;
use krarup::time::{Span, Timestamp};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A table that pandas, Polars, pyarrow and DuckDB read through `__arrow_c_stream__`.
#[pyclass(module = "krarup", frozen)]
pub(crate) struct Table(pub(crate) RecordBatch);

#[pymethods]
impl Table {
    /// The table as an Arrow C stream; `requested_schema` is not needed and not used.
    #[pyo3(signature = (requested_schema = None))]
    pub(crate) fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        arrow::export(py, &self.0)
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("Table({} rows: {})", self.0.num_rows(), self.column_names().join(", "))
    }
}

pub(crate) fn table(py: Python<'_>, columns: Vec<(&str, ArrayRef)>) -> PyResult<Table> {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .map(Table)
        .map_err(|error| errors::invalid(py, error.to_string()))
}

pub(crate) fn strings<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

pub(crate) fn integers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    let mut builder = Int64Builder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

pub(crate) fn instants(values: impl Iterator<Item = Option<Timestamp>>) -> ArrayRef {
    let mut builder = TimestampMicrosecondBuilder::new();
    values.for_each(|value| builder.append_option(value.map(Timestamp::as_micros)));
    Arc::new(builder.finish().with_timezone("UTC"))
}

/// What happened: interaction segments and agent states.
#[pyclass(module = "krarup._krarup", frozen)]
pub(crate) struct RawRecords {
    pub(crate) core: core::Records,
    quality: core::QualityReport,
}

#[pymethods]
impl RawRecords {
    fn interactions(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(py, || interaction_table(py, &self.core.interactions))
    }

    fn agent_states(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(py, || state_table(py, &self.core.agent_states))
    }

    fn sizes(&self) -> (usize, usize) {
        (self.core.interactions.len(), self.core.agent_states.len())
    }

    fn quality(&self, py: Python<'_>) -> PyResult<(String, String)> {
        let json = serde_json::to_string(&self.quality).map_err(|e| errors::invalid(py, e.to_string()))?;
        Ok((json, self.quality.to_string()))
    }

    fn write_csv(&self, py: Python<'_>, path: std::path::PathBuf) -> PyResult<()> {
        guarded(py, || {
            let written = py.detach(|| core::write_csv(&self.core.interactions, File::create(&path)?));
            written.map_err(|error| file_error(py, error, &path))
        })
    }
}

/// What Python itself raises for a file that is not there or not accessible, with its path.
fn file_error(py: Python<'_>, error: std::io::Error, path: &Path) -> PyErr {
    let Some(number) = error.raw_os_error() else { return error.into() };
    let text = py.import("os").and_then(|os| os.call_method1("strerror", (number,))?.extract::<String>());
    let text = text.unwrap_or_else(|_| error.to_string());
    PyOSError::new_err((number, text, path.as_os_str().to_owned()))
}

/// Calls a Python function with (done, total); its exception is raised when the work is done.
pub(crate) struct Progress {
    callback: Option<Py<PyAny>>,
    pub(crate) failed: Option<PyErr>,
}

impl Progress {
    pub(crate) fn new(callback: Option<Py<PyAny>>) -> Self {
        Self { callback, failed: None }
    }

    pub(crate) fn show(&mut self, done: u64, total: u64) {
        if let (Some(callback), None) = (&self.callback, &self.failed) {
            self.failed = Python::attach(|py| callback.call1(py, (done, total)).err());
        }
    }
}

/// Reads a CSV file through a mapping (JSON).
#[pyfunction]
#[pyo3(signature = (path, mapping, progress = None))]
pub(crate) fn load_csv(
    py: Python<'_>,
    path: std::path::PathBuf,
    mapping: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<RawRecords> {
    guarded(py, || {
        let mapping = core::Mapping::from_json(mapping)
            .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
        let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (total, file) = opened.map_err(|error| file_error(py, error, &path))?;
        let mut progress = Progress::new(progress);
        let loaded = py
            .detach(|| core::load_csv(file, &mapping, &mut |done| progress.show(done, total)))
            .map_err(|error| errors::coded(py, error.code(), format!("{}: {error}", path.display())))?;
        match progress.failed {
            Some(error) => Err(error),
            None => Ok(RawRecords { core: loaded.records, quality: loaded.quality }),
        }
    })
}

/// The example centre as JSON.
#[pyfunction]
pub(crate) fn example_centre(py: Python<'_>) -> PyResult<String> {
    serde_json::to_string(&Centre::example()).map_err(|error| errors::invalid(py, error.to_string()))
}

/// Generates a centre's records (JSON; none = the example).
#[pyfunction]
#[pyo3(signature = (centre, seed, progress = None))]
pub(crate) fn generate(
    py: Python<'_>,
    centre: Option<&str>,
    seed: u64,
    progress: Option<Py<PyAny>>,
) -> PyResult<RawRecords> {
    guarded(py, || {
        let centre = match centre {
            None => Centre::example(),
            Some(json) => serde_json::from_str(json)
                .map_err(|error| errors::coded(py, "invalid_centre", error.to_string()))?,
        };
        let mut progress = Progress::new(progress);
        let records = py
            .detach(|| centre.generate(seed, &mut |done, total| progress.show(done, total)).map(checked))
            .map_err(|error| errors::coded(py, error.code(), error.to_string()))?;
        match progress.failed {
            Some(error) => Err(error),
            None => Ok(records),
        }
    })
}

pub(crate) fn checked(core: core::Records) -> RawRecords {
    let core::Loaded { records: core, quality } = core::check(core);
    RawRecords { core, quality }
}

/// Records from Arrow tables.
#[pyfunction]
#[pyo3(signature = (interactions, agent_states = None))]
pub(crate) fn read_tables(
    py: Python<'_>,
    interactions: &Bound<'_, PyAny>,
    agent_states: Option<&Bound<'_, PyAny>>,
) -> PyResult<RawRecords> {
    guarded(py, || {
        let fail = |problem: Problem| errors::coded(py, "invalid_records", problem);
        let interactions = arrow::read(interactions, "interactions")?;
        let agent_states =
            agent_states.map(|table| arrow::read(table, "agent_states")).transpose()?.unwrap_or_default();
        py.detach(|| read_batches(&interactions, &agent_states)).map_err(fail)
    })
}

fn read_batches(interactions: &[RecordBatch], agent_states: &[RecordBatch]) -> Result<RawRecords, Problem> {
    let mut records = core::Records::default();
    let mut ignored = BTreeSet::new();
    for batch in interactions {
        let (rows, columns) = read_interactions(batch)?;
        records.interactions.extend(rows);
        ignored.extend(columns);
    }
    for batch in agent_states {
        let (rows, columns) = read_states(batch)?;
        records.agent_states.extend(rows);
        ignored.extend(columns.into_iter().map(|column| format!("agent_states: {column}")));
    }
    let mut records = checked(records);
    records.quality.ignore_columns(ignored.iter().map(String::as_str));
    Ok(records)
}

fn needed<T>(name: &str, values: Option<Vec<Option<T>>>) -> Result<Vec<T>, Problem> {
    let values = values.ok_or_else(|| format!("there is no column {name}"))?;
    let with_row = |(row, value): (usize, Option<T>)| {
        value.ok_or_else(|| format!("column {name} is null in row {}, but every row needs one", row + 1))
    };
    values.into_iter().enumerate().map(with_row).collect()
}

/// Columns of a table by their field, under its plain name or with its unit.
struct Columns<'a> {
    batch: &'a RecordBatch,
    read: RefCell<HashSet<&'a str>>,
}

impl<'a> Columns<'a> {
    fn new(batch: &'a RecordBatch) -> Self {
        Self { batch, read: RefCell::default() }
    }

    fn find(&self, names: &[&str]) -> Result<Option<(&'a str, &'a dyn Array)>, Problem> {
        let found = fields::find(self.batch, names)?;
        self.read.borrow_mut().extend(found.map(|(name, _)| name));
        Ok(found)
    }

    /// Columns that no field has the name of.
    fn ignored(&self) -> BTreeSet<String> {
        let read = self.read.borrow();
        let names = self.batch.schema_ref().fields().iter().map(|field| field.name());
        names.filter(|name| !read.contains(name.as_str())).cloned().collect()
    }

    fn texts(&self, name: &str) -> Result<Option<Vec<Option<String>>>, Problem> {
        self.find(&[name])?.map(|(name, column)| fields::texts(name, column)).transpose()
    }

    fn whole(&self, name: &str) -> Result<Option<Vec<Option<i64>>>, Problem> {
        self.find(&[name])?.map(|(name, column)| fields::whole(name, column)).transpose()
    }

    fn flags(&self, name: &str) -> Result<Option<Vec<Option<bool>>>, Problem> {
        self.find(&[name])?.map(|(name, column)| fields::flags(name, column)).transpose()
    }

    fn micros(&self, name: &str) -> Result<Option<Vec<Option<i64>>>, Problem> {
        let (us, s) = (format!("{name}_us"), format!("{name}_s"));
        self.find(&[name, &us, &s])?.map(|(name, column)| fields::micros(name, column)).transpose()
    }

    fn times(&self, name: &str) -> Result<Option<Vec<Option<Timestamp>>>, Problem> {
        let times =
            |values: Vec<Option<i64>>| values.into_iter().map(|v| v.map(Timestamp::from_micros)).collect();
        Ok(self.micros(name)?.map(times))
    }

    fn spans(&self, name: &str) -> Result<Option<Vec<Option<Span>>>, Problem> {
        let spans = |values: Vec<Option<i64>>| values.into_iter().map(|v| v.map(Span::from_micros)).collect();
        Ok(self.micros(name)?.map(spans))
    }

    /// Words of an enum, by name.
    fn words<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Vec<Option<T>>>, Problem> {
        let Some(texts) = self.texts(name)? else { return Ok(None) };
        let word = |(row, text): (usize, Option<String>)| {
            text.map(|text| {
                serde_json::from_value(text.into())
                    .map_err(|error| format!("column {name}, row {}: {error}", row + 1))
            })
            .transpose()
        };
        texts.into_iter().enumerate().map(word).collect::<Result<_, _>>().map(Some)
    }

    fn numbers<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<Vec<Option<T>>>, Problem> {
        let Some(values) = self.whole(name)? else { return Ok(None) };
        let fit = |(row, value): (usize, Option<i64>)| match value {
            None => Ok(None),
            Some(value) => T::try_from(value)
                .map(Some)
                .map_err(|_| format!("column {name} is {value} in row {}, which is out of range", row + 1)),
        };
        values.into_iter().enumerate().map(fit).collect::<Result<_, _>>().map(Some)
    }
}

fn set<R, T>(rows: &mut [R], values: Option<Vec<T>>, put: impl Fn(&mut R, T)) {
    for (row, value) in rows.iter_mut().zip(values.into_iter().flatten()) {
        put(row, value);
    }
}

fn read_interactions(batch: &RecordBatch) -> Result<(Vec<Interaction>, BTreeSet<String>), Problem> {
    let columns = Columns::new(batch);
    let ids = needed("interaction_id", columns.texts("interaction_id")?)?;
    let arrived = needed("arrived_at", columns.times("arrived_at")?)?;
    let outcomes: Vec<Outcome> = needed("outcome", columns.words("outcome")?)?;
    let mut rows: Vec<Interaction> = ids
        .into_iter()
        .zip(arrived)
        .zip(outcomes)
        .map(|((id, arrived), outcome)| Interaction::new(id, arrived, outcome))
        .collect();
    let rows_mut = rows.as_mut_slice();
    set(rows_mut, columns.numbers("segment_no")?, |row, v| row.segment_no = v.unwrap_or(0));
    set(rows_mut, columns.texts("root_id")?, |row, v| row.root_id = v);
    set(rows_mut, columns.texts("parent_id")?, |row, v| row.parent_id = v);
    set(rows_mut, columns.texts("customer_id")?, |row, v| row.customer_id = v);
    set(rows_mut, columns.texts("channel")?, |row, v| {
        if let Some(channel) = v {
            row.channel = channel;
        }
    });
    set(rows_mut, columns.words("direction")?, |row, v| row.direction = v.unwrap_or_default());
    set(rows_mut, columns.texts("contact_type")?, |row, v| row.contact_type = v);
    set(rows_mut, columns.texts("queue")?, |row, v| row.queue = v);
    set(rows_mut, columns.numbers("priority")?, |row, v| row.priority = v.unwrap_or(0));
    set(rows_mut, columns.times("enqueued_at")?, |row, v| row.enqueued_at = v);
    set(rows_mut, columns.times("offered_at")?, |row, v| row.offered_at = v);
    set(rows_mut, columns.times("answered_at")?, |row, v| row.answered_at = v);
    set(rows_mut, columns.times("connected_at")?, |row, v| row.connected_at = v);
    set(rows_mut, columns.times("left_queue_at")?, |row, v| row.left_queue_at = v);
    set(rows_mut, columns.times("ended_at")?, |row, v| row.ended_at = v);
    set(rows_mut, columns.times("wrap_up_ended_at")?, |row, v| row.wrap_up_ended_at = v);
    set(rows_mut, columns.words("ended_by")?, |row, v| row.ended_by = v);
    set(rows_mut, columns.texts("agent")?, |row, v| row.agent = v);
    set(rows_mut, columns.spans("menu")?, |row, v| row.menu = v);
    set(rows_mut, columns.spans("wait")?, |row, v| row.wait = v);
    set(rows_mut, columns.spans("ring")?, |row, v| row.ring = v);
    set(rows_mut, columns.spans("talk")?, |row, v| row.talk = v);
    set(rows_mut, columns.spans("hold")?, |row, v| row.hold = v);
    set(rows_mut, columns.spans("wrap_up")?, |row, v| row.wrap_up = v);
    set(rows_mut, columns.spans("handle")?, |row, v| row.handle = v);
    set(rows_mut, columns.numbers("hold_count")?, |row, v| row.hold_count = v);
    set(rows_mut, columns.words("transfer_kind")?, |row, v| row.transfer_kind = v);
    set(rows_mut, columns.texts("transfer_to")?, |row, v| row.transfer_to = v);
    set(rows_mut, columns.texts("reason")?, |row, v| row.reason = v);
    set(rows_mut, columns.texts("wrap_code")?, |row, v| row.wrap_code = v);
    set(rows_mut, columns.texts("context_ref")?, |row, v| row.context_ref = v);
    set(rows_mut, columns.flags("resolved")?, |row, v| row.resolved = v);
    set(rows_mut, columns.times("last_update_at")?, |row, v| row.last_update_at = v);
    Ok((rows, columns.ignored()))
}

fn read_states(batch: &RecordBatch) -> Result<(Vec<AgentState>, BTreeSet<String>), Problem> {
    let columns = Columns::new(batch);
    let agents = needed("agent", columns.texts("agent")?)?;
    let starts = needed("start_at", columns.times("start_at")?)?;
    let states: Vec<StateKind> = needed("state", columns.words("state")?)?;
    let state = |((agent, start_at), state): ((String, Timestamp), StateKind)| AgentState {
        agent,
        start_at,
        end_at: None,
        state,
        reason: None,
        interaction_id: None,
        queue: None,
        channel: None,
        slot: None,
    };
    let mut rows: Vec<AgentState> = agents.into_iter().zip(starts).zip(states).map(state).collect();
    let rows_mut = rows.as_mut_slice();
    set(rows_mut, columns.times("end_at")?, |row, v| row.end_at = v);
    set(rows_mut, columns.texts("reason")?, |row, v| row.reason = v);
    set(rows_mut, columns.texts("interaction_id")?, |row, v| row.interaction_id = v);
    set(rows_mut, columns.texts("queue")?, |row, v| row.queue = v);
    set(rows_mut, columns.texts("channel")?, |row, v| row.channel = v);
    set(rows_mut, columns.numbers("slot")?, |row, v| row.slot = v);
    Ok((rows, columns.ignored()))
}

/// The name of an enum's value, as in every file and language.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned))
}

fn interaction_table(py: Python<'_>, rows: &[Interaction]) -> PyResult<Table> {
    let text = |get: fn(&Interaction) -> Option<&str>| strings(rows.iter().map(get));
    let time = |get: fn(&Interaction) -> Option<Timestamp>| instants(rows.iter().map(get));
    let span = |get: fn(&Interaction) -> Option<Span>| {
        integers(rows.iter().map(|row| get(row).map(Span::as_micros)))
    };
    let words = |get: &dyn Fn(&Interaction) -> Option<String>| {
        let words: Vec<Option<String>> = rows.iter().map(get).collect();
        strings(words.iter().map(Option::as_deref))
    };
    let mut resolved = BooleanBuilder::new();
    rows.iter().for_each(|row| resolved.append_option(row.resolved));
    table(
        py,
        vec![
            ("interaction_id", text(|row| Some(&row.interaction_id))),
            ("segment_no", integers(rows.iter().map(|row| Some(row.segment_no.into())))),
            ("root_id", text(|row| row.root_id.as_deref())),
            ("parent_id", text(|row| row.parent_id.as_deref())),
            ("customer_id", text(|row| row.customer_id.as_deref())),
            ("channel", text(|row| Some(&row.channel))),
            ("direction", words(&|row| word(&row.direction))),
            ("contact_type", text(|row| row.contact_type.as_deref())),
            ("queue", text(|row| row.queue.as_deref())),
            ("priority", integers(rows.iter().map(|row| Some(row.priority.into())))),
            ("arrived_at", time(|row| Some(row.arrived_at))),
            ("enqueued_at", time(|row| row.enqueued_at)),
            ("offered_at", time(|row| row.offered_at)),
            ("answered_at", time(|row| row.answered_at)),
            ("connected_at", time(|row| row.connected_at)),
            ("left_queue_at", time(|row| row.left_queue_at)),
            ("ended_at", time(|row| row.ended_at)),
            ("wrap_up_ended_at", time(|row| row.wrap_up_ended_at)),
            ("outcome", words(&|row| word(&row.outcome))),
            ("ended_by", words(&|row| row.ended_by.as_ref().and_then(word))),
            ("agent", text(|row| row.agent.as_deref())),
            ("menu_us", span(|row| row.menu)),
            ("wait_us", span(|row| row.wait)),
            ("ring_us", span(|row| row.ring)),
            ("talk_us", span(|row| row.talk)),
            ("hold_us", span(|row| row.hold)),
            ("wrap_up_us", span(|row| row.wrap_up)),
            ("handle_us", span(|row| row.handle)),
            ("hold_count", integers(rows.iter().map(|row| row.hold_count.map(Into::into)))),
            ("transfer_kind", words(&|row| row.transfer_kind.as_ref().and_then(word))),
            ("transfer_to", text(|row| row.transfer_to.as_deref())),
            ("reason", text(|row| row.reason.as_deref())),
            ("wrap_code", text(|row| row.wrap_code.as_deref())),
            ("context_ref", text(|row| row.context_ref.as_deref())),
            ("resolved", Arc::new(resolved.finish())),
            ("last_update_at", time(|row| row.last_update_at)),
        ],
    )
}

fn state_table(py: Python<'_>, rows: &[AgentState]) -> PyResult<Table> {
    let states: Vec<Option<String>> = rows.iter().map(|row| word(&row.state)).collect();
    table(
        py,
        vec![
            ("agent", strings(rows.iter().map(|row| Some(row.agent.as_str())))),
            ("start_at", instants(rows.iter().map(|row| Some(row.start_at)))),
            ("end_at", instants(rows.iter().map(|row| row.end_at))),
            ("state", strings(states.iter().map(Option::as_deref))),
            ("reason", strings(rows.iter().map(|row| row.reason.as_deref()))),
            ("interaction_id", strings(rows.iter().map(|row| row.interaction_id.as_deref()))),
            ("queue", strings(rows.iter().map(|row| row.queue.as_deref()))),
            ("channel", strings(rows.iter().map(|row| row.channel.as_deref()))),
            ("slot", integers(rows.iter().map(|row| row.slot.map(Into::into)))),
        ],
    )
}
