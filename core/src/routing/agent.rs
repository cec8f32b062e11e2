use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an agent says of himself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentConfig {
    /// His id.
    pub id: String,
    /// Queues he serves.
    pub queues: BTreeMap<String, Membership>,
    /// Skill → level; absent = he lacks it.
    #[serde(default)]
    pub skills: BTreeMap<String, i32>,
    /// Words that describe him, compared with an interaction's by the selection key `label_match`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Numbers for the queues' `score`, each declared in the configuration's `attributes`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, i64>,
    /// Channels he handles; absent = all.
    #[serde(default)]
    pub channels: Option<BTreeSet<String>>,
    /// How much he can do at once.
    #[serde(default)]
    pub capacity: Capacity,
    /// Units that work unknown to the router takes of his capacity.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub used_units: u32,
    /// Penalty in queues whose membership gives none.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub penalty: i32,
    /// He learns: he is asked only for what he may do, and only while his mentor can help him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trainee: Option<Trainee>,
    /// How many of those whose mentor he is may have a contact, or be asked, at the same time; absent = any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trainees_at_once: Option<u32>,
    /// Busy share in millionths for the selection key `occupancy`; absent = as measured since he logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupancy_ppm: Option<u32>,
    /// Presence at the start.
    #[serde(default)]
    pub presence: Presence,
    /// Idle since this instant at the start, as another router knows; absent = since the start.
    #[serde(default, rename = "idle_since_us", skip_serializing_if = "Option::is_none")]
    pub idle_since: Option<Timestamp>,
}

fn is_zero(units: &u32) -> bool {
    *units == 0
}

fn is_nought(penalty: &i32) -> bool {
    *penalty == 0
}

impl AgentConfig {
    /// An agent who serves no queue yet, offline, with one unit of capacity.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            queues: BTreeMap::new(),
            skills: BTreeMap::new(),
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            channels: None,
            capacity: Capacity::default(),
            used_units: 0,
            penalty: 0,
            trainee: None,
            trainees_at_once: None,
            occupancy_ppm: None,
            presence: Presence::Offline,
            idle_since: None,
        }
    }

    /// Whether he handles a channel at all.
    pub(crate) fn handles(&self, channel: &str) -> bool {
        self.channels.as_ref().is_none_or(|channels| channels.contains(channel))
    }
}

/// What holds for an agent who learns, beside his own capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trainee {
    /// The agent who helps him; he is asked only while that agent is available.
    pub mentor: String,
    /// He is asked for nothing of a higher priority; absent = for everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_priority: Option<i32>,
}

/// An agent in a queue: who may take what waits there, and from which age on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Membership {
    /// Order of his queues, lower first.
    pub rank: i32,
    /// Age from which he sees an interaction, in microseconds.
    #[serde(rename = "delay_us")]
    pub delay: Span,
    /// Group of members that opens as the queue's tier rules say; 0 is always open.
    #[serde(skip_serializing_if = "is_zero")]
    pub tier: u32,
    /// Ring of members that opens as the queue's rings say; 1 is always open.
    #[serde(skip_serializing_if = "is_first")]
    pub ring: u32,
    /// His penalty in this queue; absent = the agent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<i32>,
    /// Place for the selection key `position`.
    #[serde(skip_serializing_if = "is_nought")]
    pub position: i32,
    /// His chance in the selection key `weighted_random`, or his share in `share_of_queue`, beside the others' weights;
    /// the queue's share in `share_of_agent`, beside those of his other queues.
    #[serde(skip_serializing_if = "is_one")]
    pub weight: u32,
}

fn is_one(weight: &u32) -> bool {
    *weight == 1
}

fn is_first(ring: &u32) -> bool {
    *ring == 1
}

impl Default for Membership {
    fn default() -> Self {
        Self { rank: 0, delay: Span::ZERO, tier: 0, ring: 1, penalty: None, position: 0, weight: 1 }
    }
}

/// Capacity in units. With an interruptible pool, its channels use that pool alone and all others `total`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Units of a second pool for work that may be interrupted; absent = there is one pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interruptible_total: Option<u32>,
    /// Channels that use the second pool.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub interruptible_channels: BTreeSet<String>,
}

impl Default for Capacity {
    fn default() -> Self {
        Self::units(1)
    }
}

impl Capacity {
    /// One pool of `total` units, every channel costing 1.
    pub fn units(total: u32) -> Self {
        Self {
            total,
            cost: BTreeMap::new(),
            max: BTreeMap::new(),
            interruptible_total: None,
            interruptible_channels: BTreeSet::new(),
        }
    }

    /// Units one interaction of `channel` takes.
    pub(crate) fn cost_of(&self, channel: &str) -> u32 {
        self.cost.get(channel).copied().unwrap_or(1)
    }

    /// Whether `channel` uses the interruptible pool.
    pub(crate) fn is_interruptible(&self, channel: &str) -> bool {
        self.interruptible_total.is_some() && self.interruptible_channels.contains(channel)
    }

    /// Units of the pool that `channel` uses.
    pub(crate) fn pool_of(&self, channel: &str) -> u32 {
        match self.interruptible_total {
            Some(total) if self.is_interruptible(channel) => total,
            _ => self.total,
        }
    }
}
