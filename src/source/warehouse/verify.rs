//! Looks whether a snapshot is whole: checksums, counts, order, and the index from accounts to rows.

mod rows;
mod table;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::catalog::Snapshot;
use super::draft::snapshot_id;
use super::layout::{FileEntry, file};
use crate::msg;
use crate::platform::hash::hex;
use crate::text::{Arg, Message};

/// Something that is wrong with a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The file within the snapshot.
    pub file: String,
    /// What is wrong with it.
    pub what: Message,
}

impl Fault {
    fn new(file: &str, what: Message) -> Self {
        Self { file: file.to_owned(), what }
    }
}

/// Reads everything in a snapshot and says what is wrong; nothing, if it is whole.
#[must_use]
pub fn verify(snapshot: &Snapshot) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_manifest(snapshot, &mut faults);
    for (name, entry) in &snapshot.manifest.files {
        if let Err(what) = check_sum(&snapshot.dir.join(name), entry) {
            faults.push(Fault::new(name, what));
        }
    }
    for name in [file::EDITS, file::USERS, file::NAMES, file::LOG] {
        if !snapshot.manifest.files.contains_key(name) {
            faults.push(Fault::new(file::MANIFEST, msg!("warehouse-fault-not-listed", Arg::Name(name.to_owned()))));
        }
    }
    if snapshot.manifest.knows.clicks && !snapshot.manifest.files.contains_key(file::EVENTS) {
        faults.push(Fault::new(file::MANIFEST, msg!("warehouse-fault-not-listed", Arg::Name(file::EVENTS.to_owned()))));
    }
    // What cannot be decoded is found by its checksum; rows of a damaged file would only be found wrong again.
    if faults.is_empty() {
        rows::check_rows(&snapshot.dir, &snapshot.manifest, &mut faults);
    }
    faults
}

/// The manifest's own checksum is in the name of the snapshot.
fn check_manifest(snapshot: &Snapshot, faults: &mut Vec<Fault>) {
    match std::fs::read(snapshot.dir.join(file::MANIFEST)) {
        Ok(text) if snapshot_id(snapshot.manifest.as_of, &text) == snapshot.id => {}
        Ok(_) => faults.push(Fault::new(file::MANIFEST, msg!("warehouse-fault-id", Arg::Name(snapshot.id.clone())))),
        Err(error) => faults.push(Fault::new(file::MANIFEST, unreadable(&error))),
    }
}

fn unreadable(error: &dyn std::error::Error) -> Message {
    msg!("warehouse-fault-unreadable", Arg::Text(error.to_string()))
}

fn check_sum(path: &Path, entry: &FileEntry) -> Result<(), Message> {
    let (bytes, sha256) = sum(path).map_err(|error| unreadable(&error))?;
    if bytes != entry.bytes {
        return Err(msg!("warehouse-fault-size", bytes, entry.bytes));
    }
    if sha256 == entry.sha256 { Ok(()) } else { Err(msg!("warehouse-fault-checksum")) }
}

fn sum(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        bytes += read as u64;
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
