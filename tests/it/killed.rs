//! A server that is killed in the middle of a run, as by a power cut, and started again.

use std::sync::Arc;
use std::time::Duration;

use usermetrics::app::AppState;
use usermetrics::auth::{self, NewPassword, Password, Role};
use usermetrics::cohort::store::{NewVersion, Version};
use usermetrics::cohort::{self, CohortName};
use usermetrics::import::{Contributor, Hidden, Memory, Parent, Revision, Settings, SnapshotBuilder};
use usermetrics::job::store::{Run, get};
use usermetrics::job::{State, Submitted};
use usermetrics::platform::clock::SystemClock;
use usermetrics::platform::config::{Config, DataDir};
use usermetrics::platform::db;
use usermetrics::platform::ids::{ResultId, RunId, UserId};
use usermetrics::request::Request;
use usermetrics::wiki::{Timestamp, WikiName};

use crate::program::Program;
use crate::server::Server;

/// Enough people for a run that can be caught in the middle.
const PEOPLE: u64 = 20_000;
const EDITS_EACH: u64 = 6;

const EVERYTHING: &str = r#"{"metrics": [{"metric": "survival"}, {"metric": "edits"}, {"metric": "bytes_added"},
    {"metric": "pages_created"}, {"metric": "revert_rate"}, {"metric": "threshold"}, {"metric": "edit_rate"}]}"#;
const EDITS: &str = r#"{"metrics": [{"metric": "edits", "window": {"anchor": "activity"}}]}"#;

fn wiki() -> WikiName {
    WikiName::new("testwiki").unwrap()
}

fn import(data: &DataDir) {
    let settings =
        Settings { warehouse: data.warehouse(), wiki: wiki(), as_of: None, strict: true, memory: Memory::default() };
    let mut builder = SnapshotBuilder::begin(settings).unwrap();
    for rev_id in 1..=PEOPLE * EDITS_EACH {
        let id = rev_id.div_ceil(EDITS_EACH);
        builder
            .revision(&Revision {
                rev_id,
                page_id: Some(id),
                namespace: Some(0),
                redirect: false,
                timestamp: Timestamp::from_unix(1_600_000_000 + i64::try_from(rev_id).unwrap() * 60),
                parent: Parent::Derive,
                contributor: Contributor::Account { id, name: format!("Editor {id}").into() },
                minor: false,
                hidden: Hidden::NONE,
                bytes: Some(100),
                sha1: None,
            })
            .unwrap();
    }
    builder.finish(Timestamp::from_unix(1_700_000_000), &mut ()).unwrap();
}

/// Saves a list of the first `people` editors.
async fn list(state: &AppState, owner: UserId, people: u64) -> Version {
    let source = state.warehouse.newest(&wiki()).unwrap();
    let names: Vec<String> = (1..=people).map(|id| format!("#{id}")).collect();
    let list = cohort::parse::parse(names.join("\n").as_bytes(), None, source.info()).unwrap();
    let origin = list.origin.clone();
    let members = cohort::resolve::resolve(list, source.as_ref()).unwrap();
    let new = NewVersion { wiki: wiki(), origin, typed_name: String::new(), members };
    let mut write = db::begin_write(&state.pool).await.unwrap();
    let (_, draft) = cohort::store::insert_draft(&mut write, owner, &new, 0).await.unwrap();
    let name = CohortName::new(&format!("List of {people}")).unwrap();
    let version = cohort::store::save(&mut write, owner, draft, &name, 0).await.unwrap();
    write.commit().await.unwrap();
    version
}

async fn ask(state: &AppState, owner: UserId, list: &Version, json: &str) -> RunId {
    let submitted = state.measure.submit(owner, "list", list, Request::from_json(json).unwrap()).await.unwrap();
    let Submitted::Queued(run) = submitted else { unreachable!("{submitted:?}") };
    run
}

/// Waits until a run is what the test wants it to be.
async fn until(state: &AppState, run: RunId, wanted: impl Fn(&Run) -> bool) -> Run {
    loop {
        let mut connection = state.pool.acquire().await.unwrap();
        let found = get(&mut connection, run).await.unwrap().unwrap();
        if wanted(&found) {
            return found;
        }
        drop(connection);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn rows_hash(state: &AppState, owner: UserId, id: &ResultId) -> String {
    let mut connection = state.pool.acquire().await.unwrap();
    usermetrics::result::store::get(&mut connection, owner, id).await.unwrap().unwrap().rows_hash
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_question_and_no_result() {
    let program = Program::new();
    let data = DataDir::new(program.data());
    import(&data);
    let state = AppState::build(data, Config::default(), Arc::new(SystemClock)).await.unwrap();
    let password = NewPassword::choose(Password::new(String::from("a password for tests"))).unwrap();
    let owner = auth::add(&state.pool, &SystemClock, "Amina", password, Role::Evaluator).await.unwrap();
    let (few, all) = (list(&state, owner, 45).await, list(&state, owner, PEOPLE).await);

    let finished = ask(&state, owner, &few, EDITS).await;
    let server = Server::start(&program);
    let result = until(&state, finished, |run| run.state == State::Done).await.result.unwrap();
    let before = rows_hash(&state, owner, &result).await;

    let (caught, waiting) = (ask(&state, owner, &all, EVERYTHING).await, ask(&state, owner, &all, EDITS).await);
    until(&state, caught, |run| run.state == State::Running).await;
    // Ends the process at once, as a power cut would.
    drop(server);
    let left = until(&state, caught, |_| true).await;
    assert_eq!((left.state, left.result), (State::Running, None), "it was caught in the middle");

    let _server = Server::start(&program);
    for run in [caught, waiting] {
        let run = until(&state, run, |run| run.state.is_over()).await;
        assert_eq!((run.state, run.done, run.failure), (State::Done, 20_000, None));
        rows_hash(&state, owner, &run.result.unwrap()).await;
    }
    assert_eq!(rows_hash(&state, owner, &result).await, before);
    let again = state.measure.submit(owner, "list", &few, Request::from_json(EDITS).unwrap()).await.unwrap();
    assert!(matches!(again, Submitted::Answered(_)), "the same question is answered at once after it");
}
