//! The log: whom every item is about, into `log.parquet`; and what the items tell of accounts.
//!
//! Items name people as they were called then. So the whole log is read first, then names are followed through its
//! renames, and what is left is looked up among today's names.

mod item_record;
mod renames;

use std::io;
use std::path::Path;

pub(super) use self::renames::hash;
use self::renames::{Bearer, Renames};
use super::account::Logged;
use super::account_fact::AccountFact;
use super::names::Names;
use crate::import::error::{ImportError, Place};
use crate::import::external_sort::{Sorted, Sorter};
use crate::import::log::{CreatedBy, LogItem, Meaning, Subject};
use crate::import::memory::Memory;
use crate::import::report::{Report, Trouble};
use crate::import::revision::{Contributor, Hidden};
use crate::source::warehouse::layout::FileEntry;
use crate::source::warehouse::write::{LogRow, LogWriter};

/// How many accounts the last ones are whose names need not be noted again.
const RECENT: usize = 1 << 12;

/// The log as it is taken in.
pub(super) struct LogIntake {
    /// (item, sequence, byte) to an item.
    items: Sorter,
    renames: Renames,
    /// Names noted last, by the id of their account.
    recent: Vec<(u64, u64)>,
    sequence: u64,
    record: Vec<u8>,
    /// What kinds of items there were.
    pub seen: SeenItems,
}

/// What kinds of items a log has: what it has none of it knows nothing about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SeenItems {
    pub creations: bool,
    pub groups: bool,
}

impl LogIntake {
    pub(super) fn new(folder: &Path, memory: Memory) -> Self {
        Self {
            items: Sorter::new(folder, memory.percent(10)),
            renames: Renames::default(),
            recent: vec![(0, 0); RECENT],
            sequence: 0,
            record: Vec::new(),
            seen: SeenItems::default(),
        }
    }

    /// Takes in an item; what it tells of names at once goes to `facts`.
    pub(super) fn push(&mut self, item: &LogItem<'_>, facts: &mut Sorter, place: &Place) -> io::Result<()> {
        let at = u64::try_from(item.timestamp.unix()).unwrap_or(0);
        let (subject, meaning) = item.understand();
        if let Contributor::Account { id, name } = &item.contributor {
            self.note_name(*id, name, at, facts)?;
        }
        if let (Subject::Id(id), Some(name)) = (&subject, item.created_name()) {
            self.note_name(*id, &name, at, facts)?;
        }
        match &meaning {
            Meaning::Renamed { old, new } => self.renames.note(old, new, item.timestamp.unix()),
            Meaning::Created(_) => self.seen.creations = true,
            Meaning::Groups(_) => self.seen.groups = true,
            Meaning::Other => {}
        }
        self.record.clear();
        item_record::encode(item, &mut self.record);
        self.items.push([item.log_id, self.sequence, place.byte], &self.record)?;
        self.sequence += 1;
        Ok(())
    }

    fn note_name(&mut self, id: u64, name: &str, at: u64, facts: &mut Sorter) -> io::Result<()> {
        let note = (id, hash(name));
        let slot = usize::try_from(id).unwrap_or(0) % RECENT;
        match self.recent.get_mut(slot) {
            Some(last) if *last == note => Ok(()),
            last => {
                if let Some(last) = last {
                    *last = note;
                }
                AccountFact::put_seen(id, name, at, facts)
            }
        }
    }
}

/// What the log step needs besides the log.
pub(super) struct LogStep<'a> {
    pub folder: &'a Path,
    pub memory: Memory,
    /// Today's names: (hash, 0 for today's and 1 for others, id) to when the account was first seen.
    pub todays: Sorted,
    /// Accounts: what the log tells of them is added.
    pub accounts: &'a mut Sorter,
    /// Where former names go.
    pub names: &'a mut Names,
    pub report: &'a mut Report,
}

