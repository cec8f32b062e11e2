use super::check::keep_latest;
use super::encoding::Decoded;
use super::mapping::{Condition, Field, Mapping, MappingError, Source, TimeFormat, Unit};
use super::quality::{Findings, QualityReport, Rule};
use super::{Interaction, Records};
use crate::time::{Fit, Found, Span, Timestamp, Zone};
use serde::de::DeserializeOwned;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::Read;
use thiserror::Error;

/// A file's records and what was odd about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The records, in the file's order.
    pub records: Records,
    /// What was odd.
    pub quality: QualityReport,
}

/// Why a file could not be loaded at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The mapping is at fault.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The file has no header with the columns that the mapping reads.
    #[error("the file has no column {}; it has {}{}", missing.join(", "), found.join(", "), other_file(found))]
    MissingColumns {
        /// What the mapping wants.
        missing: Vec<String>,
        /// What the header says.
        found: Vec<String>,
    },
    /// The file cannot be read.
    #[error("the file cannot be read near line {line}: {why}")]
    Unreadable {
        /// Line.
        line: u64,
        /// What the reader said.
        why: String,
    },
}

impl LoadError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mapping(error) => error.code(),
            Self::MissingColumns { .. } => "missing_columns",
            Self::Unreadable { .. } => "unreadable_file",
        }
    }
}

/// Instants in the order of a contact's life: a clock may refer back to an earlier one.
pub(super) const TIMES: [Field; 9] = [
    Field::ArrivedAt,
    Field::EnqueuedAt,
    Field::OfferedAt,
    Field::AnsweredAt,
    Field::ConnectedAt,
    Field::LeftQueueAt,
    Field::EndedAt,
    Field::WrapUpEndedAt,
    Field::LastUpdateAt,
];

pub(super) fn time_order(field: Field) -> usize {
    TIMES.iter().position(|&time| time == field).unwrap_or(TIMES.len())
}

/// Reads a CSV file with a header through `mapping`; `progress` hears the number of bytes read so far,
/// now and then.
///
/// A row that cannot be an interaction, or is none by the mapping, is counted in the quality report;
/// nothing is dropped or repaired in silence. Of the same (interaction, segment) the one with the
/// greatest `last_update_at` stays, of equal ones the last.
///
/// # Errors
/// `invalid_mapping`, `missing_columns`, `unreadable_file`.
///
/// ```
/// use krarup::records::{Mapping, Rule, load_csv};
/// # let json = r#"{ "zone": "UTC", "fields": { "interaction_id": { "column": "id" }, "arrived_at": { "column": "called" } },
/// #     "outcome": [{ "when": [], "is": "answered" }] }"#;
/// let file = "id,called\n1,2026-05-04T08:00:00\n2,never\n";
/// let loaded = load_csv(file.as_bytes(), &Mapping::from_json(json)?, &mut |_bytes| {})?;
/// assert_eq!(loaded.records.interactions.len(), 1);
/// assert_eq!(loaded.quality.count(Rule::UnreadableRow), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load_csv(
    file: impl Read,
    mapping: &Mapping,
    progress: &mut dyn FnMut(u64),
) -> Result<Loaded, LoadError> {
    mapping.check()?;
    let file = Decoded::new(file, mapping.encoding);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(mapping.delimiter as u8).flexible(true).from_reader(file);
    let header = reader.byte_headers().map_err(|error| unreadable(&error))?.clone();
    let header = in_utf8(header, 1)?;
    let names = || header.iter().map(|name| name.trim_start_matches('\u{feff}').trim());
    let columns: HashMap<&str, usize> = names().enumerate().map(|(index, name)| (name, index)).collect();
    let repeated: Vec<String> = mapping
        .columns()
        .into_iter()
        .filter(|column| names().filter(|name| name == column).count() > 1)
        .map(|column| format!("column {column} stands more than once in the file's header"))
        .collect();
    if !repeated.is_empty() {
        return Err(MappingError { problems: repeated }.into());
    }
    let missing: Vec<String> = mapping
        .columns()
        .into_iter()
        .filter(|column| !columns.contains_key(column))
        .map(str::to_owned)
        .collect();
    if !missing.is_empty() {
        return Err(LoadError::MissingColumns { missing, found: header.iter().map(str::to_owned).collect() });
    }

    let mut loading = Loading {
        mapping,
        columns,
        zone: Zone::new(&mapping.zone).map_err(|e| MappingError { problems: vec![e.to_string()] })?,
        findings: Findings::default(),
        interactions: Vec::new(),
        lines: Vec::new(),
    };
    let mut bytes = csv::ByteRecord::new();
    let mut rows_read = 0_u64;
    while reader.read_byte_record(&mut bytes).map_err(|error| unreadable(&error))? {
        rows_read += 1;
        // As a spreadsheet counts: the header is row 1.
        let line = rows_read + 1;
        let row = in_utf8(bytes, reader.position().line())?;
        match row.len().cmp(&header.len()) {
            Ordering::Less => loading.findings.add(Rule::RaggedRow, "too few values", line),
            Ordering::Greater => loading.findings.add(Rule::RaggedRow, "too many values", line),
            Ordering::Equal => {}
        }
        loading.read(&row, line);
        bytes = row.into_byte_record();
        if rows_read.is_multiple_of(4096) {
            progress(reader.get_ref().bytes_read);
        }
    }
    progress(reader.get_ref().bytes_read);
    let Loading { mut findings, interactions, lines, .. } = loading;
    let long_handle = Span::from_seconds(mapping.long_handle_s);
    let interactions = keep_latest(interactions, lines, long_handle, &mut findings);
    let quality = findings.report(rows_read, interactions.len() as u64);
    Ok(Loaded { records: Records { interactions, agent_states: Vec::new() }, quality })
}

