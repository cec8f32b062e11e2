//! Number in system while rates and staff are constant: uniformisation within a window that moves with the law.

use super::law::{EDGE, Law, Work};
use super::poisson::Poisson;
use crate::staffing::error::StaffingError;

/// Rates of one interval, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Chain {
    /// Arrivals.
    pub(super) lambda: f64,
    /// Contacts that a busy agent completes.
    pub(super) mu: f64,
    /// Abandonments of a waiting customer; 0 = endless patience.
    pub(super) theta: f64,
    pub(super) agents: u32,
}

/// Where the law got to, the seconds spent in each state if asked for, and the window it went through.
struct Went {
    end: Law,
    time: Option<Law>,
    first: usize,
    last: usize,
}

/// Where the law may get to.
#[derive(Clone, Copy)]
struct Bounds {
    low: usize,
    high: usize,
}

/// Steps between looks at whether the law still changes.
const LOOK_EVERY: usize = 64;
/// Change, over all steps that remain, below which the law counts as steady.
const STEADY: f64 = 1e-13;

impl Chain {
    /// Departures per second with `n` in system.
    pub(super) fn departures(&self, n: usize) -> f64 {
        let agents = self.agents as usize;
        n.min(agents) as f64 * self.mu + n.saturating_sub(agents) as f64 * self.theta
    }

    /// The law after `duration` seconds.
    pub(super) fn advance(&self, law: &Law, duration: f64, work: &mut Work) -> Result<Law, StaffingError> {
        Ok(self.run(law, duration, false, work)?.end)
    }

    /// The law after `duration` seconds and the seconds spent in each state.
    pub(super) fn advance_with_time(
        &self,
        law: &Law,
        duration: f64,
        work: &mut Work,
    ) -> Result<(Law, Law), StaffingError> {
        // With enough arrivals the flow between neighbours gives the time; without, it would lose its digits.
        let by_flow = self.lambda * duration > 0.1 * (law.p.len() as f64 + 100.0);
        let Went { end, time, first, last } = self.run(law, duration, !by_flow, work)?;
        let time = match time {
            Some(time) => time,
            None => self.time_by_flow(law, &end, duration, first, last),
        };
        Ok((end, time))
    }

    fn run(&self, law: &Law, duration: f64, with_time: bool, work: &mut Work) -> Result<Went, StaffingError> {
        let still = || Law { first: law.first, p: law.p.iter().map(|p| p * duration).collect() };
        if duration <= 0.0 {
            let (first, last) = (law.first, law.last());
            return Ok(Went { end: law.clone(), time: with_time.then(still), first, last });
        }
        // Before anything is sized by it.
        work.check((self.lambda + self.departures(law.last())) * duration)?;
        let mut bounds = self.bounds(law, duration);
        loop {
            if let Some(done) = self.uniformise(law, duration, bounds, with_time, work)? {
                return Ok(done);
            }
            // The estimate was too narrow.
            let more = bounds.high - bounds.low + 16;
            bounds = Bounds { low: bounds.low.saturating_sub(more), high: bounds.high + more };
        }
    }

    /// Where the law will stay within: between its own edges and those of the stationary law, as far as
    /// arrivals and departures reach in the time.
    fn bounds(&self, law: &Law, duration: f64) -> Bounds {
        let reach = |mean: f64| (mean + 9.5 * mean.sqrt() + 12.0).min(1e9) as usize;
        let ceiling = law.last() + reach(self.lambda * duration);
        let floor = law.first.saturating_sub(reach(self.departures(law.last()) * duration));
        let mode = self.mode().clamp(floor, ceiling);
        let (mut high, mut weight) = (mode, 1.0);
        while weight > EDGE && high < ceiling {
            high += 1;
            weight *= self.lambda / self.departures(high);
        }
        let (mut low, mut weight) = (mode, 1.0);
        while weight > EDGE && low > floor {
            weight *= self.departures(low) / self.lambda;
            low -= 1;
        }
        Bounds {
            low: low.min(law.first).saturating_sub(4).max(floor),
            high: (high.max(law.last()) + 4).min(ceiling),
        }
    }

