//! Whom a request is about: members of a cohort become accounts on wikis, and accounts become people.
//!
//! A person is a line of a list with all its accounts, and whoever has the same name on another wiki: the names of a
//! farm of wikis belong to one person each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::cohort::Person;
use crate::platform::ids::AccountId;
use crate::source::{Source, SourceError};
use crate::wiki::{Username, WikiName};

/// So many accounts are looked up at a time.
const CHUNK: usize = 50_000;

/// A line of a cohort as the engine is handed it: the account, or a name to look up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The wiki of the account; `None`: the first one of the request.
    pub wiki: Option<WikiName>,
    /// It is about this wiki and no other, however many are asked about.
    pub only_there: bool,
    /// The account's id on its wiki, where it is known.
    pub id: Option<AccountId>,
    /// The name.
    pub name: String,
    /// The date of the member's own event, as it was typed.
    pub event: Option<String>,
}

impl Member {
    /// Whoever has this name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The account with this id.
    #[must_use]
    pub fn with_id(id: AccountId) -> Self {
        Self { id: Some(id), ..Self::default() }
    }
}

impl From<&Person> for Member {
    fn from(person: &Person) -> Self {
        Self {
            wiki: Some(person.wiki.clone()),
            only_there: person.only_there,
            id: person.account,
            name: person.name.as_str().to_owned(),
            event: person.event.clone(),
        }
    }
}

/// An account to measure: every one has a row, in this order. There may be millions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The account; `None` where the source does not know the name.
    pub id: Option<AccountId>,
    /// The name as it was asked for; empty where only the id was.
    pub name: Box<str>,
    /// The place of its wiki in the request.
    pub wiki: u32,
    /// Whose account it is: people are numbered from 0, in the order in which they first occur.
    pub person: u32,
}

/// Everybody whom a request is about.
pub(super) struct Subjects {
    /// The accounts.
    pub(super) all: Vec<Subject>,
    /// For each account the place of its member; empty where nobody has a member.
    pub(super) members: Vec<u32>,
    /// How many people they are.
    pub(super) people: usize,
    /// How many members are about a wiki that is not asked about.
    pub(super) elsewhere: usize,
}

/// An account that was looked up for a member.
struct Found {
    member: u32,
    wiki: u32,
    id: Option<AccountId>,
    name: Box<str>,
    /// Today's name, where there are several wikis to find it on.
    today: Box<str>,
}

/// Looks members up: each on its own wiki, and on the others unless it is about one alone. Two lines that turn out to be
/// one account are one subject, the first.
pub(super) fn resolve(sources: &[Arc<dyn Source>], members: &[Member]) -> Result<Subjects, SourceError> {
    let homes: Vec<Option<usize>> = members.iter().map(|member| home(member, sources)).collect();
    let names = names(sources, members, &homes)?;
    let mut found = Vec::with_capacity(members.len());
    for (wiki, source) in sources.iter().enumerate() {
        found.extend(on_wiki(wiki, source.as_ref(), members, &homes, &names)?);
    }
    found.sort_by_key(|one| (one.member, one.wiki));
    let elsewhere = homes.iter().filter(|home| home.is_none()).count();
    Ok(Subjects { elsewhere, ..with_people(found, sources.len() > 1) })
}

/// The place of a member's own wiki among those asked about.
fn home(member: &Member, sources: &[Arc<dyn Source>]) -> Option<usize> {
    match &member.wiki {
        Some(wiki) => sources.iter().position(|source| source.info().wiki == *wiki),
        None => Some(0),
    }
}

/// The names by which members are looked up on other wikis: today's on their own. Nothing for one wiki alone.
fn names(
    sources: &[Arc<dyn Source>],
    members: &[Member],
    homes: &[Option<usize>],
) -> Result<Vec<Box<str>>, SourceError> {
    if sources.len() < 2 {
        return Ok(Vec::new());
    }
    let mut names: Vec<Box<str>> = members.iter().map(|member| member.name.as_str().into()).collect();
    for (wiki, source) in sources.iter().enumerate() {
        let there = |(_, home): &(usize, &Option<usize>)| **home == Some(wiki);
        let places: Vec<usize> = homes.iter().enumerate().filter(there).map(|(place, _)| place).collect();
        for places in places.chunks(CHUNK) {
            let known: Vec<(usize, AccountId)> =
                places.iter().filter_map(|place| Some((*place, members.get(*place)?.id?))).collect();
            let ids: Vec<AccountId> = known.iter().map(|(_, id)| *id).collect();
            for ((place, _), account) in known.iter().zip(source.find_ids(&ids)?) {
                if let (Some(name), Some(account)) = (names.get_mut(*place), account) {
                    *name = account.name.as_str().into();
                }
            }
        }
    }
    Ok(names)
}

