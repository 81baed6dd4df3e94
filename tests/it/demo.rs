//! `demo`: made once, served each time, and what it says is true.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Stdio};

use crate::program::Program;

/// A running demonstration; it is ended when the test is over.
pub struct Demo {
    process: Child,
    /// Where it serves: `http://127.0.0.1:…/`.
    pub address: String,
    /// Name and password to sign in with.
    pub sign_in: (String, String),
    /// What it said.
    pub said: Vec<String>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    /// Starts it on a free port, with a wiki of a few edits.
    pub fn start(program: &Program) -> Self {
        let mut command = program.command(&["demo", "--port", "0", "--edits", "4000"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said: Vec<String> = lines.take(4).map(Result::unwrap).collect();
        assert_eq!(said.len(), 4, "the demonstration did not start: {said:?}");
        let word = |line: usize, place: usize| said[line].split(' ').nth(place).unwrap().to_owned();
        let (address, sign_in) = (word(0, 4), (word(1, 3), word(1, 7)));
        Self { process, address, sign_in, said }
    }
}

#[test]
fn what_was_made_stays_and_the_password_with_it() {
    let program = Program::new();
    let first = Demo::start(&program);
    let names = program.data().join("demo-names.txt");
    assert!(first.said[2].ends_with(names.to_str().unwrap()), "{:?}", first.said);
    assert_eq!(fs::read_to_string(&names).unwrap().lines().count(), 45);
    let wikis = program.ok(&["wiki", "list"]);
    assert_eq!((wikis.lines().count(), wikis.contains("demowiki")), (2, true), "{wikis}");
    program.ok(&["wiki", "verify", "demowiki"]);
    let (name, password) = first.sign_in.clone();
    assert_eq!(name, "demo");
    drop(first);

    let again = Demo::start(&program);
    assert_eq!(again.sign_in.1, password);
    assert_eq!(program.ok(&["wiki", "list"]), wikis);
    let cohorts = program.ok(&["cohort", "list"]);
    assert_eq!(cohorts.lines().count(), 2, "{cohorts}");
    drop(again);

    let file = program.folder().join("password");
    fs::write(&file, "something of my own\n").unwrap();
    program.ok(&["user", "passwd", "demo", "--password-file", file.to_str().unwrap()]);
    let mut command = program.command(&["demo", "--port", "0"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
    let line = said.nth(1).unwrap().unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(line, "Sign in as demo with the password that you have set.");
}

#[test]
fn a_port_that_is_taken_is_said_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let program = Program::new();
    let said = program.fails(1, &["demo", "--port", &port]);
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}")) && said.contains("--port"), "{said}");
    assert!(!program.data().join("warehouse").exists());
}

#[test]
fn a_wiki_of_too_few_edits_is_wrong_use() {
    let said = Program::new().fails(2, &["demo", "--edits", "10"]);
    assert!(said.contains("2000"), "{said}");
}
