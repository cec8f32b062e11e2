//! Laws that every table of metrics obeys, whatever the records.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::metrics::{
    Attribution, Comparison, Dimension, KpiRow, KpiSpec, KpiTable, NullReason, Unit, definitions, patience,
};
use krarup::records::{AgentState, EndedBy, Interaction, Outcome, Records, Rule, StateKind, check};
use krarup::time::{Every, Span, Timestamp};
use proptest::prelude::*;

const HOUR_S: i64 = 3_600;

fn outcome() -> impl Strategy<Value = Outcome> {
    use Outcome::*;
    prop::sample::select(vec![
        Open,
        Answered,
        Answered,
        Answered,
        Abandoned,
        Abandoned,
        FlowOutTimeout,
        CallbackAccepted,
        Requeued,
        BlockedFull,
        MenuAbandoned,
        SystemError,
    ])
}

fn interaction() -> impl Strategy<Value = Interaction> {
    let lengths = (prop::option::of(0..60_i64), prop::option::of(0..900_i64), 0..40_i64);
    // Few contacts with several legs and segments each.
    let leg = (0..12_u8, 0..3_u16, prop::option::of(0..4_u8));
    (0..72 * HOUR_S, outcome(), lengths, 0..3_usize, 0..4_usize, any::<bool>(), leg).prop_map(
        |(at, outcome, (wait, handle, menu), queue, customer, agent, (id, segment_no, root))| {
            // Some arrive at once.
            let arrived = Timestamp::from_seconds(1_792_800_000 + at / HOUR_S * HOUR_S);
            let mut row = Interaction::new(format!("c{id}"), arrived, outcome);
            row.segment_no = segment_no;
            row.root_id = root.map(|root| format!("c{root}"));
            row.queue = Some(["sales", "service", "billing"][queue].to_owned());
            row.customer_id = (customer > 0).then(|| customer.to_string());
            row.reason = (customer > 1).then(|| "card".to_owned());
            row.wait = wait.map(Span::from_seconds);
            row.handle = handle.map(Span::from_seconds);
            row.agent = (outcome == Outcome::Answered && agent).then(|| "Ada".to_owned());
            row.ended_by = agent.then_some(EndedBy::Agent);
            if row.was_offered() {
                row.enqueued_at = Some(arrived + Span::from_seconds(menu));
            }
            if outcome != Outcome::Open {
                row.ended_at =
                    Some(arrived + Span::from_seconds(menu + wait.unwrap_or(0) + handle.unwrap_or(0)));
            }
            row
        },
    )
}

fn records() -> impl Strategy<Value = Records> {
    let kinds = vec![
        StateKind::Available,
        StateKind::Contact,
        StateKind::WrapUp,
        StateKind::Break,
        StateKind::Offline,
    ];
    let state = (0..72 * HOUR_S, 0..9 * HOUR_S, prop::sample::select(kinds), any::<bool>()).prop_map(
        |(at, length, state, second)| {
            let start_at = Timestamp::from_seconds(1_792_800_000 + at);
            AgentState {
                agent: if second { "Bo" } else { "Ada" }.to_owned(),
                start_at,
                end_at: Some(start_at + Span::from_seconds(length)),
                state,
                reason: None,
                interaction_id: None,
                queue: None,
                channel: None,
                slot: None,
            }
        },
    );
    (prop::collection::vec(interaction(), 0..60), prop::collection::vec(state, 0..12))
        .prop_map(|(interactions, agent_states)| check(Records { interactions, agent_states }).records)
}

fn all_metrics() -> KpiSpec {
    let ids: Vec<&str> = definitions().iter().map(|definition| definition.id).collect();
    let repeat_window = Span::from_seconds(12 * HOUR_S);
    KpiSpec { zone: "Europe/Copenhagen".into(), repeat_window, ..KpiSpec::new(&ids) }
}

/// 2026-10-25: the clocks go back during these 72 hours.
fn half_hours() -> KpiSpec {
    KpiSpec { every: Some(Every::Minutes30), by: vec![Dimension::Queue], ..all_metrics() }
}

fn num(table: &KpiTable, metric: &str) -> i64 {
    table.rows.iter().filter(|row| row.metric == metric).map(|row| row.num.unwrap_or(0)).sum()
}

