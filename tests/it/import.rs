//! Imports the shared dumps and compares what stands in the warehouse with what is known of them.

mod expected;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use usermetrics::import::{ImportError, Imported, Memory, Report, Settings, xml};
use usermetrics::metric::revert::Rule;
use usermetrics::wiki::{Timestamp, WikiName};

use expected::Sums;
use table::{Row, read_edits};

/// Where the shared dumps are; `None`, said on standard error, where they are not.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("USERMETRICS_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    crate::program::skip(&format!("no shared dumps in {}", folder.display()));
    None
}

/// A job over `histories` into a warehouse in `folder`.
fn job(folder: &Path, histories: &[PathBuf]) -> xml::XmlImport {
    xml::XmlImport {
        histories: histories.to_vec(),
        logging: None,
        users: None,
        settings: Settings {
            warehouse: folder.to_owned(),
            wiki: WikiName::new("testwiki").unwrap(),
            as_of: None,
            strict: false,
            memory: Memory::default(),
        },
    }
}

fn import(folder: &Path, file: &Path) -> Result<Imported, ImportError> {
    xml::import(job(folder, &[file.to_owned()]), Timestamp::from_unix(1_700_000_000), &mut ())
}

/// Imports a shared dump and hands its edits and its report to `check`.
fn with_edits(name: &str, check: impl Fn(&Path, &[Row], &Report)) {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let imported = import(folder.path(), &shared.join(name)).unwrap();
    let rows = read_edits(&imported.snapshot.dir);
    assert_eq!(rows.len() as u64, imported.report.stored.edits);
    check(&shared.join("expected"), &rows, &imported.report);
}

/// Revisions that are reverted within radius 15, by anyone and by others, over all rows.
fn reverted(rows: &[Row], rule: Rule) -> (usize, usize) {
    let count = |anyone| rows.iter().filter(|row| row.reverts.reverted(rule, None, anyone)).count();
    (count(true), count(false))
}

fn equals_expected(name: &str, dump: &str, totals: (usize, usize)) {
    with_edits(dump, |expected, rows, _| {
        let file = expected.join(format!("{name}.users.tsv"));
        let (wanted, found) = (expected::sums_by_contributor(&file), sums_by_contributor(rows));
        for (who, sums) in &wanted {
            assert_eq!(found.get(who), Some(sums), "{who:?} of {name}");
        }
        assert_eq!(wanted.len(), found.len(), "contributors of {name}");
        assert_eq!(reverted(rows, Rule::Radius(15)), totals, "reverted revisions of {name}");
        let wanted = expected::reverted_ids(&expected.join(format!("{name}.reverts.tsv")));
        let mut found: Vec<i64> = rows
            .iter()
            .filter(|row| row.reverts.reverted(Rule::Radius(15), None, true))
            .map(|row| row.rev_id)
            .collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "ids of reverted revisions of {name}");
    });
}

fn sums_by_contributor(rows: &[Row]) -> BTreeMap<(i64, String), Sums> {
    let mut sums: BTreeMap<(i64, String), Sums> = BTreeMap::new();
    for row in rows {
        sums.entry((row.user_id, row.user_text.clone())).or_default().add(row);
    }
    sums
}

#[test]
fn the_first_pages_of_english_wikipedia_are_as_expected() {
    equals_expected("enwiki-head", "enwiki-20180220-stub-meta-history.head.xml.gz", (4642, 4477));
    with_edits("enwiki-20180220-stub-meta-history.head.xml.gz", |_, rows, report| {
        assert_eq!(reverted(rows, Rule::Pair { look_back: 15, look_ahead: 15 }).0, 4801);
        assert_eq!((report.hidden.users, report.hidden.comments, report.hidden.texts), (6, 8, 9));
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
