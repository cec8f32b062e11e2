//! Volume that is not known: a day's rate is drawn from a gamma law around the forecast.

use super::error::{LEAST_VOLUME, StaffingError, check, not_negative, positive, share};
use super::incomplete_gamma::regularised;
use super::requirement::Requirement;
use super::solve::Bearable;
use super::{Staffing, normal, quadrature, search};
use serde::{Deserialize, Serialize};

/// A volume whose mean over days is the forecast: gamma with this coefficient of variation.
///
/// Given the day's volume arrivals are Poisson, so counts are negative binomial (a Poisson mixture). Source: Jongbloed
/// and Koole 2001; Steckley, Henderson and Mehrotra 2009.
///
/// ```
/// use krarup::staffing::{Requirement, UncertainVolume};
/// let requirement = Requirement::new(400.0, 3600.0, 180.0).patience(120.0).service_level(0.8, 20.0);
/// let volume = UncertainVolume::new(400.0, 0.1)?;
/// // As many agents as the forecast needs keep the target on half of the days.
/// let certain = requirement.solve()?.agents;
/// let kept = volume.probability_met(&requirement, f64::from(certain))?;
/// assert!(kept > 0.4 && kept < 0.8);
/// // On nine days of ten it takes more.
/// let guaranteed = volume.guaranteed(&requirement, 0.9)?;
/// assert!(guaranteed.agents > certain);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UncertainVolume {
    mean: f64,
    cv: f64,
}

/// What staff give over many days, each of which has its own volume.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ExpectedMeasures {
    /// Of all customers of all days: those of busy days weigh more.
    pub service_level: f64,
    /// Share of all customers of all days who abandon; 0 under Erlang C.
    pub abandonment: f64,
    /// Share of all customers of all days who wait.
    pub p_wait: f64,
    /// Probability that a day's load is not below the agents, where Erlang C has no answer: these days count with a
    /// service level of 0 and a wait for all. 0 with patience.
    pub p_unstable: f64,
}

/// Beyond this many spreads, or below this share of the density's peak, nothing counts.
const NEGLIGIBLE: f64 = 40.0;
/// Panels of 12 nodes: enough where the measures change over the square root of a large load.
const PANELS: (f64, f64) = (24.0, 600.0);

impl UncertainVolume {
    /// `mean` contacts an interval; `cv` is the standard deviation of the rate over its mean, 0 to 3.
    ///
    /// # Errors
    /// `invalid_input` for values outside their ranges.
    pub fn new(mean: f64, cv: f64) -> Result<Self, StaffingError> {
        super::error::arrivals("volume", mean)?;
        check(
            "rate_cv",
            cv,
            cv == 0.0 || (1e-3..=3.0).contains(&cv),
            "must be 0 or lie between 0.001 and 3",
        )?;
        Ok(Self { mean, cv })
    }

    /// From a forecast interval: volume lies between `low` and `high` with probability `confidence`.
    ///
    /// # Errors
    /// `invalid_input` unless 0 < low < high and 0 < confidence < 1, or when no gamma law of a cv up to 3 is so wide.
    pub fn from_interval(low: f64, high: f64, confidence: f64) -> Result<Self, StaffingError> {
        positive("low_volume", low)?;
        check("high_volume", high, high > low && high <= 1e12, "must be above low_volume, at most 1e12")?;
        let inside = confidence > 0.0 && confidence < 1.0;
        check("confidence", confidence, inside, "must lie between 0 and 1, both excluded")?;
        let tail = (1.0 - confidence) / 2.0;
        // The ratio of the two quantiles depends on the cv alone, and grows with it.
        let ratio = |cv: f64| {
            let unit = Self { mean: 1.0, cv };
            unit.quantile_unchecked(1.0 - tail) / unit.quantile_unchecked(tail)
        };
        check(
            "high_volume",
            high,
            ratio(3.0) >= high / low && ratio(1e-3) <= high / low,
            "must be a plausible multiple of low_volume: that of a cv between 0.001 and 3",
        )?;
        let cv = search::root(1e-3, 3.0, |cv| ratio(cv) - high / low);
        let mean = high / Self { mean: 1.0, cv }.quantile_unchecked(1.0 - tail);
        Self::new(mean, cv)
    }

