//! Results in a list: each says its sentence, so that nobody has to open one to see what it found.

use super::answer::leading;
use super::band::headline;
use super::measured::{LeftOut, Measured};
use super::provenance::until;
use crate::msg;
use crate::result::store::StoredResult;
use crate::text::{Arg, Message};
use crate::web::routes;
use crate::wiki::Timestamp;

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
    /// How many are left out for other reasons than time, and why.
    pub left_out: Vec<Message>,
    /// When it was asked.
    pub asked: Message,
    /// Whether others see its totals by a link.
    pub shared: bool,
    /// What was asked.
    pub questions: Message,
}

impl ResultRow {
    /// What a list says of a result. `shared`: whether it has a link.
    #[must_use]
    pub fn of(result: &StoredResult, shared: bool) -> Self {
        let metrics = Measured::all(&result.head);
        let leading = leading(&metrics);
        let summary = leading.and_then(Measured::quoted_summary).map(|(_, summary)| summary);
        let waiting = summary.as_ref().map_or(0, |summary| summary.open() + summary.early);
        let left_out = leading.zip(summary.as_ref()).map_or_else(Vec::new, |(metric, summary)| {
            let words = |one: &LeftOut| msg!("result-missing", one.people, metric.why(one.reason, one.partly));
            metric.left_out(summary).iter().map(words).collect()
        });
        let open = summary.and_then(|summary| summary.complete_at).filter(|_| waiting > 0);
        Self {
            address: routes::Result { id: result.id.to_string() }.to_string(),
            title: result.title.clone(),
            figure: leading.and_then(headline),
            sentence: leading.map_or_else(|| msg!("result-empty"), |metric| metric.answer(result.head.cohort.people)),
            until: until(&result.head.data).map(|until| msg!("result-until", until)),
            open: open.map(|known| msg!("result-open-until", waiting, Arg::Day(known.to_jiff()))),
            left_out,
            shared,
            // To the minute: nobody tells results apart by seconds.
            asked: msg!("run-asked", Timestamp::from_unix(result.created_at - result.created_at.rem_euclid(60))),
            questions: msg!("plain", metrics.iter().map(|metric| Arg::from(metric.label())).collect::<Vec<Arg>>()),
        }
    }
}
