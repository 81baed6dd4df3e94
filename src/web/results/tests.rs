//! What the parts of a result page say.

use super::answer::{Answer, leading};
use super::band::cells;
use super::list::ResultRow;
use super::measured::Measured;
use super::people::People;
use super::provenance::Provenance;
use super::rows::Rows;
use super::testing::workshop;
use super::{numbers, spread, sure};
use crate::text::{Language, Message};

mod meaning;

fn say(message: &Message) -> String {
    let text = Language::english().text(message);
    assert!(!text.contains('⧼') && !text.contains('$'), "{text}");
    text
}

const MONTH: [&str; 1] = ["survival.t=30d"];

#[test]
fn the_first_lines_can_be_quoted_and_say_what_is_not_known_and_when() {
    let workshop = workshop(&["survival", "edits"], &MONTH);
    let metrics = Measured::all(&workshop.head);
    let answer = Answer::new(leading(&metrics).unwrap(), &workshop.head, Language::english());
    assert_eq!(
        say(&answer.sentence),
        "12 of 33 people were still editing between 30 days and 60 days after registration (at least 1 edit to articles)."
    );
    let strip = answer.strip.unwrap();
    let groups: Vec<String> = strip.groups.iter().map(|group| say(&group.label)).collect();
    assert_eq!(
        groups,
        [
            "12 still editing",
            "21 made no edit to articles in those days",
            "12 not yet known; 2 of them are a yes already",
            "2 left out: not in this data"
        ]
    );
    let marks: Vec<usize> = strip.groups.iter().map(|group| group.marks.matches("<svg ").count()).collect();
    assert_eq!((marks, strip.bar), (vec![12, 21, 12, 2], None));
    assert_eq!(
        answer.unknown.iter().map(say).collect::<Vec<_>>(),
        [
            "12 people are not yet known: that needs data up to 3 March 2026, and these end on 19 February 2026. They are left \
             out of the 36%, not counted as a no.",
            "2 people are not in this data. That is not a no: the data do not list everybody."
        ]
    );
}

#[test]
fn a_question_of_yes_and_no_is_quoted_before_a_count() {
    let workshop = workshop(&["edits", "threshold"], &[]);
    let metrics = Measured::all(&workshop.head);
    assert_eq!(leading(&metrics).unwrap().head.metric, "threshold");
    assert_eq!(leading(&metrics[..1]).unwrap().head.metric, "edits");
}

#[test]
fn every_number_has_its_five_lines() {
    let workshop = workshop(
        &[
            "survival",
            "edits",
            "bytes_added",
            "pages_created",
            "revert_rate",
            "threshold",
            "namespace_edits",
            "edit_rate",
        ],
        &["survival.t=30d", "edits.t=7d"],
    );
    let metrics = Measured::all(&workshop.head);
    let lines: Vec<[String; 5]> = cells(&metrics)
        .iter()
        .map(|cell| {
            let unit = cell.unit.as_ref().map(say).unwrap_or_default();
            let missing: Vec<String> = cell.missing.iter().map(|missing| say(&missing.words)).collect();
            [
                say(&cell.label),
                format!("{} {unit}", say(&cell.figure)).trim().to_owned(),
                say(&cell.per),
                say(&cell.definition),
                format!("{}; {}", say(&cell.people), missing.join(", ")),
            ]
        })
        .collect();
    assert_eq!(
        lines[0],
        [
            "Still editing",
            "36%",
            "12 of 33 people; between 22% and 53%",
            "At least 1 edit to articles, between 30 days and 60 days after registration.",
            "33 judged; 12 not yet known, 2 left out: not in this data"
        ]
    );
    assert_eq!(lines[1][0], "Edits");
    assert_eq!(lines[1][2], "median 8 per person, mean 8.2");
    assert_eq!(lines[1][4], "45 people; 2 left out: not in this data");
    assert!(lines[2][1].ends_with(" bytes"), "{:?}", lines[2]);
    assert_eq!(lines[3][1..3], ["32", "median 1 per person, mean 0.71"]);
    assert_eq!(lines[4][1..3], ["0%", "0 of 270 edits"]);
    assert_eq!(lines[8][..3], ["Edit rate", "8 edits per day", "median; the mean is 8.2"]);
    assert_eq!(lines.len(), 9, "{lines:#?}");
}

