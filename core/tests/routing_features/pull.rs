//! Agents who take work themselves.

use super::*;

fn pull(agent: &str) -> Value {
    json!({ "type": "pull", "agent": agent })
}

/// Two queues that ask nobody: the rank of the second is better for ann.
fn shelves() -> Desk {
    let agent = |queues: Value| json!({ "id": "ann", "queues": queues, "presence": "available", "capacity": { "total": 9 } });
    let queues = json!([{ "id": "q", "push": false }, { "id": "first", "push": false }]);
    Desk::new(
        json!({ "queues": queues, "agents": [agent(json!({ "q": { "rank": 2 }, "first": { "rank": 1 } }))] }),
    )
}

#[test]
fn whoever_pulls_gets_the_first_in_his_order_that_he_may_take() {
    let mut desk = shelves();
    desk.at(1, call("old"));
    let mut urgent = call("urgent");
    urgent["priority"] = json!(1);
    desk.at(2, urgent);
    let mut skilled = call("skilled");
    skilled["priority"] = json!(2);
    skilled["requirements"] = json!([{ "skill": "da", "level": 1 }]);
    desk.at(3, skilled);
    desk.at(4, json!({ "type": "enqueue", "interaction": "other", "queue": "first" }));
    for next in ["other", "urgent", "old"] {
        assert_eq!(
            desk.at(5, pull("ann")),
            [format!("5 assigned {next} ann")],
            "rank, then priority, then age"
        );
    }
    assert_eq!(desk.try_at(6, pull("ann")).unwrap_err().code(), "nothing_to_pull", "she lacks the skill");
}

#[test]
fn what_somebody_is_asked_to_take_cannot_be_pulled() {
    let mut desk = Desk::new(one_queue(json!({}), &["ann", "bo"]));
    assert_eq!(desk.at(1, call("a")), ["1 offer a ann"]);
    assert_eq!(desk.try_at(2, pull("bo")).unwrap_err().code(), "nothing_to_pull");
}
