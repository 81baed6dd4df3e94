//! `rolling_reactivated_editor`: who came back.

use super::{RollingMetric, statement};
use crate::metric::{Column, Statement};

/// Registered before T - u, with fewer than n edits in [T - 2u, T - u) and at least n in [T - u, T).
pub(in crate::metric) static ROLLING_REACTIVATED_EDITOR: RollingMetric = RollingMetric {
    statement: &STATEMENT,
    definition: "metric-rolling-reactivated-editor-definition",
    counts: |spans| spans.old(spans.second, !spans.active_before && spans.active),
};

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