#[test]
fn where_most_have_nothing_the_line_says_who_has_anything() {
    let workshop = workshop(&["pages_created"], &["namespaces=1"]);
    let metrics = Measured::all(&workshop.head);
    assert_eq!(say(&cells(&metrics)[0].per), "by 0 of 45 people");
}

#[test]
fn the_table_of_every_number_has_all_columns_and_no_invented_ones() {
    let workshop = workshop(&["survival", "edits", "namespace_edits"], &["t=7d"]);
    let rows = numbers::rows(&Measured::all(&workshop.head), Language::english());
    let shown: Vec<(String, Vec<String>)> = rows
        .iter()
        .map(|row| {
            let cell = |cell: &Option<Message>| cell.as_ref().map_or_else(|| "—".to_owned(), say);
            (say(&row.label), row.cells.iter().map(cell).collect())
        })
        .collect();
    assert_eq!(
        shown.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(),
        ["Still editing", "Edits", "Minor edits", "Edits by namespace", "articles", "article talk"]
    );
    assert!(rows.iter().all(|row| row.cells.len() == numbers::HEADS.len()));
    assert_eq!(shown[0].1[2..7], ["—"; 5], "yes and no have a share, not a mean");
    assert_eq!(shown[1].1[..4], ["45", "368", "8.2", "8"]);
    assert_eq!((shown[0].1[7].as_str(), shown[1].1[7].as_str()), ("31%", "98%"));
    assert_eq!((shown[4].1[1].as_str(), shown[5].1[1].as_str()), ("272", "96"));
}

#[test]
fn how_sure_says_both_answers_and_the_table_has_the_numbers_of_the_drawing() {
    let workshop = workshop(&["survival"], &MONTH);
    let metrics = Measured::all(&workshop.head);
    let section = &sure::sections(&metrics, Language::english())[0];
    assert_eq!(say(&section.title), "How sure is 36%?");
    assert_eq!(
        say(&section.say),
        "About 36 in 100, and between 22 and 53 if you see this group as a sample of similar groups."
    );
    assert!(
        say(&section.more[0])
            .ends_with("the answer will lie between 31% and 53%, and data up to 3 March 2026 will tell.")
    );
    let rows: Vec<String> =
        section.rows.iter().map(|(what, number)| format!("{}: {}", say(what), say(number))).collect();
    assert_eq!(
        rows,
        [
            "12 of 33 people: 36%",
            "Interval, lower end: 22%",
            "Interval, upper end: 53%",
            "All 45 people: least: 31%",
            "All 45 people: most: 53%"
        ]
    );
    assert_eq!(section.charts.matches("<svg ").count(), 2);
}

#[test]
fn a_spread_counts_everybody_who_was_judged() {
    let workshop = workshop(&["survival", "edits", "revert_rate"], &["survival.t=30d", "edits.t=7d"]);
    let metrics = Measured::all(&workshop.head);
    let rows = Rows::read(&workshop.head, &workshop.rows).unwrap();
    let sections = spread::sections(&metrics, &rows.values, Language::english());
    assert_eq!(sections.len(), 1);
    let section = &sections[0];
    assert_eq!(say(&section.title), "Edits per person");
    assert_eq!(say(&section.say), "For half of the 45 people it is 8 or less, for the other half 8 or more.");
    let people: i64 = section.rows.iter().map(|(_, people)| say(people).parse::<i64>().unwrap()).sum();
    assert_eq!(people, 45);
}

