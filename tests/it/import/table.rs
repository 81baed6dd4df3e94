//! Reads tables of a snapshot as any reader of Parquet would, without our own reading side.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type, TimestampMillisecondType};
use arrow_array::{Array as _, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use usermetrics::metric::revert::{Revert, Reverts};
use usermetrics::source::warehouse::layout::{edit, file};

/// One edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub user_id: i64,
    /// Empty for a hidden contributor.
    pub user_text: String,
    /// Seconds since 1970.
    pub timestamp: i64,
    pub rev_id: i64,
    pub parent_id: Option<i64>,
    pub namespace: Option<i32>,
    pub redirect: bool,
    pub minor: bool,
    pub bytes: Option<i64>,
    pub bytes_diff: Option<i64>,
    pub deleted_parts: Option<String>,
    pub has_sha1: bool,
    pub reverts: Reverts,
}

/// All batches of a table.
pub fn batches(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

/// Every row of `edits.parquet`, which must be in order.
pub fn read_edits(snapshot: &Path) -> Vec<Row> {
    let rows: Vec<Row> = batches(&snapshot.join(file::EDITS)).iter().flat_map(rows).collect();
    let key = |row: &Row| (row.user_id, row.timestamp, row.rev_id);
    assert!(rows.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])), "rows are in order");
    rows
}

/// A text of a batch; `None` for null.
pub fn text(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let array = batch.column_by_name(column).unwrap().as_string::<i32>();
    array.is_valid(row).then(|| array.value(row).to_owned())
}

/// A whole number of a batch; `None` for null.
pub fn number(batch: &RecordBatch, column: &str, row: usize) -> Option<i64> {
    let array = batch.column_by_name(column).unwrap().as_primitive::<Int64Type>();
    array.is_valid(row).then(|| array.value(row))
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let column = |name| batch.column_by_name(name).unwrap();
    let facts = |row| {
        let list = column(edit::REVERTS).as_list::<i32>();
        let facts = list.value(row);
        facts.as_primitive::<Int64Type>().values().iter().map(|fact| Revert::unpack(*fact)).collect()
    };
    (0..batch.num_rows())
        .map(|row| Row {
            user_id: number(batch, edit::USER_ID, row).unwrap(),
            user_text: text(batch, edit::USER_TEXT, row).unwrap_or_default(),
            timestamp: column(edit::TIMESTAMP).as_primitive::<TimestampMillisecondType>().value(row) / 1000,
            rev_id: number(batch, edit::REV_ID, row).unwrap(),
            parent_id: number(batch, edit::PARENT_ID, row),
            namespace: {
                let array = column(edit::NAMESPACE).as_primitive::<Int32Type>();
                array.is_valid(row).then(|| array.value(row))
            },
            redirect: column(edit::REDIRECT).as_boolean().value(row),
            minor: column(edit::MINOR).as_boolean().value(row),
            bytes: number(batch, edit::BYTES, row),
            bytes_diff: number(batch, edit::BYTES_DIFF, row),
            deleted_parts: text(batch, edit::DELETED_PARTS, row),
            has_sha1: column(edit::HAS_SHA1).as_boolean().value(row),
            reverts: Reverts::new(facts(row)),
        })
        .collect()
}
