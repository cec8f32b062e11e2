//! Work that can wait: email and cases as a backlog that is worked off.

use super::error::{StaffingError, agents, arrivals, check, not_negative, positive};
use serde::{Deserialize, Serialize};

/// Deferred work by interval, as a fluid: what is not done at an interval's end is the backlog of the next.
///
/// Work is done in order of arrival and never starts before it arrives; within an interval it arrives evenly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeferredWork {
    /// Cases that arrive in each interval.
    pub arrivals: Vec<f64>,
    /// Average handling time of a case in seconds.
    pub aht_s: f64,
    /// Length of an interval in seconds.
    pub interval_s: f64,
    /// Cases that are there at first.
    #[serde(default)]
    pub initial_backlog: f64,
}

/// What staff make of deferred work in one interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BacklogInterval {
    /// Cases done in the interval.
    pub done: f64,
    /// Cases left at its end.
    pub backlog_end: f64,
    /// How long the oldest of them has waited, in seconds; 0 without backlog. What was there at first counts as having
    /// arrived when the first interval began.
    pub oldest_s: f64,
    /// Busy share of the agents; 0 without agents.
    pub occupancy: f64,
    /// Of the cases that arrive in the interval, the share begun within the response time; `None` without arrivals.
    pub within_response: Option<f64>,
}

impl DeferredWork {
    fn check(&self, staff: &[f64]) -> Result<(), StaffingError> {
        positive("aht_s", self.aht_s)?;
        positive("interval_s", self.interval_s)?;
        not_negative("initial_backlog", self.initial_backlog)?;
        if staff.len() != self.arrivals.len() {
            return Err(StaffingError::UnequalLengths {
                field: "agents",
                length: staff.len(),
                rows: self.arrivals.len(),
            });
        }
        self.arrivals.iter().try_for_each(|volume| arrivals("arrivals", *volume))?;
        staff.iter().try_for_each(|number| agents(*number))
    }

    /// Backlog, age and response by interval; `response_s` is the time within which a case should be begun.
    ///
    /// ```
    /// use krarup::staffing::DeferredWork;
    /// let work = DeferredWork { arrivals: vec![10.0; 3], aht_s: 600.0, interval_s: 1800.0, initial_backlog: 0.0 };
    /// let told = work.evaluate(&[1.0, 2.0, 3.0], 3600.0)?;
    /// assert_eq!(told.iter().map(|one| one.backlog_end).collect::<Vec<_>>(), [7.0, 11.0, 12.0]);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_input` for values outside their ranges and columns of different lengths.
    pub fn evaluate(&self, staff: &[f64], response_s: f64) -> Result<Vec<BacklogInterval>, StaffingError> {
        self.check(staff)?;
        not_negative("response_s", response_s)?;
        let mut backlog = self.initial_backlog;
        let mut told = Vec::with_capacity(staff.len());
        // Cases arrived and done since the start, at each interval's end.
        let (mut arrived, mut done) = (vec![self.initial_backlog], vec![0.0]);
        for (volume, agents) in self.arrivals.iter().zip(staff) {
            let capacity = agents * self.interval_s / self.aht_s;
            let work = backlog + volume;
            let finished = capacity.min(work);
            backlog = (work - capacity).max(0.0);
            arrived.push(arrived[arrived.len() - 1] + volume);
            done.push(done[done.len() - 1] + finished);
            let occupancy = if capacity > 0.0 { finished / capacity } else { 0.0 };
            told.push(BacklogInterval {
                done: finished,
                backlog_end: backlog,
                oldest_s: 0.0,
                occupancy,
                within_response: None,
            });
        }
        for (place, one) in told.iter_mut().enumerate() {
            let now = self.interval_s * (place + 1) as f64;
            if one.backlog_end > 0.0 {
                one.oldest_s = now - self.when(&arrived, done[place + 1]).min(now);
            }
            if self.arrivals[place] > 0.0 {
                one.within_response = Some(self.within(place, &arrived, &done, response_s));
            }
        }
        Ok(told)
    }

    /// When the curve, straight within intervals, reaches this many cases; infinite if it does not.
    fn when(&self, curve: &[f64], cases: f64) -> f64 {
        let place = curve.partition_point(|total| *total <= cases);
        if place == 0 {
            return 0.0;
        }
        let Some(next) = curve.get(place) else { return f64::INFINITY };
        let before = curve[place - 1];
        self.interval_s * ((place - 1) as f64 + (cases - before) / (next - before))
    }

