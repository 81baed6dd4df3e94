//! Cohorts in the database. Whoever is not the owner finds nothing here.

use sqlx::SqliteConnection;
use sqlx::types::Json;

mod find;

pub use find::{drafts_for_user, get, get_by_name, get_draft, get_version, lines, list_for_user, members, versions};

use super::fate::{Counts, content_hash, fates, people, wikis};
use super::member::{Decision, Member};
use super::name::CohortName;
use super::parse::Origin;
use super::reading::Reading;
use crate::platform::ids::{CohortId, CohortVersionId, UserId};
use crate::wiki::WikiName;

/// How many days a list that nobody saves is kept.
pub const DRAFT_DAYS: i64 = 30;

/// A cohort that has been saved at least once.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// Its id.
    pub id: CohortId,
    /// Its name.
    pub name: CohortName,
    /// When it was first uploaded, seconds since 1970.
    pub created_at: i64,
    /// The newest saved version.
    pub newest: Version,
}

/// One membership of a cohort.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id.
    pub id: CohortVersionId,
    /// Its cohort.
    pub cohort: CohortId,
    /// Its number within the cohort, from 1.
    pub number: i64,
    /// The wiki whose accounts the lines name, where they name no other.
    pub wiki: WikiName,
    /// The wikis of the people, that one first.
    pub wikis: Vec<WikiName>,
    /// Where the list came from.
    pub origin: Origin,
    /// What its owner has typed for the name while it was a draft.
    pub typed_name: String,
    /// SHA-256 over the wiki and the people.
    pub hash: String,
    /// How many lines have which fate.
    pub counts: Counts,
    /// When it was read, seconds since 1970.
    pub created_at: i64,
    /// When its owner accepted it; `None` for a draft.
    pub saved_at: Option<i64>,
}

/// A list that has been read and looked up, to be stored.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The wiki.
    pub wiki: WikiName,
    /// Where the list came from.
    pub origin: Origin,
    /// What the cohort shall be called, as far as is known.
    pub typed_name: String,
    /// Every line.
    pub members: Vec<Member>,
}

/// Why a draft cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It is gone: saved, replaced or deleted, or somebody else's.
    #[error("there is no such draft")]
    Gone,
    /// None of its lines counts.
    #[error("nobody is left in the list")]
    Nobody,
    /// Another cohort of the owner has the name.
    #[error("another cohort has this name")]
    NameTaken,
    /// The database fails.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Stores a list as the draft of a new cohort without a name.
///
/// # Errors
///
/// The database fails.
pub async fn insert_draft(
    connection: &mut SqliteConnection,
    owner: UserId,
    new: &NewVersion,
    now: i64,
) -> sqlx::Result<(CohortId, CohortVersionId)> {
    let cohort = sqlx::query_scalar!(
        r#"INSERT INTO cohorts (owner_id, created_at) VALUES (?, ?) RETURNING id AS "id!: CohortId""#,
        owner,
        now
    )
    .fetch_one(&mut *connection)
    .await?;
    let version = insert_version(connection, cohort, new, now).await?;
    Ok((cohort, version))
}

/// Stores a list as the draft of a cohort's next version, in the place of an earlier draft. The caller has made sure
/// that the cohort is the owner's.
///
/// # Errors
///
/// The database fails.
pub async fn insert_draft_version(
    connection: &mut SqliteConnection,
    cohort: CohortId,
    new: &NewVersion,
    now: i64,
) -> sqlx::Result<CohortVersionId> {
    sqlx::query!("DELETE FROM cohort_versions WHERE cohort_id = ? AND saved_at IS NULL", cohort)
        .execute(&mut *connection)
        .await?;
    insert_version(connection, cohort, new, now).await
}

async fn insert_version(
    connection: &mut SqliteConnection,
    cohort: CohortId,
    new: &NewVersion,
    now: i64,
) -> sqlx::Result<CohortVersionId> {
    let (wiki, origin) = (new.wiki.as_str(), Json(&new.origin));
    let counts = Json(Counts::of(&fates(&new.members)));
    let people = people(&new.members);
    let (hash, wikis) = (content_hash(&new.wiki, &people), Json(wikis(&new.wiki, &people)));
    let version = sqlx::query_scalar!(
        r#"INSERT INTO cohort_versions (cohort_id, number, wiki, wikis, origin, typed_name, hash, counts, created_at)
           VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM cohort_versions WHERE cohort_id = ?1),
                   ?2, ?3, ?4, ?5, ?6, ?7, ?8)
           RETURNING id AS "id!: CohortVersionId""#,
        cohort,
        wiki,
        wikis,
        origin,
        new.typed_name,
        hash,
        counts,
        now
    )
    .fetch_one(&mut *connection)
    .await?;
    // One statement for all lines: a hundred thousand single ones take seconds.
    let members = Json(&new.members);
    sqlx::query!(
        "INSERT INTO members (version_id, line, typed, cell, wiki, event, outcome, decision)
         SELECT ?1, value ->> 'line', value ->> 'typed', value -> 'cell', value ->> 'wiki',
                value ->> 'event', value -> 'outcome', value ->> 'decision'
         FROM json_each(?2)",
        version,
        members
    )
    .execute(&mut *connection)
    .await?;
    Ok(version)
}

/// Keeps what the owner decides about a line of a draft; whether there is such a line. The caller has made sure that
/// the draft is the owner's.
///
/// # Errors
///
/// The database fails.
pub async fn decide(
    connection: &mut SqliteConnection,
    draft: CohortVersionId,
    line: u32,
    decision: Decision,
) -> sqlx::Result<bool> {
    let changed = sqlx::query!(
        "UPDATE members SET decision = ?1
         WHERE version_id = ?2 AND line = ?3
           AND EXISTS (SELECT 1 FROM cohort_versions WHERE id = ?2 AND saved_at IS NULL)",
        decision,
        draft,
        line
    )
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    recount(connection, draft).await?;
    Ok(true)
}

