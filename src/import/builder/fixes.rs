//! What only the whole input can tell about a revision: that it came before, and how long a far parent is.

use std::io;

use super::intake::Intake;
use crate::import::error::{ImportError, Place};
use crate::import::external_sort::{Key, Sorted, Sorter};
use crate::import::record::{Cursor, put_ordered, put_varint};
use crate::import::report::{Report, Trouble};

/// One finding about a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fix {
    /// It came before: this one is not stored.
    Double,
    /// Its parent has this length.
    ParentLength(u64),
}

/// Findings, in the order of (page, time, revision) and then of the input.
pub(super) struct Fixes {
    sorted: Sorted,
    /// The next finding that has not been asked for.
    ahead: Option<(Key, u64, Fix)>,
}

/// The findings about one revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Finding {
    pub double: bool,
    pub parent_length: Option<u64>,
}

impl Fixes {
    fn new(sorted: Sorted) -> io::Result<Self> {
        let mut fixes = Self { sorted, ahead: None };
        fixes.read()?;
        Ok(fixes)
    }

    fn read(&mut self) -> io::Result<()> {
        self.ahead = match self.sorted.next()? {
            None => None,
            Some((key, payload)) => {
                let mut cursor = Cursor::new(payload);
                let sequence = cursor.ordered()?;
                let fix = match cursor.varint()? {
                    0 => Fix::Double,
                    length => Fix::ParentLength(length - 1),
                };
                Some((key, sequence, fix))
            }
        };
        Ok(())
    }

    /// What is known about the revision with this key and number. They must be asked for in ascending order.
    pub(super) fn find(&mut self, key: Key, sequence: u64) -> io::Result<Finding> {
        let mut finding = Finding::default();
        while let Some((next, of, fix)) = self.ahead
            && (next, of) <= (key, sequence)
        {
            match fix {
                _ if (next, of) < (key, sequence) => {}
                Fix::Double => finding.double = true,
                Fix::ParentLength(length) => finding.parent_length = Some(length),
            }
            self.read()?;
        }
        Ok(finding)
    }
}

/// A revision in the order of ids.
struct ById {
    rev_id: u64,
    sequence: u64,
    page: u64,
    time: u64,
    /// Length + 1; 0 where it is not known.
    length: u64,
    file: u64,
    byte: u64,
}

impl ById {
    fn read(sorted: &mut Sorted) -> io::Result<Option<Self>> {
        let Some(([rev_id, sequence, page], payload)) = sorted.next()? else { return Ok(None) };
        let mut cursor = Cursor::new(payload);
        let [time, length, file, byte] = [cursor.varint()?, cursor.varint()?, cursor.varint()?, cursor.varint()?];
        Ok(Some(Self { rev_id, sequence, page, time, length, file, byte }))
    }

    fn place(&self, report: &Report) -> Place {
        let file = usize::try_from(self.file).ok().and_then(|number| report.files.get(number.checked_sub(1)?));
        Place {
            file: file.map(|file| file.name.as_str().into()).unwrap_or_default(),
            byte: self.byte,
            page: Some(self.page.to_string().into()),
        }
    }
}

/// Goes through all revisions in the order of their ids, beside those whose parent is far away.
pub(super) fn find_fixes(
    by_id: Sorter,
    far: Sorter,
    mut fixes: Sorter,
    report: &mut Report,
    failed: &impl Fn(io::Error) -> ImportError,
) -> Result<Fixes, ImportError> {
    let (mut by_id, mut far) = (by_id.finish().map_err(failed)?, far.finish().map_err(failed)?);
    let mut asking = far.next().map_err(failed)?.map(|(key, payload)| (key, payload.to_vec()));
    let mut previous = None;
    let mut payload = Vec::new();
    while let Some(revision) = ById::read(&mut by_id).map_err(failed)? {
        if previous == Some(revision.rev_id) {
            let place = revision.place(report);
            report.trouble(Trouble::DuplicateRevision, &place, &format!("revision {}", revision.rev_id))?;
            payload.clear();
            put_ordered(&mut payload, revision.sequence);
            put_varint(&mut payload, 0);
            fixes.push([revision.page, revision.time, revision.rev_id], &payload).map_err(failed)?;
            continue;
        }
        previous = Some(revision.rev_id);
        while let Some(([parent, child, sequence], place)) = &asking
            && *parent <= revision.rev_id
        {
            if *parent == revision.rev_id && revision.length > 0 {
                let mut cursor = Cursor::new(place);
                let (page, time) = (cursor.varint().map_err(failed)?, cursor.varint().map_err(failed)?);
                payload.clear();
                put_ordered(&mut payload, *sequence);
                put_varint(&mut payload, revision.length);
                fixes.push([page, time, *child], &payload).map_err(failed)?;
            }
            asking = far.next().map_err(failed)?.map(|(key, payload)| (key, payload.to_vec()));
        }
    }
    let sorted = fixes.finish().map_err(failed)?;
    Fixes::new(sorted).map_err(failed)
}

impl Intake {
    /// Ends the first step: the revisions by page, and the findings about them.
    pub(super) fn finish(
        self,
        report: &mut Report,
        fixes: Sorter,
        failed: &impl Fn(io::Error) -> ImportError,
    ) -> Result<(u64, Sorted, Fixes), ImportError> {
        let total = self.by_page.len();
        // First of all the largest sorter, which so gives its memory back if it has used the disk.
        let by_page = self.by_page.finish().map_err(failed)?;
        let fixes = find_fixes(self.by_id, self.far, fixes, report, failed)?;
        Ok((total, by_page, fixes))
    }
}
