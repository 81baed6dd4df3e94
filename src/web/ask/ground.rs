//! What the questions are about: the people of a cohort and the data that know them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::AppState;
use crate::cohort;
use crate::cohort::store::Cohort;
use crate::engine::{Member, Plan};
use crate::metric::{Account, Anchor, Judge, Resolved, Selection, Timeline, Undefined, Value};
use crate::platform::ids::{CohortId, UserId};
use crate::request::Request;
use crate::source::{Source, SourceError, SourceInfo};
use crate::web::error::WebError;
use crate::wiki::{Span, Timestamp};

/// The people of a cohort and the data that know them.
#[derive(Clone)]
pub(super) struct Ground {
    /// The cohort.
    pub cohort: Cohort,
    source: Arc<dyn Source>,
    members: Vec<Member>,
    /// The accounts of those whom the data know.
    accounts: Vec<Account>,
}

/// People of whom a question has no answer whatever they did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unanswered {
    /// People of whom a window is not over yet.
    pub open: usize,
    /// When the last of these windows ends.
    pub until: Option<Timestamp>,
    /// People of whom the data do not know when they registered, where that is asked.
    pub without_registration: usize,
    /// People whose clock starts on days that do not count, by why.
    pub outside: BTreeMap<Undefined, usize>,
}

impl Ground {
    /// The ground of questions about a cohort of this owner, on the newest data of its wiki.
    pub async fn load(state: &AppState, owner: UserId, cohort: CohortId) -> Result<Self, WebError> {
        let mut connection = state.pool.acquire().await?;
        let found = cohort::store::get(&mut connection, owner, cohort).await?;
        let cohort = found.ok_or(WebError::NotFound)?;
        let people = cohort::store::members(&mut connection, cohort.newest.id).await?;
        drop(connection);
        let members: Vec<Member> = people
            .into_iter()
            .map(|person| Member { id: person.account, name: person.name.as_str().to_owned() })
            .collect();
        let (warehouse, wiki) = (state.warehouse.clone(), cohort.newest.wiki.clone());
        let found = tokio::task::spawn_blocking(move || -> Result<_, SourceError> {
            let source = warehouse.newest(&wiki)?;
            let ids: Vec<_> = members.iter().filter_map(|member| member.id).collect();
            let accounts = source.find_ids(&ids)?.into_iter().flatten().collect();
            Ok((source, members, accounts))
        });
        let (source, members, accounts) = found.await.map_err(anyhow::Error::from)??;
        Ok(Self { cohort, source, members, accounts })
    }

    /// What the data know and where they end.
    pub fn info(&self) -> &SourceInfo {
        self.source.info()
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.members.len()
    }

    /// The earliest and the latest first edit among the people, where the data know any.
    pub fn first_edits(&self) -> Option<(Timestamp, Timestamp)> {
        let firsts = || self.accounts.iter().filter_map(|account| account.first_edit);
        Some((firsts().min()?, firsts().max()?))
    }

    /// The days between which fixed dates lie when the form is opened: from the first edit of these people to the last
    /// day of the data.
    pub fn days(&self) -> (Timestamp, Timestamp) {
        let first = self.first_edits().map_or(self.info().first_edit, |(first, _)| first);
        (first, self.info().as_of.plus(Span::from_seconds(-1)))
    }

    /// People of whom a question has no answer whatever they did. Nothing of what they did is read for this.
    pub fn unanswered(&self, selection: &Selection, resolved: Resolved) -> Unanswered {
        let info = self.info();
        let judge = Judge::new(selection, resolved, info.as_of);
        let mut found = Unanswered::default();
        if selection.window.anchor == Anchor::Registration {
            found.without_registration = self.members.len() - self.accounts.len();
        }
        for account in &self.accounts {
            let (log, clicks) = (info.knows.log.then_some(&[][..]), info.knows.clicks.then_some(&[][..]));
            let row = judge.rows(&Timeline { account, content: &info.content, edits: &[], log, clicks }).whole;
            found.open += usize::from(row.known_at.is_some());
            found.until = found.until.max(row.known_at);
            match row.values.first() {
                Some(Value::Undefined(Undefined::RegistrationUnknown)) => found.without_registration += 1,
                Some(Value::Undefined(why @ (Undefined::NotRegisteredInRange | Undefined::FirstEditNotInRange))) => {
                    *found.outside.entry(*why).or_default() += 1;
                }
                _ => {}
            }
        }
        found
    }

    /// The questions about the first people of the list, ready to be answered. `None` where the list has no more.
    pub fn sample(&self, metrics: Vec<Selection>, people: usize) -> Option<impl FnOnce() -> Option<Plan> + use<>> {
        let first = self.members.get(..people).filter(|first| first.len() < self.members.len())?.to_vec();
        let source = self.source.clone();
        let request = self.request(metrics);
        Some(move || Plan::new(request, source, first).ok())
    }

    /// The request for these metrics.
    pub fn request(&self, metrics: Vec<Selection>) -> Request {
        Request {
            cohort: self.cohort.name.as_str().to_owned(),
            wikis: vec![self.cohort.newest.wiki.clone()],
            ..Request::of(metrics)
        }
    }
}
