//! A new list of names, or another one for a cohort: pasted or as a file.

mod form;

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use self::form::Upload;
use super::{find, in_background, site};
use crate::app::AppState;
use crate::cohort::member::{Decision, Outcome, Reason};
use crate::cohort::store::{self, NewVersion};
use crate::cohort::{ListError, Member, read_list};
use crate::msg;
use crate::platform::db;
use crate::platform::ids::CohortId;
use crate::source::warehouse::Warehouse;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::extract::Path;
use crate::web::page::{Nav, Page, SignedIn};
use crate::web::routes::{self, Route as _};
use crate::wiki::WikiName;

/// How much of an upload is read at all. What is over the limit of a list is read and dropped up to here, so that the
/// browser gets to see our sentence instead of a broken connection.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::CohortNew::PATTERN, get(show_new).post(submit_new))
        .route(routes::CohortEdit::PATTERN, get(show_edit).post(submit_edit))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

#[derive(Template, WebTemplate)]
#[template(path = "cohorts/upload.html")]
struct UploadPage {
    page: Page,
    /// Where the form is sent.
    action: String,
    /// The small line above the title.
    eyebrow: Message,
    lead: Message,
    names: String,
    names_error: Option<Message>,
    /// The wikis to choose from; none when the wiki is fixed.
    wikis: Vec<WikiChoice>,
    wiki_error: Option<Message>,
    /// No wiki is loaded, so that nothing can be looked up.
    no_wiki: Option<Message>,
    /// Where to go without sending the form.
    cancel: String,
}

struct WikiChoice {
    name: String,
    words: Message,
    chosen: bool,
}

/// What is wrong with the form, field by field.
#[derive(Default)]
struct Errors {
    names: Option<Message>,
    wiki: Option<Message>,
}

/// The wikis that are loaded, with how far their data go.
async fn loaded_wikis(state: &AppState, chosen: Option<&str>) -> Result<Vec<WikiChoice>, WebError> {
    let warehouse = Warehouse::open(state.data.warehouse());
    let snapshots = in_background(move || {
        let wikis = warehouse.wikis()?;
        wikis.iter().map(|wiki| warehouse.newest_snapshot(wiki)).collect::<Result<Vec<_>, _>>()
    })
    .await??;
    let manifests: Vec<_> = snapshots.into_iter().flatten().map(|snapshot| snapshot.manifest).collect();
    let only = manifests.len() == 1;
    Ok(manifests
        .into_iter()
        .map(|manifest| WikiChoice {
            words: msg!("upload-wiki-choice", Arg::Name(site(&manifest.wiki)), manifest.as_of.last_day()),
            chosen: only || chosen == Some(manifest.wiki.as_str()),
            name: manifest.wiki.to_string(),
        })
        .collect())
}

async fn new_page(
    state: &AppState,
    visitor: &SignedIn,
    names: String,
    wiki: Option<&str>,
    errors: Errors,
) -> Result<UploadPage, WebError> {
    let wikis = loaded_wikis(state, wiki).await?;
    Ok(UploadPage {
        page: visitor.page(msg!("upload-title"), Nav::Work),
        action: routes::CohortNew.to_string(),
        eyebrow: msg!("upload-step"),
        lead: msg!("upload-lead"),
        names,
        names_error: errors.names,
        no_wiki: wikis.is_empty().then(|| msg!("upload-no-wiki")),
        wikis,
        wiki_error: errors.wiki,
        cancel: routes::Start.to_string(),
    })
}

async fn show_new(State(state): State<AppState>, visitor: SignedIn) -> Result<UploadPage, WebError> {
    new_page(&state, &visitor, String::new(), None, Errors::default()).await
}

async fn submit_new(
    State(state): State<AppState>,
    visitor: SignedIn,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let upload = receive(&state, &visitor, multipart).await?;
    let again = async |upload: Upload, errors| {
        let page = new_page(&state, &visitor, upload.pasted_text(), Some(&upload.wiki), errors).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let loaded = loaded_wikis(&state, None).await?;
    let wiki =
        WikiName::from_typed(&upload.wiki).ok().filter(|wiki| loaded.iter().any(|one| one.name == wiki.as_str()));
    let Some(wiki) = wiki else {
        return again(upload, Errors { wiki: Some(msg!("upload-wiki-missing")), ..Errors::default() }).await;
    };
    match read_upload(&state, &upload, wiki).await? {
        Ok(new) => {
            let mut transaction = db::begin_write(&state.pool).await?;
            let (cohort, _) = store::insert_draft(&mut transaction, visitor.user.id, &new, state.clock.unix()).await?;
            transaction.commit().await?;
            Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()).into_response())
        }
        Err(error) => again(upload, Errors { names: Some(error), ..Errors::default() }).await,
    }
}

