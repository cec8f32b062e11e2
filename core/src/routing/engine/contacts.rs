use super::super::queue::{Condition, OnDecline, QueueConfig};
use super::super::state::{Interaction, Place, State};
use super::agents::AgentEntry;
use super::classes::ClassKey;
use super::due::Owner;
use super::order::Turn;
use super::queues::QueueIndex;
use super::{Handle, Index};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Where the index has put an interaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ContactEntry {
    queue: Option<u32>,
    is_queued: bool,
    /// Of all that is due and not held for anybody.
    class: Option<u32>,
    turn: Option<Turn>,
    /// It waits for an agent, or for one more.
    is_waiting: bool,
    /// In the order of service of its queue.
    is_ordered: bool,
    /// In the order of entry of its queue.
    entered: Option<(i64, u64)>,
    /// Agents whose capacity it takes.
    holders: Vec<Handle>,
    pub(super) channel: u32,
    deadline: Option<Timestamp>,
    /// Agents it is held for now, agents it prefers, and agents who have declined it.
    kept_for: Vec<Handle>,
    preferred: Vec<Handle>,
    declined_by: Vec<Handle>,
    is_asked: bool,
    is_armed: bool,
    is_to_dial: bool,
    is_dialling: bool,
    is_declined: bool,
    is_skipper: bool,
}

impl ContactEntry {
    pub(super) fn class(&self) -> Option<u32> {
        self.class
    }

    pub(super) fn queue(&self) -> Option<u32> {
        self.queue
    }

    /// Agents it is held for now; empty = for nobody.
    pub(super) fn kept_for(&self) -> &[Handle] {
        &self.kept_for
    }

    /// Whether it waits for an agent, or for one more.
    pub(super) fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    pub(super) fn is_to_dial(&self) -> bool {
        self.is_to_dial
    }

    /// Agents who have declined it.
    pub(super) fn declined_by(&self) -> &[Handle] {
        &self.declined_by
    }

    /// Whether an agent is kept from it for himself: he has it, is asked for it or has declined it.
    pub(super) fn bars(&self, agent: Handle) -> bool {
        self.holders.contains(&agent) || self.declined_by.contains(&agent)
    }

    pub(super) fn bars_anybody(&self) -> bool {
        !(self.holders.is_empty() && self.declined_by.is_empty())
    }
}

