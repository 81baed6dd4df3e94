//! Errors as pages: what happened, what to do, and a reference under which the cause stands in the log.
//!
//! Handlers and layers answer with a [`WebError`], which is an empty answer with the error attached. The one place
//! that gives it words is [`pages`], around everything else: there the visitor, the reference and the cause meet.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::layers::Reference;
use super::page::{Page, Visitor};
use super::routes::{self, with_query};
use crate::auth::AuthError;
use crate::cohort::store::DRAFT_DAYS;
use crate::engine::EngineError;
use crate::job::SubmitError;
use crate::msg;
use crate::result::forget::ForgetError;
use crate::source::SourceError;
use crate::text::Message;
use crate::wiki::Span;

/// Why a request is not answered as it was asked.
#[derive(Clone, Debug)]
pub enum WebError {
    /// There is nothing at this address, or nothing that this visitor may see.
    NotFound,
    /// The request cannot be read; the sentence says what is wrong with it.
    Unreadable(Message),
    /// Nobody is signed in.
    SignedOut {
        /// Where to come back to.
        back: Option<String>,
        /// Whether htmx asked.
        htmx: bool,
    },
    /// Signed in, but not allowed to.
    Forbidden,
    /// The form was sent from another site.
    CrossSite,
    /// The address cannot be asked in this way.
    WrongMethod,
    /// More was sent than is taken.
    TooLarge,
    /// Too often. The message says of what; `wait` is how long until it may be tried again.
    TooMany {
        /// What there was too much of.
        what: Message,
        /// How long until it may be tried again.
        wait: Duration,
        /// The page from which it may be tried again.
        again: String,
    },
    /// A list of names that was never saved is not there any more, or never was.
    NoDraft,
    /// It took too long.
    TooSlow,
    /// A source of data failed, and says so to people.
    Source(Arc<SourceError>),
    /// Something inside failed; people read only that it did.
    Failed(Arc<anyhow::Error>),
}

impl WebError {
    /// The error that an answer of a layer stands for.
    pub(super) fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
                Self::TooSlow
            }
            status if status.is_client_error() => Self::Unreadable(msg!("error-form")),
            status => Self::Failed(Arc::new(anyhow::anyhow!("a layer answered {status}"))),
        }
    }

    /// Writes down the cause of a failure that is ours, once: here it is known which request it broke.
    fn log_cause(&self) {
        match self {
            Self::Failed(cause) => tracing::error!(cause = format!("{cause:#}"), "a request failed"),
            Self::Source(error) => {
                let cause = error.cause.as_ref().map(ToString::to_string);
                tracing::error!(%error, cause, "a source failed");
            }
            _ => {}
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoDraft => StatusCode::NOT_FOUND,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::Source(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> Message {
        match self {
            Self::NotFound => msg!("error-not-found-title"),
            Self::NoDraft => msg!("error-no-draft-title"),
            Self::Unreadable(_) | Self::WrongMethod => msg!("error-unreadable-title"),
            Self::SignedOut { .. } => msg!("error-signed-out-title"),
            Self::Forbidden => msg!("error-forbidden-title"),
            Self::CrossSite => msg!("error-cross-site-title"),
            Self::TooLarge => msg!("error-too-large-title"),
            Self::TooMany { .. } => msg!("error-too-many-title"),
            Self::TooSlow => msg!("error-too-slow-title"),
            Self::Source(_) | Self::Failed(_) => msg!("error-failed-title"),
        }
    }

    /// Where to go from here, for somebody who is signed in or not.
    fn onward(&self, signed_in: bool) -> Vec<(String, Message)> {
        let first = match self {
            Self::SignedOut { .. } => return vec![(routes::SignIn.to_string(), msg!("nav-sign-in"))],
            Self::TooMany { again, .. } => Some((again.clone(), msg!("error-try-again"))),
            Self::NoDraft => Some((routes::CohortNew.to_string(), msg!("start-upload"))),
            _ => None,
        };
        let to_start = (routes::Start.to_string(), msg!("error-to-start"));
        let to_start = (signed_in || first.is_none()).then_some(to_start);
        first.into_iter().chain(to_start).collect()
    }

    /// What happened and what to do.
    fn sentence(&self) -> Message {
        match self {
            Self::NotFound => msg!("error-not-found"),
            Self::NoDraft => msg!("error-no-draft", DRAFT_DAYS),
            Self::Unreadable(what) => what.clone(),
            Self::SignedOut { .. } => msg!("error-signed-out"),
            Self::Forbidden => msg!("error-forbidden"),
            Self::CrossSite => msg!("error-cross-site"),
            Self::WrongMethod => msg!("error-wrong-method"),
            Self::TooLarge => msg!("error-too-large"),
            Self::TooMany { what, wait, .. } => msg!("error-too-many", what.clone(), in_words(*wait)),
            Self::TooSlow => msg!("error-too-slow"),
            Self::Source(error) => error.message.clone(),
            Self::Failed(_) => msg!("error-failed"),
        }
    }
}

/// How long to wait, in whole seconds or minutes: never too short.
fn in_words(wait: Duration) -> Message {
    let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(i64::from(wait.subsec_nanos() > 0));
    let rounded = if seconds > 90 { seconds.saturating_add(59) / 60 * 60 } else { seconds };
    Span::from_seconds(rounded).words()
}

impl From<SubmitError> for WebError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Engine(EngineError::Request(error)) => Self::Unreadable(error.message),
            SubmitError::Engine(EngineError::Source(error)) => error.into(),
            SubmitError::Engine(error) => anyhow::Error::from(error).into(),
            SubmitError::Broken(error) => error.into(),
        }
    }
}

