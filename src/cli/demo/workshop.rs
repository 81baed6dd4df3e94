//! The workshop's list as a cohort, and a question about it that is already answered.

use std::path::Path;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use crate::app::AppState;
use crate::cli::{Failure, list};
use crate::cohort::CohortName;
use crate::cohort::store::{Version, get_by_name, insert_draft, save};
use crate::import::synthetic;
use crate::job::{SubmitError, Submitted};
use crate::platform::db;
use crate::platform::ids::UserId;
use crate::request::Request;
use crate::wiki::WikiName;

/// What the cohort is called.
const TITLE: &str = "Library workshops 2026";

/// What is asked about it.
const QUESTION: &str = r#"{ "metrics": [
    { "metric": "survival", "parameters": { "namespaces": [0], "sunset": "30d" }, "window": { "anchor": "first_edit", "t": "30d" } },
    { "metric": "edits", "parameters": { "namespaces": "all" }, "window": { "anchor": "activity", "start": "2026-03-12T00:00:00Z" } },
    { "metric": "bytes_added", "parameters": { "namespaces": [0] }, "window": { "anchor": "activity", "start": "2026-03-12T00:00:00Z" } },
    { "metric": "pages_created", "parameters": { "namespaces": [0] }, "window": { "anchor": "activity", "start": "2026-03-12T00:00:00Z" } },
    { "metric": "revert_rate", "parameters": { "namespaces": [0], "within": "48h" }, "window": { "anchor": "activity", "start": "2026-03-12T00:00:00Z" } },
    { "metric": "time_to_threshold", "parameters": {}, "window": { "anchor": "registration" } }
] }"#;

/// Makes the cohort and asks the question, unless the person has the cohort already.
pub async fn provide(state: &AppState, owner: UserId, names: &Path) -> Result<(), Failure> {
    let mut connection = state.pool.acquire().await.context("cannot read the database")?;
    let found = get_by_name(&mut connection, owner, TITLE).await.context("cannot read the database")?;
    drop(connection);
    if found.is_some() {
        return Ok(());
    }
    let version = save_list(state, owner, names).await?;
    ask(state, owner, &version).await
}

/// Reads the list as an upload is read, and saves it.
async fn save_list(state: &AppState, owner: UserId, names: &Path) -> Result<Version, Failure> {
    let wiki = WikiName::new(synthetic::NAME).map_err(|message| Failure::wrong(&message))?;
    let new = list::read(names, state.warehouse.newest(&wiki)?.as_ref(), &state.warehouse)?;
    let name = CohortName::new(TITLE).map_err(anyhow::Error::from)?;
    let now = state.clock.unix();
    let mut write = db::begin_write(&state.pool).await.context("cannot write the database")?;
    let (_, draft) = insert_draft(&mut write, owner, &new, now).await.context("cannot write the database")?;
    let version = save(&mut write, owner, draft, &name, now).await.context("cannot write the database")?;
    write.commit().await.context("cannot write the database")?;
    Ok(version)
}

/// Asks the question as a page would, and works the queue off.
async fn ask(state: &AppState, owner: UserId, version: &Version) -> Result<(), Failure> {
    let submitted = state.measure.submit(owner, TITLE, version, Request::from_json(QUESTION)?).await;
    let submitted = submitted.map_err(|error| match error {
        SubmitError::Engine(error) => Failure::from(error),
        SubmitError::Broken(error) => Failure::from(error),
    })?;
    if let Submitted::Queued(_) = submitted {
        let stop = CancellationToken::new();
        state.measure.worker().step(&stop).await.context("the question could not be answered")?;
    }
    Ok(())
}
