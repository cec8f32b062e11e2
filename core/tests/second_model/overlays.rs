//! Draws of contingency plans that fit a configuration.

use super::draw::Dice;
use super::swarm::{Feature, PLANS, SKILLS, Swarm, Theme};
use krarup::routing::{Condition, Config, Plan, Trigger};
use serde_json::{Map, Value, json};

impl Swarm {
    /// A configuration with plans, if any that are drawn fit it.
    pub(crate) fn with_plans(&self, dice: &mut Dice, config: Config) -> Config {
        for _ in 0..4 {
            if !self.has(Feature::Plans) {
                break;
            }
            let ids = PLANS.iter().filter(|_| dice.chance(90));
            let ids: Vec<&str> = ids.copied().collect();
            let plans = ids.into_iter().map(|id| self.plan(dice, id, &config)).collect();
            let planned = Config { plans, ..config.clone() };
            if planned.check().is_ok() {
                return planned;
            }
        }
        config
    }

    fn plan(&self, dice: &mut Dice, id: &str, config: &Config) -> Plan {
        let mut plan = Plan {
            id: id.to_owned(),
            message: dice.chance(30).then(|| "we are busy".to_owned()),
            queues: [].into(),
            agents: [].into(),
            trigger: dice
                .chance(if self.theme == Theme::Plans { 100 } else { 90 })
                .then(|| self.trigger(dice, config)),
        };
        for queue in &config.queues {
            if dice.chance(40) {
                plan.queues.insert(queue.id.clone(), self.queue_patch(dice, config));
            }
        }
        for agent in &config.agents {
            if dice.chance(30) {
                plan.agents.insert(agent.id.clone(), self.agent_patch(dice, config));
            }
        }
        plan
    }

    fn trigger(&self, dice: &mut Dice, config: &Config) -> Trigger {
        let queue = dice.pick(&config.queues);
        let mut when = Condition::default();
        match dice.below(6) {
            0 => when.nobody_logged_in = true,
            1 => when.nobody_available = true,
            2 if queue.calendar.is_some() => when.closed = true,
            _ => when.waiting_at_least = Some(dice.between(1, 2) as usize),
        }
        if self.has(Feature::Estimates) && dice.chance(50) {
            when = Condition::default();
            self.look_at_waits(dice, &mut when);
            if when == Condition::default() {
                when.waiting_at_least = Some(1);
            }
        }
        Trigger { queue: queue.id.clone(), when, channel: "voice".to_owned(), hold: self.span(dice, 2, 16) }
    }

    fn queue_patch(&self, dice: &mut Dice, config: &Config) -> Map<String, Value> {
        let mut patch = Map::new();
        for _ in 0..dice.between(1, 3) {
            let rules: Vec<_> = (0..dice.below(3)).map(|_| self.wait_rule(dice, false)).collect();
            let (name, value) = match dice.below(12) {
                0 => ("weight", json!(dice.between(-1, 2))),
                1 => ("selection", json!(["tier"])),
                2 => ("selection", Value::Null),
                3 => ("scoring", json!("newest_first")),
                4 => ("push", json!(dice.chance(50))),
                5 => ("auto_accept", json!(dice.chance(50))),
                6 => ("max_waiting", if dice.chance(50) { Value::Null } else { json!(2) }),
                7 | 8 => ("wait_rules", json!(rules)),
                9 => (
                    "offer_timeout_us",
                    if dice.chance(50) { Value::Null } else { json!(self.span(dice, 1, 9)) },
                ),
                10 => ("callbacks", json!({ "attempts": dice.between(1, 3), "first": null })),
                _ => ("wrap_up_us", json!(self.span(dice, 0, 5))),
            };
            let goes_nowhere = rules.iter().filter_map(|rule| rule.move_to.as_ref());
            let goes_nowhere =
                goes_nowhere.into_iter().any(|to| config.queues.iter().all(|queue| queue.id != *to));
            if name != "wait_rules" || !goes_nowhere {
                patch.insert(name.to_owned(), value);
            }
        }
        patch
    }

    fn agent_patch(&self, dice: &mut Dice, config: &Config) -> Map<String, Value> {
        let mut patch = Map::new();
        let queue = dice.pick(&config.queues).id.clone();
        for _ in 0..dice.between(1, 2) {
            let (name, value) = match dice.below(6) {
                0 => ("queues", json!({ queue.clone(): { "rank": dice.between(-1, 1), "position": null } })),
                1 => ("queues", json!({ queue.clone(): null })),
                2 => ("skills", json!({ *dice.pick(&SKILLS): dice.between(1, 5) })),
                3 => ("skills", json!({ *dice.pick(&SKILLS): null })),
                4 => ("capacity", json!({ "total": dice.between(1, 3) })),
                _ => ("channels", Value::Null),
            };
            patch.insert(name.to_owned(), value);
        }
        patch
    }
}
