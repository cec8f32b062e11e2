//! Entry rules classify what arrives; self-service that suffices is recorded as contained.

use super::*;

fn desk() -> Desk {
    Desk::new(json!({
        "queues": [{ "id": "service" }, { "id": "sales" }],
        "agents": [{ "id": "ann", "queues": { "service": {}, "sales": {} }, "presence": "available",
                     "skills": { "da": 3 } }],
        "contact_lease_us": 100_000_000,
        "entry_rules": [
            { "queue": "service" },
            { "when": { "dialled": ["+4570*"], "menu": ["2", "3"] }, "queue": "sales" },
            { "when": { "tier": ["gold"] }, "priority": 10, "lane": 1 },
            { "when": { "language": ["*"] }, "skills_from": { "language": 2 } },
            { "when": { "vip": ["yes"] }, "queue": "service", "stop": true },
            { "when": { "tier": ["gold"] }, "priority": 99 },
        ],
    }))
}

fn arrives(id: &str, details: Value) -> Value {
    json!({ "type": "arrive", "interaction": id, "details": details })
}

#[test]
fn every_rule_that_applies_has_its_say_and_the_last_one_the_last_word() {
    let mut desk = desk();
    let details =
        json!({ "dialled": "+457012", "menu": "2", "tier": "gold", "language": "da", "vip": "yes" });
    assert_eq!(desk.at(1, arrives("a", details)), ["1 a to service by [0, 1, 2, 3, 4]", "1 offer a ann"]);
    let facts = &desk.router.interaction("a").unwrap().facts;
    assert_eq!((facts.priority, facts.lane, facts.requirements.len()), (10, 1, 1));
    assert_eq!((facts.requirements[0].skill.as_str(), facts.requirements[0].level), ("da", 2));
    assert_eq!(facts.labels["tier"], "gold");
    let sales = arrives("b", json!({ "dialled": "+457012", "menu": "3" }));
    assert_eq!(desk.at(2, sales), ["2 b to sales by [0, 1]"]);
    let service = arrives("c", json!({ "dialled": "+453312", "menu": "3" }));
    assert_eq!(desk.at(3, service), ["3 c to service by [0]"]);
}

#[test]
fn self_service_ends_contained_abandoned_lost_or_in_a_queue() {
    let mut desk = desk();
    for id in ["a", "b", "c", "d"] {
        let mut contact = arrives(id, json!({ "tier": "gold" }));
        contact["self_service"] = json!(true);
        assert_eq!(desk.at(1, contact.clone()), [format!("1 menu {id}")]);
        assert_eq!(desk.try_at(1, contact).unwrap_err().code(), "already_exists");
    }
    assert_eq!(
        desk.try_at(2, json!({ "type": "hold", "interaction": "a" })).unwrap_err().code(),
        "wrong_state"
    );
    assert_eq!(desk.at(3, complete("a")), ["3 menu a Contained"]);
    assert_eq!(desk.at(4, json!({ "type": "abandon", "interaction": "b" })), ["4 menu b Abandoned"]);
    let on = json!({ "type": "classify", "interaction": "c", "details": { "language": "da" } });
    let queued = ["5 menu c Queued", "5 c to service by [0, 2, 3, 5]", "5 offer c ann"];
    assert_eq!(desk.at(5, on.clone()), queued);
    assert_eq!(desk.try_at(6, on).unwrap_err().code(), "wrong_state");
    desk.at(50, json!({ "type": "keep_alive", "interaction": "d" }));
    let mut restored = Router::restore(&desk.router.snapshot()).unwrap();
    assert_eq!(desk.until(160), ["150 menu d Lost"]);
    restored.tick(Timestamp::from_seconds(160)).unwrap();
    assert_eq!(restored.digest(), desk.router.digest());
}

#[test]
fn a_contact_that_no_rule_gives_a_queue_is_refused_and_stays_where_it_was() {
    let mut desk = Desk::new(json!({
        "queues": [{ "id": "q" }], "agents": [],
        "entry_rules": [{ "when": { "menu": ["1"] }, "queue": "q" }],
    }));
    assert_eq!(desk.try_at(1, arrives("a", json!({}))).unwrap_err().code(), "not_classified");
    let mut contact = arrives("a", json!({}));
    contact["self_service"] = json!(true);
    desk.at(1, contact);
    let classify =
        |menu: &str| json!({ "type": "classify", "interaction": "a", "details": { "menu": menu } });
    assert_eq!(desk.try_at(2, classify("2")).unwrap_err().code(), "not_classified");
    assert_eq!(desk.at(3, classify("1")), ["3 menu a Queued", "3 a to q by [0]"]);
}

