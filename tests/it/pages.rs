//! Pages that say what there is: metrics, wikis, help.

use axum::http::StatusCode;
use usermetrics::metric::registry;
use usermetrics::text::{Language, Message};

use crate::app::TestApp;

#[tokio::test]
async fn every_metric_is_shown_with_its_question_settings_and_numbers() {
    let app = TestApp::start().await;
    let page = app.browser().get("/metrics").await;
    assert_eq!(page.status, StatusCode::OK);
    let say = |key| Language::english().html(&Message::new(key));
    for metric in registry::all() {
        let stated = metric.statement();
        page.assert_shows(&[
            &format!("<section class=\"um-sec{}\" id=\"{}\"", first(stated.name), stated.name),
            &say(stated.question),
            &say(stated.about),
            &say(stated.notes),
        ]);
        for param in stated.params {
            page.assert_shows(&[&say(param.label), &format!(">{}</code>", param.name)]);
        }
        for column in stated.columns {
            page.assert_shows(&[&say(column.label), &format!(">{}</code>", column.name)]);
        }
    }
    // What the form opens with: a wait of thirty days, and days that are asked about.
    page.assert_shows(&[
        "At least 1 edit to articles, between 30 days and 60 days after the first edit.",
        "For example: Edits to any page, from 1 January 2025 to 31 December 2025.",
        "undone by somebody else within 48 hours",
        "Names in files and requests",
    ]);
}

fn first(name: &str) -> &'static str {
    if registry::all()[0].statement().name == name { " um-sec--first" } else { "" }
}

#[tokio::test]
async fn a_site_without_wikis_says_how_to_load_one() {
    let app = TestApp::start().await;
    let page = app.browser_of("Amina").await.get("/wikis").await;
    page.assert_shows(&["No wiki is loaded yet.", "usermetrics import xml"]);
}

#[tokio::test]
async fn help_says_what_this_site_keeps() {
    let app = TestApp::start().await;
    let page = app.browser().get("/help").await;
    page.assert_shows(&["id=\"keeps\"", "after 30 days without a visit", "href=\"/metrics\"", "href=\"/wikis\""]);
}
