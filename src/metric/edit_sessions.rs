//! `edit_sessions`: how often an account sat down to edit, and for how long.

use super::params::{Kind, Param, Params};
use super::{
    Anchor, Column, ColumnKind, Combine, Counted, Facts, Measure, Metric, Period, Statement, Undefined, Value, View,
};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Zone};

/// Runs of edits with no pause longer than `gap`. Each is taken to have started `lead_in` before its first edit, even
/// where that lies before the window.
///
/// Source: R. S. Geiger and A. Halfaker, "Using edit sessions to measure participation in Wikipedia", CSCW 2013.
#[derive(Debug)]
pub struct EditSessions;

static STATEMENT: Statement = Statement {
    name: "edit_sessions",
    aliases: &[],
    version: 1,
    label: "metric-edit-sessions-label",
    question: "metric-edit-sessions-question",
    about: "metric-edit-sessions-about",
    notes: "metric-edit-sessions-notes",
    params: &[
        Param {
            name: "gap",
            kind: Kind::Length { min: Span::from_seconds(1) },
            default: "1h",
            label: "param-gap-label",
            help: "param-gap-help",
        },
        Param {
            name: "lead_in",
            kind: Kind::Length { min: Span::ZERO },
            default: "430s",
            label: "param-lead-in-label",
            help: "param-lead-in-help",
        },
        Param::namespaces("all"),
    ],
    columns: &[
        Column { combine: Combine::None, ..Column::sum("sessions", "metric-edit-sessions-column-sessions") },
        Column {
            kind: ColumnKind::Number,
            combine: Combine::None,
            ..Column::sum("hours_editing", "metric-edit-sessions-column-hours").in_unit("hours")
        },
        Column {
            kind: ColumnKind::Number,
            combine: Combine::None,
            ..Column::sum("edits_per_session", "metric-edit-sessions-column-edits")
        },
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for EditSessions {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let words = |name| params.length(name).unwrap_or(Span::ZERO).words();
        let (place, when) = (params.namespaces().words(), period.words());
        msg!("metric-edit-sessions-definition", place, when, words("gap"), words("lead_in"))
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let seconds = |name| params.length(name).unwrap_or(Span::ZERO).seconds();
        Box::new(Sitting { gap: seconds("gap"), lead_in: seconds("lead_in"), namespaces: params.namespaces() })
    }
}

struct Sitting {
    gap: i64,
    lead_in: i64,
    namespaces: NamespaceSet,
}

impl Measure for Sitting {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        self.sessions(view.edits(&self.namespaces).map(|edit| edit.timestamp))
    }

    fn counted(&self, view: &View<'_>) -> Counted {
        Counted::Instants(view.edits(&self.namespaces).map(|edit| edit.timestamp).collect())
    }

    fn recount(&self, instants: &[i64], _zone: &Zone) -> Vec<Value> {
        self.sessions(instants.iter().copied())
    }
}

impl Sitting {
    /// The sessions of edits at these instants, ascending.
    fn sessions(&self, instants: impl Iterator<Item = i64>) -> Vec<Value> {
        let (mut edits, mut sessions, mut seconds) = (0_u32, 0_u32, 0_i64);
        let mut last: Option<i64> = None;
        for instant in instants {
            edits += 1;
            match last.map(|last| instant - last) {
                Some(pause) if pause <= self.gap => seconds += pause,
                _ => {
                    sessions += 1;
                    seconds += self.lead_in;
                }
            }
            last = Some(instant);
        }
        #[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
        let hours = seconds as f64 / 3600.0;
        let each = match sessions {
            0 => Value::Undefined(Undefined::NoEdits),
            sessions => Value::Number(f64::from(edits) / f64::from(sessions)),
        };
        vec![Value::Integer(i64::from(sessions)), Value::Number(hours), each]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::NoEdits;
    use crate::metric::Value::{Integer, Number, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn a_pause_of_the_gap_is_within_a_session_and_a_second_more_is_not() {
        let person = Person::registered("2025-01-01")
            .edit("2025-01-02T10:00:00Z")
            .edit("2025-01-02T11:00:00Z")
            .edit("2025-01-02T12:00:01Z");
        let ask = ask("edit_sessions").with("t", "30d").with("lead_in", "30m");
        // An hour between the first two, and half an hour before each of the two sessions.
        assert_eq!(ask.row(&person).values, [Integer(2), Number(2.0), Number(1.5)]);
        let long = ask.with("gap", "2h").row(&person);
        assert_eq!(long.values, [Integer(1), Number((7201.0 + 1800.0) / 3600.0), Number(3.0)]);
    }

    #[test]
    fn nobody_sits_down_without_an_edit() {
        let row = ask("edit_sessions").row(&Person::registered("2025-01-01"));
        assert_eq!(row.values, [Integer(0), Number(0.0), Undefined(NoEdits)]);
    }
}
