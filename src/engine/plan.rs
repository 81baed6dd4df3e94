//! A request made ready for its sources.

use std::sync::Arc;

use super::EngineError;
use super::people::{Member, Subject, Subjects, everybody, resolve};
use crate::metric::{Anchor, Facts, Judge, Resolved, Selection};
use crate::msg;
use crate::request::{KeyAccount, Request, RequestError, key};
use crate::source::Source;
use crate::text::Message;
use crate::wiki::Timestamp;

/// A request made ready for its sources: whom to measure, and how.
pub struct Plan {
    /// The request.
    pub request: Request,
    /// Where the timelines come from, in the order of the request's wikis.
    pub wikis: Vec<WikiPlan>,
    /// Whom to measure, in cohort order.
    pub subjects: Vec<Subject>,
    /// How many people they are.
    pub people: usize,
    /// How many members are about a wiki that is not asked about; nothing is measured of them.
    pub elsewhere: usize,
    /// For each subject the date of its own event; empty where nobody's is asked for.
    pub(super) events: Vec<Option<Timestamp>>,
    /// The metrics, in the order asked.
    pub metrics: Vec<MetricPlan>,
    /// The curves, in the order asked.
    pub curves: Vec<MetricPlan>,
}

/// One wiki of a plan.
pub struct WikiPlan {
    /// Where its timelines come from.
    pub source: Arc<dyn Source>,
    /// Where its data end for this request.
    pub as_of: Timestamp,
}

/// One metric of a plan.
pub struct MetricPlan {
    /// What was asked.
    pub selection: Selection,
    /// Its window with the sources' dates: from the first edit of all wikis to the last end of the data.
    pub resolved: Resolved,
    /// What turns a timeline into a row, for each wiki.
    pub(super) judges: Vec<Judge>,
}

impl MetricPlan {
    /// The definition with the actual parameters and dates in it.
    #[must_use]
    pub fn definition(&self) -> Message {
        self.selection.definition(&self.resolved.period)
    }
}

impl Plan {
    /// Plans a request about some members of wikis.
    ///
    /// # Errors
    ///
    /// The request does not fit the sources' dates, or a source cannot be read.
    pub fn new(request: Request, sources: Vec<Arc<dyn Source>>, members: &[Member]) -> Result<Self, EngineError> {
        let subjects = resolve(&sources, members)?;
        Self::of_subjects(request, sources, subjects, members)
    }

    /// Plans a request about every account that the sources know.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn about_everybody(request: Request, sources: Vec<Arc<dyn Source>>) -> Result<Self, EngineError> {
        let subjects = everybody(&sources)?;
        Self::of_subjects(request, sources, subjects, &[])
    }

    fn of_subjects(
        request: Request,
        sources: Vec<Arc<dyn Source>>,
        subjects: Subjects,
        members: &[Member],
    ) -> Result<Self, EngineError> {
        if subjects.all.is_empty() {
            return Err(match subjects.elsewhere {
                0 => RequestError::new("cohort", msg!("request-nobody")),
                people => RequestError::new("wikis", msg!("request-nobody-there", people)),
            }
            .into());
        }
        let wikis = sources.into_iter().map(|source| WikiPlan::new(&request, source)).collect::<Result<Vec<_>, _>>()?;
        let planned = |selection: &Selection| MetricPlan::new(&request, selection, &wikis);
        let metrics = request.metrics.iter().map(planned).collect::<Result<Vec<_>, _>>()?;
        let curves = request.curves.iter().map(planned).collect::<Result<Vec<_>, _>>()?;
        let events = events(&request, &subjects, members)?;
        let Subjects { all: subjects, people, elsewhere, .. } = subjects;
        Ok(Self { request, wikis, subjects, people, elsewhere, events, metrics, curves })
    }

    /// Whether the request is about more than one wiki, so that people are told from accounts.
    #[must_use]
    pub fn has_several_wikis(&self) -> bool {
        self.wikis.len() > 1
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
        let accounts = self.subjects.iter().enumerate().filter_map(|(place, subject)| {
            let account = subject.id.map_or(KeyAccount::Name(&subject.name), KeyAccount::Id);
            let wiki = &self.wikis.get(subject.wiki as usize)?.source.info().wiki;
            Some((wiki, account, self.events.get(place).copied().flatten()))
        });
        let snapshots: Vec<&str> = self.wikis.iter().map(|wiki| wiki.source.info().snapshot.as_str()).collect();
        key(&self.request, accounts, &snapshots)
    }
}

impl WikiPlan {
    fn new(request: &Request, source: Arc<dyn Source>) -> Result<Self, RequestError> {
        let end = source.info().as_of;
        let as_of = match request.as_of {
            Some(asked) if asked > end => {
                let site = crate::text::Arg::Name(source.info().site.clone());
                return Err(RequestError::new("as_of", msg!("request-as-of-late", asked, end, site)));
            }
            Some(asked) => asked,
            None => end,
        };
        Ok(Self { source, as_of })
    }
}

impl MetricPlan {
    fn new(request: &Request, selection: &Selection, wikis: &[WikiPlan]) -> Result<Self, RequestError> {
        let first_edit = wikis.iter().map(|wiki| wiki.source.info().first_edit).min().unwrap_or(Timestamp::MIN);
        let resolve = |as_of| {
            let resolved = selection.resolve(first_edit, as_of);
            resolved.map_err(|error| RequestError::of_metric(&selection.label, error))
        };
        let keeps = wikis.len() > 1 || request.counts_each_once();
        let mut judges = Vec::with_capacity(wikis.len());
        for (place, wiki) in wikis.iter().enumerate() {
            let resolved = resolve(wiki.as_of)?;
            let judge = Judge::new(selection, resolved, wiki.as_of);
            judges.push(if keeps { judge.keeping(place) } else { judge });
        }
        let latest = wikis.iter().map(|wiki| wiki.as_of).max().unwrap_or(first_edit);
        Ok(Self { selection: selection.clone(), resolved: resolve(latest)?, judges })
    }
}

/// The dates of the subjects' own events, where a metric asks for them.
fn events(request: &Request, subjects: &Subjects, members: &[Member]) -> Result<Vec<Option<Timestamp>>, RequestError> {
    let own = |selection: &&Selection| selection.window.anchor == Anchor::Event && selection.window.event.is_none();
    let Some(asks) = request.metrics.iter().chain(&request.curves).find(own) else { return Ok(Vec::new()) };
    let label = asks.label.clone();
    let wrong = |message| RequestError { label: label.clone(), parameter: "event".to_owned(), message };
    if members.iter().all(|member| member.event.is_none()) {
        return Err(wrong(msg!("window-anchor-without-event")));
    }
    let of = |place: &u32| match members.get(*place as usize).and_then(|member| member.event.as_deref()) {
        Some(typed) => request.frame.zone.read(typed).map(Some).map_err(wrong),
        None => Ok(None),
    };
    subjects.members.iter().map(of).collect()
}
