//! A small centre and random commands for it, mostly sensible.

use krarup::random::Stream;
use krarup::routing::{Command, Config, Place, Router};
use serde_json::{Value, json};

pub(crate) const AGENTS: [&str; 5] = ["ann", "bo", "cy", "di", "ed"];
pub(crate) const QUEUES: [&str; 5] = ["sales", "service", "chat", "rings", "tiers"];
pub(crate) const INTERACTIONS: u64 = 40;

pub(crate) fn config() -> Config {
    serde_json::from_value(json!({
        "calendars": [{ "id": "hours", "open": [
            { "from_us": 60_000_000, "to_us": 4_000_000_000_000_i64 },
            // The golden file begins 200 s before.
            { "from_us": 1_777_000_200_000_000_i64, "to_us": 1_800_000_000_000_000_i64 },
        ] }],
        "agent_lease_us": 90_000_000, "contact_lease_us": 120_000_000,
        "attributes": ["seniority", "value"], "seed": 3,
        "entry_rules": [{ "queue": "service" },
                        { "when": { "menu": ["1"] }, "queue": "sales", "priority": 2 },
                        { "when": { "language": ["d*"] }, "skills_from": { "language": 1 } }],
        "plans": [{ "id": "busy", "message": "busy", "queues": { "sales": { "max_offers": 2, "callbacks": { "attempts": 1 } } },
                    "trigger": { "queue": "sales", "when": { "waiting_at_least": 2 }, "hold_us": 5_000_000 } },
                  { "id": "help", "agents": { "di": { "queues": { "chat": null }, "skills": { "fr": 3 } } } }],
        "limits": { "remembered_subjects": 3, "interactions": 12, "remembered_commands": 50, "remembered_interactions": 20 },
        "queues": [
            { "id": "sales", "offer_timeout_us": 5_000_000, "wrap_up_us": 3_000_000, "on_timeout": "paused", "max_misses": 2,
              "regain_within_us": 40_000_000,
              "callbacks": { "first": "customer", "attempts": 2, "retry_after_us": 7_000_000, "dial_timeout_us": 4_000_000 },
              "sticky": { "logged_in_us": 6_000_000, "logged_out_us": 2_000_000 },
              "wait_rules": [{ "after_us": 9_000_000, "set_priority": 9 },
                             { "after_us": 20_000_000, "move_to": "service" }] },
            { "id": "service", "offer_timeout_us": 8_000_000, "on_decline": "exclude", "max_offers": 3,
              "offer_more_after_us": 2_000_000, "calendar": "hours",
              "selection": ["score", "load_ratio", "proficiency_high", "least_talk", "idle"],
              "score": { "choose": { "if": { "interaction": "value" }, "at_least": 2, "then": { "agent": "seniority" }, "else": 1 } },
              "callbacks": { "attempts": 2, "retry_after_us": 6_000_000 }, "scoring": "conversation_score",
              "wait_rules": [{ "after_us": 40_000_000, "remove": "too_long" },
                             { "when": { "closed": true }, "move_to": "tiers" },
                             { "when": { "nobody_logged_in": true }, "move_to": "tiers", "set_priority": 1 },
                             { "when": { "waiting_at_least": 3 }, "on_arrival": true, "offer_callback": true },
                             { "when": { "estimated_wait_at_least_us": 30_000_000, "estimator": "head_of_line" },
                               "move_to": "rings" }] },
            { "id": "chat", "auto_accept": true, "wrap_up_us": 1_000_000, "max_waiting": 2,
              "wrap_up_mode": "mandatory", "reserves": [{ "agents": 2, "below_priority": 1 }],
              "selection": ["occupancy", "round_robin"], "scoring": "accelerated",
              "wait_rules": [{ "when": { "estimated_wait_at_least_us": 9_000_000 }, "set_priority": 7 }] },
            { "id": "rings", "rings": [{ "stay_us": 4_000_000, "remove": ["en"] }, { "stay_us": 4_000_000 }, {}],
              "wrap_up_mode": "manual",
              "selection": ["selector_score", "label_match", "share_of_queue", "share_of_agent", "fewest"], "scoring": "age_plus_base", "weight": 1 },
            { "id": "tiers", "tier_rules": { "wait_us": 3_000_000, "multiply": true, "no_agent_no_wait": true },
              "max_penalty": 2, "penalty_rules": [{ "after_us": 6_000_000, "max_add": 3, "raise_to": 1 }],
              "selection": ["tier", "penalty", "free_capacity", "weighted_random"], "scoring": "service_level",
              "target_wait_us": 20_000_000, "regain_within_us": 60_000_000, "offer_timeout_us": 6_000_000, "push": true },
        ],
        "agents": AGENTS.iter().enumerate().map(|(i, id)| json!({
            "id": id,
            "presence": "available",
            "queues": {
                "sales": { "rank": i % 2, "delay_us": i * 2_000_000 },
                "service": { "rank": 1 },
                "chat": {},
                "rings": { "ring": 1 + i % 3 },
                "tiers": { "tier": i % 3, "penalty": i },
            },
            "skills": { "en": i, "da": 5 - i },
            "attributes": { "seniority": i % 3 },
            "trainee": if i == 3 { json!({ "mentor": "bo", "max_priority": 1 }) } else { json!(null) },
            "trainees_at_once": 1,
            "labels": { "region": if i % 2 == 0 { "north" } else { "south" } },
            "capacity": { "total": 1 + i, "cost": { "voice": 2.min(1 + i) }, "max": { "chat": 2 },
                          "interruptible_total": if i == 4 { json!(1) } else { json!(null) },
                          "interruptible_channels": ["email"] },
        })).collect::<Vec<_>>(),
    }))
    .unwrap()
}

