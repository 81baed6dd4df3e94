//! One Parquet file, read where it is needed and with every byte counted.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelectionPolicy,
};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ColumnChunkMask, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::reader::{ChunkReader, Length};

use crate::msg;
use crate::source::SourceError;
use crate::text::Arg;

/// Rows handed over at a time.
const BATCH_ROWS: usize = 8_192;

/// A Parquet file of a snapshot, its footer and the page index of the columns that are read.
#[derive(Debug)]
pub(super) struct TableFile {
    path: PathBuf,
    reader: Positioned,
    metadata: Arc<ParquetMetaData>,
    /// Leaves of the columns that are read, in the order asked for.
    columns: Vec<usize>,
}

/// Reads at positions and counts what it reads. Clones share the file and the count.
#[derive(Clone, Debug)]
struct Positioned {
    file: Arc<File>,
    length: u64,
    read: Arc<AtomicU64>,
}

impl Length for Positioned {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Positioned {
    type T = Sequential;

    fn get_read(&self, start: u64) -> ParquetResult<Sequential> {
        Ok(Sequential { file: self.clone(), position: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start)?;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(bytes.into())
    }
}

/// Reads on from a position.
#[derive(Debug)]
pub(super) struct Sequential {
    file: Positioned,
    position: u64,
}

impl Read for Sequential {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.file.read_at(buffer, self.position)?;
        self.position += read as u64;
        self.file.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A data page: its rows within the row group, and its place in the index of bounds.
pub(super) struct Page<'a> {
    pub(super) rows: Range<usize>,
    pub(super) index: Option<(&'a ColumnIndexMetaData, usize)>,
}

impl TableFile {
    /// Opens a file of which `columns` will be read. Footer and page index count as read.
    pub(super) fn open(path: &Path, columns: &[&str]) -> Result<Self, SourceError> {
        let broken = |cause: ParquetError| unreadable(path, cause);
        let file = File::open(path).map_err(|error| broken(error.into()))?;
        let length = file.metadata().map_err(|error| broken(error.into()))?.len();
        let reader = Positioned { file: Arc::new(file), length, read: Arc::default() };
        let footer = ParquetMetaDataReader::new().parse_and_finish(&reader).map_err(broken)?;
        let schema = footer.file_metadata().schema_descr_ptr();
        let leaves: Option<Vec<usize>> = columns
            .iter()
            .map(|name| schema.columns().iter().position(|leaf| leaf.path().parts().first().is_some_and(|p| p == name)))
            .collect();
        let leaves = leaves.ok_or_else(|| broken(ParquetError::General("a column is missing".to_owned())))?;
        let mut index = ParquetMetaDataReader::new_with_metadata(footer)
            .with_page_index_policy(PageIndexPolicy::Optional)
            .with_page_index_mask(ColumnChunkMask::columns(leaves.iter().copied()));
        index.read_page_indexes(&reader).map_err(broken)?;
        let metadata = Arc::new(index.finish().map_err(broken)?);
        Ok(Self { path: path.to_owned(), reader, metadata, columns: leaves })
    }

    /// Rows of the file.
    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(0)
    }

    /// Footer and page index.
    pub(super) fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }

    /// The pages of a row group of so many rows, by the first column; one page of everything where there is no index.
    pub(super) fn pages(&self, group: usize, rows: usize) -> Vec<Page<'_>> {
        let leaf = self.leaf(0);
        let Some(indexes) = self.metadata.page_index() else { return vec![Page { rows: 0..rows, index: None }] };
        let Some(pages) = indexes.offset_index(group, leaf) else { return vec![Page { rows: 0..rows, index: None }] };
        let pages = pages.page_locations();
        let start = |page: usize| pages.get(page).and_then(|page| usize::try_from(page.first_row_index).ok());
        let bounds = indexes.column_index(group, leaf);
        let page = |at| Page {
            rows: start(at).unwrap_or(0)..start(at + 1).unwrap_or(rows),
            index: bounds.map(|index| (index, at)),
        };
        (0..pages.len()).map(page).collect()
    }

    /// The leaf of the `nth` column that was asked for.
    pub(super) fn leaf(&self, nth: usize) -> usize {
        self.columns.get(nth).copied().unwrap_or(0)
    }

    /// Bytes read so far, footer and page index included.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.read.load(Ordering::Relaxed)
    }

    /// Hands over the rows in `ranges` (ascending, not overlapping), batch after batch. Columns stand in the file's
    /// order.
    pub(super) fn read(
        &self,
        ranges: impl Iterator<Item = Range<usize>>,
        each: &mut dyn FnMut(&RecordBatch) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        for batch in self.batches_of(ranges)?.into_iter().flatten() {
            each(&batch.map_err(|cause| self.damaged(cause))?)?;
        }
        Ok(())
    }

    /// The rows in `ranges` (ascending, not overlapping), batch after batch; `None` where there are no rows.
    pub(super) fn batches_of(
        &self,
        ranges: impl Iterator<Item = Range<usize>>,
    ) -> Result<Option<ParquetRecordBatchReader>, SourceError> {
        let selection = RowSelection::from_consecutive_ranges(ranges, self.rows());
        if !selection.selects_any() {
            return Ok(None);
        }
        self.batches(selection).map(Some).map_err(|cause| unreadable(&self.path, cause))
    }

    fn batches(&self, selection: RowSelection) -> ParquetResult<ParquetRecordBatchReader> {
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(&self.metadata), ArrowReaderOptions::new())?;
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), self.columns.iter().copied());
        ParquetRecordBatchReaderBuilder::new_with_metadata(self.reader.clone(), metadata)
            .with_projection(mask)
            .with_row_selection(selection)
            // Skipping is the point: a mask would decode what lies between.
            .with_row_selection_policy(RowSelectionPolicy::Selectors)
            .with_batch_size(BATCH_ROWS)
            .build()
    }

    /// An error of reading this file.
    pub(super) fn damaged(&self, cause: ArrowError) -> SourceError {
        unreadable(&self.path, cause.into())
    }

    /// An error about this file.
    pub(super) fn broken(&self, why: &str) -> SourceError {
        unreadable(&self.path, ParquetError::General(why.to_owned()))
    }
}

fn unreadable(path: &Path, cause: ParquetError) -> SourceError {
    SourceError::caused(msg!("warehouse-file-unreadable", Arg::Name(path.display().to_string())), cause)
}
