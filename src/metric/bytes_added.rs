//! `bytes_added`: how much text an account added and took away.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Differences in length to the parent revision. An edit whose length or parent is not known counts as an edit and is
/// left out of the sums.
#[derive(Debug)]
pub struct BytesAdded;

static STATEMENT: Statement = Statement {
    name: "bytes_added",
    aliases: &[],
    version: 1,
    label: "metric-bytes-added-label",
    question: "metric-bytes-added-question",
    about: "metric-bytes-added-about",
    notes: "metric-bytes-added-notes",
    params: &[Param::namespaces("0")],
    columns: &[
        Column::sum("bytes_added_net", "metric-bytes-added-column-net").in_unit("bytes"),
        Column::sum("bytes_added_absolute", "metric-bytes-added-column-absolute").in_unit("bytes"),
        Column::sum("bytes_added_positive", "metric-bytes-added-column-positive").in_unit("bytes"),
        Column::sum("bytes_added_negative", "metric-bytes-added-column-negative").in_unit("bytes"),
        Column::sum("edits", "metric-edits-column-edits"),
        Column::sum("edits_unmeasured", "metric-bytes-added-column-unmeasured"),
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE.and(Facts::BYTES),
    rate: None,
};

impl Metric for BytesAdded {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-bytes-added-definition", params.namespaces().words(), period.words())
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (place, when) = (params.namespaces().words(), period.words());
        if totals.is_idle() {
            return msg!("answer-no-edit", totals.judged, place, when);
        }
        if totals.sum < 0 {
            return msg!("metric-bytes-added-answer-less", totals.who(), totals.sum.unsigned_abs(), place, when);
        }
        msg!("metric-bytes-added-answer", totals.who(), totals.sum, place, when)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Summing { namespaces: params.namespaces() })
    }
}

struct Summing {
    namespaces: NamespaceSet,
}

impl Measure for Summing {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let (mut positive, mut negative, mut edits, mut unmeasured) = (0, 0, 0, 0);
        for edit in view.edits(&self.namespaces) {
            edits += 1;
            match edit.bytes_diff {
                Some(more) if more > 0 => positive += more,
                Some(less) => negative += less,
                None => unmeasured += 1,
            }
        }
        [positive + negative, positive - negative, positive, negative, edits, unmeasured]
            .into_iter()
            .map(Value::Integer)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Value::Integer;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn what_was_taken_away_is_negative_and_what_is_not_known_is_left_out() {
        let person = Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.bytes_diff = Some(100))
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.bytes_diff = Some(-30))
            .edit_with("2025-01-01T03:00:00Z", |edit| edit.bytes_diff = None)
            .edit_with("2025-01-01T04:00:00Z", |edit| edit.bytes_diff = Some(0));
        let expected = [70, 130, 100, -30, 4, 1].map(Integer);
        assert_eq!(ask("bytes_added").row(&person).values, expected);
    }
}
