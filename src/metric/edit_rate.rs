//! `edit_rate`: edits per hour, day or week.

use super::params::{Kind, Param, Params};
use super::{
    Anchor, Column, ColumnKind, Combine, Facts, Measure, Metric, Period, Rate, Statement, Totals, Value, View,
};
use crate::msg;
use crate::text::{Message, rounded};
use crate::wiki::{NamespaceSet, Span};

/// Edits divided by the length of the window in the chosen unit. The 2013 system multiplied by `unit_count` where it
/// should have divided.
#[derive(Debug)]
pub struct EditRate;

static STATEMENT: Statement = Statement {
    name: "edit_rate",
    aliases: &[],
    version: 1,
    label: "metric-edit-rate-label",
    question: "metric-edit-rate-question",
    about: "metric-edit-rate-about",
    notes: "metric-edit-rate-notes",
    params: &[
        Param {
            name: "unit",
            kind: Kind::Choice(&["hour", "day", "week"]),
            default: "day",
            label: "param-unit-label",
            help: "param-unit-help",
        },
        Param {
            name: "unit_count",
            kind: Kind::Count { min: 1, max: 10_000 },
            default: "1",
            label: "param-unit-count-label",
            help: "param-unit-count-help",
        },
        Param::namespaces("all"),
    ],
    columns: &[
        Column::sum("edits", "metric-edits-column-edits"),
        Column {
            kind: ColumnKind::Number,
            combine: Combine::Ratio("edits", "period_length"),
            ..Column::sum("edit_rate", "metric-edit-rate-column-rate")
        },
        Column {
            kind: ColumnKind::Number,
            combine: Combine::Max,
            ..Column::sum("period_length", "metric-edit-rate-column-period")
        },
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: Some(Rate {
        column: "edit_rate",
        numerator: "edits",
        denominator: "period_length",
        less: None,
        share: false,
    }),
};

/// "per day", "per 2 weeks".
fn unit(params: &Params) -> Message {
    let count = params.count("unit_count");
    match params.word("unit") {
        "hour" => msg!("metric-edit-rate-per-hour", count),
        "week" => msg!("metric-edit-rate-per-week", count),
        _ => msg!("metric-edit-rate-per-day", count),
    }
}

impl Metric for EditRate {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        msg!("metric-edit-rate-definition", params.namespaces().words(), unit(params), period.words())
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let median = rounded(totals.median.unwrap_or_default());
        let (place, when) = (params.namespaces().words(), period.words());
        if totals.is_idle() {
            return msg!("answer-no-edit", totals.judged, place, when);
        }
        msg!("metric-edit-rate-answer", totals.who(), totals.sum, place, when, median, unit(params))
    }

    fn unit(&self, params: &Params) -> Option<Message> {
        Some(msg!("metric-edit-rate-unit", unit(params)))
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let unit = match params.word("unit") {
            "hour" => 3_600.0,
            "week" => 604_800.0,
            _ => 86_400.0,
        };
        let count = u32::try_from(params.count("unit_count")).unwrap_or(u32::MAX);
        Box::new(Dividing { namespaces: params.namespaces(), unit_seconds: unit * f64::from(count) })
    }
}

struct Dividing {
    namespaces: NamespaceSet,
    unit_seconds: f64,
}

impl Measure for Dividing {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let edits = view.edits(&self.namespaces).count();
        #[expect(clippy::cast_precision_loss, reason = "seconds and edits stay far below 2^52")]
        let (length, count) = (view.window.seconds() as f64 / self.unit_seconds, edits as f64);
        vec![Value::count(edits), Value::Number(count / length), Value::Number(length)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Value::{Integer, Number};
    use crate::metric::testing::{Person, ask};
    use crate::text::Language;

    #[test]
    fn the_unit_is_said_with_its_count() {
        for (unit, count, words) in
            [("hour", "6", "edits per 6 hours"), ("day", "1", "edits per day"), ("week", "2", "edits per 2 weeks")]
        {
            let given =
                [("unit", unit), ("unit_count", count)].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let params = Params::read(STATEMENT.params, &given.into()).unwrap();
            let said = EditRate.unit(&params).map(|unit| Language::english().text(&unit));
            assert_eq!(said.as_deref(), Some(words));
        }
    }

    #[test]
    fn edits_are_divided_by_the_window_in_units() {
        let person = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z").edit("2025-01-03T01:00:00Z");
        // 2 edits in 4 days: 0.5 a day, 1 in two days; 4 days are 2 times two days.
        assert_eq!(ask("edit_rate").with("t", "4d").row(&person).values, [Integer(2), Number(0.5), Number(4.0)]);
        let two_days = ask("edit_rate").with("t", "4d").with("unit_count", "2").row(&person);
        assert_eq!(two_days.values, [Integer(2), Number(1.0), Number(2.0)]);
        let hours = ask("edit_rate").with("unit", "hour").row(&person);
        assert_eq!(hours.values, [Integer(1), Number(1.0 / 24.0), Number(24.0)]);
    }

    #[test]
    fn fixed_dates_are_divided_by_what_the_data_cover() {
        let person = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z");
        let clipped = ask("edit_rate").activity("2025-01-01", "2025-02-01").as_of("2025-01-11").row(&person);
        assert_eq!(clipped.values, [Integer(1), Number(0.1), Number(10.0)]);
    }
}
