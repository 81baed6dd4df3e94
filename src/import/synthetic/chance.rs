//! Chances of a life: everything random of a synthetic wiki. Whole numbers only, so that a seed gives the same wiki on
//! every machine.

use rand::Rng as _;
use rand_pcg::Pcg64;

use crate::import::revision::Sha1;

/// A source of chances.
#[derive(Clone, Debug)]
pub struct Chance(Pcg64);

impl Chance {
    /// The chances of `seed`; each `stream` of a seed is independent of its others.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(Pcg64::new(u128::from(seed), u128::from(stream)))
    }

    /// A number from `from` up to but not including `to`; `from` where there is none between.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        if from < to { self.0.random_range(from..to) } else { from }
    }

    /// A position in a list of `length`; 0 for an empty one.
    pub fn position(&mut self, length: usize) -> usize {
        if length > 0 { self.0.random_range(0..length) } else { 0 }
    }

    /// Something that happens so many times in a thousand.
    pub fn happens(&mut self, per_thousand: u32) -> bool {
        self.0.random_range(0..1000) < per_thousand
    }

    /// One of several, or `None` of none.
    pub fn of<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        several.get(self.position(several.len()))
    }

    /// One of several texts.
    pub fn word(&mut self, several: &[&'static str]) -> &'static str {
        self.of(several).copied().unwrap_or("")
    }

    /// A position among weights, each as likely as it is heavy.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.between(0, weights.iter().sum());
        for (position, weight) in weights.iter().enumerate() {
            if left < *weight {
                return position;
            }
            left -= weight;
        }
        0
    }

    /// A positive number that is mostly near `median` and now and then many times as large: the product of many small
    /// chances, close to a log-normal one. `spread` small chances; 12 put one number in six above four times the median.
    pub fn skewed(&mut self, median: i64, spread: u32) -> i64 {
        const SCALE: i64 = 1000;
        let mut number = median * self.between(800, 1250);
        for _ in 0..spread {
            number = if self.happens(500) { number * 3 / 2 } else { number * 2 / 3 };
        }
        (number / SCALE).max(1)
    }

    /// How often something goes on that goes on `per_thousand` times in a thousand each time.
    pub fn repeats(&mut self, per_thousand: u32) -> i64 {
        let mut times = 0;
        while times < 500 && self.happens(per_thousand) {
            times += 1;
        }
        times
    }

    /// The checksum of a text that nobody wrote before.
    pub fn checksum(&mut self) -> Sha1 {
        self.0.random()
    }
}
