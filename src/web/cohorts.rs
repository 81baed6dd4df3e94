//! Cohorts: the list on the start page, one cohort, its downloads, and its end.

mod delete;
mod list;
mod review;
mod rows;
mod upload;

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use sqlx::SqliteConnection;

use self::rows::{Account, Row, Section};
use super::error::WebError;
use super::extract::{Path, Query};
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _, with_query};
use super::site::sites;
use crate::app::AppState;
use crate::cohort::store::{self, Cohort, NewVersion, Version};
use crate::cohort::{export, fate, resolve};
use crate::msg;
use crate::platform::db;
use crate::platform::ids::CohortId;
use crate::source::warehouse::Warehouse;
use crate::text::{Arg, Message};
use crate::wiki::Timestamp;

pub(super) use list::CohortList;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::Cohort::PATTERN, get(show))
        .route(routes::CohortPeople::PATTERN, get(people))
        .route(routes::CohortLines::PATTERN, get(lines))
        .route(routes::CohortCheck::PATTERN, post(check_again))
        .route(routes::CohortDelete::PATTERN, get(delete::ask).post(delete::delete))
        .merge(review::router())
        .merge(upload::router())
}

#[derive(Template, WebTemplate)]
#[template(path = "cohorts/cohort.html")]
struct CohortPage {
    page: Page,
    /// What was just done.
    done: Option<Message>,
    /// There is a draft of the next version.
    draft: Option<Message>,
    facts: Message,
    lines_used: Message,
    people: Section<Account>,
    /// Some of them are not seen in the copy of the wiki.
    not_seen: Option<Message>,
    unused: Section<Row>,
    versions: Vec<ShownVersion>,
    ask: String,
    edit: String,
    check: String,
    delete: String,
    people_file: String,
    lines_file: String,
}

/// One version in the list of them.
struct ShownVersion {
    number: i64,
    saved: Message,
    people: usize,
    from: Message,
    address: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// The cohort of an address, for its owner only: to everybody else there is none.
async fn find(connection: &mut SqliteConnection, visitor: &SignedIn, cohort: CohortId) -> Result<Cohort, WebError> {
    store::get(connection, visitor.user.id, cohort).await?.ok_or(WebError::NotFound)
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Cohort { cohort }): Path<routes::Cohort>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let draft = store::get_draft(&mut connection, visitor.user.id, cohort).await?;
    let found = match find(&mut connection, &visitor, cohort).await {
        // A list that has not been saved yet has only the page on which it is checked.
        Err(WebError::NotFound) if draft.is_some() => {
            return Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()).into_response());
        }
        found => found?,
    };
    let members = store::lines(&mut connection, found.newest.id).await?;
    let versions = store::versions(&mut connection, cohort).await?;
    let Version { number, wikis, counts, .. } = &found.newest;
    let fates = fate::fates(&members);
    let used = members.iter().zip(&fates).filter(|(_, fate)| fate.is_used());
    let unused = members.iter().zip(&fates).filter(|(_, fate)| !fate.is_used());
    let page = visitor.page(msg!("cohort-title", Arg::Name(found.name.to_string())), Nav::Work);
    let review = page.link(&routes::CohortReview { cohort }, &msg!("cohort-draft-link"));
    let page = CohortPage {
        page,
        done: (done == "saved").then(|| msg!("cohort-saved", counts.people())),
        draft: draft.map(|_| msg!("cohort-draft", review)),
        facts: msg!("cohort-facts", counts.people(), sites(wikis), *number, saved_day(&found.newest)),
        lines_used: msg!("cohort-lines-are-used", counts.people(), counts.lines),
        people: Section::of(used.map(|(member, _)| Account::of(member, wikis))),
        not_seen: (counts.not_seen > 0).then(|| msg!("cohort-not-seen", counts.not_seen)),
        unused: Section::of(unused.map(|(member, fate)| Row::of(member, *fate, wikis))),
        versions: versions.iter().map(ShownVersion::of).collect(),
        ask: routes::Ask { cohort }.to_string(),
        edit: routes::CohortEdit { cohort }.to_string(),
        check: routes::CohortCheck { cohort }.to_string(),
        delete: routes::CohortDelete { cohort }.to_string(),
        people_file: routes::CohortPeople { cohort }.to_string(),
        lines_file: routes::CohortLines { cohort }.to_string(),
    };
    Ok(page.into_response())
}

