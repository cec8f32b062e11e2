use super::accumulators::{Count, Moment};
use super::definition::{Definition, Expression, Level, Terms, Unit};
use super::spec::Attribution;

/// Every metric, in the order of the dictionary.
///
/// ```
/// let definition = krarup::metrics::definition("asa").unwrap();
/// assert_eq!(definition.formula, "sum of waits of answered / answered");
/// assert!(krarup::metrics::definitions().len() >= 30);
/// ```
pub fn definitions() -> &'static [Definition] {
    REGISTRY
}

/// The metric with this id.
pub fn definition(id: &str) -> Option<&'static Definition> {
    REGISTRY.iter().find(|definition| definition.id == id)
}

use Attribution::{Answer, Arrival, End, Enqueue, Split};
use Count::{
    Abandoned, AbandonedTimed, AbandonedWithin, AgentHangUp, Answered, AnsweredTimed, AnsweredWithin,
    Arrived, Blocked, BlockedOnArrival, EndRecorded, FlowOut, Handled, MenuAbandoned, Offered, OfferedTimed,
    Open, RemovedWithin, RepeatEligible, Repeated, RepeatedAnswered, ShortAbandoned, Transferred,
};
use Expression::{Deviation, Max, Mean, MeanOver, PerHour, Presence, Quantile, Ratio, TimeShare, Variation};

const ARRIVING: &[Attribution] = &[Arrival];
const QUEUED: &[Attribution] = &[Enqueue, Arrival, End];
const ANSWERED: &[Attribution] = &[Enqueue, Arrival, Answer, End];
const HANDLED: &[Attribution] = &[End, Arrival, Enqueue, Answer];
const SPLIT: &[Attribution] = &[Split];

const fn metric(
    id: &'static str,
    unit: Unit,
    level: Level,
    attributions: &'static [Attribution],
    formula: &'static str,
    expression: Expression,
) -> Definition {
    Definition { id, version: 1, unit, formula, attributions, level, expression }
}

const fn count(
    id: &'static str,
    level: Level,
    attributions: &'static [Attribution],
    formula: &'static str,
    terms: Terms,
) -> Definition {
    metric(id, Unit::Count, level, attributions, formula, Expression::Count(terms))
}

const fn queue_ratio(id: &'static str, formula: &'static str, of: Terms, over: Terms) -> Definition {
    metric(id, Unit::Ratio, Level::Queue, QUEUED, formula, Ratio { of, over })
}

const fn wait(id: &'static str, formula: &'static str, expression: Expression) -> Definition {
    metric(id, Unit::Seconds, Level::Any, ANSWERED, formula, expression)
}

const fn queue_wait(id: &'static str, formula: &'static str, expression: Expression) -> Definition {
    metric(id, Unit::Seconds, Level::Queue, QUEUED, formula, expression)
}

const fn handling(id: &'static str, formula: &'static str, expression: Expression) -> Definition {
    metric(id, Unit::Seconds, Level::Any, HANDLED, formula, expression)
}

const fn wait_quantile(id: &'static str, formula: &'static str, p: f64) -> Definition {
    wait(id, formula, Quantile { of: Moment::WaitAnswered, among: Answered, p })
}

const fn handle_quantile(id: &'static str, formula: &'static str, p: f64) -> Definition {
    handling(id, formula, Quantile { of: Moment::Handle, among: Answered, p })
}

const BUSY: &[Moment] = &[Moment::StateContact, Moment::StateRinging, Moment::StateWrapUp];
const BUSY_OR_FREE: &[Moment] =
    &[Moment::StateContact, Moment::StateRinging, Moment::StateWrapUp, Moment::StateAvailable];

