//! Questions about a cohort, answered from a real warehouse.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use tempfile::TempDir;
use usermetrics::cohort;
use usermetrics::engine::EngineError;
use usermetrics::job::{State, Step, SubmitError};
use usermetrics::platform::clock::ManualClock;
use usermetrics::platform::config::DataDir;

use crate::house::{self, Asker, EDITS, House};

const NOON: i64 = 1_800_000_000;

const CREATED: &str = r#"{"metrics": [{"metric": "pages_created", "window": {"anchor": "activity"}}]}"#;

/// A warehouse in which account n has made n edits, one an hour, for n up to `accounts`.
fn import(data: &DataDir, accounts: i64) {
    let edits = (1..=accounts).flat_map(|id| (0..id).map(move |hour| (id, 1_600_000_000 + 3_600 * hour)));
    house::import(data.warehouse(), None, edits);
}

/// Two people with the same list each: the editors 3, 1 and 2, a double, and a line that names nobody.
struct Site {
    house: House,
    clock: Arc<ManualClock>,
    amina: Asker,
    boris: Asker,
    _folder: TempDir,
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, clock) = (DataDir::new(folder.path()), Arc::new(ManualClock::new(NOON)));
        import(&data, 5);
        let house = House::open(data, clock.clone()).await;
        let names = "Editor 3\nEditor 1\nEditor 3\n192.0.2.1\nEditor 2";
        let (amina, boris) = (house.add_user("Amina").await, house.add_user("Boris").await);
        let (amina, boris) = (house.list(amina, "Workshop", names).await, house.list(boris, "Workshop", names).await);
        Self { house, clock, amina, boris, _folder: folder }
    }
}

#[tokio::test]
async fn a_question_is_counted_and_its_answer_kept() {
    let Site { house, clock, amina, .. } = &Site::new().await;
    let id = house.queued(amina, EDITS).await;
    let waiting = house.run(id).await;
    assert_eq!((waiting.state, waiting.total, waiting.place), (State::Queued, 3, 1));
    clock.advance(5);
    assert_eq!(house.step().await, Step::Ran(id));
    let run = house.run(id).await;
    assert_eq!((run.state, run.done, run.ended_at), (State::Done, 3, Some(NOON + 5)));
    let result = house.result(amina, &run.result.unwrap()).await;
    assert_eq!(house.numbers(&result), [3, 1, 2]);
    assert_eq!((result.title.as_str(), result.cohort), (amina.title().as_str(), Some(amina.list.cohort)));
    let cohort = &result.head.cohort;
    assert_eq!((cohort.lines, cohort.accounts, cohort.version), (5, 3, Some(1)));
    assert_eq!(cohort.left_out, BTreeMap::from([("duplicate".to_owned(), 1), ("wrong".to_owned(), 1)]));
    assert_eq!(cohort.hash.as_ref(), Some(&amina.list.hash));
    let read: i64 = sqlx::query_scalar("SELECT rows_read FROM runs").fetch_one(&house.state.pool).await.unwrap();
    assert_eq!(read, 6);
    assert_eq!(house.step().await, Step::Nothing);
}

#[tokio::test]
async fn the_same_question_on_the_same_data_is_answered_at_once() {
    let Site { house, clock, amina, boris, .. } = &Site::new().await;
    let run = house.queued(amina, EDITS).await;
    house.step().await;
    let first = house.result(amina, &house.run(run).await.result.unwrap()).await;
    // After a restart too.
    let house = &House::open(house.state.data.clone(), clock.clone()).await;
    let again = house.answered(amina, EDITS).await;
    let others = house.answered(boris, EDITS).await;
    assert_eq!((&again.head.key, &others.head.key), (&first.head.key, &first.head.key));
    assert_ne!(again.id, first.id, "a result is never given twice");
    assert_eq!(
        (others.title.as_str(), others.head.cohort.name.as_str()),
        (boris.title().as_str(), boris.title().as_str())
    );
    assert_eq!(others.head.request["cohort"], boris.title().as_str(), "nothing of whoever asked first is in it");
    assert_eq!(house.numbers(&others), [3, 1, 2]);
    // Another question, and other data, are counted.
    house.queued(amina, CREATED).await;
    import(&house.state.data, 6);
    house.queued(amina, EDITS).await;
}

#[tokio::test]
async fn two_who_ask_the_same_wait_for_one_counting() {
    let Site { house, amina, boris, .. } = &Site::new().await;
    let asked = [house.queued(amina, EDITS).await, house.queued(boris, EDITS).await];
    assert_eq!(house.queued(amina, EDITS).await, asked[0]);
    for id in asked {
        assert_eq!(house.step().await, Step::Ran(id));
    }
    let runs = [house.run(asked[0]).await, house.run(asked[1]).await];
    let results = [
        house.result(amina, runs[0].result.as_ref().unwrap()).await,
        house.result(boris, runs[1].result.as_ref().unwrap()).await,
    ];
    assert_eq!(results[0].rows_hash, results[1].rows_hash);
    let read: i64 = sqlx::query_scalar("SELECT sum(rows_read) FROM runs").fetch_one(&house.state.pool).await.unwrap();
    assert_eq!(read, 6, "the second has read nothing");
}

#[tokio::test]
async fn rows_that_are_gone_are_counted_again() {
    let Site { house, amina, .. } = &Site::new().await;
    house.queued(amina, EDITS).await;
    house.step().await;
    fs::remove_dir_all(house.state.data.results()).unwrap();
    let again = house.queued(amina, EDITS).await;
    house.step().await;
    let result = house.result(amina, &house.run(again).await.result.unwrap()).await;
    assert_eq!(house.numbers(&result), [3, 1, 2]);
    assert_eq!(house.answered(amina, EDITS).await.rows_hash, result.rows_hash);
}

#[tokio::test]
async fn a_question_that_does_not_fit_the_data_is_refused_before_it_waits() {
    let Site { house, amina, .. } = &Site::new().await;
    let late = r#"{"metrics": [{"metric": "edits", "window": {"anchor": "activity", "start": "2030-01-01"}}]}"#;
    let Err(SubmitError::Engine(EngineError::Request(error))) = house.submit(amina, late).await else { unreachable!() };
    assert_eq!((error.label.as_str(), error.parameter.as_str()), ("edits", "start"));
    let unknown = r#"{"snapshots": ["2020-01-01-00000000"], "metrics": [{"metric": "edits"}]}"#;
    assert!(matches!(house.submit(amina, unknown).await, Err(SubmitError::Engine(EngineError::Source(_)))));
    let runs: i64 = sqlx::query_scalar("SELECT count(*) FROM runs").fetch_one(&house.state.pool).await.unwrap();
    assert_eq!(runs, 0);
}

#[tokio::test]
async fn a_run_without_its_list_or_its_data_fails_in_words() {
    let Site { house, amina, boris, .. } = &Site::new().await;
    let (listless, dataless) = (house.queued(amina, EDITS).await, house.queued(boris, EDITS).await);
    let mut connection = house.state.pool.acquire().await.unwrap();
    assert!(cohort::store::delete(&mut connection, amina.owner, amina.list.cohort).await.unwrap());
    drop(connection);
    fs::remove_dir_all(house.state.data.warehouse()).unwrap();
    for (id, words) in [(listless, "was deleted"), (dataless, "testwiki")] {
        house.step().await;
        let run = house.run(id).await;
        assert_eq!((run.state, run.result), (State::Failed, None));
        let failure = run.failure.unwrap();
        assert!(failure.contains(words), "{failure}");
    }
}
