//! Lists of events beside a snapshot: what is taken, what is left out, and that nothing is ever half there.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::workshop::{export, page, revision};
use crate::program::Program;

/// A wiki whose five people registered on 1 January 2010 and whose data end a second after 20 January.
fn wiki(program: &Program) -> String {
    let text = "<text id=\"1\" bytes=\"5\" />";
    let edits: String = (1..=5).map(|id| revision(id, "2010-01-20T23:59:59Z", id, text)).collect();
    let users = ["1", "2", "3", "4", "5"]
        .map(|id| {
            [
                id,
                "	User ",
                id,
                "	20100101000000
",
            ]
            .concat()
        })
        .concat();
    let (stub, table) = (program.folder().join("stub.xml"), program.folder().join("users.tsv"));
    std::fs::write(&stub, export("0.10", &page(1, &edits))).unwrap();
    std::fs::write(&table, users).unwrap();
    let import = ["import", "xml", stub.to_str().unwrap(), "--users", table.to_str().unwrap(), "--wiki", "testwiki"];
    program.ok(&import).trim().to_owned()
}

fn list(program: &Program, lines: &str) -> String {
    let path = program.folder().join("events.tsv");
    std::fs::write(&path, lines).unwrap();
    path.to_str().unwrap().to_owned()
}

fn import(program: &Program, lines: &str) -> String {
    let list = list(program, lines);
    program.ok(&["import", "events", &list, "--wiki", "testwiki"]).trim().to_owned()
}

/// Whether the five were live: `null` with its reason.
fn live(program: &Program, more: &[&str]) -> Vec<Value> {
    let query = ["query", "--wiki", "testwiki", "--all", "--metric", "live_account"];
    let document: Value = serde_json::from_str(&program.ok(&[&query, more].concat())).unwrap();
    let rows = document["metrics"][0]["rows"].as_array().unwrap().iter();
    rows.map(|row| if row["values"][0].is_null() { &row["undefined"]["live"] } else { &row["values"][0] }.clone())
        .collect()
}

/// Every file below the warehouse, hidden ones too.
fn files(program: &Program) -> usize {
    fn count(folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { 1 + count(&path) } else { 1 }).sum()
    }
    count(&program.data().join("warehouse"))
}

#[test]
fn clicks_answer_for_the_snapshot_that_has_them_and_the_other_files_stay() {
    let program = Program::new();
    let before = wiki(&program);
    assert!(live(&program, &[]).iter().all(|value| value == "not_in_source"), "nobody told of any click");
    let first = import(
        &program,
        "user_id\ttimestamp\tevent\tnamespace\n1\t20100101000000\tedit_click\t0\n2\t2010-01-01T23:59:59Z\tedit_click\n\
         3\t2010-01-02 00:00:00\tedit_click\t0\n4\t20100101120000\tsearch\n99\t20100101120000\tedit_click\n",
    );
    let no = [true, true, false, false, false].map(Value::from);
    assert_eq!(live(&program, &[]), no);
    assert_eq!(live(&program, &["--param", "namespaces=0"])[..2], [Value::from(true), Value::from(false)]);
    assert!(live(&program, &["--snapshot", &before]).iter().all(|value| value == "not_in_source"));
    program.ok(&["wiki", "verify", "testwiki"]);
    let shown = program.ok(&["wiki", "show", "testwiki"]);
    assert!(shown.contains("5 users") && shown.contains("events.tsv: 5 events"), "{shown}");
    assert!(shown.contains(" clicks") && shown.contains("5 revisions"), "{shown}");

    // Another list adds to the first; what was there counts once.
    let second = import(&program, "4\t20100101120000\tedit_click\n1\t20100101000000\tedit_click\t0\n");
    assert_eq!(live(&program, &[])[3], Value::from(true));
    let shown = program.ok(&["wiki", "show", "testwiki"]);
    assert!(shown.contains("Stored besides: 6 events") && shown.contains("1 event was there before"), "{shown}");
    program.ok(&["wiki", "verify", "testwiki"]);

    let folder = |id: &str| program.data().join(format!("warehouse/wiki=testwiki/snapshot={id}"));
    for name in ["edits.parquet", "users.parquet", "names.parquet", "log.parquet"] {
        assert_eq!(
            std::fs::read(folder(&before).join(name)).unwrap(),
            std::fs::read(folder(&second).join(name)).unwrap()
        );
    }
    // A snapshot that is deleted takes nothing from those that came after it.
    std::fs::remove_dir_all(folder(&before)).unwrap();
    std::fs::remove_dir_all(folder(&first)).unwrap();
    program.ok(&["wiki", "verify", "testwiki"]);
}

