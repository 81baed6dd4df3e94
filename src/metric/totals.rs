//! What a metric came to over a cohort, as far as a sentence needs it, and which of its columns are quoted.

use super::{Column, ColumnKind, Combine, Statement};
use crate::msg;
use crate::text::{Message, percent, rounded};

/// What a metric came to over the accounts that were judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Accounts that were judged.
    pub judged: u64,
    /// Of them those who say yes, or have more than nothing, in the first column.
    pub yes: u64,
    /// Of them those who made any edit that counts; `None` where the metric does not count edits.
    pub active: Option<u64>,
    /// The sum of the first column; of a column by namespace, over all of them.
    pub sum: i64,
    /// Numerator and denominator of a pooled rate.
    pub rate: Option<(i64, i64)>,
    /// The median of the quoted column.
    pub median: Option<f64>,
}

impl Totals {
    /// The pooled rate; `None` of nothing.
    #[must_use]
    pub fn pooled(&self) -> Option<f64> {
        let (above, below) = self.rate?;
        #[expect(clippy::cast_precision_loss, reason = "counts of edits stay far below 2^53")]
        (below > 0).then(|| above as f64 / below as f64)
    }

    /// Nobody made an edit that counts.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.active == Some(0)
    }

    /// Whose the numbers are: "43 people"; "40 of 43 people" where the others made no edit that counts.
    pub(super) fn who(&self) -> Message {
        match self.active {
            Some(active) if active < self.judged => msg!("answer-people-of", active, self.judged),
            _ => msg!("answer-people", self.judged),
        }
    }

    /// A sentence for a metric that has none of its own: the numbers, then its definition.
    pub(super) fn sentence(&self, statement: &Statement, definition: Message) -> Message {
        let label = Message::new(statement.label);
        match (statement.columns.first().map(|column| column.kind), self.pooled(), self.median) {
            (Some(ColumnKind::Boolean), ..) => msg!("answer-share", self.yes, self.judged, definition),
            (_, Some(rate), _) => {
                let below = self.rate.map_or(0, |(_, below)| below);
                msg!("answer-rate", label, percent(rate, below.unsigned_abs()), definition)
            }
            (Some(ColumnKind::Integer | ColumnKind::Map), ..) => {
                msg!("answer-sum", self.judged, self.sum, label, definition)
            }
            (_, _, Some(median)) => msg!("answer-median", self.judged, rounded(median), label, definition),
            _ => definition,
        }
    }
}

impl Statement {
    /// The column by which the metric is quoted: the one that others make up, else the first.
    #[must_use]
    pub fn quoted(&self) -> Option<&Column> {
        let ratio = self.columns.iter().find(|column| matches!(column.combine, Combine::Ratio(..)));
        ratio.or_else(|| self.columns.first())
    }

