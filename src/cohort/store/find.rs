//! Finding cohorts, their versions and their lines.

use sqlx::SqliteConnection;
use sqlx::types::Json;

use super::{Cohort, Version};
use crate::cohort::fate::{Counts, Person, people};
use crate::cohort::member::{Cell, Decision, Member, Outcome};
use crate::cohort::name::CohortName;
use crate::cohort::parse::Origin;
use crate::platform::ids::{CohortId, CohortVersionId, UserId};
use crate::wiki::WikiName;

/// A version with what its cohort says.
struct Row {
    id: CohortVersionId,
    cohort: CohortId,
    name: Option<CohortName>,
    cohort_created_at: i64,
    number: i64,
    wiki: String,
    wikis: Json<Vec<WikiName>>,
    origin: Json<Origin>,
    typed_name: String,
    hash: String,
    counts: Json<Counts>,
    created_at: i64,
    saved_at: Option<i64>,
}

/// The one way to select versions; the condition differs.
macro_rules! select {
    ($condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"SELECT v.id AS "id: CohortVersionId", c.id AS "cohort: CohortId", c.name AS "name: CohortName",
                      c.created_at AS cohort_created_at, v.number, v.wiki,
                      v.wikis AS "wikis: Json<Vec<WikiName>>", v.origin AS "origin: Json<Origin>",
                      v.typed_name, v.hash, v.counts AS "counts: Json<Counts>", v.created_at, v.saved_at
               FROM cohort_versions v
               JOIN cohorts c ON c.id = v.cohort_id
               "# + $condition,
            $($argument),+
        )
    };
}

impl TryFrom<Row> for Version {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.id,
            cohort: row.cohort,
            number: row.number,
            wiki: WikiName::try_from(row.wiki).map_err(|error| sqlx::Error::Decode(error.into()))?,
            wikis: row.wikis.0,
            origin: row.origin.0,
            typed_name: row.typed_name,
            hash: row.hash,
            counts: row.counts.0,
            created_at: row.created_at,
            saved_at: row.saved_at,
        })
    }
}

/// The cohort whose newest saved version a row is; `None` for a cohort that was never saved.
fn cohort(mut row: Row) -> sqlx::Result<Option<Cohort>> {
    let (id, created_at) = (row.cohort, row.cohort_created_at);
    let Some(name) = row.name.take() else { return Ok(None) };
    Ok(Some(Cohort { id, name, created_at, newest: row.try_into()? }))
}

/// A saved cohort of this owner.
///
/// # Errors
///
/// The database fails.
pub async fn get(connection: &mut SqliteConnection, owner: UserId, id: CohortId) -> sqlx::Result<Option<Cohort>> {
    let row = select!(
        "WHERE c.owner_id = ? AND c.id = ? AND v.saved_at IS NOT NULL ORDER BY v.number DESC LIMIT 1",
        owner,
        id
    );
    row.fetch_optional(connection).await?.map_or(Ok(None), cohort)
}

/// The saved cohort of this owner with this name.
///
/// # Errors
///
/// The database fails.
pub async fn get_by_name(connection: &mut SqliteConnection, owner: UserId, name: &str) -> sqlx::Result<Option<Cohort>> {
    let row = select!(
        "WHERE c.owner_id = ? AND c.name = ? AND v.saved_at IS NOT NULL ORDER BY v.number DESC LIMIT 1",
        owner,
        name
    );
    row.fetch_optional(connection).await?.map_or(Ok(None), cohort)
}

/// The saved cohorts of this owner, the one changed last first.
///
/// # Errors
///
/// The database fails.
pub async fn list_for_user(connection: &mut SqliteConnection, owner: UserId) -> sqlx::Result<Vec<Cohort>> {
    let rows = select!(
        "WHERE c.owner_id = ?
           AND v.number = (SELECT max(number) FROM cohort_versions WHERE cohort_id = c.id AND saved_at IS NOT NULL)
         ORDER BY v.saved_at DESC, v.id DESC",
        owner
    );
    rows.fetch_all(connection).await?.into_iter().filter_map(|row| cohort(row).transpose()).collect()
}

/// The drafts of this owner, the newest first.
///
/// # Errors
///
/// The database fails.
pub async fn drafts_for_user(connection: &mut SqliteConnection, owner: UserId) -> sqlx::Result<Vec<Version>> {
    let rows = select!("WHERE c.owner_id = ? AND v.saved_at IS NULL ORDER BY v.created_at DESC, v.id DESC", owner);
    rows.fetch_all(connection).await?.into_iter().map(Version::try_from).collect()
}

/// The draft of a cohort of this owner.
///
/// # Errors
///
/// The database fails.
pub async fn get_draft(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: CohortId,
) -> sqlx::Result<Option<Version>> {
    let row = select!("WHERE c.owner_id = ? AND c.id = ? AND v.saved_at IS NULL", owner, id);
    row.fetch_optional(connection).await?.map(Version::try_from).transpose()
}

/// The saved versions of a cohort, the newest first. The caller has made sure that the cohort is the owner's.
///
/// # Errors
///
/// The database fails.
pub async fn versions(connection: &mut SqliteConnection, cohort: CohortId) -> sqlx::Result<Vec<Version>> {
    let rows = select!("WHERE c.id = ? AND v.saved_at IS NOT NULL ORDER BY v.number DESC", cohort);
    rows.fetch_all(connection).await?.into_iter().map(Version::try_from).collect()
}

/// A version by its id, saved or draft, whoever owns it: for runs, which keep the version that they were asked about.
///
/// # Errors
///
/// The database fails.
pub async fn get_version(connection: &mut SqliteConnection, version: CohortVersionId) -> sqlx::Result<Option<Version>> {
    let row = select!("WHERE v.id = ?", version);
    row.fetch_optional(connection).await?.map(Version::try_from).transpose()
}

/// Every line of a version, in its order.
///
/// # Errors
///
/// The database fails.
pub async fn lines(connection: &mut SqliteConnection, version: CohortVersionId) -> sqlx::Result<Vec<Member>> {
    let rows = sqlx::query!(
        r#"SELECT line AS "line: u32", typed, cell AS "cell: Json<Cell>", wiki, event,
                  outcome AS "outcome: Json<Outcome>", decision AS "decision: Decision"
           FROM members WHERE version_id = ? ORDER BY line"#,
        version
    );
    let members = rows.fetch_all(connection).await?.into_iter();
    let members = members.map(|row| {
        Ok(Member {
            line: row.line,
            typed: row.typed,
            cell: row.cell.map(|cell| cell.0),
            wiki: WikiName::try_from(row.wiki).map_err(|error| sqlx::Error::Decode(error.into()))?,
            event: row.event,
            outcome: row.outcome.0,
            decision: row.decision,
        })
    });
    members.collect()
}

/// The people whom a version counts, in its order: what a run measures.
///
/// # Errors
///
/// The database fails.
pub async fn members(connection: &mut SqliteConnection, version: CohortVersionId) -> sqlx::Result<Vec<Person>> {
    Ok(people(&lines(connection, version).await?))
}
