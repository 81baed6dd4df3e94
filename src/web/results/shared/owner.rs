//! Where the owner of a result makes a link to it, sees what others see, and closes the link.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::super::Own;
use super::super::measured::Measured;
use super::view::View;
use crate::app::AppState;
use crate::msg;
use crate::platform::db;
use crate::platform::ids::ShareToken;
use crate::result::share::store::{self, Share};
use crate::result::share::{LEAST, ShareTitle, Shared};
use crate::result::store::StoredResult;
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::extract::{Form, Query};
use crate::web::form::Field;
use crate::web::origin::Origin;
use crate::web::page::{Nav, Page};
use crate::web::routes;
use crate::wiki::Timestamp;

/// The section of a result's page that says what others see of it.
pub(in crate::web::results) struct ShareBox {
    /// What others see, in sentences.
    pub(in crate::web::results) sentences: Vec<Message>,
    /// Where a link is made and looked at.
    pub(in crate::web::results) look: String,
    /// The link, where there is one.
    pub(in crate::web::results) link: Option<Link>,
}

/// A link as its owner sees it.
pub(in crate::web::results) struct Link {
    /// The whole address, to be copied.
    pub(in crate::web::results) address: String,
    /// Its title and since when it is there.
    pub(in crate::web::results) about: Message,
    /// Where it is closed.
    pub(in crate::web::results) close: String,
}

impl ShareBox {
    /// What the page of a result says of its link.
    pub(in crate::web::results) fn new(
        result: &StoredResult,
        metrics: &[Measured<'_>],
        share: Option<&Share>,
        origin: &Origin,
    ) -> Self {
        let id = || result.id.to_string();
        Self {
            sentences: sentences(result, metrics),
            look: routes::ResultShare { id: id() }.to_string(),
            link: share.map(|share| Link {
                address: origin.address(&routes::Share { token: share.token.as_str().to_owned() }),
                about: msg!(
                    "share-about",
                    Arg::Name(share.title.as_str().to_owned()),
                    Arg::Day(Timestamp::from_unix(share.created_at).to_jiff())
                ),
                close: routes::ResultShareClose { id: id() }.to_string(),
            }),
        }
    }
}

/// What others see of a result, what is left out and why, and what they never see.
fn sentences(result: &StoredResult, metrics: &[Measured<'_>]) -> Vec<Message> {
    let shared = Shared::of(&result.head, ShareTitle::default());
    let (mut seen, mut left_out) = (Vec::new(), Vec::new());
    for (metric, shared) in metrics.iter().zip(&shared.metrics) {
        let shown = metric.quoted().and_then(|column| shared.totals(column.name)).is_some();
        if shown { &mut seen } else { &mut left_out }.push(Arg::from(metric.label()));
    }
    let mut sentences = Vec::new();
    if seen.is_empty() {
        sentences.push(msg!("share-sees-nothing", LEAST));
    } else {
        sentences.push(msg!("share-sees", seen));
        if !left_out.is_empty() {
            sentences.push(msg!("share-left-out", left_out, LEAST));
        }
    }
    sentences.push(msg!("share-never"));
    sentences
}

#[derive(Template, WebTemplate)]
#[template(path = "result/share_form.html")]
struct SharePage {
    page: Page,
    /// The result's page.
    back: String,
    send: String,
    title: Field,
    /// The title as others will read it; none while there is none.
    typed: Option<Message>,
    /// Whether there is a link already.
    has_link: bool,
    view: View,
}

/// What is typed into the form.
#[derive(Deserialize)]
pub(super) struct Typed {
    /// The title for others.
    title: Option<String>,
    /// `title`: the link that there is keeps its address.
    #[serde(default)]
    keep: String,
}

fn page(own: &Own, share: Option<&Share>, title: &str, error: Option<Message>) -> SharePage {
    let Own { visitor, result, .. } = own;
    let id = || result.id.to_string();
    let shown = ShareTitle::new(title).ok();
    let typed = shown.as_ref().map(|title| msg!("plain", Arg::Name(title.as_str().to_owned())));
    let shared = Shared::of(&result.head, shown.unwrap_or_default());
    SharePage {
        page: visitor.page(msg!("share-page-title"), Nav::Work),
        back: routes::Result { id: id() }.to_string(),
        send: routes::ResultShare { id: id() }.to_string(),
        title: Field::text("title", "share-title", title).help(msg!("share-title-help")).error(error),
        typed,
        has_link: share.is_some(),
        view: View::new(&result.head, &shared, visitor.language),
    }
}

/// Shows what others will see, under the title that was typed.
pub(super) async fn look(
    State(state): State<AppState>,
    own: Own,
    Query(typed): Query<Typed>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let share = store::get(&mut connection, own.visitor.user.id, &own.result.id).await?;
    let there = share.as_ref().map(|share| share.title.as_str().to_owned());
    let title = typed.title.or(there).unwrap_or_default();
    Ok(page(&own, share.as_ref(), &title, None).into_response())
}

/// Makes a link, or gives the one that there is another title.
pub(super) async fn make(
    State(state): State<AppState>,
    own: Own,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let (owner, id) = (own.visitor.user.id, &own.result.id);
    let title = typed.title.unwrap_or_default();
    let mut write = db::begin_write(&state.pool).await?;
    let there = store::get(&mut write, owner, id).await?;
    let checked = match ShareTitle::new(&title) {
        Ok(title) => title,
        Err(error) => {
            let page = page(&own, there.as_ref(), &title, Some(error.into()));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let share = match there {
        Some(share) if typed.keep == "link" => Share { title: checked, ..share },
        _ => Share { token: ShareToken::random(), title: checked, created_at: state.clock.unix() },
    };
    if !store::put(&mut write, owner, id, &share).await? {
        return Err(WebError::NotFound);
    }
    write.commit().await?;
    Ok(Redirect::to(&format!("{}#share", routes::Result { id: id.to_string() })).into_response())
}

/// Closes the link.
pub(super) async fn close(State(state): State<AppState>, own: Own) -> Result<Redirect, WebError> {
    let mut write = db::begin_write(&state.pool).await?;
    store::delete(&mut write, own.visitor.user.id, &own.result.id).await?;
    write.commit().await?;
    Ok(Redirect::to(&format!("{}#share", routes::Result { id: own.result.id.to_string() })))
}
