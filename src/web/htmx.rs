//! htmx: a page asks for a part of itself. Without JavaScript the same addresses give whole pages.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// How htmx behaves, as the `htmx-config` meta element says it: no evaluation, no scripts or styles of its own, no
/// other hosts, nothing kept in the browser's storage. An error answer takes the place of the page's content.
pub const CONFIG: &str = concat!(
    r#"{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"#,
    r#""historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":["#,
    r#"{"code":"204","swap":false},{"code":"[23]..","swap":true},"#,
    r##"{"code":"[45]..","swap":true,"error":true,"target":"#main","select":"#main","swapOverride":"outerHTML"}]}"##
);

/// Whether htmx asked, and so wants a part of the page only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Htmx(pub bool);

impl Htmx {
    /// Reads it off a request's headers. Going back in the history wants the whole page again.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let says = |name: &str| headers.get(name).is_some_and(|value| value == "true");
        Self(says("hx-request") && !says("hx-history-restore-request"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Htmx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}
