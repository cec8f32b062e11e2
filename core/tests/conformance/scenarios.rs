//! Routing scenarios: a file's agents, queues and timed commands put to the router, its events compared.
//!
//! What the router cannot do yet is an unknown key here, so a scenario that needs it is unsupported, never
//! half run.

use crate::outcome::Failure;
use krarup::routing::{Command, Config, Event, Rejection, Router};
use krarup::time::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Second 0 of a scenario.
const ORIGIN_S: i64 = 1_800_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agent {
    id: String,
    queues: Memberships,
    #[serde(default = "available")]
    state: String,
    #[serde(default)]
    skills: BTreeMap<String, i32>,
    #[serde(default)]
    idle_since: i64,
    #[serde(default)]
    capacity: Option<Capacity>,
}

fn available() -> String {
    "available".to_owned()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Memberships {
    Plain(Vec<String>),
    Detailed(BTreeMap<String, Membership>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Membership {
    #[serde(default)]
    rank: i32,
    #[serde(default)]
    delay: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Capacity {
    total: u32,
    #[serde(default)]
    cost: BTreeMap<String, u32>,
    #[serde(default)]
    max: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Queue {
    id: String,
    #[serde(default)]
    auto_accept: bool,
    #[serde(default)]
    on_timeout: Option<String>,
    #[serde(default)]
    on_reject: Option<String>,
    #[serde(default)]
    offer_timeout: Option<i64>,
    #[serde(default)]
    wrapup: i64,
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    Enqueue {
        item: String,
        queue: String,
        #[serde(default)]
        channel: Option<String>,
        #[serde(default)]
        priority: i32,
        #[serde(default)]
        require: Vec<Require>,
    },
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
    SetSkill {
        agent: String,
        skill: String,
        level: Option<i32>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Require {
    skill: String,
    op: String,
    level: i32,
    #[serde(default)]
    expires_after: Option<i64>,
}

const MICROS: i64 = 1_000_000;

impl Agent {
    fn config(&self) -> Value {
        let plain = |ids: &Vec<String>| ids.iter().map(|id| (id.clone(), json!({}))).collect();
        let queues: Map<String, Value> = match &self.queues {
            Memberships::Plain(ids) => plain(ids),
            Memberships::Detailed(all) => all
                .iter()
                .map(|(id, m)| (id.clone(), json!({ "rank": m.rank, "delay_us": m.delay * MICROS })))
                .collect(),
        };
        let mut config = json!({
            "id": self.id,
            "queues": queues,
            "presence": self.state,
            "skills": self.skills,
            "idle_since_us": (ORIGIN_S + self.idle_since) * MICROS,
        });
        if let Some(Capacity { total, cost, max }) = &self.capacity {
            config["capacity"] = json!({ "total": total, "cost": cost, "max": max });
        }
        config
    }
}

impl Queue {
    fn config(&self) -> Value {
        json!({
            "id": self.id,
            "auto_accept": self.auto_accept,
            "on_timeout": self.on_timeout,
            "on_decline": self.on_reject.as_deref().unwrap_or("exclude_until_all"),
            "offer_timeout_us": self.offer_timeout.map(|seconds| seconds * MICROS),
            "wrap_up_us": self.wrapup * MICROS,
        })
    }
}

impl Action {
    fn command(&self) -> Value {
        match self {
            Self::Enqueue { item, queue, channel, priority, require } => json!({
                "type": "enqueue",
                "interaction": item,
                "queue": queue,
                "channel": channel.as_deref().unwrap_or("voice"),
                "priority": priority,
                "requirements": require.iter().map(|r| json!({
                    "skill": r.skill,
                    "op": r.op,
                    "level": r.level,
                    "expires_after_us": r.expires_after.map(|seconds| seconds * MICROS),
                })).collect::<Vec<_>>(),
            }),
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
                json!({ "type": "extend_wrap_up", "agent": agent, "by_us": by * MICROS })
            }
            Self::EndWrapup { agent } => json!({ "type": "end_wrap_up", "agent": agent }),
            Self::SetSkill { agent, skill, level } => {
                json!({ "type": "set_skill", "agent": agent, "skill": skill, "level": level })
            }
        }
    }
}

/// An event in the words of scenarios; those without a word there do not count.
fn spoken(event: &Event) -> Option<Value> {
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
        Event::Abandoned { interaction, .. } => {
            json!({ "ev": "removed", "item": interaction, "reason": "abandoned" })
        }
        Event::AgentStateChanged { agent, presence, reason } => {
            json!({ "ev": "agent_state", "agent": agent, "state": presence, "reason": reason })
        }
        Event::WrapUpEnded { agent } => json!({ "ev": "wrapup_end", "agent": agent }),
        _ => return None,
    })
}

/// A reject in the words of scenarios.
fn refused(step: &Map<String, Value>, rejection: &Rejection) -> Value {
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

fn unsupported(problem: impl ToString) -> Failure {
    Failure::Unsupported(problem.to_string())
}

/// The file's agents or queues with the scenario's over them, by id.
fn extended(shared: Option<&Value>, own: &Value, list: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let lists = [shared.and_then(|setup| setup.get(list)), own.get(list)];
    for entry in lists.into_iter().flatten().filter_map(Value::as_array).flatten() {
        match all.iter_mut().find(|known| known["id"] == entry["id"]) {
            Some(known) => {
                for (key, value) in entry.as_object().into_iter().flatten() {
                    known[key] = value.clone();
                }
            }
            None => all.push(entry.clone()),
        }
    }
    all
}

fn router(scenario: &Value, shared: Option<&Value>) -> Result<Router, Failure> {
    let own = scenario.get("setup").unwrap_or(&Value::Null);
    let parse = |entry: Value| serde_json::from_value::<Agent>(entry).map_err(unsupported);
    let agents = extended(shared, own, "agents")
        .into_iter()
        .map(|entry| parse(entry).map(|agent| agent.config()))
        .collect::<Result<Vec<_>, _>>()?;
    let queues = extended(shared, own, "queues")
        .into_iter()
        .map(|entry| serde_json::from_value::<Queue>(entry).map(|queue| queue.config()).map_err(unsupported))
        .collect::<Result<Vec<_>, _>>()?;
    let basis = own.get("idle_basis").or_else(|| shared?.get("idle_basis"));
    let config = json!({
        "agents": agents,
        "queues": queues,
        "idle_basis": basis.and_then(Value::as_str).unwrap_or("last_contact_end"),
    });
    let config: Config = serde_json::from_value(config).map_err(unsupported)?;
    Router::new(config, Timestamp::from_seconds(ORIGIN_S)).map_err(|error| Failure::Failed(error.to_string()))
}

/// Runs one routing scenario; `shared` is the file's own setup.
pub(crate) fn run_scenario(scenario: &Value, shared: Option<&Value>) -> Result<(), Failure> {
    let mut router = router(scenario, shared)?;
    let mut steps: Vec<(i64, Map<String, Value>, Action)> = Vec::new();
    for step in scenario["steps"].as_array().into_iter().flatten() {
        let given = step.as_object().cloned().unwrap_or_default();
        let mut rest = given.clone();
        let t = rest.remove("t").and_then(|t| t.as_i64()).ok_or_else(|| unsupported("a step without t"))?;
        steps.push((t, given, serde_json::from_value(rest.into()).map_err(unsupported)?));
    }
    steps.sort_by_key(|(t, ..)| *t);
    let last = steps.last().map_or(0, |(t, ..)| *t);
    let end = scenario["run_until"].as_i64().unwrap_or(last).max(last);

    let mut seen: Vec<Value> = Vec::new();
    let mut hear = |at: Timestamp, event: Option<Value>| {
        let Some(mut event) = event else { return };
        event["t"] = json!(at.as_micros() / MICROS - ORIGIN_S);
        seen.push(event);
    };
    for (t, given, action) in &steps {
        let at = Timestamp::from_seconds(ORIGIN_S + t);
        let command: Command = serde_json::from_value(action.command()).map_err(unsupported)?;
        let (receipt, error) = match router.apply(at, None, command) {
            Ok(receipt) => (Some(receipt), None),
            Err(rejection) => (rejection.tick.as_deref().cloned(), Some(refused(given, &rejection))),
        };
        receipt.iter().flat_map(|receipt| &receipt.events).for_each(|(at, event)| hear(*at, spoken(event)));
        hear(at, error);
    }
    let end = router.tick(Timestamp::from_seconds(ORIGIN_S + end)).map_err(unsupported)?;
    end.events.iter().for_each(|(at, event)| hear(*at, spoken(event)));
    compare(scenario, &seen)
}

fn compare(scenario: &Value, seen: &[Value]) -> Result<(), Failure> {
    let list = |key: &str| scenario[key].as_array().cloned().unwrap_or_default();
    let observed = list("observe");
    let got: Vec<&Value> = seen.iter().filter(|event| observed.contains(&event["ev"])).collect();
    let expected = list("expect");
    for place in 0..got.len().max(expected.len()) {
        let (got, expected) = (got.get(place).copied(), expected.get(place));
        if got != expected {
            let show = |event: Option<&Value>| event.map_or("nothing more".to_owned(), Value::to_string);
            let (expected, got) = (show(expected), show(got));
            return Err(Failure::Failed(format!("event {place}: expected {expected}, got {got}")));
        }
    }
    for never in list("never") {
        let matches = |event: &&Value| {
            ["ev", "item", "agent"].iter().all(|key| never[*key].is_null() || never[*key] == event[*key])
        };
        if let Some(event) = seen.iter().find(matches) {
            return Err(Failure::Failed(format!("{event} must never happen")));
        }
    }
    Ok(())
}
