use super::Source;
use super::node::{Node, shortened};
use super::report::{Finding, ImportReport};
use super::rule::{EMPTY, REPEATED, Rule, UNKNOWN, UNREADABLE, rules};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What an importer says of each leaf of the source; what it says nothing of is lost when the ledger closes.
pub(super) struct Ledger {
    source: Source,
    rules: BTreeMap<&'static str, &'static Rule>,
    /// Leaf → rules with what they became, each once.
    told: BTreeMap<usize, BTreeSet<(&'static str, String)>>,
}

impl Ledger {
    pub(super) fn new(source: Source) -> Self {
        let rules = rules(source).map(|rule| (rule.key, rule)).collect();
        Self { source, rules, told: BTreeMap::new() }
    }

    /// Says which rule took a leaf, or all leaves under a node that were not told of before. `id` is that of the
    /// queue or agent in question: it stands for `[]` in what the rule says the key becomes.
    pub(super) fn tell(&mut self, node: &Node, rule: &str, id: &str) {
        let found = self.rules.get(rule).copied();
        debug_assert!(found.is_some(), "no rule is called {rule}");
        let rule = found.unwrap_or(&UNKNOWN);
        let becomes = match id {
            "" => rule.becomes.to_owned(),
            id => rule.becomes.replacen("[]", &format!("[{}]", shortened(id)), 1),
        };
        if node.children.is_empty() {
            self.told.entry(node.id).or_default().insert((rule.key, becomes));
            return;
        }
        for leaf in node.leaves() {
            if !self.told.contains_key(&leaf.id) {
                self.told.entry(leaf.id).or_default().insert((rule.key, becomes.clone()));
            }
        }
    }

    /// Whether a leaf was told of.
    pub(super) fn is_told(&self, node: &Node) -> bool {
        self.told.contains_key(&node.id)
    }

    /// Of nodes with the same id the last; the others are told of as given again. Nodes without an id are left out.
    pub(super) fn last_of<'a>(
        &mut self,
        nodes: &[&'a Node],
        id: impl Fn(&'a Node) -> Option<&'a str>,
    ) -> Vec<&'a Node> {
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for node in nodes.iter().rev() {
            match id(node) {
                Some(id) if !seen.insert(id) => self.tell(node, REPEATED.key, id),
                Some(_) => kept.push(*node),
                None => {}
            }
        }
        kept.reverse();
        kept
    }

    /// The value is not one that the key can have.
    pub(super) fn unreadable(&mut self, node: &Node) {
        self.tell(node, UNREADABLE.key, "");
    }

    /// Closes the ledger: a finding for each leaf, in the order of the source.
    pub(super) fn report(mut self, roots: &[Node]) -> ImportReport {
        let mut findings = Vec::new();
        for leaf in roots.iter().flat_map(Node::leaves) {
            let by_itself = match &leaf.value {
                _ if leaf.is_repeated => &REPEATED,
                Value::Array(_) | Value::Object(_) => &EMPTY,
                _ => &UNKNOWN,
            };
            let told = self.told.remove(&leaf.id);
            let told = told.unwrap_or_else(|| BTreeSet::from([(by_itself.key, String::new())]));
            for (key, becomes) in told {
                let rule = self.rules.get(key).copied().unwrap_or(&UNKNOWN);
                findings.push(Finding {
                    path: leaf.path.clone(),
                    line: leaf.line,
                    said: leaf.shown(),
                    verdict: rule.verdict,
                    becomes: (!becomes.is_empty()).then_some(becomes),
                    note: rule.note,
                    rule: rule.key,
                });
            }
        }
        ImportReport { source: self.source, findings }
    }
}
