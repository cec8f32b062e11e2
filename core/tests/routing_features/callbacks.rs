//! Callbacks: agent first and customer first, attempts that fail, times that customers wish for.

use super::*;

fn callback(id: &str) -> Value {
    json!({ "type": "enqueue", "interaction": id, "queue": "q", "callback": true })
}

fn failed(id: &str, outcome: &str) -> Value {
    json!({ "type": "callback_failed", "interaction": id, "outcome": outcome })
}

fn accept(id: &str, agent: &str) -> Value {
    json!({ "type": "accept", "interaction": id, "agent": agent })
}

fn customer_first(agents: &[&str]) -> Desk {
    let callbacks = json!({ "first": "customer", "attempts": 2, "retry_after_us": 60_000_000,
                            "dial_timeout_us": 30_000_000 });
    Desk::new(one_queue(json!({ "callbacks": callbacks }), agents))
}

#[test]
fn an_agent_whose_customer_is_not_reached_is_free_at_once_and_tries_again_later() {
    let callbacks = json!({ "attempts": 2, "retry_after_us": 60_000_000 });
    let mut desk = Desk::new(one_queue(json!({ "callbacks": callbacks, "wrap_up_us": 9_000_000 }), &["ann"]));
    assert_eq!(desk.at(1, callback("a")), ["1 callback a", "1 offer a ann"]);
    desk.at(2, accept("a", "ann"));
    let idle_since = desk.router.agent("ann").unwrap().last_contact_end;
    assert_eq!(desk.at(9, failed("a", "busy")), ["9 failed a ann 1 busy, again 69"]);
    let ann = desk.router.agent("ann").unwrap();
    assert_eq!((ann.wrap_up, ann.last_contact_end, ann.contacts), (None, idle_since, 0));
    let until = Timestamp::from_seconds(69);
    assert_eq!(desk.verdict("a", "ann"), Verdict::NotBefore { until });
    assert_eq!(desk.router.next_deadline(), Some(until));
    // The attempt was not a decline: she is asked again, at the old place.
    assert_eq!(desk.until(69), ["69 offer a ann"]);
    desk.at(70, accept("a", "ann"));
    let gone = ["80 failed a ann 2 no_answer, again never", "80 removed a callback_failed"];
    assert_eq!(desk.at(80, failed("a", "no_answer")), gone);
    let refused = desk.try_at(81, failed("a", "busy")).unwrap_err();
    assert_eq!(refused.code(), "not_assigned");
}

#[test]
fn a_callback_that_succeeds_is_a_conversation_like_any_other() {
    let mut desk = Desk::new(one_queue(json!({ "wrap_up_us": 9_000_000 }), &["ann"]));
    desk.at(1, callback("a"));
    desk.at(2, accept("a", "ann"));
    desk.at(5, json!({ "type": "connected", "interaction": "a" }));
    assert!(!desk.router.interaction("a").unwrap().is_callback);
    assert_eq!(desk.try_at(6, failed("a", "busy")).unwrap_err().code(), "wrong_state");
    assert_eq!(desk.at(60, complete("a")), ["60 done a ann", "60 wrap-up ann"]);
}

#[test]
fn customer_first_rings_no_more_customers_than_agents_are_free() {
    let mut desk = customer_first(&["ann", "bo"]);
    desk.at(0, presence("bo", "paused"));
    assert_eq!(desk.at(1, callback("a")), ["1 callback a", "1 ring a 1 until 31"]);
    assert_eq!(desk.at(2, callback("b")), ["2 callback b"]);
    // Nobody's capacity is taken: a caller on the line is not kept waiting for one who may not answer.
    assert_eq!(desk.at(3, call("c")), ["3 offer c ann"]);
    assert_eq!(desk.at(4, presence("bo", "available")), ["4 bo Available -"]);
    desk.at(5, accept("c", "ann"));
    assert_eq!(desk.at(6, complete("c")), ["6 done c ann", "6 ring b 1 until 36"]);
    let answered = json!({ "type": "callback_answered", "interaction": "a" });
    assert_eq!(desk.at(7, answered.clone()), ["7 reached a", "7 offer a bo"]);
    assert_eq!(desk.try_at(8, answered).unwrap_err().code(), "wrong_state");
}

