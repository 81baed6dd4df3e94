//! Help: how the work goes, what the numbers mean, and what this site keeps. Short, so that it is read.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::page::{Nav, Page, Visitor};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::cohort::store::DRAFT_DAYS;
use crate::msg;
use crate::text::Message;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Help::PATTERN, get(show))
}

#[derive(Template, WebTemplate)]
#[template(path = "help.html")]
struct HelpPage {
    page: Page,
    sections: [Section; 6],
}

/// A question and its answer.
struct Section {
    /// The part of the address after `#`.
    id: &'static str,
    title: Message,
    paragraphs: Vec<Message>,
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> HelpPage {
    let page = visitor.page(msg!("help-title"), Nav::Help);
    let metrics = page.link(&routes::Metrics, &msg!("nav-metrics"));
    let wikis = page.link(&routes::Wikis, &msg!("nav-wikis"));
    let section = |id, title, paragraphs| Section { id, title, paragraphs };
    let sections = [
        section(
            "names",
            msg!("help-names-title"),
            vec![msg!("help-names-how"), msg!("help-names-check"), msg!("help-names-seen")],
        ),
        section(
            "counting",
            msg!("help-counting-title"),
            vec![msg!("help-counting-definition", metrics), msg!("help-counting-rows")],
        ),
        section("unknown", msg!("help-unknown-title"), vec![msg!("help-unknown-hatch"), msg!("help-unknown-dash")]),
        section("data", msg!("help-data-title"), vec![msg!("help-data-until", wikis), msg!("help-data-frozen")]),
        section("waiting", msg!("help-waiting-title"), vec![msg!("help-waiting-close")]),
        section(
            "keeps",
            msg!("help-keeps-title"),
            vec![
                msg!("help-keeps-lists", DRAFT_DAYS),
                msg!("help-keeps-results"),
                msg!("help-keeps-account", state.config.session_days),
                msg!("help-keeps-nothing-else"),
            ],
        ),
    ];
    HelpPage { page, sections }
}
