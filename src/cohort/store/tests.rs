use sqlx::SqlitePool;

use super::*;
use crate::cohort::fate::Fate;
use crate::cohort::parse::parse;
use crate::cohort::resolve::resolve;
use crate::cohort::testing::source;
use crate::platform::db::{begin_write, open_in_memory};
use crate::source::NoWiki;
use crate::source::Source as _;

const NOW: i64 = 1_770_000_000;

/// A database with two people.
async fn database() -> (SqlitePool, UserId, UserId) {
    let pool = open_in_memory().await.unwrap();
    for name in ["amina", "boris"] {
        sqlx::query("INSERT INTO users (name, password_hash, role, created_at) VALUES (?, '', 'evaluator', 0)")
            .bind(name)
            .execute(&pool)
            .await
            .unwrap();
    }
    (pool, UserId::new(1), UserId::new(2))
}

fn new_version(text: &str) -> NewVersion {
    let source = source(false, &[(5, "Jane"), (6, "Joe"), (7, "Jim")]);
    let list = parse(text.as_bytes(), Some("names.csv"), &source, None).unwrap();
    let (origin, wiki) = (list.origin.clone(), source.info().wiki.clone());
    NewVersion { wiki, origin, typed_name: "Names".into(), members: resolve(list, &source, &NoWiki).unwrap() }
}

fn name(name: &str) -> CohortName {
    CohortName::new(name).unwrap()
}

#[tokio::test]
async fn a_list_comes_back_as_it_was_stored() {
    let (pool, owner, _) = database().await;
    let new = new_version("Jane\n\nuser:joe\nNobody\n127.0.0.1\nJane");
    let mut transaction = begin_write(&pool).await.unwrap();
    let (cohort, draft) = insert_draft(&mut transaction, owner, &new, NOW).await.unwrap();
    transaction.commit().await.unwrap();

    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(lines(&mut connection, draft).await.unwrap(), new.members);
    let version = get_draft(&mut connection, owner, cohort).await.unwrap().unwrap();
    assert_eq!((version.id, version.number, version.saved_at), (draft, 1, None));
    assert_eq!((version.origin, version.wiki, version.typed_name), (new.origin, new.wiki, new.typed_name));
    assert_eq!((version.counts.lines, version.counts.people(), version.counts.duplicates), (5, 3, 1));
    // Nobody sees a cohort before it is saved.
    assert!(get(&mut connection, owner, cohort).await.unwrap().is_none());
    assert!(list_for_user(&mut connection, owner).await.unwrap().is_empty());
    assert_eq!(drafts_for_user(&mut connection, owner).await.unwrap().len(), 1);

    let saved = save(&mut connection, owner, draft, &name("Workshop"), NOW + 1).await.unwrap();
    assert_eq!(saved.saved_at, Some(NOW + 1));
    let found = get_by_name(&mut connection, owner, "Workshop").await.unwrap().unwrap();
    assert_eq!((found.id, found.newest.id, found.newest.saved_at), (cohort, draft, Some(NOW + 1)));
    assert!(drafts_for_user(&mut connection, owner).await.unwrap().is_empty());
    let people = members(&mut connection, draft).await.unwrap();
    let shown: Vec<_> = people.iter().map(|person| (person.position, person.line, person.name.as_str())).collect();
    assert_eq!(shown, [(0, 1, "Jane"), (1, 3, "Joe"), (2, 4, "Nobody")]);
}

#[tokio::test]
async fn a_changed_list_is_a_new_version_and_the_old_one_stays() {
    let (pool, owner, _) = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let (cohort, first) = insert_draft(&mut connection, owner, &new_version("Jane"), NOW).await.unwrap();
    save(&mut connection, owner, first, &name("Workshop"), NOW).await.unwrap();
    insert_draft_version(&mut connection, cohort, &new_version("Jim"), NOW).await.unwrap();
    let second = insert_draft_version(&mut connection, cohort, &new_version("Jane\nJoe"), NOW).await.unwrap();
    // Until it is saved, the first version answers.
    assert_eq!(get(&mut connection, owner, cohort).await.unwrap().unwrap().newest.id, first);
    save(&mut connection, owner, second, &name("Workshop"), NOW + 9).await.unwrap();
    let numbers: Vec<i64> = versions(&mut connection, cohort).await.unwrap().iter().map(|each| each.number).collect();
    assert_eq!(numbers, [2, 1]);
    let list = list_for_user(&mut connection, owner).await.unwrap();
    assert_eq!((list.len(), list[0].newest.id, list[0].newest.counts.people()), (1, second, 2));
    assert_eq!(members(&mut connection, first).await.unwrap().len(), 1);
    assert_ne!(versions(&mut connection, cohort).await.unwrap()[1].hash, list[0].newest.hash);
}

