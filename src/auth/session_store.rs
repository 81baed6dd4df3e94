//! Sessions in the application's database, for tower-sessions.
//!
//! A store of our own because the published one wants another version of sqlx. It reads the time from the clock of
//! the program and not from the record, so that one clock rules when a session is over.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use axum_login::tower_sessions::session::{Id, Record};
use axum_login::tower_sessions::session_store::{Error, Result};
use axum_login::tower_sessions::{SessionStore, session_store};
use sqlx::SqlitePool;
use time::OffsetDateTime;

use super::store::{self, SessionWrite};
use crate::platform::clock::Clock;
use crate::platform::hash;
use crate::platform::ids::UserId;

/// Where axum-login keeps who signed in, inside a session.
pub const SESSION_DATA_KEY: &str = "signed_in";

/// What names a session in the database: the SHA-256 of its id, in hex.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct SessionKey(String);

impl SessionKey {
    /// The key of a session id.
    #[must_use]
    pub fn of(id: &Id) -> Self {
        Self(hash::sha256(&id.0.to_le_bytes()))
    }
}

impl From<String> for SessionKey {
    fn from(hex: String) -> Self {
        Self(hex)
    }
}

/// Sessions in the application's database.
#[derive(Clone, Debug)]
pub struct SqliteSessionStore {
    pool: SqlitePool,
    clock: Arc<dyn Clock>,
    /// Seconds without a visit after which a session is over.
    stay: i64,
}

impl SqliteSessionStore {
    /// A store whose sessions end after `stay` seconds without a visit.
    #[must_use]
    pub const fn new(pool: SqlitePool, clock: Arc<dyn Clock>, stay: i64) -> Self {
        Self { pool, clock, stay }
    }

    /// Writes a record: as a new session, or over the one that is there.
    async fn write(&self, record: &Record, new: bool) -> Result<bool> {
        let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let now = self.clock.unix();
        let session = SessionWrite {
            key: &SessionKey::of(&record.id),
            user_id: signed_in_user(record),
            data: &data,
            now,
            expires_at: now.saturating_add(self.stay),
        };
        let mut connection = self.pool.acquire().await.map_err(backend)?;
        if new {
            store::insert_session(&mut connection, session).await.map_err(backend)
        } else {
            store::update_session(&mut connection, session).await.map_err(backend).map(|()| true)
        }
    }
}

#[async_trait]
impl SessionStore for SqliteSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // Always a fresh id: one that a browser brought along is never made valid.
        loop {
            record.id = Id::default();
            if self.write(record, true).await? {
                return Ok(());
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, false).await.map(drop)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut connection = self.pool.acquire().await.map_err(backend)?;
        let key = SessionKey::of(id);
        let found = store::get_session(&mut connection, &key, self.clock.unix()).await.map_err(backend)?;
        let Some((data, expires_at)) = found else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut connection = self.pool.acquire().await.map_err(backend)?;
        store::delete_session(&mut connection, &SessionKey::of(id)).await.map_err(backend)
    }
}

/// Who is signed in, out of what axum-login put into the session.
fn signed_in_user(record: &Record) -> Option<UserId> {
    record.data.get(SESSION_DATA_KEY)?.get("user_id")?.as_i64().map(UserId::new)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands after map_err")]
fn backend(error: sqlx::Error) -> session_store::Error {
    Error::Backend(error.to_string())
}
