//! `edits`: how many edits an account made.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Edits in the window, and how many of them were marked as minor.
#[derive(Debug)]
pub struct Edits;

static STATEMENT: Statement = Statement {
    name: "edits",
    aliases: &["edit_count"],
    version: 1,
    label: "metric-edits-label",
    question: "metric-edits-question",
    about: "metric-edits-about",
    notes: "metric-edits-notes",
    params: &[Param::namespaces("all")],
    columns: &[
        Column::sum("edits", "metric-edits-column-edits"),
        Column::sum("minor_edits", "metric-edits-column-minor-edits"),
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE.and(Facts::MINOR),
    rate: None,
};

impl Metric for Edits {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-edits-definition", params.namespaces().words(), period.words())
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (place, when) = (params.namespaces().words(), period.words());
        if totals.is_idle() {
            return msg!("answer-no-edit", totals.judged, place, when);
        }
        msg!("metric-edits-answer", totals.who(), totals.sum, place, when)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Counting { namespaces: params.namespaces() })
    }
}

struct Counting {
    namespaces: NamespaceSet,
}

impl Measure for Counting {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let (mut edits, mut minor) = (0, 0);
        for edit in view.edits(&self.namespaces) {
            edits += 1;
            minor += i64::from(edit.minor);
        }
        vec![Value::Integer(edits), Value::Integer(minor)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Value::Integer;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn the_second_of_registration_counts_and_the_second_t_later_does_not() {
        let person = Person::registered("2025-01-01T00:00:00Z")
            .edit("2024-12-31T23:59:59Z")
            .edit("2025-01-01T00:00:00Z")
            .edit_with("2025-01-01T23:59:59Z", |edit| edit.minor = true)
            .edit("2025-01-02T00:00:00Z");
        assert_eq!(ask("edits").row(&person).values, [Integer(2), Integer(1)]);
        assert_eq!(ask("edits").with("offset", "1s").row(&person).values, [Integer(2), Integer(1)]);
    }

    #[test]
    fn only_the_chosen_namespaces_count() {
        let person = Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.namespace = Some(1))
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.namespace = None)
            .edit("2025-01-01T03:00:00Z");
        assert_eq!(ask("edits").row(&person).values[0], Integer(3));
        assert_eq!(ask("edits").with("namespaces", "0").row(&person).values[0], Integer(1));
        assert_eq!(ask("edits").with("namespaces", "0,1").row(&person).values[0], Integer(2));
    }
}
