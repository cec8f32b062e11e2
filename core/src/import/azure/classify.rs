//! Classification policies and jobs, as entry rules.

use super::super::details::{When, alternatives};
use super::super::expression;
use super::super::ledger::Ledger;
use super::super::node::Node;
use super::workers::{Labels, Need};
use super::{BOOKKEEPING, entries, kind_of, tell_known};
use crate::routing::{EntryRule, Expression, RoutingStep};
use std::collections::{BTreeMap, BTreeSet};

/// What selectors rule out. An entry rule's steps replace those of the rules before it, so all of them make one step,
/// and all are asked for on the same condition.
#[derive(Default)]
struct Nots {
    whens: Option<Vec<When>>,
    all: Vec<Expression>,
}

impl Nots {
    fn takes(&self, whens: &[When]) -> bool {
        self.whens.as_ref().is_none_or(|known| known == whens)
    }

    fn add(&mut self, whens: &[When], nots: Vec<Expression>) {
        if !nots.is_empty() {
            self.whens.get_or_insert_with(|| whens.to_vec());
            self.all.extend(nots);
        }
    }

    fn rules(self) -> Vec<EntryRule> {
        let steps = step_without(self.all);
        let whens = self.whens.unwrap_or_default();
        whens
            .into_iter()
            .map(|when| EntryRule { when, steps: steps.clone(), ..EntryRule::default() })
            .collect()
    }
}

/// A step without end that such workers do not meet; none where nobody is ruled out.
fn step_without(nots: Vec<Expression>) -> Vec<RoutingStep> {
    if nots.is_empty() {
        return Vec::new();
    }
    let expression = Expression::And { and: nots };
    vec![RoutingStep { expression, duration: None, is_considered: true, skip_if_none_available: false }]
}

/// The entry rules of policies; where there are several, each asks for the detail `classification_policy`.
pub(super) fn policies(
    policies: &[&Node],
    queues: &[&Node],
    labels: &Labels,
    ledger: &mut Ledger,
) -> Vec<EntryRule> {
    let mut rules = Vec::new();
    for policy in policies {
        let mut own = policy_rules(policy, queues, labels, ledger);
        if let Some(id) = policy.text_of("id").filter(|_| policies.len() > 1) {
            for rule in &mut own {
                rule.when.insert("classification_policy".to_owned(), BTreeSet::from([id.to_owned()]));
            }
        }
        rules.extend(own);
    }
    rules
}

fn policy_rules(policy: &Node, queues: &[&Node], labels: &Labels, ledger: &mut Ledger) -> Vec<EntryRule> {
    let (mut rules, mut nots) = (Vec::new(), Nots::default());
    let ids: BTreeSet<&str> = queues.iter().filter_map(|queue| queue.text_of("id")).collect();
    for part in policy.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "id", ""),
            "name" => ledger.tell(part, "name", ""),
            "fallbackQueueId" => match part.text().filter(|id| ids.contains(id)) {
                Some(queue) => {
                    // What is said of the queue later has the last word.
                    rules.insert(0, EntryRule { queue: Some(queue.to_owned()), ..EntryRule::default() });
                    ledger.tell(part, "classificationPolicy.fallbackQueueId", "");
                }
                None => ledger.tell(part, "(unknown queue)", ""),
            },
            "queueSelectorAttachments" | "queueSelectors" => {
                entries(part).for_each(|one| rules.extend(queue_selector(one, queues, ledger)));
            }
            "workerSelectorAttachments" | "workerSelectors" => {
                entries(part).for_each(|one| rules.extend(worker_selector(one, labels, &mut nots, ledger)));
            }
            "prioritizationRule" => rules.extend(priority(part, ledger)),
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
    rules.extend(nots.rules());
    rules
}

/// What a rule's condition lets through; `None` where entry rules cannot say it.
fn condition(node: &Node) -> Option<Vec<When>> {
    match kind_of(node).as_str() {
        "static" | "staticrule" => match node.get("value")?.is_true()? {
            true => Some(vec![When::new()]),
            false => Some(Vec::new()),
        },
        "expression" | "expressionrule" => {
            let said = node.text_of("expression")?.replace("&&", " AND ").replace("||", " OR ");
            alternatives(&expression::read(&said)?)
        }
        _ => None,
    }
}

