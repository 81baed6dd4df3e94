//! Your work: where somebody who signs in begins.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::routing::get;

use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::msg;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Start::PATTERN, get(show))
}

#[derive(Template, WebTemplate)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
}

async fn show(visitor: SignedIn) -> StartPage {
    StartPage { page: visitor.page(msg!("start-title"), Nav::Work) }
}