impl From<anyhow::Error> for WebError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(Arc::new(error))
    }
}

impl From<sqlx::Error> for WebError {
    fn from(error: sqlx::Error) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<ForgetError> for WebError {
    fn from(error: ForgetError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<AuthError> for WebError {
    fn from(error: AuthError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<axum_login::Error<crate::auth::Users>> for WebError {
    fn from(error: axum_login::Error<crate::auth::Users>) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<SourceError> for WebError {
    fn from(error: SourceError) -> Self {
        Self::Source(Arc::new(error))
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match &self {
            Self::SignedOut { back: Some(back), .. } => {
                let from_start = *back == routes::Start.to_string();
                let next = [("next", back.as_str())];
                let address = with_query(&routes::SignIn, if from_start { &[] } else { &next });
                return Redirect::to(&address).into_response();
            }
            // htmx follows this header to the whole page.
            Self::SignedOut { htmx: true, .. } => {
                return (StatusCode::UNAUTHORIZED, [("hx-redirect", routes::SignIn.to_string())]).into_response();
            }
            _ => {}
        }
        let mut response = self.status().into_response();
        if let Self::TooMany { wait, .. } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().saturating_add(1)));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    sentence: Message,
    /// Shown where somebody who looks after the site can find more in the log.
    reference: Option<Message>,
    /// Where to go from here.
    onward: Vec<(String, Message)>,
}

/// Remembers who asked on answers that are errors, for [`pages`], which stands where nobody knows any more.
pub(super) async fn remember_visitor(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if !response.status().is_success() {
        response.extensions_mut().insert(visitor);
    }
    response
}

/// Gives errors their words, and logs the causes of those that are ours.
pub(super) async fn pages(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let stranger = Visitor { user: None, ..Visitor::of(&parts) };
    let reference = parts.extensions.get::<Reference>().cloned().unwrap_or_default();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if !is_wordless_error(&response) {
        return response;
    }
    let status = response.status();
    let error = response.extensions_mut().remove::<WebError>().unwrap_or_else(|| WebError::from_status(status));
    error.log_cause();
    let visitor = response.extensions_mut().remove::<Visitor>().unwrap_or(stranger);
    let page = ErrorPage {
        page: visitor.page(error.title(), None),
        sentence: error.sentence(),
        reference: status.is_server_error().then(|| msg!("error-reference", reference.0)),
        onward: error.onward(visitor.user.is_some()),
    };
    let (mut head, _) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    let (shown, body) = page.into_response().into_parts();
    head.headers.extend(shown.headers);
    if shown.status.is_server_error() {
        head.status = shown.status;
    }
    Response::from_parts(head, Body::new(body))
}

/// An error answer that nobody gave a page: from a [`WebError`], or from a layer.
fn is_wordless_error(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    (status.is_client_error() || status.is_server_error()) && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}
