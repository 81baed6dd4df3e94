//! Signing in, staying signed in, and being signed out.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use usermetrics::auth;

use crate::app::{PASSWORD, TestApp};

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in_and_comes_back_to_where_they_wanted() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    let mut browser = app.browser();
    let asked = browser.get("/account?done=x").await;
    assert_eq!(asked.location(), "/sign-in?next=%2Faccount%3Fdone%3Dx");
    let form = browser.get(asked.location()).await;
    form.assert_shows(&["<h1>Sign in</h1>", "name=\"next\" value=\"/account?done=x\""]);
    assert!(browser.cookies.is_empty(), "nobody is followed before they sign in");

    let fields = [("name", " amina "), ("password", PASSWORD), ("next", "/account?done=x")];
    let signed_in = browser.post("/sign-in", &fields).await;
    assert_eq!(signed_in.location(), "/account?done=x");
    let account = browser.get("/account").await;
    assert_eq!(account.status, StatusCode::OK);
    account.assert_shows(&["<bdi>Amina</bdi>", "Evaluator", "this browser"]);
    assert_eq!(browser.get("/sign-in?next=//evil.example").await.location(), "/");
}

#[tokio::test]
async fn a_wrong_password_a_wrong_name_and_a_closed_account_are_answered_alike() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    let closed = app.add_user("Closed").await;
    auth::set_disabled(&app.state.pool, &*app.clock, closed, true).await.unwrap();
    let mut answers = Vec::new();
    for (name, password) in [("Amina", "not the password"), ("Nobody", PASSWORD), ("Closed", PASSWORD)] {
        let mut browser = app.browser();
        let answer = browser.sign_in(name, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(browser.cookies.is_empty(), "{name}");
        answer.assert_shows(&["do not fit together", &format!("value=\"{name}\"")]);
        assert!(!answer.body.contains(password), "what was typed as a password is not sent back");
        answers.push(answer.body.replace(name, "X"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let empty = app.browser().sign_in("", "").await;
    empty.assert_shows(&["Write your name and your password."]);
}

#[tokio::test]
async fn the_session_cookie_says_nothing_and_is_closed_to_scripts_and_other_sites() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    let answer = app.browser().sign_in("Amina", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");

    let id = cookie.split(['=', ';']).nth(1).unwrap();
    let stored: Vec<(String, String)> =
        sqlx::query_as("SELECT id_hash, data FROM sessions").fetch_all(&app.state.pool).await.unwrap();
    assert_eq!(stored.len(), 1);
    assert!(stored.iter().all(|(hash, data)| !hash.contains(id) && !data.contains(id)), "only the hash is stored");

    let config = usermetrics::platform::config::Config {
        base_url: Some("https://metrics.example.org".to_owned()),
        ..Default::default()
    };
    let secure = TestApp::with(config).await;
    secure.add_user("Amina").await;
    let answer = secure.browser().sign_in("Amina", PASSWORD).await;
    assert!(answer.header("set-cookie").contains("Secure"));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_without_a_visit_and_not_before() {
    let app = TestApp::start().await;
    let mut browser = app.browser_of("Amina").await;
    for _ in 0..3 {
        app.clock.advance(30 * DAY - 1);
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    }
    app.clock.advance(30 * DAY);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_and_takes_a_form() {
    let app = TestApp::start().await;
    let mut browser = app.browser_of("Amina").await;
    let mut copy = browser.clone();
    assert_eq!(browser.get("/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(copy.get("/account").await.status, StatusCode::OK);
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert!(browser.cookies.is_empty());
    assert_eq!(copy.get("/account").await.status, StatusCode::SEE_OTHER, "a copy of the cookie is worth nothing");
}

#[tokio::test]
async fn a_new_sign_in_never_takes_over_an_id_that_the_browser_brought() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    let mut browser = app.browser();
    browser.cookies.insert("um_session".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    browser.sign_in("Amina", PASSWORD).await;
    let first = browser.cookies["um_session"].clone();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    browser.sign_in("Amina", PASSWORD).await;
    assert_ne!(browser.cookies["um_session"], first);
}

#[tokio::test]
async fn other_browsers_can_be_signed_out() {
    let app = TestApp::start().await;
    let mut here = app.browser_of("Amina").await;
    let mut there = app.browser_of("Amina").await;
    let mut stranger = app.browser_of("Bahati").await;
    here.get("/account").await.assert_shows(&["Sign out all other browsers", "last used on 1 March 2026"]);
    assert_eq!(here.post("/account/sessions", &[]).await.location(), "/account?done=sessions");
    here.get("/account?done=sessions").await.assert_shows(&["All other browsers are signed out."]);
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(stranger.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_password_keeps_this_browser_and_ends_the_others() {
    let app = TestApp::start().await;
    let mut here = app.browser_of("Amina").await;
    let mut there = app.browser_of("Amina").await;
    let change = async |browser: &mut crate::app::Browser, present: &str, chosen: &str, repeated: &str| {
        let fields = [("present", present), ("chosen", chosen), ("repeated", repeated)];
        browser.post("/account/password", &fields).await
    };
    let wrong = change(&mut here, "wrong", "short", "different").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.assert_shows(&["not your present password", "at least 10 characters", "The two new passwords differ."]);
    let before = here.cookies.clone();

    let new = "a better password";
    assert_eq!(change(&mut here, PASSWORD, new, new).await.location(), "/account?done=password");
    assert_ne!(here.cookies, before, "a new id for a new password");
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.browser().sign_in("Amina", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.browser().sign_in("Amina", new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_account_that_is_closed_is_signed_out_at_once() {
    let app = TestApp::start().await;
    let mut browser = app.browser_of("Amina").await;
    let mut connection = app.state.pool.acquire().await.unwrap();
    let user = auth::store::get_by_name(&mut connection, "Amina").await.unwrap().unwrap();
    drop(connection);
    auth::set_disabled(&app.state.pool, &*app.clock, user.id, true).await.unwrap();
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
    auth::set_disabled(&app.state.pool, &*app.clock, user.id, false).await.unwrap();
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "old sessions stay ended");
    assert_eq!(browser.sign_in("Amina", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = TestApp::start().await;
    let mut browser = app.browser_of("Amina").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        let request = Request::post("/sign-out").header(name, value).body(Body::empty()).unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{value}");
        answer.assert_shows(&["This came from another site"]);
    }
    // A browser without Sec-Fetch-Site says where the form came from.
    for (origin, status) in [
        ("https://evil.example", StatusCode::FORBIDDEN),
        ("null", StatusCode::FORBIDDEN),
        ("http://metrics.example.org", StatusCode::SEE_OTHER),
    ] {
        let request = Request::post("/sign-out").header("sec-fetch-site", "").header("origin", origin);
        assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn one_name_that_is_tried_too_often_waits_and_others_do_not() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    app.add_user("Bahati").await;
    let mut browser = app.browser();
    for attempt in 0..10 {
        let answer = browser.sign_in("Amina", &format!("guess number {attempt}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = browser.sign_in("AMINA", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "61");
    answer.assert_shows(&["too many attempts to sign in as <bdi>AMINA</bdi>. Try again in 1 minute."]);
    answer.assert_shows(&["<a href=\"/sign-in\">Try again</a>"]);
    assert!(!answer.body.contains("Go to your work"), "who is signed out has no work to go to");
    assert_eq!(browser.sign_in("Bahati", PASSWORD).await.status, StatusCode::SEE_OTHER);
    app.clock.advance(60);
    assert_eq!(browser.sign_in("Amina", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_address_that_tries_too_many_names_waits_and_others_do_not() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    for _ in 0..100 {
        app.state.limits.sign_in_by_address.take(&app.browser().address.ip()).unwrap();
    }
    let mut browser = app.browser();
    let answer = browser.sign_in("Amina", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    answer.assert_shows(&["from your network. Try again in 6 seconds."]);
    browser.address = ([203, 0, 113, 2], 50_000).into();
    assert_eq!(browser.sign_in("Amina", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_rightly_uses_up_no_attempt() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    for _ in 0..25 {
        assert_eq!(app.browser().sign_in("Amina", PASSWORD).await.status, StatusCode::SEE_OTHER);
    }
    let mut browser = app.browser_of("Amina").await;
    for _ in 0..12 {
        let fields = [("present", PASSWORD), ("chosen", "short"), ("repeated", "short")];
        let answer = browser.post("/account/password", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.assert_shows(&["<a href=\"#chosen\">", "autofocus"]);
    }
    // For one address they count, so that nobody keeps the machine busy with them.
    for _ in 0..74 {
        app.state.limits.sign_in_by_address.take(&browser.address.ip()).unwrap();
    }
    assert_eq!(app.browser().sign_in("Amina", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
}
