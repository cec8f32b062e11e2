//! The exact day: the law of the number in system from interval to interval, and the waits of those who arrive.

use super::chain::Chain;
use super::law::{Law, Work};
use super::tagged::{Fate, Piece, answered};
use super::{Day, DayEvaluation, DayInterval, Method, ShiftEnd, Start};
use crate::staffing::error::{StaffingError, check};
use crate::staffing::quadrature;
use crate::staffing::service_level::ServiceLevel;
use serde::Serialize;

/// The exact state at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// Seconds since the day's start.
    pub time_s: f64,
    /// Probability that all agents on duty are busy: who arrives now waits.
    pub p_wait: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Mean number waiting or being served, overtime included.
    pub mean_in_system: f64,
}

/// What carries over from one interval to the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Carried {
    pub(super) law: Law,
    /// Mean number of agents still on a call after the end of their shift.
    pub(super) overtime: f64,
}

impl Day {
    pub(super) fn chain(&self, staff: &[u32], interval: usize) -> Chain {
        let plan = &self.intervals[interval];
        Chain {
            lambda: plan.volume / self.interval_s,
            mu: 1.0 / plan.aht_s,
            theta: self.patience_s.map_or(0.0, |patience_s| 1.0 / patience_s),
            agents: staff[interval],
        }
    }

    /// What is there when the first interval starts.
    pub(super) fn at_start(&self, staff: &[u32]) -> Result<Carried, StaffingError> {
        let law = match self.start {
            Start::Empty => Law::at(0),
            Start::InSystem(number) => Law::at(number as usize),
            Start::Stationary => self.chain(staff, 0).stationary()?,
        };
        Ok(Carried { law, overtime: 0.0 })
    }

    /// The change of staff when `interval` starts.
    pub(super) fn change_staff(&self, carried: &Carried, staff: &[u32], interval: usize) -> Carried {
        let leave = match interval {
            0 => 0,
            _ => staff[interval - 1].saturating_sub(staff[interval]) as usize,
        };
        if leave == 0 || self.shift_end == ShiftEnd::Preempt {
            return carried.clone();
        }
        let (law, left) = carried.law.without_up_to(leave, staff[interval] as usize);
        Carried { law, overtime: carried.overtime + left }
    }

    /// What a change of staff after `interval` adds to the number ahead of a waiting customer.
    fn then_ahead(&self, staff: &[u32], interval: usize) -> i64 {
        let next = staff.get(interval + 1).unwrap_or(&staff[interval]);
        let fewer = i64::from(staff[interval]) - i64::from(*next);
        // Who finishes his call stays in service; an interrupted call waits ahead of all.
        if fewer > 0 && self.shift_end == ShiftEnd::Finish { 0 } else { fewer }
    }

    /// The fates of waiting customers that the service level is made of.
    fn fates(&self) -> Vec<Fate> {
        let target = self.target_wait_s;
        let fate = |within_s, may_abandon| Fate { within_s, may_abandon };
        if self.patience_s.is_none() {
            return vec![fate(target, false)];
        }
        match self.definition {
            ServiceLevel::Offered | ServiceLevel::Answered => vec![fate(target, true)],
            ServiceLevel::NoShort { short_s } => {
                vec![fate(target, true), fate(short_s, true), fate(short_s, false)]
            }
            ServiceLevel::AbandonedWithinOut => vec![fate(target, true), fate(target, false)],
            ServiceLevel::AbandonedWithinGood | ServiceLevel::Virtual => vec![fate(target, false)],
        }
    }

    /// Service level and its denominator from the probabilities of the [`Day::fates`].
    fn level(&self, shares: &[f64]) -> (f64, f64) {
        let Some(patience_s) = self.patience_s else { return (shares[0], 1.0) };
        let still_there =
            |within_s: f64, virtually: f64| libm::exp(-within_s / patience_s) * (1.0 - virtually).max(0.0);
        let ratio =
            |good: f64, counted: f64| (if counted > 0.0 { (good / counted).min(1.0) } else { 0.0 }, counted);
        match self.definition {
            ServiceLevel::Offered | ServiceLevel::Virtual | ServiceLevel::Answered => (shares[0], 1.0),
            ServiceLevel::AbandonedWithinGood => (1.0 - still_there(self.target_wait_s, shares[0]), 1.0),
            ServiceLevel::NoShort { short_s } => {
                ratio(shares[0], shares[1] + still_there(short_s, shares[2]))
            }
            ServiceLevel::AbandonedWithinOut => {
                ratio(shares[0], shares[0] + still_there(self.target_wait_s, shares[1]))
            }
        }
    }

