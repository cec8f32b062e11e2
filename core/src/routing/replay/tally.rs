//! Counts both worlds as they go; an interaction is forgotten when it is over in both.

use super::report::{Difference, Happened, Interactions, Outcome, ReplayReport, Waits, WorldSummary};
use crate::routing::event::Event;
use crate::routing::input::{Input, Step};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const RECORDED: usize = 0;
const REPLAYED: usize = 1;

/// Everything counted so far; begins at the configuration, which is input 0.
#[derive(Default)]
pub(super) struct Tally {
    inputs: u64,
    ticks: u64,
    skipped_configurations: u64,
    worlds: [World; 2],
    interactions: Interactions,
    /// By id, in both worlds.
    open: BTreeMap<String, [Fate; 2]>,
}

#[derive(Default)]
struct World {
    refused: BTreeMap<&'static str, u64>,
    events: BTreeMap<&'static str, u64>,
    /// When those arrived whom no agent has had yet.
    unanswered: BTreeMap<String, Timestamp>,
    waits: u64,
    total_us: i128,
    longest: Option<Span>,
}

/// What became of an interaction in a world.
#[derive(Default)]
struct Fate {
    has_arrived: bool,
    queue: String,
    /// The first agent who had it.
    agent: Option<String>,
    is_over: bool,
}

impl Tally {
    pub(super) fn hear(
        &mut self,
        input: &Input,
        is_skipped: bool,
        recorded: &[Outcome],
        replayed: &[Outcome],
    ) {
        self.inputs += 1;
        self.ticks += u64::from(input.step == Step::Tick);
        self.skipped_configurations += u64::from(is_skipped);
        let mut touched = BTreeSet::new();
        for (world, outcomes) in [(RECORDED, recorded), (REPLAYED, replayed)] {
            for Outcome { at, happened } in outcomes {
                match happened {
                    Happened::Refused { code, .. } => {
                        *self.worlds[world].refused.entry(code).or_default() += 1
                    }
                    Happened::Event(event) => {
                        *self.worlds[world].events.entry(event.type_name()).or_default() += 1;
                        self.worlds[world].follow(*at, event);
                        self.follow(world, event);
                        touched.extend(event.about().0);
                    }
                }
            }
        }
        for id in touched {
            let is_over = |fate: &Fate| fate.is_over || !fate.has_arrived;
            if self.open.get(id).is_some_and(|fates| fates.iter().all(is_over)) {
                self.settle(id);
            }
        }
    }

    fn follow(&mut self, world: usize, event: &Event) {
        if let Event::InteractionQueued(arrival) | Event::Blocked { arrival, .. } = event {
            let id = &arrival.interaction;
            // Its id is used again, while the other world still has the first one.
            if self.open.get(id).is_some_and(|fates| fates[world].has_arrived) {
                self.settle(id);
            }
            let is_over = matches!(event, Event::Blocked { .. });
            let fate = Fate { has_arrived: true, queue: arrival.queue.clone(), agent: None, is_over };
            self.open.entry(id.clone()).or_default()[world] = fate;
            return;
        }
        let fates = event.about().0.and_then(|id| self.open.get_mut(id));
        let Some(fate) = fates.map(|fates| &mut fates[world]).filter(|fate| fate.has_arrived) else { return };
        match event {
            Event::Moved { to, .. } if fate.agent.is_none() => fate.queue.clone_from(to),
            Event::Assigned { agent, queue, .. } if fate.agent.is_none() => {
                fate.agent = Some(agent.clone());
                fate.queue.clone_from(queue);
            }
            Event::Completed { .. }
            | Event::Abandoned { .. }
            | Event::Removed { .. }
            | Event::ContactLost { .. } => fate.is_over = true,
            _ => {}
        }
    }

    fn settle(&mut self, id: &str) {
        let Some([recorded, replayed]) = self.open.remove(id) else { return };
        let counts = &mut self.interactions;
        let is_in_both = recorded.has_arrived && replayed.has_arrived;
        counts.total += 1;
        counts.another_queue += u64::from(is_in_both && recorded.queue != replayed.queue);
        match (&recorded.agent, &replayed.agent) {
            (Some(one), Some(other)) => counts.another_agent += u64::from(one != other),
            (Some(_), None) => counts.answered_only_recorded += 1,
            (None, Some(_)) => counts.answered_only_replayed += 1,
            (None, None) => {}
        }
    }

    pub(super) fn report(
        mut self,
        started_at: Timestamp,
        ended_at: Timestamp,
        difference: Option<Box<Difference>>,
    ) -> ReplayReport {
        let open: Vec<String> = self.open.keys().cloned().collect();
        open.iter().for_each(|id| self.settle(id));
        let [recorded, replayed] = self.worlds.map(World::summary);
        ReplayReport {
            inputs: self.inputs + 1,
            ticks: self.ticks,
            skipped_configurations: self.skipped_configurations,
            started_at,
            ended_at,
            difference,
            recorded,
            replayed,
            interactions: self.interactions,
        }
    }
}

impl World {
    /// Waits are counted for each world by itself: the pairs above forget what has an id that is used again.
    fn follow(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::InteractionQueued(arrival) => {
                self.unanswered.insert(arrival.interaction.clone(), at);
            }
            Event::Assigned { interaction, .. } => {
                if let Some(since) = self.unanswered.remove(interaction) {
                    self.waited(at - since);
                }
            }
            Event::Abandoned { interaction, .. } | Event::Removed { interaction, .. } => {
                self.unanswered.remove(interaction);
            }
            _ => {}
        }
    }

    fn waited(&mut self, wait: Span) {
        self.waits += 1;
        self.total_us += i128::from(wait.as_micros());
        self.longest = self.longest.max(Some(wait));
    }

    fn summary(self) -> WorldSummary {
        let count = i128::from(self.waits);
        // No wait is negative, so the mean lies between them.
        let mean = (2 * self.total_us + count).checked_div(2 * count);
        let mean = mean.and_then(|us| i64::try_from(us).ok()).map(Span::from_micros);
        let waits = Waits { count: self.waits, mean, longest: self.longest };
        WorldSummary { refused: self.refused, events: self.events, waits }
    }
}
