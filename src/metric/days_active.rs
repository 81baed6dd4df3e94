//! `days_active`: on how many days an account edited.

use super::params::{Param, Params};
use super::{Anchor, Column, Combine, Counted, Edit, Facts, Measure, Metric, Period, Statement, Value, View};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp, Zone};

/// Distinct days with an edit in the window, in the zone of the request.
#[derive(Debug)]
pub struct DaysActive;

static STATEMENT: Statement = Statement {
    name: "days_active",
    aliases: &[],
    version: 1,
    label: "metric-days-active-label",
    question: "metric-days-active-question",
    about: "metric-days-active-about",
    notes: "metric-days-active-notes",
    params: &[Param::namespaces("all")],
    columns: &[Column { combine: Combine::None, ..Column::sum("days_active", "metric-days-active-column") }],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

impl Metric for DaysActive {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-days-active-definition", params.namespaces().words(), period.words())
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Days { namespaces: params.namespaces() })
    }
}

struct Days {
    namespaces: NamespaceSet,
}

impl Measure for Days {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        days(view.edits(&self.namespaces).map(Edit::at), view.zone)
    }

    fn counted(&self, view: &View<'_>) -> Counted {
        Counted::Instants(view.edits(&self.namespaces).map(|edit| edit.timestamp).collect())
    }

    fn recount(&self, instants: &[i64], zone: &Zone) -> Vec<Value> {
        days(instants.iter().map(|instant| Timestamp::from_unix(*instant)), zone)
    }
}

/// The days of instants in the order of time, so that equal days stand side by side.
fn days(instants: impl Iterator<Item = Timestamp>, zone: &Zone) -> Vec<Value> {
    let mut days: Vec<i64> = instants.map(|instant| zone.day_number(instant)).collect();
    days.dedup();
    vec![Value::count(days.len())]
}

#[cfg(test)]
mod tests {
    use crate::metric::SliceBy;
    use crate::metric::Value::Integer;
    use crate::metric::testing::{Person, ask};

    #[test]
    fn days_are_those_of_the_zone() {
        let person = Person::registered("2025-01-01")
            .edit("2025-01-01T10:00:00Z")
            .edit("2025-01-01T23:30:00Z")
            .edit("2025-01-02T00:30:00Z")
            .edit("2025-01-31");
        let ask = ask("days_active").with("t", "30d");
        assert_eq!(ask.row(&person).values, [Integer(2)]);
        let madrid = ask.clone().between("2025-01-01", "2025-02-01").sliced("year", SliceBy::Anchor, "Europe/Madrid");
        // In Madrid the first registration lies at one in the morning, and both edits around midnight on the 2nd.
        assert_eq!(madrid.row(&person).values, [Integer(2)]);
        let early = Person::registered("2025-01-01").edit("2025-01-01T22:30:00Z").edit("2025-01-01T23:30:00Z");
        assert_eq!((ask.row(&early).values, madrid.row(&early).values), (vec![Integer(1)], vec![Integer(2)]));
    }
}
