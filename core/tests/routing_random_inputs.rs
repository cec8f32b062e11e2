//! Random inputs: conservation and capacity hold at each step, a reject changes nothing, a snapshot and the
//! tail of the log equal the full replay, and inputs survive encoding. `KRARUP_RANDOM_INPUTS` sets how many.
#![allow(clippy::unwrap_used)]

use krarup::random::Stream;
use krarup::routing::{Command, Config, Input, Place, Presence, Router, Verdict};
use krarup::time::Timestamp;
use serde_json::json;

const AGENTS: [&str; 5] = ["ann", "bo", "cy", "di", "ed"];
const QUEUES: [&str; 3] = ["sales", "service", "chat"];

fn config() -> Config {
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

fn random_command(draws: &mut Stream) -> Command {
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

fn check_invariants(router: &Router) {
    let mut units = std::collections::BTreeMap::<&str, u32>::new();
    for queue in QUEUES {
        for interaction in router.waiting(queue, usize::MAX).unwrap() {
            let id = &interaction.facts.interaction;
            if interaction.place == Place::Waiting {
                let verdicts = router.explain(id).unwrap();
                let idle = verdicts.iter().find(|v| matches!(v.verdict, Verdict::Eligible { .. }));
                assert!(idle.is_none(), "{id} waits although {idle:?} could take it");
            }
        }
    }
    for n in 0..40 {
        let Ok(interaction) = router.interaction(&format!("i{n}")) else { continue };
        if let Place::Offered { agent, .. } | Place::Assigned { agent, .. } = &interaction.place {
            let capacity = &router.agent(agent).unwrap().config.capacity;
            *units.entry(agent).or_default() += capacity.cost.get(&interaction.facts.channel).unwrap_or(&1);
        }
        if let Place::Offered { agent, .. } = &interaction.place {
            assert_eq!(router.agent(agent).unwrap().presence, Presence::Available, "{agent} is asked");
        }
    }
    for (agent, used) in units {
        let total = router.agent(agent).unwrap().config.capacity.total;
        assert!(used <= total, "{agent} has {used} of {total} units");
    }
}

#[test]
fn a_long_random_run_keeps_every_law() {
    let count = std::env::var("KRARUP_RANDOM_INPUTS").map_or(1_000_000, |text| text.parse().unwrap());
    let mut draws = Stream::new(7, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut restored = Router::restore(&router.snapshot()).unwrap();
    let (mut now, mut accepted) = (0, 0_u64);
    for step in 0..count {
        // Mostly forwards, now and then backwards.
        now += (draws.next_u64() % 2_000_000) as i64 - 20_000;
        let at = Timestamp::from_micros(now);
        let command = random_command(&mut draws);
        let sampled = step % 997 == 0;
        let mut untouched = sampled.then(|| router.clone());
        let outcome = router.apply(at, None, command);
        match (&outcome, &mut untouched) {
            (Err(_), Some(before)) => {
                before.tick(at).unwrap();
                assert_eq!(before.digest(), router.digest(), "a reject changed more than a tick");
            }
            (Ok(_), _) => accepted += 1,
            _ => {}
        }
        check_invariants(&router);
        for input in router.drain_inputs().into_iter().filter(|input| input.seq > 0) {
            let decoded = Input::decode(&input.encode()).unwrap();
            assert_eq!(decoded, input);
            let _ = restored.replay(decoded);
        }
        restored.drain_inputs();
        if sampled {
            assert_eq!(restored.digest(), router.digest(), "snapshot and tail differ from the router");
            restored = Router::restore(&router.snapshot()).unwrap();
        }
        now = router.now().as_micros();
    }
    assert!(accepted > count / 10, "only {accepted} of {count} commands were accepted");
}

#[test]
fn a_repeated_command_id_returns_the_first_receipt() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let call = |id: &str| -> Command {
        serde_json::from_value(json!({ "type": "enqueue", "interaction": id, "queue": "sales" })).unwrap()
    };
    let first = router.apply(Timestamp::from_seconds(1), Some("c1"), call("a")).unwrap();
    let digest = router.digest();
    let again = router.apply(Timestamp::from_seconds(9), Some("c1"), call("b")).unwrap();
    assert!(again.repeated);
    assert_eq!(again.events, first.events);
    assert_eq!(router.digest(), digest);
}

#[test]
fn a_failed_offer_keeps_the_place() {
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    for agent in &AGENTS[1..] {
        let off = json!({ "type": "set_presence", "agent": agent, "presence": "offline" });
        router.apply(Timestamp::from_seconds(0), None, serde_json::from_value(off).unwrap()).unwrap();
    }
    for (at, id) in [(1, "a"), (2, "b")] {
        let call = json!({ "type": "enqueue", "interaction": id, "queue": "sales" });
        router.apply(Timestamp::from_seconds(at), None, serde_json::from_value(call).unwrap()).unwrap();
    }
    router.tick(Timestamp::from_seconds(6)).unwrap();
    let order: Vec<_> =
        router.waiting("sales", 9).unwrap().iter().map(|i| i.facts.interaction.clone()).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(router.agent("ann").unwrap().presence, Presence::Paused);
}
