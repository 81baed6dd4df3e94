//! Finding rows by key in a file that is sorted by it: only pages that can hold a key are read.

use std::ops::Range;

use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::Statistics;

use super::file::TableFile;

/// Least and greatest key of some rows; `None` where the file does not say.
type Bounds<K> = Option<(K, K)>;

/// A key by which rows are looked up.
pub(super) trait Key<'a>: Ord + Copy {
    /// The bounds of a page.
    fn of_page(index: &'a ColumnIndexMetaData, page: usize) -> Bounds<Self>;
    /// The bounds of a row group.
    fn of_group(statistics: &'a Statistics) -> Bounds<Self>;
}

impl Key<'_> for i64 {
    fn of_page(index: &ColumnIndexMetaData, page: usize) -> Bounds<Self> {
        let ColumnIndexMetaData::INT64(index) = index else { return None };
        Some((*index.min_value(page)?, *index.max_value(page)?))
    }

    fn of_group(statistics: &Statistics) -> Bounds<Self> {
        let Statistics::Int64(bounds) = statistics else { return None };
        Some((*bounds.min_opt()?, *bounds.max_opt()?))
    }
}

/// Bounds of texts may be cut short: the least is then too small and the greatest too great, which is safe.
impl<'a> Key<'a> for &'a [u8] {
    fn of_page(index: &'a ColumnIndexMetaData, page: usize) -> Bounds<Self> {
        let ColumnIndexMetaData::BYTE_ARRAY(index) = index else { return None };
        Some((index.min_value(page)?, index.max_value(page)?))
    }

    fn of_group(statistics: &'a Statistics) -> Bounds<Self> {
        let Statistics::ByteArray(bounds) = statistics else { return None };
        Some((bounds.min_opt()?.data(), bounds.max_opt()?.data()))
    }
}

/// Whether one of `keys` (ascending) lies within the bounds; unknown bounds may hold anything.
fn may_hold<K: Ord>(keys: &[K], bounds: Bounds<K>) -> bool {
    bounds.is_none_or(|(min, max)| keys.get(keys.partition_point(|key| *key < min)).is_some_and(|key| *key <= max))
}

/// Row ranges that can hold one of `keys` (ascending), by the file's first column.
pub(super) fn candidates<'a, K: Key<'a>>(file: &'a TableFile, keys: &[K]) -> Vec<Range<usize>> {
    let leaf = file.leaf(0);
    let mut ranges = Vec::new();
    let mut first_row = 0;
    for (number, group) in file.metadata().row_groups().iter().enumerate() {
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        if may_hold(keys, group.column(leaf).statistics().and_then(K::of_group)) {
            for page in file.pages(number, rows) {
                let bounds = page.index.and_then(|(index, at)| K::of_page(index, at));
                if may_hold(keys, bounds) {
                    ranges.push(first_row + page.rows.start..first_row + page.rows.end);
                }
            }
        }
        first_row += rows;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::may_hold;

    #[test]
    fn bounds_include_both_ends_and_unknown_ones_hold_anything() {
        let keys = [3, 7, 20];
        for (bounds, expected) in
            [((4, 6), false), ((4, 7), true), ((7, 7), true), ((20, 30), true), ((21, 30), false), ((0, 2), false)]
        {
            assert_eq!(may_hold(&keys, Some(bounds)), expected, "{bounds:?}");
        }
        assert!(may_hold(&keys, None));
        assert!(!may_hold::<i64>(&[], Some((0, 9))));
    }
}
