//! What handlers read out of a request. What cannot be read is answered by our own error page, never by axum's text.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::error::WebError;
use crate::msg;

/// The fields of an address: `Path(CohortPage { cohort })`. An address that cannot be read names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        #[expect(clippy::disallowed_types, reason = "the one place that wraps it")]
        type Inner<T> = axum::extract::Path<T>;
        let Ok(inner) = Inner::<T>::from_request_parts(parts, state).await else { return Err(WebError::NotFound) };
        Ok(Self(inner.0))
    }
}

/// The query of an address; a name may stand several times and is then read into a `Vec`.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        match axum_extra::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(inner) => Ok(Self(inner.0)),
            Err(_) => Err(WebError::Unreadable(msg!("error-query"))),
        }
    }
}

/// A form that was sent; a name may stand several times and is then read into a `Vec`.
///
/// What people type is read as text here and checked in the handler, so that an error stands beside its field.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        use axum_extra::extract::FormRejection;

        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(inner) => Ok(Self(inner.0)),
            Err(FormRejection::RawFormRejection(rejection)) => Err(WebError::from_status(rejection.status())),
            Err(_) => Err(WebError::Unreadable(msg!("error-form"))),
        }
    }
}
