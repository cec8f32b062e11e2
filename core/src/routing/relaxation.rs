//! What an interaction no longer demands as it waits: skills that rings drop, steps that end.

use super::event::Event;
use super::state::{Interaction, State, StepProgress};
use crate::time::Timestamp;

impl State {
    /// Brings rings and steps of everything that is queued up to now; comes before any match.
    pub(crate) fn relax_all(&mut self, events: &mut Vec<(Timestamp, Event)>) {
        let demanding = |interaction: &&Interaction| {
            let rings = |queue: &str| self.queues.get(queue).map_or(&[][..], |queue| &queue.rings);
            interaction.is_queued()
                && (!interaction.facts.steps.is_empty() || !rings(&interaction.facts.queue).is_empty())
        };
        let ids: Vec<String> =
            self.interactions.values().filter(demanding).map(|one| one.facts.interaction.clone()).collect();
        for id in ids {
            self.drop_skills(&id);
            let before = self.interactions.get(&id).map(|interaction| interaction.step.index);
            while let Some(next) = self.interactions.get(&id).and_then(|one| self.next_step(one)) {
                if let Some(interaction) = self.interactions.get_mut(&id) {
                    interaction.step = next;
                }
            }
            let after = self.interactions.get(&id).map(|interaction| interaction.step.index);
            // Steps that are left out never began: only the one it has come to is told.
            if let Some(step) = after.filter(|_| after != before) {
                events.push((self.now, Event::StepEntered { interaction: id, step }));
            }
        }
    }

    fn drop_skills(&mut self, id: &str) {
        let Some(interaction) = self.interactions.get_mut(id) else { return };
        let since = interaction.since_enqueue(self.now);
        let drops = self.admissions.drops(&interaction.facts.queue).iter();
        interaction
            .dropped_skills
            .extend(drops.filter(|(from, _)| *from <= since).map(|(_, skill)| skill.clone()));
    }

    /// Where the list of steps goes on from, or that somebody is free for the step; `None` = as it is.
    pub(crate) fn next_step(&self, interaction: &Interaction) -> Option<StepProgress> {
        let now = interaction.step;
        let step = interaction.facts.steps.get(now.index)?;
        let next = |entered_at| Some(StepProgress { index: now.index + 1, entered_at, is_judged: false });
        if !step.is_considered {
            return next(now.entered_at);
        }
        if !now.is_judged {
            let is_skipped = step.skip_if_none_available && self.eligible(interaction).next().is_none();
            return if is_skipped {
                next(now.entered_at)
            } else {
                Some(StepProgress { is_judged: true, ..now })
            };
        }
        if let Some(end) =
            step.duration.map(|duration| now.entered_at + duration).filter(|end| *end <= self.now)
        {
            return next(end);
        }
        if step.skip_if_none_available {
            let mut admitted = self
                .members(&interaction.facts.queue)
                .iter()
                .filter_map(|id| self.agents.get(id))
                .filter(|agent| step.expression.holds(&agent.config.id, &agent.config.skills));
            if admitted.all(|agent| interaction.declined_by.contains(&agent.config.id)) {
                return next(self.now);
            }
        }
        None
    }
}
