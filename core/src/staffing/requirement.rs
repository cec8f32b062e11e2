use super::erlang_a::ErlangA;
use super::erlang_c::{ErlangC, is_occupancy_met};
use super::error::{StaffingError, check, load_of, not_negative, positive, share};
use super::search;
use super::service_level::ServiceLevel;
use serde::{Deserialize, Serialize};

/// What is expected of one interval, and what is demanded.
///
/// Without patience the model is Erlang C, with it Erlang A. Targets that are `None` do not bind;
/// at least one must be given.
///
/// ```
/// use krarup::staffing::Requirement;
/// let answer = Requirement::new(200.0, 1800.0, 180.0).service_level(0.8, 20.0).solve()?;
/// assert_eq!(answer.agents, 24);
/// assert!(answer.at.service_level >= 0.8 && answer.at_minus_one.unwrap().service_level < 0.8);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Arrivals in the interval.
    pub volume: f64,
    /// Length of the interval in seconds.
    pub interval_s: f64,
    /// Average handling time in seconds: talk + hold + wrap-up, without ringing; ignored without arrivals.
    pub aht_s: f64,
    /// Mean patience in seconds; `None` = nobody abandons (Erlang C).
    #[serde(default)]
    pub patience_s: Option<f64>,
    /// Least service level, 0 to 1.
    #[serde(default)]
    pub service_level: Option<f64>,
    /// The threshold of the service level in seconds.
    #[serde(default = "default_target")]
    pub target_wait_s: f64,
    /// Which service level.
    #[serde(default)]
    pub definition: ServiceLevel,
    /// Greatest mean wait in seconds.
    #[serde(default)]
    pub max_asa_s: Option<f64>,
    /// Greatest busy share of the agents, above 0, at most 1.
    #[serde(default)]
    pub max_occupancy: Option<f64>,
    /// Greatest share of customers who abandon, 0 to 1; needs patience.
    #[serde(default)]
    pub max_abandonment: Option<f64>,
    /// Greatest share of customers who wait at all, above 0, at most 1.
    #[serde(default)]
    pub max_p_wait: Option<f64>,
}

fn default_target() -> f64 {
    ServiceLevel::DEFAULT_TARGET_WAIT_S
}

/// Which target decided the number of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Binding {
    /// No arrivals: nobody is needed.
    NoVolume = 0,
    /// Without more agents than load the queue grows without end (Erlang C).
    Stability = 1,
    /// The service level.
    ServiceLevel = 2,
    /// The mean wait.
    Asa = 3,
    /// The occupancy.
    Occupancy = 4,
    /// The abandonment.
    Abandonment = 5,
    /// The share who wait.
    PWait = 6,
    /// The share who are blocked, in models with a bounded queue.
    Blocking = 7,
}

impl Binding {
    /// The name in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoVolume => "no_volume",
            Self::Stability => "stability",
            Self::ServiceLevel => "service_level",
            Self::Asa => "asa",
            Self::Occupancy => "occupancy",
            Self::Abandonment => "abandonment",
            Self::PWait => "p_wait",
            Self::Blocking => "blocking",
        }
    }
}

/// The measures with one number of agents; shares and waits of customers are NaN where none arrive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// Service level by the definition and threshold of the requirement.
    pub service_level: f64,
    /// Mean wait in seconds over all customers.
    pub asa_s: f64,
    /// Busy share of the agents.
    pub occupancy: f64,
    /// Share of customers who abandon; 0 under Erlang C.
    pub abandonment: f64,
    /// Share of customers who wait.
    pub p_wait: f64,
}

/// The answer: the fewest agents, and the proof.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Staffing {
    /// Agents needed at work, before shrinkage.
    pub agents: u32,
    /// Offered load in erlangs.
    pub offered_load_erl: f64,
    /// `erlang_c` or `erlang_a`.
    pub model: &'static str,
    /// The metric id of the service level.
    pub definition: &'static str,
    /// The target that decided.
    pub binding: Binding,
    /// The measures with `agents`.
    pub at: Measures,
    /// The measures with one agent fewer, which miss a target; `None` where that is no stable state.
    ///
    /// Without agents nobody is busy, yet no occupancy target counts as met: it needs one agent at least.
    pub at_minus_one: Option<Measures>,
}

pub(crate) fn model(has_patience: bool) -> &'static str {
    if has_patience { "erlang_a" } else { "erlang_c" }
}

