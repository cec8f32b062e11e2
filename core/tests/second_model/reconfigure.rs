//! Another configuration in the place of the one in force.

use super::commands::Refusal;
use super::world::{World, agents_and_queues};
use krarup::routing::{AgentConfig, Changes, Config, Event, Presence, RevokeCause};
use std::collections::BTreeSet;

impl World {
    pub(crate) fn configure(&mut self, new: &Config) -> Result<(), Refusal> {
        new.check().map_err(|_| "invalid_config")?;
        let has_queue = |id: &str| new.queues.iter().any(|queue| queue.id == id);
        let has_agent = |id: &str| new.agents.iter().any(|agent| agent.id == id);
        let has_all = self.items.values().all(|item| {
            let holder = item.holder.map(|holder| self.agent_id(holder.agent));
            let has_others = item.others.keys().all(|agent| has_agent(&self.agent_id(*agent)));
            has_queue(&item.facts.queue) && has_others && holder.is_none_or(|holder| has_agent(&holder))
        });
        if !has_all {
            self.tally.count("configure", "would_lose_interactions");
            return Err("invalid_config");
        }
        let given = new;
        let settings = settings(&self.base, given);
        self.base = given.clone();
        let dropped = self.drop_plans_without(given);
        let new = &self.with_plans(given);
        let queues = changes(&self.config.queues, &new.queues, |queue| &queue.id);
        // OPEN: skills set by command are a change.
        let known: Vec<AgentConfig> = self.agents.iter().map(|agent| agent.config.clone()).collect();
        let agents = changes(&known, &new.agents, |agent| &agent.id);
        self.tally_changes(&queues, &agents);
        let added = agents.added.clone();
        self.emit(Event::Reconfigured { queues, agents, settings });
        self.tell_dropped(dropped);
        for number in 0..self.agents.len() {
            let agent = self.agent_id(number);
            if has_agent(&agent) {
                continue;
            }
            for id in self.ids(|item| item.offers.contains_key(&number)) {
                self.revoke(&id, number, RevokeCause::Configuration);
            }
            if self.agents[number].presence != Presence::Offline {
                let (presence, reason) = (Presence::Offline, Some("removed".to_owned()));
                self.emit(Event::AgentStateChanged { agent, presence, reason });
            }
        }
        // OPEN: a lease counts from the configuration that sets it.
        if new.agent_lease != self.config.agent_lease {
            self.agents.iter_mut().for_each(|agent| agent.heard_at = self.now);
        }
        if new.contact_lease != self.config.contact_lease {
            self.items.values_mut().for_each(|item| item.heard_at = self.now);
            self.served.values_mut().for_each(|served| served.heard_at = self.now);
        }
        self.put_in_place(new);
        self.configured_at = self.next_seq;
        for agent in &mut self.agents {
            agent.answered.retain(|queue, _| has_queue(queue));
        }
        // OPEN: in the order of the configuration.
        for agent in new.agents.iter().filter(|agent| added.contains(&agent.id)) {
            let (agent, presence) = (agent.id.clone(), agent.presence);
            self.emit(Event::AgentStateChanged { agent, presence, reason: None });
        }
        Ok(())
    }

    pub(crate) fn put_in_place(&mut self, new: &Config) {
        let (mut agents, mut queues) = agents_and_queues(new, self.now);
        // Agents go by their place in the order of ids, which is another one now.
        let places =
            self.agents.iter().map(|old| agents.iter().position(|new| new.config.id == old.config.id));
        let places: Vec<Option<usize>> = places.collect();
        for (old, place) in self.agents.iter().zip(&places) {
            let Some(place) = *place else { continue };
            let config = agents[place].config.clone();
            agents[place] = super::world::Agent { config, ..old.clone() };
        }
        for queue in &mut queues {
            let old = self.queues.iter().find(|old| old.config.id == queue.config.id);
            queue.cursor = old.and_then(|old| old.cursor.clone());
        }
        for item in self.items.values_mut() {
            let rules = &self.queues[item.queue].config.wait_rules;
            item.queue = queues.iter().position(|queue| queue.config.id == item.facts.queue).unwrap_or(0);
            let offers = std::mem::take(&mut item.offers).into_iter();
            item.offers = offers.filter_map(|(agent, offer)| Some((places[agent]?, offer))).collect();
            item.excluded = item.excluded.iter().filter_map(|agent| places[*agent]).collect();
            let others = std::mem::take(&mut item.others).into_iter();
            item.others = others.filter_map(|(agent, part)| Some((places[agent]?, part))).collect();
            if let Some(holder) = &mut item.holder {
                holder.agent = places[holder.agent].unwrap_or(holder.agent);
            }
            // OPEN: a rule that has fired has fired wherever it stands in the new list.
            let fired: Vec<_> = item.rules_fired.iter().map(|place| &rules[*place]).collect();
            let now = queues[item.queue].config.wait_rules.iter().enumerate();
            item.rules_fired = now.filter(|(_, rule)| fired.contains(rule)).map(|(place, _)| place).collect();
        }
        (self.agents, self.queues, self.config) = (agents, queues, new.clone());
        let is_there = |id: &String| self.queues.iter().any(|queue| queue.config.id == *id);
        self.histories.retain(|queue, _| is_there(queue));
        self.forget_starts();
    }

    fn tally_changes(&mut self, queues: &Changes, agents: &Changes) {
        let given = [
            (&queues.added, "queue_added"),
            (&queues.removed, "queue_removed"),
            (&queues.changed, "queue_changed"),
            (&agents.added, "agent_added"),
            (&agents.removed, "agent_removed"),
            (&agents.changed, "agent_changed"),
        ];
        given
            .iter()
            .filter(|(ids, _)| !ids.is_empty())
            .for_each(|(_, name)| self.tally.count("configure", name));
    }
}

/// What differs, in the order of ids.
fn changes<T: PartialEq>(old: &[T], new: &[T], id: impl Fn(&T) -> &String) -> Changes {
    let find = |list: &'_ [T], wanted: &String| list.iter().position(|one| id(one) == wanted);
    let all: BTreeSet<&String> = old.iter().chain(new).map(&id).collect();
    let mut changes = Changes::default();
    for name in all {
        let list = match (find(old, name), find(new, name)) {
            (None, _) => &mut changes.added,
            (_, None) => &mut changes.removed,
            (Some(before), Some(after)) if old[before] != new[after] => &mut changes.changed,
            _ => continue,
        };
        list.push(name.clone());
    }
    changes
}

/// Of the rest of the configuration, what is written in another way.
fn settings(before: &Config, after: &Config) -> Vec<String> {
    let before = serde_json::to_value(before).unwrap();
    let after = serde_json::to_value(after).unwrap();
    let written = [&before, &after].into_iter().flat_map(|config| config.as_object().unwrap().keys());
    let names: BTreeSet<&String> = written.filter(|name| *name != "queues" && *name != "agents").collect();
    names.into_iter().filter(|name| before[name.as_str()] != after[name.as_str()]).cloned().collect()
}
