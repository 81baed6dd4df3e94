//! Your account: name, role, password, and where you are signed in.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum_login::AuthnBackend as _;
use serde::Deserialize;

use super::error::WebError;
use super::extract::{Form, Query};
use super::form::Field;
use super::page::{Nav, Page, SignedIn};
use super::routes::{self, Route as _, with_query};
use crate::app::AppState;
use crate::auth::store::SessionRow;
use crate::auth::{self, AuthError, AuthSession, Credentials, NewPassword, Password, SHORTEST_PASSWORD, SessionKey};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Timestamp;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(routes::Account::PATTERN, get(show))
        .route(routes::AccountPassword::PATTERN, post(change_password))
        .route(routes::AccountSessions::PATTERN, post(end_others))
}

#[derive(Template, WebTemplate)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    name: String,
    role: Message,
    since: Message,
    /// What was just done.
    done: Option<Message>,
    /// The form to change the password.
    fields: [Field; 3],
    sessions: Vec<ShownSession>,
}

impl AccountPage {
    fn errors(&self) -> Vec<(&'static str, &Message)> {
        self.fields.iter().filter_map(Field::wrong).collect()
    }
}

/// A browser that is signed in.
struct ShownSession {
    since: Message,
    seen: Message,
    here: bool,
}

/// What is wrong with the form to change the password, field by field.
#[derive(Default)]
struct PasswordErrors {
    present: Option<Message>,
    chosen: Option<Message>,
    repeated: Option<Message>,
}

impl PasswordErrors {
    fn fields(self) -> [Field; 3] {
        let help = msg!("account-password-help", SHORTEST_PASSWORD);
        [
            Field::password("present", "account-password-present", "current-password").error(self.present),
            Field::password("chosen", "account-password-chosen", "new-password").help(help).error(self.chosen),
            Field::password("repeated", "account-password-repeated", "new-password").error(self.repeated),
        ]
    }
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

#[derive(Deserialize)]
struct PasswordForm {
    present: Password,
    chosen: Password,
    repeated: Password,
}

async fn show(
    State(state): State<AppState>,
    visitor: SignedIn,
    session: AuthSession,
    Query(Done { done }): Query<Done>,
) -> Result<AccountPage, WebError> {
    let done = match done.as_str() {
        "password" => Some(msg!("account-password-done")),
        "sessions" => Some(msg!("account-sessions-done")),
        _ => None,
    };
    account_page(&state, &visitor, &session, done, PasswordErrors::default()).await
}

async fn account_page(
    state: &AppState,
    visitor: &SignedIn,
    session: &AuthSession,
    done: Option<Message>,
    errors: PasswordErrors,
) -> Result<AccountPage, WebError> {
    let here = this_session(session);
    let mut connection = state.pool.acquire().await?;
    let rows = auth::store::list_sessions(&mut connection, visitor.user.id, state.clock.unix()).await?;
    let show = |row: SessionRow| ShownSession {
        since: msg!("account-session-since", Timestamp::from_unix(row.created_at)),
        seen: msg!("account-session-seen", day(row.seen_at)),
        here: here.as_ref() == Some(&row.key),
    };
    Ok(AccountPage {
        page: visitor.page(msg!("account-title"), Nav::Account),
        name: visitor.user.name.clone(),
        role: visitor.user.role.words(),
        since: msg!("account-since", day(visitor.user.created_at)),
        done,
        fields: errors.fields(),
        sessions: rows.into_iter().map(show).collect(),
    })
}

fn day(unix: i64) -> Arg {
    Arg::Day(Timestamp::from_unix(unix).to_jiff())
}

fn this_session(session: &AuthSession) -> Option<SessionKey> {
    session.session.id().map(|id| SessionKey::of(&id))
}

async fn change_password(
    State(state): State<AppState>,
    visitor: SignedIn,
    mut session: AuthSession,
    Form(form): Form<PasswordForm>,
) -> Result<Response, WebError> {
    let errors = match set_password(&state, &visitor, &mut session, form).await? {
        Ok(()) => return Ok(Redirect::to(&with_query(&routes::Account, &[("done", "password")])).into_response()),
        Err(errors) => errors,
    };
    let page = account_page(&state, &visitor, &session, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Sets the password, ends the other sessions and keeps this one; or says what is wrong with the form.
async fn set_password(
    state: &AppState,
    visitor: &SignedIn,
    session: &mut AuthSession,
    form: PasswordForm,
) -> Result<Result<(), PasswordErrors>, WebError> {
    // Whoever sits down at an open browser guesses here, and not at the sign-in.
    let tried = visitor.user.name.to_lowercase();
    state.limits.sign_in_by_name.take(&tried).map_err(|wait| {
        let again = routes::Account.to_string();
        WebError::TooMany { what: msg!("account-password-too-many"), wait, again }
    })?;
    let mut errors = PasswordErrors::default();
    let typed = Credentials { name: visitor.user.name.clone(), password: form.present };
    if session.backend.authenticate(typed).await?.is_some() {
        state.limits.sign_in_by_name.give_back(&tried);
    } else {
        errors.present = Some(AuthError::PasswordWrong.message());
    }
    if !form.chosen.matches(&form.repeated) {
        errors.repeated = Some(msg!("account-password-differs"));
    }
    let chosen = match NewPassword::choose(form.chosen) {
        Ok(chosen) if errors.present.is_none() && errors.repeated.is_none() => chosen,
        Ok(_) => return Ok(Err(errors)),
        Err(error) => {
            errors.chosen = Some(error.message());
            return Ok(Err(errors));
        }
    };
    auth::set_password(&state.pool, visitor.user.id, chosen, this_session(session).as_ref()).await?;
    // This session was begun with the old password: it begins anew with the new one, under a new id.
    if let Some(user) = session.backend.get_user(&visitor.user.id).await? {
        session.session.cycle_id().await.map_err(anyhow::Error::from)?;
        session.login(&user).await?;
    }
    Ok(Ok(()))
}

async fn end_others(
    State(state): State<AppState>,
    visitor: SignedIn,
    session: AuthSession,
) -> Result<Redirect, WebError> {
    auth::end_other_sessions(&state.pool, visitor.user.id, this_session(&session).as_ref()).await?;
    Ok(Redirect::to(&with_query(&routes::Account, &[("done", "sessions")])))
}
