//! Lists as CSV: the people of a cohort, and what became of every line.
//!
//! Both can be uploaded again. Cells that a spreadsheet would run as a formula are guarded.

use super::fate::{Person, fates};
use super::member::{Member, Outcome, Reason, Who};
use crate::platform::ids::AccountId;
use crate::text::{Language, csv_cell};

/// The people whom a cohort counts: `user_name,user_id,wiki`, and `event_date` where one of them has a date of their own.
///
/// # Errors
///
/// The writer fails.
pub fn people_csv(people: &[Person]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let has_events = people.iter().any(|person| person.event.is_some());
    let columns = if has_events { 4 } else { 3 };
    writer.write_record(&["user_name", "user_id", "wiki", "event_date"][..columns])?;
    for person in people {
        let event = person.event.as_deref().unwrap_or_default();
        let cells =
            [csv_cell(person.name.as_str()), number(person.account).into(), person.wiki.as_str().into(), event.into()];
        writer.write_record(cells[..columns].iter().map(|cell| cell.as_bytes()))?;
    }
    finish(writer)
}

/// Every line and what became of it: `line,typed,outcome,user_name,user_id,wiki,explanation,event_date`.
///
/// # Errors
///
/// The writer fails.
pub fn lines_csv(members: &[Member], language: &Language) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["line", "typed", "outcome", "user_name", "user_id", "wiki", "explanation", "event_date"])?;
    for (member, fate) in members.iter().zip(fates(members)) {
        let id = match &member.outcome {
            Outcome::Account { id, .. } | Outcome::NotSeen { who: Who::Id(id), .. } => Some(*id),
            Outcome::NotSeen { who: Who::Name(_), .. } | Outcome::Wrong { .. } => None,
        };
        let wiki = match &member.outcome {
            Outcome::Wrong { reason: Reason::OtherWiki(other), .. } => other,
            _ => member.wiki.as_str(),
        };
        writer.write_record([
            member.line.to_string().as_str(),
            &csv_cell(&member.typed),
            fate.word(),
            &csv_cell(&member.name().unwrap_or_default()),
            &number(id),
            &csv_cell(wiki),
            &csv_cell(&language.text(&member.fate_message(fate))),
            &csv_cell(member.event.as_deref().unwrap_or_default()),
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
