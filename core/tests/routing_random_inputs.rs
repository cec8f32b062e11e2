//! Random inputs: conservation and capacity hold at each step, a reject changes nothing, a snapshot and the
//! tail of the log equal the full replay, and inputs survive encoding. `KRARUP_RANDOM_INPUTS` sets how many.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{Command, Input, Place, Presence, Router, Verdict};
use krarup::time::Timestamp;
use random_inputs::{AGENTS, QUEUES, config, random_command};
use serde_json::json;

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
