//! Cohorts on the site: from pasted names to a saved list, and what nobody else may see.

mod commands;
mod drafts;
mod readings;
mod refused;

use std::path::Path;
use std::process::{Command, Output};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::app::{Answer, Browser, TestApp};

/// A wiki on which four people have edited. It does not say who else has an account.
const DUMP: &str = include_str!("cohorts/dump.xml");

/// Everybody who has an account there.
const USERS: &str = "user_id\tuser_name\tregistration\tgroups\n\
    11\tAchieng Writes\t20251011070000\t\n12\tBaraka O.\t20251011070000\t\n13\tChebet L.\t20251011070000\t\n\
    14\t=Dalila\t20251011070000\t\n15\tEsi-Nakuru\t20251011070000\t\n";

/// Runs the program beside a site.
fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
    command.arg("--data").arg(data).args(arguments).env_remove("RUST_LOG").output().unwrap()
}

/// Imports the wiki, with or without the table of its users.
fn import(data: &Path, with_users: bool) {
    let (dump, users) = (data.join("dump.xml"), data.join("users.tsv"));
    std::fs::write(&dump, DUMP).unwrap();
    std::fs::write(&users, USERS).unwrap();
    let mut arguments = vec!["import", "xml", dump.to_str().unwrap(), "--wiki", "swwiki"];
    if with_users {
        arguments.extend(["--users", users.to_str().unwrap()]);
    }
    let output = run(data, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A site with the wiki, which does not list every account.
async fn site_with_wiki() -> TestApp {
    let app = TestApp::start().await;
    import(app.state.data.path(), false);
    app
}

/// Sends the form of a list. A part is a name, perhaps the name of a file, and what is in it.
async fn send_list(browser: &mut Browser, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        let head = format!("--boundary\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--boundary--\r\n");
    let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=boundary");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

async fn paste(browser: &mut Browser, names: &str) -> Answer {
    let file = ("file", Some(""), &b""[..]);
    let parts = [("names", None, names.as_bytes()), file, ("wiki", None, b"swwiki")];
    send_list(browser, "/cohorts/new", &parts).await
}

async fn upload(browser: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    let parts = [("names", None, &b""[..]), ("file", Some(name), bytes), ("wiki", None, b"swwiki")];
    send_list(browser, "/cohorts/new", &parts).await
}

/// How many cohorts, versions and lines the database has.
async fn stored(app: &TestApp) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, query) in counts.iter_mut().zip([
        "SELECT count(*) FROM cohorts",
        "SELECT count(*) FROM cohort_versions",
        "SELECT count(*) FROM members",
    ]) {
        *count = sqlx::query_scalar(query).fetch_one(&app.state.pool).await.unwrap();
    }
    counts
}

/// Presses a button of the page on which names are checked.
async fn press(browser: &mut Browser, review: &str, action: &str, name: &str) -> Answer {
    let page = browser.get(review).await;
    let (_, rest) = page.body.split_once("name=\"draft\" value=\"").unwrap();
    let draft = rest.split('"').next().unwrap();
    browser.post(review, &[("draft", draft), ("name", name), ("do", action)]).await
}

/// Pastes names and saves them under a name; the address of the cohort.
async fn save(browser: &mut Browser, names: &str, name: &str) -> String {
    let review = paste(browser, names).await.location().to_owned();
    let saved = press(browser, &review, "save", name).await;
    saved.location().split('?').next().unwrap().to_owned()
}

const NAMES: &str =
    "Achieng Writes\nmtumiaji:baraka_O.\r\n\nNobody Here\n[[User:Achieng Writes|A]]\n10.0.0.1\nChebet L.";

#[tokio::test]
async fn somebody_without_work_is_told_how_to_begin_and_shown_an_example() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let start = browser.get("/").await;
    start.assert_shows(&[
        "/cohorts/new",
        "Bring a list of editors",
        "An example, with invented people",
        "<strong>12 of 33 people</strong> were still editing between 30 days and 60 days after the first edit",
        "<strong>12</strong> not yet known",
    ]);
    assert_eq!(start.body.matches("class=\"um-mark\"").count(), 45, "everybody is drawn once");
}

