//! What whoever has a link to a result sees: served from the frozen document, to people who are not signed in.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, REFERRER_POLICY};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};

use super::view::View;
use crate::app::AppState;
use crate::msg;
use crate::platform::ids::ShareToken;
use crate::result::Head;
use crate::result::share::{self, ShareTitle, Shared};
use crate::text::{Arg, Message};
use crate::web::client::Client;
use crate::web::error::WebError;
use crate::web::extract::Path;
use crate::web::page::{Page, Visitor};
use crate::web::routes;

/// The address of this page is its key: it goes to no other site and to no other page.
const KEEP_ADDRESS: (HeaderName, &str) = (REFERRER_POLICY, "no-referrer");

/// What a link leads to.
pub(super) struct Linked {
    token: ShareToken,
    title: ShareTitle,
    head: Head,
}

impl FromRequestParts<AppState> for Linked {
    type Rejection = WebError;

    /// A link that was closed, whose result was deleted, or that never was, is nothing at all: the same for each.
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WebError> {
        let Client(address) = Client::from_request_parts(parts, state).await?;
        let Path(routes::Share { token }) = Path::<routes::Share>::from_request_parts(parts, state).await?;
        // Before it is looked for: otherwise whoever tries many is told of a hit all the same.
        state.limits.unknown_shares.take(&address).map_err(|wait| WebError::TooMany {
            what: msg!("shared-too-many"),
            wait,
            again: parts.uri.path().to_owned(),
        })?;
        let token = ShareToken::parse(&token).ok_or(WebError::NotFound)?;
        let mut connection = state.pool.acquire().await?;
        let found = share::store::find(&mut connection, &token).await?;
        let (title, head) = found.ok_or(WebError::NotFound)?;
        state.limits.unknown_shares.give_back(&address);
        Ok(Self { token, title, head })
    }
}

/// A file of totals.
struct File {
    label: Message,
    kind: Message,
    address: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "shared.html")]
struct SharedPage {
    page: Page,
    view: View,
    files: [File; 2],
}

/// The page.
pub(super) async fn show(visitor: Visitor, linked: Linked) -> Response {
    let Linked { token, title, head } = linked;
    let page = visitor.page(msg!("plain", Arg::Name(title.as_str().to_owned())), None);
    let token = || token.as_str().to_owned();
    let file = |label, kind: &str, address| File { label, kind: msg!("plain", kind), address };
    let files = [
        file(msg!("shared-file-csv"), "CSV", routes::ShareTable { token: token() }.to_string()),
        file(msg!("shared-file-json"), "JSON", routes::ShareDocument { token: token() }.to_string()),
    ];
    let view = View::new(&head, &Shared::of(&head, title), visitor.language);
    ([KEEP_ADDRESS], SharedPage { page, view, files }).into_response()
}

/// The totals as JSON.
pub(super) async fn document(linked: Linked) -> Result<Response, WebError> {
    let mut json =
        serde_json::to_string_pretty(&Shared::of(&linked.head, linked.title)).map_err(anyhow::Error::from)?;
    json.push('\n');
    Ok(file("json", "application/json", &linked.head, json.into_bytes()))
}

/// The totals as a table for a spreadsheet.
pub(super) async fn table(linked: Linked) -> Result<Response, WebError> {
    let mut csv = Vec::new();
    let shared = Shared::of(&linked.head, linked.title);
    share::csv::write(&shared, &mut csv).map_err(anyhow::Error::from)?;
    Ok(file("csv", "text/csv; charset=utf-8", &linked.head, csv))
}

fn file(extension: &str, kind: &'static str, head: &Head, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}-totals.{extension}\"", head.id);
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    ([KEEP_ADDRESS], headers, bytes).into_response()
}
