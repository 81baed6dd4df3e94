//! An example for somebody who has no result yet: invented people, in the words of a real result.

use std::collections::BTreeMap;

use super::answer::{Group, groups};
use crate::chart::Strip;
use crate::metric::{Frame, Period, Selection, Totals, registry};
use crate::text::Message;

/// The people of the example, by what would be known of them.
const PEOPLE: Strip = Strip { yes: 12, no: 21, early: 0, open: 12, unlisted: 0 };

/// What a result says first.
pub(in crate::web) struct Example {
    /// The sentence.
    pub(in crate::web) sentence: Message,
    /// Everybody drawn once.
    pub(in crate::web) groups: Vec<Group>,
}

impl Example {
    /// The example. `None` where there is no such metric any more.
    pub(in crate::web) fn new() -> Option<Self> {
        let metric = registry::find("survival")?;
        let given = [("anchor", "first_edit"), ("t", "30d")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let asked = Selection::read("example", metric, &BTreeMap::from(given), &Frame::default()).ok()?;
        let period = Period::Clock { start: asked.window.starts(), offset: asked.window.offset, t: asked.window.t };
        let totals = Totals { judged: PEOPLE.yes + PEOPLE.no, yes: PEOPLE.yes, ..Totals::default() };
        let sentence = metric.answer(&asked.params, &period, &totals);
        Some(Self { sentence, groups: groups(PEOPLE, metric.sides(&asked.params), &asked.params.namespaces()) })
    }
}
