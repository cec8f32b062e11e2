use super::super::facts::hash;
use super::super::interaction::Interaction;
use super::super::order::Points;
use super::super::queue::Scoring;
use super::super::requirement::{Expression, Operator};
use super::super::state::State;
use super::groups::Group;
use super::line::Line;
use super::order::Turn;
use super::queues::QueueIndex;
use super::{Bits, Handle, Index};
use std::borrow::Cow;

/// Empty classes that are kept, as others like them may come.
const SPARE_CLASSES: usize = 1_000;

/// What an interaction demands of an agent now, but for what concerns single agents; and the line of its score where
/// lines of a queue may cross.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ClassKey<'a> {
    pub(super) queue: u32,
    channel: Cow<'a, str>,
    needs: Vec<(Cow<'a, str>, Operator, i32)>,
    step: Option<Cow<'a, Expression>>,
    /// How many of the queue's openings and delays are past.
    stage: usize,
    delay: usize,
    /// Where reserves or trainees look at it.
    priority: Option<i32>,
    line: Option<(i32, Points, Option<Points>)>,
    /// A score that falls with age up to a cap: nothing is like it.
    alone: Option<u64>,
}

impl ClassKey<'_> {
    fn into_owned(self) -> ClassKey<'static> {
        let needs = self.needs.into_iter();
        ClassKey {
            channel: Cow::Owned(self.channel.into_owned()),
            needs: needs.map(|(skill, op, level)| (Cow::Owned(skill.into_owned()), op, level)).collect(),
            step: self.step.map(|step| Cow::Owned(step.into_owned())),
            ..self
        }
    }
}

/// Interactions alike in what they demand.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) key: ClassKey<'static>,
    /// Groups that may take them.
    pub(super) groups: Bits,
    /// Its step names agents, so that no group stands for its members.
    pub(super) names_agents: bool,
    /// How many interactions are in it.
    count: usize,
    /// Those that wait for an agent or for one more, in the order of service.
    pub(super) waiting: Line<Option<Turn>>,
}

impl Class {
    pub(super) fn channel(&self) -> &str {
        &self.key.channel
    }

    pub(super) fn step(&self) -> Option<&Expression> {
        self.key.step.as_deref()
    }

    /// Whether a group's members may take what is in the class, if they are free.
    fn admits(&self, group: &Group, queue: &QueueIndex, state: &State) -> bool {
        let config = &group.config;
        let Some(membership) = config.queues.get(&queue.id) else { return false };
        if config.channels.as_ref().is_some_and(|channels| !channels.contains(&*self.key.channel)) {
            return false;
        }
        let is_past = |delays: &[_]| delays.last().is_some_and(|last| membership.delay <= *last);
        if !is_past(&queue.delays[..self.key.delay]) {
            return false;
        }
        let from = queue.openings.get(self.key.stage.max(1) - 1).copied().unwrap_or_default();
        let stage = state.admissions.stage(&queue.id, &config.id, from);
        if !stage.is_ring_open || !stage.is_penalty_within || !(stage.is_tier_open || queue.opens_early) {
            return false;
        }
        let has = |(skill, op, level): &(Cow<str>, Operator, i32)| {
            config.skills.get(&**skill).is_some_and(|have| op.holds(*have, *level))
        };
        self.key.needs.iter().all(has)
            && (self.names_agents || self.step().is_none_or(|step| step.holds(&config.id, &config.skills)))
    }

    /// Whether a tier of a member is open by its time, not early.
    pub(super) fn is_tier_open(&self, group: &Group, queue: &QueueIndex, state: &State) -> bool {
        let from = queue.openings.get(self.key.stage.max(1) - 1).copied().unwrap_or_default();
        state.admissions.stage(&queue.id, &group.config.id, from).is_tier_open
    }
}

