//! Targets that every model with agents can be asked for, and the proof that an answer is the least.

use super::error::{StaffingError, check, not_negative, share};
use super::requirement::Binding;
use super::search;
use super::service_level::ServiceLevel;

/// What is demanded of a model; targets that are `None` do not bind, at least one must be given.
///
/// ```
/// use krarup::staffing::{FiniteRoom, Targets};
/// let room = FiniteRoom::new(60.0, 3600.0, 240.0, 5.0, None)?;
/// let answer = room.fewest_agents(&Targets::default().max_blocking(0.01))?;
/// assert!(answer.at.p_block <= 0.01 && answer.at_minus_one.unwrap().p_block > 0.01);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Targets {
    /// Least service level, 0 to below 1.
    pub service_level: Option<f64>,
    /// The threshold of the service level in seconds.
    pub target_wait_s: f64,
    /// Which service level.
    pub definition: ServiceLevel,
    /// Greatest share of those who come that waits, above 0, at most 1.
    pub max_p_wait: Option<f64>,
    /// Greatest share of those who come that abandons, above 0, at most 1.
    pub max_abandonment: Option<f64>,
    /// Greatest share of those who come that is blocked, above 0, at most 1.
    pub max_blocking: Option<f64>,
    /// Greatest mean wait in seconds of those who get in, above 0.
    pub max_asa_s: Option<f64>,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            service_level: None,
            target_wait_s: ServiceLevel::DEFAULT_TARGET_WAIT_S,
            definition: ServiceLevel::default(),
            max_p_wait: None,
            max_abandonment: None,
            max_blocking: None,
            max_asa_s: None,
        }
    }
}

/// What targets are compared with; what a model does not know is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// Service level by the definition and threshold of the targets.
    pub service_level: f64,
    /// Share that waits.
    pub p_wait: f64,
    /// Share that abandons.
    pub p_abandon: f64,
    /// Share that is blocked.
    pub p_block: f64,
    /// Mean wait in seconds.
    pub asa_s: f64,
}

/// The fewest agents that meet [`Targets`], and the proof.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FewestAgents {
    /// Agents, or reserved agents where those are asked for.
    pub agents: u32,
    /// The target that decided.
    pub binding: Binding,
    /// With so many.
    pub at: Levels,
    /// With one fewer, which misses a target; `None` where that is no stable state or none is needed.
    pub at_minus_one: Option<Levels>,
}

/// The fewest of something that keep one value within its bound, and the proof.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fewest {
    /// How many.
    pub count: u32,
    /// The value with so many.
    pub value: f64,
    /// The value with one fewer, which misses the bound; `None` where that is no state or none is needed.
    pub value_at_minus_one: Option<f64>,
}

/// The search goes by strides and halves where nobody says by how much a target is met.
const NO_MARGIN: f64 = f64::NAN;

impl Fewest {
    /// `of` gives the value and whether it is within its bound; it must not get worse with the number.
    pub(crate) fn search(
        lowest: u32,
        load: f64,
        mut of: impl FnMut(u32) -> Result<(f64, bool), StaffingError>,
    ) -> Result<Self, StaffingError> {
        let (mut met, mut missed) = (f64::NAN, None);
        let count = search::fewest(lowest, load, load, |number| {
            let (value, is_met) = of(number)?;
            if is_met {
                met = value;
            } else {
                missed = Some(value);
            }
            Ok((is_met, NO_MARGIN))
        })?;
        // The search closes in from both sides: it tried the answer and the one below it last.
        Ok(Self { count, value: met, value_at_minus_one: missed.filter(|value| !value.is_nan()) })
    }
}

impl Targets {
    /// At least the share `level` answered within `target_wait_s` seconds.
    pub fn service_level(mut self, level: f64, target_wait_s: f64, definition: ServiceLevel) -> Self {
        (self.service_level, self.target_wait_s) = (Some(level), target_wait_s);
        self.definition = definition;
        self
    }

    /// At most this share waits at all.
    pub fn max_p_wait(self, share: f64) -> Self {
        Self { max_p_wait: Some(share), ..self }
    }

