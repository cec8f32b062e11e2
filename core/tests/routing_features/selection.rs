//! The selection keys that a house makes its own: lots by weight, and a score of its own.

use super::*;
use krarup::routing::SelectionKey;

/// How often each of three agents is offered one of many calls, one at a time.
fn shares(seed: u32, weights: [u32; 3]) -> Vec<usize> {
    let mut config =
        one_queue(json!({ "selection": ["weighted_random"], "auto_accept": true }), &["ann", "bo", "cy"]);
    config["seed"] = json!(seed);
    for (agent, weight) in config["agents"].as_array_mut().unwrap().iter_mut().zip(weights) {
        agent["queues"]["q"]["weight"] = json!(weight);
    }
    let mut desk = Desk::new(config);
    let mut counts = vec![0; 3];
    for number in 0..3_000 {
        let told = desk.at(number, call(&number.to_string()));
        let place = ["ann", "bo", "cy"].iter().position(|agent| told[0].ends_with(agent)).unwrap();
        counts[place] += 1;
        desk.at(number, complete(&number.to_string()));
    }
    counts
}

#[test]
fn chances_are_as_the_weights_are() {
    let counts = shares(7, [1, 2, 3]);
    // Three standard deviations of a binomial of 3,000 draws are at most 82.
    for (count, expected) in counts.iter().zip([500_i64, 1_000, 1_500]) {
        assert!((*count as i64 - expected).abs() < 82, "{counts:?}");
    }
    assert_eq!(counts, shares(7, [1, 2, 3]), "the same seed draws the same");
    assert_ne!(counts, shares(8, [1, 2, 3]));
    assert_eq!(shares(7, [0, 1, 0]), [0, 3_000, 0]);
    assert_eq!(shares(7, [0, 0, 0]), [3_000, 0, 0], "nobody has a chance: the first id");
}

/// Who is asked for each of some calls that come one at a time.
fn asked(config: Value, queues: &[&str]) -> Vec<String> {
    let mut desk = Desk::new(config);
    let calls = queues.iter().enumerate().map(|(number, queue)| {
        let mut new = call(&number.to_string());
        new["queue"] = json!(queue);
        let told = desk.at(number as i64, new);
        desk.at(number as i64, complete(&number.to_string()));
        told[0].split(' ').next_back().unwrap().to_owned()
    });
    calls.collect()
}

#[test]
fn shares_of_a_queue_are_as_the_weights_are_after_every_few_contacts() {
    let mut config =
        one_queue(json!({ "selection": ["share_of_queue"], "auto_accept": true }), &["ann", "bo", "cy"]);
    for (agent, weight) in config["agents"].as_array_mut().unwrap().iter_mut().zip([1, 3, 0]) {
        agent["queues"]["q"]["weight"] = json!(weight);
    }
    let asked = asked(config, &["q"; 12]);
    for four in asked.chunks(4) {
        assert_eq!(four.iter().filter(|agent| *agent == "bo").count(), 3, "{asked:?}");
    }
    assert!(!asked.contains(&"cy".to_owned()), "who has no share comes last");
}

#[test]
fn an_agent_s_work_is_shared_among_his_queues_as_their_weights_are() {
    let agent = |id: &str, sales: u32, service: u32| {
        json!({ "id": id, "presence": "available",
                "queues": { "sales": { "weight": sales }, "service": { "weight": service } } })
    };
    let queue = |id: &str| json!({ "id": id, "selection": ["share_of_agent"], "auto_accept": true });
    let config = json!({
        "queues": [queue("sales"), queue("service")],
        "agents": [agent("ann", 1, 3), agent("bo", 3, 1)],
    });
    let queues = ["sales", "service", "sales", "service", "service", "sales", "sales", "service"];
    let asked = asked(config, &queues);
    let count = |who: (&str, &str)| {
        asked.iter().zip(queues).filter(|(one, queue)| (one.as_str(), *queue) == who).count()
    };
    let counts = [("ann", "sales"), ("ann", "service"), ("bo", "sales"), ("bo", "service")].map(count);
    assert_eq!(counts, [1, 3, 3, 1], "{asked:?}");
}

#[test]
fn least_talk_is_time_on_the_line_and_no_other() {
    let mut config = one_queue(json!({ "selection": ["least_talk"], "auto_accept": true }), &["ann", "bo"]);
    config["agents"][0]["capacity"] = json!({ "total": 2 });
    let mut desk = Desk::new(config);
    let told = |kind: &str, id: &str| json!({ "type": kind, "interaction": id });
    assert!(desk.at(0, call("a")).contains(&"0 assigned a ann".to_owned()));
    // Ten seconds until they speak, five of the twenty after on hold, all of which count once; none while bo rings.
    desk.at(10, told("connected", "a"));
    desk.at(15, told("hold", "a"));
    desk.at(20, told("resume", "a"));
    assert!(desk.at(20, call("b")).contains(&"20 assigned b bo".to_owned()));
    desk.at(30, complete("a"));
    desk.at(60, told("connected", "b"));
    let talk = |desk: &Desk, agent: &str| desk.router.agent(agent).unwrap().talk.as_micros() / 1_000_000;
    desk.until(79);
    assert_eq!((talk(&desk, "ann"), talk(&desk, "bo")), (20, 19));
    desk.at(79, complete("b"));
    assert!(desk.at(79, call("c")).contains(&"79 assigned c bo".to_owned()));
    assert_eq!(Router::restore(&desk.router.snapshot()).unwrap().digest(), desk.router.digest());
}

