//! `rolling_new_active_editor`: who is active and new.

use super::{RollingMetric, statement};
use crate::metric::{Column, Statement, Window};

/// Registered by themselves in [T - u, T), with at least n edits there.
pub(in crate::metric) static ROLLING_NEW_ACTIVE_EDITOR: RollingMetric = RollingMetric {
    statement: &STATEMENT,
    definition: "metric-rolling-new-active-editor-definition",
    counts: |spans| {
        let window = Window { start: spans.second, end: spans.view.window.end };
        spans.self_created_in(window, spans.active)
    },
};

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