impl Requirement {
    /// `volume` arrivals in `interval_s` seconds, each handled in `aht_s` seconds on average; no target yet.
    pub fn new(volume: f64, interval_s: f64, aht_s: f64) -> Self {
        Self {
            volume,
            interval_s,
            aht_s,
            patience_s: None,
            service_level: None,
            target_wait_s: default_target(),
            definition: ServiceLevel::default(),
            max_asa_s: None,
            max_occupancy: None,
            max_abandonment: None,
            max_p_wait: None,
        }
    }

    /// Customers abandon after `patience_s` seconds on average (Erlang A).
    pub fn patience(mut self, patience_s: f64) -> Self {
        self.patience_s = Some(patience_s);
        self
    }

    /// At least the share `level` answered within `target_wait_s` seconds.
    pub fn service_level(mut self, level: f64, target_wait_s: f64) -> Self {
        self.service_level = Some(level);
        self.target_wait_s = target_wait_s;
        self
    }

    /// Which service level is meant; the default is `sl.no_short` with 5 s.
    pub fn definition(mut self, definition: ServiceLevel) -> Self {
        self.definition = definition;
        self
    }

    /// A mean wait of at most `seconds`.
    pub fn max_asa(mut self, seconds: f64) -> Self {
        self.max_asa_s = Some(seconds);
        self
    }

    /// Agents busy at most this share of their time.
    pub fn max_occupancy(mut self, share: f64) -> Self {
        self.max_occupancy = Some(share);
        self
    }

    /// At most this share of customers abandons.
    pub fn max_abandonment(mut self, share: f64) -> Self {
        self.max_abandonment = Some(share);
        self
    }

    /// At most this share of customers waits at all.
    pub fn max_p_wait(mut self, share: f64) -> Self {
        self.max_p_wait = Some(share);
        self
    }

    /// The measures with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `unstable` under Erlang C when the load is not below the agents.
    pub fn measures(&self, agents: f64) -> Result<Measures, StaffingError> {
        self.check()?;
        self.measures_unchecked(agents)
    }

    /// The fewest agents that meet every target.
    ///
    /// # Errors
    /// `invalid_input` for a bad value or when no target is given; `infeasible` when no number of
    /// agents meets a target, such as a service level of 1 under Erlang C.
    pub fn solve(&self) -> Result<Staffing, StaffingError> {
        self.check()?;
        self.check_targets()?;
        let load = load_of(self.volume, self.interval_s, self.aht_s)?;
        let (lowest, undecided) = match (self.volume, self.patience_s) {
            (0.0, _) => (0, Binding::NoVolume),
            (_, None) => (ErlangC::new(load, self.aht_s)?.fewest_stable(), Binding::Stability),
            // Even nobody at work may do, such as for a mean wait no shorter than patience.
            (_, Some(_)) => (0, self.targets().next().unwrap_or(Binding::ServiceLevel)),
        };
        let (mut met, mut missed) = (None, None);
        let agents = search::fewest(lowest, load, |agents| {
            let measures = self.measures_unchecked(f64::from(agents))?;
            let miss = self.missed(f64::from(agents), &measures);
            match miss {
                None => met = Some(measures),
                Some(target) => missed = Some((target, measures)),
            }
            Ok(miss.is_none())
        })?;
        Ok(Staffing {
            agents,
            offered_load_erl: load,
            model: model(self.patience_s.is_some()),
            definition: self.definition.id(),
            binding: missed.map_or(undecided, |(target, _)| target),
            // The search closes in from both sides: it tried the answer and the one below it last.
            at: met.map_or_else(|| self.measures_unchecked(f64::from(agents)), Ok)?,
            at_minus_one: missed.map(|(_, measures)| measures),
        })
    }

    /// The targets that are given; the first that decides is named.
    fn targets(&self) -> impl Iterator<Item = Binding> {
        [
            self.service_level.map(|_| Binding::ServiceLevel),
            self.max_asa_s.map(|_| Binding::Asa),
            self.max_abandonment.map(|_| Binding::Abandonment),
            self.max_p_wait.map(|_| Binding::PWait),
            self.max_occupancy.map(|_| Binding::Occupancy),
        ]
        .into_iter()
        .flatten()
    }

    /// The first target that is missed; without arrivals none is.
    fn missed(&self, agents: f64, m: &Measures) -> Option<Binding> {
        let at_most = |value: f64, limit: Option<f64>| limit.is_none_or(|limit| value <= limit);
        let is_met = |target: &Binding| match target {
            Binding::ServiceLevel => self.service_level.is_none_or(|least| m.service_level >= least),
            Binding::Asa => at_most(m.asa_s, self.max_asa_s),
            Binding::Abandonment => at_most(m.abandonment, self.max_abandonment),
            Binding::PWait => at_most(m.p_wait, self.max_p_wait),
            Binding::Occupancy => {
                agents > 0.0 && self.max_occupancy.is_none_or(|limit| is_occupancy_met(m.occupancy, limit))
            }
            Binding::NoVolume | Binding::Stability | Binding::Blocking => true,
        };
        self.targets().find(|target| self.volume > 0.0 && !is_met(target))
    }

