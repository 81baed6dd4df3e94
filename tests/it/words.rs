//! Every text is a message: none stands in a template, none is missing, none is left over, and translators are told
//! what each is for.

mod code;
mod template;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use usermetrics::metric::params::Params;
use usermetrics::metric::registry;

type Messages = BTreeMap<String, String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under a folder with this ending, and what it holds.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn messages(file: &str) -> Messages {
    let text = fs::read_to_string(root().join("i18n").join(file)).unwrap();
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let texts = all.into_iter().filter(|(key, _)| key != "@metadata");
    texts.map(|(key, value)| (key, value.as_str().unwrap().to_owned())).collect()
}

/// The code of the program and its templates, without tests.
fn program() -> Vec<(PathBuf, String)> {
    let is_test = |path: &Path| path.ends_with("tests.rs") || path.ends_with("testing.rs");
    let code = files("src", "rs").into_iter().filter(|(path, _)| !is_test(path));
    let code = code.map(|(path, text)| (path, code::without_tests(&text).to_owned()));
    code.chain(files("templates", "html")).collect()
}

#[test]
fn no_template_holds_text_of_its_own() {
    let mut wrong = Vec::new();
    for (path, text) in files("templates", "html") {
        for literal in template::literals(&text) {
            wrong.push(format!("{}: {literal:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn both_files_have_the_same_keys_and_translators_are_told_about_each() {
    let (english, documentation) = (messages("en.json"), messages("qqq.json"));
    let keys = |messages: &Messages| messages.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&documentation));
    let empty: Vec<&String> = english.iter().filter(|(_, text)| text.trim().is_empty()).map(|(key, _)| key).collect();
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn every_message_that_is_used_exists() {
    let english = messages("en.json");
    let mut missing = BTreeSet::new();
    let mut check = |key: &str, place: String| {
        if !english.contains_key(key) {
            missing.insert(format!("{key} in {place}"));
        }
    };
    for (path, text) in program() {
        for key in code::keys(&text) {
            check(&key, path.display().to_string());
        }
    }
    for metric in registry::all() {
        let stated = metric.statement();
        let own = [stated.label, stated.question, stated.about, stated.notes];
        let params = stated.params.iter().flat_map(|param| [param.label, param.help]);
        let columns = stated.columns.iter().map(|column| column.label);
        let sides = metric.sides(&Params::read(stated.params, &BTreeMap::new()).expect("defaults fit"));
        for key in own.into_iter().chain(params).chain(columns).chain(sides) {
            check(key, format!("the statement of {}", stated.name));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A key counts as used where it stands between quotes, whatever it is handed to.
#[test]
fn no_message_is_left_over() {
    let code: String = program().into_iter().map(|(_, text)| text + "\"").collect();
    let used: BTreeSet<&str> = code.split('"').collect();
    let left_over: Vec<String> = messages("en.json").into_keys().filter(|key| !used.contains(key.as_str())).collect();
    assert!(left_over.is_empty(), "{left_over:#?}");
}

#[test]
fn a_message_is_given_as_many_arguments_as_it_names() {
    let english = messages("en.json");
    let mut wrong = Vec::new();
    for (path, text) in program() {
        for (key, given) in code::arguments(&text) {
            let Some(named) = english.get(&key).map(|text| code::highest_placeholder(text)) else { continue };
            if named != given {
                wrong.push(format!("{}: {key} names ${named} and is given {given}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
