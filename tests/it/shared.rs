//! Links to results: what a stranger sees, and when they see nothing any more.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use usermetrics::platform::clock::SystemClock;
use usermetrics::platform::config::DataDir;
use usermetrics::platform::ids::ResultId;

use crate::app::{Answer, Browser, PASSWORD, TestApp};
use crate::house::House;
use crate::program::Program;
use crate::results::freeze;
use crate::server::Server;

const TITLE: &str = "Workshops <of> 2025";

/// Makes a link and follows the redirect; the path of the link.
async fn share(browser: &mut Browser, id: &ResultId, title: &str) -> String {
    let made = browser.post(&format!("/r/{id}/share"), &[("title", title)]).await;
    assert_eq!(made.location(), format!("/r/{id}#share"));
    link(&browser.get(&format!("/r/{id}")).await)
}

/// The path of the link that a page of a result shows to its owner.
fn link(page: &Answer) -> String {
    let start = page.body.find("http://metrics.example.org/share/").expect("no link on the page");
    let address = page.body[start..].split('"').next().unwrap();
    address.strip_prefix("http://metrics.example.org").unwrap().to_owned()
}

/// What a stranger gets under a link, page and files together.
async fn everything(app: &TestApp, link: &str) -> String {
    let mut all = String::new();
    for path in ["", "/totals.json", "/totals.csv"] {
        let answer = app.browser().get(&format!("{link}{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        all.push_str(&answer.body);
    }
    all
}

#[tokio::test]
async fn a_stranger_sees_totals_and_nothing_of_anybody() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let asked = ["survival", "edits", "bytes_added", "revert_rate", "namespace_edits", "time_to_threshold"];
    let id = freeze(&app.state, owner, 45, &asked, &["survival.t=30d", "edits.t=7d"]).await;
    let mut browser = app.browser_of("Amina").await;
    let mine = browser.get(&format!("/r/{id}")).await;
    let link = share(&mut browser, &id, TITLE).await;

    let page = app.browser().get(&link).await;
    page.assert_shows(&[
        "<meta name=\"robots\" content=\"noindex, nofollow\">",
        "Workshops &lt;of&gt; 2025",
        "<strong>12 of 33 people</strong> were still editing between 30 days and 60 days after registration",
        "33 of 46 people could be judged",
        "How sure is 36%?",
        "Cite as",
        id.as_str(),
        "2026-02-20-0a1b2c3d",
        "data until 19 February 2026",
    ]);
    let seen = everything(&app, &link).await;
    let head = app.browser_of("Amina").await.get(&format!("/r/{id}/result.json")).await.body;
    let document: serde_json::Value = serde_json::from_str(&head).unwrap();
    for row in document["metrics"][0]["rows"].as_array().unwrap() {
        let name = row["user_name"].as_str().unwrap();
        assert!(!seen.contains(name), "{name}");
    }
    let hashes = [document["key"].as_str().unwrap()];
    for private in hashes.into_iter().chain([
        "Wicked",
        "Person",
        "Nobody knows",
        "Library",
        "meetups",
        "Amina",
        "user_id",
        "user_name",
        "median",
        "Median",
        "histogram",
        "bounds",
        "window_open",
        "not_in_source",
        "Special:Contributions",
        "3 March 2026",
    ]) {
        assert!(!seen.contains(private), "{private} in\n{seen}");
        // Most of these are there to be seen by the owner, so that the search can fail.
        if ["Wicked", "Nobody knows", "Library", "Amina", "3 March 2026"].contains(&private) {
            mine.assert_shows(&[private]);
        }
    }
    // The least and the most, where they are numbers that cannot stand there for another reason.
    let bytes = &document["metrics"][2]["aggregates"][0]["columns"]["bytes_added_absolute"];
    let most = bytes["max"].as_i64().unwrap();
    assert!(most > 100);
    for written in [most.to_string(), format!("{},{:03}", most / 1000, most % 1000)] {
        assert!(!seen.contains(&written), "{written} in\n{seen}");
    }
    assert!(
        mine.body.contains(&most.to_string()) || mine.body.contains(&format!("{},{:03}", most / 1000, most % 1000))
    );
}

#[tokio::test]
async fn of_numbers_without_a_total_others_see_the_mean() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 30, &["edit_rate", "revert_rate"], &["edit_rate.t=10d"]).await;
    let mut browser = app.browser_of("Amina").await;
    let document = browser.get(&format!("/r/{id}/result.json")).await.body;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let rate = &document["metrics"][0]["aggregates"][0]["columns"]["edit_rate"];
    let (mean, median) = (rate["mean"].as_f64().unwrap(), rate["median"].as_f64().unwrap());
    assert!((mean - median).abs() > 0.05, "{mean} {median}");
    let link = share(&mut browser, &id, TITLE).await;
    let page = app.browser().get(&link).await;
    page.assert_shows(&[
        &format!("<p class=\"um-band__fig\">{mean:.2}<small>edits per day</small></p>"),
        "mean over the people who were judged",
        "<p class=\"um-band__fig\">0%</p>",
        "0 of 232 edits",
    ]);
}

