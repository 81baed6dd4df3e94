//! The faults of earlier systems: each is shown by a case, or by a test of this repository where it is not about numbers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{cases, folder};

/// `faults.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    about: String,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    id: String,
    says: String,
    /// Tests that would fail if it came back: `path of the file::name of the test`.
    #[serde(default)]
    tests: Vec<String>,
    /// Why nothing here can have it, for what this project does not do at all.
    not_here: Option<String>,
}

fn faults() -> Vec<Fault> {
    let read: Faults = serde_json::from_str(&fs::read_to_string(folder().join("faults.json")).unwrap()).unwrap();
    assert!(!read.about.is_empty());
    read.faults
}

/// Whether a file of this repository has a test of this name.
fn exists(test: &str) -> bool {
    let Some((file, name)) = test.split_once("::") else { return false };
    let code = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default();
    let mut before = "";
    code.lines().map(str::trim).any(|line| {
        let marked = before.starts_with("#[test]") || before.starts_with("#[tokio::test");
        before = line;
        let function = line.trim_start_matches("async ").strip_prefix("fn ");
        marked && function.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
    })
}

#[test]
fn every_fault_has_a_case_or_a_test() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().flat_map(|case| &case.faults).map(String::as_str).collect();
    let faults = faults();
    let mut wrong = Vec::new();
    for fault in &faults {
        assert!(fault.says.ends_with('.'), "{} says nothing", fault.id);
        let missing: Vec<&String> = fault.tests.iter().filter(|test| !exists(test)).collect();
        if !missing.is_empty() {
            wrong.push(format!("{}: there is no test {missing:?}", fault.id));
        }
        if !shown.contains(fault.id.as_str()) && fault.tests.is_empty() && fault.not_here.is_none() {
            wrong.push(format!("{}: no case and no test shows it", fault.id));
        }
    }
    let known: BTreeSet<&str> = faults.iter().map(|fault| fault.id.as_str()).collect();
    assert_eq!(known.len(), faults.len(), "an id stands twice");
    let unknown = shown.difference(&known);
    wrong.extend(unknown.map(|id| format!("{id}: a case names it, but it is not listed")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
