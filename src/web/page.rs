//! What every page needs: the language, who looks at it, its title and its place among the others.

use std::sync::LazyLock;

use askama::filters::Safe;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use super::error::WebError;
use super::htmx::{self, Htmx};
use super::{assets, routes};
use crate::auth::{AuthSession, User};
use crate::msg;
use crate::text::{Arg, Language, Message};

/// English laid out from right to left: `?uselang=x-rtl` on any page shows how it will look, before there is a
/// translation.
static MIRRORED: LazyLock<Language> = LazyLock::new(|| Language::english().mirrored());

/// Whoever asks for a page, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language to speak.
    pub language: &'static Language,
    /// Who is signed in.
    pub user: Option<User>,
}

/// Somebody who is signed in. A handler that takes this is never reached by anybody else: they are asked to sign in,
/// and come back to where they wanted to go.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// The language to speak.
    pub language: &'static Language,
}

/// Entries of the bar on top of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    /// Your work.
    Work,
    /// What can be measured.
    Metrics,
    /// Wikis.
    Wikis,
    /// Help.
    Help,
    /// Your account.
    Account,
}

/// The part of a page that every template has: `page`.
#[derive(Clone, Debug)]
pub struct Page {
    language: &'static Language,
    title: Message,
    nav: Option<Nav>,
    user: Option<String>,
}

/// A whole number of any width: templates hand over what a field holds, or a reference to it.
pub trait WholeNumber {
    /// The number; one beyond 63 bits is the largest (no wiki counts that far).
    fn whole(&self) -> i64;
}

macro_rules! whole_numbers {
    ($($integer:ty),+) => {$(
        impl WholeNumber for $integer {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

whole_numbers!(i32, i64, u32, u64, usize);

impl<N: WholeNumber> WholeNumber for &N {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

impl Visitor {
    /// The visitor of a request, as far as it is known.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let user = parts.extensions.get::<AuthSession>().and_then(|session| session.user.clone());
        Self { language: language(parts.uri.query()), user }
    }

    /// A page for this visitor.
    #[must_use]
    pub fn page(&self, title: Message, nav: impl Into<Option<Nav>>) -> Page {
        let user = self.user.as_ref().map(|user| user.name.clone());
        Page { language: self.language, title, nav: nav.into(), user }
    }
}

impl SignedIn {
    /// A page for this visitor.
    #[must_use]
    pub fn page(&self, title: Message, nav: impl Into<Option<Nav>>) -> Page {
        Page { language: self.language, title, nav: nav.into(), user: Some(self.user.name.clone()) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let visitor = Visitor::of(parts);
        if let Some(user) = visitor.user {
            return Ok(Self { user, language: visitor.language });
        }
        // Only what can be asked for again is come back to.
        let htmx = Htmx::of(&parts.headers).0;
        let back = match parts.uri.path_and_query() {
            Some(here) if parts.method == Method::GET && !htmx => Some(here.as_str().to_owned()),
            _ => None,
        };
        Err(WebError::SignedOut { back, htmx })
    }
}

/// The language that `?uselang=` asks for; English, while it is the only one.
fn language(query: Option<&str>) -> &'static Language {
    let asked = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("uselang="));
    match asked.map(|code| percent_decode_str(code).decode_utf8_lossy()).as_deref() {
        Some("x-rtl") => &MIRRORED,
        _ => Language::english(),
    }
}

impl Page {
    /// The language of the page, for HTML's `lang`.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.language.code
    }

    /// The direction of the page, for HTML's `dir`.
    #[must_use]
    pub fn dir(&self) -> &'static str {
        self.language.direction.as_str()
    }

    /// The language itself, for what is made outside of templates.
    #[must_use]
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// The title in the window: "Your work – User Metrics".
    #[must_use]
    pub fn window_title(&self) -> String {
        self.text(&msg!("page-title", self.title.clone()))
    }

    /// The title on the page.
    #[must_use]
    pub fn title(&self) -> Safe<String> {
        self.html(&self.title)
    }

    /// A message without arguments, as text: also for attributes.
    #[must_use]
    pub fn say(&self, key: &'static str) -> String {
        self.text(&Message::new(key))
    }

    /// A message without arguments, as a label before a value: "Edits:".
    #[must_use]
    pub fn label(&self, key: &'static str) -> String {
        self.text(&msg!("page-label", Message::new(key)))
    }

    /// A message without arguments, as HTML: where it has emphasis.
    #[must_use]
    pub fn rich(&self, key: &'static str) -> Safe<String> {
        self.html(&Message::new(key))
    }

    /// A message as text: also for attributes.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        self.language.text(message)
    }

    /// A message as HTML: with emphasis and with names kept apart from the sentence around them.
    #[must_use]
    pub fn html(&self, message: &Message) -> Safe<String> {
        Safe(self.language.html(message))
    }

    /// A whole number.
    #[must_use]
    pub fn count(&self, count: impl WholeNumber) -> String {
        self.language.count(count.whole())
    }

    /// The address of a file under `static/`.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        assets::address(path)
    }

    /// Our own style sheets, in the order in which they build upon each other.
    #[must_use]
    pub const fn style_sheets(&self) -> [&'static str; 9] {
        [
            "css/base.css",
            "css/frame.css",
            "css/parts.css",
            "css/tables.css",
            "css/forms.css",
            "css/charts.css",
            "css/work.css",
            "css/ask.css",
            "css/result.css",
        ]
    }

    /// How htmx behaves.
    #[must_use]
    pub const fn htmx_config(&self) -> &'static str {
        htmx::CONFIG
    }

    /// Who is signed in.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Whether this is the page of an entry of the bar on top.
    #[must_use]
    pub fn at(&self, nav: Nav) -> bool {
        self.nav == Some(nav)
    }

    /// A link inside of a sentence: goes into a message as `$1`.
    #[must_use]
    pub fn link(&self, route: &impl routes::Route, words: &Message) -> Arg {
        link(self.language, &route.to_string(), words)
    }
}

/// A link inside of a sentence, to an address that a route has written.
pub(super) fn link(language: &Language, address: &str, words: &Message) -> Arg {
    let address =
        askama::filters::escape(address, askama::filters::Html).map_or_else(|_| String::new(), |safe| safe.to_string());
    Arg::Html(format!("<a href=\"{address}\">{}</a>", language.html(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Direction;

    #[test]
    fn a_page_can_be_looked_at_from_right_to_left() {
        assert_eq!(language(Some("a=b&uselang=x-rtl")).direction, Direction::Rtl);
        assert_eq!(language(Some("uselang=de")).direction, Direction::Ltr);
        assert_eq!(language(None).code, "en");
    }

    #[test]
    fn a_link_in_a_sentence_is_escaped() {
        let link = link(Language::english(), "/a?b=\"&c", &msg!("role-admin"));
        assert!(matches!(&link, Arg::Html(html) if html.starts_with("<a href=\"/a?b=&#34;&#38;c\">")), "{link:?}");
    }
}
