//! Asking: every metric as a question about a cohort, with its settings, and what it will count in a sentence.
//!
//! The page works without JavaScript: what cannot be set for an anchor is hidden by style alone, and a button shows
//! the sentences again. With htmx the sentences and the panel follow what is typed.

mod card;
mod check;
mod entry;
mod ground;
mod overall;
mod panel;
mod question;
mod reading;
mod says;
mod typed;

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use self::card::{Card, Cards};
use self::entry::EntryKind;
use self::ground::Ground;
use self::overall::{Folds, Parts};
use self::panel::Panel;
use self::question::Question;
use self::reading::Reading;
use self::says::Says;
use self::typed::Typed;
use super::error::WebError;
use super::extract::{Form, Path, Query};
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _};
use super::site::sites;
use crate::app::AppState;
use crate::engine::EngineError;
use crate::job::{self, SubmitError, Submitted};
use crate::msg;
use crate::platform::ids::{ResultId, RunId};
use crate::request::Request;
use crate::result;
use crate::text::{Arg, Message};

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Ask::PATTERN, get(show).post(submit)).route(routes::AskLive::PATTERN, post(live))
}

#[derive(Template, WebTemplate)]
#[template(path = "ask.html")]
struct AskPage {
    page: Page,
    action: routes::Ask,
    live: routes::AskLive,
    /// About whom.
    lead: Message,
    /// Why the form was not taken.
    problem: Option<Message>,
    chosen: Vec<Card>,
    more: Vec<Card>,
    folds: Folds,
    panel: Panel,
    run: Message,
}

/// The parts of the page that follow what is typed.
#[derive(Template, WebTemplate)]
#[template(path = "ask_live.html")]
struct LivePart {
    page: Page,
    says: Vec<Says>,
    folds: Folds,
    panel: Panel,
}

/// What was asked before.
#[derive(Deserialize)]
struct Before {
    /// The result whose questions the form opens with.
    #[serde(default)]
    like: String,
    /// The run whose questions the form opens with.
    #[serde(default)]
    run: String,
}

impl Before {
    /// The request; `None` where there is none, or this program cannot read it any more. That is no reason not to ask.
    async fn request(&self, state: &AppState, visitor: &SignedIn) -> Result<Option<Request>, WebError> {
        let owner = visitor.user.id;
        let mut connection = state.pool.acquire().await?;
        let asked = if let Some(id) = ResultId::parse(&self.like) {
            let result = result::store::get(&mut connection, owner, &id).await?;
            result.map(|result| result.head.request.to_string())
        } else if let Ok(id) = self.run.parse() {
            let run = job::store::get_for_user(&mut connection, owner, RunId::new(id)).await?;
            run.map(|run| run.request)
        } else {
            None
        };
        Ok(asked.and_then(|asked| Request::from_json(&asked).ok()))
    }
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Ask { cohort }): Path<routes::Ask>,
    Query(before): Query<Before>,
) -> Result<AskPage, WebError> {
    let before = before.request(&state, &visitor).await?;
    let snapshots = before.as_ref().and_then(|before| before.snapshots.as_deref()).unwrap_or_default();
    let snapshot = snapshots.first().map_or("", String::as_str);
    let mut ground = Ground::load(&state, visitor.user.id, cohort, snapshot).await?;
    let (first, last) = ground.days();
    let preset = Typed::preset(first, last, ground.info().knows.registrations);
    let typed = before.iter().fold(preset, Typed::asked).about(&ground);
    let reading = Reading::of(&typed, &mut ground);
    ask_page(&visitor, &ground, &typed, &reading, Opened::First).await
}

async fn live(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::AskLive { cohort }): Path<routes::AskLive>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<LivePart, WebError> {
    let typed = Typed::sent(pairs);
    let mut ground = Ground::load(&state, visitor.user.id, cohort, typed.overall("snapshot")).await?;
    let typed = typed.about(&ground);
    let reading = Reading::of(&typed, &mut ground);
    let says = reading.questions.iter().map(|(question, read)| Says::of(question, read, &ground)).collect();
    let folds = folds(&typed, &ground, &reading);
    let panel = Panel::of(&reading, &ground, &folds[0].says).await?;
    Ok(LivePart { page: visitor.page(msg!("ask-title"), None), says, folds, panel })
}