#[test]
fn an_offer_says_by_which_configuration_and_plans() {
    let mut config = one_queue(json!({}), &["ann"]);
    config["plans"] = json!([{ "id": "storm" }, { "id": "calm" }]);
    let mut desk = Desk::new(config.clone());
    let mut why = |commands: &[Value]| {
        let now = desk.at_s + 1;
        for command in commands {
            desk.at(now, command.clone());
        }
        let applied = desk.router.apply(
            Timestamp::from_seconds(now),
            None,
            serde_json::from_value(call(&format!("c{now}"))).unwrap(),
        );
        let events = applied.unwrap().events;
        let why = events.iter().find_map(|(_, event)| match event {
            Event::OfferMade { why, .. } => Some(serde_json::to_value(why).unwrap()),
            _ => None,
        });
        desk.at(now, json!({ "type": "abandon", "interaction": format!("c{now}") }));
        let why = why.unwrap();
        (why["configured_at_seq"].clone(), why.get("plans").cloned())
    };
    assert_eq!(why(&[]), (json!(0), None), "no plan is in force: not a word of plans");
    let activate = json!({ "type": "activate_plan", "plan": "storm" });
    assert_eq!(why(&[activate]), (json!(0), Some(json!(["storm"]))));
    let seq = why(&[json!({ "type": "configure", "config": config })]).0;
    assert_eq!(seq, json!(6), "after two offers, two ends and a plan");
}

#[test]
fn a_lot_stands_until_the_offer_it_is_drawn_for() {
    let mut desk = Desk::new(one_queue(json!({ "selection": ["weighted_random"] }), &["ann", "bo", "cy"]));
    desk.at(0, call("a"));
    desk.at(1, call("b"));
    let offered = desk.router.interaction("b").unwrap().place.clone();
    let keys = |desk: &Desk| desk.router.explain("a").unwrap();
    assert_eq!(keys(&desk), keys(&desk));
    assert_eq!(desk.router.interaction("b").unwrap().place, offered);
}

