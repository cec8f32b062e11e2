//! Matching to a fixpoint: steps are settled, then exclusions cleared, a pair chosen and an offer made until none is
//! left.

use super::eligibility::{Declines, is_true, opens_after};
use super::world::{Holder, Item, OpenOffer, World};
use krarup::routing::{Event, OnDecline, RevokeCause, Why};
use krarup::time::Timestamp;

impl World {
    pub(crate) fn match_all(&mut self) {
        self.drop_what_rings_remove();
        for id in self.ids(Item::is_queued) {
            self.settle_steps(&id);
        }
        loop {
            self.clear_exclusions();
            let Some((id, eligible)) = self.best_pair() else { break };
            if self.is_to_dial(&self.items[&id]) {
                self.dial(&id);
                continue;
            }
            let item = self.items[&id].clone();
            let (agent, why) = self.choose(&item, eligible);
            self.offer(&id, agent, why);
        }
        self.foretell();
    }

    /// Rings that an interaction has left drop requirements. OPEN: as steps, so after wait rules of the same instant.
    pub(crate) fn drop_what_rings_remove(&mut self) {
        for id in self.ids(Item::is_queued) {
            let item = &self.items[&id];
            let queue = &self.queue_of(item).config;
            let age = self.since_enqueue(item);
            let is_left =
                |place: &usize| *place + 1 < queue.rings.len() && age >= opens_after(queue, place + 2);
            let left = (0..queue.rings.len()).filter(is_left);
            let removed: Vec<String> = left.flat_map(|place| queue.rings[place].remove.clone()).collect();
            self.item(&id).dropped.extend(removed);
        }
    }

    fn settle_steps(&mut self, id: &str) {
        let before = self.items[id].step;
        while let Some(how) = self.step_that_ends(id) {
            let now = self.now;
            let item = self.item(id);
            match how {
                StepEnd::Absent | StepEnd::Skipped => item.step += 1,
                StepEnd::Over(at) => {
                    item.step += 1;
                    item.step_entered_at = at;
                    item.has_entered_step = false;
                }
                StepEnd::AllExcluded => {
                    item.step += 1;
                    item.step_entered_at = now;
                    item.has_entered_step = false;
                }
            }
            self.tally.count("step", how.name());
        }
        let step = self.items[id].step;
        if step != before {
            self.emit(Event::StepEntered { interaction: id.to_owned(), step });
        }
    }

    /// Why the step the interaction is in, or about to enter, is not to stay.
    fn step_that_ends(&mut self, id: &str) -> Option<StepEnd> {
        let item = &self.items[id];
        let step = item.facts.steps.get(item.step)?;
        if !step.is_considered {
            return Some(StepEnd::Absent);
        }
        if !item.has_entered_step {
            if step.skip_if_none_available && !self.has_eligible_member(item, Declines::Count) {
                return Some(StepEnd::Skipped);
            }
            self.item(id).has_entered_step = true;
        }
        let item = &self.items[id];
        let step = &item.facts.steps[item.step];
        let over = step.duration.map(|duration| item.step_entered_at + duration.as_micros());
        if let Some(at) = over.filter(|at| *at <= self.now) {
            return Some(StepEnd::Over(at));
        }
        let members = self.queue_of(item).members.iter();
        let mut admitted = members.filter(|(number, _)| {
            let config = &self.agents[*number].config;
            is_true(&step.expression, &config.id, &config.skills)
        });
        let all_excluded = admitted.all(|(number, _)| item.excluded.contains(number));
        (step.skip_if_none_available && all_excluded).then_some(StepEnd::AllExcluded)
    }

    fn clear_exclusions(&mut self) {
        let is_stranded = |item: &Item| {
            let queue = &self.queue_of(item).config;
            queue.on_decline == OnDecline::ExcludeUntilAll
                && item.is_waiting()
                && !item.excluded.is_empty()
                && !self.has_eligible_member(item, Declines::Count)
                && self.has_eligible_member(item, Declines::Forgiven)
        };
        for id in self.ids(is_stranded) {
            self.item(&id).excluded.clear();
            self.tally.count("exclusions", "cleared");
        }
    }

