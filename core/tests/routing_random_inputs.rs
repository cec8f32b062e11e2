//! Random inputs: conservation and capacity hold at each step, a reject changes nothing, a snapshot and the
//! tail of the log equal the full replay, and inputs survive encoding. `KRARUP_RANDOM_INPUTS` sets how many.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    CallbackFirst, Command, Config, Event, Input, Place, Presence, Receipt, Router, Verdict,
};
use krarup::time::Timestamp;
use random_inputs::{AGENTS, INTERACTIONS, QUEUES, config, random_command};
use serde_json::json;
use std::collections::BTreeMap;

fn dialling(router: &Router) -> usize {
    let queued = QUEUES.iter().flat_map(|queue| router.waiting(queue, usize::MAX).unwrap());
    queued.filter(|one| matches!(one.place, Place::Dialling { .. })).count()
}

fn check_invariants(router: &Router) {
    let mut units = BTreeMap::<&str, u32>::new();
    for queue in QUEUES {
        for interaction in router.waiting(queue, usize::MAX).unwrap() {
            let id = &interaction.facts.interaction;
            let view = router.queue(queue).unwrap();
            let offers = match &interaction.place {
                Place::Offered { offers } => offers.len(),
                _ => 0,
            };
            // A configuration that allows fewer takes no open offer back.
            assert!(offers <= 3, "{id} is offered {offers} times");
            if view.config.push && interaction.place == Place::Waiting {
                let verdicts = router.explain(id).unwrap();
                let idle = verdicts.iter().filter(|v| matches!(v.verdict, Verdict::Eligible { .. }));
                // Of customers who are rung first, no more are rung than agents are free.
                let is_rung_first =
                    interaction.is_callback && view.config.callbacks.first == CallbackFirst::Customer;
                let rung = if is_rung_first { dialling(router) } else { 0 };
                assert!(
                    idle.clone().count() <= rung,
                    "{id} waits although {:?} could take it",
                    idle.collect::<Vec<_>>()
                );
            }
        }
    }
    for n in 0..INTERACTIONS {
        let Ok(interaction) = router.interaction(&format!("i{n}")) else { continue };
        let holders: Vec<&String> = match &interaction.place {
            Place::Waiting | Place::Dialling { .. } => Vec::new(),
            Place::Offered { offers } => offers.keys().collect(),
            Place::Assigned { agent, .. } => interaction.others.keys().chain([agent]).collect(),
        };
        for agent in holders {
            let capacity = &router.agent(agent).unwrap().config.capacity;
            *units.entry(agent).or_default() += capacity.cost.get(&interaction.facts.channel).unwrap_or(&1);
            if let Place::Offered { .. } = interaction.place {
                assert_eq!(router.agent(agent).unwrap().presence, Presence::Available, "{agent} is asked");
            }
        }
    }
    for (agent, used) in units {
        let capacity = &router.agent(agent).unwrap().config.capacity;
        let total = capacity.total + capacity.interruptible_total.unwrap_or(0);
        assert!(used <= total, "{agent} has {used} of {total} units");
    }
    if let Some(due) = router.next_deadline() {
        assert!(due > router.now(), "a deadline at {due} is past at {}", router.now());
    }
}

/// offered = finished + waiting + being offered + with agents, counted from the events alone.
#[derive(Default)]
struct Ledger {
    queued: i64,
    ended: i64,
}

impl Ledger {
    fn hear(&mut self, receipt: &Receipt) {
        for (_, event) in &receipt.events {
            match event {
                Event::InteractionQueued(_) => self.queued += 1,
                Event::Completed { .. }
                | Event::Abandoned { .. }
                | Event::Removed { .. }
                | Event::ContactLost { .. } => self.ended += 1,
                _ => {}
            }
        }
    }

    fn check(&self, router: &Router) {
        let views = QUEUES.map(|queue| router.queue(queue).unwrap());
        let inside: usize = views.iter().map(|view| view.waiting + view.offered + view.assigned).sum();
        assert_eq!(self.queued - self.ended, inside as i64, "an interaction was lost or doubled");
    }
}

