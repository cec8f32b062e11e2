use crate::staffing::incomplete_gamma::regularised;
use crate::staffing::quadrature;

/// How survival falls within a segment, as a share of those there at its start; `u` is the time since then.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Decay {
    /// Nobody leaves.
    Constant,
    /// A constant hazard.
    Exponential {
        rate: f64,
    },
    /// A uniform law: all are gone after `width`.
    Linear {
        width: f64,
    },
    /// Σ share · e^(−rate·u).
    Mixture {
        phases: Vec<(f64, f64)>,
    },
    Weibull {
        scale: f64,
        shape: f64,
        mean: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
        mean: f64,
    },
    Gamma {
        scale: f64,
        shape: f64,
    },
}

/// ∫₀ᵘ e^(−rate·x) dx.
fn exponential_integral(rate: f64, u: f64) -> f64 {
    let y = rate * u;
    if y < 1e-18 { u } else { -libm::expm1(-y) / rate }
}

/// Φ̄(z), the upper tail of the standard normal law.
fn upper_tail(z: f64) -> f64 {
    libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

impl Decay {
    /// Share still there at `u`, between 0 and 1.
    pub(crate) fn survival(&self, u: f64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Exponential { rate } => libm::exp(-rate * u),
            Self::Linear { width } => (1.0 - u / width).max(0.0),
            Self::Mixture { phases } => phases.iter().map(|(share, rate)| share * libm::exp(-rate * u)).sum(),
            Self::Weibull { scale, shape, .. } => libm::exp(-libm::pow(u / scale, *shape)),
            Self::Lognormal { mu, sigma, .. } => {
                if u <= 0.0 {
                    1.0
                } else {
                    upper_tail((libm::log(u) - mu) / sigma)
                }
            }
            Self::Gamma { scale, shape } => regularised(*shape, u / scale).1,
        }
    }

    /// 1 − survival, with all its digits where hardly anybody has left.
    pub(crate) fn gone(&self, u: f64) -> f64 {
        match self {
            Self::Constant => 0.0,
            Self::Exponential { rate } => -libm::expm1(-rate * u),
            Self::Linear { width } => (u / width).min(1.0),
            Self::Mixture { phases } => {
                phases.iter().map(|(share, rate)| -share * libm::expm1(-rate * u)).sum()
            }
            Self::Weibull { scale, shape, .. } => -libm::expm1(-libm::pow(u / scale, *shape)),
            Self::Lognormal { mu, sigma, .. } => {
                if u <= 0.0 {
                    0.0
                } else {
                    upper_tail((mu - libm::log(u)) / sigma)
                }
            }
            Self::Gamma { scale, shape } => regularised(*shape, u / scale).0,
        }
    }

    /// ∫₀ᵘ survival; `u` may be infinite.
    pub(crate) fn integral(&self, u: f64) -> f64 {
        if u <= 0.0 {
            return 0.0;
        }
        match self {
            Self::Constant => u,
            Self::Exponential { rate } => exponential_integral(*rate, u),
            Self::Linear { width } => {
                let inside = u.min(*width);
                inside * (1.0 - inside / (2.0 * width))
            }
            Self::Mixture { phases } => {
                phases.iter().map(|(share, rate)| share * exponential_integral(*rate, u)).sum()
            }
            Self::Weibull { scale, shape, mean } => {
                mean * regularised(1.0 / shape, libm::pow(u / scale, *shape)).0
            }
            Self::Lognormal { mu, sigma, mean } => {
                if u.is_infinite() {
                    return *mean;
                }
                let z = (libm::log(u) - mu) / sigma;
                // Those who leave before u, by how long they stay, and those who are still there.
                mean * upper_tail(sigma - z) + u * upper_tail(z)
            }
            Self::Gamma { scale, shape } => {
                let mean = scale * shape;
                if u.is_infinite() {
                    return mean;
                }
                mean * regularised(shape + 1.0, u / scale).0 + u * regularised(*shape, u / scale).1
            }
        }
    }

    /// Times between which survival is smooth enough for a first panel, however wide the range that is integrated.
    pub(crate) fn scales(&self) -> Vec<f64> {
        const HAZARDS: [f64; 6] = [1e-6, 0.01, 0.3, 2.0, 9.0, 40.0];
        match self {
            Self::Constant | Self::Linear { .. } => Vec::new(),
            Self::Exponential { rate } => HAZARDS.map(|hazard| hazard / rate).to_vec(),
            Self::Mixture { phases } => {
                phases.iter().flat_map(|(_, rate)| HAZARDS.map(|hazard| hazard / rate)).collect()
            }
            Self::Weibull { scale, shape, .. } => {
                HAZARDS.map(|hazard| scale * libm::pow(hazard, 1.0 / shape)).to_vec()
            }
            Self::Lognormal { mu, sigma, .. } => {
                [-6.0, -3.0, -1.0, 1.0, 3.0, 6.0, 9.0].map(|z| libm::exp(mu + z * sigma)).to_vec()
            }
            Self::Gamma { scale, shape } => {
                // Wilson and Hilferty's cube of a normal variable; below its range the power of a small argument.
                let spread = 1.0 / (3.0 * shape.sqrt());
                let cube = |z: f64| libm::pow((1.0 - spread * spread + z * spread).max(0.0), 3.0);
                let low = [1e-6, 0.01, 0.3].map(|gone| libm::pow(gone, 1.0 / shape));
                let high = [-3.0, -1.0, 1.0, 3.0, 6.0, 9.0].map(cube);
                low.into_iter().chain(high).map(|part| scale * shape * part).collect()
            }
        }
    }

    /// ∫ survival from `from` to `to`, without the difference of two nearly equal integrals.
    pub(crate) fn integral_between(&self, from: f64, to: f64) -> f64 {
        if to < from {
            return -self.integral_between(to, from);
        }
        match self {
            Self::Constant => to - from,
            Self::Exponential { rate } => libm::exp(-rate * from) * exponential_integral(*rate, to - from),
            Self::Linear { width } => {
                let to = to.min(*width);
                if to <= from { 0.0 } else { (to - from) * (1.0 - (from + to) / (2.0 * width)) }
            }
            Self::Mixture { phases } => phases
                .iter()
                .map(|(share, rate)| share * libm::exp(-rate * from) * exponential_integral(*rate, to - from))
                .sum(),
            Self::Weibull { shape, .. } => self.between(from, to, *shape),
            Self::Lognormal { sigma, .. } => self.between(from, to, 1.0 / sigma),
            Self::Gamma { shape, .. } => self.between(from, to, *shape),
        }
    }

    /// Survival changes on the scale of u/(1 + sharpness), so over a short stretch of it 12 nodes are exact.
    fn between(&self, from: f64, to: f64, sharpness: f64) -> f64 {
        if !is_short(from, to, sharpness) {
            return self.integral(to) - self.integral(from);
        }
        let mut sum = 0.0;
        quadrature::for_nodes(from, to, |u, weight| sum += weight * self.survival(u));
        sum
    }

    /// Whether from `from` to `to` the integral is to be had by difference alone, which costs less.
    pub(crate) fn is_difference(&self, from: f64, to: f64) -> bool {
        match self {
            Self::Weibull { shape, .. } | Self::Gamma { shape, .. } => !is_short(from, to, *shape),
            Self::Lognormal { sigma, .. } => !is_short(from, to, 1.0 / sigma),
            _ => false,
        }
    }

    /// Survival, 1 − survival and the integral at once.
    pub(crate) fn parts(&self, u: f64) -> (f64, f64, f64) {
        match self {
            Self::Gamma { scale, shape } if u > 0.0 => {
                let (gone, survival) = regularised(*shape, u / scale);
                let left_by = scale * shape * regularised(shape + 1.0, u / scale).0;
                (survival, gone, left_by + u * survival)
            }
            _ => (self.survival(u), self.gone(u), self.integral(u)),
        }
    }
}

fn is_short(from: f64, to: f64, sharpness: f64) -> bool {
    (to - from) * (1.0 + sharpness) <= 0.2 * from
}
