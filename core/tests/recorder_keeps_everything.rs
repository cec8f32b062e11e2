//! Records made from a router's receipts: nothing lost, nothing counted twice, agents' time without gaps.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::recorder::{ReceiptError, Recorder};
use krarup::records::{EndedBy, Outcome, Records, Rule, StateKind, TransferKind, check};
use krarup::routing::{Event, EventKind, MoveCause, Receipt, Router, SelfServiceOutcome, Telling, WhyTold};
use krarup::time::{Span, Timestamp};
use random_inputs::{AGENTS, config, random_command};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn random_day(seed: u64, count: u64) -> (Records, Vec<Receipt>, Timestamp) {
    let start = Timestamp::from_seconds(0);
    let (mut draws, mut now) = (Stream::new(seed, 1, 0, 0), start);
    let mut router = Router::new(config(), start).unwrap();
    let mut recorder = Recorder::new(&config(), start);
    let (mut receipts, mut records) = (Vec::new(), Records::default());
    for _ in 0..count {
        now = now + Span::from_micros((draws.next_u64() % 3_000_000) as i64);
        let receipt = match router.apply(now, None, random_command(&mut draws, &router)) {
            Ok(receipt) => receipt,
            Err(rejection) => *rejection.tick.unwrap(),
        };
        recorder.record(&receipt).unwrap();
        recorder.record(&receipt).unwrap();
        receipts.push(receipt);
        let drained = recorder.drain();
        records.interactions.extend(drained.interactions);
        records.agent_states.extend(drained.agent_states);
    }
    let rest = recorder.finish();
    records.interactions.extend(rest.interactions);
    records.agent_states.extend(rest.agent_states);
    (records, receipts, now)
}

#[test]
fn every_event_is_in_the_records_once() {
    let (records, receipts, _) = random_day(4, 100_000);
    let mut events: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, event) in receipts.iter().flat_map(|receipt| &receipt.events) {
        let name = match event {
            Event::InteractionQueued { .. } => "queued",
            Event::Moved { agent: Some(_), .. } => "transferred",
            Event::Moved { cause: MoveCause::Transfer, .. } => "requeued",
            Event::Moved { cause: MoveCause::WaitRule, .. } => "moved by a rule",
            Event::Removed { .. } => "removed",
            Event::Blocked { .. } => "blocked",
            Event::Completed { .. } | Event::ContactLost { .. } => "completed",
            Event::Abandoned { .. } => "abandoned",
            Event::Held { .. } => "held",
            Event::HandedOver { .. } => "handed over",
            Event::CallbackRequested { .. } => "to be called back",
            Event::SelfServiceEnded { outcome: SelfServiceOutcome::Contained, .. } => "contained",
            Event::SelfServiceEnded { outcome: SelfServiceOutcome::Abandoned, .. } => "left the menu",
            Event::SelfServiceEnded { outcome: SelfServiceOutcome::Lost, .. } => "lost in the menu",
            _ => continue,
        };
        *events.entry(name).or_default() += 1;
    }
    let rows = &records.interactions;
    let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let segments = [
        "queued",
        "transferred",
        "requeued",
        "moved by a rule",
        "blocked",
        "handed over",
        "contained",
        "left the menu",
        "lost in the menu",
    ];
    let in_menu =
        rows.iter().filter(|row| row.outcome == Outcome::Open && row.queue.is_none() && row.agent.is_none());
    // A caller who hangs up to be called back leaves one segment more.
    let accepted = count(Outcome::CallbackAccepted);
    assert!(accepted > 0 && accepted <= events["to be called back"]);
    assert_eq!(
        rows.len() - in_menu.count() - accepted,
        segments.iter().map(|name| events[name]).sum::<usize>()
    );
    assert_eq!(count(Outcome::Answered), events["completed"] + events["transferred"] + events["handed over"]);
    assert_eq!(count(Outcome::SelfService), events["contained"]);
    assert_eq!(count(Outcome::MenuAbandoned), events["left the menu"]);
    assert_eq!(count(Outcome::SystemError), events["lost in the menu"]);
    assert_eq!(count(Outcome::Abandoned), events["abandoned"]);
    assert_eq!(count(Outcome::Requeued), events["requeued"]);
    let flowed_out =
        [Outcome::FlowOutTimeout, Outcome::FlowOutOverflow, Outcome::BlockedClosed, Outcome::BlockedNoAgents];
    let flowed_out: usize = flowed_out.into_iter().map(count).sum();
    assert_eq!(flowed_out, events["moved by a rule"] + events["removed"]);
    assert_eq!(count(Outcome::BlockedFull), events["blocked"]);
    let holds: usize = rows.iter().filter_map(|row| row.hold_count).map(usize::from).sum();
    assert_eq!(holds, events["held"]);
    let quality = check(records.clone()).quality;
    // Not duplicates: the commands use ids again that the router has forgotten.
    for rule in [
        Rule::WrongOrder,
        Rule::NegativeDuration,
        Rule::UnknownWait,
        Rule::WaitDisagrees,
        Rule::HandleDisagrees,
        Rule::AnsweredWithoutAgent,
        Rule::AbandonedWithHandleTime,
        Rule::OverlappingStates,
    ] {
        assert_eq!(quality.count(rule), 0, "{quality}");
    }
}