    /// The most likely state of the stationary law; the greatest number where there is none.
    pub(super) fn mode(&self) -> usize {
        let served = f64::from(self.agents) * self.mu;
        let mode = if self.lambda < served {
            self.lambda / self.mu
        } else if self.theta > 0.0 {
            f64::from(self.agents) + (self.lambda - served) / self.theta
        } else {
            return usize::MAX;
        };
        mode.min(1e15) as usize
    }

    /// `None` when the law left the bounds.
    fn uniformise(
        &self,
        law: &Law,
        duration: f64,
        bounds: Bounds,
        with_time: bool,
        work: &mut Work,
    ) -> Result<Option<Went>, StaffingError> {
        let states = bounds.high - bounds.low + 1;
        let rate = (self.lambda + self.departures(bounds.high)).max(f64::MIN_POSITIVE);
        work.take(rate * duration + 60.0, law.p.len().max(states / 4))?;
        let weights = Poisson::new(rate * duration);
        let up = self.lambda / rate;
        // From the state above, and staying; one guard on each side of everything.
        let down: Vec<f64> = (0..states + 2).map(|i| self.departures(bounds.low + i) / rate).collect();
        let stay: Vec<f64> = (0..states + 2)
            .map(|i| if i == 0 { 0.0 } else { ((rate - self.lambda) / rate - down[i - 1]).max(0.0) })
            .collect();
        let mut now = vec![0.0; states + 2];
        let mut next = vec![0.0; states + 2];
        let mut end = vec![0.0; states + 2];
        let mut time = vec![0.0; if with_time { states + 2 } else { 0 }];
        let mut left = 1 + law.first - bounds.low;
        let mut right = 1 + law.last() - bounds.low;
        now[left..=right].copy_from_slice(&law.p);
        let (mut widest_left, mut widest_right) = (left, right);
        let mut step = 0;
        loop {
            let weight = weights.at(step);
            if weight > 0.0 {
                add(&mut end[left..=right], &now[left..=right], weight);
            }
            if with_time {
                add(&mut time[left..=right], &now[left..=right], weights.beyond(step) / rate);
            }
            if step == weights.last() {
                break;
            }
            let from = if bounds.low + left > 1 { left - 1 } else { left };
            let to = right + 1;
            if from == 0 || to > states {
                return Ok(None);
            }
            // Twice the guard states: `from − 1` and `to + 1` are zero in `now`.
            let len = to - from + 1;
            let below = &now[from - 1..][..len];
            let same = &now[from..][..len];
            let above = &now[from + 1..][..len];
            let (stay, down) = (&stay[from..][..len], &down[from..][..len]);
            for (i, out) in next[from..][..len].iter_mut().enumerate() {
                *out = up * below[i] + stay[i] * same[i] + down[i] * above[i];
            }
            step += 1;
            if step % LOOK_EVERY == 0 {
                let change: f64 =
                    next[from..=to].iter().zip(&now[from..=to]).map(|(a, b)| (a - b).abs()).sum();
                if change * (weights.last() - step) as f64 <= STEADY {
                    // A change never grows from step to step, so this bounds all that is left out.
                    (left, right) = (from, to);
                    add(&mut end[left..=right], &next[left..=right], weights.from(step));
                    if with_time {
                        let rest: f64 = (step..=weights.last()).map(|j| weights.beyond(j)).sum();
                        add(&mut time[left..=right], &next[left..=right], rest / rate);
                    }
                    (widest_left, widest_right) = (widest_left.min(left), widest_right.max(right));
                    break;
                }
            }
            (left, right) = (from, to);
            while right > left && next[right] < EDGE {
                next[right - 1] += next[right];
                next[right] = 0.0;
                right -= 1;
            }
            while left < right && next[left] < EDGE {
                next[left + 1] += next[left];
                next[left] = 0.0;
                left += 1;
            }
            std::mem::swap(&mut now, &mut next);
            // What the window left behind in the older buffer must not come back.
            next[from..left].fill(0.0);
            next[right + 1..=to].fill(0.0);
            (widest_left, widest_right) = (widest_left.min(left), widest_right.max(right));
        }
        let cut = |values: Vec<f64>| Law {
            first: bounds.low + widest_left - 1,
            p: values[widest_left..=widest_right].to_vec(),
        };
        let end = cut(end);
        let (first, last) = (end.first, end.last());
        let mut end = Law::new(end.first, end.p);
        // A step's probabilities sum to 1 to the last bit only, so a law drifts by some 1e-17 a step.
        let drift = law.total() / end.total();
        end.p.iter_mut().for_each(|p| *p *= drift);
        Ok(Some(Went { end, time: with_time.then(|| cut(time)), first, last }))
    }

