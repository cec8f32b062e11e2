//! What is known of an interaction changes while it waits or is with an agent.

use super::event::Event;
use super::interaction::StepProgress;
use super::new_interaction::NewInteraction;
use super::preference::Preference;
use super::reject::Reject;
use super::requirement::{Requirement, RoutingStep};
use super::state::State;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// As many agents who come nearest are told of what nobody can take.
pub(crate) const NEAREST: usize = 3;

/// What is different of an interaction from now on; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InteractionUpdate {
    /// The interaction.
    pub interaction: String,
    /// Conditions on the agent, in the place of those it had; what expires counts from its enqueue time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirements: Option<Vec<Requirement>>,
    /// Steps in the place of those it had; the first begins now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<RoutingStep>>,
    /// Agents it should go to; their holds count from its enqueue time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<Vec<Preference>>,
    /// Words that describe it, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// Numbers for the queues' `score`, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, i64>>,
    /// When it is due.
    #[serde(default, rename = "due_at_us", skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

impl State {
    /// Changes what is known of an interaction; what waits is looked at again at once.
    pub(crate) fn update(
        &mut self,
        update: &InteractionUpdate,
        events: &mut Vec<(Timestamp, Event)>,
    ) -> Result<(), Reject> {
        let (id, now) = (&update.interaction, self.now);
        let unknown = |interaction| Reject::UnknownInteraction { interaction };
        let known = NewInteraction::from(self.interaction_mut(id, unknown)?.facts.clone());
        let facts = NewInteraction {
            requirements: update.requirements.clone().unwrap_or(known.requirements),
            steps: update.steps.clone().unwrap_or(known.steps),
            preferred: update.preferred.clone().unwrap_or(known.preferred),
            labels: update.labels.clone().unwrap_or(known.labels),
            attributes: update.attributes.clone().unwrap_or(known.attributes),
            due_at: update.due_at.or(known.due_at),
            ..known
        };
        facts.check(&self.config)?;
        let interaction = self.interaction_mut(id, unknown)?;
        interaction.facts = facts.into();
        if update.steps.is_some() {
            interaction.step = Some(StepProgress::begin(now));
        }
        events.push((now, Event::InteractionUpdated { interaction: id.clone() }));
        self.tell_if_it_cannot_be_met(id, events);
        Ok(())
    }

    /// Tells when no member of its queue, as they are now, could ever take what waits.
    pub(crate) fn tell_if_it_cannot_be_met(&mut self, id: &str, events: &mut Vec<(Timestamp, Event)>) {
        let Some(interaction) = self.interactions.get(id).filter(|one| one.is_queued()) else { return };
        let facts = interaction.facts.clone();
        self.learn_prospects(&facts);
        let Some(interaction) = self.interactions.get(id) else { return };
        if let Some(nearest) = self.unmet(&interaction.facts, NEAREST) {
            let (interaction, queue) = (id.to_owned(), interaction.facts.queue.clone());
            events.push((self.now, Event::CannotBeMet { interaction, queue, nearest }));
        }
    }
}