fn in_utf8(row: csv::ByteRecord, line: u64) -> Result<csv::StringRecord, LoadError> {
    let line = row.position().map_or(line, csv::Position::line);
    csv::StringRecord::from_byte_record(row).map_err(|error| {
        let (place, row) = (error.utf8_error().clone(), error.into_byte_record());
        let byte = row.get(place.field()).and_then(|field| field.get(place.valid_up_to()));
        let byte = byte.map(|byte| format!("0x{byte:02X} ")).unwrap_or_default();
        let why = format!(
            "byte {byte}in value {} is not UTF-8; name the file's encoding in the mapping: \"windows-1252\", \"latin-1\" or \"utf-16\"",
            place.field() + 1
        );
        LoadError::Unreadable { line, why }
    })
}

/// What to try for a header that holds none of the names looked for.
fn other_file(found: &[String]) -> String {
    let hint = |hint: String| format!("; {hint}");
    if found.iter().any(|name| name.contains('\0')) {
        return hint("it looks like UTF-16: say \"encoding\": \"utf-16\" in the mapping".to_owned());
    }
    let [one] = found else { return String::new() };
    let other = [';', '\t', '|', ','].into_iter().find(|&delimiter| one.contains(delimiter));
    other.map_or_else(String::new, |delimiter| {
        hint(format!("if {delimiter:?} separates its columns, say so in the mapping's delimiter"))
    })
}

fn unreadable(error: &csv::Error) -> LoadError {
    let line = error.position().map_or(1, csv::Position::line);
    LoadError::Unreadable { line, why: error.to_string() }
}

struct Loading<'a> {
    mapping: &'a Mapping,
    columns: HashMap<&'a str, usize>,
    zone: Zone,
    findings: Findings,
    interactions: Vec<Interaction>,
    lines: Vec<u64>,
}