fn queue_selector(node: &Node, queues: &[&Node], ledger: &mut Ledger) -> Vec<EntryRule> {
    const ANOTHER: &str = "queueSelectorAttachments (another)";
    let is_equal = |selector: &Node| selector.text_of("labelOperator") == Some("equal");
    // The queue that a selector names: by its id, or by a label only it has.
    let queue = |selector: &Node| -> Option<String> {
        let (key, value) = (selector.text_of("key")?, selector.get("value")?.word()?);
        let fits = |queue: &&&Node| match key {
            "Id" | "id" => queue.text_of("id") == Some(value.as_str()),
            key => queue.get("labels").and_then(|labels| labels.get(key)?.word()).as_ref() == Some(&value),
        };
        let mut found = queues.iter().filter(fits).filter_map(|queue| queue.text_of("id"));
        let first = found.next().filter(|_| is_equal(selector))?;
        found.next().is_none().then(|| first.to_owned())
    };
    let rule_of =
        |when: When, queue: &str| EntryRule { when, queue: Some(queue.to_owned()), ..EntryRule::default() };
    let found: Option<(Vec<EntryRule>, &str)> = match kind_of(node).as_str() {
        "static" => node
            .get("queueSelector")
            .or(node.get("labelSelector"))
            .and_then(queue)
            .map(|queue| (vec![rule_of(When::new(), &queue)], "queueSelectorAttachments (static)")),
        "conditional" => {
            let whens = node.get("condition").and_then(condition);
            let mut selectors = node.get("queueSelectors").into_iter().flat_map(entries);
            let named = selectors.next().and_then(queue).filter(|_| selectors.next().is_none());
            whens.zip(named).map(|(whens, named)| {
                let rules = whens.into_iter().map(|when| rule_of(when, &named)).collect();
                (rules, "queueSelectorAttachments (conditional)")
            })
        }
        "passthrough" if is_equal(node) => node.text_of("key").map(|key| {
            let with_label = queues.iter().filter_map(|queue| {
                let value = queue.get("labels")?.get(key)?.word()?;
                Some(rule_of(When::from([(key.to_owned(), BTreeSet::from([value]))]), queue.text_of("id")?))
            });
            (with_label.collect(), "queueSelectorAttachments (passThrough)")
        }),
        _ => None,
    };
    let Some((rules, told)) = found else {
        ledger.tell(node, ANOTHER, "");
        return Vec::new();
    };
    tell_known(node, told, ledger);
    rules
}

fn worker_selector(node: &Node, labels: &Labels, nots: &mut Nots, ledger: &mut Ledger) -> Vec<EntryRule> {
    const ANOTHER: &str = "workerSelectorAttachments (another)";
    let kind = kind_of(node);
    match kind.as_str() {
        "static" | "conditional" => {
            let (whens, told, selectors): (_, _, Vec<&Node>) = if kind == "static" {
                let selector = node.get("workerSelector").or(node.get("labelSelector"));
                let whens = Some(vec![When::new()]);
                (whens, "workerSelectorAttachments (static)", selector.into_iter().collect())
            } else {
                let whens = node.get("condition").and_then(condition);
                let selectors = node.get("workerSelectors").into_iter().flat_map(entries);
                (whens, "workerSelectorAttachments (conditional)", selectors.collect())
            };
            let Some(whens) = whens else {
                ledger.tell(node, ANOTHER, "");
                return Vec::new();
            };
            let (rule, ruled_out) = needed(selectors.into_iter(), labels, told, nots.takes(&whens), ledger);
            let is_empty = rule.requirements.is_empty() && ruled_out.is_empty();
            nots.add(&whens, ruled_out);
            if is_empty {
                ledger.tell(node, ANOTHER, "");
                return Vec::new();
            }
            tell_known(node, told, ledger);
            if rule.requirements.is_empty() {
                return Vec::new();
            }
            whens.into_iter().map(|when| EntryRule { when, ..rule.clone() }).collect()
        }
        "passthrough" => {
            let key = node.text_of("key").filter(|_| node.text_of("labelOperator") == Some("equal"));
            let expires = node.get("expiresAfterSeconds").filter(|after| !after.value.is_null());
            let told = match (key, expires) {
                (Some(_), None) => "workerSelectorAttachments (passThrough)",
                (Some(_), Some(_)) => "workerSelectorAttachments (passThrough, expiring)",
                (None, _) => ANOTHER,
            };
            match key {
                Some(_) => tell_known(node, told, ledger),
                None => ledger.tell(node, told, ""),
            }
            let key = key.filter(|_| expires.is_none());
            key.map(|key| EntryRule {
                skills_from: BTreeMap::from([(key.to_owned(), 1)]),
                ..EntryRule::default()
            })
            .into_iter()
            .collect()
        }
        _ => {
            ledger.tell(node, ANOTHER, "");
            Vec::new()
        }
    }
}

