//! `uploads`: how many files an account uploaded.

use super::log::LogKind;
use super::params::Params;
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Totals, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::Span;

/// Files uploaded in the window that were not there before: the log's `upload/upload`. A new version of a file
/// (`overwrite`) and the return to an earlier one (`revert`) are no new files.
#[derive(Debug)]
pub struct Uploads;

static STATEMENT: Statement = Statement {
    name: "uploads",
    aliases: &[],
    version: 1,
    label: "metric-uploads-label",
    question: "metric-uploads-question",
    about: "metric-uploads-about",
    notes: "metric-uploads-notes",
    params: &[],
    columns: &[Column::sum("files_uploaded", "metric-uploads-column")],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::LOG,
    rate: None,
};

impl Metric for Uploads {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, _params: &Params, period: &Period) -> Message {
        msg!("metric-uploads-definition", period.words())
    }

    fn answer(&self, _params: &Params, period: &Period, totals: &Totals) -> Message {
        msg!("metric-uploads-answer", totals.sum, totals.yes, totals.judged, period.words())
    }

    fn sides(&self, _params: &Params) -> [&'static str; 2] {
        ["metric-uploads-yes", "metric-uploads-no"]
    }

    fn prepare(&self, _params: &Params) -> Box<dyn Measure> {
        Box::new(Uploading)
    }
}

struct Uploading;

impl Measure for Uploading {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let log = view.timeline.log_before(view.window.end).iter();
        let uploads = log.filter(|event| event.kind == LogKind::Upload && view.window.contains(event.at()));
        vec![Value::count(uploads.count())]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NotInSource, WindowOpen};
    use crate::metric::Value::{Integer, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn new_files_of_the_window_count() {
        let person = Person::registered("2025-01-01")
            .logged("2024-12-31T23:59:59Z", "upload/upload", "")
            .logged("2025-01-01T00:00:00Z", "upload/upload", "")
            .logged("2025-01-01T23:59:59Z", "upload/upload", "")
            .logged("2025-01-02T00:00:00Z", "upload/upload", "");
        assert_eq!(ask("uploads").row(&person).values, [Integer(2)]);
        assert_eq!(ask("uploads").as_of("2025-01-01T12:00:00Z").row(&person).values, [Undefined(WindowOpen)]);
        let so_far = ask("uploads").activity("2025-01-01", "2025-02-01").as_of("2025-01-01T12:00:00Z");
        assert_eq!(so_far.row(&person).values, [Integer(1)]);
    }

    #[test]
    fn new_versions_blocks_and_other_items_do_not() {
        let person = Person::registered("2025-01-01")
            .logged("2025-01-01T01:00:00Z", "upload/overwrite", "")
            .logged("2025-01-01T02:00:00Z", "upload/revert", "")
            .logged("2025-01-01T03:00:00Z", "block/block", "1 day")
            .logged("2025-01-01T04:00:00Z", "move/move", "");
        assert_eq!(ask("uploads").row(&person).values, [Integer(0)]);
    }

    #[test]
    fn without_a_log_nobody_knows() {
        let mut person = Person::registered("2025-01-01");
        person.log = None;
        assert_eq!(ask("uploads").row(&person).values, [Undefined(NotInSource)]);
    }
}
