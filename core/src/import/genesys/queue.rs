//! A queue's settings: evaluation, rings, after-call work, media.

use super::super::build::longer_than_nothing;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::BOOKKEEPING;
use crate::routing::{Presence, QueueConfig, Ring, Scoring, SelectionKey, WrapUpMode};
use crate::time::Span;
use std::collections::BTreeSet;

pub(super) fn queue(node: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    queue.scoring = Scoring::ConversationScore;
    for part in node.items() {
        let rule = match part.key.as_str() {
            "name" => "queue.name",
            "id" => "queue.id",
            "skillEvaluationMethod" => match part.text() {
                Some("ALL") => "skillEvaluationMethod = ALL",
                Some("BEST") => {
                    queue.selection = vec![SelectionKey::ProficiencyHigh, SelectionKey::Idle];
                    "skillEvaluationMethod = BEST"
                }
                Some("NONE") => "skillEvaluationMethod = NONE",
                _ => {
                    ledger.unreadable(part);
                    continue;
                }
            },
            "scoringMethod" => match part.text() {
                Some("TimestampAndPriority") => "scoringMethod = TimestampAndPriority",
                Some("PriorityOnly") => {
                    queue.scoring = Scoring::Strict;
                    "scoringMethod = PriorityOnly"
                }
                _ => {
                    ledger.unreadable(part);
                    continue;
                }
            },
            "bullseye" => {
                if let Some(list) = part.get("rings") {
                    rings(list, queue, ledger);
                }
                continue;
            }
            "acwSettings" => {
                wrap_up(part, queue, ledger);
                continue;
            }
            "mediaSettings" => {
                media(part, queue, ledger);
                continue;
            }
            "routingRules" => "routingRules",
            "conditionalGroupRouting" => "conditionalGroupRouting",
            "memberGroups" => "memberGroups",
            key if BOOKKEEPING.contains(&key) => "(bookkeeping)",
            // Members are read later; the rest is lost as unknown.
            _ => continue,
        };
        ledger.tell(part, rule, &id);
    }
}

fn rings(list: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    let last = list.items().count().saturating_sub(1);
    let mut is_reached = true;
    for (place, ring) in list.items().enumerate() {
        if !is_reached {
            ledger.tell(ring, "bullseye.rings[] (out of reach)", "");
            continue;
        }
        if let Some(groups) = ring.get("memberGroups") {
            ledger.tell(groups, "bullseye.rings[].memberGroups", "");
        }
        let skills = ring.get("actions").and_then(|actions| actions.get("skillsToRemove"));
        if place == last {
            for part in [ring.get("expansionCriteria"), skills].into_iter().flatten() {
                ledger.tell(part, "bullseye.rings[] (the last)", "");
            }
            queue.rings.push(Ring::default());
            continue;
        }
        let mut stay = None;
        for criterion in ring.get("expansionCriteria").into_iter().flat_map(Node::items) {
            let span = criterion.get("threshold").and_then(Node::seconds).and_then(longer_than_nothing);
            let is_time = criterion.text_of("type") == Some("TIMEOUT_SECONDS");
            let rule = match (is_time, span) {
                (true, Some(span)) => {
                    stay = Some(stay.map_or(span, |stay: Span| stay.min(span)));
                    "bullseye.rings[].expansionCriteria (TIMEOUT_SECONDS)"
                }
                _ => "bullseye.rings[].expansionCriteria (another)",
            };
            for part in ["type", "threshold"].iter().filter_map(|key| criterion.get(key)) {
                ledger.tell(part, rule, &id);
            }
        }
        let mut remove = BTreeSet::new();
        for skill in skills.into_iter().flat_map(Node::items) {
            match skill.text_of("name").or(skill.text()) {
                Some(name) => {
                    remove.insert(name.to_owned());
                    ledger.tell(skill, "bullseye.rings[].actions.skillsToRemove", &id);
                }
                None => ledger.unreadable(skill),
            }
        }
        is_reached = stay.is_some();
        queue.rings.push(match stay {
            Some(_) => Ring { stay, remove },
            // It is the last then.
            None => Ring::default(),
        });
    }
}

