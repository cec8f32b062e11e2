//! The fewest agent-hours that meet the targets by the exact evaluator.

use super::exact::{Carried, Passed};
use super::law::Work;
use super::targets::MET;
use super::{Day, DayEvaluation, DayTargets, Method, Over};
use crate::staffing::error::StaffingError;
use serde::Serialize;

/// Told how many steps are done, of how many; `false` asks to stop.
///
/// The number of steps is an estimate that may grow.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// The staff found by [`Day::optimise`], and what other methods would have cost and missed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayStaffing {
    /// Agents on duty by interval.
    pub staff: Vec<u32>,
    /// What the staff gives, exactly.
    pub at: DayEvaluation,
    /// Intervals that were evaluated.
    pub evaluations: u64,
    /// The stationary methods instead.
    pub instead: Vec<MethodStaffing>,
}

/// What a stationary method would have staffed, and what that staff gives by the exact evaluator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodStaffing {
    /// The method.
    pub method: Method,
    /// Agents on duty by interval.
    pub staff: Vec<u32>,
    /// Agents on duty × hours.
    pub agent_hours: f64,
    /// Service level over the day; `None` without arrivals.
    pub service_level: Option<f64>,
    /// The least service level of an interval; `None` without arrivals.
    pub worst_service_level: Option<f64>,
    /// Intervals that miss a target, from 0.
    pub intervals_missed: Vec<usize>,
    /// A target of the day is missed.
    pub is_day_missed: bool,
}

impl Day {
    /// The fewest agent-hours that meet the targets by the exact evaluator.
    ///
    /// Found by a forward pass that gives each interval the fewest agents for what is handed on to it, repair
    /// where later staff is felt earlier, removal of the agents the day loses least by, and exchanges of one
    /// agent for two later ones, beginning from the cheapest of that and the stationary methods' staffs that
    /// meet the targets. The answer is a local minimum: without any one agent of any one interval a target is
    /// missed. That it is the global one is not proved.
    ///
    /// `None` when `progress` asked to stop.
    ///
    /// # Errors
    /// `invalid_input` for targets outside their range or none at all; else as [`Day::evaluate`].
    pub fn optimise(
        &self,
        targets: &DayTargets,
        progress: Progress<'_>,
    ) -> Result<Option<DayStaffing>, StaffingError> {
        targets.check(self)?;
        self.check_staff(&vec![0; self.intervals.len()])?;
        self.check_waits()?;
        let of = self.intervals.len() as u64 * 5;
        let mut search =
            Search { day: self, targets, progress, done: 0, of, evaluations: 0, is_stopped: false };
        match search.fewest() {
            Err(_) if search.is_stopped => Ok(None),
            found => {
                let found = found?;
                // All is done, whatever the estimate was.
                (search.progress)(search.done, search.done);
                Ok(Some(found))
            }
        }
    }
}

/// A staff and its exact day.
#[derive(Clone)]
struct Run {
    staff: Vec<u32>,
    /// What stands before each interval, and after the last.
    before: Vec<Carried>,
    passed: Vec<Passed>,
}

impl Run {
    fn agents(&self) -> u64 {
        self.staff.iter().map(|agents| u64::from(*agents)).sum()
    }

    fn evaluation(&self, day: &Day) -> DayEvaluation {
        super::exact::sum_up(day, &self.staff, &self.passed)
    }

    fn missed(&self, targets: &DayTargets, day: &Day) -> f64 {
        let intervals: f64 = self.passed.iter().map(|passed| targets.missed_by(&passed.measures)).sum();
        intervals + targets.missed_by_day(&self.evaluation(day))
    }
}

struct Search<'a, 'p> {
    day: &'a Day,
    targets: &'a DayTargets,
    progress: Progress<'p>,
    done: u64,
    of: u64,
    evaluations: u64,
    /// The error that ends the search is the caller's wish.
    is_stopped: bool,
}

/// Rounds of repair before it is given up.
const MAX_REPAIRS: usize = 100_000;
/// How much later the agents are for whom an exchange looks.
const EXCHANGE_REACH: usize = 4;
/// Laws nearer than this, in sum of differences, count as the same.
const SAME: f64 = MET * 1e-3;

impl Search<'_, '_> {
    fn fewest(&mut self) -> Result<DayStaffing, StaffingError> {
        let mut best = self.forward()?;
        self.repair(&mut best)?;
        let mut instead = Vec::new();
        for method in [Method::Sipp(Over::Mean), Method::Lag(Over::Mean), Method::Mol(Over::Mean)] {
            let staff = self.day.staff_by(self.targets, method)?;
            let run = match self.run(&staff) {
                // A stationary start needs a staff that bears the first interval.
                Err(StaffingError::Unstable { .. }) => continue,
                run => run?,
            };
            instead.push(self.judged(method, &run));
            if run.missed(self.targets, self.day) == 0.0 && run.agents() < best.agents() {
                best = run;
            }
        }
        self.remove(&mut best)?;
        self.exchange(&mut best)?;
        loop {
            // Once more from the start, so that nothing rests on what was pieced together.
            best = self.run(&best.staff)?;
            self.repair(&mut best)?;
            if !self.remove(&mut best)? {
                break;
            }
        }
        let at = best.evaluation(self.day);
        Ok(DayStaffing { staff: best.staff, at, evaluations: self.evaluations, instead })
    }

