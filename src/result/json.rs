//! The result document as JSON, written as it is read: rows never stand in memory together.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::document::{Head, MetricHead};
use super::rows_file::{AccountLine, RowLine, RowsFile};
use crate::metric::SliceKey;

/// Writes the document: keys in their fixed order, one row a line.
///
/// # Errors
///
/// The rows cannot be read, or `out` cannot be written.
pub fn write(head: &Head, rows: &RowsFile, out: &mut dyn Write) -> io::Result<()> {
    // The head knows every key and its order; only the rows are put in between.
    let Json::Object(fields) = serde_json::to_value(head)? else { return Ok(()) };
    out.write_all(b"{")?;
    for (place, (name, value)) in fields.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        write!(out, "\n  {}: ", Json::from(name.as_str()))?;
        if name == "metrics" {
            write_metrics(head, rows, out)?;
        } else {
            serde_json::to_writer(&mut *out, value)?;
        }
    }
    out.write_all(b"\n}\n")
}

fn write_metrics(head: &Head, rows: &RowsFile, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (place, metric) in head.metrics.iter().enumerate() {
        out.write_all(if place > 0 { b",\n" } else { b"\n" })?;
        write_metric(metric, place, rows, out)?;
    }
    out.write_all(b"]")
}

fn write_metric(metric: &MetricHead, place: usize, rows: &RowsFile, out: &mut dyn Write) -> io::Result<()> {
    let Json::Object(fields) = serde_json::to_value(metric)? else { return Ok(()) };
    out.write_all(b"    {")?;
    for (number, (name, value)) in fields.iter().enumerate() {
        if name == "aggregates" {
            out.write_all(b",\n      \"rows\": [")?;
            let mut separator: &[u8] = b"\n        ";
            for account in rows.open()? {
                let account = account?;
                for line in account.rows.get(place).into_iter().flatten() {
                    out.write_all(separator)?;
                    serde_json::to_writer(&mut *out, &row(metric, &account, line))?;
                    separator = b",\n        ";
                }
            }
            out.write_all(b"]")?;
        }
        write!(out, "{}\n      {}: ", if number > 0 { "," } else { "" }, Json::from(name.as_str()))?;
        serde_json::to_writer(&mut *out, value)?;
    }
    out.write_all(b"}")
}

/// A row of the document.
#[derive(Serialize)]
struct DocumentRow<'a> {
    wiki: &'a str,
    user_id: Option<u64>,
    user_name: &'a str,
    slice: Option<SliceKey>,
    values: &'a [Json],
    early: bool,
    undefined: Map<String, Json>,
}

fn row<'a>(metric: &MetricHead, account: &'a AccountLine, line: &'a RowLine) -> DocumentRow<'a> {
    let name = |column: usize| metric.columns.get(column).map_or("", |column| column.name.as_str());
    let undefined = line.undefined.iter();
    DocumentRow {
        wiki: account.wiki.as_str(),
        user_id: account.user_id.map(crate::platform::ids::AccountId::get),
        user_name: &account.user_name,
        slice: line.slice,
        values: &line.values,
        early: line.early,
        undefined: undefined.map(|(column, reason)| (name(*column).to_owned(), json!(reason))).collect(),
    }
}
