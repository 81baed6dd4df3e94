//! Writes `users.parquet` and `names.parquet`.

use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BooleanBuilder, Int64Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::Encoding;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;

use super::super::error::WarehouseError;
use super::super::layout::{FileEntry, file, name, user};
use super::table::{self, BATCH_ROWS, Table};

/// One row of `users.parquet`; the columns say what the fields mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserRow<'a> {
    /// The account.
    pub id: i64,
    /// Today's name.
    pub name: &'a str,
    /// Seconds since 1970.
    pub registration: Option<i64>,
    /// Seconds since 1970.
    pub first_edit: Option<i64>,
    /// The account registered itself.
    pub created_by_self: Option<bool>,
    /// Groups now and formerly, joined by commas.
    pub groups: Option<&'a str>,
    /// Where its edits begin.
    pub first_row: i64,
    /// How many there are.
    pub rows: i64,
    /// Where its log rows begin.
    pub log_first_row: i64,
    /// How many there are.
    pub log_rows: i64,
}

/// Writes accounts; they must come in the order of their ids, each once.
pub struct UsersWriter {
    table: Table,
    pending: usize,
    id: Int64Builder,
    name: StringBuilder,
    registration: TimestampMillisecondBuilder,
    first_edit: TimestampMillisecondBuilder,
    created_by_self: BooleanBuilder,
    groups: StringBuilder,
    first_row: Int64Builder,
    rows: Int64Builder,
    log_first_row: Int64Builder,
    log_rows: Int64Builder,
}

fn user_schema() -> SchemaRef {
    let time = || DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        Field::new(user::ID, DataType::Int64, false),
        Field::new(user::TEXT, DataType::Utf8, false),
        Field::new(user::REGISTRATION, time(), true),
        Field::new(user::FIRST_EDIT, time(), true),
        Field::new(user::CREATED_BY_SELF, DataType::Boolean, true),
        Field::new(user::GROUPS, DataType::Utf8, true),
        Field::new(user::FIRST_ROW, DataType::Int64, false),
        Field::new(user::ROWS, DataType::Int64, false),
        Field::new(user::LOG_FIRST_ROW, DataType::Int64, false),
        Field::new(user::LOG_ROWS, DataType::Int64, false),
    ]))
}

fn user_properties() -> WriterProperties {
    let mut builder = table::properties();
    for column in [user::ID, user::FIRST_ROW, user::ROWS, user::LOG_FIRST_ROW, user::LOG_ROWS] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    for column in [user::REGISTRATION, user::FIRST_EDIT] {
        builder = table::encoded(builder, column, Encoding::DELTA_BINARY_PACKED);
    }
    builder = table::with_dictionary(builder, user::GROUPS);
    let by_id = SortingColumn { column_idx: 0, descending: false, nulls_first: false };
    table::searchable(builder, user::ID).set_sorting_columns(Some(vec![by_id])).build()
}

impl UsersWriter {
    /// Begins `users.parquet` in `folder`.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn create(folder: &Path) -> Result<Self, WarehouseError> {
        Ok(Self {
            table: Table::create(folder.join(file::USERS), user_schema(), user_properties())?,
            pending: 0,
            id: Int64Builder::new(),
            name: StringBuilder::new(),
            registration: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            first_edit: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            created_by_self: BooleanBuilder::new(),
            groups: StringBuilder::new(),
            first_row: Int64Builder::new(),
            rows: Int64Builder::new(),
            log_first_row: Int64Builder::new(),
            log_rows: Int64Builder::new(),
        })
    }

    /// Adds an account.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn push(&mut self, row: &UserRow<'_>) -> Result<(), WarehouseError> {
        let millis = |seconds: Option<i64>| seconds.map(|seconds| seconds.saturating_mul(1000));
        self.id.append_value(row.id);
        self.name.append_value(row.name);
        self.registration.append_option(millis(row.registration));
        self.first_edit.append_option(millis(row.first_edit));
        self.created_by_self.append_option(row.created_by_self);
        self.groups.append_option(row.groups);
        self.first_row.append_value(row.first_row);
        self.rows.append_value(row.rows);
        self.log_first_row.append_value(row.log_first_row);
        self.log_rows.append_value(row.log_rows);
        self.pending += 1;
        if self.pending == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WarehouseError> {
        self.pending = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.registration.finish()),
            Arc::new(self.first_edit.finish()),
            Arc::new(self.created_by_self.finish()),
            Arc::new(self.groups.finish()),
            Arc::new(self.first_row.finish()),
            Arc::new(self.rows.finish()),
            Arc::new(self.log_first_row.finish()),
            Arc::new(self.log_rows.finish()),
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

/// One row of `names.parquet`.
#[derive(Clone, Copy, Debug)]
pub struct NameRow<'a> {
    /// A name as MediaWiki normalises it.
    pub text: &'a str,
    /// It is the account's name today.
    pub is_current: bool,
    /// Whose it is.
    pub id: i64,
}

/// Writes names; they must come in the order of (`text` by code points, today's before earlier ones, `id`).
pub struct NamesWriter {
    table: Table,
    pending: usize,
    text: StringBuilder,
    is_current: BooleanBuilder,
    id: Int64Builder,
}

impl NamesWriter {
    /// Begins `names.parquet` in `folder`.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn create(folder: &Path) -> Result<Self, WarehouseError> {
        let schema = Arc::new(Schema::new(vec![
            Field::new(name::TEXT, DataType::Utf8, false),
            Field::new(name::IS_CURRENT, DataType::Boolean, false),
            Field::new(name::ID, DataType::Int64, false),
        ]));
        let builder = table::encoded(table::properties(), name::TEXT, Encoding::DELTA_BYTE_ARRAY);
        let sorting = |column_idx, descending| SortingColumn { column_idx, descending, nulls_first: false };
        let properties = table::searchable(builder, name::TEXT)
            .set_sorting_columns(Some(vec![sorting(0, false), sorting(1, true), sorting(2, false)]))
            // A searcher needs the first name of every page whole: MediaWiki's names have at most 255 bytes.
            .set_column_index_truncate_length(None)
            .build();
        Ok(Self {
            table: Table::create(folder.join(file::NAMES), schema, properties)?,
            pending: 0,
            text: StringBuilder::new(),
            is_current: BooleanBuilder::new(),
            id: Int64Builder::new(),
        })
    }

    /// Adds a name.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn push(&mut self, row: &NameRow<'_>) -> Result<(), WarehouseError> {
        self.text.append_value(row.text);
        self.is_current.append_value(row.is_current);
        self.id.append_value(row.id);
        self.pending += 1;
        if self.pending == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WarehouseError> {
        self.pending = 0;
        let columns: Vec<ArrayRef> =
            vec![Arc::new(self.text.finish()), Arc::new(self.is_current.finish()), Arc::new(self.id.finish())];
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
