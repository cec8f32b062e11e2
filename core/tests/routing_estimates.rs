//! Position and estimated wait: what each estimator says by hand-made examples, what is unknown and why, and how each
//! keeps score of its errors.
#![allow(clippy::unwrap_used)]

mod random_inputs;

use krarup::random::Stream;
use krarup::routing::{
    Command, Config, Estimate, Estimator, Event, Interaction, NewInteraction, Place, Router, Unknown,
};
use krarup::time::{Span, Timestamp};
use random_inputs::{INTERACTIONS, QUEUES, config, random_command};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Two agents who take what comes at once.
fn desk() -> Router {
    let agent = |id: &str| json!({ "id": id, "queues": { "q": {}, "other": {} }, "presence": "available" });
    let config = json!({
        "queues": [{ "id": "q", "auto_accept": true }, { "id": "other", "auto_accept": true }],
        "agents": [agent("ann"), agent("bo")],
    });
    Router::new(serde_json::from_value(config).unwrap(), Timestamp::from_seconds(0)).unwrap()
}

fn at(router: &mut Router, second: i64, command: Value) {
    let command = serde_json::from_value(command).unwrap();
    router.apply(Timestamp::from_seconds(second), None, command).unwrap();
}

fn call(router: &mut Router, second: i64, id: &str) {
    at(router, second, json!({ "type": "enqueue", "interaction": id, "queue": "q" }));
}

fn complete(router: &mut Router, second: i64, id: &str) {
    at(router, second, json!({ "type": "complete", "interaction": id }));
}

fn presence(router: &mut Router, second: i64, agent: &str, presence: &str) {
    at(router, second, json!({ "type": "set_presence", "agent": agent, "presence": presence }));
}

/// In seconds, by queue length, head of line, last to enter service.
fn waits(estimate: &Estimate) -> [Result<f64, Unknown>; 3] {
    [0, 1, 2].map(|place| {
        let one = &estimate.estimators[place];
        assert_eq!((one.estimator, one.wait.is_some()), (Estimator::ALL[place], one.unknown.is_none()));
        one.wait.map(Span::as_seconds_f64).ok_or_else(|| one.unknown.unwrap())
    })
}

fn of_new(router: &Router) -> Estimate {
    router.estimate_for(&NewInteraction::new("", "q")).unwrap()
}

#[test]
fn where_agents_pull_an_idle_one_makes_no_wait_nothing() {
    let config = json!({
        "queues": [{ "id": "q", "push": false }],
        "agents": [{ "id": "ann", "queues": { "q": {} }, "presence": "available" }],
    });
    let mut router =
        Router::new(serde_json::from_value(config).unwrap(), Timestamp::from_seconds(0)).unwrap();
    call(&mut router, 1, "a");
    let estimate = router.estimate("a").unwrap();
    assert!(!estimate.is_agent_free);
    assert_eq!(waits(&estimate)[0], Err(Unknown::NothingHandled));
}

#[test]
fn each_estimator_says_what_its_definition_says() {
    let mut router = desk();
    assert_eq!(waits(&of_new(&router)), [Ok(0.0); 3], "both are free");
    call(&mut router, 0, "a");
    call(&mut router, 0, "b");
    call(&mut router, 10, "c");
    call(&mut router, 20, "d");
    let known = router.estimate("d").unwrap();
    assert_eq!((known.position, known.waited, known.is_agent_free), (2, Span::ZERO, false));
    let nothing = Err(Unknown::NothingHandled);
    assert_eq!(waits(&known), [nothing, Ok(10.0), nothing], "nothing was handled, but c has waited for 10 s");
    complete(&mut router, 60, "a");
    // Until there are two starts in a row with somebody waiting, a contact costs what it took: 60 s of two agents.
    assert_eq!(waits(&router.estimate("d").unwrap()), [Ok(30.0), Err(Unknown::NobodyAhead), Ok(10.0)]);
    complete(&mut router, 80, "b");
    // From c's start at 60 to d's at 80, two agents worked 40 s. d waited for 60 s.
    for (second, id) in [(90, "e"), (100, "f"), (100, "g")] {
        call(&mut router, second, id);
    }
    let known = router.estimate("g").unwrap();
    assert_eq!(known.position, 3);
    assert_eq!(waits(&known), [Ok(60.0), Ok(10.0), Ok(60.0)]);
    router.tick(Timestamp::from_seconds(170)).unwrap();
    // Time alone changes no estimate, but for what has been waited already.
    assert_eq!(waits(&router.estimate("g").unwrap()), [Ok(60.0), Ok(10.0), Err(Unknown::Overdue)]);
    presence(&mut router, 170, "bo", "paused");
    assert_eq!(waits(&router.estimate("g").unwrap())[0], Ok(120.0), "one agent is left");
    assert_eq!(waits(&of_new(&router)), [Ok(160.0), Ok(80.0), Ok(60.0)]);
}

