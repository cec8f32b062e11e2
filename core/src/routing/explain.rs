use super::config::{Operator, Presence};
use super::state::{Agent, Interaction, State, cost};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the rules say of one agent for one interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentVerdict {
    /// The agent.
    pub agent: String,
    /// The first rule that excludes him, or his key.
    pub verdict: Verdict,
}

/// The first rule that excludes an agent, or the key by which he competes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub enum Verdict {
    /// He may take it; the least (idle since, id) of all eligible agents wins.
    Eligible {
        #[serde(rename = "idle_since_us")]
        idle_since: Timestamp,
    },
    /// He has it, or is asked right now.
    HasIt,
    /// He does not serve the queue.
    NotMember,
    /// He is not available.
    NotAvailable { presence: Presence },
    /// Wrap-up runs.
    WrapUp {
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// He does not handle the channel.
    ChannelNotHandled,
    /// The membership's delay is not over.
    Delayed {
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// He lacks a skill or its level.
    SkillNotMet { skill: String, have: Option<i32>, op: Operator, need: i32 },
    /// Too few units are free.
    CapacityFull { used: u64, cost: u32, total: u32 },
    /// He has as many of this channel as he may.
    ChannelMaximum { count: u32, max: u32 },
    /// He declined it, or let an offer expire.
    Declined,
}

impl State {
    /// The first rule that keeps `agent` from `interaction`, in the order of [`Verdict`].
    pub(crate) fn verdict(&self, agent: &Agent, interaction: &Interaction) -> Verdict {
        let (id, channel) = (agent.config.id.as_str(), interaction.facts.channel.as_str());
        if interaction.holder() == Some(id) {
            return Verdict::HasIt;
        }
        let Some(membership) = agent.config.queues.get(&interaction.facts.queue) else {
            return Verdict::NotMember;
        };
        if agent.presence != Presence::Available {
            return Verdict::NotAvailable { presence: agent.presence };
        }
        if let Some(until) = agent.wrap_up_until {
            return Verdict::WrapUp { until };
        }
        if agent.config.channels.as_ref().is_some_and(|channels| !channels.contains(channel)) {
            return Verdict::ChannelNotHandled;
        }
        if interaction.age(self.now) < membership.delay {
            return Verdict::Delayed { until: interaction.enqueued_at + membership.delay };
        }
        for requirement in &interaction.facts.requirements {
            if requirement.expires_after.is_some_and(|ttl| interaction.age(self.now) >= ttl) {
                continue;
            }
            let have = agent.config.skills.get(&requirement.skill).copied();
            if !have.is_some_and(|have| requirement.op.holds(have, requirement.level)) {
                return Verdict::SkillNotMet {
                    skill: requirement.skill.clone(),
                    have,
                    op: requirement.op,
                    need: requirement.level,
                };
            }
        }
        let (used, cost, total) = (self.used_units(agent), cost(agent, channel), agent.config.capacity.total);
        if used + u64::from(cost) > u64::from(total) {
            return Verdict::CapacityFull { used, cost, total };
        }
        if let Some(&max) = agent.config.capacity.max.get(channel) {
            let count = self.held_by(agent).filter(|held| held.facts.channel == channel).count();
            if count >= max as usize {
                return Verdict::ChannelMaximum { count: count as u32, max };
            }
        }
        if interaction.declined_by.contains(id) {
            return Verdict::Declined;
        }
        Verdict::Eligible { idle_since: agent.idle_since(self.config.idle_basis) }
    }
}
