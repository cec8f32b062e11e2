//! Whether anybody could ever take an interaction: for every member, the rules that no waiting changes, one by one.

use super::eligibility::is_true;
use super::world::World;
use krarup::routing::{AgentConfig, Expression};
use krarup::routing::{Event, Membership, NewInteraction, QueueConfig, SkillTest, Unmet};

impl World {
    /// Says so when nobody could, with the three who lack least.
    pub(crate) fn tell_if_nobody_could(&mut self, new: &NewInteraction) {
        let queue = self.queues.iter().find(|queue| queue.config.id == new.queue);
        let Some(queue) = queue else { return };
        let mut lacking: Vec<(usize, String)> = queue
            .members
            .iter()
            .map(|(number, membership)| {
                let agent = &self.agents[*number].config;
                (never(agent, membership, &queue.config, new), agent.id.clone())
            })
            .collect();
        lacking.sort();
        if lacking.first().is_some_and(|(lacks, _)| *lacks == 0) {
            return;
        }
        let nearest = lacking.into_iter().take(3);
        let nearest = nearest.map(|(lacks, agent)| Unmet { agent, lacks: vec![String::new(); lacks] });
        let (interaction, queue, nearest) = (new.interaction.clone(), new.queue.clone(), nearest.collect());
        self.emit(Event::CannotBeMet { interaction, queue, nearest });
    }
}

/// Whether there is a time at which he could take it, were he free.
pub(crate) fn could_ever(
    agent: &AgentConfig,
    membership: &Membership,
    queue: &QueueConfig,
    new: &NewInteraction,
) -> bool {
    never(agent, membership, queue, new) == 0
}

/// How many rules keep a member from it for ever.
fn never(agent: &AgentConfig, membership: &Membership, queue: &QueueConfig, new: &NewInteraction) -> usize {
    let capacity = &agent.capacity;
    let second =
        capacity.interruptible_total.filter(|_| capacity.interruptible_channels.contains(&new.channel));
    let free = second.map_or(i64::from(capacity.total) - i64::from(agent.used_units), i64::from);
    let cost = capacity.cost.get(&new.channel).map_or(1, |cost| i64::from(*cost));
    let is_too_much = cost > free || capacity.max.get(&new.channel).is_some_and(|max| *max == 0);
    let is_mute = agent.channels.as_ref().is_some_and(|channels| !channels.contains(&new.channel));
    // A ring that is left in the end drops its skills.
    let is_dropped = |skill: &str| {
        let left = queue.rings.iter().take(queue.rings.len().saturating_sub(1));
        left.into_iter().any(|ring| ring.remove.contains(skill))
    };
    let lasting = new.requirements.iter().filter(|need| need.expires_after.is_none());
    let missing = lasting.filter(|need| {
        let (skill, op, level) = (need.skill.clone(), need.op, need.level);
        let test = Expression::Skill(SkillTest { skill, op, level });
        !is_dropped(&need.skill) && !is_true(&test, &agent.id, &agent.skills)
    });
    // The first step without an end is where the list stays, unless it is left out.
    let mut steps = new.steps.iter().filter(|step| step.is_considered);
    let is_stuck = steps.find(|step| step.duration.is_none()).is_some_and(|step| {
        !step.skip_if_none_available && !is_true(&step.expression, &agent.id, &agent.skills)
    });
    let rules = [is_too_much, is_mute, !is_admitted(agent, membership, queue), is_stuck];
    rules.into_iter().filter(|keeps| *keeps).count() + missing.count()
}

/// Whether there is an age at which ring, tier and penalty let him in.
fn is_admitted(agent: &AgentConfig, membership: &Membership, queue: &QueueConfig) -> bool {
    let ring = membership.ring as usize;
    if !queue.rings.is_empty() && ring > queue.rings.len() {
        return false;
    }
    let stays = queue.rings.iter().take(ring - 1).filter_map(|ring| ring.stay);
    let opens: i64 = stays.map(|stay| stay.as_micros()).sum();
    let opens = if queue.rings.is_empty() { 0 } else { opens };
    // With `no_agent_no_wait` a tier need not wait for its time.
    let tier = queue.tier_rules.filter(|rules| !rules.no_agent_no_wait).map_or(0, |rules| {
        let times =
            if rules.multiply { i64::from(membership.tier) } else { i64::from(membership.tier.min(1)) };
        rules.wait.as_micros() * times
    });
    // Penalties change only at these ages.
    let mut ages: Vec<i64> = queue.penalty_rules.iter().map(|rule| rule.after.as_micros()).collect();
    ages.push(opens.max(tier));
    ages.into_iter().filter(|age| *age >= opens.max(tier)).any(|age| {
        let due: Vec<_> = queue.penalty_rules.iter().filter(|rule| rule.after.as_micros() <= age).collect();
        let own = membership.penalty.unwrap_or(agent.penalty);
        let penalty = due.iter().filter_map(|rule| rule.raise_to).fold(own, i32::max);
        let added: i32 = due.iter().filter_map(|rule| rule.max_add).sum();
        queue.min_penalty.is_none_or(|min| min <= penalty)
            && queue.max_penalty.is_none_or(|max| penalty <= max + added)
    })
}
