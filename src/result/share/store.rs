//! Links to results in the database.

use std::collections::BTreeSet;

use sqlx::SqliteConnection;

use super::ShareTitle;
use crate::platform::ids::{ResultId, ShareToken, UserId};
use crate::result::Head;

/// A link to a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What stands in its address.
    pub token: ShareToken,
    /// The title that others read.
    pub title: ShareTitle,
    /// When it was made, seconds since 1970.
    pub created_at: i64,
}

/// Gives a result of this owner a link; one that it had is gone. Whether there is such a result.
///
/// # Errors
///
/// The database cannot be written.
pub async fn put(
    connection: &mut SqliteConnection,
    owner: UserId,
    result: &ResultId,
    share: &Share,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "INSERT INTO shares (token, result_id, title, created_at)
         SELECT ?1, id, ?2, ?3 FROM results WHERE id = ?4 AND owner_id = ?5
         ON CONFLICT (result_id) DO UPDATE
         SET token = excluded.token, title = excluded.title, created_at = excluded.created_at",
        share.token,
        share.title,
        share.created_at,
        result,
        owner,
    );
    Ok(written.execute(connection).await?.rows_affected() > 0)
}

/// The link of a result of this owner, if it has one.
///
/// # Errors
///
/// The database cannot be read.
pub async fn get(connection: &mut SqliteConnection, owner: UserId, result: &ResultId) -> sqlx::Result<Option<Share>> {
    sqlx::query_as!(
        Share,
        r#"SELECT token AS "token: ShareToken", shares.title AS "title: ShareTitle", shares.created_at
           FROM shares JOIN results ON results.id = shares.result_id
           WHERE result_id = ? AND owner_id = ?"#,
        result,
        owner,
    )
    .fetch_optional(connection)
    .await
}

/// The results of this owner that have a link.
///
/// # Errors
///
/// The database cannot be read.
pub async fn list_for_user(connection: &mut SqliteConnection, owner: UserId) -> sqlx::Result<BTreeSet<ResultId>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT result_id AS "id: ResultId"
           FROM shares JOIN results ON results.id = shares.result_id
           WHERE owner_id = ?"#,
        owner,
    );
    Ok(ids.fetch_all(connection).await?.into_iter().collect())
}

/// What a link leads to: its title and the frozen document. Nothing while its owner may not sign in, since then nobody
/// could close it.
///
/// # Errors
///
/// The database cannot be read.
pub async fn find(connection: &mut SqliteConnection, token: &ShareToken) -> sqlx::Result<Option<(ShareTitle, Head)>> {
    let row = sqlx::query!(
        r#"SELECT shares.title AS "title: ShareTitle", head
           FROM shares
           JOIN results ON results.id = shares.result_id
           JOIN users ON users.id = results.owner_id
           WHERE token = ? AND users.disabled_at IS NULL"#,
        token,
    );
    let Some(row) = row.fetch_optional(connection).await? else { return Ok(None) };
    let head = serde_json::from_str(&row.head).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some((row.title, head)))
}

/// Closes the link of a result of this owner, if it has one.
///
/// # Errors
///
/// The database cannot be written.
pub async fn delete(connection: &mut SqliteConnection, owner: UserId, result: &ResultId) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM shares WHERE result_id = ?1 AND EXISTS (SELECT 1 FROM results WHERE id = ?1 AND owner_id = ?2)",
        result,
        owner,
    )
    .execute(connection)
    .await?;
    Ok(())
}
