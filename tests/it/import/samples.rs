//! The shared dumps: what stands in the warehouse is what is known of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use usermetrics::import::{Report, Trouble};
use usermetrics::metric::revert::Rule;

use super::expected::{self, Sums};
use super::table::{Row, batches, read_edits};
use super::workshop::Workshop;
use crate::program::shared;

/// Imports a shared dump and hands its edits and its report to `check`.
fn with_dump(name: &str, check: impl Fn(&[Row], &Report)) {
    let Some(dump) = shared(name) else { return };
    let mut workshop = Workshop::new();
    workshop.job.histories.push(dump);
    let imported = workshop.import();
    let rows = read_edits(&imported.snapshot.dir);
    assert_eq!(rows.len() as u64, imported.report.stored.edits);
    check(&rows, &imported.report);
}

/// Reverted revisions by anyone and by others, over all rows.
fn reverted(rows: &[Row], rule: Rule) -> (usize, usize) {
    let count = |anyone| rows.iter().filter(|row| row.reverts.reverted(rule, None, anyone)).count();
    (count(true), count(false))
}

fn equals_expected(name: &str, dump: &str, totals: (usize, usize)) {
    let files: Option<Vec<PathBuf>> =
        ["users", "reverts"].iter().map(|table| shared(&format!("expected/{name}.{table}.tsv"))).collect();
    let Some(files) = files else { return };
    with_dump(dump, |rows, report| {
        let wanted = expected::sums_by_contributor(&files[0]);
        let mut found: BTreeMap<(i64, String), Sums> = BTreeMap::new();
        for row in rows {
            found.entry((row.user_id, row.user_text.clone())).or_default().add(row);
        }
        for (who, sums) in &wanted {
            assert_eq!(found.get(who), Some(sums), "{who:?} of {name}");
        }
        assert_eq!(wanted.len(), found.len(), "contributors of {name}");
        assert_eq!(reverted(rows, Rule::Radius(15)), totals, "reverted revisions of {name}");
        assert_eq!(report.stored.reverted_edits, totals.1 as u64);
        let undone = rows.iter().filter(|row| row.reverts.reverted(Rule::Radius(15), None, true));
        let mut found: Vec<i64> = undone.map(|row| row.rev_id).collect();
        found.sort_unstable();
        assert_eq!(found, expected::reverted_ids(&files[1]), "ids of reverted revisions of {name}");
    });
}

#[test]
fn the_first_pages_of_english_wikipedia_are_as_expected() {
    let dump = "enwiki-20180220-stub-meta-history.head.xml.gz";
    equals_expected("enwiki-head", dump, (4642, 4477));
    with_dump(dump, |rows, report| {
        assert_eq!(reverted(rows, Rule::Pair { look_back: 15, look_ahead: 15 }).0, 4801);
        assert_eq!((report.hidden.users, report.hidden.comments, report.hidden.texts), (6, 8, 9));
        let hidden: Vec<&Row> = rows.iter().filter(|row| row.deleted_parts.is_some()).collect();
        assert!(hidden.iter().filter(|row| row.user_text.is_empty()).all(|row| row.user_id == 0));
        let texts =
            hidden.iter().filter(|row| row.deleted_parts.as_deref().is_some_and(|parts| parts.contains("text")));
        assert!(texts.clone().all(|row| row.bytes.is_none() && !row.has_sha1) && texts.count() == 9);
    });
}

#[test]
fn a_whole_wiki_without_parents_and_checksums_is_as_expected() {
    equals_expected("eslagunanegra", "eslagunanegra-2017-pages_full-0.6.xml.bz2", (116, 24));
}

#[test]
fn a_stub_of_the_newest_format_is_as_expected() {
    equals_expected("elwikivoyage", "elwikivoyage-stub-history-sample-0.11.xml.gz", (24, 22));
}

#[test]
fn hidden_parts_of_full_texts_are_counted() {
    with_dump("simplewiki-fulltext-0.11-suppressed.xml", |rows, report| {
        assert_eq!((report.hidden.users, report.hidden.comments, report.hidden.texts), (4, 3, 4));
        assert_eq!(rows.iter().filter(|row| !row.has_sha1 && row.bytes.is_none()).count(), 4);
        let nobody = rows.iter().filter(|row| row.user_id == 0 && row.user_text.is_empty());
        assert_eq!(nobody.count(), 4, "an edit by a hidden contributor is no account's");
        assert!(report.troubles.keys().eq([&Trouble::OtherWiki]), "{:?}", report.troubles);
    });
}

#[test]
fn checksums_of_several_slots_are_not_those_of_the_text() {
    with_dump("commonswiki-fulltext-0.11-suppressed.xml.gz", |rows, report| {
        assert_eq!((rows.len(), report.hidden.users), (59, 21));
        assert!(report.troubles.keys().eq([&Trouble::OtherWiki]), "{:?}", report.troubles);
        assert!(rows.iter().all(|row| row.has_sha1 && row.bytes.is_some()));
    });
}

#[test]
fn a_checksum_that_contradicts_the_text_is_counted_and_named() {
    let name = "enwiki-one-page-fulltext.xml";
    with_dump(name, |_, report| {
        for kind in [Trouble::ChecksumMismatch, Trouble::LengthMismatch] {
            assert_eq!(report.count(kind), 1);
            let example = &report.troubles[&kind].first[0];
            assert_eq!(
                (example.item.as_str(), example.page.as_deref()),
                ("revision 233192", Some("10 AccessibleComputing"))
            );
        }
    });
    let Some(dump) = shared(name) else { return };
    let mut workshop = Workshop::new();
    workshop.job.histories.push(dump);
    workshop.job.settings.wiki = "enwiki".parse().unwrap();
    workshop.job.settings.strict = true;
    let why = workshop.refusal();
    assert!(why.contains(name) && why.contains("byte") && why.contains("AccessibleComputing"), "{why}");
}

#[test]
fn imported_names_are_no_accounts() {
    with_dump("wikidatawiki-stub-articles-sample-0.10.xml.gz", |rows, report| {
        assert_eq!((rows.len(), report.stored.edits_without_account, report.stored.accounts), (23, 22, 1));
    });
}

#[test]
fn a_log_without_creations_is_kept_and_promises_nothing_about_accounts() {
    let (Some(dump), Some(log)) =
        (shared("simplewiki-fulltext-0.11-suppressed.xml"), shared("simplewiki-2012-pages-logging-head.xml.gz"))
    else {
        return;
    };
    let mut workshop = Workshop::new();
    workshop.job.histories.push(dump);
    workshop.job.logging = Some(log);
    let imported = workshop.import();
    assert_eq!(imported.report.stored.log_items, 384);
    let knows = imported.snapshot.manifest.knows;
    assert!(knows.log && !knows.all_accounts && !knows.registrations && !knows.self_created && !knows.groups);
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for batch in batches(&imported.snapshot.dir.join("log.parquet")) {
        for row in 0..batch.num_rows() {
            let text = |column| super::table::text(&batch, column, row).unwrap();
            *types.entry(format!("{}/{}", text("log_type"), text("log_action"))).or_default() += 1;
        }
    }
    assert_eq!((types["block/block"], types["block/unblock"], types["upload/upload"]), (26, 13, 36));
}
