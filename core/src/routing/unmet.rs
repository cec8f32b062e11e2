//! Whether anybody could ever take an interaction, be he as free as can be, and what comes nearest.

use super::admission::Admissions;
use super::agent::AgentConfig;
use super::config::Config;
use super::facts::{Demand, Facts};
use super::new_interaction::NewInteraction;
use super::queue::QueueConfig;
use super::reject::Reject;
use super::state::State;
use serde::{Deserialize, Serialize};

/// Why an agent can never meet what an interaction demands, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// The agent.
    pub agent: String,
    /// What he lacks, one line each: changing these would let him take it.
    pub lacks: Vec<String>,
}

impl Config {
    /// The members of its queue who come nearest to taking an interaction that none of them can ever take: at most
    /// `limit`, those who lack least first, then by id. Empty = somebody could, or the queue has no members, which
    /// [`Config::lint`] tells.
    ///
    /// Looked at is what no waiting changes: channels, capacity as it would be without any work but
    /// [`AgentConfig::used_units`], requirements that neither expire nor are dropped by rings, a step without an end,
    /// and rings, tiers and penalties that never let a member in. Skills are those of the configuration; a router says
    /// the same of its agents' present skills, as an interaction arrives, by
    /// [`Event::CannotBeMet`](super::Event::CannotBeMet).
    ///
    /// ```
    /// use krarup::routing::{Config, NewInteraction};
    /// let config: Config = serde_json::from_str(
    ///     r#"{"queues": [{"id": "sales"}],
    ///         "agents": [{"id": "ann", "queues": {"sales": {}}, "channels": ["chat"]}]}"#,
    /// )?;
    /// let unmet = config.unmet(&NewInteraction::new("c1", "sales"), 3)?;
    /// assert_eq!((unmet[0].agent.as_str(), unmet[0].lacks[0].as_str()), ("ann", "channel \"voice\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `unknown_queue`, and `invalid_config`, `invalid_value` or `limit_exceeded` as a router would say.
    pub fn unmet(&self, new: &NewInteraction, limit: usize) -> Result<Vec<Unmet>, Reject> {
        self.check().map_err(Reject::InvalidConfig)?;
        let queue = self.queues.iter().find(|queue| queue.id == new.queue);
        let queue = queue.ok_or_else(|| Reject::UnknownQueue { queue: new.queue.clone() })?;
        new.check(self)?;
        let facts = Facts::from(new.clone());
        let admissions = Admissions::new(std::iter::once(queue), self.agents.iter());
        Ok(admissions.nearest(self.agents.iter(), queue, &facts, limit).unwrap_or_default())
    }
}

impl State {
    /// The same of the agents as they are now; `None` = somebody could take it.
    pub(crate) fn unmet(&self, demand: &Demand, limit: usize) -> Option<Vec<Unmet>> {
        let queue = self.queues.get(&demand.queue)?;
        if self.prospect(demand).is_some_and(|readiest| readiest.is_some()) {
            return None;
        }
        let agents = self.agents.in_order().into_iter().map(|agent| &agent.config);
        self.admissions.nearest(agents, queue, demand, limit)
    }
}

impl Admissions {
    /// Those of a queue's members who lack least; `None` = one lacks nothing.
    fn nearest<'a>(
        &self,
        agents: impl Iterator<Item = &'a AgentConfig>,
        queue: &QueueConfig,
        demand: &Demand,
        limit: usize,
    ) -> Option<Vec<Unmet>> {
        let mut nearest = Vec::new();
        for agent in agents.filter(|agent| agent.queues.contains_key(&queue.id)) {
            let lacks = self.lacks(agent, queue, demand);
            if lacks.is_empty() {
                return None;
            }
            nearest.push(Unmet { agent: agent.id.clone(), lacks });
        }
        nearest.sort_by(|one, other| {
            one.lacks.len().cmp(&other.lacks.len()).then_with(|| one.agent.cmp(&other.agent))
        });
        nearest.truncate(limit);
        Some(nearest)
    }

    /// Whether rings, tiers and penalties ever let a member take something.
    pub(crate) fn is_ever_admitted(&self, agent: &AgentConfig, queue: &QueueConfig) -> bool {
        // A tier opens before its time while all lower ones are offline.
        let any_tier = queue.tier_rules.is_some_and(|rules| rules.no_agent_no_wait);
        let is_open = |stage: &super::admission::Stage| {
            stage.is_ring_open && stage.is_penalty_within && (stage.is_tier_open || any_tier)
        };
        self.stages(&queue.id, &agent.id).iter().any(is_open)
    }

    /// What keeps a member for ever from an interaction.
    pub(crate) fn lacks(&self, agent: &AgentConfig, queue: &QueueConfig, demand: &Demand) -> Vec<String> {
        let (mut lacks, channel) = (Vec::new(), &demand.channel);
        if !agent.handles(channel) {
            lacks.push(format!("channel {channel:?}"));
        }
        let capacity = &agent.capacity;
        let outside = if capacity.is_interruptible(channel) { 0 } else { agent.used_units };
        let (cost, free) = (capacity.cost_of(channel), capacity.pool_of(channel).saturating_sub(outside));
        if u64::from(cost) + u64::from(outside) > u64::from(capacity.pool_of(channel))
            || capacity.max.get(channel) == Some(&0)
        {
            lacks.push(format!("capacity for {channel:?}: {cost} of {free} units"));
        }
        if !self.is_ever_admitted(agent, queue) {
            lacks.push("a ring, tier or penalty that lets him in".to_owned());
        }
        let dropped = |skill: &str| self.drops(&queue.id).iter().any(|(_, dropped)| dropped == skill);
        let lasting = demand.requirements.iter().filter(|need| need.expires_after.is_none());
        for need in lasting.filter(|need| !dropped(&need.skill)) {
            let have = agent.skills.get(&need.skill);
            if !have.is_some_and(|have| need.op.holds(*have, need.level)) {
                let have = have.map_or("lacks it".to_owned(), |have| format!("has {have}"));
                lacks.push(format!("skill {:?} {} {} ({have})", need.skill, need.op.sign(), need.level));
            }
        }
        // A step without an end is the last; those before it relax by themselves.
        let last = demand.steps.iter().find(|step| step.is_considered && step.duration.is_none());
        if let Some(step) = last.filter(|step| !step.skip_if_none_available)
            && !step.expression.holds(&agent.id, &agent.skills)
        {
            lacks.push("the condition of the step that never ends".to_owned());
        }
        lacks
    }
}
