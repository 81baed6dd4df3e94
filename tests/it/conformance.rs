//! The conformance suite through the whole program, from the files of a wiki to the document, and held against the slow
//! reference. In memory the engine answers it among the tests of the library.

#[path = "../conformance/case.rs"]
mod case;
mod dump;
#[path = "../conformance/expected.rs"]
mod expected;
mod reference;

use std::fs;
use std::path::Path;

use case::{Case, CaseFile, From, HOME};
use dump::Dumped;
use serde_json::Value as Json;

use crate::program::Program;

/// Every case.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/cases");
    let mut cases = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let read: CaseFile = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(read.complaints(&file.file_stem().unwrap().to_string_lossy()), Vec::<String>::new());
        cases.extend(read.cases);
    }
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    cases
}

/// The request as a file, and the list of those asked about.
fn asked(program: &Program, case: &Case) -> [String; 2] {
    let write = |name: &str, text: &str| {
        let file = program.folder().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let dated = |name: String| format!("{name},{}", case.events.get(&name).map_or("", String::as_str));
    let names = if case.events.is_empty() {
        case.members()
    } else {
        std::iter::once("name,event_date".to_owned()).chain(case.members().into_iter().map(dated)).collect()
    };
    [write("request.json", &case.request.to_string()), write("names.csv", &names.join("\n"))]
}

/// In what the program differs from the case; `None` where dumps cannot tell the case.
fn differences(case: &Case) -> Option<Vec<String>> {
    let program = Program::new();
    let home = std::iter::once((HOME, &case.history));
    let wikis = home.chain(case.elsewhere.iter().map(|(name, history)| (name.as_str(), history)));
    let dumped: Option<Vec<_>> = wikis.map(|(wiki, history)| Some((wiki, history, Dumped::of(history)?))).collect();
    let [request, names] = asked(&program, case);
    let mut words = vec!["query", "--users", &names, "--request", &request];
    for (wiki, history, dumped) in &dumped? {
        dumped.import(&program, wiki, &history.as_of);
        words.extend(["--wiki", wiki]);
    }
    let output = program.run(&words);
    Some(match (&case.expect.error, output.status.code()) {
        (None, Some(0)) => {
            let document: Json = serde_json::from_slice(&output.stdout).unwrap();
            expected::differences(case, &document)
        }
        (Some(_), Some(2)) if output.stdout.is_empty() => Vec::new(),
        _ => vec![format!("{:?}: {}", output.status, String::from_utf8_lossy(&output.stderr))],
    })
}

#[test]
fn the_program_answers_every_case_that_dumps_can_tell() {
    let (mut told, mut wrong) = (0, Vec::new());
    for case in &cases() {
        let Some(differences) = differences(case) else { continue };
        told += 1;
        wrong.extend(differences.into_iter().map(|difference| format!("case {}: {difference}", case.id)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told > 300, "dumps told only {told}");
}

/// Also the cases that were worked out by hand: two derivations that share nothing must agree.
#[test]
fn the_reference_says_what_every_case_says() {
    let (mut told, mut wrong) = (0, Vec::new());
    for case in cases() {
        let differences = reference::differences(&case);
        assert!(differences.is_some() || case.from == From::Arithmetic, "the reference cannot tell {}", case.id);
        told += usize::from(differences.is_some());
        let differences = differences.unwrap_or_default();
        wrong.extend(differences.into_iter().map(|difference| format!("case {}: {difference}", case.id)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told > 150, "the reference told only {told}");
}