fn wrap_up(node: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    let timeout = node.get("timeoutMs").and_then(millis);
    let prompt = node.get("wrapupPrompt");
    let has_time = match prompt.and_then(Node::text) {
        Some("MANDATORY") => {
            queue.wrap_up_mode = WrapUpMode::Manual;
            false
        }
        Some("MANDATORY_TIMEOUT") => true,
        Some("MANDATORY_FORCED_TIMEOUT") => {
            queue.wrap_up_mode = WrapUpMode::Mandatory;
            true
        }
        _ => false,
    };
    queue.wrap_up = timeout.filter(|_| has_time).unwrap_or(Span::ZERO);
    if let Some(prompt) = prompt {
        match prompt.text() {
            Some(
                word @ ("OPTIONAL"
                | "AGENT_REQUESTED"
                | "MANDATORY"
                | "MANDATORY_TIMEOUT"
                | "MANDATORY_FORCED_TIMEOUT"),
            ) => {
                ledger.tell(prompt, &format!("acwSettings.wrapupPrompt = {word}"), &id);
            }
            _ => ledger.unreadable(prompt),
        }
    }
    if let Some(node) = node.get("timeoutMs") {
        match timeout {
            Some(_) => ledger.tell(node, "acwSettings.timeoutMs", &id),
            None => ledger.unreadable(node),
        }
    }
}

/// Milliseconds of a hundred years at most.
fn millis(node: &Node) -> Option<Span> {
    let millis = node.number().filter(|millis| (0..=36_525 * 86_400 * 1_000).contains(millis))?;
    Some(Span::from_micros(millis * 1_000))
}

fn media(node: &Node, queue: &mut QueueConfig, ledger: &mut Ledger) {
    let id = queue.id.clone();
    let mut channels: Vec<&Node> = node.items().filter(|channel| !channel.children.is_empty()).collect();
    // The call's word counts first.
    channels.sort_by_key(|channel| channel.key != "call");
    let target =
        |channel: &'_ Node| channel.get("serviceLevel").and_then(|level| millis(level.get("durationMs")?));
    let timeouts: Vec<Span> = channels
        .iter()
        .filter_map(|one| one.get("alertingTimeoutSeconds")?.seconds())
        .filter_map(longer_than_nothing)
        .collect();
    let targets: Vec<Span> =
        channels.iter().filter_map(|one| target(one)).filter_map(longer_than_nothing).collect();
    let answers: Vec<bool> =
        channels.iter().filter_map(|one| one.get("enableAutoAnswer")?.is_true()).collect();
    queue.offer_timeout = timeouts.first().copied();
    queue.on_timeout = queue.offer_timeout.map(|_| Presence::Paused);
    queue.target_wait = targets.first().copied();
    queue.auto_accept = answers.first().copied().unwrap_or(false);
    fn unequal<T: PartialEq>(all: &[T]) -> &'static str {
        if all.windows(2).all(|pair| pair[0] == pair[1]) { "" } else { " (unequal)" }
    }
    for channel in channels {
        for part in channel.items() {
            match part.key.as_str() {
                "alertingTimeoutSeconds" => match part.seconds().and_then(longer_than_nothing) {
                    Some(_) => {
                        let rule = format!("mediaSettings.*.alertingTimeoutSeconds{}", unequal(&timeouts));
                        ledger.tell(part, &rule, &id);
                    }
                    None => ledger.unreadable(part),
                },
                "serviceLevel" => {
                    for part in part.items() {
                        match part.key.as_str() {
                            "durationMs" if target(channel).and_then(longer_than_nothing).is_some() => {
                                let rule =
                                    format!("mediaSettings.*.serviceLevel.durationMs{}", unequal(&targets));
                                ledger.tell(part, &rule, &id);
                            }
                            "durationMs" => ledger.unreadable(part),
                            "percentage" => ledger.tell(part, "mediaSettings.*.serviceLevel.percentage", ""),
                            _ => {}
                        }
                    }
                }
                "enableAutoAnswer" => match part.is_true() {
                    Some(_) => {
                        let rule = format!("mediaSettings.*.enableAutoAnswer{}", unequal(&answers));
                        ledger.tell(part, &rule, &id);
                    }
                    None => ledger.unreadable(part),
                },
                "subTypeSettings"
                | "autoAnswerAlertToneSeconds"
                | "manualAnswerAlertToneSeconds"
                | "mode"
                | "enableAutoDialAndEnd"
                | "autoDialDelaySeconds"
                | "autoEndDelaySeconds" => {
                    ledger.tell(part, "mediaSettings (another)", "");
                }
                _ => {}
            }
        }
    }
}
