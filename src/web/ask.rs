//! Asking: every metric as a question about a cohort, with its settings, and what it will count in a sentence.
//!
//! The page works without JavaScript: what cannot be set for an anchor is hidden by style alone, and a button shows
//! the sentences again. With htmx the sentences and the panel follow what is typed.

mod card;
mod check;
mod entry;
mod ground;
mod panel;
mod typed;

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use self::card::{Card, Cards, Reading, Says};
use self::entry::EntryKind;
use self::ground::Ground;
use self::panel::Panel;
use self::typed::{Typed, Wrong};
use super::error::WebError;
use super::extract::{Form, Path, Query};
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::engine::EngineError;
use crate::job::{SubmitError, Submitted};
use crate::metric::params::ParamError;
use crate::metric::{Metric, registry};
use crate::msg;
use crate::platform::ids::ResultId;
use crate::request::{Request, RequestError};
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
    panel: Panel,
    run: Message,
}

/// The parts of the page that follow what is typed.
#[derive(Template, WebTemplate)]
#[template(path = "ask_live.html")]
struct LivePart {
    page: Page,
    says: Vec<Says>,
    panel: Panel,
}

/// What is wrong with a form that was sent.
struct Problem {
    sentence: Message,
    /// Errors that only the data or the queue could find, by metric.
    late: Option<(&'static dyn Metric, Wrong)>,
}

/// What was asked before.
#[derive(Deserialize)]
struct Before {
    /// The result whose questions the form opens with.
    #[serde(default)]
    like: String,
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Ask { cohort }): Path<routes::Ask>,
    Query(Before { like }): Query<Before>,
) -> Result<AskPage, WebError> {
    let ground = Ground::load(&state, visitor.user.id, cohort).await?;
    let (first, last) = ground.days();
    let mut typed = Typed::preset(first, last, ground.info().knows.registrations);
    if let Some(id) = ResultId::parse(&like) {
        let mut connection = state.pool.acquire().await?;
        let result = result::store::get(&mut connection, visitor.user.id, &id).await?;
        // One that this program cannot read any more is no reason not to ask.
        let asked = result.and_then(|result| Request::from_json(&result.head.request.to_string()).ok());
        typed = asked.map(|asked| asked.metrics).into_iter().fold(typed, |typed, asked| typed.asked(&asked));
    }
    ask_page(&visitor, &ground, &typed, None).await
}

async fn live(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::AskLive { cohort }): Path<routes::AskLive>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<LivePart, WebError> {
    let ground = Ground::load(&state, visitor.user.id, cohort).await?;
    let readings = read_chosen(&Typed::sent(pairs), &ground);
    let says = readings.iter().map(|(metric, reading)| Says::of(*metric, reading, &ground)).collect();
    Ok(LivePart { page: visitor.page(msg!("ask-title"), None), says, panel: Panel::of(&readings, &ground).await? })
}

