//! Writes `events.parquet`.

use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Int32Builder, Int64Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::Encoding;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;

use super::super::error::WarehouseError;
use super::super::layout::{FileEntry, event, file};
use super::table::{self, BATCH_ROWS, Table};
use crate::wiki::NamespaceId;

/// One row of `events.parquet`; the columns say what the fields mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow<'a> {
    /// The account.
    pub user_id: i64,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// What happened.
    pub name: &'a str,
    /// The namespace of the page.
    pub namespace: Option<NamespaceId>,
}

/// Writes events; they must come in the order of (`user_id`, `timestamp`, `name`, `namespace`), each once.
pub struct EventsWriter {
    table: Table,
    pending: usize,
    user_id: Int64Builder,
    timestamp: TimestampMillisecondBuilder,
    name: StringBuilder,
    namespace: Int32Builder,
}

fn schema() -> SchemaRef {
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        Field::new(event::USER_ID, DataType::Int64, false),
        Field::new(event::TIMESTAMP, time, false),
        Field::new(event::NAME, DataType::Utf8, false),
        Field::new(event::NAMESPACE, DataType::Int32, true),
    ]))
}

fn properties() -> WriterProperties {
    let mut builder = table::properties();
    for column in [event::USER_ID, event::TIMESTAMP] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    for column in [event::NAME, event::NAMESPACE] {
        builder = table::with_dictionary(builder, column);
    }
    let ascending = |column_idx| SortingColumn { column_idx, descending: false, nulls_first: true };
    table::searchable(builder, event::USER_ID).set_sorting_columns(Some((0..4).map(ascending).collect())).build()
}

impl EventsWriter {
    /// Begins `events.parquet` in `folder`.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn create(folder: &Path) -> Result<Self, WarehouseError> {
        Ok(Self {
            table: Table::create(folder.join(file::EVENTS), schema(), properties())?,
            pending: 0,
            user_id: Int64Builder::new(),
            timestamp: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            name: StringBuilder::new(),
            namespace: Int32Builder::new(),
        })
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn push(&mut self, row: &EventRow<'_>) -> Result<(), WarehouseError> {
        self.user_id.append_value(row.user_id);
        self.timestamp.append_value(row.timestamp.saturating_mul(1000));
        self.name.append_value(row.name);
        self.namespace.append_option(row.namespace);
        self.pending += 1;
        if self.pending == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WarehouseError> {
        self.pending = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.user_id.finish()),
            Arc::new(self.timestamp.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.namespace.finish()),
        ];
        self.table.write(columns)
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn finish(mut self) -> Result<FileEntry, WarehouseError> {
        self.flush()?;
        self.table.finish()
    }
}
