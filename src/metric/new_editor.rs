//! `new_editor`: who registered themselves and then edited.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Undefined, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Registered by themselves, with at least n edits in [registration, registration + t).
#[derive(Debug)]
pub struct NewEditor;

static STATEMENT: Statement = Statement {
    name: "new_editor",
    aliases: &[],
    version: 1,
    label: "metric-new-editor-label",
    question: "metric-new-editor-question",
    about: "metric-new-editor-about",
    notes: "metric-new-editor-notes",
    params: &[Param::n("1"), Param::namespaces("all")],
    columns: &[Column::yes_or_no("new_editor", "metric-new-editor-column")],
    anchors: &[Anchor::Registration],
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

/// What `enough` edits make of an account: only somebody who registered themselves is a new editor.
pub(super) fn if_self_created(view: &View<'_>, enough: bool) -> Value {
    match view.timeline.account.self_created {
        Some(by_self) => Value::Bool(by_self && enough),
        None if enough => Value::Undefined(Undefined::NotInSource),
        None => Value::Bool(false),
    }
}

impl Metric for NewEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (n, place) = (params.count("n"), params.namespaces().words());
        msg!("metric-new-editor-definition", n, place, period.words())
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Starting { n, namespaces: params.namespaces() })
    }
}

struct Starting {
    n: usize,
    namespaces: NamespaceSet,
}

impl Measure for Starting {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        vec![if_self_created(view, view.edits(&self.namespaces).nth(self.n - 1).is_some())]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::NotInSource;
    use crate::metric::Value::{Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn a_new_editor_registered_and_edited_by_themselves() {
        let mut person = Person::registered("2025-01-01").edit("2025-01-01T23:59:59Z").edit("2025-01-02");
        let value = |person: &Person, n: &str| ask("new_editor").with("n", n).row(person).values[0].clone();
        // The source does not say who registered the account; too few edits settle it all the same.
        assert_eq!((value(&person, "1"), value(&person, "2")), (Undefined(NotInSource), Bool(false)));
        person.account.self_created = Some(true);
        assert_eq!((value(&person, "1"), value(&person, "2")), (Bool(true), Bool(false)));
        person.account.self_created = Some(false);
        assert_eq!(value(&person, "1"), Bool(false));
        assert!(ask("new_editor").first_edit().try_rows(&person).is_err());
    }
}
