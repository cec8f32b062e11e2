//! What must hold after each step whatever the rules say, from the router's events and views alone: nothing is lost or
//! counted twice, one assignee, every offer ended once, nobody over capacity, nobody idle beside what he may take.

use krarup::routing::{AgentConfig, Command, Event, Place, Router, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// Where an interaction is by the events so far.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Queued,
    With(String),
}

/// The books over a run.
#[derive(Default)]
pub(crate) struct Ledger {
    stages: BTreeMap<String, Stage>,
    /// Open offers: interaction and agent.
    offers: BTreeSet<(String, String)>,
    /// Who takes part in what, beside the agent who has it.
    parts: BTreeSet<(String, String)>,
    /// Contacts in self-service.
    served: BTreeSet<String>,
    arrived: usize,
    /// Completed, abandoned, removed, blocked or lost.
    over: usize,
    /// Interactions that an agent may have beyond his capacity: forced, or from before another configuration.
    exempt: BTreeSet<String>,
}

type Balance = Result<(), String>;

fn must(holds: bool, what: &str, event: &Event) -> Balance {
    if holds { Ok(()) } else { Err(format!("{what}: {event:?}")) }
}

impl Ledger {
    pub(crate) fn enter(&mut self, event: &Event) -> Balance {
        match event {
            Event::SelfServiceStarted { interaction, .. } => {
                must(self.served.insert(interaction.clone()), "served twice", event)
            }
            Event::SelfServiceEnded { interaction, .. } => {
                must(self.served.remove(interaction), "is not served", event)
            }
            Event::InteractionQueued(arrival) => {
                self.arrived += 1;
                must(!self.served.contains(&arrival.interaction), "is served and waits", event)?;
                let before = self.stages.insert(arrival.interaction.clone(), Stage::Queued);
                must(before.is_none(), "arrived twice", event)
            }
            Event::Blocked { arrival, .. } => {
                self.served.remove(&arrival.interaction);
                self.arrived += 1;
                self.over += 1;
                Ok(())
            }
            Event::OfferMade { interaction, agent, .. } => {
                must(self.is_queued(interaction), "offered, but not queued", event)?;
                let is_new = self.offers.insert((interaction.clone(), agent.clone()));
                must(is_new, "offered twice", event)
            }
            Event::ConsultStarted { interaction, agent, by } => {
                must(self.is_with(interaction, by), "is not with the agent who asks", event)?;
                let is_new = self.parts.insert((interaction.clone(), agent.clone()));
                must(is_new, "asked twice", event)
            }
            Event::ConferenceStarted { interaction, agent } => {
                must(self.takes_part(interaction, agent), "takes no part", event)
            }
            Event::AgentLeft { interaction, agent } => {
                let took_part = self.parts.remove(&(interaction.clone(), agent.clone()));
                must(took_part, "left, but took no part", event)
            }
            Event::HandedOver { interaction, agent, from, connected, .. } => {
                must(self.is_with(interaction, from), "is not with the agent", event)?;
                let took_part = self.parts.remove(&(interaction.clone(), agent.clone()));
                must(took_part == *connected, "connected is who took part", event)?;
                self.stages.insert(interaction.clone(), Stage::With(agent.clone()));
                Ok(())
            }
            Event::OfferDeclined { interaction, agent, .. }
            | Event::OfferExpired { interaction, agent, .. }
            | Event::OfferRevoked { interaction, agent, .. } => {
                let was_open = self.offers.remove(&(interaction.clone(), agent.clone()));
                must(was_open, "ended, but not open", event)
            }
            Event::Assigned { interaction, agent, .. } => {
                must(self.is_queued(interaction), "assigned, but not queued", event)?;
                self.offers.remove(&(interaction.clone(), agent.clone()));
                must(!self.is_offered(interaction), "assigned beside an open offer", event)?;
                self.stages.insert(interaction.clone(), Stage::With(agent.clone()));
                Ok(())
            }
            Event::Connected { interaction, agent }
            | Event::Held { interaction, agent }
            | Event::Resumed { interaction, agent } => {
                must(self.is_with(interaction, agent), "is not with the agent", event)
            }
            Event::ConnectFailed { interaction, agent } => {
                must(self.is_with(interaction, agent), "is not with the agent", event)?;
                self.back(interaction)
            }
            Event::CallbackStarted { interaction, .. } | Event::CallbackAnswered { interaction } => {
                must(self.is_queued(interaction), "is not queued", event)
            }
            Event::CallbackFailed { interaction, agent: None, .. } => {
                must(self.is_queued(interaction), "is not queued", event)
            }
            Event::CallbackFailed { interaction, agent: Some(agent), .. } => {
                must(self.is_with(interaction, agent), "is not with the agent", event)?;
                self.back(interaction)
            }
            Event::Moved { interaction, agent: Some(agent), .. } => {
                must(self.is_with(interaction, agent), "is not with the agent", event)?;
                self.back(interaction)
            }
            Event::Moved { interaction, .. } => must(self.is_queued(interaction), "is not queued", event),
            Event::Completed { interaction, agent, .. } | Event::ContactLost { interaction, agent, .. } => {
                must(self.is_with(interaction, agent), "is not with the agent", event)?;
                self.close(interaction)
            }
            Event::Abandoned { interaction, .. } | Event::Removed { interaction, .. } => {
                must(self.is_queued(interaction), "is not queued", event)?;
                must(!self.is_offered(interaction), "left, but is offered", event)?;
                self.close(interaction)
            }
            Event::Reconfigured { .. } | Event::PlanActivated { .. } | Event::PlanWithdrawn { .. } => {
                let has_somebody = |id: &&String| !self.is_queued(id) || self.is_offered(id);
                let exempt: Vec<String> = self.stages.keys().filter(has_somebody).cloned().collect();
                self.exempt.extend(exempt);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A command that was accepted.
    pub(crate) fn accepted(&mut self, command: &Command) {
        if let Command::ForceAssign { interaction, .. } = command {
            self.exempt.insert(interaction.clone());
        }
    }

    /// The events, as far as they have come, and what the router shows.
    pub(crate) fn balance(&self, router: &Router, queues: &[&str], agents: &[&AgentConfig]) -> Balance {
        let (mut waiting, mut offered, mut assigned) = (0, 0, 0);
        for id in queues {
            let view = router.queue(id).map_err(|reject| reject.to_string())?;
            (waiting, offered, assigned) =
                (waiting + view.waiting, offered + view.offered, assigned + view.assigned);
        }
        let served = router.overview().self_service;
        if served.len() != self.served.len() {
            return Err(format!("{served:?} in self-service, by the events {:?}", self.served));
        }
        if self.arrived != self.over + waiting + offered + assigned {
            let (arrived, over) = (self.arrived, self.over);
            return Err(format!(
                "{arrived} arrived, {over} over, {waiting} + {offered} + {assigned} present"
            ));
        }
        for (id, stage) in &self.stages {
            let known = router.interaction(id).map_err(|reject| reject.to_string())?;
            let open: Vec<&String> =
                self.offers.iter().filter(|(offered, _)| offered == id).map(|(_, agent)| agent).collect();
            let agrees = match &known.place {
                Place::Waiting | Place::Dialling { .. } => *stage == Stage::Queued && open.is_empty(),
                Place::Offered { offers } => {
                    *stage == Stage::Queued && offers.keys().eq(open.iter().copied())
                }
                Place::Assigned { agent, .. } => *stage == Stage::With(agent.clone()) && open.is_empty(),
            };
            if !agrees {
                return Err(format!("{id} is {:?}, by the events {stage:?} and {open:?}", known.place));
            }
        }
        agents.iter().try_for_each(|agent| self.within_capacity(router, agent))
    }

    fn within_capacity(&self, router: &Router, agent: &AgentConfig) -> Balance {
        let asked = self.offers.iter().filter(|(_, asked)| *asked == agent.id).map(|(id, _)| id);
        let with_him = self.stages.iter().filter(|(id, _)| self.is_with(id, &agent.id)).map(|(id, _)| id);
        let parts = self.parts.iter().filter(|(_, other)| *other == agent.id).map(|(id, _)| id);
        let has: Vec<&String> = asked.chain(with_him).chain(parts).collect();
        if has.iter().any(|id| self.exempt.contains(*id)) {
            return Ok(());
        }
        let capacity = &agent.capacity;
        let (mut first, mut second, mut counts) = (agent.used_units, 0, BTreeMap::new());
        for id in &has {
            let channel = &router.interaction(id).map_err(|reject| reject.to_string())?.facts.channel;
            *counts.entry(channel.as_str()).or_insert(0) += 1;
            let is_second =
                capacity.interruptible_total.is_some() && capacity.interruptible_channels.contains(channel);
            let pool = if is_second { &mut second } else { &mut first };
            *pool += capacity.cost.get(channel).copied().unwrap_or(1);
        }
        let is_over =
            |(channel, count): (&&str, &u32)| capacity.max.get(*channel).is_some_and(|max| count > max);
        let (used, at_all) = (first > agent.used_units, second > 0);
        let is_full = (used && first > capacity.total)
            || (at_all && capacity.interruptible_total.is_some_and(|total| second > total));
        if is_full || counts.iter().any(is_over) {
            return Err(format!("{} has {has:?}, more than {capacity:?} allows", agent.id));
        }
        Ok(())
    }

    fn is_queued(&self, id: &str) -> bool {
        self.stages.get(id) == Some(&Stage::Queued)
    }

    fn is_with(&self, id: &str, agent: &str) -> bool {
        matches!(self.stages.get(id), Some(Stage::With(holder)) if holder == agent)
    }

    fn is_offered(&self, id: &str) -> bool {
        self.offers.iter().any(|(offered, _)| offered == id)
    }

    fn takes_part(&self, id: &str, agent: &str) -> bool {
        self.parts.contains(&(id.to_owned(), agent.to_owned()))
    }

    fn nobody_takes_part(&self, id: &str) -> Balance {
        let part = self.parts.iter().find(|(interaction, _)| interaction == id);
        part.map_or(Ok(()), |part| Err(format!("{part:?} takes part, but it is over")))
    }

    fn back(&mut self, id: &str) -> Balance {
        self.nobody_takes_part(id)?;
        self.exempt.remove(id);
        self.stages.insert(id.to_owned(), Stage::Queued);
        Ok(())
    }

    fn close(&mut self, id: &str) -> Balance {
        self.nobody_takes_part(id)?;
        self.exempt.remove(id);
        self.over += 1;
        self.stages.remove(id);
        Ok(())
    }
}

/// Nobody who may take an interaction stands beside it while nobody is asked.
pub(crate) fn nobody_idle_beside(id: &str, verdicts: &[krarup::routing::AgentVerdict]) -> Balance {
    let idle = verdicts.iter().find(|verdict| matches!(verdict.verdict, Verdict::Eligible { .. }));
    idle.map_or(Ok(()), |idle| Err(format!("{} may take {id}, which waits", idle.agent)))
}