/// Takes in a form, if its sender has not sent too many lately.
async fn receive(
    state: &AppState,
    visitor: &SignedIn,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Upload, WebError> {
    let taken = state.limits.uploads.take(&visitor.user.id);
    taken.map_err(|wait| WebError::TooMany { what: msg!("upload-too-many"), wait })?;
    let multipart = multipart.map_err(|_| WebError::Unreadable(msg!("error-form")))?;
    Upload::read(multipart).await
}

/// Reads the list of a form and looks everybody up; or says what is wrong with it.
async fn read_upload(
    state: &AppState,
    upload: &Upload,
    wiki: WikiName,
) -> Result<Result<NewVersion, Message>, WebError> {
    let (file, bytes) = match upload.list() {
        Ok(list) => list,
        Err(error) => return Ok(Err(error)),
    };
    let warehouse = Warehouse::open(state.data.warehouse());
    let read = in_background(move || {
        let source = warehouse.newest(&wiki)?;
        read_list(&bytes, file.as_deref(), source.as_ref())
    });
    match read.await? {
        Ok(new) => Ok(Ok(new)),
        Err(ListError::Source(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.message())),
    }
}

async fn edit_page(
    state: &AppState,
    visitor: &SignedIn,
    cohort: CohortId,
    names: Option<String>,
    error: Option<Message>,
) -> Result<UploadPage, WebError> {
    let mut connection = state.pool.acquire().await?;
    let found = find(&mut connection, visitor, cohort).await?;
    let names = match names {
        Some(names) => names,
        None => text_of(&store::lines(&mut connection, found.newest.id).await?),
    };
    Ok(UploadPage {
        page: visitor.page(msg!("edit-title"), Nav::Work),
        action: routes::CohortEdit { cohort }.to_string(),
        eyebrow: msg!("cohort-title", Arg::Name(found.name.to_string())),
        lead: msg!("edit-lead", Arg::Name(site(&found.newest.wiki))),
        names,
        names_error: error,
        wikis: Vec::new(),
        wiki_error: None,
        no_wiki: None,
        cancel: routes::Cohort { cohort }.to_string(),
    })
}

/// The lines of a list as they can be pasted again. Those about another wiki would lose the column that says so.
fn text_of(members: &[Member]) -> String {
    let other = |member: &&Member| matches!(&member.outcome, Outcome::Wrong { reason: Reason::OtherWiki(_), .. });
    let lines = members.iter().filter(|member| !other(member)).map(|member| member.typed.replace('\n', " "));
    lines.collect::<Vec<_>>().join("\n")
}

async fn show_edit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortEdit { cohort }): Path<routes::CohortEdit>,
) -> Result<UploadPage, WebError> {
    edit_page(&state, &visitor, cohort, None, None).await
}

async fn submit_edit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortEdit { cohort }): Path<routes::CohortEdit>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let found = find(&mut connection, &visitor, cohort).await?;
    let before = store::lines(&mut connection, found.newest.id).await?;
    drop(connection);
    let upload = receive(&state, &visitor, multipart).await?;
    match read_upload(&state, &upload, found.newest.wiki).await? {
        Ok(new) => {
            let new = NewVersion { typed_name: found.name.to_string(), ..keep_decisions(new, &before) };
            let mut transaction = db::begin_write(&state.pool).await?;
            store::insert_draft_version(&mut transaction, cohort, &new, state.clock.unix()).await?;
            transaction.commit().await?;
            Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()).into_response())
        }
        Err(error) => {
            let page = edit_page(&state, &visitor, cohort, Some(upload.pasted_text()), Some(error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Whoever was left out stays out in a list that has the same line.
fn keep_decisions(mut new: NewVersion, before: &[Member]) -> NewVersion {
    let decided = before.iter().filter(|member| member.decision != Decision::Keep);
    let decided: HashMap<&str, Decision> = decided.map(|member| (member.typed.trim(), member.decision)).collect();
    for member in &mut new.members {
        member.decision = decided.get(member.typed.trim()).copied().unwrap_or_default();
    }
    new
}
