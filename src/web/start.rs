//! Your work: where somebody who signs in begins.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::cohorts::CohortList;
use super::error::WebError;
use super::page::{Nav, Page, SignedIn};
use super::results::{Example, ResultRow};
use super::routes::{self, Route as _};
use super::runs::RunList;
use crate::app::AppState;
use crate::msg;
use crate::result;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Start::PATTERN, get(show))
}

#[derive(Template, WebTemplate)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    runs: RunList,
    results: Vec<ResultRow>,
    cohorts: CohortList,
    /// What a result looks like, for somebody who has none.
    example: Option<Example>,
}

async fn show(State(state): State<AppState>, visitor: SignedIn) -> Result<StartPage, WebError> {
    let runs = RunList::load(&state, &visitor).await?;
    let page = visitor.page(msg!("start-title"), Nav::Work);
    let mut connection = state.pool.acquire().await?;
    let results = result::store::list_for_user(&mut connection, visitor.user.id).await?;
    let shared = result::share::store::list_for_user(&mut connection, visitor.user.id).await?;
    let results = results.iter().map(|result| ResultRow::of(result, shared.contains(&result.id))).collect();
    let cohorts = CohortList::read(&mut connection, visitor.user.id, &page).await?;
    Ok(StartPage { page, runs, results, cohorts, example: Example::new() })
}
