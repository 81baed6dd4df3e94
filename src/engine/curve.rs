//! Curves: Kaplan-Meier, how many are still there after so long, when not everybody could be followed to the end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::statistics::{Z, real};
use super::summary::{CurveSummary, Over};
use crate::metric::{MetricRows, Row, SliceKey, Undefined, Value};

/// A curve over some accounts, as the result document has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Accounts that were asked about.
    pub accounts: u64,
    /// Of them those who left.
    pub events: u64,
    /// Those who were still there when the data could tell no more.
    pub censored: u64,
    /// Those who are too new to be followed at all.
    pub too_new: u64,
    /// Those who cannot be followed for other reasons.
    pub undefined: BTreeMap<Undefined, u64>,
    /// Seconds after which half or fewer are left; `None` while more than half are.
    pub median: Option<i64>,
    /// The steps, by time: one for each time at which somebody left or was last seen.
    pub points: Vec<Point>,
}

/// One step of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Seconds since the anchor.
    pub time: i64,
    /// Who was still followed just before.
    pub at_risk: u64,
    /// Who left at this time.
    pub events: u64,
    /// Who was last seen at this time. Who left at the same time left before.
    pub censored: u64,
    /// The share that is still there after this time.
    pub survival: f64,
    /// The lower end of the 95 % band; `None` when nobody is left, of whom there is no variance.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// Collects who left when.
#[derive(Default)]
pub(super) struct Leavers {
    curve: Curve,
    /// Who left and who was last seen, by seconds.
    times: BTreeMap<i64, (u64, u64)>,
}

impl Leavers {
    fn add(&mut self, row: &Row) {
        self.curve.accounts += 1;
        match row.values[..] {
            [Value::Bool(left), Value::Integer(seconds)] => {
                let (events, censored) = self.times.entry(seconds).or_default();
                *(if left { events } else { censored }) += 1;
            }
            [Value::Undefined(Undefined::WindowOpen), ..] => self.curve.too_new += 1,
            [Value::Undefined(reason), ..] => *self.curve.undefined.entry(reason).or_default() += 1,
            _ => {}
        }
    }

    /// The curve: the product of the shares that stayed at each time, with Greenwood's variance and a band of 95 % on
    /// the scale of log(-log).
    ///
    /// Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", 1958; the band as in
    /// J. D. Kalbfleisch and R. L. Prentice, "The statistical analysis of failure time data", 1980.
    fn finish(self) -> Curve {
        let count = |number: u64| real(i64::try_from(number).unwrap_or(i64::MAX));
        let mut curve = self.curve;
        let mut at_risk: u64 = self.times.values().map(|(events, censored)| events + censored).sum();
        let (mut survival, mut variance) = (1.0_f64, 0.0_f64);
        for (time, (events, censored)) in self.times {
            if events > 0 {
                survival *= count(at_risk - events) / count(at_risk);
                variance += count(events) / (count(at_risk) * count(at_risk - events));
            }
            let band = band(survival, variance);
            curve.points.push(Point {
                time,
                at_risk,
                events,
                censored,
                survival,
                low: band.map(|(low, _)| low),
                high: band.map(|(_, high)| high),
            });
            // What rounding leaves of a product of shares must not hide an exact half.
            if survival <= 0.5 + 1e-12 {
                curve.median = curve.median.or(Some(time));
            }
            curve.events += events;
            curve.censored += censored;
            at_risk -= events + censored;
        }
        curve
    }
}

/// The band around a survival with Greenwood's sum; nobody has left: it is certain so far.
fn band(survival: f64, variance: f64) -> Option<(f64, f64)> {
    if survival >= 1.0 {
        return Some((1.0, 1.0));
    }
    if survival <= 0.0 {
        return None;
    }
    let log = survival.ln();
    let reach = (Z * variance.sqrt() / log.abs()).exp();
    Some((survival.powf(reach), survival.powf(reach.recip())))
}

/// Collects the curve over everybody and one for each slice.
pub(super) struct Curves {
    over: Over,
    whole: Leavers,
    slices: BTreeMap<SliceKey, Leavers>,
}

