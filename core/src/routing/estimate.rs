//! How long an interaction may have to wait still, by three estimators that keep score of their own errors.

use super::agent::Presence;
use super::engine::Look;
use super::interaction::{Interaction, Place};
use super::new_interaction::NewInteraction;
use super::reject::Reject;
use super::state::{Agent, State};
use super::wait_history::{Estimator, Foretold, WaitHistory};
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// Place and expected wait of an interaction, as things are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The queue.
    pub queue: String,
    /// Place in order of service among what waits or is offered in the queue, 1 = next.
    pub position: usize,
    /// How long it has been in this queue.
    #[serde(rename = "waited_us")]
    pub waited: Span,
    /// An agent is asked or free for it: every estimate is 0.
    pub is_agent_free: bool,
    /// Every estimator, in the order of [`Estimator::ALL`].
    pub estimators: Vec<WaitEstimate>,
    /// Of those that have an answer, the one of the least mean absolute error in this queue so far; those never scored
    /// come last, and equals in the order above. `None` = none has an answer.
    pub best: Option<Estimator>,
    /// Waits of this queue that were foretold but ended without an agent: abandoned, moved or removed. They are not
    /// scored, as nobody knows how long they would have been.
    pub censored: u64,
}

/// What one estimator says, and how far it was out in this queue so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitEstimate {
    /// Which.
    pub estimator: Estimator,
    /// Wait still to come; `None` = unknown, never 0 unless an agent is asked or free.
    #[serde(rename = "wait_us")]
    pub wait: Option<Span>,
    /// Why it is unknown.
    pub unknown: Option<Unknown>,
    /// Waits it foretold that have ended with an agent.
    pub scored: u64,
    /// Mean of foretold less actual wait, so that a positive one is too long; `None` = nothing scored yet.
    #[serde(rename = "mean_error_us")]
    pub mean_error: Option<Span>,
    /// Mean of its absolute value.
    #[serde(rename = "mean_absolute_error_us")]
    pub mean_absolute_error: Option<Span>,
    /// Root of the mean of its square.
    #[serde(rename = "root_mean_square_error_us")]
    pub root_mean_square_error: Option<Span>,
}

/// Why a wait is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// No member could ever take it.
    CannotBeMet,
    /// Of those who could, all are logged out.
    NobodyLoggedIn,
    /// Of those who could, all who are logged in are paused.
    NobodyAvailable,
    /// The queue has not handled anything yet, or nobody had to wait so far.
    NothingHandled,
    /// Nobody waits before it.
    NobodyAhead,
    /// It has waited for as long as this estimator would have foretold.
    Overdue,
}

/// What the estimators say.
pub(crate) struct Foresight {
    position: usize,
    is_agent_free: bool,
    waits: [Result<Span, Unknown>; 3],
}

impl Foresight {
    /// Of those that have an answer, the best so far, and its answer.
    pub(crate) fn best(&self, history: &WaitHistory) -> Option<(Estimator, Span)> {
        let answers = Estimator::ALL.into_iter().zip(history.scores()).zip(&self.waits);
        let answers = answers.filter_map(|((one, score), wait)| Some((one, score, (*wait).ok()?)));
        let best = answers.min_by(|(_, one, _), (_, other, _)| one.compare(other));
        best.map(|(estimator, _, wait)| (estimator, wait))
    }

    fn foretold(&self) -> Foretold {
        if self.is_agent_free {
            return Foretold::default();
        }
        Foretold::new(true, self.waits.map(Result::ok))
    }
}

/// What comes before an interaction in the order of service of its queue.
struct Ahead<'a> {
    count: usize,
    /// Those of them for whom an agent is asked, or whose customer is being rung.
    asked: usize,
    first: Option<&'a Interaction>,
}

impl State {
    pub(crate) fn estimate(&self, interaction: &Interaction) -> Estimate {
        let foresight = self.foresee(interaction);
        let nothing = WaitHistory::default();
        let history = self.histories.get(&interaction.facts.queue).unwrap_or(&nothing);
        let each = Estimator::ALL.into_iter().zip(history.scores()).zip(&foresight.waits);
        let estimators = each.map(|((estimator, score), wait)| {
            let errors = score.errors();
            WaitEstimate {
                estimator,
                wait: wait.ok(),
                unknown: wait.err(),
                scored: score.count(),
                mean_error: errors.map(|[mean, ..]| mean),
                mean_absolute_error: errors.map(|[_, absolute, _]| absolute),
                root_mean_square_error: errors.map(|[.., root]| root),
            }
        });
        Estimate {
            queue: interaction.facts.queue.clone(),
            position: foresight.position,
            waited: self.now - interaction.queue_entered_at(),
            is_agent_free: foresight.is_agent_free,
            estimators: estimators.collect(),
            best: foresight.best(history).map(|(best, _)| best),
            censored: history.censored(),
        }
    }

    /// As [`State::estimate`], for an interaction that would come now.
    pub(crate) fn estimate_for(&self, new: &NewInteraction) -> Result<Estimate, Reject> {
        if !self.queues.contains_key(&new.queue) {
            return Err(Reject::UnknownQueue { queue: new.queue.clone() });
        }
        new.check(&self.config)?;
        let mut interaction = Interaction::new(new.clone(), self.now, self.next_order);
        interaction.sticky = self.sticky_preference(&new.queue, new.subject.as_deref());
        if let Some(before) = self.place_to_regain(new) {
            interaction.age_adjustment = interaction.age_adjustment + (self.now - before.since);
        }
        while let Some(next) = self.next_step(&interaction) {
            interaction.step = Some(next);
        }
        Ok(self.estimate(&interaction))
    }