    /// At most this share abandons.
    pub fn max_abandonment(self, share: f64) -> Self {
        Self { max_abandonment: Some(share), ..self }
    }

    /// At most this share is blocked.
    pub fn max_blocking(self, share: f64) -> Self {
        Self { max_blocking: Some(share), ..self }
    }

    /// A mean wait of at most `seconds`.
    pub fn max_asa(self, seconds: f64) -> Self {
        Self { max_asa_s: Some(seconds), ..self }
    }

    /// The fewest from `lowest` on, near `load`; `of` gives `None` for what is no stable state.
    pub(crate) fn fewest(
        &self,
        has_arrivals: bool,
        lowest: u32,
        load: f64,
        mut of: impl FnMut(u32) -> Result<Option<Levels>, StaffingError>,
    ) -> Result<FewestAgents, StaffingError> {
        self.check(has_arrivals)?;
        let first = self.list().find_map(|(binding, limit)| limit.map(|_| binding));
        let mut binding =
            if has_arrivals { first.unwrap_or(Binding::ServiceLevel) } else { Binding::NoVolume };
        let (mut met, mut missed) = (None, None);
        let agents = search::fewest(lowest, load, load, |agents| {
            let levels = of(agents)?;
            let miss = match &levels {
                Some(levels) if has_arrivals => self.missed(levels),
                Some(_) => None,
                None => Some(Binding::Stability),
            };
            match miss {
                None => met = levels,
                Some(target) => (binding, missed) = (target, levels),
            }
            Ok((miss.is_none(), NO_MARGIN))
        })?;
        let at = match met {
            Some(levels) => levels,
            None => of(agents)?.ok_or(StaffingError::Infeasible { why: "there is no stable state" })?,
        };
        Ok(FewestAgents { agents, binding, at, at_minus_one: missed })
    }

    fn list(&self) -> impl Iterator<Item = (Binding, Option<f64>)> {
        [
            (Binding::ServiceLevel, self.service_level),
            (Binding::Asa, self.max_asa_s),
            (Binding::Abandonment, self.max_abandonment),
            (Binding::Blocking, self.max_blocking),
            (Binding::PWait, self.max_p_wait),
        ]
        .into_iter()
    }

    pub(crate) fn are_met(&self, levels: &Levels) -> bool {
        self.missed(levels).is_none()
    }

    fn missed(&self, levels: &Levels) -> Option<Binding> {
        let at_most = |value: f64, limit: Option<f64>| limit.is_none_or(|limit| value <= limit);
        [
            (Binding::ServiceLevel, self.service_level.is_none_or(|least| levels.service_level >= least)),
            (Binding::Asa, at_most(levels.asa_s, self.max_asa_s)),
            (Binding::Abandonment, at_most(levels.p_abandon, self.max_abandonment)),
            (Binding::Blocking, at_most(levels.p_block, self.max_blocking)),
            (Binding::PWait, at_most(levels.p_wait, self.max_p_wait)),
        ]
        .into_iter()
        .find_map(|(target, is_met)| (!is_met).then_some(target))
    }

    fn check(&self, has_arrivals: bool) -> Result<(), StaffingError> {
        if self.list().all(|(_, limit)| limit.is_none()) {
            return Err(StaffingError::NoTarget);
        }
        not_negative("target_wait_s", self.target_wait_s)?;
        if let ServiceLevel::NoShort { short_s } = self.definition {
            not_negative("short_s", short_s)?;
        }
        if let Some(level) = self.service_level {
            share("service_level", level)?;
            if level == 1.0 && has_arrivals {
                return Err(StaffingError::Infeasible {
                    why: "a service level of 1 needs endlessly many agents",
                });
            }
        }
        let shares = [
            ("max_p_wait", self.max_p_wait),
            ("max_abandonment", self.max_abandonment),
            ("max_blocking", self.max_blocking),
        ];
        for (field, limit) in shares {
            let limit = limit.unwrap_or(1.0);
            check(field, limit, limit > 0.0 && limit <= 1.0, "must be greater than 0 and at most 1")?;
        }
        super::error::positive("max_asa_s", self.max_asa_s.unwrap_or(1.0))
    }
}
