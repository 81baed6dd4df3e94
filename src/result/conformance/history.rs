//! The history of a case as a source in memory.

use std::collections::BTreeMap;

use super::case::{Account as CaseAccount, Edit as CaseEdit, History, Part};
use crate::metric::revert::{FARTHEST, Revert, Reverts};
use crate::metric::{Account, Click, Edit, LogEvent, LogKind};
use crate::platform::ids::AccountId;
use crate::source::memory::MemorySource;
use crate::source::{Knowledge, SourceInfo};
use crate::wiki::{Timestamp, Username, WikiName};

/// The source that knows the history of a wiki.
pub(super) fn source(wiki: &str, history: &History) -> MemorySource {
    let wiki = WikiName::new(wiki).unwrap();
    let revisions = Revisions::of(history);
    let people = (1..).zip(&history.accounts).map(|(id, account)| {
        let edits = revisions.edits_of(&account.name, history);
        (account_of(&wiki, id, account, &edits, history), edits)
    });
    let as_of = time(&history.as_of);
    let first_edit = revisions.0.iter().map(|one| one.at).min().map_or(as_of, Timestamp::from_unix);
    let knows = history.knows;
    let info = SourceInfo {
        wiki: wiki.clone(),
        site: "test.example".into(),
        snapshot: "2030-01-01-00000000".into(),
        as_of,
        first_edit,
        edits: revisions.0.len() as u64,
        accounts: history.accounts.len() as u64,
        content: history.content.clone(),
        namespaces: BTreeMap::new(),
        knows: Knowledge {
            all_accounts: knows.all_accounts,
            registrations: knows.registrations,
            self_created: knows.self_created,
            groups: knows.groups,
            ..Knowledge::default()
        },
    };
    let source = MemorySource::new(info, people.collect());
    let source = if knows.log { source.with_log(log(history)) } else { source };
    match &history.clicks {
        Some(_) => source.with_clicks(clicks(history)),
        None => source,
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| panic!("not a time: {text}"))
}

fn account_of(wiki: &WikiName, id: u64, account: &CaseAccount, edits: &[Edit], history: &History) -> Account {
    let bot = || account.groups.iter().chain(&account.former_groups).any(|group| group == "bot");
    Account {
        wiki: wiki.clone(),
        id: AccountId::new(id),
        name: Username::from_wiki(&account.name),
        registration: account.registered.as_deref().map(time),
        first_edit: edits.iter().map(Edit::at).min(),
        self_created: account.self_created,
        bot: history.knows.groups.then(bot),
    }
}

fn log(history: &History) -> BTreeMap<AccountId, Vec<LogEvent>> {
    let mut log: BTreeMap<AccountId, Vec<LogEvent>> = BTreeMap::new();
    for (log_id, item) in (1..).zip(&history.log) {
        let (log_type, action) = item.item.split_once('/').unwrap();
        let at = time(&item.at);
        let kind = LogKind::read(log_type, action, Some(&item.params), at);
        let about = history.id(history.name(item.about.as_ref())).unwrap();
        let events = log.entry(AccountId::new(about)).or_default();
        events.extend(kind.map(|kind| LogEvent { timestamp: at.unix(), log_id, kind }));
    }
    log
}

fn clicks(history: &History) -> BTreeMap<AccountId, Vec<Click>> {
    let mut clicks: BTreeMap<AccountId, Vec<Click>> = BTreeMap::new();
    for click in history.clicks.iter().flatten() {
        let by = history.id(history.name(click.by.as_ref())).unwrap();
        let one = Click { timestamp: time(&click.at).unix(), namespace: click.namespace };
        clicks.entry(AccountId::new(by)).or_default().push(one);
    }
    clicks
}

/// One revision of a case with its place on its page filled in.
struct Revision {
    id: u64,
    at: i64,
    by: String,
    edit: CaseEdit,
}

/// Every revision, in the order of time.
struct Revisions(Vec<Revision>);