impl State {
    /// Of agents by id, each once.
    fn handles<'a>(&self, agents: impl IntoIterator<Item = &'a str>) -> Vec<Handle> {
        let mut handles: Vec<_> = agents.into_iter().filter_map(|agent| self.agents.handle(agent)).collect();
        handles.sort_unstable();
        handles.dedup();
        handles
    }

    /// Where an interaction belongs now, and what its class is made of; the class itself is the index's to find.
    fn place_in_index(
        &self,
        contact: &Interaction,
        queue: &QueueIndex,
        number: u32,
    ) -> (ContactEntry, Option<ClassKey>) {
        let mut entry = ContactEntry {
            queue: Some(number),
            is_queued: contact.is_queued(),
            holders: self.handles(contact.holders()),
            declined_by: self.handles(contact.declined_by.iter().map(String::as_str)),
            preferred: self.handles(contact.preferences().map(|one| one.agent.as_str())),
            ..ContactEntry::default()
        };
        let Some(config) = self.queues.get(&queue.id) else { return (entry, None) };
        if !entry.is_queued {
            entry.deadline = self.lease_of_contact(contact);
            return (entry, None);
        }
        entry.deadline = self.next_change(contact, queue, config);
        entry.entered = queue.counts_entries.then(|| (contact.queue_entered_at.as_micros(), contact.order));
        entry.is_asked = contact.place != Place::Waiting;
        entry.is_dialling = matches!(contact.place, Place::Dialling { .. });
        entry.is_skipper =
            contact.facts.steps.get(contact.step.index).is_some_and(|step| step.skip_if_none_available);
        if contact.place == Place::Waiting {
            let declined = !contact.declined_by.is_empty();
            entry.is_declined = declined && config.on_decline == OnDecline::ExcludeUntilAll;
            entry.is_armed = queue.has_conditions && self.waits_for_a_condition(contact, config);
        }
        if !contact.is_due(self.now) {
            return (entry, None);
        }
        entry.is_to_dial = queue.is_pushed && contact.is_to_dial(config);
        entry.turn = Some(self.turn(contact, queue.scoring));
        entry.is_ordered = queue.has_lasting_order();
        if !entry.preferred.is_empty() {
            entry.kept_for = self.handles(self.held_for(contact).map(|(agent, _)| agent));
        }
        entry.is_waiting = match &contact.place {
            Place::Waiting => true,
            Place::Offered { offers } => offers.len() < self.offers_allowed(contact, config),
            Place::Dialling { .. } | Place::Assigned { .. } => false,
        };
        let has_class = entry.kept_for.is_empty();
        (entry, has_class.then(|| self.class_key(contact, queue, number)))
    }

    /// Whether a rule that is due has not fired for want of its condition.
    fn waits_for_a_condition(&self, contact: &Interaction, queue: &QueueConfig) -> bool {
        queue.wait_rules.iter().enumerate().any(|(place, rule)| {
            rule.when != Condition::default()
                && contact.queue_entered_at + rule.after <= self.now
                && !contact.rules_fired.contains(&place)
        })
    }

    /// When something opens to it, or changes, by itself.
    fn next_change(
        &self,
        contact: &Interaction,
        queue: &QueueIndex,
        config: &QueueConfig,
    ) -> Option<Timestamp> {
        let mut least: Option<Timestamp> = None;
        let mut consider = |due: Timestamp| {
            if due > self.now && least.is_none_or(|known| due < known) {
                least = Some(due);
            }
        };
        let (since, age) = (contact.since_enqueue(self.now), contact.age(self.now));
        for steps in [&queue.openings, &queue.drops] {
            let next = steps.get(steps.partition_point(|from| *from <= since));
            next.into_iter().for_each(|from| consider(contact.enqueued_at + *from));
        }
        let next = queue.delays.get(queue.delays.partition_point(|delay| *delay <= age));
        next.into_iter().for_each(|delay| consider(contact.enqueued_at + *delay - contact.age_adjustment));
        self.own_deadlines(contact, Some(config), &mut consider);
        least
    }
}

impl Index {
    /// Brings an interaction's place up to date; agents whose load it changes are named.
    pub(super) fn follow_contact(&mut self, handle: Handle, state: &State, loaded: &mut Vec<Handle>) {
        let contact = state.interactions.at(handle);
        let number = contact.and_then(|one| self.queue_numbers.get(&one.facts.queue).copied());
        let found = contact.zip(number).and_then(|(contact, number)| {
            let queue = self.queues.get(number as usize)?;
            let (entry, key) = state.place_in_index(contact, queue, number);
            Some((contact, entry, key))
        });
        let mut entry = ContactEntry::default();
        if let Some((contact, found, key)) = found {
            entry = found;
            entry.channel = self.channel(&contact.facts.channel);
            entry.class = key.map(|key| self.class_of(key, state));
            self.lists.iter_mut().for_each(|list| {
                list.insert(handle);
            });
            if entry.is_queued {
                self.fresh_contacts.insert(handle);
            }
        }
        if self.contacts.len() <= handle as usize {
            self.contacts.resize_with(handle as usize + 1, ContactEntry::default);
        }
        let known = std::mem::take(&mut self.contacts[handle as usize]);
        if known != entry {
            if known.holders != entry.holders || known.channel != entry.channel {
                loaded.extend(known.holders.iter().chain(&entry.holders));
            }
            self.unlink_contact(handle, &known);
            self.link_contact(handle, &entry);
            known
                .class
                .filter(|class| entry.class != Some(*class))
                .into_iter()
                .for_each(|class| self.free_class(class));
        }
        self.contacts[handle as usize] = entry;
    }