static REGISTRY: &[Definition] = &[
    count("arrived", Level::Queue, ARRIVING, "contacts that reached the entry point", &[(1, Arrived)]),
    count(
        "blocked",
        Level::Queue,
        ARRIVING,
        "refused before the queue (full, closed, no agents)",
        &[(1, Blocked)],
    ),
    metric(
        "blocked_rate",
        Unit::Ratio,
        Level::Queue,
        ARRIVING,
        "blocked on arrival (not after a re-queue) / arrived",
        Ratio { of: &[(1, BlockedOnArrival)], over: &[(1, Arrived)] },
    ),
    count(
        "menu_abandoned",
        Level::Queue,
        ARRIVING,
        "left in the menu, never offered to a queue",
        &[(1, MenuAbandoned)],
    ),
    count(
        "offered",
        Level::Queue,
        QUEUED,
        "entered the queue: answered, abandoned, flowed out or open",
        &[(1, Offered)],
    ),
    count("answered", Level::Any, ANSWERED, "answered by an agent", &[(1, Answered)]),
    count("handled", Level::Any, HANDLED, "answered and ended", &[(1, Handled)]),
    count("abandoned", Level::Queue, QUEUED, "left the queue before an answer", &[(1, Abandoned)]),
    count(
        "short_abandoned",
        Level::Queue,
        QUEUED,
        "abandoned after a wait of s or less",
        &[(1, ShortAbandoned)],
    ),
    count(
        "flow_out",
        Level::Queue,
        QUEUED,
        "left the queue by time-out, overflow, callback or re-queue",
        &[(1, FlowOut)],
    ),
    count("open", Level::Queue, QUEUED, "offered and not finished", &[(1, Open)]),
    queue_ratio("answer_rate", "answered / offered", &[(1, Answered)], &[(1, Offered)]),
    queue_ratio("abandon_rate.all", "abandoned / offered", &[(1, Abandoned)], &[(1, Offered)]),
    queue_ratio(
        "abandon_rate.no_short",
        "(abandoned - short) / (offered - short)",
        &[(1, Abandoned), (-1, ShortAbandoned)],
        &[(1, Offered), (-1, ShortAbandoned)],
    ),
    queue_ratio(
        "abandon_rate.handled_base",
        "(abandoned - short) / (answered + abandoned - short)",
        &[(1, Abandoned), (-1, ShortAbandoned)],
        &[(1, Answered), (1, Abandoned), (-1, ShortAbandoned)],
    ),
    queue_ratio(
        "sl.offered",
        "answered within T / offered with known wait",
        &[(1, AnsweredWithin)],
        &[(1, OfferedTimed)],
    ),
    metric(
        "sl.answered",
        Unit::Ratio,
        Level::Queue,
        ANSWERED,
        "answered within T / answered with known wait",
        Ratio { of: &[(1, AnsweredWithin)], over: &[(1, AnsweredTimed)] },
    ),
    queue_ratio(
        "sl.no_short",
        "answered within T / (offered with known wait - short abandoned)",
        &[(1, AnsweredWithin)],
        &[(1, OfferedTimed), (-1, ShortAbandoned)],
    ),
    queue_ratio(
        "sl.removed",
        "(answered + abandoned + callbacks within T) / offered with known wait",
        &[(1, RemovedWithin)],
        &[(1, OfferedTimed)],
    ),
    queue_ratio(
        "sl.abn_in_T_out",
        "answered within T / (offered with known wait - abandoned within T)",
        &[(1, AnsweredWithin)],
        &[(1, OfferedTimed), (-1, AbandonedWithin)],
    ),
    queue_ratio(
        "sl.no_abn",
        "answered within T / ((offered - abandoned) with known wait)",
        &[(1, AnsweredWithin)],
        &[(1, OfferedTimed), (-1, AbandonedTimed)],
    ),
    queue_ratio(
        "sl.asterisk2",
        "(answered + abandoned within T) / (answered + abandoned, both with known wait)",
        &[(1, AnsweredWithin), (1, AbandonedWithin)],
        &[(1, AnsweredTimed), (1, AbandonedTimed)],
    ),
    wait("asa", "sum of waits of answered / answered", Mean { of: Moment::WaitAnswered, among: Answered }),
    wait(
        "asa.delayed",
        "mean wait of answered that waited at all",
        Mean { of: Moment::WaitDelayed, among: Answered },
    ),
    queue_wait(
        "avg_wait.all",
        "sum of waits / offered whose wait is over",
        Mean { of: Moment::WaitAll, among: Offered },
    ),
    queue_wait(
        "avg_time_to_abandon",
        "sum of waits of abandoned / abandoned",
        Mean { of: Moment::WaitAbandoned, among: Abandoned },
    ),
    queue_wait("max_wait", "longest wait of all offered", Max { of: Moment::WaitAll, among: Offered }),
    wait(
        "wait_sd",
        "standard deviation (n - 1) of waits of answered",
        Deviation { of: Moment::WaitAnswered, among: Answered },
    ),
    wait_quantile("wait_p50", "quantile R-7 at p = 0.5 of the waits of answered", 0.5),
    wait_quantile("wait_p80", "quantile R-7 at p = 0.8 of the waits of answered", 0.8),
    wait_quantile("wait_p90", "quantile R-7 at p = 0.9 of the waits of answered", 0.9),
    wait_quantile("wait_p95", "quantile R-7 at p = 0.95 of the waits of answered", 0.95),
    wait_quantile("wait_p99", "quantile R-7 at p = 0.99 of the waits of answered", 0.99),
    handling("avg_ring", "mean ringing time of answered", Mean { of: Moment::Ring, among: Answered }),
    handling("avg_talk", "mean talk time, hold not included", Mean { of: Moment::Talk, among: Answered }),
    handling(
        "talk_sd",
        "standard deviation (n - 1) of talk time",
        Deviation { of: Moment::Talk, among: Answered },
    ),
    handling(
        "avg_hold.all",
        "sum of hold / answered with hold recorded",
        Mean { of: Moment::Hold, among: Answered },
    ),
    handling(
        "avg_hold.held",
        "mean hold of contacts that were held",
        MeanOver { of: Moment::Hold, over: Moment::HoldHeld, among: Answered },
    ),
    handling(
        "hold_sd",
        "standard deviation (n - 1) of hold",
        Deviation { of: Moment::Hold, among: Answered },
    ),
    handling("avg_wrap_up", "mean wrap-up", Mean { of: Moment::WrapUp, among: Answered }),
    handling(
        "wrap_up_sd",
        "standard deviation (n - 1) of wrap-up",
        Deviation { of: Moment::WrapUp, among: Answered },
    ),
    handling(
        "aht",
        "mean of talk + hold + wrap-up, or of the recorded total",
        Mean { of: Moment::Handle, among: Answered },
    ),
    handling(
        "handle_sd",
        "standard deviation (n - 1) of handle time",
        Deviation { of: Moment::Handle, among: Answered },
    ),
    metric(
        "handle_cv",
        Unit::Number,
        Level::Any,
        HANDLED,
        "standard deviation / mean of handle time",
        Variation { of: Moment::Handle, among: Answered },
    ),
    handle_quantile("handle_p50", "quantile R-7 at p = 0.5 of the handle times of answered", 0.5),
    handle_quantile("handle_p90", "quantile R-7 at p = 0.9 of the handle times of answered", 0.9),
    handling("handle_max", "longest handle time", Max { of: Moment::Handle, among: Answered }),
    metric(
        "holds_per_contact",
        Unit::Number,
        Level::Any,
        HANDLED,
        "number of holds / answered with holds recorded",
        Mean { of: Moment::Holds, among: Answered },
    ),
    metric(
        "transfer_rate",
        Unit::Ratio,
        Level::Any,
        HANDLED,
        "transferred out / answered",
        Ratio { of: &[(1, Transferred)], over: &[(1, Answered)] },
    ),
    metric(
        "agent_hangup_rate",
        Unit::Ratio,
        Level::Any,
        HANDLED,
        "ended by the agent / answered with the ending side recorded",
        Ratio { of: &[(1, AgentHangUp)], over: &[(1, EndRecorded)] },
    ),
    metric(
        "fcr.repeat",
        Unit::Ratio,
        Level::Any,
        HANDLED,
        "1 - repeated / answered whose window is over: repeated = any later contact of the same customer and reason, answered or not, offered within the window",
        Ratio { of: &[(1, RepeatEligible), (-1, Repeated)], over: &[(1, RepeatEligible)] },
    ),
    metric(
        "repeat_rate",
        Unit::Ratio,
        Level::Any,
        HANDLED,
        "repeated / answered whose window is over: repeated = any later contact of the same customer and reason, answered or not, offered within the window",
        Ratio { of: &[(1, Repeated)], over: &[(1, RepeatEligible)] },
    ),
    metric(
        "repeat_rate.answered",
        Unit::Ratio,
        Level::Any,
        HANDLED,
        "repeated / answered whose window is over: repeated = a later answered contact of the same customer and reason within the window",
        Ratio { of: &[(1, RepeatedAnswered)], over: &[(1, RepeatEligible)] },
    ),
    metric(
        "occupancy.std",
        Unit::Ratio,
        Level::Agent,
        SPLIT,
        "(contact + ringing + wrap-up) / (contact + ringing + wrap-up + available) of agents' time",
        TimeShare { of: BUSY, over: BUSY_OR_FREE },
    ),
    metric(
        "availability_rate",
        Unit::Ratio,
        Level::Agent,
        SPLIT,
        "available / logged on",
        TimeShare { of: &[Moment::StateAvailable], over: &[Moment::StateLoggedOn] },
    ),
    metric(
        "staffed_fte",
        Unit::Number,
        Level::Agent,
        SPLIT,
        "agents' time logged on / length of the interval",
        Presence { of: Moment::StateLoggedOn },
    ),
    metric(
        "contacts_per_hour",
        Unit::PerHour,
        Level::Agent,
        SPLIT,
        "handled (by its end) / hours logged on",
        PerHour { of: &[(1, Handled)], over: Moment::StateLoggedOn },
    ),
];
