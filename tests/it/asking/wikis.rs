//! A list over two wikis, with a date of their own for some: the page, the command line and the document say the same.

use std::process::Command;

use serde_json::json;

use super::*;

/// A second wiki, on which Editor 3 has another number. It edited on 2 and 20 January 2025.
const OTHER: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">
<siteinfo><dbname>otherwiki</dbname></siteinfo>
<page><title>House</title><ns>0</ns><id>1</id>
<revision><id>1</id><timestamp>2025-01-02T00:00:00Z</timestamp><contributor><username>Editor 3</username><id>70</id></contributor><text bytes="10"/></revision>
<revision><id>2</id><parentid>1</parentid><timestamp>2025-01-20T00:00:00Z</timestamp><contributor><username>Editor 3</username><id>70</id></contributor><text bytes="30"/></revision>
<revision><id>3</id><parentid>2</parentid><timestamp>2025-01-21T00:00:00Z</timestamp><contributor><username>Editor 5</username><id>71</id></contributor><text bytes="31"/></revision>
</page></mediawiki>"#;

const LIST: &str =
    "user_name,wiki,event_date\nEditor 3,,2025-01-02\nEditor 3,otherwiki,\nEditor 5,testwiki,2025-01-03\n";

fn program(app: &TestApp, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
    let output = command.arg("--data").arg(app.state.data.path()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A site with both wikis, somebody with the list, and the address of its questions.
async fn both() -> (TestApp, Browser, String) {
    let app = site().await;
    let dump = app.state.data.path().join("other.xml");
    std::fs::write(&dump, OTHER).unwrap();
    program(&app, &["import", "xml", dump.to_str().unwrap(), "--wiki", "otherwiki", "--as-of", "2025-01-25"]);
    let owner = app.add_user("Amina").await;
    let list = house::list(&app.state.pool, &app.state.warehouse, owner, "Both", LIST).await;
    let browser = app.browser_of("Amina").await;
    (app, browser, format!("/c/{}/ask", list.cohort))
}

/// The values of a list of rows.
fn values(rows: &Json) -> Vec<Json> {
    rows.as_array().unwrap().iter().map(|row| row["values"][0].clone()).collect()
}

#[tokio::test]
async fn rows_stand_for_each_wiki_and_for_people() {
    let (app, mut browser, ask) = both().await;
    let typed = [("metric", "edits"), ("metric", "days_active"), ("edits.anchor", "activity")];
    let typed = [&typed[..], &[("days_active.anchor", "activity")]].concat();
    let (shown, page) = answered(&app, &mut browser, &ask, &typed).await;
    // What the page says is about people; the wikis have a table of their own, and ends of their own.
    shown.assert_shows(&[
        "<strong>2 people made 10 edits</strong> to any page, from 1 January 2025 to 31 January 2025.",
        "data until 31 January 2025 (<bdi>testwiki</bdi>) and 24 January 2025 (<bdi>otherwiki</bdi>)",
        "Wiki by wiki",
        "Somebody with accounts on two wikis is in two rows here",
        "the data of this wiki end with 24 January 2025: later days are not in these numbers",
    ]);
    assert_eq!(shown.body.matches("<bdi>Editor 3</bdi></th>").count(), 1, "one row for one person");
    let cells = |wiki: &str| format!("<th scope=\"row\"><bdi>{wiki}</bdi></th>");
    let of_other = shown.body.split(&cells("otherwiki")).nth(1).unwrap().split("</tr>").next().unwrap();
    assert_eq!(of_other, "<td class=\"um-n\">1</td><td class=\"um-n\">2</td><td class=\"um-n\">2</td>");
    let [edits, days] = [0, 1].map(|place| page["metrics"][place].clone());
    assert_eq!(values(&edits["rows"]), [3, 2, 5]);
    assert_eq!(values(&edits["people"]), [5, 5]);
    // Editor 3 was there on the 1st, 2nd and 3rd, and elsewhere on the 2nd and the 20th: on four days.
    assert_eq!(
        (values(&days["rows"]), values(&days["people"])),
        (vec![json!(3), json!(2), json!(5)], vec![json!(4), json!(5)])
    );
    assert_eq!(days["people"][0]["wikis"], json!(["testwiki", "otherwiki"]));
    assert_eq!(days["people"][1]["wikis"], json!(["testwiki"]), "the list says on which wiki Editor 5 is");
    let sums: Vec<(Json, Json)> = days["aggregates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["over"].clone(), one["columns"]["days_active"]["sum"].clone()))
        .collect();
    let over = |over: Json, sum: i64| (over, json!(sum));
    assert_eq!(
        sums,
        [
            over(json!("cohort"), 10),
            over(json!({"wiki": "testwiki"}), 8),
            over(json!({"wiki": "otherwiki"}), 2),
            over(json!("people"), 9),
        ]
    );
    assert_eq!((&page["cohort"]["accounts"], &page["cohort"]["people"]), (&json!(3), &json!(2)));

    let asked = [
        "query",
        "--cohort",
        "Both",
        "--metric",
        "edits",
        "--metric",
        "days_active",
        "--anchor",
        "activity",
        "--start",
        "2025-01-01",
        "--end",
        "2025-02-01",
    ];
    let command: Json = serde_json::from_str(&program(&app, &asked)).unwrap();
    assert_eq!(command["key"], page["key"]);
    assert!(command["metrics"] == page["metrics"], "{command}\n{page}");
}

#[tokio::test]
async fn everybody_is_looked_up_on_every_wiki_where_the_list_names_none() {
    let (app, ..) = both().await;
    let names = app.state.data.path().join("names.txt");
    std::fs::write(&names, "Editor 5\nEditor 3\nEditor 4\n").unwrap();
    let asked = ["--users", names.to_str().unwrap(), "--metric", "edits", "--anchor", "activity"];
    let on = |wikis: &[&str]| -> Json {
        let wikis = wikis.iter().flat_map(|wiki| ["--wiki", wiki]);
        let words: Vec<&str> = ["query"].into_iter().chain(wikis).chain(asked).collect();
        serde_json::from_str(&program(&app, &words)).unwrap()
    };
    let both = on(&["testwiki", "otherwiki"]);
    assert_eq!(values(&both["metrics"][0]["rows"]), [json!(5), json!(1), json!(3), json!(2), json!(4), Json::Null]);
    // Editor 4 is not seen on the second wiki, which does not list everybody: nobody knows what else there was.
    assert_eq!(values(&both["metrics"][0]["people"]), [json!(6), json!(5), Json::Null]);
    assert_eq!(both["metrics"][0]["people"][2]["undefined"]["edits"], "not_in_source");
    assert_eq!(values(&on(&["testwiki"])["metrics"][0]["rows"]), [5, 3, 4]);
}

#[tokio::test]
async fn everybody_has_a_date_of_their_own() {
    let (app, mut browser, ask) = both().await;
    browser.get(&ask).await.assert_shows(&[
        "2 people on <bdi>testwiki</bdi> and <bdi>otherwiki</bdi>",
        "Leave it empty to count from the date that your list has for each person.",
    ]);
    let typed = [("metric", "edits"), ("edits.anchor", "event"), ("edits.t", "2"), ("edits.t_unit", "d")];
    let (_, page) = answered(&app, &mut browser, &ask, &typed).await;
    let edits = &page["metrics"][0];
    // From 2 January the edits of the 2nd and the 3rd, from 3 January those of the 3rd and the 4th.
    assert_eq!(values(&edits["rows"]), [json!(2), Json::Null, json!(2)]);
    assert_eq!(edits["rows"][1]["undefined"]["edits"], "no_event_date");
    assert_eq!(edits["definition"], "Edits to any page, within 48 hours of each person’s own event.");
    // A date for everybody goes before.
    let given = [&typed[..], &[("edits.event", "2025-01-05")]].concat();
    let (_, page) = answered(&app, &mut browser, &ask, &given).await;
    assert_eq!(values(&page["metrics"][0]["rows"]), [0, 0, 1]);
}

#[tokio::test]
async fn wikis_that_nobody_on_the_list_is_on_are_refused() {
    let (app, ..) = both().await;
    let names = app.state.data.path().join("names.csv");
    std::fs::write(&names, "user,wiki\nEditor 3,testwiki\nEditor 5,testwiki\n").unwrap();
    let add = ["cohort", "add", names.to_str().unwrap(), "--wiki", "testwiki", "--name", "Here"];
    program(&app, &add);
    let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
    let asked = ["query", "--cohort", "Here", "--wiki", "otherwiki", "--metric", "edits"];
    let output = command.arg("--data").arg(app.state.data.path()).args(asked).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("All 2 people on this list are on other wikis than those that are asked about."), "{said}");
}

#[tokio::test]
async fn a_list_over_two_wikis_shows_and_keeps_them() {
    let (_app, mut browser, ask) = both().await;
    let cohort = ask.trim_end_matches("/ask");
    browser.get(cohort).await.assert_shows(&[
        "on <bdi>otherwiki</bdi>",
        "on <bdi>testwiki</bdi>, event on <bdi>2025-01-03</bdi>",
        "Editor 5",
    ]);
    // To be changed, it is shown as a table with all that it says.
    let edit = browser.get(&format!("{cohort}/edit")).await;
    edit.assert_shows(&["user_name\twiki\tevent_date", "Editor 3\ttestwiki\t2025-01-02", "Editor 3\totherwiki\t"]);
    let file = browser.get(&format!("{cohort}/people.csv")).await;
    assert_eq!(
        file.body,
        "user_name,user_id,wiki,event_date\nEditor 3,3,testwiki,2025-01-02\nEditor 3,70,otherwiki,\nEditor 5,5,testwiki,2025-01-03\n"
    );
}
