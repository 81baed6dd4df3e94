//! Which lines of a list count, and what becomes of the others.
//!
//! Duplicates are not stored but found here: whether a line repeats another depends on what its owner decided.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::member::{Decision, Member, Outcome, Who};
use crate::platform::hash::hex;
use crate::platform::ids::AccountId;
use crate::wiki::{Username, WikiName};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Counts, as typed.
    Ready,
    /// Counts, mended.
    Mended,
    /// Counts, though the source does not list the account.
    NotSeen,
    /// Names somebody whom an earlier line names.
    Duplicate {
        /// Number of that line.
        of: u32,
    },
    /// Names nobody.
    Wrong,
    /// Names nobody, because its owner undid the mending.
    Undone,
    /// Left out by its owner.
    LeftOut,
}

impl Fate {
    /// Whether the line counts.
    #[must_use]
    pub const fn is_used(self) -> bool {
        matches!(self, Self::Ready | Self::Mended | Self::NotSeen)
    }

    /// One word for tables that programs read.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Mended => "mended",
            Self::NotSeen => "not_seen",
            Self::Duplicate { .. } => "duplicate",
            Self::Wrong => "wrong",
            Self::Undone => "undone",
            Self::LeftOut => "left_out",
        }
    }
}

/// How many lines have which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Lines that are not blank.
    pub lines: usize,
    /// Lines that count, as typed.
    pub ready: usize,
    /// Lines that count, mended.
    pub mended: usize,
    /// Lines that count, though the source does not list the account.
    pub not_seen: usize,
    /// Lines that repeat an earlier one.
    pub duplicates: usize,
    /// Lines that name nobody, those whose mending was undone among them.
    pub wrong: usize,
    /// Lines that their owner left out.
    pub left_out: usize,
}

impl Counts {
    /// Counts fates.
    #[must_use]
    pub fn of(fates: &[Fate]) -> Self {
        let mut counts = Self { lines: fates.len(), ..Self::default() };
        for fate in fates {
            match fate {
                Fate::Ready => counts.ready += 1,
                Fate::Mended => counts.mended += 1,
                Fate::NotSeen => counts.not_seen += 1,
                Fate::Duplicate { .. } => counts.duplicates += 1,
                Fate::Wrong | Fate::Undone => counts.wrong += 1,
                Fate::LeftOut => counts.left_out += 1,
            }
        }
        counts
    }

    /// Lines that count, which is the number of people.
    #[must_use]
    pub const fn people(&self) -> usize {
        self.ready + self.mended + self.not_seen
    }
}

/// Somebody whom a cohort counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Place in the cohort, from 0.
    pub position: u32,
    /// Number of the line that names the person.
    pub line: u32,
    /// The wiki on which the line was looked up.
    pub wiki: WikiName,
    /// The list says who is on which wiki, so that the person is looked up on this one and no other.
    pub only_there: bool,
    /// The date of the person's own event, as it was typed.
    pub event: Option<String>,
    /// The account; `None` where the source does not list it.
    pub account: Option<AccountId>,
    /// The account's name; as typed (`#17` for a number) where the source does not list it.
    pub name: Username,
}

/// The fate of every line, in the order of `members`.
#[must_use]
pub fn fates(members: &[Member]) -> Vec<Fate> {
    let mut first_lines: HashMap<(&WikiName, Who), u32> = HashMap::with_capacity(members.len());
    members.iter().map(|member| fate(member, &mut first_lines)).collect()
}

fn fate<'a>(member: &'a Member, first_lines: &mut HashMap<(&'a WikiName, Who), u32>) -> Fate {
    let (who, used) = match &member.outcome {
        Outcome::Wrong { .. } if member.decision == Decision::LeaveOut => return Fate::LeftOut,
        Outcome::Wrong { .. } => return Fate::Wrong,
        Outcome::Account { id, mended, .. } if mended.is_nothing() => (Who::Id(*id), Fate::Ready),
        Outcome::Account { id, .. } => (Who::Id(*id), Fate::Mended),
        Outcome::NotSeen { who, .. } => (who.clone(), Fate::NotSeen),
    };
    // An undone line names nobody, so another line may name the person; a left-out person stays out wherever named.
    if member.decision == Decision::UndoMend && member.mended().is_some() {
        return Fate::Undone;
    }
    let who = (&member.wiki, who);
    match first_lines.get(&who) {
        Some(of) => return Fate::Duplicate { of: *of },
        None => first_lines.insert(who, member.line),
    };
    if member.decision == Decision::LeaveOut { Fate::LeftOut } else { used }
}

/// The people whom a list counts, in its order.
#[must_use]
pub fn people(members: &[Member]) -> Vec<Person> {
    let used = members.iter().zip(fates(members)).filter(|(_, fate)| fate.is_used());
    let mut people: Vec<Person> =
        (0_u32..).zip(used).filter_map(|(position, (member, _))| person(position, member)).collect();
    let several = people.windows(2).any(|pair| pair[0].wiki != pair[1].wiki);
    for person in &mut people {
        person.only_there = several;
    }
    people
}

fn person(position: u32, member: &Member) -> Option<Person> {
    let (account, name) = match &member.outcome {
        Outcome::Account { id, name, .. } => (Some(*id), name.clone()),
        Outcome::NotSeen { who: Who::Name(name), .. } => (None, name.clone()),
        Outcome::NotSeen { who: Who::Id(id), .. } => (None, Username::from_wiki(&format!("#{id}"))),
        Outcome::Wrong { .. } => return None,
    };
    let (wiki, event) = (member.wiki.clone(), member.event.clone());
    Some(Person { position, line: member.line, wiki, only_there: false, event, account, name })
}

/// The wikis of these people, that of the list first; that one alone where there is nobody.
#[must_use]
pub fn wikis(home: &WikiName, people: &[Person]) -> Vec<WikiName> {
    let mut wikis: Vec<WikiName> = Vec::new();
    for person in people {
        if !wikis.contains(&person.wiki) {
            wikis.push(person.wiki.clone());
        }
    }
    if wikis.is_empty() {
        wikis.push(home.clone());
    }
    wikis.sort_by_key(|wiki| (wiki != home, wiki.clone()));
    wikis
}

/// SHA-256, in hexadecimal, over the wiki and the people in order: by number, or by name where the number is not known,
/// with the wiki of those who are on another one and the date of their own event. Two lists with the same people have the
/// same hash, whatever was typed.
#[must_use]
pub fn content_hash(wiki: &WikiName, people: &[Person]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(wiki.as_str());
    for person in people {
        // A line break cannot stand in a name, and no name begins with "#".
        match person.account {
            Some(id) => hasher.update(format!("\n#{id}")),
            None => hasher.update(format!("\n{}", person.name)),
        }
        if person.wiki != *wiki {
            hasher.update(format!("\n@{}", person.wiki));
        }
        if let Some(event) = &person.event {
            hasher.update(format!("\n{event}"));
        }
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests;
