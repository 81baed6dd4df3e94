//! A series: the rows of one metric summed up over whole windows and in every slice.

use std::collections::BTreeMap;

use super::aggregate::{Asked, Collector};
use super::summary::{MetricSummary, Over, RowsSummary};
use crate::metric::{MetricRows, SliceKey, Statement};

/// Collects what one metric says of everybody.
pub(super) struct Series {
    over: Over,
    statement: &'static Statement,
    each_once: bool,
    whole: Collector,
    slices: BTreeMap<SliceKey, Collector>,
}

impl Series {
    /// `each_once`: what several accounts share is to be counted once.
    pub(super) fn new(over: Over, statement: &'static Statement, each_once: bool) -> Self {
        Self { over, statement, each_once, whole: Collector::new(statement, each_once), slices: BTreeMap::new() }
    }

    /// Adds the rows of an account, or of a person. `person`: whose they are.
    pub(super) fn add(&mut self, rows: &MetricRows, person: u32) {
        self.whole.add(&rows.whole, person);
        for (key, row) in &rows.slices {
            let slice = self.slices.entry(*key);
            slice.or_insert_with(|| Collector::new(self.statement, self.each_once)).add(row, person);
        }
    }

    /// The summaries. A slice in which nobody is has none.
    pub(super) fn finish(self, asked: Asked<'_>) -> MetricSummary {
        let sum = |collector: Collector| RowsSummary { rows: collector.rows(), columns: collector.finish(asked) };
        MetricSummary {
            over: self.over,
            whole: sum(self.whole),
            slices: self.slices.into_iter().map(|(key, collector)| (key, sum(collector))).collect(),
        }
    }
}
