use super::accumulators::{Cell, Count, Moment};
use super::definition::Definition;
use super::repeat::{Repeat, repeats};
use super::spec::{Attribution, Comparison, Dimension, KpiSpec, MetricsError};
use super::table::KpiTable;
use crate::records::is_plausible;
use crate::records::{AgentState, EndedBy, Interaction, Outcome, Records, StateKind};
use crate::time::{Grid, Interval, Span, TimeError, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// The most intervals that one agent state may overlap.
const MAX_INTERVALS: usize = 1_000_000;

/// No value in a dimension.
pub(super) const NONE: u32 = u32::MAX;

pub(super) type Key = (Vec<u32>, Option<Interval>);

impl KpiSpec {
    /// Computes the table: one row a group, interval and metric.
    ///
    /// Every record counts, so leave out duplicates first, as [`check`](crate::records::check) and the
    /// loaders do. Groups and intervals in which no metric has anything to count have no rows. What happened
    /// at an instant that no calendar shows, or that is not recorded, is in rows without an interval.
    ///
    /// # Errors
    /// `unknown_metric`, `attribution_not_allowed`, `invalid_spec`, `unknown_zone`, `too_many_intervals`.
    pub fn compute(&self, records: &Records) -> Result<KpiTable, MetricsError> {
        let metrics = self.resolve()?;
        let mut attributions: Vec<Attribution> =
            metrics.iter().map(|(_, attribution)| *attribution).collect();
        attributions.sort_unstable();
        attributions.dedup();
        let as_of = self.as_of.unwrap_or_else(|| last_instant(records));
        let mut cells = Cells {
            spec: self,
            intervals: Intervals::new(self)?,
            keep_waits: keeps(&metrics, Moment::WaitAnswered),
            keep_handles: keeps(&metrics, Moment::Handle),
            attributions,
            names: vec![Names::default(); self.by.len()],
            cells: BTreeMap::new(),
        };
        let repeats = if metrics.iter().any(|(definition, _)| definition.counts(Count::RepeatEligible)) {
            repeats(&records.interactions, self.repeat_window, as_of)
        } else {
            Vec::new()
        };
        for (index, row) in records.interactions.iter().enumerate() {
            cells.add_interaction(row, repeats.get(index).copied().unwrap_or_default())?;
        }
        if let Ok(split) = cells.attributions.binary_search(&Attribution::Split) {
            for state in &records.agent_states {
                cells.add_state(state, split, as_of)?;
            }
        }
        let period = period(records, as_of);
        Ok(KpiTable::finish(self, &metrics, cells.finish(), period))
    }
}

fn keeps(metrics: &[(&Definition, Attribution)], moment: Moment) -> bool {
    metrics.iter().any(|(definition, _)| definition.keeps(moment))
}

fn last_instant(records: &Records) -> Timestamp {
    let contacts = records.interactions.iter().flat_map(|row| {
        [Some(row.arrived_at), row.enqueued_at, row.left_queue_at, row.ended_at, row.wrap_up_ended_at]
    });
    let states = records.agent_states.iter().flat_map(|state| [Some(state.start_at), state.end_at]);
    // A mistake far in the future must not end every window; where no instant is plausible all are taken.
    let last = contacts.chain(states).flatten().map(|at| (is_plausible(at), at)).max();
    last.map_or_else(Timestamp::default, |(_, at)| at)
}

/// Length of the whole period of agent states.
fn period(records: &Records, as_of: Timestamp) -> Span {
    records.agent_states.iter().map(|state| state.start_at).min().map_or(Span::ZERO, |first| as_of - first)
}

/// What a finished computation hands to the table.
pub(super) struct Finished<'a> {
    /// The attributions, in the order of each group's cells.
    pub(super) attributions: Vec<Attribution>,
    /// Names behind the numbers of each dimension.
    pub(super) names: Vec<Vec<&'a str>>,
    /// Cells by group and interval.
    pub(super) cells: BTreeMap<Key, Vec<Cell>>,
}

#[derive(Clone, Default)]
struct Names<'a> {
    numbers: HashMap<&'a str, u32>,
    names: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn number(&mut self, name: Option<&'a str>) -> u32 {
        let Some(name) = name else { return NONE };
        *self.numbers.entry(name).or_insert_with(|| {
            self.names.push(name);
            (self.names.len() - 1) as u32
        })
    }
}

/// Finds intervals and remembers those it has seen: finding one by the zone's rules is slow.
struct Intervals {
    grid: Option<Grid>,
    seen: BTreeMap<Timestamp, Interval>,
    last: Option<Interval>,
}

impl Intervals {
    fn new(spec: &KpiSpec) -> Result<Self, MetricsError> {
        let grid = spec.every.map(|every| Grid::new(every, &spec.zone)).transpose()?;
        Ok(Self { grid, seen: BTreeMap::new(), last: None })
    }

