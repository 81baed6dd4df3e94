//! Curves over a whole synthetic wiki, beside what `lifelines` makes of the same people.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use usermetrics::import::Memory;
use usermetrics::import::synthetic::{self, SyntheticImport};
use usermetrics::wiki::WikiName;

use crate::program::{Program, skip};

fn wiki() -> Program {
    let program = Program::new();
    let wish = SyntheticImport {
        warehouse: program.data().join("warehouse"),
        wiki: WikiName::new(synthetic::NAME).unwrap(),
        edits: 20_000,
        seed: 7,
        memory: Memory::default(),
    };
    synthetic::import(wish, &mut ()).unwrap();
    program
}

fn curves(program: &Program, arguments: &[&str]) -> Vec<Value> {
    let words = ["query", "--all", "--curve", "kaplan_meier", "--anchor", "first_edit"];
    let result: Value = serde_json::from_str(&program.ok(&[&words[..], arguments].concat())).unwrap();
    result["curves"].as_array().unwrap().clone()
}

fn count(curve: &Value, name: &str) -> i64 {
    curve[name].as_i64().unwrap()
}

#[test]
fn a_curve_accounts_for_everybody_and_its_slices_for_the_same_people() {
    let program = wiki();
    let all = curves(&program, &["--slice", "year"]);
    let (whole, years) = all.split_first().unwrap();
    assert!(whole["slice"].is_null() && years.len() > 3);
    let undefined =
        |curve: &Value| curve["undefined"].as_object().unwrap().values().filter_map(Value::as_i64).sum::<i64>();
    for curve in &all {
        let followed = count(curve, "events") + count(curve, "censored");
        assert_eq!(count(curve, "accounts"), followed + count(curve, "too_new") + undefined(curve));
        let points = curve["points"].as_array().unwrap();
        assert!(points.is_sorted_by_key(|point| count(point, "time")));
        assert_eq!(points.first().map_or(followed, |point| count(point, "at_risk")), followed);
    }
    assert!(count(whole, "too_new") > 0 && count(whole, "censored") > 0 && undefined(whole) > 0);
    for name in ["events", "censored", "too_new"] {
        assert_eq!(years.iter().map(|curve| count(curve, name)).sum::<i64>(), count(whole, name), "{name}");
    }
}

/// Fits the people of a curve again: durations and whether they left, from the steps.
const SCRIPT: &str = "
import json, sys
from lifelines import KaplanMeierFitter
curve = json.load(sys.stdin)
durations, left = [], []
for point in curve['points']:
    for number, event in ((point['events'], True), (point['censored'], False)):
        durations += [point['time']] * number
        left += [event] * number
fit = KaplanMeierFitter(alpha=0.05).fit(durations, left)
band = fit.confidence_interval_
worst = 0.0
for point in curve['points']:
    low, high = band.loc[point['time']]
    worst = max(worst, abs(fit.survival_function_at_times(point['time']).iloc[0] - point['survival']))
    if 0 < point['survival'] < 1:
        worst = max(worst, abs(low - point['low']), abs(high - point['high']))
print(json.dumps([len(durations), worst, fit.median_survival_time_]))
";

#[test]
fn the_curve_is_the_one_that_lifelines_draws() {
    let Some(python) = std::env::var_os("USERMETRICS_PYTHON") else {
        assert!(std::env::var_os("USERMETRICS_TESTS_COMPLETE").is_none(), "USERMETRICS_PYTHON is not set");
        skip("the comparison with lifelines, which needs USERMETRICS_PYTHON");
        return;
    };
    let program = wiki();
    for gap in ["gap=30d", "gap=7d"] {
        let curve = curves(&program, &["--param", gap]).remove(0);
        let mut fit =
            Command::new(&python).arg("-c").arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        fit.stdin.take().unwrap().write_all(curve.to_string().as_bytes()).unwrap();
        let fitted: Value = serde_json::from_slice(&fit.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(fitted[0], json!(count(&curve, "events") + count(&curve, "censored")));
        assert!(fitted[1].as_f64().unwrap() < 1e-9, "{gap}: off by {}", fitted[1]);
        assert_eq!(fitted[2].as_f64(), curve["median"].as_f64(), "{gap}");
    }
}
