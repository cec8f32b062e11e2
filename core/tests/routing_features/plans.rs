//! Contingency plans: overlays put in force and withdrawn by command and by trigger.

use super::*;

fn config() -> Value {
    json!({
        "queues": [{ "id": "q", "wait_rules": [{ "after_us": 500_000_000, "remove": "too_long" }] }, { "id": "other" }],
        "agents": [
            { "id": "ann", "queues": { "q": {} } },
            { "id": "bo", "queues": { "other": {} }, "presence": "available", "skills": { "da": 1 } },
        ],
        "plans": [
            { "id": "storm", "message": "We are very busy.",
              "queues": { "q": { "wait_rules": [{ "after_us": 10_000_000, "offer_callback": true }] } },
              "trigger": { "queue": "q", "when": { "waiting_at_least": 2 }, "hold_us": 30_000_000 } },
            { "id": "help", "agents": { "bo": { "queues": { "q": { "rank": 1 } } } } },
        ],
    })
}

fn plan(kind: &str, plan: &str) -> Value {
    json!({ "type": kind, "plan": plan })
}

#[test]
fn a_command_lends_an_agent_and_takes_him_back() {
    let mut desk = Desk::new(config());
    desk.at(1, call("a"));
    assert_eq!(desk.at(2, plan("activate_plan", "help")), ["2 plan help Command -", "2 offer a bo"]);
    assert_eq!(desk.at(3, plan("activate_plan", "help")), [""; 0]);
    desk.at(3, json!({ "type": "set_skill", "agent": "bo", "skill": "da", "level": 4 }));
    desk.at(4, json!({ "type": "accept", "interaction": "a", "agent": "bo" }));
    assert_eq!(desk.at(5, plan("withdraw_plan", "help")), ["5 no plan help Command"]);
    assert_eq!(desk.at(6, complete("a")), ["6 done a bo"], "what he has he keeps");
    assert_eq!(desk.at(7, call("b")), [""; 0]);
    assert_eq!(desk.router.agent("bo").unwrap().config.skills["da"], 4, "the plan is not about skills");
    assert_eq!(desk.try_at(8, plan("activate_plan", "none")).unwrap_err().code(), "unknown_plan");
}

#[test]
fn a_trigger_activates_a_plan_and_withdraws_it_when_it_has_been_calm_for_long_enough() {
    let mut desk = Desk::new(config());
    desk.at(1, call("a"));
    assert_eq!(desk.at(5, call("b")), ["5 plan storm Trigger We are very busy."]);
    assert_eq!(desk.until(14), ["11 callback? a"]);
    assert_eq!(desk.at(20, json!({ "type": "abandon", "interaction": "a" })), ["15 callback? b"]);
    // Calm since 20; a call at 30 disturbs it, its end at 35 begins the calm anew.
    desk.at(30, call("c"));
    desk.at(35, json!({ "type": "abandon", "interaction": "c" }));
    assert_eq!(desk.router.next_deadline(), Some(Timestamp::from_seconds(65)));
    let mut restored = Router::restore(&desk.router.snapshot()).unwrap();
    assert_eq!(desk.until(100), ["65 no plan storm Trigger"]);
    restored.tick(Timestamp::from_seconds(100)).unwrap();
    assert_eq!(restored.digest(), desk.router.digest());
    assert_eq!(desk.until(600), ["505 removed b too_long"], "the configured rules are back");
}

#[test]
fn a_command_has_the_last_word() {
    let mut desk = Desk::new(config());
    desk.at(1, call("a"));
    desk.at(2, call("b"));
    assert_eq!(desk.at(3, plan("withdraw_plan", "storm")), ["3 no plan storm Command"]);
    assert_eq!(desk.at(4, call("c")), [""; 0], "its condition has not ceased to hold");
    desk.at(5, json!({ "type": "abandon", "interaction": "b" }));
    desk.at(6, json!({ "type": "abandon", "interaction": "c" }));
    assert_eq!(desk.at(7, call("d")), ["7 plan storm Trigger We are very busy."]);
    desk.at(8, plan("activate_plan", "storm"));
    desk.at(9, json!({ "type": "abandon", "interaction": "a" }));
    desk.at(10, json!({ "type": "abandon", "interaction": "d" }));
    assert_eq!(desk.until(400), [""; 0], "put in force by hand, it stays");
}

#[test]
fn what_holds_from_the_start_comes_before_the_first_command() {
    let plans = json!([
        { "id": "night", "queues": { "q": { "wait_rules": [{ "when": { "nobody_available": true }, "remove": "night" }] } },
          "trigger": { "queue": "q", "when": { "nobody_available": true } } },
    ]);
    let config = || {
        let mut config = one_queue(json!({}), &[]);
        config["plans"] = plans.clone();
        config
    };
    let mut desk = Desk::new(config());
    assert_eq!(desk.router.next_deadline(), Some(Timestamp::from_seconds(0)));
    assert_eq!(desk.at(5, call("a")), ["0 plan night Trigger -", "5 removed a night"]);
    let mut desk = Desk::new(config());
    let told = desk.at(0, plan("withdraw_plan", "night"));
    assert_eq!(told, ["0 plan night Trigger -", "0 no plan night Command"]);
    assert_eq!(desk.at(5, call("a")), [""; 0]);
    assert!(desk.router.interaction("a").is_ok(), "the command has the last word");
}

