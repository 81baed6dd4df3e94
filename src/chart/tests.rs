//! Tests that look at whole drawings.

use proptest::prelude::*;

use super::testing::{assert_well_formed, attributes, texts};
use super::*;
use crate::msg;
use crate::text::{Arg, Language};

fn interval(yes: u64, judged: u64, ends: Option<(f64, f64)>, everybody: Option<Everybody>) -> Interval {
    Interval { title: msg!("chart-median", 1), yes, judged, interval: ends, everybody }
}

fn histogram(bins: &Bins, median: f64, mean: f64) -> Histogram<'_> {
    Histogram { title: msg!("chart-median", 1), axis: msg!("chart-mean", 1), bins, median, mean }
}

#[test]
fn an_interval_says_every_number_it_draws() {
    let everybody = Everybody { people: 45, low: 14.0 / 45.0, high: 24.0 / 45.0 };
    let chart = interval(12, 33, Some((0.222, 0.534)), Some(everybody));
    let svg = chart.draw(Language::english(), "share", Width::Wide);
    assert_well_formed(&svg);
    assert_eq!(
        texts(&svg),
        [
            "0%",
            "25%",
            "50%",
            "75%",
            "100%",
            "So far: 12 of 33 people",
            "22%",
            "53%",
            "36%",
            "When all 45 people can be judged",
            "31%",
            "53%"
        ]
    );
    assert!(svg.contains(r#"aria-labelledby="share-w-t share-w-d""#));
    assert!(svg.contains(r#"<title id="share-w-t">"#) && svg.contains(r#"<desc id="share-w-d">36%"#));
    assert!(svg.contains(r#"viewBox="0 0 656 174""#));
    assert_eq!(attributes(&svg, "circle", "dot", "cx"), ["240.7"]);
}

#[test]
fn a_share_at_the_edge_keeps_its_labels_inside() {
    for (yes, ends) in [(0, (0.0, 0.0899)), (39, (0.9101, 1.0))] {
        for width in Width::BOTH {
            let svg = interval(yes, 39, Some(ends), None).draw(Language::english(), "a", width);
            assert_inside(&svg, width);
        }
    }
}

#[test]
fn nobody_judged_has_no_dot() {
    let everybody = Everybody { people: 3, low: 0.0, high: 1.0 };
    let svg = interval(0, 0, None, Some(everybody)).draw(Language::english(), "a", Width::Narrow);
    assert_well_formed(&svg);
    assert!(attributes(&svg, "circle", "dot", "cx").is_empty());
    assert!(texts(&svg).contains(&"Nobody can be judged yet".to_owned()));
}

#[test]
fn bars_add_up_and_the_table_has_the_same_numbers() {
    let values: Vec<f64> = (0..45_u32).map(|number| f64::from(number * number % 97)).collect();
    let bins = Bins::of(&values, true).unwrap();
    let svg = histogram(&bins, 24.0, 31.2).draw(Language::english(), "h", Width::Wide);
    assert_well_formed(&svg);
    let heights = attributes(&svg, "rect", "bar", "height");
    assert_eq!(heights.len(), bins.counts().len());
    let most = *bins.counts().iter().max().unwrap();
    for (height, count) in heights.iter().zip(bins.counts()) {
        let height: f64 = height.parse().unwrap();
        assert!((height - 160.0 * float(*count) / float(most)).abs() < 0.06, "{height} for {count}");
    }
    let shown = texts(&svg);
    assert!(shown.contains(&"median 24".to_owned()) && shown.contains(&"mean 31.2".to_owned()), "{shown:?}");
}

#[test]
fn a_single_bar_is_no_wall() {
    let bins = Bins::of(&[7.0; 45], true).unwrap();
    let svg = histogram(&bins, 7.0, 7.0).draw(Language::english(), "h", Width::Wide);
    let width: f64 = attributes(&svg, "rect", "bar", "width")[0].parse().unwrap();
    assert!(width < 130.0, "{width}");
    assert!(texts(&svg).contains(&"7".to_owned()));
}

#[test]
fn a_strip_has_everybody_once() {
    let strip = Strip { yes: 12, no: 21, early: 2, open: 10, unlisted: 0 };
    assert_eq!(strip.people(), 45);
    assert!(strip.has_marks());
    assert_eq!(Strip::marks(Mark::Yes, strip.yes).matches("<svg ").count(), 12);
    let many = Strip { yes: 50, no: 51, ..Strip::default() };
    assert!(!many.has_marks());
    let bar = many.bar(Language::english(), "s", Width::Wide, [&msg!("chart-median", 1), &msg!("chart-mean", 2)]);
    assert_well_formed(&bar);
    assert_eq!(texts(&bar), ["50", "51"]);
    assert_eq!(
        Strip::default().bar(Language::english(), "s", Width::Wide, [&msg!("chart-median", 1), &msg!("chart-mean", 2)]),
        ""
    );
}

#[test]
fn marks_are_well_formed_and_differ() {
    let marks = [Mark::Yes, Mark::No, Mark::EarlyYes, Mark::Open, Mark::Unlisted];
    for mark in marks {
        assert_well_formed(mark.svg());
    }
    let different: std::collections::BTreeSet<&str> = marks.iter().map(|mark| mark.svg()).collect();
    assert_eq!(different.len(), 5);
}

#[test]
fn a_title_that_somebody_typed_is_escaped() {
    let mut chart = interval(1, 2, None, None);
    chart.title = msg!("list-separator");
    let typed = msg!("chart-mean", Arg::Name("<script>\u{0}\"'&".into()));
    chart.title = typed;
    let svg = chart.draw(Language::english(), "a", Width::Wide);
    assert_well_formed(&svg);
    assert!(svg.contains("&lt;script&gt;&quot;&#39;&amp;"));
}

/// No text may begin before or end after the drawing.
fn assert_inside(svg: &str, width: Width) {
    assert_well_formed(svg);
    for text in svg.split("<text ").skip(1) {
        let (inside, rest) = text.split_once('>').unwrap();
        let label = rest.split_once("</text>").unwrap().0;
        let value = |name: &str| {
            let at = inside.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
            inside[at..].split_once('"').unwrap().0
        };
        let x: f64 = value("x").parse().unwrap();
        let wide = svg::text_width(label);
        let (from, to) = match value("text-anchor") {
            "start" => (x, x + wide),
            "end" => (x - wide, x),
            _ => (x - wide / 2.0, x + wide / 2.0),
        };
        assert!(from >= -1.0 && to <= width.units() + 1.0, "{label} lies from {from} to {to} in {svg}");
    }
}

proptest! {
    #[test]
    fn no_interval_leaves_its_drawing(yes in 0_u64..2000, no in 0_u64..2000, open in 0_u64..50, low: f64, high: f64) {
        let judged = yes + no;
        let people = judged + open;
        let share = if judged > 0 { float(yes) / float(judged) } else { 0.5 };
        let ends = (share * low.abs().fract(), share + (1.0 - share) * high.abs().fract());
        let ends = ((ends.0.is_finite() && ends.1.is_finite()) && judged > 0).then_some(ends);
        let everybody = (open > 0).then(|| Everybody {
            people,
            low: float(yes) / float(people),
            high: float(yes + open) / float(people),
        });
        for width in Width::BOTH {
            assert_inside(&interval(yes, judged, ends, everybody).draw(Language::english(), "p", width), width);
        }
    }

    #[test]
    fn no_histogram_leaves_its_drawing(
        values in prop::collection::vec(prop_oneof![Just(0.0), -50.0..50.0_f64, 0.0..1e6_f64], 1..150),
        whole: bool,
    ) {
        let values: Vec<f64> = if whole { values.iter().map(|value| value.round()).collect() } else { values };
        let bins = Bins::of(&values, whole).unwrap();
        let mean = values.iter().sum::<f64>() / float(values.len() as u64);
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let median = sorted[sorted.len() / 2];
        for width in Width::BOTH {
            let svg = histogram(&bins, median, mean).draw(Language::english(), "p", width);
            assert_inside(&svg, width);
            let right = attributes(&svg, "rect", "bar", "x");
            let wide = attributes(&svg, "rect", "bar", "width");
            for (x, bar) in right.iter().zip(&wide) {
                let (x, bar): (f64, f64) = (x.parse().unwrap(), bar.parse().unwrap());
                prop_assert!(x >= MARGIN - 0.1 && x + bar <= width.units() - MARGIN + 0.1, "{x} {bar}");
            }
            let counted: u64 = bins.counts().iter().sum();
            prop_assert_eq!(counted, values.len() as u64);
        }
    }

    #[test]
    fn the_parts_of_a_bar_fill_it(yes in 0_u64..5000, no in 0_u64..5000, open in 0_u64..500, early in 0_u64..50) {
        let strip = Strip { yes, no, early, open, unlisted: 1 };
        for width in Width::BOTH {
            assert_inside(&strip.bar(Language::english(), "s", width, [&msg!("chart-median", 1), &msg!("chart-mean", 2)]), width);
        }
    }
}

#[test]
fn a_count_is_over_its_bar_however_narrow_and_no_line_runs_through_it() {
    // Two narrow bars, the second higher, and a long way to the last one.
    let mut values = vec![0.0; 11];
    values.extend([100.0; 17]);
    values.extend([5000.0, 6200.0]);
    let bins = Bins::of(&values, true).unwrap();
    for width in Width::BOTH {
        let svg = histogram(&bins, 100.0, 430.0).draw(Language::english(), "h", width);
        assert_inside(&svg, width);
        let number = |text: &String| text.parse::<f64>().unwrap();
        let all = |tag, class, name| attributes(&svg, tag, class, name).iter().map(number).collect::<Vec<f64>>();
        let counts: Vec<(f64, f64)> = all("text", "t-halo", "x").into_iter().zip(all("text", "t-halo", "y")).collect();
        let filled = bins.counts().iter().filter(|count| **count > 0).count();
        assert_eq!(counts.len(), filled, "{svg}");
        for ink in ["ref", "ref ref--dash"] {
            let ends = all("line", ink, "y1").into_iter().zip(all("line", ink, "y2"));
            for (x, (top, bottom)) in all("line", ink, "x1").into_iter().zip(ends) {
                let crosses =
                    |(at, base): &(f64, f64)| (at - x).abs() < 7.6 && top < base - 1.0 && bottom > base - 10.0;
                assert!(!counts.iter().any(crosses), "{ink} at {x}: {svg}");
            }
        }
    }
}
