//! Builds a snapshot from revisions, log items and users in any order, in bounded memory. Every importer feeds it.
//!
//! ```text
//! revision ──> by page, time ──> parents, differences, reverts ──> by account, time ──> edits.parquet
//!         └──> by revision id ──> doubles and far parents ─┘                       └──> users, names
//! ```
//!
//! Sorting happens on the disk of the warehouse, in the hidden folder of the draft, so that it vanishes with it.

mod account_fact;
mod accounts;
mod edit_record;
mod edits;
mod fixes;
mod intake;
mod names;
mod page_record;
mod pages;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::accounts::write_accounts;
use self::edits::write_edits;
use self::intake::Intake;
use self::pages::join_pages;
use super::error::{ImportError, Place};
use super::external_sort::Sorter;
use super::memory::Memory;
use super::report::{FileReport, Report, Trouble};
use super::revision::Revision;
use crate::msg;
use crate::source::Knowledge;
use crate::source::warehouse::Snapshot;
use crate::source::warehouse::draft::SnapshotDraft;
use crate::source::warehouse::layout::{FORMAT, Manifest, file};
use crate::source::warehouse::write::LogWriter;
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
    intake: Intake,
    /// The first and the last moment of anything that was taken in.
    last: Option<Timestamp>,
}

impl SnapshotBuilder {
    /// Begins a snapshot.
    ///
    /// # Errors
    ///
    /// The warehouse cannot be written.
    pub fn begin(settings: Settings) -> Result<Self, ImportError> {
        let draft = SnapshotDraft::begin(&settings.warehouse, &settings.wiki)?;
        let intake = Intake::new(draft.folder(), settings.memory);
        let report = Report::new(settings.strict);
        Ok(Self { settings, draft, report, place: Place::default(), site: Site::default(), intake, last: None })
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
        let at = revision.timestamp;
        let early = at < Timestamp::FIRST_POSSIBLE;
        let late = self.settings.as_of.is_some_and(|as_of| at >= as_of);
        if early || late {
            let kind = if early { Trouble::BeforeFirstWiki } else { Trouble::AfterEnd };
            self.report.trouble(kind, &self.place, &format!("revision {}, {at}", revision.rev_id))?;
        } else {
            self.last = self.last.max(Some(at));
        }
        let file = self.report.files.len();
        let pushed = self.intake.push(revision, early || late, file, &self.place);
        pushed.map_err(ImportError::temporary(self.draft.folder()))
    }

    /// Writes the snapshot and puts it in its place. `now` is noted as the moment of the import.
    ///
    /// # Errors
    ///
    /// There was nothing to import, the disk cannot be written, or a revision came twice and the import is strict.
    pub fn finish(self, now: Timestamp, progress: &mut dyn Progress) -> Result<Imported, ImportError> {
        let Self { settings, draft, mut report, site, intake, last, .. } = self;
        let Some(last) = last else {
            return Err(ImportError::Nothing { what: msg!("import-nothing") });
        };
        let as_of = settings.as_of.unwrap_or_else(|| last.plus(Span::from_seconds(1)));
        let folder = draft.folder();

        let mut by_account = Sorter::new(folder, settings.memory.percent(40));
        let fixes = Sorter::new(folder, settings.memory.percent(10));
        join_pages(intake, fixes, &mut by_account, &mut report, folder, progress)?;
        let mut facts = Sorter::new(folder, settings.memory.percent(10));
        let edits = write_edits(by_account, &mut facts, &mut report, folder, progress)?;
        let accounts = write_accounts(facts, &mut report, folder, settings.memory)?;
        let log = LogWriter::create(folder)?.finish()?;

        let files = BTreeMap::from([
            (file::EDITS.to_owned(), edits.file),
            (file::USERS.to_owned(), accounts.users),
            (file::NAMES.to_owned(), accounts.names),
            (file::LOG.to_owned(), log),
        ]);
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            site: settings.wiki.domain().or(site.domain).unwrap_or_else(|| settings.wiki.to_string()),
            wiki: settings.wiki,
            as_of,
            first_edit: edits.first.unwrap_or(as_of),
            imported_at: now,
            program: concat!("usermetrics ", env!("CARGO_PKG_VERSION")).to_owned(),
            knows: Knowledge::default(),
            content: if site.content.is_empty() { vec![0] } else { site.content },
            namespaces: site.namespaces,
            edits: report.stored.edits,
            accounts: report.stored.accounts,
            log_items: report.stored.log_items,
            files: BTreeMap::new(),
            report: serde_json::to_value(&report).unwrap_or_default(),
        };
        Ok(Imported { snapshot: draft.publish(files, manifest)?, report })
    }
}