async fn submit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Ask { cohort }): Path<routes::Ask>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let pressed = |button: &str| pairs.iter().find(|(name, _)| name == button).map(|(_, value)| value.clone());
    let (check, again) = (pressed("check"), pressed("again"));
    let mut typed = Typed::sent(pairs);
    let added = again.and_then(|name| typed.once_more(&name));
    let mut ground = Ground::load(&state, visitor.user.id, cohort, typed.overall("snapshot")).await?;
    let typed = typed.about(&ground);
    let mut reading = Reading::of(&typed, &mut ground);
    let opened = match (check, added) {
        (_, Some(added)) => Opened::Added(added),
        (Some(_), None) => Opened::First,
        (None, None) => match take(&state, &visitor, &ground, &typed, &mut reading).await? {
            Ok(Submitted::Answered(result)) => {
                return Ok(Redirect::to(&routes::Result { id: result.to_string() }.to_string()).into_response());
            }
            Ok(Submitted::Queued(run)) => return Ok(Redirect::to(&routes::Run { run }.to_string()).into_response()),
            Err(problem) => Opened::Refused(problem),
        },
    };
    let refused = matches!(opened, Opened::Refused(_));
    let page = ask_page(&visitor, &ground, &typed, &reading, opened).await?;
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

/// How the page of questions comes to be shown.
enum Opened {
    /// The first question shows that there is something to set.
    First,
    /// A question was added, which is to be given settings of its own.
    Added(Question),
    /// The form was sent, and could not be taken.
    Refused(Message),
}

/// Hands the questions to the queue, or says what is wrong with the form.
async fn take(
    state: &AppState,
    visitor: &SignedIn,
    ground: &Ground,
    typed: &Typed,
    reading: &mut Reading,
) -> Result<Result<Submitted, Message>, WebError> {
    if reading.questions.is_empty() {
        return Ok(Err(msg!("ask-none-chosen")));
    }
    let request = match reading.request(ground) {
        Some(request) if reading.wrong.is_empty() => request,
        _ => return Ok(Err(msg!("ask-wrong", reading.faults()))),
    };
    let cohort = &ground.cohort;
    match state.measure.submit(visitor.user.id, cohort.name.as_str(), &cohort.newest, request).await {
        Ok(submitted) => Ok(Ok(submitted)),
        Err(SubmitError::Engine(EngineError::Request(error))) => {
            let sentence = error.message.clone();
            let placed = reading.refused(typed, error);
            Ok(Err(placed.map_or(sentence, |()| msg!("ask-wrong", reading.faults()))))
        }
        Err(error) => Err(error.into()),
    }
}

fn folds(typed: &Typed, ground: &Ground, reading: &Reading) -> Folds {
    Parts { typed, ground, overall: &reading.overall, wrong: &reading.wrong }.folds()
}

async fn ask_page(
    visitor: &SignedIn,
    ground: &Ground,
    typed: &Typed,
    reading: &Reading,
    opened: Opened,
) -> Result<AskPage, WebError> {
    let cohort = &ground.cohort;
    let page = visitor.page(msg!("ask-title"), Nav::Work);
    let people = ground.people();
    let cards = Cards { typed, ground, reading };
    let is_open = |place: usize, question: &Question| match &opened {
        Opened::First => place == 0,
        Opened::Added(added) => added.name() == question.name(),
        Opened::Refused(_) => false,
    };
    let asked = reading.questions.iter().map(|(question, _)| question).enumerate();
    let chosen: Vec<Card> = asked.map(|(place, question)| cards.card(question, is_open(place, question))).collect();
    let mut more: Vec<Question> = Question::all().filter(|question| !typed.is_chosen(question)).collect();
    more.sort_by_key(|question| !question.is_curve);
    let more = more.iter().map(|question| cards.card(question, false)).collect();
    let folds = folds(typed, ground, reading);
    let panel = Panel::of(reading, ground, &folds[0].says).await?;
    Ok(AskPage {
        action: routes::Ask { cohort: cohort.id },
        live: routes::AskLive { cohort: cohort.id },
        lead: lead(&page, ground),
        problem: if let Opened::Refused(problem) = opened { Some(problem) } else { None },
        chosen,
        more,
        folds,
        panel,
        run: msg!("ask-run", people),
        page,
    })
}

/// About whom.
fn lead(page: &Page, ground: &Ground) -> Message {
    let (cohort, people) = (&ground.cohort, ground.people());
    let site = sites(&cohort.newest.wikis);
    let link =
        page.link(&routes::Cohort { cohort: cohort.id }, &msg!("name", Arg::Name(cohort.name.as_str().to_owned())));
    match ground.first_edits() {
        Some((first, last)) => {
            msg!("ask-lead-edits", link, people, site, Arg::Day(first.to_jiff()), Arg::Day(last.to_jiff()))
        }
        None => msg!("ask-lead", link, people, site),
    }
}
