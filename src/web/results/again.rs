//! The same question once more: about the newest version of its cohort, on the newest data. The result that is there
//! stays as it is.

use axum::extract::State;
use axum::response::Redirect;

use super::Own;
use crate::app::AppState;
use crate::cohort;
use crate::job::Submitted;
use crate::metric::{Anchor, Selection};
use crate::msg;
use crate::request::Request;
use crate::text::{Arg, Language, Message};
use crate::web::error::WebError;
use crate::web::page::link;
use crate::web::routes::{self, with_query};
use crate::wiki::{Span, Timestamp};

/// That days which are the same for everybody stay as they are when it is asked again, with the way to move them; `None`
/// where the last day is wherever the data end, or the request cannot be read any more. `change`: where that is done.
pub(super) fn keeps(language: &Language, request: &serde_json::Value, change: &str) -> Option<Message> {
    let request = Request::from_json(&request.to_string()).ok()?;
    let fixed = |selection: &&Selection| selection.window.anchor == Anchor::Activity;
    let last = request.metrics.iter().filter(fixed).filter_map(|selection| selection.window.end).max()?;
    let change = link(language, change, &msg!("result-again-change"));
    Some(msg!("result-again-keeps", last_day(&request, last), change))
}

/// The last day that counts before an instant, in the zone of the request.
fn last_day(request: &Request, end: Timestamp) -> Arg {
    let day = request.frame.zone.day_of(end.plus(Span::from_seconds(-1))).to_string();
    Arg::Day(day.parse().unwrap_or(end).to_jiff())
}

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
    // The list may have people on other wikis by now.
    let request = Request { wikis: Vec::new(), snapshots: None, as_of: None, ..asked };
    let submitted = state.measure.submit(visitor.user.id, cohort.name.as_str(), &cohort.newest, request).await?;
    Ok(Redirect::to(&match submitted {
        // Answered at once: the page says so where nothing had changed since.
        Submitted::Answered(id) => {
            with_query(&routes::Result { id: id.to_string() }, &[("after", &result.id.to_string())])
        }
        Submitted::Queued(run) => routes::Run { run }.to_string(),
    }))
}