    /// The wait still to come, by an estimator or by the best that has an answer; `None` = unknown.
    pub(crate) fn estimated_wait(&self, interaction: &Interaction, by: Option<Estimator>) -> Option<Span> {
        let foresight = self.foresee(interaction);
        if let Some(named) = by {
            let mut waits = Estimator::ALL.into_iter().zip(foresight.waits);
            return waits.find(|(estimator, _)| *estimator == named)?.1.ok();
        }
        let nothing = WaitHistory::default();
        let history = self.histories.get(&interaction.facts.queue).unwrap_or(&nothing);
        foresight.best(history).map(|(_, wait)| wait)
    }

    /// Remembers what is foretold of everything that has just come to its queue; comes after every match.
    pub(crate) fn foretell(&mut self) {
        // Of what is to begin at another time, the wait says nothing of the queue.
        let tells = |one: &Interaction| one.is_queued() && one.foretold.is_none() && one.tells_of_waits();
        let mut foretold: Vec<(String, Foretold)> = Vec::new();
        for id in self.take_listed(Look::Foretell) {
            let Some(interaction) = self.interactions.get(&id).filter(|one| tells(one)) else { continue };
            if self.prospect(&interaction.facts).is_none() {
                let facts = interaction.facts.clone();
                self.learn_prospects(&facts);
            }
            let foresight = self.interactions.get(&id).map(|interaction| self.foresee(interaction));
            foretold.extend(foresight.map(|foresight| (id, foresight.foretold())));
        }
        for (id, foretold) in foretold {
            if let Some(interaction) = self.interactions.get_untouched(&id) {
                interaction.foretold = Some(foretold);
            }
        }
    }

    pub(crate) fn foresee(&self, interaction: &Interaction) -> Foresight {
        let Ahead { count, asked, first } = self.ahead(interaction);
        let position = count + 1;
        // Where agents pull, one who is free need never do so.
        let is_pushed = self.queues.get(&interaction.facts.queue).is_some_and(|queue| queue.push);
        let is_agent_free = interaction.offers() > 0
            || (is_pushed && self.eligible(interaction).nth(count - asked).is_some());
        let waits = match self.nobody_who_could(interaction) {
            _ if is_agent_free => [Ok(Span::ZERO); 3],
            Some(unknown) => [Err(unknown); 3],
            None => self.waits(interaction, position, first),
        };
        Foresight { position, is_agent_free, waits }
    }

    fn ahead(&self, interaction: &Interaction) -> Ahead<'_> {
        if let Some((count, first)) = self.ahead_by_index(interaction) {
            return Ahead { count, asked: self.asked_ahead(interaction).unwrap_or(0), first };
        }
        let own = self.standing(interaction);
        let others = self.interactions.values().filter(|other| {
            other.is_queued()
                && other.is_due(self.now)
                && other.facts.queue == interaction.facts.queue
                && other.order != interaction.order
        });
        let mut ahead: Vec<_> = others.map(|other| (self.standing(other), other)).collect();
        ahead.retain(|(standing, _)| *standing < own);
        let asked = ahead.iter().filter(|(_, other)| other.place != Place::Waiting).count();
        let first = ahead.iter().min_by_key(|(standing, _)| *standing).map(|(_, first)| *first);
        Ahead { count: ahead.len(), asked, first }
    }

    fn waits(
        &self,
        interaction: &Interaction,
        position: usize,
        head: Option<&Interaction>,
    ) -> [Result<Span, Unknown>; 3] {
        let queue = interaction.facts.queue.as_str();
        let history = self.histories.get(queue);
        let waited = self.now - interaction.queue_entered_at();
        let still =
            |whole: Span| Some(whole - waited).filter(|rest| *rest > Span::ZERO).ok_or(Unknown::Overdue);
        let per_contact = history.and_then(WaitHistory::agent_time_per_contact);
        let by_length = per_contact.map(|us| {
            let ready = self.ready_members(queue).max(1) as i128;
            let agent_time = position as i128 * i128::from(us);
            // Up to the next whole microsecond: a wait is never 0.
            Span::from_micros(i64::try_from((agent_time + ready - 1) / ready).unwrap_or(i64::MAX))
        });
        let last_wait = history.and_then(WaitHistory::last_wait);
        [
            by_length.ok_or(Unknown::NothingHandled),
            head.ok_or(Unknown::NobodyAhead).and_then(|head| still(self.now - head.queue_entered_at())),
            last_wait.ok_or(Unknown::NothingHandled).and_then(still),
        ]
    }

    /// Why nobody who could ever take it may do so soon; `None` = somebody who could is ready, be he busy or free.
    fn nobody_who_could(&self, interaction: &Interaction) -> Option<Unknown> {
        let Some(queue) = self.queues.get(&interaction.facts.queue) else {
            return Some(Unknown::CannotBeMet);
        };
        if let Some(readiest) = self.prospect(&interaction.facts) {
            return match readiest {
                None => Some(Unknown::CannotBeMet),
                Some(Presence::Available) => None,
                Some(Presence::Paused) => Some(Unknown::NobodyAvailable),
                Some(Presence::Offline) => Some(Unknown::NobodyLoggedIn),
            };
        }
        let members = self.members(&queue.id).iter().filter_map(|id| self.agents.get(id));
        let could =
            |agent: &&Agent| self.admissions.lacks(&agent.config, queue, &interaction.facts).is_empty();
        let mut presences = members.filter(could).map(|agent| agent.presence).peekable();
        presences.peek().is_none().then_some(Unknown::CannotBeMet).or_else(|| {
            let presences: Vec<Presence> = presences.collect();
            if presences.contains(&Presence::Available) {
                None
            } else if presences.contains(&Presence::Paused) {
                Some(Unknown::NobodyAvailable)
            } else {
                Some(Unknown::NobodyLoggedIn)
            }
        })
    }
}
