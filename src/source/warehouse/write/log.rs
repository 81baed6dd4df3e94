//! Writes `log.parquet`.

use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Int64Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::Encoding;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;

use super::super::error::WarehouseError;
use super::super::layout::{FileEntry, file, log};
use super::table::{self, BATCH_ROWS, Table};

/// One row of `log.parquet`; the columns say what the fields mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogRow<'a> {
    /// The account the item is about; 0 for none.
    pub user_id: i64,
    /// Its name in the item.
    pub user_text: Option<&'a str>,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// The item.
    pub log_id: i64,
    /// `block`, `newusers`, ...
    pub log_type: &'a str,
    /// `create`, `reblock`, ...
    pub action: &'a str,
    /// Who acted; 0 for none or hidden.
    pub actor_id: i64,
    /// Who acted.
    pub actor_text: Option<&'a str>,
    /// The title acted upon.
    pub title: Option<&'a str>,
    /// Parameters.
    pub params: Option<&'a str>,
    /// The comment.
    pub comment: Option<&'a str>,
    /// Hidden parts, joined by commas.
    pub deleted_parts: Option<&'a str>,
}

/// Writes log items; they must come in the order of (`user_id`, `timestamp`, `log_id`).
pub struct LogWriter {
    table: Table,
    pending: usize,
    user_id: Int64Builder,
    timestamp: TimestampMillisecondBuilder,
    log_id: Int64Builder,
    actor_id: Int64Builder,
    /// `user_text`, type, action, `actor_text`, title, params, comment, hidden parts.
    texts: [StringBuilder; 8],
}

/// The text columns, in the order of [`LogWriter::texts`]; whether they may be null.
const TEXTS: [(&str, bool); 8] = [
    (log::USER_TEXT, true),
    (log::TYPE, false),
    (log::ACTION, false),
    (log::ACTOR_TEXT, true),
    (log::TITLE, true),
    (log::PARAMS, true),
    (log::COMMENT, true),
    (log::DELETED_PARTS, true),
];

fn schema() -> SchemaRef {
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    let mut fields = vec![
        Field::new(log::USER_ID, DataType::Int64, false),
        Field::new(log::TIMESTAMP, time, false),
        Field::new(log::LOG_ID, DataType::Int64, false),
        Field::new(log::ACTOR_ID, DataType::Int64, false),
    ];
    fields.extend(TEXTS.iter().map(|(column, nullable)| Field::new(*column, DataType::Utf8, *nullable)));
    Arc::new(Schema::new(fields))
}

fn properties() -> WriterProperties {
    let mut builder = table::properties();
    for column in [log::USER_ID, log::TIMESTAMP, log::LOG_ID, log::ACTOR_ID] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    for column in [log::TYPE, log::ACTION, log::DELETED_PARTS] {
        builder = table::with_dictionary(builder, column);
    }
    let ascending = |column_idx| SortingColumn { column_idx, descending: false, nulls_first: false };
    table::searchable(builder, log::USER_ID)
        .set_sorting_columns(Some(vec![ascending(0), ascending(1), ascending(2)]))
        .build()
}

impl LogWriter {
    /// Begins `log.parquet` in `folder`.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn create(folder: &Path) -> Result<Self, WarehouseError> {
        Ok(Self {
            table: Table::create(folder.join(file::LOG), schema(), properties())?,
            pending: 0,
            user_id: Int64Builder::new(),
            timestamp: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            log_id: Int64Builder::new(),
            actor_id: Int64Builder::new(),
            texts: std::array::from_fn(|_| StringBuilder::new()),
        })
    }

    /// Adds an item.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn push(&mut self, row: &LogRow<'_>) -> Result<(), WarehouseError> {
        self.user_id.append_value(row.user_id);
        self.timestamp.append_value(row.timestamp.saturating_mul(1000));
        self.log_id.append_value(row.log_id);
        self.actor_id.append_value(row.actor_id);
        let values = [
            row.user_text,
            Some(row.log_type),
            Some(row.action),
            row.actor_text,
            row.title,
            row.params,
            row.comment,
            row.deleted_parts,
        ];
        for (builder, value) in self.texts.iter_mut().zip(values) {
            builder.append_option(value);
        }
        self.pending += 1;
        if self.pending == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WarehouseError> {
        self.pending = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.user_id.finish()),
            Arc::new(self.timestamp.finish()),
            Arc::new(self.log_id.finish()),
            Arc::new(self.actor_id.finish()),
        ];
        columns.extend(self.texts.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef));
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
