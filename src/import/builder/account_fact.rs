//! What the steps of an import learn about an account, gathered by its id.

use std::io;

use crate::import::external_sort::{Key, Sorter};
use crate::import::record::{Cursor, put_bytes, put_optional, put_text, put_varint};

/// More names than this are not kept for one account.
pub(super) const MOST_NAMES: usize = 50;

/// Something learnt about an account. The order of the kinds is the order in which they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AccountFact<'a> {
    /// A line of the users file.
    Listed { name: &'a str, registration: Option<i64>, groups: Option<&'a str> },
    /// Its edits.
    Edits {
        first_row: u64,
        rows: u64,
        first: i64,
        last: i64,
        /// The latest first.
        names: Vec<&'a str>,
    },
    /// The log names it so.
    Seen { name: &'a str, at: i64 },
}

const LISTED: u64 = 0;
const EDITS: u64 = 1;
const SEEN: u64 = 2;

/// The edits of the account that is being written.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pub id: u64,
    pub rows: u64,
    first_row: u64,
    first: u64,
    last: u64,
    /// Names in the order of their first use.
    names: Vec<String>,
}

impl Edits {
    /// Begins another account.
    pub(super) fn begin(&mut self, id: u64, row: u64, time: u64) {
        *self = Self { id, rows: 0, first_row: row, first: time, last: time, names: Vec::new() };
    }

    /// The next edit.
    pub(super) fn take(&mut self, time: u64, name: Option<&str>) {
        self.rows += 1;
        self.last = time;
        let Some(name) = name.filter(|_| self.id > 0) else { return };
        if self.names.last().is_none_or(|last| last != name) {
            // The latest one goes last, even if it was in use before.
            self.names.retain(|known| known != name);
            if self.names.len() < MOST_NAMES {
                self.names.push(name.to_owned());
            }
        }
    }
}

impl<'a> AccountFact<'a> {
    /// Notes the edits of an account.
    pub(super) fn put_edits(edits: &Edits, facts: &mut Sorter) -> io::Result<()> {
        let mut record = Vec::new();
        for number in [edits.first_row, edits.rows, edits.first, edits.last, edits.names.len() as u64] {
            put_varint(&mut record, number);
        }
        for name in edits.names.iter().rev() {
            put_bytes(&mut record, name.as_bytes());
        }
        facts.push([edits.id, EDITS, 0], &record)
    }

    /// Notes a line of the users file.
    pub(super) fn put_listed(
        id: u64,
        name: &str,
        registration: Option<i64>,
        groups: Option<&str>,
        facts: &mut Sorter,
    ) -> io::Result<()> {
        let mut record = Vec::new();
        put_bytes(&mut record, name.as_bytes());
        put_optional(&mut record, registration);
        put_text(&mut record, groups);
        facts.push([id, LISTED, 0], &record)
    }

    /// Notes that the log names an account so.
    pub(super) fn put_seen(id: u64, name: &str, at: u64, facts: &mut Sorter) -> io::Result<()> {
        let mut record = Vec::new();
        put_bytes(&mut record, name.as_bytes());
        facts.push([id, SEEN, at], &record)
    }

    /// Reads what was noted.
    pub(super) fn read(key: Key, payload: &'a [u8]) -> io::Result<Self> {
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut cursor = Cursor::new(payload);
        Ok(match key[1] {
            LISTED => {
                Self::Listed { name: name(cursor.bytes()?)?, registration: cursor.optional()?, groups: cursor.text()? }
            }
            EDITS => {
                let [first_row, rows, first, last, count] =
                    [cursor.varint()?, cursor.varint()?, cursor.varint()?, cursor.varint()?, cursor.varint()?];
                let names = (0..count).map(|_| name(cursor.bytes()?)).collect::<io::Result<_>>()?;
                Self::Edits { first_row, rows, first: signed(first), last: signed(last), names }
            }
            _ => Self::Seen { name: name(cursor.bytes()?)?, at: signed(key[2]) },
        })
    }
}

fn name(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_name_comes_first_and_each_once() {
        let mut edits = Edits::default();
        edits.begin(7, 100, 5);
        for (time, name) in [(5, "A"), (6, "B"), (7, "B"), (9, "A")] {
            edits.take(time, Some(name));
        }
        let dir = tempfile::tempdir().unwrap();
        let mut facts = Sorter::new(dir.path(), 1 << 20);
        AccountFact::put_seen(7, "C", 8, &mut facts).unwrap();
        AccountFact::put_edits(&edits, &mut facts).unwrap();
        AccountFact::put_listed(7, "D", Some(-1), Some("bot"), &mut facts).unwrap();
        let mut sorted = facts.finish().unwrap();
        let mut next = || {
            let (key, payload) = sorted.next().unwrap().unwrap();
            assert_eq!(key[0], 7);
            format!("{:?}", AccountFact::read(key, payload).unwrap())
        };
        let expected = [
            AccountFact::Listed { name: "D", registration: Some(-1), groups: Some("bot") },
            AccountFact::Edits { first_row: 100, rows: 4, first: 5, last: 9, names: vec!["A", "B"] },
            AccountFact::Seen { name: "C", at: 8 },
        ];
        for fact in expected {
            assert_eq!(next(), format!("{fact:?}"));
        }
    }
}
