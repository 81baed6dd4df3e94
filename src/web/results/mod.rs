//! The page of a result, and results in a list.
//!
//! Everything on the page is made from the frozen document and its rows; the words are this program's. Each part of the
//! page has a file here that turns numbers into sentences, and none of them writes HTML.

mod again;
mod answer;
mod band;
mod delete;
mod download;
mod example;
mod list;
mod measured;
mod numbers;
mod page;
mod people;
mod provenance;
mod rows;
mod shared;
mod spread;
mod sure;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wikis;

pub(super) use example::Example;
pub use list::ResultRow;
pub(super) use measured::Measured;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};
use serde::Deserialize;

use super::error::WebError;
use super::extract::Path;
use super::page::SignedIn;
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::platform::ids::ResultId;
use crate::result::RowsFile;
use crate::result::store::{self, StoredResult};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::Result::PATTERN, get(page::show))
        .route(routes::ResultAgain::PATTERN, post(again::again))
        .route(routes::ResultRows::PATTERN, get(download::rows))
        .route(routes::ResultDelete::PATTERN, get(delete::ask).post(delete::delete))
        .route(routes::ResultDocument::PATTERN, get(download::document))
        .merge(shared::router())
}

/// A result of the visitor's own, found by the address. Nobody else's is there for them.
struct Own {
    visitor: SignedIn,
    result: StoredResult,
    rows: RowsFile,
}

#[derive(Deserialize)]
struct Address {
    id: String,
}

impl FromRequestParts<AppState> for Own {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WebError> {
        let visitor = SignedIn::from_request_parts(parts, state).await?;
        let Path(address) = Path::<Address>::from_request_parts(parts, state).await?;
        let id = ResultId::parse(&address.id).ok_or(WebError::NotFound)?;
        let mut connection = state.pool.acquire().await?;
        let result = store::get(&mut connection, visitor.user.id, &id).await?.ok_or(WebError::NotFound)?;
        let rows = RowsFile::new(&state.data.results(), &result.rows_hash);
        Ok(Self { visitor, result, rows })
    }
}
