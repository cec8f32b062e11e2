//! A shadow follows another router and says where krarup would have decided otherwise, and why.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    CallbackFirst, Command, Comparison, ComparisonKind, Config, Event, Place, Reject, Router, SelectionKey,
    Shadow, ShadowOptions, Verdict,
};
use krarup::time::{Span, Timestamp};
use random_inputs::{AGENTS, INTERACTIONS, random_command};
use serde_json::{Value, json};
use std::fs;

/// Facts and decisions, what each came to and the report: three languages give the same.
/// `KRARUP_WRITE_GOLDEN=1 cargo test --test routing_shadow` writes it anew.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/shadow.json");

fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn config(value: Value) -> Config {
    serde_json::from_value(value).unwrap()
}

fn shadow(value: Value) -> Shadow {
    Shadow::new(config(value), seconds(0), ShadowOptions::default()).unwrap()
}

/// Sales with ann, who has been idle for longer, and bo.
fn two() -> Value {
    json!({ "queues": [{ "id": "sales", "offer_timeout_us": 5_000_000, "on_timeout": "paused" }],
            "agents": [{ "id": "ann", "queues": { "sales": {} }, "presence": "available", "idle_since_us": -9_000_000 },
                       { "id": "bo", "queues": { "sales": {} }, "presence": "available" }] })
}

trait Told {
    fn told(&mut self, at: i64, command: Value) -> Option<Comparison>;
    fn gave(&mut self, at: i64, interaction: &str, agent: &str) -> Comparison;
    fn call(&mut self, at: i64, interaction: &str) {
        self.told(at, json!({ "type": "enqueue", "interaction": interaction, "queue": "sales" }));
    }
}

impl Told for Shadow {
    fn told(&mut self, at: i64, command: Value) -> Option<Comparison> {
        self.apply(seconds(at), None, serde_json::from_value(command).unwrap()).unwrap()
    }

    fn gave(&mut self, at: i64, interaction: &str, agent: &str) -> Comparison {
        self.decided(seconds(at), interaction, Some(agent), None).unwrap()
    }
}

#[test]
fn the_same_agent_at_once_is_agreement() {
    let mut shadow = shadow(two());
    shadow.call(10, "c1");
    let compared = shadow.gave(10, "c1", "ann");
    assert_eq!(compared.kind, ComparisonKind::Agree);
    assert_eq!(compared.krarup.why.unwrap().runner_up.unwrap().agent, "bo");
    assert_eq!((compared.krarup.verdict, compared.earlier), (None, None));
    assert!(shadow.report().disagreements.is_empty());
    assert_eq!(shadow.report().agreement, Some(1.0));
}

#[test]
fn another_agent_comes_with_both_reasons() {
    let mut shadow = shadow(two());
    shadow.call(10, "c1");
    let compared = shadow.decided(seconds(10), "c1", Some("bo"), Some("round robin")).unwrap();
    assert_eq!(compared.kind, ComparisonKind::DiffersAgent);
    assert_eq!((compared.seq, compared.at), (2, seconds(10)));
    assert_eq!(compared.old.reason.as_deref(), Some("round robin"));
    assert_eq!(compared.krarup.agent.as_deref(), Some("ann"));
    let Some(Verdict::Eligible { beaten: Some(beaten), .. }) = &compared.krarup.verdict else { panic!() };
    assert_eq!((beaten.agent.as_str(), beaten.by), ("ann", Some(SelectionKey::Idle)));
    // What was decided happened: bo is busy, ann is not.
    assert_eq!(shadow.router().interaction("c1").unwrap().place, {
        Place::Assigned { agent: "bo".to_owned(), connected: false, held: false }
    });
    assert_eq!(shadow.report().disagreements, [compared]);
}

#[test]
fn two_contacts_of_one_moment_go_to_two_agents_in_either_order() {
    for order in [["c1", "c2"], ["c2", "c1"]] {
        let mut shadow = shadow(two());
        shadow.call(10, "c1");
        shadow.call(10, "c2");
        for interaction in order {
            let agent = if interaction == "c1" { "ann" } else { "bo" };
            assert_eq!(shadow.gave(10, interaction, agent).kind, ComparisonKind::Agree);
        }
    }
}

