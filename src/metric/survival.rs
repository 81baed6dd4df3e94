//! `survival`: who was still editing after a while.

use super::params::{COUNT_MAX, Kind, Param, Params};
use super::{
    Anchor, Clock, Column, Facts, Look, Measure, Metric, Period, Statement, Totals, Value, View, Window, WindowLength,
    fixed_words,
};
use crate::msg;
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp};

/// At least n edits in [anchor + t, anchor + t + sunset); for fixed dates in [end, end + sunset). Without a sunset the
/// look goes on to where the data end, so that accounts are followed for different lengths of time.
#[derive(Debug)]
pub struct Survival;

static STATEMENT: Statement = Statement {
    name: "survival",
    aliases: &[],
    version: 1,
    label: "metric-survival-label",
    question: "metric-survival-question",
    about: "metric-survival-about",
    notes: "metric-survival-notes",
    params: &[
        Param {
            name: "n",
            kind: Kind::Count { min: 1, max: COUNT_MAX },
            default: "1",
            label: "param-n-label",
            help: "param-n-help",
        },
        Param {
            name: "sunset",
            kind: Kind::OptionalLength { min: Span::from_seconds(1) },
            default: "30d",
            label: "param-sunset-label",
            help: "param-sunset-help",
        },
        Param::namespaces("0"),
    ],
    columns: &[Column::yes_or_no("survived", "metric-survival-column")],
    anchors: &Anchor::ALL,
    t: Some(Span::days(1)),
    facts: Facts::NAMESPACE,
    rate: None,
};

/// The days that are looked at, in words.
fn when(params: &Params, period: &Period) -> Message {
    let sunset = params.length("sunset");
    match (*period, sunset) {
        (Period::Fixed { asked_end, .. }, Some(sunset)) => {
            fixed_words(Window { start: asked_end, end: asked_end.plus(sunset) })
        }
        (Period::Fixed { asked_end, .. }, None) if asked_end.is_midnight() => {
            msg!("period-after-day", asked_end.last_day())
        }
        (Period::Fixed { asked_end, .. }, None) => msg!("period-after", asked_end),
        (Period::Clock { start, offset, t }, Some(sunset)) => {
            let wait = offset.plus(t.and_then(WindowLength::span).unwrap_or(Span::ZERO));
            Period::Clock { start, offset: wait, t: Some(WindowLength::Of(sunset)) }.words()
        }
        (Period::Clock { start, offset, t }, None) => {
            let wait = offset.plus(t.and_then(WindowLength::span).unwrap_or(Span::ZERO));
            msg!("period-from-on", wait.words(), start.words())
        }
    }
}

impl Metric for Survival {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let when = when(params, period);
        msg!("metric-survival-definition", params.count("n"), params.namespaces().words(), when)
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (n, place, when) = (params.count("n"), params.namespaces().words(), when(params, period));
        msg!("metric-survival-answer", totals.yes, totals.judged, when, n, place)
    }

    fn sides(&self, params: &Params) -> [&'static str; 2] {
        let no = if params.count("n") == 1 { "metric-survival-none" } else { "metric-survival-no" };
        ["metric-survival-yes", no]
    }

    fn looks_past_the_end(&self) -> bool {
        true
    }

    fn has_age_slices(&self) -> bool {
        false
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        let n = usize::try_from(params.count("n")).unwrap_or(usize::MAX);
        Box::new(Surviving { n, sunset: params.length("sunset"), namespaces: params.namespaces() })
    }
}

struct Surviving {
    n: usize,
    sunset: Option<Span>,
    namespaces: NamespaceSet,
}

impl Surviving {
    fn look_from(&self, start: Timestamp) -> Look {
        match self.sunset {
            Some(sunset) => {
                let end = start.plus(sunset);
                Look { window: Window { start, end }, over_at: end, open_ended: false }
            }
            // Followed to where the data end, and judged by what is there.
            None => Look { window: Window { start, end: Timestamp::MAX }, over_at: start, open_ended: true },
        }
    }
}

impl Measure for Surviving {
    fn look(&self, clock: Clock) -> Look {
        self.look_from(clock.anchor.plus(clock.offset).plus(clock.t.unwrap_or(Span::ZERO)))
    }

