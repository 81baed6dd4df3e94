//! What a result says first: a sentence that can be quoted, everybody drawn once, and what is not known and when.

use super::measured::{LeftOut, Measured};
use super::provenance::until;
use crate::chart::{self, Mark, Strip};
use crate::engine::ColumnSummary;
use crate::metric::Undefined;
use crate::msg;
use crate::result::Head;
use crate::text::{Arg, Language, Message, percent};
use crate::wiki::NamespaceSet;

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
    /// How many.
    people: u64,
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
    /// What `head` says first, by one of its metrics.
    pub(super) fn new(metric: &Measured<'_>, head: &Head, language: &Language) -> Self {
        let summary = metric.quoted_summary().map(|(_, summary)| summary);
        Self {
            sentence: metric.answer(head.cohort.people),
            strip: summary.as_ref().and_then(|summary| StripView::new(metric, summary, language)),
            unknown: summary.map(|summary| unknown(metric, &summary, head)).unwrap_or_default(),
        }
    }
}

impl StripView {
    fn new(metric: &Measured<'_>, summary: &ColumnSummary, language: &Language) -> Option<Self> {
        let strip = metric.strip()?;
        let mut groups = groups(strip, metric.sides(), &metric.pages());
        for left_out in metric.left_out(summary) {
            let label = msg!("result-left-out", left_out.people, metric.why(left_out.reason, left_out.partly));
            let people = left_out.people;
            groups.push(Group { people, marks: marks(strip, Mark::Unlisted, people), label });
        }
        groups.retain(|group| group.people > 0);
        let parts: Vec<Arg> = groups.iter().map(|group| Arg::from(group.label.clone())).collect();
        let words = msg!("chart-strip-desc", strip.people(), parts);
        let draw = |width| strip.bar(language, "strip", width, [&metric.label(), &words]);
        let bar = (!strip.has_marks()).then(|| chart::both(draw));
        Some(Self { groups, bar })
    }
}

/// The marks of people of one kind: one for each, or one for all where a bar shows how many they are.
fn marks(strip: Strip, mark: Mark, people: u64) -> String {
    if strip.has_marks() { Strip::marks(mark, people) } else { mark.svg().to_owned() }
}

/// Everybody who is not left out, by what is known of them. `sides`: messages for a yes and a no; `pages` count.
pub(super) fn groups(strip: Strip, sides: [&'static str; 2], pages: &NamespaceSet) -> Vec<Group> {
    let side = |key: &'static str, mark, people: u64| Group {
        people,
        marks: marks(strip, mark, people),
        label: Message::new(key).with(people).with(pages.words()),
    };
    let [yes, no] = sides;
    let mut groups = vec![side(yes, Mark::Yes, strip.yes), side(no, Mark::No, strip.no)];
    let waiting = strip.early + strip.open;
    if waiting > 0 {
        let label = match strip.early {
            0 => msg!("result-open", waiting),
            early => msg!("result-open-early", waiting, early),
        };
        let open =
            if strip.has_marks() || strip.early == 0 { marks(strip, Mark::Open, strip.open) } else { String::new() };
        groups.push(Group { people: waiting, marks: marks(strip, Mark::EarlyYes, strip.early) + &open, label });
    }
    groups
}

/// What is not known of a column, why, and which data would tell.
fn unknown(metric: &Measured<'_>, summary: &ColumnSummary, head: &Head) -> Vec<Message> {
    let mut sentences = Vec::new();
    let waiting = summary.open() + summary.early;
    if let (true, Some(known), Some(until)) = (waiting > 0, summary.complete_at, until(&head.data)) {
        let day = Arg::Day(known.to_jiff());
        let share = summary.proportion().and_then(|share| Some((share.rate?, share.total)));
        sentences.push(match share {
            Some((rate, of)) => msg!("result-unknown-share", waiting, day, until, percent(rate, of)),
            None => msg!("result-unknown", waiting, day, until),
        });
    }
    sentences.extend(metric.left_out(summary).iter().map(|left_out| why_left_out(metric, left_out)));
    sentences
}

/// Why people are left out, in a sentence; its `$1` is how many, `$2` the pages that count.
fn why_left_out(metric: &Measured<'_>, left_out: &LeftOut) -> Message {
    let sentence = Message::new(match left_out.reason {
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
        Undefined::NotInSource if left_out.partly => "result-why-unjudged",
        Undefined::NotInSource => "result-why-not-in-source",
        Undefined::Failed => "result-why-failed",
    });
    sentence.with(left_out.people).with(metric.pages().words())
}
