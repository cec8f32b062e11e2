use super::agent::{Presence, Trainee};
use super::calendar::next_opening;
use super::explain::{Beaten, Verdict};
use super::interaction::Interaction;
use super::matching::Contest;
use super::selection::{KeyPart, first_difference};
use super::state::{Agent, State};
use crate::time::Timestamp;

impl State {
    /// The first rule that keeps `agent` from `interaction`, in the order of [`Verdict`]; `None` = he is eligible.
    pub(crate) fn exclusion(&self, agent: &Agent, interaction: &Interaction) -> Option<Verdict> {
        let (config, facts) = (&agent.config, &interaction.facts);
        let (id, channel) = (config.id.as_str(), facts.channel.as_str());
        if interaction.is_held_by(id) {
            return Some(Verdict::HasIt);
        }
        let Some(membership) = config.queues.get(&facts.queue) else {
            return Some(Verdict::NotMember);
        };
        if agent.presence != Presence::Available {
            return Some(Verdict::NotAvailable { presence: agent.presence });
        }
        if let Some(wrap_up) = agent.wrap_up {
            return Some(Verdict::WrapUp { until: wrap_up.until });
        }
        if !config.handles(channel) {
            return Some(Verdict::ChannelNotHandled);
        }
        if let Some(until) = facts.own().not_before.filter(|until| self.now < *until && !interaction.is_begun)
        {
            return Some(Verdict::NotBefore { until });
        }
        if !interaction.is_due(self.now) {
            return Some(Verdict::OutsideWindow { until: next_opening(&facts.windows, self.now) });
        }
        let mut holds = self.held_for(interaction).peekable();
        if let Some((first, until)) = holds.peek().copied()
            && !holds.any(|(agent, _)| agent == id)
        {
            return Some(Verdict::HeldFor { agent: first.to_owned(), until });
        }
        if interaction.age(self.now) < membership.delay {
            let until = interaction.enqueued_at + membership.delay - interaction.age_adjustment;
            return Some(Verdict::Delayed { until });
        }
        let stage = self.stage(agent, interaction);
        if !stage.is_ring_open {
            let until = self.opens_at(agent, interaction, |stage| stage.is_ring_open);
            return Some(Verdict::RingClosed { ring: membership.ring, until });
        }
        if !stage.is_tier_open && !self.are_lower_tiers_offline(&facts.queue, membership.tier) {
            let until = self.opens_at(agent, interaction, |stage| stage.is_tier_open);
            return Some(Verdict::TierClosed { tier: membership.tier, until });
        }
        if !stage.is_penalty_within {
            return Some(Verdict::PenaltyOutside { penalty: stage.penalty });
        }
        for need in self.in_force(interaction) {
            let have = config.skills.get(&need.skill).copied();
            if !have.is_some_and(|have| need.op.holds(have, need.level)) {
                let (skill, op, need) = (need.skill.clone(), need.op, need.level);
                return Some(Verdict::SkillNotMet { skill, have, op, need });
            }
        }
        if let Some(step) = facts.steps.get(interaction.step().index)
            && !step.expression.holds(id, &config.skills)
        {
            return Some(Verdict::StepNotMet { step: interaction.step().index });
        }
        if let Some(verdict) = self.trainee_verdict(agent, interaction) {
            return Some(verdict);
        }
        if let Some(verdict) = self.capacity_verdict(agent, channel) {
            return Some(verdict);
        }
        // The last rule: whoever meets it would be eligible without it.
        interaction.declined_by.contains(id).then_some(Verdict::Declined)
    }

    /// What keeps an agent who learns from an interaction.
    pub(crate) fn trainee_verdict(&self, agent: &Agent, interaction: &Interaction) -> Option<Verdict> {
        let Trainee { mentor, max_priority } = agent.config.trainee.as_ref()?;
        let priority = interaction.facts.priority;
        if let Some(max) = max_priority.filter(|max| priority > *max) {
            return Some(Verdict::AboveTrainee { priority, max });
        }
        let helper = self.agents.get(mentor)?;
        let (mentor, presence) = (mentor.clone(), helper.presence);
        if presence != Presence::Available {
            return Some(Verdict::MentorNotAvailable { mentor, presence });
        }
        let max = helper.config.trainees_at_once?;
        let is_engaged = |other: &&Agent| {
            let has_him = other.config.trainee.as_ref().is_some_and(|trainee| trainee.mentor == mentor);
            has_him && other.config.id != agent.config.id && self.held_by(other).next().is_some()
        };
        let known = self.learners_by_index(&mentor);
        let all = known.is_none().then(|| self.agents.values());
        let learners = known.into_iter().flatten().chain(all.into_iter().flatten());
        let trainees = learners.filter(is_engaged).count() as u32;
        (trainees >= max).then_some(Verdict::MentorEngaged { mentor, trainees, max })
    }

