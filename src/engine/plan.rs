//! A request made ready for one source.

use std::sync::Arc;

use super::EngineError;
use super::people::{Member, Subject, everybody, resolve};
use crate::metric::{Facts, Judge, Resolved, Selection};
use crate::msg;
use crate::request::{KeyAccount, Request, RequestError, key};
use crate::source::Source;
use crate::text::Message;
use crate::wiki::Timestamp;

/// A request made ready for one source: whom to measure, and how.
pub struct Plan {
    /// The request.
    pub request: Request,
    /// Where the timelines come from.
    pub source: Arc<dyn Source>,
    /// Where the data end for this request.
    pub as_of: Timestamp,
    /// Whom to measure, in cohort order.
    pub subjects: Vec<Subject>,
    /// The metrics, in the order asked.
    pub metrics: Vec<MetricPlan>,
    /// The curves, in the order asked.
    pub curves: Vec<MetricPlan>,
}

/// One metric of a plan.
pub struct MetricPlan {
    /// What was asked.
    pub selection: Selection,
    /// Its window with the source's dates.
    pub resolved: Resolved,
    /// What turns a timeline into a row.
    pub(super) judge: Judge,
}

impl MetricPlan {
    /// The definition with the actual parameters and dates in it.
    #[must_use]
    pub fn definition(&self) -> Message {
        self.selection.definition(&self.resolved.period)
    }
}

impl Plan {
    /// Plans a request about some members of a wiki.
    ///
    /// # Errors
    ///
    /// The request does not fit the source's dates, or the source cannot be read.
    pub fn new(request: Request, source: Arc<dyn Source>, members: Vec<Member>) -> Result<Self, EngineError> {
        let subjects = resolve(source.as_ref(), members)?;
        Self::of_subjects(request, source, subjects)
    }

    /// Plans a request about every account that the source knows.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn about_everybody(request: Request, source: Arc<dyn Source>) -> Result<Self, EngineError> {
        let subjects = everybody(source.as_ref())?;
        Self::of_subjects(request, source, subjects)
    }

    fn of_subjects(request: Request, source: Arc<dyn Source>, subjects: Vec<Subject>) -> Result<Self, EngineError> {
        if subjects.is_empty() {
            return Err(RequestError::new("cohort", msg!("request-nobody")).into());
        }
        let info = source.info();
        let as_of = match request.as_of {
            Some(asked) if asked > info.as_of => {
                return Err(RequestError::new("as_of", msg!("request-as-of-late", asked, info.as_of)).into());
            }
            Some(asked) => asked,
            None => info.as_of,
        };
        let planned = |selection: &Selection| {
            let resolved = selection
                .resolve(info.first_edit, as_of)
                .map_err(|error| RequestError::of_metric(&selection.label, error))?;
            let judge = Judge::new(selection, resolved.clone(), as_of);
            Ok(MetricPlan { selection: selection.clone(), resolved, judge })
        };
        let metrics = request.metrics.iter().map(planned).collect::<Result<Vec<_>, RequestError>>()?;
        let curves = request.curves.iter().map(planned).collect::<Result<Vec<_>, RequestError>>()?;
        Ok(Self { request, source, as_of, subjects, metrics, curves })
    }

    /// The facts that any of the metrics needs.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let asked = self.metrics.iter().chain(&self.curves);
        asked.fold(Facts::NONE, |facts, one| facts | one.selection.metric.statement().facts)
    }

    /// The most rows that one account may have.
    #[must_use]
    pub fn rows_of_an_account(&self) -> usize {
        self.metrics.iter().map(|metric| metric.resolved.slices_most).sum()
    }

    /// The key of this question on these data.
    #[must_use]
    pub fn key(&self) -> String {
        let info = self.source.info();
        let accounts = self.subjects.iter().map(|subject| {
            let account = subject.id.map_or(KeyAccount::Name(&subject.name), KeyAccount::Id);
            (&info.wiki, account)
        });
        key(&self.request, accounts, &[&info.snapshot])
    }
}
