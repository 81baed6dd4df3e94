//! `query` as a user runs it, on a wiki that lists all its accounts.

use std::fs;

use serde_json::{Value, json};

use crate::program::Program;

const DUMP: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">
<siteinfo><dbname>swwiki</dbname><base>https://sw.wikipedia.org/wiki/Mwanzo</base></siteinfo>
<page><title>Nyumba</title><ns>0</ns><id>1</id>
<revision><id>1</id><timestamp>2025-01-31T22:30:00Z</timestamp><contributor><username>Achieng</username><id>11</id></contributor><text bytes="10"/></revision>
<revision><id>2</id><parentid>1</parentid><timestamp>2025-02-10T00:00:00Z</timestamp><contributor><username>Achieng</username><id>11</id></contributor><text bytes="30"/></revision>
<revision><id>3</id><parentid>2</parentid><timestamp>2025-02-11T00:00:00Z</timestamp><contributor><username>~2025-123-4</username><id>13</id></contributor><text bytes="31"/></revision>
</page></mediawiki>"#;

const USERS: &str = "user_id\tuser_name\tregistration\tgroups\n11\tAchieng\t20250131223000\t\n\
    12\tBaraka\t20250131230000\tbot\n13\t~2025-123-4\t20250211000000\t\n";

fn wiki() -> Program {
    let program = Program::new();
    let (dump, users) = (program.folder().join("dump.xml"), program.folder().join("users.tsv"));
    fs::write(&dump, DUMP).unwrap();
    fs::write(&users, USERS).unwrap();
    let (dump, users) = (dump.to_str().unwrap(), users.to_str().unwrap());
    program.ok(&["import", "xml", dump, "--wiki", "swwiki", "--users", users, "--as-of", "2025-06-01"]);
    program
}

fn ask(program: &Program, arguments: &[&str]) -> Value {
    let words = [&["query", "--wiki", "swwiki"], arguments].concat();
    serde_json::from_str(&program.ok(&words)).unwrap()
}

fn rows(result: &Value) -> Vec<(Value, Value, Value)> {
    let rows = result["metrics"][0]["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["user_name"].clone(), row["slice"].clone(), row["values"][0].clone())).collect()
}

#[test]
fn everybody_who_was_asked_for_has_a_row_where_the_list_has_them() {
    let program = wiki();
    let list = program.folder().join("names.txt");
    fs::write(&list, "Nobody here\nAchieng\n#99\nAchieng\nbad|name\n").unwrap();
    let result = ask(&program, &["--users", list.to_str().unwrap(), "--metric", "edits", "--anchor", "activity"]);
    let reason = |row: usize| result["metrics"][0]["rows"][row]["undefined"]["edits"].clone();
    assert_eq!(rows(&result).len(), 3);
    assert_eq!((reason(0), reason(1), reason(2)), (json!("no_such_account"), Value::Null, json!("no_such_account")));
    assert_eq!(result["cohort"]["accounts"], 3);
    assert_eq!(result["cohort"]["left_out"], json!({"duplicate": 1, "wrong": 1}));
    let edits = &result["metrics"][0]["aggregates"][0]["columns"]["edits"];
    assert_eq!((&edits["judged"], &edits["undefined"]["no_such_account"]), (&json!(1), &json!(2)));
}

#[test]
fn everybody_is_every_person_and_no_temporary_account() {
    let program = wiki();
    let result = ask(&program, &["--all", "--metric", "edits", "--anchor", "activity"]);
    let names: Vec<_> = rows(&result).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["Achieng", "Baraka"]);
}

#[test]
fn months_are_cut_in_the_zone_that_was_asked_for() {
    let program = wiki();
    let asked = |zone: &str| {
        let words = ["--user", "Achieng", "--metric", "edits", "--anchor", "registration", "--param", "t=10d"];
        rows(&ask(&program, &[&words[..], &["--slice", "month", "--zone", zone]].concat()))
    };
    assert_eq!(asked("UTC"), [(json!("Achieng"), json!({"anchor": "2025-01-01T00:00:00Z"}), json!(2))]);
    // In Nairobi February had begun.
    assert_eq!(asked("Africa/Nairobi"), [(json!("Achieng"), json!({"anchor": "2025-01-31T21:00:00Z"}), json!(2))]);
}

#[test]
fn a_table_has_a_line_for_each_slice_and_says_which() {
    let program = wiki();
    let words = ["query", "--wiki", "swwiki", "--user", "Achieng", "--metric", "edits", "--anchor", "first_edit"];
    let cut = ["--slice", "month", "--slice-by", "anchor,age", "--param", "t=40d", "--format", "csv"];
    let table = program.ok(&[&words[..], &cut].concat());
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("wiki,user_id,user_name,slice_anchor,slice_age,edits.edits,"), "{}", lines[0]);
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("swwiki,11,Achieng,2025-01-01T00:00:00Z,0,2,"), "{}", lines[1]);
    assert!(lines[2].starts_with("swwiki,11,Achieng,2025-01-01T00:00:00Z,1,0,"), "{}", lines[2]);
}

#[test]
fn an_event_looks_before_and_after_itself_and_bots_can_be_left_out() {
    let program = wiki();
    let metrics = ["--metric", "before=edits", "--metric", "after=edits", "--param", "t=30d"];
    let event = ["--event", "2025-02-01", "--param", "before.offset=-30d", "--param", "exclude_bots=true"];
    let result = ask(&program, &[&["--all"], &metrics[..], &event].concat());
    let values = |metric: usize| result["metrics"][metric]["rows"][0]["values"][0].clone();
    assert_eq!((values(0), values(1)), (json!(1), json!(1)));
    assert_eq!(result["metrics"][0]["rows"][1]["undefined"]["edits"], "excluded_bot");
    let definition = result["metrics"][0]["definition"].as_str().unwrap();
    assert_eq!(definition, "Edits to any page, in the 30 days before the event on 1 February 2025. Bots are left out.");
}
