//! What was collected of one column, as the numbers that a result holds.

use serde_json::{Map, Number, Value as Json, json};

use super::{Asked, Collected, ColumnSummary, FollowUp, Proportion, Running};
use crate::chart::Bins;
use crate::engine::bootstrap::bootstrap;
use crate::engine::statistics::{mean, quantile, real, std, wilson};
use crate::metric::{Column, ColumnKind};
use crate::request::Aggregator;
use crate::wiki::{Span, Timestamp};

/// The sum of a column: exact where its values are whole.
#[derive(Clone, Copy)]
pub(super) enum Sum {
    Whole(i128),
    Real(f64),
}

impl Sum {
    pub(super) fn real(self) -> f64 {
        match self {
            Self::Whole(sum) => real(whole(sum)),
            Self::Real(sum) => sum,
        }
    }

    pub(super) fn less(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole(sum), Self::Whole(other)) => Self::Whole(sum - other),
            _ => Self::Real(self.real() - other.real()),
        }
    }

    pub(super) fn json(self) -> Json {
        match self {
            Self::Whole(sum) => json!(whole(sum)),
            Self::Real(sum) => number(Some(sum)),
        }
    }
}

/// A sum as JSON holds it.
fn whole(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

pub(super) fn number(value: Option<f64>) -> Json {
    value.and_then(Number::from_f64).map_or(Json::Null, Json::Number)
}

impl Collected {
    pub(super) fn sum_of(&self, column: &Column) -> Sum {
        if column.kind == ColumnKind::Number { Sum::Real(self.real_sum) } else { Sum::Whole(self.sum) }
    }

    pub(super) fn finish(mut self, column: &Column, asked: Asked<'_>) -> ColumnSummary {
        let judged = self.numbers.len() as u64;
        // Sums of numbers are made in the order of the rows, so that they are the same each time.
        let in_order = self.numbers.clone();
        self.numbers.sort_unstable_by(f64::total_cmp);
        let mut values = Map::new();
        let wanted = |one: &Aggregator| one.takes(column.kind) && asked.wants(*one, column.kind);
        for aggregator in Aggregator::ALL.into_iter().filter(wanted) {
            // A distribution is the other numbers and this.
            let name = if aggregator == Aggregator::Dist { "histogram" } else { aggregator.as_str() };
            values.insert(name.to_owned(), self.value(aggregator, column.kind, &in_order));
        }
        let shared = self.shared.as_ref().filter(|_| column.is_shared());
        if let Some(shared) = shared {
            values.insert(Aggregator::Unduplicated.as_str().to_owned(), json!(shared.len()));
        }
        self.add_intervals(&mut values, column.kind, asked);
        let follow_up = self.followed.map(|(shortest, longest)| FollowUp {
            shortest: Span::from_seconds(shortest),
            longest: Span::from_seconds(longest),
        });
        ColumnSummary {
            judged,
            early: self.early,
            undefined: self.undefined,
            values,
            follow_up,
            complete_at: self.complete_at,
        }
    }

    fn value(&self, aggregator: Aggregator, kind: ColumnKind, in_order: &[f64]) -> Json {
        let ascending = &self.numbers;
        let real = |value: Option<f64>| match kind {
            ColumnKind::Timestamp => value.map_or(Json::Null, instant),
            _ => number(value),
        };
        if let Some(share) = aggregator.quantile() {
            return real(quantile(ascending, share));
        }
        match aggregator {
            Aggregator::Sum => match kind {
                ColumnKind::Map => json!(self.by_namespace),
                ColumnKind::Number => number(Some(self.real_sum)),
                _ => json!(whole(self.sum)),
            },
            Aggregator::Mean => real(mean(in_order)),
            Aggregator::Std => real(std(in_order)),
            Aggregator::Min => self.extreme(ascending.first(), kind),
            Aggregator::Max => self.extreme(ascending.last(), kind),
            Aggregator::Proportion => json!(self.proportion(in_order.len() as u64, kind)),
            Aggregator::Dist => self.histogram(kind),
            // A rate is made of two columns, where all are at hand; quantiles are above.
            _ => Json::Null,
        }
    }

    fn histogram(&self, kind: ColumnKind) -> Json {
        Bins::of(&self.numbers, kind == ColumnKind::Integer)
            .map_or(Json::Null, |bins| json!({"edges": bins.edges(), "counts": bins.counts()}))
    }

    /// Puts an interval beside the mean and the median, where they are there.
    fn add_intervals(&self, values: &mut Map<String, Json>, kind: ColumnKind, asked: Asked<'_>) {
        let there =
            [Aggregator::Mean, Aggregator::Median].map(|one| one.takes(kind) && values.contains_key(one.as_str()));
        let Some(seed) = asked.seed.filter(|_| there != [false, false]) else { return };
        let intervals = bootstrap(&self.numbers, seed, asked.control);
        let json = |ends: Option<[f64; 2]>| match (ends, kind) {
            (Some(ends), ColumnKind::Timestamp) => json!(ends.map(instant)),
            (ends, _) => json!(ends),
        };
        if there[0] {
            values.insert("mean_interval".to_owned(), json(intervals.map(|intervals| intervals.mean)));
        }
        if there[1] {
            values.insert("median_interval".to_owned(), json(intervals.map(|intervals| intervals.median)));
        }
    }

    /// The least or greatest value, whole where the column is.
    fn extreme(&self, value: Option<&f64>, kind: ColumnKind) -> Json {
        let _ = self;
        match (value, kind) {
            (Some(value), ColumnKind::Integer) => {
                #[expect(clippy::cast_possible_truncation, reason = "it was a whole number of 64 bits")]
                let integer = *value as i64;
                json!(integer)
            }
            (Some(value), ColumnKind::Timestamp) => instant(*value),
            (value, _) => number(value.copied()),
        }
    }

    fn proportion(&self, total: u64, kind: ColumnKind) -> Proportion {
        let Running { early, open } = self.running;
        let everybody = total + early + open;
        let share = |part: u64, of: u64| {
            let real_of = |count: u64| real(i64::try_from(count).unwrap_or(i64::MAX));
            (of > 0).then(|| real_of(part) / real_of(of))
        };
        let least = share(self.yes + early, everybody);
        let most = share(self.yes + early + open, everybody);
        let settled = kind != ColumnKind::Number;
        let interval = wilson(self.yes, total).filter(|_| self.followed.is_none());
        Proportion {
            total,
            positive: self.yes,
            rate: share(self.yes, total),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            bounds: least.zip(most).map(|(least, most)| [least, most]).filter(|_| settled),
        }
    }
}

fn instant(seconds: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "it was an instant")]
    let seconds = seconds.round() as i64;
    json!(Timestamp::from_unix(seconds))
}