impl Loading<'_> {
    fn read(&mut self, row: &csv::StringRecord, line: u64) {
        let mapping = self.mapping;
        if let Some(rule) = mapping.set_aside.iter().find(|rule| self.hold(&rule.when, row)) {
            return self.findings.add(Rule::SetAside, &rule.because, line);
        }
        let Some(outcome) =
            mapping.outcome.iter().find(|rule| self.hold(&rule.when, row)).map(|rule| rule.is)
        else {
            return self.findings.add(Rule::UnreadableRow, "outcome", line);
        };
        let id = self.text(Field::InteractionId, row);
        let arrived = self.time(Field::ArrivedAt, row, &Interaction::new("", Timestamp::MIN, outcome), line);
        let (Some(id), Some(arrived)) = (id, arrived) else {
            if arrived.is_some() {
                return self.findings.add(Rule::UnreadableRow, "interaction_id", line);
            }
            let text = self.value(Field::ArrivedAt, row).map(|(_, text)| text).unwrap_or_default();
            return self.findings.add_value(Rule::UnreadableRow, "arrived_at", line, &text);
        };
        let interaction = self.fill(Interaction::new(id, arrived, outcome), row, line);
        self.interactions.push(interaction);
        self.lines.push(line);
    }

    fn fill(&mut self, mut to: Interaction, row: &csv::StringRecord, line: u64) -> Interaction {
        // Instants first and in order, since clocks refer back.
        to.enqueued_at = self.time(Field::EnqueuedAt, row, &to, line);
        to.offered_at = self.time(Field::OfferedAt, row, &to, line);
        to.answered_at = self.time(Field::AnsweredAt, row, &to, line);
        to.connected_at = self.time(Field::ConnectedAt, row, &to, line);
        to.left_queue_at = self.time(Field::LeftQueueAt, row, &to, line);
        to.ended_at = self.time(Field::EndedAt, row, &to, line);
        to.wrap_up_ended_at = self.time(Field::WrapUpEndedAt, row, &to, line);
        to.last_update_at = self.time(Field::LastUpdateAt, row, &to, line);
        to.segment_no = self.parsed(Field::SegmentNo, row, line).unwrap_or(0);
        to.priority = self.parsed(Field::Priority, row, line).unwrap_or(0);
        to.hold_count = self.parsed(Field::HoldCount, row, line);
        to.resolved = self.parsed(Field::Resolved, row, line);
        to.root_id = self.text(Field::RootId, row);
        to.parent_id = self.text(Field::ParentId, row);
        to.customer_id = self.text(Field::CustomerId, row);
        if let Some(channel) = self.text(Field::Channel, row) {
            to.channel = channel;
        }
        to.contact_type = self.text(Field::ContactType, row);
        to.queue = self.text(Field::Queue, row);
        to.agent = self.text(Field::Agent, row);
        to.transfer_to = self.text(Field::TransferTo, row);
        to.reason = self.text(Field::Reason, row);
        to.wrap_code = self.text(Field::WrapCode, row);
        to.context_ref = self.text(Field::ContextRef, row);
        to.direction = self.word(Field::Direction, row, line).unwrap_or_default();
        to.ended_by = self.word(Field::EndedBy, row, line);
        to.transfer_kind = self.word(Field::TransferKind, row, line);
        to.menu = self.span(Field::Menu, row, line);
        to.wait = self.span(Field::Wait, row, line);
        to.ring = self.span(Field::Ring, row, line);
        to.talk = self.span(Field::Talk, row, line);
        to.hold = self.span(Field::Hold, row, line);
        to.wrap_up = self.span(Field::WrapUp, row, line);
        to.handle = self.span(Field::Handle, row, line);
        to
    }

    fn cell<'r>(&self, column: &str, row: &'r csv::StringRecord) -> &'r str {
        self.columns.get(column).and_then(|&index| row.get(index)).unwrap_or("").trim()
    }

    fn hold(&self, conditions: &[Condition], row: &csv::StringRecord) -> bool {
        conditions.iter().all(|condition| {
            let text = self.cell(&condition.column, row);
            let number = || self.mapping.number(text).parse::<f64>().ok();
            (condition.any_of.is_empty() || condition.any_of.iter().any(|word| word == text))
                && condition.none_of.iter().all(|word| word != text)
                && condition.more_than.is_none_or(|bound| number().is_some_and(|number| number > bound))
                && condition.at_most.is_none_or(|bound| number().is_some_and(|number| number <= bound))
        })
    }

    /// The first source that counts in this row and has a value.
    fn value(&self, field: Field, row: &csv::StringRecord) -> Option<(&Source, String)> {
        self.mapping.fields.get(&field)?.iter().find_map(|source| {
            if !self.hold(&source.when, row) {
                return None;
            }
            let text = if let Some(constant) = &source.constant {
                constant.clone()
            } else if let Some(column) = source.column.as_ref().or(source.clock.as_ref()) {
                self.cell(column, row).to_owned()
            } else {
                let parts: Vec<&str> = source.columns.iter().map(|column| self.cell(column, row)).collect();
                if parts.iter().any(|part| part.is_empty()) { String::new() } else { parts.join("-") }
            };
            let is_null = text.is_empty() || source.null.contains(&text);
            (!is_null).then(|| (source, source.words.get(&text).cloned().unwrap_or(text)))
        })
    }

    fn text(&self, field: Field, row: &csv::StringRecord) -> Option<String> {
        self.value(field, row).map(|(_, text)| text)
    }

    fn read_as<T>(
        &mut self,
        field: Field,
        row: &csv::StringRecord,
        line: u64,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (_, text) = self.value(field, row)?;
        let value = read(&text);
        if value.is_none() {
            self.findings.add_value(Rule::UnreadableValue, &field.name(), line, &text);
        }
        value
    }

    fn parsed<T: std::str::FromStr>(
        &mut self,
        field: Field,
        row: &csv::StringRecord,
        line: u64,
    ) -> Option<T> {
        self.read_as(field, row, line, |text| text.parse().ok())
    }

    /// A word of an enum, as in the records' own files.
    fn word<T: DeserializeOwned>(&mut self, field: Field, row: &csv::StringRecord, line: u64) -> Option<T> {
        self.read_as(field, row, line, |text| serde_json::from_value(text.into()).ok())
    }

    fn span(&mut self, field: Field, row: &csv::StringRecord, line: u64) -> Option<Span> {
        let mapping = self.mapping;
        let unit = self.value(field, row)?.0.unit.unwrap_or_default();
        let span = self.read_as(field, row, line, |text| {
            let text = mapping.number(text);
            match unit {
                Unit::Us => scaled(&text, 1),
                Unit::Ms => scaled(&text, 1_000),
                Unit::S => scaled(&text, 1_000_000),
                Unit::Min => scaled(&text, 60_000_000),
                Unit::Clock => clock_length(&text),
            }
        })?;
        if span < 0 {
            self.findings.add(Rule::NegativeDuration, &field.name(), line);
            return None;
        }
        Some(Span::from_micros(span))
    }

    fn time(
        &mut self,
        field: Field,
        row: &csv::StringRecord,
        known: &Interaction,
        line: u64,
    ) -> Option<Timestamp> {
        let (source, text) = self.value(field, row)?;
        let half_a_day = Span::from_seconds(12 * 3600);
        let earlier = match (source.not_before, source.near) {
            (Some(earlier), _) => instant(known, earlier),
            (None, Some(near)) => instant(known, near).map(|near| near - half_a_day),
            (None, None) => None,
        };
        let epoch = |us_per_unit| {
            let at = Timestamp::from_micros(scaled(&self.mapping.number(&text), us_per_unit)?);
            Some(Found { at, fit: Fit::Unique, passed_midnight: false })
        };
        let date = source.date.as_ref().map(|date| self.cell(date, row));
        let found = match (date, source.format.as_ref().unwrap_or(&TimeFormat::Iso)) {
            (Some(date), TimeFormat::Pattern(pattern)) => {
                self.zone.read_pattern(pattern, &format!("{date} {text}"), earlier).ok()
            }
            (Some(date), _) => self.zone.clock(date, &text, earlier).ok(),
            (None, TimeFormat::Pattern(pattern)) => self.zone.read_pattern(pattern, &text, None).ok(),
            (None, TimeFormat::Iso) => self.zone.read(&text).ok(),
            (None, TimeFormat::EpochS) => epoch(1_000_000),
            (None, TimeFormat::EpochMs) => epoch(1_000),
            (None, TimeFormat::EpochUs) => epoch(1),
        };
        let Some(found) = found else {
            // Without an arrival there is no interaction, and the row is found to be unreadable.
            if field != Field::ArrivedAt {
                self.findings.add_value(Rule::UnreadableValue, &field.name(), line, &text);
            }
            return None;
        };
        let rules = [
            (found.passed_midnight, Rule::PassedMidnight),
            (found.fit == Fit::Skipped, Rule::SkippedLocalTime),
            (found.fit == Fit::Repeated, Rule::RepeatedLocalTime),
        ];
        for (_, rule) in rules.into_iter().filter(|(is_so, _)| *is_so) {
            self.findings.add_value(rule, &field.name(), line, &text);
        }
        Some(found.at)
    }
}

