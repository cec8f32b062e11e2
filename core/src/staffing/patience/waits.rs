//! Waits in order, with what survival analysis asks of them.

use super::fit::SurvivalEstimate;
use crate::statistics::KaplanMeier;
use crate::time::Span;

/// A time at which somebody abandoned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) at_s: f64,
    pub(super) at_risk: u64,
    pub(super) abandoned: u64,
}

pub(super) struct Waits {
    number: u64,
    /// In order of time.
    sorted_s: Vec<f64>,
    /// The sum of as many of the shortest.
    sums_s: Vec<f64>,
    kaplan_meier: KaplanMeier,
    events: Vec<Event>,
    abandoned_wait_s: f64,
    /// What all waits are multiples of, in seconds: how finely they were recorded.
    pub(super) resolution_s: f64,
}

impl Waits {
    pub(super) fn new(mut waits: Vec<(Span, bool)>) -> Self {
        let number = waits.len() as u64;
        waits.iter_mut().for_each(|(wait, _)| *wait = (*wait).max(Span::ZERO));
        // Who is answered at once never had to decide whether to wait.
        waits.retain(|(wait, abandoned)| *abandoned || *wait > Span::ZERO);
        waits.sort_unstable();
        let sorted_s: Vec<f64> = waits.iter().map(|(wait, _)| wait.as_seconds_f64()).collect();
        let mut sums_s = vec![0.0];
        // Microseconds add up exactly.
        let mut sum_us = 0_i128;
        for (wait, _) in &waits {
            sum_us += i128::from(wait.as_micros());
            sums_s.push(sum_us as f64 / 1e6);
        }
        let abandoned_us: i128 = (waits.iter().filter(|(_, abandoned)| *abandoned))
            .map(|(wait, _)| i128::from(wait.as_micros()))
            .sum();
        let kaplan_meier = KaplanMeier::fit(&waits);
        let events = (kaplan_meier.steps().iter())
            .map(|step| Event {
                at_s: step.at.as_seconds_f64(),
                at_risk: step.at_risk,
                abandoned: step.events,
            })
            .collect();
        let divisor = waits.iter().fold(0, |divisor, (wait, _)| gcd(divisor, wait.as_micros()));
        Self {
            number,
            sorted_s,
            sums_s,
            kaplan_meier,
            events,
            abandoned_wait_s: abandoned_us as f64 / 1e6,
            resolution_s: divisor.max(1) as f64 / 1e6,
        }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn abandoned(&self) -> u64 {
        self.kaplan_meier.observed()
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    pub(super) fn longest_s(&self) -> f64 {
        self.sorted_s.last().copied().unwrap_or(0.0)
    }

    pub(super) fn abandoned_wait_s(&self) -> f64 {
        self.abandoned_wait_s
    }

    /// Seconds that all together waited up to a time.
    pub(super) fn exposure_s(&self, until_s: f64) -> f64 {
        let over = self.sorted_s.partition_point(|wait_s| *wait_s <= until_s);
        let still = (self.sorted_s.len() - over) as f64;
        self.sums_s.get(over).copied().unwrap_or(0.0) + if still > 0.0 { still * until_s } else { 0.0 }
    }

    /// Kaplan and Meier's survival with Greenwood's standard error.
    pub(super) fn survival(&self) -> Vec<SurvivalEstimate> {
        let mut sum = 0.0;
        (self.kaplan_meier.steps().iter())
            .map(|step| {
                let (at_risk, events) = (step.at_risk as f64, step.events as f64);
                // Where nobody is left the survival is 0 for sure, as far as the data say.
                let all = at_risk == events;
                sum += if all { 0.0 } else { events / (at_risk * (at_risk - events)) };
                SurvivalEstimate {
                    at_s: step.at.as_seconds_f64(),
                    at_risk: step.at_risk,
                    survival: step.survival,
                    standard_error: step.survival * sum.sqrt(),
                }
            })
            .collect()
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
