//! What is known of an interaction changes.

use super::commands::Refusal;
use super::world::World;
use krarup::routing::{Event, InteractionUpdate};

impl World {
    pub(crate) fn update(&mut self, update: &InteractionUpdate) -> Result<(), Refusal> {
        let id = &update.interaction;
        let item = self.items.get(id).ok_or_else(|| self.missing(id, "unknown_interaction"))?;
        let is_queued = item.is_queued();
        let mut facts = item.facts.clone();
        let mut given = Vec::new();
        if let Some(requirements) = update.requirements.clone() {
            given.push("requirements");
            facts.requirements = requirements;
        }
        if let Some(steps) = update.steps.clone() {
            given.push("steps");
            facts.steps = steps;
        }
        if let Some(preferred) = update.preferred.clone() {
            given.push("preferred");
            facts.preferred = preferred;
        }
        if let Some(labels) = update.labels.clone() {
            given.push("labels");
            facts.labels = labels;
        }
        if let Some(attributes) = update.attributes.clone() {
            given.push("attributes");
            facts.attributes = attributes;
        }
        if update.due_at.is_some() {
            given.push("due_at");
            facts.due_at = update.due_at;
        }
        // OPEN: all that is known of it then, as if it came so.
        self.check(&facts)?;
        given.push(if is_queued { "queued" } else { "with_agent" });
        given.into_iter().for_each(|what| self.tally.count("update", what));
        let now = self.now;
        let item = self.item(id);
        item.facts = facts.clone();
        if update.steps.is_some() {
            (item.step, item.step_entered_at, item.has_entered_step) = (0, now, false);
        }
        self.emit(Event::InteractionUpdated { interaction: id.clone() });
        if is_queued {
            self.tell_if_nobody_could(&facts);
        }
        Ok(())
    }
}
