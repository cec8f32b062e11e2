use crate::time::Span;

/// The survival of one moment: how many were still waiting and how many abandoned then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// Time since the start of the wait.
    pub at: Span,
    /// Waits that lasted at least that long.
    pub at_risk: u64,
    /// Of these, abandoned at that time.
    pub events: u64,
    /// Share that is more patient than this.
    pub survival: f64,
}

/// Patience from waits that an answer cuts short (Kaplan & Meier 1958).
///
/// An answered call says only that its customer was at least so patient; leaving answers out, or
/// taking waits of abandoned calls as patience, is badly biased.
///
/// ```
/// use krarup::statistics::KaplanMeier;
/// use krarup::time::Span;
/// let s = Span::from_seconds;
/// // (wait, abandoned)
/// let patience = KaplanMeier::fit(&[(s(10), true), (s(20), false), (s(30), true), (s(40), false)]);
/// assert_eq!(patience.survival(s(15)), 0.75);
/// assert_eq!(patience.survival(s(30)), 0.375);
/// assert_eq!((patience.observed(), patience.censored()), (2, 2));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KaplanMeier {
    steps: Vec<SurvivalStep>,
    total_wait_us: i128,
    waits: u64,
    events: u64,
}

impl KaplanMeier {
    /// From waits and whether each ended by abandonment; negative waits count as 0.
    pub fn fit(waits: &[(Span, bool)]) -> Self {
        let mut sorted: Vec<(Span, bool)> =
            waits.iter().map(|&(wait, event)| (wait.max(Span::ZERO), event)).collect();
        sorted.sort_unstable();
        let mut fit = Self {
            total_wait_us: sorted.iter().map(|(wait, _)| i128::from(wait.as_micros())).sum(),
            waits: sorted.len() as u64,
            ..Self::default()
        };
        let (mut survival, mut first) = (1.0, 0);
        for group in sorted.chunk_by(|a, b| a.0 == b.0) {
            let at_risk = (sorted.len() - first) as u64;
            let events = group.iter().filter(|(_, event)| *event).count() as u64;
            first += group.len();
            if events > 0 {
                survival *= (at_risk - events) as f64 / at_risk as f64;
                fit.steps.push(SurvivalStep { at: group[0].0, at_risk, events, survival });
                fit.events += events;
            }
        }
        fit
    }

    /// The steps at which somebody abandoned, in order of time.
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// Waits that ended by abandonment.
    pub fn observed(&self) -> u64 {
        self.events
    }

    /// Waits that something else cut short.
    pub fn censored(&self) -> u64 {
        self.waits - self.events
    }

    /// Share of customers who would wait longer than `at`.
    pub fn survival(&self, at: Span) -> f64 {
        let known = self.steps.partition_point(|step| step.at <= at);
        known.checked_sub(1).map_or(1.0, |index| self.steps[index].survival)
    }

    /// The time by which half of the customers would have abandoned; `None` if that was never seen.
    pub fn median(&self) -> Option<Span> {
        self.steps.iter().find(|step| step.survival <= 0.5).map(|step| step.at)
    }

    /// Mean patience in seconds if it is exponential: total waiting time over abandonments (maximum
    /// likelihood under censoring). `None` when nobody abandoned.
    pub fn exponential_mean_s(&self) -> Option<f64> {
        (self.events > 0).then(|| self.total_wait_us as f64 / 1e6 / self.events as f64)
    }
}
