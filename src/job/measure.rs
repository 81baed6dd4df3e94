//! The one kind of run there is: measuring the people of a cohort.

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::SqliteConnection;

use super::queue::{Queue, SHORT_ACCOUNTS};
use super::store::{NewRun, Run};
use super::worker::{Failure, Worker};
use crate::cohort::store::Version;
use crate::cohort::{self, Person};
use crate::engine::{Answer, Control, EngineError, Member, Plan, execute};
use crate::msg;
use crate::platform::clock::Clock;
use crate::platform::db;
use crate::platform::ids::{CohortVersionId, ResultId, RunId, UserId};
use crate::request::Request;
use crate::result::store::{StoredResult, get_computed, head_for, insert, insert_computed};
use crate::result::{CohortHead, Head, RowsFile, RowsWriter, forget, head};
use crate::source::ReadStats;
use crate::source::warehouse::Warehouse;

/// Everything it takes to answer a question about a cohort.
#[derive(Clone, Debug)]
pub struct Measure {
    queue: Queue,
    warehouse: Warehouse,
    /// The folder of result rows.
    results: PathBuf,
    clock: Arc<dyn Clock>,
}

/// Where the answer to a question is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is there: the same question on the same data had been answered before.
    Answered(ResultId),
    /// A run will give it.
    Queued(RunId),
}

/// Why a question was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The question does not fit the data, or these cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The database fails, or the program does.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl From<sqlx::Error> for SubmitError {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<SubmitError> for Failure {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Engine(error) => error.into(),
            SubmitError::Broken(error) => Self::Broken(error),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let words = match &error {
            EngineError::Stopped => return Self::Stopped,
            EngineError::Request(error) => error.message.clone(),
            EngineError::Source(error) => error.message.clone(),
            EngineError::Broken(words) => words.clone(),
            EngineError::Sink(_) => return Self::Broken(error.into()),
        };
        Self::Said { words, cause: Some(error.into()) }
    }
}

impl Measure {
    /// Measures from `warehouse` and keeps rows in the folder `results`.
    #[must_use]
    pub fn new(queue: Queue, warehouse: Warehouse, results: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { queue, warehouse, results, clock }
    }

    /// The queue of its runs.
    #[must_use]
    pub const fn queue(&self) -> &Queue {
        &self.queue
    }

    /// A worker that does its runs.
    #[must_use]
    pub fn worker(&self) -> Worker {
        let shared = self.clone();
        let work = move |run, control| {
            let measure = shared.clone();
            Box::pin(async move { measure.run(&run, control).await }) as _
        };
        Worker::new(self.queue.clone(), Arc::new(work))
    }

    /// Takes a question about a version of a cohort that is called `title`. The same question on the same data is
    /// answered at once with the rows that are there, as a result of its own; one that its asker is waiting for already
    /// is answered with that run.
    ///
    /// # Errors
    ///
    /// The question does not fit the data, the data cannot be read, or the database fails.
    pub async fn submit(
        &self,
        owner: UserId,
        title: &str,
        version: &Version,
        request: Request,
    ) -> Result<Submitted, SubmitError> {
        let wikis = if request.wikis.is_empty() { version.wikis.clone() } else { request.wikis };
        let request = Request { cohort: title.to_owned(), wikis, ..request };
        let plan = self.plan(version, request).await?;
        let asked = Asked { owner, version, title, plan: &plan, key: plan.key() };
        // Rows that are there stay there while the database is locked for writing.
        let mut write = db::begin_write(self.queue.pool()).await?;
        if let Some((head, rows_hash)) = self.stored(&mut write, &asked).await? {
            let id = self.keep(&mut write, &asked, head, rows_hash).await?;
            write.commit().await?;
            return Ok(Submitted::Answered(id));
        }
        drop(write);
        let new = NewRun {
            owner,
            cohort: version.cohort,
            version: version.id,
            title: title.to_owned(),
            request: plan.request.to_json(),
            total: i64::try_from(plan.subjects.len()).unwrap_or(i64::MAX),
            short: plan.subjects.len() <= SHORT_ACCOUNTS,
            key: asked.key,
        };
        Ok(Submitted::Queued(self.queue.enqueue(&new).await?))
    }

    /// Makes a question ready for the newest data, or for the snapshot that it names.
    async fn plan(&self, version: &Version, request: Request) -> Result<Plan, SubmitError> {
        let people = self.people(version.id).await?;
        let warehouse = self.warehouse.clone();
        let planned = blocking(move || {
            let sources = warehouse.sources(&request.wikis, request.snapshots.as_deref())?;
            let members: Vec<Member> = people.iter().map(Member::from).collect();
            Plan::new(request, sources, &members)
        });
        Ok(planned.await??)
    }

    async fn people(&self, version: CohortVersionId) -> sqlx::Result<Vec<Person>> {
        let mut connection = self.queue.pool().acquire().await?;
        cohort::store::members(&mut connection, version).await
    }