    /// The times of constant rates from `into_s` seconds into `interval` for `seconds`; the last one goes on.
    fn pieces(&self, staff: &[u32], mut interval: usize, into_s: f64, seconds: f64) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let (mut left, mut room) = (seconds, self.interval_s - into_s);
        loop {
            let chain = self.chain(staff, interval);
            let is_last = interval + 1 == staff.len();
            if left <= room || is_last {
                pieces.push(Piece { chain, seconds: left, then_ahead: 0 });
                return pieces;
            }
            pieces.push(Piece { chain, seconds: room, then_ahead: self.then_ahead(staff, interval) });
            left -= room;
            room = self.interval_s;
            interval += 1;
        }
    }

    /// The longest time that decides on the service level.
    pub(super) fn fates_within_s(&self) -> f64 {
        self.fates().iter().map(|fate| fate.within_s).fold(0.0, f64::max)
    }

    /// How many of the intervals after `interval`, at most, a customer of it may wait into.
    pub(super) fn reach(&self) -> usize {
        libm::ceil(self.fates_within_s() / self.interval_s).min(Self::MAX_INTERVALS as f64) as usize
    }

    /// One interval: what it gives, and what it hands on.
    pub(super) fn pass_interval(
        &self,
        staff: &[u32],
        interval: usize,
        carried: &Carried,
        work: &mut Work,
    ) -> Result<Passed, StaffingError> {
        let Carried { law, overtime } = self.change_staff(carried, staff, interval);
        let chain = self.chain(staff, interval);
        let seconds = self.interval_s;
        let fates = if chain.lambda > 0.0 { self.fates() } else { Vec::new() };
        let agents = chain.agents;
        // Waits that do not end in this interval depend on when they began, unless nothing changes.
        let changes = |fate: &Fate| {
            let pieces = self.pieces(staff, interval, seconds, fate.within_s);
            pieces.iter().any(|piece| {
                let Chain { mu, theta, agents, .. } = piece.chain;
                piece.then_ahead != 0 || (mu, theta, agents) != (chain.mu, chain.theta, chain.agents)
            })
        };
        let tail_starts = fates
            .iter()
            .filter(|fate| fate.within_s > 0.0 && changes(fate))
            .map(|fate| (seconds - fate.within_s).max(0.0))
            .fold(seconds, f64::min);
        let (mut now, time) = chain.advance_with_time(&law, tail_starts, work)?;
        let mut totals = Totals::default();
        let mut shares = vec![0.0; fates.len()];
        // As seen by who arrives before the tail, and by everyone whose wait meets no change.
        let most_ahead = |law: &Law| law.last().saturating_sub(agents as usize);
        let steady: Vec<Vec<f64>> = fates
            .iter()
            .map(|fate| {
                let most = most_ahead(&law).max(most_ahead(&time)) + 64;
                let piece = Piece { chain, seconds: fate.within_s, then_ahead: 0 };
                answered(&[piece], most, fate.may_abandon, work)
            })
            .collect::<Result<_, _>>()?;
        totals.add(&time, agents, 1.0);
        for (share, by_ahead) in shares.iter_mut().zip(&steady) {
            *share += seen(&time, agents, by_ahead);
        }
        let mut at = tail_starts;
        while at < seconds {
            // Panels over which neither the law nor a wait changes much: their rates, and how long ago the
            // interval began, which the fast changes of the law do not outlive. A sixth of these lengths changes
            // no service level tried by more than 2e-14.
            let law_rate = chain.lambda + chain.departures(now.last());
            let wait_rate = fates
                .iter()
                .flat_map(|fate| self.pieces(staff, interval, at, fate.within_s))
                .map(|piece| piece.chain.departures(now.last().max(piece.chain.agents as usize)))
                .fold(0.0, f64::max);
            let panel = (10.0 / law_rate).max(at).min(30.0 / wait_rate);
            // A wait that begins where another interval's end is just met is not smooth there.
            let cuts = fates.iter().map(|fate| {
                let ends = (at + fate.within_s) / seconds;
                (libm::floor(ends) + 1.0) * seconds - fate.within_s
            });
            let until =
                cuts.filter(|cut| *cut > at * (1.0 + 1e-12)).fold((at + panel).min(seconds), f64::min);
            for (moment, weight) in quadrature::nodes(at, until) {
                now = chain.advance(&now, moment - at, work)?;
                at = moment;
                totals.add(&now, agents, weight);
                for ((share, fate), steady) in shares.iter_mut().zip(&fates).zip(&steady) {
                    let pieces = self.pieces(staff, interval, moment, fate.within_s);
                    *share += weight
                        * if pieces.len() == 1 && most_ahead(&now) < steady.len() {
                            seen(&now, agents, steady)
                        } else {
                            let by_ahead = answered(&pieces, most_ahead(&now), fate.may_abandon, work)?;
                            seen(&now, agents, &by_ahead)
                        };
                }
            }
            now = chain.advance(&now, until - at, work)?;
            at = until;
        }
        shares.iter_mut().for_each(|share| *share /= seconds);
        let overtime_left = overtime * libm::exp(-chain.mu * seconds);
        let overtime_s = -overtime * libm::expm1(-chain.mu * seconds) / chain.mu;
        let mean_queue_length = totals.queue / seconds;
        let has_arrivals = chain.lambda > 0.0;
        let (service_level, counted) = if has_arrivals { self.level(&shares) } else { (f64::NAN, f64::NAN) };
        let measures = DayInterval {
            agents,
            volume: self.intervals[interval].volume,
            service_level,
            p_wait: if has_arrivals { (totals.all_busy / seconds).min(1.0) } else { f64::NAN },
            p_abandon: if has_arrivals { chain.theta * mean_queue_length / chain.lambda } else { f64::NAN },
            mean_queue_length,
            mean_in_system: (totals.in_system + overtime_s) / seconds,
            occupancy: if agents == 0 { 0.0 } else { (totals.busy / (seconds * f64::from(agents))).min(1.0) },
            overtime_s,
            counted,
        };
        let abandoned = chain.theta * totals.queue;
        Ok(Passed { measures, end: Carried { law: now, overtime: overtime_left }, abandoned })
    }
}

