//! Azure Communication Services Job Router: policies, queues, workers and jobs, as its REST API writes them.
//!
//! A queue takes what its distribution and exception policies say; a classification policy becomes entry rules; a job
//! becomes one too, for the detail `job`, so that what it asks for can be tried as it stands.

mod classify;
mod policies;
mod workers;

use super::build::Build;
use super::error::ImportError;
use super::json;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{REPEATED, Rule, differs, lost, maps};
use crate::routing::Config;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULES: &[Rule] = &[
    maps("id", "", "what the others call it by"),
    maps("name", "", "for people"),
    maps(
        "(bookkeeping)",
        "",
        "dates, addresses and counts of the vendor: they decide nothing, here as there",
    ),
    maps(
        "distributionPolicy.offerExpiresAfterSeconds",
        "queues[].offer_timeout_us",
        "the worker is paused then, as an offer that expires takes him off",
    ),
    maps("distributionPolicy.mode.kind = longestIdle", "queues[].selection", "`load_ratio`, then `idle`"),
    maps(
        "distributionPolicy.mode.kind = roundRobin",
        "queues[].selection",
        "`round_robin` by the workers' ids",
    ),
    differs(
        "distributionPolicy.mode.kind = bestWorker",
        "queues[].selection",
        "`selector_score`, then `idle`: selectors of numbers count by their margin, all others alike",
    ),
    lost("distributionPolicy.mode.scoringRule", "write the queue's `score` instead"),
    maps("distributionPolicy.mode.maxConcurrentOffers", "queues[].max_offers", "the first to accept has it"),
    maps("distributionPolicy.mode.minConcurrentOffers = 1", "", ""),
    lost("distributionPolicy.mode.minConcurrentOffers", "whoever is free is asked, be it one only"),
    maps("distributionPolicy.mode.bypassSelectors = false", "", ""),
    lost(
        "distributionPolicy.mode.bypassSelectors = true",
        "give no requirements to what comes to this queue",
    ),
    lost("(a policy no queue has)", "no queue names this policy"),
    maps(
        "exceptionRules[].trigger (waitTime)",
        "queues[].wait_rules[].after_us",
        "counted from its coming to the queue",
    ),
    maps(
        "exceptionRules[].trigger (queueLength)",
        "queues[].wait_rules[].when.waiting_at_least",
        "one more than the threshold, as the job itself counts",
    ),
    maps(
        "exceptionRules[].actions (cancel)",
        "queues[].wait_rules[].remove",
        "the reason is the disposition code, else `cancelled`",
    ),
    maps(
        "exceptionRules[].actions (manualReclassify)",
        "queues[].wait_rules",
        "`move_to` and `set_priority`",
    ),
    lost(
        "exceptionRules[].actions (workerSelectors)",
        "a wait rule gives no requirements: send `update` when `moved` tells of it",
    ),
    lost(
        "exceptionRules[].actions (reclassify)",
        "a wait rule does not classify again: name queue and priority in a manualReclassify, or `transfer` in your own code",
    ),
    lost("exceptionRules[] (threshold 0)", "a wait of no time needs no rule"),
    lost("(unknown queue)", "no queue has this id"),
    maps("queue.distributionPolicyId", "queues[]", ""),
    maps("queue.exceptionPolicyId", "queues[].wait_rules", ""),
    lost("queue (unknown policy)", "the policy is not in these files"),
    maps("queue.labels", "", "classification policies find the queue by them"),
    maps(
        "classificationPolicy.fallbackQueueId",
        "entry_rules[].queue",
        "the first rule; later ones have the last word",
    ),
    maps("queueSelectorAttachments (static)", "entry_rules[].queue", ""),
    maps(
        "queueSelectorAttachments (conditional)",
        "entry_rules[].queue",
        "the condition is the rule's `when`",
    ),
    maps(
        "queueSelectorAttachments (passThrough)",
        "entry_rules[].queue",
        "one rule for each queue that has the label",
    ),
    lost(
        "queueSelectorAttachments (another)",
        "weighted and computed queues, and comparisons other than equal, have no entry rule: classify in your own code",
    ),
    maps(
        "workerSelectorAttachments (static)",
        "entry_rules[].requirements",
        "a text label is the skill `key=value`, a number a level",
    ),
    maps(
        "workerSelectorAttachments (conditional)",
        "entry_rules[].requirements",
        "the condition is the rule's `when`",
    ),
    maps(
        "workerSelectorAttachments (passThrough)",
        "entry_rules[].skills_from",
        "the value of the job's label is the name of the skill required",
    ),
    lost(
        "workerSelectorAttachments (passThrough, expiring)",
        "a skill named by the job is required for ever: give `enqueue` the requirement",
    ),
    lost(
        "workerSelectorAttachments (another)",
        "weighted and computed selectors, and comparisons of the job's numbers, have no entry rule: give `enqueue` the requirement",
    ),
    maps("prioritizationRule (static)", "entry_rules[].priority", ""),
    maps("prioritizationRule (If)", "entry_rules[].priority", "one rule for each of the two"),
    lost(
        "prioritizationRule (another)",
        "only a number and If(condition, number, number) have entry rules: give `enqueue` the priority",
    ),
    maps("job.queueId", "entry_rules[].queue", "asked for by the detail `job`"),
    maps("job.priority", "entry_rules[].priority", ""),
    maps(
        "job.requestedWorkerSelectors",
        "entry_rules[].requirements",
        "a text label is the skill `key=value`, a number a level",
    ),
    maps(
        "(a selector's notEqual)",
        "entry_rules[].steps",
        "a step without end that such workers do not meet",
    ),
    lost(
        "(a selector's notEqual beside one on another condition)",
        "the steps of the last entry rule that fits replace those of others: give `enqueue` the step",
    ),
    lost(
        "(a selector without key or labelOperator)",
        "it must say which label it looks at, and how: `equal`, `notEqual`, `greaterThan` and so on",
    ),
    lost("(a selector's notEqual that expires)", "give `enqueue` a step with that duration"),
    lost("(a selector's value)", "fractions and missing values compare with nothing"),
    maps("(a selector's expiresAfterSeconds)", "entry_rules[].requirements[].expires_after_us", ""),
    lost(
        "(a selector's expedite)",
        "who meets a selector that expires is preferred only by the queue's `selection`",
    ),
    lost("job (a command's)", "channel, labels, notes and times come with each `enqueue` or `arrive`"),
    maps("worker.queues", "agents[].queues", ""),
    maps("worker.capacity", "agents[].capacity.total", ""),
    maps("worker.channels[].channelId", "agents[].channels", ""),
    maps("worker.channels[].capacityCostPerJob", "agents[].capacity.cost", ""),
    maps("worker.channels[].maxNumberOfJobs", "agents[].capacity.max", ""),
    maps(
        "worker.labels",
        "agents[].skills",
        "a text is the skill `key=value` (and a label), a number a level, true level 1; false is lacking",
    ),
    lost("worker.labels (fractions)", "levels are whole numbers"),
    lost("worker.maxConcurrentOffers", "each offer takes capacity; give him as much as he may be offered"),
    lost("worker.tags", "for people and reports"),
    lost("worker (state)", "presence is live: tell it with `set_presence`"),
];

