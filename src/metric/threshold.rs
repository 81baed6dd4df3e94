//! `threshold`: who made at least so many edits.

use super::params::{COUNT_MAX, Kind, Param, Params};
use super::{
    Anchor, Column, ColumnKind, Combine, Facts, Measure, Metric, Period, Statement, Totals, Undefined, Value, View,
};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// At least n edits in the window, and the hours it took from the anchor to the n-th. The n-th is counted among the
/// chosen namespaces; Wikimetrics ranked over all of them.
#[derive(Debug)]
pub struct Threshold;

static STATEMENT: Statement = Statement {
    name: "threshold",
    aliases: &[],
    version: 1,
    label: "metric-threshold-label",
    question: "metric-threshold-question",
    about: "metric-threshold-about",
    notes: "metric-threshold-notes",
    params: &[
        Param {
            name: "n",
            kind: Kind::Count { min: 1, max: COUNT_MAX },
            default: "1",
            label: "param-n-label",
            help: "param-n-help",
        },
        Param::namespaces("0"),
    ],
    columns: &[
        Column::yes_or_no("threshold", "metric-threshold-column"),
        Column {
            kind: ColumnKind::Number,
            combine: Combine::Min,
            ..Column::yes_or_no("hours_to_threshold", "metric-threshold-column-hours").in_unit("hours")
        },
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for Threshold {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-threshold-definition", params.count("n"), params.namespaces().words(), period.words())
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (n, place, when) = (params.count("n"), params.namespaces().words(), period.words());
        msg!("metric-threshold-answer", totals.yes, totals.judged, n, place, when)
    }

    fn sides(&self, params: &Params) -> [&'static str; 2] {
        let no = if params.count("n") == 1 { "metric-threshold-none" } else { "metric-threshold-no" };
        ["metric-threshold-yes", no]
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Reaching { n, namespaces: params.namespaces() })
    }
}

struct Reaching {
    n: usize,
    namespaces: NamespaceSet,
}

impl Measure for Reaching {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        match view.edits(&self.namespaces).nth(self.n - 1) {
            Some(nth) => {
                #[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
                let hours = nth.at().since(view.anchor) as f64 / 3600.0;
                vec![Value::Bool(true), Value::Number(hours)]
            }
            None => vec![Value::Bool(false), Value::Undefined(Undefined::NotReached)],
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NotReached, WindowOpen};
    use crate::metric::Value::{Bool, Number, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn the_nth_edit_is_counted_among_the_chosen_namespaces() {
        let person = Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.namespace = Some(1))
            .edit("2025-01-01T03:30:00Z");
        assert_eq!(ask("threshold").row(&person).values, [Bool(true), Number(3.5)]);
        let two = ask("threshold").with("n", "2");
        assert_eq!(two.row(&person).values, [Bool(false), Undefined(NotReached)]);
        assert_eq!(two.with("namespaces", "all").row(&person).values, [Bool(true), Number(3.5)]);
    }

    #[test]
    fn a_yes_is_known_early_and_a_no_only_at_the_end() {
        let person = Person::registered("2025-01-01").edit("2025-01-01T03:00:00Z");
        let one = ask("threshold").as_of("2025-01-01T12:00:00Z").row(&person);
        assert_eq!((one.values, one.early), (vec![Bool(true), Number(3.0)], true));
        let two = ask("threshold").with("n", "2").as_of("2025-01-01T12:00:00Z").row(&person);
        assert_eq!((two.values, two.early), (vec![Undefined(WindowOpen); 2], false));
        let over = ask("threshold").with("n", "2").as_of("2025-01-02").row(&person);
        assert_eq!((over.values, over.early), (vec![Bool(false), Undefined(NotReached)], false));
    }
}
