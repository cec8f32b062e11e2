//! How often each rule was hit, and the list of those that must be.

use super::choice::KEYS;
use krarup::routing::{Event, MoveCause, RevokeCause};
use std::collections::BTreeMap;

/// Hits by kind of rule and rule.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    hits: BTreeMap<(&'static str, &'static str), u64>,
}

/// Every rule, without the selection keys.
const RULES: [(&str, &[&str]); 25] = [
    (
        "exclusion",
        &[
            "has_it",
            "not_member",
            "not_available",
            "wrap_up",
            "channel_not_handled",
            "not_before",
            "outside_window",
            "held_for",
            "delayed",
            "ring_closed",
            "tier_closed",
            "penalty_outside",
            "skill_not_met",
            "step_not_met",
            "above_trainee",
            "mentor_not_available",
            "mentor_engaged",
            "capacity_full",
            "channel_maximum",
            "declined",
            "reserved",
            "none",
        ],
    ),
    (
        "order",
        &[
            "rank",
            "weight",
            "lane",
            "strict",
            "newest_first_priority",
            "conversation_score",
            "accelerated",
            "age_plus_base",
            "deadline",
            "service_level",
            "age",
            "newest_first",
            "enqueued",
            "newest_enqueued",
        ],
    ),
    (
        "estimate",
        &[
            "agent_free",
            "cannot_be_met",
            "nobody_logged_in",
            "nobody_available",
            "nothing_handled",
            "nobody_ahead",
            "overdue",
            "wait",
            "best_by_queue_length",
            "best_by_head_of_line",
            "best_by_last_to_enter_service",
            "scored",
            "not_scored",
            "censored",
        ],
    ),
    (
        "update",
        &["requirements", "steps", "preferred", "labels", "attributes", "due_at", "queued", "with_agent"],
    ),
    ("assigned", &["accepted", "at_once", "pulled", "forced"]),
    ("late_word", &["agent", "attempt", "by", "from"]),
    ("step", &["not_considered", "skipped_a", "over", "ended_b"]),
    ("exclusions", &["cleared"]),
    ("hold", &["preferred", "sticky", "logged_in", "logged_out", "unknown", "declined"]),
    ("regain", &["regained", "too_late", "another_queue"]),
    ("lease", &["agent", "contact", "joined_contact"]),
    (
        "configure",
        &[
            "would_lose_interactions",
            "queue_added",
            "queue_removed",
            "queue_changed",
            "agent_added",
            "agent_removed",
            "agent_changed",
        ],
    ),
    (
        "callback",
        &[
            "requested",
            "known",
            "another_instant",
            "another_instant_while_rung",
            "rung",
            "rung_again",
            "no_agent_left",
            "answered",
            "answered_unasked",
            "agent_first_failed",
            "customer_first_failed",
            "timeout",
            "tried_again",
            "given_up",
        ],
    ),
    (
        "part",
        &[
            "consulted_leaves",
            "conference_leaves",
            "unanswered_leaves",
            "all_leave",
            "handed_over_warm",
            "handed_over_cold",
            "handed_over_and_others_stay",
            "has_it_already",
            "not_available",
            "in_wrap_up",
            "no_capacity",
        ],
    ),
    (
        "entry",
        &[
            "does_not_fit",
            "queue",
            "later_queue",
            "priority",
            "lane",
            "requirements",
            "steps",
            "skills_from",
            "no_such_detail",
            "stop",
        ],
    ),
    (
        "plan",
        &[
            "by_hand",
            "again_by_hand",
            "kept_by_hand",
            "by_trigger",
            "suppressed",
            "calm_disturbed",
            "withdrawn_by_hand",
            "withdrawn_by_trigger",
            "withdrawn_by_configuration",
        ],
    ),
    ("self_service", &["queued", "contained", "abandoned", "lost"]),
    ("pace", &["first", "one_more_later"]),
    ("misses", &["at_once", "too_few", "in_a_row"]),
    ("wrap_up", &["timed", "mandatory", "manual", "manual_limited"]),
    (
        "wait_rule",
        &[
            "set_priority",
            "offer_callback",
            "move_to",
            "remove",
            "never_back",
            "back_all_the_same",
            "moved_on_at_once",
            "not_an_arrival",
        ],
    ),
    (
        "when",
        &[
            "waiting_at_least",
            "nobody_logged_in",
            "nobody_available",
            "closed",
            "on_the_line",
            "estimated_by_best",
            "estimated_by_queue_length",
            "estimated_by_head_of_line",
            "estimated_by_last_to_enter_service",
            "with_time",
            "without_time",
        ],
    ),
    (
        "event",
        &[
            "self_service_started",
            "self_service_ended",
            "classified",
            "interaction_queued",
            "interaction_updated",
            "cannot_be_met",
            "blocked",
            "step_entered",
            "priority_changed",
            "place_regained",
            "callback_offered",
            "callback_requested",
            "callback_started",
            "callback_answered",
            "callback_failed",
            "offer_made",
            "offer_declined",
            "offer_expired",
            "revoked_presence",
            "revoked_lost",
            "revoked_abandoned",
            "revoked_callback",
            "revoked_transferred",
            "revoked_configuration",
            "assigned",
            "connected",
            "connect_failed",
            "held",
            "resumed",
            "consult_started",
            "conference_started",
            "agent_left",
            "handed_over",
            "completed",
            "abandoned",
            "removed",
            "moved_transfer",
            "moved_wait_rule",
            "contact_lost",
            "wrap_up_started",
            "wrap_up_extended",
            "wrap_up_ended",
            "reason_changed",
            "reconfigured",
            "agent_state_changed",
            "plan_activated",
            "plan_withdrawn",
        ],
    ),
    (
        "reject",
        &[
            "already_exists",
            "unknown_interaction",
            "unknown_agent",
            "unknown_queue",
            "offer_gone",
            "not_assigned",
            "not_waiting",
            "wrong_state",
            "not_in_wrap_up",
            "wrap_up_mandatory",
            "agent_not_member",
            "agent_not_free",
            "nothing_to_pull",
            "not_classified",
            "unknown_plan",
            "invalid_config",
            "limit_exceeded",
            "time_backwards",
            "invalid_value",
        ],
    ),
    ("input", &["clamped", "repeated", "tick", "jump", "stopped"]),
];

