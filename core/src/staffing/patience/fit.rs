//! Patience from waits of which an answer cuts most short: a hazard by pieces, straight into [`ErlangG`].
//!
//! [`ErlangG`]: crate::staffing::ErlangG

use super::atoms::{self, Atom};
use super::waits::Waits;
use super::{HazardPiece, Patience, PatienceLaw};
use crate::staffing::error::{StaffingError, check, not_negative};
use crate::staffing::incomplete_gamma::regularised;
use crate::time::Span;
use serde::Serialize;
use std::fmt;

/// The share of those still waiting who leave at one moment: balking at 0, an announcement later.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PatienceMass {
    /// When, in seconds since the start of the wait.
    pub at_s: f64,
    /// The share, beyond what leaves around that time anyway.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// How fast customers abandon in a stretch of the wait.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HazardEstimate {
    /// Its start in seconds since the start of the wait.
    pub from_s: f64,
    /// Its end; `None` = it goes on.
    pub to_s: Option<f64>,
    /// Seconds that all customers together waited in it.
    pub exposure_s: f64,
    /// Who abandoned in it, without those of a mass.
    pub abandoned: f64,
    /// Abandonments per second and waiting customer: `abandoned` over `exposure_s`.
    pub rate_per_s: f64,
    /// Its standard error, of a Poisson count: the rate over √`abandoned`; `None` where nobody abandoned.
    pub standard_error_per_s: Option<f64>,
}

/// The share that would wait longer than a time, by Kaplan and Meier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SurvivalEstimate {
    /// The time in seconds.
    pub at_s: f64,
    /// Waits that lasted at least that long.
    pub at_risk: u64,
    /// The share.
    pub survival: f64,
    /// Its standard error, by Greenwood.
    pub standard_error: f64,
}

/// Whether waits look as if patience were exponential.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Exponentiality {
    /// Likelihood ratio of a rate for each of some stretches of equal exposure against one rate for all: 2 Σ d·ln(d/e).
    pub statistic: f64,
    /// Stretches less one.
    pub degrees_of_freedom: u32,
    /// Chance of a statistic at least so great if patience is exponential (chi-square).
    pub p_value: f64,
}

/// What waits say of patience; see [`PatienceFit::of`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PatienceFit {
    /// Waits, those of 0 too that an answer ended: these say nothing of patience.
    pub waits: u64,
    /// Of these, ended by abandonment.
    pub abandoned: u64,
    /// Mean patience in seconds if it is exponential: all waiting time over abandonments, the maximum of likelihood under
    /// censoring; `None` when nobody abandoned.
    pub mean_s: Option<f64>,
    /// Its standard error: the mean over √abandonments.
    pub standard_error_s: Option<f64>,
    /// What is often taken for patience and is not: the mean wait of those who abandoned.
    pub naive_mean_s: Option<f64>,
    /// The naive mean over the exponential one, less 1: −0.8 = it tells a fifth.
    pub naive_bias: Option<f64>,
    /// The time in seconds by which half would have abandoned; `None` if that was never seen.
    pub median_s: Option<f64>,
    /// The longest wait in seconds: beyond it nothing is known, and the law goes on at its last rate.
    pub longest_wait_s: f64,
    /// Those who leave at once when no agent is free; `None` = no more than leave soon after.
    pub balking: Option<PatienceMass>,
    /// Moments at which many more leave than just before and after, such as at an announcement.
    pub announcements: Vec<PatienceMass>,
    /// The hazard between the masses; empty when nobody abandoned.
    pub hazard: Vec<HazardEstimate>,
    /// The test of exponential patience; `None` with fewer than 20 abandonments.
    pub exponentiality: Option<Exponentiality>,
    /// Survival at the times of abandonment; of more than 1,000 times some.
    pub survival: Vec<SurvivalEstimate>,
    /// The hazard with its masses as a law for [`Patience::new`]; `None` when nobody abandoned.
    pub law: Option<PatienceLaw>,
}

const MOST_STEPS: usize = 1_000;
/// Beyond so many pieces the law only follows chance.
const MOST_PIECES: f64 = 60.0;
const FEWEST_FOR_TEST: u64 = 20;
const MOST_STRETCHES: u64 = 10;

