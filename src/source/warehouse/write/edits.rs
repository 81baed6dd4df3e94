//! Writes `edits.parquet`.

use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    BooleanBuilder, Int32Builder, Int64Builder, ListBuilder, StringBuilder, TimestampMillisecondBuilder,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::Encoding;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;

use super::super::error::WarehouseError;
use super::super::layout::{FileEntry, edit, file};
use super::WIDE_PAGE_ROWS;
use super::table::{self, BATCH_ROWS, Table};
use crate::metric::revert::Revert;
use crate::wiki::NamespaceId;

/// One row of `edits.parquet`; the columns say what the fields mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditRow<'a> {
    /// The account; 0 for none.
    pub user_id: i64,
    /// The contributor's name.
    pub user_text: Option<&'a str>,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// The revision.
    pub rev_id: i64,
    /// 0 for a creation; `None` where it is not known.
    pub parent_id: Option<i64>,
    /// The page.
    pub page_id: Option<i64>,
    /// The page's namespace.
    pub namespace: Option<NamespaceId>,
    /// The page is a redirect today.
    pub redirect: bool,
    /// Marked as minor.
    pub minor: bool,
    /// Length of the text in bytes.
    pub bytes: Option<i64>,
    /// Length less the parent's.
    pub bytes_diff: Option<i64>,
    /// Hidden parts, joined by commas.
    pub deleted_parts: Option<&'a str>,
    /// The revision has a checksum.
    pub has_sha1: bool,
    /// How it was reverted.
    pub reverts: &'a [Revert],
}

/// Writes edits; they must come in the order of (`user_id`, `timestamp`, `rev_id`).
pub struct EditsWriter {
    table: Table,
    pending: usize,
    user_id: Int64Builder,
    user_text: StringBuilder,
    timestamp: TimestampMillisecondBuilder,
    rev_id: Int64Builder,
    parent_id: Int64Builder,
    page_id: Int64Builder,
    namespace: Int32Builder,
    redirect: BooleanBuilder,
    minor: BooleanBuilder,
    bytes: Int64Builder,
    bytes_diff: Int64Builder,
    deleted_parts: StringBuilder,
    has_sha1: BooleanBuilder,
    reverts: ListBuilder<Int64Builder>,
}

/// The columns in the order in which they are written.
fn schema() -> SchemaRef {
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    let item = Arc::new(Field::new("item", DataType::Int64, false));
    Arc::new(Schema::new(vec![
        Field::new(edit::USER_ID, DataType::Int64, false),
        Field::new(edit::USER_TEXT, DataType::Utf8, true),
        Field::new(edit::TIMESTAMP, time, false),
        Field::new(edit::REV_ID, DataType::Int64, false),
        Field::new(edit::PARENT_ID, DataType::Int64, true),
        Field::new(edit::PAGE_ID, DataType::Int64, true),
        Field::new(edit::NAMESPACE, DataType::Int32, true),
        Field::new(edit::REDIRECT, DataType::Boolean, false),
        Field::new(edit::MINOR, DataType::Boolean, false),
        Field::new(edit::BYTES, DataType::Int64, true),
        Field::new(edit::BYTES_DIFF, DataType::Int64, true),
        Field::new(edit::DELETED_PARTS, DataType::Utf8, true),
        Field::new(edit::HAS_SHA1, DataType::Boolean, false),
        Field::new(edit::REVERTS, DataType::List(item), true),
    ]))
}

fn properties() -> WriterProperties {
    let mut builder = table::properties();
    for column in [edit::USER_ID, edit::TIMESTAMP, edit::REV_ID, edit::PARENT_ID, edit::PAGE_ID] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    for column in [edit::BYTES, edit::BYTES_DIFF] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    builder = table::encoded(builder, edit::USER_TEXT, Encoding::DELTA_BYTE_ARRAY);
    for column in [edit::NAMESPACE, edit::DELETED_PARTS] {
        builder = table::with_dictionary(builder, column);
    }
    for column in [edit::USER_ID, edit::USER_TEXT, edit::REDIRECT, edit::MINOR, edit::DELETED_PARTS, edit::HAS_SHA1] {
        builder = table::with_page_rows(builder, column, WIDE_PAGE_ROWS);
    }
    let ascending = |column_idx| SortingColumn { column_idx, descending: false, nulls_first: false };
    table::searchable(builder, edit::USER_ID)
        .set_sorting_columns(Some(vec![ascending(0), ascending(2), ascending(3)]))
        .build()
}

impl EditsWriter {
    /// Begins `edits.parquet` in `folder`.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn create(folder: &Path) -> Result<Self, WarehouseError> {
        let item = Field::new("item", DataType::Int64, false);
        Ok(Self {
            table: Table::create(folder.join(file::EDITS), schema(), properties())?,
            pending: 0,
            user_id: Int64Builder::new(),
            user_text: StringBuilder::new(),
            timestamp: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            rev_id: Int64Builder::new(),
            parent_id: Int64Builder::new(),
            page_id: Int64Builder::new(),
            namespace: Int32Builder::new(),
            redirect: BooleanBuilder::new(),
            minor: BooleanBuilder::new(),
            bytes: Int64Builder::new(),
            bytes_diff: Int64Builder::new(),
            deleted_parts: StringBuilder::new(),
            has_sha1: BooleanBuilder::new(),
            reverts: ListBuilder::new(Int64Builder::new()).with_field(item),
        })
    }

    /// Adds an edit.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn push(&mut self, row: &EditRow<'_>) -> Result<(), WarehouseError> {
        self.user_id.append_value(row.user_id);
        self.user_text.append_option(row.user_text);
        self.timestamp.append_value(row.timestamp.saturating_mul(1000));
        self.rev_id.append_value(row.rev_id);
        self.parent_id.append_option(row.parent_id);
        self.page_id.append_option(row.page_id);
        self.namespace.append_option(row.namespace);
        self.redirect.append_value(row.redirect);
        self.minor.append_value(row.minor);
        self.bytes.append_option(row.bytes);
        self.bytes_diff.append_option(row.bytes_diff);
        self.deleted_parts.append_option(row.deleted_parts);
        self.has_sha1.append_value(row.has_sha1);
        for fact in row.reverts {
            self.reverts.values().append_value(fact.pack());
        }
        self.reverts.append(!row.reverts.is_empty());
        self.pending += 1;
        if self.pending == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WarehouseError> {
        self.pending = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.user_id.finish()),
            Arc::new(self.user_text.finish()),
            Arc::new(self.timestamp.finish()),
            Arc::new(self.rev_id.finish()),
            Arc::new(self.parent_id.finish()),
            Arc::new(self.page_id.finish()),
            Arc::new(self.namespace.finish()),
            Arc::new(self.redirect.finish()),
            Arc::new(self.minor.finish()),
            Arc::new(self.bytes.finish()),
            Arc::new(self.bytes_diff.finish()),
            Arc::new(self.deleted_parts.finish()),
            Arc::new(self.has_sha1.finish()),
            Arc::new(self.reverts.finish()),
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
