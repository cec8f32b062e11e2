//! The keys of a scenario of version 1. Everything that is not as written here is an error.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) id: String,
    #[serde(rename = "name")]
    pub(super) _name: String,
    #[serde(default, rename = "source")]
    pub(super) _source: Vec<String>,
    #[serde(default, rename = "tags")]
    pub(super) _tags: Vec<String>,
    #[serde(default, rename = "note")]
    pub(super) _note: String,
    #[serde(default)]
    pub(super) setup: Setup,
    pub(super) steps: Vec<Map<String, Value>>,
    pub(super) run_until: Option<i64>,
    pub(super) observe: Vec<Kind>,
    pub(super) expect: Vec<Map<String, Value>>,
    #[serde(default)]
    pub(super) never: Vec<Never>,
}

/// As given: agents and queues stay maps of keys until the file's setup lies under them.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Setup {
    pub(super) agents: Option<Vec<Map<String, Value>>>,
    pub(super) queues: Option<Vec<Map<String, Value>>>,
    pub(super) idle_basis: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) id: String,
    pub(super) queues: Memberships,
    #[serde(default = "available")]
    pub(super) state: String,
    #[serde(default)]
    pub(super) skills: BTreeMap<String, i32>,
    #[serde(default)]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) idle_since: i64,
    pub(super) capacity: Option<Capacity>,
    #[serde(default)]
    pub(super) used: u32,
    #[serde(default)]
    pub(super) occupancy: f64,
    #[serde(default)]
    pub(super) penalty: i32,
}

fn available() -> String {
    "available".to_owned()
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Memberships {
    Plain(Vec<String>),
    Detailed(BTreeMap<String, Membership>),
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Membership {
    pub(super) rank: i32,
    pub(super) delay: i64,
    pub(super) tier: u32,
    pub(super) ring: Option<u32>,
    pub(super) penalty: Option<i32>,
    pub(super) position: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Capacity {
    #[serde(default = "one_unit")]
    pub(super) total: u32,
    #[serde(default)]
    pub(super) cost: BTreeMap<String, u32>,
    #[serde(default)]
    pub(super) max: BTreeMap<String, u32>,
    pub(super) interruptible_total: Option<u32>,
    #[serde(default)]
    pub(super) interruptible_channels: BTreeSet<String>,
}

fn one_unit() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Queue {
    pub(super) id: String,
    pub(super) selection: Option<Value>,
    pub(super) scoring: Option<Scoring>,
    #[serde(default)]
    pub(super) weight: i32,
    #[serde(default = "yes")]
    pub(super) push: bool,
    #[serde(default)]
    pub(super) auto_accept: bool,
    pub(super) on_timeout: Option<OnTimeout>,
    #[serde(default = "one_unit")]
    pub(super) max_offers: u32,
    pub(super) on_reject: Option<OnReject>,
    pub(super) max_len: Option<usize>,
    pub(super) min_penalty: Option<i32>,
    pub(super) max_penalty: Option<i32>,
    pub(super) offer_timeout: Option<i64>,
    #[serde(default)]
    pub(super) wrapup: i64,
    #[serde(default)]
    pub(super) wait_rules: Vec<WaitRule>,
    #[serde(default)]
    pub(super) rings: Vec<Ring>,
    pub(super) tier_rules: Option<TierRules>,
    #[serde(default)]
    pub(super) penalty_rules: Vec<PenaltyRule>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scoring {
    Strict,
    ConversationScore,
    Accelerated,
    AgePlusBase,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnTimeout {
    Paused,
    Offline,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnReject {
    Exclude,
    ExcludeUntilAll,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitRule {
    pub(super) after: i64,
    pub(super) set_priority: Option<i32>,
    pub(super) move_to: Option<String>,
    pub(super) remove: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ring {
    pub(super) stay: Option<i64>,
    #[serde(default)]
    pub(super) remove: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierRules {
    pub(super) wait: i64,
    #[serde(default)]
    pub(super) multiply: bool,
    #[serde(default)]
    pub(super) no_agent_no_wait: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PenaltyRule {
    pub(super) after: i64,
    pub(super) max_add: Option<i32>,
    pub(super) raise_to: Option<i32>,
}

/// A command; `t` is taken out before.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    Enqueue(Box<Item>),
    Accept {
        item: String,
        agent: String,
    },
    Reject {
        item: String,
        agent: String,
    },
    Complete {
        item: String,
        #[serde(default)]
        agent: Option<String>,
    },
    Abandon {
        item: String,
    },
    AgentState {
        agent: String,
        state: String,
        #[serde(default)]
        reason: Option<String>,
    },
    ExtendWrapup {
        agent: String,
        by: i64,
    },
    EndWrapup {
        agent: String,
    },
    AdjustAge {
        item: String,
        by: i64,
    },
    ToCallback {
        item: String,
    },
    ForceAssign {
        item: String,
        agent: String,
    },
    Pull {
        agent: String,
    },
    SetSkill {
        agent: String,
        skill: String,
        #[serde(deserialize_with = "null_or_level")]
        level: Option<i32>,
    },
}

/// Null is a value here: the key must be there.
fn null_or_level<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i32>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) item: String,
    pub(super) queue: String,
    #[serde(default = "voice")]
    pub(super) channel: String,
    #[serde(default)]
    pub(super) priority: i32,
    #[serde(default)]
    pub(super) require: Vec<Require>,
    #[serde(default)]
    pub(super) steps: Vec<ItemStep>,
    #[serde(default)]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) age_adjust: i64,
    #[serde(default)]
    pub(super) not_before: i64,
    #[serde(default)]
    pub(super) base_score: i64,
    #[serde(default)]
    pub(super) accel_per_min: Value,
    #[serde(default)]
    pub(super) max_priority: Value,
}

fn voice() -> String {
    "voice".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Require {
    pub(super) skill: String,
    pub(super) op: Value,
    pub(super) level: i32,
    pub(super) expires_after: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemStep {
    pub(super) expr: Value,
    pub(super) duration: Option<i64>,
    #[serde(default = "yes")]
    pub(super) consider_if: bool,
    #[serde(default)]
    pub(super) skip_if_none_available: bool,
}

/// What can be observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Offer,
    Assigned,
    OfferExpired,
    OfferRevoked,
    Moved,
    Callback,
    Removed,
    AgentState,
    WrapupEnd,
    Error,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Assigned => "assigned",
            Self::OfferExpired => "offer_expired",
            Self::OfferRevoked => "offer_revoked",
            Self::Moved => "moved",
            Self::Callback => "callback",
            Self::Removed => "removed",
            Self::AgentState => "agent_state",
            Self::WrapupEnd => "wrapup_end",
            Self::Error => "error",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Never {
    pub(super) ev: Kind,
    pub(super) item: Option<String>,
    pub(super) agent: Option<String>,
}
