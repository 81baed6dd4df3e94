//! What a request came to, besides its rows.

use serde::{Deserialize, Serialize};

use super::aggregate::ColumnSummary;
use super::curve::Curve;
use crate::metric::SliceKey;
use crate::source::ReadStats;
use crate::wiki::WikiName;

/// What a request came to, besides its rows.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For each metric what its rows came to: over the cohort, then, where there are several wikis, over each of them and
    /// over people.
    pub summaries: Vec<Vec<MetricSummary>>,
    /// For each curve what its rows came to: over the cohort, then over each of several wikis.
    pub curves: Vec<Vec<CurveSummary>>,
    /// What was read.
    pub stats: ReadStats,
}

/// Whose rows were summed up. Serialised as the result document has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Over {
    /// Every account.
    Cohort,
    /// The accounts of one wiki.
    Wiki(WikiName),
    /// People: each one's accounts together.
    People,
}

/// What the rows of one metric came to: over the whole windows, and in each slice.
#[derive(Clone, Debug)]
pub struct MetricSummary {
    /// Whose rows.
    pub over: Over,
    /// Over the whole windows of everybody.
    pub whole: RowsSummary,
    /// In each slice, in order.
    pub slices: Vec<(SliceKey, RowsSummary)>,
}

/// What some rows of one metric came to.
#[derive(Clone, Debug)]
pub struct RowsSummary {
    /// How many rows there are.
    pub rows: u64,
    /// The summaries, by column in the order of the statement.
    pub columns: Vec<(&'static str, ColumnSummary)>,
}

/// What the rows of one curve came to.
#[derive(Clone, Debug)]
pub struct CurveSummary {
    /// Whose rows.
    pub over: Over,
    /// Over everybody, and in each slice.
    pub drawn: Vec<(Option<SliceKey>, Curve)>,
}
