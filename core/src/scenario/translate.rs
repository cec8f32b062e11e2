//! From the words of version 1 to those of the router and back.

use super::format::{Action, Agent, Item, Membership, Memberships, OnReject, OnTimeout, Queue, Scoring};
use super::play::ORIGIN_S;
use crate::routing::{Event, Rejection};
use serde_json::{Map, Value, json};

/// The selection keys of the format.
const SELECTION: [&str; 14] = [
    "idle",
    "load_ratio",
    "open_work",
    "free_capacity",
    "pack",
    "occupancy",
    "tier",
    "position",
    "penalty",
    "proficiency_high",
    "proficiency_low",
    "label_match",
    "selector_score",
    "round_robin",
];

fn micros(seconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000)
}

fn instant(second: i64) -> i64 {
    micros(second.saturating_add(ORIGIN_S))
}

impl Agent {
    /// The agent as a configuration writes him.
    pub(super) fn config(&self) -> Result<Value, String> {
        let mut queues = Map::new();
        let mut add = |id: &String, membership: Membership| {
            queues
                .insert(id.clone(), membership.config())
                .map_or(Ok(()), |_| Err(format!("queue {id:?} twice")))
        };
        match &self.queues {
            Memberships::Plain(ids) => ids.iter().try_for_each(|id| add(id, Membership::default()))?,
            Memberships::Detailed(all) => all.iter().try_for_each(|(id, one)| {
                if one.ring == Some(0) {
                    return Err("ring is 0, but must be at least 1".to_owned());
                }
                add(id, *one)
            })?,
        }
        if !(0.0..=1.0).contains(&self.occupancy) {
            return Err(format!("occupancy is {}, but must lie between 0 and 1", self.occupancy));
        }
        let mut config = json!({
            "id": self.id,
            "queues": queues,
            "presence": self.state,
            "skills": self.skills,
            "labels": self.labels,
            "idle_since_us": instant(self.idle_since),
            "used_units": self.used,
            "occupancy_ppm": (self.occupancy * 1e6).round() as u32,
            "penalty": self.penalty,
        });
        if let Some(capacity) = &self.capacity {
            config["capacity"] = json!({
                "total": capacity.total,
                "cost": capacity.cost,
                "max": capacity.max,
                "interruptible_total": capacity.interruptible_total,
                "interruptible_channels": capacity.interruptible_channels,
            });
        }
        Ok(config)
    }
}

impl Membership {
    fn config(self) -> Value {
        json!({
            "rank": self.rank,
            "delay_us": micros(self.delay),
            "tier": self.tier,
            "ring": self.ring.unwrap_or(1),
            "penalty": self.penalty,
            "position": self.position,
        })
    }
}

impl Queue {
    /// The queue as a configuration writes it.
    pub(super) fn config(&self) -> Result<Value, String> {
        let selection = self.selection.clone().unwrap_or_else(|| json!(["idle"]));
        let keys = selection.as_array().ok_or("selection must be a list of keys")?;
        if let Some(key) = keys.iter().find(|key| !key.as_str().is_some_and(|key| SELECTION.contains(&key))) {
            return Err(format!("selection has {key}, but must be of {}", SELECTION.join(", ")));
        }
        if let Some(rule) = self.wait_rules.iter().find(|rule| rule.after < 1) {
            return Err(format!("after is {}, but must be at least 1", rule.after));
        }
        let rules = self.wait_rules.iter().map(|rule| {
            json!({
                "after_us": micros(rule.after),
                "set_priority": rule.set_priority,
                "move_to": rule.move_to,
                "remove": rule.remove,
            })
        });
        let rings = self.rings.iter();
        let rings = rings.map(|ring| json!({ "stay_us": ring.stay.map(micros), "remove": ring.remove }));
        let penalty_rules = self.penalty_rules.iter().map(|rule| {
            json!({ "after_us": micros(rule.after), "max_add": rule.max_add, "raise_to": rule.raise_to })
        });
        let tier_rules = self.tier_rules.as_ref().map(|rules| {
            json!({
                "wait_us": micros(rules.wait),
                "multiply": rules.multiply,
                "no_agent_no_wait": rules.no_agent_no_wait,
            })
        });
        Ok(json!({
            "id": self.id,
            "selection": selection,
            "scoring": match self.scoring {
                None | Some(Scoring::Strict) => "strict",
                Some(Scoring::ConversationScore) => "conversation_score",
                Some(Scoring::Accelerated) => "accelerated",
                Some(Scoring::AgePlusBase) => "age_plus_base",
            },
            "weight": self.weight,
            "push": self.push,
            "auto_accept": self.auto_accept,
            "on_timeout": self.on_timeout.as_ref().map(|presence| match presence {
                OnTimeout::Paused => "paused",
                OnTimeout::Offline => "offline",
            }),
            "max_offers": self.max_offers,
            "on_decline": match self.on_reject {
                Some(OnReject::Exclude) => "exclude",
                None | Some(OnReject::ExcludeUntilAll) => "exclude_until_all",
            },
            "max_waiting": self.max_len,
            "min_penalty": self.min_penalty,
            "max_penalty": self.max_penalty,
            "offer_timeout_us": self.offer_timeout.map(micros),
            "wrap_up_us": micros(self.wrapup),
            "wait_rules": rules.collect::<Vec<_>>(),
            "rings": rings.collect::<Vec<_>>(),
            "tier_rules": tier_rules,
            "penalty_rules": penalty_rules.collect::<Vec<_>>(),
        }))
    }
}

