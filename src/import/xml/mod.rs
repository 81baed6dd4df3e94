//! Imports MediaWiki's XML exports.
//!
//! Unpacking and reading run on a thread of their own, sorting on the caller's; a short queue lies between them.

mod contributor;
mod element;
mod head;
mod history;
mod input;
mod reader;
mod revision;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use self::head::Head;
use self::history::{Found, read_history};
use self::input::Input;
use super::builder::{Imported, Progress, Settings, Site, SnapshotBuilder, Step};
use super::error::ImportError;
use super::report::{FileReport, Trouble};
use crate::wiki::Timestamp;

/// How many things found are handed over at once.
const BATCH: usize = 512;

/// How many batches may wait.
const WAITING: usize = 8;

/// What to import.
#[derive(Clone, Debug)]
pub struct XmlImport {
    /// Histories of pages.
    pub histories: Vec<PathBuf>,
    /// The snapshot to make.
    pub settings: Settings,
}

type Batch = Result<Vec<Found>, ImportError>;

/// Imports exports into a new snapshot. `now` is noted as the moment of the import.
///
/// # Errors
///
/// A file cannot be read, is damaged or is no export; the disk is full; there is nothing to import; or there is trouble
/// and the import is strict. Then nothing has changed.
pub fn import(job: XmlImport, now: Timestamp, progress: &mut dyn Progress) -> Result<Imported, ImportError> {
    let sizes = job.histories.iter().map(|path| size(path));
    let total = sizes.sum::<Result<u64, _>>()?;
    let read = Arc::new(AtomicU64::new(0));
    let mut builder = SnapshotBuilder::begin(job.settings)?;
    for path in &job.histories {
        read_file(path, &mut builder, &read, total, progress)?;
    }
    builder.finish(now, progress)
}

/// Size of a file, which must be there: to be known before hours are spent on another one.
fn size(path: &Path) -> Result<u64, ImportError> {
    let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
    std::fs::File::open(path).and_then(|file| file.metadata()).map(|data| data.len()).map_err(unreadable)
}

/// Reads one history into the builder.
fn read_file(
    path: &Path,
    builder: &mut SnapshotBuilder,
    read: &Arc<AtomicU64>,
    total: u64,
    progress: &mut dyn Progress,
) -> Result<(), ImportError> {
    let input = Input::open(path, Arc::clone(read))?;
    builder.file(FileReport { name: input.name.to_string(), kind: "history", ..FileReport::default() });
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        scope.spawn(move || produce(input, &sender));
        take_all(&receiver, builder, &mut || progress.at(Step::Reading, read.load(Ordering::Relaxed), total))
    })
}

/// Reads a file and sends what is found, in batches. Ends early when nobody listens any more.
fn produce(input: Input, sender: &SyncSender<Batch>) {
    /// The listener has gone, with an error of its own.
    struct Gone;
    let mut batch = Vec::with_capacity(BATCH);
    let mut gone = None;
    let result = read_history(input, &mut |found| {
        batch.push(found);
        if batch.len() == BATCH && sender.send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))).is_err() {
            gone = Some(Gone);
            return Err(ImportError::Nothing { what: crate::msg!("import-nothing") });
        }
        Ok(())
    });
    if gone.is_none()
        && sender.send(Ok(batch)).is_ok()
        && let Err(error) = result
    {
        let _ = sender.send(Err(error));
    }
}

fn take_all(
    receiver: &Receiver<Batch>,
    builder: &mut SnapshotBuilder,
    tell: &mut dyn FnMut(),
) -> Result<(), ImportError> {
    while let Ok(batch) = receiver.recv() {
        for found in batch? {
            take(found, builder)?;
        }
        tell();
    }
    Ok(())
}

fn take(found: Found, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    match found {
        Found::Head(head) => take_head(head, builder),
        Found::Page(page) => {
            builder.place().page = Some(page);
            if let Some(file) = builder.current_file() {
                file.pages += 1;
            }
            Ok(())
        }
        Found::Revision(revision, byte) => {
            builder.place().byte = byte;
            if let Some(file) = builder.current_file() {
                file.items += 1;
            }
            builder.revision(&revision)
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

fn take_head(head: Head, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    if let Some(file) = builder.current_file() {
        file.version = head.version_text();
    }
    let domain = head.domain();
    if let Some(dbname) = &head.dbname
        && dbname != builder.wiki().as_str()
    {
        builder.trouble(Trouble::OtherWiki, dbname)?;
    }
    builder.site(Site { domain, namespaces: head.namespaces.0, content: Vec::new() });
    Ok(())
}
