//! What others see of a result by a link: totals over everybody, and none over fewer than ten.
//!
//! A [`Shared`] is made of a frozen head and holds nothing but what anybody may see. The page for others and its files
//! are written from it alone, so that what it does not hold cannot be shown. It takes over what it knows to be a total;
//! whatever else a result may come to hold stays private until somebody adds it here.

pub mod csv;
pub mod store;
mod title;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::document::{Aggregate, ColumnHead, DataHead, Head, MetricHead, WindowHead};
use crate::engine::{ColumnSummary, Over, Proportion};
use crate::platform::ids::ResultId;
use crate::wiki::Timestamp;

pub use title::{ShareTitle, ShareTitleError};

/// The least number of people, and of accounts that were judged, of whom a number is shown.
pub const LEAST: u64 = 10;

/// What `format` says in a document of this form.
pub const FORMAT: &str = "usermetrics-totals/1";

/// The totals of a result. Fields stand in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shared {
    /// [`FORMAT`].
    pub format: &'static str,
    /// The title that its owner typed for others.
    pub title: ShareTitle,
    /// The result that they are of.
    pub result: ResultId,
    /// People in the cohort; `None` for fewer than [`LEAST`].
    pub people: Option<u64>,
    /// Where the numbers come from, one entry for each wiki.
    pub data: Vec<DataHead>,
    /// The metrics, in the order asked.
    pub metrics: Vec<SharedMetric>,
    /// When the names were deleted, if they were.
    pub names_deleted_at: Option<Timestamp>,
    /// The program that computed it.
    pub program: String,
    /// When it was computed.
    pub computed_at: Timestamp,
}

/// A metric and its totals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedMetric {
    /// What the request calls it.
    pub label: String,
    /// Name of the metric.
    pub metric: String,
    /// Version of its definition.
    pub version: u32,
    /// Its parameters.
    pub parameters: Json,
    /// Its window.
    pub window: WindowHead,
    /// What was counted, in one English sentence.
    pub definition: String,
    /// The columns that have totals, or would have if more people were judged.
    pub columns: Vec<SharedColumn>,
}

/// A column and its totals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedColumn {
    /// Name.
    pub name: String,
    /// Type: boolean, integer, number, map.
    #[serde(rename = "type")]
    pub kind: String,
    /// Unit, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The totals; `None` where fewer than [`LEAST`] were judged.
    pub totals: Option<Totals>,
}

/// The totals of a column. What was not asked for is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Accounts that were judged.
    pub judged: u64,
    /// Sum; of a column by namespace, over all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<serde_json::Number>,
    /// Mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The 95 % interval of the mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_interval: Option<[f64; 2]>,
    /// Distinct pages or people over everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unduplicated: Option<u64>,
    /// Share of a yes, or of numbers above zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proportion: Option<Share>,
    /// The rate over everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
}

/// A share. The bounds that hold whatever happens are left out: they tell how many are not yet judged, who may be few.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Accounts that were judged.
    pub total: u64,
    /// How many of them say yes.
    pub positive: u64,
    /// The share.
    pub rate: Option<f64>,
    /// The 95 % Wilson interval, lower end. Absent where accounts were followed for different lengths of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

/// A rate that is pooled over everybody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// The sum above.
    pub numerator: f64,
    /// The sum below.
    pub denominator: f64,
    /// One over the other; `None` of nothing.
    pub pooled: Option<f64>,
}

impl Shared {
    /// What others see of a result under this title.
    #[must_use]
    pub fn of(head: &Head, title: ShareTitle) -> Self {
        let enough = head.cohort.people >= LEAST;
        Self {
            format: FORMAT,
            title,
            result: head.id.clone(),
            people: Some(head.cohort.people).filter(|_| enough),
            data: head.data.clone(),
            metrics: head.metrics.iter().map(|metric| SharedMetric::of(metric, enough)).collect(),
            names_deleted_at: head.names_deleted_at,
            program: head.program.clone(),
            computed_at: head.computed_at,
        }
    }
}

impl SharedMetric {
    fn of(metric: &MetricHead, enough: bool) -> Self {
        let columns = metric.columns.iter().filter(|column| column.kind != "timestamp");
        Self {
            label: metric.label.clone(),
            metric: metric.metric.clone(),
            version: metric.version,
            parameters: metric.parameters.clone(),
            window: metric.window.clone(),
            definition: metric.definition.clone(),
            columns: columns.map(|column| SharedColumn::of(metric, column, enough)).collect(),
        }
    }

    /// The totals of a column; `None` where they are left out.
    #[must_use]
    pub fn totals(&self, column: &str) -> Option<&Totals> {
        self.columns.iter().find(|one| one.name == column)?.totals.as_ref()
    }
}

impl SharedColumn {
    fn of(metric: &MetricHead, column: &ColumnHead, enough: bool) -> Self {
        let summary = metric.summary(&column.name).filter(|_| enough && judged(metric, &column.name) >= LEAST);
        Self {
            name: column.name.clone(),
            kind: column.kind.clone(),
            unit: column.unit.clone(),
            totals: summary.map(|summary| Totals::of(&summary)),
        }
    }
}

/// How many were judged: the fewest of accounts and of people, so that two people with ten accounts are two.
fn judged(metric: &MetricHead, column: &str) -> u64 {
    let everybody = |one: &&Aggregate| one.slice.is_none() && matches!(one.over, Over::Cohort | Over::People);
    let summaries = metric.aggregates.iter().filter(everybody).filter_map(|one| one.columns.get(column));
    summaries.map(|summary| summary.get("judged").and_then(Json::as_u64).unwrap_or(0)).min().unwrap_or(0)
}

impl Totals {
    fn of(summary: &ColumnSummary) -> Self {
        let of = |name: &str| summary.values.get(name);
        let share = |share: Proportion| Share {
            total: share.total,
            positive: share.positive,
            rate: share.rate,
            low: share.low,
            high: share.high,
        };
        Self {
            judged: summary.judged,
            sum: of("sum").and_then(sum),
            mean: of("mean").and_then(Json::as_f64),
            mean_interval: of("mean_interval").and_then(|ends| serde_json::from_value(ends.clone()).ok()),
            unduplicated: of("unduplicated").and_then(Json::as_u64),
            proportion: summary.proportion().map(share),
            rate: of("rate").and_then(Json::as_object).and_then(Rate::of),
        }
    }
}

/// One number; of numbers by namespace the sum of all, since a namespace may be that of one person.
fn sum(value: &Json) -> Option<serde_json::Number> {
    match value {
        Json::Number(number) => Some(number.clone()),
        Json::Object(map) => Some(map.values().filter_map(Json::as_i64).sum::<i64>().into()),
        _ => None,
    }
}

impl Rate {
    fn of(rate: &Map<String, Json>) -> Option<Self> {
        let of = |name: &str| rate.get(name).and_then(Json::as_f64);
        Some(Self { numerator: of("numerator")?, denominator: of("denominator")?, pooled: of("pooled") })
    }
}

#[cfg(test)]
mod tests;
