//! `blocks`: how often an account was blocked, and whether it was banned.

use super::log::LogKind;
use super::params::{Kind, Param, Params};
use super::{Anchor, Column, ColumnKind, Combine, Facts, Measure, Metric, Period, Statement, Totals, Undefined};
use super::{Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{BlockEnd, BlockTerms, Span, Timestamp};

/// Blocks of the account in the window, and in what state they left it. A ban is an indefinite block of the whole wiki;
/// one that was laid before the window and was in force in it counts as a ban, and not as a block. A block is replaced by
/// the next one, and ends with its time or when it is lifted.
#[derive(Debug)]
pub struct Blocks;

/// When something happened in the window.
const fn moment(name: &'static str, label: &'static str, combine: Combine) -> Column {
    Column { kind: ColumnKind::Timestamp, combine, ..Column::sum(name, label) }
}

static STATEMENT: Statement = Statement {
    name: "blocks",
    aliases: &[],
    version: 1,
    label: "metric-blocks-label",
    question: "metric-blocks-question",
    about: "metric-blocks-about",
    notes: "metric-blocks-notes",
    params: &[Param {
        name: "include_partial",
        kind: Kind::Flag,
        default: "false",
        label: "param-include-partial-label",
        help: "param-include-partial-help",
    }],
    columns: &[
        Column::sum("block_count", "metric-blocks-column-blocks"),
        Column::sum("reblock_count", "metric-blocks-column-reblocks"),
        moment("first_block", "metric-blocks-column-first", Combine::Min),
        moment("last_block", "metric-blocks-column-last", Combine::Max),
        moment("first_ban", "metric-blocks-column-first-ban", Combine::Min),
        // A row whose window is open is no early yes: its number of blocks is not known yet.
        Column { settled_by_yes: false, ..Column::yes_or_no("banned", "metric-blocks-column-banned") },
        Column { settled_by_yes: false, ..Column::yes_or_no("blocked_at_end", "metric-blocks-column-blocked-at-end") },
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::LOG,
    rate: None,
};

impl Metric for Blocks {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        if params.flag("include_partial") {
            msg!("metric-blocks-definition-partial", period.words())
        } else {
            msg!("metric-blocks-definition", period.words())
        }
    }

    fn answer(&self, _params: &Params, period: &Period, totals: &Totals) -> Message {
        msg!("metric-blocks-answer", totals.yes, totals.judged, period.words())
    }

    fn sides(&self, _params: &Params) -> [&'static str; 2] {
        ["metric-blocks-yes", "metric-blocks-no"]
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Blocking { include_partial: params.flag("include_partial") })
    }
}

struct Blocking {
    include_partial: bool,
}

impl Blocking {
    fn counts(&self, terms: BlockTerms) -> bool {
        terms.sitewide || self.include_partial
    }

    /// Whether the last change before `end` still held in the second before it.
    fn holds(&self, last: Option<BlockTerms>, end: Timestamp) -> Value {
        match last.filter(|terms| self.counts(*terms)).map(|terms| terms.end) {
            None => Value::Bool(false),
            Some(BlockEnd::Never) => Value::Bool(true),
            Some(BlockEnd::At(over)) => Value::Bool(over >= end),
            Some(BlockEnd::Unknown) => Value::Undefined(Undefined::NotInSource),
        }
    }
}

impl Measure for Blocking {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let window = view.window;
        let (mut blocks, mut reblocks, mut banned) = (0, 0, false);
        let (mut first, mut last, mut first_ban) = (None, None, None);
        let mut in_force: Option<(BlockTerms, Timestamp)> = None;
        // A ban held from when it was laid to the next change, or to the end.
        let overlaps = |since: Timestamp, until: Timestamp| since.max(window.start) < until.min(window.end);
        for event in view.timeline.log_before(window.end) {
            let at = event.at();
            let next = match event.kind {
                LogKind::Block(terms) | LogKind::Reblock(terms) => Some(terms),
                LogKind::Unblock => None,
                LogKind::Upload => continue,
            };
            banned |= in_force.is_some_and(|(terms, since)| terms.is_ban() && overlaps(since, at));
            in_force = next.map(|terms| (terms, at));
            if at < window.start || next.is_none_or(|terms| !self.counts(terms)) {
                continue;
            }
            if next.is_some_and(BlockTerms::is_ban) {
                first_ban = first_ban.or(Some(at));
            }
            if matches!(event.kind, LogKind::Reblock(_)) {
                reblocks += 1;
            } else {
                blocks += 1;
                first = first.or(Some(at));
                last = Some(at);
            }
        }
        banned |= in_force.is_some_and(|(terms, since)| terms.is_ban() && overlaps(since, window.end));
        let moment = |at: Option<Timestamp>| at.map_or(Value::Undefined(Undefined::NotReached), Value::Time);
        vec![
            Value::Integer(blocks),
            Value::Integer(reblocks),
            moment(first),
            moment(last),
            moment(first_ban),
            Value::Bool(banned),
            self.holds(in_force.map(|(terms, _)| terms), window.end),
        ]
    }
}

#[cfg(test)]
mod tests;
