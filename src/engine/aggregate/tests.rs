use super::*;
use crate::metric::registry;
use crate::metric::testing::{Person, ask};

fn summaries(metric: &'static str, rows: impl IntoIterator<Item = Row>) -> BTreeMap<&'static str, ColumnSummary> {
    let mut collector = Collector::new(registry::find(metric).unwrap().statement(), false);
    for row in rows {
        collector.add(&row, 0);
    }
    collector
        .finish(Asked { aggregators: &Aggregator::ALL, seed: None, control: &Control::default() })
        .into_iter()
        .collect()
}

/// Forty accounts with closed windows, 28 of them a yes; one early yes; four open.
#[test]
fn early_yeses_and_open_windows_stay_out_and_are_counted() {
    let quick = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z");
    let slow = Person::registered("2025-01-01");
    let over = |person: &Person| ask("threshold").row(person);
    let open = |person: &Person| ask("threshold").as_of("2025-01-01T12:00:00Z").row(person);
    let mut rows: Vec<Row> = vec![over(&quick); 28];
    rows.extend(vec![over(&slow); 12]);
    rows.push(open(&quick));
    rows.extend(vec![open(&slow); 4]);
    let summary = &summaries("threshold", rows)["threshold"];
    assert_eq!((summary.judged, summary.early, summary.open()), (40, 1, 4));
    assert_eq!(summary.complete_at, Some("2025-01-02".parse().unwrap()));
    let share = summary.proportion().unwrap();
    assert_eq!((share.total, share.positive, share.rate), (40, 28, Some(0.7)));
    assert_eq!(share.bounds, Some([29.0 / 45.0, 33.0 / 45.0]));
    assert!((share.low.unwrap() - 0.546).abs() < 1e-3 && (share.high.unwrap() - 0.819).abs() < 1e-3);
}

#[test]
fn an_event_that_is_still_to_come_is_open_but_not_in_the_bounds() {
    let quiet = Person::registered("2025-01-01");
    let asked = |event: &str| {
        let ask = ask("survival").with("anchor", "event").with("event", event);
        ask.as_of("2025-06-01").row(&quiet)
    };
    let (over, open, to_come) = (asked("2025-01-01"), asked("2025-05-30"), asked("2025-06-01"));
    assert!(open.begun && !to_come.begun);
    let summary = &summaries("survival", [over, open, to_come])["survived"];
    assert_eq!((summary.judged, summary.open()), (1, 2));
    assert_eq!(summary.proportion().unwrap().bounds, Some([0.0, 0.5]));
}

#[test]
fn numbers_are_summed_exactly_and_rates_are_pooled() {
    let with = |edits: usize, reverted: usize| {
        let mut person = Person::registered("2025-01-01");
        for edit in 0..edits {
            person = person.edit_with(&format!("2025-01-01T00:00:{edit:02}Z"), |one| {
                if edit < reverted {
                    one.reverts = crate::metric::revert::Reverts::new(vec![crate::metric::revert::Revert {
                        look_ahead: 1,
                        look_back: 1,
                        by_self: false,
                        nearest: true,
                        seconds: 60,
                    }]);
                }
            });
        }
        ask("revert_rate").row(&person)
    };
    let all = summaries("revert_rate", [with(10, 1), with(2, 2), with(0, 0)]);
    assert_eq!(all["edits"].number("sum"), Some(12.0));
    assert_eq!((all["edits"].number("median"), all["edits"].number("max")), (Some(2.0), Some(10.0)));
    let rate = &all["revert_rate"];
    assert_eq!((rate.judged, rate.undefined[&Undefined::NoEdits]), (2, 1));
    assert_eq!(rate.values["rate"], json!({"numerator": 3, "denominator": 12, "pooled": 0.25, "mean_of_rates": 0.55}));
    assert_eq!(rate.number("mean"), Some(0.55));
}

#[test]
fn a_look_without_end_states_how_long_it_was_and_has_no_interval() {
    let rows = ["2025-01-01", "2025-06-01"]
        .map(|day| ask("survival").with("sunset", "none").as_of("2025-07-01").row(&Person::registered(day)));
    let summary = &summaries("survival", rows)["survived"];
    let follow_up = summary.follow_up.unwrap();
    assert_eq!((follow_up.shortest, follow_up.longest), (Span::days(29), Span::days(180)));
    let share = summary.proportion().unwrap();
    assert_eq!((share.rate, share.low, share.high), (Some(0.0), None, None));
}

/// The summary of `edits` over people who made so many.
fn of_edits(counts: &[usize], aggregators: &[Aggregator], seed: Option<u64>) -> ColumnSummary {
    let mut collector = Collector::new(registry::find("edits").unwrap().statement(), false);
    for count in counts {
        let person = (0..*count).fold(Person::registered("2025-01-01"), |person, edit| {
            person.edit(&format!("2025-01-01T00:00:{edit:02}Z"))
        });
        collector.add(&ask("edits").row(&person), 0);
    }
    collector.finish(Asked { aggregators, seed, control: &Control::default() }).into_iter().next().unwrap().1
}

const SKEWED: [usize; 10] = [34, 0, 5, 1, 2, 3, 0, 8, 13, 21];

#[test]
fn a_distribution_is_all_numbers_and_a_histogram() {
    let summary = of_edits(&SKEWED, &[Aggregator::Dist], None);
    let names: Vec<&str> = summary.values.keys().map(String::as_str).collect();
    let expected = "sum mean median std min max p10 p25 p75 p90 p95 p99 proportion histogram";
    assert_eq!(names.join(" "), expected);
    let number = |name: &str| summary.number(name).unwrap();
    // By hand, or numpy.std([0, 0, 1, 2, 3, 5, 8, 13, 21, 34]) and the like.
    for (name, value) in [
        ("sum", 87.0),
        ("mean", 8.7),
        ("median", 4.0),
        ("std", 10.545_615_202_537_972),
        ("min", 0.0),
        ("max", 34.0),
        ("p10", 0.0),
        ("p25", 1.25),
        ("p75", 11.75),
        ("p90", 22.3),
        ("p95", 28.15),
        ("p99", 32.83),
    ] {
        assert!((number(name) - value).abs() < 1e-9, "{name}: {}", number(name));
    }
    assert_eq!(summary.proportion().unwrap().positive, 8);
    // Freedman and Diaconis: 2 * (8 - 2) / 10^(1/3) = 5.6, rounded to 5.
    let histogram = json!({"edges": [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0], "counts": [5, 2, 1, 0, 1, 0, 1]});
    assert_eq!(summary.values["histogram"], histogram);
    assert_eq!(of_edits(&[], &[Aggregator::Dist], None).values["histogram"], Json::Null);
}

#[test]
fn a_distribution_of_rates_has_the_pooled_one_and_one_of_yes_and_no_has_nothing() {
    let mut collector = Collector::new(registry::find("edit_rate").unwrap().statement(), false);
    collector.add(&ask("edit_rate").row(&Person::registered("2025-01-01").edit("2025-01-01")), 0);
    let all: BTreeMap<_, _> = collector
        .finish(Asked { aggregators: &[Aggregator::Dist], seed: None, control: &Control::default() })
        .into_iter()
        .collect();
    assert_eq!(all["edit_rate"].values["rate"]["pooled"], json!(1.0));
    let mut collector = Collector::new(registry::find("threshold").unwrap().statement(), false);
    collector.add(&ask("threshold").row(&Person::registered("2025-01-01").edit("2025-01-01")), 0);
    let all: BTreeMap<_, _> = collector
        .finish(Asked { aggregators: &[Aggregator::Dist], seed: Some(1), control: &Control::default() })
        .into_iter()
        .collect();
    assert!(all["threshold"].values.is_empty());
    assert!(all["hours_to_threshold"].values.contains_key("histogram"));
    assert_eq!(all["hours_to_threshold"].values["mean_interval"], json!([0.0, 0.0]));
}

#[test]
fn intervals_stand_beside_the_means_and_medians_that_are_asked_for() {
    let mean = of_edits(&SKEWED, &[Aggregator::Mean], Some(1));
    assert_eq!(mean.values.keys().collect::<Vec<_>>(), ["mean", "mean_interval"]);
    let both = of_edits(&SKEWED, &[Aggregator::Sum, Aggregator::Mean, Aggregator::Median], Some(1));
    assert_eq!(both.values["mean_interval"], mean.values["mean_interval"]);
    // numpy.quantile over 2,000 resamples, drawn as the documentation of the bootstrap says.
    let ends = |name: &str| both.values[name].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect();
    let [mean, median]: [Vec<f64>; 2] = [ends("mean_interval"), ends("median_interval")];
    assert_eq!((mean, median), (vec![3.0, 15.8], vec![1.0, 14.5]));
    // The order of the people does not matter, and neither do values from somebody who has none.
    let reversed: Vec<usize> = SKEWED.iter().rev().copied().collect();
    assert_eq!(of_edits(&reversed, &[Aggregator::Mean], Some(1)).values["mean_interval"], both.values["mean_interval"]);
    assert_eq!(of_edits(&[], &[Aggregator::Mean], Some(1)).values["mean_interval"], Json::Null);
    assert!(!of_edits(&SKEWED, &[Aggregator::Sum], Some(1)).values.contains_key("mean_interval"));
}

#[test]
fn nobody_has_no_mean() {
    let summary = &summaries("edits", [])["edits"];
    assert_eq!(summary.values["mean"], Json::Null);
    assert_eq!(summary.values["sum"], json!(0));
    assert_eq!(summary.proportion().unwrap().rate, None);
    let rate = &summaries("edit_rate", [])["edit_rate"];
    assert_eq!(rate.values["sum"].to_string(), "0.0");
}

#[test]
fn edits_are_pooled_over_the_time_that_was_looked_at() {
    let busy = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z").edit("2025-01-01T02:00:00Z");
    let rows = [busy, Person::registered("2025-01-01")].map(|person| ask("edit_rate").with("t", "2d").row(&person));
    let all = summaries("edit_rate", rows);
    let expected = json!({"numerator": 2, "denominator": 4.0, "pooled": 0.5, "mean_of_rates": 0.5});
    assert_eq!(all["edit_rate"].values["rate"], expected);
    // Equal lengths do not differ by what rounding does to their mean.
    assert_eq!(all["period_length"].number("std"), Some(0.0));
}

#[test]
fn a_mean_of_rates_stands_beside_the_pooled_one_whether_or_not_means_are_asked_for() {
    let mut collector = Collector::new(registry::find("edit_rate").unwrap().statement(), false);
    collector.add(&ask("edit_rate").row(&Person::registered("2025-01-01").edit("2025-01-01")), 0);
    let summaries: BTreeMap<_, _> = collector
        .finish(Asked { aggregators: &[Aggregator::Rate], seed: None, control: &Control::default() })
        .into_iter()
        .collect();
    assert_eq!(summaries["edit_rate"].values["rate"]["mean_of_rates"], json!(1.0));
    assert!(!summaries["edit_rate"].values.contains_key("mean"));
}

#[test]
fn what_may_stay_without_a_value_has_no_bounds() {
    let quick = Person::registered("2025-01-01").edit("2025-01-01T00:00:00Z");
    let row = ask("threshold").as_of("2025-01-01T12:00:00Z").row(&quick);
    let all = summaries("threshold", [row]);
    assert_eq!(all["threshold"].proportion().unwrap().bounds, Some([1.0, 1.0]));
    // Early with 0.0 hours: no share above nothing is certain.
    assert_eq!(all["hours_to_threshold"].proportion().unwrap().bounds, None);
}
