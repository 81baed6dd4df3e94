//! `user`: who may sign in, on the command line.

use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};

use crate::program::Program;

/// Runs a command that reads a password from standard input.
fn with_password(program: &Program, arguments: &[&str], typed: &str) -> Output {
    let mut command = program.command(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn people_are_added_listed_changed_and_closed() {
    let program = Program::new();
    let added = with_password(&program, &["user", "add", "Amina W."], "a password for tests\n");
    assert_eq!(said(&added), (Some(0), "Added Amina W. (Evaluator).\n".to_owned()));
    let file = program.folder().join("password");
    fs::write(&file, "another password\r\nand a line that does not belong to it\n").unwrap();
    program.ok(&["user", "add", "Bahati", "--role", "admin", "--password-file", file.to_str().unwrap()]);

    program.ok(&["user", "role", "amina w.", "admin"]);
    program.ok(&["user", "disable", "Bahati"]);
    let list = program.ok(&["user", "list"]);
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["name", "role", "added", "closed"]);
    assert_eq!((rows[1][0], rows[1][1], rows[1][3]), ("Amina W.", "admin", ""));
    assert_eq!((rows[2][0], rows[2][1]), ("Bahati", "admin"));
    assert!(rows[2][3].ends_with('Z'), "{list}");
    program.ok(&["user", "disable", "Bahati", "--undo"]);
    assert!(program.ok(&["user", "list"]).lines().nth(2).unwrap().ends_with('\t'));
    let changed = with_password(&program, &["user", "passwd", "Bahati"], "yet another password");
    assert_eq!(said(&changed).1, "Bahati has a new password and is signed out everywhere.\n");
}

#[test]
fn what_does_not_work_says_why_and_changes_nothing() {
    let program = Program::new();
    with_password(&program, &["user", "add", "Amina"], "a password for tests");
    for (arguments, typed, text) in [
        (vec!["user", "add", "AMINA"], "a password for tests", "Somebody has the name “AMINA” already."),
        (vec!["user", "add", "Bahati"], "too short", "at least 10 characters"),
        (vec!["user", "add", "Bahati"], "", "at least 10 characters"),
        (vec!["user", "add", " "], "a password for tests", "cannot be a name"),
        (vec!["user", "passwd", "Nobody"], "a password for tests", "Nobody on this site has the name “Nobody”."),
        (vec!["user", "role", "Nobody", "admin"], "", "Nobody on this site"),
        (vec!["user", "disable", "Nobody"], "", "Nobody on this site"),
        (vec!["user", "role", "Amina", "king"], "", "invalid value 'king'"),
    ] {
        let (status, words) = said(&with_password(&program, &arguments, typed));
        assert_eq!(status, Some(2), "{arguments:?} {words}");
        assert!(words.contains(text), "{arguments:?} {words}");
    }
    let none = ["user", "add", "Bahati", "--password-file", "/nonexistent/password"];
    assert!(program.fails(1, &none).contains("cannot read /nonexistent/password"));
    assert_eq!(program.ok(&["user", "list"]).lines().count(), 2, "only Amina is there");
}
