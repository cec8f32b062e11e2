use super::comparison::{Comparison, ComparisonKind};
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// How the old router's decisions compare with krarup's; as text it is for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShadowReport {
    /// When the shadow began.
    #[serde(rename = "started_at_us")]
    pub started_at: Timestamp,
    /// Its instant.
    #[serde(rename = "ended_at_us")]
    pub ended_at: Timestamp,
    /// Decisions compared, customers who left before anybody had them among them.
    pub decisions: u64,
    /// Share of them in which the two agree; `None` = there were none.
    pub agreement: Option<f64>,
    /// Decisions by kind; kinds that never came are absent.
    pub kinds: BTreeMap<ComparisonKind, u64>,
    /// The same for each queue.
    pub queues: BTreeMap<String, BTreeMap<ComparisonKind, u64>>,
    /// What krarup's rules said of the agents chosen where it would not have asked them, by the rule's word.
    pub rules: BTreeMap<String, u64>,
    /// The disagreements kept, the oldest first.
    pub disagreements: Vec<Comparison>,
    /// Disagreements before these, of which only the counts are left.
    pub dropped: u64,
}

/// The counts, and the log.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    log: VecDeque<Comparison>,
    started_at: Timestamp,
    limit: usize,
    dropped: u64,
    queues: BTreeMap<String, BTreeMap<ComparisonKind, u64>>,
    rules: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn new(started_at: Timestamp, limit: usize) -> Self {
        let (queues, rules) = (BTreeMap::new(), BTreeMap::new());
        Self { log: VecDeque::new(), started_at, limit, dropped: 0, queues, rules }
    }

    pub(super) fn count(&mut self, comparison: &Comparison) {
        let kinds = self.queues.entry(comparison.queue.clone()).or_default();
        *kinds.entry(comparison.kind).or_default() += 1;
        if let Some(verdict) = &comparison.krarup.verdict {
            *self.rules.entry(verdict.rule()).or_default() += 1;
        }
        if comparison.kind == ComparisonKind::Agree {
            return;
        }
        self.log.push_back(comparison.clone());
        if self.log.len() > self.limit {
            self.log.pop_front();
            self.dropped += 1;
        }
    }

    pub(super) fn report(&self, ended_at: Timestamp) -> ShadowReport {
        let mut kinds = BTreeMap::new();
        for (kind, count) in self.queues.values().flatten() {
            *kinds.entry(*kind).or_default() += count;
        }
        let decisions: u64 = kinds.values().sum();
        let agreed = kinds.get(&ComparisonKind::Agree).copied().unwrap_or(0);
        ShadowReport {
            started_at: self.started_at,
            ended_at,
            decisions,
            agreement: (decisions > 0).then(|| agreed as f64 / decisions as f64),
            kinds,
            queues: self.queues.clone(),
            rules: self.rules.clone(),
            disagreements: self.log.iter().cloned().collect(),
            dropped: self.dropped,
        }
    }
}
