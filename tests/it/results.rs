//! The page of a result: what it shows, to whom, and that its files say the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use usermetrics::app::AppState;
use usermetrics::engine::{Control, Member, Plan, execute};
use usermetrics::metric::{Account, Edit, Frame};
use usermetrics::platform::db::begin_write;
use usermetrics::platform::ids::{AccountId, ResultId, UserId};
use usermetrics::request::{Arguments, Defaults, Request, selections};
use usermetrics::result::store::{StoredResult, insert};
use usermetrics::result::{CohortHead, RowsWriter, head};
use usermetrics::source::memory::MemorySource;
use usermetrics::source::{Knowledge, SourceInfo};
use usermetrics::wiki::{Timestamp, Username, WikiName};

use crate::app::TestApp;

/// A name with everything in it that could break a page, a table or a spreadsheet.
const WICKED: &str = "=Wicked <b>&\"name";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Somebody registered on `day` who made `edits` edits within the hour and, if they came back, one on that day.
fn person(id: u64, name: &str, day: &str, edits: i64, back: Option<&str>) -> (Account, Vec<Edit>) {
    let registration = at(day);
    let edit = |timestamp: i64, rev: u64| Edit {
        timestamp,
        rev_id: id * 1000 + rev,
        page_id: Some(rev),
        namespace: Some(0),
        bytes_diff: Some(120 - timestamp % 200),
        has_checksum: true,
        ..Edit::default()
    };
    let mut made: Vec<Edit> = (0..edits).map(|k| edit(registration.unix() + k * 60, k.unsigned_abs() + 1)).collect();
    made.extend(back.map(|day| edit(at(day).unix(), 999)));
    let account = Account {
        wiki: WikiName::new("swwiki").unwrap(),
        id: AccountId::new(id),
        name: Username::from_wiki(name),
        registration: Some(registration),
        first_edit: made.first().map(Edit::at),
        self_created: Some(true),
        bot: None,
    };
    (account, made)
}

/// Thirty-three people of May, of whom twelve came back after a month; twelve of January, whose month is not over.
fn people(count: u64) -> Vec<(Account, Vec<Edit>)> {
    (1..=count)
        .map(|id| {
            let late = id % 45 > 32;
            let (day, back) = if late { ("2026-01-02", "2026-02-05") } else { ("2025-05-10", "2025-06-15") };
            let came_back = if late { id % 45 > 42 } else { id % 45 < 12 };
            let name = if id == 1 { WICKED.to_owned() } else { format!("Person {id:04}") };
            let edits = i64::try_from((id * id) % 23).unwrap();
            person(id, &name, day, edits, came_back.then_some(back))
        })
        .collect()
}

/// Freezes a result about `count` people for this owner, and one name that nobody knows.
pub async fn freeze(state: &AppState, owner: UserId, count: u64, metrics: &[&str], params: &[&str]) -> ResultId {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let wiki = WikiName::new("swwiki").unwrap();
    let info = SourceInfo {
        wiki: wiki.clone(),
        site: "sw.wikipedia.org".into(),
        snapshot: "2026-02-20-0a1b2c3d".into(),
        as_of: at("2026-02-20"),
        first_edit: at("2004-01-01"),
        edits: 500,
        accounts: count,
        content: vec![0],
        namespaces: BTreeMap::new(),
        knows: Knowledge { registrations: true, ..Knowledge::default() },
    };
    let (metrics, params) = (texts(metrics), texts(params));
    let arguments = Arguments { metrics: &metrics, params: &params, ..Arguments::default() };
    let request = Request {
        cohort: "Library meetups".into(),
        wikis: vec![wiki],
        ..Request::of(selections(arguments, &Defaults::new(), &Frame::default()).unwrap().0)
    };
    let members = (1..=count).map(|id| Member::with_id(AccountId::new(id)));
    let unknown = Member::named("Nobody knows");
    let source = Arc::new(MemorySource::new(info, people(count)));
    let plan = Plan::new(request, vec![source], &members.chain([unknown]).collect::<Vec<_>>()).unwrap();
    let id = ResultId::random();
    let mut writer = RowsWriter::new(&state.data.results(), id.as_str()).unwrap();
    let answer = execute(&plan, &Control::default(), &mut |row| writer.add(row)).unwrap();
    let rows = writer.finish().unwrap();
    let cohort = CohortHead { version: Some(2), accounts: count + 1, people: count + 1, ..CohortHead::default() };
    let stored = StoredResult {
        id: id.clone(),
        owner,
        cohort: None,
        title: "Library <meetups>, Nairobi 2025".into(),
        rows_hash: rows.hash().to_owned(),
        head: head(&plan, &answer, cohort, id.clone(), at("2026-02-22T14:03:00Z")),
        created_at: 1,
    };
    let mut write = begin_write(&state.pool).await.unwrap();
    insert(&mut write, &stored).await.unwrap();
    write.commit().await.unwrap();
    id
}

const WORKSHOP: (&[&str], &[&str]) =
    (&["survival", "edits", "bytes_added", "revert_rate"], &["survival.t=30d", "edits.t=7d"]);