impl Revisions {
    fn of(history: &History) -> Self {
        let revision = |(id, edit): (u64, CaseEdit)| Revision {
            id,
            at: time(&edit.at).unix(),
            by: history.name(edit.by.as_ref()).to_owned(),
            edit,
        };
        let mut revisions: Vec<Revision> = history.edits().into_iter().map(revision).collect();
        revisions.sort_by_key(|one| (one.at, one.id));
        Self(revisions)
    }

    /// The revisions of a page, in order; none for a revision without one.
    fn page<'a>(&'a self, page: Option<&'a str>) -> Vec<&'a Revision> {
        let of_page = |one: &&Revision| page.is_some() && one.edit.page.as_deref() == page;
        self.0.iter().filter(of_page).collect()
    }

    fn edits_of(&self, name: &str, history: &History) -> Vec<Edit> {
        let own = self.0.iter().filter(|one| one.by == name && !one.edit.hides(Part::User));
        own.map(|one| self.edit(one, history)).collect()
    }

    fn edit(&self, one: &Revision, history: &History) -> Edit {
        let page = self.page(one.edit.page.as_deref());
        let before = page.iter().take_while(|other| other.id != one.id).last().map_or(0, |before| before.id);
        let parent = one.edit.parent.unwrap_or(before);
        let length = |id: u64| self.0.iter().find(|other| other.id == id).and_then(Revision::bytes);
        let parent_bytes = if parent == 0 { Some(0) } else { length(parent) };
        let known = one.edit.page.as_ref().and_then(|name| history.pages.get(name));
        Edit {
            timestamp: one.at,
            rev_id: one.id,
            page_id: one.edit.page.as_ref().map(|name| page_id(history, name)),
            namespace: one.edit.page.as_ref().map(|_| known.map_or(0, |page| page.namespace)),
            creates_page: parent == 0,
            minor: one.edit.minor,
            redirect: known.is_some_and(|page| page.redirect),
            bytes_diff: one.bytes().zip(parent_bytes).map(|(after, before)| after - before),
            has_checksum: one.text().is_some(),
            reverts: reverts(&page, one),
        }
    }
}

/// Pages are told apart by number: the place of the first edit that names one.
fn page_id(history: &History, name: &str) -> u64 {
    let names = history.edits().into_iter().filter_map(|(_, edit)| edit.page);
    (1..).zip(names).find(|(_, other)| other == name).map_or(0, |(place, _)| place)
}

impl Revision {
    fn bytes(&self) -> Option<i64> {
        let bytes = self.edit.bytes.filter(|_| !self.edit.hides(Part::Text));
        bytes.map(|bytes| i64::try_from(bytes).unwrap())
    }

    /// What tells the text from others: the word for it, or for a text of its own the revision.
    fn text(&self) -> Option<(&str, u64)> {
        let word = self.edit.sha1.as_deref().filter(|_| !self.edit.hides(Part::Text))?;
        Some((word, if word.is_empty() { self.id } else { 0 }))
    }

    fn is_by_whom(&self, other: &Self) -> bool {
        !self.edit.hides(Part::User) && !other.edit.hides(Part::User) && self.by == other.by
    }
}

/// The facts of a revision, by trying every pair of a revision that may have undone it and one that it may have been
/// undone to.
fn reverts(page: &[&Revision], one: &Revision) -> Reverts {
    let known: Vec<&&Revision> = page.iter().filter(|other| other.text().is_some()).collect();
    let Some(place) = known.iter().position(|other| other.id == one.id) else { return Reverts::default() };
    let mut facts = Vec::new();
    for look_ahead in 1..=FARTHEST {
        let Some(undoing) = known.get(place + usize::from(look_ahead)) else { break };
        let back = |look_back: &u8| place.checked_sub(usize::from(*look_back)).map(|at| known[at].text());
        let restored = (1..=FARTHEST).find(|look_back| back(look_back) == Some(undoing.text()));
        let Some(look_back) = restored.filter(|_| undoing.text() != one.text()) else { continue };
        let between = &known[place + 1..place + usize::from(look_ahead)];
        facts.push(Revert {
            look_ahead,
            look_back,
            by_self: undoing.is_by_whom(one),
            nearest: between.iter().all(|other| other.text() != undoing.text()),
            seconds: undoing.at - one.at,
        });
    }
    Reverts::new(facts)
}