#[tokio::test]
async fn a_number_over_nine_people_is_left_out_and_one_over_ten_is_there() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let mut browser = app.browser_of("Amina").await;
    for (people, shown) in [(9, false), (10, true)] {
        // One more is in the cohort whom nobody knows, so that there are ten people and nine of them are judged.
        let id = freeze(&app.state, owner, people, &["edits"], &["t=7d"]).await;
        let mine = browser.get(&format!("/r/{id}")).await;
        let says = if shown { "Others see: Edits." } else { "Others see no number of it" };
        mine.assert_shows(&[says]);
        let link = share(&mut browser, &id, TITLE).await;
        let seen = everything(&app, &link).await;
        assert_eq!(seen.contains("left out: fewer than 10 people could be judged"), !shown, "{seen}");
        assert_eq!(seen.contains("fewer than 10 judged"), !shown, "{seen}");
        assert_eq!(seen.contains("\"judged\": 10"), shown, "{seen}");
        let sum: i64 = (1..=people).map(|id| i64::try_from((id * id) % 23).unwrap()).sum();
        mine.assert_shows(&[&format!("<p class=\"um-band__fig\">{sum}</p>")]);
        assert_eq!(seen.contains(&format!("<p class=\"um-band__fig\">{sum}</p>")), shown, "{seen}");
        assert_eq!(seen.contains(&format!("\"sum\": {sum}")), shown, "{seen}");
    }
}

/// Asserts that a link leads nowhere, and to the same page as one that never was.
async fn assert_closed(app: &TestApp, link: &str) {
    let never = app.browser().get("/share/aaaaaaaaaaaaaaaaaaaaaaaaaa").await;
    for path in ["", "/totals.json", "/totals.csv"] {
        let closed = app.browser().get(&format!("{link}{path}")).await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(closed.body, never.body, "{path}");
    }
}

