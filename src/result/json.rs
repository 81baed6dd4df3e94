//! The result document as JSON, written as it is read: rows never stand in memory together.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::document::{Head, MetricHead};
use super::rows_file::{RowLine, RowsFile};
use crate::metric::SliceKey;
use crate::platform::ids::AccountId;
use crate::wiki::WikiName;

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
        write_metric(metric, place, rows, head.data.len() > 1, out)?;
    }
    out.write_all(b"]")
}

fn write_metric(
    metric: &MetricHead,
    place: usize,
    rows: &RowsFile,
    several: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Json::Object(fields) = serde_json::to_value(metric)? else { return Ok(()) };
    out.write_all(b"    {")?;
    for (number, (name, value)) in fields.iter().enumerate() {
        if name == "aggregates" {
            out.write_all(b",\n      \"rows\": [")?;
            write_rows(metric, place, rows, out)?;
            if several {
                out.write_all(b",\n      \"people\": [")?;
                write_people(metric, place, rows, out)?;
            }
        }
        write!(out, "{}\n      {}: ", if number > 0 { "," } else { "" }, Json::from(name.as_str()))?;
        serde_json::to_writer(&mut *out, value)?;
    }
    out.write_all(b"}")
}

fn write_rows(metric: &MetricHead, place: usize, rows: &RowsFile, out: &mut dyn Write) -> io::Result<()> {
    let mut list = List::new(out);
    for account in rows.open()? {
        let account = account?;
        for line in account.rows.get(place).into_iter().flatten() {
            list.add(&DocumentRow {
                wiki: account.wiki.as_str(),
                user_id: account.user_id.map(AccountId::get),
                user_name: &account.user_name,
                row: said(metric, line),
            })?;
        }
    }
    list.end()
}

fn write_people(metric: &MetricHead, place: usize, rows: &RowsFile, out: &mut dyn Write) -> io::Result<()> {
    let mut list = List::new(out);
    for person in rows.people()? {
        let person = person?;
        for line in person.rows.get(place).into_iter().flatten() {
            list.add(&PersonRow { person: &person.person, wikis: &person.wikis, row: said(metric, line) })?;
        }
    }
    list.end()
}

/// A list of the document, one row a line.
struct List<'a> {
    out: &'a mut dyn Write,
    separator: &'static [u8],
}

impl<'a> List<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self { out, separator: b"\n        " }
    }

    fn add(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.out.write_all(self.separator)?;
        self.separator = b",\n        ";
        Ok(serde_json::to_writer(&mut *self.out, row)?)
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(b"]")
    }
}

/// A row of the document.
#[derive(Serialize)]
struct DocumentRow<'a> {
    wiki: &'a str,
    user_id: Option<u64>,
    user_name: &'a str,
    #[serde(flatten)]
    row: Said<'a>,
}

/// A row of the document about a person.
#[derive(Serialize)]
struct PersonRow<'a> {
    person: &'a str,
    wikis: &'a [WikiName],
    #[serde(flatten)]
    row: Said<'a>,
}

/// What every row says.
#[derive(Serialize)]
struct Said<'a> {
    slice: Option<SliceKey>,
    values: &'a [Json],
    early: bool,
    undefined: Map<String, Json>,
}

fn said<'a>(metric: &MetricHead, line: &'a RowLine) -> Said<'a> {
    let name = |column: usize| metric.columns.get(column).map_or("", |column| column.name.as_str());
    let undefined = line.undefined.iter();
    Said {
        slice: line.slice,
        values: &line.values,
        early: line.early,
        undefined: undefined.map(|(column, reason)| (name(*column).to_owned(), json!(reason))).collect(),
    }
}
