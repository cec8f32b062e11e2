use super::super::error::{StaffingError, check, not_negative, positive, share};
use super::decay::Decay;
use super::{Patience, Segment};
use serde::{Deserialize, Serialize};

/// A law of patience by its parameters; times in seconds.
///
/// As JSON it is an object whose `type` is the name in snake case, such as
/// `{"type": "weibull", "mean_s": 120, "shape": 0.8}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum PatienceLaw {
    /// A constant hazard; M/M/n+G with it is Erlang A.
    Exponential {
        /// Mean patience.
        mean_s: f64,
    },
    /// A hazard that falls (shape below 1) or rises (above 1) as a power of the time waited.
    Weibull {
        /// Mean patience.
        mean_s: f64,
        /// 0.1 to 100; 1 is exponential.
        shape: f64,
    },
    /// The logarithm of patience is normal.
    Lognormal {
        /// Mean patience.
        mean_s: f64,
        /// Standard deviation over mean, 0.01 to 100.
        cv: f64,
    },
    /// Gamma; with a whole shape the Erlang law of so many phases.
    Gamma {
        /// Mean patience.
        mean_s: f64,
        /// 0.1 to 100; 1 is exponential.
        shape: f64,
    },
    /// Several kinds of customers, each with exponential patience.
    Hyperexponential {
        /// Share of each kind; they add up to 1.
        shares: Vec<f64>,
        /// Mean patience of each kind.
        means_s: Vec<f64>,
    },
    /// Everybody leaves after the same time.
    Deterministic {
        /// That time.
        value_s: f64,
    },
    /// Every patience between two bounds is equally likely.
    Uniform {
        /// The lower bound.
        low_s: f64,
        /// The upper bound.
        high_s: f64,
    },
    /// The patience of observed customers, each as likely as the other. Not for waits that an answer cut short:
    /// these need [`KaplanMeier`](crate::statistics::KaplanMeier).
    Empirical {
        /// Their patience, in any order.
        values_s: Vec<f64>,
    },
    /// A piecewise-constant hazard, with point masses: the form in which every law of data comes.
    Hazard {
        /// In order of time; the first starts at 0, the last goes on without end.
        pieces: Vec<HazardPiece>,
    },
}

/// A stretch of a [`PatienceLaw::Hazard`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardPiece {
    /// When it starts, in seconds since the start of the wait.
    pub from_s: f64,
    /// Abandonments per second and waiting customer.
    pub rate_per_s: f64,
    /// Share of those still there who leave at `from_s` itself: balking at 0, an announcement later.
    #[serde(default)]
    pub leave_at_start: f64,
}

const SHAPE: &str = "must lie between 0.1 and 100";

fn shape(value: f64) -> Result<(), StaffingError> {
    check("shape", value, (0.1..=100.0).contains(&value), SHAPE)
}

/// The law as segments, for customers of whom a share `stay` does not balk.
pub(super) fn segments(law: &PatienceLaw, stay: f64) -> Result<Vec<Segment>, StaffingError> {
    let one = |decay| vec![Segment { from_s: 0.0, survival: stay, integral: 0.0, decay }];
    Ok(match law {
        PatienceLaw::Exponential { mean_s } => {
            positive("mean_s", *mean_s)?;
            one(Decay::Exponential { rate: 1.0 / mean_s })
        }
        PatienceLaw::Weibull { mean_s, shape } => {
            positive("mean_s", *mean_s)?;
            self::shape(*shape)?;
            let scale = mean_s / libm::tgamma(1.0 + 1.0 / shape);
            one(Decay::Weibull { scale, shape: *shape, mean: *mean_s })
        }
        PatienceLaw::Lognormal { mean_s, cv } => {
            positive("mean_s", *mean_s)?;
            check("cv", *cv, (0.01..=100.0).contains(cv), "must lie between 0.01 and 100")?;
            let variance = libm::log1p(cv * cv);
            let mu = libm::log(*mean_s) - variance / 2.0;
            one(Decay::Lognormal { mu, sigma: variance.sqrt(), mean: *mean_s })
        }
        PatienceLaw::Gamma { mean_s, shape } => {
            positive("mean_s", *mean_s)?;
            self::shape(*shape)?;
            one(Decay::Gamma { scale: mean_s / shape, shape: *shape })
        }
        PatienceLaw::Hyperexponential { shares, means_s } => one(mixture(shares, means_s)?),
        PatienceLaw::Deterministic { value_s } => {
            positive("value_s", *value_s)?;
            chain(stay, [(0.0, 0.0, Decay::Constant), (*value_s, 1.0, Decay::Constant)])
        }
        PatienceLaw::Uniform { low_s, high_s } => {
            not_negative("low_s", *low_s)?;
            positive("high_s", *high_s)?;
            check("high_s", *high_s, high_s > low_s, "must be greater than low_s")?;
            let falling = Decay::Linear { width: high_s - low_s };
            let before = (*low_s > 0.0).then_some((0.0, 0.0, Decay::Constant));
            let rest = [(*low_s, 0.0, falling), (*high_s, 1.0, Decay::Constant)];
            chain(stay, before.into_iter().chain(rest))
        }
        PatienceLaw::Empirical { values_s } => empirical(values_s, stay)?,
        PatienceLaw::Hazard { pieces } => hazard(pieces, stay)?,
    })
}

