/// Wilson's interval for a proportion (Wilson 1927): `None` without trials, with more successes than
/// trials or a confidence outside (0, 1).
///
/// ```
/// let (low, high) = krarup::statistics::wilson(6, 8, 0.95).unwrap();
/// assert!((low - 0.409_3).abs() < 1e-4 && (high - 0.928_5).abs() < 1e-4);
/// ```
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 || successes > trials || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let z = normal_quantile(0.5 + confidence / 2.0);
    let n = trials as f64;
    let p = successes as f64 / n;
    let z2n = z * z / n;
    let centre = p + z2n / 2.0;
    let half = z * ((p * (1.0 - p) + z2n / 4.0) / n).sqrt();
    let low = if successes == 0 { 0.0 } else { ((centre - half) / (1.0 + z2n)).max(0.0) };
    let high = if successes == trials { 1.0 } else { ((centre + half) / (1.0 + z2n)).min(1.0) };
    Some((low, high))
}

/// The value that a standard normal variable does not exceed with probability `p`; infinite at 0 and
/// 1, NaN outside.
///
/// Source: Acklam's rational start (2003), then Newton steps on `libm`'s erfc to the last digits.
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return if p == 0.0 {
            f64::NEG_INFINITY
        } else if p == 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
    }
    // Work in the lower tail, where erfc keeps its relative precision.
    let (tail, sign) = if p < 0.5 { (p, 1.0) } else { (1.0 - p, -1.0) };
    let mut x = start(tail);
    for _ in 0..3 {
        let excess = 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2) - tail;
        let density = libm::exp(-x * x / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let step = excess / density;
        x -= step / (1.0 + x * step / 2.0);
    }
    sign * x
}

fn start(tail: f64) -> f64 {
    // Tail expansion below, logistic approximation above: both within a few per cent.
    if tail < 0.02 {
        let t = (-2.0 * libm::log(tail)).sqrt();
        -(t - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308))))
    } else {
        libm::log(tail / (1.0 - tail)) / 1.702
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1 `norm.ppf`.
    #[test]
    fn quantiles_equal_scipy() {
        let rows = [
            (0.975, 1.959_963_984_540_054),
            (0.95, 1.644_853_626_951_472_2),
            (0.5, 0.0),
            (0.1, -1.281_551_565_544_600_4),
            (1e-6, -4.753_424_308_822_899),
            (1e-300, -37.047_096_299_361_2),
        ];
        for (p, expected) in rows {
            let got = normal_quantile(p);
            assert!((got - expected).abs() <= 1e-13 * expected.abs().max(1.0), "{p}: {got}");
        }
    }

    /// statsmodels 0.15.0 `proportion_confint(method="wilson")`.
    #[test]
    fn intervals_equal_statsmodels() {
        let rows = [
            (3, 3, 0.438_502_968_244_954_44, 1.0),
            (16, 20, 0.583_982_567_748_106_4, 0.919_342_337_420_202),
            (0, 10, 0.0, 0.277_532_799_862_889_26),
            (6, 8, 0.409_275_430_310_168_83, 0.928_520_787_247_890_9),
        ];
        for (successes, trials, low, high) in rows {
            let got = wilson(successes, trials, 0.95).unwrap();
            assert!((got.0 - low).abs() < 1e-12 && (got.1 - high).abs() < 1e-12, "{got:?}");
        }
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(wilson(2, 1, 0.95), None);
    }
}
