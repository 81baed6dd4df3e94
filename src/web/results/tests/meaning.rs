//! Numbers that have no meaning are not shown, and who is in no number has the reason of that number.

use super::super::answer::Answer;
use super::super::band::cells;
use super::super::measured::Measured;
use super::super::people::People;
use super::super::rows::Rows;
use super::super::testing::workshop;
use super::super::{numbers, spread};
use super::say;
use crate::text::Language;

#[test]
fn a_number_that_has_no_meaning_is_not_shown() {
    let metrics = ["bytes_added", "revert_rate", "time_to_threshold", "edit_rate"];
    let workshop = workshop(&metrics, &["bytes_added.t=7d", "time_to_threshold.to=last"]);
    let rows = numbers::rows(&Measured::all(&workshop.head), Language::english());
    let shown = |label: &str| -> [Option<String>; 2] {
        let row = rows.iter().find(|row| say(&row.label) == label).unwrap();
        [&row.cells[1], &row.cells[7]].map(|cell| cell.as_ref().map(say))
    };
    // Some have fewer than none, so the others do not all have none; and neither shares nor minutes add up.
    let [sum, share] = shown("Bytes removed");
    assert!(sum.is_some() && share.is_none());
    for label in ["Share reverted", "Minutes", "Edits per unit"] {
        assert_eq!(shown(label), [None, None], "{label}");
    }
    let Rows { values, .. } = Rows::read(&workshop.head, &workshop.rows).unwrap();
    let spread = spread::sections(&Measured::all(&workshop.head), &values, Language::english());
    let minutes = spread.iter().find(|section| say(&section.title) == "Time to an edit").unwrap();
    assert!(minutes.more.iter().all(|sentence| !say(sentence).contains("of the total")));
}

#[test]
fn who_is_left_out_has_the_reason_of_that_number() {
    let workshop = workshop(&["revert_rate"], &[]);
    let metrics = Measured::all(&workshop.head);
    let missing: Vec<String> = cells(&metrics)[0].missing.iter().map(|missing| say(&missing.words)).collect();
    assert_eq!(
        missing,
        [
            "1 left out: no edits to articles",
            "2 left out: not in this data",
            "1 left out: edits cannot be judged",
            "2 edits cannot be judged"
        ]
    );
    let unknown = Answer::new(&metrics[0], &workshop.head, Language::english()).unknown;
    assert_eq!(
        unknown.iter().map(say).collect::<Vec<_>>(),
        [
            "1 person made no edit to articles, so there is nothing to measure.",
            "2 people are not in this data. That is not a no: the data do not list everybody.",
            "1 person made only edits that cannot be judged, and is left out."
        ]
    );
    let rows = Rows::read(&workshop.head, &workshop.rows).unwrap();
    let people = People::new(&metrics, &rows.people.unwrap(), 1, |page| page.to_string());
    let cells = |name: &str| -> Vec<String> {
        let person = people.shown.iter().find(|person| person.name == name).unwrap();
        person.cells.iter().map(|cell| say(&cell.words)).collect()
    };
    assert_eq!(cells("Person 23"), ["0", "0", "no edits to articles", "0"]);
    assert_eq!(cells("Person 30"), ["0", "2", "edits cannot be judged", "2"]);
}

#[test]
fn a_bar_of_many_is_described_with_the_words_beside_it() {
    let mut workshop = workshop(&["threshold"], &["t=7d"]);
    let column = workshop.head.metrics[0].aggregates[0].columns.get_mut("threshold").unwrap();
    column["proportion"]["positive"] = 139.into();
    column["proportion"]["total"] = 140.into();
    let metrics = Measured::all(&workshop.head);
    let bar = Answer::new(&metrics[0], &workshop.head, Language::english()).strip.unwrap().bar.unwrap();
    assert!(
        bar.contains(">Of 142 people: 139 did, 1 made no edit to articles and 2 left out: not in this data.</desc>"),
        "{bar}"
    );
}
