//! Results in a list: each says its sentence, so that nobody has to open one to see what it found.

use super::answer::leading;
use super::band::headline;
use super::measured::{Measured, left_out};
use super::provenance::until;
use crate::msg;
use crate::result::store::StoredResult;
use crate::text::{Arg, Message};
use crate::web::routes;

/// A result in a list.
pub struct ResultRow {
    /// Address of its page.
    pub address: String,
    /// Its title.
    pub title: String,
    /// The number it is quoted by, and what stands beside it.
    pub figure: Option<(Message, Message)>,
    /// The sentence it is quoted by.
    pub sentence: Message,
    /// Where its data end.
    pub until: Option<Message>,
    /// How many are not yet known and until when; `None` where all are known.
    pub open: Option<Message>,
    /// How many are left out for other reasons than time.
    pub left_out: Option<Message>,
}

impl ResultRow {
    /// What a list says of a result.
    #[must_use]
    pub fn of(result: &StoredResult) -> Self {
        let metrics = Measured::all(&result.head);
        let leading = leading(&metrics);
        let summary = leading.and_then(Measured::quoted_summary).map(|(_, summary)| summary);
        let waiting = summary.as_ref().map_or(0, |summary| summary.open() + summary.early);
        let left_out: u64 = summary.as_ref().map_or(0, |summary| left_out(summary).map(|(_, people)| people).sum());
        let open = summary.and_then(|summary| summary.complete_at).filter(|_| waiting > 0);
        Self {
            address: routes::Result { id: result.id.to_string() }.to_string(),
            title: result.title.clone(),
            figure: leading.and_then(headline),
            sentence: leading.map_or_else(|| msg!("result-empty"), |metric| metric.answer(result.head.cohort.accounts)),
            until: until(&result.head).map(|until| msg!("result-until", until)),
            open: open.map(|known| msg!("result-open-until", waiting, Arg::Day(known.to_jiff()))),
            left_out: (left_out > 0).then(|| msg!("result-list-left-out", left_out)),
        }
    }
}
