use super::accumulators::{Cell, Count, Moment, Sums};
use super::compute::{Finished, NONE};
use super::definition::{Definition, Expression, Terms, Unit};
use super::spec::{Attribution, Dimension, KpiSpec};
use crate::statistics::{quantile_r7, wilson};
use crate::time::{Interval, Span, Zone};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Metrics of groups and intervals: tidy rows, sorted by group, interval and the order asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KpiTable {
    /// The groupings of `KpiRow::group`, in order.
    pub by: Vec<Dimension>,
    /// Zone of the intervals.
    pub zone: String,
    /// The rows.
    pub rows: Vec<KpiRow>,
}

/// One metric of one group in one interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KpiRow {
    /// The group's value in each grouping; `None` = not recorded.
    pub group: Vec<Option<String>>,
    /// The interval; `None` = the whole period.
    pub interval: Option<Interval>,
    /// Id of the metric.
    pub metric: &'static str,
    /// Its value in `unit`.
    pub value: Option<f64>,
    /// Numerator, always whole: contacts, or for lengths of time microseconds (though `value` is in seconds).
    pub num: Option<i64>,
    /// Denominator: contacts, or for shares of agents' time microseconds.
    pub den: Option<i64>,
    /// Contacts (for agents' time: states) behind the value.
    pub n: i64,
    /// Contacts of the cell that are not finished: the value is provisional.
    pub open_n: i64,
    /// Wilson's interval of a ratio of contacts.
    pub ci: Option<(f64, f64)>,
    /// Why there is no value.
    pub null_reason: Option<NullReason>,
    /// What placed contacts in the interval.
    pub attribution: Attribution,
    /// Unit of the value.
    pub unit: Unit,
    /// Names definition and thresholds; only equal ones compare.
    pub def_hash: u64,
}

/// Why a value is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NullReason {
    /// There was nothing to divide by.
    ZeroDenominator,
    /// Fewer contacts than asked for.
    BelowMinN,
    /// There were contacts, but the source does not record what is needed.
    NotRecorded,
    /// The metric makes no sense for this grouping.
    LevelNotAllowed,
    /// No window is over yet.
    WindowOpen,
}

impl NullReason {
    /// Its name as a value.
    pub fn name(self) -> &'static str {
        match self {
            Self::ZeroDenominator => "zero_denominator",
            Self::BelowMinN => "below_min_n",
            Self::NotRecorded => "not_recorded",
            Self::LevelNotAllowed => "level_not_allowed",
            Self::WindowOpen => "window_open",
        }
    }
}

impl Unit {
    /// Its name as a value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Seconds => "seconds",
            Self::Number => "number",
            Self::PerHour => "per_hour",
        }
    }
}

/// A value before it is put into a row.
struct Value {
    value: Result<f64, NullReason>,
    num: Option<i64>,
    den: Option<i64>,
    n: i64,
}

