//! A small centre and random commands for it, mostly sensible.

use krarup::random::Stream;
use krarup::routing::{Command, Config};
use serde_json::json;

pub(crate) const AGENTS: [&str; 5] = ["ann", "bo", "cy", "di", "ed"];
pub(crate) const QUEUES: [&str; 3] = ["sales", "service", "chat"];

pub(crate) fn config() -> Config {
    serde_json::from_value(json!({
        "limits": { "interactions": 12, "remembered_commands": 50, "remembered_interactions": 20 },
        "queues": [
            { "id": "sales", "offer_timeout_us": 5_000_000, "wrap_up_us": 3_000_000, "on_timeout": "paused" },
            { "id": "service", "offer_timeout_us": 8_000_000, "on_decline": "exclude" },
            { "id": "chat", "auto_accept": true, "wrap_up_us": 1_000_000 },
        ],
        "agents": AGENTS.iter().enumerate().map(|(i, id)| json!({
            "id": id,
            "presence": "available",
            "queues": {
                "sales": { "rank": i % 2, "delay_us": i * 2_000_000 },
                "service": { "rank": 1 },
                "chat": {},
            },
            "skills": { "en": i, "da": 5 - i },
            "capacity": { "total": 1 + i, "cost": { "voice": 2.min(1 + i) }, "max": { "chat": 2 } },
        })).collect::<Vec<_>>(),
    }))
    .unwrap()
}

fn one_of<'a>(draws: &mut Stream, list: &[&'a str]) -> &'a str {
    list[draws.next_u64() as usize % list.len()]
}

pub(crate) fn random_command(draws: &mut Stream) -> Command {
    let interaction = format!("i{}", draws.next_u64() % 40);
    let agent = one_of(draws, &AGENTS);
    let value = match draws.next_u64() % 20 {
        0..=4 => json!({ "type": "enqueue", "interaction": interaction, "queue": one_of(draws, &QUEUES),
            "channel": one_of(draws, &["voice", "chat"]), "priority": draws.next_u64() % 3,
            "requirements": [{ "skill": one_of(draws, &["en", "da"]), "level": draws.next_u64() % 4,
                "expires_after_us": 10_000_000 }] }),
        5..=8 => json!({ "type": "accept", "interaction": interaction, "agent": agent }),
        9 => json!({ "type": "decline", "interaction": interaction, "agent": agent }),
        10 => json!({ "type": "connected", "interaction": interaction }),
        11 => {
            json!({ "type": one_of(draws, &["hold", "resume", "connect_failed"]), "interaction": interaction })
        }
        12..=14 => json!({ "type": "complete", "interaction": interaction }),
        15 => json!({ "type": "abandon", "interaction": interaction }),
        16 => json!({ "type": "transfer", "interaction": interaction, "queue": one_of(draws, &QUEUES) }),
        17 => json!({ "type": "set_presence", "agent": agent, "reason": "coffee",
            "presence": one_of(draws, &["available", "available", "paused", "offline"]) }),
        18 => json!({ "type": "set_skill", "agent": agent, "skill": "en", "level": draws.next_u64() % 5 }),
        _ => json!({ "type": one_of(draws, &["end_wrap_up"]), "agent": agent }),
    };
    serde_json::from_value(value).unwrap()
}