fn one_of<'a>(draws: &mut Stream, list: &[&'a str]) -> &'a str {
    list[draws.next_u64() as usize % list.len()]
}

fn random_steps(draws: &mut Stream) -> Value {
    let agent = one_of(draws, &AGENTS);
    match draws.next_u64() % 6 {
        0 => {
            json!([{ "expr": { "agent": [agent] }, "duration_us": 5_000_000, "skip_if_none_available": true }])
        }
        1 => json!([{ "expr": { "and": [{ "skill": "en", "level": 3 }, { "not": { "agent": [agent] } }] },
                      "duration_us": 3_000_000 },
                    { "expr": { "or": [{ "skill": "da" }, { "skill": "en", "op": "==", "level": 2 }] } }]),
        _ => json!([]),
    }
}

/// The same centre with other rules, one agent fewer or one more: what a change of configuration goes to.
fn another_config(draws: &mut Stream) -> Config {
    let mut config = config();
    match draws.next_u64() % 5 {
        0 => config.queues[0].wait_rules.reverse(),
        1 => config.agents.truncate(4),
        2 => config.queues[1].max_offers = 1,
        3 => config.plans.truncate(1),
        _ => {}
    }
    config
}

/// Of the interactions the router has, one that is where it should be; otherwise any.
fn sensible(
    draws: &mut Stream,
    router: &Router,
    is_there: impl Fn(&Place) -> bool,
) -> (String, Option<String>) {
    let known = (0..INTERACTIONS).map(|number| format!("i{number}"));
    let known = known.filter_map(|id| router.interaction(&id).ok());
    let there: Vec<_> = known.filter(|interaction| is_there(&interaction.place)).collect();
    if there.is_empty() || draws.next_u64().is_multiple_of(8) {
        return (format!("i{}", draws.next_u64() % INTERACTIONS), None);
    }
    let interaction = there[draws.next_u64() as usize % there.len()];
    let agent = match &interaction.place {
        Place::Offered { offers } => offers.keys().next().cloned(),
        _ => None,
    };
    (interaction.facts.interaction.to_string(), agent)
}

/// An agent who has nothing to do, if there is one, as who is asked by name should be.
fn idle(draws: &mut Stream, router: &Router) -> String {
    let agents = router.overview().agents.into_iter();
    let idle: Vec<String> = agents.filter(|one| one.idle_since.is_some()).map(|one| one.agent).collect();
    match idle.is_empty() || draws.next_u64().is_multiple_of(8) {
        true => one_of(draws, &AGENTS).to_owned(),
        false => idle[draws.next_u64() as usize % idle.len()].clone(),
    }
}

/// An interaction about which an agent is consulted, and one who is.
fn consulting(draws: &mut Stream, router: &Router) -> Option<(String, String)> {
    let known = (0..INTERACTIONS).filter_map(|number| router.interaction(&format!("i{number}")).ok());
    let others = known.flat_map(|interaction| {
        interaction.others.keys().map(|agent| (interaction.facts.interaction.to_string(), agent.clone()))
    });
    let others: Vec<_> = others.collect();
    (!others.is_empty()).then(|| others[draws.next_u64() as usize % others.len()].clone())
}