    /// The column that counts the edits which all others are about, where there is one.
    #[must_use]
    pub fn edits(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == "edits")
    }

    /// The columns that a page shows by themselves: the quoted one, and numbers with a unit of their own.
    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        let quoted = self.quoted().map(|column| column.name);
        self.columns.iter().filter(move |column| {
            Some(column.name) == quoted || (column.kind == ColumnKind::Number && column.unit.is_some())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::metric::params::Params;
    use crate::metric::{Frame, Selection, registry};
    use crate::text::Language;

    fn say(metric: &str, given: &[(&str, &str)], totals: &Totals) -> String {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let selection = Selection::read(metric, registry::find(metric).unwrap(), &given, &Frame::default()).unwrap();
        let at = |day: &str| day.parse().unwrap();
        let resolved = selection.resolve(at("2020-01-01"), at("2026-02-20")).unwrap();
        Language::english().text(&selection.metric.answer(&selection.params, &resolved.period, totals))
    }

    #[test]
    fn the_first_sentence_has_its_numbers_and_says_whom_and_what_they_count() {
        let people = Totals { judged: 33, yes: 12, sum: 1280, ..Totals::default() };
        let dates = [("anchor", "activity"), ("start", "2025-05-01"), ("end", "2026-02-20")];
        for (metric, given, sentence) in [
            (
                "survival",
                &[("anchor", "first_edit"), ("t", "30d")][..],
                "12 of 33 people were still editing between 30 days and 60 days after the first edit (at least 1 edit to \
                 articles).",
            ),
            (
                "threshold",
                &[("n", "5"), ("namespaces", "all")],
                "12 of 33 people made at least 5 edits to any page, within 24 hours of registration.",
            ),
            ("edits", &dates, "33 people made 1,280 edits to any page, from 1 May 2025 to 19 February 2026."),
            (
                "bytes_added",
                &[("t", "7d")],
                "33 people added 1,280 bytes to articles, less what they removed, within 7 days of registration.",
            ),
            (
                "pages_created",
                &[],
                "1,280 pages were created by 12 of 33 people (counting articles), within 24 hours of registration.",
            ),
        ] {
            assert_eq!(say(metric, given, &people), sentence);
        }
        let dates_of = |totals: Totals| say("edits", &dates, &totals);
        let some = Totals { judged: 43, active: Some(40), sum: 756, ..Totals::default() };
        assert!(dates_of(some.clone()).starts_with("40 of 43 people made 756 edits to any page, from"));
        assert!(say("bytes_added", &[], &some).starts_with("40 of 43 people added 756 bytes"));
        assert!(say("edit_rate", &[], &some).starts_with("40 of 43 people made 756 edits"));
        assert!(dates_of(Totals { active: Some(43), ..some.clone() }).starts_with("43 people made 756 edits"));
        let none = Totals { active: Some(0), sum: 0, ..some };
        assert!(dates_of(none).starts_with("None of 43 people made an edit to any page, from 1 May 2025"));
        let removed = Totals { judged: 1, sum: -1, ..Totals::default() };
        assert_eq!(
            say("bytes_added", &[], &removed),
            "1 person removed 1 byte from articles, less what they added, within 24 hours of registration."
        );
        let one = Totals { judged: 2, yes: 1, ..Totals::default() };
        assert!(say("survival", &[], &one).starts_with("1 of 2 people was still editing"));
    }

    #[test]
    fn rates_and_times_are_said_in_words() {
        let rate = Totals { judged: 45, rate: Some((34, 1026)), ..Totals::default() };
        assert_eq!(
            say("revert_rate", &[("t", "30d")], &rate),
            "34 of 1,026 edits (3.3%) to articles, made within 30 days of registration, were reverted by others."
        );
        let slow = |minutes| Totals { judged: 20, median: Some(minutes), ..Totals::default() };
        let time = |minutes| say("time_to_threshold", &[], &slow(minutes));
        let sentence =
            "Half of 20 people took $ or less from registration to the first edit (counting edits to any page).";
        for (minutes, words) in [(1.0, "1 minute"), (35.5, "35.5 minutes"), (210.0, "3.5 hours"), (7200.0, "5 days")] {
            assert_eq!(time(minutes), sentence.replace('$', words));
        }
    }

    #[test]
    fn sentences_say_who_reverted_how_edits_are_divided_and_what_nobody_did() {
        let rate = Totals { judged: 45, rate: Some((1, 8)), ..Totals::default() };
        let anyone = say("revert_rate", &[("by", "anyone")], &rate);
        assert!(anyone.ends_with("was reverted, by others or by the same person."), "{anyone}");
        assert_eq!(Totals { rate: Some((0, 0)), ..rate.clone() }.pooled(), None);
        let hours = Totals { judged: 2, active: Some(2), sum: 6, median: Some(1.5), ..Totals::default() };
        let per_hour = say("edit_rate", &[("unit", "hour")], &hours);
        assert!(per_hour.contains("per hour"), "{per_hour}");
        let nothing = Totals { judged: 2, ..Totals::default() };
        let added = say("bytes_added", &[], &nothing);
        assert!(added.starts_with("2 people added 0 bytes"), "{added}");
    }

    #[test]
    fn a_number_without_a_sentence_of_its_own_is_quoted_by_its_median() {
        let statement = registry::find("time_to_threshold").unwrap().statement();
        let totals = Totals { judged: 3, median: Some(2.5), ..Totals::default() };
        let said = Language::english().text(&totals.sentence(statement, Message::new("anchor-event")));
        assert!(said.contains("a median of 2.5 for 3 people"), "{said}");
    }

    #[test]
    fn who_did_nothing_is_called_by_what_was_asked_of_them() {
        for (metric, few, many) in [
            ("survival", "metric-survival-none", "metric-survival-no"),
            ("threshold", "metric-threshold-none", "metric-threshold-no"),
        ] {
            let metric = registry::find(metric).unwrap();
            let side = |n: &str| {
                let given = BTreeMap::from([("n".to_owned(), n.to_owned())]);
                metric.sides(&Params::read(metric.statement().params, &given).unwrap())[1]
            };
            assert_eq!((side("1"), side("2")), (few, many));
        }
    }

    #[test]
    fn the_column_of_all_edits_is_found_by_its_name() {
        let edits = |metric: &str| registry::find(metric).unwrap().statement().edits().map(|column| column.name);
        assert_eq!((edits("revert_rate"), edits("threshold")), (Some("edits"), None));
    }

    #[test]
    fn every_metric_has_a_sentence() {
        let totals = Totals { judged: 2, yes: 1, active: Some(1), sum: 3, rate: Some((1, 2)), median: Some(1.5) };
        for metric in registry::all() {
            let statement = metric.statement();
            let sentence = say(statement.name, &[], &totals);
            assert!(!sentence.contains('⧼') && sentence.ends_with('.'), "{sentence}");
            for n in ["1", "2"] {
                let given = BTreeMap::from([("n".to_owned(), n.to_owned())]);
                let given =
                    if statement.params.iter().any(|param| param.name == "n") { given } else { BTreeMap::new() };
                let params = Params::read(statement.params, &given).unwrap();
                assert!(metric.sides(&params).iter().all(|key| Language::english().has(key)), "{}", statement.name);
            }
            let plain = Language::english().text(&totals.sentence(statement, msg!("answer-yes", 1)));
            assert!(!plain.contains('⧼'), "{plain}");
        }
    }

    #[test]
    fn the_columns_that_pages_show_are_those_to_quote() {
        let shown = |metric: &str| -> Vec<&'static str> {
            registry::find(metric).unwrap().statement().shown().map(|column| column.name).collect()
        };
        assert_eq!(shown("revert_rate"), ["revert_rate"]);
        assert_eq!(shown("edit_rate"), ["edit_rate"]);
        assert_eq!(shown("threshold"), ["threshold", "hours_to_threshold"]);
        assert_eq!(shown("bytes_added"), ["bytes_added_net"]);
        assert_eq!(shown("namespace_edits"), ["edits_by_namespace"]);
    }
}
