//! What is asked for all questions: slices, what is summed up, how the data stood; and curves.

use super::*;

/// The request in a document.
fn request(document: &Json) -> String {
    let request = &document["request"];
    let fields = ["as_of", "zone", "slice", "slice_by", "aggregators", "intervals", "seed"];
    fields.map(|field| request[field].to_string()).join(" ")
}

/// The slices of the first metric's rows, each once.
fn slices(document: &Json) -> Vec<String> {
    let mut slices: Vec<String> = Vec::new();
    for row in document["metrics"][0]["rows"].as_array().unwrap() {
        let slice = row["slice"].to_string();
        if !slices.contains(&slice) {
            slices.push(slice);
        }
    }
    slices
}

/// What the form opens with after a result.
async fn refilled(browser: &mut Browser, ask: &str, document: &Json) -> Answer {
    browser.get(&format!("{ask}?like={}", document["id"].as_str().unwrap())).await
}

#[tokio::test]
async fn time_is_cut_in_the_zone_of_the_form_and_the_form_opens_with_it_again() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    browser.get(&ask).await.assert_shows(&["The whole time as one number.", "<option value=\"Africa/Nairobi\">"]);
    let typed = [
        ("metric", "edits"),
        ("edits.first_day", "2025-01-02"),
        ("edits.last_day", "2025-01-15"),
        ("slice", "week"),
        ("slice_by", "time"),
        ("zone", "Africa/Nairobi"),
    ];
    let page = browser.get(&ask).await;
    browser.post(&format!("{ask}/live"), &only(&page, &typed)).await.assert_shows(&[
        "<span class=\"um-q__desc\" id=\"ask-over-says\" hx-swap-oob=\"true\">",
        "<strong>Week by week</strong>, by when things happened. Days begin as in <bdi>Africa/Nairobi</bdi>.",
    ]);
    let (_, document) = answered(&app, &mut browser, &ask, &typed).await;
    assert_eq!(document["metrics"][0]["window"]["start"], "2025-01-01T21:00:00Z");
    assert_eq!(document["metrics"][0]["window"]["end"], "2025-01-15T21:00:00Z");
    // Days begin at 21:00 UTC, weeks on Monday; the first is called by where the dates begin.
    let begins = ["2025-01-01", "2025-01-05", "2025-01-12"].map(|day| format!("{{\"time\":\"{day}T21:00:00Z\"}}"));
    assert_eq!(slices(&document), begins);
    assert!(request(&document).starts_with("null \"Africa/Nairobi\" \"week\" \"time\" "));

    let page = refilled(&mut browser, &ask, &document).await;
    let opened = fields(&page, &[]);
    for field in typed {
        assert!(opened.contains(&field), "{field:?} in {opened:?}");
    }
    assert!(browser.post(&ask, &opened).await.location().starts_with("/r/um-"), "it is the same question");
}

#[tokio::test]
async fn pieces_of_hours_and_open_windows_by_age_and_triangles_can_be_asked_for() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let age = [
        ("metric", "edits"),
        ("edits.anchor", "first_edit"),
        ("edits.t", ""),
        ("edits.t_unit", "none"),
        ("slice", "hours"),
        ("slice_hours", "240"),
        ("slice_by", "age"),
    ];
    let (_, document) = answered(&app, &mut browser, &ask, &age).await;
    assert_eq!(document["request"]["slice"], "10d");
    assert_eq!(document["request"]["metrics"][0]["window"]["t"], "none");
    assert_eq!(slices(&document), [0, 1, 2, 3].map(|age| format!("{{\"age\":{age}}}")));
    let page = refilled(&mut browser, &ask, &document).await;
    let opened = fields(&page, &[]);
    for field in age {
        assert!(opened.contains(&field), "{field:?} in {opened:?}");
    }
    assert!(browser.post(&ask, &opened).await.location().starts_with("/r/um-"));

    let both = [("metric", "edits"), ("edits.anchor", "first_edit"), ("edits.t", "40"), ("edits.t_unit", "d")];
    let both = [&both[..], &[("slice", "month"), ("slice_by", "anchor,age")]].concat();
    let (_, document) = answered(&app, &mut browser, &ask, &both).await;
    let keys = [0, 1].map(|age| format!("{{\"anchor\":\"2025-01-01T00:00:00Z\",\"age\":{age}}}"));
    assert_eq!(slices(&document), keys);
}

#[tokio::test]
async fn what_is_summed_up_and_intervals_are_chosen_and_kept() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let typed = [
        ("metric", "edits"),
        ("aggregator", "median"),
        ("aggregator", "p90"),
        ("aggregator", "dist"),
        ("intervals", "true"),
        ("seed", "7"),
    ];
    let (_, document) = answered(&app, &mut browser, &ask, &typed).await;
    assert_eq!(request(&document), "null \"UTC\" null null [\"median\",\"p90\",\"dist\"] true 7");
    let edits = &document["metrics"][0]["aggregates"][0]["columns"]["edits"];
    assert_eq!((&edits["median"], edits["histogram"].is_object()), (&Json::from(13.0), true));
    assert!(edits["median_interval"].is_array(), "{edits}");
    let page = refilled(&mut browser, &ask, &document).await;
    page.assert_shows(&[
        "By the median, what 90 in 100 lie below and the distribution, with a histogram.",
        "With intervals for means and medians. Chance starts at 7.",
    ]);
    assert!(browser.post(&ask, &fields(&page, &[])).await.location().starts_with("/r/um-"));
}

