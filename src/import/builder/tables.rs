//! From what was taken in to the four tables of a snapshot, step by step.

use std::collections::BTreeMap;
use std::path::Path;

use super::accounts::{AccountsStep, gather_accounts};
use super::edits::write_edits;
use super::intake::Intake;
use super::log::{LogIntake, LogStep, SeenItems};
use super::names::Names;
use super::pages::join_pages;
use super::{Progress, Step};
use crate::import::error::ImportError;
use crate::import::external_sort::Sorter;
use crate::import::memory::Memory;
use crate::import::report::Report;
use crate::msg;
use crate::source::Knowledge;
use crate::source::warehouse::layout::{FileEntry, file};
use crate::wiki::Timestamp;

/// What has been taken in.
pub(super) struct Taken {
    pub revisions: Intake,
    pub log: LogIntake,
    /// What is learnt of accounts.
    pub facts: Sorter,
    pub users: UsersSeen,
    /// Whether a log was read, be it an empty one.
    pub has_log: bool,
}

/// What the table of users has told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UsersSeen {
    pub any: bool,
    pub registrations: bool,
    pub groups: bool,
}

/// What was written.
pub(super) struct Tables {
    pub files: BTreeMap<String, FileEntry>,
    pub first_edit: Option<Timestamp>,
    pub knows: Knowledge,
}

impl Taken {
    pub(super) fn new(folder: &Path, memory: Memory) -> Self {
        Self {
            revisions: Intake::new(folder, memory),
            log: LogIntake::new(folder, memory),
            facts: Sorter::new(folder, memory.percent(10)),
            users: UsersSeen::default(),
            has_log: false,
        }
    }
}

/// Writes the tables into `folder`.
pub(super) fn write_tables(
    taken: Taken,
    folder: &Path,
    memory: Memory,
    report: &mut Report,
    progress: &mut dyn Progress,
) -> Result<Tables, ImportError> {
    let failed = ImportError::temporary(folder);
    let (users, has_log, seen) = (taken.users, taken.has_log, taken.log.seen);
    let Taken { revisions, log, mut facts, .. } = taken;
    let mut by_account = Sorter::new(folder, memory.percent(40));
    let fixes = Sorter::new(folder, memory.percent(10));
    join_pages(revisions, fixes, &mut by_account, report, folder, progress)?;
    let edits = write_edits(by_account, &mut facts, report, folder, progress)?;

    progress.at(Step::Accounts, 0, 2);
    let gathered = gather_accounts(facts, folder, memory).map_err(&failed)?;
    let (mut accounts, mut names) = (gathered.accounts, Names::new(folder, memory));
    let step = LogStep { folder, memory, todays: gathered.todays, accounts: &mut accounts, names: &mut names, report };
    let log_file = step.write(log)?;
    progress.at(Step::Accounts, 1, 2);
    let written = AccountsStep { folder, log_knows_groups: seen.groups, names, report }.write(accounts)?;
    if users.any && gathered.unlisted > 0 {
        report.note(&msg!("import-note-unlisted", gathered.unlisted));
    }
    Ok(Tables {
        files: BTreeMap::from([
            (file::EDITS.to_owned(), edits.file),
            (file::USERS.to_owned(), written.users),
            (file::NAMES.to_owned(), written.names),
            (file::LOG.to_owned(), log_file),
        ]),
        first_edit: edits.first,
        knows: knowledge(users, has_log, seen, gathered.unlisted),
    })
}

/// What the snapshot will be able to tell. A table of users that lacks somebody who was seen is no list of all.
const fn knowledge(users: UsersSeen, has_log: bool, seen: SeenItems, unlisted: u64) -> Knowledge {
    Knowledge {
        all_accounts: seen.creations || (users.any && unlisted == 0),
        registrations: seen.creations || users.registrations,
        self_created: seen.creations,
        groups: seen.groups || users.groups,
        log: has_log,
        deleted_pages: false,
        clicks: false,
    }
}
