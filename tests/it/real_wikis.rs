//! Real wikis, from dump to numbers: every registered contributor has the expected ones.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Program, shared};

struct RealWiki {
    /// Name of the expected files.
    name: &'static str,
    wiki: &'static str,
    dump: &'static str,
    /// Reverted edits of registered accounts, by anyone and by others.
    reverted: (u64, u64),
}

const WIKIS: [RealWiki; 3] = [
    RealWiki {
        name: "eslagunanegra",
        wiki: "eslagunanegra",
        dump: "eslagunanegra-2017-pages_full-0.6.xml.bz2",
        reverted: (85, 10),
    },
    RealWiki {
        name: "enwiki-head",
        wiki: "enwiki",
        dump: "enwiki-20180220-stub-meta-history.head.xml.gz",
        reverted: (3_134, 3_005),
    },
    RealWiki {
        name: "elwikivoyage",
        wiki: "elwikivoyage",
        dump: "elwikivoyage-stub-history-sample-0.11.xml.gz",
        reverted: (23, 21),
    },
];

/// Expected numbers by account, in the order of [`COLUMNS`].
type Expected = BTreeMap<u64, Vec<i64>>;

/// Columns of the expected files, and where a result has them.
const COLUMNS: [(&str, &str, &str); 10] = [
    ("edits", "edits", "edits"),
    ("minor", "edits", "minor_edits"),
    ("pages_created", "pages_created", "pages_created"),
    ("net", "bytes_added", "bytes_added_net"),
    ("pos", "bytes_added", "bytes_added_positive"),
    ("neg", "bytes_added", "bytes_added_negative"),
    ("absolute", "bytes_added", "bytes_added_absolute"),
    ("bytes_unknown", "bytes_added", "edits_unmeasured"),
    ("reverted", "revert_rate", "reverted_edits"),
    ("reverted48h", "quick", "reverted_edits"),
];

/// Accounts only: addresses and names without a number are none. Two rows of one number are one account.
fn expected(table: &str) -> Expected {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let mut accounts = Expected::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(id) = cells[place("user_id")].parse().ok().filter(|id| *id > 0) else { continue };
        let sums = accounts.entry(id).or_insert_with(|| vec![0; COLUMNS.len()]);
        for (sum, (column, ..)) in sums.iter_mut().zip(COLUMNS) {
            *sum += cells[place(column)].parse::<i64>().unwrap();
        }
    }
    accounts
}

/// The same columns of a result.
fn measured(document: &Value) -> Expected {
    let mut accounts = Expected::new();
    for (number, (_, label, column)) in COLUMNS.iter().enumerate() {
        let metric = document["metrics"].as_array().unwrap().iter().find(|metric| metric["label"] == *label).unwrap();
        let columns = metric["columns"].as_array().unwrap();
        let place = columns.iter().position(|one| one["name"] == *column).unwrap();
        for row in metric["rows"].as_array().unwrap() {
            let id = row["user_id"].as_u64().unwrap();
            let value = row["values"][place].as_i64();
            assert!(value.is_some(), "{label}.{column} of {id}: {row}");
            let value = value.unwrap();
            accounts.entry(id).or_insert_with(|| vec![0; COLUMNS.len()])[number] = value;
        }
    }
    accounts
}

fn sum(document: &Value, label: &str) -> u64 {
    let metric = document["metrics"].as_array().unwrap().iter().find(|metric| metric["label"] == label).unwrap();
    metric["aggregates"][0]["columns"]["reverted_edits"]["sum"].as_u64().unwrap()
}

#[test]
fn every_registered_contributor_has_the_expected_numbers() {
    for wiki in WIKIS {
        let (Some(dump), Some(table)) = (shared(wiki.dump), shared(&format!("expected/{}.users.tsv", wiki.name)))
        else {
            continue;
        };
        let program = Program::new();
        program.ok(&["import", "xml", dump.to_str().unwrap(), "--wiki", wiki.wiki]);
        let expected = expected(&std::fs::read_to_string(table).unwrap());
        let list = program.folder().join("ids.txt");
        let ids: Vec<String> = expected.keys().map(|id| format!("#{id}")).collect();
        std::fs::write(&list, ids.join("\n")).unwrap();
        let query = [
            "query",
            "--wiki",
            wiki.wiki,
            "--users",
            list.to_str().unwrap(),
            "--anchor",
            "activity",
            "--metric",
            "edits",
            "--metric",
            "bytes_added",
            "--metric",
            "pages_created",
            "--metric",
            "revert_rate",
            "--metric",
            "quick=revert_rate",
            "--metric",
            "others=revert_rate",
            "--param",
            "namespaces=all",
            "--param",
            "revert_rate.by=anyone",
            "--param",
            "quick.by=anyone",
            "--param",
            "quick.within=48h",
        ];
        let document: Value = serde_json::from_str(&program.ok(&query)).unwrap();
        let measured = measured(&document);
        for (id, numbers) in &expected {
            assert_eq!(&measured[id], numbers, "{} account {id}", wiki.name);
        }
        assert_eq!(measured.len(), expected.len());
        assert_eq!((sum(&document, "revert_rate"), sum(&document, "others")), wiki.reverted, "{}", wiki.name);
    }
}

#[test]
fn the_same_request_twice_gives_the_same_bytes_but_for_id_and_time() {
    let Some(dump) = shared(WIKIS[2].dump) else { return };
    let program = Program::new();
    program.ok(&["import", "xml", dump.to_str().unwrap(), "--wiki", "elwikivoyage"]);
    let ask = || {
        let text =
            program.ok(&["query", "--all", "--metric", "edits", "--metric", "survival", "--anchor", "first_edit"]);
        let kept = |line: &&str| !line.contains("\"id\": ") && !line.contains("\"computed_at\": ");
        text.lines().filter(kept).map(str::to_owned).collect::<Vec<_>>()
    };
    let first = ask();
    assert!(first.len() > 40);
    assert_eq!(first, ask());
}
