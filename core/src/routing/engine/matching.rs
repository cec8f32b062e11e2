use super::super::interaction::{Interaction, Place};
use super::super::matching::Contest;
use super::super::order::Standing;
use super::super::queue::QueueConfig;
use super::super::selection::SelectionKey;
use super::super::state::{Agent, State};
use super::classes::Class;
use super::contacts::ContactEntry;
use super::groups::{Bucket, Group};
use super::order::Turn;
use super::queues::QueueIndex;
use super::{Handle, Index};
use crate::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// How good a pair is: rank, then standing, the least first.
type Claim = (i32, Standing);

/// What may be offered next, since something changed: interactions, and the best for each agent. Claims are looked at
/// again when they come first, as each offer may have made others void.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    heap: BinaryHeap<Reverse<(Claim, Handle, Option<Handle>)>>,
}

/// An interaction with what the index knows of it.
#[derive(Clone, Copy)]
struct Known<'a> {
    index: &'a Index,
    handle: Handle,
    contact: &'a Interaction,
    entry: &'a ContactEntry,
    queue: &'a QueueIndex,
}

impl State {
    /// The interaction of the best claim, as [`State::best_interaction`] would find it.
    pub(crate) fn best_claim(&mut self, claims: &mut Claims) -> Option<Handle> {
        self.sync();
        let index = self.engine.0.as_mut()?;
        let contacts = std::mem::take(&mut index.fresh_contacts);
        let agents = std::mem::take(&mut index.fresh_agents);
        let dials: Vec<Handle> = index.to_dial.iter().copied().collect();
        for contact in contacts {
            let claim = self.claim_of(contact);
            claims.heap.extend(claim.map(|claim| Reverse((claim, contact, None))));
        }
        for agent in agents {
            let claim = self.best_claim_for(agent, false);
            claims.heap.extend(claim.map(|(claim, contact)| Reverse((claim, contact, Some(agent)))));
        }
        // Whether a customer may be rung depends on everybody who is free.
        let dial =
            dials.into_iter().filter_map(|contact| Some((self.claim_to_dial(contact)?, contact))).min();
        while let Some(Reverse((claim, contact, agent))) = claims.heap.pop() {
            let now = match agent {
                Some(agent) => self.best_claim_for(agent, false),
                None => self.claim_of(contact).map(|claim| (claim, contact)),
            };
            let Some(now) = now else { continue };
            if now != (claim, contact) {
                claims.heap.push(Reverse((now.0, now.1, agent)));
                continue;
            }
            let is_first = dial.as_ref().is_none_or(|dial| claim < dial.0);
            // He may have room for more; an interaction is looked at anew once something has become of it.
            if agent.is_some() || !is_first {
                claims.heap.push(Reverse((claim, contact, agent)));
            }
            return Some(if is_first { contact } else { dial?.1 });
        }
        dial.map(|(_, contact)| contact)
    }

    /// The claim of an interaction that may be offered, if somebody is eligible.
    fn claim_of(&self, handle: Handle) -> Option<Claim> {
        let known =
            self.known_by(handle).filter(|known| known.queue.is_pushed && known.entry.is_waiting())?;
        if known.entry.is_to_dial() {
            return None;
        }
        Some((self.least_rank(known)?, self.standing(known.contact)))
    }

    fn claim_to_dial(&self, handle: Handle) -> Option<Claim> {
        let known = self.known_by(handle)?;
        let rank = self.least_rank(known)?;
        self.may_dial(known.contact).then(|| (rank, self.standing(known.contact)))
    }

