//! The first step: revisions as they come, into the order of pages; and what is needed to find doubles and far parents.

use std::io;
use std::path::Path;

use super::edit_record::time_key;
use super::page_record::{PageRecord, ParentLink};
use crate::import::error::Place;
use crate::import::external_sort::{Key, Sorter};
use crate::import::memory::Memory;
use crate::import::record::put_varint;
use crate::import::revision::{Parent, Revision};

/// How many revisions the recent ones are, a power of two. A parent is nearly always among them.
const RECENT: usize = 1 << 16;

/// Lengths of recent revisions. Two revisions can want the same slot; then the later one has it.
struct RecentLengths(Vec<(u64, Option<u64>)>);

impl RecentLengths {
    fn slot(rev_id: u64) -> usize {
        // Multiplying by a large odd number spreads neighbours over all slots.
        let spread = rev_id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        usize::try_from(spread).unwrap_or(0) & (RECENT - 1)
    }

    /// The link to a parent: near if its length is still here.
    fn link(&self, id: u64) -> ParentLink {
        match self.0.get(Self::slot(id)) {
            Some((known, bytes)) if *known == id => ParentLink::Near { id, bytes: *bytes },
            _ => ParentLink::Far { id },
        }
    }

    /// Notes a length; of a revision that comes twice the first counts.
    fn note(&mut self, rev_id: u64, bytes: Option<u64>) {
        if let Some(slot) = self.0.get_mut(Self::slot(rev_id))
            && slot.0 != rev_id
        {
            *slot = (rev_id, bytes);
        }
    }
}

/// What has been taken in.
pub(super) struct Intake {
    /// (page, time, revision) to a [`PageRecord`].
    pub by_page: Sorter,
    /// (revision, sequence, page) to time, length + 1, file, byte: to find doubles and lengths.
    pub by_id: Sorter,
    /// (parent, revision, sequence) to page and time: revisions whose parent's length must be looked up.
    pub far: Sorter,
    recent: RecentLengths,
    sequence: u64,
    record: Vec<u8>,
}

impl Intake {
    pub(super) fn new(folder: &Path, memory: Memory) -> Self {
        Self {
            by_page: Sorter::new(folder, memory.percent(45)),
            by_id: Sorter::new(folder, memory.percent(20)),
            far: Sorter::new(folder, memory.percent(10)),
            recent: RecentLengths(vec![(0, None); RECENT]),
            sequence: 0,
            record: Vec::new(),
        }
    }

    /// Takes in a revision. `ghost`: it is not to be stored, but its length is its children's business, and whether it
    /// came first its page's.
    pub(super) fn push(&mut self, revision: &Revision<'_>, ghost: bool, file: usize, place: &Place) -> io::Result<()> {
        let sequence = self.sequence;
        self.sequence += 1;
        let key: Key = [revision.page_id.unwrap_or(0), time_key(revision.timestamp.unix()), revision.rev_id];
        let parent = match revision.parent {
            Parent::Derive => ParentLink::Derive,
            Parent::Some(id) if id > 0 => self.recent.link(id),
            Parent::None | Parent::Some(_) => ParentLink::None,
        };
        if let ParentLink::Far { id } = parent {
            self.record.clear();
            put_varint(&mut self.record, key[0]);
            put_varint(&mut self.record, key[1]);
            self.far.push([id, revision.rev_id, sequence], &self.record)?;
        }
        self.recent.note(revision.rev_id, revision.bytes);

        self.record.clear();
        put_varint(&mut self.record, key[1]);
        put_varint(&mut self.record, revision.bytes.map_or(0, |bytes| bytes.saturating_add(1)));
        put_varint(&mut self.record, file as u64);
        put_varint(&mut self.record, place.byte);
        self.by_id.push([revision.rev_id, sequence, key[0]], &self.record)?;

        self.record.clear();
        PageRecord::new(revision, sequence, ghost, parent).encode(&mut self.record);
        self.by_page.push(key, &self.record)
    }
}