#[test]
fn agents_shared_with_another_queue_take_longer_than_they_handle() {
    // Every contact takes 100 s. With x and y, which go first, the agents have every second one from another queue.
    let wait_of_next = |others: &[&str]| {
        let mut router = desk();
        for (second, id) in [(0, "a"), (0, "b"), (1, "c"), (1, "d"), (1, "e"), (1, "f")] {
            call(&mut router, second, id);
        }
        ["a", "b"].into_iter().for_each(|id| complete(&mut router, 100, id));
        for id in others {
            at(
                &mut router,
                101,
                json!({ "type": "enqueue", "interaction": id, "queue": "other", "lane": 1 }),
            );
        }
        let mut second = 200;
        ["c", "d"].into_iter().for_each(|id| complete(&mut router, second, id));
        second += if others.is_empty() { 0 } else { 100 };
        others.iter().for_each(|id| complete(&mut router, second, id));
        of_new(&router).estimators[0].wait.unwrap().as_micros()
    };
    // d starts with c, e and f 100 s later: the mean of 0, 200 and 0 seconds of an agent's time, for two agents.
    assert_eq!(wait_of_next(&[]), 33_333_334);
    assert_eq!(wait_of_next(&["x", "y"]), 66_666_667);
}

#[test]
fn an_unknown_wait_says_why() {
    let mut router = desk();
    let one_of = |router: &Router, new: &NewInteraction| {
        let estimate = router.estimate_for(new).unwrap();
        let reasons: Vec<_> = estimate.estimators.iter().map(|one| one.unknown).collect();
        assert_eq!((reasons[0], estimate.best), (reasons[1], None));
        reasons[0].unwrap()
    };
    let mut new = NewInteraction::new("", "q");
    new.requirements = serde_json::from_value(json!([{ "skill": "da" }])).unwrap();
    assert_eq!(one_of(&router, &new), Unknown::CannotBeMet);
    at(&mut router, 1, json!({ "type": "set_skill", "agent": "bo", "skill": "da", "level": 1 }));
    presence(&mut router, 1, "bo", "offline");
    assert_eq!(one_of(&router, &new), Unknown::NobodyLoggedIn, "ann is free, but lacks the skill");
    presence(&mut router, 1, "bo", "paused");
    assert_eq!(one_of(&router, &new), Unknown::NobodyAvailable);
    new.queue = "nowhere".to_owned();
    assert_eq!(router.estimate_for(&new).unwrap_err().code(), "unknown_queue");
    call(&mut router, 2, "a");
    assert_eq!(router.estimate("a").unwrap_err().code(), "not_waiting");
    assert_eq!(router.estimate("b").unwrap_err().code(), "unknown_interaction");
}