#[test]
fn agents_time_has_neither_gap_nor_overlap() {
    let (records, _, end) = random_day(4, 30_000);
    for agent in AGENTS {
        let mut states: Vec<_> =
            records.agent_states.iter().filter(|row| row.agent == agent && row.slot.is_none()).collect();
        states.sort_by_key(|row| row.start_at);
        let mut at = Timestamp::from_seconds(0);
        for state in &states {
            assert_eq!(state.start_at, at, "{agent}");
            at = state.end_at.unwrap_or(end);
        }
        assert_eq!(at, end);
        // In the contact layer, time with contacts is what the segments say it is.
        let of_agent = records.interactions.iter().filter(|row| row.agent.as_deref() == Some(agent));
        let finished = of_agent.filter(|row| row.outcome == Outcome::Answered);
        let expected: i64 =
            finished.map(|row| (row.ended_at.unwrap() - row.answered_at.unwrap()).as_micros()).sum();
        let open_or_failed: Vec<_> =
            records.agent_states.iter().filter(|row| row.agent == agent && row.slot.is_some()).collect();
        let total: i64 = open_or_failed
            .iter()
            .filter_map(|row| row.end_at.map(|end| (end - row.start_at).as_micros()))
            .sum();
        assert!(total >= expected, "{agent}: {total} < {expected}");
    }
}

fn step(router: &mut Router, recorder: &mut Recorder, at_s: i64, command: serde_json::Value) {
    let command = serde_json::from_value(command).unwrap();
    let receipt = router.apply(Timestamp::from_seconds(at_s), None, command).unwrap();
    recorder.record(&receipt).unwrap();
}

#[test]
fn a_contact_with_hold_transfer_and_wrap_up_is_told_in_two_segments() {
    let config: krarup::routing::Config = serde_json::from_value(json!({
        "queues": [{ "id": "front", "wrap_up_us": 10_000_000 }, { "id": "back" }],
        "agents": [
            { "id": "ann", "queues": { "front": {} }, "presence": "available" },
            { "id": "bo", "queues": { "back": {} }, "presence": "available" },
        ],
    }))
    .unwrap();
    let start = Timestamp::from_seconds(0);
    let mut recorder = Recorder::new(&config, start);
    let mut router = Router::new(config, start).unwrap();
    let id = json!("c1");
    for (at_s, command) in [
        (
            10,
            json!({ "type": "enqueue", "interaction": id, "queue": "front", "subject": "k7", "reason": "card" }),
        ),
        (14, json!({ "type": "accept", "interaction": id, "agent": "ann" })),
        (15, json!({ "type": "connected", "interaction": id })),
        (20, json!({ "type": "hold", "interaction": id })),
        (26, json!({ "type": "resume", "interaction": id })),
        (30, json!({ "type": "transfer", "interaction": id, "queue": "back" })),
        (33, json!({ "type": "accept", "interaction": id, "agent": "bo" })),
        (60, json!({ "type": "complete", "interaction": id, "wrap_code": "sold" })),
    ] {
        step(&mut router, &mut recorder, at_s, command);
    }
    let records = recorder.finish();
    let [first, second] = &records.interactions[..] else { panic!("{records:#?}") };
    let s = |seconds| Some(Span::from_seconds(seconds));
    assert_eq!((first.waiting_time(), first.ring, first.talk, first.hold), (s(5), s(4), s(9), s(6)));
    assert_eq!((first.wrap_up, first.handle_time()), (s(10), s(25)));
    assert_eq!(
        (first.transfer_kind, first.transfer_to.as_deref()),
        (Some(TransferKind::Queue), Some("back"))
    );
    assert_eq!(first.ended_by, Some(EndedBy::Transfer));
    assert_eq!((second.segment_no, second.waiting_time(), second.talk), (1, s(3), s(27)));
    assert_eq!((second.customer_id.as_deref(), second.reason.as_deref()), (Some("k7"), Some("card")));
    assert_eq!(second.wrap_code.as_deref(), Some("sold"));
    assert_eq!(second.connected_at, None, "nobody said when the two were joined");
    let ann: Vec<_> = records
        .agent_states
        .iter()
        .filter(|row| row.agent == "ann" && row.slot.is_none())
        .map(|row| (row.start_at.as_micros() / 1_000_000, row.state))
        .collect();
    use StateKind::{Available, Contact, Hold, Ringing, WrapUp};
    assert_eq!(
        ann,
        [
            (0, Available),
            (10, Ringing),
            (14, Contact),
            (20, Hold),
            (26, Contact),
            (30, WrapUp),
            (40, Available)
        ]
    );
}