#[tokio::test]
async fn pasted_names_are_checked_and_become_a_cohort() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    browser.get("/cohorts/new").await.assert_shows(&["sw.wikipedia.org, data until 13 October 2025"]);

    let review = paste(&mut browser, NAMES).await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "<strong>4 of 6 lines</strong> will be used.",
        "6 pasted lines. 1 blank line was passed over.",
        "<mark class=\"um-fix\">mtumiaji:b</mark>araka<mark class=\"um-fix\">_</mark>O.",
        "prefix removed, underscores to spaces and capital at the start",
        "https://sw.wikipedia.org/wiki/Special:Contributions/Baraka%20O%2E",
        "This is an IP address, not an account.",
        "Not used: names the same account as line 1.",
        "does not list every account",
        "Save cohort of 4 people",
    ]);
    browser.get("/").await.assert_shows(&["Not saved yet", &review, "No saved cohorts yet."]);

    let saved = press(&mut browser, &review, "save", " Library  meetups ").await;
    let address = saved.location().to_owned();
    browser.get(&address).await.assert_shows(&[
        "Saved. 4 people are ready",
        "<bdi>Library meetups</bdi>",
        "4 people on <bdi>sw.wikipedia.org</bdi>. Version 1, saved on 1 March 2026.",
        "* 1 of them is not seen in this dump",
    ]);
    browser.get("/").await.assert_shows(&["<bdi>Library meetups</bdi>", "sw.wikipedia.org", "1 March 2026"]);
    // The page of a draft that is saved leads to the cohort.
    assert!(address.starts_with(browser.get(&review).await.location()));
}

#[tokio::test]
async fn a_wiki_that_lists_every_account_knows_who_does_not_exist() {
    let app = TestApp::start().await;
    import(app.state.data.path(), true);
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "Esi-Nakuru\nNobody Here\n#14\n#99").await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "<strong>2 of 4 lines</strong> will be used.",
        "No account has this name.",
        "No account has the number 99.",
    ]);
    let refused = paste(&mut browser, "Nobody Here").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.assert_shows(&["The line names nobody on", "No account has this name.", "Nobody Here</textarea>"]);
    assert_eq!(stored(&app).await, [1, 1, 4]);
}

#[tokio::test]
async fn the_owner_decides_about_every_line() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, NAMES).await.location().to_owned();
    // The page stays where it was, beside the line that moved away.
    let left_out = press(&mut browser, &review, "leave_out 1", "So far").await;
    assert_eq!(left_out.location(), format!("{review}#line-7"));
    browser.get(&review).await.assert_shows(&["<strong>3 of 6 lines</strong>", "Left out by you", "value=\"So far\""]);
    press(&mut browser, &review, "undo_mend 2", "So far").await;
    browser.get(&review).await.assert_shows(&["<strong>2 of 6 lines</strong>", "Mend again"]);
    press(&mut browser, &review, "leave_out_not_seen", "So far").await;
    browser.get(&review).await.assert_shows(&["Save cohort of 1 person", "<strong>2</strong> need attention"]);
    press(&mut browser, &review, "leave_out 7", "So far").await;
    let nobody = press(&mut browser, &review, "save", "So far").await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.assert_shows(&["Nobody is left in the list.", "value=\"So far\""]);
    press(&mut browser, &review, "keep 1", "So far").await;
    press(&mut browser, &review, "keep 2", "So far").await;
    browser.get(&review).await.assert_shows(&["Save cohort of 2 people"]);

    // Cancel throws the draft away, and with it the cohort that never was.
    assert_eq!(press(&mut browser, &review, "cancel", "").await.location(), "/");
    assert_eq!(stored(&app).await, [0, 0, 0]);
    let gone = browser.get(&review).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    gone.assert_shows(&["This list is not here any more", "href=\"/cohorts/new\""]);
}

#[tokio::test]
async fn a_page_that_is_older_than_the_draft_changes_nothing() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "Achieng Writes").await.location().to_owned();
    let stale = browser.post(&review, &[("draft", "999"), ("name", "x"), ("do", "save")]).await;
    assert_eq!(stale.location(), review);
    let odd = browser.post(&review, &[("draft", "1"), ("name", "x"), ("do", "burn")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    browser.get(&review).await.assert_shows(&["Save cohort of 1 person"]);
}

#[tokio::test]
async fn a_file_is_read_by_its_column() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let csv = "\u{feff}Name,Username,wiki\r\nA,Achieng Writes,swwiki\r\nB,\"Chebet L.\",\r\nC,Baraka O.,enwiki\r\n";
    let review = upload(&mut browser, "C:\\sign-up_sheet (1).csv", csv.as_bytes()).await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "Names come from the column “<bdi>Username</bdi>” of <bdi>sign-up_sheet (1).csv</bdi>, 3 lines.",
        "Columns that are not used: <bdi>Name</bdi>.",
        "This line is about <bdi>enwiki</bdi>, a wiki that is not loaded here.",
        "value=\"sign-up sheet 1\"",
        "<strong>2 of 3 lines</strong>",
    ]);
}