const BOOKKEEPING: [&str; 5] = ["etag", "nextLink", "createdAt", "createdOn", "lastModified"];

/// Parts by what they are.
#[derive(Default)]
struct Parts<'a> {
    distributions: BTreeMap<&'a str, &'a Node>,
    exceptions: BTreeMap<&'a str, &'a Node>,
    classifications: Vec<&'a Node>,
    queues: Vec<&'a Node>,
    workers: Vec<&'a Node>,
    jobs: Vec<&'a Node>,
}

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let roots = size.read_all(files, json::read)?;
    let mut parts = Parts::default();
    roots.iter().for_each(|root| parts.find(root, ledger));
    for list in [&mut parts.classifications, &mut parts.queues, &mut parts.workers, &mut parts.jobs] {
        *list = ledger.last_of(list, |node| node.text_of("id"));
    }
    if parts.queues.is_empty() {
        return Err(ImportError::Nothing { expected: "no file has a queue with a distributionPolicyId" });
    }
    let config = parts.config(ledger);
    Ok((config, roots))
}

impl<'a> Parts<'a> {
    fn find(&mut self, node: &'a Node, ledger: &mut Ledger) {
        let has = |key: &str| node.get(key).is_some();
        let id = node.text_of("id");
        match id {
            Some(_) if has("distributionPolicyId") => self.queues.push(node),
            Some(id) if has("exceptionRules") => again(self.exceptions.insert(id, node), ledger),
            Some(id) if has("mode") || has("offerExpiresAfterSeconds") => {
                again(self.distributions.insert(id, node), ledger);
            }
            Some(_)
                if [
                    "queueSelectorAttachments",
                    "workerSelectorAttachments",
                    "prioritizationRule",
                    "fallbackQueueId",
                ]
                .iter()
                .any(|key| has(key)) =>
            {
                self.classifications.push(node);
            }
            Some(_) if has("capacity") || has("availableForOffers") => self.workers.push(node),
            Some(_) if has("requestedWorkerSelectors") || has("channelId") || has("queueId") => {
                self.jobs.push(node)
            }
            _ => {
                for part in node.items() {
                    if BOOKKEEPING.contains(&part.key.as_str()) {
                        ledger.tell(part, "(bookkeeping)", "");
                    } else {
                        self.find(part, ledger);
                    }
                }
            }
        }
    }

