use super::agent::Presence;
use super::callback::CallbackPolicy;
use super::config::IdleBasis;
use super::preference::Hold;
use super::score::Score;
use super::selection::SelectionKey;
use super::wait_history::Estimator;
use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A queue: whom it asks, in which order, and what happens as an interaction waits. Where it is read, `preset` stands
/// for a [`Preset`](super::Preset)'s keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct QueueConfig {
    /// Its id.
    pub id: String,
    /// How the best of several eligible agents is found; his id is always the last key.
    #[serde(default = "longest_idle", skip_serializing_if = "is_longest_idle")]
    pub selection: Vec<SelectionKey>,
    /// Which moment longest idle counts from in this queue; absent = as the configuration says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_basis: Option<IdleBasis>,
    /// What the selection key `score` goes by, the greatest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What an interaction's place in the order is made of.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scoring: Scoring,
    /// Orders the queues of an agent whose ranks are equal, higher first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: i32,
    /// The wait that is aimed at, for `deadline` and `service_level` scoring.
    #[serde(default, rename = "target_wait_us", skip_serializing_if = "Option::is_none")]
    pub target_wait: Option<Span>,
    /// False: nothing is offered; agents pull.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub push: bool,
    /// How long an offer stays open in microseconds; absent = until somebody ends it.
    #[serde(default, rename = "offer_timeout_us")]
    pub offer_timeout: Option<Span>,
    /// Agents asked at a time for one interaction; the first accept wins.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub max_offers: u32,
    /// Another agent is asked too each time this has passed since the first was, up to `max_offers`; absent = all
    /// are asked at once.
    #[serde(default, rename = "offer_more_after_us", skip_serializing_if = "Option::is_none")]
    pub offer_more_after: Option<Span>,
    /// Wrap-up after an interaction of this queue in microseconds.
    #[serde(default, rename = "wrap_up_us")]
    pub wrap_up: Span,
    /// How wrap-up ends.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wrap_up_mode: WrapUpMode,
    /// An offer is followed at once by the assignment.
    #[serde(default)]
    pub auto_accept: bool,
    /// The presence an agent moves to when an offer to him expires; absent = unchanged.
    #[serde(default)]
    pub on_timeout: Option<Presence>,
    /// Offers in a row that must expire before `on_timeout` applies.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub max_misses: u32,
    /// How long a decline or an expiry is remembered.
    #[serde(default)]
    pub on_decline: OnDecline,
    /// An interaction that arrives while this many wait or are offered is turned away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<usize>,
    /// How long what a customer brings is held for the agent to whom a contact of his was last assigned, as known when
    /// it arrives or is transferred here (by another agent than him); a wait rule that moves it changes nothing in that. Absent = not at all, and
    /// as long as no queue has it nobody is remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticky: Option<Hold>,
    /// A customer who abandoned this queue and comes again to it within this time (inclusive) is as old as if he had
    /// never gone, once; his enqueue time is that of his return. Absent = he starts anew.
    #[serde(default, rename = "regain_within_us", skip_serializing_if = "Option::is_none")]
    pub regain_within: Option<Span>,
    /// How its customers are called back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub callbacks: CallbackPolicy,
    /// Members kept free for what is important.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserves: Vec<Reserve>,
    /// The calendar that says when it is open; absent = always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// What happens to an interaction that waits in this queue, or comes to it at a wrong time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wait_rules: Vec<WaitRule>,
    /// Rings of members, the innermost first; empty = memberships' rings mean nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rings: Vec<Ring>,
    /// When tiers of members open; absent = all are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_rules: Option<TierRules>,
    /// Members with a lower penalty are not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_penalty: Option<i32>,
    /// Members with a higher penalty are not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_penalty: Option<i32>,
    /// How penalties and their bound change as an interaction waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub penalty_rules: Vec<PenaltyRule>,
}

fn longest_idle() -> Vec<SelectionKey> {
    vec![SelectionKey::Idle]
}

fn is_longest_idle(selection: &[SelectionKey]) -> bool {
    selection == [SelectionKey::Idle]
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

fn one() -> u32 {
    1
}

fn is_one(value: &u32) -> bool {
    *value == 1
}

impl QueueConfig {
    /// A queue that offers to the longest idle member, without a time limit or wrap-up.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            selection: longest_idle(),
            idle_basis: None,
            score: None,
            scoring: Scoring::Strict,
            weight: 0,
            target_wait: None,
            push: true,
            offer_timeout: None,
            max_offers: 1,
            offer_more_after: None,
            wrap_up: Span::ZERO,
            wrap_up_mode: WrapUpMode::default(),
            auto_accept: false,
            on_timeout: None,
            max_misses: 1,
            on_decline: OnDecline::default(),
            max_waiting: None,
            sticky: None,
            regain_within: None,
            callbacks: CallbackPolicy::default(),
            reserves: Vec::new(),
            calendar: None,
            wait_rules: Vec::new(),
            rings: Vec::new(),
            tier_rules: None,
            min_penalty: None,
            max_penalty: None,
            penalty_rules: Vec::new(),
        }
    }
}

