//! The page of a result, put together from its parts.

use anyhow::Context as _;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use serde::Deserialize;

use super::Own;
use super::again::keeps;
use super::answer::{Answer, leading};
use super::band::{self, Cell};
use super::measured::Measured;
use super::numbers::{self, NumberRow};
use super::people::People;
use super::provenance::{Provenance, until};
use super::rows::Rows;
use super::shared;
use super::sure::Figure;
use super::wikis::Wikis;
use super::{spread, sure};
use crate::app::AppState;
use crate::msg;
use crate::platform::ids::ResultId;
use crate::result::store::StoredResult;
use crate::source::ReadStats;
use crate::text::{Arg, Language, Message};
use crate::web::error::WebError;
use crate::web::extract::Query;
use crate::web::origin::Origin;
use crate::web::page::{Nav, Page};
use crate::web::routes::{self, with_query};
use crate::web::site::sites;
use crate::{cohort, job, result};

/// Which part of the page is wanted.
#[derive(Deserialize)]
pub(super) struct Part {
    /// Page of the table of people, from 1.
    #[serde(default)]
    people: String,
    /// The result whose question was asked again and answered at once.
    #[serde(default)]
    after: String,
}

/// A file to take away.
struct File {
    label: Message,
    about: Message,
    kind: Message,
    address: String,
}

/// An entry of the list of a page's parts.
struct Entry {
    id: String,
    title: Message,
}

#[derive(Template, WebTemplate)]
#[template(path = "result.html")]
pub(super) struct ResultPage {
    page: Page,
    meta: Vec<Message>,
    files: Vec<File>,
    contents: Vec<Entry>,
    content: Content,
    /// What others see of it.
    share: shared::ShareBox,
    /// Where it can be deleted.
    delete: String,
    /// That nothing has changed since it was asked before.
    same: Option<Message>,
    /// Where it can be asked again, while its cohort is there.
    again: Option<Again>,
}

/// Where a question can be asked again: as it is, and after a change.
struct Again {
    send: routes::ResultAgain,
    change: String,
    /// What stays as it is.
    keeps: Option<Message>,
}

/// What the numbers and rows of a result become: made on a thread that may wait for the disk.
struct Content {
    answer: Option<Answer>,
    cells: Vec<Cell>,
    numbers: Vec<NumberRow>,
    wikis: Option<Wikis>,
    figures: Vec<Figure>,
    people: Option<People>,
    too_many: Message,
    provenance: Provenance,
}

/// Shows a result.
pub(super) async fn show(
    State(state): State<AppState>,
    own: Own,
    origin: Origin,
    Query(part): Query<Part>,
) -> Result<ResultPage, WebError> {
    let Own { visitor, result, rows } = own;
    let reading = reading(&state, &result).await?;
    let page = visitor.page(msg!("plain", Arg::Name(result.title.clone())), Nav::Work);
    let mut connection = state.pool.acquire().await?;
    let cohort = match result.cohort {
        Some(cohort) => cohort::store::get(&mut connection, visitor.user.id, cohort).await?,
        None => None,
    };
    let before = match ResultId::parse(&part.after) {
        Some(before) => result::store::get(&mut connection, visitor.user.id, &before).await?,
        None => None,
    };
    let share = result::share::store::get(&mut connection, visitor.user.id, &result.id).await?;
    drop(connection);
    let share = shared::ShareBox::new(&result, &Measured::all(&result.head), share.as_ref(), &origin);
    let same = before.filter(|before| before.head.key == result.head.key).map(|before| {
        let address = routes::Result { id: before.id.to_string() };
        msg!("result-same", page.link(&address, &msg!("result-same-before")))
    });
    let again = cohort.as_ref().map(|cohort| {
        let change = with_query(&routes::Ask { cohort: cohort.id }, &[("like", &result.id.to_string())]);
        let keeps = keeps(visitor.language, &result.head.request, &change);
        Again { send: routes::ResultAgain { id: result.id.to_string() }, change, keeps }
    });
    let of = cohort.map(|cohort| {
        let name = msg!("name", Arg::Name(cohort.name.as_str().to_owned()));
        page.link(&routes::Cohort { cohort: cohort.id }, &name)
    });
    let (meta, files) = (meta(&result, of), files(&result));
    let delete = routes::ResultDelete { id: result.id.to_string() }.to_string();
    let (language, owner) = (visitor.language, visitor.user.name);
    let wanted = part.people.parse().unwrap_or(1);
    let made = tokio::task::spawn_blocking(move || -> std::io::Result<Content> {
        let rows = Rows::read(&result.head, &rows)?;
        Ok(Content::new(&result, &rows, &owner, language, reading, wanted))
    });
    let content = made.await.context("the page of a result broke")?.context("the rows of a result cannot be read")?;
    Ok(ResultPage { contents: contents(&content), page, meta, files, content, share, delete, same, again })
}

