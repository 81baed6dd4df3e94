//! Check the names: what became of every line, and what its owner decides about it.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::rows::{Account, Row, Section, origin_message, passed_over};
use crate::app::AppState;
use crate::cohort::member::Decision;
use crate::cohort::store::{self, SaveError, Version};
use crate::cohort::{CohortName, Counts, Fate, Member, fate};
use crate::msg;
use crate::platform::db;
use crate::platform::ids::{CohortId, CohortVersionId};
use crate::text::{Arg, Message};
use crate::web::error::WebError;
use crate::web::extract::{Form, Path};
use crate::web::form::Field;
use crate::web::page::{Nav, Page, SignedIn};
use crate::web::routes::{self, Route as _, with_query};
use crate::web::site::sites;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::CohortReview::PATTERN, get(show).post(submit))
}

#[derive(Template, WebTemplate)]
#[template(path = "cohorts/review.html")]
struct ReviewPage {
    page: Page,
    /// Where the form is sent.
    action: String,
    draft: CohortVersionId,
    eyebrow: Message,
    origin: Message,
    passed_over: Vec<Message>,
    lines_used: Message,
    tally: Tally,
    /// How many lines stay out, if any do.
    stay_out: Option<Message>,
    /// The button that saves.
    save: Message,
    /// What is wrong with the list as a whole.
    error: Option<Message>,
    attention: Section<Row>,
    mended: Section<Row>,
    not_seen: Section<Row>,
    duplicates: Section<Row>,
    ready: Section<Account>,
    ready_rows: Section<Row>,
    left_out: Section<Row>,
    ready_lead: Message,
    not_seen_lead: Message,
    name: Field,
    /// The file with what became of every line.
    download: String,
}

/// How many lines have which fate, in words.
struct Tally {
    ready: Message,
    mended: Option<Message>,
    not_seen: Option<Message>,
    duplicates: Option<Message>,
    left_out: Option<Message>,
    wrong: Option<Message>,
}

impl Tally {
    fn of(counts: &Counts) -> Self {
        let some = |count: usize, words: fn(usize) -> Message| (count > 0).then(|| words(count));
        Self {
            ready: msg!("review-tally-ready", counts.ready),
            mended: some(counts.mended, |count| msg!("review-tally-mended", count)),
            not_seen: some(counts.not_seen, |count| msg!("review-tally-not-seen", count)),
            duplicates: some(counts.duplicates, |count| msg!("review-tally-duplicates", count)),
            left_out: some(counts.left_out, |count| msg!("review-tally-left-out", count)),
            wrong: some(counts.wrong, |count| msg!("review-tally-wrong", count)),
        }
    }
}

impl ReviewPage {
    fn new(visitor: &SignedIn, draft: &Version, members: &[Member], name: Field, error: Option<Message>) -> Self {
        let fates = fate::fates(members);
        let counts = Counts::of(&fates);
        let lines = |wanted: fn(&Fate) -> bool| {
            let wanted = members.iter().zip(&fates).filter(move |(_, fate)| wanted(fate));
            Section::of(wanted.map(|(member, fate)| Row::of(member, *fate, &draft.wikis)))
        };
        let ready = members.iter().zip(&fates).filter(|(_, fate)| **fate == Fate::Ready);
        let cohort = draft.cohort;
        let out = counts.lines - counts.people();
        Self {
            page: visitor.page(msg!("review-title"), Nav::Work),
            action: routes::CohortReview { cohort }.to_string(),
            draft: draft.id,
            eyebrow: if draft.number == 1 { msg!("review-step") } else { msg!("review-version", draft.number) },
            origin: origin_message(&draft.origin, counts.lines),
            passed_over: passed_over(&draft.origin),
            lines_used: counts.message(),
            tally: Tally::of(&counts),
            stay_out: (out > 0).then(|| msg!("review-stay-out", out)),
            save: msg!("review-save", counts.people()),
            error,
            attention: lines(|fate| matches!(fate, Fate::Wrong | Fate::Undone)),
            mended: lines(|fate| matches!(fate, Fate::Mended)),
            not_seen: lines(|fate| matches!(fate, Fate::NotSeen)),
            duplicates: lines(|fate| matches!(fate, Fate::Duplicate { .. })),
            ready: Section::of(ready.map(|(member, _)| Account::of(member, &draft.wikis))),
            ready_rows: lines(|fate| matches!(fate, Fate::Ready)),
            left_out: lines(|fate| matches!(fate, Fate::LeftOut)),
            ready_lead: msg!("review-ready-lead", sites(&draft.wikis)),
            not_seen_lead: msg!("review-not-seen-lead", sites(&draft.wikis)),
            name,
            download: with_query(&routes::CohortLines { cohort }, &[("version", "draft")]),
        }
    }
}

