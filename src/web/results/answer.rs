//! What a result says first: a sentence that can be quoted, everybody drawn once, and what is not known and when.

use super::measured::{Measured, left_out};
use crate::chart::{self, Mark, Strip};
use crate::engine::ColumnSummary;
use crate::metric::Undefined;
use crate::msg;
use crate::text::{Language, Message, percent};

/// The first part of a page.
pub(super) struct Answer {
    /// The sentence.
    pub(super) sentence: Message,
    /// Everybody drawn once, for a question of yes and no.
    pub(super) strip: Option<StripView>,
    /// What is not known, why, and when it will be.
    pub(super) unknown: Vec<Message>,
}

/// The strip of people.
pub(super) struct StripView {
    /// The parts in words, with their marks.
    pub(super) groups: Vec<Group>,
    /// One drawing of all, where there are too many for marks.
    pub(super) bar: Option<String>,
}

/// People of whom the same is known.
pub(in crate::web) struct Group {
    /// One mark for each, or one for all beside a bar.
    pub(in crate::web) marks: String,
    /// How many and what is known.
    pub(in crate::web) label: Message,
}

/// The metric that a result is quoted by: the first of yes and no, because shares of people need no statistics to be
/// understood; else the first that this program knows.
pub(super) fn leading<'a>(metrics: &'a [Measured<'a>]) -> Option<&'a Measured<'a>> {
    let known = || metrics.iter().find(|metric| metric.statement().is_some());
    metrics.iter().find(|metric| metric.is_yes_or_no()).or_else(known).or_else(|| metrics.first())
}

impl Answer {
    pub(super) fn new(metric: &Measured<'_>, accounts: u64, language: &Language) -> Self {
        let summary = metric.quoted_summary().map(|(_, summary)| summary);
        Self {
            sentence: metric.answer(accounts),
            strip: summary.as_ref().and_then(|summary| StripView::new(metric, summary, language)),
            unknown: summary.map(|summary| unknown(&summary)).unwrap_or_default(),
        }
    }
}

impl StripView {
    fn new(metric: &Measured<'_>, summary: &ColumnSummary, language: &Language) -> Option<Self> {
        let strip = metric.strip()?;
        let mut groups = groups(strip, metric.sides());
        for (reason, people) in left_out(summary) {
            let label = msg!("result-left-out", people, reason.words());
            groups.push(Group { marks: marks(strip, Mark::Unlisted, people), label });
        }
        groups.retain(|group| !group.marks.is_empty());
        let bar =
            (!strip.has_marks()).then(|| chart::both(|width| strip.bar(language, "strip", width, &metric.label())));
        Some(Self { groups, bar })
    }
}

/// The marks of people of one kind: one for each, or one for all where a bar shows how many they are.
fn marks(strip: Strip, mark: Mark, people: u64) -> String {
    if strip.has_marks() { Strip::marks(mark, people) } else { mark.svg().to_owned() }
}

/// Everybody who is not left out, by what is known of them. `sides`: messages for a yes and a no.
pub(super) fn groups(strip: Strip, sides: [&'static str; 2]) -> Vec<Group> {
    let [yes, no] = sides;
    let mut groups = vec![
        Group { marks: marks(strip, Mark::Yes, strip.yes), label: Message::new(yes).with(strip.yes) },
        Group { marks: marks(strip, Mark::No, strip.no), label: Message::new(no).with(strip.no) },
    ];
    let waiting = strip.early + strip.open;
    if waiting > 0 {
        let label = match strip.early {
            0 => msg!("result-open", waiting),
            early => msg!("result-open-early", waiting, early),
        };
        let open =
            if strip.has_marks() || strip.early == 0 { marks(strip, Mark::Open, strip.open) } else { String::new() };
        groups.push(Group { marks: marks(strip, Mark::EarlyYes, strip.early) + &open, label });
    }
    groups
}

/// What is not known of a column, why, and when it will be.
pub(super) fn unknown(summary: &ColumnSummary) -> Vec<Message> {
    let mut sentences = Vec::new();
    let waiting = summary.open() + summary.early;
    if waiting > 0
        && let Some(known) = summary.complete_at
    {
        let day = crate::text::Arg::Day(known.to_jiff());
        let share = summary.proportion().and_then(|share| Some((share.rate?, share.total)));
        sentences.push(match share {
            Some((rate, of)) if waiting > 0 => msg!("result-unknown-share", waiting, day, percent(rate, of)),
            _ => msg!("result-unknown", waiting, day),
        });
    }
    sentences.extend(left_out(summary).map(|(reason, people)| why_left_out(reason).with(people)));
    sentences
}

/// Why people are left out, in a sentence; its `$1` is how many.
const fn why_left_out(reason: Undefined) -> Message {
    Message::new(match reason {
        Undefined::NotRegisteredInRange => "result-why-not-registered-in-range",
        Undefined::FirstEditNotInRange => "result-why-first-edit-not-in-range",
        Undefined::RegistrationUnknown => "result-why-registration-unknown",
        Undefined::NoSuchAccount => "result-why-no-such-account",
        Undefined::NoEdits => "result-why-no-edits",
        Undefined::NotReached => "result-why-not-reached",
        Undefined::WindowOpen => "result-why-window-open",
        Undefined::BeforeAnchor => "result-why-before-anchor",
        Undefined::ExcludedBot => "result-why-excluded-bot",
        Undefined::NoEventDate => "result-why-no-event-date",
        Undefined::NotInSource => "result-why-not-in-source",
        Undefined::Failed => "result-why-failed",
    })
}
