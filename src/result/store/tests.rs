use std::collections::BTreeMap;

use super::*;
use crate::platform::db::open_in_memory;
use crate::result::{CohortHead, FORMAT};

fn head(id: u8, key: &str) -> Head {
    Head {
        format: FORMAT.to_owned(),
        state: "complete".to_owned(),
        id: ResultId::from_random([id; 20]),
        key: key.to_owned(),
        request: serde_json::json!({"cohort": "mine"}),
        cohort: CohortHead { name: "mine".into(), left_out: BTreeMap::new(), ..CohortHead::default() },
        data: Vec::new(),
        metrics: Vec::new(),
        curves: Vec::new(),
        failed: Vec::new(),
        names_deleted_at: None,
        program: "usermetrics test".to_owned(),
        computed_at: crate::wiki::Timestamp::from_unix(0),
    }
}

fn stored(id: u8, owner: i64) -> StoredResult {
    let head = head(id, "k");
    StoredResult {
        id: head.id.clone(),
        owner: UserId::new(owner),
        cohort: None,
        title: format!("Result {id}"),
        rows_hash: "abc".to_owned(),
        head,
        created_at: i64::from(id),
    }
}

#[tokio::test]
async fn a_result_is_its_owners_alone_and_never_overwritten() {
    let pool = open_in_memory().await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    sqlx::query("INSERT INTO users (id, name, password_hash, role, created_at) VALUES (1, 'A', '', 'evaluator', 0), (2, 'B', '', 'evaluator', 0)")
        .execute(&mut *connection)
        .await
        .unwrap();
    for result in [stored(1, 1), stored(2, 1), stored(3, 2)] {
        insert(&mut connection, &result).await.unwrap();
    }
    let mine = list_for_user(&mut connection, UserId::new(1)).await.unwrap();
    assert_eq!(mine, [stored(2, 1), stored(1, 1)]);
    let id = ResultId::from_random([1; 20]);
    assert_eq!(get(&mut connection, UserId::new(1), &id).await.unwrap(), Some(stored(1, 1)));
    assert_eq!(get(&mut connection, UserId::new(2), &id).await.unwrap(), None);
    assert!(insert(&mut connection, &stored(1, 1)).await.is_err());
}

#[tokio::test]
async fn rows_for_a_key_are_found_and_the_asker_gets_a_document_of_his_own() {
    let pool = open_in_memory().await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(get_computed(&mut connection, "k").await.unwrap(), None);
    insert_computed(&mut connection, &head(1, "k"), "abc", 5).await.unwrap();
    let computed = get_computed(&mut connection, "k").await.unwrap().unwrap();
    assert_eq!(computed.rows_hash, "abc");
    let cohort = CohortHead { name: "yours".into(), ..CohortHead::default() };
    let mine = head_for(&computed.head, serde_json::json!({"cohort": "yours"}), cohort, ResultId::from_random([9; 20]));
    assert_eq!((mine.cohort.name.as_str(), mine.key.as_str()), ("yours", "k"));
    assert_ne!(mine.id, computed.head.id);
}
