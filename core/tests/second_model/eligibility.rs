//! Convention 9: who may take what, and the first rule that says no.

use super::world::{Agent, Item, World};
use krarup::routing::{
    Expression, Membership, Operator, Presence, QueueConfig, Requirement, TierRules, Verdict, Window,
};
use krarup::time::Timestamp;
use std::collections::BTreeMap;

/// Whether exclusions count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declines {
    Count,
    Forgiven,
}

impl World {
    pub(crate) fn is_eligible(&self, item: &Item, agent: usize, declines: Declines) -> bool {
        self.exclusion(item, agent, declines).is_none()
    }

    pub(crate) fn has_eligible_member(&self, item: &Item, declines: Declines) -> bool {
        self.queue_of(item).members.iter().any(|(agent, _)| self.is_eligible(item, *agent, declines))
    }

    pub(crate) fn eligible_members(&self, item: &Item) -> Vec<usize> {
        let members = self.queue_of(item).members.iter().map(|(number, _)| *number);
        members.filter(|number| self.is_eligible(item, *number, Declines::Count)).collect()
    }

    /// The first rule that excludes the agent, by the name `explain` gives it.
    pub(crate) fn exclusion(&self, item: &Item, number: usize, declines: Declines) -> Option<Verdict> {
        if let Some(rule) = self.own_exclusion(item, number, declines) {
            return Some(rule);
        }
        self.reserved(item, declines).map(|(free, kept)| Verdict::Reserved { free, kept })
    }

    /// How many could take it and how many a reserve keeps for higher priorities, where those are all.
    fn reserved(&self, item: &Item, declines: Declines) -> Option<(usize, u32)> {
        let queue = self.queue_of(item);
        let reserves = queue.config.reserves.iter();
        let kept =
            reserves.filter(|one| item.facts.priority < one.below_priority).map(|one| one.agents).max()?;
        let members = queue.members.iter();
        let free =
            members.filter(|(number, _)| self.own_exclusion(item, *number, declines).is_none()).count();
        (free <= kept as usize).then_some((free, kept))
    }

    /// The same, reserves aside.
    fn own_exclusion(&self, item: &Item, number: usize, declines: Declines) -> Option<Verdict> {
        let agent = &self.agents[number];
        let queue = &self.queue_of(item).config;
        let since_enqueue = |span: i64| Timestamp::from_micros(item.enqueued_at + span);
        if item.is_with(number) {
            return Some(Verdict::HasIt);
        }
        let Some(membership) = self.membership(item, number) else { return Some(Verdict::NotMember) };
        if agent.presence != Presence::Available {
            return Some(Verdict::NotAvailable { presence: agent.presence });
        }
        if let Some(wrap_up) = agent.wrap_up {
            return Some(Verdict::WrapUp { until: wrap_up.until.map(Timestamp::from_micros) });
        }
        let channel = &item.facts.channel;
        if agent.config.channels.as_ref().is_some_and(|handled| !handled.contains(channel)) {
            return Some(Verdict::ChannelNotHandled);
        }
        let not_before = item.facts.not_before.filter(|_| !item.is_begun);
        if let Some(until) = not_before.filter(|instant| self.now < instant.as_micros()) {
            return Some(Verdict::NotBefore { until });
        }
        let windows = &item.facts.windows;
        if !item.is_begun && !windows.is_empty() && !is_within(windows, self.now) {
            let until = windows.iter().map(|window| window.from).find(|from| from.as_micros() > self.now);
            return Some(Verdict::OutsideWindow { until });
        }
        let held_for = self.held_for(item);
        if let Some((first, until)) = held_for.first()
            && held_for.iter().all(|(other, _)| *other != number)
        {
            return Some(Verdict::HeldFor { agent: self.agent_id(*first), until: since_enqueue(*until) });
        }
        if self.age(item) < membership.delay.as_micros() {
            return Some(Verdict::Delayed {
                until: since_enqueue(membership.delay.as_micros() - item.adjustment),
            });
        }
        if !ring_is_open(queue, membership, self.since_enqueue(item)) {
            let ring = membership.ring as usize;
            let until = (ring <= queue.rings.len()).then(|| since_enqueue(opens_after(queue, ring)));
            return Some(Verdict::RingClosed { ring: membership.ring, until });
        }
        if !self.tier_is_open(item, membership) {
            let until = queue.tier_rules.map(|rules| since_enqueue(tier_opens_after(rules, membership.tier)));
            return Some(Verdict::TierClosed { tier: membership.tier, until });
        }
        let penalty = self.penalty(item, number);
        if !self.penalty_bounds(item).contains(&penalty) {
            return Some(Verdict::PenaltyOutside { penalty });
        }
        let skills = &agent.config.skills;
        if let Some(need) = self.in_force(item).find(|need| !is_met(skills, &need.skill, need.op, need.level))
        {
            let have = skills.get(&need.skill).copied();
            let (skill, op, need) = (need.skill.clone(), need.op, need.level);
            return Some(Verdict::SkillNotMet { skill, have, op, need });
        }
        let step = item.facts.steps.get(item.step);
        if step.is_some_and(|step| !is_true(&step.expression, &agent.config.id, skills)) {
            return Some(Verdict::StepNotMet { step: item.step });
        }
        if let Some(verdict) = self.trainee_exclusion(item, number) {
            return Some(verdict);
        }
        let (used, total) = self.pool(item, number);
        if used + self.cost(number, channel) > i64::from(total) {
            let cost = self.cost(number, channel) as u32;
            return Some(Verdict::CapacityFull { used, cost, total });
        }
        let with_him = self.items.values().filter(|other| other.is_with(number));
        let count = with_him.filter(|other| other.facts.channel == *channel).count() as u32;
        if let Some(&max) = agent.config.capacity.max.get(channel).filter(|max| count >= **max) {
            return Some(Verdict::ChannelMaximum { count, max });
        }
        let is_declined = declines == Declines::Count && item.excluded.contains(&number);
        is_declined.then_some(Verdict::Declined)
    }

