//! Deleting results for good: the document, and the rows with the names of the people once nobody's result has them.
//!
//! Equal questions share a file of rows, and the answers that are kept for the next asker name it too: these go with the
//! last result, since nobody who deletes names wants them kept for others. The file goes while the database is locked for
//! writing, so that no result can be made on rows that are just being deleted.

use std::path::Path;

use sqlx::SqliteConnection;

use super::RowsFile;
use super::store;
use crate::platform::ids::{CohortId, ResultId, UserId};

/// Why a result cannot be deleted.
#[derive(Debug, thiserror::Error)]
pub enum ForgetError {
    /// The database fails.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The file of the rows cannot be removed.
    #[error("the rows of a deleted result cannot be removed")]
    File(#[from] std::io::Error),
}

/// Deletes a result of this owner; whether there was one. `folder` is that of result rows, and `write` has the database
/// locked for writing.
///
/// # Errors
///
/// See [`ForgetError`]; then the transaction must not be committed.
pub async fn delete(
    write: &mut SqliteConnection,
    folder: &Path,
    owner: UserId,
    id: &ResultId,
) -> Result<bool, ForgetError> {
    let Some(rows_hash) = store::delete(&mut *write, owner, id).await? else { return Ok(false) };
    remove_unused(write, folder, &rows_hash).await?;
    Ok(true)
}

/// Deletes every result of this owner that was made from a cohort; how many. As [`delete`] otherwise.
///
/// # Errors
///
/// See [`ForgetError`]; then the transaction must not be committed.
pub async fn delete_for_cohort(
    write: &mut SqliteConnection,
    folder: &Path,
    owner: UserId,
    cohort: CohortId,
) -> Result<usize, ForgetError> {
    let deleted = store::delete_for_cohort(&mut *write, owner, cohort).await?;
    for rows_hash in &deleted {
        remove_unused(write, folder, rows_hash).await?;
    }
    Ok(deleted.len())
}

/// Removes a file of rows that no result has, and what is kept of it for the next asker.
///
/// # Errors
///
/// See [`ForgetError`].
pub async fn remove_unused(write: &mut SqliteConnection, folder: &Path, rows_hash: &str) -> Result<(), ForgetError> {
    if !store::is_used(&mut *write, rows_hash).await? {
        store::delete_computed(write, rows_hash).await?;
        RowsFile::new(folder, rows_hash).remove()?;
    }
    Ok(())
}
