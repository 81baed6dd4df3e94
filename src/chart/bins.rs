//! Bins of a histogram: the drawing and the table under it are made from the same ones.
//!
//! The width is that of Freedman and Diaconis, rounded to 1, 2 or 5 times a power of ten so that the edges can be read.
//! What people do on wikis is very skewed: one account with 5,000 edits among forty with ten would push everybody else
//! into one bar. Where the rule asks for more than [`MOST_BINS`] bins, the ends beyond the middle 95 percent are
//! gathered into one open bin each ("200 or more"), and the rest keeps a width at which it can be seen.

use super::float;
use super::scale::Step;
use crate::msg;
use crate::text::{Arg, Message};

/// The most bins that a histogram has, open ones included.
pub const MOST_BINS: usize = 30;

/// Counts between edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    edges: Vec<f64>,
    counts: Vec<u64>,
    step: Step,
    whole: bool,
    open_below: bool,
    open_above: bool,
}

impl Bins {
    /// Sorts `values` into bins; `whole`: they are whole numbers. What is not finite is left out; `None` where nothing
    /// is left.
    #[must_use]
    pub fn of(values: &[f64], whole: bool) -> Option<Self> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (&least, &greatest) = (sorted.first()?, sorted.last()?);
        let (low, high) = (ranked(&sorted, 25), ranked(&sorted, 975));
        let mut step = first_step(&sorted, (low, high), whole);
        let most = float(MOST_BINS as u64);
        let bins = |step: Step, from: f64, to: f64| step.floor(to) - step.floor(from) + 1.0;
        let mut from = step.floor(least);
        let mut to = step.floor(greatest) + 1.0;
        let (mut open_below, mut open_above) = (false, false);
        if to - from > most {
            // Two bins are kept for the ends.
            while bins(step, low, high) > most - 2.0 {
                step = step.next();
            }
            from = step.floor(low);
            to = step.floor(high) + 1.0;
            open_below = step.times(from) > least;
            open_above = step.times(to) <= greatest;
        }
        let edges = edges(step, (from, to), open_below.then_some(least), open_above.then_some(greatest));
        let counts = count(&edges, &sorted);
        Some(Self { edges, counts, step, whole, open_below, open_above })
    }

    /// The edges, ascending; one more than there are bins. Each bin has its lower edge and not its upper one.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// How many values each bin has.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The bins in words, with their counts: the rows of a table.
    pub fn rows(&self) -> impl Iterator<Item = (Message, u64)> {
        self.counts.iter().enumerate().map(|(place, count)| (self.words(place), *count))
    }

    /// Whether the first bin gathers all that is less.
    pub(super) const fn is_open_below(&self) -> bool {
        self.open_below
    }

    /// Whether the last bin gathers all that is more.
    pub(super) const fn is_open_above(&self) -> bool {
        self.open_above
    }

    pub(super) const fn step(&self) -> Step {
        self.step
    }

    pub(super) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// The edges of the bins that are not open.
    pub(super) fn closed_edges(&self) -> &[f64] {
        let to = self.edges.len() - usize::from(self.open_above);
        self.edges.get(usize::from(self.open_below)..to).unwrap_or(&[])
    }

    /// One edge as a number.
    pub(super) fn number(&self, edge: f64) -> Arg {
        Arg::Number(edge, self.step.decimals())
    }

    fn words(&self, place: usize) -> Message {
        let edge = |place: usize| self.edges.get(place).copied().unwrap_or_default();
        let (low, high) = (edge(place), edge(place + 1));
        if self.open_below && place == 0 {
            msg!("chart-bin-less", self.number(high))
        } else if self.open_above && place + 1 == self.counts.len() {
            msg!("chart-bin-more", self.number(low))
        } else if self.whole && high - low <= 1.0 {
            msg!("chart-bin-one", self.number(low))
        } else if self.whole {
            msg!("chart-bin-whole", self.number(low), self.number(high - 1.0))
        } else {
            msg!("chart-bin-under", self.number(low), self.number(high))
        }
    }
}

/// The value below which so many thousandths lie, without interpolation: one far value must not pull it.
fn ranked(sorted: &[f64], thousandths: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let rank = if thousandths < 500 { (last * thousandths).div_ceil(1000) } else { last * thousandths / 1000 };
    sorted.get(rank).copied().unwrap_or_default()
}

