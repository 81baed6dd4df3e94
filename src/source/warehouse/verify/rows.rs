//! Looks at the rows of a snapshot: their order, and whether accounts lead to their rows.

use std::path::Path;

use parquet::errors::ParquetError;

use super::table::Table;
use super::{Fault, unreadable};
use crate::msg;
use crate::source::warehouse::layout::{Manifest, edit, event, file, log, name, user};
use crate::text::Message;

/// What is found wrong: a damaged file, or a fault of it.
enum Wrong {
    Unreadable(ParquetError),
    Fault(Message),
}

impl From<ParquetError> for Wrong {
    fn from(error: ParquetError) -> Self {
        Self::Unreadable(error)
    }
}

type Check = Result<(), Wrong>;

/// Looks at the rows of all tables.
pub(super) fn check_rows(dir: &Path, manifest: &Manifest, faults: &mut Vec<Fault>) {
    let mut note = |name: &str, check: Check| {
        let what = match check {
            Ok(()) => return,
            Err(Wrong::Unreadable(error)) => unreadable(&error),
            Err(Wrong::Fault(what)) => what,
        };
        faults.push(Fault::new(name, what));
    };
    note(file::EDITS, check_events(dir, manifest, &EDITS));
    note(file::LOG, check_events(dir, manifest, &LOG));
    note(file::USERS, check_users(dir, manifest));
    note(file::NAMES, check_names(dir, manifest));
    if manifest.files.contains_key(file::EVENTS) {
        note(file::EVENTS, check_imported_events(dir, manifest));
    }
}

/// Opens a table that must have the rows that the manifest says, and an index of its pages.
fn open(dir: &Path, manifest: &Manifest, name: &str, columns: &[&str]) -> Result<Table, Wrong> {
    let table = Table::open(&dir.join(name), columns)?;
    let rows = manifest.files.get(name).map_or(0, |entry| entry.rows);
    if table.rows != rows {
        return Err(Wrong::Fault(msg!("warehouse-fault-rows", table.rows, rows)));
    }
    if !table.is_indexed {
        return Err(Wrong::Fault(msg!("warehouse-fault-no-index")));
    }
    Ok(table)
}

fn out_of_order(row: u64) -> Wrong {
    Wrong::Fault(msg!("warehouse-fault-order", row))
}

/// A table of what accounts did.
struct Events {
    name: &'static str,
    id: &'static str,
    time: &'static str,
    /// Sort key 3.
    item: &'static str,
    /// Columns of `users.parquet` that lead to its rows.
    first_row: &'static str,
    rows: &'static str,
    /// The column of `users.parquet` with the time of the first one.
    first_time: Option<&'static str>,
}

const EDITS: Events = Events {
    name: file::EDITS,
    id: edit::USER_ID,
    time: edit::TIMESTAMP,
    item: edit::REV_ID,
    first_row: user::FIRST_ROW,
    rows: user::ROWS,
    first_time: Some(user::FIRST_EDIT),
};

const LOG: Events = Events {
    name: file::LOG,
    id: log::USER_ID,
    time: log::TIMESTAMP,
    item: log::LOG_ID,
    first_row: user::LOG_FIRST_ROW,
    rows: user::LOG_ROWS,
    first_time: None,
};

/// Whether a table is in order, and `users.parquet` leads to the rows of everybody.
fn check_events(dir: &Path, manifest: &Manifest, events: &Events) -> Check {
    let mut table = open(dir, manifest, events.name, &[events.id, events.time, events.item])?;
    let mut columns = vec![user::ID, events.first_row, events.rows];
    columns.extend(events.first_time);
    let mut users = Table::open(&dir.join(file::USERS), &columns)?;
    let mut previous = None;
    let (mut row, mut run) = (0_i64, Run::default());
    while table.advance()? {
        let key = (table.number(events.id), table.time(events.time), table.number(events.item));
        if key.0.is_none() || key.1.is_none() || key.2.is_none() || previous >= Some(key) {
            return Err(out_of_order(row.unsigned_abs()));
        }
        previous = Some(key);
        let id = key.0.unwrap_or(0);
        if id != run.id {
            run.check(&mut users, events)?;
            run = Run { id, first_row: row, rows: 0, first_time: key.1 };
        }
        run.rows += 1;
        row += 1;
    }
    run.check(&mut users, events)?;
    // Nobody else may claim rows.
    while users.advance()? {
        if users.number(events.rows) != Some(0) {
            return Err(wrong_index(users.number(user::ID)));
        }
    }
    Ok(())
}

