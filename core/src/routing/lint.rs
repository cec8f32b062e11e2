//! What a valid configuration says that can hardly be meant: found before a caller waits for ever.

use super::admission::Admissions;
use super::agent::AgentConfig;
use super::command::NewInteraction;
use super::config::Config;
use super::queue::{Condition, QueueConfig};
use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something that can hardly be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lint {
    /// What kind, in stable words: `queue_without_members`, `agent_without_capacity`, `member_never_admitted`,
    /// `unreachable_rule`, `rings_for_ever`, `offer_for_ever`, `unlikely_unit`.
    pub code: String,
    /// Where, such as `queues[2].wait_rules[1]`.
    pub path: String,
    /// What, and what would be right.
    pub message: String,
}

/// Why nobody of a queue can ever meet what an interaction demands, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// The agent who comes nearest.
    pub agent: String,
    /// What he lacks, one line each: changing these would let him take it.
    pub lacks: Vec<String>,
}

impl Config {
    /// Finds what can hardly be meant; nothing of it is an error.
    ///
    /// ```
    /// use krarup::routing::Config;
    /// let config: Config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": []}"#)?;
    /// assert_eq!(config.lint()[0].code, "queue_without_members");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn lint(&self) -> Vec<Lint> {
        let mut found = Vec::new();
        let mut add = |code: &str, path: String, message: String| {
            found.push(Lint { code: code.to_owned(), path, message });
        };
        let admissions = Admissions::new(self.queues.iter(), self.agents.iter());
        for (place, queue) in self.queues.iter().enumerate() {
            let path = format!("queues[{place}]");
            let members = admissions.members(&queue.id);
            if members.is_empty() && !queue.wait_rules.iter().any(|rule| rule.move_to.is_some()) {
                let message = format!("no agent serves {:?}, and nothing moves on from it", queue.id);
                add("queue_without_members", path.clone(), message);
            }
            if let Some(timeout) = queue.offer_timeout.filter(|timeout| *timeout < Span::from_seconds(1)) {
                let us = timeout.as_micros();
                let message = format!("an offer is open for {us} microseconds: were seconds meant?");
                add("unlikely_unit", format!("{path}.offer_timeout_us"), message);
            }
            if queue.offer_timeout.is_none() && !queue.auto_accept && queue.push && !members.is_empty() {
                let message =
                    "an agent who does not answer keeps the offer until somebody ends it".to_owned();
                add("offer_for_ever", format!("{path}.offer_timeout_us"), message);
            }
            if queue.offer_timeout.is_some() && !queue.auto_accept && queue.on_timeout.is_none() {
                let message = "a silent agent is asked again and again: let him be paused".to_owned();
                add("rings_for_ever", format!("{path}.on_timeout"), message);
            }
            for rule in unreachable_rules(queue) {
                let message = "an earlier rule moves or removes everything before it".to_owned();
                add("unreachable_rule", format!("{path}.wait_rules[{rule}]"), message);
            }
        }
        for (place, agent) in self.agents.iter().enumerate() {
            let path = format!("agents[{place}]");
            let capacity = &agent.capacity;
            let largest = capacity.total.max(capacity.interruptible_total.unwrap_or(0));
            if largest == 0 || agent.used_units >= largest {
                let message = format!("{:?} has no unit free for anything", agent.id);
                add("agent_without_capacity", format!("{path}.capacity"), message);
            }
            for queue in agent.queues.keys() {
                if !admissions.stages(queue, &agent.id).iter().any(|stage| stage.is_open()) {
                    let message =
                        format!("{:?} may never take anything of {queue:?}: ring, tier or penalty", agent.id);
                    add("member_never_admitted", format!("{path}.queues[{queue:?}]"), message);
                }
            }
        }
        found
    }

    /// Whether no agent of its queue could ever take an interaction, be he as free as can be, and what comes nearest:
    /// at most `limit` agents, those who lack least first. Empty = somebody could.
    pub fn unmet(&self, new: &NewInteraction, limit: usize) -> Vec<Unmet> {
        let members = self.agents.iter().filter(|agent| agent.queues.contains_key(&new.queue));
        let mut nearest: Vec<Unmet> =
            members.map(|agent| Unmet { agent: agent.id.clone(), lacks: agent.lacks(new) }).collect();
        if nearest.iter().any(|unmet| unmet.lacks.is_empty()) {
            return Vec::new();
        }
        nearest.sort_by(|one, other| {
            one.lacks.len().cmp(&other.lacks.len()).then_with(|| one.agent.cmp(&other.agent))
        });
        nearest.truncate(limit);
        nearest
    }
}

impl AgentConfig {
    /// What keeps him for ever from an interaction.
    fn lacks(&self, new: &NewInteraction) -> Vec<String> {
        let mut lacks = Vec::new();
        if self.channels.as_ref().is_some_and(|channels| !channels.contains(&new.channel)) {
            lacks.push(format!("channel {:?}", new.channel));
        }
        let cost = self.capacity.cost_of(&new.channel);
        let pool = self.capacity.pool_of(&new.channel);
        if cost > pool || self.capacity.max.get(&new.channel) == Some(&0) {
            lacks.push(format!("capacity for {:?}: {cost} of {pool} units", new.channel));
        }
        for need in new.requirements.iter().filter(|need| need.expires_after.is_none()) {
            let have = self.skills.get(&need.skill);
            if !have.is_some_and(|have| need.op.holds(*have, need.level)) {
                let have = have.map_or("lacks it".to_owned(), |have| format!("has {have}"));
                lacks.push(format!("skill {:?} {} {} ({have})", need.skill, need.op.sign(), need.level));
            }
        }
        // A step without an end is the last; those before it relax by themselves.
        let last = new.steps.iter().find(|step| step.is_considered && step.duration.is_none());
        if let Some(step) = last.filter(|step| !step.skip_if_none_available)
            && !step.expression.holds(&self.id, &self.skills)
        {
            lacks.push("the condition of the step that never ends".to_owned());
        }
        lacks
    }
}

/// Places of rules that come after one which, for everything, ends the stay.
fn unreachable_rules(queue: &QueueConfig) -> BTreeSet<usize> {
    let ends = |place: usize| {
        let rule = &queue.wait_rules[place];
        rule.when == Condition::default() && (rule.move_to.is_some() || rule.remove.is_some())
    };
    let after: BTreeMap<usize, Span> =
        queue.wait_rules.iter().enumerate().map(|(place, rule)| (place, rule.after)).collect();
    let is_unreachable = |(&place, &own): (&usize, &Span)| {
        after
            .iter()
            .any(|(&other, &before)| ends(other) && (before < own || (before == own && other < place)))
    };
    after.iter().filter(|entry| is_unreachable(*entry)).map(|(place, _)| *place).collect()
}
