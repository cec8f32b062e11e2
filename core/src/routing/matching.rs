use super::engine::Claims;
use super::event::{Event, RevokeCause, RunnerUp, Why};
use super::explain::Verdict;
use super::interaction::{Interaction, Offer, Place};
use super::order::Standing;
use super::queue::{OnDecline, QueueConfig};
use super::selection::{KeyPart, first_difference};
use super::state::{Agent, State};
use crate::time::{Span, Timestamp};

/// The best of the agents who compete for an interaction, with their keys.
#[derive(Debug, Default)]
pub(crate) struct Contest<'a> {
    pub(crate) best: Option<(Vec<KeyPart>, &'a Agent)>,
    pub(crate) runner_up: Option<(Vec<KeyPart>, &'a Agent)>,
    pub(crate) count: usize,
}

impl<'a> Contest<'a> {
    pub(crate) fn enter(&mut self, key: Vec<KeyPart>, agent: &'a Agent) {
        self.count += 1;
        let beats = |other: &Option<(Vec<KeyPart>, &Agent)>| {
            other.as_ref().is_none_or(|(other_key, other)| {
                let by_key = first_difference(&key, other_key).map(|(_, order)| order);
                by_key.unwrap_or_else(|| agent.config.id.cmp(&other.config.id)).is_lt()
            })
        };
        if beats(&self.best) {
            self.runner_up = self.best.replace((key, agent));
        } else if beats(&self.runner_up) {
            self.runner_up = Some((key, agent));
        }
    }
}

type Events = Vec<(Timestamp, Event)>;

impl State {
    /// Offers the best pair until no agent can take anything that waits.
    pub(crate) fn match_all(&mut self, events: &mut Events) {
        self.relax_all(events);
        let mut claims = Claims::default();
        loop {
            self.forget_declines();
            self.testify(events.len());
            let Some(id) = self.next_to_offer(&mut claims) else { break };
            self.offer(&id, events);
        }
        self.foretell();
    }

    /// When everybody who could take an interaction has declined it, all are asked again.
    fn forget_declines(&mut self) {
        let ids = self.declined_ones();
        let stranded =
            ids.into_iter().filter(|id| self.interactions.get(id).is_some_and(|one| self.is_stranded(one)));
        for id in stranded.collect::<Vec<_>>() {
            if let Some(interaction) = self.interactions.get_mut(&id) {
                interaction.declined_by.clear();
            }
        }
    }

    /// Nobody is eligible, a reserve may keep who is left; somebody would be if nobody had declined.
    fn is_stranded(&self, interaction: &Interaction) -> bool {
        let policy = self.queues.get(&interaction.facts.queue).map(|queue| queue.on_decline);
        if interaction.place != Place::Waiting
            || interaction.declined_by.is_empty()
            || policy != Some(OnDecline::ExcludeUntilAll)
        {
            return false;
        }
        let kept = self.kept(interaction) as usize;
        let (able, declined) = self.able_and_declined(interaction);
        able <= kept && able + declined > kept
    }

    /// How many agents could take an interaction, and how many more could if they had not declined it.
    fn able_and_declined(&self, interaction: &Interaction) -> (usize, usize) {
        if let Some(counts) = self.able_and_declined_by_index(interaction) {
            return counts;
        }
        let members = self.members(&interaction.facts.queue).iter().filter_map(|id| self.agents.get(id));
        let verdicts = members.map(|agent| self.exclusion(agent, interaction));
        verdicts.fold((0, 0), |(able, declined), verdict| match verdict {
            None => (able + 1, declined),
            Some(Verdict::Declined) => (able, declined + 1),
            Some(_) => (able, declined),
        })
    }

    fn next_to_offer(&mut self, claims: &mut Claims) -> Option<String> {
        if !self.engine.is_indexed() {
            return self.best_interaction();
        }
        let best = self.best_claim(claims)?;
        self.interactions.at(best).map(|interaction| interaction.facts.interaction.to_string())
    }

    /// The interaction of the least (rank, standing) that somebody can take and may be asked for.
    fn best_interaction(&self) -> Option<String> {
        let may_be_offered = |interaction: &&Interaction| {
            let queue = self.queues.get(&interaction.facts.queue);
            let asks_for_more = |queue: &QueueConfig| {
                queue.push && interaction.offers() < self.offers_allowed(interaction, queue)
            };
            matches!(interaction.place, Place::Waiting | Place::Offered { .. })
                && queue.is_some_and(asks_for_more)
                && queue.is_none_or(|queue| !interaction.is_to_dial(queue) || self.may_dial(interaction))
        };
        self.interactions
            .values()
            .filter(may_be_offered)
            .filter_map(|interaction| {
                let rank = self
                    .eligible(interaction)
                    .filter_map(|agent| agent.config.queues.get(&interaction.facts.queue))
                    .map(|membership| membership.rank)
                    .min()?;
                Some(((rank, self.standing(interaction)), interaction))
            })
            .min_by(|(one, _), (other, _)| one.cmp(other))
            .map(|(_, interaction)| interaction.facts.interaction.to_string())
    }

    /// The waiting interaction that an agent who pulls gets: the first in his order that he may take.
    pub(crate) fn best_for(&self, agent: &str) -> Option<String> {
        if self.engine.is_indexed() {
            let best = self.interactions.at(self.best_to_pull(agent)?)?;
            return Some(best.facts.interaction.to_string());
        }
        let agent = self.agents.get(agent)?;
        let key = |interaction: &Interaction| -> Option<(i32, Standing)> {
            let membership = agent.config.queues.get(&interaction.facts.queue)?;
            Some((membership.rank, self.standing(interaction)))
        };
        self.interactions
            .values()
            .filter(|interaction| interaction.place == Place::Waiting)
            .filter(|interaction| self.exclusion(agent, interaction).is_none())
            .filter(|interaction| self.reserved(interaction).is_none())
            .filter_map(|interaction| Some((key(interaction)?, interaction)))
            .min_by(|(one, _), (other, _)| one.cmp(other))
            .map(|(_, interaction)| interaction.facts.interaction.to_string())
    }

    /// How many agents may be asked at a time: all that the queue says, or one more each time it says.
    pub(crate) fn offers_allowed(&self, interaction: &Interaction, queue: &QueueConfig) -> usize {
        let most = queue.max_offers.max(1) as usize;
        let Some(every) = queue.offer_more_after else { return most };
        let since = interaction.offering_since.map_or(Span::ZERO, |since| self.now - since);
        let more = since.as_micros() / every.as_micros().max(1);
        most.min(1 + usize::try_from(more).unwrap_or(0))
    }

    fn offer(&mut self, id: &str, events: &mut Events) {
        let now = self.now;
        let Some(interaction) = self.interactions.get(id) else { return };
        let Some(queue) = self.queues.get(&interaction.facts.queue) else { return };
        if interaction.is_to_dial(queue) {
            return self.dial(id, events);
        }
        let Contest { best: Some((key, agent)), runner_up, count } = self.contest(interaction) else {
            return;
        };
        let runner_up = runner_up.map(|(other, runner_up)| RunnerUp {
            agent: runner_up.config.id.clone(),
            by: first_difference(&key, &other).map(|(by, _)| by),
        });
        let why = Why {
            key,
            idle_basis: self.idle_basis(&queue.id),
            candidates: Some(count),
            runner_up,
            configured_at_seq: self.configured_at,
            plans: self.active_plans().into_iter().collect(),
        };
        let agent = agent.config.id.clone();
        let generation = self.next_generation;
        let expires_at = queue.offer_timeout.filter(|_| !queue.auto_accept).map(|timeout| now + timeout);
        let (auto_accept, queue) = (queue.auto_accept, queue.id.clone());
        self.next_generation += 1;
        self.last_offered.insert(queue.clone(), agent.clone());
        events.push((
            now,
            Event::OfferMade {
                interaction: id.to_owned(),
                agent: agent.clone(),
                generation,
                expires_at,
                why: Some(why),
            },
        ));
        if auto_accept {
            // Offers from before a configuration that said auto_accept may still be open.
            if let Some(interaction) = self.interactions.get_mut(id) {
                interaction.revoke_all(RevokeCause::Lost, now, events);
            }
            self.assign(id, &agent, events);
        } else if let Some(interaction) = self.interactions.get_mut(id) {
            let offer = Offer { generation, expires_at };
            interaction.offering_since.get_or_insert(now);
            match &mut interaction.place {
                Place::Offered { offers } => {
                    offers.insert(agent, offer);
                }
                place => *place = Place::Offered { offers: [(agent, offer)].into() },
            }
        }
    }
}
