//! Loading somebody's call log: nothing dropped or repaired in silence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::records::{
    Interaction, LoadError, Mapping, Outcome, QualityReport, Rule, load_csv, read_csv, write_csv,
};
use krarup::time::{Span, Timestamp};
use proptest::prelude::*;

const MAPPING: &str = r#"{
    "zone": "Europe/Copenhagen",
    "delimiter": ";",
    "fields": {
        "interaction_id": { "columns": ["line", "call"] },
        "customer_id": { "column": "customer", "null": ["0"] },
        "channel": { "column": "channel", "words": { "tel": "voice" } },
        "arrived_at": { "date": "date", "clock": "in" },
        "left_queue_at": { "date": "date", "clock": "out", "not_before": "arrived_at" },
        "wait": { "column": "wait_min", "unit": "min" },
        "handle": { "column": "handle_s" },
        "direction": { "column": "direction" },
        "last_update_at": { "column": "updated", "format": "epoch_s" }
    },
    "outcome": [
        { "when": [{ "column": "agent", "none_of": [""] }], "is": "answered" },
        { "when": [{ "column": "wait_min", "more_than": 0 }], "is": "abandoned" }
    ],
    "set_aside": [{ "when": [{ "column": "channel", "any_of": ["test"] }], "because": "test call" }]
}"#;

const HEADER: &str = "line;call;customer;channel;date;in;out;wait_min;handle_s;direction;updated;agent\n";

fn load(lines: &str) -> (Vec<Interaction>, QualityReport) {
    let mapping = Mapping::from_json(MAPPING).unwrap();
    let file = format!("{HEADER}{lines}");
    let loaded = load_csv(file.as_bytes(), &mapping, &mut |_| {}).unwrap();
    (loaded.records.interactions, loaded.quality)
}

#[test]
fn units_words_nulls_and_joined_ids_are_read() {
    let (rows, quality) = load("A;1;0;tel;2026-05-04;8:00:00;08:01:30;1.5;200;inbound;1;Ada\n");
    assert_eq!(rows[0].interaction_id, "A-1");
    assert_eq!(rows[0].customer_id, None);
    assert_eq!(rows[0].channel, "voice");
    assert_eq!(rows[0].wait, Some(Span::from_seconds(90)));
    assert_eq!(rows[0].left_queue_at.unwrap() - rows[0].arrived_at, Span::from_seconds(90));
    assert_eq!(rows[0].outcome, Outcome::Answered);
    assert_eq!(quality.count(Rule::UnknownCustomer), 1);
}

#[test]
fn a_clock_passes_midnight_once_and_the_hour_of_a_dst_night_twice() {
    let (rows, quality) = load(concat!(
        "A;1;7;tel;2026-05-04;23:59:50;0:00:20;0.5;1;inbound;1;Ada\n",
        // Clocks go back at 3:00 on 2026-10-25: 2:10 is the second one when 2:50 came before.
        "A;2;7;tel;2026-10-25;2:50:00;2:10:00;20;1;inbound;1;Ada\n",
    ));
    assert_eq!(rows[0].left_queue_at.unwrap() - rows[0].arrived_at, Span::from_seconds(30));
    assert_eq!(rows[1].left_queue_at.unwrap() - rows[1].arrived_at, Span::from_seconds(20 * 60));
    assert_eq!(quality.count(Rule::PassedMidnight), 1);
}

