//! Estimated waits beside other rules; `routing_estimates` has the estimators themselves.

use super::*;
use krarup::time::Span;

fn by_length(desk: &Desk, id: &str) -> Option<Span> {
    desk.router.estimate(id).unwrap().estimators[0].wait
}

#[test]
fn a_contact_at_a_time_of_its_own_takes_an_agent_as_any_other_does() {
    let mut desk = Desk::new(one_queue(json!({ "auto_accept": true }), &["ann"]));
    desk.at(0, call("first"));
    let mut later = call("later");
    later["not_before_us"] = json!(50_000_000);
    later["priority"] = json!(1);
    desk.at(10, later);
    desk.at(20, call("second"));
    desk.at(30, call("third"));
    // From start to start: first 0, later 60, second 90.
    desk.at(60, complete("first"));
    assert_eq!(
        desk.at(90, complete("later")),
        ["90 done later ann", "90 offer second ann", "90 assigned second ann"]
    );
    assert_eq!(by_length(&desk, "third"), Some(Span::from_seconds(30)));
}

#[test]
fn what_is_forced_upon_a_paused_agent_begins_no_time_between_two_starts() {
    let mut desk = Desk::new(one_queue(json!({ "auto_accept": true }), &["ann"]));
    desk.at(0, call("first"));
    desk.at(10, call("forced"));
    desk.at(20, presence("ann", "paused"));
    desk.at(20, json!({ "type": "force_assign", "interaction": "forced", "agent": "ann" }));
    desk.at(22, complete("first"));
    desk.at(25, call("second"));
    desk.at(30, complete("forced"));
    let back = desk.at(1000, presence("ann", "available"));
    assert!(back.contains(&"1000 assigned second ann".to_owned()), "{back:?}");
    desk.at(1001, call("third"));
    assert_eq!(by_length(&desk, "third"), Some(Span::from_seconds(16)), "mean of 22 and 10 s with an agent");
}

#[test]
fn a_plan_that_leaves_a_queue_without_agents_ends_the_time_between_two_starts() {
    let mut config = one_queue(json!({ "auto_accept": true }), &["ann"]);
    config["plans"] = json!([{ "id": "elsewhere", "agents": { "ann": { "queues": { "q": null } } } }]);
    let mut desk = Desk::new(config);
    desk.at(0, call("first"));
    desk.at(10, call("second"));
    desk.at(20, json!({ "type": "activate_plan", "plan": "elsewhere" }));
    desk.at(30, complete("first"));
    let back = desk.at(1000, json!({ "type": "withdraw_plan", "plan": "elsewhere" }));
    assert!(back.contains(&"1000 assigned second ann".to_owned()), "{back:?}");
    desk.at(1001, call("third"));
    assert_eq!(by_length(&desk, "third"), Some(Span::from_seconds(30)), "the time with an agent");
}
