//! Imports MediaWiki's XML exports.
//!
//! Unpacking and reading run on a thread of their own, sorting on the caller's; a short queue lies between them.

mod contributor;
mod element;
mod export;
mod found;
mod head;
mod history;
mod logging;
mod reader;
mod revision;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use self::found::{Found, Take};
use self::head::Head;
use self::history::read_history;
use self::logging::read_logging;
use super::builder::{Imported, Progress, Settings, Site, SnapshotBuilder, Step};
use super::error::ImportError;
use super::input::Input;
use super::report::{FileReport, Trouble};
use super::users::read_users;
use crate::msg;
use crate::wiki::Timestamp;

/// How many things found are handed over at once.
const BATCH: usize = 512;

/// Nor are more letters handed over at once than this.
const BATCH_LETTERS: usize = 1 << 20;

/// How many batches may wait.
const WAITING: usize = 8;

/// What to import.
#[derive(Clone, Debug)]
pub struct XmlImport {
    /// Histories of pages.
    pub histories: Vec<PathBuf>,
    /// The log.
    pub logging: Option<PathBuf>,
    /// The table of users: see [`crate::import::User`].
    pub users: Option<PathBuf>,
    /// The snapshot to make.
    pub settings: Settings,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    History,
    Logging,
    Users,
}

impl Kind {
    /// As the report names it.
    const fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Logging => "logging",
            Self::Users => "users",
        }
    }
}

type Batch = Result<Vec<Found>, ImportError>;

/// Imports exports into a new snapshot. `now` is noted as the moment of the import.
///
/// # Errors
///
/// A file cannot be read, is damaged or is no export; the disk is full; there is nothing to import; or there is trouble
/// and the import is strict. Then nothing has changed.
pub fn import(job: XmlImport, now: Timestamp, progress: &mut dyn Progress) -> Result<Imported, ImportError> {
    let users = job.users.iter().map(|path| (path, Kind::Users));
    let logging = job.logging.iter().map(|path| (path, Kind::Logging));
    let histories = job.histories.iter().map(|path| (path, Kind::History));
    // The small ones first: what is wrong with them is known before hours are spent on the large ones.
    let files: Vec<(&PathBuf, Kind)> = users.chain(logging).chain(histories).collect();
    let total = files.iter().map(|(path, _)| size(path)).sum::<Result<u64, _>>()?;
    let read = Arc::new(AtomicU64::new(0));
    let mut builder = SnapshotBuilder::begin(job.settings)?;
    for (path, kind) in files {
        let input = Input::open(path, Arc::clone(&read))?;
        builder.file(FileReport {
            name: input.name.to_string(),
            kind: kind.name().to_owned(),
            ..FileReport::default()
        });
        if kind == Kind::Users {
            read_users(input, &mut builder)?;
        } else {
            read_export(input, kind, &mut builder, &mut || {
                progress.at(Step::Reading, read.load(Ordering::Relaxed), total);
            })?;
        }
    }
    builder.finish(now, progress)
}

/// Size of a file, which must be there.
fn size(path: &Path) -> Result<u64, ImportError> {
    let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
    std::fs::File::open(path).and_then(|file| file.metadata()).map(|data| data.len()).map_err(unreadable)
}

/// Reads one export into the builder.
fn read_export(
    input: Input,
    kind: Kind,
    builder: &mut SnapshotBuilder,
    tell: &mut dyn FnMut(),
) -> Result<(), ImportError> {
    if kind == Kind::Logging {
        builder.has_log();
    }
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        scope.spawn(move || produce(input, kind, &sender));
        take_all(&receiver, kind, builder, tell)
    })
}

/// Reads a file and sends what is found, in batches. Ends early when nobody listens any more.
fn produce(input: Input, kind: Kind, sender: &SyncSender<Batch>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut letters = 0;
    let mut take = |found: Found| {
        letters += found.letters();
        batch.push(found);
        if batch.len() < BATCH && letters < BATCH_LETTERS {
            return Ok(());
        }
        letters = 0;
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        // The listener goes away with an error of its own: this one is never seen.
        sender.send(Ok(full)).map_err(|_| ImportError::Nothing { what: msg!("import-nothing") })
    };
    let take: &mut Take<'_> = &mut take;
    let result = if kind == Kind::Logging { read_logging(input, take) } else { read_history(input, take) };
    let _ = sender.send(Ok(batch));
    if let Err(error) = result {
        let _ = sender.send(Err(error));
    }
}

fn take_all(
    receiver: &Receiver<Batch>,
    kind: Kind,
    builder: &mut SnapshotBuilder,
    tell: &mut dyn FnMut(),
) -> Result<(), ImportError> {
    while let Ok(batch) = receiver.recv() {
        for found in batch? {
            take(found, kind, builder)?;
        }
        tell();
    }
    Ok(())
}

fn take(found: Found, kind: Kind, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    match found {
        Found::Head(head) => take_head(head, kind, builder),
        Found::Page(page) => {
            builder.place().page = Some(page);
            if let Some(file) = builder.current_file() {
                file.pages += 1;
            }
            Ok(())
        }
        Found::Revision(revision, byte) => {
            count_item(builder, byte);
            builder.revision(&revision)
        }
        Found::LogItem(item, byte) => {
            count_item(builder, byte);
            builder.log_item(&item)
        }
        Found::Trouble(kind, place, item) => {
            *builder.place() = place;
            builder.trouble(kind, &item)
        }
        Found::End(bytes) => {
            if let Some(file) = builder.current_file() {
                file.bytes = bytes;
            }
            Ok(())
        }
    }
}

fn count_item(builder: &mut SnapshotBuilder, byte: u64) {
    builder.place().byte = byte;
    if let Some(file) = builder.current_file() {
        file.items += 1;
    }
}

fn take_head(head: Head, kind: Kind, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    if let Some(file) = builder.current_file() {
        file.version = head.version_text();
    }
    if let Some(dbname) = &head.dbname
        && dbname != builder.wiki().as_str()
    {
        builder.trouble(Trouble::OtherWiki, dbname)?;
    }
    if kind == Kind::History {
        let domain = head.domain();
        builder.site(Site { domain, namespaces: head.namespaces.0, content: Vec::new() });
    }
    Ok(())
}
