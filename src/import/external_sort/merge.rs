//! Merges sorted runs: a heap of their first records.

use std::cmp::Ordering;
use std::fs::File;
use std::io;

use super::Key;
use super::run::{Run, RunReader};

/// The records of several runs in order.
pub(super) struct Merge {
    file: File,
    readers: Vec<RunReader>,
    /// Numbers of the readers that have a record, as a heap: the least one first.
    heap: Vec<usize>,
    /// Whether the first reader's record has been handed out.
    used: bool,
}

impl Merge {
    /// Opens the runs.
    pub(super) fn new(file: File, runs: &[Run]) -> io::Result<Self> {
        let readers: Vec<RunReader> = runs.iter().map(|run| RunReader::open(&file, *run)).collect::<Result<_, _>>()?;
        let heap = (0..readers.len()).filter(|number| readers.get(*number).is_some_and(|run| run.key.is_some()));
        let mut merge = Self { heap: heap.collect(), file, readers, used: false };
        for place in (0..merge.heap.len() / 2).rev() {
            merge.sift_down(place);
        }
        Ok(merge)
    }

    /// The next record.
    pub(super) fn next(&mut self) -> io::Result<Option<(Key, &[u8])>> {
        if self.used {
            self.advance_first()?;
        }
        self.used = true;
        let first = self.heap.first().and_then(|number| self.readers.get(*number));
        Ok(first.and_then(|reader| Some((reader.key?, reader.payload()))))
    }

    /// Moves the first reader on and puts it where it now belongs.
    fn advance_first(&mut self) -> io::Result<()> {
        let Some(reader) = self.heap.first().and_then(|number| self.readers.get_mut(*number)) else { return Ok(()) };
        reader.advance(&self.file)?;
        if reader.key.is_none() {
            self.heap.swap_remove(0);
        }
        self.sift_down(0);
        Ok(())
    }

    fn sift_down(&mut self, mut place: usize) {
        loop {
            let mut least = place;
            for child in [2 * place + 1, 2 * place + 2] {
                if child < self.heap.len() && self.compare(child, least) == Ordering::Less {
                    least = child;
                }
            }
            if least == place {
                return;
            }
            self.heap.swap(place, least);
            place = least;
        }
    }

    /// Compares the records of two places in the heap.
    fn compare(&self, a: usize, b: usize) -> Ordering {
        let reader = |place: usize| self.heap.get(place).and_then(|number| self.readers.get(*number));
        match (reader(a), reader(b)) {
            (Some(a), Some(b)) => a.key.cmp(&b.key).then_with(|| a.payload().cmp(b.payload())),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}