#[tokio::test]
async fn a_link_ends_when_it_is_closed_replaced_or_its_result_or_owner_is_gone() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let mut browser = app.browser_of("Amina").await;
    let id = freeze(&app.state, owner, 12, &["edits"], &[]).await;
    browser.get("/").await.assert_shows(&["only you"]);

    let first = share(&mut browser, &id, TITLE).await;
    browser.get("/").await.assert_shows(&["totals shared by a link"]);
    let second = share(&mut browser, &id, TITLE).await;
    assert_ne!(first, second);
    assert_closed(&app, &first).await;
    let renamed = browser.post(&format!("/r/{id}/share"), &[("title", "Others"), ("keep", "link")]).await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER);
    app.browser().get(&second).await.assert_shows(&["Others"]);

    assert_eq!(browser.post(&format!("/r/{id}/share/close"), &[]).await.location(), format!("/r/{id}#share"));
    assert_closed(&app, &second).await;
    assert!(!browser.get(&format!("/r/{id}")).await.body.contains("/share/"), "the page shows a link that is closed");

    let deleted = share(&mut browser, &id, TITLE).await;
    browser.post(&format!("/r/{id}/delete"), &[]).await;
    assert_closed(&app, &deleted).await;

    let other = freeze(&app.state, owner, 12, &["edits"], &[]).await;
    let link = share(&mut browser, &other, TITLE).await;
    for (statement, there) in [
        ("UPDATE users SET disabled_at = 1", false),
        ("UPDATE users SET disabled_at = NULL", true),
        ("DELETE FROM users", false),
    ] {
        sqlx::query(statement).execute(&app.state.pool).await.unwrap();
        if there {
            everything(&app, &link).await;
        } else {
            assert_closed(&app, &link).await;
        }
    }
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM shares").fetch_one(&app.state.pool).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn links_are_made_and_closed_by_the_owner_alone_under_a_title_of_their_own() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 12, &["edits"], &[]).await;
    let mut browser = app.browser_of("Amina").await;
    let path = format!("/r/{id}/share");
    let mut boris = app.browser_of("Boris").await;
    assert_eq!(boris.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(boris.post(&path, &[("title", "Mine")]).await.status, StatusCode::NOT_FOUND);
    assert!(app.browser().get(&path).await.location().starts_with("/sign-in"));

    for (title, error) in
        [("  ", "Type a title for others"), (&*"a".repeat(121), "The title has more than 120 letters")]
    {
        let wrong = browser.post(&path, &[("title", title)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.assert_shows(&[error, "aria-invalid=\"true\""]);
    }
    let look = browser.get(&path).await;
    look.assert_shows(&["This is what others will see", "The title that you type", "Make the link"]);
    assert!(!look.body.contains("Library"), "the name of the cohort is not proposed");
    browser.get(&format!("{path}?title=A%20%3Cb%3E")).await.assert_shows(&["<bdi>A &lt;b&gt;</bdi>"]);
    assert!(!browser.get(&format!("/r/{id}")).await.body.contains("/share/"), "looking makes no link");

    let link = share(&mut browser, &id, TITLE).await;
    assert_eq!(boris.post(&format!("{path}/close"), &[]).await.status, StatusCode::NOT_FOUND);
    let seen = app.browser().get(&link).await;
    assert_eq!(seen.status, StatusCode::OK);
    let look = browser.get(&path).await;
    look.assert_shows(&["Save the title", "A new link ends the old one at once."]);
    // What the owner looks at is what others see, word by word.
    let answer = seen.body.split("<section class=\"um-answer").nth(1).unwrap().split("</section>").next().unwrap();
    look.assert_shows(&[answer]);
}

#[tokio::test]
async fn whoever_tries_links_that_lead_nowhere_has_to_wait_and_readers_have_not() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 12, &["edits"], &[]).await;
    let link = share(&mut app.browser_of("Amina").await, &id, TITLE).await;
    let mut reader = app.browser();
    for _ in 0..150 {
        assert_eq!(reader.get(&link).await.status, StatusCode::OK);
    }
    let mut tries = app.browser();
    let mut wrong = Vec::new();
    for _ in 0..101 {
        wrong.push(tries.get("/share/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.status);
    }
    assert_eq!((wrong[99], wrong[100]), (StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS));
    let mut elsewhere = app.browser();
    elsewhere.address = ([203, 0, 113, 2], 50_000).into();
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::OK);
    app.clock.advance(6);
    assert_eq!(tries.get(&link).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_server_leads_nobody_to_a_shared_result() {
    let program = Program::new();
    let house = House::open(DataDir::new(program.data()), Arc::new(SystemClock)).await;
    let owner = house.add_user("Amina").await;
    let id = freeze(&house.state, owner, 12, &["edits"], &[]).await;
    let mut server = Server::start(&program);
    server.sign_in("Amina", PASSWORD);
    server.post(&format!("/r/{id}/share"), &[("title", TITLE)]);
    let page = server.get(&format!("/r/{id}"));
    let token = page.split("/share/").nth(1).unwrap().split('"').next().unwrap();
    assert!(server.get(&format!("/share/{token}")).contains("Shared result"));
    server.get(&format!("/share/{token}/totals.json"));
    server.get(&format!("/share/{token}/no/such/page"));
    // The log is written beside the answers: the last of them is waited for.
    server.get("/last");
    while !server.said().contains("path=\"/last\"") {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let said = server.said();
    assert!(said.contains("/share/{token}") && said.contains(id.as_str()), "{said}");
    assert!(!said.contains(token) && !said.contains("Workshops"), "{said}");
}
