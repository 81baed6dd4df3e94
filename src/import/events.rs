//! Reads a list of events (who, when, what, on a page of which namespace) into a snapshot that has everything the newest
//! one of the wiki has, and these events besides.
//!
//! Snapshots never change. So the files of the newest one are taken over as they are into a new snapshot, and only
//! `events.parquet` is written: what was imported before and what is new, each event once.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::builder::{Imported, Progress, Step};
use super::error::{ImportError, Place};
use super::external_sort::Sorter;
use super::input::Input;
use super::lines::{Lines, is_nothing, parse_time};
use super::memory::Memory;
use super::report::{FileReport, Report, Trouble};
use crate::msg;
use crate::source::warehouse::draft::SnapshotDraft;
use crate::source::warehouse::layout::{FileEntry, event, file};
use crate::source::warehouse::write::{EventRow, EventsWriter};
use crate::source::warehouse::{Snapshot, Warehouse};
use crate::wiki::{NamespaceId, Timestamp, WikiName};

/// What to import.
#[derive(Clone, Debug)]
pub struct EventsImport {
    /// The list: lines of user id, time, event and, if known, namespace, with tabs between them.
    pub file: PathBuf,
    /// Folder of the warehouse.
    pub warehouse: PathBuf,
    /// The wiki, which must have a snapshot.
    pub wiki: WikiName,
    /// Whether lines that cannot be used end the import.
    pub strict: bool,
    /// How much memory sorting may use.
    pub memory: Memory,
}

/// The longest name of an event.
const LONGEST_NAME: usize = 255;

/// Lines between two looks at the progress.
const OFTEN: u64 = 10_000;

/// Imports the list. `now` is noted as the moment of the import.
///
/// # Errors
///
/// The wiki has no snapshot, the list cannot be read or holds no event, the disk cannot be written, or another import
/// of the wiki ended meanwhile. Nothing has changed then.
pub fn import(job: &EventsImport, now: Timestamp, progress: &mut dyn Progress) -> Result<Imported, ImportError> {
    let warehouse = Warehouse::open(&job.warehouse);
    let newest = || warehouse.newest_snapshot(&job.wiki).map_err(ImportError::from);
    let none = || ImportError::Nothing { what: msg!("wiki-without-snapshot", job.wiki.as_str()) };
    let base = newest()?.ok_or_else(none)?;
    let draft = SnapshotDraft::begin(&job.warehouse, &job.wiki)?;
    let mut intake = Intake {
        sorter: Sorter::new(draft.folder(), job.memory.percent(80)),
        as_of: base.manifest.as_of,
        report: Report::new(job.strict),
        failed: draft.folder().to_owned(),
    };
    intake.read_list(job, progress)?;
    let new = intake.sorter.len();
    intake.take_over(&base)?;
    let old = intake.sorter.len() - new;
    let Intake { sorter, mut report, .. } = intake;
    let written = write(sorter, draft.folder())?;
    let repeated = new + old - written.file.rows;
    if repeated > 0 {
        report.note(&msg!("import-note-events-repeated", repeated));
    }
    for name in base.manifest.files.keys().filter(|name| *name != file::EVENTS) {
        draft.take_over(&base, name)?;
    }
    let mut manifest = base.manifest.clone();
    manifest.imported_at = now;
    concat!("usermetrics ", env!("CARGO_PKG_VERSION")).clone_into(&mut manifest.program);
    manifest.knows.clicks = written.clicks;
    let before: Report = serde_json::from_value(manifest.report).unwrap_or_default();
    report.stored = before.stored;
    report.stored.events = written.file.rows;
    manifest.report = serde_json::to_value(before.and(report.clone())).unwrap_or_default();
    manifest.files.insert(file::EVENTS.to_owned(), written.file);
    // Two imports that begin with the same snapshot would each lose what the other one brought.
    if newest()?.is_none_or(|snapshot| snapshot.id != base.id) {
        return Err(ImportError::Nothing { what: msg!("import-overtaken", job.wiki.as_str()) });
    }
    Ok(Imported { snapshot: draft.publish(manifest)?, report })
}

/// Events as they are taken in.
struct Intake {
    /// (account, time) to name and namespace.
    sorter: Sorter,
    as_of: Timestamp,
    report: Report,
    failed: PathBuf,
}

impl Intake {
    fn read_list(&mut self, job: &EventsImport, progress: &mut dyn Progress) -> Result<(), ImportError> {
        let unreadable = |cause| ImportError::Unreadable { path: job.file.clone(), cause };
        let total = std::fs::metadata(&job.file).map_err(unreadable)?.len();
        let read = Arc::new(AtomicU64::new(0));
        let input = Input::open(&job.file, Arc::clone(&read))?;
        let mut place = Place { file: Arc::clone(&input.name), byte: 0, page: None };
        let mut lines = Lines::of(input);
        let mut good = 0;
        while let Some(line) = lines.next()? {
            place.byte = line.byte;
            if line.number % OFTEN == 0 {
                progress.at(Step::Reading, read.load(Ordering::Relaxed), total);
            }
            let name = || format!("line {}", line.number);
            match parse(line.text) {
                Err(why) => self.report.trouble(Trouble::EventLine, &place, &format!("{}: {why}", name()))?,
                Ok(row) if row.timestamp < Timestamp::FIRST_POSSIBLE.unix() => {
                    self.report.trouble(Trouble::BeforeFirstWiki, &place, &name())?;
                }
                Ok(row) if row.timestamp >= self.as_of.unix() => {
                    self.report.trouble(Trouble::AfterEnd, &place, &name())?;
                }
                Ok(row) => {
                    good += 1;
                    self.push(&row).map_err(ImportError::temporary(&self.failed))?;
                }
            }
        }
        self.report.files.push(FileReport {
            name: place.file.to_string(),
            kind: "events".to_owned(),
            bytes: lines.bytes_read(),
            items: good,
            ..FileReport::default()
        });
        if good == 0 { Err(ImportError::Input { place, what: msg!("import-events-none") }) } else { Ok(()) }
    }

