//! What a restored state must satisfy: a snapshot may be damaged, or made by hand.

use super::agent::AgentConfig;
use super::interaction::{Interaction, Offer, Place};
use super::new_interaction::NewInteraction;
use super::state::{Agent, LARGEST_COUNTER, State};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

impl State {
    /// What a restored state must satisfy for the rest to rely on; the first thing that is wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.config.check().map_err(|errors| errors.to_string())?;
        if !self
            .config
            .plans
            .iter()
            .map(|plan| &plan.id)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .eq(self.plans.keys())
        {
            return Err("plans differ from the configuration's".to_owned());
        }
        if !self.plans.values().all(|plan| plan.is_sound(self.now)) {
            return Err("a plan cannot stand so".to_owned());
        }
        let config = self.effective(&self.config).map_err(|errors| errors.to_string())?;
        let queues = config.queues.iter().map(|queue| (&queue.id, queue));
        if !queues.collect::<BTreeMap<_, _>>().into_iter().eq(&self.queues) {
            return Err("queues differ from the configuration's".to_owned());
        }
        let agents = config.agents.iter().map(|agent| (&agent.id, agent)).collect::<BTreeMap<_, _>>();
        // Skills change by command; nothing else of an agent does.
        let same = |configured: &AgentConfig, agent: &Agent| {
            *configured == AgentConfig { skills: configured.skills.clone(), ..agent.config.clone() }
        };
        if agents.len() != self.agents.len() {
            return Err("agents differ from the configuration's".to_owned());
        }
        let counters = [self.next_seq, self.next_order, self.next_generation];
        if counters.into_iter().any(|counter| counter > LARGEST_COUNTER) {
            return Err("a counter is about to overflow".to_owned());
        }
        let offers: usize = self.interactions.values().map(Interaction::offers).sum();
        let numbers = self.interactions.values().flat_map(Interaction::generations);
        if numbers.collect::<BTreeSet<u64>>().len() != offers {
            return Err("two offers have the same number".to_owned());
        }
        for agent in self.agents.in_order() {
            let id = &agent.config.id;
            if !agents.get(id).is_some_and(|configured| same(configured, agent)) {
                return Err(format!("agent {id:?} differs from the configuration's"));
            }
            let wrap_up_ends = agent.wrap_up.and_then(|wrap_up| wrap_up.until);
            if wrap_up_ends.is_some_and(|until| until <= self.now) || agent.heard_at > self.now {
                return Err(format!("agent {id:?} has a timer in the past"));
            }
            if agent.busy < Span::ZERO || agent.free < Span::ZERO || agent.talk < Span::ZERO {
                return Err(format!("agent {id:?} was busy or free for less than no time"));
            }
        }
        for interaction in self.interactions.in_order() {
            let id = &*interaction.facts.interaction;
            if self.finished_ids.contains(id) {
                return Err(format!("interaction {id:?} is finished"));
            }
            self.check_interaction(interaction).map_err(|what| format!("interaction {id:?} {what}"))?;
        }
        for served in self.self_service.in_order() {
            let id = &served.contact.interaction;
            if self.finished_ids.contains(id)
                || self.interactions.contains_key(id)
                || served.heard_at > self.now
                || served.started_at > self.now
            {
                return Err(format!("contact {id:?} in self-service has two places or a wrong time"));
            }
        }
        if !self.are_histories_sound() {
            return Err("what was learnt or foretold of waits is impossible".to_owned());
        }
        if !self.last_agents.is_sound() || !self.abandonments.is_sound() {
            return Err("what is remembered of customers does not fit together".to_owned());
        }
        if self.finished.len() != self.finished_ids.len()
            || self.finished.iter().collect::<BTreeSet<_>>() != self.finished_ids.iter().collect()
        {
            return Err("finished interactions differ from their ids".to_owned());
        }
        let remembered = |(seq, id): (&u64, &String)| {
            *seq < self.next_seq && self.receipts.get(id).is_some_and(|receipt| receipt.seq == *seq)
        };
        if self.receipt_order.len() != self.receipts.len() || !self.receipt_order.iter().all(remembered) {
            return Err("remembered receipts differ from their order".to_owned());
        }
        Ok(())
    }

    fn check_interaction(&self, interaction: &Interaction) -> Result<(), &'static str> {
        if !self.queues.contains_key(&interaction.facts.queue) {
            return Err("is in a queue that does not exist");
        }
        if interaction.holders().into_iter().any(|agent| !self.agents.contains_key(agent)) {
            return Err("is with an agent who does not exist");
        }
        let is_later = |at: Timestamp| at > self.now;
        if is_later(interaction.enqueued_at)
            || is_later(interaction.queue_entered_at())
            || is_later(interaction.step().entered_at)
            || is_later(interaction.heard_at())
            || interaction.offering_since.is_some_and(is_later)
            || interaction.order >= self.next_order
        {
            return Err("comes from the future");
        }
        if !NewInteraction::from(interaction.facts.clone()).is_sound(&self.config) {
            return Err("could not have been enqueued");
        }
        if !interaction.has_sound_parts() {
            return Err("has agents beside one whom it is not connected with, or an agent twice");
        }
        if let Place::Dialling { until } = interaction.place
            && (until <= self.now || !interaction.is_callback)
        {
            return Err("is being called back, but should not be");
        }
        if let Place::Assigned { connected: false, held: true, .. } = interaction.place {
            return Err("is on hold but not connected");
        }
        if let Place::Offered { offers } = &interaction.place {
            let wrong = |offer: &Offer| {
                offer.generation >= self.next_generation || offer.expires_at.is_some_and(|at| at <= self.now)
            };
            if offers.is_empty() || offers.values().any(wrong) {
                return Err("has no offer, one from the future, or one that is over");
            }
        }
        Ok(())
    }
}
