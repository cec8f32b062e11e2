//! Where to look: what waits and who is free, grouped so that a decision need not go over all of them.
//!
//! The rules stand once, in the rooms around; the naive router applies them to everything, and stays as the judge of
//! this one. The index knows of which interactions and agents something has changed since the last match. After a match
//! nobody is free for anything that waits, so that only pairs with one of those can come about. *Groups* are agents alike
//! in all that admits them, their free members in the order of idle time, by load; *classes* are interactions alike in
//! what they demand now, in the order of service. Which classes a group may take is worked out once.
//!
//! The index follows from the state: it is brought up to it by [`State::sync`], and is in no snapshot or digest.

mod agents;
mod bits;
mod classes;
mod contacts;
mod due;
mod foresight;
mod groups;
mod line;
mod matching;
mod order;
mod queues;
mod sync;

pub(crate) use matching::Claims;

use super::chunked::Chunked;
use super::config::IdleBasis;
use super::state::State;
use super::tracked::Handle;
use crate::time::Timestamp;
use agents::AgentEntry;
use bits::Bits;
use classes::Class;
use contacts::ContactEntry;
use due::Owner;
use foresight::Prospects;
use groups::Group;
use hashbrown::HashTable;
use queues::QueueIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Of what the index keeps a list, for those who go over what may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Contact windows that may be over.
    Windows,
    /// Wait rules that may fire.
    Rules,
    /// Rings and steps that may relax.
    Relax,
    /// Waits that nobody has foretold yet.
    Foretell,
}

impl Look {
    const COUNT: usize = 4;
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    queues: Vec<QueueIndex>,
    queue_numbers: BTreeMap<String, u32>,
    bases: Vec<IdleBasis>,
    channels: BTreeMap<String, u32>,
    channel_names: Vec<String>,
    groups: Vec<Group>,
    group_numbers: BTreeMap<String, u32>,
    /// Groups with a member who is free for something.
    open: Bits,
    classes: Vec<Class>,
    class_numbers: HashTable<u32>,
    free_classes: Vec<u32>,
    prospects: Prospects,
    contacts: Chunked<ContactEntry>,
    agents: Vec<AgentEntry>,
    /// Each agent's place among all ids.
    orders: Vec<u32>,
    /// By mentor.
    trainees: BTreeMap<String, Vec<Handle>>,
    timers: BTreeSet<(Timestamp, Owner, Handle)>,
    /// Fired, and not yet dealt with.
    due: Vec<(Owner, Handle)>,
    served: Vec<Option<Timestamp>>,
    lists: [Vec<Handle>; Look::COUNT],
    /// Changed since the last match.
    fresh_contacts: BTreeSet<Handle>,
    fresh_agents: BTreeSet<Handle>,
    /// Callbacks whose customers are to be rung first, and those who are being rung.
    to_dial: BTreeSet<Handle>,
    dialling: BTreeSet<Handle>,
    /// They wait, and somebody has declined them.
    declined: BTreeSet<Handle>,
    /// Their step is left out when nobody is available, which skills decide.
    skippers: BTreeSet<Handle>,
}

/// The index, unless the router does without; follows from the state, so that it makes no difference between two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Engine(Option<Box<Index>>);

impl PartialEq for Engine {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Engine {
    /// One that goes over everything each time.
    #[cfg(feature = "naive")]
    pub(crate) const NAIVE: Self = Self(None);

    pub(crate) fn indexed() -> Self {
        Self(Some(Box::default()))
    }

    pub(crate) fn index(&self) -> Option<&Index> {
        self.0.as_deref()
    }

    pub(crate) fn is_indexed(&self) -> bool {
        self.0.is_some()
    }
}

impl State {
    /// Forgets the index and builds it anew, after the configuration has changed.
    pub(crate) fn reindex(&mut self) {
        if !self.engine.is_indexed() {
            return;
        }
        let index = Index::new(self);
        self.engine = Engine(Some(Box::new(index)));
        self.interactions.touch_all();
        self.agents.touch_all();
        self.self_service.touch_all();
        self.sync();
    }

    /// The same, with the index brought up to date.
    pub(crate) fn synced(&mut self) -> &Self {
        self.sync();
        self
    }

    /// What to go over in an operation, by id in the order of the ids: of the index's list, or all.
    pub(crate) fn take_listed(&mut self, look: Look) -> Vec<String> {
        self.sync();
        let Some(index) = &mut self.engine.0 else { return self.interactions.ids() };
        let list = &mut index.lists[look as usize];
        if list.is_empty() {
            return Vec::new();
        }
        let handles = std::mem::take(list);
        self.ids_of(handles)
    }

    /// The same for wait rules: also those whose condition may hold by now.
    pub(crate) fn take_rules(&mut self) -> Vec<String> {
        self.sync();
        let armed = self.engine.index().map(Index::armed).unwrap_or_default();
        let (armed, over): (Vec<_>, Vec<_>) = armed.into_iter().partition(|handle| self.is_armed(*handle));
        if let Some(index) = &mut self.engine.0 {
            over.into_iter().for_each(|handle| index.disarm(handle));
            index.lists[Look::Rules as usize].extend(armed);
        }
        self.take_listed(Look::Rules)
    }

    /// Ids of interactions that are there, each once and in order.
    fn ids_of(&self, handles: impl IntoIterator<Item = Handle>) -> Vec<String> {
        let known = handles.into_iter().filter_map(|handle| self.interactions.at(handle));
        let mut ids: Vec<String> = known.map(|one| one.facts.interaction.to_string()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

#[cfg(test)]
mod tests;