fn wrong_index(id: Option<i64>) -> Wrong {
    Wrong::Fault(msg!("warehouse-fault-index", id.unwrap_or(0)))
}

/// The rows of one account.
#[derive(Default)]
struct Run {
    id: i64,
    first_row: i64,
    rows: i64,
    first_time: Option<i64>,
}

impl Run {
    /// Whether `users.parquet` leads to them.
    fn check(&self, users: &mut Table, events: &Events) -> Check {
        while self.id > 0 && users.advance()? {
            let id = users.number(user::ID);
            // Accounts without rows of this kind stand between.
            if id < Some(self.id) && users.number(events.rows) == Some(0) {
                continue;
            }
            let found = (id, users.number(events.first_row), users.number(events.rows));
            let first = events.first_time.is_none_or(|column| users.time(column) == self.first_time);
            if found != (Some(self.id), Some(self.first_row), Some(self.rows)) || !first {
                return Err(wrong_index(Some(self.id)));
            }
            return Ok(());
        }
        if self.id > 0 { Err(wrong_index(Some(self.id))) } else { Ok(()) }
    }
}

fn check_users(dir: &Path, manifest: &Manifest) -> Check {
    let mut table = open(dir, manifest, file::USERS, &[user::ID, user::TEXT])?;
    let (mut previous, mut row) = (Some(0), 0);
    while table.advance()? {
        let id = table.number(user::ID);
        if id <= previous || table.text(user::TEXT).is_none() {
            return Err(out_of_order(row));
        }
        previous = id;
        row += 1;
    }
    Ok(())
}

fn check_names(dir: &Path, manifest: &Manifest) -> Check {
    let mut table = open(dir, manifest, file::NAMES, &[name::TEXT, name::IS_CURRENT, name::ID])?;
    let mut previous: Option<(String, bool, i64)> = None;
    let (mut row, mut current) = (0, 0);
    while table.advance()? {
        let (Some(text), Some(is_current), Some(id)) =
            (table.text(name::TEXT), table.flag(name::IS_CURRENT), table.number(name::ID))
        else {
            return Err(out_of_order(row));
        };
        let key = (text.to_owned(), !is_current, id);
        if previous.as_ref() >= Some(&key) {
            return Err(out_of_order(row));
        }
        previous = Some(key);
        row += 1;
        current += u64::from(is_current);
    }
    // Nearly all accounts have a name of today: a dump can have one whose name is empty.
    if current > manifest.accounts {
        return Err(Wrong::Fault(msg!("warehouse-fault-names", current, manifest.accounts)));
    }
    Ok(())
}

/// Events that were imported: their order. They may be about anybody.
fn check_imported_events(dir: &Path, manifest: &Manifest) -> Check {
    let mut table = open(dir, manifest, file::EVENTS, &[event::USER_ID, event::TIMESTAMP, event::NAME])?;
    let mut previous: Option<(i64, i64, String)> = None;
    let mut row = 0;
    while table.advance()? {
        let (Some(id), Some(time), Some(name)) =
            (table.number(event::USER_ID), table.time(event::TIMESTAMP), table.text(event::NAME))
        else {
            return Err(out_of_order(row));
        };
        let key = (id, time, name.to_owned());
        if id <= 0 || previous.as_ref() > Some(&key) {
            return Err(out_of_order(row));
        }
        previous = Some(key);
        row += 1;
    }
    Ok(())
}
