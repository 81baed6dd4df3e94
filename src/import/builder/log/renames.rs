//! Who a name was at some moment: names followed through renames.
//!
//! A rename costs some 100 bytes here, names being kept as hashes: the only part of an import whose memory grows with the
//! data, and slowly, for the largest wiki has seen a million renames in its life.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use crate::import::external_sort::Sorted;
use crate::import::record::Cursor;

/// A name as a number. Two of a hundred million names are equal in one of two thousand wikis.
pub(in super::super) fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// At some moment one name became another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rename {
    old: u64,
    at: i64,
    new: u64,
}

/// All renames of the log, and today's bearers of the names in them.
#[derive(Debug, Default)]
pub(super) struct Renames {
    by_old_name: Vec<Rename>,
    /// Renames by the new name: when somebody took it.
    arrivals: Vec<(u64, i64)>,
    bearers: HashMap<u64, Todays>,
}

/// Today's bearer of a name.
#[derive(Clone, Copy, Debug)]
struct Todays {
    id: u64,
    /// When the account was first seen.
    first_seen: i64,
}

/// What is known of a name at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// This account.
    Account(u64),
    /// Nobody that is known.
    Nobody,
    /// The name was in no rename: whoever has it today.
    Todays,
}

impl Renames {
    /// Notes a rename.
    pub(super) fn note(&mut self, old: &str, new: &str, at: i64) {
        self.by_old_name.push(Rename { old: hash(old), at, new: hash(new) });
    }

    /// Ends the notes. `names` are today's names as hashes, in order, with the ids of their bearers and when those were
    /// first seen.
    pub(super) fn finish(&mut self, names: &mut Sorted) -> io::Result<()> {
        self.by_old_name.sort_unstable();
        self.by_old_name.dedup();
        self.arrivals = self.by_old_name.iter().map(|rename| (rename.new, rename.at)).collect();
        self.arrivals.sort_unstable();
        let mut wanted: Vec<u64> = self.by_old_name.iter().flat_map(|rename| [rename.old, rename.new]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut wanted = wanted.into_iter().peekable();
        while wanted.peek().is_some() {
            let Some(([name, _, id], first_seen)) = names.next()? else { break };
            while wanted.next_if(|next| *next < name).is_some() {}
            if wanted.next_if_eq(&name).is_some() {
                let first_seen = Cursor::new(first_seen).signed()?;
                self.bearers.insert(name, Todays { id, first_seen });
            }
        }
        Ok(())
    }

    /// Who had a name at a moment.
    pub(super) fn bearer(&self, name: &str, at: i64) -> Bearer {
        let (mut name, mut at, mut steps) = (hash(name), at, 0);
        let mut found = self.bearers.get(&name).map(|todays| todays.id);
        while let Some(rename) = self.next_rename(name, at) {
            if let Some(todays) = self.bearers.get(&rename.new) {
                found = Some(todays.id);
            } else if self.was_taken_again(name, rename.at) {
                found = None;
            }
            (name, at) = (rename.new, rename.at + 1);
            steps += 1;
        }
        match found {
            Some(id) => Bearer::Account(id),
            None if steps > 0 => Bearer::Nobody,
            None => Bearer::Todays,
        }
    }

    /// Whether today's bearer of a name took it after its former one had given it up at `at`. Otherwise the dump is
    /// older than that rename, and both are one.
    fn was_taken_again(&self, name: u64, at: i64) -> bool {
        let arrival = self.arrivals.partition_point(|arrival| *arrival <= (name, at));
        let arrived = self.arrivals.get(arrival).is_some_and(|(new, _)| *new == name);
        self.bearers.get(&name).is_some_and(|todays| arrived || todays.first_seen >= at)
    }

    /// The first rename of `name` at `at` or later.
    fn next_rename(&self, name: u64, at: i64) -> Option<Rename> {
        let first = self.by_old_name.partition_point(|rename| (rename.old, rename.at) < (name, at));
        self.by_old_name.get(first).copied().filter(|rename| rename.old == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::external_sort::Sorter;
    use crate::import::record::put_signed;

    fn renames(notes: &[(&str, &str, i64)], todays: &[(&str, u64, i64)]) -> Renames {
        let dir = tempfile::tempdir().unwrap();
        let mut names = Sorter::new(dir.path(), 1 << 20);
        for (name, id, first_seen) in todays {
            let mut record = Vec::new();
            put_signed(&mut record, *first_seen);
            names.push([hash(name), 0, *id], &record).unwrap();
        }
        let mut renames = Renames::default();
        for (old, new, at) in notes {
            renames.note(old, new, *at);
        }
        renames.finish(&mut names.finish().unwrap()).unwrap();
        renames
    }

    #[test]
    fn a_name_is_followed_to_who_bears_it_today() {
        let found = renames(&[("A", "B", 10), ("B", "C", 20)], &[("C", 7, 0), ("Z", 1, 0)]);
        assert_eq!(found.bearer("A", 5), Bearer::Account(7));
        assert_eq!(found.bearer("B", 15), Bearer::Account(7));
        assert_eq!(found.bearer("C", 30), Bearer::Account(7));
        assert_eq!(found.bearer("Z", 5), Bearer::Todays, "no rename has this name");
    }

    #[test]
    fn a_name_that_was_taken_again_is_two_people() {
        let found = renames(&[("A", "B", 10)], &[("A", 8, 11), ("B", 7, 1)]);
        assert_eq!(found.bearer("A", 9), Bearer::Account(7));
        assert_eq!(found.bearer("A", 11), Bearer::Account(8));
    }

    #[test]
    fn two_names_that_were_exchanged_end() {
        let found = renames(&[("A", "T", 1), ("B", "A", 2), ("T", "B", 3), ("A", "A", 4)], &[("A", 1, 0), ("B", 2, 0)]);
        assert_eq!(found.bearer("A", 0), Bearer::Account(2));
        assert_eq!(found.bearer("B", 0), Bearer::Account(1));
    }

    #[test]
    fn a_rename_to_an_unknown_name_leads_to_the_known_one() {
        let found = renames(&[("A", "B", 10)], &[("A", 7, 1)]);
        assert_eq!(found.bearer("A", 5), Bearer::Account(7), "the dump is older than the rename");
        let found = renames(&[("A", "B", 10)], &[("A", 8, 11)]);
        assert_eq!(found.bearer("A", 5), Bearer::Nobody, "this A came later");
        assert_eq!(found.bearer("A", 12), Bearer::Account(8));
        let found = renames(&[("A", "B", 10), ("Z", "A", 20)], &[("A", 8, 1)]);
        assert_eq!(found.bearer("A", 5), Bearer::Nobody, "this A was Z before");
        let found = renames(&[("A", "B", 10)], &[]);
        assert_eq!(found.bearer("A", 5), Bearer::Nobody);
    }
}
