//! Wikis, and where their data end, as pages name them.

use crate::msg;
use crate::text::Arg;
use crate::wiki::{Timestamp, WikiName};

/// A wiki.
pub(super) fn site(wiki: &WikiName) -> Arg {
    Arg::Name(wiki.site())
}

/// Several wikis, to stand in a sentence.
pub(super) fn sites<'a>(wikis: impl IntoIterator<Item = &'a WikiName>) -> Vec<Arg> {
    wikis.into_iter().map(site).collect()
}

/// The last day in the data of some wikis; that of each, where they end on different ones. `ends`: each wiki and the
/// first instant about which its data know nothing.
pub(super) fn until<'a>(ends: impl Iterator<Item = (&'a WikiName, Timestamp)> + Clone) -> Option<Arg> {
    let (_, first) = ends.clone().next()?;
    if ends.clone().all(|(_, end)| end == first) {
        return Some(first.last_day());
    }
    let on = |(wiki, end): (&WikiName, Timestamp)| msg!("result-until-on", end.last_day(), site(wiki));
    Some(ends.map(|end| Arg::Message(on(end))).collect::<Vec<Arg>>().into())
}