    /// Seconds in each state, from how the law changed: what rose from n to n + 1 less what fell back is the
    /// growth of the mass above n. Recursions run outwards from the mode, where they forget their errors.
    /// `first` to `last` are the states it came through.
    fn time_by_flow(&self, start: &Law, end: &Law, duration: f64, first: usize, last: usize) -> Law {
        let len = last - first + 1;
        let mut growth = vec![0.0; len];
        start.states().for_each(|(n, p)| growth[n - first] -= p);
        end.states().for_each(|(n, p)| growth[n - first] += p);
        let anchor = self.mode().clamp(first, last) - first;
        // time = particular + scale · homogeneous
        let (mut particular, mut homogeneous) = (vec![0.0; len], vec![0.0; len]);
        homogeneous[anchor] = 1.0;
        let mut risen: f64 = growth[anchor + 1..].iter().rev().sum();
        for i in anchor + 1..len {
            let fall = self.departures(first + i);
            particular[i] = (self.lambda * particular[i - 1] - risen) / fall;
            homogeneous[i] = self.lambda * homogeneous[i - 1] / fall;
            risen -= growth[i];
        }
        let mut fallen: f64 = growth[..anchor].iter().sum();
        for i in (0..anchor).rev() {
            let fall = self.departures(first + i + 1);
            particular[i] = (fall * particular[i + 1] - fallen) / self.lambda;
            homogeneous[i] = fall * homogeneous[i + 1] / self.lambda;
            fallen -= growth[i];
        }
        let scale = (duration - particular.iter().sum::<f64>()) / homogeneous.iter().sum::<f64>();
        let p = particular.iter().zip(&homogeneous).map(|(g, h)| (g + scale * h).max(0.0)).collect();
        Law { first, p }
    }

    /// The stationary law.
    pub(super) fn stationary(&self) -> Result<Law, StaffingError> {
        if self.lambda == 0.0 {
            return Ok(Law::at(0));
        }
        if self.theta == 0.0 && self.lambda >= f64::from(self.agents) * self.mu {
            return Err(StaffingError::Unstable {
                load: self.lambda / self.mu,
                agents: f64::from(self.agents),
            });
        }
        let mode = self.mode();
        let mut below = Vec::new();
        let (mut weight, mut n) = (1.0, mode);
        while n > 0 && weight > EDGE {
            weight *= self.departures(n) / self.lambda;
            below.push(weight);
            n -= 1;
        }
        let first = n;
        let mut weights: Vec<f64> = below.into_iter().rev().collect();
        weights.push(1.0);
        (weight, n) = (1.0, mode);
        while weight > EDGE {
            if weights.len() > MAX_STATES {
                return Err(StaffingError::TooMuchWork { limit: MAX_STATES as u64 });
            }
            n += 1;
            weight *= self.lambda / self.departures(n);
            weights.push(weight);
        }
        let total =
            weights[..mode - first].iter().sum::<f64>() + weights[mode - first..].iter().rev().sum::<f64>();
        Ok(Law::new(first, weights.iter().map(|weight| weight / total).collect()))
    }
}

const MAX_STATES: usize = 50_000_000;

fn add(to: &mut [f64], from: &[f64], weight: f64) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += weight * from;
    }
}
