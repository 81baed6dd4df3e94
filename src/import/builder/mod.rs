//! Builds a snapshot from revisions, log items and users in any order, in bounded memory. Every importer feeds it.
//!
//! ```text
//! revision ──> by page, time ──> parents, differences, reverts ──> by account, time ──> edits.parquet
//!         └──> by revision id ──> doubles and far parents ─┘                       └──> users, names
//! ```
//!
//! Sorting happens on the disk of the warehouse, in the hidden folder of the draft, so that it vanishes with it.

mod account;
mod account_fact;
mod accounts;
mod edit_record;
mod edits;
mod fixes;
mod intake;
mod log;
mod names;
mod page_record;
mod pages;
mod tables;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::account_fact::AccountFact;
use self::tables::{Taken, write_tables};
use super::error::{ImportError, Place};
use super::log::LogItem;
use super::memory::Memory;
use super::report::{FileReport, Report, Trouble};
use super::revision::Revision;
use crate::msg;
use crate::source::warehouse::Snapshot;
use crate::source::warehouse::draft::SnapshotDraft;
use crate::source::warehouse::layout::{FORMAT, Manifest};
use crate::wiki::{NamespaceId, Span, Timestamp, WikiName};

/// What a snapshot is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the warehouse.
    pub warehouse: PathBuf,
    /// The wiki.
    pub wiki: WikiName,
    /// Where the data end; `None`: a second after the last of them.
    pub as_of: Option<Timestamp>,
    /// Whether trouble that is otherwise counted ends the import.
    pub strict: bool,
    /// How much memory sorting may use.
    pub memory: Memory,
}

/// What a source says of its wiki.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// How people know it: a domain; `None` where the source does not say.
    pub domain: Option<String>,
    /// The wiki's own names of its namespaces.
    pub namespaces: BTreeMap<NamespaceId, String>,
    /// Content namespaces; empty where the source does not say.
    pub content: Vec<NamespaceId>,
}

/// One row of a wiki's table of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User<'a> {
    /// `user_id`.
    pub id: u64,
    /// Today's name.
    pub name: &'a str,
    /// When it was registered; `None` where the table does not say.
    pub registration: Option<Timestamp>,
    /// Groups now and formerly, joined by commas; `None` where the table does not say.
    pub groups: Option<&'a str>,
}

/// The steps of an import, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The input is read.
    Reading,
    /// Pages are put together.
    Pages,
    /// Edits are written.
    Edits,
    /// Accounts and the log are written.
    Accounts,
}

/// Is told how far an import is.
pub trait Progress {
    /// `done` of `total` in `step`; what is counted differs from step to step.
    fn at(&mut self, step: Step, done: u64, total: u64);
}

/// Nobody wants to know.
impl Progress for () {
    fn at(&mut self, _step: Step, _done: u64, _total: u64) {}
}

/// A finished import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The new snapshot.
    pub snapshot: Snapshot,
    /// What was read, skipped and why.
    pub report: Report,
}

/// Builds a snapshot. Dropped before [`SnapshotBuilder::finish`], nothing of it is left.
///
/// ```no_run
/// # use usermetrics::import::{Contributor, Hidden, Parent, Revision, Settings, SnapshotBuilder};
/// # use usermetrics::wiki::Timestamp;
/// # fn example(settings: Settings) -> Result<(), usermetrics::import::ImportError> {
/// let mut builder = SnapshotBuilder::begin(settings)?;
/// builder.revision(&Revision {
///     rev_id: 1,
///     page_id: Some(1),
///     namespace: Some(0),
///     redirect: false,
///     timestamp: Timestamp::from_unix(1_600_000_000),
///     parent: Parent::None,
///     contributor: Contributor::Account { id: 7, name: "Example".into() },
///     minor: false,
///     hidden: Hidden::NONE,
///     bytes: Some(120),
///     sha1: Some([0; 20]),
/// })?;
/// let imported = builder.finish(Timestamp::from_unix(1_700_000_000), &mut ())?;
/// println!("{}", imported.snapshot.id);
/// # Ok(())
/// # }
/// ```
pub struct SnapshotBuilder {
    settings: Settings,
    draft: SnapshotDraft,
    report: Report,
    place: Place,
    site: Site,
    taken: Taken,
    /// The last moment of anything that was taken in.
    last: Option<Timestamp>,
    revisions: bool,
}

impl SnapshotBuilder {
    /// Begins a snapshot.
    ///
    /// # Errors
    ///
    /// The warehouse cannot be written.
    pub fn begin(settings: Settings) -> Result<Self, ImportError> {
        let draft = SnapshotDraft::begin(&settings.warehouse, &settings.wiki)?;
        let (folder, memory) = (draft.folder(), settings.memory);
        Ok(Self {
            taken: Taken::new(folder, memory),
            report: Report::new(settings.strict),
            place: Place::default(),
            site: Site::default(),
            last: None,
            revisions: false,
            settings,
            draft,
        })
    }

    /// What follows stands in this file; its counts are kept by whoever reads it.
    pub fn file(&mut self, file: FileReport) {
        self.place = Place { file: file.name.as_str().into(), byte: 0, page: None };
        self.report.files.push(file);
    }

    /// The file that is being read.
    pub fn current_file(&mut self) -> Option<&mut FileReport> {
        self.report.files.last_mut()
    }

    /// What follows stands here: named when there is trouble with it.
    pub const fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    /// The wiki of the snapshot.
    #[must_use]
    pub const fn wiki(&self) -> &WikiName {
        &self.settings.wiki
    }

