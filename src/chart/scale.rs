//! Number scales: values to coordinates, and ticks that fall on round numbers.
//!
//! A round number is always an integer times a step, never a sum of steps, so that three tenths is 0.3 and not
//! 0.30000000000000004.

/// A round step: 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    mantissa: u8,
    exponent: i32,
}

impl Step {
    /// One by one.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// The round step that is nearest to `size` by ratio; `None` for what is not a positive number.
    #[must_use]
    pub fn nearest(size: f64) -> Option<Self> {
        let below = Self::at_most(size)?;
        let above = below.next();
        Some(if size / below.size() <= above.size() / size { below } else { above })
    }

    /// The smallest round step that is not smaller than `size`; `None` for what is not a positive number.
    #[must_use]
    pub fn at_least(size: f64) -> Option<Self> {
        let below = Self::at_most(size)?;
        Some(if below.size() < size { below.next() } else { below })
    }

    fn at_most(size: f64) -> Option<Self> {
        if !size.is_finite() || size <= 0.0 {
            return None;
        }
        let mut step = Self { mantissa: 1, exponent: -12 };
        // Sizes beyond what people are counted in end at the last step.
        while step.exponent < 18 && step.next().size() <= size {
            step = step.next();
        }
        Some(step)
    }

    /// The next greater round step.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.mantissa {
            1 => Self { mantissa: 2, ..self },
            2 => Self { mantissa: 5, ..self },
            _ => Self { mantissa: 1, exponent: self.exponent + 1 },
        }
    }

    /// The size of the step.
    #[must_use]
    pub fn size(self) -> f64 {
        self.times(1.0)
    }

    /// `count` steps; `count` is a whole number.
    #[must_use]
    pub fn times(self, count: f64) -> f64 {
        let steps = count * f64::from(self.mantissa);
        let power = 10_f64.powi(self.exponent.abs());
        // Adding zero turns a negative zero into zero.
        (if self.exponent < 0 { steps / power } else { steps * power }) + 0.0
    }

    /// How many whole steps fit below or at `value`, exact where `value` is itself a whole number of steps.
    #[must_use]
    pub fn floor(self, value: f64) -> f64 {
        let count = (value / self.size()).floor();
        if self.times(count + 1.0) <= value {
            count + 1.0
        } else if self.times(count) > value {
            count - 1.0
        } else {
            count + 0.0
        }
    }

    /// Decimals that a multiple of the step needs.
    #[must_use]
    pub fn decimals(self) -> u8 {
        u8::try_from(-self.exponent).unwrap_or(0)
    }
}

/// Round numbers in [`low`, `high`], at most `at_most` of them, ascending, and the step between them. `whole`: only
/// whole numbers. None where the domain is not finite or holds no such number.
#[must_use]
pub fn ticks(low: f64, high: f64, at_most: u8, whole: bool) -> (Step, Vec<f64>) {
    let span = high - low;
    let fewest = f64::from(at_most.max(1));
    let Some(mut step) = Step::at_least(if span > 0.0 { span / fewest } else { 1.0 }) else {
        return (Step::ONE, Vec::new());
    };
    if whole && step.exponent < 0 {
        step = Step::ONE;
    }
    while step.floor(high) - ceil(step, low) >= fewest {
        step = step.next();
    }
    let mut values = Vec::new();
    let mut count = ceil(step, low);
    while low.is_finite() && step.times(count) <= high {
        values.push(step.times(count));
        count += 1.0;
    }
    (step, values)
}

fn ceil(step: Step, value: f64) -> f64 {
    let below = step.floor(value);
    if step.times(below) < value { below + 1.0 } else { below }
}

/// A straight scale from a domain of values to a range of coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Linear {
    /// Values `low` to `high` (finite) lie from coordinate `from` to `to`.
    #[must_use]
    pub const fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to }
    }

    /// The coordinate of `value`; what lies outside the domain is put at its end.
    #[must_use]
    pub fn at(self, value: f64) -> f64 {
        let span = self.high - self.low;
        let share = if span > 0.0 { ((value - self.low) / span).clamp(0.0, 1.0) } else { 0.5 };
        // A value that is no number has no place; the middle at least draws.
        let share = if share.is_nan() { 0.5 } else { share };
        share.mul_add(self.to - self.from, self.from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn round_steps_are_found_by_ratio() {
        let size = |of| Step::nearest(of).unwrap().size();
        for (of, round) in
            [(1.0, 1.0), (1.4, 1.0), (1.5, 2.0), (3.1, 2.0), (3.2, 5.0), (7.0, 5.0), (7.1, 10.0), (0.03, 0.02)]
        {
            assert!((size(of) - round).abs() < 1e-12, "{of} is rounded to {}", size(of));
        }
        assert_eq!(Step::nearest(0.0), None);
        assert_eq!(Step::nearest(f64::NAN), None);
        assert_eq!(Step::at_least(f64::INFINITY), None);
    }

    #[test]
    fn ticks_are_exact_and_have_no_negative_zero() {
        let (step, values) = ticks(-0.4, 0.5, 10, false);
        assert_eq!(step.decimals(), 1);
        assert_eq!(values, vec![-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        assert!(values.iter().all(|value| !(*value == 0.0 && value.is_sign_negative())));
        assert_eq!(ticks(0.0, 170.0, 9, true).1, vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0, 160.0]);
        assert_eq!(ticks(0.0, 2.0, 9, true).1, vec![0.0, 1.0, 2.0]);
        assert_eq!(ticks(7.0, 7.0, 5, true).1, vec![7.0]);
        assert!(ticks(f64::NAN, 1.0, 5, false).1.is_empty());
        assert!(ticks(0.0, f64::INFINITY, 5, false).1.is_empty());
    }

    proptest! {
        #[test]
        fn ticks_stay_inside_the_domain(low in -1e9_f64..1e9, span in 0.0_f64..1e9, at_most in 1_u8..12, whole: bool) {
            let high = low + span;
            let (step, values) = ticks(low, high, at_most, whole);
            prop_assert!(values.len() <= usize::from(at_most));
            prop_assert!(values.iter().all(|value| (low..=high).contains(value)));
            prop_assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(!whole || values.iter().all(|value| value.fract() == 0.0 && step.decimals() == 0));
        }

        #[test]
        fn a_coordinate_stays_in_the_range(low in -1e9_f64..1e9, span in 0.0_f64..1e9, value: f64) {
            let scale = Linear::new(low, low + span, 8.0, 648.0);
            prop_assert!((8.0..=648.0).contains(&scale.at(value)));
        }

        #[test]
        fn floor_counts_whole_steps(value in -1e6_f64..1e6, size in 0.001_f64..1e4) {
            let step = Step::nearest(size).unwrap();
            let count = step.floor(value);
            prop_assert!(step.times(count) <= value && value < step.times(count + 1.0));
        }
    }
}