impl KpiTable {
    pub(super) fn finish(
        spec: &KpiSpec,
        metrics: &[(&'static Definition, Attribution)],
        finished: Finished<'_>,
        period: Span,
    ) -> Self {
        let mut groups: Vec<_> = finished
            .cells
            .iter()
            .map(|((group, interval), cells)| {
                let name = |(number, names): (&u32, &Vec<&str>)| {
                    (*number != NONE).then(|| names[*number as usize].to_owned())
                };
                let group: Vec<Option<String>> = group.iter().zip(&finished.names).map(name).collect();
                (group, *interval, cells)
            })
            .collect();
        groups.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let hashes: Vec<u64> = metrics.iter().map(|(metric, given)| metric.hash(*given, spec)).collect();
        let mut rows = Vec::with_capacity(groups.len() * metrics.len());
        for (group, interval, cells) in groups {
            let from = rows.len();
            let mut is_zero_counted = spec.by.is_empty() && interval.is_none();
            for ((metric, attribution), def_hash) in metrics.iter().zip(&hashes) {
                let slot = finished.attributions.binary_search(attribution).unwrap_or_default();
                let length = interval.map_or(period, |interval| interval.length());
                is_zero_counted |= metric.unit == Unit::Count && has_contacts(&cells[slot]);
                rows.push(row(spec, metric, *attribution, *def_hash, &cells[slot], &group, interval, length));
            }
            if !is_zero_counted && is_empty(&rows[from..]) {
                rows.truncate(from);
            }
        }
        Self { by: spec.by.clone(), zone: spec.zone.clone(), rows }
    }

    /// The first row of this group and metric.
    pub fn row(&self, group: &[&str], metric: &str) -> Option<&KpiRow> {
        self.rows.iter().find(|row| {
            row.metric == metric
                && row.group.len() == group.len()
                && row.group.iter().zip(group).all(|(one, other)| one.as_deref() == Some(other))
        })
    }

    /// The value of that row.
    pub fn value(&self, group: &[&str], metric: &str) -> Option<f64> {
        self.row(group, metric)?.value
    }

    /// The rows of one group and interval after the other.
    pub fn cells(&self) -> impl Iterator<Item = &[KpiRow]> {
        self.rows.chunk_by(|one, other| one.group == other.group && one.interval == other.interval)
    }
}

/// Whether a count of 0 says something: there were contacts, and none of them counted.
fn has_contacts(cell: &Cell) -> bool {
    [Count::Arrived, Count::Offered, Count::Blocked].iter().any(|&what| cell.counted(what) > 0)
}

/// Whether no metric has anything to count, such as for contacts that never reached the group.
fn is_empty(rows: &[KpiRow]) -> bool {
    let is_refused = |row: &KpiRow| row.null_reason == Some(NullReason::LevelNotAllowed);
    let is_nothing = |row: &KpiRow| matches!(row.null_reason, None | Some(NullReason::ZeroDenominator));
    rows.iter().all(|row| row.n == 0 && (is_nothing(row) || is_refused(row))) && !rows.iter().all(is_refused)
}

#[allow(clippy::too_many_arguments, reason = "one place that turns a cell into a row")]
fn row(
    spec: &KpiSpec,
    metric: &'static Definition,
    attribution: Attribution,
    def_hash: u64,
    cell: &Cell,
    group: &[Option<String>],
    interval: Option<Interval>,
    length: Span,
) -> KpiRow {
    let found = if metric.allows(&spec.by) {
        evaluate(metric, cell, length)
    } else {
        Value { value: Err(NullReason::LevelNotAllowed), num: None, den: None, n: 0 }
    };
    let below = metric.unit != Unit::Count && found.n < i64::try_from(spec.min_n).unwrap_or(i64::MAX);
    let value = match found.value {
        Ok(_) if below => Err(NullReason::BelowMinN),
        value => value,
    };
    let contacts = matches!(metric.expression, Expression::Ratio { .. });
    let ci = match (value, found.num, found.den) {
        (Ok(_), Some(num), Some(den)) if contacts => u64::try_from(num)
            .ok()
            .zip(u64::try_from(den).ok())
            .and_then(|(num, den)| wilson(num, den, spec.confidence)),
        _ => None,
    };
    KpiRow {
        group: group.to_vec(),
        interval,
        metric: metric.id,
        value: value.ok(),
        num: found.num,
        den: found.den,
        n: found.n,
        open_n: cell.counted(Count::Open),
        ci,
        null_reason: value.err(),
        attribution,
        unit: metric.unit,
        def_hash,
    }
}

fn evaluate(metric: &Definition, cell: &Cell, length: Span) -> Value {
    // Lengths of time are kept in microseconds and shown in seconds.
    let scale = if metric.unit == Unit::Seconds { 1e-6 } else { 1.0 };
    let total = |terms: Terms| terms.iter().map(|(sign, what)| sign * cell.counted(*what)).sum::<i64>();
    match metric.expression {
        Expression::Count(terms) => {
            let count = total(terms);
            Value { value: Ok(count as f64), num: Some(count), den: None, n: count }
        }
        Expression::Ratio { of, over } => {
            let (num, den) = (total(of), total(over));
            let value = if den > 0 { Ok(num as f64 / den as f64) } else { Err(why_empty(over, cell)) };
            Value { value, num: Some(num), den: Some(den), n: den }
        }
        Expression::Mean { of, among } => mean(cell.sums(of).sum, cell.sums(of).n, cell, among, scale),
        Expression::MeanOver { of, over, among } => {
            mean(cell.sums(of).sum, cell.sums(over).n, cell, among, scale)
        }
        Expression::Deviation { of, among } => {
            let sums = cell.sums(of);
            statistic(sums.standard_deviation().map(|sd| sd * scale), sums.n, cell, among)
        }
        Expression::Variation { of, among } => {
            let sums = cell.sums(of);
            let mean = sums.sum as f64 / sums.n as f64;
            let cv = sums.standard_deviation().filter(|_| sums.sum > 0).map(|sd| sd / mean);
            statistic(cv, sums.n, cell, among)
        }
        Expression::Max { of, among } => {
            let sums = cell.sums(of);
            statistic((sums.n > 0).then_some(sums.max as f64 * scale), sums.n, cell, among)
        }
        Expression::Quantile { of, among, p } => {
            let mut values = cell.values(of).to_vec();
            let n = values.len() as i64;
            statistic(quantile_r7(&mut values, p).map(|value| value * scale), n, cell, among)
        }
        Expression::TimeShare { of, over } => {
            let sum = |moments: &[Moment]| moments.iter().map(|moment| cell.sums(*moment).sum).sum::<i128>();
            time_over(sum(of), sum(over), 1.0, cell)
        }
        Expression::Presence { of } => {
            time_over(cell.sums(of).sum, i128::from(length.as_micros()), 1.0, cell)
        }
        Expression::PerHour { of, over } => time_over(total(of).into(), cell.sums(over).sum, 3.6e9, cell),
    }
}

fn mean(sum: i128, n: i64, cell: &Cell, among: Count, scale: f64) -> Value {
    let value = (n > 0).then(|| sum as f64 / n as f64 * scale);
    let num = i64::try_from(sum).ok();
    Value { num, den: Some(n), ..statistic(value, n, cell, among) }
}

fn statistic(value: Option<f64>, n: i64, cell: &Cell, among: Count) -> Value {
    let none_recorded = n == 0 && cell.counted(among) > 0;
    let reason = if none_recorded { NullReason::NotRecorded } else { NullReason::ZeroDenominator };
    Value { value: value.ok_or(reason), num: None, den: None, n }
}

fn time_over(num: i128, den: i128, scale: f64, cell: &Cell) -> Value {
    let states: Sums = cell.sums(Moment::StateLoggedOn);
    let value = if states.n == 0 {
        Err(NullReason::NotRecorded)
    } else if den == 0 {
        Err(NullReason::ZeroDenominator)
    } else {
        Ok(num as f64 / den as f64 * scale)
    };
    Value { value, num: i64::try_from(num).ok(), den: i64::try_from(den).ok(), n: states.n }
}

/// A denominator is 0 because nothing happened, because it is not recorded, or because it is too early.
fn why_empty(over: Terms, cell: &Cell) -> NullReason {
    let wider = match over[0].1 {
        Count::OfferedTimed if cell.counted(Count::OfferedTimed) == 0 => Count::Offered,
        Count::AnsweredTimed if cell.counted(Count::AnsweredTimed) == 0 => Count::Answered,
        Count::EndRecorded => Count::Answered,
        Count::RepeatEligible if cell.counted(Count::CustomerKnown) > 0 => return NullReason::WindowOpen,
        Count::RepeatEligible => Count::Answered,
        _ => return NullReason::ZeroDenominator,
    };
    if cell.counted(wider) > 0 { NullReason::NotRecorded } else { NullReason::ZeroDenominator }
}

impl fmt::Display for KpiRow {
    /// The value as people write it, such as `81.2%` or `12.5 s`; `-` for null.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.value, self.unit) {
            (None, _) => "-".to_owned(),
            (Some(value), Unit::Count) => format!("{value:.0}"),
            (Some(value), Unit::Ratio) => format!("{:.1}%", 100.0 * value),
            (Some(value), Unit::Seconds) => format!("{value:.1} s"),
            (Some(value), Unit::Number | Unit::PerHour) => format!("{value:.2}"),
        };
        f.pad(&text)
    }
}

