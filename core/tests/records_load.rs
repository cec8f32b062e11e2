//! Loading somebody's call log: nothing dropped or repaired in silence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::records::{
    AgentState, Interaction, LoadError, Loaded, Mapping, Outcome, QualityReport, Records, Rule, StateKind,
    check, load_csv, read_csv, write_csv,
};
use krarup::time::{Span, Timestamp, Zone};
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
fn of_equal_versions_the_later_row_stays_and_the_others_are_named() {
    let (rows, quality) = load(concat!(
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1;10;inbound;5;Ada\n",
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1;20;inbound;5;Ada\n",
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;-1;30;inbound;4;Ada\n",
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1;40;inbound;;Ada\n",
    ));
    assert_eq!(rows.iter().map(|row| row.handle).collect::<Vec<_>>(), [Some(Span::from_seconds(20))]);
    let duplicates = quality.findings.iter().find(|finding| finding.rule == Rule::Duplicate).unwrap();
    assert_eq!(duplicates.first_rows, [2, 4, 5]);
    assert_eq!(check(Records { interactions: rows, ..Records::default() }).quality.count(Rule::Duplicate), 0);
}

#[test]
fn a_row_of_another_length_is_named_and_kept() {
    let (rows, quality) = load(concat!(
        "A;1;7;tel;2026-05-04;8:00:00;8:01:00;1\n",
        "A;2;7;tel;2026-05-04;8:00:00;8:01:00;1;10;inbound;1;Ada;more\n",
    ));
    assert_eq!((rows.len(), rows[0].handle), (2, None));
    let ragged = quality.findings.iter().filter(|finding| finding.rule == Rule::RaggedRow);
    let ragged: Vec<_> = ragged.map(|finding| (finding.about.as_str(), &finding.first_rows[..])).collect();
    assert_eq!(ragged, [("too few values", &[2][..]), ("too many values", &[3][..])]);
}

/// Loads a file of ids, instants and whatever else `fields` (JSON) reads.
fn load_with(mapping: &str, fields: &str, file: &[u8]) -> Result<Loaded, LoadError> {
    let json = format!(
        r#"{{ "zone": "Europe/Copenhagen", {mapping} "fields": {{ "interaction_id": {{ "column": "id" }}, {fields} }},
            "outcome": [{{ "when": [], "is": "answered" }}] }}"#
    );
    load_csv(file, &Mapping::from_json(&json)?, &mut |_| {})
}

const AT: &str = r#""arrived_at": { "column": "at" }, "agent": { "column": "agent" }"#;