#[test]
fn a_long_random_run_keeps_every_law() {
    let count = std::env::var("KRARUP_RANDOM_INPUTS").map_or(1_000_000, |text| text.parse().unwrap());
    let mut draws = Stream::new(7, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut restored = Router::restore(&router.snapshot()).unwrap();
    let (mut now, mut accepted, mut ledger) = (0, 0_u64, Ledger::default());
    for step in 0..count {
        // Mostly forwards, now and then backwards.
        now += (draws.next_u64() % 2_000_000) as i64 - 20_000;
        let at = Timestamp::from_micros(now);
        let command = random_command(&mut draws, &router);
        let sampled = step % 997 == 0;
        let mut untouched = sampled.then(|| router.clone());
        let id = draws.next_u64().is_multiple_of(4).then(|| format!("k{}", draws.next_u64() % 80));
        let outcome = router.apply(at, id.as_deref(), command);
        match (&outcome, &mut untouched) {
            (Ok(receipt), Some(before)) if receipt.repeated => {
                assert_eq!(before.digest(), router.digest(), "a repeated command changed something");
            }
            (Err(_), Some(before)) => {
                before.tick(at).unwrap();
                assert_eq!(before.digest(), router.digest(), "a reject changed more than a tick");
            }
            (Ok(_), _) => accepted += 1,
            _ => {}
        }
        match &outcome {
            Ok(receipt) if receipt.repeated => {}
            Ok(receipt) => ledger.hear(receipt),
            Err(rejection) => rejection.tick.iter().for_each(|tick| ledger.hear(tick)),
        }
        ledger.check(&router);
        check_invariants(&router);
        for input in router.drain_inputs().unwrap().into_iter().filter(|input| input.seq > 0) {
            let decoded = Input::decode(&input.encode()).unwrap();
            assert_eq!(decoded, input);
            restored.replay(decoded).unwrap();
        }
        if sampled {
            assert_eq!(restored.digest(), router.digest(), "snapshot and tail differ from the router");
            restored = Router::restore(&router.snapshot()).unwrap();
        }
        now = router.now().as_micros();
    }
    assert_eq!(restored.drain_inputs().unwrap(), [], "a replayed input is not recorded anew");
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
    // Two misses in a row, and the agent is paused.
    router.tick(Timestamp::from_seconds(11)).unwrap();
    let order: Vec<_> =
        router.waiting("sales", 9).unwrap().iter().map(|i| i.facts.interaction.to_string()).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(router.agent("ann").unwrap().presence, Presence::Paused);
}

#[test]
fn a_log_replays_and_a_gap_in_it_is_told() {
    let mut draws = Stream::new(9, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut now = 0;
    for _ in 0..2_000 {
        now += (draws.next_u64() % 2_000_000) as i64 - 200_000;
        let _ = router.apply(Timestamp::from_micros(now), None, random_command(&mut draws, &router));
    }
    let log = router.drain_inputs().unwrap();
    assert!(log.iter().any(|input| input.clamped));
    let mut again = Router::from_log(log.clone()).unwrap();
    assert_eq!(again.digest(), router.digest());
    assert_eq!(again.drain_inputs().unwrap(), []);

    let mut gap = log.clone();
    gap.remove(1_000);
    let refusals = [gap, log[1..].to_vec(), Vec::new()].map(|log| Router::from_log(log).unwrap_err());
    assert_eq!(
        refusals.map(|error| error.to_string()),
        [
            "input 1001 is refused: input is number 1001, but must follow the last input",
            "a log must begin with input 0, the configuration",
            "a log must begin with input 0, the configuration",
        ]
    );
}

#[test]
fn inputs_that_nobody_drains_are_bounded_and_their_loss_is_told() {
    let mut config: Config = config();
    config.limits.buffered_inputs = 3;
    let mut router = Router::new(config, Timestamp::from_seconds(0)).unwrap();
    for second in 1..=4 {
        router.tick(Timestamp::from_seconds(second)).unwrap();
    }
    let lost = router.drain_inputs().unwrap_err();
    assert_eq!((lost.code(), lost.first, lost.last), ("inputs_lost", 0, 1));
    let kept: Vec<u64> = router.drain_inputs().unwrap().iter().map(|input| input.seq).collect();
    assert_eq!(kept, [2, 3, 4]);
}

#[test]
fn a_damaged_snapshot_is_refused_or_harmless() {
    let mut draws = Stream::new(11, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let mut now = 0;
    let (mut refused, mut taken) = (0, 0);
    for round in 0..6_000 {
        now += (draws.next_u64() % 2_000_000) as i64;
        let _ = router.apply(Timestamp::from_micros(now), None, random_command(&mut draws, &router));
        if round % 3 != 0 {
            continue;
        }
        let mut bytes = router.snapshot();
        // Mostly another digit, which leaves it readable; now and then any byte.
        let start = draws.next_u64() as usize % bytes.len();
        let digit = bytes[start..].iter().position(u8::is_ascii_digit);
        match digit {
            Some(place) if round % 2 == 0 => bytes[start + place] = b'0' + (draws.next_u64() % 10) as u8,
            _ => bytes[start] = (draws.next_u64() % 256) as u8,
        }
        match Router::restore(&bytes) {
            Err(_) => refused += 1,
            Ok(mut restored) => {
                taken += 1;
                for step in 0..20 {
                    let at = Timestamp::from_micros(now + step * 3_000_000);
                    let _ = restored.apply(at, None, random_command(&mut draws, &router));
                }
            }
        }
    }
    assert!(refused > 100 && taken > 100, "{refused} refused, {taken} taken");
}
