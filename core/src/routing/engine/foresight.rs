use super::super::agent::Presence;
use super::super::facts::Demand;
use super::super::interaction::Interaction;
use super::super::state::State;
use super::order::entries;
use super::{Bits, Index};
use std::collections::BTreeMap;

/// Kinds of demand that are remembered; when there are more, all are worked out anew.
const MOST_PROSPECTS: usize = 10_000;

/// Bytes of a demand that is remembered.
const LONGEST_PROSPECT: usize = 1_000;

/// Groups that could ever meet a demand, by all that no waiting changes, as text.
pub(super) type Prospects = BTreeMap<String, Bits>;

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
    pub(crate) fn learn_prospects(&mut self, new: &Demand) {
        let Some(key) = self.prospect_key(new) else { return };
        self.sync();
        let Some(index) = self.engine.index() else { return };
        let (Some(queue), Some(config)) = (index.queue(&new.queue), self.queues.get(&new.queue)) else {
            return;
        };
        if index.prospects.contains_key(&key) {
            return;
        }
        let mut able = Bits::default();
        for number in queue.groups.both(&queue.groups) {
            let group = index.groups.get(number as usize);
            let lacks_nothing = |agent| self.admissions.lacks(agent, config, new).is_empty();
            able.set(number, group.is_some_and(|group| lacks_nothing(&group.config)));
        }
        let Some(index) = &mut self.engine.0 else { return };
        if index.prospects.len() >= MOST_PROSPECTS {
            index.prospects.clear();
        }
        index.prospects.insert(key, able);
    }

    /// How present those are who could ever take it, the readiest first: nobody, if nobody could. `None` = the index
    /// does not know.
    pub(crate) fn prospect(&self, new: &Demand) -> Option<Option<Presence>> {
        let (index, key) = (self.engine.index()?, self.prospect_key(new)?);
        let able = index.prospects.get(&key)?;
        let groups = || able.both(able).filter_map(|number| index.groups.get(number as usize));
        let presences = [Presence::Available, Presence::Paused, Presence::Offline];
        Some(presences.into_iter().find(|presence| groups().any(|group| group.is_present(*presence))))
    }

    /// All that no waiting changes of a demand; `None` = it names agents, so that groups say nothing of it, or is
    /// too long to remember.
    fn prospect_key(&self, new: &Demand) -> Option<String> {
        self.engine.index()?;
        let last = new.steps.iter().find(|step| step.is_considered && step.duration.is_none());
        let last = last.filter(|step| !step.skip_if_none_available).map(|step| &step.expression);
        if last.is_some_and(|step| step.names_agents()) {
            return None;
        }
        let lasting: Vec<_> = new.requirements.iter().filter(|need| need.expires_after.is_none()).collect();
        let key = serde_json::to_string(&(&new.queue, &new.channel, lasting, last)).ok()?;
        (key.len() <= LONGEST_PROSPECT).then_some(key)
    }
}

impl Index {
    /// A new group may meet demands that no other could.
    pub(super) fn forget_prospects(&mut self) {
        self.prospects.clear();
    }
}