    fn look_fixed(&self, _window: Window, asked_end: Timestamp) -> Look {
        let look = self.look_from(asked_end);
        // Where the data end with the dates, nobody was followed at all.
        let over_at = if look.open_ended { asked_end.plus(Span::from_seconds(1)) } else { look.over_at };
        Look { over_at, ..look }
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        vec![Value::Bool(view.edits(&self.namespaces).nth(self.n - 1).is_some())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Undefined::WindowOpen;
    use crate::metric::Value::{Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn without_a_sunset_the_sentence_names_the_last_day_before_the_look() {
        let say = |end: &str| {
            let params = Params::read(STATEMENT.params, &[("sunset".to_owned(), "none".to_owned())].into()).unwrap();
            let window = Window { start: "2025-01-01".parse().unwrap(), end: end.parse().unwrap() };
            let period = Period::Fixed { window, asked_end: window.end, whole: false, since_first: false };
            crate::text::Language::english().text(&Survival.define(&params, &period))
        };
        assert_eq!(say("2025-02-01"), "At least 1 edit to articles, after 31 January 2025.");
        assert_eq!(say("2025-02-01T12:00:00Z"), "At least 1 edit to articles, from 1 February 2025, 12:00 UTC on.");
    }

    #[test]
    fn the_look_begins_after_t_and_ends_at_the_sunset() {
        let at = |time: &str| Person::registered("2025-01-01").edit(time);
        let month = ask("survival").with("t", "30d");
        assert_eq!(month.row(&at("2025-01-30T23:59:59Z")).values, [Bool(false)]);
        assert_eq!(month.row(&at("2025-01-31T00:00:00Z")).values, [Bool(true)]);
        assert_eq!(month.row(&at("2025-03-01T23:59:59Z")).values, [Bool(true)]);
        assert_eq!(month.row(&at("2025-03-02T00:00:00Z")).values, [Bool(false)]);
        assert_eq!(ask("survival").with("t", "0s").row(&at("2025-01-01T00:00:00Z")).values, [Bool(true)]);
    }

    #[test]
    fn it_is_open_until_the_sunset_and_a_yes_is_early() {
        let person = Person::registered("2025-01-01").edit("2025-01-02T00:00:00Z");
        let seen_at = |as_of: &str| ask("survival").as_of(as_of).row(&person);
        assert_eq!(seen_at("2025-01-02T00:00:00Z").values, [Undefined(WindowOpen)]);
        let early = seen_at("2025-01-02T00:00:01Z");
        assert_eq!((early.values, early.early), (vec![Bool(true)], true));
        assert!(seen_at("2025-01-31T23:59:59Z").early);
        assert!(!seen_at("2025-02-01T00:00:00Z").early);
    }

    #[test]
    fn without_a_sunset_it_is_judged_from_t_on() {
        let person = Person::registered("2025-01-01").edit("2025-06-01");
        let ever = ask("survival").with("sunset", "none");
        assert_eq!(ever.clone().as_of("2025-01-01T23:59:59Z").row(&person).values, [Undefined(WindowOpen)]);
        assert_eq!(ever.clone().as_of("2025-01-02").row(&person).values, [Bool(false)]);
        assert_eq!(ever.as_of("2025-07-01").row(&person).values, [Bool(true)]);
    }

    #[test]
    fn fixed_dates_look_at_what_follows_them() {
        let person = Person::registered("2024-01-01").edit("2025-02-01");
        let dates = ask("survival").activity("2025-01-01", "2025-02-01");
        assert_eq!(dates.clone().as_of("2025-03-03").row(&person).values, [Bool(true)]);
        let still_open = dates.as_of("2025-03-02").row(&Person::registered("2024-01-01"));
        assert_eq!(still_open.values, [Undefined(WindowOpen)]);
        let ever = ask("survival").with("sunset", "none").activity("2025-01-01", "2025-03-02");
        assert_eq!(ever.clone().as_of("2025-03-02").row(&person).values, [Undefined(WindowOpen)]);
        assert_eq!(ever.as_of("2025-03-03").row(&person).values, [Bool(false)]);
        let not_begun = ask("survival").activity("2025-04-01", "2025-05-01").as_of("2025-03-02").row(&person);
        assert_eq!(not_begun.values, [Undefined(WindowOpen)]);
    }
}
