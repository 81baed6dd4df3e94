//! Making and changing accounts of this site: what pages and the command line share.

use sqlx::SqlitePool;

use super::store::{self, NewUser};
use super::{AuthError, NewPassword, Role, SessionKey};
use crate::platform::clock::Clock;
use crate::platform::db;
use crate::platform::ids::UserId;

/// The most characters of a name.
pub(super) const LONGEST_NAME: usize = 100;

/// Makes an account.
///
/// # Errors
///
/// The name cannot be one or is taken, or the database fails.
pub async fn add(
    pool: &SqlitePool,
    clock: &dyn Clock,
    name: &str,
    password: NewPassword,
    role: Role,
) -> Result<UserId, AuthError> {
    let name = read_name(name)?;
    let password_hash = password.hash().await?;
    let user = NewUser { name, password_hash: &password_hash, role, created_at: clock.unix() };
    let mut transaction = db::begin_write(pool).await?;
    let id = store::insert(&mut transaction, user).await.map_err(|error| match &error {
        sqlx::Error::Database(refused) if refused.is_unique_violation() => AuthError::NameTaken(name.to_owned()),
        _ => error.into(),
    })?;
    transaction.commit().await?;
    Ok(id)
}

/// Sets a password and ends every session but the one to keep.
///
/// # Errors
///
/// The database fails.
pub async fn set_password(
    pool: &SqlitePool,
    id: UserId,
    password: NewPassword,
    keep: Option<&SessionKey>,
) -> Result<(), AuthError> {
    let hash = password.hash().await?;
    let mut transaction = db::begin_write(pool).await?;
    store::set_password(&mut transaction, id, &hash).await?;
    store::delete_sessions(&mut transaction, id, keep).await?;
    transaction.commit().await?;
    Ok(())
}

/// Sets what somebody may do. It holds from their next click on.
///
/// # Errors
///
/// The database fails.
pub async fn set_role(pool: &SqlitePool, id: UserId, role: Role) -> Result<(), AuthError> {
    let mut transaction = db::begin_write(pool).await?;
    store::set_role(&mut transaction, id, role).await?;
    transaction.commit().await?;
    Ok(())
}

/// Closes an account and ends its sessions, or opens it again. Cohorts and results stay.
///
/// # Errors
///
/// The database fails.
pub async fn set_disabled(pool: &SqlitePool, clock: &dyn Clock, id: UserId, disabled: bool) -> Result<(), AuthError> {
    let mut transaction = db::begin_write(pool).await?;
    store::set_disabled_at(&mut transaction, id, disabled.then(|| clock.unix())).await?;
    if disabled {
        store::delete_sessions(&mut transaction, id, None).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Ends every session of somebody but the one to keep, and says how many.
///
/// # Errors
///
/// The database fails.
pub async fn end_other_sessions(pool: &SqlitePool, id: UserId, keep: Option<&SessionKey>) -> Result<u64, AuthError> {
    let mut transaction = db::begin_write(pool).await?;
    let ended = store::delete_sessions(&mut transaction, id, keep).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// A name as it is kept: without spaces around it, with nothing in it that cannot be seen.
fn read_name(typed: &str) -> Result<&str, AuthError> {
    let name = typed.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(name) } else { Err(AuthError::NameWrong(name.to_owned())) }
}
