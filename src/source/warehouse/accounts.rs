//! Accounts of a snapshot: by id, by name, and where their edits stand.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::Array as _;

use super::columns::{Columns, instant, unsigned};
use super::file::TableFile;
use super::layout::{file, name, user};
use super::lookup::candidates;
use crate::metric::Account;
use crate::platform::ids::AccountId;
use crate::source::SourceError;
use crate::wiki::{Username, WikiName};

/// The two files about accounts.
#[derive(Debug)]
pub(super) struct Accounts {
    dir: PathBuf,
    wiki: WikiName,
    users: TableFile,
    people: TableFile,
    ranges: TableFile,
    names: TableFile,
}

/// An account and the rows of what it did in another table.
pub(super) type Placed = (AccountId, Range<usize>);

fn key(id: AccountId) -> i64 {
    i64::try_from(id.get()).unwrap_or(i64::MAX)
}

/// Ids as keys to search by.
pub(super) fn keys(ids: &[AccountId]) -> Vec<i64> {
    ids.iter().map(|id| key(*id)).collect()
}

/// The rows of some accounts, those that stand side by side as one range.
pub(super) fn ranges_of(places: &[Placed]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for (_, place) in places.iter().filter(|(_, place)| !place.is_empty()) {
        match ranges.last_mut() {
            Some(last) if last.end == place.start => last.end = place.end,
            _ => ranges.push(place.clone()),
        }
    }
    ranges
}

impl Accounts {
    pub(super) fn open(dir: &Path, wiki: WikiName) -> Result<Self, SourceError> {
        let users = dir.join(file::USERS);
        Ok(Self {
            wiki,
            users: TableFile::open(
                &users,
                &[user::ID, user::TEXT, user::REGISTRATION, user::FIRST_EDIT, user::CREATED_BY_SELF, user::GROUPS],
            )?,
            people: TableFile::open(&users, &[user::ID, user::TEXT])?,
            ranges: TableFile::open(&users, &[user::ID, user::FIRST_ROW, user::ROWS])?,
            dir: dir.to_owned(),
            names: TableFile::open(&dir.join(file::NAMES), &[name::TEXT, name::ID, name::IS_CURRENT])?,
        })
    }

    /// Accounts by id, in the order of `ids`.
    pub(super) fn by_id(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError> {
        let wanted: HashSet<AccountId> = ids.iter().copied().collect();
        let mut keys: Vec<i64> = wanted.iter().map(|id| key(*id)).collect();
        keys.sort_unstable();
        let mut found = HashMap::with_capacity(ids.len());
        self.users.read(candidates(&self.users, &keys).into_iter(), &mut |batch| {
            let columns = Columns::of(&self.users, batch);
            let id = columns.int64(user::ID)?;
            let text = columns.text(user::TEXT)?;
            let registration = columns.time(user::REGISTRATION)?;
            let first_edit = columns.time(user::FIRST_EDIT)?;
            let by_self = columns.boolean(user::CREATED_BY_SELF)?;
            let groups = columns.text(user::GROUPS)?;
            for row in 0..batch.num_rows() {
                let account_id = AccountId::new(unsigned(id.value(row)));
                if wanted.contains(&account_id) {
                    let account = Account {
                        wiki: self.wiki.clone(),
                        id: account_id,
                        name: Username::from_wiki(text.value(row)),
                        registration: instant(registration, row),
                        first_edit: instant(first_edit, row),
                        self_created: by_self.is_valid(row).then(|| by_self.value(row)),
                        bot: groups.is_valid(row).then(|| groups.value(row).split(',').any(|group| group == "bot")),
                    };
                    found.insert(account_id, account);
                }
            }
            Ok(())
        })?;
        Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
    }

    /// Ids by name, in the order of `names`: today's bearer of a name goes before somebody who had it earlier.
    pub(super) fn ids_by_name(&self, names: &[Username]) -> Result<Vec<Option<AccountId>>, SourceError> {
        let wanted: HashSet<&str> = names.iter().map(Username::as_str).collect();
        let mut keys: Vec<&[u8]> = wanted.iter().map(|name| name.as_bytes()).collect();
        keys.sort_unstable();
        let mut found: HashMap<String, AccountId> = HashMap::with_capacity(names.len());
        self.names.read(candidates(&self.names, &keys).into_iter(), &mut |batch| {
            let columns = Columns::of(&self.names, batch);
            let (text, id) = (columns.text(name::TEXT)?, columns.int64(name::ID)?);
            for row in (0..batch.num_rows()).filter(|row| wanted.contains(text.value(*row))) {
                // Today's bearer stands first.
                found.entry(text.value(row).to_owned()).or_insert_with(|| AccountId::new(unsigned(id.value(row))));
            }
            Ok(())
        })?;
        Ok(names.iter().map(|name| found.get(name.as_str()).copied()).collect())
    }

    /// Every id but those of temporary accounts, ascending.
    pub(super) fn all_ids(&self) -> Result<Vec<AccountId>, SourceError> {
        let mut ids = Vec::with_capacity(self.people.rows());
        self.people.read(std::iter::once(0..self.people.rows()), &mut |batch| {
            let columns = Columns::of(&self.people, batch);
            let (id, text) = (columns.int64(user::ID)?, columns.text(user::TEXT)?);
            let people = (0..batch.num_rows()).filter(|row| !Username::from_wiki(text.value(*row)).is_temporary());
            ids.extend(people.map(|row| AccountId::new(unsigned(id.value(row)))));
            Ok(())
        })?;
        Ok(ids)
    }

    /// Where the edits of `ids` (ascending) stand, for those that the snapshot knows; ascending.
    pub(super) fn places(&self, ids: &[AccountId]) -> Result<Vec<Placed>, SourceError> {
        places_in(&self.ranges, user::FIRST_ROW, user::ROWS, ids)
    }

    /// The same for their items of the log.
    pub(super) fn log_places(&self, ids: &[AccountId]) -> Result<Vec<Placed>, SourceError> {
        let table = TableFile::open(&self.dir.join(file::USERS), &[user::ID, user::LOG_FIRST_ROW, user::LOG_ROWS])?;
        places_in(&table, user::LOG_FIRST_ROW, user::LOG_ROWS, ids)
    }
}

/// Where in another table the rows of `ids` stand, as two columns say.
fn places_in(table: &TableFile, first: &str, rows: &str, ids: &[AccountId]) -> Result<Vec<Placed>, SourceError> {
    let mut wanted = ids.iter().copied().peekable();
    let mut places = Vec::with_capacity(ids.len());
    table.read(candidates(table, &keys(ids)).into_iter(), &mut |batch| {
        let columns = Columns::of(table, batch);
        let (id, first, rows) = (columns.int64(user::ID)?, columns.int64(first)?, columns.int64(rows)?);
        for row in 0..batch.num_rows() {
            let account = AccountId::new(unsigned(id.value(row)));
            while wanted.next_if(|next| *next < account).is_some() {}
            if wanted.next_if_eq(&account).is_some() {
                let start = usize::try_from(first.value(row)).unwrap_or(usize::MAX);
                let length = usize::try_from(rows.value(row)).unwrap_or(0);
                places.push((account, start..start.saturating_add(length)));
            }
        }
        Ok(())
    })?;
    Ok(places)
}