impl Curves {
    pub(super) fn new(over: Over) -> Self {
        Self { over, whole: Leavers::default(), slices: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, rows: &MetricRows) {
        self.whole.add(&rows.whole);
        for (key, row) in &rows.slices {
            self.slices.entry(*key).or_default().add(row);
        }
    }

    /// The curves: first that of everybody.
    pub(super) fn finish(self) -> CurveSummary {
        let whole = std::iter::once((None, self.whole.finish()));
        let slices = self.slices.into_iter().map(|(key, leavers)| (Some(key), leavers.finish()));
        CurveSummary { over: self.over, drawn: whole.chain(slices).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(times: &[(i64, bool)]) -> Curve {
        let mut leavers = Leavers::default();
        for (time, left) in times {
            leavers.add(&Row::of(vec![Value::Bool(*left), Value::Integer(*time)]));
        }
        leavers.finish()
    }

    /// The remission times (weeks) of the 21 patients treated with 6-mercaptopurine in E. J. Freireich and others, "The
    /// effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia", Blood 21, 1963: the
    /// table of most textbooks. `true`: the remission ended.
    const FREIREICH: [(i64, bool); 21] = [
        (6, true),
        (6, true),
        (6, true),
        (6, false),
        (7, true),
        (9, false),
        (10, true),
        (10, false),
        (11, false),
        (13, true),
        (16, true),
        (17, false),
        (19, false),
        (20, false),
        (22, true),
        (23, true),
        (25, false),
        (32, false),
        (32, false),
        (34, false),
        (35, false),
    ];

    #[test]
    fn the_textbook_table_comes_out() {
        let curve = curve(&FREIREICH);
        assert_eq!((curve.accounts, curve.events, curve.censored, curve.median), (21, 9, 12, Some(23)));
        // By hand: 18/21, times 16/17, times 14/15, times 11/12, times 10/11, times 6/7, times 5/6.
        let table = [
            (6, 21, 3, 0.857_142_857_142_857_1),
            (7, 17, 1, 0.806_722_689_075_630_3),
            (10, 15, 1, 0.752_941_176_470_588_2),
            (13, 12, 1, 0.690_196_078_431_372_5),
            (16, 11, 1, 0.627_450_980_392_156_9),
            (22, 7, 1, 0.537_815_126_050_420_2),
            (23, 6, 1, 0.448_179_271_708_683_5),
        ];
        let events: Vec<&Point> = curve.points.iter().filter(|point| point.events > 0).collect();
        assert_eq!(events.len(), table.len());
        for (point, (time, at_risk, left, survival)) in events.into_iter().zip(table) {
            assert_eq!((point.time, point.at_risk, point.events), (time, at_risk, left));
            assert!((point.survival - survival).abs() < 1e-12, "{point:?}");
        }
        // The variance at week 6 by hand: 3 / (21 x 18); exp(-exp(log(-log S) +- z sqrt(V) / log S)).
        let six = curve.points[0];
        let sum: f64 = 3.0 / (21.0 * 18.0);
        let (inner, reach) =
            ((-(0.857_142_857_142_857_1_f64.ln())).ln(), 1.959_963_984_540_054 * sum.sqrt() / 0.154_150_679_827_258_3);
        assert!((six.low.unwrap() - (-(inner + reach).exp()).exp()).abs() < 1e-12);
        assert!((six.high.unwrap() - (-(inner - reach).exp()).exp()).abs() < 1e-12);
    }

    #[test]
    fn who_left_at_a_time_left_before_who_was_last_seen_then() {
        let curve = curve(&[(5, false), (5, true)]);
        assert_eq!(curve.points.len(), 1);
        assert_eq!((curve.points[0].at_risk, curve.points[0].survival, curve.median), (2, 0.5, Some(5)));
    }

    #[test]
    fn an_exact_half_is_the_median_whatever_rounding_leaves_of_it() {
        // Sixty leave one after the other: the product of 59/60, 58/59, ... is a half at the 30th, give or take rounding.
        for people in [6, 10, 22, 46, 60, 94] {
            let times: Vec<_> = (1..=people).map(|time| (time, true)).collect();
            assert_eq!(curve(&times).median, Some(people / 2), "{people}");
        }
    }

    #[test]
    fn nobody_leaves_or_everybody_does() {
        let nobody = curve(&[(3, false)]);
        assert_eq!((nobody.points[0].survival, nobody.points[0].low, nobody.median), (1.0, Some(1.0), None));
        let everybody = curve(&[(3, true)]);
        assert_eq!((everybody.points[0].survival, everybody.points[0].low, everybody.median), (0.0, None, Some(3)));
        assert_eq!(curve(&[]), Curve::default());
    }
}
