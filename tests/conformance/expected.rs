//! Holds a result document against what a case expects of it.

use serde_json::Value as Json;

use super::case::{Case, ExpectedMetric, ExpectedRow, HOME};

/// Everything in which the document differs from what the case expects.
pub fn differences(case: &Case, document: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let no_items = Vec::new();
    let metrics = document["metrics"].as_array().unwrap_or(&no_items);
    for metric in metrics {
        let label = metric["label"].as_str().unwrap_or_default();
        match case.expect.metrics.get(label) {
            Some(expected) => of_metric(case, label, expected, metric, &mut found),
            None => found.push(format!("{label}: nothing is expected of it")),
        }
    }
    for label in case.expect.metrics.keys() {
        if !metrics.iter().any(|metric| metric["label"] == label.as_str()) {
            found.push(format!("{label}: is not in the document"));
        }
    }
    let curves = document["curves"].as_array().unwrap_or(&no_items);
    if curves.len() != case.expect.curves.len() {
        found.push(format!("curves: {} expected, said {}", case.expect.curves.len(), curves.len()));
    }
    for (place, (expected, curve)) in case.expect.curves.iter().zip(curves).enumerate() {
        part(expected, curve, &format!("curve {place}"), &mut found);
    }
    found
}

fn of_metric(case: &Case, label: &str, expected: &ExpectedMetric, metric: &Json, found: &mut Vec<String>) {
    let clipped = metric["window"]["clipped_to"].as_str();
    if clipped != expected.clipped_to.as_deref() {
        found.push(format!("{label}: clipped_to is {clipped:?}, expected {:?}", expected.clipped_to));
    }
    let shows_nothing = expected.rows.is_none() && expected.aggregates.is_empty() && expected.columns.is_empty();
    if shows_nothing {
        found.push(format!("{label}: nothing is expected of it"));
    }
    if let Some(rows) = &expected.rows {
        of_rows(case, (metric, "rows"), rows, label, found);
    }
    if !expected.people.is_empty() {
        of_rows(case, (metric, "people"), &expected.people, label, found);
    }
    if !expected.columns.is_empty() {
        part(&Json::from(expected.columns.clone()), &metric["columns"], &format!("{label} columns"), found);
    }
    for aggregate in &expected.aggregates {
        let over = aggregate.get("over").cloned().unwrap_or_else(|| Json::from("cohort"));
        let slice = aggregate.get("slice").cloned().unwrap_or(Json::Null);
        let same = |one: &&Json| one["over"] == over && one["slice"] == slice;
        match metric["aggregates"].as_array().and_then(|all| all.iter().find(same)) {
            Some(said) => part(aggregate, said, &format!("{label} over {over} slice {slice}"), found),
            None => found.push(format!("{label}: no aggregate over {over} of slice {slice}")),
        }
    }
}

/// The rows of accounts, or of people.
fn of_rows(case: &Case, (metric, whose): (&Json, &str), rows: &[ExpectedRow], label: &str, found: &mut Vec<String>) {
    let said = metric[whose].as_array().map_or(&[][..], Vec::as_slice);
    if said.len() != rows.len() {
        found.push(format!("{label}: {} {whose} expected, said {}: {}", rows.len(), said.len(), metric[whose]));
    }
    for (place, (expected, row)) in rows.iter().zip(said).enumerate() {
        of_row(case, (metric, row), expected, &format!("{label} {whose} {place}"), found);
    }
}

fn of_row(case: &Case, (metric, row): (&Json, &Json), expected: &ExpectedRow, place: &str, found: &mut Vec<String>) {
    let user = case.history.name(expected.user.as_ref());
    let name = row.get("user_name").unwrap_or(&row["person"]);
    if name != user {
        found.push(format!("{place}: is of {name}, expected {user}"));
    }
    let wiki = expected.wiki.as_deref().unwrap_or(HOME);
    if row.get("wiki").is_some_and(|said| said != wiki) {
        found.push(format!("{place}: is of {}, expected {wiki}", row["wiki"]));
    }
    let slice = expected.slice.clone().unwrap_or(Json::Null);
    if row["slice"] != slice {
        found.push(format!("{place}: slice {}, expected {slice}", row["slice"]));
    }
    if row["early"] != expected.early {
        found.push(format!("{place}: early is {}, expected {}", row["early"], expected.early));
    }
    let name = |column: usize| metric["columns"][column]["name"].as_str().unwrap_or_default();
    let reason = |column: usize| row["undefined"][name(column)].as_str().unwrap_or("no reason");
    let values = row["values"].as_array().map_or(&[][..], Vec::as_slice);
    let said: Vec<Json> = (0..)
        .zip(values)
        .map(|(column, value)| match value {
            Json::Null => Json::from(format!("?{}", reason(column))),
            known => known.clone(),
        })
        .collect();
    if !same_values(&expected.values, &said) {
        let (said, expected) = (Json::from(said), Json::from(expected.values.clone()));
        found.push(format!("{place}: {said}, expected {expected}"));
    }
}

/// Whether the values of a row are those that are expected.
pub fn same_values(expected: &[Json], said: &[Json]) -> bool {
    said.len() == expected.len() && expected.iter().zip(said).all(|(expected, said)| equal(expected, said))
}

/// Every key that is expected must be there and equal; what is not expected is not looked at. Reasons are complete.
fn part(expected: &Json, said: &Json, place: &str, found: &mut Vec<String>) {
    match (expected, said) {
        (Json::Object(expected), Json::Object(object)) => {
            for (name, value) in expected {
                let there = object.get(name).unwrap_or(&Json::Null);
                if name == "undefined" && value != there {
                    found.push(format!("{place}.{name}: {there}, expected {value}"));
                }
                part(value, there, &format!("{place}.{name}"), found);
            }
        }
        (Json::Array(expected), Json::Array(list)) if expected.len() == list.len() => {
            for (number, (one, other)) in expected.iter().zip(list).enumerate() {
                part(one, other, &format!("{place}[{number}]"), found);
            }
        }
        _ if equal(expected, said) => {}
        _ => found.push(format!("{place}: {said}, expected {expected}")),
    }
}

/// Numbers are equal to nine digits, and may be expected as a fraction: "5/7".
fn equal(expected: &Json, said: &Json) -> bool {
    match (expected, said) {
        (Json::Number(_), Json::Number(_)) => near(expected.as_f64(), said.as_f64()),
        (Json::String(text), Json::Number(_)) => near(fraction(text), said.as_f64()),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => expected == said,
    }
}

fn near(expected: Option<f64>, said: Option<f64>) -> bool {
    expected.zip(said).is_some_and(|(expected, said)| (expected - said).abs() <= 1e-9 * expected.abs().max(1.0))
}

fn fraction(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/')?;
    Some(above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?)
}
