//! `kaplan_meier`: when accounts left, as far as the data tell. What a curve is drawn from.

use super::params::{Kind, Param, Params};
use super::{
    Anchor, Clock, Column, ColumnKind, Combine, Facts, Look, Measure, Metric, Period, Statement, Value, View, Window,
};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp};

/// An account leaves at the first activity e at or after the anchor (which counts as one) that no edit follows in
/// (e, e + gap). With H = as-of - gap: left at e - anchor where e <= H, else still there at H - anchor. An account whose
/// anchor lies after H is too new to say anything of; its row is open.
#[derive(Debug)]
pub struct KaplanMeier;

static STATEMENT: Statement = Statement {
    name: "kaplan_meier",
    aliases: &[],
    version: 1,
    label: "curve-kaplan-meier-label",
    question: "curve-kaplan-meier-question",
    about: "curve-kaplan-meier-about",
    notes: "curve-kaplan-meier-notes",
    params: &[
        Param {
            name: "gap",
            kind: Kind::Length { min: Span::from_seconds(1) },
            default: "90d",
            label: "param-leave-gap-label",
            help: "param-leave-gap-help",
        },
        Param::namespaces("all"),
    ],
    columns: &[
        Column { combine: Combine::None, settled_by_yes: false, ..Column::yes_or_no("left", "curve-column-left") },
        Column {
            kind: ColumnKind::Integer,
            combine: Combine::None,
            ..Column::sum("seconds", "curve-column-seconds").in_unit("seconds")
        },
    ],
    anchors: &[Anchor::Registration, Anchor::FirstEdit, Anchor::Event],
    t: None,
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for KaplanMeier {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let gap = params.length("gap").unwrap_or(Span::ZERO).words();
        let start = match period {
            Period::Clock { start, .. } => start.words(),
            Period::Fixed { .. } => Anchor::Registration.words(),
        };
        msg!("curve-kaplan-meier-definition", start, gap, params.namespaces().words())
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Leaving { gap: params.length("gap").unwrap_or(Span::ZERO), namespaces: params.namespaces() })
    }
}

struct Leaving {
    gap: Span,
    namespaces: NamespaceSet,
}

impl Measure for Leaving {
    fn look(&self, clock: Clock) -> Look {
        let window = Window { start: clock.anchor, end: Timestamp::MAX };
        Look { window, over_at: clock.anchor.plus(self.gap), open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let horizon = view.as_of.plus(Span::from_seconds(-self.gap.seconds()));
        let mut last = view.anchor;
        for edit in view.edits(&self.namespaces) {
            if edit.at().since(last) >= self.gap.seconds() {
                break;
            }
            last = edit.at();
        }
        let left = last <= horizon;
        let seconds = last.min(horizon).since(view.anchor);
        vec![Value::Bool(left), Value::Integer(seconds)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NoEdits, RegistrationUnknown, WindowOpen};
    use crate::metric::Value::{self, Bool, Integer, Undefined};
    use crate::metric::judge::Judge;
    use crate::metric::testing::Person;
    use crate::metric::{Frame, Selection};

    const DAY: i64 = 86_400;

    fn values(person: &Person, anchor: &str, as_of: &str) -> Vec<Value> {
        let given = [("gap", "30d"), ("anchor", anchor)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let asked = Selection::read("curve", &super::KaplanMeier, &given.into(), &Frame::default()).unwrap();
        let as_of = as_of.parse().unwrap();
        let resolved = asked.resolve("2001-01-01".parse().unwrap(), as_of).unwrap();
        Judge::new(&asked, resolved, as_of).rows(&person.timeline()).whole.values
    }

    #[test]
    fn somebody_leaves_at_the_last_edit_before_the_pause() {
        let person =
            Person::registered("2025-01-01").edit("2025-01-10").edit("2025-02-08T23:59:59Z").edit("2025-03-11");
        // 29 days, 23:59:59 after the first edit, and more than 30 days after the second.
        let left = DAY * 39 - 1;
        assert_eq!(values(&person, "registration", "2025-06-01"), [Bool(true), Integer(left)]);
        // A pause of exactly the gap is one.
        let exact = Person::registered("2025-01-01").edit("2025-01-31");
        assert_eq!(values(&exact, "registration", "2025-06-01"), [Bool(true), Integer(0)]);
        assert_eq!(values(&exact, "first_edit", "2025-06-01"), [Bool(true), Integer(0)]);
    }

    #[test]
    fn what_the_data_cannot_tell_yet_is_still_there_or_too_new() {
        let person = Person::registered("2025-01-01").edit("2025-01-20").edit("2025-02-10");
        // The horizon is as-of less the gap: a last edit exactly there has its whole pause in the data.
        assert_eq!(values(&person, "registration", "2025-03-12"), [Bool(true), Integer(40 * DAY)]);
        assert_eq!(values(&person, "registration", "2025-03-11T23:59:59Z"), [Bool(false), Integer(40 * DAY - 1)]);
        assert_eq!(values(&person, "registration", "2025-01-31"), [Bool(false), Integer(0)]);
        assert_eq!(values(&person, "registration", "2025-01-30T23:59:59Z"), vec![Undefined(WindowOpen); 2]);
        assert_eq!(values(&Person::unregistered(), "registration", "2026-01-01")[0], Undefined(RegistrationUnknown));
        assert_eq!(values(&Person::unregistered(), "first_edit", "2026-01-01")[0], Undefined(NoEdits));
    }
}
