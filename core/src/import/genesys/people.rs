//! Members, their skills and their capacity.

use super::super::build::Build;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::BOOKKEEPING;
use crate::routing::Capacity;
use std::collections::BTreeMap;

pub(super) fn member(
    node: &Node,
    queue: Option<&str>,
    people: &mut BTreeMap<String, String>,
    build: &mut Build,
    ledger: &mut Ledger,
) {
    let inner = node.get("user");
    let id = node.text_of("id").or(inner.and_then(|user| user.text_of("id"))).unwrap_or_default();
    let name = node.text_of("name").or(inner.and_then(|user| user.text_of("name"))).unwrap_or(id);
    let Some(queue) = queue.filter(|_| !name.is_empty()) else {
        return ledger.tell(node, "member (of no queue)", "");
    };
    // Two people may have one name; the second is known by his id.
    let is_taken = people.iter().any(|(known, agent)| agent == name && known != id);
    let agent = if is_taken && !id.is_empty() { id } else { name };
    people.insert(id.to_owned(), agent.to_owned());
    build.agent(agent);
    let joined = node.get("joined").and_then(Node::is_true).unwrap_or(true);
    if joined {
        build.membership(agent, queue).ring = 1;
    }
    for part in node.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "member.id", ""),
            "name" => ledger.tell(part, "member.name", agent),
            "ringNumber" => {
                match part.number().and_then(|ring| u32::try_from(ring).ok()).filter(|ring| *ring > 0) {
                    Some(ring) => {
                        if joined {
                            build.membership(agent, queue).ring = ring;
                        }
                        ledger.tell(part, "member.ringNumber", agent);
                    }
                    None => ledger.unreadable(part),
                }
            }
            "joined" => match part.is_true() {
                Some(true) => ledger.tell(part, "member.joined = true", agent),
                Some(false) => ledger.tell(part, "member.joined = false", agent),
                None => ledger.unreadable(part),
            },
            "user" => person(part, agent, build, ledger),
            "skills" | "languages" => skills(part, agent, build, ledger),
            "memberBy" | "routingStatus" | "presence" => ledger.tell(part, "member (state)", ""),
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
}

pub(super) fn person(node: &Node, agent: &str, build: &mut Build, ledger: &mut Ledger) {
    build.agent(agent);
    for part in node.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "member.id", ""),
            "name" => ledger.tell(part, "member.name", agent),
            "skills" | "languages" => skills(part, agent, build, ledger),
            "presence" | "routingStatus" | "state" => ledger.tell(part, "member (state)", ""),
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
}

fn skills(list: &Node, agent: &str, build: &mut Build, ledger: &mut Ledger) {
    for skill in list.items() {
        let Some(name) = skill.text_of("name") else { continue };
        let level = match skill.get("proficiency") {
            None => Some(1),
            Some(part) => {
                part.value.as_f64().filter(|level| (0.0..=1e6).contains(level)).map(|level| level as i32)
            }
        };
        let is_active = skill.text_of("state").is_none_or(|state| state == "active");
        if let Some(level) = level.filter(|_| is_active) {
            build.agent(agent).skills.insert(name.to_owned(), level);
        }
        for part in skill.items() {
            match part.key.as_str() {
                "proficiency" if level.is_none() => ledger.unreadable(part),
                "proficiency" if part.value.as_f64().is_some_and(|level| level.fract() != 0.0) => {
                    ledger.tell(part, "skills[].proficiency (fractions)", agent);
                }
                "name" | "proficiency" => ledger.tell(part, "skills[].proficiency", agent),
                "state" => ledger.tell(part, "skills[].state", agent),
                "id" => ledger.tell(part, "member.id", ""),
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
    }
}

/// The capacity by a utilisation, of everybody where `agent` is empty; nothing where it names no channel.
pub(super) fn utilization(node: &Node, agent: &str, ledger: &mut Ledger) -> Option<Capacity> {
    let mut most = BTreeMap::new();
    for channel in node.items() {
        let name = if channel.key == "call" { "voice" } else { &channel.key };
        for part in channel.items() {
            match part.key.as_str() {
                "maximumCapacity" => match part.number().and_then(|units| u32::try_from(units).ok()) {
                    Some(units) => {
                        most.insert(name.to_owned(), units);
                        ledger.tell(part, "utilization.*.maximumCapacity", agent);
                    }
                    None => ledger.unreadable(part),
                },
                "interruptableMediaTypes" => ledger.tell(part, "utilization.*.interruptableMediaTypes", ""),
                "includeNonAcd" => ledger.tell(part, "utilization.*.includeNonAcd", ""),
                _ => {}
            }
        }
    }
    let total = most.values().copied().max()?;
    Some(Capacity { total, max: most, ..Capacity::default() })
}
