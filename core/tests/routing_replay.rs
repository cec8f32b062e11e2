//! A log replayed: every event comes again under the same configuration, and the first difference under another one
//! is where the streams of events really part.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    AgentVerdict, Command, Config, Event, Happened, Input, Outcome, ReplayReport, Router, Step, Verdict,
    replay,
};
use krarup::time::{Span, Timestamp};
use random_inputs::{config, random_command};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// The log of `routing.jsonl` under another configuration: one report that three languages give.
/// `KRARUP_WRITE_GOLDEN=1 cargo test --test routing_replay` writes it anew.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/replay.json");
const LOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/routing.jsonl");

/// What happened at an input, as far as it was heard of: events, and the code of a reject.
type Heard = Vec<Told>;

/// A random log and what happened at each of its inputs.
fn recorded(seed: u64, count: usize) -> (Vec<Input>, Vec<Heard>) {
    let mut draws = Stream::new(seed, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let (mut now, mut heard) = (0, vec![Vec::new()]);
    for step in 0..count {
        now += (draws.next_u64() % 2_000_000) as i64 - 20_000;
        let at = Timestamp::from_micros(now);
        let id = draws.next_u64().is_multiple_of(4).then(|| format!("k{step}"));
        let receipt = match router.apply(at, id.as_deref(), random_command(&mut draws, &router)) {
            Ok(receipt) => receipt,
            Err(rejection) => *rejection.tick.unwrap(),
        };
        heard.push(receipt.events.into_iter().map(|(at, event)| (at, Ok(event))).collect());
        now = router.now().as_micros();
    }
    (router.drain_inputs().unwrap(), heard)
}

/// The same inputs under another configuration, by the router's own calls; its changes of configuration skipped.
fn played(log: &[Input], config: &Config) -> Vec<Heard> {
    let mut router = Router::new(config.clone(), log[0].at).unwrap();
    let mut heard = vec![Vec::new()];
    for Input { at, step, .. } in &log[1..] {
        let command = match step {
            Step::Command { command: Command::Configure { .. }, .. } | Step::Tick => None,
            Step::Command { command, .. } => Some(command.clone()),
            Step::Configure(_) => unreachable!("begins a log only"),
        };
        let outcome = match command {
            Some(command) => router.apply(*at, None, command),
            None => router.tick(*at),
        };
        let (events, refused) = match outcome {
            Ok(receipt) => (receipt.events, None),
            Err(rejection) => (rejection.tick.as_ref().unwrap().events.clone(), Some(rejection.code())),
        };
        let events = events.into_iter().map(|(at, event)| (at, Ok(event)));
        heard.push(events.chain(refused.map(|code| (*at, Err(code)))).collect());
    }
    heard
}

fn same(outcome: Option<&Outcome>, heard: Option<&(Timestamp, Result<Event, &'static str>)>) -> bool {
    match (outcome, heard) {
        (None, None) => true,
        (Some(outcome), Some((at, heard))) => {
            outcome.at == *at
                && match (&outcome.happened, heard) {
                    (Happened::Event(event), Ok(heard)) => event == heard,
                    (Happened::Refused { code, .. }, Err(heard)) => code == heard,
                    _ => false,
                }
        }
        _ => false,
    }
}

/// Answered interactions: who waited how long for whom, by interaction in order of arrival.
fn waits(world: &[Heard]) -> Vec<Span> {
    let (mut arrived, mut waits) = (BTreeMap::new(), Vec::new());
    for (at, event) in world.iter().flatten() {
        match event {
            Ok(Event::InteractionQueued(arrival)) => {
                arrived.insert(arrival.interaction.clone(), *at);
            }
            Ok(Event::Assigned { interaction, .. }) => {
                waits.extend(arrived.remove(interaction).map(|since| *at - since));
            }
            _ => {}
        }
    }
    waits
}

fn check_summary(summary: &krarup::routing::WorldSummary, world: &[Heard]) {
    let (mut events, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for (_, heard) in world.iter().flatten() {
        match heard {
            Ok(event) => *events.entry(event.type_name()).or_default() += 1,
            Err(code) => *refused.entry(*code).or_default() += 1,
        }
    }
    assert_eq!((&summary.events, &summary.refused), (&events, &refused));
    let waits = waits(world);
    assert_eq!(summary.waits.count, waits.len() as u64);
    assert_eq!(summary.waits.longest, waits.iter().max().copied());
    let total: i64 = waits.iter().map(|wait| wait.as_micros()).sum();
    let mean = (!waits.is_empty()).then(|| (total as f64 / waits.len() as f64).round() as i64);
    assert_eq!(summary.waits.mean.map(Span::as_micros), mean);
}

#[test]
fn the_same_configuration_reproduces_every_event() {
    let mut reconfigured = 0;
    for seed in 0..12 {
        let (log, heard) = recorded(seed, 1_500);
        let mut told = Vec::new();
        let report = replay(&log, None, &mut |done, total| told.push((done, total))).unwrap();
        assert!(report.is_reproduced(), "{report}");
        assert_eq!(told, [(1_000, 1_501), (1_501, 1_501)]);
        assert_eq!((report.inputs, report.skipped_configurations), (1_501, 0));
        assert_eq!(report.ticks, log.iter().filter(|input| input.step == Step::Tick).count() as u64);
        check_summary(&report.recorded, &heard);
        assert_eq!(report.recorded, report.replayed);
        let fates = report.interactions;
        assert!(fates.total > 30, "{report}");
        assert_eq!((fates.another_agent, fates.another_queue), (0, 0));
        assert_eq!((fates.answered_only_recorded, fates.answered_only_replayed), (0, 0));
        reconfigured += report.recorded.events.get("reconfigured").copied().unwrap_or(0);
    }
    assert!(reconfigured > 5, "the logs hold changes of configuration");
}

fn changed(seed: u64) -> Config {
    let mut config = config();
    match seed % 8 {
        0 => config.queues[0].offer_timeout = Some(Span::from_seconds(7)),
        1 => config.agents[2].queues.get_mut("service").unwrap().rank = 0,
        2 => config.agents[1].capacity.total = 1,
        3 => drop(config.agents.remove(2)),
        4 => config.queues[3].rings[0].stay = Some(Span::from_seconds(1)),
        5 => config.queues[2].max_waiting = Some(1),
        6 => config.queues[0].wait_rules.clear(),
        _ => config.queues[4].max_penalty = Some(4),
    }
    config
}

type Told = (Timestamp, Result<Event, &'static str>);

/// What is compared: not which input brought the configuration.
fn plain(heard: Option<&Told>) -> Option<Told> {
    let mut heard = heard.cloned();
    if let Some((_, Ok(Event::OfferMade { why: Some(why), .. }))) = &mut heard {
        why.configured_at_seq = 0;
    }
    heard
}

#[test]
fn the_first_difference_is_where_the_streams_part() {
    let (mut parted, mut decided, mut skipped) = (0, 0, 0);
    for seed in 0..48 {
        let (log, heard) = recorded(100 + seed, 500);
        let other = changed(seed);
        let report = replay(&log, Some(&other), &mut |_, _| {}).unwrap();
        let played = played(&log, &other);
        check_summary(&report.recorded, &heard);
        check_summary(&report.replayed, &played);
        skipped += report.skipped_configurations;
        let parting = log.iter().zip(heard.iter().zip(&played)).find_map(|(input, (one, other))| {
            let is_skipped = matches!(input.step, Step::Command { command: Command::Configure { .. }, .. });
            let is_compared = |(_, (_, heard)): &(usize, &(Timestamp, Result<Event, _>))| {
                !(is_skipped && matches!(heard, Ok(Event::Reconfigured { .. })))
            };
            let one: Vec<_> = one.iter().enumerate().filter(is_compared).collect();
            let length = one.len().max(other.len());
            let place = (0..length)
                .find(|place| plain(one.get(*place).map(|(_, one)| *one)) != plain(other.get(*place)))?;
            Some((input.seq, one.get(place).copied(), other.get(place)))
        });
        assert_eq!(report.is_reproduced(), parting.is_none());
        let (Some(difference), Some((seq, one, other))) = (&report.difference, parting) else { continue };
        parted += 1;
        assert_eq!(difference.seq, seq);
        assert!(same(difference.recorded.as_ref(), one.map(|(_, heard)| heard)));
        assert!(same(difference.replayed.as_ref(), other), "{report}");
        let place = one.map_or(heard[seq as usize].len(), |(place, _)| place);
        assert_eq!(difference.index, place);
        assert!(report.to_string().contains(&format!("from input {seq} on")));
        decided += usize::from(check_decision(&report));
    }
    assert!(
        parted > 40 && decided > 10 && skipped > 5,
        "{parted} parted, {decided} decided, {skipped} skipped"
    );
}

/// The agent of an offer was the best by what the rules said just before it.
fn check_decision(report: &ReplayReport) -> bool {
    let difference = report.difference.as_ref().unwrap();
    let offer = |outcome: &Option<Outcome>| match outcome {
        Some(Outcome {
            at,
            happened: Happened::Event(Event::OfferMade { interaction, agent, why: Some(why), .. }),
        }) if *at == difference.at => Some((interaction.clone(), agent.clone(), why.key.clone())),
        _ => None,
    };
    let offers = [offer(&difference.recorded), offer(&difference.replayed)];
    let Some(decision) = &difference.decision else {
        assert_eq!(offers, [None, None]);
        return false;
    };
    for (offer, verdicts) in offers.iter().zip([&decision.recorded, &decision.replayed]) {
        let Some((interaction, agent, key)) = offer else { continue };
        if *interaction == decision.interaction {
            let verdict = Verdict::Eligible { key: key.clone(), beaten: None };
            assert!(verdicts.contains(&AgentVerdict { agent: agent.clone(), verdict }), "{report}");
        }
    }
    true
}

fn log_of(config: &Config, steps: &[(i64, Value)]) -> Vec<Input> {
    let mut router = Router::new(config.clone(), Timestamp::from_seconds(0)).unwrap();
    for (second, command) in steps {
        let command = serde_json::from_value(command.clone()).unwrap();
        router.apply(Timestamp::from_seconds(*second), None, command).unwrap();
    }
    router.drain_inputs().unwrap()
}

fn two_agents() -> Config {
    serde_json::from_value(json!({
        "queues": [{ "id": "sales" }],
        "agents": [{ "id": "ann", "queues": { "sales": {} }, "skills": { "da": 3 }, "presence": "available" },
                   { "id": "bo", "queues": { "sales": {} }, "skills": { "da": 3 }, "presence": "available" }],
    }))
    .unwrap()
}

fn call(id: &str) -> Value {
    json!({ "type": "enqueue", "interaction": id, "queue": "sales", "requirements": [{ "skill": "da", "level": 3 }] })
}

#[test]
fn a_supervisor_can_read_it() {
    let accept = json!({ "type": "accept", "interaction": "c1", "agent": "ann", "generation": 0 });
    let steps = [
        (10, call("c1")),
        (14, accept),
        (20, call("c2")),
        (22, json!({ "type": "accept", "interaction": "c2", "agent": "bo", "generation": 1 })),
        (60, json!({ "type": "complete", "interaction": "c1" })),
    ];
    let log = log_of(&two_agents(), &steps);
    let mut other = two_agents();
    other.agents[0].skills.insert("da".to_owned(), 2);
    let report = replay(&log, Some(&other), &mut |_, _| {}).unwrap();
    let expected = "\
5 commands and 0 ticks in 60 s: other events from input 1 on

First difference: event 1 of input 1, 10 s after the start (enqueue c1)
  as recorded   offer_made c1, agent ann, before bo by id, of 2 candidates
  as replayed   offer_made c1, agent bo, the only candidate
  Who may take c1 then:
    agent   as recorded             as replayed
    ann     may, and is the best    da >= 3 not met, has 2
    bo      may, behind ann by id   may, and is the best

                                   as recorded       as replayed
answered                                     2                 0
  mean wait                              3.0 s                 -
  longest wait                           4.0 s                 -
commands refused                             0                 3
  not_assigned                               0                 1
  offer_gone                                 0                 2
events
  assigned                                   2                 0
  completed                                  1                 0
  interaction_queued                         2                 2
  offer_made                                 2                 1

Of 2 interactions 0 went to another agent and 0 to another queue; 2 were answered only as recorded, 0 only as \
replayed.
Who accepted, abandoned or finished, and when, is as recorded: from the difference on, take the summary as an \
indication.";
    assert_eq!(report.to_string(), expected);
    let again = replay(&log, Some(&two_agents()), &mut |_, _| {}).unwrap();
    assert!(again.to_string().starts_with("5 commands and 0 ticks in 60 s: every event was reproduced\n\n"));
}

#[test]
fn events_that_read_the_same_are_told_apart() {
    let log = log_of(&two_agents(), &[(10, call("c1"))]);
    let mut other = two_agents();
    other.queues[0].offer_timeout = Some(Span::from_seconds(5));
    let report = replay(&log, Some(&other), &mut |_, _| {}).unwrap();
    assert!(report.to_string().contains("\n  but expires_at_us is null, then 15000000\n"), "{report}");
}

#[test]
fn an_accept_is_meant_for_the_open_offer_once_the_worlds_have_parted() {
    // The other world offers c1 in vain before, so that the offers have other numbers.
    let mut config = two_agents();
    config.queues[0].offer_timeout = Some(Span::from_seconds(30));
    let steps = [
        (10, call("c1")),
        (20, json!({ "type": "decline", "interaction": "c1", "agent": "ann", "generation": 0 })),
        (21, json!({ "type": "accept", "interaction": "c1", "agent": "bo", "generation": 1 })),
    ];
    let log = log_of(&config, &steps);
    config.queues[0].max_offers = 2;
    let report = replay(&log, Some(&config), &mut |_, _| {}).unwrap();
    let difference = report.difference.unwrap();
    assert_eq!((difference.seq, difference.index, difference.recorded), (1, 2, None));
    assert_eq!(report.replayed.refused, BTreeMap::new());
    assert_eq!(report.replayed.waits, report.recorded.waits);
}

#[test]
fn a_later_configuration_applies_in_its_own_world_and_is_skipped_in_another() {
    let mut later = two_agents();
    later.agents[0].queues.get_mut("sales").unwrap().rank = 1;
    later.agents.truncate(1);
    let steps = [(5, json!({ "type": "configure", "config": later })), (10, call("c1")), (11, call("c2"))];
    let log = log_of(&two_agents(), &steps);
    assert!(replay(&log, None, &mut |_, _| {}).unwrap().is_reproduced());
    let report = replay(&log, Some(&two_agents()), &mut |_, _| {}).unwrap();
    assert_eq!(report.skipped_configurations, 1);
    // That bo went with it is a difference; that it was put in force is none.
    let difference = report.difference.as_ref().unwrap();
    assert_eq!((difference.seq, difference.index), (1, 1));
    assert!(report.to_string().contains("Skipped 1 later change"));
    // The same agents, other rules: the worlds part only where the rules decide.
    let mut later = two_agents();
    later.queues[0].wrap_up = Span::from_seconds(9);
    let steps = [(5, json!({ "type": "configure", "config": later })), (10, call("c1"))];
    let report = replay(&log_of(&two_agents(), &steps), Some(&two_agents()), &mut |_, _| {}).unwrap();
    assert!(report.is_reproduced(), "{report}");
}

#[test]
fn a_world_with_more_to_do_goes_on_at_the_same_input() {
    let mut config = two_agents();
    config.agents.truncate(1);
    let log = log_of(&config, &[(1, call("c1")), (1_000, call("c2"))]);
    config.queues[0].offer_timeout = Some(Span::from_seconds(1));
    config.limits.events_per_input = 100;
    let report = replay(&log, Some(&config), &mut |_, _| {}).unwrap();
    assert_eq!(report.replayed.refused, BTreeMap::new());
    assert_eq!(report.replayed.events["offer_expired"], 999);
    // A thousand times as much is too much: the command is refused, and the next input goes on from there.
    config.limits.events_per_input = 1;
    let report = replay(&log, Some(&config), &mut |_, _| {}).unwrap();
    assert_eq!(report.replayed.refused, BTreeMap::from([("limit_exceeded", 1)]));
}

#[test]
fn what_is_no_log_and_no_configuration_is_refused() {
    let log = log_of(&two_agents(), &[(1, call("c1")), (2, call("c2")), (3, call("c3"))]);
    let mut hear = |_, _| {};
    let code = |outcome: Result<ReplayReport, krarup::routing::ReplayError>| outcome.unwrap_err().code();
    assert_eq!(code(replay(&[], None, &mut hear)), "invalid_log");
    assert_eq!(code(replay(&log[1..], None, &mut hear)), "invalid_log");
    let gap = [&log[..2], &log[3..]].concat();
    let error = replay(&gap, None, &mut hear).unwrap_err();
    assert_eq!(error.code(), "invalid_log");
    assert!(error.to_string().contains("input 3 is refused"), "{error}");
    let mut twice = log.clone();
    twice[2].step = twice[1].step.clone();
    assert_eq!(code(replay(&twice, None, &mut hear)), "invalid_log");
    let mut broken = two_agents();
    broken.agents[0].queues.insert("nowhere".to_owned(), Default::default());
    assert_eq!(code(replay(&log, Some(&broken), &mut hear)), "invalid_config");
}

#[test]
fn the_golden_report_comes_out_to_the_bit() {
    let log = fs::read_to_string(LOG).unwrap();
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    let inputs = last["inputs"].as_array().unwrap().iter();
    let inputs: Vec<Input> = inputs
        .map(|text| Input::decode(&[&[1], text.as_str().unwrap().as_bytes()].concat()).unwrap())
        .collect();
    let other = changed(2);
    let report = replay(&inputs, Some(&other), &mut |_, _| {}).unwrap();
    let golden = json!({ "config": other, "report": report, "text": report.to_string() });
    if std::env::var_os("KRARUP_WRITE_GOLDEN").is_some() {
        fs::write(GOLDEN, format!("{}\n", serde_json::to_string_pretty(&golden).unwrap())).unwrap();
    }
    let kept: Value = serde_json::from_str(&fs::read_to_string(GOLDEN).unwrap()).unwrap();
    assert_eq!(golden, kept);
    assert!(report.difference.is_some_and(|difference| difference.decision.is_some()));
}
