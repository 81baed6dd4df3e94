//! The clocks of the form: from an event on, and from registrations and first edits on days that count.

use serde_json::Value as Json;

use super::*;

/// A site whose editor n registered on January n at noon and made n edits, one an hour from that minute on.
async fn site_with_registrations() -> TestApp {
    let app = TestApp::start().await;
    let as_of = Timestamp::from_unix(NEW_YEAR + 31 * 86_400);
    let noon = |id: i64| NEW_YEAR + (id - 1) * 86_400 + 43_200;
    let users = (1..=10).map(|id| (id, noon(id)));
    let edits = (1..=10).flat_map(|id| (0..id).map(move |hour| (id, noon(id) + hour * 3600)));
    house::import_registered(app.state.data.warehouse(), Some(as_of), users, edits);
    app
}

/// Asks for edits alone, with these settings; the result page and the document.
async fn ask_edits(app: &TestApp, browser: &mut Browser, ask: &str, typed: &[(&str, &str)]) -> (Answer, Json) {
    answered(app, browser, ask, &[&[("metric", "edits")], typed].concat()).await
}

/// The numbers of edits in a document, in the order of the list.
fn edits(document: &Json) -> Vec<Option<i64>> {
    let rows = document["metrics"][0]["rows"].as_array().unwrap();
    rows.iter().map(|row| row["values"][0].as_i64()).collect()
}

#[tokio::test]
async fn an_event_is_counted_from_its_day_on_and_before_it() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let event = [("edits.anchor", "event"), ("edits.event", "2025-01-05"), ("edits.t", "3"), ("edits.t_unit", "d")];
    let (page, document) = ask_edits(&app, &mut browser, &ask, &event).await;
    // Editor n edited on the first n days of the year: of 5, 6 and 7 January these are n - 4 days, three at most.
    let expected: Vec<_> = (1..=25).map(|n: i64| Some((n - 4).clamp(0, 3))).collect();
    assert_eq!(edits(&document), expected);
    assert_eq!(document["metrics"][0]["window"]["event"], "2025-01-05T00:00:00Z");
    page.assert_shows(&[
        "<strong>21 of 25 people made 60 edits</strong> to any page, within 3 days of the event on 5 January 2025.",
    ]);
    let before = [&event[..], &[("edits.offset", "-4"), ("edits.offset_unit", "d"), ("edits.t", "4")]].concat();
    let (page, document) = ask_edits(&app, &mut browser, &ask, &before).await;
    let expected: Vec<_> = (1..=25).map(|n: i64| Some(n.min(4))).collect();
    assert_eq!(edits(&document), expected);
    page.assert_shows(&["before the event on 5 January 2025."]);
}

#[tokio::test]
async fn an_event_without_a_day_is_named_beside_the_field() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    for (typed, words) in [("", "Choose the day of the event."), ("soon", "is not a date or time")] {
        let sent = browser.post(&ask, &fields(&page, &[("edits.anchor", "event"), ("edits.event", typed)])).await;
        assert_eq!(sent.status, 422);
        let beside = beside(&sent, "edits.event");
        assert!(beside.contains(words), "{beside}");
    }
    assert_eq!(step(&app).await, Step::Nothing);
}

#[tokio::test]
async fn days_that_the_data_do_not_have_get_a_note_and_can_be_asked_about() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    for (typed, note) in [
        (&[("edits.last_day", "2025-02-20")][..], "The data end on 31 January 2025. Later days are not counted."),
        (
            &[("edits.anchor", "event"), ("edits.event", "2025-03-01")],
            "The event lies after the data, which end on 31 January 2025.",
        ),
        (
            &[("edits.anchor", "event"), ("edits.event", "2024-12-31")],
            "The event lies before the first edit of the wiki, on 1 January 2025.",
        ),
        (&[("edits.first_day", "")], "from the first edit of the wiki, on 1 January 2025, to 31 January 2025"),
    ] {
        browser.post(&format!("{ask}/live"), &fields(&page, typed)).await.assert_shows(&[note]);
    }
    let within = [("edits.last_day", "2025-01-31"), ("edits.anchor", "event"), ("edits.event", "2025-01-01")];
    let live = browser.post(&format!("{ask}/live"), &fields(&page, &within)).await;
    assert!(!live.body.contains("The event lies") && !live.body.contains("Later days"), "{}", live.body);
}

#[tokio::test]
async fn registrations_and_first_edits_count_on_the_days_asked_for_with_the_last_one() {
    let app = site_with_registrations().await;
    let owner = app.add_user("Amina").await;
    let (mut browser, ask) = (app.browser_of("Amina").await, list(&app, owner, 10).await);
    for (anchor, start, left_out) in [
        ("registration", "a registration", "registered outside these dates"),
        ("first_edit", "a first edit", "first edit outside these dates"),
    ] {
        let typed = [
            ("edits.anchor", anchor),
            ("edits.range_first", "2025-01-05"),
            ("edits.range_last", "2025-01-08"),
            ("edits.t", "6"),
            ("edits.t_unit", "h"),
        ];
        let page = browser.get(&ask).await;
        let live = browser.post(&format!("{ask}/live"), &fields(&page, &typed)).await;
        let definition = format!("within 6 hours of {start} from 5 January 2025 to 8 January 2025.");
        live.assert_shows(&[&definition, &format!("<strong>6 of 10</strong> do not count: {left_out}.")]);

        let (page, document) = ask_edits(&app, &mut browser, &ask, &typed).await;
        let expected = [None, None, None, None, Some(5), Some(6), Some(6), Some(6), None, None];
        assert_eq!(edits(&document), expected, "{anchor}");
        let metric = &document["metrics"][0];
        assert_eq!(metric["window"]["start"], "2025-01-05T00:00:00Z");
        assert_eq!(metric["window"]["end"], "2025-01-09T00:00:00Z");
        assert!(metric["definition"].as_str().unwrap().ends_with(&definition), "{metric}");
        page.assert_shows(&[
            &format!("<strong>4 people made 23 edits</strong> to any page, {definition}"),
            &format!("6 left out: {left_out}"),
        ]);
    }
}

#[tokio::test]
async fn days_that_do_not_fit_are_named_beside_the_field_that_stands_there() {
    let app = site_with_registrations().await;
    let owner = app.add_user("Amina").await;
    let (mut browser, ask) = (app.browser_of("Amina").await, list(&app, owner, 10).await);
    let page = browser.get(&ask).await;
    for (first, last, field, words) in [
        (
            "2025-01-09",
            "2025-01-08",
            "range_first",
            "The first day, 9 January 2025, comes after the last day, 8 January 2025.",
        ),
        ("", "8.1.2025", "range_last", "Only if that was on or before: "),
        ("2025-03-01", "", "range_first", "1 March 2025"),
    ] {
        let typed = [("edits.anchor", "registration"), ("edits.range_first", first), ("edits.range_last", last)];
        let sent = browser.post(&ask, &fields(&page, &typed)).await;
        assert_eq!(sent.status, 422);
        let beside = beside(&sent, &format!("edits.{field}"));
        assert!(beside.contains(words), "{beside}");
        assert!(fields(&sent, &[]).contains(&("edits.range_first", first)), "what was typed is kept");
    }
    assert_eq!(step(&app).await, Step::Nothing);
}