impl State {
    /// The class of an interaction as it is now.
    pub(super) fn class_key<'a>(
        &'a self,
        contact: &'a Interaction,
        queue: &QueueIndex,
        number: u32,
    ) -> ClassKey<'a> {
        let facts = &contact.facts;
        let mut needs: Vec<_> = self
            .in_force(contact)
            .map(|need| (Cow::Borrowed(need.skill.as_str()), need.op, need.level))
            .collect();
        needs.sort_unstable();
        needs.dedup();
        let (since, age) = (contact.since_enqueue(self.now), contact.age(self.now));
        let is_accelerated = queue.scoring == Scoring::Accelerated;
        let falls = is_accelerated && facts.accel_per_min < Points::default();
        ClassKey {
            queue: number,
            channel: Cow::Borrowed(&facts.channel),
            needs,
            step: facts.steps.get(contact.step().index).map(|step| Cow::Borrowed(&step.expression)),
            stage: queue.openings.partition_point(|from| *from <= since),
            delay: queue.delays.partition_point(|delay| *delay <= age),
            priority: (queue.has_reserves || queue.has_trainees).then_some(facts.priority),
            line: is_accelerated.then_some((facts.priority, facts.accel_per_min, facts.max_priority)),
            alone: falls.then_some(contact.order),
        }
    }
}

impl Index {
    /// The number of a class, made where there is none.
    pub(super) fn class_of(&mut self, key: ClassKey, state: &State) -> u32 {
        let hashed = hash(&key);
        let is_it = |number: &u32| self.classes.get(*number as usize).is_some_and(|class| class.key == key);
        if let Some(number) = self.class_numbers.find(hashed, is_it) {
            return *number;
        }
        let names_agents = key.step.as_deref().is_some_and(Expression::names_agents);
        let mut class = Class {
            key: key.into_owned(),
            groups: Bits::default(),
            names_agents,
            count: 0,
            waiting: Line::default(),
        };
        if let Some(queue) = self.queues.get(class.key.queue as usize) {
            for number in queue.groups.both(&queue.groups) {
                let admits =
                    self.groups.get(number as usize).is_some_and(|group| class.admits(group, queue, state));
                class.groups.set(number, admits);
            }
        }
        let number = self.free_classes.pop().unwrap_or(self.classes.len() as u32);
        match self.classes.get_mut(number as usize) {
            Some(slot) => *slot = class,
            None => self.classes.push(class),
        }
        let classes = &self.classes;
        let rehash = |number: &u32| classes.get(*number as usize).map_or(0, |class| hash(&class.key));
        self.class_numbers.insert_unique(hashed, number, rehash);
        number
    }

    /// Tells every class of a new group.
    pub(super) fn admit_group(&mut self, number: u32, state: &State) {
        let Some(group) = self.groups.get(number as usize) else { return };
        for class in &mut self.classes {
            let Some(queue) = self.queues.get(class.key.queue as usize) else { continue };
            class.groups.set(number, class.admits(group, queue, state));
        }
    }

    pub(super) fn join_class(&mut self, number: u32, waits: bool, handle: Handle, state: &State) {
        let Some(class) = self.classes.get_mut(number as usize) else { return };
        class.count += 1;
        if !waits {
            return;
        }
        if let Some(queue) = self.queues.get_mut(class.key.queue as usize) {
            queue.classes.insert(number);
        }
        self.stand_in_class(number, handle, state);
    }

    /// `chunk` = it waited there.
    pub(super) fn leave_class(&mut self, number: u32, chunk: Option<u32>, handle: Handle) {
        let Some(class) = self.classes.get_mut(number as usize) else { return };
        class.count -= 1;
        if let Some(chunk) = chunk {
            class.waiting.remove(handle, chunk);
        }
        if class.waiting.is_empty()
            && let Some(queue) = self.queues.get_mut(class.key.queue as usize)
        {
            queue.classes.remove(&number);
        }
    }

    /// Forgets a class that nothing is in, where there are many; comes after whatever left it has gone to another.
    pub(super) fn free_class(&mut self, number: u32) {
        let Some(class) = self.classes.get(number as usize) else { return };
        if class.count == 0 && self.class_numbers.len() > SPARE_CLASSES {
            let is_it = |known: &u32| *known == number;
            if let Ok(entry) = self.class_numbers.find_entry(hash(&class.key), is_it) {
                entry.remove();
                self.free_classes.push(number);
            }
        }
    }
}