    fn step(&mut self) -> Result<(), StaffingError> {
        self.done += 1;
        if self.done >= self.of {
            self.of = self.done + self.day.intervals.len() as u64;
        }
        if (self.progress)(self.done, self.of) {
            return Ok(());
        }
        self.is_stopped = true;
        Err(StaffingError::NoConvergence { limit: self.done })
    }

    fn pass(&mut self, staff: &[u32], interval: usize, before: &Carried) -> Result<Passed, StaffingError> {
        self.evaluations += 1;
        self.day.pass_interval(staff, interval, before, &mut Work::default())
    }

    fn run(&mut self, staff: &[u32]) -> Result<Run, StaffingError> {
        let mut before = vec![self.day.at_start(staff)?];
        let mut passed = Vec::with_capacity(staff.len());
        for interval in 0..staff.len() {
            let this = self.pass(staff, interval, &before[interval])?;
            before.push(this.end.clone());
            passed.push(this);
            self.step()?;
        }
        Ok(Run { staff: staff.to_vec(), before, passed })
    }

    /// `run` with other agents in some intervals, the first of them `first`, the last `last`.
    fn rerun(&mut self, run: &Run, staff: Vec<u32>, first: usize, last: usize) -> Result<Run, StaffingError> {
        let mut again = Run { staff, before: run.before.clone(), passed: run.passed.clone() };
        // Waits of earlier arrivals see the change too.
        let from = first.saturating_sub(self.day.reach());
        if from == 0 {
            again.before[0] = self.day.at_start(&again.staff)?;
        }
        for interval in from..again.staff.len() {
            let passed = self.pass(&again.staff, interval, &again.before[interval])?;
            let is_same = interval > last && {
                let old = &run.before[interval + 1];
                passed.end.law.distance(&old.law) <= SAME
                    && (passed.end.overtime - old.overtime).abs() <= SAME
            };
            again.passed[interval] = passed;
            if is_same {
                break;
            }
            again.before[interval + 1] = again.passed[interval].end.clone();
        }
        Ok(again)
    }

    /// The fewest agents of each interval for what the one before hands on, each as if it met the day's targets.
    fn forward(&mut self) -> Result<Run, StaffingError> {
        let targets = self.targets.for_each_interval(self.day)?;
        let length = self.day.intervals.len();
        // The fewest needed lie near what the load suggests.
        let mut staff = self.day.staff_by(self.targets, Method::Mol(Over::Mean))?;
        let mut before: Vec<Carried> = Vec::with_capacity(length + 1);
        let mut passed = Vec::with_capacity(length);
        for interval in 0..length {
            let guess = staff[interval];
            let mut try_out = |agents: u32| -> Result<Option<(Carried, Passed)>, StaffingError> {
                staff[interval] = agents;
                let start = match before.last() {
                    Some(carried) => carried.clone(),
                    None => match self.day.at_start(&staff) {
                        Err(StaffingError::Unstable { .. }) => return Ok(None),
                        start => start?,
                    },
                };
                // As if the staff stayed so: the next interval's is found after this.
                let mut held = staff.clone();
                held[interval..].fill(agents);
                let this = self.pass(&held, interval, &start)?;
                Ok((targets.missed_by(&this.measures) == 0.0).then_some((start, this)))
            };
            let (mut low, mut high, mut found);
            let mut reach = 1;
            if let Some(first) = try_out(guess)? {
                (low, high, found) = (None, guess, Some(first));
                while high > 0 {
                    let lower = high.saturating_sub(reach);
                    match try_out(lower)? {
                        Some(this) => (high, found) = (lower, Some(this)),
                        None => {
                            low = Some(lower);
                            break;
                        }
                    }
                    reach *= 2;
                }
            } else {
                (low, high) = (Some(guess), guess);
                loop {
                    high = high.saturating_add(reach);
                    super::super::error::agents(f64::from(high))?;
                    if let Some(this) = try_out(high)? {
                        found = Some(this);
                        break;
                    }
                    low = Some(high);
                    reach *= 2;
                }
            }
            while let Some(missing) = low.filter(|low| high - low > 1) {
                let middle = missing + (high - missing) / 2;
                match try_out(middle)? {
                    Some(this) => (high, found) = (middle, Some(this)),
                    None => low = Some(middle),
                }
            }
            staff[interval] = high;
            if let Some((start, this)) = found {
                if before.is_empty() {
                    before.push(start);
                }
                before.push(this.end.clone());
                passed.push(this);
            }
            self.step()?;
        }
        self.run(&staff)
    }

