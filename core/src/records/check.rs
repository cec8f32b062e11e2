use super::load::Loaded;
use super::quality::{Findings, Rule};
use super::{Interaction, Outcome, Records, StateKind};
use crate::time::{Span, Timestamp};
use std::collections::HashMap;
use std::ops::Range;

/// Instants outside these years are taken for mistakes: 1970-01-01 to 2099-12-31.
const PLAUSIBLE: Range<Timestamp> = Timestamp::from_seconds(0)..Timestamp::from_seconds(4_102_444_800);

/// Looks at records from any source for what is odd. Of several versions of a segment the one with the
/// greatest `last_update_at` stays, of equal ones the last; nothing else is changed.
///
/// Metrics count every row they are given, so give them what this returns.
///
/// ```
/// use krarup::records::{Interaction, Outcome, Records, Rule, check};
/// use krarup::time::Timestamp;
/// let call = Interaction::new("c1", Timestamp::from_seconds(0), Outcome::Answered);
/// let checked = check(Records { interactions: vec![call.clone(), call], ..Records::default() });
/// assert_eq!(checked.records.interactions.len(), 1);
/// assert_eq!(checked.quality.count(Rule::Duplicate), 1);
/// assert_eq!(checked.quality.count(Rule::AnsweredWithoutAgent), 1);
/// ```
pub fn check(records: Records) -> Loaded {
    let mut findings = Findings::default();
    let rows_read = records.interactions.len() as u64;
    let rows = (1..=rows_read).collect();
    let long_handle = Span::from_seconds(4 * 3600);
    let interactions = keep_latest(records.interactions, rows, long_handle, &mut findings);
    let records = Records { interactions, agent_states: records.agent_states };
    check_states(&records, &mut findings);
    let quality = findings.report(rows_read, records.interactions.len() as u64);
    Loaded { records, quality }
}

/// Leaves out the superseded versions of segments and checks what stays; `rows` are their numbers in the source.
pub(super) fn keep_latest(
    interactions: Vec<Interaction>,
    rows: Vec<u64>,
    long_handle: Span,
    findings: &mut Findings,
) -> Vec<Interaction> {
    let mut latest = HashMap::with_capacity(interactions.len());
    let mut is_superseded = vec![false; interactions.len()];
    for (index, row) in interactions.iter().enumerate() {
        let key = (row.interaction_id.as_str(), row.segment_no);
        let Some(&other) = latest.get(&key) else {
            latest.insert(key, index);
            continue;
        };
        if row.last_update_at >= interactions[other].last_update_at {
            is_superseded[other] = true;
            latest.insert(key, index);
        } else {
            is_superseded[index] = true;
        }
    }
    drop(latest);
    let mut kept = Vec::with_capacity(interactions.len());
    for ((interaction, row), is_superseded) in interactions.into_iter().zip(rows).zip(is_superseded) {
        if is_superseded {
            findings.add(Rule::Duplicate, "interaction_id, segment_no", row);
        } else {
            check_interaction(&interaction, row, long_handle, findings);
            kept.push(interaction);
        }
    }
    kept
}

/// Whether an instant lies in years that call logs are of.
pub(crate) fn is_plausible(at: Timestamp) -> bool {
    PLAUSIBLE.contains(&at)
}

fn check_instants(row: u64, instants: &[(&str, Option<Timestamp>)], findings: &mut Findings) {
    for (about, at) in instants {
        if let Some(at) = at.filter(|at| !is_plausible(*at)) {
            findings.add_value(Rule::ImplausibleInstant, about, row, &at.to_string());
        }
    }
}

fn check_states(records: &Records, findings: &mut Findings) {
    let mut order: Vec<usize> = (0..records.agent_states.len()).collect();
    order.sort_by_key(|&index| {
        let state = &records.agent_states[index];
        (&state.agent, state.start_at, index)
    });
    let mut busy: Option<(&str, Timestamp)> = None;
    for index in order {
        let state = &records.agent_states[index];
        let row = index as u64 + 1;
        if state.end_at.is_some_and(|end| end < state.start_at) {
            findings.add(Rule::WrongOrder, "start_at, end_at", row);
        }
        check_instants(row, &[("start_at", Some(state.start_at)), ("end_at", state.end_at)], findings);
        if state.slot.is_some() || state.state == StateKind::Offline {
            continue;
        }
        let before = busy.filter(|(agent, _)| *agent == state.agent).map(|(_, until)| until);
        if before.is_some_and(|until| until > state.start_at) {
            findings.add(Rule::OverlappingStates, "agent_states", row);
        }
        // A long state also overlaps what comes after a short one inside it.
        let end = state.end_at.unwrap_or(Timestamp::MAX);
        busy = Some((&state.agent, before.map_or(end, |until| until.max(end))));
    }
}

