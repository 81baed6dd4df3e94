//! Runs in the database. Who asks for a run by its owner finds only that owner's.

use sqlx::SqliteConnection;

use super::state::State;
use crate::platform::ids::{CohortId, CohortVersionId, ResultId, RunId, UserId};
use crate::source::ReadStats;

/// One execution of a request by the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Who asked.
    pub owner: UserId,
    /// The cohort it is about; `None` once that was deleted.
    pub cohort: Option<CohortId>,
    /// The membership it is about; `None` once that was deleted.
    pub version: Option<CohortVersionId>,
    /// The cohort's name when it was asked.
    pub title: String,
    /// The request in its canonical form.
    pub request: String,
    /// Where it stands.
    pub state: State,
    /// Accounts to measure.
    pub total: i64,
    /// Accounts measured, as of `heartbeat_at`.
    pub done: i64,
    /// Its place in the queue when it was asked.
    pub place: i64,
    /// Running number of its last start among the starts of all runs; `None` before the first.
    pub turn: Option<i64>,
    /// Its owner has asked to stop it.
    pub cancel_asked: bool,
    /// When it was asked, in seconds since 1970.
    pub queued_at: i64,
    /// When it started, in seconds since 1970.
    pub started_at: Option<i64>,
    /// When it last gave a sign of life, in seconds since 1970.
    pub heartbeat_at: Option<i64>,
    /// When it ended, in seconds since 1970.
    pub ended_at: Option<i64>,
    /// Why it failed, in words.
    pub failure: Option<String>,
    /// Its result; `None` too once that was deleted.
    pub result: Option<ResultId>,
}

/// A run to be put into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRun {
    /// Who asks.
    pub owner: UserId,
    /// The cohort it is about.
    pub cohort: CohortId,
    /// The membership it is about.
    pub version: CohortVersionId,
    /// The cohort's name.
    pub title: String,
    /// The request in its canonical form.
    pub request: String,
    /// The key of the question on today's data.
    pub key: String,
    /// Accounts to measure.
    pub total: i64,
    /// Whether the slot of short runs is open to it.
    pub short: bool,
}

/// Reads rows of `runs` as [`Run`]; the macro wants its SQL as one literal.
macro_rules! query_runs {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            Run,
            r#"SELECT id AS "id: RunId", owner_id AS "owner: UserId", cohort_id AS "cohort: CohortId",
                      version_id AS "version: CohortVersionId", title, request, state AS "state: State", total, done,
                      place, turn, cancel_asked AS "cancel_asked: bool", queued_at, started_at, heartbeat_at, ended_at,
                      failure, result_id AS "result: ResultId"
               FROM runs "# + $rest
            $(, $argument)*
        )
    };
}

/// Puts a run at the end of its owner's runs.
///
/// # Errors
///
/// The database fails.
pub async fn insert(connection: &mut SqliteConnection, new: &NewRun, long_slots: i64, now: i64) -> sqlx::Result<RunId> {
    let id = sqlx::query_scalar!(
        r#"INSERT INTO runs (owner_id, cohort_id, version_id, title, request, key, state, total, short, place, queued_at)
           VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, 0, ?)
           RETURNING id AS "id!: RunId""#,
        new.owner,
        new.cohort,
        new.version,
        new.title,
        new.request,
        new.key,
        new.total,
        new.short,
        now
    )
    .fetch_one(&mut *connection)
    .await?;
    let place = place(&mut *connection, id, long_slots).await?.unwrap_or(1);
    sqlx::query!("UPDATE runs SET place = ? WHERE id = ?", place, id).execute(connection).await?;
    Ok(id)
}

/// A run.
///
/// # Errors
///
/// The database fails.
pub async fn get(connection: &mut SqliteConnection, id: RunId) -> sqlx::Result<Option<Run>> {
    query_runs!("WHERE id = ?", id).fetch_optional(connection).await
}

/// A run of this owner.
///
/// # Errors
///
/// The database fails.
pub async fn get_for_user(connection: &mut SqliteConnection, owner: UserId, id: RunId) -> sqlx::Result<Option<Run>> {
    query_runs!("WHERE id = ? AND owner_id = ?", id, owner).fetch_optional(connection).await
}

/// The owner's runs that are not over, and those that failed at or after `failed_since`; the last asked first.
///
/// # Errors
///
/// The database fails.
pub async fn list_for_user(
    connection: &mut SqliteConnection,
    owner: UserId,
    failed_since: i64,
) -> sqlx::Result<Vec<Run>> {
    query_runs!(
        "WHERE owner_id = ? AND (state IN ('queued', 'running') OR (state = 'failed' AND ended_at >= ?))
         ORDER BY id DESC",
        owner,
        failed_since
    )
    .fetch_all(connection)
    .await
}

/// The owner's run of this question that waits or counts, if there is one.
///
/// # Errors
///
/// The database fails.
pub async fn find_unfinished(
    connection: &mut SqliteConnection,
    owner: UserId,
    key: &str,
) -> sqlx::Result<Option<RunId>> {
    sqlx::query_scalar!(
        r#"SELECT id AS "id: RunId" FROM runs
           WHERE owner_id = ? AND key = ? AND state IN ('queued', 'running') AND NOT cancel_asked
           ORDER BY id LIMIT 1"#,
        owner,
        key
    )
    .fetch_optional(connection)
    .await
}

