//! A snapshot as a source of timelines.

use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{
    Array as _, BooleanArray, Int32Array, Int64Array, ListArray, RecordBatch, TimestampMillisecondArray,
};

use super::accounts::{Accounts, ranges_of};
use super::beside::Beside;
use super::columns::{Columns, unsigned};
use super::file::TableFile;
use super::layout::{Manifest, edit, file};
use crate::metric::revert::{Revert, Reverts};
use crate::metric::{Account, Edit, Facts};
use crate::platform::ids::AccountId;
use crate::source::{History, ReadStats, Source, SourceError, SourceInfo};
use crate::wiki::Username;

/// A snapshot of one wiki, open for reading.
#[derive(Debug)]
pub struct SnapshotSource {
    info: SourceInfo,
    dir: PathBuf,
    accounts: Accounts,
}

impl SnapshotSource {
    /// Opens a snapshot of which the manifest has been read.
    ///
    /// # Errors
    ///
    /// A file of the snapshot is missing or broken.
    pub(super) fn open(dir: &Path, snapshot: &str, manifest: Manifest) -> Result<Self, SourceError> {
        let accounts = Accounts::open(dir, manifest.wiki.clone())?;
        let info = SourceInfo {
            wiki: manifest.wiki,
            site: manifest.site,
            snapshot: snapshot.to_owned(),
            as_of: manifest.as_of,
            first_edit: manifest.first_edit,
            edits: manifest.edits,
            accounts: manifest.accounts,
            content: manifest.content,
            namespaces: manifest.namespaces,
            knows: manifest.knows,
        };
        Ok(Self { info, dir: dir.to_owned(), accounts })
    }
}

impl Source for SnapshotSource {
    fn info(&self) -> &SourceInfo {
        &self.info
    }

    fn find_names(&self, names: &[Username]) -> Result<Vec<Option<Account>>, SourceError> {
        let ids = self.accounts.ids_by_name(names)?;
        let known: Vec<AccountId> = ids.iter().flatten().copied().collect();
        let mut accounts = self.accounts.by_id(&known)?.into_iter();
        Ok(ids.iter().map(|id| id.and_then(|_| accounts.next().flatten())).collect())
    }

