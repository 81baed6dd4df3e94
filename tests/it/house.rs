//! Where tests of questions begin: a wiki of a few or of many editors, lists of them, and the runs of their questions.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlitePool;
use tokio_util::sync::CancellationToken;
use usermetrics::app::AppState;
use usermetrics::cohort::store::{Version, insert_draft, save};
use usermetrics::cohort::{CohortName, read_list};
use usermetrics::import::{Contributor, Hidden, Memory, Parent, Revision, Settings, SnapshotBuilder, User};
use usermetrics::job::{Run, Step, SubmitError, Submitted, store};
use usermetrics::platform::clock::Clock;
use usermetrics::platform::config::{Config, DataDir};
use usermetrics::platform::db;
use usermetrics::platform::ids::{ResultId, RunId, UserId};
use usermetrics::request::Request;
use usermetrics::result::store::StoredResult;
use usermetrics::result::{AccountLine, RowsFile};
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::{Timestamp, WikiName};

use crate::app::add_user;

/// How many edits somebody has made, however long ago.
pub const EDITS: &str = r#"{"metrics": [{"metric": "edits", "window": {"anchor": "activity"}}]}"#;

/// The wiki of every house.
pub fn wiki() -> WikiName {
    WikiName::new("testwiki").unwrap()
}

/// Writes a snapshot of the wiki. `edits`: the account that made each, and when, in seconds since 1970. Account 7 is
/// called "Editor 7", and every edit makes an article of 100 bytes.
pub fn import(warehouse: PathBuf, as_of: Option<Timestamp>, edits: impl IntoIterator<Item = (i64, i64)>) {
    import_registered(warehouse, as_of, [], edits);
}

/// Writes a snapshot of a wiki that has a list of its accounts. `users`: each account and when it was registered.
pub fn import_registered(
    warehouse: PathBuf,
    as_of: Option<Timestamp>,
    users: impl IntoIterator<Item = (i64, i64)>,
    edits: impl IntoIterator<Item = (i64, i64)>,
) {
    let settings = Settings { warehouse, wiki: wiki(), as_of, strict: true, memory: Memory::default() };
    let mut builder = SnapshotBuilder::begin(settings).unwrap();
    for (account, registration) in users {
        let (id, registration) = (u64::try_from(account).unwrap(), Some(Timestamp::from_unix(registration)));
        builder.user(&User { id, name: &format!("Editor {id}"), registration, groups: None }).unwrap();
    }
    for (rev_id, (account, timestamp)) in (1..).zip(edits) {
        let id = u64::try_from(account).unwrap();
        builder
            .revision(&Revision {
                rev_id,
                page_id: Some(rev_id),
                namespace: Some(0),
                redirect: false,
                timestamp: Timestamp::from_unix(timestamp),
                parent: Parent::None,
                contributor: Contributor::Account { id, name: format!("Editor {id}").into() },
                minor: false,
                hidden: Hidden::NONE,
                bytes: Some(100),
                sha1: None,
            })
            .unwrap();
    }
    builder.finish(Timestamp::from_unix(1_800_000_000), &mut ()).unwrap();
}

/// Saves a list of names as a cohort.
pub async fn list(pool: &SqlitePool, warehouse: &Warehouse, owner: UserId, title: &str, names: &str) -> Version {
    let new = read_list(names.as_bytes(), None, warehouse.newest(&wiki()).unwrap().as_ref(), warehouse).unwrap();
    let mut write = db::begin_write(pool).await.unwrap();
    let (_, draft) = insert_draft(&mut write, owner, &new, 0).await.unwrap();
    let version = save(&mut write, owner, draft, &CohortName::new(title).unwrap(), 0).await.unwrap();
    write.commit().await.unwrap();
    version
}

/// Somebody with a list.
pub struct Asker {
    pub owner: UserId,
    pub list: Version,
}

impl Asker {
    /// What the list is called in questions.
    pub fn title(&self) -> String {
        format!("list of {}", self.owner.get())
    }
}

/// What answers questions, on a data folder that has the wiki.
pub struct House {
    pub state: AppState,
}

impl House {
    /// Opens a data folder.
    pub async fn open(data: DataDir, clock: Arc<dyn Clock>) -> Self {
        Self { state: AppState::build(data, Config::default(), clock).await.unwrap() }
    }

    pub async fn add_user(&self, name: &str) -> UserId {
        add_user(&self.state, name).await
    }

    /// Saves a list of names for somebody.
    pub async fn list(&self, owner: UserId, title: &str, names: &str) -> Asker {
        Asker { owner, list: list(&self.state.pool, &self.state.warehouse, owner, title, names).await }
    }

    /// Saves a list of the first `people` editors for somebody.
    pub async fn list_first(&self, owner: UserId, people: i64) -> Asker {
        let names: Vec<String> = (1..=people).map(|id| format!("#{id}")).collect();
        self.list(owner, &format!("The first {people}"), &names.join("\n")).await
    }

    pub async fn submit(&self, asker: &Asker, json: &str) -> Result<Submitted, SubmitError> {
        let request = Request::from_json(json).unwrap();
        self.state.measure.submit(asker.owner, &asker.title(), &asker.list, request).await
    }

    /// Asks what must be counted.
    pub async fn queued(&self, asker: &Asker, json: &str) -> RunId {
        match self.submit(asker, json).await.unwrap() {
            Submitted::Queued(run) => run,
            Submitted::Answered(result) => unreachable!("answered with {result}"),
        }
    }

    /// Asks what is known already.
    pub async fn answered(&self, asker: &Asker, json: &str) -> StoredResult {
        match self.submit(asker, json).await.unwrap() {
            Submitted::Answered(result) => self.result(asker, &result).await,
            Submitted::Queued(run) => unreachable!("queued as {run}"),
        }
    }

    /// Lets the queue do one run.
    pub async fn step(&self) -> Step {
        self.state.measure.worker().step(&CancellationToken::new()).await.unwrap()
    }

    pub async fn run(&self, id: RunId) -> Run {
        let mut connection = self.state.pool.acquire().await.unwrap();
        store::get(&mut connection, id).await.unwrap().unwrap()
    }

    /// Waits until a run is what the test wants it to be.
    pub async fn until(&self, id: RunId, wanted: impl Fn(&Run) -> bool) -> Run {
        loop {
            let found = self.run(id).await;
            if wanted(&found) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub async fn result(&self, asker: &Asker, id: &ResultId) -> StoredResult {
        let mut connection = self.state.pool.acquire().await.unwrap();
        usermetrics::result::store::get(&mut connection, asker.owner, id).await.unwrap().unwrap()
    }

    /// The first number of everybody in a result.
    pub fn numbers(&self, result: &StoredResult) -> Vec<i64> {
        let rows = RowsFile::new(&self.state.data.results(), &result.rows_hash).open().unwrap();
        let number = |line: AccountLine| line.rows[0][0].values[0].as_i64().unwrap();
        rows.map(|line| number(line.unwrap())).collect()
    }
}
