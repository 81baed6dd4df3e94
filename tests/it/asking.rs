//! From a list of people to a run: the page of questions, the page that waits, and what becomes of the run.

mod again;
mod overall;
mod refused;
mod twice;
mod wikis;
mod windows;

use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;
use usermetrics::job::Step;
use usermetrics::platform::ids::UserId;
use usermetrics::wiki::Timestamp;

use crate::app::{Answer, Browser, TestApp};
use crate::house;

/// The first second of 2025.
const NEW_YEAR: i64 = 1_735_689_600;

/// A site that has a wiki with 30 editors. Editor n has made n edits to articles, one a day from 1 January 2025 on; the
/// data end with 31 January.
async fn site() -> TestApp {
    let app = TestApp::start().await;
    let as_of = Timestamp::from_unix(NEW_YEAR + 31 * 86_400);
    let edits = (1..=30).flat_map(|id| (0..id).map(move |day| (id, NEW_YEAR + day * 86_400)));
    house::import(app.state.data.warehouse(), Some(as_of), edits);
    app
}

/// Saves a list of the first `people` editors for a user; the address of its questions.
async fn list(app: &TestApp, owner: UserId, people: usize) -> String {
    let names: Vec<String> = (1..=people).map(|id| format!("Editor {id}")).collect();
    let title = format!("Library <{people}>");
    let list = house::list(&app.state.pool, &app.state.warehouse, owner, &title, &names.join("\n")).await;
    format!("/c/{}/ask", list.cohort)
}

/// Somebody who is signed in and has a list of 25 people.
async fn amina(app: &TestApp) -> (Browser, String) {
    let owner = app.add_user("Amina").await;
    (app.browser_of("Amina").await, list(app, owner, 25).await)
}

/// Lets the queue do one run.
async fn step(app: &TestApp) -> Step {
    app.state.measure.worker().step(&CancellationToken::new()).await.unwrap()
}

/// The fields of the form as a browser would send it, with some typed over.
fn fields<'a>(page: &'a Answer, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = Vec::new();
    let mut select = "";
    for tag in page.body.split('<').filter_map(|tag| Some(tag.split_once('>')?.0)) {
        let attribute = |name: &str| Some(tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0);
        let has = |name: &str| tag.split_once(&format!(" {name}")).is_some();
        let (name, value) = (attribute("name").unwrap_or_default(), attribute("value").unwrap_or_default());
        let ticks = matches!(attribute("type"), Some("checkbox" | "radio"));
        match tag.split_whitespace().next() {
            Some("input") if !ticks || has("checked") => fields.push((name, value)),
            Some("select") => select = name,
            Some("option") if has("selected") => fields.push((select, value)),
            _ => {}
        }
    }
    for (name, value) in changed {
        fields.retain(|(other, _)| other != name || *name == "metric");
        fields.push((name, value));
    }
    fields
}

/// Sends the form with these questions alone and these settings, and lets it run; the result page and the document.
async fn answered(app: &TestApp, browser: &mut Browser, ask: &str, typed: &[(&str, &str)]) -> (Answer, Json) {
    let page = browser.get(ask).await;
    let fields = only(&page, typed);
    let run = browser.post(ask, &fields).await.location().to_owned();
    assert!(matches!(step(app).await, Step::Ran(_)), "{run}");
    let result = browser.get(&run).await.location().to_owned();
    let document = browser.get(&format!("{result}/result.json")).await;
    (browser.get(&result).await, serde_json::from_str(&document.body).unwrap())
}

/// The fields of the form with no other questions than those that are typed.
pub fn only<'a>(page: &'a Answer, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = fields(page, &[]);
    fields.retain(|(name, _)| *name != "metric" && typed.iter().all(|(typed, _)| name != typed));
    for (name, value) in typed {
        // Of what may be ticked several times everything is sent.
        fields.retain(|(other, _)| other != name || ["metric", "aggregator"].contains(name));
        fields.push((name, value));
    }
    fields
}

/// The error beside a field.
#[track_caller]
fn beside<'a>(page: &'a Answer, field: &str) -> &'a str {
    let error = page.body.split(&format!("id=\"{field}-error\"")).nth(1);
    assert!(error.is_some(), "no error beside {field} on\n{}", page.body);
    error.unwrap().split("</div></div></div>").next().unwrap()
}

#[tokio::test]
async fn a_form_that_is_sent_as_it_stands_becomes_a_run_and_a_result() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    page.assert_shows(&[
        "<h1>What do you want to know?</h1>",
        "Library &lt;25&gt;",
        "25 people on <bdi>testwiki</bdi>, first edits 1 January 2025 to 1 January 2025",
        "Are they still editing?",
        "between 30 days and 60 days after the first edit",
        "<strong>25 of 25</strong> cannot be judged yet: that needs data up to <strong>2 March 2025</strong>",
        "Edits to any page, from 1 January 2025 to 31 January 2025.",
        "5 questions, 25 people.",
        "Data until 31 January 2025",
        "(not known in these data)",
        "Run for 25 people",
        "First 20 people",
        "<strong>20 people made 210 edits</strong> to any page, from 1 January 2025 to 31 January 2025.",
        "20 not yet known",
    ]);
    let sent = browser.post(&ask, &fields(&page, &[])).await;
    let run = sent.location().to_owned();
    let waiting = browser.get(&run).await;
    waiting.assert_shows(&[
        "1st in the queue",
        "25 people to count",
        "You can close this page",
        "Stop this run",
        "http-equiv=\"refresh\"",
        "Still editing: At least 1 edit to articles, between 30 days and 60 days after the first edit.",
        "role=\"status\"",
    ]);
    browser.get("/").await.assert_shows(&["Library &lt;25&gt;", "1st in the queue", "<progress"]);
    assert!(matches!(step(&app).await, Step::Ran(_)));
    let result = browser.get(&run).await.location().to_owned();
    assert!(result.starts_with("/r/um-"), "{result}");
    assert!(!browser.get("/").await.body.contains("<progress"), "what is done is not in work");
    // The same question again is answered at once, with a result of its own.
    let again = browser.post(&ask, &fields(&page, &[])).await.location().to_owned();
    assert!(again.starts_with("/r/um-") && again != result, "{again}");
    assert_eq!(step(&app).await, Step::Nothing);
}