fn instant(row: &Interaction, field: Field) -> Option<Timestamp> {
    match field {
        Field::ArrivedAt => Some(row.arrived_at),
        Field::EnqueuedAt => row.enqueued_at,
        Field::OfferedAt => row.offered_at,
        Field::AnsweredAt => row.answered_at,
        Field::ConnectedAt => row.connected_at,
        Field::LeftQueueAt => row.left_queue_at,
        Field::EndedAt => row.ended_at,
        Field::WrapUpEndedAt => row.wrap_up_ended_at,
        _ => None,
    }
}

/// Microseconds of a clock that measures a length of time: `M:SS` or `H:MM:SS`.
fn clock_length(text: &str) -> Option<i64> {
    let (sign, clock) = text.strip_prefix('-').map_or((1, text), |clock| (-1, clock));
    let parts: Vec<&str> = clock.split(':').collect();
    let ([_, seconds] | [_, _, seconds]) = parts[..] else { return None };
    let is_number = |part: &&str| part.starts_with(|first: char| first.is_ascii_digit());
    let seconds_us = scaled(seconds, 1_000_000).filter(|us| *us < 60_000_000)?;
    let mut minutes = 0_i64;
    for part in parts.iter().take(parts.len() - 1) {
        minutes = minutes.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let us = minutes.checked_mul(60_000_000)?.checked_add(seconds_us)?;
    parts.iter().all(is_number).then_some(sign * us)
}

/// A decimal number times `factor`, to the nearest whole; `None` unless it fits.
fn scaled(text: &str, factor: i64) -> Option<i64> {
    if let Ok(whole) = text.parse::<i64>() {
        return whole.checked_mul(factor);
    }
    let value = text.parse::<f64>().ok()? * factor as f64;
    (value.abs() < i64::MAX as f64).then(|| value.round() as i64)
}

/// Reads records as [`write_csv`] wrote them.
///
/// # Errors
/// `unreadable_file` with the line.
pub fn read_csv(file: impl Read) -> Result<Vec<Interaction>, LoadError> {
    csv::Reader::from_reader(file)
        .deserialize()
        .collect::<Result<_, csv::Error>>()
        .map_err(|error| unreadable(&error))
}

/// Writes interaction segments as CSV with the field names of [`Interaction`], instants and lengths of
/// time as microseconds (`arrived_at_us`, `wait_us`), nothing for "not recorded".
///
/// # Errors
/// Those of `to`.
pub fn write_csv(interactions: &[Interaction], to: impl std::io::Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    for interaction in interactions {
        writer.serialize(interaction)?;
    }
    writer.flush()
}
