//! Whose cohorts a command means.

use anyhow::Context as _;
use sqlx::SqliteConnection;

use super::Failure;
use crate::auth;
use crate::cohort::store::{Cohort, get, get_by_name};
use crate::msg;
use crate::platform::ids::UserId;
use crate::text::Arg;

/// The user who was named, or the only one there is.
///
/// # Errors
///
/// Nobody has this name, there is nobody, or there are several and none was named.
pub(super) async fn owner(connection: &mut SqliteConnection, named: Option<&str>) -> Result<UserId, Failure> {
    if let Some(name) = named {
        let found = auth::store::get_by_name(connection, name).await.context("cannot read the users")?;
        return found.map(|user| user.id).ok_or_else(|| auth::AuthError::NoSuchUser(name.to_owned()).into());
    }
    match auth::store::list(connection).await.context("cannot read the users")?.as_slice() {
        [only] => Ok(only.id),
        [] => Err(Failure::wrong(&msg!("cli-cohort-no-user"))),
        [_, ..] => Err(Failure::wrong(&msg!("cli-cohort-which-user"))),
    }
}

/// A saved cohort by its name or number.
///
/// # Errors
///
/// The owner has no such cohort.
pub(super) async fn cohort(connection: &mut SqliteConnection, owner: UserId, name: &str) -> Result<Cohort, Failure> {
    let found = match name.parse() {
        Ok(id) => get(connection, owner, id).await,
        Err(_) => get_by_name(connection, owner, name).await,
    };
    let found = found.context("cannot read cohorts")?;
    found.ok_or_else(|| Failure::wrong(&msg!("cli-cohort-unknown", Arg::Name(name.to_owned()))))
}
