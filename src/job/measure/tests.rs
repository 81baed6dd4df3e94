//! Questions about a cohort, answered from a real warehouse.

use std::path::Path;

use sqlx::SqlitePool;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use std::collections::BTreeMap;

use super::*;
use crate::cohort::CohortName;
use crate::cohort::store::NewVersion;
use crate::import::{Contributor, Hidden, Memory, Parent, Revision, Settings, SnapshotBuilder};
use crate::job::{State, Step, store};
use crate::platform::clock::ManualClock;
use crate::result::AccountLine;
use crate::wiki::{Timestamp, WikiName};

const NOON: i64 = 1_800_000_000;

/// Writes a snapshot in which account n has made n edits, one an hour, for n up to `accounts`.
fn import(warehouse: &Path, accounts: u64) {
    let settings = Settings {
        warehouse: warehouse.to_owned(),
        wiki: wiki(),
        as_of: None,
        strict: true,
        memory: Memory::default(),
    };
    let mut builder = SnapshotBuilder::begin(settings).unwrap();
    let mut rev_id = 0;
    for id in 1..=accounts {
        for edit in 0..id {
            rev_id += 1;
            builder
                .revision(&Revision {
                    rev_id,
                    page_id: Some(rev_id),
                    namespace: Some(0),
                    redirect: false,
                    timestamp: Timestamp::from_unix(1_600_000_000 + 3600 * i64::try_from(edit).unwrap()),
                    parent: Parent::None,
                    contributor: Contributor::Account { id, name: format!("Editor {id}").into() },
                    minor: false,
                    hidden: Hidden::NONE,
                    bytes: Some(100),
                    sha1: None,
                })
                .unwrap();
        }
    }
    builder.finish(Timestamp::from_unix(NOON), &mut ()).unwrap();
}

fn wiki() -> WikiName {
    WikiName::new("testwiki").unwrap()
}

/// A site with two people, a warehouse and a list of five editors for each of them.
struct House {
    measure: Measure,
    pool: SqlitePool,
    folder: TempDir,
    clock: Arc<ManualClock>,
    lists: [Version; 2],
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        import(&folder.path().join("warehouse"), 5);
        let pool = db::open(&folder.path().join("usermetrics.db")).await.unwrap();
        let clock = Arc::new(ManualClock::new(NOON));
        let warehouse = Warehouse::open(folder.path().join("warehouse"));
        let lists = [list(&pool, &warehouse, "amina").await, list(&pool, &warehouse, "boris").await];
        Self { measure: measure(&pool, folder.path(), &clock), pool, folder, clock, lists }
    }

    async fn submit(&self, of: usize, json: &str) -> Result<Submitted, SubmitError> {
        let request = Request::from_json(json).unwrap();
        self.measure.submit(owner(of), &format!("list {of}"), &self.lists[of], request).await
    }

    async fn queued(&self, of: usize, json: &str) -> RunId {
        match self.submit(of, json).await.unwrap() {
            Submitted::Queued(run) => run,
            Submitted::Answered(result) => unreachable!("answered with {result}"),
        }
    }

    async fn answered(&self, of: usize, json: &str) -> StoredResult {
        match self.submit(of, json).await.unwrap() {
            Submitted::Answered(result) => self.result(of, &result).await,
            Submitted::Queued(run) => unreachable!("queued as {run}"),
        }
    }

    async fn step(&self) -> Step {
        self.measure.worker().step(&CancellationToken::new()).await.unwrap()
    }

    async fn run(&self, id: RunId) -> Run {
        let mut connection = self.pool.acquire().await.unwrap();
        store::get(&mut connection, id).await.unwrap().unwrap()
    }

    async fn result(&self, of: usize, id: &ResultId) -> StoredResult {
        let mut connection = self.pool.acquire().await.unwrap();
        crate::result::store::get(&mut connection, owner(of), id).await.unwrap().unwrap()
    }

    fn edits(&self, result: &StoredResult) -> Vec<i64> {
        let rows = RowsFile::new(&self.folder.path().join("results"), &result.rows_hash).open().unwrap();
        let edits = |line: AccountLine| line.rows[0].values[0].as_i64().unwrap();
        rows.map(|line| edits(line.unwrap())).collect()
    }
}

