//! A series: the rows of one metric summed up over whole windows and in every slice.

use std::collections::BTreeMap;

use super::aggregate::{Asked, Collector};
use super::execute::{MetricSummary, RowsSummary};
use crate::metric::{MetricRows, SliceKey, Statement};

/// Collects what one metric says of everybody.
pub(super) struct Series {
    statement: &'static Statement,
    whole: Collector,
    slices: BTreeMap<SliceKey, Collector>,
}

impl Series {
    pub(super) fn new(statement: &'static Statement) -> Self {
        Self { statement, whole: Collector::new(statement), slices: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, rows: &MetricRows) {
        self.whole.add(&rows.whole);
        for (key, row) in &rows.slices {
            self.slices.entry(*key).or_insert_with(|| Collector::new(self.statement)).add(row);
        }
    }

    /// The summaries. A slice in which nobody is has none.
    pub(super) fn finish(self, asked: Asked<'_>) -> MetricSummary {
        let sum = |collector: Collector| RowsSummary { rows: collector.rows(), columns: collector.finish(asked) };
        MetricSummary {
            whole: sum(self.whole),
            slices: self.slices.into_iter().map(|(key, collector)| (key, sum(collector))).collect(),
        }
    }
}
