//! `rolling_recurring_old_active_editor`: who has been active for longer.

use super::{RollingMetric, statement};
use crate::metric::{Column, Statement};

/// Registered before T - 2u, with at least n edits in each of the two spans.
pub(in crate::metric) static ROLLING_RECURRING_OLD_ACTIVE_EDITOR: RollingMetric = RollingMetric {
    statement: &STATEMENT,
    definition: "metric-rolling-recurring-old-active-editor-definition",
    counts: |spans| spans.old(spans.first, spans.active_before && spans.active),
};

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
