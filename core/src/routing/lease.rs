//! Agents and contacts of whom nothing is heard any more: a lost event elsewhere must not block them for ever.

use super::agent::Presence;
use super::command::Command;
use super::entry::SelfService;
use super::event::{Event, SelfServiceOutcome};
use super::interaction::{Interaction, Place};
use super::new_interaction::Direction;
use super::state::{Agent, State};
use crate::time::Timestamp;

impl State {
    /// A command was heard: the leases of the agent and the contact it names begin anew.
    pub(crate) fn heard_of(&mut self, command: &Command) {
        let (contact, agent) = command.names();
        if let Some(interaction) = contact.and_then(|id| self.interactions.get_mut(id)) {
            interaction.hear(self.now);
        }
        if let Some(served) = contact.and_then(|id| self.self_service.get_mut(id)) {
            served.heard_at = self.now;
        }
        // Whoever gives a contact away, or asks a colleague about it, is named beside that colleague.
        let giver = match command {
            Command::Transfer { agent, .. } => agent.as_deref(),
            Command::Consult { by, .. } => by.as_deref(),
            Command::HandOver { from, .. } => from.as_deref(),
            _ => None,
        };
        for id in agent.into_iter().chain(giver) {
            if let Some(agent) = self.agents.get_mut(id) {
                agent.heard_at = self.now;
            }
        }
    }

    /// When an agent is logged out for silence.
    pub(crate) fn lease_of_agent(&self, agent: &Agent) -> Option<Timestamp> {
        let lease = self.config.agent_lease.filter(|_| agent.presence != Presence::Offline)?;
        Some(agent.heard_at + lease)
    }

    /// When a contact is given up for silence.
    pub(crate) fn lease_of_contact(&self, interaction: &Interaction) -> Option<Timestamp> {
        let lease = self.config.contact_lease.filter(|_| !interaction.is_queued())?;
        Some(interaction.heard_at() + lease)
    }

    /// When a contact in self-service is given up for silence.
    pub(crate) fn lease_of_self_service(&self, served: &SelfService) -> Option<Timestamp> {
        Some(served.heard_at + self.config.contact_lease?)
    }

    pub(crate) fn end_leases(&mut self, events: &mut Vec<(Timestamp, Event)>) {
        let now = self.now;
        let is_over = |due: Option<Timestamp>| due.is_some_and(|due| due <= now);
        let mut silent = self.due_agents();
        silent.retain(|id| is_over(self.agents.get(id).and_then(|agent| self.lease_of_agent(agent))));
        for id in silent {
            self.set_presence(&id, Presence::Offline, Some("lease_expired".to_owned()), events);
        }
        let mut served = self.due_served();
        served.retain(|id| {
            is_over(self.self_service.get(id).and_then(|served| self.lease_of_self_service(served)))
        });
        for id in served {
            self.end_self_service(&id, SelfServiceOutcome::Lost, events);
        }
        let due = self.due_contacts();
        let lost = due.iter().filter_map(|id| self.interactions.get(id));
        let lost = lost.filter(|contact| is_over(self.lease_of_contact(contact)));
        let lost: Vec<(String, String, String, Direction)> = lost
            .filter_map(|contact| match &contact.place {
                Place::Assigned { agent, .. } => {
                    let facts = &contact.facts;
                    Some((facts.interaction.to_string(), agent.clone(), facts.queue.clone(), facts.direction))
                }
                _ => None,
            })
            .collect();
        for (interaction, agent, queue, direction) in lost {
            self.all_leave(&interaction, events);
            self.finish(&interaction);
            if let Some(agent) = self.agents.get_mut(&agent) {
                agent.contact_ends(direction, now);
            }
            events.push((now, Event::ContactLost { interaction, agent, queue }));
        }
    }
}
