//! Cohorts on the command line.

use std::fs::File;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::{import, run};

/// A data folder with the wiki and these people, who may sign in.
fn folder(users: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    import(folder.path(), true);
    let password = folder.path().join("password");
    std::fs::write(&password, "a password for tests\n").unwrap();
    for user in users {
        let added = run(folder.path(), &["user", "add", user, "--password-file", password.to_str().unwrap()]);
        assert!(added.status.success(), "{}", said(&added));
    }
    folder
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Writes a list and adds it.
fn add(folder: &TempDir, file: &str, content: &[u8], more: &[&str]) -> Output {
    let path = folder.path().join(file);
    std::fs::write(&path, content).unwrap();
    let arguments = [&["cohort", "add", path.to_str().unwrap(), "--wiki", "sw.wikipedia.org"], more].concat();
    run(folder.path(), &arguments)
}

#[test]
fn a_list_is_added_shown_exported_and_deleted() {
    let folder = folder(&["amina"]);
    let added = add(&folder, "my_list.txt", "Achieng Writes\nuser:baraka_O.\n\nNobody\n#11\n=Dalila\n".as_bytes(), &[]);
    assert!(added.status.success(), "{}", said(&added));
    assert!(added.stdout.is_empty());
    let told = [
        "Line 1, Achieng Writes: Used as typed.",
        "Line 2, user:baraka_O.: Used as “Baraka O.”: prefix removed, underscores to spaces and capital at the start.",
        "Line 4, Nobody: No account has this name.",
        "Line 5, #11: Not used: names the same account as line 1.",
        "Line 6, =Dalila: Used as typed.",
        "3 of 5 lines will be used.",
    ];
    let english = said(&added);
    assert_eq!(english.lines().collect::<Vec<_>>(), [&told[..], &["Saved “my list”, version 1: 3 people."]].concat());

    let out = |arguments: &[&str]| String::from_utf8(run(folder.path(), arguments).stdout).unwrap();
    let list = out(&["cohort", "list"]);
    assert!(
        list.starts_with("number\tname\tversion\tpeople\tlines\twiki\tsaved\n1\tmy list\t1\t3\t5\tswwiki\t20"),
        "{list}"
    );
    assert_eq!(out(&["cohort", "show", "my list"]).lines().collect::<Vec<_>>(), told);
    let people = "user_name,user_id,wiki\nAchieng Writes,11,swwiki\nBaraka O.,12,swwiki\n'=Dalila,14,swwiki\n";
    assert_eq!(out(&["cohort", "export", "1"]), people);

    // What was exported can be added again; the same name takes a word more.
    let again = add(&folder, "my list.csv", people.as_bytes(), &[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("You have a cohort with the name “my list”."), "{}", said(&again));
    let next = add(&folder, "my list.csv", people.as_bytes(), &["--new-version"]);
    assert!(said(&next).ends_with("Saved “my list”, version 2: 3 people.\n"), "{}", said(&next));
    let other = add(&folder, "my list.csv", people.as_bytes(), &["--name", "Another"]);
    assert!(said(&other).ends_with("Saved “Another”, version 1: 3 people.\n"), "{}", said(&other));

    let deleted = run(folder.path(), &["cohort", "delete", "my list"]);
    assert_eq!(said(&deleted), "Deleted “my list” with all its versions. Results stay, with the names in them.\n");
    let gone = run(folder.path(), &["cohort", "show", "my list"]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(said(&gone).contains("There is no cohort with the name “my list”."), "{}", said(&gone));
    assert_eq!(out(&["cohort", "list"]).lines().count(), 2);
}

#[test]
fn wrong_use_says_what_to_do_and_leaves_nothing() {
    let folder = folder(&["amina"]);
    let too_large = vec![b'a'; 10_000_001];
    for (file, content, more, what) in [
        ("a.txt", &b""[..], &[][..], "There are no names."),
        ("a.txt", b"Zo\xeb", &[], "Line 1 is not written in UTF-8"),
        ("a.bin", b"a\0", &[], "This file holds no text."),
        ("a.txt", b"Nobody", &[], "The line names nobody on sw.wikipedia.org."),
        ("a.txt", &too_large[..], &[], "The list is larger than 10 MB."),
        ("2025.txt", b"Achieng Writes", &[], "Say another: --name NAME"),
        ("a.txt", b"Achieng Writes", &["--name", "new"], "“new” means something else here."),
    ] {
        let output = add(&folder, file, content, more);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", said(&output));
        assert!(said(&output).contains(what), "{}", said(&output));
    }
    let missing = run(folder.path(), &["cohort", "add", "/nowhere/names.txt", "--wiki", "swwiki"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(said(&missing).contains("/nowhere/names.txt"), "{}", said(&missing));
    let unloaded = run(folder.path(), &["cohort", "add", "/nowhere/names.txt", "--wiki", "enwiki"]);
    assert_eq!(unloaded.status.code(), Some(1));
    assert!(said(&unloaded).contains("enwiki"), "{}", said(&unloaded));
    assert_eq!(String::from_utf8(run(folder.path(), &["cohort", "list"]).stdout).unwrap().lines().count(), 1);
}

#[test]
fn each_owner_has_an_own_list() {
    let folder = folder(&["amina", "boris"]);
    let which = run(folder.path(), &["cohort", "list"]);
    assert_eq!(which.status.code(), Some(2));
    assert!(said(&which).contains("--owner USER"), "{}", said(&which));
    let added = add(&folder, "list.txt", b"Achieng Writes", &["--owner", "amina"]);
    assert!(added.status.success(), "{}", said(&added));
    let of = |owner| String::from_utf8(run(folder.path(), &["cohort", "--owner", owner, "list"]).stdout).unwrap();
    assert_eq!((of("amina").lines().count(), of("boris").lines().count()), (2, 1));
    let stranger = run(folder.path(), &["cohort", "--owner", "boris", "export", "1"]);
    assert_eq!((stranger.status.code(), stranger.stdout.len()), (Some(2), 0));
    let nobody = run(folder.path(), &["cohort", "--owner", "carla", "list"]);
    assert_eq!(nobody.status.code(), Some(2), "{}", said(&nobody));
}

#[test]
fn a_list_may_come_from_another_program() {
    let folder = folder(&["amina"]);
    let list = folder.path().join("names");
    std::fs::write(&list, "Achieng Writes\nuser:baraka O.\nNobody\n").unwrap();
    let piped = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
        command.arg("--data").arg(folder.path()).args(arguments).stdin(File::open(&list).unwrap()).output().unwrap()
    };
    let added = piped(&["cohort", "add", "-", "--wiki", "swwiki", "--name", "Piped"]);
    assert!(said(&added).ends_with("Saved “Piped”, version 1: 2 people.\n"), "{}", said(&added));
    let counted = piped(&["query", "--users", "-", "--metric", "edits", "--anchor", "activity", "--format", "csv"]);
    assert!(counted.status.success(), "{}", said(&counted));
    let mended = "-:2: user:baraka O.: Used as “Baraka O.”: prefix removed and capital at the start.";
    assert_eq!(said(&counted).lines().collect::<Vec<_>>(), [mended, "-:3: Nobody: No account has this name."]);
    let people = String::from_utf8(counted.stdout).unwrap();
    assert_eq!(people.lines().count(), 4, "{people}");
    assert!(people.ends_with("swwiki,,Nobody,,no_such_account,,no_such_account\n"), "{people}");
    std::fs::write(&list, "Nobody\n").unwrap();
    let nobody = piped(&["query", "--users", "-", "--metric", "edits"]);
    assert_eq!((nobody.status.code(), nobody.stdout.len()), (Some(2), 0));
    assert!(said(&nobody).contains("The line names nobody on sw.wikipedia.org."), "{}", said(&nobody));
}