impl ReviewPage {
    /// What is wrong, each with the id of what it is about.
    fn errors(&self) -> Vec<(&'static str, &Message)> {
        let list = self.error.as_ref().map(|error| ("left-out", error));
        list.into_iter().chain(self.name.wrong()).collect()
    }
}

fn name_field(typed: &str) -> Field {
    Field::text("name", "review-name", typed).of_form("review").help(msg!("review-name-help"))
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortReview { cohort }): Path<routes::CohortReview>,
) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    let Some(draft) = store::get_draft(&mut connection, visitor.user.id, cohort).await? else {
        return not_a_draft(&state, &visitor, cohort).await;
    };
    let members = store::lines(&mut connection, draft.id).await?;
    let name = name_field(&draft.typed_name);
    Ok(ReviewPage::new(&visitor, &draft, &members, name, None).into_response())
}

/// Somebody comes back to a list that was saved meanwhile, or to none.
async fn not_a_draft(state: &AppState, visitor: &SignedIn, cohort: CohortId) -> Result<Response, WebError> {
    let mut connection = state.pool.acquire().await?;
    match super::find(&mut connection, visitor, cohort).await {
        Err(WebError::NotFound) => return Err(WebError::NoDraft),
        found => found?,
    };
    Ok(Redirect::to(&routes::Cohort { cohort }.to_string()).into_response())
}

#[derive(Deserialize)]
struct ReviewForm {
    /// The draft that the page showed.
    draft: CohortVersionId,
    #[serde(default)]
    name: String,
    /// What the button says, with the number of a line.
    #[serde(rename = "do")]
    action: String,
}

/// What somebody decides on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Save,
    Cancel,
    /// Go to the form with the list, and keep the name that was typed here.
    Change,
    LeaveOutNotSeen,
    Decide(u32, Decision),
}

impl Action {
    fn parse(text: &str) -> Option<Self> {
        let line = |decision, number: &str| number.parse().ok().map(|line| Self::Decide(line, decision));
        match text.split_once(' ') {
            None if text == "save" => Some(Self::Save),
            None if text == "cancel" => Some(Self::Cancel),
            None if text == "change" => Some(Self::Change),
            None if text == "leave_out_not_seen" => Some(Self::LeaveOutNotSeen),
            Some(("leave_out", number)) => line(Decision::LeaveOut, number),
            Some(("undo_mend", number)) => line(Decision::UndoMend, number),
            Some(("keep", number)) => line(Decision::Keep, number),
            _ => None,
        }
    }
}