#[test]
fn people_stand_by_name_with_marks_and_reasons() {
    let workshop = workshop(&["survival", "edits"], &MONTH);
    let metrics = Measured::all(&workshop.head);
    let rows = Rows::read(&workshop.head, &workshop.rows).unwrap();
    let people = People::new(&metrics, &rows.people.unwrap(), 1, |page| page.to_string());
    assert!(people.paging.is_none());
    assert_eq!(people.shown.len(), 47);
    let shown = |name: &str| -> Vec<String> {
        let person = people.shown.iter().find(|person| person.name == name).unwrap();
        person.cells.iter().map(|cell| say(&cell.words)).collect()
    };
    assert_eq!(people.shown[0].name, "=Nobody");
    assert_eq!(shown("Person 01"), ["Yes", "1", "0"]);
    assert_eq!(shown("Person 20")[0], "No");
    assert_eq!(shown("Person 34")[0], "needs data up to 3 March 2026");
    assert_eq!(shown("Person 44")[0], "Yes already");
    assert_eq!(shown("Nobody <b>"), ["not in this data"]);
    let first = people.shown.iter().find(|person| person.name == "Person 01").unwrap();
    assert_eq!(first.address.as_deref(), Some("https://sw.wikipedia.org/wiki/Special:Contributions/Person%2001"));
    assert_eq!(people.shown[0].address, None);
}

#[test]
fn a_reason_is_said_once_for_a_metric_and_once_for_everything() {
    let days = ["edits.anchor=activity", "survival.t=30d", "bytes_added.t=30d", "start=2026-01-01", "end=2026-02-01"];
    let workshop = workshop(&["survival", "bytes_added", "edits"], &days);
    let metrics = Measured::all(&workshop.head);
    let rows = Rows::read(&workshop.head, &workshop.rows).unwrap();
    let people = People::new(&metrics, &rows.people.unwrap(), 1, |page| page.to_string());
    let cells = |name: &str| -> Vec<(String, usize)> {
        let person = people.shown.iter().find(|person| person.name == name).unwrap();
        person.cells.iter().map(|cell| (say(&cell.words), cell.span)).collect()
    };
    // Registered in May: seven columns need a registration in January, two do not.
    assert_eq!(
        cells("Person 01"),
        [("registered outside these dates", 1), ("registered outside these dates", 6), ("0", 1), ("0", 1)]
            .map(|(words, span)| (words.to_owned(), span))
    );
    assert_eq!(
        cells("Nobody <b>"),
        [("not in this data".to_owned(), people.groups.iter().map(|group| group.columns.len()).sum::<usize>())]
    );
    let january = cells("Person 34");
    assert!(january[0].0.starts_with("needs data up to") && january.iter().all(|(_, span)| *span == 1), "{january:?}");
    for person in &people.shown {
        assert_eq!(
            person.cells.iter().map(|cell| cell.span).sum::<usize>(),
            people.groups.iter().map(|group| group.columns.len()).sum::<usize>(),
            "{}",
            person.name
        );
    }
}

#[test]
fn a_long_table_has_pages() {
    let workshop = workshop(&["edits"], &[]);
    let metrics = Measured::all(&workshop.head);
    let line = Rows::read(&workshop.head, &workshop.rows).unwrap().people.unwrap().remove(0);
    let many = vec![line; 250];
    let page = |number| {
        let people = People::new(&metrics, &many, number, |page| page.to_string());
        let paging = people.paging.unwrap();
        (people.shown.len(), say(&paging.words), paging.previous, paging.next)
    };
    assert_eq!(page(1), (100, "These are 1 to 100 of 250.".to_owned(), None, Some("2".to_owned())));
    assert_eq!(page(3), (50, "These are 201 to 250 of 250.".to_owned(), Some("2".to_owned()), None));
    assert_eq!(page(99).2.as_deref(), Some("2"));
    assert_eq!(page(0).3.as_deref(), Some("2"));
}

