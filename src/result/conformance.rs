//! The conformance suite: small histories with their answers, as data in `tests/conformance`. Here the engine answers
//! them out of memory, and what it says is read out of the result document that anybody would get.

#![expect(clippy::panic, reason = "only tests use this, and a case that is wrong panics")]

#[path = "../../tests/conformance/case.rs"]
mod case;
#[path = "../../tests/conformance/expected.rs"]
mod expected;
mod faults;
mod history;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

use self::case::{Case, CaseFile, ExpectedError, HOME};
use super::{CohortHead, RowsWriter, head, json};
use crate::engine::{Control, EngineError, Member, Plan, execute};
use crate::platform::ids::ResultId;
use crate::request::{Request, RequestError};
use crate::source::Source;
use crate::wiki::Timestamp;

/// The least cases that make a suite.
const LEAST: usize = 200;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

/// Every case.
fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let read: CaseFile = serde_json::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(read.complaints(&name), Vec::<String>::new());
        cases.extend(read.cases);
    }
    cases
}

/// The result document, or the field that the request is refused for.
fn answer(case: &Case, folder: &Path) -> Result<Json, ExpectedError> {
    let refused = |error: RequestError| ExpectedError { parameter: error.parameter, label: error.label };
    let mut request = Request::from_json(&case.request.to_string()).map_err(refused)?;
    let home = std::iter::once((HOME, &case.history));
    let wikis = home.chain(case.elsewhere.iter().map(|(name, history)| (name.as_str(), history)));
    let sources: Vec<Arc<dyn Source>> =
        wikis.map(|(name, history)| Arc::new(history::source(name, history)) as Arc<dyn Source>).collect();
    request.wikis = sources.iter().map(|source| source.info().wiki.clone()).collect();
    let member = |name: String| Member { event: case.events.get(&name).cloned(), ..Member::named(name) };
    let members: Vec<Member> = case.members().into_iter().map(member).collect();
    let plan = match Plan::new(request, sources, &members) {
        Ok(plan) => plan,
        Err(EngineError::Request(error)) => return Err(refused(error)),
        Err(error) => panic!("{}: {error}", case.id),
    };
    let mut writer = RowsWriter::new(folder, "rows").unwrap();
    let answer = execute(&plan, &Control::default(), &mut |rows| writer.add(rows)).unwrap();
    let head = head(&plan, &answer, CohortHead::default(), ResultId::random(), Timestamp::from_unix(0));
    let mut document = Vec::new();
    json::write(&head, &writer.finish().unwrap(), &mut document).unwrap();
    Ok(serde_json::from_slice(&document).unwrap())
}

/// In what the engine differs from the case.
fn differences(case: &Case, folder: &Path) -> Vec<String> {
    let answer = answer(case, folder);
    match (&case.expect.error, answer) {
        (None, Ok(document)) => expected::differences(case, &document),
        (Some(expected), Err(error)) if *expected == error => Vec::new(),
        (Some(expected), Ok(_)) => vec![format!("answered, expected {expected:?}")],
        (expected, Err(error)) => vec![format!("refused for {error:?}, expected {expected:?}")],
    }
}

#[test]
fn the_engine_answers_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        for difference in differences(&case, folder.path()) {
            wrong.push(format!("case {}: {difference}", case.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_many_cases_each_with_a_name_of_its_own() {
    let cases = cases();
    assert!(cases.len() >= LEAST, "{} cases", cases.len());
    let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    let double: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(double.is_empty(), "two cases are called {double:?}");
}

/// What the source has not counts in no metric, so a result says that it has not.
#[test]
fn what_the_data_cannot_tell_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let case = cases().into_iter().find(|case| case.expect.error.is_none()).unwrap();
    let document = answer(&case, folder.path()).unwrap();
    let notes = document["data"][0]["notes"].to_string();
    for message in [crate::msg!("note-no-deleted-pages"), crate::msg!("note-namespace-today")] {
        let note = crate::text::Language::english().text(&message);
        assert!(notes.contains(&note), "{note} is not among {notes}");
    }
}