async fn submit(
    State(state): State<AppState>,
    visitor: SignedIn,
    Path(routes::CohortReview { cohort }): Path<routes::CohortReview>,
    Form(form): Form<ReviewForm>,
) -> Result<Response, WebError> {
    let action = Action::parse(&form.action).ok_or_else(|| WebError::Unreadable(msg!("error-form")))?;
    let mut transaction = db::begin_write(&state.pool).await?;
    let Some(draft) = store::get_draft(&mut transaction, visitor.user.id, cohort).await? else {
        drop(transaction);
        return not_a_draft(&state, &visitor, cohort).await;
    };
    let here = routes::CohortReview { cohort }.to_string();
    // The page is older than the draft: nothing is done to lines that it did not show.
    if draft.id != form.draft {
        return Ok(Redirect::to(&here).into_response());
    }
    let next = match action {
        Action::Save => match save(&state, &visitor, &mut transaction, &draft, &form.name).await? {
            Ok(next) => next,
            Err(page) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, *page).into_response()),
        },
        Action::Cancel => {
            store::delete_draft(&mut transaction, visitor.user.id, cohort).await?;
            if draft.number == 1 { routes::Start.to_string() } else { routes::Cohort { cohort }.to_string() }
        }
        Action::Change => {
            store::set_typed_name(&mut transaction, draft.id, &form.name).await?;
            routes::CohortEdit { cohort }.to_string()
        }
        Action::LeaveOutNotSeen => {
            store::set_typed_name(&mut transaction, draft.id, &form.name).await?;
            store::leave_out_not_seen(&mut transaction, draft.id).await?;
            here
        }
        Action::Decide(line, decision) => {
            store::set_typed_name(&mut transaction, draft.id, &form.name).await?;
            let members = store::lines(&mut transaction, draft.id).await?;
            store::decide(&mut transaction, draft.id, line, decision).await?;
            format!("{here}{}", neighbour(&members, line))
        }
    };
    transaction.commit().await?;
    Ok(Redirect::to(&next).into_response())
}

/// Saves the draft; where the cohort is then, or the page with what is wrong.
async fn save(
    state: &AppState,
    visitor: &SignedIn,
    connection: &mut sqlx::SqliteConnection,
    draft: &Version,
    typed_name: &str,
) -> Result<Result<String, Box<ReviewPage>>, WebError> {
    let (name_error, error) = match CohortName::new(typed_name) {
        Err(error) => (Some(error.into()), None),
        Ok(name) => match store::save(connection, visitor.user.id, draft.id, &name, state.clock.unix()).await {
            Ok(_) => {
                let cohort = routes::Cohort { cohort: draft.cohort };
                return Ok(Ok(with_query(&cohort, &[("done", "saved")])));
            }
            Err(SaveError::NameTaken) => (Some(msg!("cohort-name-taken", Arg::Name(name.to_string()))), None),
            Err(SaveError::Nobody) => (None, Some(msg!("cohort-nobody"))),
            Err(SaveError::Gone) => return Err(WebError::NotFound),
            Err(SaveError::Database(error)) => return Err(error.into()),
        },
    };
    let members = store::lines(connection, draft.id).await?;
    let name = name_field(typed_name).error(name_error);
    Ok(Err(Box::new(ReviewPage::new(visitor, draft, &members, name, error))))
}

/// The place on the page beside a line that moves to another section: whoever works through a section stays in it.
fn neighbour(members: &[Member], line: u32) -> String {
    let fates = fate::fates(members);
    let Some(at) = members.iter().position(|member| member.line == line) else { return String::new() };
    let section = |fate: Fate| match fate {
        Fate::Wrong | Fate::Undone => 0,
        Fate::Mended => 1,
        Fate::NotSeen => 2,
        Fate::Duplicate { .. } => 3,
        Fate::Ready => 4,
        Fate::LeftOut => 5,
    };
    let same = |other: &usize| section(fates[*other]) == section(fates[at]);
    let beside = (at + 1..members.len()).find(same).or_else(|| (0..at).rev().find(same));
    beside.map_or_else(String::new, |beside| format!("#line-{}", members[beside].line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_say_what_they_do() {
        assert_eq!(Action::parse("save"), Some(Action::Save));
        assert_eq!(Action::parse("leave_out 7"), Some(Action::Decide(7, Decision::LeaveOut)));
        assert_eq!(Action::parse("keep 7"), Some(Action::Decide(7, Decision::Keep)));
        for wrong in ["", "leave_out", "leave_out x", "leave_out -1", "save 7", "burn 7"] {
            assert_eq!(Action::parse(wrong), None, "{wrong}");
        }
    }
}
