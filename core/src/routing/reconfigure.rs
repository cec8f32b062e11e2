//! A configuration put in the place of another while contacts wait: what is the same goes on, what is new is used at once.

use super::agent::{AgentConfig, Presence};
use super::config::Config;
use super::config_check::{ConfigError, ConfigErrors};
use super::event::{Changes, Event, PlanCause, RevokeCause};
use super::interaction::Place;
use super::plan::PlanState;
use super::queue::{QueueConfig, WaitRule};
use super::reject::Reject;
use super::state::{Agent, State};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Puts `config` in place; refused while a queue or an agent that it lacks has interactions.
    pub(crate) fn reconfigure(&mut self, config: &Config, events: &mut Events) -> Result<(), Reject> {
        config.check().map_err(Reject::InvalidConfig)?;
        // Plans that both configurations have stay in force, unless nothing would ever withdraw them.
        let stays = |id: &String, standing: &PlanState| {
            let plan = config.plans.iter().find(|plan| plan.id == *id);
            plan.is_some_and(|plan| plan.trigger.is_some() || !standing.is_by_trigger())
        };
        let withdrawn = self.plans.iter().filter(|(id, standing)| !stays(id, standing));
        let withdrawn: Vec<String> = withdrawn.map(|(id, _)| id.clone()).collect();
        let stay = |id: &String| !withdrawn.contains(id);
        let active = self.active_plans().into_iter().filter(stay).collect::<BTreeSet<String>>();
        let active = active.iter().map(String::as_str).collect();
        let effective = config.with_plans(&active).map_err(Reject::InvalidConfig)?;
        self.check_nothing_is_lost(&effective).map_err(Reject::InvalidConfig)?;
        let (base, config) = (config, &effective);
        let queues: BTreeMap<String, QueueConfig> =
            config.queues.iter().map(|queue| (queue.id.clone(), queue.clone())).collect();
        let wanted: BTreeMap<&str, &AgentConfig> =
            config.agents.iter().map(|agent| (agent.id.as_str(), agent)).collect();
        let now: BTreeMap<&str, &AgentConfig> =
            self.agents.values().map(|agent| (agent.config.id.as_str(), &agent.config)).collect();
        let changed = Event::Reconfigured {
            queues: Changes::between(&self.queues, &queues),
            agents: Changes::between(&now, &wanted),
            settings: changed_settings(&self.config, base),
        };
        events.push((self.now, changed));
        for plan in withdrawn {
            if self.plans.remove(&plan).is_some_and(|standing| standing.is_active) {
                events.push((self.now, Event::PlanWithdrawn { plan, cause: PlanCause::Configuration }));
            }
        }
        for plan in &base.plans {
            self.plans.entry(plan.id.clone()).or_default();
        }
        self.remove_agents(&wanted, events);
        self.last_offered.retain(|queue, _| queues.contains_key(queue));
        self.histories.retain(|queue, _| queues.contains_key(queue));
        self.replace_queues(config);
        self.begin_changed_leases(config);
        self.config = base.clone();
        self.configured_at = self.next_seq;
        for agent in self.agents.values_mut() {
            agent.answered.retain(|queue, _| queues.contains_key(queue));
        }
        for agent in &config.agents {
            match self.agents.get_mut(&agent.id) {
                Some(known) => known.config = agent.clone(),
                None => {
                    self.agents.insert(Agent::new(agent, self.now));
                    let (agent, presence) = (agent.id.clone(), agent.presence);
                    events.push((self.now, Event::AgentStateChanged { agent, presence, reason: None }));
                }
            }
        }
        self.compile();
        self.forget_starts_where_nobody_is_ready();
        Ok(())
    }

    /// Puts a configuration's queues in place.
    pub(crate) fn replace_queues(&mut self, config: &Config) {
        let queues = config.queues.iter().map(|queue| (queue.id.clone(), queue.clone())).collect();
        self.keep_fired_rules(&queues);
        self.queues = queues;
    }

    /// A lease counts from the configuration that sets it: whoever was silent before, as nobody asked, is not cut off.
    fn begin_changed_leases(&mut self, config: &Config) {
        let now = self.now;
        if config.agent_lease != self.config.agent_lease {
            self.agents.values_mut().for_each(|agent| agent.heard_at = now);
        }
        if config.contact_lease != self.config.contact_lease {
            self.self_service.values_mut().for_each(|served| served.heard_at = now);
            self.interactions.values_mut().for_each(|contact| contact.hear(now));
        }
    }

    fn check_nothing_is_lost(&self, config: &Config) -> Result<(), ConfigErrors> {
        let queues: BTreeSet<&str> = config.queues.iter().map(|queue| queue.id.as_str()).collect();
        let agents: BTreeSet<&str> = config.agents.iter().map(|agent| agent.id.as_str()).collect();
        let mut problems = Vec::new();
        for interaction in self.interactions.in_order() {
            let id = &interaction.facts.interaction;
            let mut add = |path: &str, value: &str, why| {
                let (path, value) = (path.to_owned(), format!("without {value:?}, which has {id:?}"));
                problems.push(ConfigError { path, value, why });
            };
            if !queues.contains(interaction.facts.queue.as_str()) {
                add("queues", &interaction.facts.queue, "a queue can go only when nothing is in it");
            }
            if matches!(interaction.place, Place::Assigned { .. }) {
                let gone = interaction.holders().into_iter().filter(|agent| !agents.contains(agent));
                gone.for_each(|agent| add("agents", agent, "an agent can go only when he has no contact"));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(ConfigErrors(problems)) }
    }

    /// A rule that has fired has fired wherever it stands in the new list.
    fn keep_fired_rules(&mut self, queues: &BTreeMap<String, QueueConfig>) {
        for interaction in self.interactions.values_mut().filter(|one| !one.rules_fired.is_empty()) {
            let queue = interaction.facts.queue.as_str();
            let rules = |all: &BTreeMap<String, QueueConfig>| -> Vec<WaitRule> {
                all.get(queue).map(|queue| queue.wait_rules.clone()).unwrap_or_default()
            };
            let (before, after) = (rules(&self.queues), rules(queues));
            let fired: Vec<&WaitRule> =
                interaction.rules_fired.iter().filter_map(|place| before.get(*place)).collect();
            let places = after.iter().enumerate().filter(|(_, rule)| fired.contains(rule));
            interaction.rules_fired = places.map(|(place, _)| place).collect();
        }
    }

    fn remove_agents(&mut self, wanted: &BTreeMap<&str, &AgentConfig>, events: &mut Events) {
        let gone = self.agents.ids().into_iter().filter(|id| !wanted.contains_key(id.as_str()));
        for id in gone.collect::<Vec<_>>() {
            for one in self.concerned_by(&id) {
                let Some(interaction) = self.interactions.get_mut(&one) else { continue };
                interaction.declined_by.remove(&id);
                if let Some(offer) = interaction.close_offer(&id) {
                    let (interaction, agent) = (one, id.clone());
                    let (generation, cause) = (offer.generation, RevokeCause::Configuration);
                    events.push((self.now, Event::OfferRevoked { interaction, agent, generation, cause }));
                }
            }
            let presence = self.agents.remove(&id).map(|agent| agent.presence);
            if presence.is_some_and(|presence| presence != Presence::Offline) {
                let (presence, reason) = (Presence::Offline, Some("removed".to_owned()));
                events.push((self.now, Event::AgentStateChanged { agent: id, presence, reason }));
            }
        }
    }
}

