//! What stands around every page: a reference, a log line, headers, limits, and who is signed in.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::error::{self, WebError};
use super::routes::{self, Route as _};
use super::{assets, families};
use crate::app::AppState;
use crate::auth::AuthSession;

/// How much a form may hold. A page that takes more (a list of names) says so on its own route, with axum's
/// `DefaultBodyLimit`.
const FORM_LIMIT: usize = 64 * 1024;

/// How long an answer may take. What takes longer belongs into the queue.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// Everything comes from this site, but for the icons that Codex keeps in its style sheet.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                                       form-action 'self'; frame-ancestors 'none'";

/// Every page of the site, ready to serve.
///
/// # Errors
///
/// The base address in the configuration cannot be an origin.
pub fn router(state: AppState) -> anyhow::Result<Router> {
    let pages = families()
        .fallback(async || WebError::NotFound)
        .method_not_allowed_fallback(async || WebError::WrongMethod)
        .layer(from_fn_with_state(state.clone(), stay_signed_in))
        .layer(from_fn(error::remember_visitor))
        .layer(state.auth_layer());
    let site = Router::new().merge(pages).merge(assets::router()).route(routes::Health::PATTERN, get(health));
    Ok(around(site, &state)?.with_state(state))
}

/// Puts around everything what every answer needs. The last layer is the outermost.
fn around(site: Router<AppState>, state: &AppState) -> anyhow::Result<Router<AppState>> {
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &state.config.base_url {
        csrf = csrf.add_trusted_origin(origin)?;
    }
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered).on_failure(());
    Ok(site
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(csrf.with_rejection_response(|_| WebError::CrossSite.into_response()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(error::pages))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), headers))
        .layer(trace)
        .layer(from_fn(refer)))
}

/// What a person can say to whoever looks after the site, to find a request in the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Reference(pub String);

/// Gives a request its reference. One that comes with it is not taken over: it would be a stranger's text in our log.
async fn refer(mut request: Request, next: Next) -> Response {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    let mut random = [0; 10];
    // Without randomness the reference is no help, and nothing else is lost.
    let _ = OsRng.try_fill_bytes(&mut random);
    let reference: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    request.extensions_mut().insert(Reference(reference.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// The path but never the query (people type into it), and no header: nothing here is a secret.
fn span(request: &Request) -> tracing::Span {
    let reference = request.extensions().get::<Reference>().map(|reference| reference.0.as_str());
    tracing::info_span!("request", reference, method = %request.method(), path = logged(request.uri().path()))
}

/// A path without what opens it to others: who reads the log must not be able to follow a link to a result.
fn logged(path: &str) -> &str {
    let begins = |pattern: &'static str| pattern.split('{').next().is_some_and(|begin| path.starts_with(begin));
    if begins(routes::Share::PATTERN) { routes::Share::PATTERN } else { path }
}

fn answered(response: &Response, took: Duration, _: &tracing::Span) {
    let status = response.status().as_u16();
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if response.headers().get(header::CACHE_CONTROL).is_some_and(|kept| kept.as_bytes().starts_with(b"public")) {
        tracing::debug!(status, milliseconds, "answered");
    } else {
        tracing::info!(status, milliseconds, "answered");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    WebError::from(anyhow::anyhow!("a handler panicked: {said}")).into_response()
}

/// Sets what every answer says: pages, files and errors alike.
async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let trusted = is_trusted_by_browsers(&state, &request);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    // Under `no-referrer` a browser sends `Origin: null` with a form, and only `Sec-Fetch-Site` still tells that the form
    // is ours; where that is not sent either, `same-origin` keeps addresses just as well from other sites, and keeps
    // `Origin`.
    let referrer = if trusted { "no-referrer" } else { "same-origin" };
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static(referrer));
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if trusted {
        let name = HeaderName::from_static("cross-origin-opener-policy");
        headers.insert(name, HeaderValue::from_static("same-origin"));
    }
    // People's lists do not stay in the browser of a shared computer.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether browsers trust the way to this site: TLS, or this machine's own names. Elsewhere they send no
/// `Sec-Fetch-Site` and heed fewer headers.
fn is_trusted_by_browsers(state: &AppState, request: &Request) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = request.uri().authority().cloned().or_else(|| host.and_then(|host| host.parse().ok()));
    let name = authority.as_ref().map_or("", Authority::host);
    let here = name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || name.starts_with("127.");
    state.config.is_https() || here
}

/// Moves the end of a session on, once a day that it is used: the session is written again when this changes it.
async fn stay_signed_in(State(state): State<AppState>, session: AuthSession, request: Request, next: Next) -> Response {
    if session.user.is_some() {
        let today = state.clock.unix().div_euclid(86_400);
        if let Err(error) = session.session.insert("seen", today).await {
            tracing::warn!(%error, "a session could not be moved on");
        }
    }
    next.run(request).await
}

/// Says that the server lives and reaches its database.
async fn health(State(state): State<AppState>) -> Result<&'static str, WebError> {
    state.pool.acquire().await?;
    Ok("ok\n")
}

#[cfg(test)]
mod tests;