impl KpiTable {
    /// Local start of each interval, only the date where all start at midnight; none without intervals.
    pub(crate) fn interval_names(&self) -> Option<BTreeMap<Interval, String>> {
        let zone = Zone::new(&self.zone).ok()?;
        let intervals = self.rows.iter().filter_map(|row| row.interval);
        let names: BTreeMap<Interval, String> = intervals
            .filter_map(|interval| Some((interval, zone.label(interval.start).ok()?[..16].replace('T', " "))))
            .collect();
        let length = if names.values().all(|name| name.ends_with(" 00:00")) { 10 } else { 16 };
        let shortened = names.into_iter().map(|(interval, name)| (interval, name[..length].to_owned()));
        Some(shortened.collect::<BTreeMap<_, _>>()).filter(|names| !names.is_empty())
    }
}

impl fmt::Display for KpiTable {
    /// One line a group and interval, one column a metric; shares with their confidence interval.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let intervals = self.interval_names();
        let mut lines: Vec<Vec<String>> = Vec::new();
        for cell in self.cells() {
            let first = &cell[0];
            if lines.is_empty() {
                let mut header: Vec<String> = self.by.iter().map(|by| by.name().to_owned()).collect();
                header.extend(intervals.is_some().then(|| "from".to_owned()));
                header.extend(cell.iter().map(|row| row.metric.to_owned()));
                lines.push(header);
            }
            let mut line: Vec<String> =
                first.group.iter().map(|value| value.clone().unwrap_or_else(|| "-".to_owned())).collect();
            if let Some(names) = &intervals {
                let name = first.interval.and_then(|interval| names.get(&interval));
                line.push(name.map_or("-", String::as_str).to_owned());
            }
            line.extend(cell.iter().map(|row| match row.ci {
                Some((low, high)) => format!("{row} ({:.1}–{:.1})", 100.0 * low, 100.0 * high),
                None => row.to_string(),
            }));
            lines.push(line);
        }
        let left = self.by.len() + usize::from(intervals.is_some());
        let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|text| text.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for line in &lines {
            let mut text = String::new();
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                if column < left {
                    text += &format!("{cell:<width$}  ");
                } else {
                    text += &format!("{cell:>width$}  ");
                }
            }
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}