#[test]
fn a_rule_that_excludes_the_agent_is_named() {
    let mut setup = two();
    setup["agents"][0]["skills"] = json!({ "da": 3 });
    setup["agents"][1]["skills"] = json!({ "da": 2 });
    let mut shadow = shadow(setup);
    shadow.told(1, json!({ "type": "set_presence", "agent": "ann", "presence": "paused" }));
    let need = json!([{ "skill": "da", "level": 3 }]);
    let call =
        json!({ "type": "enqueue", "interaction": "c1", "queue": "sales", "requirements": need.clone() });
    shadow.told(2, call);
    let compared = shadow.gave(3, "c1", "bo");
    assert_eq!((compared.kind, compared.krarup.agent), (ComparisonKind::NotAllowed, None));
    assert!(matches!(compared.krarup.verdict, Some(Verdict::SkillNotMet { have: Some(2), need: 3, .. })));
    // Where krarup would have asked another, that comes first.
    shadow.told(4, json!({ "type": "complete", "interaction": "c1" }));
    shadow.told(5, json!({ "type": "set_presence", "agent": "ann", "presence": "available" }));
    shadow.told(5, json!({ "type": "enqueue", "interaction": "c2", "queue": "sales", "requirements": need }));
    let compared = shadow.gave(5, "c2", "bo");
    assert_eq!(compared.kind, ComparisonKind::DiffersAgent);
    assert!(matches!(compared.krarup.verdict, Some(Verdict::SkillNotMet { .. })));
    assert_eq!(shadow.report().rules, [("skill_not_met".to_owned(), 2)].into());
}

#[test]
fn who_is_no_member_has_it_all_the_same() {
    let mut setup = two();
    setup["queues"].as_array_mut().unwrap().push(json!({ "id": "night" }));
    setup["agents"].as_array_mut().unwrap().truncate(1);
    let mut shadow = shadow(setup);
    shadow.told(1, json!({ "type": "enqueue", "interaction": "c1", "queue": "night" }));
    let compared = shadow.gave(1, "c1", "ann");
    assert_eq!(compared.kind, ComparisonKind::NotAllowed);
    assert_eq!(compared.krarup.verdict, Some(Verdict::NotMember));
    shadow.told(9, json!({ "type": "complete", "interaction": "c1", "agent": "ann" }));
}

#[test]
fn what_krarup_would_have_kept_waiting_is_not_yet() {
    let mut setup = two();
    setup["queues"][0]["reserves"] = json!([{ "agents": 1, "below_priority": 5 }]);
    setup["agents"][0]["queues"]["sales"] = json!({ "delay_us": 30_000_000 });
    let mut shadow = shadow(setup);
    shadow.call(10, "c1");
    let compared = shadow.gave(10, "c1", "bo");
    assert_eq!(compared.kind, ComparisonKind::NotYet);
    assert_eq!(compared.krarup.verdict, Some(Verdict::Reserved { free: 1, kept: 1 }));
    shadow.call(20, "c2");
    let compared = shadow.gave(21, "c2", "ann");
    assert_eq!(compared.kind, ComparisonKind::NotYet);
    assert_eq!(compared.krarup.verdict, Some(Verdict::Delayed { until: seconds(50) }));
}

#[test]
fn the_agent_would_have_got_another_contact_first() {
    let mut shadow = shadow(two());
    for agent in ["ann", "bo"] {
        shadow.told(1, json!({ "type": "set_presence", "agent": agent, "presence": "paused" }));
    }
    shadow.call(10, "c1");
    shadow.call(20, "c2");
    shadow.told(30, json!({ "type": "set_presence", "agent": "bo", "presence": "available" }));
    let compared = shadow.gave(30, "c2", "bo");
    assert_eq!(compared.kind, ComparisonKind::DiffersInteraction);
    assert_eq!(compared.krarup.instead.as_deref(), Some("c1"));
    assert!(matches!(compared.krarup.verdict, Some(Verdict::Eligible { beaten: None, .. })));
}

#[test]
fn in_a_queue_without_offers_it_is_the_next_that_he_would_pull() {
    let mut setup = two();
    setup["queues"][0]["push"] = json!(false);
    let mut shadow = shadow(setup);
    shadow.call(10, "c1");
    shadow.call(20, "c2");
    let compared = shadow.gave(60, "c2", "ann");
    assert_eq!(compared.kind, ComparisonKind::DiffersInteraction);
    assert_eq!(compared.krarup.instead.as_deref(), Some("c1"));
    // Nobody is late where nothing is offered.
    assert_eq!(shadow.gave(90, "c1", "bo").kind, ComparisonKind::Agree);
}