    fn config(&self, ledger: &mut Ledger) -> Config {
        let mut build = Build::default();
        let ids: BTreeSet<&str> = self.queues.iter().filter_map(|queue| queue.text_of("id")).collect();
        ids.iter().for_each(|id| _ = build.queue(id));
        let mut used = BTreeSet::new();
        for queue in &self.queues {
            self.queue(queue, &ids, &mut build, &mut used, ledger);
        }
        for (id, policy) in self.distributions.iter().chain(&self.exceptions) {
            if !used.contains(id) {
                ledger.tell(policy, "(a policy no queue has)", "");
            }
        }
        let labels = workers::Labels::of(&self.classifications);
        let mut rules = classify::policies(&self.classifications, &self.queues, &labels, ledger);
        // A job's step would undo that of a policy.
        let takes_nots = rules.iter().all(|rule| rule.steps.is_empty());
        rules.extend(self.jobs.iter().map(|job| classify::job(job, &ids, &labels, takes_nots, ledger)));
        for worker in &self.workers {
            workers::worker(worker, &ids, &labels, &mut build, ledger);
        }
        let mut config = build.config();
        config.entry_rules = rules;
        config
    }

    fn queue(
        &self,
        node: &'a Node,
        ids: &BTreeSet<&str>,
        build: &mut Build,
        used: &mut BTreeSet<&'a str>,
        ledger: &mut Ledger,
    ) {
        let id = node.text_of("id").unwrap_or_default();
        for part in node.items() {
            let key = part.key.as_str();
            let policy = match key {
                "distributionPolicyId" => part.text().and_then(|named| self.distributions.get(named)),
                "exceptionPolicyId" => part.text().and_then(|named| self.exceptions.get(named)),
                _ => None,
            };
            match (key, policy) {
                ("id", _) => ledger.tell(part, "id", ""),
                ("name", _) => ledger.tell(part, "name", ""),
                ("labels", _) => ledger.tell(part, "queue.labels", ""),
                ("distributionPolicyId", Some(policy)) => {
                    ledger.tell(part, "queue.distributionPolicyId", id);
                    used.extend(part.text());
                    policies::distribution(policy, build.queue(id), ledger);
                }
                ("exceptionPolicyId", Some(policy)) => {
                    ledger.tell(part, "queue.exceptionPolicyId", id);
                    used.extend(part.text());
                    policies::exception(policy, ids, build.queue(id), ledger);
                }
                ("distributionPolicyId" | "exceptionPolicyId", None) => {
                    ledger.tell(part, "queue (unknown policy)", "")
                }
                (key, _) if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
    }
}

/// Tells of a policy whose id came again.
fn again(before: Option<&Node>, ledger: &mut Ledger) {
    if let Some(before) = before {
        ledger.tell(before, REPEATED.key, "");
    }
}

/// Entries of a list, or of a map by id.
fn entries(node: &Node) -> impl Iterator<Item = &Node> {
    node.items().filter(|entry| !entry.children.is_empty())
}

/// Tells of the leaves under a classification's part whose keys it has by its kind, and that nothing was said of yet;
/// other keys stay unknown.
fn tell_known(node: &Node, rule: &str, ledger: &mut Ledger) {
    const LEAVES: [&str; 10] = [
        "kind",
        "language",
        "expression",
        "value",
        "key",
        "labelOperator",
        "expiresAfterSeconds",
        "expedite",
        "status",
        "state",
    ];
    const SELECTORS: [&str; 2] = ["queueSelectors", "workerSelectors"];
    const PARTS: [&str; 4] = ["condition", "queueSelector", "workerSelector", "labelSelector"];
    let is_selectors = SELECTORS.contains(&node.key.as_str());
    for part in node.items() {
        let key = part.key.as_str();
        if part.children.is_empty() {
            if LEAVES.contains(&key) && !ledger.is_told(part) {
                ledger.tell(part, rule, "");
            }
        } else if is_selectors || PARTS.contains(&key) || SELECTORS.contains(&key) {
            tell_known(part, rule, ledger);
        }
    }
}

/// The word of a kind, however it is spelt: `longest-idle`, `longestIdle`, `LongestIdle`.
fn kind_of(node: &Node) -> String {
    let kind = node.text_of("kind").unwrap_or_default();
    kind.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
