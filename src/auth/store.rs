//! The SQL of users and their sessions.

use sqlx::SqliteConnection;

use super::{PasswordHash, Role, SessionKey};
use crate::platform::ids::UserId;

/// A row of `users`.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// The name to sign in with.
    pub name: String,
    /// What is kept of the password.
    pub password_hash: PasswordHash,
    /// What they may do.
    pub role: Role,
    /// When the account was made, in seconds since 1970.
    pub created_at: i64,
    /// When the account was closed; `None` while it is open.
    pub disabled_at: Option<i64>,
}

/// A user to insert.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// The name to sign in with.
    pub name: &'a str,
    /// What is kept of the password.
    pub password_hash: &'a PasswordHash,
    /// What they may do.
    pub role: Role,
    /// Now, in seconds since 1970.
    pub created_at: i64,
}

/// Inserts a user. A name that exists (also in other capitals) is a unique violation.
///
/// # Errors
///
/// The database refuses.
pub async fn insert(connection: &mut SqliteConnection, user: NewUser<'_>) -> sqlx::Result<UserId> {
    sqlx::query_scalar!(
        r#"INSERT INTO users (name, password_hash, role, created_at)
           VALUES (?, ?, ?, ?)
           RETURNING id AS "id: UserId""#,
        user.name,
        user.password_hash,
        user.role,
        user.created_at,
    )
    .fetch_one(connection)
    .await
}

/// Reads rows of `users` as [`UserRow`]; the macro wants its SQL as one literal.
macro_rules! query_users {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            UserRow,
            r#"SELECT id AS "id: UserId", name, password_hash AS "password_hash: PasswordHash", role AS "role: Role",
                      created_at, disabled_at
               FROM users "# + $rest
            $(, $argument)*
        )
    };
}

/// One user.
///
/// # Errors
///
/// The database fails.
pub async fn get(connection: &mut SqliteConnection, id: UserId) -> sqlx::Result<Option<UserRow>> {
    query_users!("WHERE id = ?", id).fetch_optional(connection).await
}

/// The user of this name, in whatever capitals.
///
/// # Errors
///
/// The database fails.
pub async fn get_by_name(connection: &mut SqliteConnection, name: &str) -> sqlx::Result<Option<UserRow>> {
    query_users!("WHERE name = ?", name).fetch_optional(connection).await
}

/// Everybody, by name.
///
/// # Errors
///
/// The database fails.
pub async fn list(connection: &mut SqliteConnection) -> sqlx::Result<Vec<UserRow>> {
    query_users!("ORDER BY name").fetch_all(connection).await
}

/// Sets what is kept of a password.
///
/// # Errors
///
/// The database fails.
pub async fn set_password(connection: &mut SqliteConnection, id: UserId, hash: &PasswordHash) -> sqlx::Result<()> {
    sqlx::query!("UPDATE users SET password_hash = ? WHERE id = ?", hash, id).execute(connection).await.map(drop)
}

/// Sets what somebody may do.
///
/// # Errors
///
/// The database fails.
pub async fn set_role(connection: &mut SqliteConnection, id: UserId, role: Role) -> sqlx::Result<()> {
    sqlx::query!("UPDATE users SET role = ? WHERE id = ?", role, id).execute(connection).await.map(drop)
}

/// Closes an account, or opens it again with `None`.
///
/// # Errors
///
/// The database fails.
pub async fn set_disabled_at(connection: &mut SqliteConnection, id: UserId, at: Option<i64>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE users SET disabled_at = ? WHERE id = ?", at, id).execute(connection).await.map(drop)
}

/// A row of `sessions` as the account page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the session id.
    pub key: SessionKey,
    /// When it was begun, in seconds since 1970.
    pub created_at: i64,
    /// The last day it was used, in seconds since 1970.
    pub seen_at: i64,
}

/// What is written of a session.
#[derive(Clone, Copy, Debug)]
pub struct SessionWrite<'a> {
    /// SHA-256 of the session id.
    pub key: &'a SessionKey,
    /// Whose it is; `None` before anybody has signed in.
    pub user_id: Option<UserId>,
    /// What it holds, as JSON.
    pub data: &'a str,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// When it ends if it is not used again.
    pub expires_at: i64,
}

/// Inserts a session; `false` if its id exists already.
///
/// # Errors
///
/// The database fails.
pub async fn insert_session(connection: &mut SqliteConnection, session: SessionWrite<'_>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO sessions (id_hash, user_id, data, created_at, seen_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id_hash) DO NOTHING",
        session.key,
        session.user_id,
        session.data,
        session.now,
        session.now,
        session.expires_at,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a session again. One that was ended meanwhile stays ended.
///
/// # Errors
///
/// The database fails.
pub async fn update_session(connection: &mut SqliteConnection, session: SessionWrite<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sessions SET user_id = ?, data = ?, seen_at = ?, expires_at = ? WHERE id_hash = ?",
        session.user_id,
        session.data,
        session.now,
        session.expires_at,
        session.key,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// What a session holds, as JSON, and when it ends; `None` if there is none or it is over.
///
/// # Errors
///
/// The database fails.
pub async fn get_session(
    connection: &mut SqliteConnection,
    key: &SessionKey,
    now: i64,
) -> sqlx::Result<Option<(String, i64)>> {
    let row = sqlx::query!("SELECT data, expires_at FROM sessions WHERE id_hash = ? AND expires_at > ?", key, now)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| (row.data, row.expires_at)))
}

/// Sessions of a user that are not over, the last used first.
///
/// # Errors
///
/// The database fails.
pub async fn list_sessions(connection: &mut SqliteConnection, user: UserId, now: i64) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"SELECT id_hash AS "key: SessionKey", created_at, seen_at
           FROM sessions
           WHERE user_id = ? AND expires_at > ?
           ORDER BY seen_at DESC, created_at DESC"#,
        user,
        now,
    )
    .fetch_all(connection)
    .await
}

/// Ends a session.
///
/// # Errors
///
/// The database fails.
pub async fn delete_session(connection: &mut SqliteConnection, key: &SessionKey) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE id_hash = ?", key).execute(connection).await.map(drop)
}

/// Ends every session of a user but the one to keep, and says how many.
///
/// # Errors
///
/// The database fails.
pub async fn delete_sessions(
    connection: &mut SqliteConnection,
    user: UserId,
    keep: Option<&SessionKey>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!("DELETE FROM sessions WHERE user_id = ? AND id_hash IS NOT ?", user, keep)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Clears away sessions that are over, and says how many.
///
/// # Errors
///
/// The database fails.
pub async fn delete_expired_sessions(connection: &mut SqliteConnection, now: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!("DELETE FROM sessions WHERE expires_at <= ?", now).execute(connection).await?;
    Ok(done.rows_affected())
}
