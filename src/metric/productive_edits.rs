//! `productive_edits`: edits that were not undone.

use super::params::{Kind, Param, Params};
use super::revert::{FARTHEST, Rule};
use super::{Anchor, Clock, Column, Facts, Look, Measure, Metric, Period, Statement, Value, View, Window};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Edits that nobody else undid by an identity revert within the time. What cannot be judged, because it has no checksum
/// or is younger than that time, is in neither count. See [`super::revert`].
#[derive(Debug)]
pub struct ProductiveEdits;

static STATEMENT: Statement = Statement {
    name: "productive_edits",
    aliases: &[],
    version: 1,
    label: "metric-productive-edits-label",
    question: "metric-productive-edits-question",
    about: "metric-productive-edits-about",
    notes: "metric-productive-edits-notes",
    params: &[
        Param {
            name: "within",
            kind: Kind::Length { min: Span::ZERO },
            default: "48h",
            label: "param-within-label",
            help: "param-within-help",
        },
        Param::namespaces("0"),
    ],
    columns: &[
        Column::sum("productive_edits", "metric-productive-edits-column-productive"),
        Column::sum("edits", "metric-productive-edits-column-edits"),
        Column::sum("edits_unjudged", "metric-revert-rate-column-unjudged"),
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE.and(Facts::REVERTS),
    rate: None,
};

impl Metric for ProductiveEdits {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let within = params.length("within").unwrap_or(Span::ZERO).words();
        msg!("metric-productive-edits-definition", params.namespaces().words(), period.words(), within)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let within = params.length("within").unwrap_or(Span::ZERO);
        Box::new(Lasting { within, namespaces: params.namespaces() })
    }
}

struct Lasting {
    within: Span,
    namespaces: NamespaceSet,
}

impl Measure for Lasting {
    fn look(&self, clock: Clock) -> Look {
        let start = clock.anchor.plus(clock.offset);
        let window = Window { start, end: start.plus(clock.t.unwrap_or(Span::ZERO)) };
        Look { window, over_at: window.end.plus(self.within), open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let (mut productive, mut judged, mut unjudged) = (0_i64, 0_i64, 0_i64);
        for edit in view.edits(&self.namespaces) {
            let age = view.as_of.since(edit.at());
            if !edit.has_checksum || age < self.within.seconds() {
                unjudged += 1;
                continue;
            }
            // What happened at or after the end of the data has not happened yet.
            let limit = self.within.seconds().min(age - 1);
            judged += 1;
            productive += i64::from(!edit.reverts.reverted(Rule::Radius(FARTHEST), Some(limit), false));
        }
        vec![Value::Integer(productive), Value::Integer(judged), Value::Integer(unjudged)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::WindowOpen;
    use crate::metric::Value::{Integer, Undefined};
    use crate::metric::revert::{Revert, Reverts};
    use crate::metric::testing::{Person, ask};

    fn undone(seconds: i64, by_self: bool) -> Reverts {
        Reverts::new(vec![Revert { look_ahead: 1, look_back: 1, by_self, nearest: true, seconds }])
    }

    fn person() -> Person {
        Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.reverts = undone(48 * 3600, false))
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.reverts = undone(48 * 3600 + 1, false))
            .edit_with("2025-01-01T03:00:00Z", |edit| edit.reverts = undone(60, true))
            .edit_with("2025-01-01T04:00:00Z", |edit| edit.has_checksum = false)
    }

    #[test]
    fn what_others_undo_in_time_is_not_productive() {
        assert_eq!(ask("productive_edits").row(&person()).values, [Integer(2), Integer(3), Integer(1)]);
    }

    #[test]
    fn what_is_too_young_is_in_neither_count() {
        let fixed = ask("productive_edits").activity("2025-01-01", "2025-01-02").as_of("2025-01-03T02:30:00Z");
        assert_eq!(fixed.row(&person()).values, [Integer(1), Integer(2), Integer(2)]);
        let open = ask("productive_edits").as_of("2025-01-03T23:59:59Z").row(&person());
        assert_eq!(open.values[0], Undefined(WindowOpen));
        assert_eq!(ask("productive_edits").as_of("2025-01-04").row(&person()).values[0], Integer(2));
    }
}
