//! Agents who take part in a contact that another has, and hand-over.

use super::commands::Refusal;
use super::eligibility::channel_is_full;
use super::world::{Holder, World};
use krarup::routing::{Event, Part, Presence};

impl World {
    pub(crate) fn consult(&mut self, id: &str, agent: &str) -> Result<(), Refusal> {
        let (_, by) = self.joined(id)?;
        let number = self.free_agent(id, agent)?;
        self.item(id).others.insert(number, Part::Consulted);
        let (interaction, agent) = (id.to_owned(), agent.to_owned());
        self.emit(Event::ConsultStarted { interaction, agent, by });
        Ok(())
    }

    pub(crate) fn conference(&mut self, id: &str, agent: &str) -> Result<(), Refusal> {
        self.joined(id)?;
        let number = self.agent_number(agent).ok_or("wrong_state")?;
        if self.items[id].others.get(&number) != Some(&Part::Consulted) {
            return Err("wrong_state");
        }
        self.item(id).others.insert(number, Part::InConference);
        let (interaction, agent) = (id.to_owned(), agent.to_owned());
        self.emit(Event::ConferenceStarted { interaction, agent });
        Ok(())
    }

    pub(crate) fn leave(&mut self, id: &str, agent: &str, unanswered: bool) -> Result<(), Refusal> {
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "not_assigned"))?;
        let number = self.agent_number(agent).ok_or("not_assigned")?;
        let part = item.others.get(&number).ok_or("not_assigned")?;
        let rule = if *part == Part::Consulted { "consulted_leaves" } else { "conference_leaves" };
        self.tally.count("part", rule);
        if unanswered {
            // Neither wrap-up nor his place among the idle.
            self.tally.count("part", "unanswered_leaves");
            self.goes(id, number);
        } else {
            self.leaves(id, number);
        }
        Ok(())
    }

    fn goes(&mut self, id: &str, number: usize) {
        self.item(id).others.remove(&number);
        let (interaction, agent) = (id.to_owned(), self.agent_id(number));
        self.emit(Event::AgentLeft { interaction, agent });
    }

    /// His part ends as a contact of his own would.
    fn leaves(&mut self, id: &str, number: usize) {
        self.goes(id, number);
        self.end_contact(number, self.items[id].queue, self.items[id].facts.direction);
    }

    /// Everybody leaves but the agent who has it, in the order of ids.
    pub(crate) fn all_leave(&mut self, id: &str) {
        let others: Vec<usize> = self.items[id].others.keys().copied().collect();
        for number in others {
            self.tally.count("part", "all_leave");
            self.leaves(id, number);
        }
    }

    pub(crate) fn hand_over(&mut self, id: &str, to: &str) -> Result<(), Refusal> {
        let (holder, from) = self.held(id, None, |_| true)?;
        let part = self.agent_number(to).filter(|number| self.items[id].others.contains_key(number));
        let connected = part.is_some();
        let number = match part {
            Some(number) => number,
            None => {
                // OPEN: whether he is free is looked at before the conversation.
                let number = self.free_agent(id, to)?;
                self.joined(id)?;
                // The conversation is over for whoever took part in it.
                self.all_leave(id);
                number
            }
        };
        let others_stay = connected && self.items[id].others.len() > 1;
        let item = self.item(id);
        item.others.remove(&number);
        item.holder = Some(Holder { agent: number, is_connected: connected, is_held: false });
        let (queue, name) = (item.queue, item.facts.queue.clone());
        self.tally.count("part", if connected { "handed_over_warm" } else { "handed_over_cold" });
        if others_stay {
            self.tally.count("part", "handed_over_and_others_stay");
        }
        self.agents[number].answer(&name);
        let subject = self.items[id].facts.subject.clone();
        self.remember_agent(subject.as_deref(), number);
        let (interaction, agent) = (id.to_owned(), to.to_owned());
        self.emit(Event::HandedOver { interaction, agent, from, queue: name, connected });
        self.end_contact(holder.agent, queue, self.items[id].facts.direction);
        Ok(())
    }

    /// Who has it, if both sides are joined.
    fn joined(&self, id: &str) -> Result<(Holder, String), Refusal> {
        self.held(id, None, |holder| holder.is_connected)
    }

    /// An agent asked by name, if he can take part now, whatever his queues, skills and channels.
    fn free_agent(&mut self, id: &str, agent: &str) -> Result<usize, Refusal> {
        let number = self.agent_number(agent).ok_or("unknown_agent")?;
        let item = &self.items[id];
        let known = &self.agents[number];
        let rules = [
            (item.is_with(number), "has_it_already"),
            (known.presence != Presence::Available, "not_available"),
            (known.wrap_up.is_some(), "in_wrap_up"),
            (!self.fits(item, number) || channel_is_full(self, item, number), "no_capacity"),
        ];
        let why = rules.into_iter().find(|(keeps, _)| *keeps);
        match why {
            Some((_, why)) => {
                self.tally.count("part", why);
                Err("agent_not_free")
            }
            None => Ok(number),
        }
    }
}
