//! `retained_editor`: who edited this month and the month before.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Look, Measure, Metric, Period, Statement, Value, View, Window};
use crate::msg;
use crate::text::Message;
use crate::wiki::{Calendar, NamespaceSet, Span, Timestamp};

/// At least n edits in the calendar month that holds the last second before T, as far as it lies before T, and at least n
/// in the month before. T is the end of the dates, or of a slice; months are those of the request's zone.
///
/// Source: the Wikimedia Foundation's definition of retained editors, 2026.
#[derive(Debug)]
pub struct RetainedEditor;

static STATEMENT: Statement = Statement {
    name: "retained_editor",
    aliases: &[],
    version: 1,
    label: "metric-retained-editor-label",
    question: "metric-retained-editor-question",
    about: "metric-retained-editor-about",
    notes: "metric-retained-editor-notes",
    params: &[Param::n("1"), Param::exclude_bots("true"), Param::namespaces("all")],
    columns: &[Column::yes_or_no("retained_editor", "metric-retained-editor-column")],
    anchors: &[Anchor::Activity],
    t: None,
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for RetainedEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (n, place) = (params.count("n"), params.namespaces().words());
        match period {
            Period::Fixed { window, .. } => {
                msg!("metric-retained-editor-definition-day", n, place, window.end.last_day())
            }
            Period::Clock { .. } => msg!("metric-retained-editor-definition", n, place),
        }
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Retaining { n, namespaces: params.namespaces() })
    }
}

struct Retaining {
    n: usize,
    namespaces: NamespaceSet,
}

impl Measure for Retaining {
    fn look_fixed(&self, window: Window, _asked_end: Timestamp) -> Look {
        // Two months and a day of a zone reach back far enough.
        let start = window.end.plus(Span::days(-64));
        Look { window: Window { start, end: window.end }, over_at: window.end, open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let second = Span::from_seconds(-1);
        let end = view.window.end;
        let this = view.zone.begin(Calendar::Month, end.plus(second));
        let before = view.zone.begin(Calendar::Month, this.plus(second));
        let enough = |start, end| {
            let month = View { window: Window { start, end }, ..*view };
            month.edits(&self.namespaces).nth(self.n - 1).is_some()
        };
        vec![Value::Bool(enough(this, end) && enough(before, this))]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::SliceBy;
    use crate::metric::Value::Bool;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn the_month_of_the_last_second_and_the_one_before_both_count() {
        let value = |end: &str, edits: &[&str]| {
            let person = edits.iter().fold(Person::registered("2024-01-01"), |person, at| person.edit(at));
            ask("retained_editor").activity("2024-06-01", end).row(&person).values[0].clone()
        };
        assert_eq!(value("2025-03-01", &["2025-01-01", "2025-02-28T23:59:59Z"]), Bool(true));
        assert_eq!(value("2025-03-01", &["2024-12-31T23:59:59Z", "2025-02-01"]), Bool(false));
        assert_eq!(value("2025-03-01", &["2025-01-31", "2025-03-01"]), Bool(false));
        // In the middle of a month only its days before T are there.
        assert_eq!(value("2025-03-15", &["2025-02-28", "2025-03-14T23:59:59Z"]), Bool(true));
        assert_eq!(value("2025-03-15", &["2025-02-28", "2025-03-15"]), Bool(false));
    }

    #[test]
    fn months_are_those_of_the_zone() {
        let person = Person::registered("2024-01-01").edit("2025-01-31T23:30:00Z").edit("2025-02-28T12:00:00Z");
        let ask = ask("retained_editor").activity("2025-02-01", "2025-03-01");
        assert_eq!(ask.row(&person).values, [Bool(true)]);
        // In Madrid the first edit is of February, too.
        let madrid = ask.sliced("year", SliceBy::Time, "Europe/Madrid").rows(&person);
        assert_eq!(madrid.whole.values, [Bool(false)]);
    }
}