impl Action {
    /// The command as the router reads it.
    pub(super) fn command(&self) -> Value {
        match self {
            Self::Enqueue(item) => item.command(),
            Self::Accept { item, agent } => json!({ "type": "accept", "interaction": item, "agent": agent }),
            Self::Reject { item, agent } => json!({ "type": "decline", "interaction": item, "agent": agent }),
            Self::Complete { item, agent } => {
                json!({ "type": "complete", "interaction": item, "agent": agent })
            }
            Self::Abandon { item } => json!({ "type": "abandon", "interaction": item }),
            Self::AgentState { agent, state, reason } => {
                json!({ "type": "set_presence", "agent": agent, "presence": state, "reason": reason })
            }
            Self::ExtendWrapup { agent, by } => {
                json!({ "type": "extend_wrap_up", "agent": agent, "by_us": micros(*by) })
            }
            Self::EndWrapup { agent } => json!({ "type": "end_wrap_up", "agent": agent }),
            Self::AdjustAge { item, by } => {
                json!({ "type": "adjust_age", "interaction": item, "by_us": micros(*by) })
            }
            Self::ToCallback { item } => json!({ "type": "to_callback", "interaction": item }),
            Self::ForceAssign { item, agent } => {
                json!({ "type": "force_assign", "interaction": item, "agent": agent })
            }
            Self::Pull { agent } => json!({ "type": "pull", "agent": agent }),
            Self::SetSkill { agent, skill, level } => {
                json!({ "type": "set_skill", "agent": agent, "skill": skill, "level": level })
            }
        }
    }
}

impl Item {
    fn command(&self) -> Value {
        let requirements = self.require.iter().map(|need| {
            json!({
                "skill": need.skill,
                "op": need.op,
                "level": need.level,
                "expires_after_us": need.expires_after.map(micros),
            })
        });
        let steps = self.steps.iter().map(|step| {
            json!({
                "expr": step.expr,
                "duration_us": step.duration.map(micros),
                "consider_if": step.consider_if,
                "skip_if_none_available": step.skip_if_none_available,
            })
        });
        let mut command = json!({
            "type": "enqueue",
            "interaction": self.item,
            "queue": self.queue,
            "channel": self.channel,
            "priority": self.priority,
            "requirements": requirements.collect::<Vec<_>>(),
            "steps": steps.collect::<Vec<_>>(),
            "labels": self.labels,
            "age_adjustment_us": micros(self.age_adjust),
            "not_before_us": (self.not_before > 0).then(|| instant(self.not_before)),
            "head_start_us": micros(self.base_score),
        });
        for (key, value) in [("accel_per_min", &self.accel_per_min), ("max_priority", &self.max_priority)] {
            if !value.is_null() {
                command[key] = value.clone();
            }
        }
        command
    }
}

/// An event in the words of scenarios; those without a word there do not count.
pub(super) fn spoken(event: &Event) -> Option<Value> {
    Some(match event {
        Event::OfferMade { interaction, agent, .. } => {
            json!({ "ev": "offer", "item": interaction, "agent": agent })
        }
        Event::Assigned { interaction, agent, .. } => {
            json!({ "ev": "assigned", "item": interaction, "agent": agent })
        }
        Event::OfferExpired { interaction, agent, .. } => {
            json!({ "ev": "offer_expired", "item": interaction, "agent": agent })
        }
        Event::OfferRevoked { interaction, agent, .. } => {
            json!({ "ev": "offer_revoked", "item": interaction, "agent": agent })
        }
        Event::Moved { interaction, from, to, .. } => {
            json!({ "ev": "moved", "item": interaction, "to": to, "from": from })
        }
        Event::CallbackRequested { interaction, .. } => json!({ "ev": "callback", "item": interaction }),
        Event::Abandoned { interaction, .. } => {
            json!({ "ev": "removed", "item": interaction, "reason": "abandoned" })
        }
        Event::Removed { interaction, reason, .. } => {
            json!({ "ev": "removed", "item": interaction, "reason": reason })
        }
        Event::Blocked { arrival, cause } => {
            json!({ "ev": "removed", "item": arrival.interaction, "reason": cause })
        }
        Event::AgentStateChanged { agent, presence, reason } => {
            json!({ "ev": "agent_state", "agent": agent, "state": presence, "reason": reason })
        }
        Event::WrapUpEnded { agent } => json!({ "ev": "wrapup_end", "agent": agent }),
        _ => return None,
    })
}

/// A reject in the words of scenarios.
pub(super) fn refused(step: &Map<String, Value>, rejection: &Rejection) -> Value {
    let code = match rejection.code() {
        "unknown_interaction" => "unknown_item",
        "not_in_wrap_up" => "not_in_wrapup",
        code => code,
    };
    let mut event = json!({ "ev": "error", "code": code });
    for key in ["item", "agent"] {
        if let Some(id) = step.get(key) {
            event[key] = id.clone();
        }
    }
    event
}