    /// The interaction to offer next and everyone eligible for it.
    fn best_pair(&mut self) -> Option<(String, Vec<usize>)> {
        let mut candidates = Vec::new();
        for (id, item) in &self.items {
            let queue = self.queue_of(item);
            let is_open = item.is_queued() && item.dialling.is_none();
            if !queue.config.push || !is_open || item.offers.len() >= self.may_be_asked(item) {
                continue;
            }
            if self.is_to_dial(item) && !self.may_dial(item) {
                continue;
            }
            let members = queue.members.iter();
            let eligible: Vec<_> =
                members.filter(|(number, _)| self.is_eligible(item, *number, Declines::Count)).collect();
            let Some(rank) = eligible.iter().map(|(_, membership)| membership.rank).min() else { continue };
            let numbers: Vec<usize> = eligible.iter().map(|(number, _)| *number).collect();
            candidates.push((rank, id, item, numbers));
        }
        candidates.sort_by(|(rank, _, item, _), (other_rank, _, other, _)| {
            rank.cmp(other_rank).then_with(|| self.compare_items(item, other).0)
        });
        let decided = match &candidates[..] {
            [(rank, _, item, _), (other_rank, _, other, _), ..] => {
                Some(if rank == other_rank { self.compare_items(item, other).1 } else { "rank" })
            }
            _ => None,
        };
        let best = candidates.into_iter().next().map(|(_, id, _, numbers)| (id.clone(), numbers));
        decided.into_iter().for_each(|by| self.tally.count("order", by));
        best
    }

    /// Agents who may be asked at a time by now.
    fn may_be_asked(&self, item: &Item) -> usize {
        let queue = &self.queue_of(item).config;
        let most = queue.max_offers as usize;
        match queue.offer_more_after {
            Some(pace) if !item.offers.is_empty() => {
                most.min(1 + ((self.now - item.offering_since) / pace.as_micros()) as usize)
            }
            Some(_) => 1,
            None => most,
        }
    }

    fn tally_pace(&mut self, id: &str) {
        let item = &self.items[id];
        if self.queue_of(item).config.offer_more_after.is_some() {
            let later = item.offering_since < self.now;
            match (item.offers.is_empty(), later) {
                (true, _) => self.tally.count("pace", "first"),
                (false, true) => self.tally.count("pace", "one_more_later"),
                (false, false) => self.tally.count("pace", "two_at_once"),
            }
        }
    }

    fn offer(&mut self, id: &str, agent: usize, why: Why) {
        let generation = self.offers_made;
        self.offers_made += 1;
        self.tally_pace(id);
        let number = self.items[id].queue;
        let name = self.agent_id(agent);
        let queue = &mut self.queues[number];
        queue.cursor = Some(name);
        let auto_accept = queue.config.auto_accept;
        // An offer that is accepted at once does not expire.
        let timeout = queue.config.offer_timeout.filter(|_| !auto_accept);
        let expires_at = timeout.map(|timeout| self.now + timeout.as_micros());
        let now = self.now;
        let item = self.item(id);
        if item.offers.is_empty() {
            item.offering_since = now;
        }
        item.offers.insert(agent, OpenOffer { generation, expires_at });
        self.emit(Event::OfferMade {
            interaction: id.to_owned(),
            agent: self.agent_id(agent),
            generation,
            expires_at: expires_at.map(Timestamp::from_micros),
            why: Some(why),
        });
        if auto_accept {
            self.tally.count("assigned", "at_once");
            self.assign(id, agent);
        }
    }

    /// The agent has it; offers to others are taken back.
    pub(crate) fn assign(&mut self, id: &str, agent: usize) {
        self.item(id).offers.remove(&agent);
        self.item(id).dialling = None;
        self.revoke_all(id, RevokeCause::Lost);
        self.learn_start(id);
        self.item(id).holder = Some(Holder { agent, is_connected: false, is_held: false });
        // OPEN: a contact that begins is heard of.
        let now = self.now;
        self.item(id).heard_at = now;
        let queue = self.items[id].facts.queue.clone();
        self.agents[agent].answer(&queue);
        self.agents[agent].misses = 0;
        let subject = self.items[id].facts.subject.clone();
        self.remember_agent(subject.as_deref(), agent);
        let queue = self.queue_of(&self.items[id]).config.id.clone();
        self.emit(Event::Assigned { interaction: id.to_owned(), agent: self.agent_id(agent), queue });
    }

    /// Takes back all offers of an interaction, in the order of agents' ids.
    pub(crate) fn revoke_all(&mut self, id: &str, cause: RevokeCause) {
        let offered: Vec<usize> = self.items[id].offers.keys().copied().collect();
        offered.into_iter().for_each(|agent| self.revoke(id, agent, cause));
    }

    pub(crate) fn revoke(&mut self, id: &str, agent: usize, cause: RevokeCause) {
        let Some(offer) = self.item(id).offers.remove(&agent) else { return };
        let (interaction, generation) = (id.to_owned(), offer.generation);
        self.emit(Event::OfferRevoked { interaction, agent: self.agent_id(agent), generation, cause });
    }
}

enum StepEnd {
    /// `consider_if` is false.
    Absent,
    /// Nobody was eligible on entering: rule (a).
    Skipped,
    /// Its duration is over at this instant.
    Over(i64),
    /// All it admits are excluded: rule (b).
    AllExcluded,
}

impl StepEnd {
    fn name(&self) -> &'static str {
        match self {
            Self::Absent => "not_considered",
            Self::Skipped => "skipped_a",
            Self::Over(_) => "over",
            Self::AllExcluded => "ended_b",
        }
    }
}
