//! `rolling_active_editor`: who is active.

use super::{RollingMetric, statement};
use crate::metric::{Column, Statement, Value};

/// At least n edits in [T - u, T).
pub(in crate::metric) static ROLLING_ACTIVE_EDITOR: RollingMetric = RollingMetric {
    statement: &STATEMENT,
    definition: "metric-rolling-active-editor-definition",
    counts: |spans| Value::Bool(spans.active),
};

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