    /// A head on the rows that are there for a question, and the hash of those rows.
    async fn stored(&self, write: &mut SqliteConnection, asked: &Asked<'_>) -> sqlx::Result<Option<(Head, String)>> {
        let computed = get_computed(write, &asked.key).await?;
        let there = computed.filter(|computed| RowsFile::new(&self.results, &computed.rows_hash).exists());
        Ok(there.map(|computed| {
            let request = serde_json::to_value(&asked.plan.request).unwrap_or_default();
            let head = head_for(&computed.head, request, asked.cohort_head(), ResultId::random());
            (head, computed.rows_hash)
        }))
    }

    /// Keeps a result for good.
    async fn keep(
        &self,
        write: &mut SqliteConnection,
        asked: &Asked<'_>,
        head: Head,
        rows_hash: String,
    ) -> sqlx::Result<ResultId> {
        let result = StoredResult {
            id: head.id.clone(),
            owner: asked.owner,
            cohort: Some(asked.version.cohort),
            title: asked.title.to_owned(),
            rows_hash,
            head,
            created_at: self.clock.unix(),
        };
        insert(write, &result).await?;
        Ok(result.id)
    }

    /// What a run does.
    async fn run(&self, run: &Run, control: Arc<Control>) -> Result<(), Failure> {
        let version = self.version_of(run).await?;
        let request = Request::from_json(&run.request).map_err(|error| Failure::from(EngineError::Request(error)))?;
        let plan = self.plan(&version, request).await?;
        let key = plan.key();
        let asked = Asked { owner: run.owner, version: &version, title: &run.title, plan: &plan, key: key.clone() };
        // Somebody else may have asked the same and been first.
        if self.finish_with_stored(run, &asked).await? {
            return Ok(());
        }
        let cohort = asked.cohort_head();
        let (folder, name) = (self.results.clone(), format!("run-{}", run.id));
        let measured = blocking(move || -> Result<(Plan, Answer, RowsFile), EngineError> {
            let mut writer = RowsWriter::new(&folder, &name)?;
            let answer = execute(&plan, &control, &mut |rows| writer.add(rows))?;
            Ok((plan, answer, writer.finish()?))
        });
        let (plan, answer, rows) = measured.await.map_err(Failure::from)??;
        let asked = Asked { owner: run.owner, version: &version, title: &run.title, plan: &plan, key };
        let head = head(&plan, &answer, cohort, ResultId::random(), self.clock.now().into());
        let finished = self.finish(run, &asked, head, &rows, answer.stats).await;
        if finished.is_err() {
            // Nobody would ever find these rows to delete them.
            self.remove_unused(&rows).await?;
        }
        Ok(finished?)
    }

    async fn version_of(&self, run: &Run) -> Result<Version, Failure> {
        let mut connection = self.queue.pool().acquire().await.map_err(anyhow::Error::from)?;
        let found = match run.version {
            Some(version) => cohort::store::get_version(&mut connection, version).await.map_err(anyhow::Error::from)?,
            None => None,
        };
        found.ok_or_else(|| Failure::Said { words: msg!("run-failed-cohort-deleted"), cause: None })
    }

    /// Ends a run with the rows that are there, if they are: the result and the end, or neither.
    async fn finish_with_stored(&self, run: &Run, asked: &Asked<'_>) -> anyhow::Result<bool> {
        let mut write = db::begin_write(self.queue.pool()).await?;
        let Some((head, rows_hash)) = self.stored(&mut write, asked).await? else { return Ok(false) };
        let id = self.keep(&mut write, asked, head, rows_hash).await?;
        self.queue.finish(&mut write, run, &id, ReadStats::default()).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Stores the result of a run with new rows and ends it: both, or neither.
    async fn finish(
        &self,
        run: &Run,
        asked: &Asked<'_>,
        head: Head,
        rows: &RowsFile,
        read: ReadStats,
    ) -> anyhow::Result<()> {
        let mut write = db::begin_write(self.queue.pool()).await?;
        // A result with equal rows may have been deleted since they were written, and the file with it.
        anyhow::ensure!(rows.exists(), "the rows were deleted before they could be kept");
        insert_computed(&mut write, &head, rows.hash(), self.clock.unix()).await?;
        let id = self.keep(&mut write, asked, head, rows.hash().to_owned()).await?;
        self.queue.finish(&mut write, run, &id, read).await?;
        write.commit().await?;
        Ok(())
    }

    async fn remove_unused(&self, rows: &RowsFile) -> anyhow::Result<()> {
        let mut write = db::begin_write(self.queue.pool()).await?;
        forget::remove_unused(&mut write, &self.results, rows.hash()).await?;
        write.commit().await?;
        Ok(())
    }
}

/// A question, made ready.
struct Asked<'a> {
    owner: UserId,
    version: &'a Version,
    title: &'a str,
    plan: &'a Plan,
    key: String,
}

impl Asked<'_> {
    /// What the result says of the cohort.
    fn cohort_head(&self) -> CohortHead {
        CohortHead {
            version: u32::try_from(self.version.number).ok(),
            hash: Some(self.version.hash.clone()),
            ..CohortHead::of_lines(self.title, &self.version.counts).measured(self.plan)
        }
    }
}

/// Runs on a thread that may be kept busy. A panic goes on in the caller, where the worker ends the run for it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(error.into()),
        },
    }
}
