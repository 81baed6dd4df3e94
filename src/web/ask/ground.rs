//! What the questions are about: the people of a cohort and the data that know them.

use std::sync::Arc;

use crate::app::AppState;
use crate::cohort;
use crate::cohort::store::Cohort;
use crate::engine::{Member, Plan};
use crate::metric::{Account, Judge, Resolved, Selection, Timeline};
use crate::platform::ids::{CohortId, UserId};
use crate::request::{Aggregator, Request};
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

/// People of whom a window is not over yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// How many.
    pub people: usize,
    /// When the last of these windows ends.
    pub until: Timestamp,
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

    /// People whose window is not over where the data end. Nothing of what they did is read for this.
    pub fn open(&self, selection: &Selection, resolved: Resolved) -> Option<Open> {
        let info = self.info();
        let judge = Judge::new(selection, resolved, info.as_of);
        let open = self
            .accounts
            .iter()
            .filter_map(|account| judge.row(&Timeline { account, content: &info.content, edits: &[] }).known_at);
        let (people, until) = open.fold((0, None), |(people, until), at| (people + 1, until.max(Some(at))));
        Some(Open { people, until: until? })
    }

    /// People of whom the data do not know when they registered.
    pub fn without_registration(&self) -> usize {
        let known = self.accounts.iter().filter(|account| account.registration.is_some()).count();
        self.members.len() - known
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
            snapshots: None,
            as_of: None,
            aggregators: Aggregator::ALL.to_vec(),
            metrics,
        }
    }
}
