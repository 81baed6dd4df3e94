//! The same question once more: about the newest version of its cohort, on the newest data. The result that is there
//! stays as it is.

use axum::extract::State;
use axum::response::Redirect;

use super::Own;
use crate::app::AppState;
use crate::cohort;
use crate::job::Submitted;
use crate::msg;
use crate::request::Request;
use crate::web::error::WebError;
use crate::web::routes::{self, with_query};

/// Asks it again.
pub(super) async fn again(State(state): State<AppState>, own: Own) -> Result<Redirect, WebError> {
    let Own { visitor, result, .. } = own;
    let mut connection = state.pool.acquire().await?;
    let found = match result.cohort {
        Some(cohort) => cohort::store::get(&mut connection, visitor.user.id, cohort).await?,
        None => None,
    };
    drop(connection);
    let cohort = found.ok_or_else(|| WebError::Unreadable(msg!("result-again-deleted")))?;
    let asked = Request::from_json(&result.head.request.to_string());
    let asked = asked.map_err(|error| WebError::Unreadable(error.message))?;
    let request = Request { snapshots: None, as_of: None, ..asked };
    let submitted = state.measure.submit(visitor.user.id, cohort.name.as_str(), &cohort.newest, request).await?;
    Ok(Redirect::to(&match submitted {
        // Answered at once: the page says so where nothing had changed since.
        Submitted::Answered(id) => {
            with_query(&routes::Result { id: id.to_string() }, &[("after", &result.id.to_string())])
        }
        Submitted::Queued(run) => routes::Run { run }.to_string(),
    }))
}
