//! Who is signed in, for axum-login.

use std::fmt;

use axum_login::{AuthUser, AuthnBackend};
use sha2::{Digest as _, Sha256};
use sqlx::SqlitePool;

use super::store::{self, UserRow};
use super::{AuthError, Password, Role};
use crate::platform::ids::UserId;

/// The session of a visitor with who is signed in.
pub type AuthSession = axum_login::AuthSession<Users>;

/// Somebody who is signed in.
#[derive(Clone)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The name they sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When the account was made, in seconds since 1970.
    pub created_at: i64,
    /// Changes with the password: a session that was begun with another one is over.
    mark: [u8; 32],
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let mark = Sha256::digest(row.password_hash.as_str()).into();
        Self { id: row.id, name: row.name, role: row.role, created_at: row.created_at, mark }
    }
}

impl fmt::Debug for User {
    /// Without what is derived from the password: axum-login writes users into the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl AuthUser for User {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.mark
    }
}

/// A name and a password as they were typed.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The name.
    pub name: String,
    /// The password.
    pub password: Password,
}

/// Everybody who may sign in.
#[derive(Clone, Debug)]
pub struct Users {
    pool: SqlitePool,
}

impl Users {
    /// The users of this database.
    #[must_use]
    pub const fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

impl AuthnBackend for Users {
    type User = User;
    type Credentials = Credentials;
    type Error = AuthError;

    /// Checks a name and a password. A name that does not exist and an account that is closed take as long and say
    /// as little as a wrong password.
    async fn authenticate(&self, typed: Credentials) -> Result<Option<User>, AuthError> {
        let row = {
            let mut connection = self.pool.acquire().await?;
            store::get_by_name(&mut connection, typed.name.trim()).await?
        };
        let hash = row.as_ref().map(|row| row.password_hash.clone());
        let right = typed.password.verify(hash).await?;
        Ok(row.filter(|row| right && row.disabled_at.is_none()).map(User::from))
    }

    async fn get_user(&self, id: &UserId) -> Result<Option<User>, AuthError> {
        let mut connection = self.pool.acquire().await?;
        let row = store::get(&mut connection, *id).await?;
        Ok(row.filter(|row| row.disabled_at.is_none()).map(User::from))
    }
}
