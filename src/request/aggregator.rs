//! How the rows of a cohort become one row.

use crate::metric::ColumnKind;

/// One way to sum up a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregator {
    /// The sum; of yes and no, how many say yes.
    Sum,
    /// The arithmetic mean.
    Mean,
    /// The median.
    Median,
    /// The standard deviation of the population.
    Std,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// Below which a tenth lies.
    P10,
    /// Below which a quarter lies.
    P25,
    /// Below which three quarters lie.
    P75,
    /// Below which nine tenths lie.
    P90,
    /// Below which 95 in a hundred lie.
    P95,
    /// Below which 99 in a hundred lie.
    P99,
    /// The share that says yes, or of numbers the share above 0, with its interval.
    Proportion,
    /// A rate pooled over the cohort, beside the mean of everybody's own.
    Rate,
    /// The distribution of numbers: the numbers above, and a histogram.
    Dist,
    /// Things that several accounts share, each once: pages; people who are a yes.
    Unduplicated,
}

impl Aggregator {
    /// Every aggregator, in the order of results.
    pub const ALL: [Self; 16] = [
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::Std,
        Self::Min,
        Self::Max,
        Self::P10,
        Self::P25,
        Self::P75,
        Self::P90,
        Self::P95,
        Self::P99,
        Self::Proportion,
        Self::Rate,
        Self::Dist,
        Self::Unduplicated,
    ];

    /// Those that a request has where it names none: a page shows them. The others say more of how numbers are spread,
    /// and are there for who asks.
    pub const DEFAULT: [Self; 8] =
        [Self::Sum, Self::Mean, Self::Median, Self::Std, Self::Min, Self::Max, Self::Proportion, Self::Rate];

    /// The name in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Std => "std",
            Self::Min => "min",
            Self::Max => "max",
            Self::P10 => "p10",
            Self::P25 => "p25",
            Self::P75 => "p75",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Proportion => "proportion",
            Self::Rate => "rate",
            Self::Dist => "dist",
            Self::Unduplicated => "unduplicated",
        }
    }

    /// Reads the name in requests.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aggregator| aggregator.as_str() == name)
    }

    /// Whether a column of this kind can be summed up this way. A rate is a matter of its metric, not of a kind, and what
    /// can be counted once of its column.
    #[must_use]
    pub const fn takes(self, kind: ColumnKind) -> bool {
        match kind {
            ColumnKind::Boolean => matches!(self, Self::Sum | Self::Proportion),
            ColumnKind::Integer | ColumnKind::Number => !matches!(self, Self::Rate | Self::Unduplicated),
            ColumnKind::Timestamp => matches!(self, Self::Min | Self::Median | Self::Max),
            ColumnKind::Map => matches!(self, Self::Sum),
        }
    }

    /// The share of values below it, for those that are a quantile.
    #[must_use]
    pub const fn quantile(self) -> Option<f64> {
        match self {
            Self::P10 => Some(0.1),
            Self::P25 => Some(0.25),
            Self::Median => Some(0.5),
            Self::P75 => Some(0.75),
            Self::P90 => Some(0.9),
            Self::P95 => Some(0.95),
            Self::P99 => Some(0.99),
            _ => None,
        }
    }

    /// Every aggregator's name, for error messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}