/// Leaves out every line of a draft whose account the source does not list. The caller has made sure that the draft is
/// the owner's.
///
/// # Errors
///
/// The database fails.
pub async fn leave_out_not_seen(connection: &mut SqliteConnection, draft: CohortVersionId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE members SET decision = 'leave_out'
         WHERE version_id = ?1 AND decision = 'keep' AND outcome -> 'not_seen' IS NOT NULL
           AND EXISTS (SELECT 1 FROM cohort_versions WHERE id = ?1 AND saved_at IS NULL)",
        draft
    )
    .execute(&mut *connection)
    .await?;
    recount(connection, draft).await
}

/// Keeps what the owner has typed for the name of a draft.
///
/// # Errors
///
/// The database fails.
pub async fn set_typed_name(
    connection: &mut SqliteConnection,
    draft: CohortVersionId,
    typed: &str,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE cohort_versions SET typed_name = ? WHERE id = ? AND saved_at IS NULL", typed, draft)
        .execute(connection)
        .await?;
    Ok(())
}

async fn recount(connection: &mut SqliteConnection, draft: CohortVersionId) -> sqlx::Result<()> {
    let Some(version) = get_version(connection, draft).await? else { return Ok(()) };
    let members = lines(connection, draft).await?;
    let counts = Json(Counts::of(&fates(&members)));
    let people = people(&members);
    let (hash, wikis) = (content_hash(&version.wiki, &people), Json(wikis(&version.wiki, &people)));
    sqlx::query!("UPDATE cohort_versions SET counts = ?, hash = ?, wikis = ? WHERE id = ?", counts, hash, wikis, draft)
        .execute(connection)
        .await?;
    Ok(())
}

/// Accepts a draft: it becomes the newest version of its cohort, which gets this name.
///
/// # Errors
///
/// See [`SaveError`]; then nothing has changed.
pub async fn save(
    connection: &mut SqliteConnection,
    owner: UserId,
    draft: CohortVersionId,
    name: &CohortName,
    now: i64,
) -> Result<Version, SaveError> {
    let version = get_version(connection, draft).await?.filter(|version| version.saved_at.is_none());
    let Some(mut version) = version else { return Err(SaveError::Gone) };
    if version.counts.people() == 0 {
        return Err(SaveError::Nobody);
    }
    let named = sqlx::query!("UPDATE cohorts SET name = ? WHERE id = ? AND owner_id = ?", name, version.cohort, owner)
        .execute(&mut *connection)
        .await;
    match named {
        Ok(named) if named.rows_affected() == 0 => return Err(SaveError::Gone),
        Ok(_) => {}
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Err(SaveError::NameTaken),
        Err(error) => return Err(error.into()),
    }
    drop_other_columns(connection, &mut version).await?;
    sqlx::query!("UPDATE cohort_versions SET saved_at = ? WHERE id = ?", now, draft).execute(connection).await?;
    version.saved_at = Some(now);
    Ok(version)
}

/// Keeps nothing of a table but the column that was read: the others may hold addresses and more that is nobody's here.
async fn drop_other_columns(connection: &mut SqliteConnection, version: &mut Version) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE members SET typed = cell ->> 'name', cell = NULL WHERE version_id = ? AND cell IS NOT NULL",
        version.id
    )
    .execute(&mut *connection)
    .await?;
    (version.origin.reading, version.origin.header) = (Reading::Lines, None);
    let origin = Json(&version.origin);
    sqlx::query!("UPDATE cohort_versions SET origin = ? WHERE id = ?", origin, version.id).execute(connection).await?;
    Ok(())
}

/// Throws a draft away, and with it a cohort that was never saved; whether there was one.
///
/// # Errors
///
/// The database fails.
pub async fn delete_draft(connection: &mut SqliteConnection, owner: UserId, cohort: CohortId) -> sqlx::Result<bool> {
    let deleted = sqlx::query!(
        "DELETE FROM cohort_versions
         WHERE cohort_id = ?1 AND saved_at IS NULL
           AND EXISTS (SELECT 1 FROM cohorts WHERE id = ?1 AND owner_id = ?2)",
        cohort,
        owner
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM cohorts WHERE id = ? AND owner_id = ? AND name IS NULL", cohort, owner)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected() > 0)
}

/// Throws away the drafts that were read before `before`, and the cohorts that were never saved; how many drafts.
///
/// # Errors
///
/// The database fails.
pub async fn delete_old_drafts(connection: &mut SqliteConnection, before: i64) -> sqlx::Result<u64> {
    let deleted = sqlx::query!("DELETE FROM cohort_versions WHERE saved_at IS NULL AND created_at < ?", before)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "DELETE FROM cohorts
         WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM cohort_versions WHERE cohort_id = cohorts.id)"
    )
    .execute(connection)
    .await?;
    Ok(deleted.rows_affected())
}

/// Deletes a cohort with all its versions and names; whether there was one.
///
/// # Errors
///
/// The database fails.
pub async fn delete(connection: &mut SqliteConnection, owner: UserId, cohort: CohortId) -> sqlx::Result<bool> {
    let deleted =
        sqlx::query!("DELETE FROM cohorts WHERE id = ? AND owner_id = ?", cohort, owner).execute(connection).await?;
    Ok(deleted.rows_affected() > 0)
}

#[cfg(test)]
mod tests;