    /// The best claim among all that an agent may take; what he pulls must wait, and may be what is not offered.
    fn best_claim_for(&self, agent: Handle, pulls: bool) -> Option<(Claim, Handle)> {
        let index = self.engine.index()?;
        let entry = index.agent(agent)?;
        let (load, group_number, agent_now) = (entry.free()?, entry.group()?, self.agents.at(agent)?);
        let group = index.groups.get(group_number as usize)?;
        let mut best: Option<(Claim, Handle)> = None;
        for (rank, queue) in &group.queues {
            let Some(queue) = index.queues.get(*queue as usize) else { continue };
            // With him, those whom a reserve kept may be free for something too, whose ranks are other than his.
            let is_opened = queue.has_reserves && !pulls;
            let is_behind = best.as_ref().is_some_and(|((least, _), _)| least < rank);
            if (!pulls && !queue.is_pushed) || (is_behind && !is_opened) {
                continue;
            }
            let classes = queue.classes.iter().filter_map(|class| index.classes.get(*class as usize));
            let classes = classes.filter(|class| {
                class.groups.has(group_number)
                    && group.has_room(load, &index.channel_names, class.channel())
                    && self.is_tier_open(class, group, queue)
            });
            let mut first: Option<(Turn, Handle)> = None;
            for class in classes {
                if is_opened {
                    self.improve_by_class(&mut best, class);
                    continue;
                }
                let Some((turn, handle)) = self.first_for(agent, agent_now, class, pulls) else { continue };
                if queue.has_lasting_order() {
                    if first.is_none_or(|(least, _)| turn < least) {
                        first = Some((turn, handle));
                    }
                } else {
                    improve(&mut best, self.claim(*rank, handle), handle);
                }
            }
            first.into_iter().for_each(|(_, handle)| improve(&mut best, self.claim(*rank, handle), handle));
        }
        // Those that are held for him are in no class.
        let kept = entry.kept.iter().filter_map(|handle| self.known_by(*handle));
        for known in kept.filter(|known| known.queue.is_pushed || pulls) {
            let fits = known.entry.is_waiting()
                && self.may_go(known, pulls)
                && self.exclusion(agent_now, known.contact).is_none()
                && self.reserved(known.contact).is_none();
            let membership = agent_now.config.queues.get(&known.queue.id).filter(|_| fits);
            let claim = membership.and_then(|member| {
                let is_own = pulls || !known.queue.has_reserves;
                if is_own { self.claim(member.rank, known.handle) } else { self.claim_of(known.handle) }
            });
            improve(&mut best, claim, known.handle);
        }
        best
    }

    /// The best claim of a class, whoever the agents are.
    fn improve_by_class(&self, best: &mut Option<(Claim, Handle)>, class: &Class) {
        let waiting = class.waiting.iter().filter_map(|handle| self.known_by(handle));
        for known in waiting.filter(|known| self.may_go(*known, false)) {
            improve(best, self.claim_of(known.handle), known.handle);
            // Whoever may take it may take the others too, but for those whom they bar.
            if !known.entry.bars_anybody() {
                return;
            }
        }
    }

    fn claim(&self, rank: i32, handle: Handle) -> Option<Claim> {
        Some((rank, self.standing(self.interactions.at(handle)?)))
    }

    /// The first of a class that an agent of an admitted group, who has room, may take.
    fn first_for(
        &self,
        agent: Handle,
        agent_now: &Agent,
        class: &Class,
        pulls: bool,
    ) -> Option<(Turn, Handle)> {
        let named = !class.names_agents
            || class.step().is_none_or(|step| step.holds(&agent_now.config.id, &agent_now.config.skills));
        if !named {
            return None;
        }
        for handle in class.waiting.iter() {
            let Some(known) = self.known_by(handle) else { continue };
            if !self.may_go(known, pulls) || known.entry.bars(agent) {
                continue;
            }
            if self.trainee_verdict(agent_now, known.contact).is_some() {
                // His mentor is the same for all, and so is the priority where it counts.
                return None;
            }
            if !known.queue.has_reserves || self.reserved(known.contact).is_none() {
                return Some((known.queue.turn(known.contact), handle));
            }
            // Whoever may take it may take the others too, but for those whom they bar.
            if !known.entry.bars_anybody() {
                return None;
            }
        }
        None
    }

    /// Whether an interaction may go to whoever is asked, or to whoever pulls.
    fn may_go(&self, known: Known, pulls: bool) -> bool {
        if pulls { known.contact.place == Place::Waiting } else { !known.entry.is_to_dial() }
    }

    /// The interaction that an agent who pulls gets.
    pub(crate) fn best_to_pull(&self, agent: &str) -> Option<Handle> {
        self.best_claim_for(self.agents.handle(agent)?, true).map(|(_, handle)| handle)
    }