#[tokio::test]
async fn wrong_fields_are_named_beside_themselves_and_everything_typed_is_kept() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let typed = [
        ("survival.n", "many"),
        ("survival.t", "1.5"),
        ("edits.first_day", "2025-02-01"),
        ("edits.last_day", "2025-01-20"),
        ("revert_rate.within", "36"),
    ];
    let sent = browser.post(&ask, &fields(&page, &typed)).await;
    assert_eq!(sent.status, 422);
    sent.assert_shows(&[
        "Something is to be corrected in “Are they still editing?” and “How much did they edit?”.",
        "id=\"survival.n-error\"",
        "Ask for at least: write a whole number, such as 5.",
        "Wait for: write a whole number, such as 30.",
        "aria-invalid=\"true\" aria-describedby=\"survival.n-help survival.n-error\"",
        "id=\"edits.first_day-error\"",
        "The first day, 1 February 2025, comes after the last day, 20 January 2025.",
    ]);
    let kept = fields(&sent, &[]);
    for field in typed {
        assert!(kept.contains(&field), "{field:?} in {kept:?}");
    }
    let none: Vec<_> = fields(&page, &[]).into_iter().filter(|(name, _)| *name != "metric").collect();
    let sent = browser.post(&ask, &none).await;
    assert_eq!(sent.status, 422);
    sent.assert_shows(&["No question is chosen."]);
    assert_eq!(step(&app).await, Step::Nothing, "nothing was asked");
}

#[tokio::test]
async fn sentences_follow_what_is_typed_and_without_javascript_a_button_shows_them() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let typed = [
        ("metric", "threshold"),
        ("threshold.anchor", "first_edit"),
        ("threshold.t_unit", "d"),
        ("threshold.t", "2"),
        ("threshold.n", "3"),
    ];
    let live = browser.post(&format!("{ask}/live"), &fields(&page, &typed)).await;
    live.assert_shows(&[
        "<div id=\"threshold-says\" hx-swap-oob=\"true\">",
        "At least 3 edits to articles, within 48 hours of the first edit.",
        "6 questions, 25 people.",
    ]);
    assert!(!live.body.contains("<html"));
    let checked = browser.post(&ask, &fields(&page, &[&typed[..], &[("check", "1")]].concat())).await;
    assert_eq!(checked.status, 200);
    checked.assert_shows(&["At least 3 edits to articles, within 48 hours of the first edit."]);
    let wrong = browser.post(&format!("{ask}/live"), &fields(&page, &[("edits.last_day", "soon")])).await;
    assert_eq!(wrong.status, 200);
    wrong.assert_shows(&["“<bdi>soon</bdi>” is not a date or time."]);
}

#[tokio::test]
async fn a_run_is_watched_stopped_and_asked_again_by_its_owner_only() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let run = browser.post(&ask, &fields(&page, &[])).await.location().to_owned();
    let mut stranger = app.browser_of("Boris").await;
    for address in [run.clone(), ask.clone()] {
        assert_eq!(stranger.get(&address).await.status, 404, "{address}");
    }
    for address in [format!("{run}/stop"), format!("{run}/again"), ask.clone(), format!("{ask}/live")] {
        assert_eq!(stranger.post(&address, &[]).await.status, 404, "{address}");
    }
    // htmx is told nothing while nothing has moved.
    let waiting = browser.get(&run).await;
    let live = waiting.body.split("hx-get=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(browser.get_part(&live).await.status, 204);
    browser.get_part(&run).await.assert_shows(&["1st in the queue", "hx-swap-oob"]);

    assert_eq!(browser.post(&format!("{run}/stop"), &[]).await.location(), run);
    assert_eq!(browser.get_part(&live).await.header("hx-refresh"), "true");
    let stopped = browser.get(&run).await;
    stopped.assert_shows(&["You stopped this run", "Run again", "Change the questions"]);
    assert!(!stopped.body.contains("http-equiv") && !stopped.body.contains("Stop this run"));
    assert_eq!(browser.post(&format!("{run}/stop"), &[]).await.location(), run, "stopping twice is no error");

    let again = browser.post(&format!("{run}/again"), &[]).await.location().to_owned();
    assert_ne!(again, run);
    step(&app).await;
    assert!(browser.get_part(&again).await.header("hx-redirect").starts_with("/r/um-"));
}

#[tokio::test]
async fn a_run_that_fails_says_why_and_stays_on_the_start_page_for_a_week() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let run = browser.post(&ask, &fields(&page, &[])).await.location().to_owned();
    std::fs::remove_dir_all(app.state.data.warehouse()).unwrap();
    step(&app).await;
    browser.get(&run).await.assert_shows(&["This run failed on", "The wiki testwiki is not loaded here.", "Run again"]);
    browser.get("/").await.assert_shows(&["This run failed on"]);
    app.clock.advance(8 * 86_400);
    let mut browser = app.browser_of("Amina").await;
    assert!(!browser.get("/").await.body.contains("This run failed on"));
}
