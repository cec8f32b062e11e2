//! How long customers wait before they give up: laws of patience, and their estimate from waits.

mod atoms;
mod decay;
mod fit;
mod law;
mod waits;

use super::error::{StaffingError, share};
use decay::Decay;
use serde::{Deserialize, Serialize};

pub use fit::{Exponentiality, HazardEstimate, PatienceFit, PatienceMass, SurvivalEstimate};
pub use law::{HazardPiece, PatienceLaw};

/// A law of patience, ready to be used by [`ErlangG`](super::ErlangG).
///
/// Inside, every law is a chain of segments; the piecewise-constant hazard with point masses is the native form.
///
/// ```
/// use krarup::staffing::Patience;
/// let patience = Patience::weibull(120.0, 0.8)?.with_balking(0.1)?;
/// assert_eq!(patience.survival(0.0), 0.9);
/// assert!((patience.mean_s() - 108.0).abs() < 1e-9);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Patience {
    law: PatienceLaw,
    balking: f64,
    segments: Vec<Segment>,
}

/// What a [`Patience`] is written as.
#[derive(Serialize, Deserialize)]
struct Form {
    #[serde(flatten)]
    law: PatienceLaw,
    #[serde(default)]
    balking: f64,
}

impl TryFrom<Form> for Patience {
    type Error = StaffingError;

    fn try_from(form: Form) -> Result<Self, StaffingError> {
        Self::new(form.law)?.with_balking(form.balking)
    }
}

impl From<Patience> for Form {
    fn from(patience: Patience) -> Self {
        Self { law: patience.law, balking: patience.balking }
    }
}

/// A stretch of a law, from its start to that of the next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) from_s: f64,
    /// Share still there right after the start.
    pub(crate) survival: f64,
    /// ∫ survival from 0 to the start.
    pub(crate) integral: f64,
    pub(crate) decay: Decay,
}

impl Segment {
    pub(crate) fn survival_at(&self, at_s: f64) -> f64 {
        self.survival * self.decay.survival(at_s - self.from_s)
    }

    /// 1 − survival.
    pub(crate) fn gone_at(&self, at_s: f64) -> f64 {
        (1.0 - self.survival) + self.survival * self.decay.gone(at_s - self.from_s)
    }

    pub(crate) fn integral_at(&self, at_s: f64) -> f64 {
        self.integral + self.survival * self.decay.integral(at_s - self.from_s)
    }

    /// ∫ survival between two times within the segment.
    pub(crate) fn integral_between(&self, from_s: f64, to_s: f64) -> f64 {
        if self.survival == 0.0 {
            return 0.0;
        }
        self.survival * self.decay.integral_between(from_s - self.from_s, to_s - self.from_s)
    }

    /// Nobody leaves within it.
    pub(crate) fn is_constant(&self) -> bool {
        self.survival == 0.0 || self.decay == Decay::Constant
    }
}

impl Patience {
    /// From a law by its parameters.
    ///
    /// # Errors
    /// `invalid_input` for a parameter outside its range.
    pub fn new(law: PatienceLaw) -> Result<Self, StaffingError> {
        let segments = law::segments(&law, 1.0)?;
        Ok(Self { law, balking: 0.0, segments })
    }

    /// The same law, but a share `balking` (0 to 1) of all customers leaves at once when no agent is free.
    ///
    /// # Errors
    /// `invalid_input` unless the share lies between 0 and 1.
    pub fn with_balking(mut self, balking: f64) -> Result<Self, StaffingError> {
        share("balking", balking)?;
        self.segments = law::segments(&self.law, 1.0 - balking)?;
        self.balking = balking;
        Ok(self)
    }

    /// The law without its balking.
    pub fn law(&self) -> &PatienceLaw {
        &self.law
    }

    /// Share of customers who leave at once when no agent is free, unless the law itself has them.
    pub fn balking(&self) -> f64 {
        self.balking
    }

    /// Share of customers who would wait longer than `at_s` seconds.
    pub fn survival(&self, at_s: f64) -> f64 {
        if at_s < 0.0 { 1.0 } else { self.segment(at_s).survival_at(at_s) }
    }

    /// Mean patience in seconds, balking included; infinite if some would wait without end.
    pub fn mean_s(&self) -> f64 {
        let last = self.segment(f64::MAX);
        if last.survival == 0.0 { last.integral } else { last.integral_at(f64::INFINITY) }
    }

    /// Share who never abandon: above 0 only where a last piece has no hazard.
    pub(crate) fn never(&self) -> f64 {
        let last = self.segment(f64::MAX);
        if last.decay == Decay::Constant { last.survival } else { 0.0 }
    }

    /// Share who would not wait longer than `at_s` seconds.
    pub(crate) fn gone(&self, at_s: f64) -> f64 {
        self.segment(at_s).gone_at(at_s)
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The place of the segment in which `at_s` lies.
    pub(crate) fn place(&self, at_s: f64) -> usize {
        self.segments.partition_point(|segment| segment.from_s <= at_s).saturating_sub(1)
    }

    fn segment(&self, at_s: f64) -> &Segment {
        &self.segments[self.place(at_s)]
    }
}
