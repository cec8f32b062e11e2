//! The bank file's KPIs equal an independent computation, for every type, day and half-hour.
//!
//! The file's licence does not let us ship it: the test runs where `../shared/data` or the folder that
//! `KRARUP_DATA` names has it, and says so where it does not.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::metrics::{Attribution, Dimension, KpiSpec, KpiTable};
use krarup::records::{Loaded, Mapping, Rule, load_csv};
use krarup::time::{Every, Zone};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// One line of the file, read by a dozen lines of plain Rust that share nothing with the loader.
struct Call {
    kind: String,
    date: String,
    half_hour: String,
    arrived_s: i64,
    customer: String,
    answered: bool,
    offered: bool,
    wait_s: f64,
    handle_s: f64,
    agent: String,
    fields: Vec<String>,
}

fn seconds(clock: &str) -> i64 {
    clock.split(':').fold(0, |total, part| total * 60 + part.parse::<i64>().unwrap())
}

fn days(date: &str) -> i64 {
    date.rsplit('-').next().unwrap().parse().unwrap()
}

fn file() -> Option<String> {
    let folder = std::env::var_os("KRARUP_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let path = folder.join("bank_calls_1999-08-01_14.csv");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("SKIPPED: {} is not there", path.display());
    }
    text
}

fn calls(text: &str) -> (Vec<Call>, usize) {
    let all: Vec<Vec<String>> =
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let total = all.len();
    let real = all.into_iter().filter(|fields| fields[12] != "PHANTOM").map(|fields| {
        let clock = seconds(&fields[6]);
        let wait_s: f64 = fields[11].parse().unwrap();
        let answered = fields[12] == "AGENT";
        Call {
            kind: fields[4].clone(),
            date: fields[5].clone(),
            half_hour: format!("{} {:02}:{:02}", fields[5], clock / 3600, clock % 3600 / 1800 * 30),
            arrived_s: days(&fields[5]) * 86_400 + clock,
            customer: fields[2].clone(),
            answered,
            offered: answered || wait_s > 0.0,
            wait_s,
            handle_s: fields[15].parse().unwrap(),
            agent: fields[16].clone(),
            fields,
        }
    });
    (real.collect(), total)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

fn r7(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = p * (sorted.len().checked_sub(1)? as f64);
    let (low, high) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
    Some(low + (high - low) * position.fract())
}

fn ratio(num: usize, den: usize) -> Option<f64> {
    (den > 0).then(|| num as f64 / den as f64)
}

fn expected(calls: &[&Call]) -> Vec<(&'static str, Option<f64>)> {
    let count = |test: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| test(call)).count();
    let list = |test: &dyn Fn(&Call) -> bool, value: &dyn Fn(&Call) -> f64| -> Vec<f64> {
        calls.iter().filter(|call| test(call)).map(|call| value(call)).collect()
    };
    let offered = count(&|c| c.offered);
    let answered = count(&|c| c.answered);
    let abandoned = offered - answered;
    let short = count(&|c| c.offered && !c.answered && c.wait_s <= 5.0);
    let within = count(&|c| c.answered && c.wait_s <= 20.0);
    let left_within = count(&|c| c.offered && !c.answered && c.wait_s <= 20.0);
    let waits = list(&|c| c.answered, &|c| c.wait_s);
    let handles = list(&|c| c.answered, &|c| c.handle_s);
    let all_waits = list(&|c| c.offered, &|c| c.wait_s);
    vec![
        ("arrived", Some(calls.len() as f64)),
        ("menu_abandoned", Some((calls.len() - offered) as f64)),
        ("offered", Some(offered as f64)),
        ("answered", Some(answered as f64)),
        ("abandoned", Some(abandoned as f64)),
        ("short_abandoned", Some(short as f64)),
        ("flow_out", Some(0.0)),
        ("answer_rate", ratio(answered, offered)),
        ("abandon_rate.all", ratio(abandoned, offered)),
        ("abandon_rate.no_short", ratio(abandoned - short, offered - short)),
        ("abandon_rate.handled_base", ratio(abandoned - short, offered - short)),
        ("sl.offered", ratio(within, offered)),
        ("sl.answered", ratio(within, answered)),
        ("sl.no_short", ratio(within, offered - short)),
        ("sl.removed", ratio(within + left_within, offered)),
        ("sl.abn_in_T_out", ratio(within, offered - left_within)),
        ("sl.no_abn", ratio(within, answered)),
        ("sl.asterisk2", ratio(within + left_within, offered)),
        ("asa", mean(&waits)),
        ("asa.delayed", mean(&list(&|c| c.answered && c.wait_s > 0.0, &|c| c.wait_s))),
        ("avg_wait.all", mean(&all_waits)),
        ("avg_time_to_abandon", mean(&list(&|c| c.offered && !c.answered, &|c| c.wait_s))),
        ("max_wait", all_waits.iter().copied().reduce(f64::max)),
        ("wait_sd", deviation(&waits)),
        ("wait_p50", r7(&waits, 0.5)),
        ("wait_p90", r7(&waits, 0.9)),
        ("wait_p99", r7(&waits, 0.99)),
        ("aht", mean(&handles)),
        ("handle_sd", deviation(&handles)),
        ("handle_p50", r7(&handles, 0.5)),
        ("handle_p90", r7(&handles, 0.9)),
        ("handle_max", handles.iter().copied().reduce(f64::max)),
        ("avg_hold.all", None),
        ("avg_wrap_up", None),
    ]
}

