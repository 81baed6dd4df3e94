//! The rolling metrics: who is active at a moment T, looked at over the days before it. T is the end of the dates, or of
//! a slice.
//!
//! Five metrics share the two spans [T - 2u, T - u) and [T - u, T); each is one file that says who counts. Source: the
//! Wikimedia Foundation's definitions of editor classes, 2014.

pub(super) mod active_editor;
pub(super) mod new_active_editor;
pub(super) mod reactivated_editor;
pub(super) mod recurring_old_active_editor;
pub(super) mod surviving_new_active_editor;

use super::params::{Kind, Param, Params};
use super::{Anchor, Column, Facts, Look, Measure, Metric, Period, Statement, Undefined, Value, View, Window};
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp};

/// The parameters that the five share.
static PARAMS: [Param; 4] = [
    Param::n("5"),
    Param {
        name: "u",
        kind: Kind::Length { min: Span::from_seconds(1) },
        default: "30d",
        label: "param-u-label",
        help: "param-u-help",
    },
    Param::exclude_bots("true"),
    Param::namespaces("all"),
];

/// One of them: its statement, the message that defines it, and who counts.
#[derive(Debug)]
pub(super) struct RollingMetric {
    statement: &'static Statement,
    definition: &'static str,
    counts: fn(&Spans<'_>) -> Value,
}

impl Metric for RollingMetric {
    fn statement(&self) -> &'static Statement {
        self.statement
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        define(self.definition, params, period)
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Rolling { n, u: unit(params), namespaces: params.namespaces(), counts: self.counts })
    }
}

/// The statement of one of them.
const fn statement(name: &'static str, words: [&'static str; 4], columns: &'static [Column]) -> Statement {
    let [label, question, about, notes] = words;
    Statement {
        name,
        aliases: &[],
        version: 1,
        label,
        question,
        about,
        notes,
        params: &PARAMS,
        columns,
        anchors: &[Anchor::Activity],
        t: None,
        facts: Facts::NAMESPACE,
        rate: None,
    }
}

/// What a definition names: n, the pages, u, twice u, and T.
fn define(key: &'static str, params: &Params, period: &Period) -> Message {
    let u = unit(params);
    let end = match period {
        Period::Fixed { window, .. } if window.end.is_midnight() => {
            Message::new("moment-end-of-day").with(window.end.last_day())
        }
        Period::Fixed { window, .. } => Message::new("moment-before").with(window.end),
        Period::Clock { .. } => Message::new("moment-end-of-dates"),
    };
    Message::new(key)
        .with(params.count("n"))
        .with(params.namespaces().words())
        .with(u.words())
        .with(u.plus(u).words())
        .with(end)
}

fn unit(params: &Params) -> Span {
    params.length("u").unwrap_or(Span::ZERO)
}

/// What an account did in the two spans before T.
struct Spans<'a> {
    view: &'a View<'a>,
    /// T - 2u.
    first: Timestamp,
    /// T - u.
    second: Timestamp,
    /// At least n edits in [T - 2u, T - u).
    active_before: bool,
    /// At least n edits in [T - u, T).
    active: bool,
}

impl Spans<'_> {
    /// Whether the account was registered before an instant; an earlier edit settles it where nobody knows when.
    fn registered_before(&self, instant: Timestamp) -> Option<bool> {
        let account = self.view.timeline.account;
        match account.registration {
            Some(at) => Some(at < instant),
            None => account.first_edit.is_some_and(|first| first < instant).then_some(true),
        }
    }

    /// Whether the account registered itself in a window, if the edits make that matter.
    fn self_created_in(&self, window: Window, edits: bool) -> Value {
        let account = self.view.timeline.account;
        let registered = match account.registration {
            Some(at) => Some(window.contains(at)),
            None => (self.registered_before(window.start) == Some(true)).then_some(false),
        };
        match (registered, account.self_created) {
            _ if !edits => Value::Bool(false),
            (Some(false), _) | (_, Some(false)) => Value::Bool(false),
            (Some(true), Some(true)) => Value::Bool(true),
            (Some(true), None) => Value::Undefined(Undefined::NotInSource),
            (None, _) => Value::Undefined(Undefined::RegistrationUnknown),
        }
    }

    /// Whether the account was registered before an instant, if the edits make that matter.
    fn old(&self, instant: Timestamp, edits: bool) -> Value {
        match self.registered_before(instant) {
            _ if !edits => Value::Bool(false),
            Some(before) => Value::Bool(before),
            None => Value::Undefined(Undefined::RegistrationUnknown),
        }
    }
}

/// A rolling metric ready to measure.
struct Rolling {
    n: usize,
    u: Span,
    namespaces: NamespaceSet,
    counts: fn(&Spans<'_>) -> Value,
}

impl Measure for Rolling {
    fn look_fixed(&self, window: Window, _asked_end: Timestamp) -> Look {
        let back = Span::from_seconds(-self.u.seconds());
        let start = window.end.plus(back).plus(back);
        Look { window: Window { start, end: window.end }, over_at: window.end, open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let second = view.window.start.plus(self.u);
        let active = |start, end| {
            let span = View { window: Window { start, end }, ..*view };
            span.edits(&self.namespaces).nth(self.n - 1).is_some()
        };
        vec![(self.counts)(&Spans {
            view,
            first: view.window.start,
            second,
            active_before: active(view.window.start, second),
            active: active(second, view.window.end),
        })]
    }
}

#[cfg(test)]
mod tests;
