//! Twilio TaskRouter: workflows, task queues and workers, as its REST API writes them.
//!
//! A filter becomes entry rules, its targets the steps of what it lets in, and each task queue a queue. Where a filter
//! sends a task from one task queue on to the next, that queue has wait rules, and where several filters send tasks on
//! from the same one in different ways, each way has a queue of its own (`stays`).

mod filter;
mod meaning;
mod stays;
mod workers;

use super::build::Build;
use super::error::ImportError;
use super::expression;
use super::json;
use super::ledger::Ledger;
use super::node::{Node, Size};
use super::rule::{Rule, differs, lost, maps};
use crate::routing::Config;
use meaning::Names;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULES: &[Rule] = &[
    maps("filters[].filter_friendly_name", "", "names queues that only this filter needs"),
    maps(
        "filters[].expression",
        "entry_rules[].when",
        "one rule for each alternative of an OR; the first that fits is the last",
    ),
    lost(
        "filters[].expression (beyond entry rules)",
        "entry rules compare details with values and beginnings; !=, <, > and CONTAINS cannot be said, so tasks of this \
         filter go to those after it: classify them in your own code and give `enqueue` the queue",
    ),
    lost(
        "filters[] (without a target)",
        "no target names a queue, so tasks of this filter go to those after it",
    ),
    lost("filters[].expression (never true)", "no task can fit this filter"),
    lost("filters[] (without a condition)", "its expression cannot be read, so that all of it is left out"),
    maps(
        "filters[].targets[].queue",
        "queues[]",
        "a queue of its own where several filters send tasks on from it in different ways",
    ),
    maps(
        "filters[].targets[].expression",
        "entry_rules[].steps",
        "a worker's text or list attribute is a skill `attribute=value`, one of `skills` the skill by its own name, a number a level",
    ),
    maps(
        "filters[].targets[].expression (task against worker)",
        "entry_rules[].skills_from",
        "the value of the task's attribute is the name of the skill required",
    ),
    lost(
        "filters[].targets[].expression (task against worker, in some targets only)",
        "a skill named by the task is required of all targets or of none; give `enqueue` a requirement with `expires_after_us`",
    ),
    lost(
        "filters[].targets[].expression (beyond skills)",
        "CONTAINS, capacity, activities and fractions are not skills; this target admits every member of its queue",
    ),
    maps(
        "filters[].targets[].priority",
        "entry_rules[].priority",
        "later targets by `wait_rules[].set_priority`",
    ),
    lost(
        "filters[].targets[].priority (after a target without a timeout)",
        "a target before it in the same queue ends only by its skip, so no time tells when the priority changes",
    ),
    maps(
        "filters[].targets[].timeout",
        "queues[].wait_rules[].after_us",
        "and the length of the target's step",
    ),
    differs(
        "filters[].targets[].timeout (after a target without a timeout)",
        "entry_rules[].steps[].duration_us",
        "a target before it in the same queue ends only by its skip, so no time tells when the task moves on: it stays",
    ),
    maps("filters[].targets[].timeout (0)", "", "the task does not stay: the next target is the first"),
    lost(
        "filters[].targets[] (out of reach)",
        "the target before it has neither timeout nor skip_if, so no task comes here",
    ),
    maps(
        "filters[].targets[].skip_if (1==1)",
        "entry_rules[].steps[].skip_if_none_available",
        "nobody free: the next target at once",
    ),
    differs(
        "filters[].targets[].skip_if (1==1, other queue)",
        "queues[].wait_rules[].after_us",
        "a task that nobody took at once moves on a microsecond later; one that was declined does so too",
    ),
    differs(
        "filters[].targets[].skip_if (workers.available == 0)",
        "queues[].wait_rules[].when.nobody_available",
        "also when the last worker goes while the task waits, not only as it comes",
    ),
    differs(
        "filters[].targets[].skip_if (workers.available == 0, same queue)",
        "entry_rules[].steps[].skip_if_none_available",
        "the target is skipped too when its workers are available but busy",
    ),
    lost(
        "filters[].targets[].skip_if (after a target without a timeout)",
        "a target before it in the same queue ends only by its skip, so no time tells when the task moves on: it stays",
    ),
    lost(
        "filters[].targets[].skip_if (another)",
        "only 1==1 and workers.available == 0 have a counterpart; the target is never skipped",
    ),
    maps(
        "filters[].targets[].order_by",
        "queues[].score",
        "numbers of workers are levels of skills; ties by longest idle",
    ),
    differs(
        "filters[].targets[].order_by (several)",
        "queues[].score",
        "the first orders them, then longest idle",
    ),
    lost(
        "filters[].targets[].order_by (beyond skills)",
        "texts and channels do not order agents; longest idle decides",
    ),
    lost(
        "filters[].targets[].order_by (another in the same queue)",
        "a queue has one order for all its targets; the first counts",
    ),
    maps("filters[].targets[].known_worker", "entry_rules[].steps[].expr.agent", ""),
    lost(
        "filters[].targets[].known_worker (of the task)",
        "the worker is named by the task: give `enqueue` or `arrive` a `preferred` agent",
    ),
    maps(
        "default_filter.queue",
        "entry_rules[].queue",
        "also where a task goes when its last target times out",
    ),
    maps("default_filter.filter_friendly_name", "", "names nothing"),
    maps(
        "workflow.friendly_name",
        "entry_rules[].when.workflow",
        "asked for only where there are several workflows",
    ),
    maps("workflow.sid", "", "an id; entry rules go by the friendly name"),
    maps(
        "workflow.task_reservation_timeout",
        "queues[].offer_timeout_us",
        "of every queue that the workflow uses",
    ),
    differs(
        "workflow.task_reservation_timeout (several)",
        "queues[].offer_timeout_us",
        "several workflows have different ones; each queue has that of the last that uses it",
    ),
    lost("(callbacks)", "events are told to the host in process: see LiveRouter"),
    maps(
        "(bookkeeping)",
        "",
        "dates, addresses and counts of the vendor: they decide nothing, here as there",
    ),
    maps("task_queue.friendly_name", "queues[].id", ""),
    maps("task_queue.sid", "", "what workflows call the queue by"),
    maps("task_queue.target_workers", "agents[].queues", "the workers given that fit are members"),
    differs(
        "task_queue.target_workers (no workers given)",
        "agents[].queues",
        "members are who you make members: give the list of workers too",
    ),
    lost(
        "task_queue.target_workers (beyond skills)",
        "CONTAINS, capacity and activities are not skills; nobody is a member",
    ),
    maps("task_queue.task_order (FIFO)", "queues[].scoring", "priority, then age"),
    maps("task_queue.task_order (LIFO)", "queues[].scoring", "`newest_first`"),
    maps("task_queue.max_reserved_workers", "queues[].max_offers", "the first to accept has it"),
    lost(
        "task_queue (activities)",
        "an agent who is offered or has work is known as such; he keeps his presence",
    ),
    maps("worker.friendly_name", "agents[].id", ""),
    maps("worker.sid", "", "known_worker_sid finds him by it"),
    maps(
        "worker.attributes",
        "agents[].skills",
        "texts and lists as skills, numbers and `routing.levels` as levels, true as level 1",
    ),
    lost("worker.attributes (beyond skills)", "fractions, null and nested lists are no skills"),
    lost("worker (activity)", "presence is live: tell it with `set_presence` as workers log in"),
];