fn check_interaction(row: &Interaction, number: u64, long_handle: Span, findings: &mut Findings) {
    let instants = [
        ("arrived_at", Some(row.arrived_at)),
        ("enqueued_at", row.enqueued_at),
        ("offered_at", row.offered_at),
        ("answered_at", row.answered_at),
        ("connected_at", row.connected_at),
        ("left_queue_at", row.left_queue_at),
        ("ended_at", row.ended_at),
        ("wrap_up_ended_at", row.wrap_up_ended_at),
        ("last_update_at", row.last_update_at),
    ];
    check_instants(number, &instants, findings);
    let mut find = |rule, about| findings.add(rule, about, number);
    check_order(row, &mut find);
    for (name, length) in [
        ("menu", row.menu),
        ("wait", row.wait),
        ("ring", row.ring),
        ("talk", row.talk),
        ("hold", row.hold),
        ("wrap_up", row.wrap_up),
        ("handle", row.handle),
    ] {
        if length.is_some_and(|length| length < Span::ZERO) {
            find(Rule::NegativeDuration, name);
        }
    }
    let left = row.connected_at.or(row.left_queue_at);
    let wait = row.wait.filter(|wait| *wait >= Span::ZERO);
    if let (Some(wait), Some(enqueued), Some(left)) = (wait, row.enqueued_at, left)
        && differ(wait, left - enqueued)
    {
        find(Rule::WaitDisagrees, "wait");
    }
    let handle = row.handle_time();
    if let (Some(handle), Some(from), Some(to)) =
        (handle, row.connected_at.or(row.answered_at), row.wrap_up_ended_at.or(row.ended_at))
        && row.outcome == Outcome::Answered
        && differ(handle, to - from)
    {
        find(Rule::HandleDisagrees, "handle");
    }
    if row.was_offered() && row.outcome != Outcome::Open && row.waiting_time().is_none() {
        find(Rule::UnknownWait, "wait");
    }
    if row.customer_id.is_none() {
        find(Rule::UnknownCustomer, "customer_id");
    }
    match row.outcome {
        Outcome::Answered => {
            if row.agent.is_none() {
                find(Rule::AnsweredWithoutAgent, "agent");
            }
            if handle.is_none_or(|handle| handle == Span::ZERO) {
                find(Rule::AnsweredWithoutHandleTime, "handle");
            }
            if handle.is_some_and(|handle| handle > long_handle) {
                find(Rule::LongHandleTime, "handle");
            }
            if row.connected_at.is_none() {
                find(Rule::ConnectedNotRecorded, "connected_at");
            }
        }
        Outcome::Open => find(Rule::StillOpen, "ended_at"),
        _ => {
            if handle.is_some_and(|handle| handle > Span::ZERO) {
                find(Rule::AbandonedWithHandleTime, "handle");
            }
        }
    }
}

/// Within each pair the first instant must not lie after the second.
fn check_order(row: &Interaction, find: &mut impl FnMut(Rule, &'static str)) {
    let pairs = [
        ("arrived_at, enqueued_at", Some(row.arrived_at), row.enqueued_at),
        ("enqueued_at, left_queue_at", row.enqueued_at, row.left_queue_at),
        ("enqueued_at, answered_at", row.enqueued_at, row.answered_at),
        ("answered_at, connected_at", row.answered_at, row.connected_at),
        ("left_queue_at, ended_at", row.left_queue_at, row.ended_at),
        ("answered_at, ended_at", row.answered_at, row.ended_at),
        ("ended_at, wrap_up_ended_at", row.ended_at, row.wrap_up_ended_at),
    ];
    for (about, first, second) in pairs {
        if matches!((first, second), (Some(first), Some(second)) if first > second) {
            find(Rule::WrongOrder, about);
        }
    }
}

fn differ(one: Span, other: Span) -> bool {
    one.as_micros().abs_diff(other.as_micros()) > 1_000_000
}