#[test]
fn errors_are_scored_when_an_agent_gets_it_and_what_leaves_is_censored() {
    let mut router = desk();
    for (second, id) in [(0, "a"), (0, "b"), (10, "c"), (15, "d"), (15, "e")] {
        call(&mut router, second, id);
    }
    // c had no answer. Of d and e, head of line foretold 5 s.
    complete(&mut router, 20, "a");
    at(&mut router, 30, json!({ "type": "abandon", "interaction": "e" }));
    complete(&mut router, 36, "b");
    // d waited for 21 s, 16 longer than foretold.
    let estimate = of_new(&router);
    assert_eq!(estimate.censored, 1);
    let [length, head, last] = &estimate.estimators[..] else { unreachable!() };
    assert_eq!([length.scored, head.scored, last.scored], [0, 1, 0]);
    let seconds = |s| Some(Span::from_seconds(s));
    assert_eq!(head.mean_error, seconds(-16));
    assert_eq!((head.mean_absolute_error, head.root_mean_square_error), (seconds(16), seconds(16)));
    assert_eq!(length.mean_error, None);
    // Nobody is ahead of the next one, so that the best so far has no answer for it.
    assert_eq!(estimate.best, Some(Estimator::QueueLength));
    call(&mut router, 40, "f");
    assert_eq!(of_new(&router).best, Some(Estimator::QueueLength), "f came this very instant");
    router.tick(Timestamp::from_seconds(41)).unwrap();
    assert_eq!(of_new(&router).best, Some(Estimator::HeadOfLine));
    // A move to another queue ends the stay like an abandonment.
    at(&mut router, 42, json!({ "type": "transfer", "interaction": "f", "queue": "other" }));
    assert_eq!(of_new(&router).censored, 2);
}

#[test]
fn a_night_in_which_nobody_was_ready_is_no_time_between_two_starts() {
    let mut router = desk();
    for (second, id) in [(0, "a"), (0, "b"), (1, "c"), (1, "d")] {
        call(&mut router, second, id);
    }
    complete(&mut router, 50, "a");
    complete(&mut router, 60, "b");
    assert_eq!(waits(&of_new(&router))[0], Ok(10.0), "10 s of two agents from c to d");
    call(&mut router, 70, "e");
    for agent in ["ann", "bo"] {
        presence(&mut router, 80, agent, "offline");
    }
    complete(&mut router, 90, "c");
    complete(&mut router, 90, "d");
    presence(&mut router, 40_000, "ann", "available");
    assert!(matches!(router.interaction("e").unwrap().place, Place::Assigned { .. }));
    assert_eq!(waits(&of_new(&router))[0], Ok(20.0), "one agent, and nothing learnt from the night");
}

#[test]
fn in_a_busy_queue_every_estimator_beats_the_mean_wait() {
    // M/M/10 at 95 %; the mean wait, known in hindsight, is what an estimator must beat.
    let agents: Vec<Value> = (0..10)
        .map(|n| json!({ "id": format!("a{n}"), "queues": { "q": {} }, "presence": "available" }))
        .collect();
    let config = json!({ "queues": [{ "id": "q", "auto_accept": true }], "agents": agents,
                         "limits": { "remembered_interactions": 1 } });
    let mut router =
        Router::new(serde_json::from_value(config).unwrap(), Timestamp::from_seconds(0)).unwrap();
    let mut draws = Stream::new(5, 0, 0, 0);
    let mut draw = |mean_s: f64| (draws.exponential(mean_s).unwrap() * 1e6) as i64;
    let (mut next_call, mut number, mut ends, mut came) = (0_i64, 0, BTreeMap::new(), BTreeMap::new());
    let mut waits: Vec<i64> = Vec::new();
    while number < 6_000 {
        let end = ends.first_key_value().map(|(end, _): (&(i64, String), &())| end.clone());
        let (now, command) = match end.filter(|(end, _)| *end <= next_call) {
            Some((end, id)) => {
                ends.remove(&(end, id.clone()));
                (end, json!({ "type": "complete", "interaction": id }))
            }
            None => {
                number += 1;
                let (now, id) = (next_call, format!("c{number}"));
                came.insert(id.clone(), now);
                next_call += draw(180.0 / 9.5);
                (now, json!({ "type": "enqueue", "interaction": id, "queue": "q" }))
            }
        };
        let command = serde_json::from_value(command).unwrap();
        let receipt = router.apply(Timestamp::from_micros(now), None, command).unwrap();
        router.drain_inputs().unwrap();
        for (at, event) in receipt.events {
            if let Event::Assigned { interaction, .. } = event {
                let wait = at.as_micros() - came[&interaction];
                waits.extend((wait > 0).then_some(wait));
                ends.insert((now + draw(180.0), interaction), ());
            }
        }
    }
    let mean = waits.iter().sum::<i64>() / waits.len() as i64;
    let by_mean = waits.iter().map(|wait| (wait - mean).abs()).sum::<i64>() / waits.len() as i64;
    let estimate = of_new(&router);
    for one in &estimate.estimators {
        let (error, absolute) = (one.mean_error.unwrap(), one.mean_absolute_error.unwrap());
        assert!(one.scored > 3_000, "{one:?}");
        assert!(absolute.as_micros() < by_mean * 2 / 3, "{one:?} against {by_mean}");
        assert!(error.as_micros().abs() < mean / 10, "{one:?} against a mean of {mean}");
    }
    // As Ibrahim and Whitt found: the queue's length says most.
    let order: Vec<_> = estimate.estimators.iter().map(|one| one.mean_absolute_error).collect();
    assert!(order[0] < order[1] && order[0] < order[2], "{order:?}");
}

