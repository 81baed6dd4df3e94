//! Whom a request is about.

use std::collections::HashSet;

use crate::cohort::Person;
use crate::platform::ids::AccountId;
use crate::source::{Source, SourceError};
use crate::wiki::Username;

/// A line of a cohort as the engine is handed it: the account, or a name to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The account's id, where it is known.
    pub id: Option<AccountId>,
    /// The name.
    pub name: String,
}

impl From<&Person> for Member {
    fn from(person: &Person) -> Self {
        Self { id: person.account, name: person.name.as_str().to_owned() }
    }
}

/// Somebody to measure: every one has a row, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The account; `None` where the source does not know the name.
    pub id: Option<AccountId>,
    /// The name as it was asked for; empty where only the id was.
    pub name: String,
}

/// Looks members up. Two lines that turn out to be one account are one subject, the first.
pub(super) fn resolve(source: &dyn Source, members: Vec<Member>) -> Result<Vec<Subject>, SourceError> {
    let to_find = |member: &&Member| member.id.is_none();
    let names: Vec<Username> = members.iter().filter(to_find).map(|member| Username::from_wiki(&member.name)).collect();
    let mut found = source.find_names(&names)?.into_iter();
    let mut seen_ids = HashSet::with_capacity(members.len());
    let mut seen_names = HashSet::new();
    let mut subjects = Vec::with_capacity(members.len());
    for member in members {
        let id = match member.id {
            Some(id) => Some(id),
            None => found.next().flatten().map(|account| account.id),
        };
        let first = match id {
            Some(id) => seen_ids.insert(id),
            None => seen_names.insert(member.name.clone()),
        };
        if first {
            subjects.push(Subject { id, name: member.name });
        }
    }
    Ok(subjects)
}

/// Every account of a source.
pub(super) fn everybody(source: &dyn Source) -> Result<Vec<Subject>, SourceError> {
    let ids = source.all_ids()?;
    Ok(ids.into_iter().map(|id| Subject { id: Some(id), name: String::new() }).collect())
}
