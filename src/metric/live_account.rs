//! `live_account`: who opened the editor soon after registering.

use super::params::{Param, Params};
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// A click on "edit" in [registration, registration + t), whether or not an edit came of it. Dumps do not tell of clicks:
/// a list of events does.
#[derive(Debug)]
pub struct LiveAccount;

static STATEMENT: Statement = Statement {
    name: "live_account",
    aliases: &[],
    version: 1,
    label: "metric-live-account-label",
    question: "metric-live-account-question",
    about: "metric-live-account-about",
    notes: "metric-live-account-notes",
    params: &[Param::namespaces("all")],
    columns: &[Column::yes_or_no("live", "metric-live-account-column")],
    anchors: &[Anchor::Registration],
    t: Some(Span::days(1)),
    facts: Facts::CLICKS,
    rate: None,
};

impl Metric for LiveAccount {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-live-account-definition", params.namespaces().words(), period.words())
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let place = params.namespaces().words();
        msg!("metric-live-account-answer", totals.yes, totals.judged, place, period.words())
    }

    fn sides(&self, _params: &Params) -> [&'static str; 2] {
        ["metric-live-account-yes", "metric-live-account-no"]
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Clicking { namespaces: params.namespaces() })
    }
}

struct Clicking {
    namespaces: NamespaceSet,
}

impl Measure for Clicking {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let clicks = view.timeline.clicks.unwrap_or(&[]);
        let live = clicks.iter().any(|click| {
            view.window.contains(click.at()) && self.namespaces.contains(click.namespace, view.timeline.content)
        });
        vec![Value::Bool(live)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NotInSource, WindowOpen};
    use crate::metric::Value::{Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn a_click_counts_from_the_second_of_registration_until_t_later() {
        let value = |at: &str| {
            let person = Person::registered("2025-01-01T00:00:00Z").click(at, Some(0));
            ask("live_account").row(&person).values[0].clone()
        };
        assert_eq!(value("2024-12-31T23:59:59Z"), Bool(false));
        assert_eq!(value("2025-01-01T00:00:00Z"), Bool(true));
        assert_eq!(value("2025-01-01T23:59:59Z"), Bool(true));
        assert_eq!(value("2025-01-02T00:00:00Z"), Bool(false));
    }

    #[test]
    fn only_clicks_on_the_chosen_pages_count_and_edits_do_not() {
        let talk = Person::registered("2025-01-01").click("2025-01-01", Some(1)).edit("2025-01-01");
        let nowhere = Person::registered("2025-01-01").click("2025-01-01", None);
        let articles = ask("live_account").with("namespaces", "0");
        assert_eq!([ask("live_account").row(&talk).values, articles.row(&talk).values], [[Bool(true)], [Bool(false)]]);
        assert_eq!(ask("live_account").row(&nowhere).values, [Bool(true)]);
        assert_eq!(articles.row(&nowhere).values, [Bool(false)]);
    }

    #[test]
    fn a_yes_is_early_and_where_nobody_told_of_clicks_nobody_knows() {
        let open = ask("live_account").as_of("2025-01-01T12:00:00Z");
        let early = open.row(&Person::registered("2025-01-01").click("2025-01-01", None));
        assert_eq!((early.values, early.early), (vec![Bool(true)], true));
        let mut silent = Person::registered("2025-01-01");
        assert_eq!(open.row(&silent).values, [Undefined(WindowOpen)]);
        silent.clicks = None;
        assert_eq!(open.row(&silent).values, [Undefined(NotInSource)]);
        assert_eq!(ask("live_account").row(&silent).values, [Undefined(NotInSource)]);
    }
}