/// Of a queue, how many waits each estimator has foretold that an agent ended.
type Counts = BTreeMap<String, [u64; 3]>;

#[test]
fn counts_equal_the_assigned_that_had_a_prediction_and_a_snapshot_says_the_same() {
    let mut draws = Stream::new(13, 0, 0, 0);
    let mut router = Router::new(config(), Timestamp::from_seconds(0)).unwrap();
    let (mut now, mut counts, mut zeroes, mut known) = (0, Counts::new(), 0, 0);
    for step in 0..8_000 {
        let command = sensible(&mut draws, &router).unwrap_or_else(|| random_command(&mut draws, &router));
        router.drain_inputs().unwrap();
        now += (draws.next_u64() % 2_000_000) as i64;
        // One instant an input, so that what was foretold can be read before it is scored.
        while let Some(due) = router.next_deadline().filter(|due| due.as_micros() <= now) {
            let before = router.clone();
            router.tick(due).unwrap();
            count(&before, &router, &mut counts);
        }
        let before = router.clone();
        let _ = router.apply(Timestamp::from_micros(now), None, command);
        count(&before, &router, &mut counts);
        if step % 50 == 0 {
            let restored = Router::restore(&router.snapshot()).unwrap();
            for queue in QUEUES {
                let new = NewInteraction::new("", queue);
                assert_eq!(restored.estimate_for(&new), router.estimate_for(&new));
            }
        }
        for queue in QUEUES {
            let waiting = router.waiting(queue, usize::MAX).unwrap();
            for (place, interaction) in waiting.iter().enumerate() {
                let estimate = router.estimate(&interaction.facts.interaction).unwrap();
                let ahead = waiting[..place].iter().filter(|one| is_due(one, router.now())).count();
                assert_eq!(estimate.position, ahead + 1);
                for one in &estimate.estimators {
                    assert!(one.wait.is_none_or(|wait| wait >= Span::ZERO), "{one:?}");
                    assert_eq!(one.wait == Some(Span::ZERO), estimate.is_agent_free, "{one:?}");
                    zeroes += u32::from(estimate.is_agent_free);
                    known += u32::from(one.wait.is_some() && !estimate.is_agent_free);
                }
            }
        }
    }
    let mut all = [0; 3];
    for queue in QUEUES {
        let estimate = router.estimate_for(&NewInteraction::new("", queue)).unwrap();
        let scored: Vec<u64> = estimate.estimators.iter().map(|one| one.scored).collect();
        assert_eq!(scored, counts.get(queue).copied().unwrap_or_default(), "{queue}");
        assert!(estimate.censored > 0, "{queue}: {estimate:?}");
        (0..3).for_each(|place| all[place] += scored[place]);
    }
    assert!(all.iter().all(|scored| *scored > 30), "{all:?}");
    assert!(zeroes > 1_000 && known > 1_000, "{zeroes} free, {known} known");
}

