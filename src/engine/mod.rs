//! The engine: answers a request in one pass over the data.
//!
//! A [`Plan`] is a request made ready for one source: whom to measure and how. [`execute()`] reads every timeline once,
//! lets all metrics look at it, and hands the rows on in cohort order; what sums them up sees the same rows.

mod aggregate;
mod bootstrap;
mod control;
mod curve;
mod execute;
mod gather;
mod people;
mod plan;
mod series;
mod statistics;
mod summary;

pub use aggregate::{ColumnSummary, FollowUp, Proportion};
pub use control::Control;
pub use curve::{Curve, Point};
pub use execute::{AccountRows, Handed, PersonRows, execute};
pub use people::{Member, Subject};
pub use plan::{MetricPlan, Plan, WikiPlan};
pub use statistics::{median, quantile, wilson};
pub use summary::{Answer, CurveSummary, MetricSummary, Over, RowsSummary};

use crate::request::RequestError;
use crate::source::SourceError;
use crate::text::{Language, Message};

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The question does not fit the data.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The source cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A metric broke. The run has failed, nothing else has.
    #[error("{}", Language::english().text(.0))]
    Broken(Message),
    /// Somebody asked to stop.
    #[error("the run was stopped")]
    Stopped,
    /// Rows could not be kept.
    #[error("the rows cannot be written: {0}")]
    Sink(#[from] std::io::Error),
}
