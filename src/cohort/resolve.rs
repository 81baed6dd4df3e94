//! From names to accounts: asks a source once for all names of a list and once for all its numbers.

use std::collections::BTreeMap;

use super::guess;
use super::member::{Decision, Member, Mend, Outcome, Reason, Who};
use super::parse::{Line, List};
use super::prefix::Prefixes;
use super::spelling::{self, Spelled};
use crate::metric::Account;
use crate::platform::ids::AccountId;
use crate::source::{Farm, Source, SourceError};
use crate::wiki::{Username, WikiName, Zone};

/// Looks up everybody on a list: in the source of its wiki, and who is on another wiki there, if it is one of `others`.
///
/// # Errors
///
/// A source cannot be read.
pub fn resolve(list: List, source: &dyn Source, others: &dyn Farm) -> Result<Vec<Member>, SourceError> {
    let home = &source.info().wiki;
    let mut by_wiki: BTreeMap<WikiName, Vec<Line>> = BTreeMap::new();
    let mut members = Vec::with_capacity(list.lines.len());
    for line in list.lines {
        match line.wiki.as_deref().map(WikiName::from_typed) {
            Some(Err(_)) => members.push(elsewhere(line, home)),
            Some(Ok(wiki)) => by_wiki.entry(wiki).or_default().push(line),
            None => by_wiki.entry(home.clone()).or_default().push(line),
        }
    }
    for (wiki, lines) in by_wiki {
        if wiki == *home {
            members.extend(on_wiki(lines, source)?);
        } else if let Some(other) = others.newest(&wiki)? {
            members.extend(on_wiki(read_again(lines, other.as_ref()), other.as_ref())?);
        } else {
            members.extend(lines.into_iter().map(|line| elsewhere(line, home)));
        }
    }
    members.sort_by_key(|member| member.line);
    Ok(members)
}

/// Lines of another wiki than that of the list, whose words for user pages may be others.
fn read_again(lines: Vec<Line>, source: &dyn Source) -> Vec<Line> {
    let prefixes = Prefixes::of(source.info());
    let read = |line: Line| {
        let typed = line.cell.as_ref().map_or(&line.typed, |cell| &cell.name);
        Line { read: spelling::read(typed, &prefixes), ..line }
    };
    lines.into_iter().map(read).collect()
}

/// Looks up lines that are all about one wiki.
fn on_wiki(lines: Vec<Line>, source: &dyn Source) -> Result<Vec<Member>, SourceError> {
    let people: Vec<&Who> = lines.iter().filter_map(|line| line.read.as_ref().ok()).map(|read| &read.who).collect();
    let mut found = find(&people, source)?.into_iter();
    let is_complete = source.info().knows.all_accounts;
    let members = lines.into_iter().map(|line| {
        let outcome = match &line.read {
            Ok(spelled) => outcome(spelled.clone(), found.next().flatten(), is_complete),
            Err(wrong) => Outcome::Wrong { reason: wrong.reason.clone(), marks: wrong.marks.clone() },
        };
        member(line, &source.info().wiki, outcome)
    });
    let mut members: Vec<Member> = members.collect();
    guess::mend(&mut members, source)?;
    Ok(members.into_iter().map(dated).collect())
}

/// A line about a wiki that is not here.
fn elsewhere(line: Line, home: &WikiName) -> Member {
    let typed = line.wiki.as_deref().unwrap_or_default().trim().to_owned();
    member(line, home, wrong(Reason::OtherWiki(typed)))
}

fn member(line: Line, wiki: &WikiName, outcome: Outcome) -> Member {
    Member {
        line: line.number,
        typed: line.typed,
        cell: line.cell,
        wiki: wiki.clone(),
        event: line.event,
        outcome,
        decision: Decision::Keep,
    }
}

/// A member whose event can be placed in time, or is wrong.
fn dated(member: Member) -> Member {
    match &member.event {
        Some(typed) if Zone::default().read(typed).is_err() => {
            Member { outcome: wrong(Reason::WrongDate(typed.clone())), ..member }
        }
        _ => member,
    }
}

/// Looks everybody up once more, in newer data say, and keeps what the owner decided. A line about another wiki stays
/// one.
///
/// # Errors
///
/// A source cannot be read.
pub fn resolve_again(members: Vec<Member>, source: &dyn Source, others: &dyn Farm) -> Result<Vec<Member>, SourceError> {
    let prefixes = Prefixes::of(source.info());
    let line = |member: &Member| Line {
        number: member.line,
        typed: member.typed.clone(),
        cell: member.cell.clone(),
        wiki: match &member.outcome {
            Outcome::Wrong { reason: Reason::OtherWiki(wiki), .. } => Some(wiki.clone()),
            _ => Some(member.wiki.to_string()),
        },
        event: member.event.clone(),
        read: spelling::read(member.read(), &prefixes),
    };
    let list = List { origin: super::Origin::default(), lines: members.iter().map(line).collect() };
    let mut again = resolve(list, source, others)?;
    for (new, old) in again.iter_mut().zip(members) {
        new.decision = old.decision;
    }
    Ok(again)
}

/// The accounts of `people`, in their order.
pub(super) fn find(people: &[&Who], source: &dyn Source) -> Result<Vec<Option<Account>>, SourceError> {
    let names: Vec<Username> = people
        .iter()
        .filter_map(|who| match who {
            Who::Name(name) => Some(name.clone()),
            Who::Id(_) => None,
        })
        .collect();
    let ids: Vec<AccountId> = people
        .iter()
        .filter_map(|who| match who {
            Who::Id(id) => Some(*id),
            Who::Name(_) => None,
        })
        .collect();
    let mut by_name = source.find_names(&names)?.into_iter();
    let mut by_id = source.find_ids(&ids)?.into_iter();
    let next = |who: &&Who| match who {
        Who::Name(_) => by_name.next().flatten(),
        Who::Id(_) => by_id.next().flatten(),
    };
    Ok(people.iter().map(next).collect())
}

fn outcome(spelled: Spelled, account: Option<Account>, is_complete: bool) -> Outcome {
    let Spelled { who, mut mended } = spelled;
    match (account, who) {
        (Some(account), _) if account.name.is_temporary() => wrong(Reason::Temporary),
        (Some(account), who) => {
            if matches!(&who, Who::Name(name) if *name != account.name) {
                mended.mends.push(Mend::Renamed);
            }
            Outcome::Account { id: account.id, name: account.name, mended }
        }
        (None, Who::Name(name)) if is_complete => wrong(Reason::NoSuchName(name)),
        (None, Who::Id(id)) if is_complete => wrong(Reason::NoSuchId(id)),
        (None, who) => Outcome::NotSeen { who, mended },
    }
}

fn wrong(reason: Reason) -> Outcome {
    Outcome::Wrong { reason, marks: Vec::new() }
}

#[cfg(test)]
mod tests;