#[test]
fn a_file_in_another_encoding_is_read_by_its_name() {
    let text = "id;at;agent\n1;2026-05-04T08:00:00;Søren 🙂\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    for file in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        let loaded = load_with(r#""delimiter": ";", "encoding": "utf-16","#, AT, &file).unwrap();
        assert_eq!(loaded.records.interactions[0].agent.as_deref(), Some("Søren 🙂"));
        let error =
            load_with(r#""delimiter": ";", "encoding": "utf-16","#, AT, &file[..file.len() - 1]).unwrap_err();
        assert_eq!(error.code(), "unreadable_file");
    }
    let western = b"id,at,agent\n1,2026-05-04T08:00:00,S\xf8ren \x80\n";
    let agent = |encoding: &str| {
        load_with(encoding, AT, western).map(|loaded| loaded.records.interactions[0].agent.clone().unwrap())
    };
    assert_eq!(agent(r#""encoding": "windows-1252","#).unwrap(), "Søren €");
    assert_eq!(agent(r#""encoding": "latin-1","#).unwrap(), "Søren \u{80}");
    let error = agent("").unwrap_err();
    assert_eq!(error.code(), "unreadable_file");
    let message = error.to_string();
    assert!(
        message.contains("line 2") && message.contains("0xF8") && message.contains("windows-1252"),
        "{message}"
    );
    assert_eq!(agent(r#""encoding": "klingon","#).unwrap_err().code(), "invalid_mapping");
}

#[test]
fn a_header_that_does_not_fit_says_what_to_do() {
    let error = load_with("", AT, b"id;at;agent\n").unwrap_err().to_string();
    assert!(error.contains("';'") && error.contains("delimiter"), "{error}");
    let utf16: Vec<u8> = "id,at,agent\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = load_with("", AT, &utf16).unwrap_err().to_string();
    assert!(error.contains("utf-16"), "{error}");
    let error = load_with("", AT, b"id,at,agent,at,x,x\n").unwrap_err();
    assert_eq!(error.code(), "invalid_mapping");
    assert!(error.to_string().contains("column at stands more than once"), "{error}");
}

#[test]
fn local_times_at_a_change_of_the_clocks_are_named() {
    // 2026-03-29 02:00 to 03:00 does not exist in Copenhagen; 2026-10-25 02:00 to 03:00 comes twice.
    let file = "id,at,agent\n1,2026-03-29T02:30:00,\n2,2026-10-25T02:30:00,\n3,2026-10-25T02:30:00+01:00,\n4,2026-10-25T03:30:00,\n";
    let loaded = load_with("", AT, file.as_bytes()).unwrap();
    let rows = |rule| {
        let finding = loaded.quality.findings.iter().find(|finding| finding.rule == rule).unwrap();
        (finding.about.clone(), finding.first_rows.clone())
    };
    assert_eq!(rows(Rule::SkippedLocalTime), ("arrived_at".to_owned(), vec![2]));
    assert_eq!(rows(Rule::RepeatedLocalTime), ("arrived_at".to_owned(), vec![3]));
    let zone = Zone::new("Europe/Copenhagen").unwrap();
    let label = |row: usize| zone.label(loaded.records.interactions[row].arrived_at).unwrap();
    assert_eq!(label(0), "2026-03-29T03:30:00+02:00");
    assert_eq!(label(1), "2026-10-25T02:30:00+02:00");
    let clocks = r#""arrived_at": { "date": "day", "clock": "in" },
        "ended_at": { "date": "day", "clock": "out", "not_before": "arrived_at" }"#;
    let file = "id,day,in,out\n1,2026-10-25,2:50:00,2:10:00\n2,2026-10-25,1:50:00,2:10:00\n";
    let loaded = load_with("", clocks, file.as_bytes()).unwrap();
    // The first ends in the second pass: nothing else is possible. The second may end in either.
    let ended: Vec<_> =
        loaded.quality.findings.iter().filter(|finding| finding.about == "ended_at").collect();
    assert_eq!((ended[0].rule, &ended[0].first_rows[..]), (Rule::RepeatedLocalTime, &[3][..]));
    let rows = &loaded.records.interactions;
    assert_eq!(rows[0].ended_at.unwrap() - rows[0].arrived_at, Span::from_seconds(20 * 60));
}

#[test]
fn an_instant_of_another_century_is_named() {
    let file = "id,at,agent\n1,0026-05-04T08:00:00,\n2,2126-05-04T08:00:00,\n3,2026-05-04T08:00:00,\n";
    let loaded = load_with("", AT, file.as_bytes()).unwrap();
    assert_eq!(loaded.records.interactions.len(), 3);
    assert_eq!(loaded.quality.count(Rule::ImplausibleInstant), 2);
}

#[test]
fn instants_and_lengths_in_the_ways_people_write_them() {
    let fields = r#""arrived_at": { "column": "at", "format": "%d-%m-%Y %H:%M" },
        "ended_at": { "date": "day", "clock": "out", "format": "%d/%m/%y %I.%M %p", "not_before": "arrived_at" },
        "wait": { "column": "wait", "unit": "clock" }, "handle": { "column": "handle", "unit": "min" }"#;
    let file = concat!(
        "id;at;day;out;wait;handle\n",
        "1;04-05-2026 23:50;04/05/26;12.10 am;0:30;1,5\n",
        "2;04-05-2026 08:00;04/05/26;8.10 am;00:01:30,5;1.5\n",
        "3;2026-05-04 08:00;04/05/26;8.10 am;0:75;1\n",
        "4;04-05-2026 08:00;;;-0:30;\n",
        "5;04-05-2026 08:00;;;90;\n",
    );
    let loaded = load_with(r#""delimiter": ";", "decimal": ",","#, fields, file.as_bytes()).unwrap();
    let rows = &loaded.records.interactions;
    assert_eq!(rows[0].ended_at.unwrap() - rows[0].arrived_at, Span::from_seconds(20 * 60));
    assert_eq!((rows[0].wait, rows[0].handle), (Some(Span::from_seconds(30)), Some(Span::from_seconds(90))));
    assert_eq!((rows[1].wait, rows[1].handle), (Some(Span::from_micros(90_500_000)), None));
    assert_eq!((rows[2].wait, rows[3].wait), (None, None));
    let example = |rule, about: &str| {
        let findings = &loaded.quality.findings;
        let found = findings.iter().find(|finding| finding.rule == rule && finding.about == about);
        found.unwrap().example.clone().unwrap()
    };
    assert_eq!(example(Rule::UnreadableRow, "arrived_at"), "2026-05-04 08:00");
    assert_eq!(example(Rule::UnreadableValue, "handle"), "1.5");
    assert_eq!(example(Rule::UnreadableValue, "wait"), "90");
    assert_eq!(loaded.quality.count(Rule::NegativeDuration), 1);
    assert!(loaded.quality.to_string().contains("such as \"1.5\""), "{}", loaded.quality);
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
    let json = r#"{ "zone": "UTC", "decimal": ";", "fields": {
        "interaction_id": { "column": "id", "when": [{ "column": "kind" }] },
        "arrived_at": { "column": "in", "format": "isoo" },
        "ended_at": { "column": "in", "format": "%H:%M" },
        "left_queue_at": { "date": "d", "clock": "c", "format": "epoch_s" }
    }, "outcome": [{ "when": [{ "column": "agent", "none_of": [] }], "is": "answered" }] }"#;
    let error = Mapping::from_json(json).unwrap_err();
    assert_eq!((error.code(), error.problems.len()), ("invalid_mapping", 6), "{error}");
    assert!(error.to_string().contains("column kind has no test"), "{error}");
    let error =
        Mapping::from_json(r#"{ "zone": "UTC", "fields": { "waiting": {} }, "outcome": [] }"#).unwrap_err();
    assert!(error.to_string().contains("unknown variant `waiting`"), "{error}");
}

#[test]
fn a_long_state_overlaps_everything_within_it() {
    let state = |agent: &str, from, to| AgentState {
        agent: agent.into(),
        start_at: Timestamp::from_seconds(from),
        end_at: Some(Timestamp::from_seconds(to)),
        state: StateKind::Available,
        reason: None,
        interaction_id: None,
        queue: None,
        channel: None,
        slot: None,
    };
    let agent_states =
        vec![state("Ada", 0, 100), state("Ada", 10, 20), state("Ada", 30, 40), state("Bo", 50, 60)];
    let checked = check(Records { agent_states, ..Records::default() });
    assert_eq!(checked.quality.count(Rule::OverlappingStates), 2);
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
