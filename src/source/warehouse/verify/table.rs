//! Reads a table of a snapshot row by row, a few columns of it.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int64Type, TimestampMillisecondType};
use arrow_array::{Array as _, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;

/// A table, read from its first row to its last.
pub(super) struct Table {
    reader: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    /// The row within the batch that was read last.
    row: usize,
    /// Rows, as the footer says.
    pub rows: u64,
    /// Whether every column of every row group has an offset index.
    pub is_indexed: bool,
}

impl Table {
    /// Opens a table to read these columns of it.
    pub(super) fn open(path: &Path, columns: &[&str]) -> Result<Self, ParquetError> {
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(File::open(path)?, options)?;
        let metadata = builder.metadata();
        let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
        let groups = metadata.row_groups();
        let is_indexed =
            groups.iter().all(|group| group.columns().iter().all(|column| column.offset_index_offset().is_some()));
        let schema = builder.parquet_schema();
        for column in columns {
            if !schema.columns().iter().any(|leaf| leaf.path().parts().first().is_some_and(|name| name == column)) {
                return Err(ParquetError::General(format!("there is no column {column}")));
            }
        }
        let mask = ProjectionMask::columns(schema, columns.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(8192).build()?;
        Ok(Self { reader, batch: None, row: 0, rows, is_indexed })
    }

    /// Goes on to the next row; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ParquetError> {
        self.row += 1;
        while self.batch.as_ref().is_none_or(|batch| self.row >= batch.num_rows()) {
            match self.reader.next() {
                Some(batch) => (self.batch, self.row) = (Some(batch?), 0),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn column(&self, name: &str) -> Option<&dyn arrow_array::Array> {
        let column = self.batch.as_ref()?.column_by_name(name)?;
        column.is_valid(self.row).then_some(&**column)
    }

    /// A whole number; `None` for null.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        Some(self.column(name)?.as_primitive_opt::<Int64Type>()?.value(self.row))
    }

    /// An instant in milliseconds; `None` for null.
    pub(super) fn time(&self, name: &str) -> Option<i64> {
        Some(self.column(name)?.as_primitive_opt::<TimestampMillisecondType>()?.value(self.row))
    }

    /// A text; `None` for null.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        Some(self.column(name)?.as_string_opt::<i32>()?.value(self.row))
    }

    /// Yes or no; `None` for null.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        Some(self.column(name)?.as_boolean_opt()?.value(self.row))
    }
}