/// An entry rule with what selectors ask for, and what they rule out.
fn needed<'a>(
    selectors: impl Iterator<Item = &'a Node>,
    labels: &Labels,
    told: &str,
    takes_nots: bool,
    ledger: &mut Ledger,
) -> (EntryRule, Vec<Expression>) {
    let mut rule = EntryRule::default();
    let mut nots = Vec::new();
    for selector in selectors {
        match labels.need(selector, told, takes_nots, ledger) {
            Some(Need::Requirement(requirement)) => rule.requirements.push(requirement),
            Some(Need::Not(expression)) => nots.push(expression),
            None => {}
        }
    }
    (rule, nots)
}

fn priority(node: &Node, ledger: &mut Ledger) -> Vec<EntryRule> {
    let of = |when: When, priority: i32| EntryRule { when, priority: Some(priority), ..EntryRule::default() };
    let found = match kind_of(node).as_str() {
        "static" | "staticrule" => node
            .get("value")
            .and_then(Node::small)
            .map(|number| (vec![of(When::new(), number)], "prioritizationRule (static)")),
        "expression" | "expressionrule" => node.text_of("expression").and_then(|text| {
            let inner = text.trim().strip_prefix("If(")?.strip_suffix(')')?;
            let (rest, otherwise) = inner.rsplit_once(',')?;
            let (asked, then) = rest.rsplit_once(',')?;
            let (then, otherwise) = (then.trim().parse().ok()?, otherwise.trim().parse().ok()?);
            let whens =
                alternatives(&expression::read(&asked.replace("&&", " AND ").replace("||", " OR "))?)?;
            let rules = std::iter::once(of(When::new(), otherwise));
            Some((
                rules.chain(whens.into_iter().map(|when| of(when, then))).collect(),
                "prioritizationRule (If)",
            ))
        }),
        _ => None,
    };
    let Some((rules, told)) = found else {
        ledger.tell(node, "prioritizationRule (another)", "");
        return Vec::new();
    };
    tell_known(node, told, ledger);
    rules
}

/// A job as an entry rule for the detail `job`.
pub(super) fn job(
    node: &Node,
    queues: &BTreeSet<&str>,
    labels: &Labels,
    takes_nots: bool,
    ledger: &mut Ledger,
) -> EntryRule {
    let selectors = node.get("requestedWorkerSelectors").into_iter().flat_map(entries);
    let (mut rule, nots) = needed(selectors, labels, "job.requestedWorkerSelectors", takes_nots, ledger);
    rule.steps = step_without(nots);
    let id = node.text_of("id").unwrap_or_default();
    rule.when.insert("job".to_owned(), BTreeSet::from([id.to_owned()]));
    for part in node.items() {
        match part.key.as_str() {
            "id" => ledger.tell(part, "id", ""),
            "queueId" => match part.text().filter(|queue| queues.contains(queue)) {
                Some(queue) => {
                    rule.queue = Some(queue.to_owned());
                    ledger.tell(part, "job.queueId", "");
                }
                None => ledger.tell(part, "(unknown queue)", ""),
            },
            "priority" => match part.small() {
                Some(priority) => {
                    rule.priority = Some(priority);
                    ledger.tell(part, "job.priority", "");
                }
                None => ledger.unreadable(part),
            },
            "channelId"
            | "channelReference"
            | "labels"
            | "tags"
            | "notes"
            | "classificationPolicyId"
            | "dispositionCode"
            | "matchingMode"
            | "status"
            | "enqueuedAt"
            | "assignments"
            | "attachedWorkerSelectors"
            | "scheduledAt" => {
                ledger.tell(part, "job (a command's)", "");
            }
            key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
            _ => {}
        }
    }
    rule
}
