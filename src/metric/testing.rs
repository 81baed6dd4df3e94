//! Helpers that make the test of a metric ten lines: a person with a history, and a question about it.

#![expect(clippy::panic, clippy::missing_panics_doc, reason = "only tests use this, and a test that is wrong panics")]

use std::collections::BTreeMap;

use super::Click;
use super::judge::{Judge, MetricRows, Row};
use super::log::{LogEvent, LogKind};
use super::params::ParamError;
use super::registry;
use super::selection::Selection;
use super::slice::{Frame, SliceBy, SliceSize};
use super::timeline::{Account, Edit, Timeline};
use crate::platform::ids::AccountId;
use crate::wiki::{NamespaceId, Timestamp, Username, WikiName};

/// One account and what it did. Edits are to articles, change nothing, and have a checksum, unless said otherwise.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// The date of its own event.
    pub event: Option<Timestamp>,
    /// Its edits.
    pub edits: Vec<Edit>,
    /// What the log says of it; nothing where there is no log.
    pub log: Option<Vec<LogEvent>>,
    /// Its clicks on "edit"; nothing where nobody told of any.
    pub clicks: Option<Vec<Click>>,
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| panic!("not a time: {text}"))
}

impl Person {
    /// Somebody registered at this time.
    #[must_use]
    pub fn registered(at: &str) -> Self {
        let mut person = Self::unregistered();
        person.account.registration = Some(time(at));
        person
    }

    /// Somebody whose registration nobody knows.
    #[must_use]
    pub fn unregistered() -> Self {
        let account = Account {
            wiki: WikiName::new("testwiki").unwrap_or_else(|_| panic!("a wiki name")),
            id: AccountId::new(1),
            name: Username::from_wiki("Example"),
            registration: None,
            first_edit: None,
            self_created: None,
            bot: None,
        };
        Self { account, event: None, edits: Vec::new(), log: Some(Vec::new()), clicks: Some(Vec::new()) }
    }

    /// An item of the log, as the log writes it.
    #[must_use]
    pub fn logged(mut self, at: &str, item: &str, params: &str) -> Self {
        let at = time(at);
        let (log_type, action) = item.split_once('/').unwrap_or_else(|| panic!("not a type and an action: {item}"));
        let kind = LogKind::read(log_type, action, Some(params), at);
        let log = self.log.get_or_insert_default();
        let log_id = log.len() as u64 + 1;
        log.extend(kind.map(|kind| LogEvent { timestamp: at.unix(), log_id, kind }));
        log.sort_by_key(|event| (event.timestamp, event.log_id));
        self
    }

    /// A click on "edit", on a page of this namespace.
    #[must_use]
    pub fn click(mut self, at: &str, namespace: Option<NamespaceId>) -> Self {
        let clicks = self.clicks.get_or_insert_default();
        clicks.push(Click { timestamp: time(at).unix(), namespace });
        clicks.sort_by_key(|click| click.timestamp);
        self
    }

    /// Everything the person did, as a metric sees it.
    #[must_use]
    pub fn timeline(&self) -> Timeline<'_> {
        Timeline {
            account: &self.account,
            event: self.event,
            content: &[0],
            edits: &self.edits,
            log: self.log.as_deref(),
            clicks: self.clicks.as_deref(),
        }
    }

    /// An edit at this time.
    #[must_use]
    pub fn edit(self, at: &str) -> Self {
        self.edit_with(at, |_| {})
    }

    /// An edit at this time, changed by `change`.
    #[must_use]
    pub fn edit_with(mut self, at: &str, change: impl FnOnce(&mut Edit)) -> Self {
        let at = time(at);
        let mut edit = Edit {
            timestamp: at.unix(),
            rev_id: self.edits.len() as u64 + 1,
            page_id: Some(1),
            namespace: Some(0),
            bytes_diff: Some(0),
            has_checksum: true,
            ..Edit::default()
        };
        change(&mut edit);
        self.edits.push(edit);
        self.edits.sort_by_key(|edit| (edit.timestamp, edit.rev_id));
        self.account.first_edit = Some(self.account.first_edit.map_or(at, |first| first.min(at)));
        self
    }
}

/// A question about one metric. The data end on 1 January 2030 unless said otherwise.
#[derive(Clone, Debug)]
pub struct Ask {
    metric: &'static str,
    given: BTreeMap<String, String>,
    frame: Frame,
    as_of: Timestamp,
}

/// Asks for a metric with its defaults, from registration on.
#[must_use]
pub fn ask(metric: &'static str) -> Ask {
    Ask { metric, given: BTreeMap::new(), frame: Frame::default(), as_of: time("2030-01-01") }
}

impl Ask {
    /// Sets a parameter, or a setting of the window.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.given.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Fixed dates.
    #[must_use]
    pub fn activity(self, start: &str, end: &str) -> Self {
        self.with("anchor", "activity").between(start, end)
    }

    /// From the first edit on.
    #[must_use]
    pub fn first_edit(self) -> Self {
        self.with("anchor", "first_edit")
    }

    /// Only accounts whose anchor lies in [start, end).
    #[must_use]
    pub fn between(self, start: &str, end: &str) -> Self {
        self.with("start", start).with("end", end)
    }

    /// Where the data end.
    #[must_use]
    pub fn as_of(mut self, as_of: &str) -> Self {
        self.as_of = time(as_of);
        self
    }

    /// Cuts time into slices.
    #[must_use]
    pub fn sliced(mut self, size: &str, by: SliceBy, zone: &str) -> Self {
        let size = SliceSize::parse(size).unwrap_or_else(|_| panic!("no size: {size}"));
        let zone = zone.parse().unwrap_or_else(|_| panic!("no zone: {zone}"));
        self.frame = Frame { zone, slice: Some(size), slice_by: Some(by) };
        self
    }

    /// All rows of a person, or why it cannot be asked.
    ///
    /// # Errors
    ///
    /// A parameter is wrong.
    pub fn try_rows(&self, person: &Person) -> Result<MetricRows, ParamError> {
        Ok(self.judge()?.rows(&person.timeline()))
    }

    /// What turns timelines into rows, or why it cannot be asked.
    ///
    /// # Errors
    ///
    /// A parameter is wrong.
    pub fn judge(&self) -> Result<Judge, ParamError> {
        let metric = registry::find(self.metric).unwrap_or_else(|| panic!("no metric {}", self.metric));
        let selection = Selection::read(self.metric, metric, &self.given, &self.frame)?;
        let resolved = selection.resolve(time("2001-01-01"), self.as_of)?;
        Ok(Judge::new(&selection, resolved, self.as_of))
    }

    /// All rows of a person.
    #[must_use]
    pub fn rows(&self, person: &Person) -> MetricRows {
        self.try_rows(person).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// The row of a person over the whole window.
    #[must_use]
    pub fn row(&self, person: &Person) -> Row {
        self.rows(person).whole
    }
}
