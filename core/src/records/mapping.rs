use super::encoding::Encoding;
use super::interaction::Outcome;
use crate::time::{Zone, is_pattern};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use thiserror::Error;

/// How the columns of somebody's call log become [`Interaction`](super::Interaction)s; written as JSON.
///
/// ```
/// use krarup::records::Mapping;
/// let mapping = Mapping::from_json(r#"{
///     "zone": "Europe/Copenhagen",
///     "fields": {
///         "interaction_id": { "column": "id" },
///         "arrived_at": { "column": "called" },
///         "wait": { "column": "waited", "unit": "s" }
///     },
///     "outcome": [
///         { "when": [{ "column": "answered", "any_of": ["yes"] }], "is": "answered" },
///         { "when": [], "is": "abandoned" }
///     ]
/// }"#)?;
/// assert_eq!(mapping.columns(), ["answered", "called", "id", "waited"]);
/// # Ok::<(), krarup::records::MappingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// IANA zone of local dates and clocks in the file.
    pub zone: String,
    /// Column separator, one ASCII character.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// How the file's bytes stand for characters: UTF-8 unless told.
    #[serde(default)]
    pub encoding: Encoding,
    /// Decimal mark of numbers in the file: `.` or `,`.
    #[serde(default = "point")]
    pub decimal: char,
    /// Where each field comes from; several sources are tried in order.
    #[serde(deserialize_with = "one_or_many")]
    pub fields: BTreeMap<Field, Vec<Source>>,
    /// The first rule that holds gives the outcome; a row no rule knows is unreadable.
    pub outcome: Vec<OutcomeRule>,
    /// Rows that are no contacts: counted in the quality report, in no metric.
    #[serde(default)]
    pub set_aside: Vec<SetAsideRule>,
    /// Handle times longer than this, in seconds, are reported as suspicious.
    #[serde(default = "four_hours")]
    pub long_handle_s: i64,
}

/// A field of [`Interaction`](super::Interaction) that a mapping can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named as the fields of Interaction, which document them")]
pub enum Field {
    InteractionId,
    SegmentNo,
    RootId,
    ParentId,
    CustomerId,
    Channel,
    Direction,
    ContactType,
    Queue,
    Priority,
    ArrivedAt,
    EnqueuedAt,
    OfferedAt,
    AnsweredAt,
    ConnectedAt,
    LeftQueueAt,
    EndedAt,
    WrapUpEndedAt,
    EndedBy,
    Agent,
    Menu,
    Wait,
    Ring,
    Talk,
    Hold,
    WrapUp,
    Handle,
    HoldCount,
    TransferKind,
    TransferTo,
    Reason,
    WrapCode,
    ContextRef,
    Resolved,
    LastUpdateAt,
}

impl Field {
    /// Its name in mappings and reports.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => format!("{self:?}"),
        }
    }
}

/// One way to get a field: `column`, `columns` (joined by "-"), `date` with `clock`, or `constant`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// The column that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Columns that identify it together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Column with the local date (YYYY-MM-DD), for a clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Column with the local time of day (H:MM:SS).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Field of the same row before which this clock cannot lie: a smaller clock has passed midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Field>,
    /// Field of the same row near which this clock lies: of the date and the day after, the day that puts
    /// it less than 12 hours before; for clocks that may disagree a little.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<Field>,
    /// The same value in every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// How an instant is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<TimeFormat>,
    /// Unit of a length of time; seconds unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Texts that mean "not recorded", beside the empty one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub null: Vec<String>,
    /// Translates the file's words into the field's; words not listed stay as they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// The source counts only in rows where all of these hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// How an instant is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// ISO 8601 with an offset or `Z`, or local time in the mapping's zone. The default.
    #[default]
    Iso,
    /// Seconds since the Unix epoch.
    EpochS,
    /// Milliseconds since the Unix epoch.
    EpochMs,
    /// Microseconds since the Unix epoch.
    EpochUs,
    /// A pattern of strptime, such as `%d-%m-%Y %H:%M`; of a date and a clock, with a space between them.
    #[serde(untagged)]
    Pattern(String),
}

/// Unit of a length of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds, decimals allowed. The default.
    #[default]
    S,
    /// Milliseconds.
    Ms,
    /// Microseconds.
    Us,
    /// Minutes.
    Min,
    /// A clock: `M:SS` or `H:MM:SS`, decimals of the seconds allowed.
    Clock,
}

/// A test on one column; everything stated must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// Its text is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Its text is none of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<String>,
    /// It is a number greater than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_than: Option<f64>,
    /// It is a number of at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

/// Outcome of the rows in which all conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// The conditions; none = every row.
    pub when: Vec<Condition>,
    /// The outcome.
    pub is: Outcome,
}

/// Rows that are no contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAsideRule {
    /// The conditions.
    pub when: Vec<Condition>,
    /// What the quality report says about them.
    pub because: String,
}

/// A mapping that cannot be used: every problem, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the mapping cannot be used: {}", problems.join("; "))]
pub struct MappingError {
    /// The problems, each with the field or column it is about.
    pub problems: Vec<String>,
}

impl MappingError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_mapping"
    }
}

fn comma() -> char {
    ','
}

fn point() -> char {
    '.'
}

fn four_hours() -> i64 {
    4 * 3600
}