#[tokio::test]
async fn decisions_count_at_once_and_only_in_drafts() {
    let (pool, owner, _) = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let new = new_version("Jane\nuser:joe\nNobody\nNobody else\nJim");
    let (cohort, draft) = insert_draft(&mut connection, owner, &new, NOW).await.unwrap();
    let hash = get_version(&mut connection, draft).await.unwrap().unwrap().hash;
    assert!(decide(&mut connection, draft, 1, Decision::LeaveOut).await.unwrap());
    assert!(decide(&mut connection, draft, 2, Decision::UndoMend).await.unwrap());
    assert!(!decide(&mut connection, draft, 99, Decision::LeaveOut).await.unwrap());
    leave_out_not_seen(&mut connection, draft).await.unwrap();
    let version = get_version(&mut connection, draft).await.unwrap().unwrap();
    assert_eq!((version.counts.people(), version.counts.left_out, version.counts.wrong), (1, 3, 1));
    assert_ne!(version.hash, hash);
    assert!(decide(&mut connection, draft, 1, Decision::Keep).await.unwrap());
    assert_eq!(get_version(&mut connection, draft).await.unwrap().unwrap().counts.people(), 2);

    save(&mut connection, owner, draft, &name("Workshop"), NOW).await.unwrap();
    assert!(!decide(&mut connection, draft, 1, Decision::LeaveOut).await.unwrap());
    leave_out_not_seen(&mut connection, draft).await.unwrap();
    let fates = fates(&lines(&mut connection, draft).await.unwrap());
    assert_eq!(fates, [Fate::Ready, Fate::Undone, Fate::LeftOut, Fate::LeftOut, Fate::Ready]);
    assert!(get_draft(&mut connection, owner, cohort).await.unwrap().is_none());
}

#[tokio::test]
async fn what_cannot_be_saved_says_why_and_changes_nothing() {
    let (pool, owner, stranger) = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let (_, first) = insert_draft(&mut connection, owner, &new_version("Jane"), NOW).await.unwrap();
    save(&mut connection, owner, first, &name("Workshop"), NOW).await.unwrap();
    let (cohort, draft) = insert_draft(&mut connection, owner, &new_version("Joe"), NOW).await.unwrap();
    let error = save(&mut connection, owner, draft, &name("Workshop"), NOW).await.unwrap_err();
    assert!(matches!(error, SaveError::NameTaken));
    assert!(matches!(save(&mut connection, owner, first, &name("Other"), NOW).await, Err(SaveError::Gone)));
    assert!(matches!(save(&mut connection, stranger, draft, &name("Other"), NOW).await, Err(SaveError::Gone)));
    decide(&mut connection, draft, 1, Decision::LeaveOut).await.unwrap();
    assert!(matches!(save(&mut connection, owner, draft, &name("Other"), NOW).await, Err(SaveError::Nobody)));
    assert!(get_draft(&mut connection, owner, cohort).await.unwrap().is_some());
    // Names are unique for one owner, not for all.
    let (_, other) = insert_draft(&mut connection, stranger, &new_version("Joe"), NOW).await.unwrap();
    save(&mut connection, stranger, other, &name("Workshop"), NOW).await.unwrap();
}

#[tokio::test]
async fn strangers_find_and_delete_nothing() {
    let (pool, owner, stranger) = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let (cohort, draft) = insert_draft(&mut connection, owner, &new_version("Jane"), NOW).await.unwrap();
    assert!(get_draft(&mut connection, stranger, cohort).await.unwrap().is_none());
    assert!(!delete_draft(&mut connection, stranger, cohort).await.unwrap());
    save(&mut connection, owner, draft, &name("Workshop"), NOW).await.unwrap();
    assert!(get(&mut connection, stranger, cohort).await.unwrap().is_none());
    assert!(get_by_name(&mut connection, stranger, "Workshop").await.unwrap().is_none());
    assert!(list_for_user(&mut connection, stranger).await.unwrap().is_empty());
    assert!(!delete(&mut connection, stranger, cohort).await.unwrap());
    assert!(delete(&mut connection, owner, cohort).await.unwrap());
    assert!(lines(&mut connection, draft).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_that_is_thrown_away_takes_only_an_unsaved_cohort_with_it() {
    let (pool, owner, _) = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let (cohort, draft) = insert_draft(&mut connection, owner, &new_version("Jane"), NOW).await.unwrap();
    set_typed_name(&mut connection, draft, "Typed so far").await.unwrap();
    assert_eq!(get_draft(&mut connection, owner, cohort).await.unwrap().unwrap().typed_name, "Typed so far");
    save(&mut connection, owner, draft, &name("Workshop"), NOW).await.unwrap();
    insert_draft_version(&mut connection, cohort, &new_version("Jim"), NOW).await.unwrap();
    assert!(delete_draft(&mut connection, owner, cohort).await.unwrap());
    assert!(get(&mut connection, owner, cohort).await.unwrap().is_some());
    assert!(!delete_draft(&mut connection, owner, cohort).await.unwrap());

    let (unsaved, _) = insert_draft(&mut connection, owner, &new_version("Jane"), NOW).await.unwrap();
    assert!(delete_draft(&mut connection, owner, unsaved).await.unwrap());
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM cohorts").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_hundred_thousand_names_are_stored_at_once() {
    let (pool, owner, _) = database().await;
    let text = (0..100_000).fold(String::new(), |text, number| text + &format!("Editor {number}\n"));
    let mut transaction = begin_write(&pool).await.unwrap();
    let (_, draft) = insert_draft(&mut transaction, owner, &new_version(&text), NOW).await.unwrap();
    transaction.commit().await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    let people = members(&mut connection, draft).await.unwrap();
    assert_eq!((people.len(), people[99_999].name.as_str()), (100_000, "Editor 99999"));
}
