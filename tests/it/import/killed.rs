//! The command: exit statuses, an import that is killed, and a disk that is full.

use std::process::{Command, Stdio};

use super::workshop::{export, page, revision};
use crate::program::Program;

/// A stub of so many revisions, on pages of a hundred.
fn stub(program: &Program, revisions: u64) -> String {
    let pages: String = (0..revisions / 100)
        .map(|number| {
            let revisions: String = (1..=100)
                .map(|nth| revision(number * 100 + nth, "2010-01-01T00:00:00Z", nth, "<text id=\"1\" bytes=\"5\" />"))
                .collect();
            page(number + 1, &revisions)
        })
        .collect();
    let path = program.folder().join("stub.xml");
    std::fs::write(&path, export("0.10", &pages)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_killed_import_leaves_nothing_that_is_listed_and_a_repeated_one_works() {
    let program = Program::new();
    let stub = stub(&program, 20_000);
    let import = ["import", "xml", &stub, "--wiki", "testwiki"];
    let wiki = program.data().join("warehouse/wiki=testwiki");
    let mut child = program.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // As soon as it has begun to write.
    while std::fs::read_dir(&wiki).map_or(0, Iterator::count) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let left = std::fs::read_dir(&wiki).unwrap().count();
    assert_eq!(left, 1, "the folder that was being written");
    assert_eq!(program.ok(&["wiki", "list"]).lines().count(), 1, "nothing is listed but the titles");
    assert!(!program.run(&["wiki", "verify", "testwiki"]).status.success());

    let id = program.ok(&import);
    assert!(program.ok(&["wiki", "list"]).contains(id.trim()));
    program.ok(&["wiki", "verify", "testwiki"]);
    assert_eq!(std::fs::read_dir(&wiki).unwrap().count(), 1, "what was left is swept");
    assert!(program.ok(&["wiki", "show", "testwiki"]).contains("20,000 revisions"));
}

#[test]
fn a_full_disk_is_said_and_leaves_the_old_snapshot_alone() {
    let program = Program::new();
    let stub = stub(&program, 20_000);
    let old = program.ok(&["import", "xml", &stub, "--wiki", "testwiki"]);
    // A limit on the size of files is met as a full disk is. bash counts in blocks of 1024 bytes.
    let output = Command::new("bash")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 2; exec \"$@\"")
        .arg("bash")
        .arg(env!("CARGO_BIN_EXE_usermetrics"))
        .args(["--data", program.data().to_str().unwrap(), "import", "xml", &stub, "--wiki", "testwiki"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no space left"), "{said}");
    let list = program.ok(&["wiki", "list"]);
    assert!(list.lines().count() == 2 && list.contains(old.trim()), "{list}");
    assert_eq!(std::fs::read_dir(program.data().join("warehouse/wiki=testwiki")).unwrap().count(), 1);
    program.ok(&["wiki", "verify", "testwiki"]);
}

#[test]
fn wrong_use_and_failure_have_their_exit_statuses() {
    let program = Program::new();
    let stub = stub(&program, 100);
    for wrong in [
        &["import", "xml", &stub][..],
        &["import", "xml", "--wiki", "testwiki"],
        &["import", "xml", &stub, "--wiki", "../evil"],
        &["import", "xml", &stub, "--wiki", "testwiki", "--memory", "1MB"],
        &["import", "xml", &stub, "--wiki", "testwiki", "--as-of", "yesterday"],
        &["wiki", "show", "nowiki"],
    ] {
        let said = program.fails(2, wrong);
        assert!(!said.is_empty(), "{wrong:?}");
    }
    let said = program.fails(1, &["import", "xml", "/nowhere/dump.xml", "--wiki", "testwiki"]);
    assert!(said.contains("/nowhere/dump.xml"), "{said}");
    let said = program.fails(1, &["import", "xml", &stub, "--wiki", "testwiki", "--as-of", "2005-01-01"]);
    assert!(said.contains("no revision"), "{said}");
}

#[test]
fn a_damaged_snapshot_is_found_out() {
    let program = Program::new();
    let stub = stub(&program, 1_000);
    let id = program.ok(&["import", "xml", &stub, "--wiki", "testwiki"]);
    let folder = program.data().join(format!("warehouse/wiki=testwiki/snapshot={}", id.trim()));
    for name in ["edits.parquet", "users.parquet", "names.parquet", "log.parquet", "manifest.json"] {
        let path = folder.join(name);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        // Within the manifest this changes the text of a checksum, and elsewhere the data.
        let at = if name == "manifest.json" { bad.len() / 2 } else { bad.len() / 3 };
        bad[at] = if bad[at] == b'1' { b'2' } else { b'1' };
        std::fs::write(&path, &bad).unwrap();
        let output = program.run(&["wiki", "verify", "testwiki"]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        std::fs::write(&path, &good[..good.len() - 1]).unwrap();
        assert_eq!(program.run(&["wiki", "verify", "testwiki"]).status.code(), Some(1), "{name}");
        std::fs::write(&path, &good).unwrap();
    }
    program.ok(&["wiki", "verify", "testwiki"]);
}
