//! The pages: what stands on them, as far as a history shows it: lengths and checksums, and whose version it is.

use super::chance::Chance;
use crate::import::revision::Sha1;
use crate::wiki::NamespaceId;

/// Who edits: a position in the list of people, or an address without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// An account, by its position in the list.
    Person(usize),
    /// A number that stands for an IP address.
    Address(u16),
}

/// A version of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its revision.
    pub rev_id: u64,
    /// Checksum of the text.
    pub sha1: Sha1,
    /// Length of the text.
    pub bytes: i64,
    /// Who saved it.
    pub by: Who,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// `page_id`.
    pub id: u64,
    /// Its namespace.
    pub namespace: NamespaceId,
    /// It is a redirect.
    pub redirect: bool,
    /// The latest versions, newest last.
    versions: Vec<Version>,
}

/// So many versions of a page are remembered: nobody goes back farther.
const REMEMBERED: usize = 12;

impl Page {
    /// The version that stands there.
    #[must_use]
    pub fn top(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The last version before those that `who` saved last.
    #[must_use]
    pub fn before(&self, who: Who) -> Option<&Version> {
        self.versions.iter().rev().skip_while(|version| version.by == who).find(|version| version.by != who)
    }

    /// The version before the one that stands there.
    #[must_use]
    pub fn previous(&self) -> Option<&Version> {
        self.versions.iter().rev().nth(1)
    }

    /// Saves a version.
    pub fn save(&mut self, version: Version) {
        if self.versions.len() == REMEMBERED {
            self.versions.remove(0);
        }
        self.versions.push(version);
    }
}

/// Namespaces in which people edit, and how often.
pub const NAMESPACES: [(NamespaceId, i64); 8] =
    [(0, 690), (1, 70), (2, 40), (3, 60), (4, 60), (6, 15), (10, 35), (14, 30)];

/// Every page.
#[derive(Debug, Default)]
pub struct Pages {
    all: Vec<Page>,
    /// For each of [`NAMESPACES`]: its pages, one entry for each edit, so that what was edited often is edited often.
    edited: [Vec<usize>; NAMESPACES.len()],
    /// For each of [`NAMESPACES`]: its pages.
    of: [Vec<usize>; NAMESPACES.len()],
}

impl Pages {
    /// A page at a position that this list gave.
    pub fn get(&mut self, position: usize) -> Option<&mut Page> {
        self.all.get_mut(position)
    }

    /// A page of the namespace at `place` in [`NAMESPACES`] that somebody would edit next; `None` for a new one.
    pub fn choose(&mut self, place: usize, chance: &mut Chance) -> Option<usize> {
        let (edited, pages) = (self.edited.get(place)?, self.of.get(place)?);
        if pages.len() < 3 || chance.happens(110) {
            return None;
        }
        if chance.happens(300) {
            return chance.of(pages).copied();
        }
        // What was edited lately is edited most.
        let lately = edited.len().saturating_sub(40);
        let from = if chance.happens(450) { lately } else { 0 };
        edited.get(from..).and_then(|edited| chance.of(edited)).copied()
    }

    /// Makes an empty page and says where it is.
    pub fn make(&mut self, place: usize, redirect: bool) -> usize {
        let position = self.all.len();
        let namespace = NAMESPACES.get(place).map_or(0, |(namespace, _)| *namespace);
        self.all.push(Page { id: position as u64 + 1, namespace, redirect, versions: Vec::new() });
        if let Some(pages) = self.of.get_mut(place) {
            pages.push(position);
        }
        position
    }

    /// Remembers that a page was edited.
    pub fn note(&mut self, position: usize) {
        let namespace = self.all.get(position).map(|page| page.namespace);
        let place = NAMESPACES.iter().position(|(number, _)| Some(*number) == namespace);
        if let Some(edited) = place.and_then(|place| self.edited.get_mut(place)) {
            edited.push(position);
        }
    }
}