#[test]
fn what_lasted_is_late_and_says_since_when() {
    let mut shadow = shadow(two());
    shadow.call(10, "c1");
    // Beyond the timeout of an offer, which would have paused ann: nobody was asked, so nothing expired.
    let compared = shadow.gave(40, "c1", "ann");
    assert_eq!(compared.kind, ComparisonKind::Late);
    let earlier = compared.earlier.unwrap();
    assert_eq!((earlier.at, earlier.agent.as_str()), (seconds(10), "ann"));
    assert_eq!(earlier.by, Span::from_seconds(30));
    // A second is overlooked.
    shadow.call(50, "c2");
    assert_eq!(shadow.gave(51, "c2", "bo").kind, ComparisonKind::Agree);
}

#[test]
fn what_did_not_last_is_not_late() {
    let mut shadow = shadow(two());
    shadow.told(1, json!({ "type": "set_presence", "agent": "bo", "presence": "paused" }));
    shadow.call(10, "c1");
    shadow.gave(10, "c1", "ann");
    shadow.call(20, "c2");
    // Of one moment: ann is done, and goes for lunch.
    shadow.told(30, json!({ "type": "complete", "interaction": "c1" }));
    shadow.told(30, json!({ "type": "set_presence", "agent": "ann", "presence": "paused" }));
    shadow.told(60, json!({ "type": "set_presence", "agent": "bo", "presence": "available" }));
    let compared = shadow.gave(60, "c2", "bo");
    assert_eq!((compared.kind, compared.earlier), (ComparisonKind::Agree, None));
    // One that lasted is remembered, though nobody is free any more.
    shadow.told(70, json!({ "type": "set_presence", "agent": "ann", "presence": "available" }));
    shadow.call(70, "c3");
    shadow.told(80, json!({ "type": "set_presence", "agent": "ann", "presence": "paused" }));
    shadow.told(90, json!({ "type": "complete", "interaction": "c2" }));
    let compared = shadow.gave(90, "c3", "bo");
    assert_eq!(compared.kind, ComparisonKind::Late);
    assert_eq!(compared.earlier.unwrap().agent, "ann");
}

#[test]
fn a_timer_is_caught_up_with_at_its_own_instant() {
    let mut setup = two();
    setup["queues"][0]["wrap_up_us"] = json!(20_000_000);
    setup["agents"].as_array_mut().unwrap().truncate(1);
    let mut shadow = shadow(setup);
    shadow.call(0, "c1");
    shadow.gave(0, "c1", "ann");
    shadow.told(10, json!({ "type": "complete", "interaction": "c1" }));
    shadow.call(11, "c2");
    let compared = shadow.gave(40, "c2", "ann");
    assert_eq!(compared.earlier.unwrap().at, seconds(30));
}

#[test]
fn nobody_may_be_a_decision_and_so_is_an_abandonment() {
    let mut shadow = shadow(two());
    shadow.call(10, "c1");
    let compared = shadow.decided(seconds(10), "c1", None, Some("pacing")).unwrap();
    assert_eq!((compared.kind, compared.old.agent), (ComparisonKind::LeftWaiting, None));
    assert_eq!(compared.krarup.agent.as_deref(), Some("ann"));
    let compared = shadow.told(70, json!({ "type": "abandon", "interaction": "c1" })).unwrap();
    assert_eq!(compared.kind, ComparisonKind::LeftWaiting);
    assert_eq!(compared.earlier.unwrap().by, Span::from_seconds(60));
    for agent in ["ann", "bo"] {
        shadow.told(80, json!({ "type": "set_presence", "agent": agent, "presence": "offline" }));
    }
    shadow.call(90, "c2");
    let compared = shadow.decided(seconds(90), "c2", None, None).unwrap();
    assert_eq!(compared.kind, ComparisonKind::Agree);
    let compared = shadow.told(95, json!({ "type": "abandon", "interaction": "c2" })).unwrap();
    assert_eq!(compared.kind, ComparisonKind::Agree);
    assert_eq!(shadow.report().decisions, 4);
}

