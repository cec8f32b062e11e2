//! What the index says is what going over everything says; here of parts that no event shows.

use super::super::command::Command;
use super::super::config::Config;
use super::super::new_interaction::NewInteraction;
use super::super::router::Router;
use crate::time::Timestamp;

fn router(agents: usize) -> Router {
    let mut config: Config = serde_json::from_str(
        r#"{"queues": [{"id": "sales", "on_decline": "exclude"}],
            "agents": [{"id": "a0", "queues": {"sales": {}}, "skills": {"da": 3}, "presence": "available"}]}"#,
    )
    .unwrap();
    let first = config.agents[0].clone();
    config.agents = (0..agents)
        .map(|place| super::super::AgentConfig { id: format!("a{place}"), ..first.clone() })
        .collect();
    Router::new(config, Timestamp::from_seconds(0)).unwrap()
}

#[test]
fn agents_alike_are_one_group_until_a_skill_changes() {
    let mut router = router(40);
    let index = |router: &Router| router.state.engine.index().unwrap().groups.len();
    assert_eq!(index(&router), 1);
    let set: Command =
        serde_json::from_str(r#"{"type": "set_skill", "agent": "a7", "skill": "da", "level": 4}"#).unwrap();
    router.apply(Timestamp::from_seconds(1), None, set).unwrap();
    assert_eq!(index(&router), 2);
}

#[test]
fn groups_that_nobody_is_in_do_not_pile_up() {
    let mut router = router(2);
    for level in 0..3_000 {
        let set = Command::SetSkill { agent: "a0".to_owned(), skill: "da".to_owned(), level: Some(level) };
        router.apply(Timestamp::from_seconds(1), None, set).unwrap();
        assert!(router.state.engine.index().unwrap().groups.len() <= 2 * 2 + super::sync::SPARE_GROUPS + 1);
    }
}

/// A contact of a class of its own.
fn enqueue(router: &mut Router, id: &str, op: &str, level: i32) {
    let mut new = NewInteraction::new(id, "sales");
    let need = format!(r#"{{"skill": "da", "op": "{op}", "level": {level}}}"#);
    new.requirements = vec![serde_json::from_str(&need).unwrap()];
    router.apply(Timestamp::from_seconds(1), None, Command::Enqueue(Box::new(new))).unwrap();
}

#[test]
fn classes_that_nothing_is_in_do_not_pile_up() {
    let mut router = router(1);
    for level in 0..3_000 {
        enqueue(&mut router, &format!("c{level}"), "<", -level);
        let abandon = Command::Abandon { interaction: format!("c{level}") };
        router.apply(Timestamp::from_seconds(1), None, abandon).unwrap();
    }
    let index = router.state.engine.index().unwrap();
    assert!(index.classes.len() <= 1_002, "{}", index.classes.len());
    assert!(index.timers.is_empty() && index.contacts.iter().all(|entry| entry.class().is_none()));
}

#[test]
fn a_contact_that_changes_keeps_its_class_however_many_there_are() {
    let mut router = router(1);
    let apply = |router: &mut Router, command: &str| {
        let command: Command = serde_json::from_str(command).unwrap();
        router.apply(Timestamp::from_seconds(1), None, command).unwrap()
    };
    for level in 0..1_100 {
        enqueue(&mut router, &format!("c{level}"), "<", -level);
    }
    apply(&mut router, r#"{"type": "set_presence", "agent": "a0", "presence": "paused"}"#);
    enqueue(&mut router, "alone", ">=", 3);
    // It changes and stays alone in its class; then others come whose classes are new.
    apply(&mut router, r#"{"type": "adjust_age", "interaction": "alone", "by_us": 5}"#);
    enqueue(&mut router, "other", "<", -5_000);
    apply(&mut router, r#"{"type": "adjust_age", "interaction": "alone", "by_us": 5}"#);
    let receipt = apply(&mut router, r#"{"type": "set_presence", "agent": "a0", "presence": "available"}"#);
    let naive = router.clone().into_naive();
    assert_eq!(receipt.events.len(), 2, "{receipt:?}");
    assert_eq!(router.explain("alone").unwrap(), naive.explain("alone").unwrap());
    apply(&mut router, r#"{"type": "abandon", "interaction": "alone"}"#);
    apply(&mut router, r#"{"type": "abandon", "interaction": "other"}"#);
}

#[test]
fn channels_that_nothing_comes_by_any_more_do_not_pile_up() {
    let mut router = router(1);
    for number in 0..3_000 {
        let mut new = NewInteraction::new(format!("c{number}"), "sales");
        new.channel = format!("chat-{number}");
        router.apply(Timestamp::from_seconds(1), None, Command::Enqueue(Box::new(new))).unwrap();
        let abandon = Command::Abandon { interaction: format!("c{number}") };
        router.apply(Timestamp::from_seconds(1), None, abandon).unwrap();
    }
    assert!(router.state.engine.index().unwrap().channel_names.len() <= super::sync::SPARE_CHANNELS + 2);
}
