use super::quality::{Findings, QualityReport, Rule};
use super::{Interaction, Outcome, Records, StateKind};
use crate::time::{Span, Timestamp};
use std::collections::HashMap;

/// Looks at records from any source for what is odd, without changing them.
///
/// ```
/// use krarup::records::{Interaction, Outcome, Records, Rule, check};
/// use krarup::time::Timestamp;
/// let call = Interaction::new("c1", Timestamp::from_seconds(0), Outcome::Answered);
/// let report = check(&Records { interactions: vec![call], ..Records::default() });
/// assert_eq!(report.count(Rule::AnsweredWithoutAgent), 1);
/// ```
pub fn check(records: &Records) -> QualityReport {
    let mut findings = Findings::default();
    let mut seen = HashMap::new();
    for (index, interaction) in records.interactions.iter().enumerate() {
        let row = index as u64 + 1;
        if seen.insert((interaction.interaction_id.as_str(), interaction.segment_no), row).is_some() {
            findings.add(Rule::Duplicate, "interaction_id, segment_no", row);
        }
        check_interaction(interaction, row, Span::from_seconds(4 * 3600), &mut findings);
    }
    check_states(records, &mut findings);
    let rows = records.interactions.len() as u64;
    findings.report(rows, rows)
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
        if state.slot.is_some() || state.state == StateKind::Offline {
            continue;
        }
        if busy.is_some_and(|(agent, until)| agent == state.agent && until > state.start_at) {
            findings.add(Rule::OverlappingStates, "agent_states", row);
        }
        busy = Some((&state.agent, state.end_at.unwrap_or(Timestamp::MAX)));
    }
}

pub(super) fn check_interaction(row: &Interaction, number: u64, long_handle: Span, findings: &mut Findings) {
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
    if let (Some(wait), Some(enqueued), Some(left)) = (row.wait, row.enqueued_at, left)
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