    /// The fractional number of agents that meets every target exactly; its ceiling is [`Staffing::agents`].
    ///
    /// Use it to add up many queues before rounding: rounding each first overstates the plan.
    ///
    /// # Errors
    /// As [`Requirement::solve`].
    pub fn solve_fractional(&self) -> Result<f64, StaffingError> {
        let answer = self.solve()?;
        if answer.agents == 0 {
            return Ok(0.0);
        }
        let whole = f64::from(answer.agents);
        let (mut missed, mut met) = (whole - 1.0, whole);
        for _ in 0..60 {
            let middle = missed + (met - missed) / 2.0;
            if middle <= missed || middle >= met {
                break;
            }
            match self.measures_unchecked(middle) {
                Ok(measures) if self.missed(middle, &measures).is_none() => met = middle,
                _ => missed = middle,
            }
        }
        Ok(met)
    }

    fn check(&self) -> Result<(), StaffingError> {
        load_of(self.volume, self.interval_s, self.aht_s)?;
        if let Some(patience) = self.patience_s {
            positive("patience_s", patience)?;
        }
        not_negative("target_wait_s", self.target_wait_s)?;
        if let ServiceLevel::NoShort { short_s } = self.definition {
            not_negative("short_s", short_s)?;
        }
        Ok(())
    }

    fn check_targets(&self) -> Result<(), StaffingError> {
        if self.targets().next().is_none() {
            return Err(StaffingError::NoTarget);
        }
        if let Some(level) = self.service_level {
            share("service_level", level)?;
            if level == 1.0 && self.volume > 0.0 {
                return Err(StaffingError::Infeasible {
                    why: "a service level of 1 needs endlessly many agents",
                });
            }
        }
        if let Some(seconds) = self.max_asa_s {
            not_negative("max_asa_s", seconds)?;
            if seconds == 0.0 && self.volume > 0.0 {
                return Err(StaffingError::Infeasible { why: "no wait at all needs endlessly many agents" });
            }
        }
        if let Some(limit) = self.max_occupancy {
            let inside = limit > 0.0 && limit <= 1.0;
            check("max_occupancy", limit, inside, "must be greater than 0 and at most 1")?;
        }
        if let Some(limit) = self.max_p_wait {
            check("max_p_wait", limit, limit > 0.0 && limit <= 1.0, "must be greater than 0 and at most 1")?;
        }
        if let Some(limit) = self.max_abandonment {
            share("max_abandonment", limit)?;
            if self.patience_s.is_none() {
                let why = "needs patience_s: under Erlang C nobody abandons";
                return Err(StaffingError::InvalidInput { field: "max_abandonment", value: limit, why });
            }
            if limit == 0.0 && self.volume > 0.0 {
                return Err(StaffingError::Infeasible {
                    why: "no abandonment at all needs endlessly many agents",
                });
            }
        }
        Ok(())
    }

    fn measures_unchecked(&self, agents: f64) -> Result<Measures, StaffingError> {
        if self.volume == 0.0 {
            super::error::agents(agents)?;
            let occupancy = if agents > 0.0 { 0.0 } else { f64::NAN };
            let none = f64::NAN;
            return Ok(Measures {
                service_level: none,
                asa_s: none,
                occupancy,
                abandonment: none,
                p_wait: none,
            });
        }
        if let Some(patience) = self.patience_s {
            let state = ErlangA::new(self.volume, self.interval_s, self.aht_s, patience)?.at(agents)?;
            let m = state.measures();
            return Ok(Measures {
                service_level: state.service_level(self.target_wait_s, self.definition)?,
                asa_s: m.asa_s,
                occupancy: m.occupancy,
                abandonment: m.p_abandon,
                p_wait: m.p_wait,
            });
        }
        let state = ErlangC::from_volume(self.volume, self.interval_s, self.aht_s)?.at(agents)?;
        let m = state.measures();
        Ok(Measures {
            // Nobody abandons, so every definition gives the same share.
            service_level: state.service_level_unchecked(self.target_wait_s),
            asa_s: m.asa_s,
            occupancy: m.occupancy,
            abandonment: 0.0,
            p_wait: m.p_wait,
        })
    }
}
