//! What a valid configuration says that can hardly be meant: found before a caller waits for ever.

use super::admission::Admissions;
use super::agent::AgentConfig;
use super::config::Config;
use super::entry::EntryRule;
use super::queue::{Condition, QueueConfig, Scoring, WaitRule};
use super::requirement::Requirement;
use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Something that can hardly be meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lint {
    /// What kind, in stable words: `queue_without_members`, `agent_without_capacity`, `member_never_admitted`,
    /// `unreachable_rule`, `rings_for_ever`, `offer_for_ever`, `unlikely_unit`, `may_starve`, `may_be_unclassified`,
    /// `rule_never_met`; of plans with the plan before the path: `plans[0]: queues[2]`.
    pub code: String,
    /// Where, such as `queues[2].wait_rules[1]`.
    pub path: String,
    /// What, and what would be right.
    pub message: String,
}

impl Config {
    /// Finds what can hardly be meant; nothing of it is an error. Queues come first, in their order, then agents,
    /// then entry rules, then what each plan alone, in force, adds.
    ///
    /// `may_starve` tells of waits without a bound as long as other contacts keep coming, in queues whose wait rules
    /// neither move nor remove anything: every member takes another queue first (by rank, then weight, which no age or
    /// priority outdoes); the newest come first; or as many members are kept for a higher priority as there are. What
    /// priorities interactions have is not in a configuration, so that `strict` scoring alone is not told of.
    ///
    /// ```
    /// use krarup::routing::Config;
    /// let config: Config = serde_json::from_str(r#"{"queues": [{"id": "sales"}], "agents": []}"#)?;
    /// assert_eq!(config.lint()[0].code, "queue_without_members");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn lint(&self) -> Vec<Lint> {
        let mut found = self.lint_base();
        let known: BTreeSet<Lint> = found.iter().cloned().collect();
        for (place, plan) in self.plans.iter().enumerate() {
            let Ok(in_force) = self.with_plans(&[plan.id.as_str()].into()) else { continue };
            let new = in_force.lint_base().into_iter().filter(|lint| !known.contains(lint));
            found.extend(new.map(|lint| Lint { path: format!("plans[{place}]: {}", lint.path), ..lint }));
        }
        found
    }

    /// The same, with no plan in force.
    fn lint_base(&self) -> Vec<Lint> {
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
            for (field, span) in spans_of(queue) {
                add_if_short(&mut add, format!("{path}.{field}"), span);
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
            for message in self.starving(queue, &admissions) {
                add("may_starve", path.clone(), message);
            }
            for rule in unreachable_rules(queue) {
                let message = "an earlier rule moves or removes everything before it".to_owned();
                add("unreachable_rule", format!("{path}.wait_rules[{rule}]"), message);
            }
        }
        for (place, agent) in self.agents.iter().enumerate() {
            let path = format!("agents[{place}]");
            let capacity = &agent.capacity;
            let second = capacity.interruptible_total.filter(|_| !capacity.interruptible_channels.is_empty());
            if agent.used_units >= capacity.total && second.unwrap_or(0) == 0 {
                let message = format!("{:?} has no unit free for anything", agent.id);
                add("agent_without_capacity", format!("{path}.capacity"), message);
            }
            for (queue, membership) in &agent.queues {
                add_if_short(&mut add, format!("{path}.queues[{queue:?}].delay_us"), membership.delay);
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
        let last = self.entry_rules.iter().position(|rule| rule.stop && rule.when.is_empty());
        for place in last.map_or(0, |last| last + 1)..last.map_or(0, |_| self.entry_rules.len()) {
            let message = "an earlier rule without conditions stops the list".to_owned();
            add("unreachable_rule", format!("entry_rules[{place}]"), message);
        }
        for (place, rule) in self.entry_rules.iter().enumerate() {
            if let Some(message) = self.never_met(rule, &admissions) {
                add("rule_never_met", format!("entry_rules[{place}].requirements"), message);
            }
        }
        let triggers =
            self.plans.iter().enumerate().filter_map(|(place, plan)| Some((place, plan.trigger.as_ref()?)));
        for (place, trigger) in triggers {
            add_if_short(&mut add, format!("plans[{place}].trigger.hold_us"), trigger.hold);
        }
        for (field, lease) in [("agent_lease_us", self.agent_lease), ("contact_lease_us", self.contact_lease)]
        {
            add_if_short(&mut add, field.to_owned(), lease.unwrap_or_default());
        }
        let has_default = self.entry_rules.iter().any(|rule| rule.queue.is_some() && rule.when.is_empty());
        if !self.entry_rules.is_empty() && !has_default {
            let message =
                "a contact that no rule gives a queue is refused: let the first rule, without conditions, \
                           name one"
                    .to_owned();
            add("may_be_unclassified", "entry_rules".to_owned(), message);
        }
        found
    }
}

impl Config {
    /// Why nobody of the rule's queue, or of any if it names none, ever meets what the rule requires.
    fn never_met(&self, rule: &EntryRule, admissions: &Admissions) -> Option<String> {
        let is_member =
            |agent: &&AgentConfig| rule.queue.as_ref().is_none_or(|queue| agent.queues.contains_key(queue));
        let is_dropped = |skill: &str| {
            let may_go_to = |queue: &&QueueConfig| rule.queue.as_ref().is_none_or(|named| *named == queue.id);
            let mut queues = self.queues.iter().filter(may_go_to);
            queues.any(|queue| admissions.drops(&queue.id).iter().any(|(_, dropped)| dropped == skill))
        };
        let lasting = |need: &&Requirement| need.expires_after.is_none() && !is_dropped(&need.skill);
        let meets = |agent: &AgentConfig| {
            let mut needs = rule.requirements.iter().filter(lasting);
            needs.all(|need| {
                agent.skills.get(&need.skill).is_some_and(|have| need.op.holds(*have, need.level))
            })
        };
        let mut members = self.agents.iter().filter(is_member).peekable();
        members.peek()?;
        if members.any(meets) {
            return None;
        }
        let needs = rule.requirements.iter().filter(lasting);
        let needs = needs.map(|need| format!("{:?} {} {}", need.skill, need.op.sign(), need.level));
        let needs: Vec<String> = needs.collect();
        let who = rule.queue.as_ref().map_or("no agent".to_owned(), |queue| format!("no agent of {queue:?}"));
        Some(format!("{who} has {}: what this rule sends waits for ever", needs.join(" and ")))
    }

    /// Why a contact of this queue may wait for as long as others come.
    fn starving(&self, queue: &QueueConfig, admissions: &Admissions) -> Vec<String> {
        let (mut found, rules) = (Vec::new(), &queue.wait_rules);
        if rules.iter().any(|rule| rule.move_to.is_some() || rule.remove.is_some()) {
            return found;
        }
        let is_admitted = |agent: &&AgentConfig, queue: &QueueConfig| {
            agent.queues.contains_key(&queue.id) && admissions.is_ever_admitted(agent, queue)
        };
        let members: Vec<&AgentConfig> =
            self.agents.iter().filter(|agent| is_admitted(agent, queue)).collect();
        // The least comes first.
        let order = |agent: &AgentConfig, queue: &QueueConfig| {
            agent.queues.get(&queue.id).map(|membership| (membership.rank, Reverse(queue.weight)))
        };
        let first_of = |agent: &&AgentConfig| {
            let others = self.queues.iter().filter(|other| other.id != queue.id && is_admitted(agent, other));
            let before = others.filter(|other| order(agent, other) < order(agent, queue));
            before.min_by_key(|other| order(agent, other)).map(|first| first.id.as_str())
        };
        let firsts: Option<BTreeSet<&str>> = members.iter().map(first_of).collect();
        if let Some(firsts) = firsts.filter(|firsts| !firsts.is_empty()) {
            let firsts: Vec<String> = firsts.iter().map(|id| format!("{id:?}")).collect();
            let (id, others) = (&queue.id, firsts.join(" or "));
            found.push(format!(
                "every member takes {others} before {id:?}, however long it waits here: let one prefer {id:?}, or a \
                 wait rule move it on"
            ));
        }
        let raises = rules.iter().any(|rule| rule.set_priority.is_some_and(|priority| priority > 0));
        if queue.scoring == Scoring::NewestFirst && !raises {
            let why = "the newest come first, so that the oldest wait for as long as new ones come";
            found.push(format!("{why}: let a wait rule raise, move or remove them"));
        }
        let kept = queue.reserves.iter().filter(|reserve| {
            let is_raised =
                |rule: &WaitRule| rule.set_priority.is_some_and(|to| to >= reserve.below_priority);
            reserve.agents as usize >= members.len() && !rules.iter().any(is_raised)
        });
        if let Some(below) = kept.map(|reserve| reserve.below_priority).max().filter(|_| !members.is_empty())
        {
            let count = members.len();
            found.push(format!(
                "all {count} members are kept for priority {below} and above, so that what has less is never offered"
            ));
        }
        found
    }
}

/// Tells of a time that is more than nothing, but so short that its unit was hardly meant.
fn add_if_short(add: &mut impl FnMut(&str, String, String), path: String, span: Span) {
    if span > Span::ZERO && span < Span::from_seconds(1) {
        let us = span.as_micros();
        add("unlikely_unit", path, format!("{us} microseconds are less than a second: were seconds meant?"));
    }
}

/// The lengths of time that a queue has, by their keys; 0 = none.
fn spans_of(queue: &QueueConfig) -> Vec<(String, Span)> {
    let given = |span: Option<Span>| span.unwrap_or_default();
    let sticky = queue.sticky.unwrap_or_default();
    let single = [
        ("offer_timeout_us", given(queue.offer_timeout)),
        ("offer_more_after_us", given(queue.offer_more_after)),
        ("target_wait_us", given(queue.target_wait)),
        ("wrap_up_us", queue.wrap_up),
        ("regain_within_us", given(queue.regain_within)),
        ("sticky.logged_in_us", sticky.logged_in),
        ("sticky.logged_out_us", sticky.logged_out),
        ("callbacks.retry_after_us", queue.callbacks.retry_after),
        ("callbacks.dial_timeout_us", queue.callbacks.dial_timeout),
        ("tier_rules.wait_us", given(queue.tier_rules.map(|rules| rules.wait))),
    ];
    let mut spans: Vec<(String, Span)> =
        single.into_iter().map(|(field, span)| (field.to_owned(), span)).collect();
    for (place, rule) in queue.wait_rules.iter().enumerate() {
        spans.push((format!("wait_rules[{place}].after_us"), rule.after));
        let wait = given(rule.when.estimated_wait_at_least);
        spans.push((format!("wait_rules[{place}].when.estimated_wait_at_least_us"), wait));
    }
    let rings = queue.rings.iter().enumerate();
    spans.extend(rings.map(|(place, ring)| (format!("rings[{place}].stay_us"), given(ring.stay))));
    let rules = queue.penalty_rules.iter().enumerate();
    spans.extend(rules.map(|(place, rule)| (format!("penalty_rules[{place}].after_us"), rule.after)));
    spans
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
