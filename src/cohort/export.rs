//! Lists as CSV: the people of a cohort, and what became of every line.
//!
//! Both can be uploaded again. Cells that a spreadsheet would run as a formula are guarded.

use super::fate::{Person, fates};
use super::member::{Member, Outcome, Reason, Who};
use crate::platform::ids::AccountId;
use crate::text::{Language, csv_cell};
use crate::wiki::WikiName;

/// The people whom a cohort counts: `user_name,user_id,wiki`.
///
/// # Errors
///
/// The writer fails.
pub fn people_csv(wiki: &WikiName, people: &[Person]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["user_name", "user_id", "wiki"])?;
    for person in people {
        writer.write_record([&*csv_cell(person.name.as_str()), &number(person.account), wiki.as_str()])?;
    }
    finish(writer)
}

/// Every line and what became of it: `line,typed,outcome,user_name,user_id,wiki,explanation`.
///
/// # Errors
///
/// The writer fails.
pub fn lines_csv(wiki: &WikiName, members: &[Member], language: &Language) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["line", "typed", "outcome", "user_name", "user_id", "wiki", "explanation"])?;
    for (member, fate) in members.iter().zip(fates(members)) {
        let id = match &member.outcome {
            Outcome::Account { id, .. } | Outcome::NotSeen { who: Who::Id(id), .. } => Some(*id),
            Outcome::NotSeen { who: Who::Name(_), .. } | Outcome::Wrong { .. } => None,
        };
        let wiki = match &member.outcome {
            Outcome::Wrong { reason: Reason::OtherWiki(other), .. } => other,
            _ => wiki.as_str(),
        };
        writer.write_record([
            member.line.to_string().as_str(),
            &csv_cell(&member.typed),
            fate.word(),
            &csv_cell(&member.name().unwrap_or_default()),
            &number(id),
            &csv_cell(wiki),
            &csv_cell(&language.text(&member.fate_message(fate))),
        ])?;
    }
    finish(writer)
}

fn number(id: Option<AccountId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn finish(writer: csv::Writer<Vec<u8>>) -> csv::Result<Vec<u8>> {
    writer.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests;