/// Keys that say nothing about routing.
const BOOKKEEPING: [&str; 9] = [
    "account_sid",
    "workspace_sid",
    "date_created",
    "date_updated",
    "date_status_changed",
    "url",
    "links",
    "meta",
    "document_content_type",
];

/// The files' parts by kind.
#[derive(Default)]
struct Parts<'a> {
    workflows: Vec<Workflow<'a>>,
    queues: Vec<&'a Node>,
    workers: Vec<&'a Node>,
}

struct Workflow<'a> {
    /// What it is known by, where it has a resource around it.
    name: Option<&'a str>,
    resource: Option<&'a Node>,
    routing: &'a Node,
}

pub(super) fn import(
    files: &[(&str, &str)],
    size: &mut Size,
    ledger: &mut Ledger,
) -> Result<(Config, Vec<Node>), ImportError> {
    let mut roots = Vec::new();
    for (file, text) in files {
        let mut root = json::read(file, text, size)?;
        expand(file, &mut root, size)?;
        roots.push(root);
    }
    let mut parts = Parts::default();
    roots.iter().for_each(|root| parts.find(root, ledger));
    parts.queues = ledger.last_of(&parts.queues, name_of);
    parts.workers = ledger.last_of(&parts.workers, name_of);
    if parts.workflows.is_empty() && parts.queues.is_empty() {
        let expected = "no file has a task_routing, a workflow's configuration or task queues";
        return Err(ImportError::Nothing { expected });
    }
    let config = parts.config(ledger);
    Ok((config, roots))
}

/// Reads JSON that stands as text in the values that have it.
fn expand(file: &str, node: &mut Node, size: &mut Size) -> Result<(), ImportError> {
    if matches!(node.key.as_str(), "configuration" | "attributes") {
        json::expand(file, node, size)?;
    }
    node.children.iter_mut().try_for_each(|child| expand(file, child, size))
}

