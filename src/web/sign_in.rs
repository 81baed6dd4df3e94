//! Signing in and out.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::client::Client;
use super::error::WebError;
use super::extract::{Form, Query};
use super::form::Field;
use super::page::{Page, Visitor};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::auth::{AuthSession, Credentials, Password};
use crate::msg;
use crate::text::{Arg, Message};

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::SignIn::PATTERN, get(show).post(submit)).route(routes::SignOut::PATTERN, post(sign_out))
}

#[derive(Template, WebTemplate)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    name: Field,
    password: Field,
    next: String,
    error: Option<Message>,
}

impl SignInPage {
    fn new(visitor: &Visitor, name: String, next: String, error: Option<Message>) -> Self {
        Self {
            page: visitor.page(msg!("sign-in-title"), None),
            name: Field::text("name", "sign-in-name", name).autocomplete("username"),
            password: Field::password("password", "sign-in-password", "current-password"),
            next,
            error,
        }
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct SignInForm {
    #[serde(default)]
    name: String,
    password: Password,
    #[serde(default)]
    next: String,
}

async fn show(visitor: Visitor, Query(Next { next }): Query<Next>) -> Response {
    if visitor.user.is_some() {
        return Redirect::to(&safe_next(&next)).into_response();
    }
    SignInPage::new(&visitor, String::new(), next, None).into_response()
}

async fn submit(
    State(state): State<AppState>,
    Client(address): Client,
    visitor: Visitor,
    mut session: AuthSession,
    Form(form): Form<SignInForm>,
) -> Result<Response, WebError> {
    let SignInForm { name, password, next } = form;
    let again = |name, next, error| {
        let page = SignInPage::new(&visitor, name, next, Some(error));
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if name.trim().is_empty() || password.is_empty() {
        return again(name, next, msg!("sign-in-empty"));
    }
    // The name first: whoever tries many passwords for one name uses up that name's attempts only.
    let tried = name.trim().to_lowercase();
    let too_many = |what, wait| WebError::TooMany { what, wait, again: routes::SignIn.to_string() };
    state.limits.sign_in_by_name.take(&tried).map_err(|wait| {
        let what = msg!("sign-in-too-many-by-name", Arg::Name(name.trim().to_owned()));
        too_many(what, wait)
    })?;
    let by_address = state.limits.sign_in_by_address.take(&address);
    by_address.map_err(|wait| too_many(msg!("sign-in-too-many-by-address"), wait))?;

    let typed = Credentials { name: name.clone(), password };
    let Some(user) = session.authenticate(typed).await? else {
        return again(name, next, msg!("sign-in-wrong"));
    };
    // Only attempts that fail count for a name.
    state.limits.sign_in_by_name.give_back(&tried);
    if session.user.is_some() {
        session.logout().await?;
    }
    session.login(&user).await?;
    Ok(Redirect::to(&safe_next(&next)).into_response())
}

async fn sign_out(mut session: AuthSession) -> Result<Redirect, WebError> {
    session.logout().await?;
    Ok(Redirect::to(&routes::SignIn.to_string()))
}

/// Where to go after signing in: a page of this site, whatever the address says.
fn safe_next(next: &str) -> String {
    // Browsers read `//host` and `/\host` as another host, and drop control characters before they look.
    let path = next.starts_with('/') && !next[1..].starts_with(['/', '\\']) && !next.contains(['\\', '\t', '\n', '\r']);
    let readable = next.is_ascii() && next.parse::<Uri>().is_ok_and(|uri| uri.host().is_none());
    let loops = next.starts_with(routes::SignIn::PATTERN);
    if path && readable && !loops { next.to_owned() } else { routes::Start.to_string() }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in ["/", "/metrics", "/results/um-1?view=people#x", "/a//b"] {
            assert_eq!(safe_next(next), next);
        }
        for next in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/\t/evil.example",
            "/a b",
            "/é",
            "javascript:alert(1)",
            "/sign-in?next=/sign-in",
        ] {
            assert_eq!(safe_next(next), "/", "{next:?}");
        }
    }
}
