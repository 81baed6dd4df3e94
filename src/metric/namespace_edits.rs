//! `namespace_edits`: where an account edited.

use std::collections::BTreeMap;

use super::params::Params;
use super::{Anchor, Column, ColumnKind, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Edits by namespace. Revisions whose page is not known are in none.
#[derive(Debug)]
pub struct NamespaceEdits;

static STATEMENT: Statement = Statement {
    name: "namespace_edits",
    aliases: &[],
    version: 1,
    label: "metric-namespace-edits-label",
    question: "metric-namespace-edits-question",
    about: "metric-namespace-edits-about",
    notes: "metric-namespace-edits-notes",
    params: &[],
    columns: &[Column { kind: ColumnKind::Map, ..Column::sum("edits_by_namespace", "metric-namespace-edits-column") }],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for NamespaceEdits {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, _params: &Params, period: &Period) -> Message {
        msg!("metric-namespace-edits-definition", period.words())
    }

    fn answer(&self, _params: &Params, period: &Period, totals: &Totals) -> Message {
        // Who of these people made none cannot be told from edits by namespace.
        msg!("metric-namespace-edits-answer", totals.sum, totals.judged, NamespaceSet::All.words(), period.words())
    }

    fn prepare(&self, _params: &Params) -> Box<dyn Measure> {
        Box::new(Sorting)
    }
}

struct Sorting;

impl Measure for Sorting {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let mut by_namespace = BTreeMap::new();
        for namespace in view.edits(&NamespaceSet::All).filter_map(|edit| edit.namespace) {
            *by_namespace.entry(namespace).or_insert(0) += 1;
        }
        vec![Value::Map(by_namespace)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Value;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn only_namespaces_that_occur_are_there() {
        let person = Person::registered("2025-01-01")
            .edit("2025-01-01T01:00:00Z")
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.namespace = Some(4))
            .edit("2025-01-01T03:00:00Z");
        assert_eq!(ask("namespace_edits").row(&person).values, [Value::Map([(0, 2), (4, 1)].into())]);
    }
}