/// The owner of a list: users are numbered from 1.
fn owner(of: usize) -> UserId {
    UserId::new(i64::try_from(of).unwrap() + 1)
}

fn measure(pool: &SqlitePool, folder: &Path, clock: &Arc<ManualClock>) -> Measure {
    let queue = Queue::new(pool.clone(), clock.clone(), 2);
    Measure::new(queue, Warehouse::open(folder.join("warehouse")), folder.join("results"), clock.clone())
}

/// A new user with a saved list of the editors 3, 1 and 2, a double and a line that names nobody.
async fn list(pool: &SqlitePool, warehouse: &Warehouse, user: &str) -> Version {
    let owner = sqlx::query_scalar(
        "INSERT INTO users (name, password_hash, role, created_at) VALUES (?, '', 'evaluator', 0) RETURNING id",
    );
    let owner: i64 = owner.bind(user).fetch_one(pool).await.unwrap();
    let source = warehouse.newest(&wiki()).unwrap();
    let list = cohort::parse::parse(b"Editor 3\nEditor 1\nEditor 3\n192.0.2.1\nEditor 2", None, source.info()).unwrap();
    let origin = list.origin.clone();
    let members = cohort::resolve::resolve(list, source.as_ref()).unwrap();
    let new = NewVersion { wiki: wiki(), origin, typed_name: String::new(), members };
    let mut write = db::begin_write(pool).await.unwrap();
    let owner = UserId::new(owner);
    let (_, draft) = cohort::store::insert_draft(&mut write, owner, &new, 0).await.unwrap();
    let name = CohortName::new("Workshop").unwrap();
    let version = cohort::store::save(&mut write, owner, draft, &name, 0).await.unwrap();
    write.commit().await.unwrap();
    version
}

const EDITS: &str = r#"{"metrics": [{"metric": "edits", "window": {"anchor": "activity"}}]}"#;
const CREATED: &str = r#"{"metrics": [{"metric": "pages_created", "window": {"anchor": "activity"}}]}"#;

#[tokio::test]
async fn a_question_is_counted_and_its_answer_kept() {
    let house = House::new().await;
    let id = house.queued(0, EDITS).await;
    let waiting = house.run(id).await;
    assert_eq!((waiting.state, waiting.total, waiting.place), (State::Queued, 3, 1));
    house.clock.advance(5);
    assert_eq!(house.step().await, Step::Ran(id));
    let run = house.run(id).await;
    assert_eq!((run.state, run.done, run.ended_at), (State::Done, 3, Some(NOON + 5)));
    let result = house.result(0, &run.result.unwrap()).await;
    assert_eq!(house.edits(&result), [3, 1, 2]);
    assert_eq!((result.title.as_str(), result.cohort), ("list 0", Some(house.lists[0].cohort)));
    let cohort = &result.head.cohort;
    assert_eq!((cohort.lines, cohort.accounts, cohort.version), (5, 3, Some(1)));
    assert_eq!(cohort.left_out, BTreeMap::from([("duplicate".to_owned(), 1), ("wrong".to_owned(), 1)]));
    assert_eq!(cohort.hash.as_ref(), Some(&house.lists[0].hash));
    let read: i64 = sqlx::query_scalar("SELECT rows_read FROM runs").fetch_one(&house.pool).await.unwrap();
    assert_eq!(read, 6);
    assert_eq!(house.step().await, Step::Nothing);
}

