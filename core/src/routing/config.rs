use super::agent::AgentConfig;
use super::calendar::Calendar;
use super::config_check::LONGEST;
use super::entry::EntryRule;
use super::plan::Plan;
use super::queue::QueueConfig;
use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Agents, queues and limits: input 0 of every router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object with queues and agents")]
pub struct Config {
    /// Routing decisions change only with this number; 1 is the only one so far.
    #[serde(default = "one")]
    pub semantics_version: u32,
    /// Queues, ids unique.
    pub queues: Vec<QueueConfig>,
    /// Agents, ids unique.
    pub agents: Vec<AgentConfig>,
    /// Opening hours that queues name, ids unique.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// An agent of whom no accepted command tells for this long is logged out with the reason `lease_expired`, in
    /// microseconds; absent = never. A configuration that changes it begins every lease anew.
    #[serde(default, rename = "agent_lease_us", skip_serializing_if = "Option::is_none")]
    pub agent_lease: Option<Span>,
    /// A contact with an agent of which nothing is heard for this long since it was assigned is given up; absent =
    /// never. A configuration that changes it begins every lease anew.
    #[serde(default, rename = "contact_lease_us", skip_serializing_if = "Option::is_none")]
    pub contact_lease: Option<Span>,
    /// What the command `arrive` makes of a contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_rules: Vec<EntryRule>,
    /// Contingency plans, ids unique, none of them in force at the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Plan>,
    /// Which moment longest idle counts from.
    #[serde(default)]
    pub idle_basis: IdleBasis,
    /// Names of the numbers that agents and interactions may carry for the queues' `score`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub attributes: BTreeSet<String>,
    /// Seed of the selection key `weighted_random`: other seeds draw other lots.
    #[serde(default, skip_serializing_if = "is_unseeded")]
    pub seed: u32,
    /// Refuse a clock that runs backwards instead of clamping it.
    #[serde(default)]
    pub strict_time: bool,
    /// Bounds on memory.
    #[serde(default)]
    pub limits: Limits,
}

fn one() -> u32 {
    1
}

fn is_unseeded(seed: &u32) -> bool {
    *seed == 0
}

/// Which moment longest idle counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdleBasis {
    /// The end of the last contact.
    #[default]
    LastContactEnd,
    /// The end of the last contact that a customer began: outbound and internal work does not count.
    LastInboundEnd,
    /// That, or the last switch to available if it is later.
    AvailableSince,
}

/// Bounds on memory; what exceeds one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Agents.
    pub agents: usize,
    /// Queues, and calendars.
    pub queues: usize,
    /// Skills or labels of one agent; requirements, labels or steps of one interaction; rules of one queue.
    pub skills: usize,
    /// Interactions that are not finished.
    pub interactions: usize,
    /// Entry rules.
    pub entry_rules: usize,
    /// Contingency plans.
    pub plans: usize,
    /// Parts of one expression.
    pub expression_parts: usize,
    /// Intervals of one calendar, or contact windows of one interaction.
    pub windows: usize,
    /// Bytes of an id.
    pub id_bytes: usize,
    /// Bytes of an opaque text.
    pub text_bytes: usize,
    /// Accepted commands whose first receipt is remembered, the oldest forgotten first.
    pub remembered_commands: usize,
    /// Finished interactions whose id stays taken, the oldest forgotten first.
    pub remembered_interactions: usize,
    /// Customers whose last agent or abandonment is remembered, the oldest forgotten first.
    pub remembered_subjects: usize,
    /// Inputs held for `drain_inputs`; beyond it the oldest are forgotten, and the next drain says so.
    pub buffered_inputs: usize,
    /// Events of late kept for [`super::Router::events_after`]; 0 = none.
    #[serde(skip_serializing_if = "is_usual")]
    pub buffered_events: usize,
    /// Events that one input brings about before it stops on the way, to go on with the next.
    pub events_per_input: usize,
    /// Furthest that one input may move the clock ahead, in microseconds: what would happen by itself in a longer
    /// time is too much for one receipt. A host that was away for longer ticks in steps.
    #[serde(rename = "clock_jump_us")]
    pub clock_jump: Span,
}

/// As many as a reader who was away for some minutes may have missed.
const BUFFERED_EVENTS: usize = 10_000;

fn is_usual(events: &usize) -> bool {
    *events == BUFFERED_EVENTS
}

impl Limits {
    /// No bounds at all.
    pub(crate) const NONE: Self = Self {
        agents: usize::MAX,
        queues: usize::MAX,
        skills: usize::MAX,
        interactions: usize::MAX,
        entry_rules: usize::MAX,
        plans: usize::MAX,
        expression_parts: usize::MAX,
        windows: usize::MAX,
        id_bytes: usize::MAX,
        text_bytes: usize::MAX,
        remembered_commands: usize::MAX,
        remembered_interactions: usize::MAX,
        remembered_subjects: usize::MAX,
        buffered_inputs: usize::MAX,
        buffered_events: usize::MAX,
        events_per_input: usize::MAX,
        clock_jump: LONGEST,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            agents: 100_000,
            queues: 10_000,
            skills: 1_000,
            entry_rules: 10_000,
            plans: 20,
            expression_parts: 1_000,
            interactions: 1_000_000,
            windows: 10_000,
            id_bytes: 256,
            text_bytes: 4_096,
            remembered_commands: 10_000,
            remembered_interactions: 100_000,
            remembered_subjects: 100_000,
            buffered_inputs: 100_000,
            buffered_events: BUFFERED_EVENTS,
            events_per_input: 10_000,
            clock_jump: Span::from_seconds(366 * 86_400),
        }
    }
}

impl Config {
    /// Queues and agents; everything else as it is by default.
    pub fn new(queues: Vec<QueueConfig>, agents: Vec<AgentConfig>) -> Self {
        Self {
            semantics_version: one(),
            queues,
            agents,
            calendars: Vec::new(),
            agent_lease: None,
            contact_lease: None,
            entry_rules: Vec::new(),
            plans: Vec::new(),
            idle_basis: IdleBasis::default(),
            attributes: BTreeSet::new(),
            seed: 0,
            strict_time: false,
            limits: Limits::default(),
        }
    }

    /// The JSON Schema (draft 2020-12) of a configuration, for editors and forms; the file
    /// `schema/config.schema.json` of this crate. It knows every key, type, word and bound; what must fit together,
    /// such as the name of a queue, [`check`](Self::check) alone knows.
    ///
    /// ```
    /// use krarup::routing::Config;
    /// let schema: serde_json::Value = serde_json::from_str(Config::schema())?;
    /// assert_eq!(schema["$defs"]["QueueConfig"]["properties"]["max_offers"]["minimum"], 1);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn schema() -> &'static str {
        include_str!("../../schema/config.schema.json")
    }
}
