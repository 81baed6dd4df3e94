//! Names in the order of their letters, into `names.parquet`.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use crate::import::error::ImportError;
use crate::import::external_sort::{Key, Sorter};
use crate::import::memory::Memory;
use crate::import::report::Report;
use crate::source::warehouse::layout::FileEntry;
use crate::source::warehouse::write::{NameRow, NamesWriter};

/// Gathers names.
pub(super) struct Names {
    sorter: Sorter,
    record: Vec<u8>,
}

/// The first 24 bytes of a name as a key; shorter names are filled with zeros, which no name contains.
fn key(name: &str) -> Key {
    let mut bytes = name.bytes();
    std::array::from_fn(|_| u64::from_be_bytes(std::array::from_fn(|_| bytes.next().unwrap_or(0))))
}

impl Names {
    pub(super) fn new(folder: &Path, memory: Memory) -> Self {
        Self { sorter: Sorter::new(folder, memory.percent(15)), record: Vec::new() }
    }

    /// Adds a name of an account.
    pub(super) fn push(&mut self, name: &str, is_current: bool, id: u64) -> io::Result<()> {
        if name.is_empty() {
            return Ok(());
        }
        // Equal keys are sorted by the payload: the whole name up to a zero, today's first, then the id.
        self.record.clear();
        self.record.extend_from_slice(name.as_bytes());
        self.record.push(0);
        self.record.push(u8::from(!is_current));
        self.record.extend_from_slice(&id.to_be_bytes());
        self.sorter.push(key(name), &self.record)
    }

    /// Writes `names.parquet`. A name that an account has had twice is written once, as today's if it is that too.
    pub(super) fn write(self, report: &mut Report, folder: &Path) -> Result<FileEntry, ImportError> {
        let failed = ImportError::temporary(folder);
        let mut writer = NamesWriter::create(folder)?;
        let mut sorted = self.sorter.finish().map_err(&failed)?;
        let mut previous = String::new();
        let mut bearers = HashSet::new();
        while let Some((_, record)) = sorted.next().map_err(&failed)? {
            let damaged = || failed(io::Error::from(io::ErrorKind::InvalidData));
            let (rest, id) = record.split_last_chunk::<8>().ok_or_else(damaged)?;
            let Some(([0, flag], name)) = rest.split_last_chunk::<2>().map(|(name, end)| (end, name)) else {
                return Err(damaged());
            };
            let name = std::str::from_utf8(name).map_err(|_| damaged())?;
            let id = u64::from_be_bytes(*id);
            if name != previous {
                previous.clear();
                previous.push_str(name);
                bearers.clear();
            }
            if !bearers.insert(id) {
                continue;
            }
            writer.push(&NameRow { text: name, is_current: *flag == 0, id: i64::try_from(id).unwrap_or(i64::MAX) })?;
            report.stored.names += 1;
        }
        Ok(writer.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_sort_as_letters_do() {
        let names = ["", "A", "AA", "Aa", "B", "abcdefghijklmnopqrstuvwx", "Ä", "Österreich", "Ж"];
        for pair in names.windows(2) {
            assert!(key(pair[0]) <= key(pair[1]), "{pair:?}");
        }
    }
}