#[test]
fn every_row_is_kept_or_accounted_for() {
    let (rows, quality) = load(concat!(
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1;10;inbound;1;Ada\n",
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1;20;inbound;2;Ada\n",
        "A;2;7;test;2026-05-04;8:00:00;8:01:00;1;10;inbound;1;Ada\n",
        "A;3;7;tel;2026-05-04;never;8:01:00;1;10;inbound;1;Ada\n",
        ";4;7;tel;2026-05-04;8:00:00;8:01:00;1;10;inbound;1;Ada\n",
        "A;5;7;tel;2026-05-04;8:00:00;8:01:00;0;10;inbound;1;\n",
        "A;6;7;tel;2026-05-04;8:00:00;soon;-2;x;sideways;1;Ada\n",
        "A;7\n",
    ));
    assert_eq!(quality.rows_read, 8);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].handle, Some(Span::from_seconds(20)), "the later version of a row stays");
    let accounted = [Rule::SetAside, Rule::UnreadableRow, Rule::Duplicate].map(|rule| quality.count(rule));
    assert_eq!(accounted, [1, 4, 1]);
    assert_eq!(quality.count(Rule::UnreadableValue), 3, "{quality}");
    assert_eq!(quality.count(Rule::NegativeDuration), 1);
    assert_eq!(rows[1].wait, None);
    let text = quality.to_string();
    assert!(text.contains("set_aside (test call)") && text.contains("rows 4\n"), "{text}");
}

#[test]
fn a_file_that_does_not_fit_the_mapping_is_a_typed_error() {
    let mapping = Mapping::from_json(MAPPING).unwrap();
    let error = load_csv("line;call\n".as_bytes(), &mapping, &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), "missing_columns");
    assert!(error.to_string().contains("handle_s") && error.to_string().contains("line, call"), "{error}");
    let bad = format!("{HEADER}A;\u{0};\n").replace('\u{0}', "\u{fffd}").into_bytes();
    let bad: Vec<u8> = bad.into_iter().map(|byte| if byte == 0xef { 0xff } else { byte }).collect();
    let error = load_csv(&bad[..], &mapping, &mut |_| {}).unwrap_err();
    assert!(matches!(error, LoadError::Unreadable { line: 2, .. }), "{error:?}");
}

#[test]
fn a_wrong_mapping_lists_every_problem() {
    let json = r#"{ "zone": "Mars/Olympus", "fields": {
        "arrived_at": { "column": "in", "constant": "x" },
        "wait": { "date": "d", "clock": "c" },
        "enqueued_at": { "date": "d", "clock": "c", "not_before": "ended_at" }
    }, "outcome": [] }"#;
    let error = Mapping::from_json(json).unwrap_err();
    assert_eq!((error.code(), error.problems.len()), ("invalid_mapping", 6), "{error}");
    let error =
        Mapping::from_json(r#"{ "zone": "UTC", "fields": { "waiting": {} }, "outcome": [] }"#).unwrap_err();
    assert!(error.to_string().contains("unknown variant `waiting`"), "{error}");
}

fn interaction() -> impl Strategy<Value = Interaction> {
    let words = "[a-z,\"\n é]{1,8}";
    let times = proptest::collection::vec(proptest::option::of(any::<i64>()), 4);
    (
        words,
        any::<i64>(),
        times,
        proptest::option::of(words),
        any::<i32>(),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(id, at, times, customer_id, priority, resolved)| {
            let mut row = Interaction::new(id, Timestamp::from_micros(at), Outcome::Requeued);
            row.enqueued_at = times[0].map(Timestamp::from_micros);
            row.ended_at = times[1].map(Timestamp::from_micros);
            row.wait = times[2].map(Span::from_micros);
            row.handle = times[3].map(Span::from_micros);
            row.customer_id = customer_id;
            row.priority = priority;
            row.resolved = resolved;
            row
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in proptest::collection::vec(interaction(), 0..20)) {
        let mut file = Vec::new();
        write_csv(&rows, &mut file).unwrap();
        prop_assert_eq!(read_csv(&file[..]).unwrap(), rows);
    }

    #[test]
    fn any_text_loads_or_is_a_typed_error(lines in "[ -~;\n]{0,200}") {
        let mapping = Mapping::from_json(MAPPING).unwrap();
        let file = format!("{HEADER}{lines}");
        match load_csv(file.as_bytes(), &mapping, &mut |_| {}) {
            Ok(loaded) => {
                let quality = loaded.quality;
                let gone = quality.count(Rule::SetAside)
                    + quality.count(Rule::UnreadableRow)
                    + quality.count(Rule::Duplicate);
                prop_assert_eq!(quality.rows_read, quality.rows_kept + gone);
            }
            Err(error) => prop_assert_eq!(error.code(), "unreadable_file"),
        }
    }
}
