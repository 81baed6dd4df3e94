//! `rolling_recurring_old_active_editor`: who has been active for longer.

use super::{Rolling, Spans, define, statement};
use crate::metric::params::Params;
use crate::metric::{Column, Measure, Metric, Period, Statement};
use crate::text::Message;

/// Registered before T - 2u, with at least n edits in each of the two spans.
#[derive(Debug)]
pub struct RollingRecurringOldActiveEditor;

static STATEMENT: Statement = statement(
    "rolling_recurring_old_active_editor",
    [
        "metric-rolling-recurring-old-active-editor-label",
        "metric-rolling-recurring-old-active-editor-question",
        "metric-rolling-recurring-old-active-editor-about",
        "metric-rolling-recurring-old-active-editor-notes",
    ],
    &[Column::yes_or_no("rolling_recurring_old_active_editor", "metric-rolling-recurring-old-active-editor-column")],
);

impl Metric for RollingRecurringOldActiveEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define("metric-rolling-recurring-old-active-editor-definition", params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Rolling::boxed(params, |spans: &Spans<'_>| spans.old(spans.first, spans.active_before && spans.active))
    }
}
