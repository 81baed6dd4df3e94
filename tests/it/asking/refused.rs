//! What is wrong with settings of the whole request is said beside them, and nothing typed is lost.

use super::*;

/// Questions, what is typed, the field that is wrong, and words beside it.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

/// Sends each of these; each is refused.
async fn refuse(cases: &[Case<'_>]) {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    for (question, typed, field, words) in cases {
        let sent = browser.post(&ask, &only(&page, &[&[("metric", *question)], *typed].concat())).await;
        assert_eq!(sent.status, 422, "{typed:?}");
        sent.assert_shows(&["Something is to be corrected in"]);
        let beside = beside(&sent, field);
        assert!(beside.contains(words), "{words}: {beside}");
        let kept = fields(&sent, &[]);
        // What is no entry of a list cannot be kept in it.
        let listed = |name, value| name == "aggregator" || (name == "slice" && value == "fortnight");
        for (name, value) in typed.iter().filter(|(name, value)| !listed(*name, *value)) {
            assert!(kept.contains(&(name, value)), "{name} {value} in {kept:?}");
        }
    }
    assert_eq!(step(&app).await, Step::Nothing, "nothing was asked");
}

#[tokio::test]
async fn a_question_that_cannot_be_cut_so_is_named_with_what_it_can() {
    refuse(&[
        (
            "survival",
            &[("slice", "month"), ("slice_by", "time")],
            "slice_by",
            "“Are they still editing?” counts from when each person started. It can be shown by when people started, by \
             time since they started, or by both, but not by when things happened.",
        ),
        (
            "edits",
            &[("slice", "month"), ("slice_by", "anchor,age")],
            "slice_by",
            "“How much did they edit?” counts between two days that are the same for everybody. It can be shown by when \
             things happened, but not by both, as a triangle.",
        ),
        (
            "survival",
            &[("slice", "month"), ("slice_by", "age")],
            "slice_by",
            "“Are they still editing?” asks about one moment after each person’s start, so it cannot be shown by time \
             since they started.",
        ),
        (
            "threshold",
            &[("slice", "day"), ("slice_by", "age"), ("threshold.offset", "2")],
            "threshold.offset",
            "Begin after: pieces of the time since people started begin with the start itself. Write 0.",
        ),
        (
            "threshold",
            &[("threshold.t_unit", "none")],
            "threshold.t",
            "For how long: time without an end needs “Over time” cut by time since people started.",
        ),
    ])
    .await;
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_named_with_what_is_allowed() {
    refuse(&[
        (
            "edits",
            &[("slice", "hours"), ("slice_hours", "0")],
            "slice",
            "Hours in a piece: write a whole number, such as 24.",
        ),
        ("edits", &[("slice", "fortnight")], "slice", "fortnight"),
        ("edits", &[("zone", "Afrika/Nairobi")], "zone", "Africa/Nairobi"),
        ("edits", &[("seed", "-1")], "seed", "Where chance starts: write a whole number, such as 1."),
        ("edits", &[("aggregator", "average")], "aggregator", "average"),
        ("namespace_edits", &[("aggregator", "p90")], "aggregator", "p90"),
        ("edits", &[("as_of", "2025-02-01")], "as_of", "their last day is 31 January 2025"),
        ("edits", &[("as_of", "2024-12-31")], "as_of", "the first edit of the wiki was on 1 January 2025"),
    ])
    .await;
}

#[tokio::test]
async fn nothing_to_sum_up_and_a_copy_that_is_gone_are_said() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let none: Vec<_> = fields(&page, &[]).into_iter().filter(|(name, _)| *name != "aggregator").collect();
    assert!(beside(&browser.post(&ask, &none).await, "aggregator").contains("Tick at least one way to sum up."));
    // There is no list of copies while there is one.
    let gone = browser.post(&ask, &only(&page, &[("metric", "edits"), ("snapshot", "2024-01-01-00000000")])).await;
    assert_eq!(gone.status, 422);
    gone.assert_shows(&["is not there any more. The newest one is used unless you choose another."]);
    assert_eq!(step(&app).await, Step::Nothing);
}