/// What an interaction's score is made of, greater first; each is one line over its age, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// Its priority; age breaks ties.
    #[default]
    Strict,
    /// The same, the newest first among equals.
    NewestFirst,
    /// Priority + minutes waited (Genesys).
    ConversationScore,
    /// Priority + `accel_per_min` × minutes waited, at most `max_priority` (NICE).
    Accelerated,
    /// Seconds waited + `head_start` (FreeSWITCH).
    AgePlusBase,
    /// Seconds past its `due_at`; without one it is due after the queue's `target_wait`, 0 where that is absent.
    Deadline,
    /// Wait over the queue's `target_wait`: who has used up most of his service level comes
    /// first. The queue needs a target.
    ServiceLevel,
}

/// Memory of declined and expired offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnDecline {
    /// The agent is not asked again until he next becomes available.
    Exclude,
    /// The same, and all are asked again when nobody else is left, so that nothing strands.
    #[default]
    ExcludeUntilAll,
}

/// How wrap-up ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WrapUpMode {
    /// By itself after `wrap_up`, or when the agent ends it.
    #[default]
    Timed,
    /// By itself after `wrap_up`; the agent cannot end it.
    Mandatory,
    /// When the agent ends it; `wrap_up` is how long it may last at most, 0 = no limit.
    Manual,
}

/// While at most `agents` could take it, an interaction of a lower priority than `below_priority` is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// Members kept free.
    pub agents: u32,
    /// Priority from which on they are not kept.
    pub below_priority: i32,
}

/// Fires once in a stay, as soon as an interaction has waited in the queue for `after` and `when` holds; not while it
/// is offered or its customer is rung. It sets the priority, then offers the callback, then moves or removes. Rules that are due fire in the
/// order of the list; what one changes, others and the rules of the queue it moves to look at in the same instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaitRule {
    /// Time since it entered this queue, in microseconds; 0 = from the start, which needs a `when`.
    #[serde(default, rename = "after_us")]
    pub after: Span,
    /// What must be the case, beside the time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Condition,
    /// Looked at only at the instant at which it comes to the queue: who waits already is left alone. Without `after`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_arrival: bool,
    /// Its priority from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_priority: Option<i32>,
    /// The queue it goes to; it keeps age, declines and steps. A rule with a `when` does not fire while it would send
    /// it back to a queue that a rule has sent it from since it was enqueued or last transferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_to: Option<String>,
    /// It leaves the router, with this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<String>,
    /// The host is told to offer the customer a callback, unless he is to be called back already.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offer_callback: bool,
}

/// What must be the case for a wait rule; all that is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// As many interactions wait or are offered in the queue, this one included. Where the rule needs no time to
    /// pass, only those count that entered the queue before it, so that who comes last goes elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_at_least: Option<usize>,
    /// Every member is logged out.
    #[serde(skip_serializing_if = "is_default")]
    pub nobody_logged_in: bool,
    /// No member is available, logged in or not.
    #[serde(skip_serializing_if = "is_default")]
    pub nobody_available: bool,
    /// The customer is on the line: not of callbacks, whose wait nobody hears.
    #[serde(skip_serializing_if = "is_default")]
    pub on_the_line: bool,
    /// The queue's calendar says so.
    #[serde(skip_serializing_if = "is_default")]
    pub closed: bool,
    /// The wait still to come is this long at least, in microseconds, by `estimator`; never so while that is unknown.
    /// Judged whenever the router acts, which is with every accepted command and at every instant at which something
    /// falls due; between those, time makes no estimator's answer longer.
    #[serde(rename = "estimated_wait_at_least_us", skip_serializing_if = "Option::is_none")]
    pub estimated_wait_at_least: Option<Span>,
    /// Whose estimate; absent = the best so far of those that have an answer, as [`Estimate::best`](super::Estimate).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimator: Option<Estimator>,
}

/// A ring of members (Genesys calls it a bullseye ring).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Ring {
    /// Time until the next ring opens too, in microseconds; absent in the last one.
    #[serde(rename = "stay_us", skip_serializing_if = "Option::is_none")]
    pub stay: Option<Span>,
    /// Skills that are no longer required from then on.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub remove: BTreeSet<String>,
}

/// When tiers open: tier T after `wait`, or after T × `wait`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierRules {
    /// Time since enqueue, in microseconds.
    #[serde(rename = "wait_us")]
    pub wait: Span,
    /// Each tier waits for the ones before it.
    #[serde(default)]
    pub multiply: bool,
    /// A tier opens at once while all members of lower tiers are offline.
    #[serde(default)]
    pub no_agent_no_wait: bool,
}

/// From `after` on, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PenaltyRule {
    /// Time since enqueue, in microseconds.
    #[serde(rename = "after_us")]
    pub after: Span,
    /// Added to `max_penalty`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_add: Option<i32>,
    /// Lower penalties are lifted to this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raise_to: Option<i32>,
}
