use super::super::agent::Presence;
use super::super::facts::{Demand, hash};
use super::super::interaction::Interaction;
use super::super::requirement::{Expression, Requirement};
use super::super::state::State;
use super::Bits;
use super::order::entries;
use hashbrown::HashTable;
use std::borrow::Cow;

/// Kinds of demand that are remembered; when there are more, all are worked out anew.
const MOST_PROSPECTS: usize = 10_000;

/// Parts of a demand that is remembered.
const LONGEST_PROSPECT: usize = 100;

/// All that no waiting changes of a demand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Lasting<'a> {
    queue: Cow<'a, str>,
    channel: Cow<'a, str>,
    needs: Vec<Cow<'a, Requirement>>,
    step: Option<Cow<'a, Expression>>,
}

impl Lasting<'_> {
    fn into_owned(self) -> Lasting<'static> {
        Lasting {
            queue: Cow::Owned(self.queue.into_owned()),
            channel: Cow::Owned(self.channel.into_owned()),
            needs: self.needs.into_iter().map(|need| Cow::Owned(need.into_owned())).collect(),
            step: self.step.map(|step| Cow::Owned(step.into_owned())),
        }
    }
}

/// Groups that could ever meet demands.
#[derive(Clone, Debug, Default)]
pub(super) struct Prospects {
    known: HashTable<(Lasting<'static>, Bits)>,
}

impl Prospects {
    fn get(&self, demand: &Lasting) -> Option<&Bits> {
        self.known.find(hash(demand), |(known, _)| known == demand).map(|(_, able)| able)
    }

    fn remember(&mut self, demand: Lasting, able: Bits) {
        if self.known.len() >= MOST_PROSPECTS {
            self.known.clear();
        }
        self.known.insert_unique(hash(&demand), (demand.into_owned(), able), |(known, _)| hash(known));
    }

    /// A new group may meet demands that no other could.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}

impl State {
    /// How many come before an interaction in the order of service of its queue, and the first of them; `None` = time
    /// may change that order, or there is no index.
    pub(crate) fn ahead_by_index(&self, interaction: &Interaction) -> Option<(usize, Option<&Interaction>)> {
        let queue = self.engine.index()?.queue(&interaction.facts.queue)?;
        if !queue.has_lasting_order() {
            return None;
        }
        let turns = queue.turns(&self.interactions);
        let before = queue.order.before(&Some(queue.turn(interaction)), turns);
        let first = queue.order.first().filter(|_| before > 0).and_then(|head| self.interactions.at(head));
        Some((before, first))
    }

    /// Of those before an interaction, how many have an agent asked, or their customer rung.
    pub(crate) fn asked_ahead(&self, interaction: &Interaction) -> Option<usize> {
        let queue = self.engine.index()?.queue(&interaction.facts.queue)?;
        let own = self.standing(interaction);
        let asked = queue.asked.iter().filter_map(|handle| self.interactions.at(*handle));
        let is_ahead = |other: &&Interaction| {
            other.is_due(self.now) && other.order != interaction.order && self.standing(other) < own
        };
        Some(asked.filter(is_ahead).count())
    }

    /// Of those queued in the queue of an interaction, how many came to it no later.
    pub(crate) fn entered_before(&self, interaction: &Interaction) -> Option<usize> {
        let queue =
            self.engine.index()?.queue(&interaction.facts.queue).filter(|queue| queue.counts_entries)?;
        let after = (interaction.queue_entered_at(), interaction.order.saturating_add(1));
        Some(queue.entries.before(&Some(after), entries(&self.interactions)))
    }

    /// Available members of a queue.
    pub(crate) fn ready_by_index(&self, queue: &str) -> Option<usize> {
        self.engine.index()?.queue(queue).map(|queue| queue.ready)
    }

    /// Members of a queue who are logged in.
    pub(crate) fn present_by_index(&self, queue: &str) -> Option<usize> {
        self.engine.index()?.queue(queue).map(|queue| queue.present)
    }

    /// Works out which groups could ever take an interaction, unless that is known.
    pub(crate) fn learn_prospects(&mut self, demand: &Demand) {
        self.sync();
        let Some(lasting) = lasting(demand) else { return };
        let Some(index) = self.engine.index() else { return };
        let (Some(queue), Some(config)) = (index.queue(&demand.queue), self.queues.get(&demand.queue)) else {
            return;
        };
        if index.prospects.get(&lasting).is_some() {
            return;
        }
        let mut able = Bits::default();
        for number in queue.groups.both(&queue.groups) {
            let group = index.groups.get(number as usize);
            let lacks_nothing = |agent| self.admissions.lacks(agent, config, demand).is_empty();
            able.set(number, group.is_some_and(|group| lacks_nothing(&group.config)));
        }
        let Some(index) = &mut self.engine.0 else { return };
        index.prospects.remember(lasting, able);
    }

    /// How present those are who could ever take it, the readiest first: nobody, if nobody could. `None` = the index
    /// does not know.
    pub(crate) fn prospect(&self, demand: &Demand) -> Option<Option<Presence>> {
        let index = self.engine.index()?;
        let able = index.prospects.get(&lasting(demand)?)?;
        let groups = || able.both(able).filter_map(|number| index.groups.get(number as usize));
        let presences = [Presence::Available, Presence::Paused, Presence::Offline];
        Some(presences.into_iter().find(|presence| groups().any(|group| group.is_present(*presence))))
    }
}

/// `None` = it names agents, so that groups say nothing of it, or is too long to remember.
fn lasting(demand: &Demand) -> Option<Lasting<'_>> {
    let last = demand.steps.iter().find(|step| step.is_considered && step.duration.is_none());
    let last = last.filter(|step| !step.skip_if_none_available).map(|step| &step.expression);
    let needs: Vec<_> =
        demand.requirements.iter().filter(|need| need.expires_after.is_none()).map(Cow::Borrowed).collect();
    let parts = needs.len() + last.map_or(0, |step| step.size().0);
    if parts > LONGEST_PROSPECT || last.is_some_and(Expression::names_agents) {
        return None;
    }
    Some(Lasting {
        queue: Cow::Borrowed(&demand.queue),
        channel: Cow::Borrowed(&demand.channel),
        needs,
        step: last.map(Cow::Borrowed),
    })
}
