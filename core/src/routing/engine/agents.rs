use super::super::agent::Presence;
use super::super::interaction::Interaction;
use super::super::state::{Agent, State};
use super::due::Owner;
use super::groups::Load;
use super::{Handle, Index, Look};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Where the index has put an agent, and the interactions that have to do with him.
#[derive(Clone, Debug, Default)]
pub(super) struct AgentEntry {
    seat: Option<Seat>,
    deadline: Option<Timestamp>,
    /// He has them, is asked for them or takes part in them.
    pub(super) held: BTreeSet<Handle>,
    /// They are held for him now.
    pub(super) kept: BTreeSet<Handle>,
    pub(super) preferred_by: BTreeSet<Handle>,
    pub(super) declined: BTreeSet<Handle>,
}

/// What is counted of an agent, and where he stands among the free.
#[derive(Clone, Debug, PartialEq)]
struct Seat {
    group: u32,
    presence: Presence,
    /// His place among all ids.
    order: u32,
    /// Load and idle times; `None` = he is not free.
    free: Option<(Load, Vec<Timestamp>)>,
}

impl AgentEntry {
    pub(super) fn group(&self) -> Option<u32> {
        self.seat.as_ref().map(|seat| seat.group)
    }

    /// His load, if he is available and not in wrap-up.
    pub(super) fn free(&self) -> Option<&Load> {
        self.seat.as_ref()?.free.as_ref().map(|(load, _)| load)
    }

    pub(super) fn forget_timer(&mut self) {
        self.deadline = None;
    }

    pub(super) fn presence(&self) -> Option<Presence> {
        self.seat.as_ref().map(|seat| seat.presence)
    }
}

impl State {
    /// Interactions that an agent is asked for, has or has declined, by id in order; without an index, all.
    pub(crate) fn concerned_by(&mut self, agent: &str) -> Vec<String> {
        self.sync();
        let Some(index) = self.engine.index() else { return self.interactions.ids() };
        let entry = self.agents.handle(agent).and_then(|handle| index.agent(handle));
        self.ids_of(entry.into_iter().flat_map(|entry| entry.held.iter().chain(&entry.declined)).copied())
    }

    /// Work and offers of an agent, if there is an index.
    pub(crate) fn held_by_index(&self, agent: &str) -> Option<impl Iterator<Item = &Interaction>> {
        let index = self.engine.index()?;
        let entry = self.agents.handle(agent).and_then(|handle| index.agent(handle));
        Some(
            entry
                .into_iter()
                .flat_map(|entry| &entry.held)
                .filter_map(|handle| self.interactions.at(*handle)),
        )
    }

    /// Agents who learn from a mentor, if there is an index.
    pub(crate) fn learners_by_index(&self, mentor: &str) -> Option<impl Iterator<Item = &Agent>> {
        let learners = self.engine.index()?.trainees.get(mentor);
        Some(learners.into_iter().flatten().filter_map(|handle| self.agents.at(*handle)))
    }
}

impl Index {
    pub(super) fn agent_entry(&mut self, agent: Handle) -> &mut AgentEntry {
        if self.agents.len() <= agent as usize {
            self.agents.resize_with(agent as usize + 1, AgentEntry::default);
        }
        &mut self.agents[agent as usize]
    }

    pub(super) fn agent(&self, agent: Handle) -> Option<&AgentEntry> {
        self.agents.get(agent as usize)
    }