    /// The share of an interval's arrivals that are done by `response_s` after they came, at points of it.
    fn within(&self, place: usize, arrived: &[f64], done: &[f64], response_s: f64) -> f64 {
        const POINTS: u32 = 64;
        let on_time = (0..POINTS).filter(|point| {
            let part = (f64::from(*point) + 0.5) / f64::from(POINTS);
            let came = self.interval_s * (place as f64 + part);
            let cases = arrived[place] + part * (arrived[place + 1] - arrived[place]);
            // An idle centre begins a case when it comes.
            self.when(done, cases).max(came) <= came + response_s
        });
        on_time.count() as f64 / f64::from(POINTS)
    }

    /// The fewest agents, the same in all open intervals, with which every case is done within `response_s` of its
    /// arrival; intervals in which `is_open` is false have none.
    ///
    /// What arrives so late that its response time ends after the last interval is not asked about.
    ///
    /// # Errors
    /// `invalid_input` for values outside their ranges; `infeasible` when no number is enough.
    pub fn fewest(&self, is_open: &[bool], response_s: f64) -> Result<u32, StaffingError> {
        self.check(&vec![0.0; is_open.len()])?;
        check(
            "response_s",
            response_s,
            response_s > 0.0 && response_s <= 1e12,
            "must be above 0, at most 1e12",
        )?;
        let mut arrived = vec![self.initial_backlog];
        for volume in &self.arrivals {
            arrived.push(arrived[arrived.len() - 1] + volume);
        }
        let end = self.interval_s * is_open.len() as f64;
        // Each deadline lies between interval ends: what has come by t − response must be done by t, so capacity from
        // any start of a busy period must be enough. One number of agents decides both sides, so halving finds it.
        let meets = |agents: f64| {
            let staff: Vec<f64> = is_open.iter().map(|open| if *open { agents } else { 0.0 }).collect();
            let (mut backlog, mut done) = (self.initial_backlog, vec![0.0]);
            for (volume, agents) in self.arrivals.iter().zip(&staff) {
                let finished = (agents * self.interval_s / self.aht_s).min(backlog + volume);
                backlog = (backlog + volume - finished).max(0.0);
                done.push(done[done.len() - 1] + finished);
            }
            // Both curves are straight within intervals, so it is enough to look where either bends.
            let points = (0..=is_open.len()).flat_map(|place| {
                let at = self.interval_s * place as f64;
                [at, at + response_s]
            });
            points.filter(|at| (response_s..=end).contains(at)).all(|at| {
                let due = self.reached(&arrived, at - response_s);
                self.reached(&done, at) >= due * (1.0 - 1e-12)
            })
        };
        super::search::first(0, super::error::MAX_AGENTS as u32, |agents| Ok(meets(f64::from(agents))))
            .and_then(|agents| match meets(f64::from(agents)) {
                true => Ok(agents),
                false => Err(StaffingError::Infeasible { why: "no number of agents answers all in time" }),
            })
    }

    fn reached(&self, curve: &[f64], at_s: f64) -> f64 {
        let place = libm::floor(at_s / self.interval_s).clamp(0.0, (curve.len() - 1) as f64) as usize;
        let Some(next) = curve.get(place + 1) else { return curve[place] };
        curve[place] + (at_s / self.interval_s - place as f64) * (next - curve[place])
    }
}

/// Input of [`evaluate_backlog`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluateBacklog {
    /// The work.
    pub work: DeferredWork,
    /// Agents on it, by interval; may be fractional.
    pub agents: Vec<f64>,
    /// Seconds within which a case should be begun.
    pub response_s: f64,
}

/// [`DeferredWork::evaluate`] from plain values.
///
/// # Errors
/// Those of it.
pub fn evaluate_backlog(input: &EvaluateBacklog) -> Result<Vec<BacklogInterval>, StaffingError> {
    input.work.evaluate(&input.agents, input.response_s)
}

/// Input of [`staff_backlog`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffBacklog {
    /// The work.
    pub work: DeferredWork,
    /// Whether the centre is open, by interval.
    pub is_open: Vec<bool>,
    /// Seconds within which every case must be done.
    pub response_s: f64,
}

/// [`DeferredWork::fewest`] from plain values.
///
/// # Errors
/// Those of it.
pub fn staff_backlog(input: &StaffBacklog) -> Result<u32, StaffingError> {
    input.work.fewest(&input.is_open, input.response_s)
}