impl PatienceFit {
    /// From waits in seconds of all who were offered to a queue, and whether each ended by abandonment.
    ///
    /// An answered contact says only that its customer was at least so patient; leaving answers out, or taking the waits of
    /// those who abandoned for patience, is badly biased, which `naive_bias` shows.
    ///
    /// Moments at which so many leave that chance would bring it about less than once in a million times are masses of
    /// their own. Between them the hazard is constant by pieces with about equal numbers of abandonments, about half
    /// the root of these many; each rate is abandonments over exposure, the maximum of likelihood.
    ///
    /// ```
    /// use krarup::staffing::{ErlangG, PatienceFit};
    /// let waits_s = [2.0, 5.0, 8.0, 10.0, 14.0, 21.0, 30.0, 33.0, 45.0, 80.0];
    /// let abandoned = [false, false, true, false, true, false, false, true, false, true];
    /// let fit = PatienceFit::of(&waits_s, &abandoned)?;
    /// assert_eq!(fit.mean_s, Some(62.0));
    /// assert_eq!(fit.naive_mean_s, Some(33.75));
    /// let queue = ErlangG::new(200.0, 1800.0, 180.0, fit.patience().unwrap())?;
    /// assert!(queue.at(20.0)?.measures().p_abandon > 0.05);
    /// # Ok::<(), krarup::staffing::StaffingError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_input` for a wait below 0 or that is no number, and for lists of different lengths.
    pub fn of(waits_s: &[f64], abandoned: &[bool]) -> Result<Self, StaffingError> {
        if abandoned.len() != waits_s.len() {
            let (field, length) = ("abandoned", abandoned.len());
            return Err(StaffingError::UnequalLengths { field, length, rows: waits_s.len() });
        }
        check(
            "waits_s",
            waits_s.len() as f64,
            waits_s.len() <= MAX_WAITS,
            "must be at most 100,000,000 waits",
        )?;
        let mut waits = Vec::with_capacity(waits_s.len());
        for (row, (wait_s, abandoned)) in waits_s.iter().zip(abandoned).enumerate() {
            not_negative("waits_s", *wait_s).map_err(crate::staffing::error::in_row(row))?;
            waits.push((Span::from_micros(libm::round(wait_s * 1e6) as i64), *abandoned));
        }
        Ok(Self::of_spans(waits))
    }

    /// As [`PatienceFit::of`], from exact waits; those below 0 count as 0.
    pub fn of_spans(waits: Vec<(Span, bool)>) -> Self {
        let waits = Waits::new(waits);
        let abandoned = waits.abandoned();
        let per_abandonment = |total_s: f64| (abandoned > 0).then(|| total_s / abandoned as f64);
        let mean_s = per_abandonment(waits.exposure_s(f64::INFINITY));
        let naive_mean_s = per_abandonment(waits.abandoned_wait_s());
        let masses = atoms::find(&waits);
        let hazard = hazard(&waits, &masses);
        let survival = waits.survival();
        let every = survival.len().div_ceil(MOST_STEPS).max(1);
        let last = survival.len().saturating_sub(1);
        Self {
            waits: waits.number(),
            abandoned,
            mean_s,
            standard_error_s: mean_s.map(|mean_s| mean_s / (abandoned as f64).sqrt()),
            naive_mean_s,
            naive_bias: naive_mean_s
                .zip(mean_s.filter(|mean_s| *mean_s > 0.0))
                .map(|(naive, mean)| naive / mean - 1.0),
            median_s: survival.iter().find(|step| step.survival <= 0.5).map(|step| step.at_s),
            longest_wait_s: waits.longest_s(),
            balking: masses.iter().find(|atom| atom.at_s == 0.0).map(Atom::mass),
            announcements: masses.iter().filter(|atom| atom.at_s > 0.0).map(Atom::mass).collect(),
            law: law(&hazard, &masses),
            exponentiality: exponentiality(&waits),
            survival: (survival.into_iter().enumerate())
                .filter(|(place, _)| place % every == 0 || *place == last)
                .map(|(_, step)| step)
                .collect(),
            hazard,
        }
    }

    /// The law of patience that was found; `None` when nobody abandoned.
    pub fn patience(&self) -> Option<Patience> {
        Patience::new(self.law.clone()?).ok()
    }
}

const MAX_WAITS: usize = 100_000_000;

/// Pieces with about equal numbers of abandonments, and a border at every mass.
fn hazard(waits: &Waits, masses: &[Atom]) -> Vec<HazardEstimate> {
    let events = waits.events();
    // What a mass explains is no hazard.
    let of_mass = |at_s: f64| masses.iter().find(|atom| atom.at_s == at_s).map_or(0.0, |atom| atom.extra);
    let left: Vec<(f64, f64)> =
        events.iter().map(|event| (event.at_s, event.abandoned as f64 - of_mass(event.at_s))).collect();
    let total: f64 = left.iter().map(|(_, abandoned)| abandoned).sum();
    if events.is_empty() {
        return Vec::new();
    }
    let pieces = (total.sqrt() / 2.0).clamp(1.0, MOST_PIECES).floor();
    let mut borders: Vec<f64> = masses.iter().map(|atom| atom.at_s).filter(|at_s| *at_s > 0.0).collect();
    let (mut so_far, mut next) = (0.0, 1.0);
    for (at_s, abandoned) in &left {
        so_far += abandoned;
        if so_far >= total * next / pieces && next < pieces {
            borders.push(*at_s);
            next = libm::floor(so_far * pieces / total) + 1.0;
        }
    }
    borders.push(0.0);
    borders.sort_unstable_by(f64::total_cmp);
    borders.dedup();
    // Nobody is left to wait beyond the last moment.
    let end_s = waits.longest_s();
    borders.retain(|border| *border < end_s || *border == 0.0 || of_mass(*border) > 0.0);
    let ends = borders.iter().skip(1).copied().map(Some).chain([None]);
    (borders.iter().zip(ends))
        .map(|(&from_s, to_s)| {
            let until_s = to_s.unwrap_or(f64::INFINITY);
            let exposure_s = waits.exposure_s(until_s) - waits.exposure_s(from_s);
            // Who leaves at a border leaves at the end of what came before it.
            let inside = |at_s: f64| (at_s > from_s || from_s == 0.0) && at_s <= until_s;
            let abandoned: f64 =
                left.iter().filter(|(at_s, _)| inside(*at_s)).map(|(_, number)| number).sum();
            let rate_per_s = if exposure_s > 0.0 { abandoned / exposure_s } else { 0.0 };
            HazardEstimate {
                from_s,
                to_s,
                exposure_s,
                abandoned,
                rate_per_s,
                standard_error_per_s: (abandoned > 0.0).then(|| rate_per_s / abandoned.sqrt()),
            }
        })
        .collect()
}

