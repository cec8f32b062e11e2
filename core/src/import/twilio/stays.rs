//! Queues by what they do with a task: a task queue is one queue as long as every filter treats it the same.

use super::super::build::Build;
use crate::routing::{QueueConfig, Score, Scoring, SelectionKey, WaitRule};
use std::collections::{BTreeMap, BTreeSet};

/// What a queue does with what waits in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Conduct {
    pub(super) wait_rules: Vec<WaitRule>,
    pub(super) score: Option<Score>,
}

/// Task queues with the queues they became.
#[derive(Default)]
pub(super) struct Stays {
    /// Task queue → its queues, the first bearing its own name.
    queues: BTreeMap<String, Vec<(String, Conduct)>>,
    order: Vec<String>,
    taken: BTreeSet<String>,
    /// The ids given out since they were last taken from here.
    pub(super) used: BTreeSet<String>,
    /// Task queue → what its resource says of it.
    pub(super) resources: BTreeMap<String, Resource>,
}

/// What a task queue's resource says of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Resource {
    pub(super) scoring: Scoring,
    pub(super) max_offers: Option<u32>,
}

impl Stays {
    /// The id of the queue that does this for a task queue; `filter` names one that is new.
    pub(super) fn queue(&mut self, task_queue: &str, conduct: Conduct, filter: &str) -> String {
        if !self.queues.contains_key(task_queue) {
            self.order.push(task_queue.to_owned());
        }
        let known = self.queues.entry(task_queue.to_owned()).or_default();
        if let Some((id, _)) = known.iter().find(|(_, other)| *other == conduct) {
            self.used.insert(id.clone());
            return id.clone();
        }
        let mut id = task_queue.to_owned();
        let mut number = 1;
        while !self.taken.insert(id.clone()) {
            id = match number {
                1 => format!("{task_queue} ({filter})"),
                _ => format!("{task_queue} ({filter} {number})"),
            };
            number += 1;
        }
        self.used.insert(id.clone());
        known.push((id.clone(), conduct));
        id
    }

    /// The ids of a task queue's queues.
    pub(super) fn of<'a>(&'a self, task_queue: &str) -> impl Iterator<Item = &'a str> {
        self.queues.get(task_queue).into_iter().flatten().map(|(id, _)| id.as_str())
    }

    pub(super) fn build(&self, build: &mut Build) {
        for task_queue in &self.order {
            for (id, conduct) in self.queues.get(task_queue).into_iter().flatten() {
                let queue: &mut QueueConfig = build.queue(id);
                queue.wait_rules.clone_from(&conduct.wait_rules);
                if conduct.score.is_some() {
                    queue.score.clone_from(&conduct.score);
                    queue.selection = vec![SelectionKey::Score, SelectionKey::Idle];
                }
                let resource = self.resources.get(task_queue).copied().unwrap_or_default();
                queue.scoring = resource.scoring;
                queue.max_offers = resource.max_offers.unwrap_or(1);
            }
        }
    }
}
