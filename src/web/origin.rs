//! The address by which a visitor reaches this site, for links that are copied out of it.

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;

use super::error::WebError;
use super::routes::Route;
use crate::app::AppState;

/// The beginning of this site's addresses: `https://metrics.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin(String);

impl Origin {
    /// The whole address of a page.
    pub(super) fn address(&self, route: &impl Route) -> String {
        format!("{}{route}", self.0)
    }
}

impl FromRequestParts<AppState> for Origin {
    type Rejection = WebError;

    /// As the site is configured; else as the browser says that it has asked, which only its own visitor reads.
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WebError> {
        if let Some(configured) = &state.config.base_url {
            return Ok(Self(configured.clone()));
        }
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let authority = parts.uri.authority().map(Authority::as_str).or(host);
        Ok(Self(authority.map(|authority| format!("http://{authority}")).unwrap_or_default()))
    }
}
