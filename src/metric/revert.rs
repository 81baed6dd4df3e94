//! How an edit was reverted, kept so that every question about reverts can be answered later.
//!
//! The revisions of a page that have a checksum are ordered by (timestamp, `rev_id`). For an edit `r`, a later revision
//! `f` and an earlier revision `b` with the checksum of `f`, which is not that of `r`, undo `r`. Two rules ask about
//! such triples:
//!
//! * the *radius* rule of the `mwreverts` library: `b` is the nearest earlier revision with the checksum of `f`, and at
//!   most `radius` revisions stand between them;
//! * the *pair* rule of the 2013 system: `b` is at most `look_back` before `r`, `f` at most `look_ahead` after it.
//!
//! Both may ask for a time limit and whether somebody else did it. A [`Revert`] is one triple that some question needs;
//! triples that another one answers better are dropped when the facts are made, so most edits have none and nearly all
//! others one.

/// The farthest that a look back or ahead reaches, and the largest radius.
pub const FARTHEST: u8 = 15;

/// One way in which an edit was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revert {
    /// Revisions from the edit to the one that undid it, 1 to 15.
    pub look_ahead: u8,
    /// Revisions from the restored one to the edit, 1 to 15: the least for this `look_ahead`.
    pub look_back: u8,
    /// Whether the same contributor did both; a hidden contributor is always somebody else.
    pub by_self: bool,
    /// Whether no revision between the edit and the one that undid it has that one's checksum: then the radius rule
    /// counts it too.
    pub nearest: bool,
    /// Seconds from the edit to the one that undid it.
    pub seconds: i64,
}

impl Revert {
    /// Revisions between the restored one and the one that undid the edit: the radius rule's distance.
    #[must_use]
    pub const fn between(self) -> u8 {
        self.look_ahead + self.look_back - 1
    }

    /// Packs the fact into 64 bits, as the warehouse stores it: bits 0-3 `look_back`, 4-7 `look_ahead`, 8 `by_self`,
    /// 9 `nearest`, from 16 on `seconds`.
    #[must_use]
    pub const fn pack(self) -> i64 {
        (self.seconds << 16)
            | ((self.nearest as i64) << 9)
            | ((self.by_self as i64) << 8)
            | ((self.look_ahead as i64) << 4)
            | self.look_back as i64
    }

    /// The reverse of [`Revert::pack`].
    #[must_use]
    pub const fn unpack(packed: i64) -> Self {
        let [low, flags, ..] = packed.to_le_bytes();
        Self {
            look_back: low & 15,
            look_ahead: low >> 4,
            by_self: flags & 1 != 0,
            nearest: flags & 2 != 0,
            seconds: packed >> 16,
        }
    }
}

/// The facts of one edit, nearest first. Empty for an edit that nobody undid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reverts(Vec<Revert>);

/// Which rule decides whether an edit was reverted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// At most so many revisions between the restored and the reverting one.
    Radius(u8),
    /// The restored one at most `look_back` before, the reverting one at most `look_ahead` after.
    Pair {
        /// Reach before the edit.
        look_back: u8,
        /// Reach after the edit.
        look_ahead: u8,
    },
}

impl Reverts {
    /// Facts in the order of `look_ahead`.
    #[must_use]
    pub const fn new(facts: Vec<Revert>) -> Self {
        Self(facts)
    }

    /// The facts, nearest first.
    #[must_use]
    pub fn facts(&self) -> &[Revert] {
        &self.0
    }

    /// Takes the facts away, keeping the memory for the next edit.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the next fact.
    pub fn push(&mut self, fact: Revert) {
        self.0.push(fact);
    }

    /// Whether the edit was reverted under `rule`, at most `within` seconds later (inclusive), by somebody else alone
    /// or by anyone.
    #[must_use]
    pub fn reverted(&self, rule: Rule, within: Option<i64>, by_anyone: bool) -> bool {
        self.0.iter().any(|fact| {
            let near = match rule {
                Rule::Radius(radius) => fact.nearest && fact.between() <= radius,
                Rule::Pair { look_back, look_ahead } => fact.look_back <= look_back && fact.look_ahead <= look_ahead,
            };
            near && (by_anyone || !fact.by_self) && within.is_none_or(|limit| fact.seconds <= limit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_fact_reads_back() {
        for seconds in [0, 1, 47_174_400, 2_000_000_000] {
            for (by_self, nearest) in [(false, false), (true, false), (false, true), (true, true)] {
                let fact = Revert { look_ahead: 15, look_back: 1, by_self, nearest, seconds };
                assert_eq!(Revert::unpack(fact.pack()), fact);
            }
        }
    }
}