impl ShownVersion {
    const fn people(&self) -> usize {
        self.people
    }

    fn of(version: &Version) -> Self {
        let people = routes::CohortPeople { cohort: version.cohort };
        Self {
            number: version.number,
            saved: msg!("cohort-saved-on", saved_day(version)),
            people: version.counts.people(),
            from: rows::origin_message(&version.origin, version.counts.lines),
            address: with_query(&people, &[("version", &version.number.to_string())]),
        }
    }
}

fn saved_day(version: &Version) -> Arg {
    Arg::Day(Timestamp::from_unix(version.saved_at.unwrap_or(version.created_at)).to_jiff())
}

/// Which version a download is of: the newest saved one, unless the address names another, or `draft`.
#[derive(Deserialize)]
struct Which {
    version: Option<String>,
}

/// A version of a cohort and the cohort's name.
async fn find_version(
    connection: &mut SqliteConnection,
    visitor: &SignedIn,
    cohort: CohortId,
    which: Which,
) -> Result<(String, Version), WebError> {
    if which.version.as_deref() == Some("draft") {
        let draft = store::get_draft(connection, visitor.user.id, cohort).await?.ok_or(WebError::NotFound)?;
        return Ok((draft.typed_name.clone(), draft));
    }
    let found = find(connection, visitor, cohort).await?;
    let name = found.name.to_string();
    let Some(number) = which.version else { return Ok((name, found.newest)) };
    let number: i64 = number.parse().map_err(|_| WebError::NotFound)?;
    let versions = store::versions(connection, cohort).await?;
    let version = versions.into_iter().find(|version| version.number == number).ok_or(WebError::NotFound)?;
    Ok((name, version))
}

async fn people(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortPeople { cohort }): Path<routes::CohortPeople>,
    Query(which): Query<Which>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let (name, version) = find_version(&mut connection, &visitor, cohort, which).await?;
    let people = store::members(&mut connection, version.id).await?;
    let csv = export::people_csv(&people).map_err(anyhow::Error::from)?;
    Ok(download(&name, csv))
}

async fn lines(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortLines { cohort }): Path<routes::CohortLines>,
    Query(which): Query<Which>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let (name, version) = find_version(&mut connection, &visitor, cohort, which).await?;
    let members = store::lines(&mut connection, version.id).await?;
    let csv = export::lines_csv(&members, visitor.language).map_err(anyhow::Error::from)?;
    Ok(download(&format!("{name} lines"), csv))
}

/// A CSV file under the name of a cohort, in the form that browsers read for letters beyond ASCII.
fn download(name: &str, csv: Vec<u8>) -> Response {
    let file = utf8_percent_encode(name.trim(), NON_ALPHANUMERIC);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"cohort.csv\"; filename*=UTF-8''{file}.csv")),
    ];
    (headers, csv).into_response()
}

/// Looks everybody up again, in the newest copy of the wiki, and makes that a draft.
async fn check_again(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortCheck { cohort }): Path<routes::CohortCheck>,
) -> Result<Redirect, WebError> {
    let mut connection = state.pool.acquire().await?;
    let found = find(&mut connection, &visitor, cohort).await?;
    let members = store::lines(&mut connection, found.newest.id).await?;
    drop(connection);
    let Version { wiki, origin, .. } = found.newest;
    let (warehouse, of) = (Warehouse::open(state.data.warehouse()), wiki.clone());
    let members = in_background(move || {
        let source = warehouse.newest(&of)?;
        resolve::resolve_again(members, source.as_ref(), &warehouse)
    })
    .await??;
    let new = NewVersion { wiki, origin, typed_name: found.name.to_string(), members };
    let mut transaction = db::begin_write(&state.pool).await?;
    store::insert_draft_version(&mut transaction, cohort, &new, state.clock.unix()).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()))
}

/// Work that would hold up other requests.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| anyhow::Error::from(error).into())
}