/// The place in the queue of a run that waits, from 1. Long runs that stand before a short one count only while a slot
/// for them is free: otherwise the short one passes them.
///
/// # Errors
///
/// The database fails.
pub async fn place(connection: &mut SqliteConnection, id: RunId, long_slots: i64) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        r#"SELECT 1 + COUNT(earlier.id) AS "place!: i64"
           FROM waiting AS own
           LEFT JOIN waiting AS earlier
               ON earlier.position < own.position
              AND (earlier.short OR NOT own.short
                   OR (SELECT COUNT(*) FROM runs WHERE state = 'running' AND NOT short) < ?2)
           WHERE own.id = ?1
           GROUP BY own.id"#,
        id,
        long_slots
    )
    .fetch_optional(connection)
    .await
}

/// Starts the run whose turn it is, if there is one that may start now: at most `long_slots` long runs count at a time,
/// and never two of the same question.
///
/// # Errors
///
/// The database fails.
pub(super) async fn claim(
    connection: &mut SqliteConnection,
    to: State,
    long_slots: i64,
    now: i64,
) -> sqlx::Result<Option<Run>> {
    let id = sqlx::query_scalar!(
        r#"UPDATE runs
           SET state = ?1, turn = (SELECT COALESCE(MAX(turn), 0) + 1 FROM runs), attempts = attempts + 1,
               done = 0, started_at = ?2, heartbeat_at = ?2
           WHERE id = (
               SELECT id FROM waiting
               WHERE (short OR (SELECT COUNT(*) FROM runs WHERE state = 'running' AND NOT short) < ?3)
                 AND key NOT IN (SELECT key FROM runs WHERE state = 'running')
               ORDER BY position
               LIMIT 1)
           RETURNING id AS "id!: RunId""#,
        to,
        now,
        long_slots
    )
    .fetch_optional(&mut *connection)
    .await?;
    match id {
        Some(id) => get(connection, id).await,
        None => Ok(None),
    }
}

/// Writes how far a run is; whether its owner has asked to stop it. `None`: this execution of it is over.
///
/// # Errors
///
/// The database fails.
pub(super) async fn beat(
    connection: &mut SqliteConnection,
    run: &Run,
    done: i64,
    now: i64,
) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!(
        r#"UPDATE runs SET done = ?, heartbeat_at = ?
           WHERE id = ? AND turn = ? AND state = 'running'
           RETURNING cancel_asked AS "cancel_asked: bool""#,
        done,
        now,
        run.id,
        run.turn
    )
    .fetch_optional(connection)
    .await
}

/// Ends a run.
///
/// # Errors
///
/// The database fails.
pub(super) async fn end(
    connection: &mut SqliteConnection,
    id: RunId,
    to: State,
    failure: Option<&str>,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE runs SET state = ?, failure = ?, ended_at = ? WHERE id = ?", to, failure, now, id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes the result of a run and what was read for it.
///
/// # Errors
///
/// The database fails, or has no such result.
pub(super) async fn set_result(
    connection: &mut SqliteConnection,
    id: RunId,
    result: &ResultId,
    read: ReadStats,
) -> sqlx::Result<()> {
    let rows = i64::try_from(read.rows).unwrap_or(i64::MAX);
    let bytes = i64::try_from(read.bytes).unwrap_or(i64::MAX);
    sqlx::query!(
        "UPDATE runs SET result_id = ?, rows_read = ?, bytes_read = ?, done = total WHERE id = ?",
        result,
        rows,
        bytes,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was read to compute a result; `None` where no run of its own did.
///
/// # Errors
///
/// The database fails.
pub async fn read_stats(connection: &mut SqliteConnection, result: &ResultId) -> sqlx::Result<Option<ReadStats>> {
    let row = sqlx::query!(
        r#"SELECT rows_read AS "rows!", bytes_read AS "bytes!" FROM runs WHERE result_id = ? AND bytes_read > 0"#,
        result
    )
    .fetch_optional(connection)
    .await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(row.map(|row| ReadStats { rows: count(row.rows), bytes: count(row.bytes) }))
}

/// Asks a run that counts to stop.
///
/// # Errors
///
/// The database fails.
pub(super) async fn ask_cancel(connection: &mut SqliteConnection, id: RunId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE runs SET cancel_asked = 1 WHERE id = ?", id).execute(connection).await?;
    Ok(())
}

/// Puts a run back where it waited, as if it had not started. `blameless`: it was not the run that ended the process.
///
/// # Errors
///
/// The database fails.
pub(super) async fn set_waiting(
    connection: &mut SqliteConnection,
    id: RunId,
    to: State,
    blameless: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE runs SET state = ?, done = 0, started_at = NULL, heartbeat_at = NULL,
                         attempts = attempts - ?
         WHERE id = ?",
        to,
        blameless,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A run that a dead process left counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Its id.
    pub id: RunId,
    /// How often it has started without coming to an end.
    pub attempts: i64,
    /// Its owner has asked to stop it.
    pub cancel_asked: bool,
}

/// The runs that count, the earliest started first.
///
/// # Errors
///
/// The database fails.
pub(super) async fn list_running(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Left>> {
    sqlx::query_as!(
        Left,
        r#"SELECT id AS "id: RunId", attempts, cancel_asked AS "cancel_asked: bool"
           FROM runs WHERE state = 'running' ORDER BY turn"#
    )
    .fetch_all(connection)
    .await
}