    /// Takes over what was imported before.
    fn take_over(&mut self, base: &Snapshot) -> Result<(), ImportError> {
        let mut pushed = Ok(());
        base.events(&mut |row| {
            if pushed.is_ok() {
                pushed = self.push(row);
            }
        })?;
        pushed.map_err(ImportError::temporary(&self.failed))
    }

    fn push(&mut self, row: &EventRow<'_>) -> io::Result<()> {
        let key = [row.user_id.unsigned_abs(), row.timestamp.unsigned_abs(), 0];
        self.sorter.push(key, &encode(row))
    }
}

/// The rest of an event, in bytes that are in the order of (name, namespace): names hold no byte 0.
fn encode(row: &EventRow<'_>) -> Vec<u8> {
    let mut bytes = row.name.as_bytes().to_vec();
    bytes.push(0);
    if let Some(namespace) = row.namespace {
        bytes.push(1);
        // Negative numbers before the others.
        bytes.extend((namespace.cast_unsigned() ^ (1 << 31)).to_be_bytes());
    }
    bytes
}

fn decode(key: [u64; 3], bytes: &[u8]) -> io::Result<EventRow<'_>> {
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let end = bytes.iter().position(|byte| *byte == 0).ok_or_else(damaged)?;
    let (name, rest) = bytes.split_at(end);
    let number = rest.get(2..6).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let namespace = number.map(|bytes| (u32::from_be_bytes(bytes) ^ (1 << 31)).cast_signed());
    Ok(EventRow {
        user_id: i64::try_from(key[0]).map_err(|_| damaged())?,
        timestamp: i64::try_from(key[1]).map_err(|_| damaged())?,
        name: std::str::from_utf8(name).map_err(|_| damaged())?,
        namespace,
    })
}

/// What was written.
struct Written {
    file: FileEntry,
    /// There are clicks on "edit" among the events.
    clicks: bool,
}

/// Writes the events in order, each once.
fn write(events: Sorter, folder: &Path) -> Result<Written, ImportError> {
    let failed = ImportError::temporary(folder);
    let mut sorted = events.finish().map_err(&failed)?;
    let mut writer = EventsWriter::create(folder)?;
    let mut previous: Option<([u64; 3], Vec<u8>)> = None;
    let mut clicks = false;
    while let Some((key, bytes)) = sorted.next().map_err(&failed)? {
        if previous.as_ref().is_some_and(|(before, same)| *before == key && same == bytes) {
            continue;
        }
        let row = decode(key, bytes).map_err(&failed)?;
        clicks |= row.name == event::CLICK;
        writer.push(&row)?;
        previous = Some((key, bytes.to_vec()));
    }
    Ok(Written { file: writer.finish()?, clicks })
}

/// Reads one line.
fn parse(line: &str) -> Result<EventRow<'_>, &'static str> {
    let mut cells = line.split('\t').map(str::trim);
    let id: Option<i64> = cells.next().and_then(|id| id.parse().ok());
    let user_id = id.filter(|id| *id > 0).ok_or("the first column is not a user id")?;
    let time = cells.next().and_then(parse_time).ok_or("the second column is not a time")?;
    let name = cells.next().filter(|name| !is_nothing(name)).ok_or("there is no event")?;
    if name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err("the name of the event is too long or not a text");
    }
    let namespace = match cells.next().filter(|cell| !is_nothing(cell)) {
        None => None,
        Some(cell) => {
            Some(cell.parse::<NamespaceId>().map_err(|_| "the fourth column is not the number of a namespace")?)
        }
    };
    Ok(EventRow { user_id, timestamp: time.unix(), name, namespace })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_three_or_four_columns() {
        let row = |namespace| EventRow { user_id: 7, timestamp: 1_170_475_506, name: "edit_click", namespace };
        for (line, namespace) in [
            ("7\t20070203040506\tedit_click", None),
            ("7\t2007-02-03T04:05:06Z\tedit_click\t", None),
            ("7\t2007-02-03 04:05:06\tedit_click\tNULL", None),
            ("7\t20070203040506\tedit_click\t0", Some(0)),
            ("7\t20070203040506\tedit_click\t-1\tmore", Some(-1)),
        ] {
            assert_eq!(parse(line), Ok(row(namespace)), "{line}");
        }
        let long = format!("7\t20070203040506\t{}", "x".repeat(256));
        for line in [
            "",
            "0\t20070203040506\tedit_click",
            "x\t20070203040506\tedit_click",
            "99999999999999999999\t20070203040506\tedit_click",
            "7\tyesterday\tedit_click",
            "7\t20070203040506",
            "7\t20070203040506\t\t0",
            "7\t20070203040506\tedit_click\tTalk",
            &long,
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn an_event_reads_back_and_bytes_are_in_order() {
        let rows = [("a", None), ("a", Some(-1)), ("a", Some(0)), ("a", Some(300)), ("a b", None), ("b", Some(2))]
            .map(|(name, namespace)| EventRow { user_id: 1, timestamp: 2, name, namespace });
        let bytes = rows.map(|row| encode(&row));
        for (row, bytes) in rows.iter().zip(&bytes) {
            assert_eq!(decode([1, 2, 0], bytes).unwrap(), *row);
        }
        assert!(bytes.is_sorted());
    }
}