/// Accepts `{..}` as well as `[{..}, {..}]` for a field, and keeps the messages of the inner types.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Field, Vec<Source>>, D::Error> {
    let raw = BTreeMap::<Field, serde_json::Value>::deserialize(from)?;
    let sources = |(field, value): (Field, serde_json::Value)| {
        let list = if value.is_array() { value } else { serde_json::Value::Array(vec![value]) };
        let error = |error| serde::de::Error::custom(format_args!("field {}: {error}", field.name()));
        serde_json::from_value(list).map(|sources| (field, sources)).map_err(error)
    };
    raw.into_iter().map(sources).collect()
}

impl Mapping {
    /// Reads and checks a mapping.
    ///
    /// # Errors
    /// `invalid_mapping`, with every problem.
    pub fn from_json(json: &str) -> Result<Self, MappingError> {
        let mapping: Self =
            serde_json::from_str(json).map_err(|error| MappingError { problems: vec![error.to_string()] })?;
        mapping.check()?;
        Ok(mapping)
    }

    /// A number of the file with a decimal point. Where that is a comma, a point makes it unreadable: it may
    /// well set off thousands.
    pub(super) fn number<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let swapped = |mark| match mark {
            ',' => '.',
            '.' => ',',
            other => other,
        };
        if self.decimal == ',' { text.chars().map(swapped).collect() } else { text.into() }
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let sources = self.fields.values().flatten().flat_map(|source| &source.when);
        let outcomes = self.outcome.iter().flat_map(|rule| &rule.when);
        sources.chain(outcomes).chain(self.set_aside.iter().flat_map(|rule| &rule.when))
    }

    /// The columns it reads, sorted.
    pub fn columns(&self) -> Vec<&str> {
        let sources = self.fields.values().flatten();
        let own = sources.flat_map(|source| {
            source.column.iter().chain(&source.columns).chain(&source.date).chain(&source.clock)
        });
        let mut columns: Vec<&str> =
            own.chain(self.conditions().map(|condition| &condition.column)).map(String::as_str).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Checks what JSON's shape alone does not.
    ///
    /// # Errors
    /// `invalid_mapping`, with every problem.
    pub fn check(&self) -> Result<(), MappingError> {
        let mut problems = Vec::new();
        if let Err(error) = Zone::new(&self.zone) {
            problems.push(error.to_string());
        }
        if !self.delimiter.is_ascii() {
            problems.push(format!("delimiter is {:?}, but must be one ASCII character", self.delimiter));
        }
        if !matches!(self.decimal, '.' | ',') {
            problems.push(format!("decimal is {:?}, but must be \".\" or \",\"", self.decimal));
        }
        if self.long_handle_s <= 0 {
            problems.push(format!("long_handle_s is {}, but must be greater than 0", self.long_handle_s));
        }
        if self.outcome.is_empty() {
            problems.push("outcome has no rule, but must say which rows were answered".to_owned());
        }
        for needed in [Field::InteractionId, Field::ArrivedAt] {
            if !self.fields.contains_key(&needed) {
                problems.push(format!("field {} has no source", needed.name()));
            }
        }
        for (&field, sources) in &self.fields {
            for source in sources {
                if let Some(problem) = source.problem(field) {
                    problems.push(format!("field {}: {problem}", field.name()));
                }
            }
        }
        let conditions = self.conditions().filter(|condition| condition.has_no_test());
        let complaint = |condition: &Condition| {
            format!(
                "the condition on column {} has no test, but needs any_of, none_of, more_than or at_most",
                condition.column
            )
        };
        problems.extend(conditions.map(complaint));
        if problems.is_empty() { Ok(()) } else { Err(MappingError { problems }) }
    }
}

impl Condition {
    fn has_no_test(&self) -> bool {
        self.any_of.is_empty()
            && self.none_of.is_empty()
            && self.more_than.is_none()
            && self.at_most.is_none()
    }
}

impl Source {
    fn problem(&self, field: Field) -> Option<String> {
        let ways = [
            self.column.is_some(),
            !self.columns.is_empty(),
            self.date.is_some() || self.clock.is_some(),
            self.constant.is_some(),
        ];
        if ways.iter().filter(|&&way| way).count() != 1 {
            return Some(
                "a source needs exactly one of column, columns, date with clock, constant".to_owned(),
            );
        }
        if self.date.is_some() != self.clock.is_some() {
            return Some("date and clock are given together or not at all".to_owned());
        }
        if self.clock.is_some() && !super::load::TIMES.contains(&field) {
            return Some("date and clock make an instant, which this field is not".to_owned());
        }
        if self.not_before.is_some() && self.near.is_some() {
            return Some("not_before and near exclude each other".to_owned());
        }
        match &self.format {
            Some(TimeFormat::Pattern(pattern)) if !is_pattern(pattern) => {
                return Some(format!(
                    "format is {pattern:?}, but must be iso, epoch_s, epoch_ms, epoch_us or a pattern of date and time such as %d-%m-%Y %H:%M"
                ));
            }
            Some(TimeFormat::EpochS | TimeFormat::EpochMs | TimeFormat::EpochUs) if self.clock.is_some() => {
                return Some("date and clock are written as iso or by a pattern, not as an epoch".to_owned());
            }
            _ => {}
        }
        match self.not_before.or(self.near) {
            Some(_) if self.clock.is_none() => Some("not_before and near need date and clock".to_owned()),
            Some(earlier) if super::load::time_order(earlier) >= super::load::time_order(field) => {
                let name = earlier.name();
                Some(format!("{name} does not come earlier in a contact, so no clock can refer to it"))
            }
            _ => None,
        }
    }
}
