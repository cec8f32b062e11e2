//! Configurations and commands meant to do harm give a typed error or work, in bounded time and memory.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::*;
use krarup::time::Timestamp;
use random_inputs::{config, random_command};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const START: Timestamp = Timestamp::from_seconds(1_000);

fn parsed(value: Value) -> Config {
    serde_json::from_value(value).unwrap()
}

fn enqueue(steps: Vec<RoutingStep>) -> Command {
    Command::Enqueue(Box::new(NewInteraction { steps, ..NewInteraction::new("i", "q") }))
}

#[test]
fn text_nested_a_hundred_thousand_deep_is_refused() {
    const DEPTH: usize = 100_000;
    let nested = |open: &str, inner: &str, close: &str| open.repeat(DEPTH) + inner + &close.repeat(DEPTH);
    let expression = nested(r#"{"not":"#, r#"{"skill":"da"}"#, "}");
    assert!(serde_json::from_str::<Expression>(&expression).is_err());
    let score = nested(r#"{"add":["#, "1", "]}");
    assert!(serde_json::from_str::<Score>(&score).is_err());
    let queue = format!(r#"{{"queues": [{{"id": "q", "score": {score}}}], "agents": []}}"#);
    assert!(serde_json::from_str::<Config>(&queue).is_err());
    assert!(serde_json::from_str::<Command>(&format!(r#"{{"type":"enqueue","steps":{score}}}"#)).is_err());
}

#[test]
fn values_nested_a_hundred_thousand_deep_are_refused_on_a_small_stack() {
    // Whoever made such values needs a stack that lets them go again; the router needs none of it.
    let small = || std::thread::Builder::new().stack_size(256 * 1024);
    let mut expression = Expression::And { and: Vec::new() };
    let mut score = Score::Number(1);
    for _ in 0..100_000 {
        expression = Expression::Not { not: Box::new(expression) };
        score = Score::Add { add: vec![score] };
    }
    let step = RoutingStep { expression, duration: None, is_considered: true, skip_if_none_available: false };
    let command = enqueue(vec![step]);
    let mut config = Config::new(vec![QueueConfig::new("q")], Vec::new());
    let mut router = Router::new(config.clone(), START).unwrap();
    config.queues[0].score = Some(score);
    let check = move || {
        let problems = config.check().unwrap_err();
        std::mem::forget(config);
        problems
    };
    let problems = small().spawn(check).unwrap().join().unwrap();
    assert_eq!(problems.0[0].why, "must be nested at most 32 deep");
    let roomy = std::thread::Builder::new().stack_size(1 << 30);
    let apply = move || router.apply(START, None, command).unwrap_err().code();
    assert_eq!(roomy.spawn(apply).unwrap().join().unwrap(), "invalid_value");
}

#[test]
fn what_exceeds_a_limit_is_not_read_on() {
    let limits = Limits { queues: 10, agents: 10, entry_rules: 10, ..Limits::default() };
    let bad = QueueConfig { max_offers: 0, ..QueueConfig::new("") };
    let mut agent = AgentConfig::new("");
    agent.used_units = u32::MAX;
    let mut config = Config::new(vec![bad; 200_000], vec![agent; 200_000]);
    config.limits = limits;
    config.calendars = vec![Calendar { id: String::new(), open: Vec::new() }; 200_000];
    config.entry_rules = vec![EntryRule { queue: Some("none".to_owned()), ..EntryRule::default() }; 200_000];
    config.plans = (0..2_000).map(|_| serde_json::from_value(json!({ "id": "" })).unwrap()).collect();
    let problems = config.check().unwrap_err().0;
    let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["agents", "queues", "entry_rules", "plans", "calendars"]);
}

#[test]
fn a_thousand_problems_are_enough() {
    let mut agent = AgentConfig::new("ann");
    agent.queues = (0..50_000).map(|queue| (queue.to_string(), Membership::default())).collect();
    let error = Config::new(Vec::new(), vec![agent]).check().unwrap_err();
    assert_eq!(error.0.len(), 1_000);
}

#[test]
fn names_of_a_megabyte_are_refused_in_a_few_words() {
    let long = "x".repeat(1 << 20);
    let spoilt: [&dyn Fn(&mut Config); 8] = [
        &|config| config.queues[0].id = long.clone(),
        &|config| config.agents[0].id = long.clone(),
        &|config| config.queues[0].calendar = Some(long.clone()),
        &|config| config.agents[0].queues.extend([(long.clone(), Membership::default())]),
        &|config| config.agents[0].labels.extend([("name".to_owned(), long.clone())]),
        &|config| config.entry_rules[0].queue = Some(long.clone()),
        &|config| config.queues[0].score = Some(Score::Agent { agent: long.clone() }),
        &|config| config.plans[0].queues.extend([(long.clone(), serde_json::Map::new())]),
    ];
    for (number, spoil) in spoilt.into_iter().enumerate() {
        let mut config = config();
        spoil(&mut config);
        let error = config.check().unwrap_err();
        assert!(error.to_string().len() < 10_000, "{number} gives {} bytes", error.to_string().len());
    }
    let mut config = config();
    config.plans[0].queues.insert("sales".to_owned(), serde_json::Map::from_iter([(long, json!(1))]));
    assert!(config.check().unwrap_err().to_string().len() < 10_000);
}

#[test]
fn names_may_hold_any_character() {
    for name in ["\u{202e}ltr", "nul\0nul", "\u{feff}", "a\u{301}", " ", "\"\\\n", "🦀"] {
        let mut agent = AgentConfig::new(name);
        agent.queues.insert(name.to_owned(), Membership::default());
        agent.presence = Presence::Available;
        let config = Config::new(vec![QueueConfig::new(name)], vec![agent]);
        let mut router = Router::new(config, START).unwrap();
        let receipt =
            router.apply(START, Some(name), Command::Enqueue(Box::new(NewInteraction::new(name, name))));
        let offered = |event: &Event| matches!(event, Event::OfferMade { agent, .. } if agent == name);
        assert!(receipt.unwrap().events.iter().any(|(_, event)| offered(event)), "{name:?}");
        assert_eq!(Router::restore(&router.snapshot()).unwrap().digest(), router.digest());
    }
}

const EXTREMES: [i64; 12] = [
    0,
    1,
    -1,
    i32::MAX as i64,
    i32::MIN as i64,
    u32::MAX as i64,
    u32::MAX as i64 + 1,
    i64::MAX,
    i64::MIN,
    36_525 * 86_400 * 1_000_000,
    -36_525 * 86_400 * 1_000_000,
    253_402_300_799_000_000,
];

/// Pointers to every number of a value.
fn numbers(value: &Value, at: &str, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Number(_) => found.push(at.to_owned()),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, one)| numbers(one, &format!("{at}/{place}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, one)| numbers(one, &format!("{at}/{}", escaped(key)), found));
        }
        _ => {}
    }
}

/// A centre whose every number is written, also those that are as by default.
fn written() -> Value {
    let mut config = serde_json::to_value(config()).unwrap();
    for queue in config["queues"].as_array_mut().unwrap() {
        for key in ["weight", "max_offers", "max_misses", "max_waiting", "min_penalty", "max_penalty"] {
            let usual = if key == "min_penalty" { 0 } else { 5 };
            queue.as_object_mut().unwrap().entry(key).or_insert(json!(usual));
        }
        queue.as_object_mut().unwrap().entry("target_wait_us").or_insert(json!(5_000_000));
        queue.as_object_mut().unwrap().entry("regain_within_us").or_insert(json!(5_000_000));
    }
    for agent in config["agents"].as_array_mut().unwrap() {
        for key in ["used_units", "penalty", "trainees_at_once", "occupancy_ppm", "idle_since_us"] {
            agent.as_object_mut().unwrap().entry(key).or_insert(json!(0));
        }
        for membership in agent["queues"].as_object_mut().unwrap().values_mut() {
            for key in ["tier", "ring", "penalty", "position", "weight"] {
                membership.as_object_mut().unwrap().entry(key).or_insert(json!(1));
            }
        }
    }
    config["limits"]["buffered_events"] = json!(1_000);
    config
}

fn play(config: Config, draws: &mut Stream, commands: usize, extreme: bool) -> Option<usize> {
    let mut router = Router::new(config, START).ok()?;
    let (mut at, mut accepted) = (START, 0);
    for _ in 0..commands {
        at = Timestamp::from_micros(at.as_micros().saturating_add((draws.next_u64() % 4_000_000) as i64));
        let mut command = random_command(draws, &router);
        if extreme {
            let mut value = serde_json::to_value(&command).unwrap();
            let mut places = Vec::new();
            numbers(&value, "", &mut places);
            if !places.is_empty() {
                let place = &places[draws.next_u64() as usize % places.len()];
                *value.pointer_mut(place).unwrap() =
                    json!(EXTREMES[draws.next_u64() as usize % EXTREMES.len()]);
            }
            let Ok(changed) = serde_json::from_value(value) else { continue };
            command = changed;
        }
        accepted += usize::from(router.apply(at, None, command).is_ok());
    }
    for interaction in (0..40).map(|number| format!("i{number}")) {
        let _ = (router.explain(&interaction), router.estimate(&interaction));
    }
    assert_eq!(Router::restore(&router.snapshot()).unwrap().digest(), router.digest());
    Some(accepted)
}

#[test]
fn every_number_of_a_configuration_at_its_extremes() {
    let whole = written();
    let (mut places, mut draws) = (Vec::new(), Stream::new(11, 0, 0, 0));
    numbers(&whole, "", &mut places);
    assert!(places.len() > 200, "{}", places.len());
    let (mut read, mut played) = (0, 0);
    for place in &places {
        for extreme in EXTREMES {
            let mut value = whole.clone();
            *value.pointer_mut(place).unwrap() = json!(extreme);
            let Ok(config) = serde_json::from_value::<Config>(value) else { continue };
            read += 1;
            let _ = config.lint();
            played += usize::from(play(config, &mut draws, 12, false).is_some());
        }
    }
    assert!(read > 1_000 && played > 500, "{read} were read and {played} played");
}

#[test]
fn many_numbers_at_once_and_of_commands_at_their_extremes() {
    let whole = written();
    let (mut places, mut draws) = (Vec::new(), Stream::new(12, 0, 0, 0));
    numbers(&whole, "", &mut places);
    let mut accepted = 0;
    for _ in 0..40 {
        let mut value = whole.clone();
        for _ in 0..60 {
            // An extreme stays where the others leave it room.
            let place = &places[draws.next_u64() as usize % places.len()];
            let extreme = EXTREMES[draws.next_u64() as usize % EXTREMES.len()];
            let mut changed = value.clone();
            *changed.pointer_mut(place).unwrap() = json!(extreme);
            let read = serde_json::from_value::<Config>(changed.clone());
            if !place.starts_with("/limits") && read.is_ok_and(|config| config.check().is_ok()) {
                value = changed;
            }
        }
        accepted += play(parsed(value), &mut draws, 200, true).unwrap();
    }
    let count = play(config(), &mut draws, 5_000, true).unwrap();
    assert!(count > 500 && accepted > 500, "{count} commands were accepted, {accepted} elsewhere");
}

#[test]
fn twenty_plans_over_many_agents_are_checked_in_about_the_time_of_the_agents() {
    let agents: Vec<Value> = (0..20_000)
        .map(|n| json!({ "id": format!("a{n}"), "queues": { "q": {} }, "skills": { "da": 1 } }))
        .collect();
    let plan = |number: usize| {
        json!({ "id": format!("p{number}"), "queues": { "q": { "weight": number } },
                "agents": { format!("a{number}"): { "skills": { "en": 1 } }, "a19999": { "penalty": number } } })
    };
    let bare = parsed(json!({ "queues": [{ "id": "q" }], "agents": agents }));
    let mut planned = bare.clone();
    planned.plans = (0..20).map(|number| serde_json::from_value(plan(number)).unwrap()).collect();
    let time = |config: &Config| -> Duration {
        let begun = Instant::now();
        config.check().unwrap();
        begun.elapsed()
    };
    let (without, with) = (time(&bare), time(&planned));
    // All pairs over all agents would take 210 times as long.
    assert!(with < without * 40, "{without:?} without plans, {with:?} with 20");
    planned.plans[7]
        .agents
        .insert("a5".to_owned(), serde_json::from_value(json!({ "occupancy_ppm": 2_000_000 })).unwrap());
    let problems = planned.check().unwrap_err().0;
    assert_eq!(problems[0].path, "plans[7]: agents[5].occupancy_ppm");
}

#[test]
fn plans_that_make_a_mentor_a_trainee_are_found_alone_and_together() {
    let agents = json!([{ "id": "ann", "queues": {} }, { "id": "bo", "queues": {} }, { "id": "cy", "queues": {} },
                        { "id": "di", "queues": {}, "trainee": { "mentor": "cy" } }]);
    let learns = |agent: &str, mentor: &str| json!({ "id": agent, "agents": { agent: { "trainee": { "mentor": mentor } } } });
    let problems = |plans: Value| {
        let checked = parsed(json!({ "queues": [], "agents": agents, "plans": plans })).check();
        checked.err().map(|errors| errors.0[0].path.clone())
    };
    let found = |path: &str| Some(path.to_owned());
    assert_eq!(problems(json!([learns("ann", "bo")])), None);
    assert_eq!(problems(json!([learns("cy", "bo")])), found("plans[0]: agents[3].trainee.mentor"));
    assert_eq!(
        problems(json!([learns("ann", "bo"), learns("bo", "cy")])),
        found("plans[0]: agents[0].trainee.mentor")
    );
    assert_eq!(problems(json!([learns("ann", "nobody")])), found("plans[0]: agents[0].trainee.mentor"));
}
