use std::collections::HashMap;
use std::sync::Arc;

use axum_login::tower_sessions::SessionStore as _;
use axum_login::tower_sessions::session::{Id, Record};
use sqlx::SqlitePool;
use time::OffsetDateTime;

use super::*;
use crate::platform::clock::ManualClock;
use crate::platform::db;
use crate::platform::ids::UserId;

const HOUR: i64 = 3600;

fn password(typed: &str) -> NewPassword {
    NewPassword::choose(Password::new(typed.to_owned())).unwrap()
}

async fn amina(pool: &SqlitePool, clock: &ManualClock) -> UserId {
    add(pool, clock, " Amina W. ", password("a password for tests"), Role::Evaluator).await.unwrap()
}

/// A record of somebody who is signed in, as axum-login writes it.
fn record(user: UserId) -> Record {
    let data = HashMap::from([(SESSION_DATA_KEY.to_owned(), serde_json::json!({ "user_id": user }))]);
    Record { id: Id(1), data, expiry_date: OffsetDateTime::UNIX_EPOCH }
}

#[tokio::test]
async fn a_name_is_trimmed_and_taken_once_in_whatever_capitals() {
    let (pool, clock) = (db::open_in_memory().await.unwrap(), ManualClock::new(0));
    let id = amina(&pool, &clock).await;
    let row = store::get_by_name(&mut pool.acquire().await.unwrap(), "AMINA w.").await.unwrap().unwrap();
    assert_eq!((row.id, row.name.as_str()), (id, "Amina W."));
    let again = add(&pool, &clock, "amina W.", password("another password"), Role::Admin).await;
    assert!(matches!(again, Err(AuthError::NameTaken(_))), "{again:?}");
    for wrong in ["", "  ", "a\u{0}b", &"x".repeat(101)] {
        let refused = add(&pool, &clock, wrong, password("another password"), Role::Admin).await;
        assert!(matches!(refused, Err(AuthError::NameWrong(_))), "{wrong:?} {refused:?}");
    }
}

#[tokio::test]
async fn a_session_is_over_when_the_clock_says_so_and_is_cleared_away() {
    let pool = db::open_in_memory().await.unwrap();
    let clock = Arc::new(ManualClock::new(1_000_000));
    let sessions = SqliteSessionStore::new(pool.clone(), clock.clone(), HOUR);
    let mut record = record(amina(&pool, &clock).await);
    sessions.create(&mut record).await.unwrap();
    assert_ne!(record.id, Id(1), "a new session has an id that nobody chose");
    clock.advance(HOUR - 1);
    assert_eq!(sessions.load(&record.id).await.unwrap().unwrap().data, record.data);
    sessions.save(&record).await.unwrap();
    clock.advance(HOUR);
    assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(store::delete_expired_sessions(&mut connection, 0).await.unwrap(), 0);
    assert_eq!(store::delete_expired_sessions(&mut connection, 1_000_000 + 2 * HOUR).await.unwrap(), 1);
}

#[tokio::test]
async fn a_session_that_was_ended_does_not_come_back_when_its_last_request_ends() {
    let pool = db::open_in_memory().await.unwrap();
    let clock = Arc::new(ManualClock::new(0));
    let sessions = SqliteSessionStore::new(pool.clone(), clock.clone(), HOUR);
    let user = amina(&pool, &clock).await;
    let mut record = record(user);
    sessions.create(&mut record).await.unwrap();
    let other = {
        let mut other = record.clone();
        sessions.create(&mut other).await.unwrap();
        other
    };
    assert_eq!(end_other_sessions(&pool, user, Some(&SessionKey::of(&other.id))).await.unwrap(), 1);
    sessions.save(&record).await.unwrap();
    assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    let kept = store::list_sessions(&mut pool.acquire().await.unwrap(), user, 0).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].key, SessionKey::of(&other.id));
}
