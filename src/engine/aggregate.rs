//! The rows of a cohort as one row: only accounts whose window was over enter a sum, and everybody else is counted by
//! why not.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use self::values::{Sum, number};
use super::control::Control;
use super::statistics::{mean, real};
use crate::metric::judge::known_at;
use crate::metric::{ColumnKind, Counted, Row, Statement, Undefined, Value};
use crate::request::{Aggregator, Request};
use crate::wiki::{NamespaceId, Span, Timestamp};

/// What became of one column over the cohort. Serialised as the result document has it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnSummary {
    /// Accounts whose window was over and whose value is known: those that enter the numbers.
    pub judged: u64,
    /// Accounts with a yes before their window was over. Not in the numbers.
    pub early: u64,
    /// Accounts without a value, by reason.
    pub undefined: BTreeMap<Undefined, u64>,
    /// One entry for each aggregator that takes the column, by its name.
    #[serde(flatten)]
    pub values: Map<String, Json>,
    /// For a look that goes on to where the data end: how long accounts were followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// When the last window that is still open ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_at: Option<Timestamp>,
}

/// Shortest and longest time that accounts were followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FollowUp {
    /// The shortest.
    pub shortest: Span,
    /// The longest.
    pub longest: Span,
}

/// A share, with its interval and the bounds that hold whatever happens.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Proportion {
    /// Accounts that were judged.
    pub total: u64,
    /// How many of them say yes.
    pub positive: u64,
    /// The share; `None` of nobody.
    pub rate: Option<f64>,
    /// The 95 % Wilson interval, lower end. Absent where accounts were followed for different lengths of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Between which shares the rate of everybody anchored by now must end, whatever the open ones do. `None` of nobody,
    /// and for rates and lengths of time: those who wait may end without a value.
    pub bounds: Option<[f64; 2]>,
}

impl ColumnSummary {
    /// A plain number among the aggregates: `mean`, `median`, `sum` ...
    #[must_use]
    pub fn number(&self, aggregator: &str) -> Option<f64> {
        self.values.get(aggregator)?.as_f64()
    }

    /// The share, where it was asked for.
    #[must_use]
    pub fn proportion(&self) -> Option<Proportion> {
        serde_json::from_value(self.values.get("proportion")?.clone()).ok()
    }

    /// Accounts whose window is not over.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.undefined.get(&Undefined::WindowOpen).copied().unwrap_or(0)
    }
}

/// Collects the rows of one metric.
pub(super) struct Collector {
    statement: &'static Statement,
    columns: Vec<Collected>,
    rows: u64,
}

/// What has been collected of one column.
#[derive(Default)]
struct Collected {
    numbers: Vec<f64>,
    /// Exact sum of whole numbers.
    sum: i128,
    /// Sum of other numbers, in the order of the rows.
    real_sum: f64,
    yes: u64,
    by_namespace: BTreeMap<NamespaceId, i64>,
    early: u64,
    undefined: BTreeMap<Undefined, u64>,
    /// Accounts that answer before their window is over, or may still answer, and whose clock runs.
    running: Running,
    complete_at: Option<Timestamp>,
    followed: Option<(i64, i64)>,
    /// Pages, or people who are a yes: each once, where that is asked for.
    shared: Option<HashSet<(usize, u64)>>,
}

/// Accounts whose clock runs: with those judged they are everybody whom the bounds of a share are about. Somebody whose
/// event lies after the end of the data is not among them.
#[derive(Clone, Copy, Default)]
struct Running {
    early: u64,
    open: u64,
}

/// What is asked of every column.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    aggregators: &'a [Aggregator],
    /// Where the chance of intervals starts; `None` where none are asked for.
    seed: Option<u64>,
    control: &'a Control,
}

impl<'a> Asked<'a> {
    pub(super) fn of(request: &'a Request, control: &'a Control) -> Self {
        Self { aggregators: &request.aggregators, seed: request.intervals.then_some(request.seed), control }
    }

    /// Whether one of the aggregators is asked for, by its name or as a part of the distribution.
    fn wants(self, aggregator: Aggregator, kind: ColumnKind) -> bool {
        let dist = Aggregator::Dist.takes(kind) && self.aggregators.contains(&Aggregator::Dist);
        dist || self.aggregators.contains(&aggregator)
    }
}

