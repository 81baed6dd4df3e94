//! Addresses of this site, as types: a link is written from the same type that its handler reads, so that none can
//! point nowhere.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::platform::ids::{CohortId, RunId};

/// Letters that a part of a path or a query need not escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An address of this site.
pub trait Route: fmt::Display {
    /// The path as the router matches it.
    const PATTERN: &'static str;
}

/// Declares addresses: `Name = "/path";` or `Name { field: Type } = "/path/{field}";`.
macro_rules! routes {
    ($($(#[$meta:meta])* $name:ident $({ $($field:ident : $type:ty),+ })? = $pattern:literal;)+) => {
        $(routes!(@one $(#[$meta])* $name $({ $($field : $type),+ })? = $pattern);)+

        /// The patterns of all addresses.
        pub const ALL: &[&str] = &[$($pattern),+];
    };
    (@one $(#[$meta:meta])* $name:ident = $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        routes!(@impl $name [] = $pattern);
    };
    (@one $(#[$meta:meta])* $name:ident { $($field:ident : $type:ty),+ } = $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize)]
        pub struct $name {
            $(
                #[doc = concat!("The `", stringify!($field), "` of the address.")]
                pub $field: $type,
            )+
        }
        routes!(@impl $name [$($field),+] = $pattern);
    };
    (@impl $name:ident [$($field:ident),*] = $pattern:literal) => {
        impl Route for $name {
            const PATTERN: &'static str = $pattern;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let values: &[(&str, &dyn fmt::Display)] = &[$((stringify!($field), &self.$field)),*];
                fill(Self::PATTERN, values, f)
            }
        }
    };
}

routes! {
    /// Your work: cohorts, runs and results.
    Start = "/";
    /// The form to sign in.
    SignIn = "/sign-in";
    /// Where the form to sign out is sent.
    SignOut = "/sign-out";
    /// Your account.
    Account = "/account";
    /// Where a new password is sent.
    AccountPassword = "/account/password";
    /// Where the wish to end other sessions is sent.
    AccountSessions = "/account/sessions";
    /// The form for a new list of names.
    CohortNew = "/cohorts/new";
    /// One cohort.
    Cohort { cohort: CohortId } = "/c/{cohort}";
    /// Check the names of a list that is not saved yet.
    CohortReview { cohort: CohortId } = "/c/{cohort}/review";
    /// The form to change a list.
    CohortEdit { cohort: CohortId } = "/c/{cohort}/edit";
    /// Where the wish to look everybody up again is sent.
    CohortCheck { cohort: CohortId } = "/c/{cohort}/check";
    /// The question whether to delete a cohort.
    CohortDelete { cohort: CohortId } = "/c/{cohort}/delete";
    /// The people of a cohort as a file.
    CohortPeople { cohort: CohortId } = "/c/{cohort}/people.csv";
    /// What became of every line, as a file.
    CohortLines { cohort: CohortId } = "/c/{cohort}/lines.csv";
    /// The questions about a cohort, and where they are sent.
    Ask { cohort: CohortId } = "/c/{cohort}/ask";
    /// What the page of questions asks for while somebody fills it in.
    AskLive { cohort: CohortId } = "/c/{cohort}/ask/live";
    /// The runs that are not over, as a part of the start page.
    Runs = "/runs";
    /// A run: how far it is, or how it ended.
    Run { run: RunId } = "/runs/{run}";
    /// Where the wish to stop a run is sent.
    RunStop { run: RunId } = "/runs/{run}/stop";
    /// Where the wish to ask the same again is sent.
    RunAgain { run: RunId } = "/runs/{run}/again";
    /// A result.
    Result { id: String } = "/r/{id}";
    /// Where the wish to ask the question of a result again is sent.
    ResultAgain { id: String } = "/r/{id}/again";
    /// The rows of a result, as a table for spreadsheets.
    ResultRows { id: String } = "/r/{id}/rows.csv";
    /// The question whether to delete a result.
    ResultDelete { id: String } = "/r/{id}/delete";
    /// The whole result, as JSON.
    ResultDocument { id: String } = "/r/{id}/result.json";
    /// What others see of a result, before and after there is a link; and where the wish for a link is sent.
    ResultShare { id: String } = "/r/{id}/share";
    /// Where the wish to close the link is sent.
    ResultShareClose { id: String } = "/r/{id}/share/close";
    /// A result for whoever has the link.
    Share { token: String } = "/share/{token}";
    /// Its totals as JSON.
    ShareDocument { token: String } = "/share/{token}/totals.json";
    /// Its totals as a table for spreadsheets.
    ShareTable { token: String } = "/share/{token}/totals.csv";
    /// What can be measured.
    Metrics = "/metrics";
    /// The wikis that are loaded.
    Wikis = "/wikis";
    /// Help.
    Help = "/help";
    /// Whether the server lives.
    Health = "/healthz";
    /// A file of the site's look.
    Asset { hash: String, path: AssetPath } = "/assets/{hash}/{*path}";
}

/// The path of an asset inside `static/`: several parts of an address.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct AssetPath(pub String);

impl fmt::Display for AssetPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a pattern with its fields filled in. A `{*field}` keeps its slashes.
fn fill(pattern: &str, values: &[(&str, &dyn fmt::Display)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        f.write_str(before)?;
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let (name, whole) = name.strip_prefix('*').map_or((name, false), |name| (name, true));
        if let Some((_, value)) = values.iter().find(|(field, _)| *field == name) {
            let value = value.to_string();
            let parts: Vec<&str> = if whole { value.split('/').collect() } else { vec![&value] };
            for (place, part) in parts.iter().enumerate() {
                f.write_str(if place > 0 { "/" } else { "" })?;
                fmt::Display::fmt(&utf8_percent_encode(part, ESCAPED), f)?;
            }
        }
        rest = after;
    }
    f.write_str(rest)
}

/// A text as a part of an address or of a header.
pub(super) fn encoded(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, ESCAPED)
}

/// An address with a query: `with_query(&SignIn, &[("next", "/help")])`.
#[must_use]
pub fn with_query(route: &impl Route, pairs: &[(&str, &str)]) -> String {
    let mut address = route.to_string();
    for (place, (name, value)) in pairs.iter().enumerate() {
        address.push(if place == 0 { '?' } else { '&' });
        address.extend(utf8_percent_encode(name, ESCAPED));
        address.push('=');
        address.extend(utf8_percent_encode(value, ESCAPED));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_in_and_escaped() {
        assert_eq!(Help.to_string(), "/help");
        let asset = Asset { hash: "a/b".to_owned(), path: AssetPath("vendor/é x.css".to_owned()) };
        assert_eq!(asset.to_string(), "/assets/a%2Fb/vendor/%C3%A9%20x.css");
        assert_eq!(with_query(&SignIn, &[("next", "/help?a=b&c")]), "/sign-in?next=%2Fhelp%3Fa%3Db%26c");
    }

    #[test]
    fn no_two_addresses_are_the_same() {
        let mut sorted = ALL.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), ALL.len());
    }
}