fn is_sound(row: &KpiRow) -> Result<(), TestCaseError> {
    prop_assert_eq!(row.value.is_none(), row.null_reason.is_some());
    if let Some(value) = row.value {
        prop_assert!(value.is_finite() && value >= 0.0, "{} is {value}", row.metric);
        if row.unit == Unit::Ratio {
            prop_assert!(value <= 1.0, "{} is {value}", row.metric);
        }
        if let Some((low, high)) = row.ci {
            prop_assert!(low <= value + 1e-12 && value <= high + 1e-12);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_value_is_in_range_or_null_with_a_reason(records in records()) {
        for spec in [all_metrics(), half_hours(), KpiSpec { by: vec![Dimension::Agent], ..all_metrics() }] {
            for row in &spec.compute(&records).unwrap().rows {
                is_sound(row)?;
            }
        }
    }

    #[test]
    fn order_of_rows_changes_no_bit(records in records(), turn in 0..50_usize) {
        let mut turned = records.clone();
        let len = turned.interactions.len().max(1);
        turned.interactions.rotate_left(turn % len);
        turned.agent_states.reverse();
        prop_assert_eq!(half_hours().compute(&records).unwrap(), half_hours().compute(&turned).unwrap());
    }

    #[test]
    fn a_record_read_twice_changes_only_the_count_of_duplicates(records in records(), turn in 0..50_usize) {
        let mut twice = records.clone();
        twice.interactions.extend(records.interactions.clone());
        let len = twice.interactions.len().max(1);
        twice.interactions.rotate_left(turn % len);
        let (once, twice) = (check(records.clone()), check(twice));
        prop_assert_eq!(twice.quality.count(Rule::Duplicate), records.interactions.len() as u64);
        prop_assert_eq!(twice.quality.rows_kept, once.quality.rows_kept);
        let counts = |findings: &[krarup::records::Finding]| -> Vec<_> {
            let others = findings.iter().filter(|finding| finding.rule != Rule::Duplicate);
            others.map(|finding| (finding.rule, finding.about.clone(), finding.count)).collect()
        };
        prop_assert_eq!(counts(&once.quality.findings), counts(&twice.quality.findings));
        prop_assert_eq!(half_hours().compute(&once.records), half_hours().compute(&twice.records));
        let curve = |records: &Records| patience(&records.interactions).steps().to_vec();
        prop_assert_eq!(curve(&once.records), curve(&twice.records));
    }

    #[test]
    fn the_cells_add_up_to_the_whole(records in records()) {
        let whole = all_metrics().compute(&records).unwrap();
        let parts = half_hours().compute(&records).unwrap();
        for metric in ["arrived", "offered", "answered", "abandoned", "flow_out", "open", "handled"] {
            prop_assert_eq!(num(&whole, metric), num(&parts, metric), "{}", metric);
        }
        let states = KpiSpec { by: vec![Dimension::Agent], every: Some(Every::Minutes15), ..all_metrics() };
        let split = states.compute(&records).unwrap();
        let total: i64 = records.agent_states.iter()
            .filter(|state| state.state != StateKind::Offline)
            .map(|state| (state.end_at.unwrap() - state.start_at).as_micros()).sum();
        prop_assert_eq!(num(&split, "staffed_fte"), total);
    }

    #[test]
    fn offered_is_answered_abandoned_flowed_out_or_open(records in records()) {
        for cell in half_hours().compute(&records).unwrap().cells() {
            let get = |metric: &str| cell.iter().find(|row| row.metric == metric).unwrap().num.unwrap();
            // `answered` may be of another interval by default, so all are taken by enqueue here: they are.
            prop_assert_eq!(get("offered"), get("answered") + get("abandoned") + get("flow_out") + get("open"));
        }
    }

    #[test]
    fn service_level_grows_with_the_target(records in records(), target in 0..60_i64) {
        let level = |target_wait: i64, comparison| {
            let target_wait = Span::from_seconds(target_wait);
            let spec = KpiSpec { target_wait, comparison, ..KpiSpec::new(&["sl.offered"]) };
            spec.compute(&records).unwrap().value(&[], "sl.offered")
        };
        let (low, high) = (level(target, Comparison::AtMost), level(target + 1, Comparison::AtMost));
        prop_assert!(low <= high);
        prop_assert_eq!(low, level(target + 1, Comparison::LessThan).filter(|_| low.is_some()));
    }
}

fn answered(id: &str, at_s: i64, reason: Option<&str>) -> Interaction {
    let mut row = Interaction::new(id, Timestamp::from_seconds(at_s), Outcome::Answered);
    row.customer_id = Some("k".into());
    row.reason = reason.map(str::to_owned);
    row
}

#[test]
fn a_repeat_is_the_same_customer_and_reason_within_the_window_that_is_over() {
    let day = 86_400;
    let interactions = vec![
        answered("a", 0, Some("card")),
        answered("b", day, Some("loan")),
        answered("c", 8 * day, None),
        answered("d", 9 * day, Some("card")),
    ];
    let records = Records { interactions, ..Records::default() };
    let spec = KpiSpec { as_of: Some(Timestamp::from_seconds(15 * day)), ..KpiSpec::new(&["repeat_rate"]) };
    let table = spec.compute(&records).unwrap();
    // a: card returns after 9 days, nothing within 7; b: c has no reason and matches, after exactly 7;
    // c: d follows; d: its window is open.
    assert_eq!(table.row(&[], "repeat_rate").map(|row| (row.num, row.den)), Some((Some(2), Some(3))));
}

#[test]
fn an_unanswered_contact_is_a_repeat_too() {
    let day = 86_400;
    let abandoned = Interaction { outcome: Outcome::Abandoned, ..answered("b", day, Some("card")) };
    let in_the_menu =
        Interaction { outcome: Outcome::MenuAbandoned, ..answered("d", 21 * day, Some("card")) };
    let interactions =
        vec![answered("a", 0, Some("card")), abandoned, answered("c", 20 * day, Some("card")), in_the_menu];
    let records = Records { interactions, ..Records::default() };
    let as_of = Some(Timestamp::from_seconds(30 * day));
    let spec = KpiSpec { as_of, ..KpiSpec::new(&["fcr.repeat", "repeat_rate", "repeat_rate.answered"]) };
    let table = spec.compute(&records).unwrap();
    // b follows a unanswered and is itself not asked; d was never offered.
    let shares: Vec<_> = table.rows.iter().map(|row| (row.num, row.den)).collect();
    assert_eq!(shares, [(Some(1), Some(2)), (Some(1), Some(2)), (Some(0), Some(2))]);
}

#[test]
fn the_first_leg_of_a_contact_stands_for_it_in_any_order() {
    let hour = HOUR_S;
    let leg = |id: &str, segment_no, queue: &str, at| {
        let mut row = answered(id, at, Some("card"));
        (row.segment_no, row.root_id, row.queue) = (segment_no, Some("a".into()), Some(queue.into()));
        row
    };
    let mut legs = vec![leg("a", 0, "sales", 0), leg("a", 1, "service", 0), leg("b", 0, "billing", hour)];
    let spec = KpiSpec {
        by: vec![Dimension::Queue],
        as_of: Some(Timestamp::from_seconds(30 * 86_400)),
        ..KpiSpec::new(&["repeat_rate"])
    };
    for _ in 0..3 {
        legs.rotate_left(1);
        let records = Records { interactions: legs.clone(), ..Records::default() };
        let table = spec.compute(&records).unwrap();
        assert_eq!(table.value(&["sales"], "repeat_rate"), Some(0.0));
        assert_eq!(table.value(&["billing"], "repeat_rate"), None);
    }
}

#[test]
fn a_negative_length_of_time_is_not_recorded() {
    let seconds = |s| Some(Span::from_seconds(s));
    let call = |id, wait, outcome| Interaction {
        wait: seconds(wait),
        ..Interaction::new(id, Timestamp::from_seconds(0), outcome)
    };
    let parts = |talk, hold, wrap_up| Interaction {
        talk: seconds(talk),
        hold: seconds(hold),
        wrap_up: seconds(wrap_up),
        ..call("a", 10, Outcome::Answered)
    };
    assert_eq!(parts(100, 20, 30).handle_time(), seconds(150));
    assert_eq!(parts(100, -20, 30).handle_time(), None);
    assert_eq!(Interaction { handle: seconds(-1), ..parts(100, 20, 30) }.handle_time(), seconds(150));
    let interactions =
        vec![parts(100, -20, 30), Interaction { interaction_id: "b".into(), ..parts(100, 0, 0) }];
    let records = Records { interactions, ..Records::default() };
    assert_eq!(KpiSpec::new(&["aht"]).compute(&records).unwrap().value(&[], "aht"), Some(100.0));
    let known = [call("a", 30, Outcome::Answered), call("b", 90, Outcome::Abandoned)];
    let negative = [known[0].clone(), known[1].clone(), call("c", -500, Outcome::Abandoned)];
    assert_eq!(patience(&negative).exponential_mean_s(), patience(&known).exponential_mean_s());
    let report = check(Records { interactions: negative.to_vec(), ..Records::default() }).quality;
    assert_eq!((report.count(Rule::NegativeDuration), report.count(Rule::UnknownWait)), (1, 1));
}

#[test]
fn one_absurd_instant_harms_nothing_else() {
    let day = 86_400;
    let mut absurd = answered("absurd", 0, Some("card"));
    absurd.customer_id = Some("other".into());
    absurd.arrived_at = Timestamp::from_micros(9_000_000_000_000_000_000);
    let interactions = vec![answered("a", 10 * day, Some("card")), absurd.clone()];
    let checked = check(Records { interactions, ..Records::default() });
    let finding = &checked.quality.findings[0];
    assert_eq!((finding.rule, finding.about.as_str()), (Rule::ImplausibleInstant, "arrived_at"));
    assert_eq!(finding.first_rows, [2]);
    let spec = KpiSpec { every: Some(Every::Day), ..KpiSpec::new(&["arrived"]) };
    let table = spec.compute(&checked.records).unwrap();
    let rows: Vec<_> =
        table.rows.iter().map(|row| (row.interval.map(|interval| interval.start), row.value)).collect();
    assert_eq!(rows, [(None, Some(1.0)), (Some(Timestamp::from_seconds(10 * day)), Some(1.0))]);
    // The data does not end at the mistake: the window of the other contact is still open.
    let whole = KpiSpec::new(&["repeat_rate"]).compute(&checked.records).unwrap();
    assert_eq!(whole.row(&[], "repeat_rate").unwrap().null_reason, Some(NullReason::WindowOpen));
    let state = AgentState {
        agent: "Ada".into(),
        start_at: Timestamp::MIN,
        end_at: Some(Timestamp::MAX),
        state: StateKind::Available,
        reason: None,
        interaction_id: None,
        queue: None,
        channel: None,
        slot: None,
    };
    let records = Records { interactions: vec![absurd], agent_states: vec![state] };
    assert_eq!(check(records.clone()).quality.count(Rule::ImplausibleInstant), 3);
    let spec = KpiSpec { every: Some(Every::Day), ..KpiSpec::new(&["staffed_fte", "answered"]) };
    spec.compute(&records).unwrap();
}

#[test]
fn who_was_blocked_later_is_not_in_the_rate_of_arrivals() {
    let at = |segment_no, outcome| {
        let mut row = Interaction::new("a", Timestamp::from_seconds(0), outcome);
        row.segment_no = segment_no;
        row
    };
    let interactions =
        vec![at(0, Outcome::Requeued), at(1, Outcome::BlockedFull), at(2, Outcome::BlockedClosed)];
    let records = Records { interactions, ..Records::default() };
    let table = KpiSpec::new(&["blocked", "blocked_rate"]).compute(&records).unwrap();
    assert_eq!(table.value(&[], "blocked"), Some(2.0));
    assert_eq!(table.value(&[], "blocked_rate"), Some(0.0));
}

#[test]
fn a_group_without_anything_to_count_has_no_rows() {
    let mut call = answered("a", 0, None);
    (call.queue, call.handle) = (Some("sales".into()), Some(Span::from_seconds(60)));
    let mut left = Interaction::new("b", Timestamp::from_seconds(0), Outcome::Abandoned);
    left.queue = Some("service".into());
    let blocked = Interaction::new("c", Timestamp::from_seconds(0), Outcome::BlockedFull);
    let records = Records { interactions: vec![call, left, blocked], ..Records::default() };
    let groups = |metrics: &[&str], attribution| {
        let spec = KpiSpec { by: vec![Dimension::Queue], attribution, ..KpiSpec::new(metrics) };
        let table = spec.compute(&records).unwrap();
        table.cells().map(|cell| cell[0].group[0].clone()).collect::<Vec<_>>()
    };
    let (sales, service) = (Some("sales".to_owned()), Some("service".to_owned()));
    assert_eq!(groups(&["aht"], None), vec![sales.clone()]);
    assert_eq!(groups(&["aht", "occupancy.std"], Some(Attribution::Arrival)), vec![sales.clone()]);
    // 0 of those who came is a count.
    assert_eq!(groups(&["answered", "aht"], None), [sales.clone(), service.clone()]);
    assert_eq!(groups(&["blocked"], None), [None, sales, service]);
    let nobody = KpiSpec::new(&["abandoned"]);
    let only = Records { interactions: records.interactions[..1].to_vec(), ..Records::default() };
    assert_eq!(nobody.compute(&only).unwrap().value(&[], "abandoned"), Some(0.0));
}

#[test]
fn a_contact_without_an_instant_still_counts() {
    let seconds = |s| Some(Span::from_seconds(s));
    let at = |id, outcome| Interaction::new(id, Timestamp::from_seconds(0), outcome);
    let interactions = vec![
        // Ends at 1000 + 500 + 400 s by its lengths of time: in the second half-hour.
        Interaction {
            menu: seconds(1000),
            wait: seconds(500),
            handle: seconds(400),
            ..at("a", Outcome::Answered)
        },
        // Nobody knows when it was answered.
        Interaction { handle: seconds(60), ..at("b", Outcome::Answered) },
        at("c", Outcome::Open),
    ];
    let records = Records { interactions, ..Records::default() };
    let spec = KpiSpec { every: Some(Every::Minutes30), ..KpiSpec::new(&["handled", "aht"]) };
    let table = spec.compute(&records).unwrap();
    let handled: Vec<_> = table
        .rows
        .iter()
        .filter(|row| row.metric == "handled")
        .map(|row| (row.interval.map(|interval| interval.start), row.value))
        .collect();
    let second = Timestamp::from_seconds(1800);
    assert_eq!(handled, [(None, Some(1.0)), (Some(second), Some(1.0))]);
    let whole = KpiSpec { every: None, ..spec }.compute(&records).unwrap();
    assert_eq!(whole.row(&[], "handled").and_then(|row| row.value), Some(2.0));
    assert_eq!(whole.row(&[], "aht").and_then(|row| row.value), Some(230.0));
}

#[test]
fn nulls_say_why() {
    let mut row = Interaction::new("a", Timestamp::from_seconds(0), Outcome::Answered);
    row.agent = Some("Ada".into());
    let records = Records { interactions: vec![row], ..Records::default() };
    let metrics = ["asa", "sl.no_short", "avg_time_to_abandon", "occupancy.std", "abandon_rate.no_short"];
    let why = |spec: KpiSpec| -> Vec<Option<NullReason>> {
        spec.compute(&records).unwrap().rows.iter().map(|row| row.null_reason).collect()
    };
    use NullReason::{BelowMinN, LevelNotAllowed, NotRecorded, ZeroDenominator};
    assert_eq!(
        why(KpiSpec { min_n: 2, ..KpiSpec::new(&metrics) }),
        [Some(NotRecorded), Some(NotRecorded), Some(ZeroDenominator), Some(NotRecorded), Some(BelowMinN)]
    );
    let by_agent = KpiSpec { by: vec![Dimension::Agent], ..KpiSpec::new(&["answered", "sl.no_short"]) };
    assert_eq!(why(by_agent), [None, Some(LevelNotAllowed)]);
}

#[test]
fn a_wrong_specification_is_a_typed_error() {
    let code = |spec: KpiSpec| spec.compute(&Records::default()).unwrap_err().code();
    let message = |spec: KpiSpec| spec.compute(&Records::default()).unwrap_err().to_string();
    assert_eq!(code(KpiSpec::new(&["service_level"])), "unknown_metric");
    let both = message(KpiSpec::new(&["waiting", "asa", "talking"]));
    assert!(
        both.contains("\"waiting\"") && both.contains("\"talking\"") && both.contains("avg_talk"),
        "{both}"
    );
    assert_eq!(code(KpiSpec::default()), "invalid_spec");
    assert_eq!(code(KpiSpec::new(&["asa", "aht", "asa"])), "invalid_spec");
    let by = vec![Dimension::Queue, Dimension::Queue];
    assert_eq!(
        message(KpiSpec { by, ..KpiSpec::new(&["asa"]) }),
        "by names \"queue\" twice, but must name each once"
    );
    let arrival_only = KpiSpec { attribution: Some(Attribution::Answer), ..KpiSpec::new(&["offered"]) };
    assert_eq!(code(arrival_only), "attribution_not_allowed");
    assert_eq!(code(KpiSpec { confidence: f64::NAN, ..KpiSpec::new(&["asa"]) }), "invalid_spec");
    let negative = KpiSpec { target_wait: Span::from_seconds(-1), ..KpiSpec::new(&["asa"]) };
    assert_eq!(code(negative), "invalid_spec");
    let nowhere = KpiSpec { every: Some(Every::Day), zone: "Mars".into(), ..KpiSpec::new(&["asa"]) };
    assert_eq!(code(nowhere), "unknown_zone");
}

#[test]
fn a_hash_names_definition_and_thresholds() {
    let hash =
        |spec: &KpiSpec| krarup::metrics::definition("sl.no_short").unwrap().hash(Attribution::Enqueue, spec);
    let spec = KpiSpec::default();
    assert_ne!(hash(&spec), hash(&KpiSpec { target_wait: Span::from_seconds(30), ..spec.clone() }));
    assert_eq!(hash(&spec), hash(&KpiSpec { by: vec![Dimension::Queue], ..spec.clone() }));
}
