//! What the form of questions opens with, where that is more than the defaults of a metric's statement. The page of
//! metrics says the same.

use crate::metric::{Anchor, Statement};

/// What a metric is set to when the form is opened, besides the defaults of its statement.
pub(super) struct Preset {
    metric: &'static str,
    /// What its time is relative to.
    pub(super) anchor: Anchor,
    settings: &'static [(&'static str, &'static str)],
}

/// The questions that a report begins with. They are chosen when the form is opened.
const PRESETS: [Preset; 5] = [
    Preset { metric: "survival", anchor: Anchor::FirstEdit, settings: &[("t", "30d"), ("sunset", "30d")] },
    Preset { metric: "edits", anchor: Anchor::Activity, settings: &[] },
    Preset { metric: "bytes_added", anchor: Anchor::Activity, settings: &[] },
    Preset { metric: "pages_created", anchor: Anchor::Activity, settings: &[] },
    Preset { metric: "revert_rate", anchor: Anchor::Activity, settings: &[("within", "48h")] },
];

impl Preset {
    /// That of a metric, if it is among the questions that a report begins with.
    pub(super) fn of(statement: &Statement) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.metric == statement.name)
    }

    /// What a setting is set to.
    pub(super) fn value(&self, setting: &str) -> Option<&'static str> {
        self.settings.iter().find(|(name, _)| *name == setting).map(|(_, value)| *value)
    }
}
