//! Intervals of means and medians by the percentile bootstrap: what they would have been for other people like these.
//!
//! Source: B. Efron, "Bootstrap methods: another look at the jackknife", 1979. Resample `r` (0, 1, 2 ...) draws as many
//! values as there are, each from the ascending values at place `floor(x * n / 2^64)`, where `x` are the numbers of
//! PCG64 (XSL RR 128/64) with the seed as state and `r` as stream. So the numbers depend neither on the order of a list
//! nor on how many threads there are, and anybody can draw them again.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use rand::RngCore as _;
use rand_pcg::Pcg64;

use super::control::Control;
use super::statistics::{quantile, real};

/// How often is drawn.
const RESAMPLES: u64 = 2_000;

/// Fewer values than this are drawn sooner than threads are started.
const THREADS_FROM: usize = 500;

/// The 95 % intervals of one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Intervals {
    /// Of the mean: low, high.
    pub(super) mean: [f64; 2],
    /// Of the median.
    pub(super) median: [f64; 2],
}

/// The intervals of ascending values; `None` of nothing, and when somebody stops the run meanwhile.
pub(super) fn bootstrap(ascending: &[f64], seed: u64, control: &Control) -> Option<Intervals> {
    let many = ascending.len() >= THREADS_FROM;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    on_threads(ascending, seed, if many { threads } else { 1 }, control)
}

fn on_threads(ascending: &[f64], seed: u64, threads: usize, control: &Control) -> Option<Intervals> {
    let (first, last) = (*ascending.first()?, *ascending.last()?);
    if first.total_cmp(&last).is_eq() {
        // Rounding must not make the mean of equal values differ from them.
        return Some(Intervals { mean: [first; 2], median: [first; 2] });
    }
    let numbers: Vec<u64> = (0..RESAMPLES).collect();
    let resampled: Vec<Vec<(f64, f64)>> = thread::scope(|scope| {
        let workers: Vec<_> = numbers
            .chunks(numbers.len().div_ceil(threads.max(1)))
            .map(|numbers| scope.spawn(move || resamples(ascending, seed, numbers, control)))
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let (means, medians): (Vec<f64>, Vec<f64>) = resampled.into_iter().flatten().unzip();
    Some(Intervals { mean: middle(means)?, median: middle(medians)? })
}

/// Mean and median of the resamples with these numbers.
fn resamples(ascending: &[f64], seed: u64, numbers: &[u64], control: &Control) -> Vec<(f64, f64)> {
    let mut places: Vec<usize> = vec![0; ascending.len()];
    numbers
        .iter()
        .take_while(|_| !control.stopped())
        .map(|number| {
            let mut chance = Pcg64::new(u128::from(seed), u128::from(*number));
            let mut sum = 0.0;
            for place in &mut places {
                *place = below(chance.next_u64(), ascending.len());
                sum += ascending.get(*place).copied().unwrap_or_default();
            }
            (sum / real(i64::try_from(ascending.len()).unwrap_or(i64::MAX)), median_of(&mut places, ascending))
        })
        .collect()
}

/// A place among `count`, out of all numbers of 64 bits.
fn below(number: u64, count: usize) -> usize {
    usize::try_from((u128::from(number) * count as u128) >> 64).unwrap_or_default()
}

/// The median of the values at these places: values ascend with their places, so places need not be sorted whole.
fn median_of(places: &mut [usize], ascending: &[f64]) -> f64 {
    let half = places.len() / 2;
    let even = places.len().is_multiple_of(2);
    let (lower, middle, _) = places.select_nth_unstable(half);
    let value = |place: usize| ascending.get(place).copied().unwrap_or_default();
    let high = value(*middle);
    let low = lower.iter().max().filter(|_| even).map_or(high, |place| value(*place));
    low + (high - low) * 0.5
}

/// Between which 95 % of the values lie.
fn middle(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.sort_unstable_by(f64::total_cmp);
    Some([quantile(&values, 0.025)?, quantile(&values, 0.975)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_drawn_on_when_somebody_has_stopped_the_run() {
        let stopped = Control::default();
        stopped.stop();
        assert_eq!(bootstrap(&[1.0, 2.0], 1, &stopped), None);
    }

    #[test]
    fn nobody_has_no_interval_and_equal_values_have_one_of_no_width() {
        assert_eq!(bootstrap(&[], 1, &Control::default()), None);
        let equal = Intervals { mean: [0.1; 2], median: [0.1; 2] };
        assert_eq!(bootstrap(&[0.1; 7], 1, &Control::default()), Some(equal));
    }

    /// Drawn again with numpy, whose generator is the same:
    ///
    /// ```python
    /// multiplier, one = 0x2360ED051FC65DA44385DF649FCCF645, 2**128
    /// def resample(values, seed, r):
    ///     increment = 2 * r + 1
    ///     generator = numpy.random.PCG64()
    ///     state = {"state": ((seed + increment) * multiplier + increment) % one, "inc": increment}
    ///     generator.state = {"bit_generator": "PCG64", "state": state, "has_uint32": 0, "uinteger": 0}
    ///     return [values[int(x) * len(values) >> 64] for x in generator.random_raw(len(values))]
    /// numpy.quantile([numpy.mean(resample(values, 1, r)) for r in range(2000)], [.025, .975])
    /// ```
    #[test]
    fn intervals_are_those_that_numpy_draws() {
        let mut values = vec![4.0; 22];
        values.extend([12.0; 6]);
        values.extend([25.0; 8]);
        values.extend([31.0, 52.0, 57.0, 71.0, 84.0, 93.0, 142.0, 160.0, 169.0]);
        let near =
            |ends: [f64; 2], expected: [f64; 2]| ends.iter().zip(expected).all(|(one, two)| (one - two).abs() < 1e-9);
        let first = bootstrap(&values, 1, &Control::default()).unwrap();
        assert!(near(first.mean, [16.153_888_888_888_89, 40.823_333_333_333_33]), "{first:?}");
        assert!(near(first.median, [4.0, 25.0]), "{first:?}");
        let seventh = bootstrap(&values, 7, &Control::default()).unwrap();
        assert!(near(seventh.mean, [15.688_333_333_333_333, 39.933_333_333_333_33]), "{seventh:?}");
        let few = bootstrap(&[1.0, 2.0, 4.0, 8.0], 1, &Control::default()).unwrap();
        assert!(near(few.mean, [1.5, 6.5]) && near(few.median, [1.0, 8.0]), "{few:?}");
    }

    #[test]
    fn the_median_of_places_is_that_of_their_values() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert!((median_of(&mut [3, 0, 1], &values) - 2.0).abs() < 1e-12);
        assert!((median_of(&mut [3, 2, 0, 2], &values) - 4.0).abs() < 1e-12);
        assert!((median_of(&mut [3, 2, 0, 1], &values) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_interval_depends_on_the_seed_and_on_nothing_else() {
        let values: Vec<f64> = (0..700_u32).map(|number| f64::from(number * number % 101)).collect();
        let mut ascending = values;
        ascending.sort_by(f64::total_cmp);
        let one = on_threads(&ascending, 5, 1, &Control::default());
        for threads in [2, 3, 7, 5_000] {
            assert_eq!(on_threads(&ascending, 5, threads, &Control::default()), one);
        }
        assert_eq!(bootstrap(&ascending, 5, &Control::default()), one);
        assert_ne!(bootstrap(&ascending, 6, &Control::default()), one);
    }
}
