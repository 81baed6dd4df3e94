//! `revert_rate`: how much of somebody's work was undone.

use std::collections::BTreeMap;

use super::params::{Kind, Param, ParamError, Params};
use super::revert::{FARTHEST, Rule};
use super::{
    Anchor, Clock, Column, ColumnKind, Combine, Facts, Look, Measure, Metric, Period, Rate, Statement, Totals,
    Undefined, Value, View, Window,
};
use crate::msg;
use crate::text::{Message, percent};
use crate::wiki::{NamespaceSet, Span};

/// Edits undone by an identity revert, over the edits that can be judged. See [`super::revert`] for the two rules.
#[derive(Debug)]
pub struct RevertRate;

/// A reach that may be left out.
const fn reach(name: &'static str, default: &'static str, label: &'static str, help: &'static str) -> Param {
    Param { name, kind: Kind::OptionalCount { min: 1, max: FARTHEST as u64 }, default, label, help }
}

static STATEMENT: Statement = Statement {
    name: "revert_rate",
    aliases: &[],
    version: 1,
    label: "metric-revert-rate-label",
    question: "metric-revert-rate-question",
    about: "metric-revert-rate-about",
    notes: "metric-revert-rate-notes",
    params: &[
        reach("radius", "15", "param-radius-label", "param-radius-help"),
        reach("look_back", "none", "param-look-back-label", "param-look-back-help"),
        reach("look_ahead", "none", "param-look-ahead-label", "param-look-ahead-help"),
        Param {
            name: "within",
            kind: Kind::OptionalLength { min: Span::from_seconds(1) },
            default: "none",
            label: "param-within-label",
            help: "param-within-help",
        },
        Param {
            name: "by",
            kind: Kind::Choice(&["others", "anyone"]),
            default: "others",
            label: "param-by-label",
            help: "param-by-help",
        },
        Param {
            name: "rule",
            kind: Kind::Choice(&["identity"]),
            default: "identity",
            label: "param-rule-label",
            help: "param-rule-help",
        },
        Param::namespaces("0"),
    ],
    columns: &[
        Column::sum("reverted_edits", "metric-revert-rate-column-reverted"),
        Column::sum("edits", "metric-edits-column-edits"),
        Column {
            kind: ColumnKind::Number,
            combine: Combine::Ratio("reverted_edits", "(edits-edits_unjudged)"),
            ..Column::sum("revert_rate", "metric-revert-rate-column-rate")
        },
        Column::sum("edits_unjudged", "metric-revert-rate-column-unjudged"),
    ],
    anchors: &Anchor::ALL,
    t: Some(Span::days(7)),
    facts: Facts::NAMESPACE.and(Facts::REVERTS),
    rate: Some(Rate {
        column: "revert_rate",
        numerator: "reverted_edits",
        denominator: "edits",
        less: Some("edits_unjudged"),
        share: true,
    }),
};