/// Whether it may be begun at an instant: what may not is not ahead of others.
fn is_due(interaction: &Interaction, now: Timestamp) -> bool {
    let facts = &interaction.facts;
    let is_open =
        facts.windows.is_empty() || facts.windows.iter().any(|window| window.from <= now && now < window.to);
    interaction.is_begun || (facts.own().not_before.is_none_or(|at| at <= now) && is_open)
}

/// An answer to an offer, or the end of a contact, every other time.
fn sensible(draws: &mut Stream, router: &Router) -> Option<Command> {
    let known = |n| router.interaction(&format!("i{n}")).ok();
    let first = draws.next_u64() % INTERACTIONS;
    let interaction = (0..INTERACTIONS).find_map(|n| known((first + n) % INTERACTIONS))?;
    let id = interaction.facts.interaction.to_string();
    match &interaction.place {
        _ if draws.next_u64().is_multiple_of(2) => None,
        Place::Waiting | Place::Dialling { .. } => None,
        Place::Offered { offers } => {
            let agent = offers.keys().next().unwrap().clone();
            Some(Command::Accept { interaction: id, agent, generation: None })
        }
        Place::Assigned { .. } => {
            Some(Command::Complete { interaction: id, agent: None, wrap_code: None, ended_by: None })
        }
    }
}

/// Counts, of what an input of one instant has given to an agent, which predictions there were.
fn count(before: &Router, after: &Router, counts: &mut Counts) {
    for n in 0..INTERACTIONS {
        let id = format!("i{n}");
        let (Ok(was), Ok(is)) = (before.interaction(&id), after.interaction(&id)) else { continue };
        let Place::Assigned { .. } = is.place else { continue };
        let Some(foretold) = was.foretold.filter(|_| !matches!(was.place, Place::Assigned { .. })) else {
            continue;
        };
        if was.queue_entered_at() != is.queue_entered_at() || was.facts.queue != is.facts.queue {
            continue;
        }
        let by = foretold.by();
        let counted = counts.entry(is.facts.queue.clone()).or_default();
        counted.iter_mut().zip(by).for_each(|(count, wait)| *count += u64::from(wait.is_some()));
    }
}

#[test]
fn a_configuration_that_lacks_a_queue_forgets_what_it_learnt() {
    let mut router = desk();
    call(&mut router, 0, "a");
    complete(&mut router, 60, "a");
    let mut config: Config =
        serde_json::from_value(json!({ "queues": [{ "id": "other" }], "agents": [] })).unwrap();
    at(&mut router, 61, json!({ "type": "configure", "config": config }));
    config.queues.push(krarup::routing::QueueConfig::new("q"));
    config.agents.push(krarup::routing::AgentConfig::new("cy"));
    config.agents[0].queues.insert("q".to_owned(), Default::default());
    at(&mut router, 62, json!({ "type": "configure", "config": config }));
    presence(&mut router, 63, "cy", "available");
    call(&mut router, 64, "b");
    assert_eq!(waits(&of_new(&router))[0], Err(Unknown::NothingHandled));
    Router::restore(&router.snapshot()).unwrap();
}

/// A queue whose calls go to `other` where they would wait for a minute or more.
fn overflowing(scoring: &str) -> Config {
    serde_json::from_value(json!({
        "queues": [
            { "id": "q", "auto_accept": true, "scoring": scoring, "wrap_up_us": 1_000_000, "wait_rules": [
                { "when": { "estimated_wait_at_least_us": 60_000_000 }, "move_to": "other" }] },
            { "id": "other" },
        ],
        "agents": [{ "id": "ann", "queues": { "q": {} }, "presence": "available" }],
    }))
    .unwrap()
}

fn queue_of(router: &Router, id: &str) -> String {
    router.interaction(id).unwrap().facts.queue.clone()
}

