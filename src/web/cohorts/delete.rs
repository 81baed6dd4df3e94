//! The end of a cohort, after a question that says what goes and what stays.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;

use super::find;
use crate::app::AppState;
use crate::cohort::store;
use crate::msg;
use crate::platform::db;
use crate::result;
use crate::result::forget;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::extract::{Form, Path};
use crate::web::page::{Nav, Page, SignedIn};
use crate::web::routes;

#[derive(Template, WebTemplate)]
#[template(path = "cohorts/delete.html")]
pub(super) struct DeletePage {
    page: Page,
    sentence: Message,
    /// That there are results, which keep the names.
    results: Option<Message>,
    /// The box that deletes them too. Nothing is ticked: what is deleted does not come back.
    delete_results: Message,
    delete: String,
    cancel: String,
}

/// Asks whether to delete a cohort.
pub(super) async fn ask(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortDelete { cohort }): Path<routes::CohortDelete>,
) -> Result<DeletePage, WebError> {
    let mut connection = state.pool.acquire().await?;
    let found = find(&mut connection, &visitor, cohort).await?;
    let versions = store::versions(&mut connection, cohort).await?.len();
    let results = result::store::count_for_cohort(&mut connection, visitor.user.id, cohort).await?;
    Ok(DeletePage {
        page: visitor.page(msg!("cohort-delete-title", Arg::Name(found.name.to_string())), Nav::Work),
        sentence: msg!("cohort-delete-sentence", found.newest.counts.people(), versions),
        results: (results > 0).then(|| msg!("cohort-delete-results", results)),
        delete_results: msg!("cohort-delete-results-too", results),
        delete: routes::CohortDelete { cohort }.to_string(),
        cancel: routes::Cohort { cohort }.to_string(),
    })
}

#[derive(Deserialize)]
pub(super) struct DeleteForm {
    /// The results are to be deleted too.
    results: Option<String>,
}

/// Deletes it.
pub(super) async fn delete(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortDelete { cohort }): Path<routes::CohortDelete>,
    Form(form): Form<DeleteForm>,
) -> Result<Redirect, WebError> {
    let (owner, folder) = (visitor.user.id, state.data.results());
    let mut write = db::begin_write(&state.pool).await?;
    // Before the cohort: a result forgets its cohort when that is deleted.
    if form.results.is_some() {
        forget::delete_for_cohort(&mut write, &folder, owner, cohort).await?;
    }
    if !store::delete(&mut write, owner, cohort).await? {
        return Err(WebError::NotFound);
    }
    write.commit().await?;
    Ok(Redirect::to(&routes::Start.to_string()))
}
