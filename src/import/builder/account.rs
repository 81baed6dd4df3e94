//! Everything that is known of one account, gathered from facts and from the log.

use std::io;

use super::account_fact::{AccountFact, MOST_NAMES};
use crate::import::external_sort::{Key, Sorter};
use crate::import::record::{Cursor, put_optional, put_text, put_varint};

/// What was learnt of one account outside of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub id: u64,
    /// Today's name.
    pub name: String,
    /// When `name` was seen; the users file counts as the latest.
    named_at: i64,
    /// Other names that were seen.
    pub others: Vec<String>,
    /// It stands in the users file.
    pub listed: bool,
    pub registration: Option<i64>,
    pub groups: Option<String>,
    pub first_edit: Option<i64>,
    pub first_row: u64,
    pub rows: u64,
    /// The earliest sign of life.
    pub first_seen: Option<i64>,
}

/// What the log tells of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Logged {
    pub first_row: u64,
    pub rows: u64,
    /// When it was made.
    pub created: Option<i64>,
    /// Whether it was made by its owner.
    pub by_self: Option<bool>,
    /// Groups that it is or was in, sorted.
    pub groups: Vec<String>,
}

/// Kinds of records, by the second number of their keys.
const ACCOUNT: u64 = 0;
const LOGGED: u64 = 1;

/// One of the two.
pub(super) enum Part {
    Account(Account),
    Logged(Logged),
}

impl Account {
    /// An account of which nothing is known yet.
    pub(super) fn new(id: u64) -> Self {
        Self { id, ..Self::default() }
    }

    /// Adds a fact.
    pub(super) fn take(&mut self, fact: &AccountFact<'_>) {
        match fact {
            AccountFact::Listed { name, registration, groups } => {
                self.rename(name, i64::MAX);
                self.listed = true;
                self.registration = *registration;
                self.groups = groups.map(str::to_owned);
                self.see(*registration);
            }
            AccountFact::Edits { first_row, rows, first, last, names } => {
                (self.first_row, self.rows, self.first_edit) = (*first_row, *rows, Some(*first));
                for (place, name) in names.iter().enumerate() {
                    self.rename(name, if place == 0 { *last } else { i64::MIN });
                }
                self.see(Some(*first));
            }
            AccountFact::Seen { name, at } => {
                self.rename(name, *at);
                self.see(Some(*at));
            }
        }
    }

    fn see(&mut self, at: Option<i64>) {
        self.first_seen = self.first_seen.into_iter().chain(at).min();
    }

    /// Notes a name; the latest one is today's.
    fn rename(&mut self, name: &str, at: i64) {
        if name.is_empty() {
            return;
        }
        if self.name.is_empty() {
            (self.name, self.named_at) = (name.to_owned(), at);
        } else if self.name == name {
            self.named_at = self.named_at.max(at);
        } else if at > self.named_at {
            self.others.retain(|other| other != name);
            let before = std::mem::replace(&mut self.name, name.to_owned());
            self.named_at = at;
            self.keep(before);
        } else if !self.others.iter().any(|other| other == name) {
            self.keep(name.to_owned());
        }
    }

    fn keep(&mut self, other: String) {
        if self.others.len() < MOST_NAMES {
            self.others.push(other);
        }
    }

    /// Puts the account aside.
    pub(super) fn put(&self, accounts: &mut Sorter) -> io::Result<()> {
        let mut record = Vec::new();
        put_text(&mut record, Some(&self.name));
        record.push(u8::from(self.listed));
        put_optional(&mut record, self.registration);
        put_text(&mut record, self.groups.as_deref());
        put_optional(&mut record, self.first_edit);
        put_varint(&mut record, self.first_row);
        put_varint(&mut record, self.rows);
        for other in &self.others {
            put_text(&mut record, Some(other));
        }
        accounts.push([self.id, ACCOUNT, 0], &record)
    }
}

impl Logged {
    /// Puts what the log tells of account `id` aside.
    pub(super) fn put(&self, id: u64, accounts: &mut Sorter) -> io::Result<()> {
        let mut record = Vec::new();
        put_varint(&mut record, self.first_row);
        put_varint(&mut record, self.rows);
        put_optional(&mut record, self.created);
        put_optional(&mut record, self.by_self.map(i64::from));
        for group in &self.groups {
            put_text(&mut record, Some(group));
        }
        accounts.push([id, LOGGED, 0], &record)
    }
}

impl Part {
    /// Reads what was put aside. When an account was first seen is needed no more by then.
    pub(super) fn read(key: Key, record: &[u8]) -> io::Result<Self> {
        let mut cursor = Cursor::new(record);
        if key[1] == LOGGED {
            let mut logged = Logged {
                first_row: cursor.varint()?,
                rows: cursor.varint()?,
                created: cursor.optional()?,
                by_self: cursor.optional()?.map(|by_self| by_self != 0),
                groups: Vec::new(),
            };
            while !cursor.rest().is_empty() {
                logged.groups.extend(cursor.text()?.map(str::to_owned));
            }
            return Ok(Self::Logged(logged));
        }
        let mut account = Account {
            id: key[0],
            name: cursor.text()?.unwrap_or_default().to_owned(),
            listed: cursor.byte()? != 0,
            registration: cursor.optional()?,
            groups: cursor.text()?.map(str::to_owned),
            first_edit: cursor.optional()?,
            first_row: cursor.varint()?,
            rows: cursor.varint()?,
            ..Account::default()
        };
        while !cursor.rest().is_empty() {
            account.others.extend(cursor.text()?.map(str::to_owned));
        }
        Ok(Self::Account(account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_name_is_todays_and_the_users_file_has_the_last_word() {
        let mut account = Account::new(7);
        let edits = |last, names| AccountFact::Edits { first_row: 3, rows: 2, first: 10, last, names };
        account.take(&edits(20, vec!["B", "A"]));
        account.take(&AccountFact::Seen { name: "C", at: 15 });
        assert_eq!((account.name.as_str(), account.first_seen), ("B", Some(10)));
        account.take(&AccountFact::Seen { name: "C", at: 25 });
        account.take(&AccountFact::Seen { name: "", at: 30 });
        assert_eq!((account.name.as_str(), account.others.clone()), ("C", vec!["A".to_owned(), "B".to_owned()]));

        let mut account = Account::new(7);
        account.take(&AccountFact::Listed { name: "D", registration: Some(5), groups: None });
        account.take(&edits(20, vec!["B", "A"]));
        assert_eq!((account.name.as_str(), account.first_seen), ("D", Some(5)));
    }

    #[test]
    fn what_is_put_aside_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(dir.path(), 1 << 20);
        let account = Account {
            id: 7,
            name: "A".to_owned(),
            others: vec!["B".to_owned(), "C".to_owned()],
            listed: true,
            registration: Some(1),
            groups: Some(String::new()),
            rows: 3,
            ..Account::default()
        };
        let logged = Logged { rows: 2, by_self: Some(false), groups: vec!["bot".to_owned()], ..Logged::default() };
        logged.put(7, &mut sorter).unwrap();
        account.put(&mut sorter).unwrap();
        let mut parts = sorter.finish().unwrap();
        let mut next = || {
            let (key, record) = parts.next().unwrap().unwrap();
            Part::read(key, record).unwrap()
        };
        assert!(matches!(next(), Part::Account(found) if found == account));
        assert!(matches!(next(), Part::Logged(found) if found == logged));
    }
}