    /// What keeps a trainee from it who could take it otherwise.
    fn trainee_exclusion(&self, item: &Item, number: usize) -> Option<Verdict> {
        let trainee = self.agents[number].config.trainee.as_ref()?;
        let priority = item.facts.priority;
        if let Some(max) = trainee.max_priority.filter(|max| priority > *max) {
            return Some(Verdict::AboveTrainee { priority, max });
        }
        let mentor = &self.agents[self.agent_number(&trainee.mentor)?];
        // OPEN: it is his presence that counts, whatever he is doing.
        if mentor.presence != Presence::Available {
            let (mentor, presence) = (trainee.mentor.clone(), mentor.presence);
            return Some(Verdict::MentorNotAvailable { mentor, presence });
        }
        let is_helped = |(other, agent): &(usize, &Agent)| {
            let has_same_mentor =
                agent.config.trainee.as_ref().is_some_and(|one| one.mentor == trainee.mentor);
            // OPEN: one who is asked may have a contact at any moment.
            *other != number && has_same_mentor && self.items.values().any(|item| item.is_with(*other))
        };
        let trainees = self.agents.iter().enumerate().filter(is_helped).count() as u32;
        let max = mentor.config.trainees_at_once.filter(|max| trainees >= *max)?;
        Some(Verdict::MentorEngaged { mentor: trainee.mentor.clone(), trainees, max })
    }

    fn tier_is_open(&self, item: &Item, membership: &Membership) -> bool {
        let queue = self.queue_of(item);
        let Some(rules) = queue.config.tier_rules else { return true };
        let tier = membership.tier;
        let is_offline = |(number, lower): &(usize, Membership)| {
            lower.tier >= tier || self.agents[*number].presence == Presence::Offline
        };
        tier == 0
            || self.since_enqueue(item) >= tier_opens_after(rules, tier)
            || (rules.no_agent_no_wait && queue.members.iter().all(is_offline))
    }

    /// The effective penalty of a member.
    pub(crate) fn penalty(&self, item: &Item, agent: usize) -> i32 {
        let own = self.membership(item, agent).and_then(|membership| membership.penalty);
        let start = own.unwrap_or(self.agents[agent].config.penalty);
        let rules = self.queue_of(item).config.penalty_rules.iter();
        let due = rules.filter(|rule| self.since_enqueue(item) >= rule.after.as_micros());
        due.filter_map(|rule| rule.raise_to).fold(start, i32::max)
    }

    fn penalty_bounds(&self, item: &Item) -> std::ops::RangeInclusive<i32> {
        let queue = &self.queue_of(item).config;
        let due =
            queue.penalty_rules.iter().filter(|rule| self.since_enqueue(item) >= rule.after.as_micros());
        let added: i32 = due.filter_map(|rule| rule.max_add).sum();
        let max = queue.max_penalty.map_or(i32::MAX, |max| max + added);
        queue.min_penalty.unwrap_or(i32::MIN)..=max
    }