#[test]
fn lines_that_cannot_be_used_are_counted_and_named_or_end_a_strict_import() {
    let program = Program::new();
    wiki(&program);
    let lines = "1\t20100101000000\tedit_click\nx\t20100101000000\tedit_click\n\n2\tsoon\tedit_click\n\
                 3\t19990101000000\tedit_click\n4\t20100121000000\tedit_click\n5\t20100120235959\tedit_click\tTalk\n";
    let list = list(&program, lines);
    let output = program.run(&["import", "events", &list, "--wiki", "testwiki"]);
    let said = String::from_utf8(output.stderr).unwrap();
    for part in [
        "events.tsv: 1 event",
        "3 lines of the list of events could not be used",
        "line 2: the first column is not a user id",
        "line 4: the second column is not a time",
        "line 7: the fourth column",
        "1 item from before 2001",
        "1 item from after the end of the data",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let there = files(&program);
    let said = program.fails(1, &["import", "events", &list, "--wiki", "testwiki", "--strict"]);
    assert!(said.contains("line 2") && said.contains("byte 28"), "{said}");
    assert_eq!(files(&program), there);
}

#[test]
fn what_is_no_list_or_has_no_wiki_changes_nothing() {
    let program = Program::new();
    let clicks = list(&program, "1\t20100101000000\tedit_click\n");
    let said = program.fails(1, &["import", "events", &clicks, "--wiki", "testwiki"]);
    assert!(said.contains("testwiki"), "{said}");
    assert!(!program.data().join("warehouse/wiki=testwiki").exists());
    wiki(&program);
    let there = files(&program);
    for (lines, reason) in [("", "no event in this file"), ("nonsense\n", "no event"), ("1\t2\t\u{fffd}", "no event")] {
        let list = list(&program, lines);
        let said = program.fails(1, &["import", "events", &list, "--wiki", "testwiki"]);
        assert!(said.contains(reason), "{said}");
        assert_eq!(files(&program), there);
    }
    let nowhere = program.folder().join("nowhere.tsv");
    program.fails(1, &["import", "events", nowhere.to_str().unwrap(), "--wiki", "testwiki"]);
    program.fails(2, &["import", "events", &clicks]);
    assert_eq!(files(&program), there);
}

#[test]
fn a_killed_import_leaves_nothing_that_is_listed() {
    let program = Program::new();
    let before = wiki(&program);
    let mut lines = String::new();
    for n in 0..400_000 {
        let _ = writeln!(lines, "{}	201001{:02}000000	edit_click	{n}", n % 5 + 1, n % 20 + 1);
    }
    let list = list(&program, &lines);
    let command = ["import", "events", &list, "--wiki", "testwiki"];
    let wiki = program.data().join("warehouse/wiki=testwiki");
    let mut child = program.command(&command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while std::fs::read_dir(&wiki).map_or(0, Iterator::count) == 1 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let listed = program.ok(&["wiki", "list"]);
    assert!(listed.lines().count() == 2 && listed.contains(&before), "{listed}");
    program.ok(&["wiki", "verify", "testwiki"]);
    let id = program.ok(&command);
    assert!(program.ok(&["wiki", "list"]).contains(id.trim()));
    program.ok(&["wiki", "verify", "testwiki"]);
    assert_eq!(std::fs::read_dir(&wiki).unwrap().count(), 2, "what was left is swept");
}

#[test]
fn a_damaged_list_in_a_snapshot_is_found_out() {
    let program = Program::new();
    wiki(&program);
    let id = import(&program, "1\t20100101000000\tedit_click\n");
    let path = program.data().join(format!("warehouse/wiki=testwiki/snapshot={id}/events.parquet"));
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(program.run(&["wiki", "verify", "testwiki"]).status.code(), Some(1));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(program.run(&["wiki", "verify", "testwiki"]).status.code(), Some(1));
}
