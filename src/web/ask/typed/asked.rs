//! A question that was asked before, back in the form.

use super::{Typed, day, unit_field};
use crate::metric::{Anchor, Selection, Statement, WindowLength};
use crate::wiki::{Span, Timestamp};

impl Typed {
    /// The form with these settings. What they do not say stays as it is, and so does what the form cannot ask.
    pub fn asked(mut self, metrics: &[Selection]) -> Self {
        self.chosen.clear();
        for selection in metrics {
            let statement = selection.metric.statement();
            // The form asks a question once.
            if self.chosen.insert(statement.name.to_owned()) {
                self.refill(statement, selection);
            }
        }
        self
    }

    fn refill(&mut self, statement: &'static Statement, selection: &Selection) {
        let window = selection.window;
        self.replace(statement, "anchor", window.anchor.as_str());
        let (first, last) = match window.anchor {
            Anchor::Activity => ("first_day", "last_day"),
            Anchor::Registration | Anchor::FirstEdit | Anchor::Event => ("range_first", "range_last"),
        };
        let written = |instant: Option<Timestamp>| instant.map(day).unwrap_or_default();
        self.replace(statement, first, &written(window.start));
        self.replace(statement, last, &written(window.end.map(|end| end.plus(Span::from_seconds(-1)))));
        self.replace(statement, "event", &written(window.event));
        if let Some(WindowLength::Of(t)) = window.t {
            self.replace_length(statement, "t", t);
            self.replace_length(statement, "offset", window.offset);
        }
        self.clear(statement, "namespace");
        self.clear(statement, "namespaces_other");
        for param in statement.params {
            if let Some(value) = selection.params.get(param.name) {
                self.clear(statement, param.name);
                self.clear(statement, &unit_field(param.name));
                self.put_param(statement, param, &value.to_string());
            }
        }
    }

    fn clear(&mut self, statement: &Statement, field: &str) {
        self.fields.remove(&format!("{}.{field}", statement.name));
    }

    fn replace(&mut self, statement: &Statement, field: &str, value: &str) {
        self.clear(statement, field);
        self.put(statement, field, value);
    }

    fn replace_length(&mut self, statement: &Statement, field: &str, length: Span) {
        self.clear(statement, field);
        self.clear(statement, &unit_field(field));
        let text = if length == Span::ZERO { String::from("0d") } else { length.to_string() };
        self.put_length(statement, field, &text);
    }
}
