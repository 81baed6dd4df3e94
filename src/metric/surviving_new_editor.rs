//! `surviving_new_editor`: who registered themselves, edited, and was still editing later.

use super::new_editor::if_self_created;
use super::params::{COUNT_MAX, Kind, Param, Params};
use super::{Anchor, Clock, Column, Facts, Look, Measure, Metric, Period, Statement, Value, View, Window};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span};

/// A new editor (n edits in [registration, registration + t1)) with at least m edits in [registration + t2,
/// registration + t2 + t3).
#[derive(Debug)]
pub struct SurvivingNewEditor;

const fn length(name: &'static str, min: Span, default: &'static str, label: &'static str) -> Param {
    Param { name, kind: Kind::Length { min }, default, label, help: "param-trial-help" }
}

const SECOND: Span = Span::from_seconds(1);

static STATEMENT: Statement = Statement {
    name: "surviving_new_editor",
    aliases: &[],
    version: 1,
    label: "metric-surviving-new-editor-label",
    question: "metric-surviving-new-editor-question",
    about: "metric-surviving-new-editor-about",
    notes: "metric-surviving-new-editor-notes",
    params: &[
        Param::n("1"),
        Param {
            name: "m",
            kind: Kind::Count { min: 1, max: COUNT_MAX },
            default: "1",
            label: "param-m-label",
            help: "param-m-help",
        },
        length("t1", SECOND, "1d", "param-t1-label"),
        length("t2", Span::ZERO, "30d", "param-t2-label"),
        length("t3", SECOND, "30d", "param-t3-label"),
        Param::namespaces("all"),
    ],
    columns: &[Column::yes_or_no("surviving_new_editor", "metric-surviving-new-editor-column")],
    anchors: &[Anchor::Registration],
    t: None,
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for SurvivingNewEditor {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let words = |name| params.length(name).unwrap_or(Span::ZERO).words();
        let spans = Spans::of(params);
        let start = match period {
            Period::Clock { start, .. } => start.words(),
            Period::Fixed { .. } => Anchor::Registration.words(),
        };
        msg!(
            "metric-surviving-new-editor-definition",
            params.count("n"),
            params.namespaces().words(),
            words("t1"),
            start,
            params.count("m"),
            spans.wait.words(),
            spans.wait.plus(spans.trial).words()
        )
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let count = |name| usize::try_from(params.count(name)).unwrap_or(usize::MAX);
        Box::new(Staying { n: count("n"), m: count("m"), spans: Spans::of(params), namespaces: params.namespaces() })
    }
}

/// The three lengths: in which somebody becomes a new editor, until the trial, and of the trial.
#[derive(Clone, Copy)]
struct Spans {
    start: Span,
    wait: Span,
    trial: Span,
}

impl Spans {
    fn of(params: &Params) -> Self {
        let length = |name| params.length(name).unwrap_or(Span::ZERO);
        Self { start: length("t1"), wait: length("t2"), trial: length("t3") }
    }
}

struct Staying {
    n: usize,
    m: usize,
    spans: Spans,
    namespaces: NamespaceSet,
}

impl Measure for Staying {
    fn look(&self, clock: Clock) -> Look {
        let trial = clock.anchor.plus(self.spans.wait);
        let end = trial.plus(self.spans.trial).max(clock.anchor.plus(self.spans.start));
        Look { window: Window { start: clock.anchor, end }, over_at: end, open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let trial = view.anchor.plus(self.spans.wait);
        let within = |start, end| {
            let window = Window { start, end }.before(view.as_of);
            View { window, ..*view }.edits(&self.namespaces).count()
        };
        let began = within(view.anchor, view.anchor.plus(self.spans.start)) >= self.n;
        let stayed = within(trial, trial.plus(self.spans.trial)) >= self.m;
        vec![if_self_created(view, began && stayed)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::WindowOpen;
    use crate::metric::Value::{Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    fn self_created(mut person: Person) -> Person {
        person.account.self_created = Some(true);
        person
    }

    #[test]
    fn both_spans_need_their_edits() {
        let value = |edits: &[&str]| {
            let person = edits.iter().fold(Person::registered("2025-01-01"), |person, at| person.edit(at));
            ask("surviving_new_editor").row(&self_created(person)).values[0].clone()
        };
        assert_eq!(value(&["2025-01-01T10:00:00Z", "2025-01-31"]), Bool(true));
        assert_eq!(value(&["2025-01-01T10:00:00Z", "2025-03-01T23:59:59Z"]), Bool(true));
        assert_eq!(value(&["2025-01-01T10:00:00Z", "2025-01-30T23:59:59Z"]), Bool(false));
        assert_eq!(value(&["2025-01-01T10:00:00Z", "2025-03-02"]), Bool(false));
        assert_eq!(value(&["2025-01-02", "2025-01-31"]), Bool(false));
    }

    #[test]
    fn the_answer_is_known_when_the_trial_is_over_or_early() {
        let person = self_created(Person::registered("2025-01-01").edit("2025-01-01").edit("2025-02-01"));
        let early = ask("surviving_new_editor").as_of("2025-02-02").row(&person);
        assert_eq!((early.values[0].clone(), early.early), (Bool(true), true));
        let open = ask("surviving_new_editor").with("m", "2").as_of("2025-03-01").row(&person);
        assert_eq!(open.values[0], Undefined(WindowOpen));
        assert_eq!(ask("surviving_new_editor").with("m", "2").as_of("2025-03-02").row(&person).values[0], Bool(false));
    }
}
