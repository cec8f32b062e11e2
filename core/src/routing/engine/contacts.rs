use super::super::interaction::{Interaction, Place};
use super::super::queue::{Condition, OnDecline, QueueConfig};
use super::super::state::State;
use super::agents::AgentEntry;
use super::classes::ClassKey;
use super::due::Owner;
use super::order::entries;
use super::queues::QueueIndex;
use super::{Handle, Index, Look};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Where the index has put an interaction. There may be a million of them: what few have is apart.
#[derive(Clone, Debug)]
pub(super) struct ContactEntry {
    /// `NONE` = none; the class of all that is due and not held for anybody.
    queue: u32,
    class: u32,
    flags: u16,
    /// The chunks it is in, of the lines that it is in.
    class_chunk: u32,
    order_chunk: u32,
    entry_chunk: u32,
    /// `NEVER` = none.
    deadline: Timestamp,
    agents: Option<Box<AgentsOfContact>>,
}

/// Agents whom an interaction has to do with.
#[derive(Clone, Debug, Default, PartialEq)]
struct AgentsOfContact {
    /// Agents whose capacity it takes, and the channel on which it does.
    holders: Vec<Handle>,
    channel: u32,
    /// Agents it is held for now, agents it prefers, and agents who have declined it.
    kept_for: Vec<Handle>,
    preferred: Vec<Handle>,
    declined_by: Vec<Handle>,
}

const NONE: u32 = u32::MAX;
const NEVER: Timestamp = Timestamp::from_micros(i64::MAX);

/// In the lines and sets that an interaction can be in, and what else is asked of it.
#[derive(Clone, Copy)]
#[repr(u16)]
enum Is {
    Queued = 1,
    /// It waits for an agent, or for one more.
    Waiting = 2,
    /// In the order of service of its queue.
    Ordered = 4,
    /// In the order of entry of its queue.
    Entered = 8,
    Asked = 16,
    Armed = 32,
    ToDial = 64,
    Dialling = 128,
    Declined = 256,
    Skipper = 512,
}

impl Default for ContactEntry {
    fn default() -> Self {
        Self {
            queue: NONE,
            class: NONE,
            flags: 0,
            class_chunk: 0,
            order_chunk: 0,
            entry_chunk: 0,
            deadline: NEVER,
            agents: None,
        }
    }
}

impl ContactEntry {
    fn is(&self, what: Is) -> bool {
        self.flags & what as u16 != 0
    }

    fn set(&mut self, what: Is, is_so: bool) {
        self.flags = if is_so { self.flags | what as u16 } else { self.flags & !(what as u16) };
    }

    pub(super) fn class(&self) -> Option<u32> {
        (self.class != NONE).then_some(self.class)
    }

    pub(super) fn queue(&self) -> Option<u32> {
        (self.queue != NONE).then_some(self.queue)
    }

    /// The channel on which it takes agents' capacity.
    pub(super) fn channel(&self) -> Option<u32> {
        self.agents.as_ref().map(|agents| agents.channel)
    }

    /// Agents it is held for now; empty = for nobody.
    pub(super) fn kept_for(&self) -> &[Handle] {
        self.agents.as_ref().map_or(&[], |agents| &agents.kept_for)
    }

    /// Whether it waits for an agent, or for one more.
    pub(super) fn is_waiting(&self) -> bool {
        self.is(Is::Waiting)
    }

    pub(super) fn is_to_dial(&self) -> bool {
        self.is(Is::ToDial)
    }

    /// Agents who have declined it.
    pub(super) fn declined_by(&self) -> &[Handle] {
        self.agents.as_ref().map_or(&[], |agents| &agents.declined_by)
    }

    /// Agents whose capacity it takes.
    fn holders(&self) -> &[Handle] {
        self.agents.as_ref().map_or(&[], |agents| &agents.holders)
    }

    /// Whether an agent is kept from it for himself: he has it, is asked for it or has declined it.
    pub(super) fn bars(&self, agent: Handle) -> bool {
        self.holders().contains(&agent) || self.declined_by().contains(&agent)
    }

    pub(super) fn bars_anybody(&self) -> bool {
        !(self.holders().is_empty() && self.declined_by().is_empty())
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
    fn place_in_index<'a>(
        &'a self,
        contact: &'a Interaction,
        queue: &QueueIndex,
        number: u32,
    ) -> (ContactEntry, Option<ClassKey<'a>>) {
        let mut agents = AgentsOfContact {
            holders: self.handles(contact.holders()),
            declined_by: self.handles(contact.declined_by.iter().map(String::as_str)),
            preferred: self.handles(contact.preferences().map(|one| one.agent.as_str())),
            ..AgentsOfContact::default()
        };
        let mut entry = ContactEntry { queue: number, ..ContactEntry::default() };
        let has_class = self.fill_entry(&mut entry, &mut agents, contact, queue);
        if agents != AgentsOfContact::default() {
            entry.agents = Some(Box::new(agents));
        }
        (entry, has_class.then(|| self.class_key(contact, queue, number)))
    }

