//! The last step: accounts and their names, into `users.parquet` and `names.parquet`.

use std::io;
use std::path::Path;

use super::account_fact::AccountFact;
use super::names::Names;
use crate::import::error::ImportError;
use crate::import::external_sort::Sorter;
use crate::import::memory::Memory;
use crate::import::report::Report;
use crate::source::warehouse::layout::FileEntry;
use crate::source::warehouse::write::{UserRow, UsersWriter};

/// What was written.
pub(super) struct WrittenAccounts {
    pub users: FileEntry,
    pub names: FileEntry,
}

/// Everything that is known of one account.
#[derive(Debug, Default)]
struct Account {
    id: u64,
    name: String,
    /// When `name` was seen; the users file counts as the latest.
    named_at: i64,
    /// Other names that were seen.
    others: Vec<String>,
    registration: Option<i64>,
    groups: Option<String>,
    first_edit: Option<i64>,
    first_row: u64,
    rows: u64,
}

impl Account {
    fn take(&mut self, fact: &AccountFact<'_>) {
        match fact {
            AccountFact::Listed { name, registration, groups } => {
                self.rename(name, i64::MAX);
                self.registration = *registration;
                self.groups = groups.map(str::to_owned);
            }
            AccountFact::Edits { first_row, rows, first, last, names } => {
                (self.first_row, self.rows, self.first_edit) = (*first_row, *rows, Some(*first));
                for (place, name) in names.iter().enumerate() {
                    self.rename(name, if place == 0 { *last } else { i64::MIN });
                }
            }
            AccountFact::Seen { name, at } => self.rename(name, *at),
        }
    }

    /// Notes a name; the latest one is today's.
    fn rename(&mut self, name: &str, at: i64) {
        if self.name.is_empty() {
            (self.name, self.named_at) = (name.to_owned(), at);
        } else if self.name == name {
            self.named_at = self.named_at.max(at);
        } else if at > self.named_at {
            self.others.retain(|other| other != name);
            self.others.push(std::mem::replace(&mut self.name, name.to_owned()));
            self.named_at = at;
        } else if !self.others.iter().any(|other| other == name) {
            self.others.push(name.to_owned());
        }
    }
}

/// Writes `users.parquet` and `names.parquet`.
pub(super) fn write_accounts(
    facts: Sorter,
    report: &mut Report,
    folder: &Path,
    memory: Memory,
) -> Result<WrittenAccounts, ImportError> {
    let failed = ImportError::temporary(folder);
    let mut facts = facts.finish().map_err(&failed)?;
    let mut writer = UsersWriter::create(folder)?;
    let mut names = Names::new(folder, memory);
    let mut account = Account::default();
    let mut count = 0;
    while let Some((key, payload)) = facts.next().map_err(&failed)? {
        if key[0] != account.id {
            write(&account, &mut writer, &mut names, &failed)?;
            account = Account { id: key[0], ..Account::default() };
            count += 1;
        }
        account.take(&AccountFact::read(key, payload).map_err(&failed)?);
    }
    write(&account, &mut writer, &mut names, &failed)?;
    report.stored.accounts = count;
    Ok(WrittenAccounts { users: writer.finish()?, names: names.write(report, folder)? })
}

fn write(
    account: &Account,
    writer: &mut UsersWriter,
    names: &mut Names,
    failed: &impl Fn(io::Error) -> ImportError,
) -> Result<(), ImportError> {
    if account.id == 0 {
        return Ok(());
    }
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    writer.push(&UserRow {
        id: signed(account.id),
        name: &account.name,
        registration: account.registration,
        first_edit: account.first_edit,
        created_by_self: None,
        groups: account.groups.as_deref(),
        first_row: signed(account.first_row),
        rows: signed(account.rows),
        log_first_row: 0,
        log_rows: 0,
    })?;
    names.push(&account.name, true, account.id).map_err(failed)?;
    for other in &account.others {
        names.push(other, false, account.id).map_err(failed)?;
    }
    Ok(())
}
