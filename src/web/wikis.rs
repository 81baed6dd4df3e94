//! The wikis that are loaded: how far their data go, and what the data cannot tell.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::error::WebError;
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::msg;
use crate::source::warehouse::layout::Manifest;
use crate::source::warehouse::{Snapshot, Warehouse};
use crate::source::{Knowledge, SourceError};
use crate::text::{Arg, Message};
use crate::wiki::{Timestamp, WikiName};

/// How to load a wiki, as the page shows it to whoever looks after the site: a command, the same in every language.
pub(super) const IMPORT_EXAMPLE: &str = "usermetrics import xml --wiki enwiki enwiki-latest-stub-meta-history.xml.gz";

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Wikis::PATTERN, get(show))
}

#[derive(Template, WebTemplate)]
#[template(path = "wikis.html")]
struct WikisPage {
    page: Page,
    loaded: Message,
    wikis: Vec<ShownWiki>,
}

/// A wiki on the page.
struct ShownWiki {
    name: WikiName,
    shown: Result<ShownSnapshot, Message>,
}

/// The newest snapshot of a wiki.
struct ShownSnapshot {
    site: String,
    until: Message,
    first_edit: Message,
    edits: u64,
    accounts: u64,
    cannot_tell: Message,
    imported: Message,
}

async fn show(State(state): State<AppState>, visitor: SignedIn) -> Result<WikisPage, WebError> {
    let warehouse = Warehouse::open(state.data.warehouse());
    let read = tokio::task::spawn_blocking(move || read(&warehouse));
    let wikis = read.await.map_err(anyhow::Error::from)??;
    let loaded = msg!("wikis-lead", wikis.len());
    Ok(WikisPage { page: visitor.page(msg!("wikis-title"), Nav::Wikis), loaded, wikis })
}

fn read(warehouse: &Warehouse) -> Result<Vec<ShownWiki>, SourceError> {
    let mut shown = Vec::new();
    for name in warehouse.wikis()? {
        match warehouse.newest_snapshot(&name) {
            Ok(Some(snapshot)) => shown.push(ShownWiki { name, shown: Ok(ShownSnapshot::of(&snapshot)) }),
            Ok(None) => {}
            // One that is damaged does not hide the others.
            Err(error) => {
                tracing::error!(%error, cause = ?error.cause, wiki = %name, "a wiki cannot be read");
                shown.push(ShownWiki { name, shown: Err(error.message) });
            }
        }
    }
    Ok(shown)
}

impl ShownSnapshot {
    fn of(snapshot: &Snapshot) -> Self {
        let Manifest { site, as_of, first_edit, imported_at, knows, edits, accounts, .. } = &snapshot.manifest;
        Self {
            site: site.clone(),
            until: msg!("wikis-day", as_of.last_day()),
            first_edit: if first_edit < as_of {
                msg!("wikis-first-edit", day(*first_edit))
            } else {
                msg!("wikis-no-edit")
            },
            edits: *edits,
            accounts: *accounts,
            cannot_tell: cannot_tell(*knows),
            // A synthetic wiki is dated with its data, so that it is the same wherever it is made.
            imported: if imported_at > as_of {
                msg!("wikis-imported", day(*imported_at), snapshot.id.clone())
            } else {
                msg!("wikis-snapshot", snapshot.id.clone())
            },
        }
    }
}

fn day(instant: Timestamp) -> Arg {
    Arg::Day(instant.to_jiff())
}

/// What a person should not expect from these data.
fn cannot_tell(knows: Knowledge) -> Message {
    let gaps = [
        (knows.all_accounts, msg!("wikis-gap-accounts")),
        (knows.registrations, msg!("wikis-gap-registrations")),
        (knows.groups, msg!("wikis-gap-groups")),
        (knows.log, msg!("wikis-gap-log")),
        (knows.deleted_pages, msg!("wikis-gap-deleted")),
    ];
    let missing: Vec<Arg> = gaps.into_iter().filter(|(known, _)| !known).map(|(_, gap)| Arg::Message(gap)).collect();
    if missing.is_empty() { msg!("wikis-gap-none") } else { msg!("wikis-day", missing) }
}