/// What was asked for, spelled out: a pair has both its reaches and no radius, everything else a radius and no pair.
fn spell_out(given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, ParamError> {
    let typed = |name: &str| given.get(name).map(|value| value.trim()).filter(|value| !matches!(*value, "" | "none"));
    let mut spelled = given.clone();
    if typed("look_back").is_none() && typed("look_ahead").is_none() {
        // A radius that was left out is the default.
        if typed("radius").is_none() {
            spelled.remove("radius");
        }
        return Ok(spelled);
    }
    if typed("radius").is_some() {
        let message = msg!("metric-revert-rate-two-rules");
        return Err(ParamError { parameter: "radius".to_owned(), message });
    }
    spelled.insert("radius".to_owned(), "none".to_owned());
    for reach in ["look_back", "look_ahead"] {
        if typed(reach).is_none() {
            spelled.insert(reach.to_owned(), FARTHEST.to_string());
        }
    }
    Ok(spelled)
}

/// The rule that the parameters ask for: the pair where either reach is given, else the radius.
fn rule(params: &Params) -> Rule {
    let reach = |name| params.optional_count(name).and_then(|reach| u8::try_from(reach).ok());
    let farthest = |name| reach(name).unwrap_or(FARTHEST);
    if reach("look_back").is_some() || reach("look_ahead").is_some() {
        Rule::Pair { look_back: farthest("look_back"), look_ahead: farthest("look_ahead") }
    } else {
        Rule::Radius(farthest("radius"))
    }
}

impl Metric for RevertRate {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn spell_out(&self, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, ParamError> {
        spell_out(given)
    }

    fn define(&self, params: &Params, period: &Period) -> Message {
        let by = match params.word("by") {
            "anyone" => msg!("metric-revert-rate-by-anyone"),
            _ => msg!("metric-revert-rate-by-others"),
        };
        let how = match rule(params) {
            Rule::Radius(radius) => msg!("metric-revert-rate-radius", radius),
            Rule::Pair { look_back, look_ahead } => msg!("metric-revert-rate-pair", look_back, look_ahead),
        };
        let limit = match params.length("within") {
            Some(within) => msg!("metric-revert-rate-within", within.words()),
            None => msg!("metric-revert-rate-ever"),
        };
        msg!("metric-revert-rate-definition", params.namespaces().words(), period.words(), by, limit, how)
    }

    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        let (reverted, edits) = totals.rate.unwrap_or_default();
        let share = percent(totals.pooled().unwrap_or_default(), edits.unsigned_abs());
        let (place, when) = (params.namespaces().words(), period.words());
        match params.word("by") {
            "anyone" => msg!("metric-revert-rate-answer-anyone", reverted, edits, share, place, when),
            _ => msg!("metric-revert-rate-answer", reverted, edits, share, place, when),
        }
    }

    fn prepare(&self, params: &Params) -> Box<dyn Measure> {
        Box::new(Judging {
            rule: rule(params),
            within: params.length("within"),
            by_anyone: params.word("by") == "anyone",
            namespaces: params.namespaces(),
        })
    }
}

struct Judging {
    rule: Rule,
    within: Option<Span>,
    by_anyone: bool,
    namespaces: NamespaceSet,
}

impl Measure for Judging {
    fn look(&self, clock: Clock) -> Look {
        let start = clock.anchor.plus(clock.offset);
        let window = Window { start, end: start.plus(clock.t.unwrap_or(Span::ZERO)) };
        // The last edit of the window must have had its time to be reverted.
        Look { window, over_at: window.end.plus(self.grace()), open_ended: false }
    }

    fn grace(&self) -> Span {
        self.within.unwrap_or(Span::ZERO)
    }

    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let (mut edits, mut reverted, mut without_checksum, mut too_young) = (0_i64, 0_i64, 0_i64, 0_i64);
        for edit in view.edits(&self.namespaces) {
            edits += 1;
            let age = view.as_of.since(edit.at());
            if !edit.has_checksum {
                without_checksum += 1;
            } else if self.within.is_some_and(|within| age < within.seconds()) {
                too_young += 1;
            } else {
                // What happened at or after the end of the data has not happened yet.
                let seen = age - 1;
                let limit = self.within.map_or(seen, |within| within.seconds().min(seen));
                reverted += i64::from(edit.reverts.reverted(self.rule, Some(limit), self.by_anyone));
            }
        }
        let judged = edits - without_checksum - too_young;
        #[expect(clippy::cast_precision_loss, reason = "edits stay far below 2^52")]
        let rate = match judged {
            0 if edits == 0 => Value::Undefined(Undefined::NoEdits),
            0 if too_young > 0 => Value::Undefined(Undefined::WindowOpen),
            0 => Value::Undefined(Undefined::NotInSource),
            judged => Value::Number(reverted as f64 / judged as f64),
        };
        vec![Value::Integer(reverted), Value::Integer(edits), rate, Value::Integer(without_checksum + too_young)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Undefined::{NoEdits, NotInSource, WindowOpen};
    use crate::metric::Value::{Integer, Number, Undefined};
    use crate::metric::revert::{Revert, Reverts};
    use crate::metric::testing::{Person, ask};
    use crate::metric::{Start, WindowLength};
    use crate::text::Language;

    #[test]
    fn the_definition_says_who_may_have_undone_it() {
        let say = |by: &str| {
            let params = Params::read(STATEMENT.params, &[("by".to_owned(), by.to_owned())].into()).unwrap();
            let (start, t) = (Start::any(Anchor::Registration), Some(WindowLength::Of(Span::days(7))));
            let period = Period::Clock { start, offset: Span::ZERO, t };
            Language::english().text(&RevertRate.define(&params, &period))
        };
        assert!(say("anyone").contains("undone by anyone (themselves included) at any time"));
        assert!(say("others").contains("undone by somebody else at any time"));
    }

    fn undone(look_back: u8, look_ahead: u8, by_self: bool, seconds: i64) -> Reverts {
        Reverts::new(vec![Revert { look_ahead, look_back, by_self, nearest: true, seconds }])
    }

    fn person() -> Person {
        Person::registered("2025-01-01")
            .edit_with("2025-01-01T01:00:00Z", |edit| edit.reverts = undone(1, 1, false, 3600))
            .edit_with("2025-01-01T02:00:00Z", |edit| edit.reverts = undone(3, 4, true, 60))
            .edit_with("2025-01-01T03:00:00Z", |edit| edit.has_checksum = false)
            .edit("2025-01-01T04:00:00Z")
    }

    #[test]
    fn self_reverts_and_unjudged_edits_are_kept_apart() {
        let others = ask("revert_rate").row(&person()).values;
        assert_eq!(others, [Integer(1), Integer(4), Number(1.0 / 3.0), Integer(1)]);
        let anyone = ask("revert_rate").with("by", "anyone").row(&person()).values;
        assert_eq!(anyone[0], Integer(2));
        // Between the restored revision and the one that restored it stand 3 + 4 - 1 others.
        let narrow = |radius| ask("revert_rate").with("by", "anyone").with("radius", radius).row(&person()).values;
        assert_eq!((narrow("5")[0].clone(), narrow("6")[0].clone()), (Integer(1), Integer(2)));
        let pair = |back, ahead| {
            let ask = ask("revert_rate").with("by", "anyone").with("look_back", back).with("look_ahead", ahead);
            ask.row(&person()).values[0].clone()
        };
        assert_eq!((pair("3", "4"), pair("2", "4"), pair("3", "3")), (Integer(2), Integer(1), Integer(1)));
    }

    #[test]
    fn within_includes_its_last_second() {
        let within = |span| ask("revert_rate").with("within", span).row(&person()).values[0].clone();
        assert_eq!((within("3599s"), within("3600s")), (Integer(0), Integer(1)));
    }

    #[test]
    fn a_revert_after_the_end_of_the_data_has_not_happened() {
        let seen_at = |as_of| {
            ask("revert_rate").activity("2025-01-01", "2025-01-02").as_of(as_of).row(&person()).values[0].clone()
        };
        assert_eq!((seen_at("2025-01-01T02:00:00Z"), seen_at("2025-01-01T02:00:01Z")), (Integer(0), Integer(1)));
    }

    #[test]
    fn edits_younger_than_within_leave_both_counts() {
        let dates = ask("revert_rate").activity("2025-01-01", "2025-01-02").with("within", "2h");
        let row = dates.as_of("2025-01-01T05:00:00Z").row(&person()).values;
        // 01:00 and 02:00 are old enough, 03:00 has no checksum, 04:00 is one hour old.
        assert_eq!(row, [Integer(1), Integer(4), Number(0.5), Integer(2)]);
    }

    #[test]
    fn a_window_is_over_when_its_last_edit_had_its_time() {
        let week = ask("revert_rate").with("within", "48h");
        assert_eq!(week.clone().as_of("2025-01-09T23:59:59Z").row(&person()).values[0], Undefined(WindowOpen));
        assert_eq!(week.as_of("2025-01-10").row(&person()).values[0], Integer(1));
    }

    #[test]
    fn a_rate_of_nothing_is_undefined() {
        let never = Person::registered("2025-01-01");
        assert_eq!(ask("revert_rate").row(&never).values[2], Undefined(NoEdits));
        let hidden = never.edit_with("2025-01-01T01:00:00Z", |edit| edit.has_checksum = false);
        assert_eq!(ask("revert_rate").row(&hidden).values[2], Undefined(NotInSource));
    }

    #[test]
    fn one_rule_is_asked_for_and_spelled_out() {
        use crate::metric::{Frame, Selection, registry};
        let read = |given: &[(&str, &str)]| {
            let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Selection::read("revert_rate", registry::find("revert_rate").unwrap(), &given, &Frame::default())
        };
        let shown = |given: &[(&str, &str)]| {
            let params = read(given).unwrap().params;
            ["radius", "look_back", "look_ahead"].map(|name| params.get(name).unwrap().to_string())
        };
        assert_eq!(shown(&[]), ["15", "none", "none"]);
        assert_eq!(shown(&[("radius", "none")]), ["15", "none", "none"]);
        assert_eq!(shown(&[("look_back", "3")]), ["none", "3", "15"]);
        assert_eq!(shown(&[("radius", "none"), ("look_back", "3"), ("look_ahead", "15")]), ["none", "3", "15"]);
        assert_eq!(read(&[("radius", "5"), ("look_ahead", "3")]).unwrap_err().parameter, "radius");
    }

    #[test]
    fn fixed_dates_say_when_their_youngest_edits_are_judged() {
        let ask = ask("revert_rate").with("within", "48h").activity("2025-01-01", "2025-01-10");
        let row = ask.as_of("2025-01-10").row(&Person::registered("2024-01-01").edit("2025-01-09"));
        assert_eq!((row.values[2].clone(), row.known_at), (Undefined(WindowOpen), "2025-01-12".parse().ok()));
    }
}