/// Keys of a configuration that differ, but for those whose changes are told one by one.
fn changed_settings(before: &Config, after: &Config) -> Vec<String> {
    let keys = |config: &Config| match serde_json::to_value(config) {
        Ok(serde_json::Value::Object(keys)) => keys,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (keys(before), keys(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = |name: &&String| {
        !matches!(name.as_str(), "queues" | "agents") && before.get(*name) != after.get(*name)
    };
    names.into_iter().filter(differs).cloned().collect()
}

impl Agent {
    /// An agent as a configuration describes him, of whom nothing else is known.
    pub(crate) fn new(config: &AgentConfig, at: Timestamp) -> Self {
        let idle_since = config.idle_since.unwrap_or(at);
        Self {
            config: config.clone(),
            presence: config.presence,
            reason: None,
            wrap_up: None,
            last_contact_end: idle_since,
            last_inbound_end: idle_since,
            available_since: idle_since,
            heard_at: at,
            misses: 0,
            contacts: 0,
            answered: BTreeMap::new(),
            talk: Span::ZERO,
            busy: Span::ZERO,
            free: Span::ZERO,
        }
    }
}

impl Changes {
    /// What differs between two sets of named things.
    fn between<K: Ord + AsRef<str>, V: PartialEq>(before: &BTreeMap<K, V>, after: &BTreeMap<K, V>) -> Self {
        let names = |all: &BTreeMap<K, V>, other: &BTreeMap<K, V>| -> Vec<String> {
            all.keys().filter(|id| !other.contains_key(id)).map(|id| id.as_ref().to_owned()).collect()
        };
        let differs = |(id, value): &(&K, &V)| before.get(*id).is_some_and(|known| known != *value);
        Self {
            added: names(after, before),
            removed: names(before, after),
            changed: after.iter().filter(differs).map(|(id, _)| id.as_ref().to_owned()).collect(),
        }
    }
}