    /// Mean volume.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard deviation over mean.
    pub fn cv(&self) -> f64 {
        self.cv
    }

    /// Probability that a day's volume is at most `volume`.
    pub fn probability_at_most(&self, volume: f64) -> f64 {
        if self.cv == 0.0 || self.mean == 0.0 {
            return if volume >= self.mean { 1.0 } else { 0.0 };
        }
        let shape = self.shape();
        regularised(shape, shape * volume.max(0.0) / self.mean).0
    }

    /// The volume that a day does not exceed with probability `probability`.
    ///
    /// # Errors
    /// `invalid_input` unless 0 < probability < 1.
    pub fn quantile(&self, probability: f64) -> Result<f64, StaffingError> {
        let inside = probability > 0.0 && probability < 1.0;
        check("probability", probability, inside, "must lie between 0 and 1, both excluded")?;
        Ok(self.quantile_unchecked(probability))
    }

    fn quantile_unchecked(&self, probability: f64) -> f64 {
        if self.cv == 0.0 || self.mean == 0.0 {
            return self.mean;
        }
        let mut high = self.mean;
        // The tail falls like e^(−x/scale), so doublings end soon.
        for _ in 0..64 {
            if self.probability_at_most(high) >= probability {
                break;
            }
            high *= 2.0;
        }
        search::root(0.0, high, |volume| self.probability_at_most(volume) - probability)
    }

    fn shape(&self) -> f64 {
        1.0 / (self.cv * self.cv)
    }

    /// Measures over the customers of all days; the requirement's volume is not looked at.
    ///
    /// # Errors
    /// Those of [`Requirement::measures`] but `unstable`.
    pub fn expected(
        &self,
        requirement: &Requirement,
        agents: f64,
    ) -> Result<ExpectedMeasures, StaffingError> {
        Requirement { volume: self.mean, ..*requirement }.check()?;
        super::error::agents(agents)?;
        let on = |volume: f64| match (Requirement { volume, ..*requirement }).measures(agents) {
            Ok(m) => Ok([m.service_level, m.abandonment, m.p_wait, 0.0]),
            Err(StaffingError::Unstable { .. }) => Ok([0.0, 0.0, 1.0, 1.0]),
            Err(error) => Err(error),
        };
        let [service_level, abandonment, p_wait, p_unstable] = if self.cv == 0.0 || self.mean == 0.0 {
            on(self.mean)?
        } else {
            // A day of next to nothing counts as one of the least volume there is.
            self.weighed(requirement, agents, |volume| on(volume.max(LEAST_VOLUME)))?
        };
        let p_unstable = if p_unstable == 0.0 {
            0.0
        } else {
            // Of days, not of customers.
            1.0 - self.probability_at_most(agents * requirement.interval_s / requirement.aht_s)
        };
        Ok(ExpectedMeasures { service_level, abandonment, p_wait, p_unstable })
    }

    /// Means over customers: the gamma law weighed by volume is one of a shape greater by 1. In the logarithm of the
    /// volume its density is smooth whatever the shape.
    fn weighed<const N: usize>(
        &self,
        requirement: &Requirement,
        agents: f64,
        mut of: impl FnMut(f64) -> Result<[f64; N], StaffingError>,
    ) -> Result<[f64; N], StaffingError> {
        let (shape, scale) = (self.shape() + 1.0, self.mean * self.cv * self.cv);
        // ln density relative to its peak, x = ln(volume / (shape·scale)).
        let ln_density = |x: f64| shape * (x - libm::expm1(x));
        let low = search::root(-(NEGLIGIBLE + 1.0), 0.0, |x| ln_density(x) + NEGLIGIBLE);
        let high = search::root(0.0, 6.0, |x| -ln_density(x) - NEGLIGIBLE);
        let load = requirement.aht_s * self.mean / requirement.interval_s;
        let panels = libm::ceil((high - low) * load.sqrt().max(1.0)).clamp(PANELS.0, PANELS.1);
        // Where Erlang C ends there is a corner, at which a panel ends too.
        let corner = match requirement.patience_s {
            None => libm::log(agents * requirement.interval_s / requirement.aht_s / (shape * scale)),
            Some(_) => low,
        };
        let corner = if corner > low && corner < high { corner } else { low };
        let (mut sums, mut total) = ([0.0; N], 0.0);
        let mut failure = None;
        for (low, high, share) in
            [(low, corner, (corner - low) / (high - low)), (corner, high, (high - corner) / (high - low))]
        {
            let panels = libm::ceil(panels * share);
            for panel in 0..panels as u32 {
                let at = |place: u32| low + (high - low) * f64::from(place) / panels;
                quadrature::for_nodes(at(panel), at(panel + 1), |x, weight| {
                    let weight = weight * libm::exp(ln_density(x));
                    total += weight;
                    match of(shape * scale * libm::exp(x)) {
                        Ok(values) => {
                            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
                        }
                        Err(error) => failure = Some(error),
                    }
                });
            }
        }
        failure.map_or(Ok(sums.map(|sum| sum / total)), Err)
    }