#[test]
fn a_missing_receipt_is_refused() {
    let start = Timestamp::from_seconds(0);
    let mut router = Router::new(config(), start).unwrap();
    let mut recorder = Recorder::new(&config(), start);
    router.tick(Timestamp::from_seconds(1)).unwrap();
    let second = router.tick(Timestamp::from_seconds(2)).unwrap();
    let error = recorder.record(&second).unwrap_err();
    assert_eq!((error.code(), error), ("missing_receipt", ReceiptError::Missing { expected: 1, given: 2 }));
}

#[test]
fn a_receipt_without_some_of_its_events_is_refused() {
    let start = Timestamp::from_seconds(0);
    let mut router = Router::new(config(), start).unwrap();
    let mut recorder = Recorder::new(&config(), start);
    let events = Some([EventKind::AgentStateChanged].into());
    router.tell(Telling { events, why: WhyTold::None });
    let mut apply = |at_s, command: Value| {
        router.apply(Timestamp::from_seconds(at_s), None, serde_json::from_value(command).unwrap()).unwrap()
    };
    // All of its events are told.
    let complete = apply(1, json!({ "type": "set_presence", "agent": "ann", "presence": "paused" }));
    assert_eq!((complete.events.len(), &complete.indexes), (1, &None));
    recorder.record(&complete).unwrap();
    let incomplete = apply(2, json!({ "type": "enqueue", "interaction": "c1", "queue": "sales" }));
    assert_eq!((incomplete.events.len(), &incomplete.indexes), (0, &Some(vec![])));
    let error = recorder.record(&incomplete).unwrap_err();
    assert_eq!((error.code(), error), ("incomplete_receipt", ReceiptError::Incomplete { seq: 2 }));
}

#[test]
fn what_a_rule_ends_is_recorded_with_its_true_reason() {
    let outcome = |queue: serde_json::Value, presence: &str| {
        let config = serde_json::json!({
            "queues": [queue, { "id": "other" }],
            "agents": [{ "id": "ann", "queues": { "q": {} }, "presence": presence, "capacity": { "total": 0 } }],
            "calendars": [{ "id": "hours", "open": [] }],
        });
        let config: krarup::routing::Config = serde_json::from_value(config).unwrap();
        let start = Timestamp::from_seconds(0);
        let (mut recorder, mut router) = (Recorder::new(&config, start), Router::new(config, start).unwrap());
        for id in ["a", "b"] {
            let call = serde_json::json!({ "type": "enqueue", "interaction": id, "queue": "q" });
            let call = serde_json::from_value(call).unwrap();
            recorder.record(&router.apply(Timestamp::from_seconds(5), None, call).unwrap()).unwrap();
        }
        let paused = serde_json::json!({ "type": "set_presence", "agent": "ann", "presence": "offline" });
        let paused = serde_json::from_value(paused).unwrap();
        recorder.record(&router.apply(Timestamp::from_seconds(9), None, paused).unwrap()).unwrap();
        recorder.record(&router.tick(Timestamp::from_seconds(60)).unwrap()).unwrap();
        let records = recorder.finish();
        let last = records.interactions.iter().rfind(|row| row.interaction_id == "b" && row.segment_no == 0);
        let last = last.unwrap();
        (last.outcome, last.enqueued_at.is_some())
    };
    let queue =
        |rule: serde_json::Value| serde_json::json!({ "id": "q", "calendar": "hours", "wait_rules": [rule] });
    let rule = |more: &str, does: &str| {
        let rule = format!(
            r#"{{ {more}, {} }}"#,
            if does == "move" { r#""move_to": "other""# } else { r#""remove": "why""# }
        );
        queue(serde_json::from_str(&rule).unwrap())
    };
    let cases = [
        (rule(r#""after_us": 30000000"#, "remove"), "available", Outcome::FlowOutTimeout),
        (rule(r#""after_us": 30000000"#, "move"), "available", Outcome::FlowOutTimeout),
        (rule(r#""when": { "waiting_at_least": 2 }"#, "remove"), "available", Outcome::FlowOutOverflow),
        (rule(r#""when": { "waiting_at_least": 2 }"#, "move"), "available", Outcome::FlowOutOverflow),
        (rule(r#""when": { "closed": true }"#, "remove"), "available", Outcome::BlockedClosed),
        (rule(r#""when": { "nobody_available": true }"#, "remove"), "offline", Outcome::BlockedNoAgents),
        // It had waited before they went.
        (rule(r#""when": { "nobody_logged_in": true }"#, "remove"), "available", Outcome::FlowOutOverflow),
    ];
    for (queue, presence, expected) in cases {
        let was_offered = !matches!(expected, Outcome::BlockedClosed | Outcome::BlockedNoAgents);
        assert_eq!(outcome(queue.clone(), presence), (expected, was_offered), "{queue}");
    }
}
