//! Draws of another configuration in the place of the one in force.

use super::configuration::BASES;
use super::draw::Dice;
use super::swarm::{Feature, Swarm};
use super::world::World;
use krarup::routing::{Config, QueueConfig, Trainee};
use std::collections::BTreeSet;

impl Swarm {
    /// The configuration in force with this and that changed; now and then a wrong one.
    pub(crate) fn reconfiguration(&self, dice: &mut Dice, world: &World) -> Config {
        let mut config = world.base.clone();
        if dice.chance(40) && config.agents.len() > 1 {
            // One who is asked, if there is one and he has nothing.
            let asked = world.items.values().flat_map(|item| item.offers.keys().copied());
            let has_nothing = |agent: &usize| {
                !world.items.values().any(|item| item.holder.is_some_and(|holder| holder.agent == *agent))
            };
            let asked = asked.filter(has_nothing).map(|agent| world.agent_id(agent)).next();
            let any = dice.pick(&config.agents).id.clone();
            let gone = asked.filter(|_| dice.chance(70)).unwrap_or(any);
            config.agents.retain(|agent| agent.id != gone);
        }
        if dice.chance(40) && config.queues.len() > 1 {
            // One with nothing in it, mostly.
            let is_empty =
                |queue: &&QueueConfig| !world.items.values().any(|item| item.facts.queue == queue.id);
            let empty = config.queues.iter().find(is_empty).map(|queue| queue.id.clone());
            let any = dice.pick(&config.queues).id.clone();
            let gone = empty.filter(|_| dice.chance(80)).unwrap_or(any);
            config.queues.retain(|queue| queue.id != gone);
        }
        for id in &self.agents {
            if dice.chance(50) && config.agents.iter().all(|agent| agent.id != *id) {
                config.agents.push(self.agent(dice, id.clone()));
            }
        }
        for id in &self.queues {
            if dice.chance(50) && config.queues.iter().all(|queue| queue.id != *id) {
                config.queues.push(self.queue(dice, id.clone(), &self.keys));
            }
        }
        for queue in &mut config.queues {
            if !dice.chance(25) {
                continue;
            }
            let rules = std::mem::take(&mut queue.wait_rules);
            *queue = self.queue(dice, queue.id.clone(), &self.keys);
            if dice.chance(60) {
                // The same rules, perhaps at other places.
                queue.wait_rules.extend(rules.into_iter().filter(|rule| !rule.when.closed));
            }
        }
        for agent in &mut config.agents {
            if dice.chance(20) {
                *agent = self.agent(dice, agent.id.clone());
            }
        }
        if dice.chance(10) {
            config.limits = self.limits(dice);
        }
        if dice.chance(10) {
            config.idle_basis = *dice.pick(&BASES);
            config.strict_time = self.has(Feature::Backwards) && dice.chance(30);
        }
        if dice.chance(10) {
            config.calendars = self.calendars(dice);
        }
        if self.has(Feature::AgentLeases) && dice.chance(20) {
            config.agent_lease = dice.chance(50).then(|| self.span(dice, 5, 40));
        }
        if self.has(Feature::ContactLeases) && dice.chance(20) {
            config.contact_lease = dice.chance(50).then(|| self.span(dice, 3, 25));
        }
        let ids: BTreeSet<String> = config.queues.iter().map(|queue| queue.id.clone()).collect();
        let is_there = |id: &String| ids.contains(id);
        for queue in &mut config.queues {
            queue.wait_rules.retain(|rule| rule.move_to.as_ref().is_none_or(is_there));
        }
        for agent in &mut config.agents {
            agent.queues.retain(|queue, _| is_there(queue));
        }
        if self.has(Feature::Entry) && dice.chance(30) {
            config.entry_rules = self.entry_rules(dice);
        }
        if dice.chance(95) {
            config.entry_rules.retain(|rule| rule.queue.as_ref().is_none_or(is_there));
        }
        if dice.chance(95) {
            let ids: BTreeSet<String> = config.agents.iter().map(|agent| agent.id.clone()).collect();
            let has_mentor = |trainee: &Trainee| ids.contains(&trainee.mentor);
            config
                .agents
                .iter_mut()
                .for_each(|agent| agent.trainee = agent.trainee.take().filter(has_mentor));
        }
        if self.has(Feature::Plans) && (config.check().is_err() || dice.chance(40)) {
            config.plans.clear();
            config = self.with_plans(dice, config);
            if dice.chance(50) {
                config.plans.pop();
            }
        }
        if dice.chance(5) {
            config.queues[0].max_offers = 0;
        }
        config
    }
}
