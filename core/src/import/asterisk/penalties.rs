//! `queuerules.conf`: how penalties and their bound change as a caller waits.

use super::super::build::Build;
use super::super::ledger::Ledger;
use super::super::node::Node;
use crate::routing::PenaltyRule;
use crate::time::Span;
use serde_json::Value;
use std::collections::BTreeSet;

/// A bound that keeps nobody out, for rules that set one later.
const NO_BOUND: i32 = 1_000_000;

/// A change of one value: `+3`, `-1` or `10`.
#[derive(Clone, Copy)]
enum Change {
    By(i32),
    To(i32),
}

struct Line<'a> {
    node: &'a Node,
    after: Span,
    max: Option<Change>,
    has_min: bool,
    raise: Option<Change>,
}

fn sections<'a>(rules: &'a [Node], name: &str) -> impl Iterator<Item = &'a Node> {
    let sections = rules.iter().flat_map(|root| &root.children).filter(|part| !part.children.is_empty());
    let name = name.to_owned();
    sections.filter(move |section| section.key == name)
}

/// Gives a queue its rules; the name of those it has.
pub(super) fn apply(
    default: &Node,
    rules: &[Node],
    queue: &str,
    build: &mut Build,
    ledger: &mut Ledger,
) -> String {
    let name = default.text().unwrap_or_default().to_owned();
    if sections(rules, &name).next().is_none() {
        ledger.tell(default, "defaultrule (not in these files)", queue);
        return name;
    }
    ledger.tell(default, "defaultrule", queue);
    let mut lines = Vec::new();
    for section in sections(rules, &name) {
        ledger.tell(&section.children[0], "defaultrule", queue);
        for node in section.children[1..].iter().filter(|node| node.key == "penaltychange") {
            match read(node) {
                Some(line) => lines.push(line),
                None => ledger.unreadable(node),
            }
        }
    }
    lines.sort_by_key(|line| line.after);
    let queue_config = build.queue(queue);
    if lines.iter().any(|line| matches!(line.max, Some(Change::To(_)))) {
        queue_config.max_penalty = Some(NO_BOUND);
    }
    let (mut bound, mut raised) = (NO_BOUND, 0_i32);
    for line in lines {
        let max_add = line.max.map(|change| {
            let (add, rule) = match change {
                Change::By(add) => (add, "penaltychange (relative max)"),
                Change::To(to) => (to.saturating_sub(bound), "penaltychange (max)"),
            };
            bound = bound.saturating_add(add);
            ledger.tell(line.node, rule, queue);
            add
        });
        let raise_to = line.raise.map(|change| {
            raised = match change {
                Change::By(add) => raised.saturating_add(add),
                Change::To(to) => to,
            };
            ledger.tell(line.node, "penaltychange (raise)", queue);
            raised
        });
        if line.has_min {
            ledger.tell(line.node, "penaltychange (min)", queue);
        }
        let mut rule = PenaltyRule { after: line.after, max_add, raise_to };
        if line.after == Span::ZERO {
            // A bound from the start is the queue's own; all else holds a microsecond later.
            if queue_config.max_penalty.is_some() && rule.max_add.take().is_some() {
                queue_config.max_penalty = Some(bound);
            }
            rule.after = Span::from_micros(1);
        }
        if rule.max_add.is_some() || rule.raise_to.is_some() {
            queue_config.penalty_rules.push(rule);
        }
    }
    name
}

/// `seconds,max,min,raise`; `None` where it is not that, or changes nothing.
fn read(node: &Node) -> Option<Line<'_>> {
    let mut parts = node.text()?.split(',').map(str::trim);
    let after = Node { value: Value::String(parts.next()?.to_owned()), ..node.clone() }.seconds()?;
    let [max, min, raise] = [parts.next(), parts.next(), parts.next()].map(|part| part.unwrap_or_default());
    let read = |text: &str| -> Option<Option<Change>> {
        const MOST: i32 = 10_000;
        if text.is_empty() {
            return Some(None);
        }
        let number: i32 = text.parse().ok().filter(|number: &i32| number.abs() <= MOST)?;
        let is_relative = text.starts_with(['+', '-']);
        Some(Some(if is_relative { Change::By(number) } else { Change::To(number) }))
    };
    let (max, raise, has_min) = (read(max)?, read(raise)?, read(min)?.is_some());
    (max.is_some() || raise.is_some() || has_min).then_some(Line { node, after, max, has_min, raise })
}

/// Tells of rules that no queue has.
pub(super) fn leave(rules: &[Node], taken: &BTreeSet<String>, ledger: &mut Ledger) {
    let sections = rules.iter().flat_map(|root| &root.children).filter(|part| !part.children.is_empty());
    for section in sections.filter(|section| !taken.contains(&section.key)) {
        if section.key == "general" {
            ledger.tell(&section.children[0], "[general]", "");
            continue;
        }
        ledger.tell(&section.children[0], "penaltychange (of a rule no queue has)", "");
        for line in section.children[1..].iter().filter(|line| line.key == "penaltychange") {
            ledger.tell(line, "penaltychange (of a rule no queue has)", "");
        }
    }
}