fn scored(score: Value, agents: [Value; 2]) -> Vec<String> {
    let mut config = one_queue(json!({ "selection": ["score"], "score": score }), &["ann", "bo"]);
    config["attributes"] = json!(["seniority", "value"]);
    for (agent, more) in config["agents"].as_array_mut().unwrap().iter_mut().zip(agents) {
        agent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    let mut desk = Desk::new(config);
    let mut new = call("a");
    new["priority"] = json!(4);
    new["attributes"] = json!({ "value": 100 });
    desk.at(50, new)
}

#[test]
fn the_greatest_score_wins() {
    let (ann, bo) = ("50 offer a ann", "50 offer a bo");
    let with = |key: &str, one: i64, other: i64| {
        [one, other]
            .map(|number| json!({ key: { if key == "skills" { "da" } else { "seniority" }: number } }))
    };
    let cases = [
        (json!({ "skill": "da" }), with("skills", 1, 2), bo),
        (json!({ "mul": [-1, { "skill": "da" }] }), with("skills", 1, 2), ann),
        (json!({ "agent": "seniority" }), with("attributes", 5, 9), bo),
        // A valuable customer gets the senior, any other the junior.
        (
            json!({ "choose": { "if": { "interaction": "value" }, "at_least": 100,
                                "then": { "agent": "seniority" },
                                "else": { "mul": [-1, { "agent": "seniority" }] } } }),
            with("attributes", 5, 9),
            bo,
        ),
        (
            json!({ "choose": { "if": { "interaction": "value" }, "at_least": 101,
                                "then": { "agent": "seniority" },
                                "else": { "mul": [-1, { "agent": "seniority" }] } } }),
            with("attributes", 5, 9),
            ann,
        ),
        (json!({ "min": [7, { "agent": "seniority" }] }), with("attributes", 8, 9), ann),
        (json!({ "max": [8, { "agent": "seniority" }] }), with("attributes", 8, 9), bo),
        (json!({ "add": [{ "agent": "seniority" }, { "fact": "idle_s" }] }), with("attributes", 8, 9), bo),
        (json!({ "fact": "priority" }), with("attributes", 8, 9), ann),
        // Beyond 64 bits it stays at the bound, the same for both.
        (json!({ "mul": [i64::MAX, { "agent": "seniority" }] }), with("attributes", 8, 9), ann),
    ];
    for (score, agents, expected) in cases {
        assert_eq!(scored(score.clone(), agents), [expected], "{score}");
    }
}

#[test]
fn a_score_is_bounded_and_speaks_of_what_is_declared() {
    let wrong = |score: Value| {
        let mut config = one_queue(json!({ "selection": ["score"], "score": score }), &["ann"]);
        config["limits"] = json!({ "expression_parts": 50 });
        let config: Config = serde_json::from_value(config).unwrap();
        config.check().unwrap_err().0[0].to_string()
    };
    assert!(wrong(json!({ "agent": "seniority" })).contains("must be declared in `attributes`"));
    assert!(wrong(json!({ "add": vec![1; 50] })).contains("exceeds limits.expression_parts"));
    let deep = (0..32).fold(json!(1), |inner, _| json!({ "add": [inner] }));
    assert!(wrong(deep).contains("at most 32 deep"));
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    let mut new = call("a");
    new["attributes"] = json!({ "value": 1 });
    assert_eq!(desk.try_at(1, new).unwrap_err().code(), "invalid_value");
    let without: Config =
        serde_json::from_value(one_queue(json!({ "selection": ["score"] }), &["ann"])).unwrap();
    assert_eq!(without.check().unwrap_err().0[0].path, "queues[0].score");
    assert!(matches!(without.queues[0].selection[..], [SelectionKey::Score]));
}

#[test]
fn what_is_wrong_in_a_score_is_told() {
    for (score, told) in [
        (json!({ "ad": 1 }), "unknown field `ad`, expected one of `add`, `mul`"),
        (json!({ "add": 1 }), "invalid type: integer `1`, expected a sequence"),
        (json!({ "add": [{ "fact": "wait" }] }), "unknown variant `wait`, expected one of `priority`"),
        (json!(1.5), "floating point `1.5`, expected a whole number, or an object with exactly one of add,"),
        (json!({ "add": [1], "mul": [2] }), "exactly one of add, mul"),
        (json!(u64::MAX), "at most 64 bits"),
    ] {
        let problem = serde_json::from_value::<krarup::routing::Score>(score.clone()).unwrap_err();
        assert!(problem.to_string().contains(told), "{score}: {problem}");
    }
    let least = serde_json::from_value::<krarup::routing::Score>(json!(i64::MIN)).unwrap();
    assert_eq!(serde_json::to_value(least).unwrap(), json!(i64::MIN));
}

#[test]
fn outbound_work_leaves_the_inbound_clock_alone_where_the_queue_says_so() {
    let calls = |basis: &str| {
        let queue = json!({ "auto_accept": true, "idle_basis": basis });
        let mut desk = Desk::new(one_queue(queue, &["ann", "bo"]));
        // Ann has an outbound call, bo an inbound one after it.
        let mut outbound = call("a");
        outbound["direction"] = json!("outbound");
        desk.at(10, outbound);
        desk.at(20, call("b"));
        desk.at(30, complete("b"));
        desk.at(40, complete("a"));
        desk.at(50, call("c"))
    };
    assert_eq!(calls("last_contact_end"), ["50 offer c bo", "50 assigned c bo"]);
    assert_eq!(calls("last_inbound_end"), ["50 offer c ann", "50 assigned c ann"]);
}

/// What `explain` says of an agent's first key: a number and what it is over.
fn figure(desk: &Desk, id: &str, agent: &str) -> (i64, i64) {
    match desk.verdict(id, agent) {
        Verdict::Eligible { key, .. } => (key[0].value, key[0].of),
        other => panic!("{agent} may not take {id}: {other:?}"),
    }
}

#[test]
fn levels_and_margins_are_means_over_the_requirements() {
    for (key, ann, bo) in [
        // 4 of two skills, and 7.
        ("proficiency_high", (4, 2), (7, 2)),
        // The logistic function at (2 − 2) / 2 and (4 − 2) / 4, and at 1 and 0.25.
        ("selector_score", (561_229_666, 1), (646_617_540, 1)),
    ] {
        let mut config = one_queue(json!({ "selection": [key], "push": false }), &["ann", "bo"]);
        config["agents"][0]["skills"] = json!({ "da": 2, "en": 2 });
        config["agents"][1]["skills"] = json!({ "da": 4, "en": 3 });
        let mut desk = Desk::new(config);
        let mut new = call("a");
        new["requirements"] =
            json!([{ "skill": "da", "level": 2 }, { "skill": "en", "op": "<=", "level": 4 }]);
        desk.at(1, new);
        assert_eq!((figure(&desk, "a", "ann"), figure(&desk, "a", "bo")), (ann, bo), "{key}");
    }
}

#[test]
fn whoever_has_no_units_comes_after_every_share_of_load() {
    let mut config = one_queue(json!({ "selection": ["load_ratio"] }), &["ann", "bo"]);
    config["agents"][0]["capacity"] = json!({ "total": 0, "cost": { "voice": 0 } });
    config["agents"][1]["capacity"] = json!({ "total": 2 });
    let mut desk = Desk::new(config);
    assert_eq!(desk.at(1, call("a")), ["1 offer a bo"]);
    assert_eq!(desk.at(2, call("b")), ["2 offer b bo"], "half of his units are in use");
    assert_eq!(desk.at(3, call("c")), ["3 offer c ann"], "he has none left, and hers cost nothing");
}
