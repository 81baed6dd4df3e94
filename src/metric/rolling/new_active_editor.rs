//! `rolling_new_active_editor`: who is active and new.

use super::{Rolling, Spans, define, statement};
use crate::metric::params::Params;
use crate::metric::{Column, Measure, Metric, Period, Statement, Window};
use crate::text::Message;

/// Registered by themselves in [T - u, T), with at least n edits there.
#[derive(Debug)]
pub struct RollingNewActiveEditor;

static STATEMENT: Statement = statement(
    "rolling_new_active_editor",
    [
        "metric-rolling-new-active-editor-label",
        "metric-rolling-new-active-editor-question",
        "metric-rolling-new-active-editor-about",
        "metric-rolling-new-active-editor-notes",
    ],
    &[Column::yes_or_no("rolling_new_active_editor", "metric-rolling-new-active-editor-column")],
);

impl Metric for RollingNewActiveEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define("metric-rolling-new-active-editor-definition", params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Rolling::boxed(params, |spans: &Spans<'_>| {
            let window = Window { start: spans.second, end: spans.view.window.end };
            spans.self_created_in(window, spans.active)
        })
    }
}
