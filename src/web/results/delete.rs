//! The end of a result, after a question.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::Redirect;

use super::Own;
use crate::app::AppState;
use crate::msg;
use crate::platform::db;
use crate::result::forget;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::page::{Nav, Page};
use crate::web::routes;

#[derive(Template, WebTemplate)]
#[template(path = "result/delete.html")]
pub(super) struct DeletePage {
    page: Page,
    sentence: Message,
    delete: String,
    cancel: String,
}

/// Asks whether to delete a result.
pub(super) async fn ask(own: Own) -> DeletePage {
    let Own { visitor, result, .. } = own;
    let id = || result.id.to_string();
    DeletePage {
        page: visitor.page(msg!("result-delete-title", Arg::Name(result.title.clone())), Nav::Work),
        sentence: msg!("result-delete-sentence", result.head.cohort.people),
        delete: routes::ResultDelete { id: id() }.to_string(),
        cancel: routes::Result { id: id() }.to_string(),
    }
}

/// Deletes it.
pub(super) async fn delete(State(state): State<AppState>, own: Own) -> Result<Redirect, WebError> {
    let mut write = db::begin_write(&state.pool).await?;
    forget::delete(&mut write, &state.data.results(), own.visitor.user.id, &own.result.id).await?;
    write.commit().await?;
    Ok(Redirect::to(&routes::Start.to_string()))
}