impl Tally {
    pub(crate) fn count(&mut self, kind: &'static str, rule: &'static str) {
        *self.hits.entry((kind, rule)).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        other.hits.iter().for_each(|(rule, hits)| *self.hits.entry(*rule).or_default() += hits);
    }

    pub(crate) fn hits(&self, kind: &'static str, rule: &'static str) -> u64 {
        self.hits.get(&(kind, rule)).copied().unwrap_or(0)
    }

    pub(crate) fn count_event(&mut self, event: &Event) {
        self.count("event", event_name(event));
    }

    /// Every rule there is and its hits.
    pub(crate) fn of_all_rules(&self) -> Vec<(&'static str, &'static str, u64)> {
        let keys = KEYS.iter().map(|(_, name)| ("selection", *name)).chain([("selection", "id")]);
        let others = RULES.iter().flat_map(|(kind, rules)| rules.iter().map(move |rule| (*kind, *rule)));
        others.chain(keys).map(|(kind, rule)| (kind, rule, self.hits(kind, rule))).collect()
    }
}

fn event_name(event: &Event) -> &'static str {
    match event {
        Event::InteractionQueued(_) => "interaction_queued",
        Event::Blocked { .. } => "blocked",
        Event::StepEntered { .. } => "step_entered",
        Event::PriorityChanged { .. } => "priority_changed",
        Event::CallbackRequested { .. } => "callback_requested",
        Event::OfferMade { .. } => "offer_made",
        Event::OfferDeclined { .. } => "offer_declined",
        Event::OfferExpired { .. } => "offer_expired",
        Event::OfferRevoked { cause, .. } => match cause {
            RevokeCause::Presence => "revoked_presence",
            RevokeCause::Lost => "revoked_lost",
            RevokeCause::Abandoned => "revoked_abandoned",
            RevokeCause::Callback => "revoked_callback",
            RevokeCause::Transferred => "revoked_transferred",
            RevokeCause::Configuration => "revoked_configuration",
        },
        Event::Assigned { .. } => "assigned",
        Event::Connected { .. } => "connected",
        Event::ConnectFailed { .. } => "connect_failed",
        Event::Held { .. } => "held",
        Event::Resumed { .. } => "resumed",
        Event::Completed { .. } => "completed",
        Event::Abandoned { .. } => "abandoned",
        Event::Removed { .. } => "removed",
        Event::Moved { cause: MoveCause::Transfer, .. } => "moved_transfer",
        Event::Moved { cause: MoveCause::WaitRule, .. } => "moved_wait_rule",
        Event::WrapUpStarted { .. } => "wrap_up_started",
        Event::WrapUpEnded { .. } => "wrap_up_ended",
        other => other.type_name(),
    }
}
