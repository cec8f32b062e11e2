//! Contingency plans: overlays, and when they come and go.

use super::commands::Refusal;
use super::world::{Standing, World};
use krarup::routing::{Config, Event, PlanCause};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

impl World {
    pub(crate) fn activate_plan(&mut self, plan: &str) -> Result<(), Refusal> {
        let standing = self.plan_standing(plan)?;
        let rule = match (standing.is_active, standing.is_by_hand) {
            (true, true) => "again_by_hand",
            (true, false) => "kept_by_hand",
            (false, _) => "by_hand",
        };
        self.tally.count("plan", rule);
        let active = Standing { is_active: true, is_by_hand: true, ..Standing::default() };
        self.standings.insert(plan.to_owned(), active);
        if !standing.is_active {
            self.tell_activated(plan, PlanCause::Command);
            self.put_plans_in_place();
        }
        Ok(())
    }

    pub(crate) fn withdraw_plan(&mut self, plan: &str) -> Result<(), Refusal> {
        let standing = self.plan_standing(plan)?;
        self.standings.insert(plan.to_owned(), Standing { is_suppressed: true, ..Standing::default() });
        if standing.is_active {
            self.tally.count("plan", "withdrawn_by_hand");
            self.tell_withdrawn(plan, PlanCause::Command);
            self.put_plans_in_place();
        }
        Ok(())
    }

    /// What triggers say of the state everything matched has come to, and what follows.
    pub(crate) fn settle_plans(&mut self) {
        while self.follow_triggers() {
            self.fire_wait_rules();
            self.match_all();
        }
    }

    fn follow_triggers(&mut self) -> bool {
        let mut has_switched = false;
        for plan in self.base.plans.clone() {
            let Some(trigger) = &plan.trigger else { continue };
            if trigger.when.estimated_wait_at_least.is_some() && !self.is_awake {
                continue;
            }
            let Ok(before) = self.plan_standing(&plan.id) else { continue };
            let holds =
                self.queue_number(&trigger.queue).is_some_and(|queue| self.is_case(queue, &trigger.when));
            let mut standing = before;
            if !holds {
                standing.is_suppressed = false;
            }
            if standing.is_active && !standing.is_by_hand {
                standing.calm_since = if holds { None } else { before.calm_since.or(Some(self.now)) };
            }
            let is_over = |since: i64| since + trigger.hold.as_micros() <= self.now;
            if !before.is_active && holds {
                self.tally.count("plan", if standing.is_suppressed { "suppressed" } else { "by_trigger" });
                standing.is_active = !standing.is_suppressed;
            } else if standing.calm_since.is_some_and(is_over) {
                self.tally.count("plan", "withdrawn_by_trigger");
                standing = Standing::default();
            } else if before.calm_since.is_some() && holds {
                self.tally.count("plan", "calm_disturbed");
            }
            self.standings.insert(plan.id.clone(), standing);
            match (before.is_active, standing.is_active) {
                (false, true) => self.tell_activated(&plan.id, PlanCause::Trigger),
                (true, false) => self.tell_withdrawn(&plan.id, PlanCause::Trigger),
                _ => continue,
            }
            self.put_plans_in_place();
            has_switched = true;
        }
        has_switched
    }

    /// Plans that another configuration does not have are no longer in force, nor those that nothing would withdraw.
    pub(crate) fn drop_plans_without(&mut self, new: &Config) -> Vec<String> {
        let is_gone = |(plan, standing): &(&String, &Standing)| {
            let kept = new.plans.iter().find(|kept| kept.id == **plan);
            let is_by_trigger = standing.is_active && !standing.is_by_hand;
            kept.is_none_or(|kept| kept.trigger.is_none() && is_by_trigger)
        };
        let gone: Vec<String> = self.standings.iter().filter(is_gone).map(|(plan, _)| plan.clone()).collect();
        let was_active = |plan: &String| {
            let standing = self.standings.remove(plan);
            standing.is_some_and(|standing| standing.is_active)
        };
        gone.into_iter().filter(was_active).collect()
    }

    pub(crate) fn tell_dropped(&mut self, plans: Vec<String>) {
        for plan in plans {
            self.tally.count("plan", "withdrawn_by_configuration");
            self.tell_withdrawn(&plan, PlanCause::Configuration);
        }
    }

    /// A configuration with the plans that are in force, one after the other as it lists them.
    pub(crate) fn with_plans(&self, base: &Config) -> Config {
        let mut config = base.clone();
        let is_active = |plan: &String| self.standings.get(plan).is_some_and(|standing| standing.is_active);
        for plan in base.plans.iter().filter(|plan| is_active(&plan.id)) {
            for queue in &mut config.queues {
                overlay(queue, plan.queues.get(&queue.id.clone()));
            }
            for agent in &mut config.agents {
                overlay(agent, plan.agents.get(&agent.id.clone()));
            }
        }
        config
    }

    fn put_plans_in_place(&mut self) {
        let before = self.config.clone();
        let after = self.with_plans(&self.base);
        let skills: Vec<_> = self.agents.iter().map(|agent| agent.config.clone()).collect();
        self.put_in_place(&after);
        // What commands have set stays, but for the skills that are different now.
        for known in skills {
            let of = |config: &Config| {
                config.agents.iter().find(|agent| agent.id == known.id).map(|agent| agent.skills.clone())
            };
            let (Some(old), Some(new)) = (of(&before), of(&after)) else { continue };
            let Some(number) = self.agent_number(&known.id) else { continue };
            let mut skills = known.skills;
            for skill in old.keys().chain(new.keys()).filter(|skill| old.get(*skill) != new.get(*skill)) {
                match new.get(skill) {
                    Some(level) => skills.insert(skill.clone(), *level),
                    None => skills.remove(skill),
                };
            }
            self.agents[number].config.skills = skills;
        }
    }

    fn plan_standing(&self, plan: &str) -> Result<Standing, Refusal> {
        let is_known = self.base.plans.iter().any(|known| known.id == plan);
        if !is_known {
            return Err("unknown_plan");
        }
        Ok(self.standings.get(plan).copied().unwrap_or_default())
    }

    fn tell_activated(&mut self, plan: &str, cause: PlanCause) {
        let known = self.base.plans.iter().find(|known| known.id == plan);
        let message = known.and_then(|plan| plan.message.clone());
        self.emit(Event::PlanActivated { plan: plan.to_owned(), cause, message });
    }

    fn tell_withdrawn(&mut self, plan: &str, cause: PlanCause) {
        self.emit(Event::PlanWithdrawn { plan: plan.to_owned(), cause });
    }
}

fn overlay<T: Serialize + DeserializeOwned>(target: &mut T, patch: Option<&Map<String, Value>>) {
    let Some(patch) = patch else { return };
    let written = serde_json::to_value(&*target).expect("a configuration is data");
    let patched = merged(written, &Value::Object(patch.clone()));
    *target = serde_json::from_value(patched).expect("plans are checked when they are read");
}

/// RFC 7396: objects are merged, null removes, everything else replaces.
fn merged(target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut fields = if let Value::Object(fields) = target { fields } else { Map::new() };
    for (name, value) in patch {
        let before = fields.remove(name).unwrap_or(Value::Null);
        if !value.is_null() {
            fields.insert(name.clone(), merged(before, value));
        }
    }
    Value::Object(fields)
}
