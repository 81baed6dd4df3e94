//! The one list of metrics.

use super::Metric;
use super::rolling::{
    active_editor::ROLLING_ACTIVE_EDITOR, new_active_editor::ROLLING_NEW_ACTIVE_EDITOR,
    reactivated_editor::ROLLING_REACTIVATED_EDITOR, recurring_old_active_editor::ROLLING_RECURRING_OLD_ACTIVE_EDITOR,
    surviving_new_active_editor::ROLLING_SURVIVING_NEW_ACTIVE_EDITOR,
};
use super::{
    blocks::Blocks, bytes_added::BytesAdded, days_active::DaysActive, edit_rate::EditRate, edit_sessions::EditSessions,
    edits::Edits, kaplan_meier::KaplanMeier, live_account::LiveAccount, namespace_edits::NamespaceEdits,
    new_editor::NewEditor, newly_registered::NewlyRegistered, pages_created::PagesCreated, pages_edited::PagesEdited,
    productive_edits::ProductiveEdits, retained_editor::RetainedEditor, retention::Retention, revert_rate::RevertRate,
    survival::Survival, surviving_new_editor::SurvivingNewEditor, threshold::Threshold,
    time_to_threshold::TimeToThreshold, uploads::Uploads,
};

/// Every metric, in the order in which pages show them.
static ALL: [&dyn Metric; 26] = [
    &Survival,
    &Retention,
    &Edits,
    &BytesAdded,
    &PagesCreated,
    &PagesEdited,
    &RevertRate,
    &ProductiveEdits,
    &Threshold,
    &TimeToThreshold,
    &EditRate,
    &DaysActive,
    &EditSessions,
    &NamespaceEdits,
    &Uploads,
    &Blocks,
    &LiveAccount,
    &NewlyRegistered,
    &NewEditor,
    &SurvivingNewEditor,
    &RetainedEditor,
    &ROLLING_ACTIVE_EDITOR,
    &ROLLING_NEW_ACTIVE_EDITOR,
    &ROLLING_SURVIVING_NEW_ACTIVE_EDITOR,
    &ROLLING_RECURRING_OLD_ACTIVE_EDITOR,
    &ROLLING_REACTIVATED_EDITOR,
];

/// Every metric, in the order in which pages show them.
#[must_use]
pub fn all() -> &'static [&'static dyn Metric] {
    &ALL
}

/// What curves are drawn from. Each is stated like a metric, but sums up to a curve and has no rows of its own.
static CURVES: [&dyn Metric; 1] = [&KaplanMeier];

/// Every kind of curve.
#[must_use]
pub fn curves() -> &'static [&'static dyn Metric] {
    &CURVES
}

/// The metric of this name or alias.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Metric> {
    all().iter().copied().find(|metric| {
        let statement = metric.statement();
        statement.name == name || statement.aliases.contains(&name)
    })
}

/// The name most like a misspelled one, if one is near.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    let names = all().iter().flat_map(|metric| {
        let statement = metric.statement();
        std::iter::once(statement.name).chain(statement.aliases.iter().copied())
    });
    names
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::collections::BTreeSet;

    use super::*;
    use crate::metric::Frame;
    use crate::metric::selection::Selection;
    use crate::text::{Language, Message};
    use crate::wiki::Timestamp;

    #[test]
    fn names_and_columns_are_unique() {
        let mut names = BTreeSet::new();
        for metric in all() {
            let statement = metric.statement();
            assert!(names.insert(statement.name), "{} stands twice", statement.name);
            for alias in statement.aliases {
                assert!(names.insert(alias), "{alias} stands twice");
            }
            let columns: BTreeSet<_> = statement.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), statement.columns.len(), "{}", statement.name);
        }
    }

    #[test]
    fn every_word_of_a_statement_exists_and_every_default_can_be_read() {
        let language = Language::english();
        for metric in all().iter().chain(curves()) {
            let statement = metric.statement();
            let mut keys = vec![statement.label, statement.question, statement.about, statement.notes];
            keys.extend(statement.columns.iter().map(|column| column.label));
            keys.extend(statement.params.iter().flat_map(|param| [param.label, param.help]));
            for key in keys {
                assert!(language.has(key), "{} needs the message {key}", statement.name);
            }
            for anchor in statement.anchors {
                let mut given = BTreeMap::from([("anchor".to_owned(), anchor.as_str().to_owned())]);
                if *anchor == crate::metric::Anchor::Event {
                    given.insert("event".to_owned(), "2025-01-01".to_owned());
                }
                let selection = Selection::read(statement.name, *metric, &given, &Frame::default()).unwrap();
                let resolved = selection.resolve(Timestamp::FIRST_POSSIBLE, "2026-01-01".parse().unwrap()).unwrap();
                let definition: Message = metric.define(&selection.params, &resolved.period);
                let text = language.text(&definition);
                assert!(!text.contains('⧼') && !text.contains('$') && text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn a_slip_finds_the_right_name() {
        assert_eq!(nearest("surival"), Some("survival"));
        assert_eq!(nearest("revertrate"), Some("revert_rate"));
        assert_eq!(nearest("zzz"), None);
        assert_eq!(nearest("blqc"), None, "as like as 0.8 to blocks, and no more");
        assert_eq!(find("edit_count").map(|metric| metric.statement().name), Some("edits"));
    }
}