#[test]
fn customers_of_two_queues_are_not_rung_for_the_same_agent() {
    let queue = |id: &str| json!({ "id": id, "callbacks": { "first": "customer" } });
    let serves = |id: &str, queues: &[&str]| {
        let queues: Value = queues.iter().map(|queue| ((*queue).to_owned(), json!({}))).collect();
        json!({ "id": id, "queues": queues, "presence": "available" })
    };
    let agents = [serves("ann", &["q", "other"]), serves("bo", &["third"])];
    let queues = [queue("q"), queue("other"), queue("third")];
    let mut desk = Desk::new(json!({ "queues": queues, "agents": agents }));
    let in_queue = |id: &str, queue: &str| {
        let mut command = callback(id);
        command["queue"] = json!(queue);
        command
    };
    assert_eq!(desk.at(1, callback("a")), ["1 callback a", "1 ring a 1 until 61"]);
    assert_eq!(desk.at(2, in_queue("b", "other")), ["2 callback b"]);
    assert_eq!(desk.at(3, in_queue("c", "third")), ["3 callback c", "3 ring c 1 until 63"]);
    assert_eq!(desk.at(4, failed("a", "busy")), ["4 failed a - 1 busy, again 904", "4 ring b 1 until 64"]);
}

#[test]
fn an_offer_stays_where_another_configuration_rings_customers_first() {
    let rings =
        |first: &str| one_queue(json!({ "max_offers": 2, "callbacks": { "first": first } }), &["ann", "bo"]);
    let mut desk = Desk::new(rings("agent"));
    desk.at(0, presence("bo", "paused"));
    assert_eq!(desk.at(1, callback("a")), ["1 callback a", "1 offer a ann"]);
    desk.at(2, json!({ "type": "configure", "config": rings("customer") }));
    assert_eq!(desk.at(3, presence("bo", "available")), ["3 bo Available -"]);
    desk.at(4, json!({ "type": "decline", "interaction": "a", "agent": "ann" }));
    assert!(matches!(desk.router.interaction("a").unwrap().place, Place::Dialling { .. }));
}

#[test]
fn an_attempt_of_which_nothing_is_heard_fails_by_itself() {
    let mut desk = customer_first(&["ann"]);
    desk.at(1, callback("a"));
    assert_eq!(desk.router.next_deadline(), Some(Timestamp::from_seconds(31)));
    assert_eq!(desk.until(91), ["31 failed a - 1 timeout, again 91", "91 ring a 2 until 121"]);
    // The host says so too late, but the customer is on the line.
    assert_eq!(desk.until(120), [""; 0]);
    let answered = json!({ "type": "callback_answered", "interaction": "a" });
    assert_eq!(desk.at(120, answered), ["120 reached a", "120 offer a ann"]);
}

#[test]
fn a_customer_names_the_time_of_his_callback_and_keeps_his_age() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann"]));
    desk.at(0, presence("ann", "paused"));
    desk.at(1, call("a"));
    desk.at(2, call("b"));
    let later = json!({ "type": "to_callback", "interaction": "a", "not_before_us": 50_000_000 });
    assert_eq!(desk.at(3, later.clone()), ["3 callback a"]);
    assert_eq!(desk.at(3, later), [""; 0], "the same again");
    assert_eq!(desk.at(4, presence("ann", "available")), ["4 ann Available -", "4 offer b ann"]);
    desk.at(5, accept("b", "ann"));
    assert_eq!(desk.at(60, complete("b")), ["60 done b ann", "60 offer a ann"]);
    let other = json!({ "type": "to_callback", "interaction": "a", "not_before_us": 90_000_000 });
    assert_eq!(desk.at(61, other), ["61 callback a"]);
    assert_eq!(desk.until(100), ["90 offer a ann"]);
}

#[test]
fn callbacks_survive_a_snapshot() {
    let mut desk = customer_first(&["ann"]);
    desk.at(1, callback("a"));
    let mut restored = Router::restore(&desk.router.snapshot()).unwrap();
    let end = Timestamp::from_seconds(500);
    assert_eq!(restored.tick(end).unwrap(), desk.router.tick(end).unwrap());
    assert_eq!(restored.digest(), desk.router.digest());
}
