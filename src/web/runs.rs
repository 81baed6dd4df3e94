//! Runs: the page that waits, the page of a run that ended without a result, and the runs on the start page.
//!
//! With htmx the page asks for its own moving parts and is answered with nothing while nothing has moved, so that a
//! screen reader is not told the same again. Without JavaScript it is loaded again every few seconds.

mod shown;

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use self::shown::{Shown, definitions};
use super::error::WebError;
use super::extract::{Path, Query};
use super::htmx::Htmx;
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _, with_query};
use crate::app::AppState;
use crate::cohort;
use crate::job::store::{self, Run};
use crate::job::{QueueError, Submitted};
use crate::msg;
use crate::platform::ids::{RunId, UserId};
use crate::request::Request;
use crate::text::Message;

/// How long a failed run stays on the start page, in seconds.
const FAILED_SHOWN: i64 = 7 * 86_400;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::Runs::PATTERN, get(list))
        .route(routes::Run::PATTERN, get(show))
        .route(routes::RunStop::PATTERN, post(stop))
        .route(routes::RunAgain::PATTERN, post(again))
}

#[derive(Template, WebTemplate)]
#[template(path = "run.html")]
struct RunPage {
    page: Page,
    run: Shown,
    /// The request in sentences.
    counted: Vec<Message>,
    /// On which wiki.
    site: Message,
    /// That the page may be closed, with a link to where the result will be.
    close: Message,
}

/// The parts of the page that move.
#[derive(Template, WebTemplate)]
#[template(path = "run_live.html")]
struct LivePart {
    page: Page,
    run: Shown,
}

/// The runs on the start page.
#[derive(Template, WebTemplate)]
#[template(path = "run_list.html")]
pub(super) struct RunList {
    page: Page,
    runs: Vec<Shown>,
}

#[derive(Deserialize)]
struct Seen {
    /// What the page shows already, as [`Shown::seen`] writes it.
    #[serde(default)]
    seen: String,
}

async fn find(state: &AppState, owner: UserId, id: RunId) -> Result<(Run, Option<i64>), WebError> {
    let mut connection = state.pool.acquire().await?;
    let run = store::get_for_user(&mut connection, owner, id).await?.ok_or(WebError::NotFound)?;
    let place = store::place(&mut connection, id, state.measure.queue().long_slots()).await?;
    Ok((run, place))
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Run { run: id }): Path<routes::Run>,
    Query(Seen { seen }): Query<Seen>,
    Htmx(htmx): Htmx,
) -> Result<Response, WebError> {
    let (run, place) = find(&state, visitor.user.id, id).await?;
    let result = run.result.clone().map(|result| routes::Result { id: result.to_string() }.to_string());
    let shown = Shown::of(&run, place, state.clock.unix());
    match (htmx, result) {
        (true, Some(result)) => return Ok((StatusCode::OK, [("hx-redirect", result)]).into_response()),
        (false, Some(result)) => return Ok(Redirect::to(&result).into_response()),
        (true, None) if run.state.is_over() => return Ok((StatusCode::OK, [("hx-refresh", "true")]).into_response()),
        (true, None) if seen == shown.seen() => return Ok(StatusCode::NO_CONTENT.into_response()),
        (true, None) => {
            return Ok(LivePart { page: visitor.page(msg!("run-title"), None), run: shown }.into_response());
        }
        (false, None) => {}
    }
    let title = if run.state.is_over() { msg!("run-title-over") } else { msg!("run-title") };
    let (counted, site) = definitions(&state, &run).await?;
    let page = visitor.page(title, Nav::Work);
    let close = msg!("run-close", page.link(&routes::Start, &msg!("nav-work")));
    Ok(RunPage { page, run: shown, counted, site, close }.into_response())
}

async fn stop(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::RunStop { run }): Path<routes::RunStop>,
) -> Result<Redirect, WebError> {
    match state.measure.queue().cancel(visitor.user.id, run).await {
        // What is over cannot be stopped; its page says how it ended.
        Ok(()) | Err(QueueError::Illegal(_)) => Ok(Redirect::to(&routes::Run { run }.to_string())),
        Err(QueueError::Gone) => Err(WebError::NotFound),
        Err(QueueError::Database(error)) => Err(error.into()),
    }
}

/// Asks the same people the same questions again, on the newest data.
async fn again(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::RunAgain { run: id }): Path<routes::RunAgain>,
) -> Result<Redirect, WebError> {
    let (run, _) = find(&state, visitor.user.id, id).await?;
    let version = match run.version {
        Some(version) => {
            let mut connection = state.pool.acquire().await?;
            cohort::store::get_version(&mut connection, version).await?
        }
        None => None,
    };
    let version = version.ok_or_else(|| WebError::Unreadable(msg!("run-failed-cohort-deleted")))?;
    let unreadable = |message: Message| WebError::Unreadable(message);
    let request = Request::from_json(&run.request).map_err(|error| unreadable(error.message))?;
    Ok(Redirect::to(&match state.measure.submit(visitor.user.id, &run.title, &version, request).await? {
        Submitted::Answered(result) => routes::Result { id: result.to_string() }.to_string(),
        Submitted::Queued(run) => routes::Run { run }.to_string(),
    }))
}

impl RunList {
    /// The runs of this visitor that are not over, and those that failed lately.
    pub(super) async fn load(state: &AppState, visitor: &SignedIn) -> Result<Self, WebError> {
        let now = state.clock.unix();
        let mut connection = state.pool.acquire().await?;
        let mut shown = Vec::new();
        for run in store::list_for_user(&mut connection, visitor.user.id, now - FAILED_SHOWN).await? {
            let place = store::place(&mut connection, run.id, state.measure.queue().long_slots()).await?;
            shown.push(Shown::of(&run, place, now));
        }
        Ok(Self { page: visitor.page(msg!("start-title"), Nav::Work), runs: shown })
    }

    /// Where the list is asked for again.
    fn live(&self) -> String {
        with_query(&routes::Runs, &[("seen", &self.seen()), ("unfinished", &self.unfinished())])
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether any of them will move.
    fn moves(&self) -> bool {
        self.runs.iter().any(|run| !run.is_over())
    }

    /// What the list shows, to tell whether it has moved.
    fn seen(&self) -> String {
        self.runs.iter().map(|run| format!("{}.{}", run.id, run.seen())).collect::<Vec<_>>().join("_")
    }

    /// The runs that are not over, to tell whether one has ended.
    fn unfinished(&self) -> String {
        let ids = self.runs.iter().filter(|run| !run.is_over()).map(|run| run.id.to_string());
        ids.collect::<Vec<_>>().join("_")
    }
}

#[derive(Deserialize)]
struct SeenRuns {
    #[serde(default)]
    seen: String,
    /// The runs that the page shows as not over.
    #[serde(default)]
    unfinished: String,
}

/// The part of the start page, for htmx; to everybody else the start page itself.
async fn list(
    State(state): State<AppState>,
    visitor: SignedIn,
    Query(SeenRuns { seen, unfinished }): Query<SeenRuns>,
    Htmx(htmx): Htmx,
) -> Result<Response, WebError> {
    if !htmx {
        return Ok(Redirect::to(&routes::Start.to_string()).into_response());
    }
    let list = RunList::load(&state, &visitor).await?;
    if list.unfinished() != unfinished {
        // One has ended, and its result stands elsewhere on the page.
        return Ok((StatusCode::OK, [("hx-refresh", "true")]).into_response());
    }
    if list.seen() == seen {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(list.into_response())
}
