//! The question of a result once more: as it was, and after a change.

use super::*;

/// The page of the result that a form, as it is sent, comes to.
async fn answer(app: &TestApp, browser: &mut Browser, ask: &str, typed: &[(&str, &str)]) -> String {
    let page = browser.get(ask).await;
    let run = browser.post(ask, &fields(&page, typed)).await.location().to_owned();
    step(app).await;
    browser.get(&run).await.location().to_owned()
}

#[tokio::test]
async fn a_result_can_be_run_again_on_the_data_and_the_people_of_today() {
    let app = site().await;
    let owner = app.add_user("Amina").await;
    let (mut browser, ask) = (app.browser_of("Amina").await, list(&app, owner, 25).await);
    let result = answer(&app, &mut browser, &ask, &[]).await;
    let cohort = ask.trim_end_matches("/ask");
    let page = browser.get(&result).await;
    page.assert_shows(&[
        "Days that are the same for everybody stay as they are, the last one 31 January 2025. To move them, <a href=",
    ]);
    page.assert_shows(&["Run again", "Change the questions", &format!("cohort <a href=\"{cohort}\">")]);

    // Nothing has changed: the answer is there, and the page says so.
    let same = browser.post(&format!("{result}/again"), &[]).await.location().to_owned();
    assert!(same.starts_with("/r/um-") && !same.starts_with(&result), "{same}");
    browser.get(&same).await.assert_shows(&[&format!(
        "Neither the list nor the data have changed since <a href=\"{result}\">the result before</a>"
    )]);
    let other = answer(&app, &mut browser, &ask, &[("edits.first_day", "2025-01-09")]).await;
    let claimed = browser.get(&format!("{other}?after={}", result.trim_start_matches("/r/"))).await;
    assert!(!claimed.body.contains("have changed since"), "another question is not the same");

    // Newer data: Editor 1 has one edit more.
    let as_of = Timestamp::from_unix(NEW_YEAR + 40 * 86_400);
    let more = [(1, NEW_YEAR + 20 * 86_400)];
    let edits = (1..=30).flat_map(|id| (0..id).map(move |day| (id, NEW_YEAR + day * 86_400))).chain(more);
    house::import(app.state.data.warehouse(), Some(as_of), edits);
    let run = browser.post(&format!("{result}/again"), &[]).await.location().to_owned();
    assert!(run.starts_with("/runs/"), "{run}");
    step(&app).await;
    let newer = browser.get(&run).await.location().to_owned();
    let page = browser.get(&newer).await;
    page.assert_shows(&["<p class=\"um-band__fig\">326</p>", "data until 9 February 2025"]);
    browser.get(&result).await.assert_shows(&["<p class=\"um-band__fig\">325</p>"]);
    let mut stranger = app.browser_of("Boris").await;
    assert_eq!(stranger.post(&format!("{result}/again"), &[]).await.status, 404);

    browser.post(&format!("{cohort}/delete"), &[]).await;
    let page = browser.get(&result).await;
    assert!(!page.body.contains("Run again") && !page.body.contains(cohort), "there is nobody left to ask about");
    let refused = browser.post(&format!("{result}/again"), &[]).await;
    assert_eq!(refused.status, 400);
    refused.assert_shows(&["The cohort of this result was deleted"]);
}

#[tokio::test]
async fn the_form_opens_with_the_questions_of_a_result() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let typed = [
        ("survival.t", "45"),
        ("survival.t_unit", "m"),
        ("survival.sunset", ""),
        ("survival.n", "4"),
        ("edits.first_day", "2025-01-03"),
        ("edits.last_day", "2025-01-20"),
        ("edits.namespaces", "list"),
        ("edits.namespace", "2"),
        ("bytes_added.anchor", "event"),
        ("bytes_added.event", "2025-01-05"),
        ("bytes_added.t", "3"),
        ("bytes_added.offset", "-4"),
        ("bytes_added.namespaces", "all"),
        ("pages_created.anchor", "first_edit"),
        ("pages_created.range_last", "2025-01-08"),
        ("revert_rate.within", ""),
        ("revert_rate.by", "anyone"),
    ];
    let result = answer(&app, &mut browser, &ask, &typed).await;
    let page = browser.get(&format!("{ask}?like={}", result.trim_start_matches("/r/"))).await;
    let opened = fields(&page, &[]);
    for field in typed {
        assert!(opened.contains(&field), "{field:?} in {opened:?}");
    }
    let chosen: Vec<&str> = opened.iter().filter(|(name, _)| *name == "metric").map(|(_, metric)| *metric).collect();
    assert_eq!(chosen, ["survival", "edits", "bytes_added", "pages_created", "revert_rate"]);
    // It is the same question: nothing needs to be counted.
    assert!(browser.post(&ask, &opened).await.location().starts_with("/r/um-"));
    let plain = browser.get(&format!("{ask}?like=um-nothing")).await;
    assert_eq!(fields(&plain, &[]), fields(&browser.get(&ask).await, &[]));
}