/// What one interval gave and what it hands on.
#[derive(Clone)]
pub(super) struct Passed {
    pub(super) measures: DayInterval,
    pub(super) end: Carried,
    /// Expected number of customers who abandoned.
    pub(super) abandoned: f64,
}

/// Integrals over time.
#[derive(Default)]
struct Totals {
    all_busy: f64,
    queue: f64,
    in_system: f64,
    busy: f64,
}

impl Totals {
    fn add(&mut self, law: &Law, agents: u32, weight: f64) {
        self.all_busy += weight * law.at_least(agents);
        self.queue += weight * law.mean_queue(agents);
        self.in_system += weight * law.mean();
        self.busy += weight * law.mean_busy(agents);
    }
}

/// Share of arriving customers with a fate: at once where an agent is free, else by the number ahead.
fn seen(law: &Law, agents: u32, by_ahead: &[f64]) -> f64 {
    law.states()
        .map(|(n, p)| match n.checked_sub(agents as usize) {
            None => p,
            Some(ahead) => p * by_ahead.get(ahead).copied().unwrap_or(0.0),
        })
        .sum()
}

pub(super) fn evaluate(day: &Day, staff: &[u32]) -> Result<DayEvaluation, StaffingError> {
    let mut work = Work::default();
    let mut carried = day.at_start(staff)?;
    let mut intervals = Vec::with_capacity(staff.len());
    for interval in 0..staff.len() {
        let passed = day.pass_interval(staff, interval, &carried, &mut work)?;
        carried = passed.end.clone();
        intervals.push(passed);
    }
    Ok(sum_up(day, staff, &intervals))
}

/// The day from its intervals; there is one at least.
pub(super) fn sum_up(day: &Day, staff: &[u32], passed: &[Passed]) -> DayEvaluation {
    let end = passed.last().map(|last| &last.end);
    let at_end = end.map_or(0.0, |end| end.law.mean() + end.overtime);
    let mass_error = end.map_or(0.0, |end| (end.law.total() - 1.0).abs());
    let intervals = passed.iter().map(|passed| passed.measures).collect();
    let mut evaluation = day.sum_up(staff, Method::Exact, intervals, at_end, mass_error);
    let volume: f64 = day.intervals.iter().map(|interval| interval.volume).sum();
    if volume > 0.0 {
        // Also who came before the first interval, or leaves in one without arrivals.
        evaluation.p_abandon = passed.iter().map(|passed| passed.abandoned).sum::<f64>() / volume;
    }
    evaluation
}

pub(super) fn moments(day: &Day, staff: &[u32], times_s: &[f64]) -> Result<Vec<Moment>, StaffingError> {
    let length = day.interval_s * staff.len() as f64;
    let mut earlier = 0.0;
    for &time in times_s {
        let inside = time >= earlier && time <= length;
        check("times_s", time, inside, "must not fall, and lie between 0 and the end of the day")?;
        earlier = time;
    }
    let mut work = Work::default();
    let mut moments = Vec::with_capacity(times_s.len());
    let mut times = times_s.iter().copied().peekable();
    let mut carried = day.at_start(staff)?;
    for interval in 0..staff.len() {
        carried = day.change_staff(&carried, staff, interval);
        let chain = day.chain(staff, interval);
        let (start, end) = (day.interval_s * interval as f64, day.interval_s * (interval + 1) as f64);
        let mut now = start;
        loop {
            let until = times.next_if(|time| *time <= end || interval + 1 == staff.len());
            let next = until.unwrap_or(end);
            carried.law = chain.advance(&carried.law, next - now, &mut work)?;
            carried.overtime *= libm::exp(-chain.mu * (next - now));
            now = next;
            let Some(time_s) = until else { break };
            moments.push(Moment {
                time_s,
                p_wait: carried.law.at_least(chain.agents).min(1.0),
                mean_queue_length: carried.law.mean_queue(chain.agents),
                mean_in_system: carried.law.mean() + carried.overtime,
            });
        }
        if times.peek().is_none() {
            break;
        }
    }
    Ok(moments)
}
