//! Accounts: gathered from what the steps before learnt, and written into `users.parquet` and `names.parquet`.

use std::io;
use std::path::Path;

use super::account::{Account, Logged, Part};
use super::account_fact::AccountFact;
use super::log::hash;
use super::names::Names;
use crate::import::error::ImportError;
use crate::import::external_sort::{Sorted, Sorter};
use crate::import::memory::Memory;
use crate::import::record::put_signed;
use crate::import::report::Report;
use crate::source::warehouse::layout::FileEntry;
use crate::source::warehouse::write::{UserRow, UsersWriter};

/// Accounts before the log has been looked at.
pub(super) struct Gathered {
    /// By id; what the log tells is added to it.
    pub accounts: Sorter,
    /// (hash of a name, 0 for today's and 1 for others, id) to when the account was first seen.
    pub todays: Sorted,
    /// Accounts that are not in the users file.
    pub unlisted: u64,
}

/// Gathers facts by account.
pub(super) fn gather_accounts(facts: Sorter, folder: &Path, memory: Memory) -> io::Result<Gathered> {
    let mut facts = facts.finish()?;
    let mut accounts = Sorter::new(folder, memory.percent(15));
    let mut todays = Sorter::new(folder, memory.percent(15));
    let mut account = Account::default();
    let mut unlisted = 0;
    let mut put = |account: &Account| -> io::Result<()> {
        if account.id == 0 {
            return Ok(());
        }
        unlisted += u64::from(!account.listed);
        let mut first_seen = Vec::new();
        put_signed(&mut first_seen, account.first_seen.unwrap_or(i64::MIN));
        let others = account.others.iter().map(|name| (name, 1));
        for (name, place) in std::iter::once((&account.name, 0)).chain(others) {
            todays.push([hash(name), place, account.id], &first_seen)?;
        }
        account.put(&mut accounts)
    };
    while let Some((key, payload)) = facts.next()? {
        if key[0] != account.id {
            put(&account)?;
            account = Account::new(key[0]);
        }
        account.take(&AccountFact::read(key, payload)?);
    }
    put(&account)?;
    Ok(Gathered { accounts, todays: todays.finish()?, unlisted })
}

/// Writes accounts.
pub(super) struct AccountsStep<'a> {
    pub folder: &'a Path,
    /// Whether the log knows groups: then an account that it does not name has none.
    pub log_knows_groups: bool,
    pub names: Names,
    pub report: &'a mut Report,
}

/// The two files about accounts.
pub(super) struct WrittenAccounts {
    pub users: FileEntry,
    pub names: FileEntry,
}

impl AccountsStep<'_> {
    /// Writes `users.parquet` and `names.parquet`.
    pub(super) fn write(mut self, accounts: Sorter) -> Result<WrittenAccounts, ImportError> {
        let failed = ImportError::temporary(self.folder);
        let mut parts = accounts.finish().map_err(&failed)?;
        let mut writer = UsersWriter::create(self.folder)?;
        let mut account = Account::default();
        let mut logged = Logged::default();
        while let Some((key, record)) = parts.next().map_err(&failed)? {
            if key[0] != account.id {
                self.write_row(&account, &logged, &mut writer, &failed)?;
                (account, logged) = (Account::new(key[0]), Logged::default());
            }
            match Part::read(key, record).map_err(&failed)? {
                Part::Account(found) => account = found,
                Part::Logged(found) => logged = found,
            }
        }
        self.write_row(&account, &logged, &mut writer, &failed)?;
        Ok(WrittenAccounts { users: writer.finish()?, names: self.names.write(self.report, self.folder)? })
    }

    fn write_row(
        &mut self,
        account: &Account,
        logged: &Logged,
        writer: &mut UsersWriter,
        failed: &impl Fn(io::Error) -> ImportError,
    ) -> Result<(), ImportError> {
        if account.id == 0 {
            return Ok(());
        }
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let groups = self.groups(account, logged);
        writer.push(&UserRow {
            id: signed(account.id),
            name: &account.name,
            registration: account.registration.or(logged.created),
            first_edit: account.first_edit,
            created_by_self: logged.by_self,
            groups: groups.as_deref(),
            first_row: signed(account.first_row),
            rows: signed(account.rows),
            log_first_row: signed(logged.first_row),
            log_rows: signed(logged.rows),
        })?;
        self.report.stored.accounts += 1;
        let current = std::iter::once((&account.name, true));
        for (name, is_current) in current.chain(account.others.iter().map(|name| (name, false))) {
            self.names.push(name, is_current, account.id).map_err(failed)?;
        }
        Ok(())
    }

    /// Groups now and formerly, joined by commas; `None` where nobody says.
    fn groups(&self, account: &Account, logged: &Logged) -> Option<String> {
        let listed = account.groups.as_deref();
        if listed.is_none() && !self.log_knows_groups {
            return None;
        }
        let listed = listed.unwrap_or_default().split(',').map(str::trim).filter(|group| !group.is_empty());
        let mut groups: Vec<&str> = listed.chain(logged.groups.iter().map(String::as_str)).collect();
        groups.sort_unstable();
        groups.dedup();
        Some(groups.join(","))
    }
}
