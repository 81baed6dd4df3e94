//! Sources: where timelines come from.
//!
//! The engine asks a [`Source`] for accounts and their timelines and knows nothing of where they are kept.

pub mod memory;
pub mod warehouse;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::metric::{Account, Click, Edit, Facts, LogEvent};
use crate::platform::ids::AccountId;
use crate::text::Message;
use crate::wiki::{NamespaceId, Timestamp, Username, WikiName};

/// What a source knows and where its knowledge ends.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceInfo {
    /// The wiki.
    pub wiki: WikiName,
    /// How people know it: its domain or its own name.
    pub site: String,
    /// Which copy of the wiki: the snapshot's id.
    pub snapshot: String,
    /// The first instant about which the source knows nothing.
    pub as_of: Timestamp,
    /// The first edit of the whole wiki; `as_of` where there is none.
    pub first_edit: Timestamp,
    /// Edits that it holds, of registered and other contributors.
    pub edits: u64,
    /// Accounts that it knows.
    pub accounts: u64,
    /// The wiki's content namespaces.
    pub content: Vec<NamespaceId>,
    /// The wiki's own names of its namespaces.
    pub namespaces: BTreeMap<NamespaceId, String>,
    /// What it can tell.
    pub knows: Knowledge,
}

/// What a source can tell about accounts: what it does not list is never a no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent abilities, each asked for by itself")]
pub struct Knowledge {
    /// It lists every account of the wiki: a name that it does not have is nobody's.
    pub all_accounts: bool,
    /// It knows when accounts were registered.
    pub registrations: bool,
    /// It knows which accounts registered themselves.
    pub self_created: bool,
    /// It knows groups, and so which accounts are bots.
    pub groups: bool,
    /// It has the log (blocks, uploads).
    pub log: bool,
    /// It has the edits of deleted pages.
    pub deleted_pages: bool,
    /// It has clicks on "edit".
    #[serde(default)]
    pub clicks: bool,
}

/// Something went wrong in a source: said to people, with the cause for the log.
#[derive(Debug, thiserror::Error)]
#[error("{}", crate::text::Language::english().text(.message))]
pub struct SourceError {
    /// What, where, and what to do.
    pub message: Message,
    /// The cause, for the log.
    #[source]
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl SourceError {
    /// An error that says it all.
    #[must_use]
    pub fn new(message: Message) -> Self {
        Self { message, cause: None }
    }

    /// An error with a cause.
    #[must_use]
    pub fn caused(message: Message, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { message, cause: Some(cause.into()) }
    }
}

/// What one account did, as far as it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct History<'a> {
    /// Its edits, in the order of (timestamp, `rev_id`).
    pub edits: &'a [Edit],
    /// What the log says of it, in the order of (timestamp, `log_id`); `None` where there is no log, or nobody asked.
    pub log: Option<&'a [LogEvent]>,
    /// Its clicks on "edit", in the order of time; `None` where nobody told of any, or nobody asked.
    pub clicks: Option<&'a [Click]>,
}

/// What was read to answer: edits, and bytes of the files of what people did, indexes and footers counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReadStats {
    /// Edits read.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
}

impl ReadStats {
    /// Adds another reading.
    pub const fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

/// Wikis that are kept together.
pub trait Farm {
    /// The newest data of a wiki; `None` where it is none of these.
    ///
    /// # Errors
    ///
    /// The data cannot be read.
    fn newest(&self, wiki: &WikiName) -> Result<Option<Arc<dyn Source>>, SourceError>;
}

/// No wiki at all: for lists about one wiki alone.
#[derive(Clone, Copy, Debug)]
pub struct NoWiki;

impl Farm for NoWiki {
    fn newest(&self, _wiki: &WikiName) -> Result<Option<Arc<dyn Source>>, SourceError> {
        Ok(None)
    }
}

/// A wiki whose accounts and timelines can be read.
pub trait Source: Send + Sync {
    /// What it knows and where its knowledge ends.
    fn info(&self) -> &SourceInfo;

    /// Finds accounts by name, in the order of `names`: today's name, or an earlier one that the source followed
    /// through a rename. `None`: the source does not know the name.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    fn find_names(&self, names: &[Username]) -> Result<Vec<Option<Account>>, SourceError>;

    /// Finds accounts by id, in the order of `ids`.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    fn find_ids(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError>;

    /// The ids of every account that it knows, ascending; but for temporary accounts, which belong to browsers and not to
    /// people.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    fn all_ids(&self) -> Result<Vec<AccountId>, SourceError>;

    /// Reads what `ids` (ascending, without duplicates) did and hands each account's history, in the order of `ids`, to
    /// `each` with its position in `ids`: one call for every id, with no edits where there are none. Facts that are not
    /// in `facts` may be left at their defaults.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    fn histories(
        &self,
        ids: &[AccountId],
        facts: Facts,
        each: &mut dyn FnMut(usize, History<'_>),
    ) -> Result<ReadStats, SourceError>;
}