    /// The report so far.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// What the source says of its wiki. Said again, it replaces what was said before.
    pub fn site(&mut self, site: Site) {
        self.site = site;
    }

    /// Adds what else should be known about the snapshot.
    pub fn note(&mut self, note: &crate::text::Message) {
        self.report.note(note);
    }

    /// Counts trouble with the item that stands at the current place.
    ///
    /// # Errors
    ///
    /// The import is strict.
    pub fn trouble(&mut self, kind: Trouble, detail: &str) -> Result<(), ImportError> {
        self.report.trouble(kind, &self.place, detail)
    }

    /// Takes in a revision.
    ///
    /// # Errors
    ///
    /// The disk cannot be written, or there is trouble with the revision and the import is strict.
    pub fn revision(&mut self, revision: &Revision<'_>) -> Result<(), ImportError> {
        let ids = [Some(revision.rev_id), revision.page_id, Some(revision.contributor.id())];
        let too_large = |id: u64| i64::try_from(id).is_err();
        if revision.rev_id == 0 || revision.page_id == Some(0) || ids.into_iter().flatten().any(too_large) {
            return self.trouble(Trouble::IdOutOfRange, &format!("revision {}", revision.rev_id));
        }
        let left_out = self.is_outside(revision.timestamp, &|| format!("revision {}", revision.rev_id))?;
        self.revisions |= !left_out;
        let file = self.report.files.len();
        let pushed = self.taken.revisions.push(revision, left_out, file, &self.place);
        pushed.map_err(ImportError::temporary(self.draft.folder()))
    }

    /// Says that the source has a log, even if no item should follow.
    pub const fn has_log(&mut self) {
        self.taken.has_log = true;
    }

    /// Takes in an item of the log.
    ///
    /// # Errors
    ///
    /// The disk cannot be written, or there is trouble with the item and the import is strict.
    pub fn log_item(&mut self, item: &LogItem<'_>) -> Result<(), ImportError> {
        self.taken.has_log = true;
        let name = || format!("log item {}", item.log_id);
        if item.log_id == 0 || [item.log_id, item.contributor.id()].into_iter().any(|id| i64::try_from(id).is_err()) {
            return self.trouble(Trouble::IdOutOfRange, &name());
        }
        if self.is_outside(item.timestamp, &name)? {
            return Ok(());
        }
        let pushed = self.taken.log.push(item, &mut self.taken.facts, &self.place);
        pushed.map_err(ImportError::temporary(self.draft.folder()))
    }

    /// Takes in a row of the table of users.
    ///
    /// # Errors
    ///
    /// The disk cannot be written, or the id cannot be one and the import is strict.
    pub fn user(&mut self, user: &User<'_>) -> Result<(), ImportError> {
        if user.id == 0 || i64::try_from(user.id).is_err() {
            return self.trouble(Trouble::IdOutOfRange, &format!("user {}", user.id));
        }
        self.taken.users.any = true;
        self.taken.users.registrations |= user.registration.is_some();
        self.taken.users.groups |= user.groups.is_some();
        let registration = user.registration.map(Timestamp::unix);
        let put = AccountFact::put_listed(user.id, user.name, registration, user.groups, &mut self.taken.facts);
        put.map_err(ImportError::temporary(self.draft.folder()))
    }

    /// Whether something happened outside of the time that the snapshot covers, which is trouble.
    fn is_outside(&mut self, at: Timestamp, name: &dyn Fn() -> String) -> Result<bool, ImportError> {
        let kind = if at < Timestamp::FIRST_POSSIBLE {
            Trouble::BeforeFirstWiki
        } else if self.settings.as_of.is_some_and(|as_of| at >= as_of) {
            Trouble::AfterEnd
        } else {
            self.last = self.last.max(Some(at));
            return Ok(false);
        };
        self.trouble(kind, &format!("{}, {at}", name()))?;
        Ok(true)
    }

    /// Writes the snapshot and puts it in its place. `now` is noted as the moment of the import.
    ///
    /// # Errors
    ///
    /// There was nothing to import, the disk cannot be written, or a revision came twice and the import is strict.
    pub fn finish(self, now: Timestamp, progress: &mut dyn Progress) -> Result<Imported, ImportError> {
        let Some(last) = self.last.filter(|_| self.revisions) else {
            return Err(ImportError::Nothing { what: msg!("import-nothing") });
        };
        let as_of = self.settings.as_of.unwrap_or_else(|| last.plus(Span::from_seconds(1)));
        let Self { settings, draft, mut report, site, taken, .. } = self;
        let tables = write_tables(taken, draft.folder(), settings.memory, &mut report, progress)?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            site: settings.wiki.domain().or(site.domain).unwrap_or_else(|| settings.wiki.to_string()),
            wiki: settings.wiki,
            as_of,
            first_edit: tables.first_edit.unwrap_or(as_of),
            imported_at: now,
            program: concat!("usermetrics ", env!("CARGO_PKG_VERSION")).to_owned(),
            knows: tables.knows,
            content: if site.content.is_empty() { vec![0] } else { site.content },
            namespaces: site.namespaces,
            edits: report.stored.edits,
            accounts: report.stored.accounts,
            log_items: report.stored.log_items,
            files: tables.files,
            report: serde_json::to_value(&report).unwrap_or_default(),
        };
        Ok(Imported { snapshot: draft.publish(manifest)?, report })
    }
}
