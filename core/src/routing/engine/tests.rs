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

#[test]
fn classes_that_nothing_is_in_do_not_pile_up() {
    let mut router = router(1);
    for level in 0..3_000 {
        let mut new = NewInteraction::new(format!("c{level}"), "sales");
        new.requirements = vec![
            serde_json::from_str(&format!(r#"{{"skill": "da", "op": "<", "level": {}}}"#, -level)).unwrap(),
        ];
        router.apply(Timestamp::from_seconds(1), None, Command::Enqueue(Box::new(new))).unwrap();
        let abandon = Command::Abandon { interaction: format!("c{level}") };
        router.apply(Timestamp::from_seconds(1), None, abandon).unwrap();
    }
    let index = router.state.engine.index().unwrap();
    assert!(index.classes.len() <= 1_002, "{}", index.classes.len());
    assert!(index.timers.is_empty() && index.contacts.iter().all(|entry| entry.class().is_none()));
}