    /// The requirements that bind now.
    pub(crate) fn in_force<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Requirement> {
        let has_rings = !self.queue_of(item).config.rings.is_empty();
        let age = self.since_enqueue(item);
        item.facts.requirements.iter().filter(move |need| {
            need.expires_after.is_none_or(|ttl| age < ttl.as_micros())
                && !(has_rings && item.dropped.contains(&need.skill))
        })
    }

    /// He has units for it.
    pub(crate) fn fits(&self, item: &Item, number: usize) -> bool {
        let (used, total) = self.pool(item, number);
        used + self.cost(number, &item.facts.channel) <= i64::from(total)
    }

    /// Units taken and in all of the pool that its channel uses.
    fn pool(&self, item: &Item, number: usize) -> (i64, u32) {
        let capacity = &self.agents[number].config.capacity;
        let channel = item.facts.channel.as_str();
        let is_interruptible = |channel: &str| {
            capacity.interruptible_total.is_some() && capacity.interruptible_channels.contains(channel)
        };
        let second = is_interruptible(channel);
        let with_him = self.items.values().filter(|other| other.is_with(number));
        let same_pool = with_him.filter(|other| is_interruptible(&other.facts.channel) == second);
        let taken: i64 = same_pool.map(|other| self.cost(number, &other.facts.channel)).sum();
        let outside = if second { 0 } else { i64::from(self.agents[number].config.used_units) };
        let total = if second { capacity.interruptible_total.unwrap_or(0) } else { capacity.total };
        (taken + outside, total)
    }

    pub(crate) fn cost(&self, agent: usize, channel: &str) -> i64 {
        i64::from(self.agents[agent].config.capacity.cost.get(channel).copied().unwrap_or(1))
    }
}

/// Time since enqueue at which a tier opens.
fn tier_opens_after(rules: TierRules, tier: u32) -> i64 {
    let factor = if rules.multiply { i64::from(tier) } else { 1 };
    factor * rules.wait.as_micros()
}

/// He has as many of its channel as he may.
pub(crate) fn channel_is_full(world: &World, item: &Item, number: usize) -> bool {
    let with_him = world.items.values().filter(|other| other.is_with(number));
    let count = with_him.filter(|other| other.facts.channel == item.facts.channel).count();
    let max = world.agents[number].config.capacity.max.get(&item.facts.channel);
    max.is_some_and(|max| count >= *max as usize)
}

/// Ring n opens when the stays of the rings before it are over; there is none past the last.
fn ring_is_open(queue: &QueueConfig, membership: &Membership, age: i64) -> bool {
    let ring = membership.ring.max(1) as usize;
    queue.rings.is_empty() || (ring <= queue.rings.len() && age >= opens_after(queue, ring))
}

/// Time since enqueue at which ring `ring` (from 1) opens.
pub(crate) fn opens_after(queue: &QueueConfig, ring: usize) -> i64 {
    let before = queue.rings.iter().take(ring - 1);
    before.map(|ring| ring.stay.map_or(0, |stay| stay.as_micros())).sum()
}

/// Whether an instant lies in one of the windows, whose ends are outside.
pub(crate) fn is_within(windows: &[Window], at: i64) -> bool {
    windows.iter().any(|window| (window.from.as_micros()..window.to.as_micros()).contains(&at))
}

fn is_met(skills: &BTreeMap<String, i32>, skill: &str, op: Operator, need: i32) -> bool {
    let Some(&have) = skills.get(skill) else { return false };
    match op {
        Operator::AtLeast => have >= need,
        Operator::Above => have > need,
        Operator::Equal => have == need,
        Operator::AtMost => have <= need,
        Operator::Below => have < need,
    }
}

/// Whether an expression holds for an agent.
pub(crate) fn is_true(expression: &Expression, agent: &str, skills: &BTreeMap<String, i32>) -> bool {
    match expression {
        Expression::And { and } => !and.iter().any(|part| !is_true(part, agent, skills)),
        Expression::Or { or } => or.iter().any(|part| is_true(part, agent, skills)),
        Expression::Not { not } => !is_true(not, agent, skills),
        Expression::Agent { agent: named } => named.iter().any(|name| name == agent),
        Expression::Skill(test) => is_met(skills, &test.skill, test.op, test.level),
    }
}