    /// Says what an interaction is; whether it belongs to a class.
    fn fill_entry(
        &self,
        entry: &mut ContactEntry,
        agents: &mut AgentsOfContact,
        contact: &Interaction,
        queue: &QueueIndex,
    ) -> bool {
        let Some(config) = self.queues.get(&queue.id) else { return false };
        if !contact.is_queued() {
            entry.deadline = self.lease_of_contact(contact).unwrap_or(NEVER);
            return false;
        }
        entry.set(Is::Queued, true);
        entry.deadline = self.next_change(contact, queue, config).unwrap_or(NEVER);
        entry.set(Is::Entered, queue.counts_entries);
        entry.set(Is::Asked, contact.place != Place::Waiting);
        entry.set(Is::Dialling, matches!(contact.place, Place::Dialling { .. }));
        let step = contact.facts.steps.get(contact.step().index);
        entry.set(Is::Skipper, step.is_some_and(|step| step.skip_if_none_available));
        if contact.place == Place::Waiting {
            let declined = !contact.declined_by.is_empty();
            entry.set(Is::Declined, declined && config.on_decline == OnDecline::ExcludeUntilAll);
            entry.set(Is::Armed, queue.has_conditions && self.waits_for_a_condition(contact, config));
        }
        if !contact.is_due(self.now) {
            return false;
        }
        entry.set(Is::ToDial, queue.is_pushed && contact.is_to_dial(config));
        entry.set(Is::Ordered, queue.has_lasting_order());
        if !agents.preferred.is_empty() {
            agents.kept_for = self.handles(self.held_for(contact).map(|(agent, _)| agent));
        }
        let is_waiting = match &contact.place {
            Place::Waiting => true,
            Place::Offered { offers } => offers.len() < self.offers_allowed(contact, config),
            Place::Dialling { .. } | Place::Assigned { .. } => false,
        };
        entry.set(Is::Waiting, is_waiting);
        agents.kept_for.is_empty()
    }

    /// Whether a rule that is due has not fired for want of its condition.
    fn waits_for_a_condition(&self, contact: &Interaction, queue: &QueueConfig) -> bool {
        queue.wait_rules.iter().enumerate().any(|(place, rule)| {
            rule.when != Condition::default()
                && (!rule.on_arrival || contact.queue_entered_at() == self.now)
                && contact.queue_entered_at() + rule.after <= self.now
                && !contact.rules_fired.contains(&place)
        })
    }

    /// Whether that is still so: what looks at arrivals alone is over when the clock moves.
    pub(super) fn is_armed(&self, handle: Handle) -> bool {
        let contact = self.interactions.at(handle);
        let queue = contact.and_then(|contact| self.queues.get(&contact.facts.queue));
        contact.zip(queue).is_some_and(|(contact, queue)| self.waits_for_a_condition(contact, queue))
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
    /// Takes interactions out of where they were, before any of them comes to where it belongs now: a line looks keys up
    /// where they stand. Comes back with what they were.
    pub(super) fn leave(&mut self, handles: &[Handle]) -> Vec<ContactEntry> {
        let mut left = Vec::with_capacity(handles.len());
        for handle in handles {
            let known = std::mem::take(self.contacts.at_mut(*handle));
            self.unlink_contact(*handle, &known);
            left.push(known);
        }
        left
    }

    /// Puts an interaction where it belongs now; agents whose load that changes are named.
    pub(super) fn follow_contact(
        &mut self,
        handle: Handle,
        known: &ContactEntry,
        state: &State,
        loaded: &mut Vec<Handle>,
    ) {
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
            if let Some(agents) = &mut entry.agents {
                agents.channel = self.channel(&contact.facts.channel);
            }
            entry.class = key.map_or(NONE, |key| self.class_of(key, state));
            self.list(handle, contact, &entry);
            if entry.is(Is::Queued) {
                self.fresh_contacts.insert(handle);
            }
        }
        if known.holders() != entry.holders() || known.channel() != entry.channel() {
            loaded.extend(known.holders().iter().chain(entry.holders()));
        }
        *self.contacts.at_mut(handle) = entry;
        self.link_contact(handle, state);
        if let Some(class) = known.class() {
            self.free_class(class);
        }
    }