    /// Brings an agent's place up to date.
    pub(super) fn follow_agent(&mut self, handle: Handle, state: &State) {
        let agent = state.agents.at(handle);
        let deadline = agent.and_then(|agent| {
            let wrap_up = agent.wrap_up.and_then(|wrap_up| wrap_up.until);
            wrap_up.into_iter().chain(state.lease_of_agent(agent)).min()
        });
        let seat = agent.map(|agent| self.seat_of(handle, agent, state));
        let entry = self.agent_entry(handle);
        let (before, known) = (std::mem::replace(&mut entry.deadline, deadline), entry.seat.take());
        if before != deadline {
            before.into_iter().for_each(|at| {
                self.timers.remove(&(at, Owner::Agent, handle));
            });
            deadline.into_iter().for_each(|at| {
                self.timers.insert((at, Owner::Agent, handle));
            });
        }
        if known != seat {
            let is_elsewhere = known.as_ref().map(|seat| (seat.group, seat.presence))
                != seat.as_ref().map(|seat| (seat.group, seat.presence));
            if let Some(Seat { group, presence, order, free }) = &known {
                if is_elsewhere {
                    self.count_presence(*group, *presence, false);
                }
                if let Some((load, idle)) = free {
                    self.leave_group(*group, load, idle, *order, handle);
                }
            }
            if let Some(Seat { group, presence, order, free }) = &seat {
                if is_elsewhere {
                    self.count_presence(*group, *presence, true);
                }
                if let Some((load, idle)) = free {
                    self.join_group(*group, load, idle, *order, handle);
                }
            }
            let group = |seat: &Option<Seat>| seat.as_ref().map(|seat| seat.group);
            if is_elsewhere && group(&known) != group(&seat) {
                let skippers: Vec<Handle> = self.skippers.iter().copied().collect();
                self.lists[Look::Relax as usize].extend(skippers);
            }
            let is_present = |seat: &&Seat| seat.presence != Presence::Offline;
            let was_in = known.as_ref().filter(is_present).map(|seat| seat.group);
            if was_in.is_some() && was_in != seat.as_ref().filter(is_present).map(|seat| seat.group) {
                self.wake_higher_tiers(was_in);
            }
        }
        self.agent_entry(handle).seat = seat;
        if let Some(agent) = agent {
            self.fresh_agents.insert(handle);
            self.wake_learners(agent);
        }
    }

    fn seat_of(&mut self, handle: Handle, agent: &Agent, state: &State) -> Seat {
        let known = self.agent_entry(handle).group();
        // But for his skills, nothing of his group changes while the configuration stays.
        let is_same = |group: &u32| {
            self.groups.get(*group as usize).is_some_and(|group| group.config.skills == agent.config.skills)
        };
        let group = known.filter(is_same).unwrap_or_else(|| self.group_of(agent, state));
        let is_free = agent.presence == Presence::Available && agent.wrap_up.is_none();
        let free = is_free.then(|| {
            let idle = self.bases.iter().map(|basis| agent.idle_since(*basis)).collect();
            (self.load_of(handle), idle)
        });
        let order = self.orders.get(handle as usize).copied().unwrap_or_default();
        Seat { group, presence: agent.presence, order, free }
    }

    fn load_of(&self, handle: Handle) -> Load {
        let held = self.agent(handle).into_iter().flat_map(|entry| &entry.held);
        let mut channels: Vec<u32> =
            held.filter_map(|contact| self.contacts.get(*contact)?.channel()).collect();
        channels.sort_unstable();
        let runs = channels.chunk_by(|one, other| one == other);
        runs.filter_map(|run| Some((*run.first()?, run.len() as u32))).collect()
    }

    /// A mentor who comes or goes, or is done with one who learns, matters to the others.
    fn wake_learners(&mut self, agent: &Agent) {
        let mentors = [Some(&agent.config.id), agent.config.trainee.as_ref().map(|trainee| &trainee.mentor)];
        for mentor in mentors.into_iter().flatten() {
            self.fresh_agents.extend(self.trainees.get(mentor).into_iter().flatten());
        }
    }

    /// Where tiers open early, one of a group who goes may open them to all who are free.
    fn wake_higher_tiers(&mut self, group: Option<u32>) {
        let group = group.and_then(|group| self.groups.get(group as usize));
        let queues = group
            .into_iter()
            .flat_map(|group| &group.queues)
            .filter_map(|(_, queue)| self.queues.get(*queue as usize));
        let groups =
            queues.filter(|queue| queue.opens_early).flat_map(|queue| queue.groups.both(&queue.groups));
        let buckets =
            groups.filter_map(|group| self.groups.get(group as usize)).flat_map(|group| group.free.values());
        let free: Vec<Handle> = buckets
            .filter_map(|bucket| bucket.by_idle.first())
            .flatten()
            .map(|(_, _, agent)| *agent)
            .collect();
        self.fresh_agents.extend(free);
    }
}