#[test]
fn who_is_rung_with_others_is_as_right_as_they_are() {
    let mut setup = two();
    setup["queues"][0]["max_offers"] = json!(5);
    let mut shadow = shadow(setup);
    shadow.call(10, "c1");
    let compared = shadow.gave(10, "c1", "bo");
    assert_eq!((compared.kind, compared.krarup.agent.as_deref()), (ComparisonKind::Agree, Some("ann")));
}

#[test]
fn round_robin_goes_on_from_whom_the_old_router_chose() {
    let mut setup = two();
    setup["queues"][0]["selection"] = json!(["round_robin"]);
    setup["agents"].as_array_mut().unwrap().push(json!({ "id": "cy", "queues": { "sales": {} },
        "presence": "available" }));
    let mut shadow = shadow(setup);
    shadow.call(10, "c1");
    assert_eq!(shadow.gave(10, "c1", "bo").krarup.agent.as_deref(), Some("ann"));
    shadow.call(11, "c2");
    shadow.decided(seconds(11), "c2", None, None).unwrap();
    assert_eq!(shadow.gave(11, "c2", "cy").kind, ComparisonKind::Agree);
}

#[test]
fn nothing_happens_that_nobody_told_of() {
    let mut setup = two();
    setup["agent_lease_us"] = json!(1_000_000);
    setup["contact_lease_us"] = json!(1_000_000);
    let rules = json!([{ "after_us": 5_000_000, "remove": "too_long" },
                       { "after_us": 6_000_000, "set_priority": 7 }]);
    setup["queues"][0]["wait_rules"] = rules.clone();
    setup["queues"][0]["max_waiting"] = json!(1);
    setup["queues"][0]["auto_accept"] = json!(true);
    setup["queues"][0]["callbacks"] = json!({ "first": "customer", "dial_timeout_us": 1 });
    setup["plans"] = json!([{ "id": "storm", "queues": { "sales": {
        "wait_rules": rules, "max_waiting": 1, "auto_accept": true, "callbacks": { "first": "customer" } } } }]);
    let mut shadow = shadow(setup.clone());
    let more = [
        json!({ "type": "activate_plan", "plan": "storm" }),
        json!({ "type": "configure", "config": setup }),
    ];
    for (place, also) in more.into_iter().enumerate() {
        let at = 100 * place as i64;
        let (one, other) = (format!("c{place}"), format!("d{place}"));
        shadow.told(at, also);
        shadow.call(at, &one);
        shadow
            .told(at, json!({ "type": "enqueue", "interaction": other, "queue": "sales", "callback": true }));
        shadow.told(at + 50, json!({ "type": "heartbeat", "agent": "ann" }));
        assert_eq!(shadow.router().waiting("sales", 9).unwrap().len(), 2);
        assert_eq!(shadow.router().agent("ann").unwrap().presence, krarup::routing::Presence::Available);
        // A rule of krarup's own about the order, though, is a rule.
        assert_eq!(shadow.router().interaction(&one).unwrap().facts.priority, 7);
        for (interaction, agent) in [(&one, "ann"), (&other, "bo")] {
            shadow.gave(at + 60, interaction, agent);
            shadow.told(at + 70, json!({ "type": "complete", "interaction": interaction }));
        }
    }
}

#[test]
fn what_contradicts_is_refused_and_changes_nothing() {
    let mut shadow = shadow(two());
    shadow.call(10, "c1");
    let before = (shadow.report(), shadow.router().overview());
    let at = seconds(10);
    let code = |outcome: Result<Comparison, Reject>| outcome.unwrap_err().code();
    assert_eq!(code(shadow.decided(at, "c1", Some("cy"), None)), "unknown_agent");
    assert_eq!(code(shadow.decided(at, "c9", Some("bo"), None)), "unknown_interaction");
    assert_eq!(code(shadow.decided(at, "c1", Some("bo"), Some(&"x".repeat(5_000)))), "invalid_value");
    for kind in ["accept", "decline", "pull"] {
        let mut command = json!({ "type": kind, "agent": "bo" });
        if kind != "pull" {
            command["interaction"] = json!("c1");
        }
        let command: Command = serde_json::from_value(command).unwrap();
        assert_eq!(shadow.apply(at, None, command).unwrap_err().code(), "not_a_fact");
    }
    let complete: Command =
        serde_json::from_value(json!({ "type": "complete", "interaction": "c1" })).unwrap();
    assert_eq!(shadow.apply(at, None, complete).unwrap_err().code(), "not_assigned");
    let after = shadow.router().overview();
    assert_eq!((before.0, before.1.queues, before.1.agents), (shadow.report(), after.queues, after.agents));
    shadow.gave(10, "c1", "ann");
    assert_eq!(code(shadow.decided(at, "c1", Some("bo"), None)), "not_waiting");
    shadow.told(20, json!({ "type": "complete", "interaction": "c1" }));
    assert_eq!(code(shadow.decided(at, "c1", Some("bo"), None)), "not_waiting");
    assert_eq!(shadow.report().decisions, 1);
}

