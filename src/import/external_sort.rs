//! Sorts more records than fit into memory: sorted runs go to a file, and are merged when they are read.
//!
//! A record is a key of three numbers and a payload of bytes. Records of equal keys come in the order of their payloads,
//! so that the order never depends on how much memory there was.

mod merge;
mod run;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use self::merge::Merge;
use self::run::{Run, RunWriter};

/// What records are sorted by.
pub type Key = [u64; 3];

/// How many runs are merged at once. More runs than this are first merged into longer ones, so that neither buffers
/// nor open files grow with the data.
const FAN_IN: usize = 128;

/// A record in memory: its key, and where its payload lies in the arena.
#[derive(Clone, Copy)]
struct Entry {
    key: Key,
    start: u32,
    length: u32,
}

/// Takes records in any order.
pub struct Sorter {
    folder: PathBuf,
    budget: usize,
    entries: Vec<Entry>,
    arena: Vec<u8>,
    spilled: Option<Spilled>,
    records: u64,
}

/// Runs in a file that has no name any more: it vanishes with the process, however that ends.
struct Spilled {
    file: File,
    end: u64,
    runs: Vec<Run>,
}

impl Spilled {
    fn create(folder: &Path) -> io::Result<Self> {
        // The name is taken back at once, so it only has to be free for this moment.
        for number in 0_u32.. {
            let path = folder.join(format!("sort-{number}"));
            match File::options().read(true).write(true).create_new(true).open(&path) {
                Ok(file) => {
                    std::fs::remove_file(&path)?;
                    return Ok(Self { file, end: 0, runs: Vec::new() });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }
}

impl Sorter {
    /// A sorter that keeps about `budget` bytes in memory and the rest in a nameless file in `folder`.
    #[must_use]
    pub fn new(folder: &Path, budget: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            // Payloads are found by 32 bits.
            budget: budget.clamp(1 << 16, 1 << 31),
            entries: Vec::new(),
            arena: Vec::new(),
            spilled: None,
            records: 0,
        }
    }

    /// How many records it holds.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.records
    }

    /// Adds a record.
    ///
    /// # Errors
    ///
    /// The memory was full and the disk cannot be written.
    pub fn push(&mut self, key: Key, payload: &[u8]) -> io::Result<()> {
        let used = self.arena.len() + self.entries.len() * size_of::<Entry>();
        if used + payload.len() + size_of::<Entry>() > self.budget && !self.entries.is_empty() {
            self.spill()?;
        }
        let too_long = || io::Error::new(io::ErrorKind::InvalidInput, "a record of more than 4 GB");
        let start = u32::try_from(self.arena.len()).map_err(|_| too_long())?;
        let length = u32::try_from(payload.len()).map_err(|_| too_long())?;
        self.arena.extend_from_slice(payload);
        self.entries.push(Entry { key, start, length });
        self.records += 1;
        Ok(())
    }

    /// Puts the records in memory into order.
    fn sort(&mut self) {
        let arena = &self.arena;
        self.entries.sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| payload(arena, a).cmp(payload(arena, b))));
    }

    /// Writes the records in memory out as a run.
    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut spilled = match self.spilled.take() {
            Some(spilled) => spilled,
            None => Spilled::create(&self.folder)?,
        };
        let mut writer = RunWriter::new(&spilled.file, spilled.end);
        for entry in &self.entries {
            writer.push(entry.key, payload(&self.arena, entry))?;
        }
        let run = writer.finish()?;
        spilled.end = run.end;
        spilled.runs.push(run);
        self.entries.clear();
        self.arena.clear();
        self.spilled = Some(spilled);
        Ok(())
    }

    /// Ends the input; the records can now be read in order.
    ///
    /// # Errors
    ///
    /// The disk cannot be read or written.
    pub fn finish(mut self) -> io::Result<Sorted> {
        if self.spilled.is_none() {
            self.sort();
            return Ok(Sorted(Source::Memory { entries: self.entries, arena: self.arena, next: 0 }));
        }
        if !self.entries.is_empty() {
            self.spill()?;
        }
        self.entries = Vec::new();
        self.arena = Vec::new();
        let Some(mut spilled) = self.spilled else { return Ok(Sorted::empty()) };
        while spilled.runs.len() > FAN_IN {
            spilled = merge_some(&self.folder, &spilled)?;
        }
        let merge = Merge::new(spilled.file.try_clone()?, &spilled.runs)?;
        Ok(Sorted(Source::Disk(merge, spilled)))
    }
}

