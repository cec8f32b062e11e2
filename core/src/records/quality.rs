use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What was odd in the data: counted, named and, unless said otherwise, kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QualityReport {
    /// Rows read.
    pub rows_read: u64,
    /// Rows that became interaction segments; the others are in the findings that say so.
    pub rows_kept: u64,
    /// The findings, by rule and field.
    pub findings: Vec<Finding>,
}

/// One rule that some rows broke.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What it is about: a field, a column, or the mapping's own words for rows set aside.
    pub about: String,
    /// How many rows; 1 where a whole column is meant.
    pub count: u64,
    /// The first of them: rows of a file as a spreadsheet counts them (the header is 1), else positions from
    /// 1; none where a whole column is meant.
    pub first_rows: Vec<u64>,
    /// The value in the first of them, where one is unreadable or doubtful.
    pub example: Option<String>,
}

/// What can be odd about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// The mapping says it is no contact.
    SetAside,
    /// A row that cannot become an interaction: id, arrival or outcome is missing or unreadable.
    UnreadableRow,
    /// A value that cannot be read.
    UnreadableValue,
    /// A row with more or fewer values than the header has names.
    RaggedRow,
    /// A column of a table that is no field.
    IgnoredColumn,
    /// The same segment again.
    Duplicate,
    /// A clock smaller than the one before it.
    PassedMidnight,
    /// A local time that the clocks skipped.
    SkippedLocalTime,
    /// A local time that came twice as the clocks went back.
    RepeatedLocalTime,
    /// An instant before 1970 or after 2099.
    ImplausibleInstant,
    /// A recorded length of time below 0.
    NegativeDuration,
    /// An instant before the one that must come first.
    WrongOrder,
    /// The recorded wait differs from the instants by more than a second.
    WaitDisagrees,
    /// The recorded handle time differs from the instants by more than a second.
    HandleDisagrees,
    /// Answered, but no agent is named.
    AnsweredWithoutAgent,
    /// Answered, but the handle time is 0 or missing.
    AnsweredWithoutHandleTime,
    /// Abandoned, but with a handle time.
    AbandonedWithHandleTime,
    /// A handle time of many hours.
    LongHandleTime,
    /// Offered to a queue, but without a wait.
    UnknownWait,
    /// No customer is named.
    UnknownCustomer,
    /// Waiting is taken to end at the accept, since the instant of connection is not recorded.
    ConnectedNotRecorded,
    /// Not finished.
    StillOpen,
    /// Two states of an agent's presence overlap.
    OverlappingStates,
}

impl Rule {
    /// Its name in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::SetAside => "set_aside",
            Self::UnreadableRow => "unreadable_row",
            Self::UnreadableValue => "unreadable_value",
            Self::RaggedRow => "ragged_row",
            Self::IgnoredColumn => "ignored_column",
            Self::Duplicate => "duplicate",
            Self::PassedMidnight => "passed_midnight",
            Self::SkippedLocalTime => "skipped_local_time",
            Self::RepeatedLocalTime => "repeated_local_time",
            Self::ImplausibleInstant => "implausible_instant",
            Self::NegativeDuration => "negative_duration",
            Self::WrongOrder => "wrong_order",
            Self::WaitDisagrees => "wait_disagrees",
            Self::HandleDisagrees => "handle_disagrees",
            Self::AnsweredWithoutAgent => "answered_without_agent",
            Self::AnsweredWithoutHandleTime => "answered_without_handle_time",
            Self::AbandonedWithHandleTime => "abandoned_with_handle_time",
            Self::LongHandleTime => "long_handle_time",
            Self::UnknownWait => "unknown_wait",
            Self::UnknownCustomer => "unknown_customer",
            Self::ConnectedNotRecorded => "connected_not_recorded",
            Self::StillOpen => "still_open",
            Self::OverlappingStates => "overlapping_states",
        }
    }

    /// What it does to the metrics.
    pub fn effect(self) -> &'static str {
        match self {
            Self::SetAside | Self::UnreadableRow => "left out of every metric",
            Self::UnreadableValue | Self::NegativeDuration => {
                "the value counts as not recorded; the row is kept"
            }
            Self::RaggedRow => "kept; values that are missing count as not recorded",
            Self::IgnoredColumn => "no field has this name; the column is not read",
            Self::Duplicate => "left out; only the latest version is kept",
            Self::PassedMidnight => "read as the day after",
            Self::SkippedLocalTime => "read with the offset before the change",
            Self::RepeatedLocalTime => "the first that is possible of the two is taken",
            Self::ImplausibleInstant => "kept as it is; in no interval where no calendar shows it",
            Self::WrongOrder => "kept as it is",
            Self::WaitDisagrees | Self::HandleDisagrees => "the recorded value is used",
            Self::AnsweredWithoutAgent => "kept; in no figure per agent",
            Self::AnsweredWithoutHandleTime => {
                "stays answered; 0 s counts in handle time, a missing one does not"
            }
            Self::AbandonedWithHandleTime => "stays abandoned; the handle time is not used",
            Self::LongHandleTime => "kept; look at the median beside the mean",
            Self::UnknownWait => "left out of waits and service levels",
            Self::UnknownCustomer => "left out of repeat contacts",
            Self::ConnectedNotRecorded => "waits may miss the time between accept and connection",
            Self::StillOpen => "counted as offered and as open",
            Self::OverlappingStates => "kept; time is counted twice",
        }
    }
}