#[test]
fn a_new_configuration_keeps_the_plans_it_has_and_withdraws_the_others() {
    let mut desk = Desk::new(config());
    desk.at(1, plan("activate_plan", "help"));
    desk.at(2, plan("activate_plan", "storm"));
    let mut next = config();
    next["plans"].as_array_mut().unwrap().remove(0);
    let told = desk.at(3, json!({ "type": "configure", "config": next }));
    assert_eq!(told[1..], ["3 no plan storm Configuration"]);
    assert_eq!(desk.at(4, call("a")), ["4 offer a bo"]);
    assert_eq!(Router::restore(&desk.router.snapshot()).unwrap().digest(), desk.router.digest());
}

#[test]
fn plans_that_could_not_be_in_force_are_refused_when_they_are_read() {
    let wrong = [
        (json!({ "queues": { "none": {} } }), r#"plans[0].queues["none"]"#),
        (json!({ "queues": { "q": { "id": "p" } } }), r#"plans[0].queues["q"]"#),
        (json!({ "queues": { "q": { "colour": 1 } } }), r#"plans[0].queues["q"]"#),
        (json!({ "queues": { "q": { "max_offers": 0 } } }), "plans[0]: queues[0].max_offers"),
        (json!({ "agents": { "bo": { "queues": { "none": {} } } } }), "plans[0]: agents[1].queues"),
        (json!({ "trigger": { "queue": "none", "when": { "closed": true } } }), "plans[0].trigger.queue"),
        (json!({ "trigger": { "queue": "q", "when": {} } }), "plans[0].trigger.when"),
        (json!({ "trigger": { "queue": "q", "when": { "closed": true } } }), "plans[0].trigger.when.closed"),
    ];
    for (mut plan, path) in wrong {
        plan["id"] = json!("p");
        let mut config = config();
        config["plans"] = json!([plan]);
        let config: Config = serde_json::from_value(config).unwrap();
        let errors = config.check().unwrap_err();
        assert_eq!(errors.0[0].path, path, "{errors}");
    }
    // Two that only together are wrong: one takes away what the other needs.
    let mut two = config();
    two["queues"][0]["target_wait_us"] = json!(1_000_000);
    two["plans"] = json!([
        { "id": "by_target", "queues": { "q": { "scoring": "service_level" } } },
        { "id": "no_target", "queues": { "q": { "target_wait_us": null } } },
    ]);
    let two: Config = serde_json::from_value(two).unwrap();
    assert_eq!(two.check().unwrap_err().0[0].path, "plans[0]: queues[0].target_wait_us");
}

#[test]
fn a_plan_about_one_skill_leaves_the_others_alone() {
    let mut config = config();
    config["plans"] = json!([{ "id": "french", "agents": { "bo": { "skills": { "fr": 3 } } } }]);
    let mut desk = Desk::new(config);
    desk.at(1, json!({ "type": "set_skill", "agent": "bo", "skill": "da", "level": 4 }));
    let skills = |desk: &Desk| json!(desk.router.agent("bo").unwrap().config.skills);
    desk.at(2, plan("activate_plan", "french"));
    assert_eq!(skills(&desk), json!({ "da": 4, "fr": 3 }));
    desk.at(3, plan("withdraw_plan", "french"));
    assert_eq!(skills(&desk), json!({ "da": 4 }));
}

#[test]
fn a_plan_that_nothing_would_withdraw_any_more_is_withdrawn() {
    let mut desk = Desk::new(config());
    desk.at(1, call("a"));
    assert_eq!(desk.at(2, call("b")), ["2 plan storm Trigger We are very busy."]);
    let mut next = config();
    next["plans"][0].as_object_mut().unwrap().remove("trigger");
    let told = desk.at(3, json!({ "type": "configure", "config": next }));
    assert_eq!(told[1..], ["3 no plan storm Configuration"]);
}

#[test]
fn a_trigger_on_an_estimate_looks_at_its_own_channel() {
    let desk_of = |channel: &str| {
        Desk::new(json!({
            "queues": [{ "id": "q" }],
            "agents": [{ "id": "ann", "queues": { "q": {} }, "presence": "available" },
                       { "id": "bo", "queues": { "q": {} }, "presence": "available", "channels": ["chat"] }],
            "plans": [{ "id": "busy",
                        "trigger": { "queue": "q", "channel": channel, "when": { "estimated_wait_at_least_us": 1 } } }],
        }))
    };
    let plans_in_force = |channel: &str| {
        let mut desk = desk_of(channel);
        // Ann has had one call, so that something is known, and is busy with the next: only a chat is taken at once.
        desk.at(1, call("a"));
        desk.at(1, json!({ "type": "accept", "interaction": "a", "agent": "ann" }));
        desk.at(61, complete("a"));
        desk.at(62, call("b"));
        desk.at(62, json!({ "type": "accept", "interaction": "b", "agent": "ann" }));
        desk.router.overview().plans
    };
    assert_eq!(plans_in_force("voice"), ["busy"]);
    assert!(plans_in_force("chat").is_empty());
    let plan = json!({ "queue": "q", "when": { "closed": true } });
    let trigger: krarup::routing::Trigger = serde_json::from_value(plan.clone()).unwrap();
    assert_eq!(
        (trigger.channel.as_str(), serde_json::to_value(&trigger).unwrap().get("channel")),
        ("voice", None)
    );
    let mut config =
        json!({ "queues": [{ "id": "q" }], "agents": [], "plans": [{ "id": "p", "trigger": plan }] });
    config["plans"][0]["trigger"]["when"] = json!({ "waiting_at_least": 1 });
    config["plans"][0]["trigger"]["channel"] = json!("x".repeat(257));
    let config: Config = serde_json::from_value(config).unwrap();
    assert!(config.check().unwrap_err().to_string().contains("plans[0].trigger.channel"));
}
