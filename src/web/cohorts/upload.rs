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
use super::{find, in_background};
use crate::app::AppState;
use crate::cohort::member::{Decision, Outcome, Reason};
use crate::cohort::store::{self, NewVersion, Version};
use crate::cohort::{Earlier, ListError, Member, Origin, read_changed};
use crate::msg;
use crate::platform::db;
use crate::platform::ids::CohortId;
use crate::source::warehouse::Warehouse;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::extract::Path;
use crate::web::page::{Nav, Page, SignedIn};
use crate::web::routes::{self, Route as _};
use crate::web::site::site;
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
    errors: Errors,
    /// The wikis to choose from; none when the wiki is fixed.
    wikis: Vec<WikiChoice>,
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
    file: Option<Message>,
    wiki: Option<Message>,
}

impl Errors {
    /// What is wrong with a list, at the field that it came from.
    fn of_list(upload: &Upload, error: Message) -> Self {
        if upload.has_file() {
            Self { file: Some(error), ..Self::default() }
        } else {
            Self { names: Some(error), ..Self::default() }
        }
    }

    /// All of them, each with the id of its field.
    fn all(&self) -> Vec<(&'static str, &Message)> {
        let fields = [("names", &self.names), ("file", &self.file), ("wiki", &self.wiki)];
        fields.into_iter().filter_map(|(field, error)| Some((field, error.as_ref()?))).collect()
    }
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
            words: msg!("upload-wiki-choice", site(&manifest.wiki), manifest.as_of.last_day()),
            chosen: only || chosen == Some(manifest.wiki.as_str()),
            name: manifest.wiki.to_string(),
        })
        .collect())
}

/// The page of a new list.
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
        errors,
        no_wiki: wikis.is_empty().then(|| msg!("upload-no-wiki")),
        wikis,
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
    match read_upload(&state, &upload, wiki, None).await? {
        Ok(new) => {
            let mut transaction = db::begin_write(&state.pool).await?;
            let (cohort, _) = store::insert_draft(&mut transaction, visitor.user.id, &new, state.clock.unix()).await?;
            transaction.commit().await?;
            Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()).into_response())
        }
        Err(error) => {
            let errors = Errors::of_list(&upload, error);
            again(upload, errors).await
        }
    }
}