    fn of(&mut self, at: Timestamp) -> Result<Option<Interval>, MetricsError> {
        let Some(grid) = &self.grid else { return Ok(None) };
        let holds = |interval: &Interval| interval.start <= at && at < interval.end;
        if self.last.as_ref().is_some_and(holds) {
            return Ok(self.last);
        }
        let seen = self.seen.range(..=at).next_back().map(|(_, interval)| *interval).filter(holds);
        let interval = match seen {
            Some(interval) => interval,
            None => match grid.interval_of(at) {
                Ok(found) => {
                    self.seen.insert(found.start, found);
                    found
                }
                // One mistaken instant must not keep every other contact from being counted.
                Err(TimeError::OutOfRange { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
        };
        self.last = Some(interval);
        Ok(self.last)
    }
}

struct Cells<'a, 's> {
    spec: &'s KpiSpec,
    intervals: Intervals,
    keep_waits: bool,
    keep_handles: bool,
    attributions: Vec<Attribution>,
    names: Vec<Names<'a>>,
    cells: BTreeMap<Key, Vec<Cell>>,
}

impl<'a> Cells<'a, '_> {
    fn finish(self) -> Finished<'a> {
        Finished {
            attributions: self.attributions,
            names: self.names.into_iter().map(|names| names.names).collect(),
            cells: self.cells,
        }
    }

    fn cell(&mut self, group: &[u32], interval: Option<Interval>, slot: usize) -> &mut Cell {
        let attributions = self.attributions.len();
        let cells = self
            .cells
            .entry((group.to_vec(), interval))
            .or_insert_with(|| vec![Cell::default(); attributions]);
        &mut cells[slot]
    }

    fn add_interaction(&mut self, row: &'a Interaction, repeat: Repeat) -> Result<(), MetricsError> {
        if self.spec.by.contains(&Dimension::Agent) && row.agent.is_none() {
            return Ok(());
        }
        let mut group = Vec::with_capacity(self.names.len());
        for (dimension, names) in self.spec.by.iter().zip(&mut self.names) {
            group.push(names.number(match dimension {
                Dimension::Queue => row.queue.as_deref(),
                Dimension::Agent => row.agent.as_deref(),
                Dimension::Channel => Some(&row.channel),
                Dimension::ContactType => row.contact_type.as_deref(),
                Dimension::Reason => row.reason.as_deref(),
            }));
        }
        for slot in 0..self.attributions.len() {
            let attribution = self.attributions[slot];
            if !has(row, attribution) {
                continue;
            }
            // Without the instant a contact still counts: in a row of its own that has no interval.
            let interval = match instant(row, attribution) {
                Some(at) => self.intervals.of(at)?,
                None => None,
            };
            let (spec, waits, handles) = (self.spec, self.keep_waits, self.keep_handles);
            let cell = self.cell(&group, interval, slot);
            if attribution == Attribution::Split {
                // Only what is set against agents' time.
                if is_handled(row) {
                    cell.count(Count::Handled);
                }
            } else {
                count(cell, row, repeat, spec);
                measure(cell, row, waits, handles);
            }
        }
        Ok(())
    }

    fn add_state(
        &mut self,
        state: &'a AgentState,
        slot: usize,
        as_of: Timestamp,
    ) -> Result<(), MetricsError> {
        // The contact layer may overlap; occupancy is wall-clock time.
        if state.slot.is_some() || state.state == StateKind::Offline {
            return Ok(());
        }
        if self.spec.by.iter().any(|dimension| *dimension != Dimension::Agent) {
            return Ok(());
        }
        let group: Vec<u32> = self.names.iter_mut().map(|names| names.number(Some(&state.agent))).collect();
        let end = state.end_at.unwrap_or(as_of).min(as_of);
        let mut at = state.start_at;
        for _ in 0..MAX_INTERVALS {
            if at >= end {
                return Ok(());
            }
            let interval = self.intervals.of(at)?;
            let until = interval.map_or(end, |interval| interval.end.min(end));
            let length = (until - at).as_micros();
            let cell = self.cell(&group, interval, slot);
            cell.add(Moment::StateLoggedOn, length, false);
            let moment = match state.state {
                StateKind::Contact | StateKind::Hold => Some(Moment::StateContact),
                StateKind::Ringing => Some(Moment::StateRinging),
                StateKind::WrapUp => Some(Moment::StateWrapUp),
                StateKind::Available => Some(Moment::StateAvailable),
                _ => None,
            };
            if let Some(moment) = moment {
                cell.add(moment, length, false);
            }
            at = until;
        }
        Err(MetricsError::TooManyIntervals { agent: state.agent.clone(), limit: MAX_INTERVALS })
    }
}

fn is_handled(row: &Interaction) -> bool {
    row.outcome == Outcome::Answered && (row.ended_at.is_some() || row.handle_time().is_some())
}

/// Whether there is anything of the contact to attribute so.
fn has(row: &Interaction, attribution: Attribution) -> bool {
    match attribution {
        Attribution::Arrival => true,
        Attribution::Enqueue => row.was_offered(),
        Attribution::Answer => row.outcome == Outcome::Answered,
        Attribution::End => row.was_offered() && row.outcome != Outcome::Open,
        Attribution::Split => row.outcome == Outcome::Answered,
    }
}

/// The instant that places a contact in an interval; from lengths of time where they are all there is.
fn instant(row: &Interaction, attribution: Attribution) -> Option<Timestamp> {
    let menu = row.menu.unwrap_or(Span::ZERO).max(Span::ZERO);
    let enqueued = row.enqueued_at.unwrap_or(row.arrived_at + menu);
    let left = || row.left_queue_at.or_else(|| Some(enqueued + row.waiting_time()?));
    match attribution {
        Attribution::Arrival => Some(row.arrived_at),
        Attribution::Enqueue => Some(enqueued),
        Attribution::Answer => row.answer_instant(),
        Attribution::End | Attribution::Split if row.outcome == Outcome::Answered => {
            row.ended_at.or_else(|| Some(row.answer_instant()? + row.handle_time().unwrap_or(Span::ZERO)))
        }
        Attribution::End | Attribution::Split => row.ended_at.or_else(left),
    }
}

fn count(cell: &mut Cell, row: &Interaction, repeat: Repeat, spec: &KpiSpec) {
    if row.segment_no == 0 {
        cell.count(Count::Arrived);
    }
    match row.outcome {
        Outcome::BlockedFull | Outcome::BlockedClosed | Outcome::BlockedNoAgents => {
            cell.count(Count::Blocked);
            if row.segment_no == 0 {
                cell.count(Count::BlockedOnArrival);
            }
        }
        Outcome::MenuAbandoned => cell.count(Count::MenuAbandoned),
        _ => {}
    }
    if row.was_offered() {
        count_offered(cell, row, spec);
    }
    if row.outcome == Outcome::Answered {
        count_answered(cell, row);
    }
    match repeat {
        Repeat::NotAsked => {}
        Repeat::WindowOpen => cell.count(Count::CustomerKnown),
        Repeat::Over { is_repeated, is_repeated_answered } => {
            cell.count(Count::CustomerKnown);
            cell.count(Count::RepeatEligible);
            if is_repeated {
                cell.count(Count::Repeated);
            }
            if is_repeated_answered {
                cell.count(Count::RepeatedAnswered);
            }
        }
    }
}

fn count_offered(cell: &mut Cell, row: &Interaction, spec: &KpiSpec) {
    let wait = row.waiting_time();
    let is_within = wait.is_some_and(|wait| match spec.comparison {
        Comparison::AtMost => wait <= spec.target_wait,
        Comparison::LessThan => wait < spec.target_wait,
    });
    cell.count(Count::Offered);
    if wait.is_some() || !matches!(row.outcome, Outcome::Answered | Outcome::Abandoned) {
        cell.count(Count::OfferedTimed);
    }
    match row.outcome {
        Outcome::Open => cell.count(Count::Open),
        Outcome::Answered => {
            cell.count(Count::Answered);
            if wait.is_some() {
                cell.count(Count::AnsweredTimed);
            }
            if is_within {
                cell.count(Count::AnsweredWithin);
                cell.count(Count::RemovedWithin);
            }
        }
        Outcome::Abandoned => {
            cell.count(Count::Abandoned);
            if wait.is_some() {
                cell.count(Count::AbandonedTimed);
            }
            if wait.is_some_and(|wait| wait <= spec.short_abandon) {
                cell.count(Count::ShortAbandoned);
            }
            if is_within {
                cell.count(Count::AbandonedWithin);
                cell.count(Count::RemovedWithin);
            }
        }
        Outcome::CallbackAccepted => {
            cell.count(Count::FlowOut);
            if is_within {
                cell.count(Count::RemovedWithin);
            }
        }
        _ => cell.count(Count::FlowOut),
    }
}

fn count_answered(cell: &mut Cell, row: &Interaction) {
    if is_handled(row) {
        cell.count(Count::Handled);
    }
    if row.transfer_kind.is_some() || row.transfer_to.is_some() {
        cell.count(Count::Transferred);
    }
    if let Some(ended_by) = row.ended_by {
        cell.count(Count::EndRecorded);
        if ended_by == EndedBy::Agent {
            cell.count(Count::AgentHangUp);
        }
    }
}

fn measure(cell: &mut Cell, row: &Interaction, keep_waits: bool, keep_handles: bool) {
    let wait = row.waiting_time();
    if row.was_offered() && row.outcome != Outcome::Open {
        cell.add_span(Moment::WaitAll, wait, false);
    }
    if row.outcome == Outcome::Abandoned {
        cell.add_span(Moment::WaitAbandoned, wait, false);
    }
    if row.outcome != Outcome::Answered {
        return;
    }
    cell.add_span(Moment::WaitAnswered, wait, keep_waits);
    cell.add_span(Moment::WaitDelayed, wait.filter(|wait| *wait > Span::ZERO), false);
    cell.add_span(Moment::Ring, row.ring, false);
    cell.add_span(Moment::Talk, row.talk, false);
    cell.add_span(Moment::Hold, row.hold, false);
    cell.add_span(Moment::HoldHeld, row.hold.filter(|hold| *hold > Span::ZERO), false);
    cell.add_span(Moment::WrapUp, row.wrap_up, false);
    cell.add_span(Moment::Handle, row.handle_time(), keep_handles);
    if let Some(holds) = row.hold_count {
        cell.add(Moment::Holds, i64::from(holds), false);
    }
}