#[test]
fn a_contact_classified_into_a_full_queue_is_blocked_and_nothing_else() {
    let mut desk = Desk::new(json!({
        "queues": [{ "id": "q", "max_waiting": 1 }], "agents": [], "entry_rules": [{ "queue": "q" }],
    }));
    desk.at(1, call("first"));
    let mut contact = arrives("a", json!({}));
    contact["self_service"] = json!(true);
    desk.at(1, contact);
    let classify = serde_json::from_value(json!({ "type": "classify", "interaction": "a" })).unwrap();
    let receipt = desk.router.apply(Timestamp::from_seconds(2), None, classify).unwrap();
    let types: Vec<&str> = receipt.events.iter().map(|(_, event)| event.type_name()).collect();
    assert_eq!(types, ["classified", "blocked"]);
    assert!(desk.router.overview().self_service.is_empty());
}

#[test]
fn a_rule_that_requires_what_nobody_has_is_linted() {
    let lints = |rule: Value, plans: Value| -> Vec<(String, String)> {
        let config: Config = serde_json::from_value(json!({
            "queues": [{ "id": "q", "preset": "voice" },
                       { "id": "rings", "preset": "voice", "rings": [{ "stay_us": 9_000_000, "remove": ["fr"] }, {}] }],
            "agents": [{ "id": "ann", "queues": { "q": {}, "rings": {} }, "skills": { "da": 2 } },
                       { "id": "bo", "queues": { "rings": {} }, "skills": { "de": 5 } }],
            "entry_rules": [{ "queue": "q" }, rule], "plans": plans,
        }))
        .unwrap();
        config.check().unwrap();
        config.lint().into_iter().map(|lint| (lint.code, lint.path)).collect()
    };
    let never = ("rule_never_met".to_owned(), "entry_rules[1].requirements".to_owned());
    let needs = |skill: &str, level: i32| json!([{ "skill": skill, "level": level }]);
    assert_eq!(lints(json!({ "queue": "q", "requirements": needs("da", 2) }), json!([])), []);
    assert_eq!(
        lints(json!({ "queue": "q", "requirements": needs("de", 1) }), json!([])),
        std::slice::from_ref(&never)
    );
    assert_eq!(lints(json!({ "requirements": needs("de", 1) }), json!([])), [], "bo may get it elsewhere");
    let both = json!([{ "skill": "da" }, { "skill": "de" }]);
    assert_eq!(
        lints(json!({ "requirements": both }), json!([])),
        std::slice::from_ref(&never),
        "one has both"
    );
    assert_eq!(lints(json!({ "queue": "rings", "requirements": needs("fr", 1) }), json!([])), [], "dropped");
    let expires = json!([{ "skill": "fr", "expires_after_us": 9 }]);
    assert_eq!(lints(json!({ "queue": "q", "requirements": expires }), json!([])), []);
    let plan = json!([{ "id": "help", "agents": { "ann": { "skills": null, "capacity": { "total": 0 } } } }]);
    let in_force = [
        ("agent_without_capacity".to_owned(), "plans[0]: agents[0].capacity".to_owned()),
        (never.0.clone(), format!("plans[0]: {}", never.1)),
    ];
    assert_eq!(lints(json!({ "queue": "q", "requirements": needs("da", 2) }), plan), in_force);
}

#[test]
fn rules_that_cannot_apply_or_leave_some_out_are_linted() {
    let codes = |rules: Value| -> Vec<(String, String)> {
        let agents = json!([{ "id": "ann", "queues": { "q": {} } }]);
        let queues = json!([{ "id": "q", "preset": "voice" }]);
        let config: Config =
            serde_json::from_value(json!({ "queues": queues, "agents": agents, "entry_rules": rules }))
                .unwrap();
        config.lint().into_iter().map(|lint| (lint.code, lint.path)).collect()
    };
    let unclassified = ("may_be_unclassified".to_owned(), "entry_rules".to_owned());
    assert_eq!(codes(json!([])), []);
    assert_eq!(codes(json!([{ "queue": "q" }, { "when": { "menu": ["1"] }, "stop": true }])), []);
    assert_eq!(codes(json!([{ "when": { "menu": ["1"] }, "queue": "q" }])), [unclassified]);
    let stopped = json!([{ "queue": "q", "stop": true }, { "priority": 3 }, { "priority": 4 }]);
    let unreachable =
        ["entry_rules[1]", "entry_rules[2]"].map(|path| ("unreachable_rule".to_owned(), path.to_owned()));
    assert_eq!(codes(stopped), unreachable);
}
