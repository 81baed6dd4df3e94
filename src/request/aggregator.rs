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
    /// The share that says yes, or of numbers the share above 0, with its interval.
    Proportion,
    /// A rate pooled over the cohort, beside the mean of everybody's own.
    Rate,
}

impl Aggregator {
    /// Every aggregator, in the order of results.
    pub const ALL: [Self; 8] =
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
            Self::Proportion => "proportion",
            Self::Rate => "rate",
        }
    }

    /// Reads the name in requests.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aggregator| aggregator.as_str() == name)
    }

    /// Whether a column of this kind can be summed up this way. A rate is a matter of its metric, not of a kind.
    #[must_use]
    pub const fn takes(self, kind: ColumnKind) -> bool {
        match kind {
            ColumnKind::Boolean => matches!(self, Self::Sum | Self::Proportion),
            ColumnKind::Integer | ColumnKind::Number => !matches!(self, Self::Rate),
            ColumnKind::Timestamp => matches!(self, Self::Min | Self::Median | Self::Max),
            ColumnKind::Map => matches!(self, Self::Sum),
        }
    }

    /// Every aggregator's name, for error messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}
