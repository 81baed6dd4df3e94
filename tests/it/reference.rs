//! The slow reference: every metric that edits and registrations answer, in plain loops over every edit, written from
//! the definitions alone. It shares no code with the engine, and both must say the same to the last bit of any history.
//!
//! Only `program` speaks to the engine. `USERMETRICS_HISTORIES=10000` tries as many histories as that.

pub mod answer;
pub mod calendar;
mod dice;
pub mod history;
mod program;
pub mod question;
mod reverts;
pub mod values;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use usermetrics::metric::registry;

use answer::Rows;
use dice::Dice;
use history::{Times, World};
use question::{Cut, METRICS, Question};

/// Metrics that the log or clicks answer: no edit tells.
const OF_THE_LOG: [&str; 3] = ["blocks", "uploads", "live_account"];

/// How many histories are tried.
fn histories() -> u32 {
    std::env::var("USERMETRICS_HISTORIES").map_or(256, |number| number.parse().unwrap())
}

/// A history and what is asked of it.
struct Case {
    world: World,
    questions: Vec<Question>,
}

impl Case {
    fn draw(seed: u64, edits: usize) -> Self {
        let mut dice = Dice::new(seed);
        let times = Times::draw(&mut dice);
        let questions = history::questions(&mut dice, &times);
        let world = history::draw(&mut dice, &times, &questions, edits);
        Self { world, questions }
    }

    /// What the reference says. Some questions cannot be asked of some histories: the tests of windows and slices say
    /// which.
    fn answers(&self) -> impl Iterator<Item = (&Question, Rows)> {
        let edits = self.world.edits();
        self.questions.iter().filter_map(move |one| Some((one, answer::rows(one, &self.world, &edits)?)))
    }

    /// The first question that the program answers differently, if there is one.
    fn difference(&self) -> Option<String> {
        let person = program::person(&self.world);
        self.answers().find_map(|(question, expected)| {
            let said = program::rows(question, self.world.first(), &person);
            let agree = said.as_ref().is_ok_and(|said| *said == expected);
            let world = &self.world;
            (!agree).then(|| format!("{question:#?}\n{world:#?}\nexpected: {expected:?}\nsaid:     {said:?}"))
        })
    }
}

proptest! {
    // A history becomes smaller by having fewer edits; a smaller seed is another history.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::with_cases(histories())
    })]

    #[test]
    fn engine_and_reference_agree_to_the_last_bit(edits in 0..30_usize, seed in any::<u64>().no_shrink()) {
        let difference = Case::draw(seed, edits).difference();
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}

#[test]
fn the_reference_knows_every_metric_that_edits_answer() {
    let known: BTreeSet<&str> = METRICS.iter().map(|metric| metric.name).chain(OF_THE_LOG).collect();
    for metric in registry::all() {
        assert!(known.contains(metric.statement().name), "{} has no reference", metric.statement().name);
    }
}

/// A reference that is asked about nobody proves nothing: every metric has many answers, and differing ones.
#[test]
fn the_histories_have_something_to_tell() {
    let mut seen: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for seed in 0..256 {
        for (question, rows) in Case::draw(seed, usize::try_from(seed % 26).unwrap()).answers() {
            let of_metric = seen.entry(question.metric.name).or_default();
            for (cells, early) in std::iter::once(&rows.whole).chain(rows.slices.iter().map(|(_, row)| row)) {
                *of_metric.entry(format!("{:?}", cells[0])).or_default() += 1;
                *of_metric.entry("early".to_owned()).or_default() += usize::from(*early);
            }
        }
    }
    assert_eq!(seen.len(), METRICS.len());
    for (metric, counts) in &seen {
        let is_known = |cell: &str| !cell.starts_with("Not") && cell != "early";
        let mut known: Vec<usize> = counts.iter().filter(|one| is_known(one.0)).map(|one| *one.1).collect();
        known.sort_unstable();
        let rarer: usize = known.iter().rev().skip(1).sum();
        assert!(rarer >= 3, "{metric} nearly always says the same: {counts:?}");
    }
    let said = |metric: &str, cell: &str| seen[metric].get(cell).copied().unwrap_or(0);
    for metric in ["threshold", "survival", "new_editor"] {
        assert!(said(metric, "early") > 0, "{metric} never knows early");
    }
    for (metric, reason) in [
        ("edits", "not_registered_in_range"),
        ("edits", "first_edit_not_in_range"),
        ("edits", "registration_unknown"),
        ("edits", "excluded_bot"),
        ("edits", "window_open"),
        ("edits", "no_edits"),
        ("new_editor", "not_in_source"),
        ("time_to_threshold", "not_reached"),
        ("time_to_threshold", "no_edits"),
    ] {
        assert!(said(metric, &format!("Not({reason:?})")) > 0, "{metric} never says {reason}");
    }
}

/// Anchors and slices that a definition does not list are an error and never ignored.
#[test]
fn what_is_not_in_the_table_is_refused() {
    let questions = Case::draw(1, 0).questions;
    for metric in METRICS {
        let of_metric = || questions.iter().filter(|one| one.metric.name == metric.name && one.cut == Cut::No);
        let asked = of_metric().next().unwrap();
        let plain = Question { given: BTreeMap::new(), offset: None, t: None, start: None, end: None, ..asked.clone() };
        for anchor in "ARFE".chars() {
            let said = program::selection(&Question { anchor, ..plain.clone() });
            assert_eq!(said.is_ok(), metric.anchors.contains(anchor), "{} {anchor}", metric.name);
            if let Err(error) = said {
                assert_eq!(error.parameter, "anchor", "{}", metric.name);
            }
        }
        for anchor in metric.anchors.chars() {
            for cut in [Cut::Time, Cut::Anchor, Cut::Age, Cut::AnchorAge] {
                let listed = match cut {
                    Cut::Time => anchor == 'A',
                    Cut::Age | Cut::AnchorAge => anchor != 'A' && metric.ages,
                    Cut::Anchor | Cut::No => anchor != 'A',
                };
                let said = program::selection(&Question { anchor, cut, ..plain.clone() });
                assert_eq!(said.is_ok(), listed, "{} {anchor} {cut:?}", metric.name);
                if let Err(error) = said {
                    assert_eq!(error.parameter, "slice_by", "{}", metric.name);
                }
            }
        }
    }
}