    fn find_ids(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError> {
        self.accounts.by_id(ids)
    }

    fn all_ids(&self) -> Result<Vec<AccountId>, SourceError> {
        self.accounts.all_ids()
    }

    fn histories(
        &self,
        ids: &[AccountId],
        facts: Facts,
        each: &mut dyn FnMut(usize, History<'_>),
    ) -> Result<ReadStats, SourceError> {
        let places = self.accounts.places(ids)?;
        let table = TableFile::open(&self.dir.join(file::EDITS), &columns_for(facts))?;
        let ranges = ranges_of(&places);
        if ranges.last().is_some_and(|range| range.end > table.rows()) {
            return Err(table.broken("it is shorter than users.parquet says"));
        }
        let mut beside = Beside::open(&self.dir, self.info.knows, &self.accounts, ids, facts)?;
        let mut failed = None;
        let mut hand_over = |position: usize, edits: &[Edit]| match ids.get(position).map(|id| beside.read(*id)) {
            Some(Err(error)) => failed = failed.take().or(Some(error)),
            _ => each(position, History { edits, log: beside.log(), clicks: beside.clicks() }),
        };
        let mut cutter = Cutter::new(ids, &places);
        table.read(ranges.into_iter(), &mut |batch| {
            let decoder = Decoder::new(&table, batch, facts)?;
            for row in 0..batch.num_rows() {
                cutter.add(&mut hand_over, |edit| decoder.decode(row, edit));
            }
            Ok(())
        })?;
        let rows = cutter.finish(&mut hand_over);
        match failed {
            Some(error) => Err(error),
            None => Ok(ReadStats { rows, bytes: table.bytes_read() + beside.bytes_read() }),
        }
    }
}

/// The columns that hold these facts. The time is always read.
fn columns_for(facts: Facts) -> Vec<&'static str> {
    let groups: [(Facts, &[&'static str]); 7] = [
        (Facts::NAMESPACE, &[edit::NAMESPACE]),
        (Facts::MINOR, &[edit::MINOR]),
        (Facts::PAGE, &[edit::PAGE_ID]),
        (Facts::CREATION, &[edit::PARENT_ID]),
        (Facts::BYTES, &[edit::BYTES_DIFF]),
        (Facts::REVERTS, &[edit::HAS_SHA1, edit::REVERTS]),
        (Facts::REDIRECT, &[edit::REDIRECT]),
    ];
    let mut columns = vec![edit::TIMESTAMP];
    columns.extend(groups.into_iter().filter(|(fact, _)| facts.contains(*fact)).flat_map(|(_, names)| names));
    columns
}

/// Cuts the stream of edits into accounts, and gives those without edits their empty turn.
struct Cutter<'a> {
    ids: &'a [AccountId],
    places: std::iter::Peekable<std::slice::Iter<'a, (AccountId, std::ops::Range<usize>)>>,
    position: usize,
    /// Edits of the account whose turn it is; the memory is used again for the next one.
    edits: Vec<Edit>,
    filled: usize,
    rows: u64,
}

impl<'a> Cutter<'a> {
    fn new(ids: &'a [AccountId], places: &'a [(AccountId, std::ops::Range<usize>)]) -> Self {
        Self { ids, places: places.iter().peekable(), position: 0, edits: Vec::new(), filled: 0, rows: 0 }
    }

    /// How many edits the account at `position` has.
    fn expected(&mut self) -> usize {
        let Some(id) = self.ids.get(self.position) else { return 0 };
        self.places.next_if(|(placed, _)| placed == id).map_or(0, |(_, place)| place.len())
    }

    /// Adds the next edit, and hands over the account when it is complete.
    fn add(&mut self, each: &mut dyn FnMut(usize, &[Edit]), decode: impl FnOnce(&mut Edit)) {
        if self.filled == 0 {
            let mut expected = self.expected();
            while expected == 0 && self.position < self.ids.len() {
                each(self.position, &[]);
                self.position += 1;
                expected = self.expected();
            }
            self.edits.resize_with(expected.max(1), Edit::default);
        }
        if let Some(edit) = self.edits.get_mut(self.filled) {
            decode(edit);
        }
        self.filled += 1;
        self.rows += 1;
        if self.filled >= self.edits.len() {
            each(self.position, &self.edits);
            self.position += 1;
            self.filled = 0;
        }
    }

    /// Gives the rest their empty turn; the number of edits that were read.
    fn finish(self, each: &mut dyn FnMut(usize, &[Edit])) -> u64 {
        for position in self.position..self.ids.len() {
            each(position, &[]);
        }
        self.rows
    }
}

/// The columns of a batch, as far as they were read.
struct Decoder<'a> {
    time: &'a TimestampMillisecondArray,
    namespace: Option<&'a Int32Array>,
    minor: Option<&'a BooleanArray>,
    page: Option<&'a Int64Array>,
    parent: Option<&'a Int64Array>,
    bytes: Option<&'a Int64Array>,
    reverts: Option<(&'a BooleanArray, &'a ListArray, &'a Int64Array)>,
    redirect: Option<&'a BooleanArray>,
}

impl<'a> Decoder<'a> {
    fn new(table: &'a TableFile, batch: &'a RecordBatch, facts: Facts) -> Result<Self, SourceError> {
        let columns = Columns::of(table, batch);
        let has = |fact| facts.contains(fact);
        let reverts = if has(Facts::REVERTS) {
            let list = columns.list(edit::REVERTS)?;
            let packed = list.values().as_primitive_opt::<Int64Type>();
            let packed = packed.ok_or_else(|| table.broken("the facts of reverts are not whole numbers"))?;
            Some((columns.boolean(edit::HAS_SHA1)?, list, packed))
        } else {
            None
        };
        Ok(Self {
            time: columns.time(edit::TIMESTAMP)?,
            namespace: has(Facts::NAMESPACE).then(|| columns.int32(edit::NAMESPACE)).transpose()?,
            minor: has(Facts::MINOR).then(|| columns.boolean(edit::MINOR)).transpose()?,
            page: has(Facts::PAGE).then(|| columns.int64(edit::PAGE_ID)).transpose()?,
            parent: has(Facts::CREATION).then(|| columns.int64(edit::PARENT_ID)).transpose()?,
            bytes: has(Facts::BYTES).then(|| columns.int64(edit::BYTES_DIFF)).transpose()?,
            reverts,
            redirect: has(Facts::REDIRECT).then(|| columns.boolean(edit::REDIRECT)).transpose()?,
        })
    }

    /// Fills `edit` with the facts of a row.
    fn decode(&self, row: usize, edit: &mut Edit) {
        edit.timestamp = self.time.value(row).div_euclid(1000);
        edit.namespace = self.namespace.and_then(|array| array.is_valid(row).then(|| array.value(row)));
        edit.minor = self.minor.is_some_and(|array| array.value(row));
        edit.page_id = self.page.and_then(|array| array.is_valid(row).then(|| unsigned(array.value(row))));
        edit.creates_page = self.parent.is_some_and(|array| array.is_valid(row) && array.value(row) == 0);
        edit.bytes_diff = self.bytes.and_then(|array| array.is_valid(row).then(|| array.value(row)));
        edit.redirect = self.redirect.is_some_and(|array| array.value(row));
        edit.reverts.clear();
        if let Some((has_sha1, list, packed)) = self.reverts {
            edit.has_checksum = has_sha1.value(row);
            if list.is_valid(row) {
                fill(&mut edit.reverts, list, packed, row);
            }
        }
    }
}

fn fill(reverts: &mut Reverts, list: &ListArray, packed: &Int64Array, row: usize) {
    let offsets = list.value_offsets();
    let bound = |at: usize| offsets.get(at).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0);
    for fact in packed.values().get(bound(row)..bound(row + 1)).unwrap_or(&[]) {
        reverts.push(Revert::unpack(*fact));
    }
}
