use super::Philox;
use thiserror::Error;

/// A parameter of a distribution is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("{parameter} is {value}, but must be finite and {bound}")]
pub struct RandomError {
    /// Name of the parameter.
    pub parameter: &'static str,
    /// What was given.
    pub value: f64,
    /// What would be right.
    pub bound: &'static str,
}

impl RandomError {
    /// The stable code of this error in every language.
    pub fn code(&self) -> &'static str {
        "invalid_distribution"
    }
}

fn positive(parameter: &'static str, value: f64) -> Result<(), RandomError> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(RandomError { parameter, value, bound: "greater than 0" })
    }
}

/// The random numbers of one entity for one purpose.
///
/// ```
/// use krarup::random::Stream;
/// let mut patience = Stream::new(42, 1, 0, 7);
/// let first = patience.exponential(120.0)?;
/// assert_eq!(first, Stream::new(42, 1, 0, 7).exponential(120.0)?);
/// # Ok::<(), krarup::random::RandomError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    philox: Philox,
    counter: [u64; 4],
    block: [u64; 4],
    used: usize,
}

impl Stream {
    /// Key (`seed`, `purpose`), counter (`replication`, `entity`, draw).
    pub fn new(seed: u64, purpose: u64, replication: u64, entity: u64) -> Self {
        let philox = Philox::new([seed, purpose]);
        Self { philox, counter: [0, entity, replication, 0], block: [0; 4], used: 4 }
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        if self.used == 4 {
            self.block = self.philox.block(self.counter);
            self.counter[0] = self.counter[0].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// Uniform in (0, 1), both ends excluded.
    pub fn uniform(&mut self) -> f64 {
        ((self.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Exponential with this mean.
    ///
    /// # Errors
    /// `invalid_distribution` unless the mean is positive and finite.
    pub fn exponential(&mut self, mean: f64) -> Result<f64, RandomError> {
        positive("mean", mean)?;
        Ok(-mean * libm::log(self.uniform()))
    }

    /// Standard normal (Box–Muller, one value a pair, so that the number of draws is fixed).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Lognormal with this mean and coefficient of variation (standard deviation over mean).
    ///
    /// # Errors
    /// `invalid_distribution` unless the mean is positive and the coefficient at least 0.
    pub fn lognormal(&mut self, mean: f64, cv: f64) -> Result<f64, RandomError> {
        positive("mean", mean)?;
        if !(cv >= 0.0 && cv.is_finite()) {
            return Err(RandomError { parameter: "cv", value: cv, bound: "at least 0" });
        }
        let variance = libm::log1p(cv * cv);
        Ok(mean * libm::exp(variance.sqrt() * self.normal() - variance / 2.0))
    }

    /// Weibull with this mean and shape (1 = exponential).
    ///
    /// # Errors
    /// `invalid_distribution` unless both are positive and finite.
    pub fn weibull(&mut self, mean: f64, shape: f64) -> Result<f64, RandomError> {
        positive("mean", mean)?;
        positive("shape", shape)?;
        let scale = mean / libm::tgamma(1.0 + 1.0 / shape);
        Ok(scale * libm::pow(-libm::log(self.uniform()), 1.0 / shape))
    }

    /// Gamma with this mean and shape (Marsaglia & Tsang 2000).
    ///
    /// # Errors
    /// `invalid_distribution` unless both are positive and finite.
    pub fn gamma(&mut self, mean: f64, shape: f64) -> Result<f64, RandomError> {
        positive("mean", mean)?;
        positive("shape", shape)?;
        // Below 1 the shape is raised by 1 and the result brought back by a power of a uniform.
        let boost = if shape < 1.0 { libm::pow(self.uniform(), 1.0 / shape) } else { 1.0 };
        let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v > 0.0 {
                let v = v * v * v;
                if libm::log(self.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                    return Ok(mean / shape * d * v * boost);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stream;

    fn mean_and_cv(mut draw: impl FnMut(&mut Stream) -> f64) -> (f64, f64) {
        let n = 40_000;
        let values: Vec<f64> = (0..n).map(|entity| draw(&mut Stream::new(1, 2, 3, entity))).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
        (mean, variance.sqrt() / mean)
    }

    #[test]
    fn samplers_have_their_mean_and_spread() {
        let close = |got: (f64, f64), mean: f64, cv: f64| {
            assert!((got.0 / mean - 1.0).abs() < 0.03, "mean {} instead of {mean}", got.0);
            assert!((got.1 / cv - 1.0).abs() < 0.06, "cv {} instead of {cv}", got.1);
        };
        close(mean_and_cv(|s| s.exponential(120.0).unwrap()), 120.0, 1.0);
        close(mean_and_cv(|s| s.lognormal(200.0, 0.8).unwrap()), 200.0, 0.8);
        close(mean_and_cv(|s| s.gamma(1.0, 25.0).unwrap()), 1.0, 0.2);
        close(mean_and_cv(|s| s.gamma(3.0, 0.25).unwrap()), 3.0, 2.0);
        close(mean_and_cv(|s| s.weibull(60.0, 2.0).unwrap()), 60.0, 0.522_723);
    }

    #[test]
    fn a_bad_parameter_is_a_typed_error() {
        let error = Stream::new(0, 0, 0, 0).exponential(f64::NAN).unwrap_err();
        assert_eq!((error.code(), error.parameter), ("invalid_distribution", "mean"));
    }
}
