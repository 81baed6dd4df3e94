//! `pages_edited`: how many pages an account worked on.

use std::collections::HashSet;

use super::params::{Param, Params};
use super::{Anchor, Column, Combine, Counted, Facts, Measure, Metric, Period, Statement, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Distinct pages with an edit in the window. A revision without a page is on no page.
#[derive(Debug)]
pub struct PagesEdited;

static STATEMENT: Statement = Statement {
    name: "pages_edited",
    aliases: &[],
    version: 1,
    label: "metric-pages-edited-label",
    question: "metric-pages-edited-question",
    about: "metric-pages-edited-about",
    notes: "metric-pages-edited-notes",
    params: &[Param::namespaces("0"), Param::exclude_redirects()],
    columns: &[Column { combine: Combine::Distinct, ..Column::sum("pages_edited", "metric-pages-edited-column") }],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE.and(Facts::PAGE).and(Facts::REDIRECT),
    rate: None,
};

impl Metric for PagesEdited {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (place, when) = (params.namespaces().words(), period.words());
        if params.flag("exclude_redirects") {
            msg!("metric-pages-edited-definition-no-redirects", place, when)
        } else {
            msg!("metric-pages-edited-definition", place, when)
        }
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Distinct { namespaces: params.namespaces(), redirects: !params.flag("exclude_redirects") })
    }
}

struct Distinct {
    namespaces: NamespaceSet,
    redirects: bool,
}

impl Distinct {
    fn pages(&self, view: &View<'_>) -> HashSet<u64> {
        let edits = view.edits(&self.namespaces).filter(|edit| self.redirects || !edit.redirect);
        edits.filter_map(|edit| edit.page_id).collect()
    }
}

impl Measure for Distinct {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        vec![Value::count(self.pages(view).len())]
    }

    fn counted(&self, view: &View<'_>) -> Counted {
        Counted::Pages(self.pages(view).into_iter().map(|page| (0, page)).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Value::Integer;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn a_page_counts_once_and_an_unknown_page_not_at_all() {
        let person = Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.page_id = Some(7))
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.page_id = Some(7))
            .edit_with("2025-01-01T03:00:00Z", |edit| (edit.page_id, edit.redirect) = (Some(8), true))
            .edit_with("2025-01-01T04:00:00Z", |edit| (edit.page_id, edit.namespace) = (None, None))
            .edit_with("2025-01-02T00:00:00Z", |edit| edit.page_id = Some(9));
        assert_eq!(ask("pages_edited").row(&person).values, [Integer(2)]);
        assert_eq!(ask("pages_edited").with("exclude_redirects", "true").row(&person).values, [Integer(1)]);
        assert_eq!(ask("pages_edited").with("namespaces", "all").with("t", "2d").row(&person).values, [Integer(3)]);
    }
}