impl Collector {
    /// `each_once`: what several accounts share is to be counted once.
    pub(super) fn new(statement: &'static Statement, each_once: bool) -> Self {
        let column = |_| Collected { shared: each_once.then(HashSet::new), ..Collected::default() };
        Self { statement, columns: statement.columns.iter().map(column).collect(), rows: 0 }
    }

    /// Rows collected.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds the row of an account, or of a person. `person`: whose it is.
    pub(super) fn add(&mut self, row: &Row, person: u32) {
        self.rows += 1;
        for (place, (column, value)) in self.columns.iter_mut().zip(&row.values).enumerate() {
            if row.early || *value == Value::Undefined(Undefined::WindowOpen) {
                let known_at = known_at(row.known_at, &row.known_by_column, place);
                column.complete_at = column.complete_at.max(known_at);
            }
            if row.early {
                column.early += 1;
                column.running.early += u64::from(row.begun);
                continue;
            }
            if let Value::Undefined(reason) = value {
                *column.undefined.entry(*reason).or_default() += 1;
                column.running.open += u64::from(row.begun && *reason == Undefined::WindowOpen);
                continue;
            }
            column.take(value);
            column.share(value, &row.counted, person);
            if let Some(seconds) = row.followed {
                let (shortest, longest) = column.followed.unwrap_or((seconds, seconds));
                column.followed = Some((shortest.min(seconds), longest.max(seconds)));
            }
        }
    }

    /// The summaries, by column.
    pub(super) fn finish(self, asked: Asked<'_>) -> Vec<(&'static str, ColumnSummary)> {
        let rate = self.statement.rate.filter(|_| asked.wants(Aggregator::Rate, ColumnKind::Number));
        let sums: BTreeMap<&str, Sum> = self
            .statement
            .columns
            .iter()
            .zip(&self.columns)
            .map(|(column, one)| (column.name, one.sum_of(column)))
            .collect();
        let columns = self.statement.columns.iter().zip(&self.columns);
        let mut rates = columns.filter(|(column, _)| rate.is_some_and(|rate| rate.column == column.name));
        let means = rates.next().map(|(_, collected)| number(mean(&collected.numbers)));
        let mut summaries: Vec<(&'static str, ColumnSummary)> = self
            .statement
            .columns
            .iter()
            .zip(self.columns)
            .map(|(column, collected)| (column.name, collected.finish(column, asked)))
            .collect();
        if let Some((rate, mean)) = rate.zip(means)
            && let Some((_, summary)) = summaries.iter_mut().find(|(name, _)| *name == rate.column)
        {
            let sum = |name: &str| sums.get(name).copied().unwrap_or(Sum::Whole(0));
            let (above, below) =
                (sum(rate.numerator), sum(rate.denominator).less(rate.less.map_or(Sum::Whole(0), sum)));
            let pooled = (below.real() > 0.0).then(|| above.real() / below.real());
            summary.values.insert(
                Aggregator::Rate.as_str().to_owned(),
                json!({"numerator": above.json(), "denominator": below.json(), "pooled": pooled,
                       "mean_of_rates": mean}),
            );
        }
        summaries
    }
}

impl Collected {
    /// Keeps what several accounts may share.
    fn share(&mut self, value: &Value, counted: &Counted, person: u32) {
        let Some(shared) = &mut self.shared else { return };
        match (value, counted) {
            (Value::Bool(true), _) => {
                shared.insert((0, u64::from(person)));
            }
            (_, Counted::Pages(pages)) => shared.extend(pages),
            _ => {}
        }
    }

    fn take(&mut self, value: &Value) {
        match value {
            Value::Bool(yes) => {
                self.numbers.push(f64::from(u8::from(*yes)));
                self.yes += u64::from(*yes);
                self.sum += i128::from(*yes);
            }
            Value::Integer(integer) => {
                self.numbers.push(real(*integer));
                self.yes += u64::from(*integer > 0);
                self.sum += i128::from(*integer);
            }
            Value::Number(real) => {
                self.numbers.push(*real);
                self.real_sum += real;
                self.yes += u64::from(*real > 0.0);
            }
            Value::Time(instant) => self.numbers.push(real(instant.unix())),
            Value::Map(map) => {
                self.numbers.push(0.0);
                for (namespace, count) in map {
                    *self.by_namespace.entry(*namespace).or_default() += count;
                }
            }
            Value::Undefined(_) => {}
        }
    }
}

mod values;

#[cfg(test)]
mod tests;
