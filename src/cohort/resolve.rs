//! From names to accounts: asks a source once for all names of a list and once for all its numbers.

use super::guess;
use super::member::{Decision, Member, Mend, Outcome, Reason, Who};
use super::parse::{Line, List, read_row};
use super::prefix::Prefixes;
use super::spelling::Spelled;
use crate::metric::Account;
use crate::platform::ids::AccountId;
use crate::source::{Source, SourceError};
use crate::wiki::Username;

/// Looks up everybody on a list.
///
/// # Errors
///
/// The source cannot be read.
pub fn resolve(list: List, source: &dyn Source) -> Result<Vec<Member>, SourceError> {
    let people: Vec<&Who> =
        list.lines.iter().filter_map(|line| line.read.as_ref().ok()).map(|read| &read.who).collect();
    let mut found = find(&people, source)?.into_iter();
    let is_complete = source.info().knows.all_accounts;
    let members = list.lines.into_iter().map(|Line { number, typed, cell, read }| {
        let outcome = match read {
            Ok(spelled) => outcome(spelled, found.next().flatten(), is_complete),
            Err(wrong) => Outcome::Wrong { reason: wrong.reason, marks: wrong.marks },
        };
        Member { line: number, typed, cell, outcome, decision: Decision::Keep }
    });
    let mut members: Vec<Member> = members.collect();
    guess::mend(&mut members, source)?;
    Ok(members)
}

/// Looks up everybody once more, in newer data say, and keeps what the owner decided. A line about another wiki stays
/// one.
///
/// # Errors
///
/// The source cannot be read.
pub fn resolve_again(members: Vec<Member>, source: &dyn Source) -> Result<Vec<Member>, SourceError> {
    let prefixes = Prefixes::of(source.info());
    let line = |member: &Member| Line {
        number: member.line,
        typed: member.typed.clone(),
        cell: member.cell.clone(),
        read: match &member.outcome {
            Outcome::Wrong { reason: Reason::OtherWiki(wiki), .. } => read_row(member.read(), Some(wiki), &prefixes),
            _ => read_row(member.read(), None, &prefixes),
        },
    };
    let list = List { origin: super::Origin::default(), lines: members.iter().map(line).collect() };
    let mut again = resolve(list, source)?;
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