    /// Adds agents, each where it helps most, until every target is met.
    fn repair(&mut self, run: &mut Run) -> Result<(), StaffingError> {
        for _ in 0..MAX_REPAIRS {
            let missed = run.missed(self.targets, self.day);
            if missed == 0.0 {
                return Ok(());
            }
            let first = run.passed.iter().position(|passed| self.targets.missed_by(&passed.measures) > 0.0);
            let candidates = match first {
                Some(index) => index.saturating_sub(1)..(index + self.day.reach() + 1).min(run.staff.len()),
                None => 0..run.staff.len(),
            };
            let mut best: Option<(f64, Run)> = None;
            for interval in candidates {
                let mut staff = run.staff.clone();
                staff[interval] += 1;
                let other = self.rerun(run, staff, interval, interval)?;
                let missed = other.missed(self.targets, self.day);
                if best.as_ref().is_none_or(|(least, _)| missed < *least) {
                    best = Some((missed, other));
                }
            }
            if let Some((_, better)) = best {
                *run = better;
            }
            self.step()?;
        }
        Err(StaffingError::NoConvergence { limit: MAX_REPAIRS as u64 })
    }

    /// Takes away agents while all targets hold, first those the day's service level loses least by; says
    /// whether any went. Afterwards none can go.
    fn remove(&mut self, run: &mut Run) -> Result<bool, StaffingError> {
        let mut any = false;
        loop {
            // Losses grow as agents go, so an old loss is a bound from below that spares most evaluations.
            let mut losses = vec![Some(f64::NEG_INFINITY); run.staff.len()];
            let mut has_gone = false;
            let least = |losses: &[Option<f64>]| {
                let known = losses.iter().enumerate().filter_map(|(i, loss)| loss.map(|loss| (i, loss)));
                known.min_by(|a, b| a.1.total_cmp(&b.1))
            };
            while let Some((interval, _)) = least(&losses) {
                losses[interval] = None;
                if run.staff[interval] == 0 {
                    continue;
                }
                let mut staff = run.staff.clone();
                staff[interval] -= 1;
                self.step()?;
                let other = match self.rerun(run, staff, interval, interval) {
                    Err(StaffingError::Unstable { .. }) => continue,
                    other => other?,
                };
                if other.missed(self.targets, self.day) > 0.0 {
                    continue;
                }
                let level = |run: &Run| {
                    let evaluation = run.evaluation(self.day);
                    if evaluation.service_level.is_nan() { 0.0 } else { evaluation.service_level }
                };
                let loss = level(run) - level(&other);
                if least(&losses).is_some_and(|(_, next)| next < loss) {
                    losses[interval] = Some(loss);
                    continue;
                }
                *run = other;
                losses[interval] = Some(loss);
                has_gone = true;
            }
            if !has_gone {
                return Ok(any);
            }
            any = true;
        }
    }

    /// One agent more in an interval for two or more fewer in those after it.
    fn exchange(&mut self, run: &mut Run) -> Result<(), StaffingError> {
        for interval in 0..run.staff.len() {
            self.step()?;
            let mut staff = run.staff.clone();
            staff[interval] += 1;
            let mut other = self.rerun(run, staff, interval, interval)?;
            for later in interval + 1..(interval + 1 + EXCHANGE_REACH).min(run.staff.len()) {
                while other.staff[later] > 0 {
                    let mut staff = other.staff.clone();
                    staff[later] -= 1;
                    let fewer = self.rerun(&other, staff, later, later)?;
                    if fewer.missed(self.targets, self.day) > 0.0 {
                        break;
                    }
                    other = fewer;
                }
            }
            if other.agents() < run.agents() && other.missed(self.targets, self.day) == 0.0 {
                *run = other;
            }
        }
        Ok(())
    }

    fn judged(&self, method: Method, run: &Run) -> MethodStaffing {
        let evaluation = run.evaluation(self.day);
        let missed = |interval: &super::DayInterval| self.targets.missed_by(interval) > 0.0;
        let levels = evaluation.intervals.iter().map(|interval| interval.service_level);
        MethodStaffing {
            method,
            agent_hours: evaluation.agent_hours,
            service_level: Some(evaluation.service_level).filter(|level| !level.is_nan()),
            worst_service_level: levels.filter(|level| !level.is_nan()).min_by(f64::total_cmp),
            intervals_missed: (0..run.staff.len()).filter(|i| missed(&evaluation.intervals[*i])).collect(),
            is_day_missed: self.targets.missed_by_day(&evaluation) > 0.0,
            staff: run.staff.clone(),
        }
    }
}
