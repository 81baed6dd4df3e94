//! `rolling_active_editor`: who is active.

use super::{Rolling, Spans, define, statement};
use crate::metric::params::Params;
use crate::metric::{Column, Measure, Metric, Period, Statement, Value};
use crate::text::Message;

/// At least n edits in [T - u, T).
#[derive(Debug)]
pub struct RollingActiveEditor;

static STATEMENT: Statement = statement(
    "rolling_active_editor",
    [
        "metric-rolling-active-editor-label",
        "metric-rolling-active-editor-question",
        "metric-rolling-active-editor-about",
        "metric-rolling-active-editor-notes",
    ],
    &[Column::yes_or_no("rolling_active_editor", "metric-rolling-active-editor-column")],
);

impl Metric for RollingActiveEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define("metric-rolling-active-editor-definition", params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Rolling::boxed(params, |spans: &Spans<'_>| Value::Bool(spans.active))
    }
}
