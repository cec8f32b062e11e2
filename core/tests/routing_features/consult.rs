//! Consultation, conference and hand-over: one agent has a contact, others take part.

use super::*;

fn with(kind: &str, id: &str, agent: &str) -> Value {
    json!({ "type": kind, "interaction": id, "agent": agent })
}

/// Ann speaks with the customer of "a".
fn speaking(wrap_up_s: i64) -> Desk {
    let queue = json!({ "wrap_up_us": wrap_up_s * 1_000_000 });
    let mut desk = Desk::new(one_queue(queue, &["ann", "bo", "cy"]));
    desk.at(1, call("a"));
    desk.at(2, with("accept", "a", "ann"));
    desk.at(3, json!({ "type": "connected", "interaction": "a" }));
    desk
}

#[test]
fn a_consulted_agent_is_busy_and_has_a_wrap_up_of_his_own() {
    let mut desk = speaking(5);
    assert_eq!(desk.at(10, with("consult", "a", "bo")), ["10 ann asks bo about a"]);
    assert_eq!(desk.at(11, call("b")), ["11 offer b cy"], "bo is taken");
    assert_eq!(desk.at(12, with("conference", "a", "bo")), ["12 bo joins a"]);
    assert_eq!(desk.at(20, with("leave", "a", "bo")), ["20 bo leaves a", "20 wrap-up bo"]);
    assert_eq!(desk.at(30, complete("a")), ["25 ready bo", "30 done a ann", "30 wrap-up ann"]);
}

#[test]
fn a_warm_hand_over_keeps_the_conversation_and_a_cold_one_does_not() {
    let mut desk = speaking(0);
    desk.at(10, with("consult", "a", "bo"));
    assert_eq!(desk.at(11, with("hand_over", "a", "bo")), ["11 a from ann to bo"]);
    let Place::Assigned { agent, connected, .. } = &desk.router.interaction("a").unwrap().place else {
        panic!("assigned to nobody");
    };
    assert_eq!((agent.as_str(), *connected), ("bo", true));
    desk.at(12, with("consult", "a", "cy"));
    let cold = ["13 cy leaves a", "13 a from bo to ann, to be connected"];
    assert_eq!(desk.at(13, with("hand_over", "a", "ann")), cold);
    // What is still told of those who had it before changes nothing.
    for late in ["connected", "connect_failed", "hold", "complete"] {
        assert_eq!(desk.try_at(13, with(late, "a", "bo")).unwrap_err().code(), "not_assigned", "{late}");
    }
    // She does not pick up: it waits at its old place and is not offered to her.
    let back = desk.at(14, json!({ "type": "connect_failed", "interaction": "a" }));
    assert_eq!(back, ["14 offer a bo"]);
}

#[test]
fn when_a_contact_ends_all_who_took_part_are_free() {
    let mut desk = speaking(5);
    desk.at(10, with("consult", "a", "bo"));
    desk.at(10, with("consult", "a", "cy"));
    let ended = ["20 bo leaves a", "20 wrap-up bo", "20 cy leaves a", "20 wrap-up cy", "20 done a ann"];
    assert_eq!(desk.at(20, complete("a"))[..5], ended);

    let mut desk = speaking(0);
    desk.at(10, with("consult", "a", "bo"));
    let moved = desk.at(20, json!({ "type": "transfer", "interaction": "a", "queue": "q" }));
    assert_eq!(moved, ["20 bo leaves a", "20 moved a q", "20 offer a cy"]);
}

#[test]
fn only_who_is_free_is_consulted_and_only_by_one_who_speaks() {
    let mut desk = speaking(0);
    desk.at(4, call("b"));
    let refused = |desk: &mut Desk, command: Value| desk.try_at(5, command).unwrap_err().code();
    assert_eq!(refused(&mut desk, with("consult", "a", "bo")), "agent_not_free", "he is asked for b");
    assert_eq!(refused(&mut desk, with("consult", "a", "ann")), "agent_not_free");
    assert_eq!(refused(&mut desk, with("consult", "a", "nobody")), "unknown_agent");
    assert_eq!(refused(&mut desk, with("consult", "b", "cy")), "not_assigned");
    assert_eq!(refused(&mut desk, with("conference", "a", "cy")), "wrong_state");
    assert_eq!(refused(&mut desk, with("leave", "a", "cy")), "not_assigned");
    assert_eq!(refused(&mut desk, with("hand_over", "a", "bo")), "agent_not_free");
    desk.at(6, with("accept", "b", "bo"));
    assert_eq!(refused(&mut desk, with("consult", "b", "cy")), "wrong_state", "not connected");
    desk.at(7, presence("cy", "paused"));
    assert_eq!(refused(&mut desk, with("consult", "a", "cy")), "agent_not_free");
}

