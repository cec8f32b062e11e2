//! Regularised incomplete gamma functions for shapes up to about a thousand.

const MAX_STEPS: u32 = 100_000;

/// P(a, x) and Q(a, x) = 1 − P(a, x), each computed where it is the small one.
///
/// Series below x = a + 1, Lentz's continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31).
pub(crate) fn regularised(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        for _ in 0..MAX_STEPS {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < 1e-17 * sum {
                break;
            }
        }
        let lower = (front * sum).min(1.0);
        return (lower, 1.0 - lower);
    }
    if front == 0.0 {
        return (1.0, 0.0);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..MAX_STEPS {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        let nonzero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
        d = 1.0 / nonzero(numerator * d + b);
        c = nonzero(b + numerator / c);
        fraction *= d * c;
        // A factor one bit from 1 need not come nearer.
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    let upper = (front * fraction).min(1.0);
    (1.0 - upper, upper)
}

#[cfg(test)]
mod tests {
    use super::regularised;

    #[test]
    fn known_values() {
        // P(1, x) = 1 − e⁻ˣ, P(½, x) = erf √x; Q(3, 2.5) = e^(−2.5)(1 + 2.5 + 3.125).
        let close =
            |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-13, "{got} instead of {want}");
        close(regularised(1.0, 0.01).0, -libm::expm1(-0.01));
        close(regularised(1.0, 40.0).1, libm::exp(-40.0));
        close(regularised(0.5, 0.3).0, libm::erf(0.3_f64.sqrt()));
        close(regularised(0.5, 30.0).1, libm::erfc(30.0_f64.sqrt()));
        close(regularised(3.0, 2.5).1, libm::exp(-2.5) * 6.625);
        assert_eq!(regularised(2.0, 0.0), (0.0, 1.0));
        assert_eq!(regularised(2.0, f64::INFINITY), (1.0, 0.0));
    }
}
