//! One sorted run in a file: written once, read once from beginning to end.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use super::Key;
use crate::import::record::{Cursor, put_varint};

/// Bytes gathered before they are written.
const WRITE_BUFFER: usize = 1 << 18;

/// Bytes read at a time. Times the fan-in it is what a merge costs in memory.
const READ_BUFFER: usize = 1 << 16;

/// The longest a record's head (three numbers and a length) can be.
const LONGEST_HEAD: usize = 40;

/// Where a run lies in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    start: u64,
    /// The first byte after it.
    pub(super) end: u64,
}

/// Writes a run.
pub(super) struct RunWriter<'a> {
    file: &'a File,
    start: u64,
    end: u64,
    buffer: Vec<u8>,
    previous: u64,
}

impl<'a> RunWriter<'a> {
    /// Begins a run at `start`.
    pub(super) fn new(file: &'a File, start: u64) -> Self {
        Self { file, start, end: start, buffer: Vec::with_capacity(WRITE_BUFFER), previous: 0 }
    }

    /// Adds a record that is not less than the one before.
    pub(super) fn push(&mut self, key: Key, payload: &[u8]) -> io::Result<()> {
        // The first number ascends, so its steps are small.
        put_varint(&mut self.buffer, key[0] - self.previous);
        self.previous = key[0];
        put_varint(&mut self.buffer, key[1]);
        put_varint(&mut self.buffer, key[2]);
        put_varint(&mut self.buffer, payload.len() as u64);
        self.buffer.extend_from_slice(payload);
        if self.buffer.len() >= WRITE_BUFFER { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.write_all_at(&self.buffer, self.end)?;
        self.end += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Ends the run.
    pub(super) fn finish(mut self) -> io::Result<Run> {
        self.write()?;
        Ok(Run { start: self.start, end: self.end })
    }
}

/// Reads a run.
pub(super) struct RunReader {
    buffer: Vec<u8>,
    /// The part of the buffer that is not yet used begins here.
    at: usize,
    /// What is still in the file.
    rest: Run,
    /// The current record's key; `None` at the end.
    pub(super) key: Option<Key>,
    payload: (usize, usize),
}

impl RunReader {
    /// Begins to read: the first record is there.
    pub(super) fn open(file: &File, run: Run) -> io::Result<Self> {
        let mut reader = Self { buffer: Vec::new(), at: 0, rest: run, key: None, payload: (0, 0) };
        reader.key = Some([0; 3]);
        reader.advance(file)?;
        Ok(reader)
    }

    /// The current record's payload.
    pub(super) fn payload(&self) -> &[u8] {
        self.buffer.get(self.payload.0..self.payload.1).unwrap_or_default()
    }

    /// Goes on to the next record.
    pub(super) fn advance(&mut self, file: &File) -> io::Result<()> {
        let Some([previous, ..]) = self.key else { return Ok(()) };
        self.ensure(file, LONGEST_HEAD)?;
        let unread = self.buffer.get(self.at..).unwrap_or_default();
        if unread.is_empty() {
            self.key = None;
            return Ok(());
        }
        let mut head = Cursor::new(unread);
        let key = [previous + head.varint()?, head.varint()?, head.varint()?];
        let length = usize::try_from(head.varint()?).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        self.at += unread.len() - head.rest().len();
        self.ensure(file, length)?;
        self.payload = (self.at, self.at + length);
        self.at += length;
        self.key = Some(key);
        Ok(())
    }

    /// Makes sure that `wanted` bytes are in the buffer, or all that are left.
    fn ensure(&mut self, file: &File, wanted: usize) -> io::Result<()> {
        let have = self.buffer.len() - self.at;
        if have >= wanted || self.rest.start == self.rest.end {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let left = usize::try_from(self.rest.end - self.rest.start).unwrap_or(usize::MAX);
        let more = left.min(READ_BUFFER.max(wanted) - have);
        self.buffer.resize(have + more, 0);
        if let Some(space) = self.buffer.get_mut(have..) {
            file.read_exact_at(space, self.rest.start)?;
        }
        self.rest.start += more as u64;
        Ok(())
    }
}
