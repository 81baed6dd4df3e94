//! `rolling_reactivated_editor`: who came back.

use super::{Rolling, Spans, define, statement};
use crate::metric::params::Params;
use crate::metric::{Column, Measure, Metric, Period, Statement};
use crate::text::Message;

/// Registered before T - u, with fewer than n edits in [T - 2u, T - u) and at least n in [T - u, T).
#[derive(Debug)]
pub struct RollingReactivatedEditor;

static STATEMENT: Statement = statement(
    "rolling_reactivated_editor",
    [
        "metric-rolling-reactivated-editor-label",
        "metric-rolling-reactivated-editor-question",
        "metric-rolling-reactivated-editor-about",
        "metric-rolling-reactivated-editor-notes",
    ],
    &[Column::yes_or_no("rolling_reactivated_editor", "metric-rolling-reactivated-editor-column")],
);

impl Metric for RollingReactivatedEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define("metric-rolling-reactivated-editor-definition", params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Rolling::boxed(params, |spans: &Spans<'_>| spans.old(spans.second, !spans.active_before && spans.active))
    }
}
