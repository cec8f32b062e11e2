use super::config::OnDecline;
use super::event::{Event, Why};
use super::explain::Verdict;
use super::state::{Interaction, Place, State};
use crate::time::Timestamp;

impl State {
    /// Offers the best pair until no idle agent can take anything that waits.
    pub(crate) fn match_all(&mut self, events: &mut Vec<(Timestamp, Event)>) {
        self.forget_declines();
        while let Some(id) = self.best_interaction() {
            self.offer(&id, events);
            self.forget_declines();
        }
    }

    /// When everybody who could take an interaction has declined it, all are asked again.
    fn forget_declines(&mut self) {
        let stranded: Vec<String> = self
            .interactions
            .iter()
            .filter(|(_, interaction)| {
                let policy = self.queues.get(&interaction.facts.queue).map(|queue| queue.on_decline);
                if interaction.place != Place::Waiting
                    || interaction.declined_by.is_empty()
                    || policy != Some(OnDecline::ExcludeUntilAll)
                {
                    return false;
                }
                let verdicts = || self.agents.values().map(|agent| self.verdict(agent, interaction));
                // `Declined` is the last rule, so whoever meets it would be eligible without it.
                !verdicts().any(|verdict| matches!(verdict, Verdict::Eligible { .. }))
                    && verdicts().any(|verdict| verdict == Verdict::Declined)
            })
            .map(|(id, _)| id.clone())
            .collect();
        for id in stranded {
            if let Some(interaction) = self.interactions.get_mut(&id) {
                interaction.declined_by.clear();
            }
        }
    }

    /// The waiting interaction of the least (rank, −priority, enqueue time, order) that somebody can take.
    fn best_interaction(&self) -> Option<String> {
        self.interactions
            .values()
            .filter(|interaction| interaction.place == Place::Waiting)
            .filter_map(|interaction| {
                let rank = self
                    .candidates(interaction)
                    .filter_map(|(_, agent)| {
                        self.agents.get(agent)?.config.queues.get(&interaction.facts.queue)
                    })
                    .map(|membership| membership.rank)
                    .min()?;
                let key = (
                    rank,
                    std::cmp::Reverse(interaction.facts.priority),
                    interaction.enqueued_at,
                    interaction.order,
                );
                Some((key, &interaction.facts.interaction))
            })
            .min()
            .map(|(_, id)| id.clone())
    }

    /// Eligible agents as (idle since, id).
    fn candidates<'a>(&'a self, interaction: &'a Interaction) -> impl Iterator<Item = (Timestamp, &'a str)> {
        self.agents.iter().filter_map(|(id, agent)| match self.verdict(agent, interaction) {
            Verdict::Eligible { idle_since } => Some((idle_since, id.as_str())),
            _ => None,
        })
    }

    fn offer(&mut self, id: &str, events: &mut Vec<(Timestamp, Event)>) {
        let now = self.now;
        let Some(interaction) = self.interactions.get(id) else { return };
        let Some(queue) = self.queues.get(&interaction.facts.queue) else { return };
        let mut candidates: Vec<(Timestamp, &str)> = self.candidates(interaction).collect();
        candidates.sort_unstable();
        let Some(&(idle_since, agent)) = candidates.first() else { return };
        let why = Why {
            idle_since,
            candidates: candidates.len(),
            runner_up: candidates.get(1).map(|(_, agent)| (*agent).to_owned()),
        };
        let (agent, generation) = (agent.to_owned(), self.next_generation);
        let expires_at = queue.offer_timeout.filter(|_| !queue.auto_accept).map(|timeout| now + timeout);
        let (auto_accept, queue) = (queue.auto_accept, queue.id.clone());
        let interaction = id.to_owned();
        events.push((
            now,
            Event::OfferMade {
                interaction: interaction.clone(),
                agent: agent.clone(),
                generation,
                expires_at,
                why,
            },
        ));
        self.next_generation += 1;
        let place = if auto_accept {
            events.push((now, Event::Assigned { interaction, agent: agent.clone(), queue }));
            Place::Assigned { agent, connected: false, held: false }
        } else {
            Place::Offered { agent, generation, expires_at }
        };
        if let Some(interaction) = self.interactions.get_mut(id) {
            interaction.place = place;
        }
    }
}
