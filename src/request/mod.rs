//! Requests: what is asked, in one form.
//!
//! The form of a page, the command line and (as JSON) `query --request` and the queue all become a [`Request`]. It
//! stands in every result with its defaults spelled out, and its key says whether two questions are the same.

mod aggregator;
mod arguments;
mod document;
mod key;

pub use aggregator::Aggregator;
pub use arguments::{Arguments, Defaults, selections};
pub use key::{KeyAccount, key};

use crate::metric::params::ParamError;
use crate::metric::{Column, Frame, Selection, SliceBy};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Timestamp, WikiName};

/// The seed of a request that names none.
pub const DEFAULT_SEED: u64 = 1;

/// A question about a cohort.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the cohort is called. No part of the key.
    pub cohort: String,
    /// The wikis to look at.
    pub wikis: Vec<WikiName>,
    /// Snapshots to look at; the newest of each wiki where none are named.
    pub snapshots: Option<Vec<String>>,
    /// Look at the data as they stood then; later activity is ignored.
    pub as_of: Option<Timestamp>,
    /// The zone, and how time is cut.
    pub frame: Frame,
    /// How rows become one number, each once, in the order of [`Aggregator::ALL`].
    pub aggregators: Vec<Aggregator>,
    /// Whether means and medians come with an interval.
    pub intervals: bool,
    /// Where chance starts, for whatever a result leaves to chance: the same seed gives the same numbers.
    pub seed: u64,
    /// Curves, in the order asked.
    pub curves: Vec<Selection>,
    /// The metrics, in the order asked.
    pub metrics: Vec<Selection>,
}

impl Request {
    /// The question for these metrics, with the default of everything else, about a cohort and wikis still to be named.
    #[must_use]
    pub fn of(metrics: Vec<Selection>) -> Self {
        Self {
            cohort: String::new(),
            wikis: Vec::new(),
            snapshots: None,
            as_of: None,
            frame: Frame::default(),
            aggregators: Aggregator::DEFAULT.to_vec(),
            intervals: false,
            seed: DEFAULT_SEED,
            curves: Vec::new(),
            metrics,
        }
    }

    /// What slices cut, where it is the same for every metric: said or not, it is the same question.
    #[must_use]
    pub fn slice_by(&self) -> Option<SliceBy> {
        let mut meanings =
            self.metrics.iter().chain(&self.curves).map(|selection| selection.slices.as_ref().map(|slices| slices.by));
        let first = meanings.next()??;
        meanings.all(|by| by == Some(first)).then_some(first)
    }

    /// Checks what concerns the request as a whole.
    ///
    /// # Errors
    ///
    /// None of the metrics has a column for an aggregator that somebody named. The default is nobody's choice.
    pub fn check(&self) -> Result<(), RequestError> {
        if self.aggregators == Aggregator::DEFAULT { Ok(()) } else { self.check_aggregators() }
    }

    /// Whether things that several accounts share are to be counted once.
    #[must_use]
    pub fn counts_each_once(&self) -> bool {
        self.aggregators.contains(&Aggregator::Unduplicated)
    }

    /// Checks aggregators that somebody named: each must have a column that it can sum up.
    ///
    /// # Errors
    ///
    /// None of the metrics has one for an aggregator; it is named.
    pub fn check_aggregators(&self) -> Result<(), RequestError> {
        let taken = |aggregator: &Aggregator| {
            self.metrics.iter().map(|selection| selection.metric.statement()).any(|statement| match aggregator {
                Aggregator::Rate => statement.rate.is_some(),
                Aggregator::Unduplicated => statement.columns.iter().any(Column::is_shared),
                other => statement.columns.iter().any(|column| other.takes(column.kind)),
            })
        };
        match self.aggregators.iter().find(|aggregator| !taken(aggregator)) {
            Some(nobodys) => {
                Err(RequestError::new("aggregators", msg!("request-aggregator-nobodys", nobodys.as_str())))
            }
            None => Ok(()),
        }
    }
}

/// Checks what a metric or a curve is called in a request beside `others`.
///
/// # Errors
///
/// It has no letter, or has a full stop, or another one is called so.
pub fn check_label<'a>(label: &str, mut others: impl Iterator<Item = &'a str>) -> Result<(), Message> {
    if label.is_empty() || label.contains('.') {
        return Err(msg!("request-label-wrong", Arg::Name(label.to_owned())));
    }
    if others.any(|other| other == label) {
        return Err(msg!("request-label-twice", Arg::Name(label.to_owned())));
    }
    Ok(())
}

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", crate::text::Language::english().text(.message))]
pub struct RequestError {
    /// Label of the metric it is about; empty for the request as a whole.
    pub label: String,
    /// Name of the field or parameter.
    pub parameter: String,
    /// What was given, and what is allowed.
    pub message: Message,
}

impl RequestError {
    /// An error about the request as a whole.
    #[must_use]
    pub fn new(parameter: impl Into<String>, message: Message) -> Self {
        Self { label: String::new(), parameter: parameter.into(), message }
    }

    /// An error about one metric's parameter.
    #[must_use]
    pub fn of_metric(label: &str, error: ParamError) -> Self {
        Self { label: label.to_owned(), parameter: error.parameter, message: error.message }
    }
}