fn load(text: &str) -> Loaded {
    let mapping = Mapping::from_json(include_str!("../examples/mappings/bank.json")).unwrap();
    load_csv(text.as_bytes(), &mapping, &mut |_| {}).unwrap()
}

fn compare(table: &KpiTable, groups: &BTreeMap<(String, String), Vec<&Call>>, label: usize) -> usize {
    let zone = Zone::new("Asia/Jerusalem").unwrap();
    let mut rows = HashMap::new();
    for row in &table.rows {
        let from = zone.label(row.interval.unwrap().start).unwrap()[..label].replace('T', " ");
        rows.insert((row.group[0].clone().unwrap(), from, row.metric), row);
    }
    let mut compared = 0;
    for ((kind, from), calls) in groups {
        for (metric, expected) in expected(calls) {
            let row = rows[&(kind.clone(), from.clone(), metric)];
            compared += 1;
            match (row.value, expected) {
                (Some(got), Some(expected)) => assert!(
                    (got - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                    "{metric} of {kind} from {from} is {got} instead of {expected}"
                ),
                (got, expected) => assert_eq!(got, expected, "{metric} of {kind} from {from}"),
            }
            assert_eq!(row.value.is_none(), row.null_reason.is_some());
        }
    }
    assert_eq!(compared, rows.len(), "rows that nobody expected");
    compared
}

#[test]
fn every_type_day_and_half_hour_equals_an_independent_computation() {
    let Some(text) = file() else { return };
    let (calls, _) = calls(&text);
    let loaded = load(&text);
    let metrics: Vec<&str> = expected(&[]).into_iter().map(|(metric, _)| metric).collect();
    let spec = KpiSpec {
        by: vec![Dimension::ContactType],
        zone: "Asia/Jerusalem".into(),
        attribution: Some(Attribution::Arrival),
        ..KpiSpec::new(&metrics)
    };
    for (every, label) in [(Every::Day, 10), (Every::Minutes30, 16)] {
        let mut groups: BTreeMap<(String, String), Vec<&Call>> = BTreeMap::new();
        for call in &calls {
            let from = if every == Every::Day { &call.date } else { &call.half_hour };
            groups.entry((call.kind.clone(), from.clone())).or_default().push(call);
        }
        let table = KpiSpec { every: Some(every), ..spec.clone() }.compute(&loaded.records).unwrap();
        assert!(compare(&table, &groups, label) > 1_000);
    }
}

#[test]
fn agents_and_repeats_equal_an_independent_computation() {
    let Some(text) = file() else { return };
    let (calls, _) = calls(&text);
    let records = load(&text).records;
    let by_agent = KpiSpec {
        by: vec![Dimension::Agent],
        attribution: Some(Attribution::Arrival),
        ..KpiSpec::new(&["answered", "aht", "handle_sd", "sl.no_short"])
    };
    let table = by_agent.compute(&records).unwrap();
    let mut agents: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.answered && !call.agent.is_empty()) {
        agents.entry(&call.agent).or_default().push(call.handle_s);
    }
    assert_eq!(table.cells().filter(|cell| cell[0].value > Some(0.0)).count(), agents.len());
    for (agent, handles) in &agents {
        assert_eq!(table.value(&[agent], "answered"), Some(handles.len() as f64));
        assert!((table.value(&[agent], "aht").unwrap() - mean(handles).unwrap()).abs() < 1e-9);
        assert_eq!(table.value(&[agent], "sl.no_short"), None);
    }

    let mut customers: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.answered && call.customer != "0") {
        customers.entry(&call.customer).or_default().push(call.arrived_s);
    }
    let week = 7 * 86_400;
    let as_of_s = calls.iter().map(|call| call.arrived_s).max().unwrap();
    let (mut eligible, mut repeated, mut repeated_answered) = (0, 0, 0);
    for (customer, arrivals) in &mut customers {
        arrivals.sort_unstable();
        let offered = calls.iter().filter(|call| call.offered && call.customer == **customer);
        let offered: Vec<i64> = offered.map(|call| call.arrived_s).collect();
        for (index, at) in arrivals.iter().enumerate().filter(|(_, at)| *at + week <= as_of_s) {
            eligible += 1;
            repeated += i64::from(offered.iter().any(|next| next > at && next - at <= week));
            repeated_answered += i64::from(arrivals.get(index + 1).is_some_and(|next| next - at <= week));
        }
    }
    let as_of = records.interactions.iter().map(|row| row.arrived_at).max();
    let spec = KpiSpec {
        attribution: Some(Attribution::Arrival),
        as_of,
        ..KpiSpec::new(&["repeat_rate.answered", "repeat_rate", "fcr.repeat"])
    };
    let table = spec.compute(&records).unwrap();
    let row = table.row(&[], "repeat_rate.answered").unwrap();
    assert_eq!((row.num, row.den), (Some(repeated_answered), Some(eligible)));
    let row = table.row(&[], "repeat_rate").unwrap();
    assert_eq!((row.num, row.den), (Some(repeated), Some(eligible)));
    assert_eq!(table.row(&[], "fcr.repeat").unwrap().num, Some(eligible - repeated));
}