    fn link_contact(&mut self, handle: Handle, entry: &ContactEntry) {
        if let (Some(class), Some(turn)) = (entry.class, entry.turn) {
            self.join_class(class, entry.is_waiting.then_some(turn), handle);
        }
        if let Some(deadline) = entry.deadline {
            self.timers.insert((deadline, Owner::Contact, handle));
        }
        for (agents, set) in entry.agent_sets() {
            agents.iter().for_each(|agent| {
                set(self.agent_entry(*agent)).insert(handle);
            });
        }
        for (is_in, set) in entry.sets() {
            if is_in {
                set(self).insert(handle);
            }
        }
        let Some(queue) = entry.queue.and_then(|queue| self.queues.get_mut(queue as usize)) else { return };
        queue.waiting += usize::from(entry.is_queued);
        if let Some(turn) = entry.turn.filter(|_| entry.is_ordered) {
            queue.order.insert((turn, handle));
        }
        entry.entered.into_iter().for_each(|entered| queue.entries.insert(entered));
        if entry.is_asked {
            queue.asked.insert(handle);
        }
        if entry.is_armed {
            queue.armed.insert(handle);
        }
    }

    fn unlink_contact(&mut self, handle: Handle, entry: &ContactEntry) {
        if let (Some(class), Some(turn)) = (entry.class, entry.turn) {
            self.leave_class(class, &turn);
        }
        if let Some(deadline) = entry.deadline {
            self.timers.remove(&(deadline, Owner::Contact, handle));
        }
        for (agents, set) in entry.agent_sets() {
            agents.iter().for_each(|agent| {
                set(self.agent_entry(*agent)).remove(&handle);
            });
        }
        for (is_in, set) in entry.sets() {
            if is_in {
                set(self).remove(&handle);
            }
        }
        let Some(queue) = entry.queue.and_then(|queue| self.queues.get_mut(queue as usize)) else { return };
        queue.waiting -= usize::from(entry.is_queued);
        if let Some(turn) = entry.turn.filter(|_| entry.is_ordered) {
            queue.order.remove(&(turn, handle));
        }
        entry.entered.into_iter().for_each(|entered| queue.entries.remove(&entered));
        if entry.is_asked {
            queue.asked.remove(&handle);
        }
        if entry.is_armed {
            queue.armed.remove(&handle);
        }
    }

    pub(super) fn forget_contact_timer(&mut self, handle: Handle) {
        if let Some(entry) = self.contacts.get_mut(handle as usize) {
            entry.deadline = None;
        }
    }

    /// Interactions whose rules wait for a condition.
    pub(super) fn armed(&self) -> Vec<Handle> {
        self.queues.iter().flat_map(|queue| queue.armed.iter().copied()).collect()
    }
}

type Set = BTreeSet<Handle>;
type AgentSet = fn(&mut AgentEntry) -> &mut Set;
type IndexSet = fn(&mut Index) -> &mut Set;

impl ContactEntry {
    /// Agents, and the set that each of them keeps of such interactions.
    fn agent_sets(&self) -> [(&[Handle], AgentSet); 4] {
        [
            (&self.holders, |agent| &mut agent.held),
            (&self.kept_for, |agent| &mut agent.kept),
            (&self.preferred, |agent| &mut agent.preferred_by),
            (&self.declined_by, |agent| &mut agent.declined),
        ]
    }

    /// The index's own sets, and whether it is in them.
    fn sets(&self) -> [(bool, IndexSet); 4] {
        [
            (self.is_to_dial, |index| &mut index.to_dial),
            (self.is_dialling, |index| &mut index.dialling),
            (self.is_declined, |index| &mut index.declined),
            (self.is_skipper, |index| &mut index.skippers),
        ]
    }
}
