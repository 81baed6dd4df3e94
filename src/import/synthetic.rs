//! A wiki that nobody wrote, with a plausible life: to look at the site without a dump, and to try it with more data
//! than anybody has at hand.
//!
//! Everything follows from a seed. Newcomers stay or leave, and fewer stay from year to year; vandals are undone; some
//! people fight over a page; programs mend links; most accounts never edit. What comes out is what a dump would say, and
//! goes the way of every import.

mod cast;
mod chance;
mod diary;
mod life;
mod names;
mod pages;
mod people;
mod snapshot;
mod workshop;

pub use snapshot::{SyntheticImport, import};

use life::Life;
use people::Person;

use chance::Chance;

use crate::wiki::Timestamp;

/// What the wiki of the demonstration is called.
pub const NAME: &str = "demowiki";

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// 2006-01-01T00:00:00Z: the wiki's first day.
const FOUNDED: i64 = 1_136_073_600;

/// 2026-11-01T00:00:00Z: where the data end. The same on every day on which the wiki is made.
const AS_OF: i64 = 1_793_491_200;

/// The first instant about which the wiki knows nothing.
const END: Timestamp = Timestamp::from_unix(AS_OF);

/// Fewer edits than this are no life: the people of the workshops alone make some hundreds.
pub const FEWEST_EDITS: usize = 2000;

/// A wiki, before it is lived.
#[derive(Debug)]
struct SyntheticWiki {
    /// The accounts in the order of their ids.
    people: Vec<Person>,
    edits: usize,
    chance: Chance,
}

impl SyntheticWiki {
    /// The wiki of a seed, with so many edits.
    fn new(edits: usize, seed: u64) -> Self {
        let edits = edits.max(FEWEST_EDITS);
        // People without an account make one edit in six.
        let people = people::make(edits / 6 * 5, &mut Chance::new(seed, 1));
        Self { people, edits, chance: Chance::new(seed, 2) }
    }

    /// Its life, from the first day to the last.
    fn life(&self) -> Life<'_> {
        Life::begin(&self.people, self.edits, self.chance.clone())
    }
}

#[cfg(test)]
mod tests;
