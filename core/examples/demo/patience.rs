//! How long customers would wait, in words and as a curve.

use krarup::metrics::patience;
use krarup::records::{Outcome, Records};
use krarup::report::{Chart, Report, Shape};
use krarup::statistics::KaplanMeier;
use krarup::time::Span;
use std::fmt;

/// The patience of all channels together.
pub(crate) struct Patience {
    fit: KaplanMeier,
    abandoned: usize,
}

impl Patience {
    pub(crate) fn of(records: &Records) -> Self {
        let abandoned = records.interactions.iter().filter(|row| row.outcome == Outcome::Abandoned).count();
        Self { fit: patience(&records.interactions), abandoned }
    }

    /// The mean that Erlang A needs; `None` = unknown, or 0.
    pub(crate) fn mean_s(&self) -> Option<f64> {
        self.fit.exponential_mean_s().filter(|mean_s| *mean_s > 0.0)
    }

    /// As fitted; infinite when nobody abandoned.
    pub(crate) fn fitted_mean_s(&self) -> f64 {
        self.fit.exponential_mean_s().unwrap_or(f64::INFINITY)
    }

    pub(crate) fn report(&self, report: Report) -> Report {
        let report = report.heading("Patience").text(&self.to_string());
        // The end of the curve rests on few customers.
        let steps = self.fit.steps();
        let Some(last) = steps.iter().rfind(|step| step.at_risk >= 20).or(steps.last()) else {
            return report;
        };
        let last_s = last.at.as_seconds_f64();
        let widths = [1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
        let width_s = widths.into_iter().find(|width| last_s <= (width * 24) as f64).unwrap_or(7200);
        let times = 0..=(last_s / width_s as f64) as i64;
        let survival: Vec<Option<f64>> =
            times.clone().map(|step| Some(self.fit.survival(Span::from_seconds(step * width_s)))).collect();
        let chart = Chart {
            title: "Customers who would wait longer than so many seconds (Kaplan–Meier)".to_owned(),
            labels: times.map(|step| (step * width_s).to_string()).collect(),
            unit: "%".to_owned(),
            series: Vec::new(),
        };
        report.chart(&chart.with("still willing to wait", Shape::Steps, &survival))
    }
}

impl fmt::Display for Patience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (observed, censored) = (self.fit.observed(), self.fit.censored());
        match self.mean_s() {
            Some(mean_s) => write!(
                f,
                "mean {mean_s:.0} s (exponential): {observed} abandoned, {censored} were answered or left otherwise \
                 and are censored"
            ),
            None if self.abandoned == 0 => write!(f, "nobody abandoned: patience unknown, Erlang C"),
            None => write!(f, "no wait of those who abandoned is recorded: patience unknown, Erlang C"),
        }
    }
}
