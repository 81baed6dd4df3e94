//! A list of people who were chosen out of a result, instead of being typed.

use super::member::{Decision, Member, Mended, Outcome, Who};
use super::parse::{Chosen, Origin};
use super::store::NewVersion;
use crate::platform::ids::AccountId;
use crate::wiki::{Username, WikiName};

/// The list of these people, in their order: the account, or the name where the source did not know it.
#[must_use]
pub fn of_people(
    wiki: WikiName,
    people: impl IntoIterator<Item = (WikiName, Option<AccountId>, String)>,
    chosen: Chosen,
) -> NewVersion {
    let members: Vec<Member> = (1..)
        .zip(people)
        .map(|(line, (on, id, typed))| {
            let name = Username::from_wiki(&typed);
            let outcome = match id {
                Some(id) => Outcome::Account { id, name, mended: Mended::default() },
                None => Outcome::NotSeen { who: Who::Name(name), mended: Mended::default() },
            };
            Member { line, typed, cell: None, wiki: on, event: None, outcome, decision: Decision::Keep }
        })
        .collect();
    NewVersion {
        wiki,
        members,
        origin: Origin { chosen: Some(chosen), ..Origin::default() },
        typed_name: String::new(),
    }
}
