//! Wiki by wiki: what a result over several wikis says of the accounts of each.

use super::band::headline;
use super::measured::Measured;
use crate::metric::ColumnKind;
use crate::msg;
use crate::result::Head;
use crate::text::Message;
use crate::web::site::site;
use crate::wiki::WikiName;

/// The table of wikis.
pub(super) struct Wikis {
    /// The columns after the wiki and its accounts: the metrics.
    pub(super) metrics: Vec<Message>,
    /// The wikis, in the order of the request.
    pub(super) rows: Vec<Row>,
}

/// One wiki.
pub(super) struct Row {
    /// How people know it.
    pub(super) wiki: Message,
    /// Accounts that have a row.
    pub(super) accounts: Message,
    /// For each metric the figure by which it is quoted; `None` where nobody is judged.
    pub(super) figures: Vec<Option<Message>>,
}

impl Wikis {
    /// The wikis of a result; `None` where there is one.
    pub(super) fn of(head: &Head) -> Option<Self> {
        let several = head.data.len() > 1 && !head.metrics.is_empty();
        several.then(|| Self {
            metrics: Measured::all(head).iter().map(Measured::label).collect(),
            rows: head.data.iter().map(|data| Row::of(head, &data.wiki)).collect(),
        })
    }
}

impl Row {
    fn of(head: &Head, of: &WikiName) -> Self {
        let there = Head { metrics: head.metrics.iter().map(|metric| metric.on_wiki(of)).collect(), ..head.clone() };
        let accounts = there.metrics.first().and_then(|metric| metric.aggregates.first()).map_or(0, |one| one.accounts);
        Self {
            wiki: msg!("plain", site(of)),
            accounts: msg!("plain", accounts),
            figures: Measured::all(&there).iter().map(figure).collect(),
        }
    }
}

/// The figure by which a metric is quoted, over accounts.
fn figure(metric: &Measured<'_>) -> Option<Message> {
    let (column, summary) = metric.quoted_summary()?;
    if summary.judged == 0 {
        return None;
    }
    match summary.proportion().filter(|_| column.kind == ColumnKind::Boolean) {
        Some(share) => Some(msg!("result-wikis-share", share.positive, share.total)),
        None => headline(metric).map(|(figure, _)| figure),
    }
}
