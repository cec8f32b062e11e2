//! Numbers that carry their derivatives (forward differentiation), so that a gradient is as exact as its value.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and its derivatives in `N` directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dual<const N: usize> {
    pub(crate) value: f64,
    pub(crate) slope: [f64; N],
}

impl<const N: usize> Dual<N> {
    pub(crate) const fn constant(value: f64) -> Self {
        Self { value, slope: [0.0; N] }
    }

    /// The variable of this direction.
    pub(crate) fn variable(value: f64, direction: usize) -> Self {
        Self { value, slope: std::array::from_fn(|place| if place == direction { 1.0 } else { 0.0 }) }
    }

    /// A function of this number by its value and its derivative there.
    pub(crate) fn map(self, value: f64, derivative: f64) -> Self {
        Self { value, slope: self.slope.map(|slope| slope * derivative) }
    }

    pub(crate) fn exp(self) -> Self {
        let value = libm::exp(self.value);
        self.map(value, value)
    }

    /// 1 − e^(−x).
    pub(crate) fn one_less_exp_of_minus(self) -> Self {
        self.map(-libm::expm1(-self.value), libm::exp(-self.value))
    }
}

impl<const N: usize> From<f64> for Dual<N> {
    fn from(value: f64) -> Self {
        Self::constant(value)
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let slope = std::array::from_fn(|i| self.slope[i] + other.slope[i]);
        Self { value: self.value + other.value, slope }
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    fn neg(self) -> Self {
        self.map(-self.value, -1.0)
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    #[allow(
        clippy::suspicious_arithmetic_impl,
        reason = "the rule for derivatives of products and quotients"
    )]
    fn mul(self, other: Self) -> Self {
        let slope = std::array::from_fn(|i| self.slope[i] * other.value + self.value * other.slope[i]);
        Self { value: self.value * other.value, slope }
    }
}

impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    #[allow(
        clippy::suspicious_arithmetic_impl,
        reason = "the rule for derivatives of products and quotients"
    )]
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let slope = std::array::from_fn(|i| (self.slope[i] - value * other.slope[i]) / other.value);
        Self { value, slope }
    }
}

impl<const N: usize> Mul<f64> for Dual<N> {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        self.map(self.value * factor, factor)
    }
}
