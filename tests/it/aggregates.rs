//! What rows come to, as a user asks for it: distributions, intervals, and their place in a request.

use std::fs;

use serde_json::Value;

use crate::documents::demonstration;
use crate::program::Program;

const ASKED: [&str; 8] = ["query", "--users", "names.txt", "--metric", "edits", "--anchor", "activity", "--aggregator"];

fn answer(program: &Program, words: &[&str]) -> Value {
    let output = program.command(words).current_dir(program.folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_distribution_with_intervals_is_the_same_each_time_and_reads_back_as_a_request() {
    let (program, names) = demonstration();
    fs::write(program.folder().join("names.txt"), names).unwrap();
    let ask = |more: &[&str]| answer(&program, &[&ASKED[..], more].concat());
    let seeded = ask(&["dist", "--intervals", "--seed", "7"]);
    let of_edits = |document: &Value| document["metrics"][0]["aggregates"][0]["columns"]["edits"].clone();
    let edits = of_edits(&seeded);
    let judged = edits["judged"].as_u64().unwrap();
    let counts = edits["histogram"]["counts"].as_array().unwrap();
    assert_eq!(counts.iter().map(|count| count.as_u64().unwrap()).sum::<u64>(), judged);
    assert_eq!(edits["histogram"]["edges"].as_array().unwrap().len(), counts.len() + 1);
    let number = |name: &str| edits[name].as_f64().unwrap();
    let ascending = ["min", "p10", "p25", "median", "p75", "p90", "p95", "p99", "max"].map(number);
    assert!(ascending.is_sorted(), "{ascending:?}");
    for name in ["mean", "median"] {
        let [low, high] = [0, 1].map(|end| edits[format!("{name}_interval")][end].as_f64().unwrap());
        assert!(low <= number(name) && number(name) <= high && low < high, "{name}: {low} to {high}");
    }

    assert_eq!((&seeded["request"]["intervals"], &seeded["request"]["seed"]), (&Value::from(true), &Value::from(7)));
    assert_eq!(of_edits(&ask(&["dist", "--intervals", "--seed", "7"])), edits);
    let other = ask(&["dist", "--intervals", "--seed", "8"]);
    assert_ne!(of_edits(&other)["mean_interval"], edits["mean_interval"]);
    let plain = ask(&["dist"]);
    assert!(of_edits(&plain).get("mean_interval").is_none());
    let keys = [&seeded["key"], &other["key"], &plain["key"]];
    assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2], "{keys:?}");

    fs::write(program.folder().join("request.json"), seeded["request"].to_string()).unwrap();
    let again = answer(&program, &["query", "--users", "names.txt", "--request", "request.json"]);
    assert_eq!((&again["key"], &again["metrics"]), (&seeded["key"], &seeded["metrics"]));
}

#[test]
fn percentiles_are_given_to_who_asks_for_them() {
    let (program, names) = demonstration();
    fs::write(program.folder().join("names.txt"), names).unwrap();
    let columns = |words: &[&str]| answer(&program, words)["metrics"][0]["aggregates"][0]["columns"]["edits"].clone();
    let some = columns(&[&ASKED[..], &["p90", "--aggregator", "p10"]].concat());
    assert!(some["p10"].as_f64() <= some["p90"].as_f64() && some.get("mean").is_none(), "{some}");
    let unnamed = columns(&ASKED[..ASKED.len() - 1]);
    assert!(unnamed.get("mean").is_some() && unnamed.get("p10").is_none() && unnamed.get("histogram").is_none());
    let nobodys = ["query", "--all", "--metric", "survival", "--aggregator", "dist"];
    assert!(program.fails(2, &nobodys).contains("dist"));
}
