//! `retention`: who edits so long after the start.

use super::params::{Kind, Param, Params};
use super::{Anchor, Clock, Column, Facts, Look, Measure, Metric, Period, Statement, Undefined, Value, View, Window};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp};

/// For each mark k at least n edits: `within` in [anchor + k, anchor + k + width), `on_or_after` in [anchor + k, as-of).
/// Each mark is judged when its own time is over, so that the late ones do not hold up the early ones; a yes that is
/// certain before is not shown.
#[derive(Debug)]
pub struct Retention;

/// The marks, in days.
const MARKS: [i64; 6] = [7, 30, 60, 90, 180, 365];

const fn mark(name: &'static str, label: &'static str) -> Column {
    Column { settled_by_yes: false, ..Column::yes_or_no(name, label) }
}

static STATEMENT: Statement = Statement {
    name: "retention",
    aliases: &[],
    version: 1,
    label: "metric-retention-label",
    question: "metric-retention-question",
    about: "metric-retention-about",
    notes: "metric-retention-notes",
    params: &[
        Param {
            name: "mode",
            kind: Kind::Choice(&["within", "on_or_after"]),
            default: "within",
            label: "param-mode-label",
            help: "param-mode-help",
        },
        Param {
            name: "width",
            kind: Kind::Length { min: Span::from_seconds(1) },
            default: "30d",
            label: "param-width-label",
            help: "param-width-help",
        },
        Param::n("1"),
        Param::namespaces("all"),
    ],
    columns: &[
        mark("retained_7d", "metric-retention-column-7"),
        mark("retained_30d", "metric-retention-column-30"),
        mark("retained_60d", "metric-retention-column-60"),
        mark("retained_90d", "metric-retention-column-90"),
        mark("retained_180d", "metric-retention-column-180"),
        mark("retained_365d", "metric-retention-column-365"),
    ],
    anchors: &[Anchor::Registration, Anchor::FirstEdit, Anchor::Event],
    t: None,
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for Retention {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (n, place) = (params.count("n"), params.namespaces().words());
        let start = match period {
            Period::Clock { start, .. } => start.words(),
            Period::Fixed { .. } => Anchor::Registration.words(),
        };
        match width(params) {
            Some(width) => msg!("metric-retention-definition-within", n, place, width.words(), start),
            None => msg!("metric-retention-definition-after", n, place, start),
        }
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Returning { n, width: width(params), namespaces: params.namespaces() })
    }
}

/// How long each mark is looked at; `None`: as far as the data go.
fn width(params: &Params) -> Option<Span> {
    if params.word("mode") == "within" { params.length("width") } else { None }
}

struct Returning {
    n: usize,
    width: Option<Span>,
    namespaces: NamespaceSet,
}

impl Returning {
    fn at_mark(&self, view: &View<'_>, days: i64) -> Value {
        let start = view.anchor.plus(Span::days(days));
        let (end, judged_at) = match self.width {
            Some(width) => (start.plus(width), start.plus(width)),
            None => (Timestamp::MAX, start),
        };
        if judged_at > view.as_of {
            return Value::Undefined(Undefined::WindowOpen);
        }
        let window = Window { start, end }.before(view.as_of);
        let mark = View { window, ..*view };
        Value::Bool(mark.edits(&self.namespaces).nth(self.n - 1).is_some())
    }
}

impl Measure for Returning {
    fn look(&self, clock: Clock) -> Look {
        let last = clock.anchor.plus(Span::days(MARKS[MARKS.len() - 1]));
        let end = last.plus(self.width.unwrap_or(Span::ZERO));
        // Every mark has an end of its own.
        Look { window: Window { start: clock.anchor, end }, over_at: clock.anchor, open_ended: self.width.is_none() }
    }

    fn column_ends(&self, anchor: Timestamp) -> Vec<Timestamp> {
        let width = self.width.unwrap_or(Span::ZERO);
        MARKS.iter().map(|days| anchor.plus(Span::days(*days)).plus(width)).collect()
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        MARKS.iter().map(|days| self.at_mark(view, *days)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::WindowOpen;
    use crate::metric::Value::{self, Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    fn person() -> Person {
        // 7 days after the first edit to the second, and 30 + 30 days after it.
        Person::registered("2025-01-01").edit("2025-01-01").edit("2025-01-08").edit("2025-03-02")
    }

    fn open(marks: usize) -> Vec<Value> {
        vec![Undefined(WindowOpen); marks]
    }

    #[test]
    fn a_mark_takes_its_first_second_and_not_its_end() {
        let row = ask("retention").first_edit().row(&person());
        assert_eq!(row.values, [true, false, true, false, false, false].map(Bool));
        let wide = ask("retention").first_edit().with("width", "31d").row(&person());
        assert_eq!(wide.values[1], Bool(true));
    }

    #[test]
    fn each_mark_waits_for_its_own_end() {
        let row = ask("retention").as_of("2025-02-07").row(&person());
        assert_eq!((row.values[0].clone(), row.values[1..].to_vec()), (Bool(true), open(5)));
        // Known to the last when a year and the width are over.
        assert_eq!((row.over, row.known_at), (true, "2026-01-31".parse().ok()));
        assert_eq!(row.known_by_column[1], "2025-03-02".parse().unwrap());
        assert_eq!(ask("retention").as_of("2025-02-06T23:59:59Z").row(&person()).values, open(6));
        assert_eq!(ask("retention").as_of("2026-01-31").row(&person()).known_at, None);
    }

    #[test]
    fn on_or_after_looks_on_to_the_end_of_the_data() {
        let row = ask("retention").with("mode", "on_or_after").as_of("2025-03-03").row(&person());
        assert_eq!(row.values, [&[true, true, true].map(Bool)[..], &open(3)].concat());
        assert_eq!(row.followed, Some(61 * 86_400));
    }
}
