//! The totals as a table for spreadsheets: one line for each column of a metric.

use std::io::{self, Write};

use super::{LEAST, Shared, SharedColumn, SharedMetric, Totals};
use crate::text::csv_cell;

const HEADS: [&str; 16] = [
    "label",
    "metric",
    "column",
    "unit",
    "judged",
    "sum",
    "mean",
    "unduplicated",
    "positive",
    "share",
    "share_low",
    "share_high",
    "numerator",
    "denominator",
    "left_out",
    "definition",
];

/// Writes the table.
///
/// # Errors
///
/// `out` cannot be written.
pub fn write(shared: &Shared, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADS)?;
    for metric in &shared.metrics {
        for column in &metric.columns {
            table.write_record(line(metric, column))?;
        }
    }
    table.flush()
}

fn line(metric: &SharedMetric, column: &SharedColumn) -> [String; HEADS.len()] {
    let text = |text: &str| csv_cell(text).into_owned();
    let left_out = if column.totals.is_none() { format!("fewer than {LEAST} judged") } else { String::new() };
    let Totals { judged, sum, mean, unduplicated, proportion, rate, .. } = column.totals.clone().unwrap_or_default();
    let share = proportion.and_then(|share| share.rate).or(rate.and_then(|rate| rate.pooled));
    [
        text(&metric.label),
        metric.metric.clone(),
        column.name.clone(),
        column.unit.clone().unwrap_or_default(),
        cell(column.totals.as_ref().map(|_| judged)),
        cell(sum),
        cell(mean),
        cell(unduplicated),
        cell(proportion.map(|share| share.positive)),
        cell(share),
        cell(proportion.and_then(|share| share.low)),
        cell(proportion.and_then(|share| share.high)),
        cell(rate.map(|rate| rate.numerator)),
        cell(rate.map(|rate| rate.denominator)),
        left_out,
        text(&metric.definition),
    ]
}

fn cell(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
