//! A question that was asked before, back in the form.

use super::{Typed, unit_field};
use crate::metric::params;
use crate::metric::{Anchor, Selection, SliceBy, SliceSize, WindowLength};
use crate::request::{Aggregator, Request};
use crate::web::ask::overall::HOURS;
use crate::web::ask::question::Question;
use crate::wiki::{Span, Timestamp, Zone};

impl Typed {
    /// The form with what this request asks. What it does not say stays as it is, and so does what the form cannot ask.
    pub fn asked(mut self, request: &Request) -> Self {
        self.chosen.clear();
        for selection in request.metrics.iter().chain(&request.curves) {
            let Some(first) = Question::named(selection.metric.statement().name) else { continue };
            let mut free = Some(first.clone());
            while let Some(taken) = free.as_ref().filter(|question| self.is_chosen(question)) {
                free = taken.once_more();
            }
            if let Some(question) = free {
                if !question.is_first() {
                    self.copy(&first, &question);
                }
                self.chosen.insert(question.name());
                self.refill(&question, selection, &request.frame.zone);
            }
        }
        self.refill_overall(request);
        self
    }

    fn refill_overall(&mut self, request: &Request) {
        let frame = &request.frame;
        let (size, hours) = match frame.slice {
            None => (String::new(), String::new()),
            Some(SliceSize::Calendar(unit)) => (unit.as_str().to_owned(), String::new()),
            Some(SliceSize::Length(length)) => (HOURS.to_owned(), (length.seconds() / 3600).to_string()),
        };
        let last_day = |as_of: Timestamp| day_in(&frame.zone, as_of.plus(Span::from_seconds(-1)));
        let snapshot = request.snapshots.as_ref().and_then(|ids| ids.first());
        for (field, value) in [
            ("slice", size),
            ("slice_hours", hours),
            ("slice_by", frame.slice_by.map_or("", SliceBy::as_str).to_owned()),
            ("zone", frame.zone.to_string()),
            ("intervals", if request.intervals { "true".to_owned() } else { String::new() }),
            ("seed", request.seed.to_string()),
            ("as_of", request.as_of.map(last_day).unwrap_or_default()),
            ("snapshot", snapshot.cloned().unwrap_or_default()),
        ] {
            self.fields.remove(field);
            // An empty box is not sent.
            if !value.is_empty() {
                self.put_overall(field, &value);
            }
        }
        self.fields.remove("aggregator");
        for aggregator in &request.aggregators {
            self.put_overall("aggregator", Aggregator::as_str(*aggregator));
        }
    }

    fn refill(&mut self, question: &Question, selection: &Selection, zone: &Zone) {
        let window = selection.window;
        let is_named = !question.is_first() || selection.label != question.statement().name;
        self.replace(question, "label", if is_named { &selection.label } else { "" });
        self.replace(question, "anchor", window.anchor.as_str());
        let (first, last) = match window.anchor {
            Anchor::Activity => ("first_day", "last_day"),
            Anchor::Registration | Anchor::FirstEdit | Anchor::Event => ("range_first", "range_last"),
        };
        let written = |instant: Option<Timestamp>| instant.map(|at| day_in(zone, at)).unwrap_or_default();
        self.replace(question, first, &written(window.start));
        self.replace(question, last, &written(window.end.map(|end| end.plus(Span::from_seconds(-1)))));
        self.replace(question, "event", &written(window.event));
        if let Some(t) = window.t {
            match t {
                WindowLength::Of(t) => self.replace_length(question, "t", t),
                WindowLength::Open => {
                    self.replace(question, "t", "");
                    self.replace(question, &unit_field("t"), WindowLength::OPEN);
                }
            }
            self.replace_length(question, "offset", window.offset);
        }
        self.clear(question, "namespace");
        self.clear(question, "namespaces_other");
        for param in params::all(question.statement().params) {
            if let Some(value) = selection.params.get(param.name) {
                self.clear(question, param.name);
                self.clear(question, &unit_field(param.name));
                self.put_param(question, param, &value.to_string());
            }
        }
    }

    fn clear(&mut self, question: &Question, field: &str) {
        self.fields.remove(&question.field(field));
    }

    pub(super) fn replace(&mut self, question: &Question, field: &str, value: &str) {
        self.clear(question, field);
        self.put(question, field, value);
    }

    fn replace_length(&mut self, question: &Question, field: &str, length: Span) {
        self.clear(question, field);
        self.clear(question, &unit_field(field));
        let text = if length == Span::ZERO { String::from("0d") } else { length.to_string() };
        self.put_length(question, field, &text);
    }
}

/// The day in a zone on which an instant lies, as `<input type=date>` has it.
fn day_in(zone: &Zone, instant: Timestamp) -> String {
    zone.day_of(instant).to_string()
}