#[tokio::test]
async fn a_result_begins_with_its_sentence_and_shows_every_part() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 45, WORKSHOP.0, WORKSHOP.1).await;
    let mut browser = app.browser_of("Amina").await;
    let page = browser.get(&format!("/r/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.assert_shows(&[
        "<bdi>Library &lt;meetups&gt;, Nairobi 2025</bdi>",
        "<strong>12 of 33 people</strong> were still editing between 30 days and 60 days after registration",
        "12 people are not yet known: that needs data up to <strong>3 March 2026</strong>",
        "1 person is not in this data",
        "How sure is 36%?",
        "Edits per person",
        "<bdi>=Wicked &#60;b&#62;&#38;&#34;name</bdi>",
        "https://sw.wikipedia.org/wiki/Special:Contributions/Person%200002",
        "Cite as",
        id.as_str(),
        "2026-02-20-0a1b2c3d",
    ]);
    for part in ["answer", "numbers", "sure-1", "spread-2-1", "people", "take", "how"] {
        page.assert_shows(&[&format!("href=\"#{part}\""), &format!("id=\"{part}\"")]);
    }
    assert_ids_are_unique(&page.body);
    let rtl = browser.get(&format!("/r/{id}?uselang=x-rtl")).await;
    rtl.assert_shows(&["dir=\"rtl\""]);
}

fn assert_ids_are_unique(body: &str) {
    let mut ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn the_files_hold_the_rows_of_the_page() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 45, WORKSHOP.0, WORKSHOP.1).await;
    let mut browser = app.browser_of("Amina").await;
    let csv = browser.get(&format!("/r/{id}/rows.csv")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        format!("attachment; filename=\"Library-meetups-Nairobi-2025-{id}.csv\"")
    );
    let mut table = csv::Reader::from_reader(csv.body.as_bytes());
    let column = table.headers().unwrap().iter().position(|name| name == "edits.edits").unwrap();
    let records: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let sum: i64 = records.iter().filter_map(|record| record[column].parse::<i64>().ok()).sum();
    let wicked = records.iter().find(|record| record[2].contains("Wicked")).unwrap();
    assert_eq!(&wicked[2], format!("'{WICKED}"), "a spreadsheet must not compute a name");
    let page = browser.get(&format!("/r/{id}")).await;
    page.assert_shows(&[&format!("<p class=\"um-band__fig\">{sum}</p>")]);

    let json = browser.get(&format!("/r/{id}/result.json")).await;
    assert_eq!(json.header("content-type"), "application/json");
    let document: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(document["metrics"][1]["aggregates"][0]["columns"]["edits"]["sum"], sum);
    assert_eq!(document["metrics"][0]["rows"].as_array().unwrap().len(), records.len());
    // A page says of each person when an answer will be known. The document is for programs, which have its form.
    page.assert_shows(&["needs data up to 3 March 2026"]);
    let row = document["metrics"][0]["rows"][40].as_object().unwrap();
    assert_eq!(row["undefined"]["survived"], "window_open");
    let keys: Vec<&str> = row.keys().map(String::as_str).collect();
    assert_eq!(keys, ["wiki", "user_id", "user_name", "slice", "values", "early", "undefined"]);
    assert!(!csv.body.contains("2026-03-03"));
    let excel = browser.get(&format!("/r/{id}/rows.csv?for=excel")).await;
    assert_eq!(excel.body, format!("\u{feff}{}", csv.body));
}

#[tokio::test]
async fn a_result_is_there_for_its_owner_alone() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 3, &["edits"], &[]).await;
    let mut stranger = app.browser_of("Stranger").await;
    for path in ["", "/rows.csv", "/result.json"] {
        assert_eq!(stranger.get(&format!("/r/{id}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        let asked = app.browser().get(&format!("/r/{id}{path}")).await;
        assert!(asked.location().starts_with("/sign-in?next="));
    }
    for wrong in ["/r/x", "/r/um-", "/r/1"] {
        assert_eq!(stranger.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn many_people_have_pages_and_lost_rows_are_an_error_not_an_empty_table() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 450, &["survival"], &["t=30d"]).await;
    let mut browser = app.browser_of("Amina").await;
    let page = browser.get(&format!("/r/{id}")).await;
    page.assert_shows(&["1 to 100 of 451.", &format!("/r/{id}?people=2#people"), "id=\"strip-w-t\""]);
    assert!(!page.body.contains("Person 0450"));
    let last = browser.get(&format!("/r/{id}?people=5")).await;
    last.assert_shows(&["401 to 451 of 451.", "Person 0450"]);

    std::fs::remove_dir_all(app.state.data.results()).unwrap();
    assert_eq!(browser.get(&format!("/r/{id}")).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(browser.get(&format!("/r/{id}/rows.csv")).await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn your_work_lists_results_with_their_sentences() {
    let app = TestApp::start().await;
    let owner = app.add_user("Amina").await;
    let id = freeze(&app.state, owner, 45, WORKSHOP.0, WORKSHOP.1).await;
    let mut browser = app.browser_of("Amina").await;
    let work = browser.get("/").await;
    work.assert_shows(&[
        &format!("href=\"/r/{id}\""),
        "<strong>12 of 33 people</strong> were still editing",
        "data until 19 February 2026",
        "12 not yet known: needs data up to 3 March 2026",
        "1 left out: not in this data",
        "Questions: Still editing, Edits, Bytes added and Edits reverted",
        "Asked on 1 January 1970, 00:00 UTC",
    ]);
    assert!(!app.browser_of("Stranger").await.get("/").await.body.contains(id.as_str()));
}