fn law(hazard: &[HazardEstimate], masses: &[Atom]) -> Option<PatienceLaw> {
    let leave_at = |at_s: f64| masses.iter().find(|atom| atom.at_s == at_s).map_or(0.0, |atom| atom.share);
    let pieces: Vec<HazardPiece> = (hazard.iter())
        .map(|piece| HazardPiece {
            from_s: piece.from_s,
            rate_per_s: piece.rate_per_s,
            leave_at_start: leave_at(piece.from_s),
        })
        .collect();
    (!pieces.is_empty()).then_some(PatienceLaw::Hazard { pieces })
}

/// One rate for all against one for each of some stretches in which all waited equally long together.
fn exponentiality(waits: &Waits) -> Option<Exponentiality> {
    let abandoned = waits.abandoned();
    let total_s = waits.exposure_s(f64::INFINITY);
    if abandoned < FEWEST_FOR_TEST || total_s == 0.0 {
        return None;
    }
    let stretches = MOST_STRETCHES.min(abandoned / 10);
    let mut counts = vec![0.0; stretches as usize];
    for event in waits.events() {
        // Where in the waiting time of all the event lies; its own time counts for what came before.
        let share = waits.exposure_s(event.at_s) / total_s;
        let place = (libm::ceil(share * stretches as f64) as usize).clamp(1, counts.len()) - 1;
        counts[place] += event.abandoned as f64;
    }
    let expected = abandoned as f64 / stretches as f64;
    let part = |count: &f64| if *count > 0.0 { count * libm::log(count / expected) } else { 0.0 };
    let statistic = (2.0 * counts.iter().map(part).sum::<f64>()).max(0.0);
    let degrees_of_freedom = stretches as u32 - 1;
    let (_, p_value) = regularised(f64::from(degrees_of_freedom) / 2.0, statistic / 2.0);
    Some(Exponentiality { statistic, degrees_of_freedom, p_value })
}

impl fmt::Display for PatienceFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds =
            |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1} s"));
        let Self { waits, abandoned, longest_wait_s, .. } = self;
        writeln!(f, "{waits} waits of at most {longest_wait_s:.1} s, {abandoned} ended by abandonment")?;
        writeln!(f, "mean if exponential  {} ± {}", seconds(self.mean_s), seconds(self.standard_error_s))?;
        let bias = self.naive_bias.map_or_else(String::new, |bias| format!(", {:+.0} %", 100.0 * bias));
        writeln!(
            f,
            "naive mean           {}{bias}: the waits of those who abandoned",
            seconds(self.naive_mean_s)
        )?;
        writeln!(f, "median               {}", seconds(self.median_s))?;
        if let Some(Exponentiality { statistic, degrees_of_freedom, p_value }) = self.exponentiality {
            let verdict = if p_value < 0.01 { "not exponential" } else { "may be exponential" };
            let p_value = if p_value < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p_value:.3}") };
            let freedom = format!("chi-square {statistic:.1} on {degrees_of_freedom} degrees of freedom");
            writeln!(f, "test                 {verdict}: {freedom}, {p_value}")?;
        }
        for mass in self.balking.iter().chain(&self.announcements) {
            let PatienceMass { at_s, share, standard_error } = mass;
            writeln!(
                f,
                "leave at {at_s:6.1} s    {:.1} % ± {:.1} % of those there",
                100.0 * share,
                100.0 * standard_error
            )?;
        }
        writeln!(f, "{:>8}  {:>8}  {:>10}  {:>20}", "from s", "to s", "abandoned", "per hour of waiting")?;
        for piece in &self.hazard {
            let to_s = piece.to_s.map_or_else(|| "…".to_owned(), |to_s| format!("{to_s:.1}"));
            let error = 3600.0 * piece.standard_error_per_s.unwrap_or(0.0);
            let HazardEstimate { from_s, abandoned, rate_per_s, .. } = piece;
            let rate = format!("{:.1} ± {error:.1}", 3600.0 * rate_per_s);
            writeln!(f, "{from_s:8.1}  {to_s:>8}  {abandoned:10.1}  {rate:>20}")?;
        }
        Ok(())
    }
}
