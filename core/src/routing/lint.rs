//! What a valid configuration says that can hardly be meant: found before a caller waits for ever.

use super::admission::Admissions;
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
            for queue in self.queues.iter().filter(|queue| agent.queues.contains_key(&queue.id)) {
                if !admissions.is_ever_admitted(agent, queue) {
                    let (agent, queue) = (&agent.id, &queue.id);
                    let message =
                        format!("{agent:?} may never take anything of {queue:?}: ring, tier or penalty");
                    add("member_never_admitted", format!("{path}.queues[{queue:?}]"), message);
                }
            }
        }
        found
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
