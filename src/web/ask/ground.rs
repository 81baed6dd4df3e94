//! What the questions are about: the people of a cohort and the data that know them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::app::AppState;
use crate::cohort;
use crate::cohort::store::Cohort;
use crate::engine::{Member, Plan};
use crate::metric::{Account, Anchor, Judge, Resolved, Selection, Timeline, Undefined, Value};
use crate::platform::ids::{CohortId, UserId};
use crate::request::Request;
use crate::source::warehouse::{Snapshot, Warehouse};
use crate::source::{Source, SourceError, SourceInfo};
use crate::text::Arg;
use crate::web::error::WebError;
use crate::web::site;
use crate::wiki::{Span, Timestamp, WikiName, Zone};

/// The people of a cohort and the data that know them.
#[derive(Clone)]
pub(super) struct Ground {
    /// The cohort.
    pub cohort: Cohort,
    /// The copies of its wiki, oldest data first; none to choose from where it has several wikis.
    pub snapshots: Vec<Copied>,
    sources: Vec<Arc<dyn Source>>,
    members: Vec<Member>,
    /// The accounts of those whom the data know, each with the place of its wiki and the date of its own event.
    accounts: Vec<(usize, Account, Option<Timestamp>)>,
    /// Where the data are looked at from; `None`: from where they end.
    stood_at: Option<Timestamp>,
}

/// A copy of a wiki.
#[derive(Clone, Debug)]
pub(super) struct Copied {
    /// Its id.
    pub id: String,
    /// Where its data end.
    pub as_of: Timestamp,
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
    /// The ground of questions about a cohort of this owner, on this copy of its wiki; on the newest where there is none
    /// of that name.
    pub async fn load(state: &AppState, owner: UserId, cohort: CohortId, snapshot: &str) -> Result<Self, WebError> {
        let mut connection = state.pool.acquire().await?;
        let found = cohort::store::get(&mut connection, owner, cohort).await?;
        let cohort = found.ok_or(WebError::NotFound)?;
        let people = cohort::store::members(&mut connection, cohort.newest.id).await?;
        drop(connection);
        let members: Vec<Member> = people.iter().map(Member::from).collect();
        let (warehouse, wikis) = (state.warehouse.clone(), cohort.newest.wikis.clone());
        let snapshot = snapshot.to_owned();
        let found = tokio::task::spawn_blocking(move || -> Result<_, SourceError> {
            let snapshots = copies(&warehouse, &wikis)?;
            let chosen = snapshots.iter().any(|copied| copied.id == snapshot).then(|| vec![snapshot]);
            let sources = warehouse.sources(&wikis, chosen.as_deref())?;
            let accounts = accounts(&sources, &members)?;
            Ok((sources, snapshots, members, accounts))
        });
        let (sources, snapshots, members, accounts) = found.await.map_err(anyhow::Error::from)??;
        Ok(Self { cohort, snapshots, sources, members, accounts, stood_at: None })
    }

    /// What the data of the list's own wiki know and where they end.
    pub fn info(&self) -> &SourceInfo {
        self.sources[0].info()
    }

    /// Looks at the data as they stood then; as they are where no instant is named.
    pub fn stand_at(&mut self, as_of: Option<Timestamp>) {
        self.stood_at = as_of;
    }

    /// The first instant about which nothing is known.
    pub fn as_of(&self) -> Timestamp {
        self.stood_at.unwrap_or(self.info().as_of)
    }

    /// Whether somebody on the list has a date of their own.
    pub fn has_events(&self) -> bool {
        self.members.iter().any(|member| member.event.is_some())
    }

    /// The last day that is looked at; of each wiki, where the data end on different ones.
    pub fn until(&self) -> Arg {
        let ends = self.sources.iter().map(|source| source.info());
        let ends = ends.map(|info| (&info.wiki, self.stood_at.unwrap_or(info.as_of).min(info.as_of)));
        site::until(ends).unwrap_or_else(|| self.as_of().last_day())
    }

