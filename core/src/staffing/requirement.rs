use super::erlang_a::{ErlangA, ErlangAState};
use super::erlang_c::ErlangCState;
use super::error::{StaffingError, check, load_of, not_negative, positive, share};
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
    /// Least share of customers who wait at most `max_wait_s`, answered or not; below 1. Both or neither.
    #[serde(default)]
    pub max_wait_share: Option<f64>,
    /// What the share `max_wait_share` of customers waits at most, in seconds.
    #[serde(default)]
    pub max_wait_s: Option<f64>,
}

fn default_target() -> f64 {
    ServiceLevel::DEFAULT_TARGET_WAIT_S
}

/// In the order in which they are named when several decide.
const TARGETS: [Binding; 6] = [
    Binding::ServiceLevel,
    Binding::Asa,
    Binding::Abandonment,
    Binding::PWait,
    Binding::Occupancy,
    Binding::MaxWait,
];

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
    /// The wait of a given share.
    MaxWait = 7,
    /// The share who are blocked, in models with a bounded queue.
    Blocking = 8,
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
            Self::MaxWait => "max_wait",
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
    /// Share of customers who wait at most `max_wait_s`, answered or not; `None` where that is no target.
    pub share_within_max_wait: Option<f64>,
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
            max_wait_share: None,
            max_wait_s: None,
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

    /// The share `share` of customers waits at most `seconds`, answered or not (a percentile of the wait).
    pub fn max_wait(mut self, share: f64, seconds: f64) -> Self {
        (self.max_wait_share, self.max_wait_s) = (Some(share), Some(seconds));
        self
    }

    /// The measures with `agents`, which may be fractional.
    ///
    /// # Errors
    /// `invalid_input` for a bad value; `unstable` under Erlang C when the load is not below the agents.
    pub fn measures(&self, agents: f64) -> Result<Measures, StaffingError> {
        self.check()?;
        Ok(self.at(agents)?.measures(self))
    }

    /// The limit of a target, if it is one.
    pub(super) fn limit(&self, target: Binding) -> Option<f64> {
        match target {
            Binding::ServiceLevel => self.service_level,
            Binding::Asa => self.max_asa_s,
            Binding::Abandonment => self.max_abandonment,
            Binding::PWait => self.max_p_wait,
            Binding::Occupancy => self.max_occupancy,
            Binding::MaxWait => self.max_wait_share,
            Binding::NoVolume | Binding::Stability | Binding::Blocking => None,
        }
    }

    /// The targets that are given, with their limits; the first that decides is named.
    pub(super) fn targets(&self) -> impl Iterator<Item = (Binding, f64)> + use<'_> {
        TARGETS.iter().filter_map(|target| Some((*target, self.limit(*target)?)))
    }

    pub(super) fn check(&self) -> Result<(), StaffingError> {
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

    pub(super) fn check_targets(&self) -> Result<(), StaffingError> {
        self.check_targets_where(self.patience_s.is_some())
    }

    /// Abandonment can be a target where customers abandon.
    pub(super) fn check_targets_where(&self, abandons: bool) -> Result<(), StaffingError> {
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
        if self.max_wait_share.is_some() || self.max_wait_s.is_some() {
            let level = self.max_wait_share.ok_or(StaffingError::Missing { field: "max_wait_share" })?;
            let inside = (0.0..1.0).contains(&level);
            check("max_wait_share", level, inside, "must be at least 0 and below 1")?;
            let seconds = self.max_wait_s.ok_or(StaffingError::Missing { field: "max_wait_s" })?;
            not_negative("max_wait_s", seconds)?;
        }
        if let Some(limit) = self.max_abandonment {
            share("max_abandonment", limit)?;
            if !abandons {
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

    /// Erlang C or A with `agents`; the requirement is checked.
    pub(super) fn at(&self, agents: f64) -> Result<At, StaffingError> {
        super::error::agents(agents)?;
        let state = match (self.volume, self.patience_s) {
            (0.0, _) => State::Idle { has_agents: agents > 0.0 },
            (_, None) => {
                let load = self.volume * self.aht_s / self.interval_s;
                let state = ErlangCState::of_stable(agents, load, self.aht_s);
                State::C(state.ok_or(StaffingError::Unstable { load, agents })?)
            }
            (_, Some(patience)) => {
                let model = ErlangA::new(self.volume, self.interval_s, self.aht_s, patience)?;
                State::A(Box::new(model.at(agents)?))
            }
        };
        Ok(At { service_level: state.service_level(self), state })
    }
}

/// One number of agents under the model of a requirement.
pub(super) struct At {
    state: State,
    /// What costs most is computed once.
    service_level: f64,
}

enum State {
    /// Nobody arrives.
    Idle {
        has_agents: bool,
    },
    C(ErlangCState),
    /// Large, and dear enough that a box costs nothing beside it; a search moves states about.
    A(Box<ErlangAState>),
    /// A model whose measures are had at once.
    Known(Measures),
}

impl State {
    /// The requirement is checked, so no time in it is out of range.
    fn service_level(&self, requirement: &Requirement) -> f64 {
        match self {
            Self::Idle { .. } => f64::NAN,
            // Nobody abandons, so every definition gives the same share.
            Self::C(state) => state.service_level_unchecked(requirement.target_wait_s),
            Self::A(state) => {
                state.service_level_unchecked(requirement.target_wait_s, requirement.definition)
            }
            Self::Known(measures) => measures.service_level,
        }
    }
}

impl At {
    /// Of a model that tells all its measures at once.
    pub(super) fn known(measures: Measures) -> Self {
        Self { service_level: measures.service_level, state: State::Known(measures) }
    }

    pub(super) fn measures(&self, requirement: &Requirement) -> Measures {
        let of = |binding| self.value(requirement, binding);
        Measures {
            service_level: self.service_level,
            asa_s: of(Binding::Asa),
            occupancy: of(Binding::Occupancy),
            abandonment: of(Binding::Abandonment),
            p_wait: of(Binding::PWait),
            share_within_max_wait: requirement.max_wait_s.map(|_| of(Binding::MaxWait)),
        }
    }

    /// What the target `binding` is about.
    pub(super) fn value(&self, requirement: &Requirement, binding: Binding) -> f64 {
        let max_wait_s = requirement.max_wait_s.unwrap_or(0.0);
        match (&self.state, binding) {
            (_, Binding::ServiceLevel) => self.service_level,
            (State::Idle { has_agents: true }, Binding::Occupancy) => 0.0,
            (State::Idle { .. }, _) | (_, Binding::NoVolume | Binding::Stability | Binding::Blocking) => {
                f64::NAN
            }
            (State::C(state), Binding::Asa) => state.measures().asa_s,
            (State::C(_), Binding::Abandonment) => 0.0,
            (State::C(state), Binding::PWait) => state.measures().p_wait,
            (State::C(state), Binding::Occupancy) => state.measures().occupancy,
            (State::C(state), Binding::MaxWait) => state.service_level_unchecked(max_wait_s),
            (State::Known(measures), Binding::Asa) => measures.asa_s,
            (State::Known(measures), Binding::Abandonment) => measures.abandonment,
            (State::Known(measures), Binding::PWait) => measures.p_wait,
            (State::Known(measures), Binding::Occupancy) => measures.occupancy,
            (State::Known(measures), Binding::MaxWait) => measures.share_within_max_wait.unwrap_or(f64::NAN),
            (State::A(state), Binding::Asa) => state.measures().asa_s,
            (State::A(state), Binding::Abandonment) => state.measures().p_abandon,
            (State::A(state), Binding::PWait) => state.measures().p_wait,
            (State::A(state), Binding::Occupancy) => state.measures().occupancy,
            (State::A(state), Binding::MaxWait) => 1.0 - state.waits_longer_unchecked(max_wait_s),
        }
    }
}