#[test]
fn the_clock_is_the_routers() {
    let mut clamped = shadow(two());
    clamped.call(10, "c1");
    assert_eq!(clamped.gave(5, "c1", "ann").at, seconds(10));
    let mut setup = two();
    setup["strict_time"] = json!(true);
    let mut strict = shadow(setup);
    strict.call(10, "c1");
    let refused = strict.decided(seconds(5), "c1", Some("ann"), None).unwrap_err();
    assert_eq!(refused.code(), "time_backwards");
    let far = strict.decided(seconds(400 * 86_400), "c1", Some("ann"), None).unwrap_err();
    assert_eq!(far.code(), "invalid_value");
    assert_eq!(strict.router().now(), seconds(10));
}

#[test]
fn a_command_told_twice_happens_once() {
    let mut shadow = shadow(two());
    let call: Command =
        serde_json::from_value(json!({ "type": "enqueue", "interaction": "c1", "queue": "sales" })).unwrap();
    shadow.apply(seconds(1), Some("k"), call.clone()).unwrap();
    shadow.apply(seconds(9), Some("k"), call.clone()).unwrap();
    assert_eq!(shadow.apply(seconds(9), None, call).unwrap_err().code(), "already_exists");
    assert_eq!(shadow.gave(9, "c1", "ann").seq, 2);
}

#[test]
fn the_log_is_bounded_and_says_what_it_dropped() {
    let options = ShadowOptions { log_limit: 2, ..ShadowOptions::default() };
    let mut shadow = Shadow::new(config(two()), seconds(0), options).unwrap();
    for place in 0..5 {
        let id = format!("c{place}");
        shadow.call(place, &id);
        shadow.gave(place, &id, "bo");
        shadow.told(place, json!({ "type": "complete", "interaction": id }));
    }
    let report = shadow.report();
    let kept: Vec<&str> = report.disagreements.iter().map(|one| one.interaction.as_str()).collect();
    assert_eq!((report.decisions, kept, report.dropped), (5, vec!["c3", "c4"], 3));
    assert!(report.to_string().contains("The last 2 of 5 disagreements"));
    let negative = ShadowOptions { tolerance: Span::from_micros(-1), ..options };
    let refused = Shadow::new(config(two()), seconds(0), negative).unwrap_err();
    assert_eq!((refused.code(), refused.0[0].path.as_str()), ("invalid_config", "tolerance_us"));
}

/// A centre whose router decides at once, so that whoever follows it with the same rules agrees.
fn decides_at_once() -> Config {
    let mut config = random_inputs::config();
    (config.agent_lease, config.contact_lease) = (None, None);
    for queue in &mut config.queues {
        queue.auto_accept = true;
        queue.max_waiting = None;
        queue.callbacks.first = CallbackFirst::Agent;
        // Judged whenever the router acts, and to a shadow each decision is an act of its own.
        queue.wait_rules.retain(|rule| rule.when.estimated_wait_at_least.is_none());
        queue.wait_rules.iter_mut().for_each(|rule| {
            if rule.remove.take().is_some() {
                rule.set_priority = Some(3);
            }
        });
        // Lots are drawn by the number of the offer.
        queue.selection.retain(|key| *key != SelectionKey::WeightedRandom);
    }
    config
}

fn is_decision(command: &Command) -> bool {
    matches!(
        command,
        Command::Accept { .. }
            | Command::Decline { .. }
            | Command::Pull { .. }
            | Command::ForceAssign { .. }
            | Command::Configure { .. }
    )
}