fn mixture(shares: &[f64], means_s: &[f64]) -> Result<Decay, StaffingError> {
    if means_s.len() != shares.len() {
        return Err(StaffingError::UnequalLengths {
            field: "means_s",
            length: means_s.len(),
            rows: shares.len(),
        });
    }
    for (&part, &mean) in shares.iter().zip(means_s) {
        share("shares", part)?;
        positive("means_s", mean)?;
    }
    let total: f64 = shares.iter().sum();
    check("sum of shares", total, (total - 1.0).abs() < 1e-9, "must be 1")?;
    Ok(Decay::Mixture {
        phases: shares.iter().zip(means_s).map(|(share, mean)| (share / total, 1.0 / mean)).collect(),
    })
}

fn empirical(values_s: &[f64], stay: f64) -> Result<Vec<Segment>, StaffingError> {
    if values_s.is_empty() {
        return Err(StaffingError::Missing { field: "values_s" });
    }
    for &value in values_s {
        not_negative("values_s", value)?;
    }
    let mut sorted = values_s.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let all = sorted.len() as f64;
    let mut left = sorted.len();
    let mut out = vec![Segment { from_s: 0.0, survival: stay, integral: 0.0, decay: Decay::Constant }];
    for group in sorted.chunk_by(|a, b| a == b) {
        left -= group.len();
        push(&mut out, group[0], |_| stay * left as f64 / all, Decay::Constant);
    }
    Ok(out)
}

fn hazard(pieces: &[HazardPiece], stay: f64) -> Result<Vec<Segment>, StaffingError> {
    let Some(first) = pieces.first() else {
        return Err(StaffingError::Missing { field: "pieces" });
    };
    check("from_s", first.from_s, first.from_s == 0.0, "must be 0 in the first piece")?;
    for (piece, next) in pieces.iter().zip(pieces.iter().skip(1)) {
        let rises = next.from_s > piece.from_s && next.from_s <= 1e12;
        check("from_s", next.from_s, rises, "must be greater than that of the piece before, at most 1e12")?;
    }
    for piece in pieces {
        not_negative("rate_per_s", piece.rate_per_s)?;
        share("leave_at_start", piece.leave_at_start)?;
    }
    Ok(chain(
        stay,
        pieces.iter().map(|piece| {
            let decay = if piece.rate_per_s == 0.0 {
                Decay::Constant
            } else {
                Decay::Exponential { rate: piece.rate_per_s }
            };
            (piece.from_s, piece.leave_at_start, decay)
        }),
    ))
}

/// Segments from (start, share of those there who leave at the start, decay).
fn chain(stay: f64, parts: impl IntoIterator<Item = (f64, f64, Decay)>) -> Vec<Segment> {
    let mut out = Vec::new();
    for (from_s, leave, decay) in parts {
        if out.is_empty() {
            out.push(Segment { from_s, survival: stay * (1.0 - leave), integral: 0.0, decay });
        } else {
            push(&mut out, from_s, |before| before * (1.0 - leave), decay);
        }
    }
    out
}

/// The next segment; its survival follows from that just before it.
fn push(out: &mut Vec<Segment>, from_s: f64, survival: impl Fn(f64) -> f64, decay: Decay) {
    let Some(last) = out.last_mut() else { return };
    if from_s == last.from_s {
        (last.survival, last.decay) = (survival(last.survival), decay);
        return;
    }
    let integral = last.integral + last.integral_between(last.from_s, from_s);
    let survival = survival(last.survival_at(from_s));
    out.push(Segment { from_s, survival, integral, decay });
}

impl Patience {
    /// Exponential patience.
    ///
    /// # Errors
    /// `invalid_input` unless the mean is above 0, as of every law here.
    pub fn exponential(mean_s: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Exponential { mean_s })
    }

    /// Weibull patience of this mean and shape (0.1 to 100).
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range.
    pub fn weibull(mean_s: f64, shape: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Weibull { mean_s, shape })
    }

    /// Lognormal patience of this mean and coefficient of variation (0.01 to 100).
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range.
    pub fn lognormal(mean_s: f64, cv: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Lognormal { mean_s, cv })
    }

    /// Gamma (Erlang) patience of this mean and shape (0.1 to 100).
    ///
    /// # Errors
    /// `invalid_input` for a value outside its range.
    pub fn gamma(mean_s: f64, shape: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Gamma { mean_s, shape })
    }

    /// Kinds of customers with exponential patience: the share and the mean of each.
    ///
    /// # Errors
    /// `invalid_input` unless the shares add up to 1 and every mean is above 0.
    pub fn hyperexponential(kinds: &[(f64, f64)]) -> Result<Self, StaffingError> {
        let (shares, means_s) = kinds.iter().copied().unzip();
        Self::new(PatienceLaw::Hyperexponential { shares, means_s })
    }

    /// Everybody leaves after `value_s` seconds.
    ///
    /// # Errors
    /// `invalid_input` unless it is above 0.
    pub fn deterministic(value_s: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Deterministic { value_s })
    }

    /// Uniform between two bounds.
    ///
    /// # Errors
    /// `invalid_input` unless 0 ≤ low < high.
    pub fn uniform(low_s: f64, high_s: f64) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Uniform { low_s, high_s })
    }

    /// The patience of observed customers, none of it cut short by an answer.
    ///
    /// # Errors
    /// `invalid_input` without values or for one below 0.
    pub fn empirical(values_s: &[f64]) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Empirical { values_s: values_s.to_vec() })
    }

    /// A piecewise-constant hazard.
    ///
    /// # Errors
    /// `invalid_input` unless the pieces start at 0 and follow one another, with rates of at least 0.
    pub fn hazard(pieces: &[HazardPiece]) -> Result<Self, StaffingError> {
        Self::new(PatienceLaw::Hazard { pieces: pieces.to_vec() })
    }
}
