//! Every number of a result in one table, for who wants more than the band shows.

use serde_json::Value as Json;

use super::measured::Measured;
use crate::engine::ColumnSummary;
use crate::metric::{Column, ColumnKind, Combine};
use crate::msg;
use crate::text::{Language, Message, percent, rounded};
use crate::wiki::namespace;

/// The columns of the table after the name.
pub(super) const HEADS: [&str; 8] = [
    "result-number-judged",
    "result-number-sum",
    "result-number-mean",
    "result-number-median",
    "result-number-std",
    "result-number-min",
    "result-number-max",
    "result-number-share",
];

/// One column of a metric, or one namespace of it.
pub(super) struct NumberRow {
    /// What is counted.
    pub(super) label: Message,
    /// The metric it belongs to, where that is called otherwise.
    pub(super) metric: Option<Message>,
    /// In the order of [`HEADS`]; `None` where a number has no meaning.
    pub(super) cells: Vec<Option<Message>>,
}

/// Every column of every metric.
pub(super) fn rows(metrics: &[Measured<'_>], language: &Language) -> Vec<NumberRow> {
    let mut rows = Vec::new();
    for metric in metrics {
        for column in metric.statement().map_or(&[][..], |statement| statement.columns) {
            if let Some(summary) = metric.head.summary(column.name) {
                rows.push(row(metric, column, &summary, language));
                rows.extend(namespaces(metric, &summary));
            }
        }
    }
    rows
}

fn row(metric: &Measured<'_>, column: &Column, summary: &ColumnSummary, language: &Language) -> NumberRow {
    let number = |name: &str| match summary.values.get(name) {
        Some(Json::Number(number)) => Some(match number.as_i64() {
            Some(whole) => msg!("plain", whole),
            None => msg!("plain", rounded(number.as_f64()?)),
        }),
        // Of numbers by namespace the sum is that of all.
        Some(Json::Object(map)) => Some(msg!("plain", map.values().filter_map(Json::as_i64).sum::<i64>())),
        _ => None,
    };
    // Only of what cannot be below zero do the others have none.
    let is_share = match column.kind {
        ColumnKind::Boolean => true,
        ColumnKind::Integer => summary.number("min").is_some_and(|least| least >= 0.0),
        ColumnKind::Number | ColumnKind::Timestamp | ColumnKind::Map => false,
    };
    let share = summary.proportion().filter(|_| is_share).and_then(|share| Some(percent(share.rate?, share.total)));
    let mut cells = vec![Some(msg!("plain", summary.judged))];
    cells.push(number("sum").filter(|_| column.combine == Combine::Sum));
    cells.extend(["mean", "median", "std", "min", "max"].map(number));
    cells.push(share);
    let (label, metric) = (Message::new(column.label), metric.label());
    let metric = (language.text(&label) != language.text(&metric)).then_some(metric);
    NumberRow { label, metric, cells }
}

fn namespaces(metric: &Measured<'_>, summary: &ColumnSummary) -> Vec<NumberRow> {
    let Some(Json::Object(map)) = summary.values.get("sum") else { return Vec::new() };
    let mut counts: Vec<(i32, i64)> =
        map.iter().filter_map(|(id, count)| Some((id.parse().ok()?, count.as_i64()?))).collect();
    counts.sort_unstable();
    counts
        .into_iter()
        .map(|(id, count)| {
            let mut cells = vec![Some(msg!("plain", summary.judged)), Some(msg!("plain", count))];
            cells.resize(HEADS.len(), None);
            NumberRow { label: namespace::name(id), metric: Some(metric.label()), cells }
        })
        .collect()
}