#[test]
fn a_call_that_would_wait_too_long_overflows_and_an_unknown_wait_does_not() {
    let mut router = Router::new(overflowing("strict"), Timestamp::from_seconds(0)).unwrap();
    call(&mut router, 0, "a");
    call(&mut router, 10, "b");
    assert_eq!(queue_of(&router, "b"), "q", "nothing is known yet");
    complete(&mut router, 39, "a");
    // A contact takes 40 s with its wrap-up: one may wait for it, not for two.
    call(&mut router, 50, "c");
    call(&mut router, 51, "d");
    assert_eq!((queue_of(&router, "c"), queue_of(&router, "d")), ("q".to_owned(), "other".to_owned()));
    presence(&mut router, 52, "ann", "paused");
    call(&mut router, 53, "e");
    assert_eq!(queue_of(&router, "e"), "q", "nobody is available: unknown");
    presence(&mut router, 54, "ann", "available");
    assert_eq!(queue_of(&router, "e"), "other", "judged again as she comes back");
    let mut rule = overflowing("strict");
    rule.queues[0].wait_rules[0].when.estimator = Some(Estimator::HeadOfLine);
    assert!(rule.check().is_ok());
    rule.queues[0].wait_rules[0].when.estimated_wait_at_least = None;
    rule.queues[0].wait_rules[0].after = Span::from_seconds(1);
    assert!(rule.check().unwrap_err().to_string().contains("when.estimator is alone"));
}

#[test]
fn one_tick_does_what_many_do() {
    for (seed, scoring) in [(1, "strict"), (2, "conversation_score"), (3, "newest_first")] {
        let mut config = overflowing(scoring);
        let also: Config = config_with_offers();
        config.queues.extend(also.queues.into_iter().filter(|queue| queue.id != "q" && queue.id != "other"));
        config.agents.extend(also.agents);
        let start = Timestamp::from_seconds(0);
        let mut once = Router::new(config, start).unwrap();
        let mut often = once.clone();
        let (mut draws, mut now, mut moved) = (Stream::new(seed, 0, 0, 0), 0, 0);
        for number in 0..400 {
            let from = now;
            now += (draws.next_u64() % 60_000_000) as i64;
            let queue = ["q", "q", "rung"][draws.next_u64() as usize % 3];
            let id = format!("c{}", draws.next_u64() % (number + 1));
            let command = match draws.next_u64() % 3 {
                0 => json!({ "type": "complete", "interaction": id }),
                _ => json!({ "type": "enqueue", "interaction": format!("c{number}"), "queue": queue }),
            };
            let command: Command = serde_json::from_value(command).unwrap();
            let mut events = Vec::new();
            for part in 1..8 {
                let at = Timestamp::from_micros(from + (now - from) * part / 8);
                events.extend(often.tick(at).unwrap().events);
            }
            let at = Timestamp::from_micros(now);
            let told = |router: &mut Router| match router.apply(at, None, command.clone()) {
                Ok(receipt) => receipt.events,
                Err(rejection) => rejection.tick.map(|tick| tick.events).unwrap_or_default(),
            };
            events.extend(told(&mut often));
            assert_eq!(told(&mut once), events, "{scoring}, step {number}");
            moved += events.iter().filter(|(_, event)| matches!(event, Event::Moved { .. })).count();
            for id in (0..=number).map(|n| format!("c{n}")) {
                assert_eq!(once.estimate(&id), often.estimate(&id), "{scoring}, {id}");
            }
        }
        assert!(moved > 20, "{scoring}: only {moved} overflowed");
    }
}

/// A queue with timers of its own: offers that expire, rings that open.
fn config_with_offers() -> Config {
    serde_json::from_value(json!({
        "queues": [{ "id": "q" }, { "id": "other" }, {
            "id": "rung", "offer_timeout_us": 7_000_000, "on_timeout": "paused", "rings": [{ "stay_us": 5_000_000 }, {}],
            "wait_rules": [{ "after_us": 90_000_000, "move_to": "q" }] }],
        "agents": [{ "id": "bo", "queues": { "rung": { "ring": 2 }, "q": { "rank": 1 } }, "presence": "available" },
                   { "id": "cy", "queues": { "rung": {} }, "presence": "available" }],
    }))
    .unwrap()
}
