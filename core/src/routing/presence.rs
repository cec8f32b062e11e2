//! Who is there: an agent comes, pauses and goes.

use super::agent::Presence;
use super::event::{Event, RevokeCause};
use super::interaction::Offer;
use super::state::State;
use crate::time::{Span, Timestamp};

type Events = Vec<(Timestamp, Event)>;

impl State {
    pub(crate) fn set_presence(
        &mut self,
        id: &str,
        presence: Presence,
        reason: Option<String>,
        events: &mut Events,
    ) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(id) else { return };
        if agent.presence == presence {
            if agent.reason != reason {
                agent.reason.clone_from(&reason);
                events.push((now, Event::ReasonChanged { agent: id.to_owned(), reason }));
            }
            return;
        }
        if agent.presence == Presence::Offline {
            (agent.busy, agent.free) = (Span::ZERO, Span::ZERO);
        }
        agent.presence = presence;
        // Nobody is there to end it: he would come back to a wrap-up that never ends.
        let ends_never = agent.wrap_up.is_some_and(|wrap_up| wrap_up.until.is_none());
        let ends = presence == Presence::Offline && ends_never;
        if ends {
            agent.wrap_up = None;
        }
        agent.reason.clone_from(&reason);
        if presence == Presence::Available {
            agent.available_since = now;
            agent.misses = 0;
        }
        events.push((now, Event::AgentStateChanged { agent: id.to_owned(), presence, reason }));
        if ends {
            events.push((now, Event::WrapUpEnded { agent: id.to_owned() }));
        }
        for interaction_id in self.concerned_by(id) {
            let Some(interaction) = self.interactions.get_mut(&interaction_id) else { continue };
            if presence == Presence::Available {
                interaction.declined_by.remove(id);
            } else if let Some(Offer { generation, .. }) = interaction.close_offer(id) {
                let (interaction, agent, cause) = (interaction_id, id.to_owned(), RevokeCause::Presence);
                events.push((now, Event::OfferRevoked { interaction, agent, generation, cause }));
            }
        }
        self.forget_starts_where_nobody_is_ready();
    }
}