impl<'a> Parts<'a> {
    fn find(&mut self, node: &'a Node, ledger: &mut Ledger) {
        if let Some(routing) = node.get("task_routing") {
            self.workflows.push(Workflow { name: None, resource: None, routing });
        } else if let Some(routing) = node.get("configuration").and_then(|inner| inner.get("task_routing")) {
            let name = node.text_of("friendly_name").or(node.text_of("sid"));
            self.workflows.push(Workflow { name, resource: Some(node), routing });
        } else if node.get("target_workers").is_some() || node.get("task_order").is_some() {
            self.queues.push(node);
        } else if node.get("attributes").is_some() {
            self.workers.push(node);
        } else {
            for part in node.items() {
                match part.key.as_str() {
                    "workflows" | "task_queues" | "workers" => {
                        part.items().for_each(|one| self.find(one, ledger))
                    }
                    key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                    // A list without a name of its own.
                    _ if part.key.bytes().all(|byte| byte.is_ascii_digit()) => self.find(part, ledger),
                    _ => {}
                }
            }
        }
    }

    fn config(&self, ledger: &mut Ledger) -> Config {
        let mut build = Build::default();
        let (queues, people) = (self.queue_names(), self.worker_names());
        let names = self.names();
        let mut stays = stays::Stays::default();
        let (mut rules, mut used) = (Vec::new(), Vec::new());
        for workflow in &self.workflows {
            let mut reader = filter::Reader { queues: &queues, people: &people, names: &names, ledger };
            let asked_for = workflow.name.filter(|_| self.workflows.len() > 1);
            rules.extend(reader.workflow(workflow.routing, asked_for, &mut stays));
            used.push(std::mem::take(&mut stays.used));
        }
        workers::task_queues(&self.queues, !self.workers.is_empty(), &names, &mut stays, ledger);
        stays.build(&mut build);
        for (workflow, used) in self.workflows.iter().zip(&used) {
            if let Some(resource) = workflow.resource {
                self.resource(resource, used, &mut build, ledger);
            }
        }
        workers::workers(&self.workers, &self.queues, &names, &stays, &mut build, ledger);
        let mut config = build.config();
        config.idle_basis = crate::routing::IdleBasis::AvailableSince;
        config.entry_rules = rules;
        config
    }

    /// What each task queue is called, by its sid.
    fn queue_names(&self) -> BTreeMap<String, String> {
        names_of(&self.queues)
    }

    fn worker_names(&self) -> BTreeMap<String, String> {
        names_of(&self.workers)
    }

    /// Attributes that a task's are compared with anywhere.
    fn names(&self) -> Names {
        let mut names = Names::default();
        let targets = self.workflows.iter().filter_map(|workflow| workflow.routing.get("filters"));
        let targets = targets.flat_map(Node::items).filter_map(|filter| filter.get("targets"));
        let expressions = targets.flat_map(Node::items).filter_map(|target| target.text_of("expression"));
        expressions.filter_map(expression::read).for_each(|test| names.learn(&test));
        names
    }

    fn resource(&self, resource: &Node, used: &BTreeSet<String>, build: &mut Build, ledger: &mut Ledger) {
        for part in resource.items() {
            match part.key.as_str() {
                "friendly_name" => ledger.tell(part, "workflow.friendly_name", ""),
                "sid" => ledger.tell(part, "workflow.sid", ""),
                "assignment_callback_url" | "fallback_assignment_callback_url" => {
                    ledger.tell(part, "(callbacks)", "");
                }
                "task_reservation_timeout" => {
                    match part.seconds().and_then(super::build::longer_than_nothing) {
                        Some(timeout) => {
                            let several = self.workflows.len() > 1;
                            for queue in used {
                                build.queue(queue).offer_timeout = Some(timeout);
                            }
                            let rule = if several { " (several)" } else { "" };
                            ledger.tell(part, &format!("workflow.task_reservation_timeout{rule}"), "");
                        }
                        None => ledger.unreadable(part),
                    }
                }
                key if BOOKKEEPING.contains(&key) => ledger.tell(part, "(bookkeeping)", ""),
                _ => {}
            }
        }
    }
}

/// What a resource is called here.
fn name_of(node: &Node) -> Option<&str> {
    node.text_of("friendly_name").or(node.text_of("sid"))
}

/// Friendly name by sid, and by itself.
fn names_of(nodes: &[&Node]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for node in nodes {
        let Some(name) = name_of(node) else { continue };
        for known_by in [node.text_of("sid"), Some(name)].into_iter().flatten() {
            names.insert(known_by.to_owned(), name.to_owned());
        }
    }
    names
}
