//! What stands in the form becomes a request, or errors in the words of the form.

use super::*;
use crate::text::Language;

fn at(day: &str) -> Timestamp {
    day.parse().unwrap()
}

fn opened() -> Typed {
    Typed::preset(at("2025-05-01T13:00:00Z"), at("2026-02-19T23:59:59Z"), true)
}

/// The form as it is opened, with some fields typed over.
fn with(changed: &[(&str, &str)]) -> Typed {
    let mut typed = opened();
    for (name, value) in changed {
        typed.fields.insert((*name).to_owned(), vec![(*value).to_owned()]);
    }
    typed
}

fn find(name: &str) -> Question {
    Question::named(name).unwrap()
}

fn read(typed: &Typed, name: &str) -> Result<Selection, Vec<Wrong>> {
    typed.read(&find(name), &Frame::default())
}

fn definition(typed: &Typed, name: &str) -> String {
    let selection = read(typed, name).unwrap();
    let resolved = selection.resolve(at("2020-01-01"), at("2026-02-20")).unwrap();
    Language::english().text(&selection.definition(&resolved.period))
}

#[test]
fn the_form_opens_with_the_questions_of_a_report_and_every_metric_can_be_chosen_as_it_stands() {
    let typed = opened();
    let chosen: Vec<&str> = typed.chosen().iter().map(|asked| asked.statement().name).collect();
    assert_eq!(chosen, ["survival", "edits", "bytes_added", "pages_created", "revert_rate"]);
    for question in Question::all() {
        typed.read(&question, &Frame::default()).unwrap();
    }
    assert_eq!(
        definition(&typed, "survival"),
        "At least 1 edit to articles, between 30 days and 60 days after the first edit."
    );
    assert_eq!(definition(&typed, "edits"), "Edits to any page, from 1 May 2025 to 19 February 2026.");
    assert!(definition(&typed, "revert_rate").contains("within 48 hours"));
}

#[test]
fn what_was_sent_reads_as_what_was_shown() {
    let shown = opened();
    let fields =
        shown.fields.iter().flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone())));
    let chosen = shown.chosen.iter().map(|name| (String::from("metric"), name.clone()));
    assert_eq!(Typed::sent(chosen.chain(fields).collect()), shown);
}

#[test]
fn settings_become_a_request_and_those_of_the_other_anchors_are_left_out() {
    let typed = with(&[
        ("edits.anchor", "registration"),
        ("edits.t", "2"),
        ("edits.t_unit", "w"),
        ("edits.offset", "12"),
        ("edits.offset_unit", "h"),
        ("edits.namespaces", "list"),
        ("edits.namespace", "0"),
        ("edits.namespaces_other", " 4, 118 "),
        ("edits.last_day", "never"),
        ("revert_rate.within", ""),
    ]);
    assert_eq!(
        definition(&typed, "edits"),
        "Edits to articles, project pages and drafts, from 12 hours to 14 days and 12 hours after registration."
    );
    assert!(definition(&typed, "revert_rate").contains("at any time"));
}

#[test]
fn the_last_day_belongs_to_fixed_dates() {
    let typed = with(&[("edits.first_day", "2025-05-01"), ("edits.last_day", "2025-05-01")]);
    let window = read(&typed, "edits").unwrap().window;
    assert_eq!((window.start, window.end), (Some(at("2025-05-01")), Some(at("2025-05-02"))));
}

#[test]
fn every_wrong_field_is_named_in_the_words_of_the_form() {
    let typed = with(&[
        ("survival.n", "0"),
        ("survival.sunset", "1.5"),
        ("survival.namespaces", "list"),
        ("survival.namespace", ""),
        ("edits.last_day", "31.12.2025"),
        ("bytes_added.anchor", "event"),
        ("bytes_added.t", "-3"),
    ]);
    let wrong = |name| {
        let wrong = read(&typed, name).unwrap_err();
        wrong.into_iter().map(|one| (one.field, Language::english().text(&one.message))).collect::<Vec<_>>()
    };
    let survival = wrong("survival");
    assert_eq!(survival.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["sunset", "namespaces", "n"]);
    assert_eq!(
        survival.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>(),
        [
            "Then look at the next: write a whole number, such as 30.",
            "Choose at least one kind of page.",
            "“Ask for at least” is “0”. It must be a whole number from 1 to 1,000,000,000.",
        ]
    );
    assert_eq!(wrong("edits")[0].0, "last_day");
    assert_eq!(wrong("bytes_added")[0].0, "event");
}

#[test]
fn what_cannot_be_read_is_said_of_every_field_at_once_and_without_what_was_not_typed() {
    for (name, changed, said) in [
        ("survival", ("survival.t", "abc"), "Wait for: write a whole number, such as 30."),
        ("survival", ("survival.t", ""), "Wait for: write a whole number, such as 30."),
        ("survival", ("survival.t", "-3"), "Wait for: write a whole number, such as 30."),
        (
            "survival",
            ("survival.t", "9999999"),
            "Wait for: this is longer than a thousand years. Write a smaller number.",
        ),
        ("survival", ("survival.n", ""), "Ask for at least: write a whole number, such as 5."),
        ("threshold", ("threshold.t", "0"), "For how long: write a whole number of at least 1."),
        ("threshold", ("threshold.offset", "-2"), "Begin after: write a whole number, such as 30."),
        ("revert_rate", ("revert_rate.within", "0"), "Undone within: write a whole number of at least 1."),
        ("revert_rate", ("revert_rate.radius", "x"), "Radius: write a whole number, such as 5."),
        ("edits", ("edits.anchor", "event"), "Choose the day of the event."),
    ] {
        let wrong = read(&with(&[changed]), name).unwrap_err();
        let texts: Vec<String> = wrong.iter().map(|one| Language::english().text(&one.message)).collect();
        assert_eq!(texts, [said], "{changed:?}");
    }
    let many = with(&[("threshold.t", "abc"), ("threshold.n", "many"), ("threshold.range_first", "soon")]);
    let wrong = read(&many, "threshold").unwrap_err();
    assert_eq!(wrong.iter().map(|one| one.field).collect::<Vec<_>>(), ["range_first", "t", "n"]);
    let list = [("edits.namespaces", "list"), ("edits.namespaces_other", "10, talk")];
    let wrong = read(&with(&list), "edits").unwrap_err();
    assert_eq!(
        Language::english().text(&wrong[0].message),
        "Other namespaces: write whole numbers, separated by commas, such as 10, 14."
    );
    // An event alone has a time before it; and what may be empty may be empty.
    let event = [("edits.anchor", "event"), ("edits.event", "2025-06-01"), ("edits.offset", "-4")];
    assert!(read(&with(&event), "edits").is_ok());
    assert!(read(&with(&[("survival.sunset", "")]), "survival").is_ok());
    assert!(read(&with(&[("survival.t", "0")]), "survival").is_ok());
}