#[tokio::test]
async fn a_changed_list_is_a_new_version() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "Achieng Writes\nChebet L.\nNobody Here").await.location().to_owned();
    press(&mut browser, &review, "leave_out 2", "").await;
    let saved = press(&mut browser, &review, "save", "Workshop").await;
    let cohort = saved.location().split('?').next().unwrap().to_owned();

    let edit = format!("{cohort}/edit");
    browser.get(&edit).await.assert_shows(&["Achieng Writes\nChebet L.\nNobody Here</textarea>"]);
    let parts = [("names", None, &b"Achieng Writes\nChebet L.\nBaraka O."[..])];
    assert_eq!(send_list(&mut browser, &edit, &parts).await.location(), review);
    browser.get(&cohort).await.assert_shows(&["There is a changed list that is not saved yet.", &review, "Version 1"]);
    // Whoever was left out stays out.
    browser.get(&review).await.assert_shows(&["Version 2 of a cohort", "<strong>2 of 3 lines</strong>"]);
    let saved = press(&mut browser, &review, "save", "Workshop 2").await;
    browser.get(saved.location()).await.assert_shows(&["<bdi>Workshop 2</bdi>", "Version 2", "?version=1"]);

    // Everybody is looked up again in newer data, which list every account.
    import(app.state.data.path(), true);
    assert_eq!(browser.post(&format!("{cohort}/check"), &[]).await.location(), review);
    browser.get(&review).await.assert_shows(&["Version 3 of a cohort", "<strong>2 of 3 lines</strong>"]);
    assert_eq!(press(&mut browser, &review, "cancel", "").await.location(), cohort);
    assert_eq!(stored(&app).await, [1, 2, 6]);

    let refused = send_list(&mut browser, &edit, &[("names", None, b"10.0.0.1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.assert_shows(&["This is an IP address", "10.0.0.1</textarea>"]);
    assert_eq!(stored(&app).await, [1, 2, 6]);
}

#[tokio::test]
async fn downloads_hold_everybody_and_no_formula() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let cohort = save(&mut browser, "=Dalila\nAchieng Writes\n10.0.0.1\nNobody Here", "Workshop").await;
    let people = browser.get(&format!("{cohort}/people.csv")).await;
    assert_eq!(
        people.body,
        "user_name,user_id,wiki\n'=Dalila,14,swwiki\nAchieng Writes,11,swwiki\nNobody Here,,swwiki\n"
    );
    assert_eq!(people.header("content-type"), "text/csv; charset=utf-8");
    assert!(people.header("content-disposition").contains("filename*=UTF-8''Workshop.csv"));
    let lines = browser.get(&format!("{cohort}/lines.csv?version=1")).await;
    lines.assert_shows(&["\n1,'=Dalila,ready,'=Dalila,14,swwiki,", "\n3,10.0.0.1,wrong,,,swwiki,"]);
    for none in ["lines.csv?version=2", "lines.csv?version=draft", "people.csv?version=x"] {
        assert_eq!(browser.get(&format!("{cohort}/{none}")).await.status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn a_cohort_is_deleted_after_a_question() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let cohort = save(&mut browser, "Achieng Writes", "Workshop").await;
    let delete = format!("{cohort}/delete");
    browser
        .get(&delete)
        .await
        .assert_shows(&["Delete “<bdi>Workshop</bdi>”?", "1 name and 1 version are deleted for good."]);
    assert_eq!(stored(&app).await, [1, 1, 1]);
    assert_eq!(browser.post(&delete, &[]).await.location(), "/");
    assert_eq!(stored(&app).await, [0, 0, 0]);
    assert_eq!(browser.get(&cohort).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_wiki_the_page_says_what_to_do() {
    let app = TestApp::start().await;
    let mut browser = app.browser_of("amina").await;
    browser.get("/cohorts/new").await.assert_shows(&["No wiki is loaded yet", "usermetrics import xml"]);
}

#[tokio::test]
async fn a_long_list_is_shown_in_part_and_downloaded_whole() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let names = (0..2_000).fold(String::new(), |names, number| names + &format!("Editor {number}\n"));
    let review = paste(&mut browser, &names).await.location().to_owned();
    let page = browser.get(&review).await;
    page.assert_shows(&["Save cohort of 2,000 people", "And 1,500 more lines."]);
    assert!(page.body.contains("Editor 499<") && !page.body.contains("Editor 500<"));
    let whole = browser.get(&format!("{}?version=draft", review.replace("review", "lines.csv"))).await;
    assert_eq!(whole.body.lines().count(), 2_001);
}