    fn known_by(&self, handle: Handle) -> Option<Known<'_>> {
        let index = self.engine.index()?;
        let entry = index.contacts.get(handle)?;
        let queue = index.queues.get(entry.queue()? as usize)?;
        Some(Known { index, handle, contact: self.interactions.at(handle)?, entry, queue })
    }

    /// An interaction as the index knows it, if it is the one that is in the router, as it is there.
    fn known(&self, interaction: &Interaction) -> Option<Known<'_>> {
        let handle = self.interactions.handle(&interaction.facts.interaction)?;
        let known = self.known_by(handle).filter(|_| !self.interactions.is_touched(handle))?;
        std::ptr::eq(known.contact, interaction).then_some(known)
    }

    /// Agents who may take an interaction, by group and load, the longest idle first; those it is held for apart.
    fn able_sets<'a>(
        &'a self,
        known: Known<'a>,
    ) -> impl Iterator<Item = (&'a Group, &'a BTreeSet<(Timestamp, u32, Handle)>)> + 'a {
        let index = known.index;
        let class = known.entry.class().and_then(|class| index.classes.get(class as usize));
        let basis = self.idle_basis(&known.queue.id);
        let basis = index.bases.iter().position(|known| *known == basis).unwrap_or_default();
        class.into_iter().flat_map(move |class| {
            let groups = class.groups.both(&index.open).filter_map(|group| index.groups.get(group as usize));
            let groups = groups.filter(move |group| self.is_tier_open(class, group, known.queue));
            groups.flat_map(move |group| {
                let has_room = |(load, _): &(&Vec<(u32, u32)>, &Bucket)| {
                    group.has_room(load, &index.channel_names, class.channel())
                };
                let sets = group
                    .free
                    .iter()
                    .filter(has_room)
                    .filter_map(move |(_, bucket)| bucket.by_idle.get(basis));
                sets.map(move |set| (group, set))
            })
        })
    }

    /// The agents of a set whom nothing keeps from an interaction that is about them alone.
    fn able_of<'a>(
        &'a self,
        known: Known<'a>,
        group: &'a Group,
        set: &'a BTreeSet<(Timestamp, u32, Handle)>,
    ) -> impl Iterator<Item = &'a Agent> + 'a {
        let class = known.entry.class().and_then(|class| known.index.classes.get(class as usize));
        let step = class.filter(|class| class.names_agents).and_then(Class::step);
        let unbarred = set.iter().filter(move |(_, _, agent)| !known.entry.bars(*agent));
        unbarred.filter_map(|(_, _, agent)| self.agents.at(*agent)).filter(move |agent| {
            step.is_none_or(|step| step.holds(&agent.config.id, &agent.config.skills))
                && (group.config.trainee.is_none() || self.trainee_verdict(agent, known.contact).is_none())
        })
    }

    /// How many of a set may take it.
    fn count_able(&self, known: Known, group: &Group, set: &BTreeSet<(Timestamp, u32, Handle)>) -> usize {
        let class = known.entry.class().and_then(|class| known.index.classes.get(class as usize));
        let alone = group.config.trainee.is_some() || class.is_some_and(|class| class.names_agents);
        if alone || known.entry.bars_anybody() {
            return self.able_of(known, group, set).count();
        }
        set.len()
    }

    fn is_tier_open(&self, class: &Class, group: &Group, queue: &QueueIndex) -> bool {
        if !queue.opens_early || class.is_tier_open(group, queue, self) {
            return true;
        }
        let tier = group.config.queues.get(&queue.id).map_or(0, |member| member.tier);
        queue.is_nobody_below(tier)
    }

    /// Agents it is held for who may take it.
    fn able_kept<'a>(&'a self, known: Known<'a>) -> impl Iterator<Item = &'a Agent> + 'a {
        let kept = known.entry.kept_for().iter().filter_map(|agent| self.agents.at(*agent));
        kept.filter(move |agent| self.exclusion(agent, known.contact).is_none())
    }

    /// Agents whom no rule excludes, if the index knows the interaction as it is.
    pub(crate) fn able_by_index<'a>(
        &'a self,
        interaction: &Interaction,
    ) -> Option<impl Iterator<Item = &'a Agent> + 'a> {
        let known = self.known(interaction)?;
        let sets = self.able_sets(known).flat_map(move |(group, set)| self.able_of(known, group, set));
        Some(sets.chain(self.able_kept(known)))
    }

    /// The least rank of the agents who are eligible.
    fn least_rank(&self, known: Known) -> Option<i32> {
        let kept = self.kept(known.contact) as usize;
        let rank = |config: &super::super::agent::AgentConfig| {
            config.queues.get(&known.queue.id).map(|member| member.rank)
        };
        let (mut count, mut least) = (0, None);
        let mut found = |number: usize, rank: Option<i32>| {
            if number > 0 {
                count += number;
                least = [least, rank].into_iter().flatten().min();
            }
        };
        for (group, set) in self.able_sets(known) {
            // How many matters only where a reserve keeps some.
            let number = match kept {
                0 => self.able_of(known, group, set).take(1).count(),
                _ => self.count_able(known, group, set),
            };
            found(number, rank(&group.config));
        }
        self.able_kept(known).for_each(|agent| found(1, rank(&agent.config)));
        least.filter(|_| count > kept)
    }

    /// The best agent for an interaction and the one after him, if the index knows it as it is.
    pub(crate) fn contest_by_index(&self, interaction: &Interaction) -> Option<Contest<'_>> {
        let known = self.known(interaction)?;
        let queue = self.queues.get(&known.queue.id)?;
        let is_by_head = is_by_head(queue);
        let mut contest = Contest::default();
        for (group, set) in self.able_sets(known) {
            if !is_by_head {
                self.able_of(known, group, set)
                    .for_each(|agent| contest.enter(self.key(agent, interaction), agent));
                continue;
            }
            // The others of the set come after both.
            let count = self.count_able(known, group, set);
            for agent in self.able_of(known, group, set).take(2) {
                contest.enter(self.key(agent, interaction), agent);
            }
            contest.count += count - count.min(2);
        }
        self.able_kept(known).for_each(|agent| contest.enter(self.key(agent, interaction), agent));
        Some(contest)
    }

    /// Ids of interactions that wait and that somebody has declined.
    pub(crate) fn declined_ones(&mut self) -> Vec<String> {
        self.sync();
        match self.engine.index() {
            Some(index) => self.ids_of(index.declined.iter().copied()),
            None => self.interactions.ids(),
        }
    }

    /// How many agents could take an interaction, and how many more could if they had not declined it.
    pub(crate) fn able_and_declined_by_index(&self, interaction: &Interaction) -> Option<(usize, usize)> {
        let known = self.known(interaction)?;
        let sets = self.able_sets(known).map(|(group, set)| self.count_able(known, group, set));
        let able = sets.sum::<usize>() + self.able_kept(known).count();
        let declined = known.entry.declined_by().iter().filter_map(|agent| self.agents.at(*agent));
        let would = declined.filter(|agent| {
            self.exclusion(agent, interaction) == Some(super::super::explain::Verdict::Declined)
        });
        Some((able, would.count()))
    }

    /// Customers who are being rung.
    pub(crate) fn dialling(&self) -> Option<impl Iterator<Item = &Interaction>> {
        let index = self.engine.index()?;
        Some(index.dialling.iter().filter_map(|handle| self.interactions.at(*handle)))
    }
}

fn improve(best: &mut Option<(Claim, Handle)>, claim: Option<Claim>, handle: Handle) {
    if let Some(claim) = claim
        && best.as_ref().is_none_or(|(known, _)| claim < *known)
    {
        *best = Some((claim, handle));
    }
}

/// Whether all keys but idle time are the same for agents of a group with the same load.
fn is_by_head(queue: &QueueConfig) -> bool {
    let is_common = |key: &SelectionKey| {
        !matches!(
            key,
            SelectionKey::Occupancy
                | SelectionKey::LabelMatch
                | SelectionKey::RoundRobin
                | SelectionKey::Fewest
                | SelectionKey::LeastTalk
                | SelectionKey::ShareOfQueue
                | SelectionKey::ShareOfAgent
                | SelectionKey::WeightedRandom
                | SelectionKey::Score
        )
    };
    queue.selection.contains(&SelectionKey::Idle) && queue.selection.iter().all(is_common)
}