#[tokio::test]
async fn the_same_question_on_the_same_data_is_answered_at_once() {
    let mut house = House::new().await;
    let run = house.queued(0, EDITS).await;
    house.step().await;
    let first = house.result(0, &house.run(run).await.result.unwrap()).await;
    // After a restart too.
    house.measure = measure(&house.pool, house.folder.path(), &house.clock);
    let again = house.answered(0, EDITS).await;
    let others = house.answered(1, EDITS).await;
    assert_eq!((&again.head.key, &others.head.key), (&first.head.key, &first.head.key));
    assert_ne!(again.id, first.id, "a result is never given twice");
    assert_eq!((others.title.as_str(), others.head.cohort.name.as_str()), ("list 1", "list 1"));
    assert_eq!(others.head.request["cohort"], "list 1", "nothing of whoever asked first is in it");
    assert_eq!(house.edits(&others), [3, 1, 2]);
    // Another question, and other data, are counted.
    house.queued(0, CREATED).await;
    import(&house.folder.path().join("warehouse"), 6);
    house.queued(0, EDITS).await;
}

#[tokio::test]
async fn two_who_ask_the_same_wait_for_one_counting() {
    let house = House::new().await;
    let asked = [house.queued(0, EDITS).await, house.queued(1, EDITS).await];
    assert_eq!(house.queued(0, EDITS).await, asked[0]);
    for id in asked {
        assert_eq!(house.step().await, Step::Ran(id));
    }
    let runs = [house.run(asked[0]).await, house.run(asked[1]).await];
    let results = [
        house.result(0, runs[0].result.as_ref().unwrap()).await,
        house.result(1, runs[1].result.as_ref().unwrap()).await,
    ];
    assert_eq!(results[0].rows_hash, results[1].rows_hash);
    let read: i64 = sqlx::query_scalar("SELECT sum(rows_read) FROM runs").fetch_one(&house.pool).await.unwrap();
    assert_eq!(read, 6, "the second has read nothing");
}

#[tokio::test]
async fn rows_that_are_gone_are_counted_again() {
    let house = House::new().await;
    house.queued(0, EDITS).await;
    house.step().await;
    std::fs::remove_dir_all(house.folder.path().join("results")).unwrap();
    let again = house.queued(0, EDITS).await;
    house.step().await;
    let result = house.result(0, &house.run(again).await.result.unwrap()).await;
    assert_eq!(house.edits(&result), [3, 1, 2]);
    assert_eq!(house.answered(0, EDITS).await.rows_hash, result.rows_hash);
}

#[tokio::test]
async fn a_question_that_does_not_fit_the_data_is_refused_before_it_waits() {
    let house = House::new().await;
    let late = r#"{"metrics": [{"metric": "edits", "window": {"anchor": "activity", "start": "2030-01-01"}}]}"#;
    let Err(SubmitError::Engine(EngineError::Request(error))) = house.submit(0, late).await else { unreachable!() };
    assert_eq!((error.label.as_str(), error.parameter.as_str()), ("edits", "start"));
    let unknown = r#"{"snapshots": ["2020-01-01-00000000"], "metrics": [{"metric": "edits"}]}"#;
    assert!(matches!(house.submit(0, unknown).await, Err(SubmitError::Engine(EngineError::Source(_)))));
    let runs: i64 = sqlx::query_scalar("SELECT count(*) FROM runs").fetch_one(&house.pool).await.unwrap();
    assert_eq!(runs, 0);
}

#[tokio::test]
async fn a_run_without_its_list_or_its_data_fails_in_words() {
    let house = House::new().await;
    let (listless, dataless) = (house.queued(0, EDITS).await, house.queued(1, EDITS).await);
    let mut connection = house.pool.acquire().await.unwrap();
    assert!(cohort::store::delete(&mut connection, owner(0), house.lists[0].cohort).await.unwrap());
    drop(connection);
    std::fs::remove_dir_all(house.folder.path().join("warehouse")).unwrap();
    for (id, words) in [(listless, "was deleted"), (dataless, "testwiki")] {
        house.step().await;
        let run = house.run(id).await;
        assert_eq!((run.state, run.result), (State::Failed, None));
        let failure = run.failure.unwrap();
        assert!(failure.contains(words), "{failure}");
    }
}
