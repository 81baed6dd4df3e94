//! Whether a question can be cut as the whole request is, said in the words of the form.

use crate::metric::{Anchor, Frame, SliceBy, WindowLength};
use crate::msg;
use crate::text::Message;
use crate::web::ask::overall::meaning_words;
use crate::web::ask::question::Question;
use crate::web::ask::typed::{Typed, Wrong, unit_field};

/// What keeps a question from being cut like this, if anything does.
pub(super) fn fit(typed: &Typed, question: &Question, frame: &Frame) -> Option<Wrong> {
    let anchor = typed.anchor(question)?;
    let clock = typed.clock_fields(question);
    let open = clock.contains(&"t") && typed.text(question, &unit_field("t")) == WindowLength::OPEN;
    let by = frame.slice.map(|_| frame.slice_by.unwrap_or(SliceBy::default_for(anchor)));
    let ages = by.is_some_and(SliceBy::cuts_age);
    if open && !ages {
        return Some(Wrong { field: "t", message: msg!("ask-open-without-age", Message::new("ask-t")) });
    }
    let wrong = |message| Some(Wrong { field: "slice_by", message });
    let by = by?;
    if !by.goes_with(anchor) {
        let key = if anchor == Anchor::Activity { "ask-slice-dates" } else { "ask-slice-clock" };
        return wrong(Message::new(key).with(question.words()).with(meaning_words(by)));
    }
    if ages && !question.metric.has_age_slices() {
        return wrong(msg!("ask-slice-one-moment", question.words(), meaning_words(by)));
    }
    let number = if clock.contains(&"offset") { typed.text(question, "offset") } else { "0" };
    if ages && number.parse::<i64>().is_ok_and(|number| number != 0) {
        return Some(Wrong { field: "offset", message: msg!("ask-slice-offset", Message::new("ask-offset")) });
    }
    None
}
