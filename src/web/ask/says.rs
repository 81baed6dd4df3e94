//! What a question says under its title: what is counted with its settings and whom it cannot judge, or what is wrong.

use super::ground::Ground;
use super::question::Question;
use super::reading::Read;
use crate::chart::Mark;
use crate::metric::{Resolved, Selection};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Span;

/// What is counted with these settings, and of whom it cannot be known yet; or what is wrong with them.
pub(super) struct Says {
    /// Name of the question.
    pub name: String,
    /// The definition.
    pub definition: Option<Message>,
    /// What is wrong.
    pub wrong: Vec<Message>,
    /// What somebody may not expect of these settings.
    pub notes: Vec<Message>,
    /// People who cannot be judged, and why, with the mark that they will have.
    pub unknown: Vec<(Mark, Message)>,
}

/// What somebody may not expect: days that the data do not have.
fn notes(selection: &Selection, resolved: &Resolved, ground: &Ground) -> Vec<Message> {
    let info = ground.info();
    let last_day = ground.as_of().last_day();
    let mut notes = Vec::new();
    if resolved.clipped_to.is_some() {
        notes.push(msg!("ask-note-cut", last_day.clone()));
    }
    if let Some(event) = selection.window.event {
        if event >= ground.as_of() {
            notes.push(msg!("ask-note-event-late", last_day));
        } else if event.plus(Span::days(1)) <= info.first_edit {
            notes.push(msg!("ask-note-event-early", Arg::Day(info.first_edit.to_jiff())));
        }
    }
    notes
}

impl Says {
    /// What a reading says.
    pub fn of(question: &Question, reading: &Read, ground: &Ground) -> Self {
        let name = question.name();
        let (selection, resolved) = match reading {
            Ok(read) => read,
            Err(wrong) => {
                let wrong = wrong.iter().map(|one| one.message.clone()).collect();
                return Self { name, definition: None, wrong, notes: Vec::new(), unknown: Vec::new() };
            }
        };
        let people = ground.people();
        let mut unknown = Vec::new();
        let unanswered = ground.unanswered(selection, resolved);
        if let Some(until) = unanswered.until {
            unknown.push((
                Mark::Open,
                msg!("ask-open", unanswered.open, people, Arg::Day(until.to_jiff()), ground.as_of().last_day()),
            ));
        }
        if unanswered.without_registration > 0 {
            let sentence = msg!("ask-no-registration", unanswered.without_registration, people);
            unknown.push((Mark::Unlisted, sentence));
        }
        for (reason, outside) in unanswered.outside {
            unknown.push((Mark::Unlisted, msg!("ask-not-counted", outside, people, reason.words())));
        }
        let definition = selection.definition(&resolved.period);
        let notes = notes(selection, resolved, ground);
        Self { name, definition: Some(definition), wrong: Vec::new(), notes, unknown }
    }
}
