//! `pages_created`: how many pages an account began.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// Edits without a parent revision.
#[derive(Debug)]
pub struct PagesCreated;

static STATEMENT: Statement = Statement {
    name: "pages_created",
    aliases: &[],
    version: 1,
    label: "metric-pages-created-label",
    question: "metric-pages-created-question",
    about: "metric-pages-created-about",
    notes: "metric-pages-created-notes",
    params: &[Param::namespaces("0"), Param::exclude_redirects()],
    columns: &[Column::sum("pages_created", "metric-pages-created-column")],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE.and(Facts::CREATION).and(Facts::REDIRECT),
    rate: None,
};

impl Metric for PagesCreated {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (place, when) = (params.namespaces().words(), period.words());
        if params.flag("exclude_redirects") {
            msg!("metric-pages-created-definition-no-redirects", place, when)
        } else {
            msg!("metric-pages-created-definition", place, when)
        }
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (place, when) = (params.namespaces().words(), period.words());
        msg!("metric-pages-created-answer", totals.sum, totals.yes, totals.judged, place, when)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Counting { namespaces: params.namespaces(), redirects: !params.flag("exclude_redirects") })
    }
}

struct Counting {
    namespaces: NamespaceSet,
    redirects: bool,
}

impl Measure for Counting {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let created = view.edits(&self.namespaces).filter(|edit| edit.creates_page);
        vec![Value::count(created.filter(|edit| self.redirects || !edit.redirect).count())]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Value::Integer;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn first_revisions_in_the_window_count() {
        let person = Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.creates_page = true)
            .edit("2025-01-01T02:00:00Z")
            .edit_with("2025-01-01T03:00:00Z", |edit| (edit.creates_page, edit.namespace) = (true, Some(2)))
            .edit_with("2025-01-03T01:00:00Z", |edit| (edit.creates_page, edit.redirect) = (true, true));
        assert_eq!(ask("pages_created").row(&person).values, [Integer(1)]);
        let pages = ask("pages_created").with("exclude_redirects", "true").with("t", "7d");
        assert_eq!(pages.row(&person).values, [Integer(1)]);
        assert_eq!(ask("pages_created").with("t", "7d").with("namespaces", "all").row(&person).values, [Integer(3)]);
    }
}
