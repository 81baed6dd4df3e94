//! Commands beside a running server: it sees what they do without a restart, and nothing collides.

use std::fs;

use crate::program::Program;
use crate::server::Server;

const DUMP: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10">
  <siteinfo><dbname>tinywiki</dbname></siteinfo>
  <page><title>A</title><ns>0</ns><id>1</id>
    <revision><id>1</id><timestamp>2025-01-01T00:00:00Z</timestamp>
      <contributor><username>Jane</username><id>7</id></contributor>
      <text bytes="10" id="1"/><sha1>phoiac9h4m842xq45sp7s6u21eteeq1</sha1></revision>
  </page>
</mediawiki>
"#;

fn add_user(program: &Program, name: &str, password: &str) {
    let file = program.folder().join("password");
    fs::write(&file, password).unwrap();
    program.ok(&["user", "add", name, "--password-file", file.to_str().unwrap()]);
}

#[test]
fn a_running_server_sees_new_snapshots_people_and_cohorts() {
    let program = Program::new();
    let mut server = Server::start(&program);
    add_user(&program, "Amina", "a long enough password");
    server.sign_in("Amina", "a long enough password");
    assert!(!server.get("/wikis").contains("tinywiki"));

    let dump = program.folder().join("dump.xml");
    fs::write(&dump, DUMP).unwrap();
    program.ok(&["import", "xml", dump.to_str().unwrap(), "--wiki", "tinywiki"]);
    assert!(server.get("/wikis").contains("tinywiki"));

    let counted =
        program.ok(&["query", "--user", "Jane", "--metric", "edits", "--anchor", "activity", "--format", "csv"]);
    assert!(counted.contains("tinywiki,7,Jane,1,,0,"), "{counted}");

    let list = program.folder().join("people.txt");
    fs::write(&list, "User:Jane\n").unwrap();
    let add = ["cohort", "add", list.to_str().unwrap(), "--wiki", "tinywiki", "--name", "Workshop"];
    program.ok(&add);
    assert!(server.get("/").contains("Workshop"));
    let counted = program.ok(&["query", "--cohort", "Workshop", "--metric", "edits", "--anchor", "activity"]);
    assert!(counted.contains("\"cohort\": {\"name\":\"Workshop\",\"version\":1,"), "{counted}");
    let said = program.fails(2, &["query", "--cohort", "Workshops", "--metric", "edits"]);
    assert!(said.contains("Workshops"), "{said}");
}

#[test]
fn a_data_folder_has_one_server() {
    let program = Program::new();
    let _server = Server::start(&program);
    let said = program.fails(1, &["serve", "--port", "0"]);
    assert!(said.contains("another usermetrics server"), "{said}");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let program = Program::new();
    add_user(&program, "Amina", "a long enough password");
    let database = program.data().join("usermetrics.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let pool = sqlx::SqlitePool::connect(database.to_str().unwrap()).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (999, 'later', 1, x'00', 0)";
        sqlx::query(newer).execute(&pool).await.unwrap();
        pool.close().await;
    });
    for command in [&["serve", "--port", "0"][..], &["user", "list"]] {
        let said = program.fails(1, command);
        assert!(said.contains("newer version of usermetrics"), "{said}");
    }
}
