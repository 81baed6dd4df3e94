//! A question of the form: what is asked, and the name before its fields. One that is asked a second time has a number
//! behind its name: `edits-2`.

use crate::metric::{Metric, Statement, registry};
use crate::msg;
use crate::text::{Arg, Message};

/// How often one question can be asked.
const MOST: u8 = 9;

/// A question of the form.
#[derive(Clone)]
pub(super) struct Question {
    /// What is asked.
    pub metric: &'static dyn Metric,
    /// Whether it is a curve, which has no rows of its own.
    pub is_curve: bool,
    /// Which one of those that ask the same, from 1 on.
    number: u8,
}

impl Question {
    /// Everything that can be asked, each once, in the order of pages.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |is_curve| move |metric: &&'static dyn Metric| Self { metric: *metric, is_curve, number: 1 };
        registry::all().iter().map(of(false)).chain(registry::curves().iter().map(of(true)))
    }

    /// The question of this name in the form.
    pub fn named(name: &str) -> Option<Self> {
        let (metric, number) = match name.split_once('-') {
            Some((metric, number)) => (metric, number.parse().ok().filter(|number| (2..=MOST).contains(number))?),
            None => (name, 1),
        };
        let first = Self::all().find(|question| question.statement().name == metric)?;
        Some(Self { number, ..first })
    }

    /// The same asked once more; `None` where that has been done often enough.
    pub fn once_more(&self) -> Option<Self> {
        let number = self.number.checked_add(1).filter(|number| *number <= MOST)?;
        Some(Self { number, ..self.clone() })
    }

    /// Its name in the form.
    pub fn name(&self) -> String {
        let name = self.statement().name;
        if self.is_first() { name.to_owned() } else { format!("{name}-{}", self.number) }
    }

    /// The name of one of its fields.
    pub fn field(&self, field: &str) -> String {
        format!("{}.{field}", self.name())
    }

    /// What the request calls it where nobody says otherwise.
    pub fn default_label(&self) -> String {
        let name = self.statement().name;
        if self.is_first() { name.to_owned() } else { format!("{name} {}", self.number) }
    }

    /// What is asked, as data.
    pub fn statement(&self) -> &'static Statement {
        self.metric.statement()
    }

    /// Whether it is the first of those that ask the same.
    pub const fn is_first(&self) -> bool {
        self.number == 1
    }

    /// The question as a sentence names it.
    pub fn words(&self) -> Arg {
        Arg::Message(msg!("ask-field-name", Message::new(self.statement().question)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_question() {
        for name in ["edits", "edits-2", "edits-9", "kaplan_meier", "kaplan_meier-3"] {
            assert_eq!(Question::named(name).unwrap().name(), name);
        }
        for name in ["", "edit_count", "edits-", "edits-1", "edits-0", "edits-10", "edits-2-2", "edits-x", "nothing-2"]
        {
            assert!(Question::named(name).is_none(), "{name}");
        }
        assert!(Question::named("kaplan_meier").unwrap().is_curve && !Question::named("edits-2").unwrap().is_curve);
    }

    #[test]
    fn a_question_can_be_asked_nine_times() {
        let mut question = Question::named("edits").unwrap();
        let mut asked = 1;
        while let Some(next) = question.once_more() {
            (question, asked) = (next, asked + 1);
        }
        assert_eq!((asked, question.field("t")), (9, "edits-9.t".to_owned()));
    }
}
