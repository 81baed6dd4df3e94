//! What stands beside the questions: what will be run.

use super::ground::Ground;
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Span;

/// The panel beside the questions.
pub(super) struct Panel {
    /// How much will be run.
    pub asked: Message,
    /// Where the data end.
    pub until: Message,
}

impl Panel {
    /// The panel for so many questions.
    pub fn of(questions: usize, ground: &Ground) -> Self {
        let people = ground.people();
        let asked = match questions {
            0 => msg!("ask-panel-none", people),
            questions => msg!("ask-panel", questions, people),
        };
        let last_second = ground.info().as_of.plus(Span::from_seconds(-1));
        Self { asked, until: msg!("ask-panel-until", Arg::Day(last_second.to_jiff())) }
    }
}
