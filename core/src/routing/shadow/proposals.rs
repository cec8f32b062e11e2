use super::Events;
use crate::routing::event::{Event, Why};
use crate::routing::state::State;
use std::collections::BTreeMap;

/// An offer that krarup would make.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub(super) interaction: String,
    pub(super) agent: String,
    pub(super) why: Why,
    queue: String,
    /// Where round robin stood before it.
    cursor: Option<String>,
}

/// The offers that krarup would make at an instant, in its order; they stand in the state until they are withdrawn.
#[derive(Debug)]
pub(super) struct Proposals(Vec<Proposal>);

impl Proposals {
    /// The offers among events; before them nothing was offered and round robin stood at `cursors`.
    pub(super) fn read(events: &Events, state: &State, cursors: &BTreeMap<String, String>) -> Self {
        let mut moved: BTreeMap<String, String> = BTreeMap::new();
        let offers = events.iter().filter_map(|(_, event)| match event {
            Event::OfferMade { interaction, agent, why: Some(why), .. } => Some((interaction, agent, why)),
            _ => None,
        });
        let proposals = offers.map(|(interaction, agent, why)| {
            let queue = queue_of(state, interaction);
            let before = moved.insert(queue.clone(), agent.clone());
            let cursor = before.or_else(|| cursors.get(&queue).cloned());
            Proposal {
                interaction: interaction.clone(),
                agent: agent.clone(),
                why: why.clone(),
                queue,
                cursor,
            }
        });
        Self(proposals.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Proposal> {
        self.0.iter()
    }

    /// Takes back the offers from a place on: the state is as it was just before them.
    pub(super) fn withdraw_from(&mut self, place: usize, state: &mut State) {
        for Proposal { interaction, agent, queue, cursor, .. } in self.0.drain(place..).rev() {
            close(state, &interaction, &agent);
            match cursor {
                Some(cursor) => state.last_offered.insert(queue, cursor),
                None => state.last_offered.remove(&queue),
            };
        }
    }

    /// Takes back what is offered to one agent, so that his capacity is as it really is.
    pub(super) fn release(&self, agent: &str, state: &mut State) {
        let his = self.0.iter().filter(|proposal| proposal.agent == agent);
        his.for_each(|proposal| close(state, &proposal.interaction, agent));
    }
}

fn close(state: &mut State, interaction: &str, agent: &str) {
    if let Some(interaction) = state.interactions.get_mut(interaction) {
        interaction.close_offer(agent);
    }
}

/// The queue an interaction is in.
pub(super) fn queue_of(state: &State, interaction: &str) -> String {
    state.interactions.get(interaction).map_or(String::new(), |known| known.facts.queue.clone())
}