/// Collects findings while rows are read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: BTreeMap<(Rule, String), Found>,
}

#[derive(Debug, Default)]
struct Found {
    count: u64,
    first_rows: Vec<u64>,
    example: Option<String>,
}

impl Findings {
    const ROWS_NAMED: usize = 5;
    const EXAMPLE_LENGTH: usize = 40;

    pub(super) fn add(&mut self, rule: Rule, about: &str, row: u64) {
        self.found(rule, about, row);
    }

    /// The same for an unreadable or doubtful value, shown as an example.
    pub(super) fn add_value(&mut self, rule: Rule, about: &str, row: u64, value: &str) {
        let found = self.found(rule, about, row);
        found.example.get_or_insert_with(|| value.chars().take(Self::EXAMPLE_LENGTH).collect());
    }

    fn found(&mut self, rule: Rule, about: &str, row: u64) -> &mut Found {
        let found = self.found.entry((rule, about.to_owned())).or_default();
        found.count += 1;
        if found.first_rows.len() < Self::ROWS_NAMED {
            found.first_rows.push(row);
        }
        found
    }

    pub(super) fn report(self, rows_read: u64, rows_kept: u64) -> QualityReport {
        let finding = |((rule, about), found): (_, Found)| Finding {
            rule,
            about,
            count: found.count,
            first_rows: found.first_rows,
            example: found.example,
        };
        QualityReport { rows_read, rows_kept, findings: self.found.into_iter().map(finding).collect() }
    }
}

impl QualityReport {
    /// Notes columns of a table that no field has the name of.
    pub fn ignore_columns<'a>(&mut self, columns: impl IntoIterator<Item = &'a str>) {
        self.findings.extend(columns.into_iter().map(|column| Finding {
            rule: Rule::IgnoredColumn,
            about: column.to_owned(),
            count: 1,
            first_rows: Vec::new(),
            example: None,
        }));
        self.findings.sort_by(|one, other| (one.rule, &one.about).cmp(&(other.rule, &other.about)));
    }

    /// How many rows (for `ignored_column`: columns) broke `rule`, whatever it was about.
    pub fn count(&self, rule: Rule) -> u64 {
        self.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.count).sum()
    }
}

impl fmt::Display for QualityReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rows read, {} kept", self.rows_read, self.rows_kept)?;
        for finding in &self.findings {
            let name = format!("{} ({})", finding.rule.id(), finding.about);
            let rows: Vec<String> = finding.first_rows.iter().map(u64::to_string).collect();
            let more = if finding.count > finding.first_rows.len() as u64 { ", …" } else { "" };
            writeln!(f, "{:>8}  {name:<44} {}", finding.count, finding.rule.effect())?;
            if !rows.is_empty() {
                let example = finding.example.as_ref().map(|example| format!(", such as {example:?}"));
                writeln!(f, "{:>8}  rows {}{more}{}", "", rows.join(", "), example.unwrap_or_default())?;
            }
        }
        Ok(())
    }
}
