//! One page with every kind of chart in its awkward cases. The test checks what only a page shows (ids that meet, a
//! drawing that cannot be read); the page stays behind, so that a person can look at it: `target/tmp/charts.html`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use usermetrics::chart::{Bins, Everybody, Histogram, Interval, Mark, Strip, both};
use usermetrics::msg;
use usermetrics::text::{Arg, Language};

#[test]
fn every_chart_of_one_page_has_ids_of_its_own() {
    let mut body = String::new();
    intervals(&mut body);
    histograms(&mut body);
    strips(&mut body);
    let ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let different: BTreeSet<&str> = ids.iter().copied().collect();
    assert!(ids.len() > 50, "{} ids", ids.len());
    assert_eq!(ids.len(), different.len(), "an id stands twice");
    for named in body.split("aria-labelledby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(named.split(' ').all(|id| different.contains(id)), "{named} names nothing");
    }
    assert!(!body.contains("style"), "no inline style");
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("charts.html"), page(&body)).unwrap();
}

fn page(body: &str) -> String {
    let root = concat!("file://", env!("CARGO_MANIFEST_DIR"), "/static");
    format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="{root}/vendor/theme-wikimedia-ui-root.css">
<link rel="stylesheet" href="{root}/vendor/theme-wikimedia-ui-mode-dark.css" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="{root}/css/base.css"><link rel="stylesheet" href="{root}/css/frame.css">
<link rel="stylesheet" href="{root}/css/parts.css"><link rel="stylesheet" href="{root}/css/tables.css">
<link rel="stylesheet" href="{root}/css/charts.css"><link rel="stylesheet" href="{root}/css/result.css"></head><body><main class="um-wrap">{body}</main></body></html>"#
    )
}

fn figure(body: &mut String, title: &str, charts: &str) {
    let _ = write!(body, r#"<h3>{title}</h3><div class="um-fig"><figure class="um-plot">{charts}</figure></div>"#);
}

fn intervals(body: &mut String) {
    let all = |people, low, high| Some(Everybody { people, low, high });
    let cases = [
        ("an interval and limits", 12, 33, Some((0.222, 0.534)), all(45, 14.0 / 45.0, 24.0 / 45.0)),
        ("everybody known", 9, 21, Some((0.245, 0.634)), None),
        ("none", 0, 39, Some((0.0, 0.09)), None),
        ("all", 39, 39, Some((0.91, 1.0)), None),
        ("many people", 1204, 3100, Some((0.371, 0.406)), all(3300, 0.365, 0.425)),
        ("nobody judged", 0, 0, None, all(12, 0.0, 1.0)),
        ("no interval, few open", 5, 9, None, all(10, 0.5, 0.6)),
    ];
    for (place, (title, yes, judged, interval, everybody)) in cases.into_iter().enumerate() {
        let chart = Interval { title: msg!("chart-share-people", yes, judged), yes, judged, interval, everybody };
        figure(body, title, &both(|width| chart.draw(Language::english(), &format!("i{place}"), width)));
    }
}

fn histograms(body: &mut String) {
    let skewed: Vec<f64> = (1..=45_u32).map(|rank| (1300.0 / f64::from(rank)).floor()).collect();
    let negative: Vec<f64> = (0..60_i32).map(|number| f64::from((number * 37) % 61 - 30) * 113.7).collect();
    let rates: Vec<f64> = (0..40_u32).map(|number| f64::from(number * number % 50) / 100.0).collect();
    let many: Vec<f64> = (0..20_000_u32).map(|number| f64::from(number * 7919 % 997 % 83)).collect();
    let mostly_none: Vec<f64> = (0..45_u32).map(|number| f64::from(number.saturating_sub(38) * 9)).collect();
    let cases: [(&str, Vec<f64>, bool); 11] = [
        ("plain", (0..45_u32).map(|number| f64::from(number * number % 170)).collect(), true),
        ("very skewed", skewed.clone(), true),
        ("one account with thousands", [skewed.as_slice(), &[52_000.0]].concat(), true),
        ("one who took away much", [negative.as_slice(), &[-900_000.0]].concat(), false),
        ("one by one", vec![0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 5.0], true),
        ("all equal", vec![7.0; 45], true),
        ("all nothing", vec![0.0; 45], true),
        ("mostly none", mostly_none, true),
        ("text taken away and added", negative, false),
        ("rates", rates, false),
        ("twenty thousand people", many, true),
    ];
    for (place, (title, values, whole)) in cases.into_iter().enumerate() {
        let Some(bins) = Bins::of(&values, whole) else { continue };
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let histogram = Histogram {
            title: msg!("chart-share-people", 1, 2),
            axis: msg!("chart-bin-one", Arg::from("edits per person")),
            bins: &bins,
            median: sorted[sorted.len() / 2],
            mean: values.iter().zip(1_u32..).fold(0.0, |mean, (value, place)| mean + (value - mean) / f64::from(place)),
        };
        figure(body, title, &both(|width| histogram.draw(Language::english(), &format!("h{place}"), width)));
    }
}

fn strips(body: &mut String) {
    for mark in [Mark::Yes, Mark::No, Mark::EarlyYes, Mark::Open, Mark::Unlisted] {
        let _ = write!(body, r#"<p class="um-strip__marks">{}</p>"#, Strip::marks(mark, 12));
    }
    let many = Strip { yes: 412, no: 803, early: 60, open: 210, unlisted: 44 };
    let title = msg!("chart-share-people", 1, 2);
    figure(body, "a strip of many", &both(|width| many.bar(Language::english(), "s", width, [&title, &title])));
}
