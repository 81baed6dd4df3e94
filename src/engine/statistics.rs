//! Statistics: means, spreads, quantiles, intervals.

/// The 97.5 % quantile of the standard normal distribution, for intervals of 95 %.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// Counts and sums as numbers: exact up to 2^53, which no wiki reaches.
#[expect(clippy::cast_precision_loss, reason = "counts and sums stay far below 2^53")]
#[must_use]
pub(super) const fn real(count: i64) -> f64 {
    count as f64
}

/// The mean; `None` of nothing.
#[must_use]
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    let count = real(i64::try_from(values.len()).ok()?);
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count)
}

/// The standard deviation of the population; `None` of nothing.
#[must_use]
pub(super) fn std(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    if values.iter().all(|value| Some(value) == values.first()) {
        // Rounding the mean must not make equal values differ from it.
        return Some(0.0);
    }
    let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
    self::mean(&squares).map(f64::sqrt)
}

/// The quantile at `share` (0 to 1) of ascending values by linear interpolation, numpy's default; `None` of nothing.
#[must_use]
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = real(i64::try_from(last).ok()?) * share.clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last place")]
    let below = place.floor() as usize;
    let low = ascending.get(below)?;
    let high = ascending.get(below + 1).unwrap_or(low);
    // From the nearer end, as numpy does.
    let part = place.fract();
    Some(if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) })
}

/// The median of ascending values; `None` of nothing.
#[must_use]
pub fn median(ascending: &[f64]) -> Option<f64> {
    quantile(ascending, 0.5)
}

/// The Wilson score interval of 95 % for `positive` of `total`; `None` of nothing.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
#[must_use]
pub fn wilson(positive: u64, total: u64) -> Option<(f64, f64)> {
    if total == 0 {
        return None;
    }
    let (n, yes) = (real(i64::try_from(total).ok()?), real(i64::try_from(positive).ok()?));
    let share = yes / n;
    let squared = Z * Z;
    let centre = (share + squared / (2.0 * n)) / (1.0 + squared / n);
    let half = Z / (1.0 + squared / n) * (share * (1.0 - share) / n + squared / (4.0 * n * n)).sqrt();
    // Rounding must not push the interval past what it bounds.
    let low = if positive == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if positive == total { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8], [0, .1, .25, .5, .9, 1])
        let values = [1.0, 2.0, 4.0, 8.0];
        for (share, expected) in [(0.0, 1.0), (0.1, 1.3), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!(near(quantile(&values, share).unwrap(), expected), "{share}");
        }
        // numpy.quantile([0, 0, 1, 2, 3, 5, 8, 13, 21, 34], [.1, .25, .75, .9, .95, .99]), to the last bit
        let skewed = [0.0, 0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0];
        let quantiles = [0.1, 0.25, 0.75, 0.9, 0.95, 0.99].map(|share| quantile(&skewed, share).unwrap().to_bits());
        let numpys = [0.0_f64, 1.25, 11.75, 22.299_999_999_999_997, 28.149_999_999_999_984, 32.83];
        assert_eq!(quantiles, numpys.map(f64::to_bits));
        // numpy.quantile([.1, .4], [.1, .25, .75, .9]), to the last bit: from the nearer end
        let ends = [0.1, 0.25, 0.75, 0.9].map(|share| quantile(&[0.1, 0.4], share).unwrap().to_bits());
        assert_eq!(ends, [0.13_f64, 0.175_000_000_000_000_02, 0.325, 0.37].map(f64::to_bits));
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(median(&[7.0]), Some(7.0));
    }

    #[test]
    fn the_spread_is_that_of_the_population() {
        assert_eq!(std(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), Some(2.0));
        assert_eq!((std(&[3.0]), std(&[])), (Some(0.0), None));
        assert_eq!(std(&[0.1; 3]), Some(0.0), "whatever rounding makes of their mean");
    }

    #[test]
    fn the_interval_is_wilsons() {
        // statsmodels.stats.proportion.proportion_confint(28, 40, method="wilson")
        let (low, high) = wilson(28, 40).unwrap();
        assert!((low - 0.5457).abs() < 1e-4, "{low}");
        assert!((high - 0.8193).abs() < 1e-4, "{high}");
        assert!(near(wilson(0, 10).unwrap().0, 0.0) && near(wilson(10, 10).unwrap().1, 1.0));
        assert!(near(wilson(0, 10).unwrap().1, 1.0 - wilson(10, 10).unwrap().0));
        assert_eq!(wilson(0, 0), None);
    }
}