#[test]
fn krarup_agrees_with_itself() {
    let mut decisions = 0;
    for seed in 0..60 {
        let (mut draws, mut now) = (Stream::new(seed, 0, 0, 0), 0);
        let mut router = Router::new(decides_at_once(), seconds(0)).unwrap();
        let mut shadow = Shadow::new(decides_at_once(), seconds(0), ShadowOptions::default()).unwrap();
        for _ in 0..400 {
            now += (draws.next_u64() % 2_000_000) as i64;
            let at = Timestamp::from_micros(now);
            let command = random_command(&mut draws, &router);
            let mut events = router.tick(at).unwrap().events;
            let follow = |shadow: &mut Shadow, events: &[(Timestamp, Event)]| {
                for (at, event) in events {
                    let Event::Assigned { interaction, agent, .. } = event else { continue };
                    let compared = shadow.decided(*at, interaction, Some(agent), None).unwrap();
                    assert_eq!(compared.kind, ComparisonKind::Agree, "seed {seed}: {compared:?}");
                }
            };
            follow(&mut shadow, &events);
            if is_decision(&command) {
                continue;
            }
            let code = |outcome: Result<(), Reject>| outcome.map_err(|reject| reject.code());
            let told = code(shadow.apply(at, None, command.clone()).map(drop));
            events.clear();
            let done = router.apply(at, None, command.clone()).map(|receipt| events = receipt.events);
            assert_eq!(told, code(done.map_err(|rejection| rejection.reject)), "seed {seed}: {command:?}");
            follow(&mut shadow, &events);
            let (of_router, of_shadow) = (router.overview(), shadow.router().overview());
            assert_eq!(
                (of_router.queues, of_router.agents),
                (of_shadow.queues, of_shadow.agents),
                "seed {seed}: {command:?}"
            );
        }
        let report = shadow.report();
        assert!(report.disagreements.is_empty(), "seed {seed}: {report}");
        decisions += report.decisions;
    }
    assert!(decisions > 1_000, "{decisions}");
}

#[test]
fn whatever_is_told_nothing_stays_offered_and_counts_add_up() {
    for seed in 0..30 {
        let (mut draws, mut now) = (Stream::new(seed, 1, 0, 0), 0);
        let config = random_inputs::config();
        let mut shadow = Shadow::new(config, seconds(0), ShadowOptions::default()).unwrap();
        let mut decisions = 0;
        for _ in 0..400 {
            now += (draws.next_u64() % 2_000_000) as i64 - 20_000;
            let at = Timestamp::from_micros(now);
            if draws.next_u64().is_multiple_of(3) {
                let queues = random_inputs::QUEUES.iter();
                let waiting = queues.flat_map(|queue| shadow.router().waiting(queue, 9).unwrap());
                let waiting: Vec<String> = waiting.map(|one| one.facts.interaction.to_string()).collect();
                let some = waiting.get(draws.next_u64() as usize % waiting.len().max(1)).cloned();
                let id = some.unwrap_or_else(|| format!("i{}", draws.next_u64() % INTERACTIONS));
                let agent = AGENTS.get(draws.next_u64() as usize % 6).copied();
                let seen = shadow.router().agent(agent.unwrap_or("ann")).unwrap().clone();
                if let Ok(compared) = shadow.decided(at, &id, agent, None) {
                    decisions += 1;
                    assert_eq!(compared.old.agent.as_deref(), agent);
                    if let Some(agent) = agent {
                        let place = &shadow.router().interaction(&id).unwrap().place;
                        assert!(matches!(place, Place::Assigned { agent: has, .. } if has == agent));
                        assert!(shadow.router().agent(agent).unwrap().contacts > seen.contacts);
                    }
                }
            } else {
                let command = random_command(&mut draws, shadow.router());
                decisions += u64::from(shadow.apply(at, None, command).is_ok_and(|ended| ended.is_some()));
            }
            now = shadow.router().now().as_micros();
            let overview = shadow.router().overview();
            assert!(overview.queues.iter().all(|queue| queue.offered == 0));
            assert!(shadow.router().next_deadline().is_none_or(|due| due > shadow.router().now()));
        }
        let report = shadow.report();
        assert_eq!((report.decisions, report.kinds.values().sum::<u64>()), (decisions, decisions));
        let kept = report.disagreements.len() as u64 + report.dropped;
        assert_eq!(decisions - kept, report.kinds.get(&ComparisonKind::Agree).copied().unwrap_or(0));
    }
}

