//! Columns of a batch by name, with their types checked once.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type, TimestampMillisecondType};
use arrow_array::{
    Array as _, BooleanArray, Int32Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampMillisecondArray,
};

use super::file::TableFile;
use crate::source::SourceError;
use crate::wiki::Timestamp;

/// A batch whose columns are asked for by name.
pub(super) struct Columns<'a> {
    file: &'a TableFile,
    batch: &'a RecordBatch,
}

/// Makes a typed getter: a missing column or another type is a broken file.
macro_rules! getter {
    ($name:ident, $array:ty, $cast:expr) => {
        pub(super) fn $name(&self, column: &str) -> Result<&'a $array, SourceError> {
            let array = self.batch.column_by_name(column);
            array.and_then($cast).ok_or_else(|| self.file.broken(&format!("column {column} is not what it should be")))
        }
    };
}

impl<'a> Columns<'a> {
    pub(super) const fn of(file: &'a TableFile, batch: &'a RecordBatch) -> Self {
        Self { file, batch }
    }

    getter!(int64, Int64Array, |array| array.as_primitive_opt::<Int64Type>());
    getter!(int32, Int32Array, |array| array.as_primitive_opt::<Int32Type>());
    getter!(time, TimestampMillisecondArray, |array| array.as_primitive_opt::<TimestampMillisecondType>());
    getter!(boolean, BooleanArray, |array| array.as_boolean_opt());
    getter!(text, StringArray, |array| array.as_string_opt::<i32>());
    getter!(list, ListArray, |array| array.as_list_opt::<i32>());
}

/// A whole number that cannot be negative; 0 where the file says otherwise.
pub(super) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// An instant, where there is one.
pub(super) fn instant(array: &TimestampMillisecondArray, row: usize) -> Option<Timestamp> {
    array.is_valid(row).then(|| Timestamp::from_unix(array.value(row).div_euclid(1000)))
}
