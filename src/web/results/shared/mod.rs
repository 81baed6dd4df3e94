//! Results for others: the page behind a link and its files, and where the owner makes and closes links.

mod owner;
mod page;
mod view;

use axum::Router;
use axum::routing::{get, post};

pub(super) use owner::ShareBox;

use crate::app::AppState;
use crate::web::routes::{self, Route as _};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::Share::PATTERN, get(page::show))
        .route(routes::ShareDocument::PATTERN, get(page::document))
        .route(routes::ShareTable::PATTERN, get(page::table))
        .route(routes::ResultShare::PATTERN, get(owner::look).post(owner::make))
        .route(routes::ResultShareClose::PATTERN, post(owner::close))
}
