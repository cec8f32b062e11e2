//! Workers, and what their labels are called as skills.

use super::super::build::{Build, longer_than_nothing};
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::{BOOKKEEPING, entries, kind_of};
use crate::routing::{Expression, Operator, Requirement, SkillTest};
use serde_json::Value;
use std::collections::BTreeSet;

/// Labels whose text values are skills by their own name, as a job's value must find them.
pub(super) struct Labels {
    bare: BTreeSet<String>,
}

/// What a selector asks for.
pub(super) enum Need {
    Requirement(Requirement),
    Not(Expression),
}

impl Labels {
    pub(super) fn of(classifications: &[&Node]) -> Self {
        let attachments = classifications.iter().filter_map(|policy| policy.get("workerSelectorAttachments"));
        let passed = attachments.flat_map(entries).filter(|one| kind_of(one) == "passthrough");
        Self { bare: passed.filter_map(|one| one.text_of("key").map(str::to_owned)).collect() }
    }

    fn skill(&self, key: &str, value: &str) -> String {
        if self.bare.contains(key) { value.to_owned() } else { format!("{key}={value}") }
    }

    /// What a selector asks for; tells of each of its keys that it knows. Without `takes_nots` a step of its own
    /// would undo another's.
    pub(super) fn need(
        &self,
        selector: &Node,
        told: &str,
        takes_nots: bool,
        ledger: &mut Ledger,
    ) -> Option<Need> {
        let word = selector.text_of("labelOperator").unwrap_or_default();
        let op = match word {
            "equal" | "notEqual" => Some(Operator::Equal),
            "greaterThan" => Some(Operator::Above),
            "greaterThanOrEqual" | "greaterThanEqual" => Some(Operator::AtLeast),
            "lessThan" => Some(Operator::Below),
            "lessThanOrEqual" | "lessThanEqual" => Some(Operator::AtMost),
            _ => None,
        };
        let key = selector.get("key").filter(|key| key.text().is_some());
        let Some((key, op)) = key.zip(op) else {
            ledger.tell(selector, "(a selector without key or labelOperator)", "");
            return None;
        };
        for part in ["status", "state"].iter().filter_map(|key| selector.get(key)) {
            ledger.tell(part, "(bookkeeping)", "");
        }
        if let Some(expedite) = selector.get("expedite") {
            let rule = if expedite.is_true() == Some(true) { "(a selector's expedite)" } else { told };
            ledger.tell(expedite, rule, "");
        }
        let expires = selector.get("expiresAfterSeconds");
        let expires_after = expires.and_then(Node::seconds).and_then(longer_than_nothing);
        if let Some(expires) = expires {
            match (expires_after, &expires.value) {
                (Some(_), _) => ledger.tell(expires, "(a selector's expiresAfterSeconds)", ""),
                (None, Value::Null) => ledger.tell(expires, told, ""),
                (None, _) => ledger.unreadable(expires),
            }
        }
        let value = selector.get("value");
        let parts = [Some(key), value, selector.get("labelOperator")].into_iter().flatten();
        let name = key.text().unwrap_or_default();
        let is_equality = op == Operator::Equal;
        let test = match value.map(|value| &value.value) {
            Some(Value::String(text)) if is_equality => {
                Some((self.skill(name, text), Operator::AtLeast, 1, false))
            }
            Some(Value::Bool(is)) if is_equality => Some((name.to_owned(), Operator::AtLeast, 1, !is)),
            Some(Value::Number(_)) => {
                value.and_then(Node::small).map(|level| (name.to_owned(), op, level, false))
            }
            _ => None,
        };
        let Some((skill, op, level, is_false)) = test else {
            parts.for_each(|part| ledger.tell(part, "(a selector's value)", ""));
            return None;
        };
        let is_negated = (word == "notEqual") != is_false;
        if !is_negated {
            parts.for_each(|part| ledger.tell(part, told, ""));
            return Some(Need::Requirement(Requirement { skill, op, level, expires_after }));
        }
        let rule = match (expires_after, takes_nots) {
            (Some(_), _) => "(a selector's notEqual that expires)",
            (None, true) => "(a selector's notEqual)",
            (None, false) => "(a selector's notEqual beside one on another condition)",
        };
        parts.for_each(|part| ledger.tell(part, rule, ""));
        let not = Box::new(Expression::Skill(SkillTest { skill, op, level }));
        (expires_after.is_none() && takes_nots).then_some(Need::Not(Expression::Not { not }))
    }
}