/// Merges every [`FAN_IN`] runs into one, in a new file.
fn merge_some(folder: &Path, spilled: &Spilled) -> io::Result<Spilled> {
    let mut merged = Spilled::create(folder)?;
    for runs in spilled.runs.chunks(FAN_IN) {
        let mut merge = Merge::new(spilled.file.try_clone()?, runs)?;
        let mut writer = RunWriter::new(&merged.file, merged.end);
        while let Some((key, payload)) = merge.next()? {
            writer.push(key, payload)?;
        }
        let run = writer.finish()?;
        merged.end = run.end;
        merged.runs.push(run);
    }
    Ok(merged)
}

fn payload<'a>(arena: &'a [u8], entry: &Entry) -> &'a [u8] {
    let start = entry.start as usize;
    arena.get(start..start + entry.length as usize).unwrap_or_default()
}

/// Records in order.
pub struct Sorted(Source);

enum Source {
    Memory { entries: Vec<Entry>, arena: Vec<u8>, next: usize },
    Disk(Merge, Spilled),
}

impl Sorted {
    /// No records.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Source::Memory { entries: Vec::new(), arena: Vec::new(), next: 0 })
    }

    /// Begins again with the first record.
    ///
    /// # Errors
    ///
    /// The disk cannot be read.
    pub fn rewind(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Source::Memory { next, .. } => *next = 0,
            Source::Disk(merge, spilled) => *merge = Merge::new(spilled.file.try_clone()?, &spilled.runs)?,
        }
        Ok(())
    }

    /// The next record. Not an iterator, because the payload is lent until the next call.
    ///
    /// # Errors
    ///
    /// The disk cannot be read.
    pub fn next(&mut self) -> io::Result<Option<(Key, &[u8])>> {
        match &mut self.0 {
            Source::Memory { entries, arena, next } => {
                let Some(entry) = entries.get(*next) else { return Ok(None) };
                *next += 1;
                Ok(Some((entry.key, payload(arena, entry))))
            }
            Source::Disk(merge, _) => merge.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(records: &[(Key, Vec<u8>)], budget: usize) -> Vec<(Key, Vec<u8>)> {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(dir.path(), budget);
        sorter.budget = budget;
        for (key, payload) in records {
            sorter.push(*key, payload).unwrap();
        }
        let mut out = Vec::new();
        let mut all = sorter.finish().unwrap();
        // Reading from the beginning again must not change anything.
        for _ in 0..3 {
            let _ = all.next().unwrap();
        }
        all.rewind().unwrap();
        while let Some((key, payload)) = all.next().unwrap() {
            out.push((key, payload.to_vec()));
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "no file may be left");
        out
    }

    proptest! {
        #[test]
        fn the_order_does_not_depend_on_the_memory(
            records in prop::collection::vec(([0_u64..4, 0_u64..4, 0..u64::MAX], prop::collection::vec(any::<u8>(), 0..40)), 0..300)
        ) {
            let mut expected = records.clone();
            expected.sort();
            for budget in [40, 500, 1 << 20] {
                prop_assert_eq!(&sorted(&records, budget), &expected);
            }
        }
    }

    #[test]
    fn more_runs_than_can_be_merged_at_once_are_merged_in_steps() {
        let records: Vec<(Key, Vec<u8>)> =
            (0..1000_u64).map(|number| ([number * 7919 % 1000, 0, 0], number.to_le_bytes().to_vec())).collect();
        let mut expected = records.clone();
        expected.sort();
        // Two records a run: 500 runs.
        assert_eq!(sorted(&records, 100), expected);
    }
}