/// The members on one wiki.
fn on_wiki(
    wiki: usize,
    source: &dyn Source,
    members: &[Member],
    homes: &[Option<usize>],
    names: &[Box<str>],
) -> Result<Vec<Found>, SourceError> {
    let mut found = Vec::with_capacity(members.len());
    let mut to_find = Vec::new();
    for (place, (member, home)) in members.iter().zip(homes).enumerate() {
        let at_home = *home == Some(wiki);
        if !at_home && (member.only_there || home.is_none()) {
            continue;
        }
        let today = names.get(place).cloned().unwrap_or_default();
        // Elsewhere an account without a name is nobody.
        if !at_home && today.is_empty() {
            continue;
        }
        let name: Box<str> = if at_home { member.name.as_str().into() } else { today.clone() };
        let id = member.id.filter(|_| at_home);
        if id.is_none() {
            to_find.push((found.len(), Username::from_wiki(&name)));
        }
        found.push(Found { member: number(place), wiki: number(wiki), id, name, today });
    }
    let (places, looked_up): (Vec<usize>, Vec<Username>) = to_find.into_iter().unzip();
    for (place, account) in places.into_iter().zip(source.find_names(&looked_up)?) {
        if let (Some(one), Some(account)) = (found.get_mut(place), account) {
            one.id = Some(account.id);
            one.today = account.name.as_str().into();
        }
    }
    Ok(found)
}

/// Each account once, with the number of its person: of one wiki every account is somebody.
fn with_people(found: Vec<Found>, several: bool) -> Subjects {
    let mut people = People::default();
    let mut all = Vec::with_capacity(found.len());
    let mut members = Vec::with_capacity(found.len());
    let mut seen_ids = HashSet::with_capacity(found.len());
    let mut seen_names = HashSet::new();
    for one in found {
        // A line that repeats an account may still tell whose it is.
        let person = if several { people.of(Some(one.member), &one.today) } else { number(all.len()) };
        let first = match one.id {
            Some(id) => seen_ids.insert((one.wiki, id)),
            None => seen_names.insert((one.wiki, one.name.clone())),
        };
        if !first {
            continue;
        }
        members.push(one.member);
        all.push(Subject { id: one.id, name: one.name, wiki: one.wiki, person });
    }
    let people = if several { people.settle(&mut all) } else { all.len() };
    Subjects { all, members, people, elsewhere: 0 }
}

/// Every account of every source.
pub(super) fn everybody(sources: &[Arc<dyn Source>]) -> Result<Subjects, SourceError> {
    let mut people = People::default();
    let mut all = Vec::new();
    for (wiki, source) in sources.iter().enumerate() {
        for ids in source.all_ids()?.chunks(CHUNK) {
            let accounts = if sources.len() > 1 { source.find_ids(ids)? } else { Vec::new() };
            for (place, id) in ids.iter().enumerate() {
                let account = accounts.get(place).and_then(Option::as_ref);
                let person = account.map_or(number(all.len()), |account| people.of(None, account.name.as_str()));
                all.push(Subject { id: Some(*id), name: Box::default(), wiki: number(wiki), person });
            }
        }
    }
    let people = if sources.len() > 1 { people.settle(&mut all) } else { all.len() };
    Ok(Subjects { all, members: Vec::new(), people, elsewhere: 0 })
}

/// Who is who: a member has one person, and a name has one.
#[derive(Default)]
struct People {
    of_member: HashMap<u32, u32>,
    of_name: HashMap<Box<str>, u32>,
    /// For each person the one that it turned out to be, or itself.
    same: Vec<u32>,
}

impl People {
    fn of(&mut self, member: Option<u32>, name: &str) -> u32 {
        let by_member = member.and_then(|member| self.of_member.get(&member)).copied();
        let by_name = self.of_name.get(name).copied();
        let person = match (by_member, by_name) {
            (Some(one), Some(other)) => {
                let (one, other) = (self.first(one), self.first(other));
                let (least, most) = (one.min(other), one.max(other));
                if let Some(same) = self.same.get_mut(most as usize) {
                    *same = least;
                }
                least
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => {
                let new = number(self.same.len());
                self.same.push(new);
                new
            }
        };
        if let Some(member) = member {
            self.of_member.insert(member, person);
        }
        self.of_name.insert(name.into(), person);
        person
    }

    fn first(&self, mut person: u32) -> u32 {
        while let Some(same) = self.same.get(person as usize).filter(|same| **same != person) {
            person = *same;
        }
        person
    }

    /// Numbers the people anew without gaps; how many there are.
    fn settle(&self, subjects: &mut [Subject]) -> usize {
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        for subject in subjects {
            let next = number(numbers.len());
            subject.person = *numbers.entry(self.first(subject.person)).or_insert(next);
        }
        numbers.len()
    }
}

/// A place as a number that takes little room. No request has more subjects than fit.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