pub(super) fn worker(
    node: &Node,
    queues: &BTreeSet<&str>,
    labels: &Labels,
    build: &mut Build,
    ledger: &mut Ledger,
) {
    let id = node.text_of("id").unwrap_or_default();
    build.agent(id);
    for part in node.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "id", ""),
            "name" => ledger.tell(part, "name", ""),
            "queues" | "queueAssignments" => memberships(part, id, queues, build, ledger),
            "capacity" | "totalCapacity" => match part.number().and_then(|total| u32::try_from(total).ok()) {
                Some(total) => {
                    build.agent(id).capacity.total = total;
                    ledger.tell(part, "worker.capacity", id);
                }
                None => ledger.unreadable(part),
            },
            "channels" | "channelConfigurations" => {
                for channel in entries(part) {
                    let named =
                        channel.text_of("channelId").unwrap_or(if part.is_list { "" } else { &channel.key });
                    if !named.is_empty() {
                        self::channel(channel, named, id, build, ledger);
                    }
                }
            }
            "labels" => part.items().for_each(|label| self::label(label, id, labels, build, ledger)),
            "maxConcurrentOffers" => ledger.tell(part, "worker.maxConcurrentOffers", ""),
            "tags" => ledger.tell(part, "worker.tags", ""),
            "availableForOffers" | "state" | "offers" | "assignedJobs" | "loadRatio" => {
                ledger.tell(part, "worker (state)", "");
            }
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
}

/// A list of queue ids, or a map with them as keys.
fn memberships(node: &Node, agent: &str, queues: &BTreeSet<&str>, build: &mut Build, ledger: &mut Ledger) {
    for entry in node.items() {
        let queue = if node.is_list { entry.text().unwrap_or_default() } else { &entry.key };
        if queues.contains(queue) {
            build.membership(agent, queue);
            ledger.tell(entry, "worker.queues", agent);
        } else {
            ledger.tell(entry, "(unknown queue)", "");
        }
    }
}

fn channel(node: &Node, named: &str, agent: &str, build: &mut Build, ledger: &mut Ledger) {
    let agent_config = build.agent(agent);
    agent_config.channels.get_or_insert_default().insert(named.to_owned());
    for part in node.items() {
        let units = part.number().and_then(|units| u32::try_from(units).ok());
        match (part.key.as_str(), units) {
            ("channelId", _) => ledger.tell(part, "worker.channels[].channelId", agent),
            ("capacityCostPerJob", Some(cost)) => {
                agent_config.capacity.cost.insert(named.to_owned(), cost);
                ledger.tell(part, "worker.channels[].capacityCostPerJob", agent);
            }
            ("maxNumberOfJobs", Some(most)) => {
                agent_config.capacity.max.insert(named.to_owned(), most);
                ledger.tell(part, "worker.channels[].maxNumberOfJobs", agent);
            }
            ("maxNumberOfJobs", None) if part.value.is_null() => {
                ledger.tell(part, "worker.channels[].maxNumberOfJobs", agent);
            }
            ("capacityCostPerJob" | "maxNumberOfJobs", None) => ledger.unreadable(part),
            _ => {}
        }
    }
}

fn label(node: &Node, agent: &str, labels: &Labels, build: &mut Build, ledger: &mut Ledger) {
    let config = build.agent(agent);
    let level = match &node.value {
        Value::String(text) => {
            config.skills.insert(labels.skill(&node.key, text), 1);
            config.labels.insert(node.key.clone(), text.clone());
            Some(())
        }
        Value::Bool(is) => {
            if *is {
                config.skills.insert(node.key.clone(), 1);
            }
            Some(())
        }
        Value::Number(_) => node.small().map(|level| _ = config.skills.insert(node.key.clone(), level)),
        _ => None,
    };
    ledger.tell(node, if level.is_some() { "worker.labels" } else { "worker.labels (fractions)" }, agent);
}
