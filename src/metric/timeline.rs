//! The facts: everything one account did on one wiki, in time order. It is all that a metric sees.

use crate::platform::ids::AccountId;
use crate::wiki::{NamespaceId, Timestamp, Username, WikiName};

use super::Facts;
use super::log::LogEvent;
use super::revert::Reverts;

/// One user on one wiki.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The wiki.
    pub wiki: WikiName,
    /// `user_id` on that wiki.
    pub id: AccountId,
    /// Today's name.
    pub name: Username,
    /// When the account was registered: the user table's value, else the earliest `newusers` log entry, else unknown.
    pub registration: Option<Timestamp>,
    /// The first edit that the source knows, in any namespace.
    pub first_edit: Option<Timestamp>,
    /// Whether the account registered itself (`newusers/create`); `None` where the source does not say.
    pub self_created: Option<bool>,
    /// Whether the account is or was in the bot group; `None` where the source does not know groups.
    pub bot: Option<bool>,
}

/// One revision by an account, with the facts that metrics need already joined on.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a revision, one column each")]
pub struct Edit {
    /// When it was saved, seconds since 1970.
    pub timestamp: i64,
    /// `rev_id`.
    pub rev_id: u64,
    /// `page_id`; `None` for a revision without a page.
    pub page_id: Option<u64>,
    /// The page's namespace: at the time of the edit where the source knows it, else today's.
    pub namespace: Option<NamespaceId>,
    /// Whether it created its page (parent id 0).
    pub creates_page: bool,
    /// Marked as minor.
    pub minor: bool,
    /// Whether the page is a redirect today.
    pub redirect: bool,
    /// Length of the text less that of the parent's, in bytes; the whole length for a creation; `None` where either is
    /// unknown.
    pub bytes_diff: Option<i64>,
    /// Whether the text has a checksum, without which nobody can tell if the edit was reverted.
    pub has_checksum: bool,
    /// How the edit was reverted, if it was.
    pub reverts: Reverts,
}

impl Edit {
    /// When it was saved.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_unix(self.timestamp)
    }
}

/// A click on "edit", told by a list of events: somebody opened the editor, whatever came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Click {
    /// When, seconds since 1970.
    pub timestamp: i64,
    /// The page's namespace; `None` where the list does not say.
    pub namespace: Option<NamespaceId>,
}

impl Click {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_unix(self.timestamp)
    }
}

/// Everything one account did on one wiki. `edits` are in the order of (timestamp, `rev_id`), `log` in that of
/// (timestamp, `log_id`), `clicks` in that of time.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// Whose timeline it is.
    pub account: &'a Account,
    /// The date of the account's own event, where its member has one.
    pub event: Option<Timestamp>,
    /// The wiki's content namespaces.
    pub content: &'a [NamespaceId],
    /// The account's edits.
    pub edits: &'a [Edit],
    /// What the log says of it; `None` where there is no log, or no metric asks.
    pub log: Option<&'a [LogEvent]>,
    /// Its clicks on "edit"; `None` where nobody told of any, or no metric asks.
    pub clicks: Option<&'a [Click]>,
}

impl<'a> Timeline<'a> {
    /// Whether the source could tell these facts at all. What it cannot tell is never a no.
    #[must_use]
    pub fn tells(&self, facts: Facts) -> bool {
        (!facts.contains(Facts::LOG) || self.log.is_some()) && (!facts.contains(Facts::CLICKS) || self.clicks.is_some())
    }

    /// What the log says that happened before an instant.
    #[must_use]
    pub fn log_before(&self, instant: Timestamp) -> &'a [LogEvent] {
        let log = self.log.unwrap_or(&[]);
        log.get(..log.partition_point(|event| event.at() < instant)).unwrap_or(&[])
    }

    /// The edits in the half-open window.
    #[must_use]
    pub fn edits_in(&self, window: super::Window) -> &'a [Edit] {
        let from = self.edits.partition_point(|edit| edit.at() < window.start);
        let to = self.edits.partition_point(|edit| edit.at() < window.end);
        self.edits.get(from..to).unwrap_or(&[])
    }
}
