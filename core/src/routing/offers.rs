//! Open offers of an interaction, and who has it.

use super::event::{Event, RevokeCause};
use super::interaction::{Interaction, Offer, Place};
use super::reject::Reject;
use crate::time::Timestamp;

impl Interaction {
    /// Ends an open offer and hands it back.
    pub(crate) fn close_offer(&mut self, agent: &str) -> Option<Offer> {
        let Place::Offered { offers } = &mut self.place else { return None };
        let offer = offers.remove(agent);
        if offers.is_empty() {
            self.place = Place::Waiting;
            self.offering_since = None;
        }
        offer
    }

    /// Takes back every open offer, in the order of the agents' ids.
    pub(crate) fn revoke_all(
        &mut self,
        cause: RevokeCause,
        now: Timestamp,
        events: &mut Vec<(Timestamp, Event)>,
    ) {
        if self.offers() == 0 {
            return;
        }
        let Place::Offered { offers } = &mut self.place else { return };
        for (agent, Offer { generation, .. }) in std::mem::take(offers) {
            let interaction = self.facts.interaction.to_string();
            events.push((now, Event::OfferRevoked { interaction, agent, generation, cause }));
        }
        self.place = Place::Waiting;
        self.offering_since = None;
    }

    pub(crate) fn open_offer(&self, agent: &str, generation: Option<u64>) -> Result<u64, Reject> {
        let open = match &self.place {
            Place::Offered { offers } => offers.get(agent).map(|offer| offer.generation),
            _ => None,
        };
        open.filter(|open| generation.is_none_or(|given| given == *open))
            .ok_or_else(|| offer_gone(self.facts.interaction.to_string(), agent))
    }

    pub(crate) fn assigned(&mut self) -> Result<(&mut String, &mut bool, &mut bool), Reject> {
        let id = self.is_queued().then(|| self.facts.interaction.to_string());
        match (id, &mut self.place) {
            (None, Place::Assigned { agent, connected, held }) => Ok((agent, connected, held)),
            (id, _) => Err(not_assigned(id.unwrap_or_default())),
        }
    }
}

pub(crate) fn not_assigned(interaction: String) -> Reject {
    Reject::NotAssigned { interaction }
}

pub(crate) fn offer_gone(interaction: String, agent: &str) -> Reject {
    Reject::OfferGone { interaction, agent: agent.to_owned() }
}
