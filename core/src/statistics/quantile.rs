/// The exact `p`-quantile of integers by rule R-7 (Hyndman & Fan 1996), the default of R, numpy and
/// pandas; reorders `values`. `None` without values or with `p` outside 0 to 1.
///
/// ```
/// let mut waits_s = [4, 1, 3, 2];
/// assert_eq!(krarup::statistics::quantile_r7(&mut waits_s, 0.5), Some(2.5));
/// ```
pub fn quantile_r7(values: &mut [i64], p: f64) -> Option<f64> {
    if values.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let position = (values.len() - 1) as f64 * p;
    let index = position as usize;
    let fraction = position - index as f64;
    let (_, &mut low, above) = values.select_nth_unstable(index);
    match above.iter().min() {
        Some(&high) if fraction > 0.0 => {
            Some(low as f64 + fraction * (i128::from(high) - i128::from(low)) as f64)
        }
        _ => Some(low as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::quantile_r7;

    #[test]
    fn interpolates_between_neighbours() {
        let values = [10, 20, 30, 40, 50];
        for (p, expected) in [(0.0, 10.0), (0.1, 14.0), (0.5, 30.0), (0.9, 46.0), (1.0, 50.0)] {
            assert_eq!(quantile_r7(&mut values.clone(), p), Some(expected));
        }
        assert_eq!(quantile_r7(&mut [], 0.5), None);
        assert_eq!(quantile_r7(&mut [1], f64::NAN), None);
        assert_eq!(quantile_r7(&mut [i64::MIN, i64::MAX], 1.0), Some(i64::MAX as f64));
    }
}
