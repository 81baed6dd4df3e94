//! `time_to_threshold`: how long somebody took to an edit.

use super::params::{Kind, Param, ParamError, ParamValue, Params};
use super::{
    Anchor, Clock, Column, ColumnKind, Combine, Edit, Facts, Look, Measure, Metric, Period, Statement, Totals,
    Undefined, Value, View, Window,
};
use crate::msg;
use crate::text::{Message, rounded};
use crate::wiki::NamespaceSet;

/// Minutes from registration, or from one edit, to another edit. It takes no `t`: it looks on to where the data end.
#[derive(Debug)]
pub struct TimeToThreshold;

static STATEMENT: Statement = Statement {
    name: "time_to_threshold",
    aliases: &[],
    version: 1,
    label: "metric-time-to-threshold-label",
    question: "metric-time-to-threshold-question",
    about: "metric-time-to-threshold-about",
    notes: "metric-time-to-threshold-notes",
    params: &[
        Param {
            name: "from",
            kind: Kind::CountOr { word: "registration" },
            default: "registration",
            label: "param-from-label",
            help: "param-from-help",
        },
        Param {
            name: "to",
            kind: Kind::CountOr { word: "last" },
            default: "1",
            label: "param-to-label",
            help: "param-to-help",
        },
        Param::namespaces("all"),
    ],
    columns: &[Column {
        name: "minutes_to_threshold",
        label: "metric-time-to-threshold-column",
        kind: ColumnKind::Number,
        unit: Some("minutes"),
        combine: Combine::Min,
        windowed: false,
        settled_by_yes: false,
    }],
    anchors: &[Anchor::Registration, Anchor::FirstEdit],
    t: None,
    facts: Facts::NAMESPACE,
    rate: None,
};

/// What the time runs from and to, in words.
fn ends(params: &Params) -> (Message, Message) {
    let from = match params.optional_count("from") {
        Some(k) => msg!("metric-time-to-threshold-edit", k),
        None => msg!("anchor-registration"),
    };
    let to = match params.optional_count("to") {
        Some(k) => msg!("metric-time-to-threshold-edit", k),
        None => msg!("metric-time-to-threshold-last"),
    };
    (from, to)
}

/// Where edits count, and whose, in words.
fn place(params: &Params, period: &Period) -> Message {
    let place = params.namespaces().words();
    match period {
        Period::Clock { start, .. } if start.range_words().is_some() => {
            msg!("metric-time-to-threshold-whose", place, start.words())
        }
        _ => place,
    }
}

/// A number of minutes in a unit that can be read.
fn length(minutes: f64) -> Message {
    if minutes < 120.0 {
        msg!("length-minutes", rounded(minutes))
    } else if minutes < 72.0 * 60.0 {
        msg!("length-hours", rounded(minutes / 60.0))
    } else {
        msg!("length-days", rounded(minutes / 1440.0))
    }
}

impl Metric for TimeToThreshold {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let (from, to) = ends(params);
        msg!("metric-time-to-threshold-definition", from, to, place(params, period))
    }

    fn check(&self, params: &Params) -> Result<(), ParamError> {
        match (params.get("from"), params.get("to")) {
            (Some(ParamValue::Count(from)), Some(ParamValue::Count(to))) if to <= from => Err(ParamError {
                parameter: "to".to_owned(),
                message: msg!("metric-time-to-threshold-order", *to, *from),
            }),
            _ => Ok(()),
        }
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (from, to) = ends(params);
        let median = length(totals.median.unwrap_or_default());
        msg!("metric-time-to-threshold-answer", totals.judged, median, from, to, place(params, period))
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let position = |name| params.optional_count(name).and_then(|k| usize::try_from(k).ok());
        Box::new(Timing { from: position("from"), to: position("to"), namespaces: params.namespaces() })
    }
}

struct Timing {
    /// `None` is the registration.
    from: Option<usize>,
    /// `None` is the last edit.
    to: Option<usize>,
    namespaces: NamespaceSet,
}

