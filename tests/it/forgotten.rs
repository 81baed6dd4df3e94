//! What is deleted is gone: a result, a cohort with its results, and the rows that nobody's result has any more.

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use usermetrics::platform::clock::ManualClock;
use usermetrics::platform::config::DataDir;
use usermetrics::platform::db;
use usermetrics::platform::ids::{CohortId, ResultId, UserId};
use usermetrics::result::forget;
use usermetrics::result::store::StoredResult;

use crate::app::TestApp;
use crate::house::{self, Asker, EDITS, House};
use crate::results::freeze;

/// How many files of rows a folder of results has.
fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

/// Answers a question of somebody.
async fn answer(house: &House, asker: &Asker) -> StoredResult {
    let run = house.queued(asker, EDITS).await;
    house.step().await;
    house.result(asker, &house.run(run).await.result.unwrap()).await
}

async fn delete(house: &House, owner: UserId, id: &ResultId) -> bool {
    let mut write = db::begin_write(&house.state.pool).await.unwrap();
    let deleted = forget::delete(&mut write, &house.state.data.results(), owner, id).await.unwrap();
    write.commit().await.unwrap();
    deleted
}

#[tokio::test]
async fn rows_go_with_the_last_result_that_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    house::import(data.warehouse(), None, (1..=3).map(|id| (id, 1_600_000_000)));
    let house = House::open(data, Arc::new(ManualClock::new(1_800_000_000))).await;
    let names = "Editor 1\nEditor 2";
    let (amina, boris) = (house.add_user("Amina").await, house.add_user("Boris").await);
    let (amina, boris) = (house.list(amina, "A", names).await, house.list(boris, "B", names).await);
    let rows = house.state.data.results();
    let hers = answer(&house, &amina).await;
    let his = house.answered(&boris, EDITS).await;
    assert_eq!((files(&rows), &hers.rows_hash), (1, &his.rows_hash));

    assert!(!delete(&house, boris.owner, &hers.id).await, "nobody deletes what is somebody else's");
    assert!(delete(&house, amina.owner, &hers.id).await);
    assert!(!delete(&house, amina.owner, &hers.id).await);
    assert_eq!(house.numbers(&his), [1, 1]);
    let third = house.answered(&amina, EDITS).await;
    assert!(delete(&house, boris.owner, &his.id).await);
    assert_eq!(files(&rows), 1);

    assert!(delete(&house, amina.owner, &third.id).await);
    assert_eq!(files(&rows), 0);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM computed").fetch_one(&house.state.pool).await.unwrap();
    assert_eq!(kept, 0, "what is kept for the next asker has the names too");
    assert_eq!(house.numbers(&answer(&house, &amina).await), [1, 1]);
}

#[tokio::test]
async fn a_result_is_deleted_after_a_question_by_its_owner_alone() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 5, &["edits"], &[]).await;
    let (page, delete) = (format!("/r/{id}"), format!("/r/{id}/delete"));
    let mut stranger = app.browser_of("Boris").await;
    assert_eq!(stranger.get(&delete).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.post(&delete, &[]).await.status, StatusCode::NOT_FOUND);
    let mut browser = app.browser_of("Amina").await;
    browser.get(&page).await.assert_shows(&[&format!("<a href=\"{delete}\">Delete this result</a>")]);
    browser.get(&delete).await.assert_shows(&["Delete the result “<bdi>Library", "the names of 6 people", &page]);
    assert_eq!(files(&app.state.data.results()), 1);
    assert_eq!(browser.post(&delete, &[]).await.location(), "/");
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(files(&app.state.data.results()), 0);
}

/// A cohort with two results, of somebody who has a third.
async fn with_results(app: &TestApp) -> (CohortId, [ResultId; 3]) {
    let owner = app.add_user("Amina").await;
    house::import(app.state.data.warehouse(), None, [(1, 1_600_000_000)]);
    let cohort = house::list(&app.state.pool, &app.state.warehouse, owner, "Workshop", "Editor 1").await.cohort;
    let mut ids = Vec::new();
    for people in 1..=3 {
        ids.push(freeze(&app.state, owner, people, &["edits"], &[]).await);
    }
    for id in &ids[..2] {
        sqlx::query("UPDATE results SET cohort_id = ? WHERE id = ?")
            .bind(cohort.get())
            .bind(id.as_str())
            .execute(&app.state.pool)
            .await
            .unwrap();
    }
    (cohort, ids.try_into().unwrap())
}

#[tokio::test]
async fn a_deleted_cohort_leaves_its_results_unless_the_box_is_ticked() {
    for (fields, left) in [(&[][..], 3), (&[("results", "delete")][..], 1)] {
        let app = TestApp::start().await;
        let (cohort, ids) = with_results(&app).await;
        let mut browser = app.browser_of("Amina").await;
        let delete = format!("/c/{cohort}/delete");
        let page = browser.get(&delete).await;
        page.assert_shows(&["2 results were made from it and keep the names", "Delete the 2 results too"]);
        assert!(!page.body.contains(" checked"));
        assert_eq!(browser.post(&delete, fields).await.location(), "/");
        assert_eq!(files(&app.state.data.results()), left);
        let mut there = 0;
        for id in &ids {
            there += usize::from(browser.get(&format!("/r/{id}")).await.status == StatusCode::OK);
        }
        assert_eq!(there, left);
    }
}
