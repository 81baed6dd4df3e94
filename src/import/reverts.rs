//! Finds who undid what: the facts of [`crate::metric::revert`], from the revisions of one page in the order of time.
//!
//! A revision can be undone by one of the next 15 and restored to one of the 15 before it, so a window of 31 revisions
//! is all that has to be in memory, however long the page is.

use std::collections::VecDeque;

use super::revision::{Contributor, Sha1};
use crate::metric::revert::{FARTHEST, Revert};

/// How far a look ahead or back reaches.
const FAR: usize = FARTHEST as usize;

/// Who a contributor is, as far as "somebody else" is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An account, by its id.
    Account(u64),
    /// An IP or a name without an account, by its text.
    Name(String),
    /// Hidden: always somebody else, even than another hidden one.
    Hidden,
}

impl Who {
    fn is(&self, other: &Self) -> bool {
        *self != Self::Hidden && self == other
    }
}

impl From<&Contributor<'_>> for Who {
    fn from(contributor: &Contributor<'_>) -> Self {
        match contributor {
            Contributor::Account { id, .. } => Self::Account(*id),
            Contributor::Name(name) => Self::Name(name.clone().into_owned()),
            Contributor::Hidden => Self::Hidden,
        }
    }
}

/// One revision in the window.
struct Slot<T> {
    sha1: Sha1,
    who: Who,
    timestamp: i64,
    facts: Vec<Revert>,
    /// What the caller keeps of it; gone once it has been handed back.
    kept: Option<T>,
}

/// The last 31 revisions of a page that have a checksum. `T` is what the caller keeps of each until its facts are
/// complete.
pub struct RevertWindow<T> {
    slots: VecDeque<Slot<T>>,
    /// Emptied lists of facts, to be used again.
    spare: Vec<Vec<Revert>>,
}

impl<T> Default for RevertWindow<T> {
    fn default() -> Self {
        Self { slots: VecDeque::with_capacity(2 * FAR + 1), spare: Vec::new() }
    }
}

impl<T> RevertWindow<T> {
    /// Adds the page's next revision in the order of (timestamp, `rev_id`). A revision whose facts are complete by now
    /// is handed to `done`.
    ///
    /// # Errors
    ///
    /// What `done` says.
    pub fn push<E>(
        &mut self,
        sha1: Sha1,
        who: Who,
        timestamp: i64,
        kept: T,
        done: &mut impl FnMut(T, &[Revert]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.judge(&sha1, &who, timestamp);
        let facts = self.spare.pop().unwrap_or_default();
        self.slots.push_back(Slot { sha1, who, timestamp, facts, kept: Some(kept) });
        // The revision FAR places back has now been seen by all that can undo it.
        if let Some(place) = self.slots.len().checked_sub(FAR + 1)
            && let Some(slot) = self.slots.get_mut(place)
            && let Some(kept) = slot.kept.take()
        {
            done(kept, &slot.facts)?;
            slot.facts.clear();
        }
        if self.slots.len() > 2 * FAR
            && let Some(slot) = self.slots.pop_front()
        {
            self.spare.push(slot.facts);
        }
        Ok(())
    }

    /// Ends the page: every revision that is left is handed to `done`, in order.
    ///
    /// # Errors
    ///
    /// What `done` says.
    pub fn end_page<E>(&mut self, done: &mut impl FnMut(T, &[Revert]) -> Result<(), E>) -> Result<(), E> {
        for mut slot in self.slots.drain(..) {
            if let Some(kept) = slot.kept.take() {
                done(kept, &slot.facts)?;
            }
            slot.facts.clear();
            self.spare.push(slot.facts);
        }
        Ok(())
    }

    /// Notes at each of the last 15 revisions whether the new one undid it.
    fn judge(&mut self, sha1: &Sha1, who: &Who, timestamp: i64) {
        let count = self.slots.len();
        // Bit k: the revision k + 1 places before the new one has its checksum.
        let mut same = 0_u32;
        for (back, slot) in self.slots.iter().rev().enumerate() {
            same |= u32::from(slot.sha1 == *sha1) << back;
        }
        if same == 0 {
            return;
        }
        for look_ahead in 1..=FARTHEST {
            let back = usize::from(look_ahead) - 1;
            if same >> back & 1 == 1 {
                continue;
            }
            // Those before the edit with the checksum of the new revision.
            let before = (same >> back >> 1).trailing_zeros();
            let Ok(look_back) = u8::try_from(before + 1) else { return };
            let Some(slot) = count.checked_sub(back + 1).and_then(|place| self.slots.get_mut(place)) else { return };
            if look_back > FARTHEST {
                continue;
            }
            let nearest = same & ((1 << back) - 1) == 0;
            let by_self = slot.who.is(who);
            let fact = Revert { look_ahead, look_back, by_self, nearest, seconds: timestamp - slot.timestamp };
            if !slot.facts.iter().any(|earlier| makes_needless(*earlier, fact)) {
                slot.facts.push(fact);
            }
        }
    }
}

/// Whether every question that `later` would answer with yes is answered so by `earlier`, which reaches less far ahead
/// and so needed no more time.
const fn makes_needless(earlier: Revert, later: Revert) -> bool {
    earlier.look_back <= later.look_back && (!earlier.by_self || later.by_self) && (earlier.nearest || !later.nearest)
}

#[cfg(test)]
mod tests;
