use super::super::agent::{AgentConfig, Presence};
use super::super::state::{Agent, State};
use super::{Handle, Index};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How many contacts of each channel an agent has, by number of the channel.
pub(super) type Load = Vec<(u32, u32)>;

/// Agents alike in skills, memberships, channels and capacity.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Of one of them, and in what counts of all.
    pub(super) config: AgentConfig,
    /// Ranks and numbers of their queues, in order.
    pub(super) queues: Vec<(i32, u32)>,
    /// Available, paused, offline.
    presences: [usize; 3],
    /// Those who are available and not in wrap-up.
    pub(super) free: BTreeMap<Load, Bucket>,
}

/// Free agents of a group with the same load.
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    /// By each basis in use, the longest idle first, then by id.
    pub(super) by_idle: Vec<BTreeSet<(Timestamp, u32, Handle)>>,
}

impl Bucket {
    pub(super) fn len(&self) -> usize {
        self.by_idle.first().map_or(0, BTreeSet::len)
    }
}

impl Group {
    pub(super) fn is_present(&self, presence: Presence) -> bool {
        self.presences[presence as usize] > 0
    }

    /// Whether agents with this load have room for one more contact of a channel.
    pub(super) fn has_room(&self, load: &Load, names: &[String], channel: &str) -> bool {
        let capacity = &self.config.capacity;
        let is_interruptible = capacity.is_interruptible(channel);
        let used = self.used(load, names, is_interruptible);
        if used + i64::from(capacity.cost_of(channel)) > i64::from(capacity.pool_of(channel)) {
            return false;
        }
        let Some(max) = capacity.max.get(channel) else { return true };
        let same =
            load.iter().filter(|(known, _)| names.get(*known as usize).is_some_and(|name| name == channel));
        same.map(|(_, count)| *count).sum::<u32>() < *max
    }

    fn used(&self, load: &Load, names: &[String], of_interruptible: bool) -> i64 {
        let capacity = &self.config.capacity;
        let named = load.iter().filter_map(|(channel, count)| Some((names.get(*channel as usize)?, *count)));
        let of_pool = named.filter(|(name, _)| capacity.is_interruptible(name) == of_interruptible);
        let units = of_pool.map(|(name, count)| i64::from(capacity.cost_of(name)) * i64::from(count));
        let outside = if of_interruptible { 0 } else { i64::from(self.config.used_units) };
        units.sum::<i64>() + outside
    }

    /// Whether nothing more fits in, whatever its channel.
    fn is_full(&self, load: &Load, names: &[String]) -> bool {
        let capacity = &self.config.capacity;
        let least = i64::from(capacity.cost.values().copied().min().unwrap_or(1).min(1));
        let pools = [(false, Some(capacity.total)), (true, capacity.interruptible_total)];
        pools.into_iter().all(|(is_interruptible, total)| {
            total.is_none_or(|total| self.used(load, names, is_interruptible) + least > i64::from(total))
        })
    }
}

impl Index {
    /// The number of an agent's group, made where there is none.
    pub(super) fn group_of(&mut self, agent: &Agent, state: &State) -> u32 {
        let key = group_key(&agent.config);
        if let Some(number) = self.group_numbers.get(&key) {
            return *number;
        }
        let number = self.groups.len() as u32;
        let memberships = agent.config.queues.iter();
        let mut queues: Vec<(i32, u32)> = memberships
            .filter_map(|(id, member)| Some((member.rank, *self.queue_numbers.get(id)?)))
            .collect();
        queues.sort_unstable();
        for (_, queue) in &queues {
            if let Some(queue) = self.queues.get_mut(*queue as usize) {
                queue.groups.set(number, true);
            }
        }
        let config = agent.config.clone();
        self.groups.push(Group { config, queues, presences: [0; 3], free: BTreeMap::new() });
        self.group_numbers.insert(key, number);
        self.admit_group(number, state);
        self.prospects.forget();
        number
    }

    /// An agent of a group comes to be, or is no longer, available, paused or offline.
    pub(super) fn count_presence(&mut self, group: u32, presence: Presence, is_there: bool) {
        let Some(group) = self.groups.get_mut(group as usize) else { return };
        let change = |count: &mut usize| *count = if is_there { *count + 1 } else { count.saturating_sub(1) };
        change(&mut group.presences[presence as usize]);
        for (_, number) in &group.queues {
            let Some(queue) = self.queues.get_mut(*number as usize) else { continue };
            if presence == Presence::Available {
                change(&mut queue.ready);
            }
            if presence == Presence::Offline {
                continue;
            }
            change(&mut queue.present);
            if queue.opens_early {
                let tier = group.config.queues.get(&queue.id).map_or(0, |member| member.tier);
                let count = queue.present_tiers.entry(tier).or_default();
                change(count);
                if *count == 0 {
                    queue.present_tiers.remove(&tier);
                }
            }
        }
    }

    /// An agent is free, with a load.
    pub(super) fn join_group(
        &mut self,
        number: u32,
        load: &Load,
        idle: &[Timestamp],
        order: u32,
        agent: Handle,
    ) {
        let Some(group) = self.groups.get_mut(number as usize) else { return };
        let bucket = group.free.entry(load.clone()).or_default();
        bucket.by_idle.resize_with(idle.len(), BTreeSet::new);
        for (set, since) in bucket.by_idle.iter_mut().zip(idle) {
            set.insert((*since, order, agent));
        }
        if !group.is_full(load, &self.channel_names) {
            self.open.set(number, true);
        }
    }

    pub(super) fn leave_group(
        &mut self,
        number: u32,
        load: &Load,
        idle: &[Timestamp],
        order: u32,
        agent: Handle,
    ) {
        let Some(group) = self.groups.get_mut(number as usize) else { return };
        let Some(bucket) = group.free.get_mut(load) else { return };
        for (set, since) in bucket.by_idle.iter_mut().zip(idle) {
            set.remove(&(*since, order, agent));
        }
        if bucket.len() > 0 {
            return;
        }
        group.free.remove(load);
        if group.free.keys().all(|load| group.is_full(load, &self.channel_names)) {
            self.open.set(number, false);
        }
    }

    /// The number of a channel.
    pub(super) fn channel(&mut self, name: &str) -> u32 {
        if let Some(number) = self.channels.get(name) {
            return *number;
        }
        let number = self.channel_names.len() as u32;
        self.channel_names.push(name.to_owned());
        self.channels.insert(name.to_owned(), number);
        number
    }
}

/// All that admits an agent, as text; one who learns is like nobody else.
fn group_key(config: &AgentConfig) -> String {
    let learner = config.trainee.as_ref().map(|_| &config.id);
    let AgentConfig { queues, skills, channels, capacity, used_units, penalty, .. } = config;
    let admits = (learner, queues, skills, channels, capacity, used_units, penalty);
    serde_json::to_string(&admits).unwrap_or_else(|_| config.id.clone())
}
