use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use thiserror::Error;

/// Agents, queues and limits: input 0 of every router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Routing decisions change only with this number; 1 is the only one so far.
    #[serde(default = "one")]
    pub semantics_version: u32,
    /// Queues, ids unique.
    pub queues: Vec<QueueConfig>,
    /// Agents, ids unique.
    pub agents: Vec<AgentConfig>,
    /// Which moment longest idle counts from.
    #[serde(default)]
    pub idle_basis: IdleBasis,
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

/// A queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueConfig {
    /// Its id.
    pub id: String,
    /// How long an offer stays open in microseconds; absent = until somebody ends it.
    #[serde(default, rename = "offer_timeout_us")]
    pub offer_timeout: Option<Span>,
    /// Wrap-up after an interaction of this queue in microseconds.
    #[serde(default, rename = "wrap_up_us")]
    pub wrap_up: Span,
    /// An offer is followed at once by the assignment.
    #[serde(default)]
    pub auto_accept: bool,
    /// The presence an agent moves to when an offer to him expires; absent = unchanged.
    #[serde(default)]
    pub on_timeout: Option<Presence>,
    /// How long a decline or an expiry is remembered.
    #[serde(default)]
    pub on_decline: OnDecline,
}

/// Memory of declined and expired offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDecline {
    /// The agent is not asked again until he next becomes available.
    Exclude,
    /// The same, and all are asked again when nobody else is left, so that nothing strands.
    #[default]
    ExcludeUntilAll,
}

/// Which moment longest idle counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdleBasis {
    /// The end of the last contact.
    #[default]
    LastContactEnd,
    /// That, or the last switch to available if it is later.
    AvailableSince,
}

/// What an agent says of himself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Ready.
    Available,
    /// Logged in, not ready.
    Paused,
    /// Not logged in.
    #[default]
    Offline,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentConfig {
    /// His id.
    pub id: String,
    /// Queues he serves.
    pub queues: BTreeMap<String, Membership>,
    /// Skill → level; absent = he lacks it.
    #[serde(default)]
    pub skills: BTreeMap<String, i32>,
    /// Channels he handles; absent = all.
    #[serde(default)]
    pub channels: Option<BTreeSet<String>>,
    /// How much he can do at once.
    #[serde(default)]
    pub capacity: Capacity,
    /// Presence at the start.
    #[serde(default)]
    pub presence: Presence,
    /// Idle since this instant at the start, as another router knows; absent or later = since the start.
    #[serde(default, rename = "idle_since_us", skip_serializing_if = "Option::is_none")]
    pub idle_since: Option<Timestamp>,
}

/// An agent in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Order of his queues, lower first.
    #[serde(default)]
    pub rank: i32,
    /// Age from which he sees an interaction, in microseconds.
    #[serde(default, rename = "delay_us")]
    pub delay: Span,
}

/// Capacity in units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Units in all.
    pub total: u32,
    /// Units one interaction of a channel takes; 1 where absent.
    #[serde(default)]
    pub cost: BTreeMap<String, u32>,
    /// Most interactions of a channel at once; unlimited where absent.
    #[serde(default)]
    pub max: BTreeMap<String, u32>,
}

impl Default for Capacity {
    fn default() -> Self {
        Self { total: 1, cost: BTreeMap::new(), max: BTreeMap::new() }
    }
}

/// One condition on an agent's skill; all of an interaction's conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The skill; an agent without it satisfies no condition.
    pub skill: String,
    /// The comparison.
    #[serde(default)]
    pub op: Operator,
    /// The level compared with.
    #[serde(default = "first_level")]
    pub level: i32,
    /// The condition is dropped from this time after enqueue on, in microseconds.
    #[serde(default, rename = "expires_after_us")]
    pub expires_after: Option<Span>,
}

fn first_level() -> i32 {
    1
}

/// How a level is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// At least.
    #[default]
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    Above,
    /// Exactly.
    #[serde(rename = "==")]
    Equal,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than.
    #[serde(rename = "<")]
    Below,
}

impl Operator {
    pub(crate) fn holds(self, have: i32, need: i32) -> bool {
        match self {
            Self::AtLeast => have >= need,
            Self::Above => have > need,
            Self::Equal => have == need,
            Self::AtMost => have <= need,
            Self::Below => have < need,
        }
    }
}