    /// Puts it on the lists of those that may have something to do with it.
    fn list(&mut self, handle: Handle, contact: &Interaction, entry: &ContactEntry) {
        let Some(queue) = self.queues.get(entry.queue as usize) else { return };
        let facts = &contact.facts;
        let looks = [
            (Look::Windows, !facts.windows.is_empty()),
            (Look::Rules, queue.has_rules),
            (Look::Relax, !facts.steps.is_empty() || queue.has_rings),
            (Look::Foretell, contact.foretold.is_none()),
        ];
        for (look, _) in looks.into_iter().filter(|(_, may)| *may) {
            self.lists[look as usize].push(handle);
        }
    }

    fn link_contact(&mut self, handle: Handle, state: &State) {
        let Some(entry) = self.contacts.get(handle).cloned() else { return };
        if let Some(class) = entry.class() {
            self.join_class(class, entry.is_waiting(), handle, state);
        }
        if entry.deadline != NEVER {
            self.timers.insert((entry.deadline, Owner::Contact, handle));
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
        let Some(queue) = entry.queue().and_then(|queue| self.queues.get_mut(queue as usize)) else { return };
        queue.waiting += usize::from(entry.is(Is::Queued));
        let contacts = &mut self.contacts;
        if entry.is(Is::Ordered) {
            let turn = queue.turns(&state.interactions);
            queue.order.insert(handle, turn, |other, chunk| contacts.at_mut(other).order_chunk = chunk);
        }
        if entry.is(Is::Entered) {
            let entered = entries(&state.interactions);
            queue.entries.insert(handle, entered, |other, chunk| contacts.at_mut(other).entry_chunk = chunk);
        }
        if entry.is(Is::Asked) {
            queue.asked.insert(handle);
        }
        if entry.is(Is::Armed) {
            queue.armed.insert(handle);
        }
    }

    fn unlink_contact(&mut self, handle: Handle, entry: &ContactEntry) {
        if let Some(class) = entry.class() {
            self.leave_class(class, entry.is_waiting().then_some(entry.class_chunk), handle);
        }
        if entry.deadline != NEVER {
            self.timers.remove(&(entry.deadline, Owner::Contact, handle));
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
        let Some(queue) = entry.queue().and_then(|queue| self.queues.get_mut(queue as usize)) else { return };
        queue.waiting -= usize::from(entry.is(Is::Queued));
        if entry.is(Is::Ordered) {
            queue.order.remove(handle, entry.order_chunk);
        }
        if entry.is(Is::Entered) {
            queue.entries.remove(handle, entry.entry_chunk);
        }
        if entry.is(Is::Asked) {
            queue.asked.remove(&handle);
        }
        if entry.is(Is::Armed) {
            queue.armed.remove(&handle);
        }
    }

    /// Takes an interaction into the line of a class.
    pub(super) fn stand_in_class(&mut self, class: u32, handle: Handle, state: &State) {
        let Some(class) = self.classes.get_mut(class as usize) else { return };
        let Some(queue) = self.queues.get(class.key.queue as usize) else { return };
        let (turn, contacts) = (queue.turns(&state.interactions), &mut self.contacts);
        class.waiting.insert(handle, turn, |other, chunk| contacts.at_mut(other).class_chunk = chunk);
    }

    pub(super) fn forget_contact_timer(&mut self, handle: Handle) {
        self.contacts.at_mut(handle).deadline = NEVER;
    }

    /// No rule of it waits for a condition any more.
    pub(super) fn disarm(&mut self, handle: Handle) {
        let entry = self.contacts.at_mut(handle);
        entry.set(Is::Armed, false);
        if let Some(queue) = entry.queue().and_then(|queue| self.queues.get_mut(queue as usize)) {
            queue.armed.remove(&handle);
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
    fn agent_sets(&self) -> impl Iterator<Item = (&[Handle], AgentSet)> {
        self.agents.iter().flat_map(|agents| -> [(&[Handle], AgentSet); 4] {
            [
                (&agents.holders, |agent| &mut agent.held),
                (&agents.kept_for, |agent| &mut agent.kept),
                (&agents.preferred, |agent| &mut agent.preferred_by),
                (&agents.declined_by, |agent| &mut agent.declined),
            ]
        })
    }

    /// The index's own sets, and whether it is in them.
    fn sets(&self) -> [(bool, IndexSet); 4] {
        [
            (self.is(Is::ToDial), |index| &mut index.to_dial),
            (self.is(Is::Dialling), |index| &mut index.dialling),
            (self.is(Is::Declined), |index| &mut index.declined),
            (self.is(Is::Skipper), |index| &mut index.skippers),
        ]
    }
}