#[test]
fn a_lost_contact_frees_the_consulted_agent_too() {
    let mut config = one_queue(json!({}), &["ann", "bo"]);
    config["contact_lease_us"] = json!(30_000_000);
    let mut desk = Desk::new(config);
    desk.at(1, call("a"));
    desk.at(2, with("accept", "a", "ann"));
    desk.at(3, json!({ "type": "connected", "interaction": "a" }));
    desk.at(4, with("consult", "a", "bo"));
    assert_eq!(desk.until(40), ["34 bo leaves a", "34 lost a ann"]);
    assert_eq!(desk.at(41, call("b")), ["41 offer b ann"]);
}

#[test]
fn whoever_did_not_answer_keeps_his_place_among_the_idle() {
    let mut desk = speaking(30);
    desk.at(10, with("consult", "a", "bo"));
    let mut leave = with("leave", "a", "bo");
    leave["unanswered"] = json!(true);
    assert_eq!(desk.at(20, leave), ["20 bo leaves a"]);
    assert_eq!(desk.at(21, call("b")), ["21 offer b bo"]);
}

#[test]
fn a_word_of_whoever_had_it_before_takes_it_from_nobody() {
    let mut desk = speaking(0);
    let transfer = json!({ "type": "transfer", "interaction": "a", "queue": "q", "agent": "ann" });
    assert_eq!(desk.at(10, transfer.clone()), ["10 moved a q", "10 offer a bo"]);
    desk.at(11, with("accept", "a", "bo"));
    desk.at(12, json!({ "type": "connected", "interaction": "a" }));
    assert_eq!(desk.try_at(13, transfer).unwrap_err().code(), "not_assigned");
    for (kind, key) in [("consult", "by"), ("hand_over", "from")] {
        let mut late = with(kind, "a", "cy");
        late[key] = json!("ann");
        assert_eq!(desk.try_at(14, late).unwrap_err().code(), "not_assigned", "{kind}");
    }
}

#[test]
fn nobody_is_waited_for_who_has_given_it_away() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann", "bo"]));
    let mut new = call("a");
    new["preferred"] = json!([{ "agent": "ann", "hold": { "logged_in_us": 600_000_000 } }]);
    assert_eq!(desk.at(1, new), ["1 offer a ann"]);
    desk.at(2, with("accept", "a", "ann"));
    let moved = desk.at(30, json!({ "type": "transfer", "interaction": "a", "queue": "q" }));
    assert_eq!(moved, ["30 moved a q", "30 offer a bo"]);
}

#[test]
fn whoever_asks_or_gives_is_heard_of_too() {
    let mut config = one_queue(json!({}), &["ann", "bo", "cy"]);
    config["agent_lease_us"] = json!(60_000_000);
    let words = [
        ("consult", json!({ "agent": "bo", "by": "ann" })),
        ("hand_over", json!({ "agent": "bo", "from": "ann" })),
        ("transfer", json!({ "queue": "q", "agent": "ann" })),
    ];
    for (kind, rest) in words {
        let mut desk = Desk::new(config.clone());
        desk.at(1, call("a"));
        desk.at(2, with("accept", "a", "ann"));
        desk.at(3, json!({ "type": "connected", "interaction": "a" }));
        desk.at(50, json!({ "type": "heartbeat", "agent": "bo" }));
        let mut command = json!({ "type": kind, "interaction": "a" });
        command.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        // Of cy nothing was heard from the start.
        assert!(desk.at(60, command).contains(&"60 cy Offline lease_expired".to_owned()), "{kind}");
        desk.until(119);
        assert_eq!(desk.router.agent("ann").unwrap().presence, Presence::Available, "{kind}");
        assert!(desk.until(120).contains(&"120 ann Offline lease_expired".to_owned()), "{kind}");
    }
}