/// What became of the steps of the golden file.
fn played(setup: &Value, steps: &[Value]) -> (Vec<Value>, Shadow) {
    let options = ShadowOptions { tolerance: Span::from_micros(500_000), log_limit: 6 };
    let mut shadow = Shadow::new(config(setup.clone()), seconds(0), options).unwrap();
    let outcome = |step: &Value| {
        let at = Timestamp::from_micros(step["at_us"].as_i64().unwrap());
        let told = match step.get("command") {
            Some(command) => shadow.apply(at, None, serde_json::from_value(command.clone()).unwrap()),
            None => {
                let text = |key: &str| step[key].as_str();
                shadow.decided(at, text("interaction").unwrap(), text("agent"), text("reason")).map(Some)
            }
        };
        match told {
            Ok(compared) => json!({ "compared": compared }),
            Err(reject) => json!({ "refused": reject.code() }),
        }
    };
    (steps.iter().map(outcome).collect(), shadow)
}

#[test]
fn the_golden_file_comes_out_to_the_bit() {
    let setup = json!({
        "queues": [{ "id": "sales", "wrap_up_us": 20_000_000, "selection": ["proficiency_high", "idle"] },
                   { "id": "service", "reserves": [{ "agents": 1, "below_priority": 5 }] }],
        "agents": [
            { "id": "ann", "queues": { "sales": {}, "service": {} }, "skills": { "da": 4 }, "presence": "available" },
            { "id": "bo", "queues": { "sales": {} }, "skills": { "da": 3 }, "presence": "available" },
            { "id": "cy", "queues": { "sales": {}, "service": {} }, "skills": { "da": 1 } },
        ],
    });
    let fact = |at: i64, command: Value| json!({ "at_us": at * 1_000_000, "command": command });
    let call = |at: i64, id: &str, queue: &str| {
        fact(
            at,
            json!({ "type": "enqueue", "interaction": id, "queue": queue,
                         "requirements": [{ "skill": "da", "level": 2 }] }),
        )
    };
    let gave = |at: i64, id: &str, agent: Option<&str>, reason: Option<&str>| json!({ "at_us": at * 1_000_000, "interaction": id, "agent": agent, "reason": reason });
    let done = |at: i64, id: &str| fact(at, json!({ "type": "complete", "interaction": id }));
    let steps = vec![
        call(10, "c1", "sales"),
        gave(10, "c1", Some("bo"), Some("round robin")),
        call(20, "c2", "sales"),
        gave(20, "c2", Some("ann"), None),
        gave(20, "c2", Some("bo"), None),
        call(30, "c3", "sales"),
        fact(31, json!({ "type": "set_presence", "agent": "cy", "presence": "available" })),
        gave(32, "c3", Some("cy"), Some("longest idle")),
        fact(33, json!({ "type": "accept", "interaction": "c3", "agent": "cy" })),
        done(40, "c1"),
        call(41, "c4", "sales"),
        gave(80, "c4", Some("bo"), Some("was in a meeting, I thought")),
        done(81, "c2"),
        call(120, "c5", "service"),
        gave(120, "c5", Some("ann"), None),
        done(121, "c5"),
        call(130, "c6", "sales"),
        call(131, "c7", "sales"),
        fact(150, json!({ "type": "abandon", "interaction": "c7" })),
        gave(151, "c6", None, Some("after hours")),
        done(160, "c4"),
        call(170, "c9", "sales"),
        call(171, "c10", "sales"),
        fact(172, json!({ "type": "set_presence", "agent": "ann", "presence": "paused" })),
        gave(185, "c10", Some("bo"), Some("VIP")),
        call(200, "c8", "sales"),
        gave(200, "c8", Some("ann"), None),
        gave(201, "c6", Some("dan"), None),
    ];
    let (outcomes, shadow) = played(&setup, &steps);
    let report = shadow.report();
    let golden = json!({ "config": setup, "steps": steps, "outcomes": outcomes, "report": report,
                         "text": report.to_string() });
    if std::env::var_os("KRARUP_WRITE_GOLDEN").is_some() {
        fs::write(GOLDEN, format!("{}\n", serde_json::to_string_pretty(&golden).unwrap())).unwrap();
    }
    let kept: Value = serde_json::from_str(&fs::read_to_string(GOLDEN).unwrap()).unwrap();
    assert_eq!(golden, kept);
    let came: Vec<ComparisonKind> = report.kinds.keys().copied().collect();
    assert_eq!(came, ComparisonKind::ALL.to_vec(), "the file has one of each");
}
