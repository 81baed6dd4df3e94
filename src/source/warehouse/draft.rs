//! A snapshot that is being written: aside, under a name that no reader looks at, and renamed into place when it is
//! whole. A process that dies leaves a folder that the next import recognises, because the lock on it is gone.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::catalog::Snapshot;
use super::error::WarehouseError;
use super::layout::{Manifest, file, snapshot_dir, wiki_dir};
use crate::platform::files::{sync_parent, write_whole};
use crate::platform::hash::sha256;
use crate::wiki::{Span, Timestamp, WikiName};

/// How the folder of an unfinished snapshot is called, before the process and a number.
const PREFIX: &str = ".importing-";

/// The file whose lock says that somebody is still writing.
const LOCK: &str = "lock";

/// A folder in which a snapshot is being written. Dropped before [`SnapshotDraft::publish`], it vanishes.
#[derive(Debug)]
pub struct SnapshotDraft {
    warehouse: PathBuf,
    wiki: WikiName,
    folder: PathBuf,
    lock: Option<File>,
}

impl SnapshotDraft {
    /// Makes an empty folder beside the wiki's snapshots, after sweeping away what killed imports of that wiki left.
    ///
    /// # Errors
    ///
    /// The warehouse cannot be written.
    pub fn begin(warehouse: &Path, wiki: &WikiName) -> Result<Self, WarehouseError> {
        let parent = wiki_dir(warehouse, wiki);
        fs::create_dir_all(&parent).map_err(|error| WarehouseError::at(&parent, error))?;
        sweep(&parent)?;
        for number in 0_u32.. {
            let folder = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(WarehouseError::at(&folder, error)),
            }
            let lock = File::create(folder.join(LOCK)).and_then(|lock| lock.lock().map(|()| lock));
            let lock = match lock {
                // Another import that is just sweeping took the folder for a dead one: make another.
                _ if !folder.join(LOCK).exists() => continue,
                lock => lock.map_err(|error| WarehouseError::at(&folder, error))?,
            };
            return Ok(Self { warehouse: warehouse.to_owned(), wiki: wiki.clone(), folder, lock: Some(lock) });
        }
        Err(WarehouseError::at(&parent, io::Error::from(io::ErrorKind::AlreadyExists)))
    }

    /// Where to write.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts a file of a finished snapshot into this one: as another name of the same file, which nobody ever changes,
    /// or as a copy where the disk has no such names.
    ///
    /// # Errors
    ///
    /// The file is not there, or the warehouse cannot be written.
    pub fn take_over(&self, snapshot: &Snapshot, name: &str) -> Result<(), WarehouseError> {
        let (from, to) = (snapshot.dir.join(name), self.folder.join(name));
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        let copied = fs::copy(&from, &to).and_then(|_| File::open(&to)?.sync_all());
        copied.map_err(|error| WarehouseError::at(&from, error))
    }

    /// Writes the manifest, syncs, and renames the folder into place. `imported_at` is moved on where an earlier
    /// snapshot of the wiki has that moment or a later one, so that the last one is the last, and no id is used twice.
    ///
    /// # Errors
    ///
    /// The warehouse cannot be written.
    pub fn publish(mut self, mut manifest: Manifest) -> Result<Snapshot, WarehouseError> {
        let path = self.folder.join(file::MANIFEST);
        let second = Span::from_seconds(1);
        let latest = latest_import(&wiki_dir(&self.warehouse, &self.wiki));
        manifest.imported_at = manifest.imported_at.max(latest.map_or(manifest.imported_at, |at| at.plus(second)));
        loop {
            let text = serde_json::to_vec_pretty(&manifest).map_err(|error| WarehouseError::at(&path, error))?;
            let id = snapshot_id(manifest.as_of, &text);
            let target = snapshot_dir(&self.warehouse, &self.wiki, &id);
            if target.exists() {
                manifest.imported_at = manifest.imported_at.plus(second);
                continue;
            }
            write_whole(&path, &text).map_err(|error| WarehouseError::at(&path, error))?;
            let moved = fs::rename(&self.folder, &target).and_then(|()| sync_parent(&target));
            moved.map_err(|error| WarehouseError::at(&target, error))?;
            self.lock = None;
            let _ = fs::remove_file(target.join(LOCK));
            return Ok(Snapshot { id, dir: target, manifest });
        }
    }
}

impl Drop for SnapshotDraft {
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// When the last snapshot of a wiki was imported. One that cannot be read is passed over.
fn latest_import(parent: &Path) -> Option<Timestamp> {
    let manifests = fs::read_dir(parent).ok()?.filter_map(Result::ok).map(|entry| entry.path().join(file::MANIFEST));
    let manifests = manifests.filter_map(|path| serde_json::from_slice::<Manifest>(&fs::read(path).ok()?).ok());
    manifests.map(|manifest| manifest.imported_at).max()
}

/// The id of a snapshot: the day of its end and the beginning of its manifest's checksum.
pub(super) fn snapshot_id(as_of: Timestamp, manifest: &[u8]) -> String {
    let sum = sha256(manifest);
    let moment = as_of.to_string();
    format!("{}-{}", moment.get(..10).unwrap_or(&moment), sum.get(..8).unwrap_or(&sum))
}

/// Removes the folders of imports that are no longer running.
fn sweep(parent: &Path) -> Result<(), WarehouseError> {
    let entries = fs::read_dir(parent).map_err(|error| WarehouseError::at(parent, error))?;
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let folder = entry.path();
        // A folder without the lock file has only just been made and is empty, or its import died in that instant.
        match File::open(folder.join(LOCK)) {
            Ok(lock) => match lock.try_lock() {
                Ok(()) => {
                    let _ = fs::remove_dir_all(&folder);
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(WarehouseError::at(&folder, error)),
            },
            Err(_) => {
                let _ = fs::remove_dir(&folder);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wiki() -> WikiName {
        WikiName::new("testwiki").unwrap()
    }

    #[test]
    fn a_dropped_draft_vanishes_and_a_running_one_stays() {
        let dir = tempfile::tempdir().unwrap();
        let first = SnapshotDraft::begin(dir.path(), &wiki()).unwrap();
        let second = SnapshotDraft::begin(dir.path(), &wiki()).unwrap();
        assert!(first.folder().exists() && second.folder().exists());
        let gone = first.folder().to_owned();
        drop(first);
        assert!(!gone.exists() && second.folder().exists());
    }

    #[test]
    fn what_a_killed_import_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let left = wiki_dir(dir.path(), &wiki()).join(".importing-1-0");
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join(file::EDITS), "half").unwrap();
        let _draft = SnapshotDraft::begin(dir.path(), &wiki()).unwrap();
        assert!(!left.exists());
    }
}