#[tokio::test]
async fn the_data_are_looked_at_as_they_stood_and_on_the_copy_that_was_chosen() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let typed = [("metric", "edits"), ("as_of", "2025-01-10")];
    let page = browser.get(&ask).await;
    assert!(!page.body.contains("name=\"snapshot\""), "one copy is no choice");
    browser.post(&format!("{ask}/live"), &only(&page, &typed)).await.assert_shows(&[
        "As the data stood at the end of <strong>10 January 2025</strong>.",
        "Data until 10 January 2025",
        "The data end on 10 January 2025. Later days are not counted.",
        // Of the first 20 people the first ten made 1 to 10 edits by then, the others 10.
        "<strong>20 people made 155 edits</strong>",
    ]);
    let (page, document) = answered(&app, &mut browser, &ask, &typed).await;
    assert_eq!(document["request"]["as_of"], "2025-01-11T00:00:00Z");
    page.assert_shows(&["<strong>25 people made 205 edits</strong>"]);
    let before = refilled(&mut browser, &ask, &document).await;
    assert!(fields(&before, &[]).contains(&("as_of", "2025-01-10")));

    let more = (1..=30).flat_map(|id| (0..id + 2).map(move |day| (id, NEW_YEAR + day * 86_400)));
    house::import(app.state.data.warehouse(), Some(Timestamp::from_unix(NEW_YEAR + 40 * 86_400)), more);
    let page = browser.get(&ask).await;
    let old = document["data"][0]["snapshot"].as_str().unwrap();
    page.assert_shows(&["Copy of the wiki", &format!("data until 31 January 2025 ({old})")]);
    let (_, again) = answered(&app, &mut browser, &ask, &[("metric", "edits"), ("snapshot", old)]).await;
    assert_eq!(
        (&again["request"]["snapshots"][0], &again["data"][0]["snapshot"]),
        (&Json::from(old), &Json::from(old))
    );
    let chosen = refilled(&mut browser, &ask, &again).await;
    assert!(fields(&chosen, &[]).contains(&("snapshot", old)));
    chosen.assert_shows(&[&format!("On the copy {old} of the wiki."), "Data until 31 January 2025"]);
    // Half of 31 January is not in the data of an early morning: its end is where they end.
    let last = [("metric", "edits"), ("as_of", "2025-02-09")];
    let (_, whole) = answered(&app, &mut browser, &ask, &last).await;
    assert_eq!(whole["request"]["as_of"], "2025-02-10T00:00:00Z");
}

#[tokio::test]
async fn a_curve_is_asked_for_beside_questions_and_alone() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let curve = [
        ("metric", "kaplan_meier"),
        ("kaplan_meier.anchor", "first_edit"),
        ("kaplan_meier.gap", "5"),
        ("kaplan_meier.gap_unit", "d"),
        ("kaplan_meier.namespaces", "all"),
    ];
    let page = browser.get(&ask).await;
    browser.post(&format!("{ask}/live"), &only(&page, &curve)).await.assert_shows(&["1 question, 25 people."]);
    let (_, document) = answered(&app, &mut browser, &ask, &curve).await;
    assert_eq!(document["metrics"], Json::Array(Vec::new()));
    let drawn = &document["curves"][0];
    // 25 people edited daily from the first day on, and the n-th stopped after n - 1 days: nobody later than the horizon.
    assert_eq!((&drawn["accounts"], &drawn["events"], &drawn["censored"]), (&25.into(), &25.into(), &0.into()));
    assert_eq!(document["request"]["curves"][0]["parameters"]["gap"], "5d");
    let page = refilled(&mut browser, &ask, &document).await;
    let opened = fields(&page, &[]);
    for field in curve {
        assert!(opened.contains(&field), "{field:?} in {opened:?}");
    }
    assert_eq!(opened.iter().filter(|(name, _)| *name == "metric").count(), 1);
    let both = [&curve[..], &[("metric", "edits")]].concat();
    let (_, document) = answered(&app, &mut browser, &ask, &both).await;
    assert_eq!((document["metrics"].as_array().unwrap().len(), document["curves"].as_array().unwrap().len()), (1, 1));
}

#[tokio::test]
async fn what_every_metric_can_leave_out_is_asked_for_and_kept() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let typed = [
        ("metric", "pages_created"),
        ("pages_created.include_deleted", "false"),
        ("pages_created.exclude_bots", "true"),
        ("pages_created.exclude_redirects", "true"),
    ];
    let (_, document) = answered(&app, &mut browser, &ask, &typed).await;
    let parameters = &document["metrics"][0]["parameters"];
    let given = ["include_deleted", "exclude_bots", "exclude_redirects"].map(|name| parameters[name].as_bool());
    assert_eq!(given, [Some(false), Some(true), Some(true)]);
    let page = refilled(&mut browser, &ask, &document).await;
    assert!(typed.iter().all(|field| fields(&page, &[]).contains(field)));
}
