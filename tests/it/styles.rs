//! The style sheets dress what there is: no rule for nothing, no class without a rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file under a folder, as text.
fn read(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path, text));
            }
        }
    }
    found
}

/// Our own classes that a text names.
fn classes(text: &str) -> BTreeSet<&str> {
    let part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' || letter == '_';
    let starts = text.match_indices("um-").filter(|(at, _)| !text[..*at].ends_with(part));
    starts.map(|(at, _)| text[at..].split(|letter| !part(letter)).next().unwrap()).collect()
}

/// A style sheet without its comments.
fn without_comments(sheet: &str) -> String {
    sheet.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn every_class_has_a_rule_and_every_rule_a_class() {
    let sheets: String = read("static/css").iter().map(|(_, text)| without_comments(text)).collect();
    let ruled: BTreeSet<&str> = sheets
        .split('.')
        .skip(1)
        .flat_map(|selector| {
            classes(&selector[..selector.find(|letter: char| " :,{[>+~\n".contains(letter)).unwrap_or(0)])
        })
        .collect();
    assert!(ruled.len() > 100, "{ruled:?}");
    let templates = read("templates");
    let code = read("src");
    let used: BTreeSet<&str> = templates
        .iter()
        .chain(&code)
        .flat_map(|(_, text)| classes(text))
        .filter(|class| ruled.contains(class))
        .collect();
    let idle: Vec<&&str> = ruled.difference(&used).collect();
    assert!(idle.is_empty(), "rules that nothing needs: {idle:?}");

    let mut bare = BTreeSet::new();
    for (path, text) in &templates {
        for attribute in text.split(" class=\"").skip(1) {
            let value = attribute.split('"').next().unwrap();
            bare.extend(classes(value).into_iter().filter(|class| !ruled.contains(class)).map(|class| (path, class)));
        }
    }
    assert!(bare.is_empty(), "classes without a rule: {bare:?}");
}

#[test]
fn what_has_the_focus_is_not_under_the_bar() {
    let sheets: String = read("static/css").iter().map(|(_, text)| without_comments(text)).collect();
    let (_, rule) = sheets.split_once("html:has(.um-bar) {").unwrap();
    assert!(rule.split('}').next().unwrap().contains("scroll-padding-block-end"));
}
