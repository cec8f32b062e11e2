//! A queue's parameters.

use super::super::build::{Build, longer_than_nothing};
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::super::rule::REPEATED;
use super::ALL;
use crate::routing::{Condition, Presence, QueueConfig, Scoring, SelectionKey, TierRules, WaitRule};
use crate::time::Span;
use std::collections::BTreeMap;

/// A queue's parameters.
pub(super) struct Queue<'a> {
    id: &'a str,
    /// Parameter → its value.
    params: BTreeMap<&'a str, &'a Node>,
    /// The same → its name's place, told of as the value is.
    names: BTreeMap<&'a str, &'a Node>,
}

impl<'a> Queue<'a> {
    pub(super) fn read(node: &'a Node, id: &'a str, ledger: &mut Ledger) -> Self {
        let (mut params, mut names) = (BTreeMap::<&str, &Node>::new(), BTreeMap::<&str, &Node>::new());
        for part in &node.children {
            match (part.key.as_str(), part.text_of("@name"), part.get("@value")) {
                ("@name", ..) => ledger.tell(part, "queue name", id),
                ("param", Some(name), Some(value)) => {
                    let before =
                        [params.insert(name, value), part.get("@name").and_then(|at| names.insert(name, at))];
                    before.into_iter().flatten().for_each(|before| ledger.tell(before, REPEATED.key, id));
                }
                _ => {}
            }
        }
        Self { id, params, names }
    }

    pub(super) fn build(&self, build: &mut Build, ledger: &mut Ledger) {
        let id = self.id;
        let queue = build.queue(id);
        queue.selection = vec![SelectionKey::Tier, SelectionKey::Idle, SelectionKey::Position];
        queue.scoring = Scoring::AgePlusBase;
        let applies = self.params.get("tier-rules-apply").and_then(|value| value.is_true()).unwrap_or(false);
        let is_progressive =
            self.params.get("strategy").and_then(|value| value.text()) == Some("ring-progressively");
        let resumes =
            self.params.get("abandoned-resume-allowed").and_then(|value| value.is_true()).unwrap_or(false);
        let mut tier_rules = TierRules { wait: Span::ZERO, multiply: true, no_agent_no_wait: true };
        let mut keeps = Span::from_seconds(60);
        let removed = |after: Span, when: Condition, why: &str| WaitRule {
            after,
            when,
            remove: Some(why.to_owned()),
            ..WaitRule::default()
        };
        for (name, value) in &self.params {
            let rule = match *name {
                "strategy" => strategy(queue, value),
                "ring-progressively-delay" => value.seconds().and_then(longer_than_nothing).map(|delay| {
                    if !is_progressive {
                        return "ring-progressively-delay (another strategy)";
                    }
                    queue.offer_more_after = Some(delay);
                    "ring-progressively-delay"
                }),
                "time-base-score" => match value.text() {
                    Some("queue") => Some("time-base-score = queue"),
                    Some("system") => Some("time-base-score = system"),
                    _ => None,
                },
                "tier-rules-apply" => value
                    .is_true()
                    .map(|is| if is { "tier-rules-apply = true" } else { "tier-rules-apply = false" }),
                "tier-rule-wait-second" | "tier-rule-wait-multiply-level" | "tier-rule-no-agent-no-wait" => {
                    let is_read = match (*name, value.seconds(), value.is_true()) {
                        ("tier-rule-wait-second", Some(wait), _) => {
                            tier_rules.wait = wait;
                            true
                        }
                        ("tier-rule-wait-multiply-level", _, Some(is)) => {
                            tier_rules.multiply = is;
                            true
                        }
                        ("tier-rule-no-agent-no-wait", _, Some(is)) => {
                            tier_rules.no_agent_no_wait = is;
                            true
                        }
                        _ => false,
                    };
                    is_read.then_some(match (applies, value.number()) {
                        (false, _) => "tier-rule-… (tier-rules-apply is false)",
                        (true, Some(0)) if *name == "tier-rule-wait-second" => "tier-rule-wait-second = 0",
                        (true, _) => name,
                    })
                }
                "max-wait-time" => value.seconds().map(|after| {
                    let after = longer_than_nothing(after);
                    queue
                        .wait_rules
                        .extend(after.map(|after| removed(after, Condition::default(), "max_wait_time")));
                    "max-wait-time"
                }),
                "max-wait-time-with-no-agent" => {
                    value.seconds().map(|after| match longer_than_nothing(after) {
                        Some(after) => {
                            let when = Condition { nobody_logged_in: true, ..Condition::default() };
                            queue.wait_rules.push(removed(after, when, "no_agent"));
                            "max-wait-time-with-no-agent"
                        }
                        None => "max-wait-time-with-no-agent = 0",
                    })
                }
                "max-wait-time-with-no-agent-time-reached" | "skip-agents-with-external-calls" => Some(*name),
                "abandoned-resume-allowed" => value.is_true().map(|is| {
                    if is { "abandoned-resume-allowed = true" } else { "abandoned-resume-allowed = false" }
                }),
                "discard-abandoned-after" => value.seconds().map(|after| {
                    keeps = after;
                    "discard-abandoned-after"
                }),
                "agent-no-answer-status" => match value.text() {
                    Some("On Break") => {
                        queue.on_timeout = Some(Presence::Paused);
                        Some("agent-no-answer-status")
                    }
                    Some("Logged Out") => {
                        queue.on_timeout = Some(Presence::Offline);
                        Some("agent-no-answer-status")
                    }
                    _ => None,
                },
                "moh-sound" | "record-template" | "announce-sound" | "announce-frequency" => {
                    Some("(announcements, music, recording)")
                }
                // Lost as unknown.
                _ => continue,
            };
            for part in [Some(*value), self.names.get(name).copied()].into_iter().flatten() {
                match rule {
                    Some(rule) => ledger.tell(part, rule, id),
                    None => ledger.unreadable(part),
                }
            }
        }
        let queue = build.queue(id);
        if is_progressive && queue.offer_more_after.is_none() {
            queue.offer_more_after = Some(Span::from_seconds(10));
        }
        queue.tier_rules = Some(tier_rules).filter(|rules| applies && rules.wait > Span::ZERO);
        queue.regain_within = longer_than_nothing(keeps).filter(|_| resumes);
    }
}

fn strategy(queue: &mut QueueConfig, value: &Node) -> Option<&'static str> {
    use SelectionKey::{Fewest, Idle, Occupancy, Position, RoundRobin, Tier, WeightedRandom};
    let (selection, rule) = match value.text()? {
        "longest-idle-agent" => (vec![Tier, Idle, Position], "strategy = longest-idle-agent"),
        "round-robin" => (vec![Tier, RoundRobin], "strategy = round-robin"),
        "top-down" => (vec![Tier, Position], "strategy = top-down"),
        "agent-with-least-talk-time" => {
            (vec![Tier, Occupancy, Position], "strategy = agent-with-least-talk-time")
        }
        "agent-with-fewest-calls" => (vec![Tier, Fewest, Position], "strategy = agent-with-fewest-calls"),
        "sequentially-by-agent-order" => {
            (vec![Tier, Position, Idle], "strategy = sequentially-by-agent-order")
        }
        "random" => (vec![Tier, WeightedRandom], "strategy = random"),
        "ring-all" => (vec![Tier, Position, Idle], "strategy = ring-all"),
        "ring-progressively" => (vec![Tier, Position], "strategy = ring-progressively"),
        _ => return None,
    };
    queue.selection = selection;
    if rule.contains("= ring-") {
        queue.max_offers = ALL;
    }
    Some(rule)
}
