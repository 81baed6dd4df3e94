//! What is wrong with single fields of the form, all of them at once and in its words: somebody who has mistyped three
//! fields is told of three, and never of a letter that they have not typed.

mod slices;

use super::question::Question;
use super::typed::{Typed, UNITS, Wrong, day_fields, is_asked, unit_field, waits};
use crate::metric::params::{self, Kind};
use crate::metric::{Anchor, Frame, WindowLength};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceId, Span, Timestamp};

/// A length of time as the form asks for it.
struct Length {
    field: &'static str,
    label: &'static str,
    /// It may be left empty.
    optional: bool,
    /// The least number.
    least: Option<u64>,
}

/// Every field that cannot be read, in the order of the form.
pub(super) fn fields(typed: &Typed, question: &Question, frame: &Frame) -> Vec<Wrong> {
    let mut wrong = days(typed, question);
    let event = typed.anchor(question) == Some(Anchor::Event);
    for field in typed.clock_fields(question).iter().copied() {
        let length = match field {
            "offset" => Length { field, label: "ask-offset", optional: false, least: (!event).then_some(0) },
            _ if waits(question.statement()) => Length { field, label: "ask-wait", optional: false, least: Some(0) },
            _ => Length { field, label: "ask-t", optional: false, least: Some(1) },
        };
        wrong.extend(length.check(typed, question));
    }
    for param in params::all(question.statement().params).filter(|param| is_asked(param)) {
        let (field, label) = (param.name, param.label);
        let least = |min: Span| Some(u64::from(min > Span::ZERO));
        let found = match param.kind {
            Kind::Length { min } => Length { field, label, optional: false, least: least(min) }.check(typed, question),
            Kind::OptionalLength { min } => {
                Length { field, label, optional: true, least: least(min) }.check(typed, question)
            }
            Kind::Count { .. } | Kind::OptionalCount { .. } => {
                let text = typed.text(question, field);
                let optional = matches!(param.kind, Kind::OptionalCount { .. });
                let fits = text.is_empty() && optional || is_whole(text);
                (!fits).then(|| Wrong { field, message: msg!("ask-whole-number", Message::new(label), "5") })
            }
            Kind::Namespaces => namespaces(typed, question, field),
            Kind::CountOr { .. } | Kind::Choice(_) | Kind::Flag => None,
        };
        wrong.extend(found);
    }
    wrong.extend(slices::fit(typed, question, frame));
    wrong
}

/// Days that are none, and an event without a day.
fn days(typed: &Typed, question: &Question) -> Vec<Wrong> {
    let Some(anchor) = typed.anchor(question) else { return Vec::new() };
    let label = |field| match field {
        "first_day" => "ask-first-day",
        "last_day" if waits(question.statement()) => "ask-day-before",
        "last_day" => "ask-last-day",
        "range_first" => "ask-range-first",
        "range_last" => "ask-range-last",
        _ => "ask-event",
    };
    let fields = day_fields(anchor).unwrap_or(if anchor == Anchor::Event { ["event"; 2] } else { [""; 2] });
    let [first, last] = fields;
    let of = |field: &'static str| {
        let text = typed.text(question, field);
        if text.is_empty() {
            let missing = field == "event" && !typed.own_dates;
            return missing.then(|| Wrong { field, message: msg!("ask-event-empty") });
        }
        let reason = text.parse::<Timestamp>().err()?;
        Some(Wrong { field, message: msg!("param-wrong", Message::new(label(field)), reason) })
    };
    [Some(first), Some(last).filter(|last| *last != first)].into_iter().flatten().filter_map(of).collect()
}

fn is_whole(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Length {
    fn check(&self, typed: &Typed, question: &Question) -> Option<Wrong> {
        let text = typed.text(question, self.field);
        let wrong = |message| Some(Wrong { field: self.field, message });
        let label = || Message::new(self.label);
        if text.is_empty() && self.optional {
            return None;
        }
        let unit = typed.text(question, &unit_field(self.field));
        if unit == WindowLength::OPEN {
            return None;
        }
        let digits = if self.least.is_none() { text.strip_prefix('-').unwrap_or(text) } else { text };
        if !is_whole(digits) {
            return wrong(msg!("ask-whole-number", label(), "30"));
        }
        // A number of this many digits is not zero.
        let number = digits.parse::<u64>().unwrap_or(u64::MAX);
        if self.least.is_some_and(|least| number < least) {
            return wrong(msg!("ask-at-least-one", label()));
        }
        let known = UNITS.iter().chain(&['s']).any(|known| unit == known.to_string());
        if known && format!("{text}{unit}").parse::<Span>().is_err() {
            return wrong(msg!("ask-too-long", label()));
        }
        None
    }
}

/// A choice of namespaces that chooses none, or holds what is no number.
fn namespaces(typed: &Typed, question: &Question, field: &'static str) -> Option<Wrong> {
    if typed.text(question, field) != "list" {
        return None;
    }
    let others = typed.text(question, "namespaces_other");
    let mut others = others.split(',').map(str::trim).filter(|id| !id.is_empty()).peekable();
    if typed.all(question, "namespace").iter().all(String::is_empty) && others.peek().is_none() {
        return Some(Wrong { field, message: msg!("ask-namespaces-none") });
    }
    others
        .any(|id| id.parse::<NamespaceId>().is_err())
        .then(|| Wrong { field, message: msg!("ask-namespaces-other-wrong", Message::new("ask-namespaces-other")) })
}