impl Timing {
    fn minutes(&self, view: &View<'_>) -> Result<f64, Undefined> {
        let registration = view.timeline.account.registration;
        let not_before = match self.from {
            None => Some(registration.ok_or(Undefined::RegistrationUnknown)?),
            Some(_) => None,
        };
        let edits: Vec<&Edit> =
            view.edits(&self.namespaces).filter(|edit| not_before.is_none_or(|start| edit.at() >= start)).collect();
        let last = edits.last().ok_or(Undefined::NoEdits)?;
        let kth = |k: usize| edits.get(k - 1).map(|edit| edit.at()).ok_or(Undefined::NotReached);
        let start = match self.from {
            None => not_before.ok_or(Undefined::RegistrationUnknown)?,
            Some(k) => kth(k)?,
        };
        let end = match (self.to, self.from) {
            (Some(k), _) => kth(k)?,
            // The last edit must come after the one at the start.
            (None, Some(from)) if edits.len() <= from => return Err(Undefined::NotReached),
            (None, _) => last.at(),
        };
        #[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
        let seconds = end.since(start) as f64;
        Ok(seconds / 60.0)
    }
}

impl Measure for Timing {
    fn look(&self, clock: Clock) -> Look {
        let start = clock.anchor.plus(clock.offset);
        Look { window: Window { start, end: clock.as_of }, over_at: start, open_ended: false }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        vec![self.minutes(view).map_or_else(Value::Undefined, Value::Number)]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NoEdits, NotReached, RegistrationUnknown};
    use crate::metric::Value::{Number, Undefined};
    use crate::metric::testing::{Person, ask};

    fn person() -> Person {
        Person::registered("2025-01-01")
            .edit("2024-12-31T00:00:00Z")
            .edit("2025-01-01T00:00:30Z")
            .edit("2025-01-01T01:00:00Z")
            .edit("2025-03-01T00:00:00Z")
    }

    #[test]
    fn minutes_keep_their_decimals_and_edits_before_registration_do_not_count() {
        let minutes = ask("time_to_threshold");
        assert_eq!(minutes.row(&person()).values, [Number(0.5)]);
        assert_eq!(minutes.clone().with("to", "2").row(&person()).values, [Number(60.0)]);
        assert_eq!(minutes.clone().with("to", "last").row(&person()).values, [Number(59.0 * 1440.0)]);
        assert_eq!(minutes.clone().with("from", "1").with("to", "2").row(&person()).values, [Number(59.5)]);
        assert_eq!(
            minutes.clone().with("from", "2").with("to", "last").row(&person()).values,
            [Number(59.0 * 1440.0 - 60.0)]
        );
        assert_eq!(minutes.clone().with("from", "3").with("to", "last").row(&person()).values, [Undefined(NotReached)]);
        assert_eq!(minutes.with("to", "4").row(&person()).values, [Undefined(NotReached)]);
    }

    #[test]
    fn who_never_edited_and_who_has_no_date_are_told_apart() {
        let never = Person::registered("2025-01-01");
        assert_eq!(ask("time_to_threshold").row(&never).values, [Undefined(NoEdits)]);
        let unknown = Person::unregistered().edit("2025-01-01");
        assert_eq!(ask("time_to_threshold").row(&unknown).values, [Undefined(RegistrationUnknown)]);
        let from_first = ask("time_to_threshold").first_edit().with("from", "1").with("to", "2");
        assert_eq!(from_first.row(&unknown).values, [Undefined(NotReached)]);
    }

    #[test]
    fn lengths_are_said_in_the_unit_that_fits() {
        let say = |minutes| crate::text::Language::english().text(&super::length(minutes));
        assert_eq!((say(119.0), say(120.0)), ("119 minutes".to_owned(), "2 hours".to_owned()));
        assert_eq!((say(4_319.0).ends_with("hours"), say(4_320.0)), (true, "3 days".to_owned()));
    }

    #[test]
    fn the_end_must_come_after_the_start() {
        assert!(ask("time_to_threshold").with("from", "2").with("to", "2").try_rows(&person()).is_err());
        assert!(ask("time_to_threshold").with("t", "1d").try_rows(&person()).is_err());
    }
}