impl LogStep<'_> {
    /// Writes `log.parquet`.
    pub(super) fn write(mut self, log: LogIntake) -> Result<FileEntry, ImportError> {
        let failed = ImportError::temporary(self.folder);
        let LogIntake { items, mut renames, .. } = log;
        renames.finish(&mut self.todays).map_err(&failed)?;
        let mut by_account = Sorter::new(self.folder, self.memory.percent(30));
        let mut by_name = Sorter::new(self.folder, self.memory.percent(15));
        self.find_subjects(items, &renames, &mut by_account, &mut by_name, &failed)?;
        self.look_up(by_name, &mut by_account).map_err(&failed)?;
        self.write_rows(by_account, &failed)
    }

    /// Sorts items by the account that they are about, as far as it is known without looking names up.
    fn find_subjects(
        &mut self,
        items: Sorter,
        renames: &Renames,
        by_account: &mut Sorter,
        by_name: &mut Sorter,
        failed: &impl Fn(io::Error) -> ImportError,
    ) -> Result<(), ImportError> {
        let mut items = items.finish().map_err(failed)?;
        let mut previous = None;
        while let Some(([log_id, _, byte], record)) = items.next().map_err(failed)? {
            if previous == Some(log_id) {
                let place = self.place_of_log(byte);
                self.report.trouble(Trouble::DuplicateLogItem, &place, &format!("log item {log_id}"))?;
                continue;
            }
            previous = Some(log_id);
            let item = item_record::decode(record).map_err(failed)?;
            let at = item.timestamp.unix();
            let time = u64::try_from(at).unwrap_or(0);
            self.report.hidden.log_items += u64::from(item.hidden != Hidden::NONE);
            let (subject, meaning) = item.understand();
            let id = match subject {
                Subject::Actor => item.contributor.id(),
                Subject::Id(id) => id,
                Subject::Unknown => 0,
                Subject::Name(name) => match renames.bearer(&name, at) {
                    Bearer::Account(id) => id,
                    Bearer::Nobody => 0,
                    Bearer::Todays => {
                        by_name.push([hash(&name), time, log_id], record).map_err(failed)?;
                        continue;
                    }
                },
            };
            if let Meaning::Renamed { old, new } = meaning
                && id > 0
            {
                self.names.push(&old, false, id).map_err(failed)?;
                self.names.push(&new, false, id).map_err(failed)?;
            }
            by_account.push([id, time, log_id], record).map_err(failed)?;
        }
        Ok(())
    }

    /// A place in the log that was read; of several logs the last one is named.
    fn place_of_log(&self, byte: u64) -> Place {
        let log = self.report.files.iter().rfind(|file| file.kind == "logging");
        Place { file: log.map(|file| file.name.as_str().into()).unwrap_or_default(), byte, page: None }
    }

    /// Finds the accounts of names that were in no rename.
    fn look_up(&mut self, by_name: Sorter, by_account: &mut Sorter) -> io::Result<()> {
        let mut items = by_name.finish()?;
        self.todays.rewind()?;
        let mut bearer = self.todays.next()?.map(|([name, _, id], _)| (name, id));
        // The last name that was looked up; it may be asked for again.
        let mut found = (0, 0);
        while let Some(([name, time, log_id], record)) = items.next()? {
            while let Some((todays, id)) = bearer
                && todays <= name
            {
                // Of several bearers the first one counts: today's, then the lowest id.
                if found.0 != todays {
                    found = (todays, id);
                }
                bearer = self.todays.next()?.map(|([name, _, id], _)| (name, id));
            }
            let id = if found.0 == name { found.1 } else { 0 };
            by_account.push([id, time, log_id], record)?;
        }
        Ok(())
    }

    fn write_rows(
        &mut self,
        by_account: Sorter,
        failed: &impl Fn(io::Error) -> ImportError,
    ) -> Result<FileEntry, ImportError> {
        let mut sorted = by_account.finish().map_err(failed)?;
        let mut writer = LogWriter::create(self.folder)?;
        let (mut account, mut logged) = (0, Logged::default());
        let mut row = 0;
        while let Some(([id, ..], record)) = sorted.next().map_err(failed)? {
            let item = item_record::decode(record).map_err(failed)?;
            if id != account {
                self.put(account, &logged).map_err(failed)?;
                (account, logged) = (id, Logged { first_row: row, ..Logged::default() });
            }
            learn(&mut logged, &item);
            write_row(&mut writer, id, &item)?;
            row += 1;
        }
        self.put(account, &logged).map_err(failed)?;
        self.report.stored.log_items = row;
        Ok(writer.finish()?)
    }

    fn put(&mut self, account: u64, logged: &Logged) -> io::Result<()> {
        if account == 0 { Ok(()) } else { logged.put(account, self.accounts) }
    }
}

fn write_row(writer: &mut LogWriter, id: u64, item: &LogItem<'_>) -> Result<(), ImportError> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (subject, _) = item.understand();
    let user_text = match &subject {
        Subject::Actor => item.contributor.name().map(str::to_owned),
        Subject::Name(name) => Some(name.clone()),
        Subject::Id(_) => item.created_name(),
        Subject::Unknown => None,
    };
    writer.push(&LogRow {
        user_id: signed(id),
        user_text: user_text.as_deref(),
        timestamp: item.timestamp.unix(),
        log_id: signed(item.log_id),
        log_type: &item.log_type,
        action: &item.action,
        actor_id: signed(item.contributor.id()),
        actor_text: item.contributor.name(),
        title: item.title.as_deref(),
        params: item.params.as_deref(),
        comment: item.comment.as_deref(),
        deleted_parts: item.hidden.names(),
    })?;
    Ok(())
}

/// Adds the next item in the order of time to what the log tells of an account.
fn learn(logged: &mut Logged, item: &LogItem<'_>) {
    logged.rows += 1;
    match item.understand().1 {
        Meaning::Created(by) => {
            // One account can have been noted twice: the earliest note is its birth, and one by itself settles it.
            logged.created = logged.created.or(Some(item.timestamp.unix()));
            logged.by_self = Some(logged.by_self == Some(true) || by == CreatedBy::Self_);
        }
        Meaning::Groups(groups) => {
            logged.groups.extend(groups);
            logged.groups.sort();
            logged.groups.dedup();
        }
        Meaning::Renamed { .. } | Meaning::Other => {}
    }
}