#[test]
fn the_source_of_numbers_is_named() {
    let workshop = workshop(&["survival", "edits"], &MONTH);
    let metrics = Measured::all(&workshop.head);
    let box_ = Provenance::new(&workshop.head, "Library meetups", "Amina W.", &metrics, None);
    let facts: Vec<String> =
        box_.facts.iter().map(|fact| format!("{}: {}", say(&fact.term), say(&fact.value))).collect();
    assert!(facts.contains(&"Data until: 20 February 2026, 00:00 UTC".to_owned()), "{facts:#?}");
    assert!(facts.contains(&"Cohort: 47 people, version 2".to_owned()), "{facts:#?}");
    assert!(
        facts.contains(&"Definitions: survival 1, edits 1".to_owned())
            || facts.contains(&"Definitions: survival 1 and edits 1".to_owned()),
        "{facts:#?}"
    );
    assert_eq!(
        say(&box_.citation),
        format!(
            "Amina W. (2026). Library meetups. User Metrics result {}, data until 19 February 2026.",
            workshop.head.id
        )
    );
    assert!(!box_.notes.is_empty());
}

#[test]
fn a_list_says_what_was_found() {
    let row = ResultRow::of(&workshop(&["edits", "survival"], &MONTH).stored(), false);
    let (figure, beside) = row.figure.unwrap();
    assert_eq!((say(&figure), say(&beside)), ("12".to_owned(), "of 33 people".to_owned()));
    assert!(say(&row.sentence).starts_with("12 of 33 people were still editing"));
    assert_eq!(row.until.as_ref().map(say).unwrap(), "data until 19 February 2026");
    assert_eq!(row.open.as_ref().map(say).unwrap(), "12 not yet known: needs data up to 3 March 2026");
    let sums = ResultRow::of(&workshop(&["edits"], &["t=7d"]).stored(), false);
    let (figure, beside) = sums.figure.unwrap();
    assert_eq!((say(&figure), say(&beside)), ("368".to_owned(), "Edits".to_owned()));
    assert!(sums.open.is_none());
}

#[test]
fn where_nobody_can_be_judged_the_sentence_says_so() {
    let workshop = workshop(&["survival"], &["t=900d"]);
    let metrics = Measured::all(&workshop.head);
    let answer = Answer::new(&metrics[0], &workshop.head, Language::english());
    assert_eq!(
        say(&answer.sentence),
        "None of the 47 people can be judged yet. Still editing: At least 1 edit to articles, between 900 days and 930 days \
         after registration."
    );
    assert!(say(&answer.unknown[0]).starts_with("45 people are not yet known: that needs data up to"));
    assert_eq!(say(&cells(&metrics)[0].figure), "—");
    assert!(sure::sections(&metrics, Language::english()).is_empty());
}

#[test]
fn people_followed_for_different_times_have_no_interval() {
    let workshop = workshop(&["survival"], &["t=30d", "sunset=none"]);
    let section = &sure::sections(&Measured::all(&workshop.head), Language::english())[0];
    assert!(say(&section.say).starts_with("About ") && !say(&section.say).contains("between"));
    assert!(section.more.iter().any(|sentence| say(sentence).contains("so no interval can be given")));
    assert_eq!((section.rows.len(), section.rule.is_none()), (1, true));
}

#[test]
fn a_metric_that_is_counted_otherwise_by_now_keeps_the_words_it_was_frozen_with() {
    let mut workshop = workshop(&["survival", "edits"], &MONTH);
    workshop.head.metrics[0].version += 1;
    let metrics = Measured::all(&workshop.head);
    assert_eq!(say(&metrics[0].definition()), workshop.head.metrics[0].definition);
    assert_eq!(say(&metrics[0].label()), "survival");
    assert_eq!(leading(&metrics).unwrap().head.metric, "edits");
    assert_eq!(say(&metrics[0].answer(47)), workshop.head.metrics[0].definition);
    assert_eq!(cells(&metrics).len(), 1, "numbers that this program cannot name stand in the files");
    workshop.head.metrics.truncate(1);
    let row = ResultRow::of(&workshop.stored(), false);
    assert_eq!((say(&row.sentence), row.figure), (workshop.head.metrics[0].definition.clone(), None));
}
