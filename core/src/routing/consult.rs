//! Agents who join the one who has a contact: consulted, in conference, or to take it over.

use super::agent::Presence;
use super::event::Event;
use super::interaction::{Interaction, Place};
use super::offers::not_assigned;
use super::reject::Reject;
use super::state::State;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

type Events = Vec<(Timestamp, Event)>;

/// What an agent does in a contact that another has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// He speaks with the agent, not with the customer.
    Consulted,
    /// He speaks with both.
    InConference,
}

impl State {
    /// The agent who has a contact asks another, whose capacity it takes from then on.
    pub(crate) fn consult(&mut self, id: &str, agent: &str, events: &mut Events) -> Result<(), Reject> {
        let by = self.connected_agent(id, "consulted about")?;
        self.sync();
        self.check_is_free(agent, id)?;
        self.interaction_mut(id, not_assigned)?.others.insert(agent.to_owned(), Part::Consulted);
        let (interaction, agent) = (id.to_owned(), agent.to_owned());
        events.push((self.now, Event::ConsultStarted { interaction, agent, by }));
        Ok(())
    }

    /// An agent who is consulted speaks with the customer too.
    pub(crate) fn conference(&mut self, id: &str, agent: &str, events: &mut Events) -> Result<(), Reject> {
        self.connected_agent(id, "made a conference")?;
        match self.interaction_mut(id, not_assigned)?.others.get_mut(agent) {
            Some(part @ Part::Consulted) => *part = Part::InConference,
            _ => {
                let (interaction, state) = (id.to_owned(), "not one that this agent is consulted about");
                return Err(Reject::WrongState { interaction, state, asked: "made a conference with him" });
            }
        }
        let (interaction, agent) = (id.to_owned(), agent.to_owned());
        events.push((self.now, Event::ConferenceStarted { interaction, agent }));
        Ok(())
    }

    /// An agent who is consulted or in conference goes; his wrap-up begins.
    pub(crate) fn leave(
        &mut self,
        id: &str,
        agent: &str,
        unanswered: bool,
        events: &mut Events,
    ) -> Result<(), Reject> {
        let interaction = self.interaction_mut(id, not_assigned)?;
        if interaction.others.remove(agent).is_none() {
            return Err(not_assigned(id.to_owned()));
        }
        let queue = interaction.facts.queue.clone();
        self.left(id, agent, (!unanswered).then_some(&queue), events);
        Ok(())
    }

    /// Everybody but the agent who has it goes.
    pub(crate) fn all_leave(&mut self, id: &str, events: &mut Events) {
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let queue = interaction.facts.queue.clone();
        for agent in std::mem::take(&mut interaction.others).into_keys() {
            self.left(id, &agent, Some(&queue), events);
        }
    }

    /// An agent has gone; his wrap-up is that of the queue, if he was in the conversation at all.
    fn left(&mut self, id: &str, agent: &str, queue: Option<&String>, events: &mut Events) {
        events.push((self.now, Event::AgentLeft { interaction: id.to_owned(), agent: agent.to_owned() }));
        let direction = self.interactions.get(id).map(|contact| contact.facts.direction);
        if let Some(queue) = queue {
            self.contact_ended(agent, queue, direction.unwrap_or_default(), events);
        }
    }

    /// Another agent has the contact from now on: one who speaks with its agent already, or any who is free.
    pub(crate) fn hand_over(&mut self, id: &str, to: &str, events: &mut Events) -> Result<(), Reject> {
        let asked = "handed over";
        let from = self.interaction_mut(id, not_assigned)?.assigned()?.0.clone();
        let is_known = self.interaction_mut(id, not_assigned)?.others.contains_key(to);
        if !is_known {
            self.sync();
            self.check_is_free(to, id)?;
            self.connected_agent(id, asked)?;
            self.all_leave(id, events);
        }
        let interaction = self.interaction_mut(id, not_assigned)?;
        interaction.others.remove(to);
        // With one who is on the line already, the conversation goes on.
        interaction.place = Place::Assigned { agent: to.to_owned(), connected: is_known, held: false };
        let (queue, subject) = (interaction.facts.queue.clone(), interaction.facts.own().subject.clone());
        let direction = interaction.facts.direction;
        if let Some(agent) = self.agents.get_mut(to) {
            agent.answers(&queue);
        }
        if let Some(subject) = subject {
            self.remember_agent(&subject, to);
        }
        events.push((
            self.now,
            Event::HandedOver {
                interaction: id.to_owned(),
                from: from.clone(),
                agent: to.to_owned(),
                queue: queue.clone(),
                connected: is_known,
            },
        ));
        self.contact_ended(&from, &queue, direction, events);
        Ok(())
    }

    /// The agent of a contact whose sides are joined.
    fn connected_agent(&mut self, id: &str, asked: &'static str) -> Result<String, Reject> {
        let (agent, connected, _) = self.interaction_mut(id, not_assigned)?.assigned()?;
        if !*connected {
            return Err(Reject::WrongState { interaction: id.to_owned(), state: "not connected", asked });
        }
        Ok(agent.clone())
    }

    /// Whether an agent who is asked by name can take part in a contact.
    fn check_is_free(&self, id: &str, contact: &str) -> Result<(), Reject> {
        let agent = self.agents.get(id).ok_or_else(|| Reject::UnknownAgent { agent: id.to_owned() })?;
        let Some(interaction) = self.interactions.get(contact) else {
            return Err(not_assigned(contact.to_owned()));
        };
        let why = if interaction.is_held_by(id) {
            "he has this contact already"
        } else if agent.presence != Presence::Available {
            "he is not available"
        } else if agent.wrap_up.is_some() {
            "he is in wrap-up"
        } else if self.capacity_verdict(agent, &interaction.facts.channel).is_some() {
            "his capacity is full"
        } else {
            return Ok(());
        };
        Err(Reject::AgentNotFree { agent: id.to_owned(), why })
    }
}

impl Interaction {
    /// Whether those who take part fit where it is: only a contact whose sides are joined has others.
    pub(crate) fn has_sound_parts(&self) -> bool {
        match &self.place {
            Place::Assigned { agent, connected: true, .. } => !self.others.contains_key(agent),
            _ => self.others.is_empty(),
        }
    }
}