async fn submit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::Ask { cohort }): Path<routes::Ask>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let ground = Ground::load(&state, visitor.user.id, cohort).await?;
    let checks = pairs.iter().any(|(name, _)| name == "check");
    let typed = Typed::sent(pairs);
    if checks {
        return Ok(ask_page(&visitor, &ground, &typed, None).await?.into_response());
    }
    let problem = match take(&state, &visitor, &ground, &typed).await? {
        Ok(Submitted::Answered(result)) => {
            return Ok(Redirect::to(&routes::Result { id: result.to_string() }.to_string()).into_response());
        }
        Ok(Submitted::Queued(run)) => return Ok(Redirect::to(&routes::Run { run }.to_string()).into_response()),
        Err(problem) => problem,
    };
    let page = ask_page(&visitor, &ground, &typed, Some(problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Hands the questions to the queue, or says what is wrong with the form.
async fn take(
    state: &AppState,
    visitor: &SignedIn,
    ground: &Ground,
    typed: &Typed,
) -> Result<Result<Submitted, Problem>, WebError> {
    let readings = read_chosen(typed, ground);
    if readings.is_empty() {
        return Ok(Err(Problem { sentence: msg!("ask-none-chosen"), late: None }));
    }
    let read: Result<Vec<_>, ()> = readings
        .iter()
        .map(|(_, reading)| reading.as_ref().map(|(selection, _)| selection.clone()).map_err(|_| ()))
        .collect();
    let Ok(selections) = read else {
        let wrong = readings.iter().filter(|(_, reading)| reading.is_err()).map(|(metric, _)| question(*metric));
        return Ok(Err(Problem { sentence: msg!("ask-wrong", wrong.collect::<Vec<_>>()), late: None }));
    };
    let cohort = &ground.cohort;
    let request = ground.request(selections);
    let taken = state.measure.submit(visitor.user.id, cohort.name.as_str(), &cohort.newest, request).await;
    match taken {
        Ok(submitted) => Ok(Ok(submitted)),
        Err(SubmitError::Engine(EngineError::Request(error))) => Ok(Err(late(typed, error))),
        Err(error) => Err(error.into()),
    }
}

/// An error that was found only when the question met the data: a new snapshot may have come in between.
fn late(typed: &Typed, error: RequestError) -> Problem {
    let sentence = error.message.clone();
    let about = registry::find(&error.label);
    let found = about.map(|metric| {
        (metric, typed.wrong(metric.statement(), ParamError { parameter: error.parameter, message: error.message }))
    });
    match found {
        Some((metric, wrong)) => {
            Problem { sentence: msg!("ask-wrong", vec![question(metric)]), late: Some((metric, wrong)) }
        }
        None => Problem { sentence, late: None },
    }
}

fn question(metric: &'static dyn Metric) -> Arg {
    Arg::Message(msg!("ask-field-name", Message::new(metric.statement().question)))
}

fn read_chosen(typed: &Typed, ground: &Ground) -> Vec<(&'static dyn Metric, Reading)> {
    typed.chosen().into_iter().map(|metric| (metric, card::read(metric, typed, ground))).collect()
}

async fn ask_page(
    visitor: &SignedIn,
    ground: &Ground,
    typed: &Typed,
    problem: Option<Problem>,
) -> Result<AskPage, WebError> {
    let cohort = &ground.cohort;
    let page = visitor.page(msg!("ask-title"), Nav::Work);
    let people = ground.people();
    let site = Arg::Name(ground.info().site.clone());
    let link =
        page.link(&routes::Cohort { cohort: cohort.id }, &msg!("name", Arg::Name(cohort.name.as_str().to_owned())));
    let lead = match ground.first_edits() {
        Some((first, last)) => {
            msg!("ask-lead-edits", link, people, site, Arg::Day(first.to_jiff()), Arg::Day(last.to_jiff()))
        }
        None => msg!("ask-lead", link, people, site),
    };
    let cards = Cards { typed, ground };
    let late = problem.as_ref().and_then(|problem| problem.late.as_ref());
    let card = |metric: &'static dyn Metric, open| {
        let about = |(about, _): &&(&'static dyn Metric, Wrong)| about.statement().name == metric.statement().name;
        cards.card(metric, open, late.filter(about).map(|(_, wrong)| wrong))
    };
    let (chosen, more): (Vec<_>, Vec<_>) =
        registry::all().iter().copied().partition(|metric| typed.is_chosen(metric.statement()));
    // Of the chosen ones the first stands open, to show that there is something to set.
    let any_wrong = problem.is_some();
    let chosen: Vec<Card> =
        chosen.into_iter().enumerate().map(|(place, metric)| card(metric, place == 0 && !any_wrong)).collect();
    let more = more.into_iter().map(|metric| card(metric, false)).collect();
    let panel = Panel::of(&read_chosen(typed, ground), ground).await?;
    Ok(AskPage {
        page,
        action: routes::Ask { cohort: cohort.id },
        live: routes::AskLive { cohort: cohort.id },
        lead,
        problem: problem.map(|problem| problem.sentence),
        chosen,
        more,
        panel,
        run: msg!("ask-run", people),
    })
}
