//! Results in the database.

use serde_json::Value as Json;
use sqlx::SqliteConnection;

use super::Head;
use crate::platform::ids::{CohortId, ResultId, UserId};

/// A frozen result as the database holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResult {
    /// Its id.
    pub id: ResultId,
    /// Whose it is.
    pub owner: UserId,
    /// The cohort it is about, as long as that exists.
    pub cohort: Option<CohortId>,
    /// Its title.
    pub title: String,
    /// Hash of its rows.
    pub rows_hash: String,
    /// The document without its rows.
    pub head: Head,
    /// When it was frozen, seconds since 1970.
    pub created_at: i64,
}

/// Rows that are there for a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// Hash of the rows.
    pub rows_hash: String,
    /// The head of the result for which they were computed.
    pub head: Head,
}

fn decode(head: &str) -> sqlx::Result<Head> {
    serde_json::from_str(head).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn encode(head: &Head) -> sqlx::Result<String> {
    serde_json::to_string(head).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Keeps a result for good.
///
/// # Errors
///
/// The database cannot be written.
pub async fn insert(connection: &mut SqliteConnection, result: &StoredResult) -> sqlx::Result<()> {
    let (id, key) = (result.id.as_str(), &result.head.key);
    let head = encode(&result.head)?;
    sqlx::query!(
        "INSERT INTO results (id, owner_id, cohort_id, key, title, rows_hash, head, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        result.owner,
        result.cohort,
        key,
        result.title,
        result.rows_hash,
        head,
        result.created_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A row of `results`.
struct Row {
    owner: UserId,
    cohort: Option<CohortId>,
    title: String,
    rows_hash: String,
    head: String,
    created_at: i64,
}

impl TryFrom<Row> for StoredResult {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let head = decode(&row.head)?;
        Ok(Self {
            id: head.id.clone(),
            owner: row.owner,
            cohort: row.cohort,
            title: row.title,
            rows_hash: row.rows_hash,
            head,
            created_at: row.created_at,
        })
    }
}

/// A result, if it is this owner's.
///
/// # Errors
///
/// The database cannot be read.
pub async fn get(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: &ResultId,
) -> sqlx::Result<Option<StoredResult>> {
    let id = id.as_str();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT owner_id AS "owner: UserId", cohort_id AS "cohort: CohortId", title, rows_hash, head, created_at
           FROM results
           WHERE id = ? AND owner_id = ?"#,
        id,
        owner,
    );
    row.fetch_optional(connection).await?.map(StoredResult::try_from).transpose()
}

/// The results of an owner, newest first.
///
/// # Errors
///
/// The database cannot be read.
pub async fn list_for_user(connection: &mut SqliteConnection, owner: UserId) -> sqlx::Result<Vec<StoredResult>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT owner_id AS "owner: UserId", cohort_id AS "cohort: CohortId", title, rows_hash, head, created_at
           FROM results
           WHERE owner_id = ?
           ORDER BY created_at DESC, rowid DESC"#,
        owner,
    );
    rows.fetch_all(connection).await?.into_iter().map(StoredResult::try_from).collect()
}

/// How many results of an owner were made from a cohort.
///
/// # Errors
///
/// The database cannot be read.
pub async fn count_for_cohort(connection: &mut SqliteConnection, owner: UserId, cohort: CohortId) -> sqlx::Result<i64> {
    sqlx::query_scalar!("SELECT COUNT(*) FROM results WHERE owner_id = ? AND cohort_id = ?", owner, cohort)
        .fetch_one(connection)
        .await
}

/// Deletes a result, if it is this owner's; the hash of its rows.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: &ResultId,
) -> sqlx::Result<Option<String>> {
    let id = id.as_str();
    sqlx::query_scalar!("DELETE FROM results WHERE id = ? AND owner_id = ? RETURNING rows_hash", id, owner)
        .fetch_optional(connection)
        .await
}

/// Deletes the results of an owner that were made from a cohort; the hashes of their rows, one for each.
pub(super) async fn delete_for_cohort(
    connection: &mut SqliteConnection,
    owner: UserId,
    cohort: CohortId,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("DELETE FROM results WHERE owner_id = ? AND cohort_id = ? RETURNING rows_hash", owner, cohort)
        .fetch_all(connection)
        .await
}

/// Whether anybody's result has these rows.
pub(super) async fn is_used(connection: &mut SqliteConnection, rows_hash: &str) -> sqlx::Result<bool> {
    let used =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM results WHERE rows_hash = ?) AS "used!: bool""#, rows_hash);
    used.fetch_one(connection).await
}

/// Forgets which keys these rows answer.
pub(super) async fn delete_computed(connection: &mut SqliteConnection, rows_hash: &str) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM computed WHERE rows_hash = ?", rows_hash).execute(connection).await?;
    Ok(())
}

/// Remembers that the rows for a key are there. The first ones stay.
///
/// # Errors
///
/// The database cannot be written.
pub async fn insert_computed(
    connection: &mut SqliteConnection,
    head: &Head,
    rows_hash: &str,
    at: i64,
) -> sqlx::Result<()> {
    let key = &head.key;
    let head = encode(head)?;
    sqlx::query!(
        "INSERT INTO computed (key, rows_hash, head, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET rows_hash = excluded.rows_hash, head = excluded.head",
        key,
        rows_hash,
        head,
        at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The rows for a key, if they are there.
///
/// # Errors
///
/// The database cannot be read.
pub async fn get_computed(connection: &mut SqliteConnection, key: &str) -> sqlx::Result<Option<Computed>> {
    let row =
        sqlx::query!("SELECT rows_hash, head FROM computed WHERE key = ?", key).fetch_optional(connection).await?;
    row.map(|row| Ok(Computed { rows_hash: row.rows_hash, head: decode(&row.head)? })).transpose()
}

/// The head of a new result on rows that are there: everything that belongs to the asker is the asker's own.
#[must_use]
pub fn head_for(computed: &Head, request: Json, cohort: super::CohortHead, id: ResultId) -> Head {
    Head { id, request, cohort, ..computed.clone() }
}

#[cfg(test)]
mod tests;
