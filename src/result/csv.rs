//! Rows as a table for spreadsheets: one line for each account, columns `label.column`.
//!
//! Beside each column stands `label.column_undefined`, the reason where a value is not known. A map is spread over one
//! column for each key that occurs. Metrics that answer yes or no end with `label.early`: a yes before its time is over
//! belongs in no share.
//!
//! Where time is cut into slices there is one line for each account and slice, and the slice stands after the name, in
//! a column for each of `time`, `anchor` and `age` that occurs.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::Value as Json;

use super::document::{ColumnHead, Head};
use super::rows_file::{AccountLine, RowLine, RowsFile};
use crate::metric::SliceKey;
use crate::text::csv_cell;
use crate::wiki::Timestamp;

/// What stands between the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// CSV.
    Comma,
    /// TSV.
    Tab,
}

/// Where the cells of one column of a metric come from.
enum Cells<'a> {
    One(&'a ColumnHead),
    Spread(&'a ColumnHead, Vec<String>),
}

/// Writes every account's rows.
///
/// # Errors
///
/// The rows cannot be read, or `out` cannot be written.
pub fn write(head: &Head, rows: &RowsFile, separator: Separator, out: &mut dyn Write) -> io::Result<()> {
    let delimiter = match separator {
        Separator::Comma => b',',
        Separator::Tab => b'\t',
    };
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    let layout = layout(head, rows)?;
    let cut = Cut::of(head);
    table.write_record(header(head, &cut, &layout))?;
    for account in rows.open()? {
        let account = account?;
        for slice in slices_of(&account) {
            table.write_record(line(&layout, &cut, &account, slice))?;
        }
    }
    table.flush()
}

/// The columns in which a slice is written.
struct Cut {
    time: bool,
    anchor: bool,
    age: bool,
}

impl Cut {
    fn of(head: &Head) -> Self {
        let keys = || head.metrics.iter().flat_map(|metric| &metric.aggregates).filter_map(|one| one.slice);
        Self {
            time: keys().any(|key| matches!(key, SliceKey::Time(_))),
            anchor: keys().any(|key| matches!(key, SliceKey::Anchor(_) | SliceKey::AnchorAge(..))),
            age: keys().any(|key| key.age().is_some()),
        }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let names = [(self.time, "slice_time"), (self.anchor, "slice_anchor"), (self.age, "slice_age")];
        names.into_iter().filter(|(occurs, _)| *occurs).map(|(_, name)| name)
    }

    fn cells(&self, slice: Option<SliceKey>) -> impl Iterator<Item = String> {
        let time = slice.filter(|key| matches!(key, SliceKey::Time(_))).and_then(SliceKey::start);
        let anchor = slice.filter(|key| !matches!(key, SliceKey::Time(_))).and_then(SliceKey::start);
        let age = slice.and_then(SliceKey::age);
        let start = |start: Option<Timestamp>| start.map(|start| start.to_string()).unwrap_or_default();
        let age = age.map(|age| age.to_string()).unwrap_or_default();
        let cells = [(self.time, start(time)), (self.anchor, start(anchor)), (self.age, age)];
        cells.into_iter().filter(|(occurs, _)| *occurs).map(|(_, cell)| cell)
    }
}

/// The slices of an account, those of all metrics together, in order; none is the slice of what is not cut.
fn slices_of(account: &AccountLine) -> BTreeSet<Option<SliceKey>> {
    account.rows.iter().flatten().map(|row| row.slice).collect()
}

/// The columns of every metric; maps are read through once to see which keys occur.
fn layout<'a>(head: &'a Head, rows: &RowsFile) -> io::Result<Vec<Vec<Cells<'a>>>> {
    let mut keys: Vec<Vec<BTreeSet<i64>>> =
        head.metrics.iter().map(|metric| metric.columns.iter().map(|_| BTreeSet::new()).collect()).collect();
    let has_maps = head.metrics.iter().any(|metric| metric.columns.iter().any(|column| column.kind == "map"));
    if has_maps {
        for account in rows.open()? {
            for (rows, keys) in account?.rows.iter().zip(&mut keys) {
                for row in rows {
                    for (value, keys) in row.values.iter().zip(&mut *keys) {
                        let names = value.as_object().into_iter().flat_map(serde_json::Map::keys);
                        keys.extend(names.filter_map(|name| name.parse::<i64>().ok()));
                    }
                }
            }
        }
    }
    let cells = |(column, keys): (&'a ColumnHead, BTreeSet<i64>)| match column.kind.as_str() {
        "map" => Cells::Spread(column, keys.iter().map(i64::to_string).collect()),
        _ => Cells::One(column),
    };
    Ok(head
        .metrics
        .iter()
        .zip(keys)
        .map(|(metric, keys)| metric.columns.iter().zip(keys).map(cells).collect())
        .collect())
}

fn header(head: &Head, cut: &Cut, layout: &[Vec<Cells<'_>>]) -> Vec<String> {
    let mut names: Vec<String> = ["wiki", "user_id", "user_name"].map(str::to_owned).to_vec();
    names.extend(cut.names().map(str::to_owned));
    for (metric, columns) in head.metrics.iter().zip(layout) {
        let label = &metric.label;
        for cells in columns {
            let column = match cells {
                Cells::One(column) => {
                    names.push(format!("{label}.{}", column.name));
                    column
                }
                Cells::Spread(column, keys) => {
                    names.extend(keys.iter().map(|key| format!("{label}.{}.{key}", column.name)));
                    column
                }
            };
            names.push(format!("{label}.{}_undefined", column.name));
        }
        if can_be_early(columns) {
            names.push(format!("{label}.early"));
        }
    }
    // A label is typed by people.
    names.into_iter().map(|name| csv_cell(&name).into_owned()).collect()
}

fn line(layout: &[Vec<Cells<'_>>], cut: &Cut, account: &AccountLine, slice: Option<SliceKey>) -> Vec<String> {
    let id = account.user_id.map(|id| id.to_string()).unwrap_or_default();
    let mut cells = vec![account.wiki.to_string(), id, csv_cell(&account.user_name).into_owned()];
    cells.extend(cut.cells(slice));
    for (columns, rows) in layout.iter().zip(&account.rows) {
        let row = rows.iter().find(|row| row.slice == slice);
        for (place, column) in columns.iter().enumerate() {
            let value = row.and_then(|row| row.values.get(place)).unwrap_or(&Json::Null);
            match column {
                Cells::One(_) => cells.push(plain(value)),
                Cells::Spread(_, keys) => {
                    cells.extend(keys.iter().map(|key| {
                        value.as_object().map_or(String::new(), |map| {
                            // Within a map that is known, a namespace without an entry has no edits.
                            map.get(key).map_or_else(|| "0".to_owned(), plain)
                        })
                    }));
                }
            }
            cells.push(row.map(|row| reason(row, place)).unwrap_or_default());
        }
        if can_be_early(columns) {
            cells.push(row.map(|row| row.early.to_string()).unwrap_or_default());
        }
    }
    cells
}

/// Whether a metric has an answer that can be known before its time is over.
fn can_be_early(columns: &[Cells<'_>]) -> bool {
    columns.iter().any(|cells| matches!(cells, Cells::One(column) if column.kind == "boolean"))
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn reason(row: &RowLine, place: usize) -> String {
    row.undefined.iter().find(|(column, _)| *column == place).map(|(_, reason)| reason.clone()).unwrap_or_default()
}
