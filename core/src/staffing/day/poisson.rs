//! Poisson weights that sum to 1 for any mean.

/// P(Poisson(mean) = j) where that is not negligible.
///
/// Each weight is the product of ratios from the mode, so nothing over- or underflows and no logarithm of a
/// factorial is needed (as Fox & Glynn 1988).
pub(super) struct Poisson {
    first: usize,
    weights: Vec<f64>,
    /// P(Poisson > first + i).
    beyond: Vec<f64>,
}

/// A weight below this, relative to the greatest, is left out.
const NEGLIGIBLE: f64 = 1e-19;

impl Poisson {
    pub(super) fn new(mean: f64) -> Self {
        let mode = mean as usize;
        let (mut low, mut weight) = (mode, 1.0);
        let mut weights = vec![1.0];
        while low > 0 && weight > NEGLIGIBLE {
            weight *= low as f64 / mean;
            low -= 1;
            weights.push(weight);
        }
        weights.reverse();
        let mut high = mode;
        weight = 1.0;
        while weight > NEGLIGIBLE {
            high += 1;
            weight *= mean / high as f64;
            weights.push(weight);
        }
        // From the thin ends, so that the sum keeps its digits.
        let middle = mode - low;
        let total = weights[..middle].iter().sum::<f64>() + weights[middle..].iter().rev().sum::<f64>();
        weights.iter_mut().for_each(|weight| *weight /= total);
        let mut beyond = vec![0.0; weights.len()];
        let mut sum = 0.0;
        for (slot, weight) in beyond.iter_mut().zip(&weights).rev() {
            *slot = sum;
            sum += weight;
        }
        Self { first: low, weights, beyond }
    }

    pub(super) fn last(&self) -> usize {
        self.first + self.weights.len() - 1
    }

    pub(super) fn at(&self, j: usize) -> f64 {
        j.checked_sub(self.first).and_then(|i| self.weights.get(i)).copied().unwrap_or(0.0)
    }

    /// P(more than j).
    pub(super) fn beyond(&self, j: usize) -> f64 {
        if j < self.first { 1.0 } else { self.beyond.get(j - self.first).copied().unwrap_or(0.0) }
    }

    /// P(j or more).
    pub(super) fn from(&self, j: usize) -> f64 {
        self.at(j) + self.beyond(j)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_and_have_the_mean() {
        for mean in [0.0, 1e-9, 0.3, 7.0, 1_300.0, 1e6] {
            let poisson = Poisson::new(mean);
            let range = 0..=poisson.last();
            let total: f64 = range.clone().map(|j| poisson.at(j)).sum();
            assert!((total - 1.0).abs() < 1e-12, "{mean}");
            let by_weights: f64 = range.clone().map(|j| j as f64 * poisson.at(j)).sum();
            let by_tails: f64 = range.map(|j| poisson.beyond(j)).sum();
            assert!((by_weights - mean).abs() <= 1e-12 * mean, "{mean}: {by_weights}");
            assert!((by_tails - mean).abs() <= 1e-12 * mean, "{mean}: {by_tails}");
        }
    }

    #[test]
    fn a_weight_is_the_textbooks() {
        let want = libm::exp(-4.5) * 4.5_f64.powi(3) / 6.0;
        assert!((Poisson::new(4.5).at(3) - want).abs() < 1e-15);
    }
}