/// Bounds on memory; what exceeds one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Agents.
    pub agents: usize,
    /// Queues.
    pub queues: usize,
    /// Skills of one agent, and requirements of one interaction.
    pub skills: usize,
    /// Interactions that are not finished.
    pub interactions: usize,
    /// Bytes of an id.
    pub id_bytes: usize,
    /// Accepted commands whose first receipt is remembered, the oldest forgotten first.
    pub remembered_commands: usize,
    /// Finished interactions whose id stays taken, the oldest forgotten first.
    pub remembered_interactions: usize,
    /// Inputs held for `drain_inputs`; beyond it the oldest are forgotten, and the next drain says so.
    pub buffered_inputs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            agents: 100_000,
            queues: 10_000,
            skills: 1_000,
            interactions: 1_000_000,
            id_bytes: 256,
            remembered_commands: 10_000,
            remembered_interactions: 100_000,
            buffered_inputs: 100_000,
        }
    }
}

/// One problem of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path} is {value}, but {why}")]
pub struct ConfigError {
    /// Where, such as `agents[3].queues`.
    pub path: String,
    /// What was given.
    pub value: String,
    /// What would be right.
    pub why: &'static str,
}

/// Every problem of a configuration, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl ConfigErrors {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_config"
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} problem(s)", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl Config {
    /// Lists every problem.
    ///
    /// # Errors
    /// `invalid_config`.
    pub fn check(&self) -> Result<(), ConfigErrors> {
        let mut errors = Vec::new();
        let mut add =
            |path: String, value: String, why: &'static str| errors.push(ConfigError { path, value, why });
        if self.semantics_version != 1 {
            add("semantics_version".into(), self.semantics_version.to_string(), "must be 1");
        }
        if self.agents.len() > self.limits.agents {
            add("agents".into(), format!("{} long", self.agents.len()), "exceeds limits.agents");
        }
        if self.queues.len() > self.limits.queues {
            add("queues".into(), format!("{} long", self.queues.len()), "exceeds limits.queues");
        }
        let mut queues = BTreeSet::new();
        for (i, queue) in self.queues.iter().enumerate() {
            let path = |field: &str| format!("queues[{i}].{field}");
            if queue.id.is_empty() || queue.id.len() > self.limits.id_bytes {
                add(path("id"), format!("{:?}", queue.id), "must have 1 to limits.id_bytes bytes");
            }
            if !queues.insert(queue.id.as_str()) {
                add(path("id"), format!("{:?}", queue.id), "must be unique among the queues");
            }
            if queue.offer_timeout.is_some_and(|span| span <= Span::ZERO) {
                add(path("offer_timeout_us"), format!("{:?}", queue.offer_timeout), "must be greater than 0");
            }
            if queue.wrap_up < Span::ZERO {
                add(path("wrap_up_us"), queue.wrap_up.as_micros().to_string(), "must be at least 0");
            }
            if queue.on_timeout == Some(Presence::Available) {
                add(path("on_timeout"), "available".into(), "must be paused or offline");
            }
        }
        let mut agents = BTreeSet::new();
        for (i, agent) in self.agents.iter().enumerate() {
            let path = |field: &str| format!("agents[{i}].{field}");
            if agent.id.is_empty() || agent.id.len() > self.limits.id_bytes {
                add(path("id"), format!("{:?}", agent.id), "must have 1 to limits.id_bytes bytes");
            }
            if !agents.insert(agent.id.as_str()) {
                add(path("id"), format!("{:?}", agent.id), "must be unique among the agents");
            }
            if agent.skills.len() > self.limits.skills {
                add(path("skills"), format!("{} long", agent.skills.len()), "exceeds limits.skills");
            }
            for (queue, membership) in &agent.queues {
                if !queues.contains(queue.as_str()) {
                    add(path("queues"), format!("{queue:?}"), "must name a queue of this configuration");
                }
                if membership.delay < Span::ZERO {
                    add(
                        path("queues.delay_us"),
                        membership.delay.as_micros().to_string(),
                        "must be at least 0",
                    );
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(ConfigErrors(errors)) }
    }
}
