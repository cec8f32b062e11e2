//! What an interaction no longer demands as it waits: skills that rings drop, steps that end.

use super::engine::Look;
use super::event::Event;
use super::interaction::{Interaction, StepProgress};
use super::state::State;
use crate::time::Timestamp;

impl State {
    /// Brings rings and steps of everything that is queued up to now; comes before any match.
    pub(crate) fn relax_all(&mut self, events: &mut Vec<(Timestamp, Event)>) {
        for id in self.take_listed(Look::Relax) {
            if !self.interactions.get(&id).is_some_and(|interaction| self.may_relax(interaction)) {
                continue;
            }
            self.drop_skills(&id);
            let before = self.interactions.get(&id).map(|interaction| interaction.step().index);
            while let Some(next) = self.synced().step_after(&id) {
                if let Some(interaction) = self.interactions.get_mut(&id) {
                    interaction.step = Some(next);
                }
            }
            let after = self.interactions.get(&id).map(|interaction| interaction.step().index);
            // Steps that are left out never began: only the one it has come to is told.
            if let Some(step) = after.filter(|_| after != before) {
                events.push((self.now, Event::StepEntered { interaction: id, step }));
            }
        }
    }

    fn may_relax(&self, interaction: &Interaction) -> bool {
        let queue = self.queues.get(&interaction.facts.queue);
        let has_rings = queue.is_some_and(|queue| !queue.rings.is_empty());
        interaction.is_queued() && (!interaction.facts.steps.is_empty() || has_rings)
    }

    fn drop_skills(&mut self, id: &str) {
        let Some(interaction) = self.interactions.get(id) else { return };
        let since = interaction.since_enqueue(self.now);
        let drops = self.admissions.drops(&interaction.facts.queue).iter();
        let due = drops.filter(|(from, skill)| *from <= since && !interaction.dropped_skills.contains(skill));
        let due: Vec<String> = due.map(|(_, skill)| skill.clone()).collect();
        if due.is_empty() {
            return;
        }
        if let Some(interaction) = self.interactions.get_mut(id) {
            interaction.dropped_skills.extend(due);
        }
    }

    fn step_after(&self, id: &str) -> Option<StepProgress> {
        self.next_step(self.interactions.get(id)?)
    }

    /// Where the list of steps goes on from, or that somebody is free for the step; `None` = as it is.
    pub(crate) fn next_step(&self, interaction: &Interaction) -> Option<StepProgress> {
        let now = interaction.step();
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
