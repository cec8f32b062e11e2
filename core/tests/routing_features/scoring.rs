//! Scores that grow as an interaction waits, and the points they are given in.

use super::*;
use krarup::routing::NewInteraction;

/// Nobody is asked; each call comes at its second, with what is particular of it.
fn order(scoring: &str, calls: &[(i64, &str, Value)], at: i64) -> Vec<String> {
    let mut desk = Desk::new(one_queue(json!({ "scoring": scoring, "push": false }), &["ann"]));
    for (second, id, rest) in calls {
        let mut new = call(id);
        new.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        desk.at(*second, new);
    }
    desk.until(at);
    let waiting = desk.router.waiting("q", 9).unwrap();
    waiting.iter().map(|one| one.facts.interaction.to_string()).collect()
}

#[test]
fn a_minute_of_waiting_outweighs_a_point_of_priority() {
    let calls = [(0, "patient", json!({})), (61, "important", json!({ "priority": 1 }))];
    assert_eq!(order("conversation_score", &calls, 70), ["patient", "important"]);
    let calls = [(0, "patient", json!({})), (59, "important", json!({ "priority": 1 }))];
    assert_eq!(order("conversation_score", &calls, 70), ["important", "patient"]);
}

#[test]
fn whoever_gains_faster_overtakes_until_his_most() {
    let fast = json!({ "accel_per_min": 1.5, "max_priority": 2.5 });
    let slow = json!({ "priority": 1, "accel_per_min": 0.5 });
    let calls = [(0, "slow", slow), (1, "fast", fast)];
    // 1 + t/2 and 3t/2 cross after a minute; 5/2, the most of the one, is overtaken after three.
    assert_eq!(order("accelerated", &calls, 50), ["slow", "fast"]);
    assert_eq!(order("accelerated", &calls, 70), ["fast", "slow"]);
    assert_eq!(order("accelerated", &calls, 170), ["fast", "slow"]);
    assert_eq!(order("accelerated", &calls, 190), ["slow", "fast"]);
}

#[test]
fn points_are_read_and_written_as_they_are() {
    let with = |points: &str| {
        let text = format!(r#"{{"interaction": "a", "queue": "q", "accel_per_min": {points}}}"#);
        serde_json::from_str::<NewInteraction>(&text)
    };
    for points in ["3", "-3", "0.5", "-0.000001", "2.000001", "1000000000", "-1000000000"] {
        let new = with(points).unwrap();
        let written = serde_json::to_value(&new).unwrap()["accel_per_min"].clone();
        let number: serde_json::Number = serde_json::from_str(points).unwrap();
        assert_eq!(written.as_f64(), number.as_f64(), "{points}");
        assert_eq!(written.is_i64(), !points.contains('.'), "{points}: whole points stay whole numbers");
        assert_eq!(new.accel_per_min.millionths(), (number.as_f64().unwrap() * 1e6) as i64, "{points}");
    }
    assert!(with("1000000001").is_err() && with("-1000000001").is_err());
}
