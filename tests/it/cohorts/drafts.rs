//! Lists that are not saved: how they are told apart, and how they go away.

use axum::http::StatusCode;

use super::{paste, press, save, send_list, site_with_wiki, stored, upload};

const DAY: i64 = 86_400;

#[tokio::test]
async fn lists_that_are_not_saved_are_told_apart_and_deleted() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "Achieng Writes\nChebet L.").await.location().to_owned();
    upload(&mut browser, "2025.csv", b"Chebet L.").await.location();
    upload(&mut browser, "Nairobi.csv", b"Chebet L.").await.location();
    let start = browser.get("/").await;
    start.assert_shows(&[
        "Pasted on 1 March 2026, 2 lines</a>",
        "<bdi>2025.csv</bdi>, read on 1 March 2026, 1 line</a>",
        "<bdi>Nairobi</bdi>, read on 1 March 2026, 1 line</a>",
        "Deleted on 31 March 2026 if you do not save it.",
    ]);
    let (_, form) = start.body.split_once(&format!("action=\"{review}\"")).unwrap();
    let draft = form.split("name=\"draft\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let deleted = browser.post(&review, &[("draft", draft), ("do", "cancel")]).await;
    assert_eq!(deleted.location(), "/");
    assert!(!browser.get("/").await.body.contains("Pasted on"));
    // A page that was still open says what happened.
    for answer in [browser.get(&review).await, browser.post(&review, &[("draft", draft), ("do", "save")]).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        answer.assert_shows(&["The list was not saved: it was cancelled or deleted, or it is older than 30 days."]);
    }
}

#[tokio::test]
async fn lists_that_nobody_saves_are_deleted_after_thirty_days() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let cohort = save(&mut browser, "Achieng Writes", "Workshop").await;
    send_list(&mut browser, &format!("{cohort}/edit"), &[("names", None, b"Achieng Writes\nChebet L.")]).await;
    paste(&mut browser, "Achieng Writes\nBaraka O.").await.location();
    assert_eq!(stored(&app).await, [2, 3, 5]);
    app.clock.advance(30 * DAY);
    let young = paste(&mut app.browser_of("boris").await, "Chebet L.").await.location().to_owned();
    app.state.clear_away().await;
    assert_eq!(stored(&app).await, [3, 4, 6]);
    app.clock.advance(1);
    app.state.clear_away().await;
    // What was saved stays, and what is younger.
    assert_eq!(stored(&app).await, [2, 2, 2]);
    let mut browser = app.browser_of("amina").await;
    browser.get(&cohort).await.assert_shows(&["1 person on"]);
    press(&mut app.browser_of("boris").await, &young, "save", "Young").await.location();
}