/// Freedman's and Diaconis's width, rounded. Where half of all values are equal it says nothing: then a twentieth of the
/// middle, or of everything.
fn first_step(sorted: &[f64], (low, high): (f64, f64), whole: bool) -> Step {
    let people = float(sorted.len() as u64);
    let spread = ranked(sorted, 750) - ranked(sorted, 250);
    let all = sorted.last().copied().unwrap_or_default() - sorted.first().copied().unwrap_or_default();
    let step = Step::nearest(2.0 * spread / people.cbrt())
        .or_else(|| Step::nearest((high - low) / 20.0))
        .or_else(|| Step::nearest(all / 20.0))
        .unwrap_or(Step::ONE);
    if whole && step.decimals() > 0 { Step::ONE } else { step }
}

fn edges(step: Step, (from, to): (f64, f64), below: Option<f64>, above: Option<f64>) -> Vec<f64> {
    let mut edges = Vec::new();
    edges.extend(below.map(|least| step.times(step.floor(least))));
    let mut place = from;
    while place <= to {
        edges.push(step.times(place));
        place += 1.0;
    }
    edges.extend(above.map(|greatest| step.times(step.floor(greatest) + 1.0)));
    edges
}

fn count(edges: &[f64], sorted: &[f64]) -> Vec<u64> {
    let below = |edge: &f64| sorted.partition_point(|value| value < edge) as u64;
    edges.windows(2).map(|pair| below(&pair[1]).saturating_sub(below(&pair[0]))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Language;

    fn words(bins: &Bins) -> Vec<String> {
        bins.rows().map(|(words, count)| format!("{}: {count}", Language::english().text(&words))).collect()
    }

    #[test]
    fn edit_counts_get_bins_of_a_round_width() {
        let mut values = vec![4.0; 22];
        values.extend([12.0; 6]);
        values.extend([25.0; 8]);
        values.extend([31.0, 52.0, 57.0, 71.0, 84.0, 93.0, 142.0, 160.0, 169.0]);
        let bins = Bins::of(&values, true).unwrap();
        assert_eq!(bins.edges().len(), 18);
        assert_eq!(words(&bins)[..3], ["0 to 9: 22", "10 to 19: 6", "20 to 29: 8"]);
        assert_eq!(bins.counts().iter().sum::<u64>(), 45);
    }

    #[test]
    fn equal_values_are_one_bin() {
        assert_eq!(words(&Bins::of(&[7.0; 45], true).unwrap()), ["7: 45"]);
        assert_eq!(Bins::of(&[], true), None);
        assert_eq!(Bins::of(&[f64::NAN], false), None);
    }

    #[test]
    fn one_far_value_does_not_hide_the_others() {
        let mut values: Vec<f64> = (0..44_u32).map(|number| f64::from(number % 20)).collect();
        values.push(5000.0);
        let bins = Bins::of(&values, true).unwrap();
        assert_eq!(words(&bins).last().unwrap(), "20 or more: 1");
        assert!(bins.counts().len() >= 5, "{:?}", words(&bins));
        // The same mirrored: much text removed by one account.
        let negative: Vec<f64> = values.iter().map(|value| -value).collect();
        let bins = Bins::of(&negative, true).unwrap();
        assert_eq!(words(&bins)[0], "less than \u{2212}20: 1");
    }

    #[test]
    fn a_value_on_an_edge_belongs_to_the_bin_above() {
        let bins = Bins::of(&[0.0, 0.1, 0.2, 0.3, 0.3, 0.7], false).unwrap();
        for (pair, count) in bins.edges().windows(2).zip(bins.counts()) {
            let inside = [0.0, 0.1, 0.2, 0.3, 0.3, 0.7].iter().filter(|v| pair[0] <= **v && **v < pair[1]).count();
            assert_eq!(inside as u64, *count);
        }
    }

    proptest! {
        #[test]
        fn everybody_is_in_one_bin(
            values in prop::collection::vec(prop_oneof![Just(0.0), -50.0..50.0_f64, 0.0..1e7_f64], 1..200),
            whole: bool,
        ) {
            let values: Vec<f64> = if whole { values.iter().map(|value| value.round()).collect() } else { values };
            let bins = Bins::of(&values, whole).unwrap();
            prop_assert_eq!(bins.counts().iter().sum::<u64>(), values.len() as u64);
            prop_assert!(bins.counts().len() <= MOST_BINS);
            prop_assert_eq!(bins.edges().len(), bins.counts().len() + 1);
            prop_assert!(bins.edges().windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(bins.edges().iter().all(|edge| edge.is_finite() && !(*edge == 0.0 && edge.is_sign_negative())));
            prop_assert!(!whole || bins.edges().iter().all(|edge| edge.fract() == 0.0));
        }
    }
}
