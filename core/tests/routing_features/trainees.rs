//! Agents who learn: their own limits, and a mentor who must be there.

use super::*;

fn desk(at_once: Value) -> Desk {
    let mut config = one_queue(json!({}), &["di", "ed", "mentor"]);
    for place in 0..2 {
        config["agents"][place]["trainee"] = json!({ "mentor": "mentor", "max_priority": 5 });
    }
    config["agents"][2]["queues"] = json!({});
    config["agents"][2]["trainees_at_once"] = at_once;
    Desk::new(config)
}

#[test]
fn a_trainee_is_asked_only_while_his_mentor_is_available() {
    let mut desk = desk(json!(null));
    desk.at(1, presence("mentor", "paused"));
    assert_eq!(desk.at(2, call("a")), [""; 0]);
    let presence_of_mentor = Presence::Paused;
    assert_eq!(
        desk.verdict("a", "di"),
        Verdict::MentorNotAvailable { mentor: "mentor".into(), presence: presence_of_mentor }
    );
    assert_eq!(desk.at(3, presence("mentor", "available")), ["3 mentor Available -", "3 offer a di"]);
}

#[test]
fn a_trainee_is_spared_what_is_too_important() {
    let mut desk = desk(json!(null));
    let mut important = call("a");
    important["priority"] = json!(6);
    assert_eq!(desk.at(1, important), [""; 0]);
    assert_eq!(desk.verdict("a", "di"), Verdict::AboveTrainee { priority: 6, max: 5 });
    let lower = json!({ "type": "set_priority", "interaction": "a", "priority": 5 });
    assert_eq!(desk.at(2, lower), ["2 offer a di"]);
}

#[test]
fn a_mentor_helps_as_many_at_once_as_he_may() {
    let mut desk = desk(json!(1));
    assert_eq!(desk.at(1, call("a")), ["1 offer a di"]);
    assert_eq!(desk.at(2, call("b")), [""; 0]);
    assert_eq!(
        desk.verdict("b", "ed"),
        Verdict::MentorEngaged { mentor: "mentor".into(), trainees: 1, max: 1 }
    );
    desk.at(3, json!({ "type": "accept", "interaction": "a", "agent": "di" }));
    assert_eq!(desk.at(9, complete("a")), ["9 done a di", "9 offer b ed"]);
}

#[test]
fn a_mentor_must_be_an_agent_who_is_no_trainee() {
    let mut config = one_queue(json!({}), &["di", "ed"]);
    config["agents"][0]["trainee"] = json!({ "mentor": "ed" });
    config["agents"][1]["trainee"] = json!({ "mentor": "nobody" });
    let config: Config = serde_json::from_value(config).unwrap();
    let paths: Vec<_> = config.check().unwrap_err().0.into_iter().map(|error| error.path).collect();
    assert_eq!(paths, ["agents[0].trainee.mentor", "agents[1].trainee.mentor"]);
}
