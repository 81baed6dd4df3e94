//! `rolling_surviving_new_active_editor`: who was new and active, and still is active.

use super::{Rolling, Spans, define, statement};
use crate::metric::params::Params;
use crate::metric::{Column, Measure, Metric, Period, Statement, Window};
use crate::text::Message;

/// Registered by themselves in [T - 2u, T - u), with at least n edits there and at least n in [T - u, T).
#[derive(Debug)]
pub struct RollingSurvivingNewActiveEditor;

static STATEMENT: Statement = statement(
    "rolling_surviving_new_active_editor",
    [
        "metric-rolling-surviving-new-active-editor-label",
        "metric-rolling-surviving-new-active-editor-question",
        "metric-rolling-surviving-new-active-editor-about",
        "metric-rolling-surviving-new-active-editor-notes",
    ],
    &[Column::yes_or_no("rolling_surviving_new_active_editor", "metric-rolling-surviving-new-active-editor-column")],
);

impl Metric for RollingSurvivingNewActiveEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define("metric-rolling-surviving-new-active-editor-definition", params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Rolling::boxed(params, |spans: &Spans<'_>| {
            let window = Window { start: spans.first, end: spans.second };
            spans.self_created_in(window, spans.active_before && spans.active)
        })
    }
}