/// What was read to compute it, where a run did: a stored answer reads nothing.
async fn reading(state: &AppState, result: &StoredResult) -> Result<Option<ReadStats>, WebError> {
    let mut connection = state.pool.acquire().await?;
    Ok(job::store::read_stats(&mut connection, &result.id).await?)
}

impl Content {
    fn new(
        result: &StoredResult,
        rows: &Rows,
        owner: &str,
        language: &Language,
        reading: Option<ReadStats>,
        page: usize,
    ) -> Self {
        let head = &result.head;
        let metrics = Measured::all(head);
        let mut figures = sure::sections(&metrics, language);
        figures.extend(spread::sections(&metrics, &rows.values, language));
        let again = |page: usize| {
            let id = result.id.to_string();
            with_query(&routes::Result { id }, &[("people", &page.to_string())]) + "#people"
        };
        Self {
            answer: leading(&metrics).map(|metric| Answer::new(metric, head, language)),
            cells: band::cells(&metrics),
            numbers: numbers::rows(&metrics, language),
            wikis: Wikis::of(head),
            figures,
            people: rows.people.as_ref().map(|accounts| People::new(&metrics, accounts, page, again)),
            too_many: msg!("result-people-many", head.cohort.people),
            provenance: Provenance::new(head, &result.title, owner, &metrics, reading),
        }
    }
}

/// The facts under the title.
fn meta(result: &StoredResult, cohort: Option<Arg>) -> Vec<Message> {
    let head = &result.head;
    let wikis = sites(head.data.iter().map(|data| &data.wiki));
    let mut facts: Vec<Message> = cohort.map(|cohort| msg!("result-of-cohort", cohort)).into_iter().collect();
    facts.extend([msg!("result-people", head.cohort.people), msg!("plain", wikis)]);
    facts.extend(until(&head.data).map(|until| msg!("result-until", until)));
    facts
}

fn files(result: &StoredResult) -> Vec<File> {
    let id = || result.id.to_string();
    let file = |label, about, kind: &str, address| File { label, about, kind: msg!("plain", kind), address };
    vec![
        file(
            msg!("result-file-csv"),
            msg!("result-file-csv-about"),
            "CSV",
            routes::ResultRows { id: id() }.to_string(),
        ),
        file(
            msg!("result-file-excel"),
            msg!("result-file-excel-about"),
            "CSV",
            with_query(&routes::ResultRows { id: id() }, &[("for", "excel")]),
        ),
        file(
            msg!("result-file-json"),
            msg!("result-file-json-about"),
            "JSON",
            routes::ResultDocument { id: id() }.to_string(),
        ),
    ]
}

fn contents(content: &Content) -> Vec<Entry> {
    let entry = |id: &str, title| Entry { id: id.to_owned(), title };
    let mut entries = vec![entry("answer", msg!("result-answer")), entry("numbers", msg!("result-numbers"))];
    entries.extend(content.figures.iter().map(|figure| entry(&figure.id, figure.title.clone())));
    entries.extend(content.wikis.as_ref().map(|_| entry("wikis", msg!("result-wikis-title"))));
    entries.push(entry("people", msg!("result-people-title")));
    entries.push(entry("take", msg!("result-take-title")));
    entries.push(entry("share", msg!("share-section")));
    entries.push(entry("how", msg!("result-how-title")));
    entries
}