#[test]
fn the_quality_report_counts_what_a_plain_reading_counts() {
    let Some(text) = file() else { return };
    let (calls, total) = calls(&text);
    let quality = load(&text).quality;
    let count = |test: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| test(call)).count() as u64;
    let smaller = |call: &Call, first: usize, second: usize| {
        seconds(&call.fields[second]) < seconds(&call.fields[first])
    };
    let of = |rule: Rule, about: &str| {
        let finding = quality.findings.iter().find(|finding| finding.rule == rule && finding.about == about);
        finding.map_or(0, |finding| finding.count)
    };
    assert_eq!(quality.rows_read, total as u64);
    assert_eq!(quality.rows_kept, calls.len() as u64);
    assert_eq!(quality.count(Rule::SetAside), (total - calls.len()) as u64);
    assert_eq!(quality.count(Rule::UnreadableRow) + quality.count(Rule::UnreadableValue), 0);
    assert_eq!(quality.count(Rule::Duplicate), 0);
    assert_eq!(of(Rule::NegativeDuration, "menu"), count(&|call| call.fields[8].starts_with('-')));
    assert_eq!(
        quality.count(Rule::AnsweredWithoutAgent),
        count(&|call| call.answered && call.agent.is_empty())
    );
    assert_eq!(
        quality.count(Rule::AnsweredWithoutHandleTime),
        count(&|call| call.answered && call.handle_s == 0.0)
    );
    assert_eq!(
        quality.count(Rule::AbandonedWithHandleTime),
        count(&|call| !call.answered && call.handle_s > 0.0)
    );
    assert_eq!(
        quality.count(Rule::LongHandleTime),
        count(&|call| call.answered && call.handle_s > 4.0 * 3600.0)
    );
    assert_eq!(quality.count(Rule::UnknownCustomer), count(&|call| call.customer == "0"));
    // Services that begin before midnight and end after it: the clock of the end is the smaller one.
    let over_midnight = |call: &Call| call.answered && call.fields[13] != "0:00:00" && smaller(call, 13, 14);
    let ended = of(Rule::PassedMidnight, "ended_at");
    assert!(ended >= count(&over_midnight), "{ended}");
    // The queue is left after midnight when its clock ran back, or began more than half a day before the menu's.
    let left_after_midnight = |call: &Call| {
        let (entered, left) = if call.wait_s > 0.0 { (9, 10) } else { (6, 7) };
        let half_a_day = seconds(&call.fields[6]) - seconds(&call.fields[left]) > 12 * 3600;
        call.offered && (half_a_day || (call.wait_s > 0.0 && smaller(call, entered, left)))
    };
    assert_eq!(of(Rule::PassedMidnight, "left_queue_at"), count(&left_after_midnight));
    assert_eq!(
        of(Rule::WrongOrder, "arrived_at, enqueued_at"),
        count(&|call| call.offered
            && call.wait_s > 0.0
            && (1..12 * 3600).contains(&(seconds(&call.fields[6]) - seconds(&call.fields[9])))
            || call.answered
                && call.wait_s == 0.0
                && (1..12 * 3600).contains(&(seconds(&call.fields[6]) - seconds(&call.fields[7]))))
    );
}
