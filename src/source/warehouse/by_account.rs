//! Rows of a table that is sorted by account, pulled one account at a time beside the edits.

use std::ops::Range;

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

use super::columns::{Columns, unsigned};
use super::file::TableFile;
use crate::platform::ids::AccountId;
use crate::source::SourceError;

/// Takes rows of a batch.
type Taker<'a> = dyn FnMut(&Columns<'_>, Range<usize>) -> Result<(), SourceError> + 'a;

/// The rows of some accounts, in the order of their ids. Rows of other accounts that stand between are passed over.
pub(super) struct ByAccount {
    table: TableFile,
    /// The column with the account's id.
    id: &'static str,
    batches: Option<ParquetRecordBatchReader>,
    batch: Option<RecordBatch>,
    row: usize,
}

impl ByAccount {
    /// Begins with the rows in `ranges` (ascending, not overlapping) of a table whose column `id` names the account.
    pub(super) fn new(table: TableFile, id: &'static str, ranges: Vec<Range<usize>>) -> Result<Self, SourceError> {
        if ranges.last().is_some_and(|range| range.end > table.rows()) {
            return Err(table.broken("it is shorter than users.parquet says"));
        }
        let batches = table.batches_of(ranges.into_iter())?;
        Ok(Self { table, id, batches, batch: None, row: 0 })
    }

    /// Hands over the rows of an account, which must come after those asked for before: batches, and which rows of them.
    pub(super) fn take(&mut self, account: AccountId, each: &mut Taker<'_>) -> Result<(), SourceError> {
        loop {
            let Some(batch) = &self.batch else {
                match self.batches.as_mut().and_then(Iterator::next) {
                    Some(next) => (self.batch, self.row) = (Some(next.map_err(|cause| self.table.damaged(cause))?), 0),
                    None => return Ok(()),
                }
                continue;
            };
            let columns = Columns::of(&self.table, batch);
            let ids = columns.int64(self.id)?;
            let at = |row: usize| AccountId::new(unsigned(ids.value(row)));
            let rest = self.row..ids.len();
            let begin = rest.clone().find(|row| at(*row) >= account).unwrap_or(ids.len());
            let end = (begin..rest.end).find(|row| at(*row) > account).unwrap_or(ids.len());
            self.row = end;
            if begin < end {
                each(&columns, begin..end)?;
            }
            if end < ids.len() {
                return Ok(());
            }
            self.batch = None;
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.table.bytes_read()
    }
}
