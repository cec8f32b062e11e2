//! Task queues and workers.

use super::super::build::Build;
use super::super::expression;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::meaning::{Names, whole};
use super::stays::{Conduct, Stays};
use super::{BOOKKEEPING, name_of};
use crate::routing::Scoring;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn task_queues(
    queues: &[&Node],
    has_workers: bool,
    names: &Names,
    stays: &mut Stays,
    ledger: &mut Ledger,
) {
    for node in queues {
        let Some(name) = name_of(node) else { continue };
        if stays.of(name).next().is_none() {
            stays.queue(name, Conduct::default(), "");
        }
        let resource = stays.resources.entry(name.to_owned()).or_default();
        for part in node.items() {
            match part.key.as_str() {
                "friendly_name" => ledger.tell(part, "task_queue.friendly_name", name),
                "sid" => ledger.tell(part, "task_queue.sid", ""),
                "task_order" => match part.text() {
                    Some("FIFO") => ledger.tell(part, "task_queue.task_order (FIFO)", name),
                    Some("LIFO") => {
                        resource.scoring = Scoring::NewestFirst;
                        ledger.tell(part, "task_queue.task_order (LIFO)", name);
                    }
                    _ => ledger.unreadable(part),
                },
                "max_reserved_workers" => {
                    match part.number().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0) {
                        Some(most) => {
                            resource.max_offers = Some(most);
                            ledger.tell(part, "task_queue.max_reserved_workers", name);
                        }
                        None => ledger.unreadable(part),
                    }
                }
                "target_workers" => {
                    let test = part.text().and_then(expression::read);
                    let rule = match test.map(|test| names.on_worker(&test)) {
                        None => {
                            ledger.unreadable(part);
                            continue;
                        }
                        Some(Some(on)) if on.skills_from.is_empty() && has_workers => {
                            "task_queue.target_workers"
                        }
                        Some(Some(on)) if on.skills_from.is_empty() => {
                            "task_queue.target_workers (no workers given)"
                        }
                        Some(_) => "task_queue.target_workers (beyond skills)",
                    };
                    ledger.tell(part, rule, "");
                }
                "assignment_activity_sid"
                | "reservation_activity_sid"
                | "assignment_activity_name"
                | "reservation_activity_name" => ledger.tell(part, "task_queue (activities)", ""),
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
    }
}

pub(super) fn workers(
    workers: &[&Node],
    queues: &[&Node],
    names: &Names,
    stays: &Stays,
    build: &mut Build,
    ledger: &mut Ledger,
) {
    let tests: Vec<_> = queues
        .iter()
        .filter_map(|node| {
            let test = expression::read(node.text_of("target_workers")?)?;
            let on = names.on_worker(&test).filter(|on| on.skills_from.is_empty())?;
            Some((name_of(node)?, on.expression))
        })
        .collect();
    for node in workers {
        let Some(name) = name_of(node) else { continue };
        let mut skills = BTreeMap::new();
        for part in node.items() {
            match part.key.as_str() {
                "friendly_name" => ledger.tell(part, "worker.friendly_name", name),
                "sid" => ledger.tell(part, "worker.sid", ""),
                "attributes" => attributes(part, "", name, names, &mut skills, ledger),
                "activity_name" | "activity_sid" | "available" => ledger.tell(part, "worker (activity)", ""),
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
        let sid = node.text_of("sid").unwrap_or(name);
        for (queue, expression) in &tests {
            if expression.holds(name, &skills) || expression.holds(sid, &skills) {
                for id in stays.of(queue) {
                    build.membership(name, id);
                }
            }
        }
        build.agent(name).skills = skills;
    }
}

/// Attributes as skills; those of nested objects by their path.
fn attributes(
    node: &Node,
    path: &str,
    agent: &str,
    names: &Names,
    skills: &mut BTreeMap<String, i32>,
    ledger: &mut Ledger,
) {
    if node.children.is_empty() && path.is_empty() {
        let is_none = matches!(&node.value, Value::Object(empty) if empty.is_empty());
        return if is_none { ledger.tell(node, "worker.attributes", agent) } else { ledger.unreadable(node) };
    }
    for part in node.items() {
        let path = if path.is_empty() { part.key.clone() } else { format!("{path}.{}", part.key) };
        let mut has = |leaf: &Node, skill: String, level: Option<i32>, ledger: &mut Ledger| {
            // A level given beside the list has the last word.
            match level {
                Some(level) => _ = skills.insert(skill, level),
                None => _ = skills.entry(skill).or_insert(1),
            }
            ledger.tell(leaf, "worker.attributes", agent);
        };
        match &part.value {
            Value::Bool(true) => has(part, path, None, ledger),
            // He lacks what is false.
            Value::Bool(false) => ledger.tell(part, "worker.attributes", agent),
            Value::String(text) => has(part, names.skill(&path, text), None, ledger),
            Value::Number(number) => match number.as_f64().and_then(whole) {
                Some(level) => has(part, Names::level(&path).to_owned(), Some(level), ledger),
                None => ledger.tell(part, "worker.attributes (beyond skills)", agent),
            },
            Value::Array(_) | Value::Object(_) => ledger.tell(part, "worker.attributes", agent),
            Value::Null if part.is_list => {
                for entry in part.items() {
                    match entry.word().filter(|_| entry.children.is_empty()) {
                        Some(value) => has(entry, names.skill(&path, &value), None, ledger),
                        None => ledger.tell(entry, "worker.attributes (beyond skills)", agent),
                    }
                }
            }
            Value::Null if part.children.is_empty() => {
                ledger.tell(part, "worker.attributes (beyond skills)", agent)
            }
            Value::Null => attributes(part, &path, agent, names, skills, ledger),
        }
    }
}