pub(crate) fn random_command(draws: &mut Stream, router: &Router) -> Command {
    let interaction = format!("i{}", draws.next_u64() % INTERACTIONS);
    let companion = idle(draws, router);
    let agent = one_of(draws, &AGENTS);
    if draws.next_u64().is_multiple_of(400) {
        return Command::Configure { config: Box::new(another_config(draws)) };
    }
    let customer = format!("customer {}", draws.next_u64() % 4);
    let offered = |place: &Place| matches!(place, Place::Offered { .. });
    let queued = |place: &Place| !matches!(place, Place::Assigned { .. });
    let dialling = |place: &Place| matches!(place, Place::Dialling { .. });
    let assigned = |place: &Place| matches!(place, Place::Assigned { .. });
    let apart = |place: &Place| matches!(place, Place::Assigned { connected: false, .. });
    let held = |place: &Place| matches!(place, Place::Assigned { held: true, .. });
    let joined = |place: &Place| matches!(place, Place::Assigned { connected: true, .. });
    let value = match draws.next_u64() % 45 {
        0..=5 => json!({ "type": "enqueue", "interaction": interaction, "queue": one_of(draws, &QUEUES),
            "channel": one_of(draws, &["voice", "chat", "email"]), "priority": draws.next_u64() % 3,
            "accel_per_min": 0.5, "callback": draws.next_u64().is_multiple_of(3), "attributes": { "value": draws.next_u64() % 4 }, "max_priority": 4, "steps": random_steps(draws), "subject": customer,
            "preferred": if draws.next_u64().is_multiple_of(5) {
                json!([{ "agent": agent, "hold": { "logged_in_us": 4_000_000, "logged_out_us": 1_000_000 } }])
            } else {
                json!([])
            },
            "labels": { "region": one_of(draws, &["north", "south"]) },
            // Now and then one that nobody can ever meet.
            "requirements": if draws.next_u64().is_multiple_of(20) {
                json!([{ "skill": "fr" }])
            } else {
                json!([{ "skill": one_of(draws, &["en", "da"]), "level": draws.next_u64() % 4,
                    "expires_after_us": 10_000_000 }])
            } }),
        6..=9 | 33 => {
            let (interaction, asked) = sensible(draws, router, offered);
            json!({ "type": "accept", "interaction": interaction, "agent": asked.unwrap_or(agent.to_owned()) })
        }
        10 => {
            let (interaction, asked) = sensible(draws, router, offered);
            json!({ "type": "decline", "interaction": interaction, "agent": asked.unwrap_or(agent.to_owned()) })
        }
        11 => json!({ "type": "connected", "interaction": interaction }),
        12 if draws.next_u64().is_multiple_of(2) => {
            json!({ "type": "connect_failed", "interaction": sensible(draws, router, apart).0 })
        }
        12 => json!({ "type": "resume", "interaction": sensible(draws, router, held).0 }),
        13 | 14 | 34 => {
            json!({ "type": "complete", "interaction": sensible(draws, router, assigned).0 })
        }
        15 | 44 => {
            let (interaction, _) = sensible(draws, router, joined);
            json!({ "type": one_of(draws, &["hold", "resume"]), "interaction": interaction })
        }
        16 => {
            let (interaction, _) = sensible(draws, router, queued);
            json!({ "type": one_of(draws, &["abandon", "to_callback"]), "interaction": interaction })
        }
        17 => json!({ "type": "transfer", "interaction": interaction, "queue": one_of(draws, &QUEUES) }),
        18 | 19 | 39 | 40 => json!({ "type": "set_presence", "agent": agent, "reason": "coffee",
            "presence": one_of(draws, &["available", "available", "available", "available", "paused", "offline"]) }),
        20 => json!({ "type": "set_skill", "agent": agent, "skill": "en", "level": draws.next_u64() % 5 }),
        21 => json!({ "type": "pull", "agent": agent }),
        22 => json!({ "type": "adjust_age", "interaction": interaction,
            "by_us": (draws.next_u64() % 20_000_000) as i64 - 10_000_000 }),
        23 => json!({ "type": "heartbeat", "agent": agent }),
        26 => {
            json!({ "type": "arrive", "interaction": interaction, "self_service": draws.next_u64().is_multiple_of(4),
            "details": { "menu": one_of(draws, &["1", "2"]), "language": one_of(draws, &["da", "en"]) } })
        }
        27 if draws.next_u64().is_multiple_of(2) => {
            json!({ "type": "update", "interaction": interaction, "attributes": { "value": draws.next_u64() % 4 },
                    "requirements": [{ "skill": "en", "level": draws.next_u64() % 4 }] })
        }
        27 => json!({ "type": "classify", "interaction": interaction, "details": { "menu": "2" } }),
        28 | 43 => {
            let (interaction, _) = sensible(draws, router, dialling);
            json!({ "type": one_of(draws, &["callback_answered", "callback_failed"]), "interaction": interaction })
        }
        29 | 37 | 38 => {
            let (interaction, _) = sensible(draws, router, joined);
            json!({ "type": one_of(draws, &["consult", "hand_over"]), "interaction": interaction, "agent": companion })
        }
        30 | 42 => {
            let (interaction, agent) = consulting(draws, router).unwrap_or((interaction, companion));
            json!({ "type": one_of(draws, &["conference", "leave"]), "interaction": interaction, "agent": agent })
        }
        31 => {
            json!({ "type": one_of(draws, &["activate_plan", "withdraw_plan"]), "plan": one_of(draws, &["busy", "help"]) })
        }
        32 | 35 | 36 => json!({ "type": "connected", "interaction": sensible(draws, router, assigned).0 }),
        24 => json!({ "type": "keep_alive", "interaction": interaction }),
        _ if draws.next_u64().is_multiple_of(5) => {
            json!({ "type": "extend_wrap_up", "agent": agent, "by_us": 2_000_000 })
        }
        _ => json!({ "type": "end_wrap_up", "agent": agent }),
    };
    serde_json::from_value(value).unwrap()
}