/// Takes in a form, if its sender has not sent too many lately.
async fn receive(
    state: &AppState,
    visitor: &SignedIn,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Upload, WebError> {
    let taken = state.limits.uploads.take(&visitor.user.id);
    let again = routes::CohortNew.to_string();
    taken.map_err(|wait| WebError::TooMany { what: msg!("upload-too-many"), wait, again })?;
    let multipart = multipart.map_err(|_| WebError::Unreadable(msg!("error-form")))?;
    Upload::read(multipart).await
}

/// Reads the list of a form and looks everybody up; or says what is wrong with it.
async fn read_upload(
    state: &AppState,
    upload: &Upload,
    wiki: WikiName,
    earlier: Option<(Origin, Vec<Member>)>,
) -> Result<Result<NewVersion, Message>, WebError> {
    let (file, bytes) = match upload.list() {
        Ok(list) => list,
        Err(error) => return Ok(Err(error)),
    };
    let warehouse = Warehouse::open(state.data.warehouse());
    let read = in_background(move || {
        let source = warehouse.newest(&wiki)?;
        let earlier = earlier.as_ref().map(|(origin, members)| Earlier { origin, members });
        read_changed(&bytes, file.as_deref(), source.as_ref(), &warehouse, earlier)
    });
    match read.await? {
        Ok(new) => Ok(Ok(new)),
        Err(ListError::Source(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.message())),
    }
}

/// The list that is changed: the draft of a cohort, or its newest version.
struct Basis {
    version: Version,
    /// What the cohort is called, or is to be called.
    name: String,
    is_draft: bool,
    members: Vec<Member>,
}

async fn basis(state: &AppState, visitor: &SignedIn, cohort: CohortId) -> Result<Basis, WebError> {
    let mut connection = state.pool.acquire().await?;
    let draft = store::get_draft(&mut connection, visitor.user.id, cohort).await?;
    let is_draft = draft.is_some();
    let (version, name) = if let Some(draft) = draft {
        (draft.clone(), draft.typed_name)
    } else {
        let found = find(&mut connection, visitor, cohort).await?;
        (found.newest, found.name.to_string())
    };
    let members = store::lines(&mut connection, version.id).await?;
    Ok(Basis { version, name, is_draft, members })
}

impl Basis {
    fn page(&self, visitor: &SignedIn, names: String, errors: Errors) -> UploadPage {
        let cohort = self.version.cohort;
        let eyebrow = match self.name.trim() {
            "" => msg!("edit-unnamed"),
            name => msg!("cohort-title", Arg::Name(name.to_owned())),
        };
        let back = if self.is_draft {
            routes::CohortReview { cohort }.to_string()
        } else {
            routes::Cohort { cohort }.to_string()
        };
        let wiki = site(&self.version.wiki);
        let lead = if self.version.number == 1 && self.is_draft {
            msg!("edit-draft-lead", wiki)
        } else {
            msg!("edit-lead", wiki)
        };
        UploadPage {
            page: visitor.page(msg!("edit-title"), Nav::Work),
            action: routes::CohortEdit { cohort }.to_string(),
            eyebrow,
            lead,
            names,
            errors,
            wikis: Vec::new(),
            no_wiki: None,
            cancel: back,
        }
    }

    /// A saved list whose lines say more than names, as a table: of its columns only the names are kept as typed.
    fn table(&self) -> String {
        let row = |member: &Member| {
            let event = member.event.as_deref().unwrap_or_default();
            let cells = [&member.typed.replace(['\n', '\t'], " "), member.wiki.as_str(), event];
            cells.join("\t")
        };
        let titles = String::from("user_name\twiki\tevent_date");
        std::iter::once(titles).chain(self.members.iter().map(row)).collect::<Vec<_>>().join("\n")
    }

    /// The list as it can be pasted again: its titles and its lines. Of saved lines about another wiki the column is
    /// gone that says so.
    fn text(&self) -> String {
        let says_more = self.version.wikis.len() > 1 || self.members.iter().any(|member| member.event.is_some());
        if says_more && self.version.saved_at.is_some() {
            return self.table();
        }
        let is_other = |member: &&Member| {
            let other = matches!(&member.outcome, Outcome::Wrong { reason: Reason::OtherWiki(_), .. });
            other && member.cell.is_none()
        };
        let lines = self.members.iter().filter(|member| !is_other(member)).map(|member| match &member.cell {
            Some(_) => member.typed.clone(),
            None => member.typed.replace('\n', " "),
        });
        self.version.origin.header.clone().into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    }
}

async fn show_edit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortEdit { cohort }): Path<routes::CohortEdit>,
) -> Result<UploadPage, WebError> {
    let basis = basis(&state, &visitor, cohort).await?;
    let text = basis.text();
    Ok(basis.page(&visitor, text, Errors::default()))
}

async fn submit_edit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortEdit { cohort }): Path<routes::CohortEdit>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let basis = basis(&state, &visitor, cohort).await?;
    let upload = receive(&state, &visitor, multipart).await?;
    let earlier = (basis.version.origin.clone(), basis.members.clone());
    match read_upload(&state, &upload, basis.version.wiki.clone(), Some(earlier)).await? {
        Ok(new) => {
            let new = keep_decisions(new, &basis.members);
            // A file suggests a name; the one that the cohort has is better.
            let typed_name = if basis.name.trim().is_empty() { new.typed_name } else { basis.name };
            let new = NewVersion { typed_name, ..new };
            let mut transaction = db::begin_write(&state.pool).await?;
            store::insert_draft_version(&mut transaction, cohort, &new, state.clock.unix()).await?;
            transaction.commit().await?;
            Ok(Redirect::to(&routes::CohortReview { cohort }.to_string()).into_response())
        }
        Err(error) => {
            let page = basis.page(&visitor, upload.pasted_text(), Errors::of_list(&upload, error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Whoever was left out stays out in a list that has the same line.
fn keep_decisions(mut new: NewVersion, before: &[Member]) -> NewVersion {
    let decided = before.iter().filter(|member| member.decision != Decision::Keep);
    let decided: HashMap<&str, Decision> = decided.map(|member| (member.read().trim(), member.decision)).collect();
    for member in &mut new.members {
        member.decision = decided.get(member.read().trim()).copied().unwrap_or_default();
    }
    new
}
