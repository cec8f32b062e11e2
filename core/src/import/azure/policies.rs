//! Distribution and exception policies.

use super::super::build::longer_than_nothing;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::{BOOKKEEPING, entries, kind_of};
use crate::routing::{Condition, Presence, QueueConfig, SelectionKey, WaitRule};
use crate::time::Span;
use std::collections::BTreeSet;

pub(super) fn distribution(policy: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    for part in policy.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "id", ""),
            "name" => ledger.tell(part, "name", ""),
            "offerExpiresAfterSeconds" | "offerTtlSeconds" => {
                match part.seconds().and_then(longer_than_nothing) {
                    Some(timeout) => {
                        queue.offer_timeout = Some(timeout);
                        queue.on_timeout = Some(Presence::Paused);
                        ledger.tell(part, "distributionPolicy.offerExpiresAfterSeconds", &id);
                    }
                    None => ledger.unreadable(part),
                }
            }
            "mode" => mode(part, queue, ledger),
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
}

fn mode(mode: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    for part in mode.items() {
        let rule = match part.key.as_str() {
            "kind" => match kind_of(mode).as_str() {
                "longestidle" => {
                    queue.selection = vec![SelectionKey::LoadRatio, SelectionKey::Idle];
                    Some("distributionPolicy.mode.kind = longestIdle")
                }
                "roundrobin" => {
                    queue.selection = vec![SelectionKey::RoundRobin];
                    Some("distributionPolicy.mode.kind = roundRobin")
                }
                "bestworker" => {
                    queue.selection = vec![SelectionKey::SelectorScore, SelectionKey::Idle];
                    Some("distributionPolicy.mode.kind = bestWorker")
                }
                _ => None,
            },
            "maxConcurrentOffers" => {
                part.number().and_then(|most| u32::try_from(most).ok()).filter(|most| *most > 0).map(|most| {
                    queue.max_offers = most;
                    "distributionPolicy.mode.maxConcurrentOffers"
                })
            }
            "minConcurrentOffers" => match part.number() {
                Some(1) => Some("distributionPolicy.mode.minConcurrentOffers = 1"),
                Some(_) => Some("distributionPolicy.mode.minConcurrentOffers"),
                None => None,
            },
            "bypassSelectors" => match part.is_true() {
                Some(true) => Some("distributionPolicy.mode.bypassSelectors = true"),
                Some(false) => Some("distributionPolicy.mode.bypassSelectors = false"),
                None => None,
            },
            "scoringRule" | "scoringRuleOptions" => Some("distributionPolicy.mode.scoringRule"),
            _ => continue,
        };
        match rule {
            Some(rule) => ledger.tell(part, rule, &id),
            None => ledger.unreadable(part),
        }
    }
}

pub(super) fn exception(policy: &Node, ids: &BTreeSet<&str>, queue: &mut QueueConfig, ledger: &mut Ledger) {
    for part in policy.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "id", ""),
            "name" => ledger.tell(part, "name", ""),
            "exceptionRules" => entries(part).for_each(|rule| exception_rule(rule, ids, queue, ledger)),
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
}

fn exception_rule(node: &Node, ids: &BTreeSet<&str>, queue: &mut QueueConfig, ledger: &mut Ledger) {
    if let Some(id) = node.get("id") {
        ledger.tell(id, "id", "");
    }
    let Some(trigger) = node.get("trigger") else { return };
    let threshold = trigger.get("threshold").or(trigger.get("thresholdSeconds"));
    let (after, when, rule) = match (kind_of(trigger).as_str(), threshold) {
        ("waittime", Some(threshold)) => match threshold.seconds().map(longer_than_nothing) {
            Some(Some(after)) => (after, Condition::default(), "exceptionRules[].trigger (waitTime)"),
            Some(None) => return ledger.tell(node, "exceptionRules[] (threshold 0)", ""),
            None => return ledger.unreadable(threshold),
        },
        ("queuelength", Some(threshold)) => {
            let most = threshold.number().and_then(|most| usize::try_from(most).ok());
            let Some(most) = most.filter(|most| *most < usize::MAX) else {
                return ledger.unreadable(threshold);
            };
            let when = Condition { waiting_at_least: Some(most + 1), ..Condition::default() };
            (Span::ZERO, when, "exceptionRules[].trigger (queueLength)")
        }
        _ => return,
    };
    for part in ["kind", "threshold", "thresholdSeconds"].iter().filter_map(|key| trigger.get(key)) {
        ledger.tell(part, rule, &queue.id);
    }
    for action in node.get("actions").into_iter().flat_map(entries) {
        let wait_rule = WaitRule { after, when, ..WaitRule::default() };
        match kind_of(action).as_str() {
            "cancel" => {
                let code = action.text_of("dispositionCode").filter(|code| code.len() <= 1_000);
                let remove = Some(code.unwrap_or("cancelled").to_owned());
                queue.wait_rules.push(WaitRule { remove, ..wait_rule });
                ledger.tell(action, "exceptionRules[].actions (cancel)", &queue.id);
            }
            "manualreclassify" => {
                if let Some(selectors) = action.get("workerSelectors") {
                    ledger.tell(selectors, "exceptionRules[].actions (workerSelectors)", "");
                }
                let move_to = action.text_of("queueId").filter(|to| ids.contains(to)).map(str::to_owned);
                if let Some(to) = action.get("queueId").filter(|_| move_to.is_none()) {
                    ledger.tell(to, "(unknown queue)", "");
                }
                let set_priority = action.get("priority").and_then(Node::small);
                if let Some(priority) = action.get("priority").filter(|_| set_priority.is_none()) {
                    ledger.unreadable(priority);
                }
                if move_to.is_some() || set_priority.is_some() {
                    queue.wait_rules.push(WaitRule { move_to, set_priority, ..wait_rule });
                }
                for part in ["kind", "id", "queueId", "priority"].iter().filter_map(|key| action.get(key)) {
                    if !ledger.is_told(part) {
                        ledger.tell(part, "exceptionRules[].actions (manualReclassify)", &queue.id);
                    }
                }
            }
            "reclassify" => ledger.tell(action, "exceptionRules[].actions (reclassify)", ""),
            _ => {}
        }
    }
}
