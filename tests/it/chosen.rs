//! Cohorts out of results, on the command line.

use std::process::{Command, Output};

use usermetrics::platform::ids::UserId;

use crate::app::TestApp;
use crate::results::freeze;

fn cohort(app: &TestApp, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
    command.arg("--data").arg(app.state.data.path()).arg("cohort").args(arguments).env_remove("RUST_LOG");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn site() -> (TestApp, String) {
    let app = TestApp::start().await;
    let owner: UserId = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 45, &["survival", "edits"], &["survival.t=30d", "edits.t=7d"]).await;
    (app, id.to_string())
}

#[tokio::test]
async fn who_fulfils_an_expression_becomes_a_cohort_that_knows_where_it_came_from() {
    let (app, id) = site().await;
    // Of the thirty-three people whose month is over twelve came back; 0 to 22 edits each.
    let expression = "survival.survived = true and edits.edits >= 10";
    let saved = cohort(&app, &["from-result", &id, "--where", expression, "--name", "Stayed and busy"]);
    assert!(saved.status.success(), "{}", said(&saved));
    let exported = String::from_utf8(cohort(&app, &["export", "Stayed and busy"]).stdout).unwrap();
    let ids: Vec<u64> =
        exported.lines().skip(1).filter_map(|line| line.split(',').find_map(|cell| cell.parse().ok())).collect();
    let expected: Vec<u64> = (1..=45).filter(|id| (id % 45 < 12) && (id * id) % 23 >= 10).collect();
    assert_eq!(ids, expected, "{exported}");
    let origin: String =
        sqlx::query_scalar("SELECT origin FROM cohort_versions").fetch_one(&app.state.pool).await.unwrap();
    assert!(origin.contains(&id) && origin.contains(expression), "{origin}");
    // Not yet known is no no.
    let open = cohort(&app, &["from-result", &id, "--where", "survival.survived is undefined", "--name", "Open"]);
    assert!(open.status.success(), "{}", said(&open));
}

#[tokio::test]
async fn a_wrong_expression_and_a_stranger_are_told_so_and_nothing_is_saved() {
    let (app, id) = site().await;
    for (id, expression, words) in [
        (id.as_str(), "survival.survive = true", "survival.survived"),
        (id.as_str(), "edits.edits > 1000", "chooses nobody"),
        (id.as_str(), "edits.edits >", "letter 14"),
        ("um-22222-22222-22222-22222", "edits.edits > 1", "no result"),
        ("17", "edits.edits > 1", "no result"),
    ] {
        let refused = cohort(&app, &["from-result", id, "--where", expression, "--name", "Nobody"]);
        assert_eq!(refused.status.code(), Some(2), "{expression}: {}", said(&refused));
        assert!(said(&refused).contains(words), "{expression}: {}", said(&refused));
    }
    app.add_user("Baraka").await;
    let stranger =
        cohort(&app, &["--owner", "Baraka", "from-result", &id, "--where", "edits.edits > 1", "--name", "Theirs"]);
    assert_eq!(stranger.status.code(), Some(2));
    let cohorts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM cohorts").fetch_one(&app.state.pool).await.unwrap();
    assert_eq!(cohorts, 0);
}