    /// How many people there are: equal names on several wikis are one.
    pub fn people(&self) -> usize {
        if self.sources.len() == 1 {
            return self.members.len();
        }
        self.members.iter().map(|member| member.name.as_str()).collect::<HashSet<_>>().len()
    }

    /// The earliest and the latest first edit among the people, where the data know any.
    pub fn first_edits(&self) -> Option<(Timestamp, Timestamp)> {
        let firsts = || self.accounts.iter().filter_map(|(_, account, _)| account.first_edit);
        Some((firsts().min()?, firsts().max()?))
    }

    /// The days between which fixed dates lie when the form is opened: from the first edit of these people to the last
    /// day of the data.
    pub fn days(&self) -> (Timestamp, Timestamp) {
        let first = self.first_edits().map_or(self.info().first_edit, |(first, _)| first);
        (first, self.info().as_of.plus(Span::from_seconds(-1)))
    }

    /// People of whom a question has no answer whatever they did. Nothing of what they did is read for this.
    pub fn unanswered(&self, selection: &Selection, resolved: &Resolved) -> Unanswered {
        let judges: Vec<Judge> =
            self.sources.iter().map(|source| self.judge(selection, resolved, source.info())).collect();
        let mut found = Unanswered::default();
        if selection.window.anchor == Anchor::Registration {
            found.without_registration = self.members.len() - self.accounts.len();
        }
        for (place, account, event) in &self.accounts {
            let info = self.sources[*place].info();
            let (log, clicks) = (info.knows.log.then_some(&[][..]), info.knows.clicks.then_some(&[][..]));
            let timeline = Timeline { account, event: *event, content: &info.content, edits: &[], log, clicks };
            let row = judges[*place].rows(&timeline).whole;
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

    /// A request about the first people of the list, ready to be answered. `None` where the list has no more.
    pub fn sample(&self, request: Request, people: usize) -> Option<impl FnOnce() -> Option<Plan> + use<>> {
        let first = self.members.get(..people).filter(|first| first.len() < self.members.len())?.to_vec();
        let (sources, request) = (self.sources.clone(), self.request(request));
        Some(move || Plan::new(request, sources, &first).ok())
    }

    /// The request about these people.
    pub fn request(&self, request: Request) -> Request {
        Request { cohort: self.cohort.name.as_str().to_owned(), wikis: self.cohort.newest.wikis.clone(), ..request }
    }

    /// What judges accounts of one wiki: with its own end of the data, where those are not beyond the dates asked for.
    fn judge(&self, selection: &Selection, resolved: &Resolved, info: &SourceInfo) -> Judge {
        let as_of = self.stood_at.unwrap_or(info.as_of).min(info.as_of);
        let own = selection.resolve(resolved.first_edit, as_of);
        Judge::new(selection, own.unwrap_or_else(|_| resolved.clone()), as_of)
    }
}

/// The copies among which somebody may choose: those of the one wiki.
fn copies(warehouse: &Warehouse, wikis: &[WikiName]) -> Result<Vec<Copied>, SourceError> {
    let [wiki] = wikis else { return Ok(Vec::new()) };
    let copied = |snapshot: Snapshot| Copied { id: snapshot.id, as_of: snapshot.manifest.as_of };
    Ok(warehouse.snapshots(wiki)?.into_iter().map(copied).collect())
}

/// The accounts of members whom the data know, each with the place of its wiki and the date of its own event.
fn accounts(
    sources: &[Arc<dyn Source>],
    members: &[Member],
) -> Result<Vec<(usize, Account, Option<Timestamp>)>, SourceError> {
    let mut accounts = Vec::with_capacity(members.len());
    for (place, source) in sources.iter().enumerate() {
        let there = members.iter().filter(|member| member.wiki.as_ref() == Some(&source.info().wiki));
        let there: Vec<&Member> = there.filter(|member| member.id.is_some()).collect();
        let ids: Vec<_> = there.iter().filter_map(|member| member.id).collect();
        for (member, account) in there.iter().zip(source.find_ids(&ids)?) {
            let event = member.event.as_deref().and_then(|event| Zone::default().read(event).ok());
            accounts.extend(account.map(|account| (place, account, event)));
        }
    }
    Ok(accounts)
}
