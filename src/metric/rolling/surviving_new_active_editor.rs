//! `rolling_surviving_new_active_editor`: who was new and active, and still is active.

use super::{RollingMetric, statement};
use crate::metric::{Column, Statement, Window};

/// Registered by themselves in [T - 2u, T - u), with at least n edits there and at least n in [T - u, T).
pub(in crate::metric) static ROLLING_SURVIVING_NEW_ACTIVE_EDITOR: RollingMetric = RollingMetric {
    statement: &STATEMENT,
    definition: "metric-rolling-surviving-new-active-editor-definition",
    counts: |spans| {
        let window = Window { start: spans.first, end: spans.second };
        spans.self_created_in(window, spans.active_before && spans.active)
    },
};

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