    /// The share of days on which `agents` meet every target of the requirement, whose volume is not looked at.
    ///
    /// # Errors
    /// Those of [`Requirement::volume_for`] but `infeasible`, which is a share of 0 or 1.
    pub fn probability_met(&self, requirement: &Requirement, agents: f64) -> Result<f64, StaffingError> {
        super::error::agents(agents)?;
        let mean = Requirement { volume: self.mean, ..*requirement };
        mean.check()?;
        mean.check_targets()?;
        if agents == 0.0 {
            return Ok(if self.mean == 0.0 { 1.0 } else { 0.0 });
        }
        match mean.volume_for(agents) {
            Ok(Bearable { value, .. }) => Ok(self.probability_at_most(value)),
            // Either nothing can be borne or all.
            Err(StaffingError::Infeasible { .. }) => {
                let tiny = Requirement { volume: self.mean * 1e-6, ..*requirement };
                Ok(if tiny.is_met_with(agents) { 1.0 } else { 0.0 })
            }
            Err(error) => Err(error),
        }
    }

    /// The fewest agents that meet every target on the share `days` of all days.
    ///
    /// The measures are monotone in volume, so these are the agents for the volume that the share of days does not
    /// exceed: [`Staffing::at`] is of such a day.
    ///
    /// # Errors
    /// `invalid_input` unless 0 < days < 1; those of [`Requirement::solve`].
    pub fn guaranteed(&self, requirement: &Requirement, days: f64) -> Result<Staffing, StaffingError> {
        let inside = days > 0.0 && days < 1.0;
        check("days", days, inside, "must lie between 0 and 1, both excluded")?;
        Requirement { volume: self.quantile_unchecked(days), ..*requirement }.solve()
    }
}

/// The newsvendor's staff for a normal load, and the probability that it is enough.
///
/// Too few cost `understaff_cost` for each erlang short, too many `overstaff_cost`; the least expected cost is at the
/// quantile under/(under + over). Source: Arrow, Harris and Marschak 1951.
///
/// ```
/// let (staff, ratio) = krarup::staffing::newsvendor(500.0, 25.0, 9.0, 1.0)?;
/// assert_eq!(ratio, 0.9);
/// assert!((staff - 532.038_789_138_615).abs() < 1e-9);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a negative load or deviation, and costs that are not positive.
pub fn newsvendor(
    mean_load_erl: f64,
    sd_load_erl: f64,
    understaff_cost: f64,
    overstaff_cost: f64,
) -> Result<(f64, f64), StaffingError> {
    super::error::load(mean_load_erl).map_err(super::error::renamed("offered_load_erl", "mean_load_erl"))?;
    not_negative("sd_load_erl", sd_load_erl)?;
    positive("understaff_cost", understaff_cost)?;
    positive("overstaff_cost", overstaff_cost)?;
    let ratio = understaff_cost / (understaff_cost + overstaff_cost);
    share("critical_ratio", ratio)?;
    let other = overstaff_cost / (understaff_cost + overstaff_cost);
    Ok(((mean_load_erl + sd_load_erl * normal::quantile(ratio, other)).max(0.0), ratio))
}