    /// Whether an agent has no room for one more interaction of a channel.
    pub(crate) fn capacity_verdict(&self, agent: &Agent, channel: &str) -> Option<Verdict> {
        let capacity = &agent.config.capacity;
        let (used, cost) = (self.used_of_pool(agent, channel), capacity.cost_of(channel));
        let total = capacity.pool_of(channel);
        if used + i64::from(cost) > i64::from(total) {
            return Some(Verdict::CapacityFull { used, cost, total });
        }
        let max = capacity.max.get(channel).copied()?;
        let count = self.held_by(agent).filter(|held| held.facts.channel == channel).count();
        (count >= max as usize).then_some(Verdict::ChannelMaximum { count: count as u32, max })
    }

    /// How the eligible agents compete.
    pub(crate) fn contest<'a>(&'a self, interaction: &'a Interaction) -> Contest<'a> {
        if self.reserved(interaction).is_some() {
            return Contest::default();
        }
        if let Some(contest) = self.contest_by_index(interaction) {
            return contest;
        }
        let mut contest = Contest::default();
        self.able(interaction).for_each(|agent| contest.enter(self.key(agent, interaction), agent));
        contest
    }

    /// Agents who may be asked for an interaction now.
    pub(crate) fn eligible<'a>(&'a self, interaction: &'a Interaction) -> impl Iterator<Item = &'a Agent> {
        let are_kept = self.reserved(interaction).is_some();
        self.able(interaction).filter(move |_| !are_kept)
    }

    /// Agents whom no rule excludes.
    fn able<'a>(&'a self, interaction: &'a Interaction) -> impl Iterator<Item = &'a Agent> {
        let known = self.able_by_index(interaction);
        let members = known.is_none().then(|| self.members(&interaction.facts.queue).iter());
        let members = members.into_iter().flatten().filter_map(|id| self.agents.get(id));
        let able = members.filter(|agent| self.exclusion(agent, interaction).is_none());
        known.into_iter().flatten().chain(able)
    }

    /// How many agents could take it and how many the queue keeps for higher priorities, where those are all.
    pub(crate) fn reserved(&self, interaction: &Interaction) -> Option<(usize, u32)> {
        let kept = self.kept(interaction);
        if kept == 0 {
            return None;
        }
        let free = self.able(interaction).take(kept as usize + 1).count();
        (free <= kept as usize).then_some((free, kept))
    }

    /// How many members the queue keeps for higher priorities.
    pub(crate) fn kept(&self, interaction: &Interaction) -> u32 {
        let reserves = self.queues.get(&interaction.facts.queue).map_or(&[][..], |queue| &queue.reserves);
        let against = reserves.iter().filter(|reserve| interaction.facts.priority < reserve.below_priority);
        against.map(|reserve| reserve.agents).max().unwrap_or(0)
    }

    /// What the rules say of every agent, whether or not he is a member.
    pub(crate) fn verdicts<'a>(
        &'a self,
        interaction: &'a Interaction,
    ) -> impl Iterator<Item = (&'a str, Verdict)> {
        let best = self.contest(interaction).best;
        let reserved = self.reserved(interaction);
        self.agents.in_order().into_iter().map(move |agent| {
            (agent.config.id.as_str(), self.verdict_among(agent, interaction, reserved, best.as_ref()))
        })
    }

    /// What the rules say of one agent.
    pub(crate) fn verdict(&self, agent: &Agent, interaction: &Interaction) -> Verdict {
        let best = self.contest(interaction).best;
        self.verdict_among(agent, interaction, self.reserved(interaction), best.as_ref())
    }

    fn verdict_among(
        &self,
        agent: &Agent,
        interaction: &Interaction,
        reserved: Option<(usize, u32)>,
        best: Option<&(Vec<KeyPart>, &Agent)>,
    ) -> Verdict {
        if let Some(verdict) = self.exclusion(agent, interaction) {
            return verdict;
        }
        if let Some((free, kept)) = reserved {
            return Verdict::Reserved { free, kept };
        }
        let key = self.key(agent, interaction);
        let beaten = best.filter(|(_, winner)| winner.config.id != agent.config.id);
        let beaten = beaten.map(|(best, winner)| {
            let by = first_difference(best, &key).map(|(by, _)| by);
            Beaten { agent: winner.config.id.clone(), by }
        });
        Verdict::Eligible { key, beaten }
    }

    /// When something opens to a member that is closed now; `None` = never.
    fn opens_at(
        &self,
        agent: &Agent,
        interaction: &Interaction,
        is_open: impl Fn(&super::admission::Stage) -> bool,
    ) -> Option<Timestamp> {
        let stages = self.admissions.stages(&interaction.facts.queue, &agent.config.id);
        stages.iter().find(|stage| is_open(stage)).map(|stage| interaction.enqueued_at + stage.from)
    }

    /// `no_agent_no_wait`: whether every member of all lower tiers is offline (paused counts as present).
    fn are_lower_tiers_offline(&self, queue: &str, tier: u32) -> bool {
        let rules = self.queues.get(queue).and_then(|queue| queue.tier_rules);
        if !rules.is_some_and(|rules| rules.no_agent_no_wait) {
            return false;
        }
        let members = self.members(queue).iter().filter_map(|id| self.agents.get(id));
        members
            .filter(|agent| agent.config.queues.get(queue).is_some_and(|member| member.tier < tier))
            .all(|agent| agent.presence == Presence::Offline)
    }
}
