use serde_json::json;

use super::*;
use crate::result::Head;

/// A result in which so many are judged, with something private in every field that has room for it.
fn head(people: u64, judged: u64) -> Head {
    let column = |name: &str, kind: &str| json!({"name": name, "type": kind, "windowed": true, "combine": "sum"});
    let numbers = json!({"judged": judged, "early": 7771, "undefined": {"window_open": 7772}, "sum": 128, "mean": 12.8,
        "median": 7773, "std": 7774, "min": 7775, "max": 7776, "p10": 7777, "p99": 7778, "mean_interval": [10.5, 15.25],
        "median_interval": [7779, 7780], "histogram": {"edges": [7781, 7782], "counts": [7783]}, "unduplicated": 90,
        "proportion": {"total": judged, "positive": 9, "rate": 0.9, "low": 0.6, "high": 0.98, "bounds": [0.7784, 0.7785]},
        "rate": {"numerator": 3, "denominator": 128, "pooled": 0.25, "mean_of_rates": 0.25},
        "follow_up": {"shortest": "7786s", "longest": "7787s"}, "complete_at": "7788-01-01T00:00:00Z"});
    let sliced = json!({"judged": 7789, "early": 0, "undefined": {}, "sum": 7790});
    let whole = json!({"over": "cohort", "slice": null, "accounts": 7791,
        "columns": {"edits": numbers, "by": {"judged": judged, "early": 0, "undefined": {}, "sum": {"0": 100, "2": 11}},
                    "at": {"judged": judged, "early": 0, "undefined": {}, "min": "7792-01-01T00:00:00Z"}}});
    let slice = json!({"over": "cohort", "slice": {"time": "7793-01-01T00:00:00Z"}, "accounts": 7794,
                       "columns": {"edits": sliced}});
    let head = json!({
        "format": "usermetrics-result/1", "state": "complete", "id": "um-ppppp-ppppp-ppppp-ppppp", "key": "secretkey",
        "request": {"cohort": "Private cohort"},
        "cohort": {"name": "Private cohort", "version": 7795, "hash": "secrethash", "lines": 7796, "accounts": 7797,
                   "people": people, "left_out": {"wrong": 7798}},
        "data": [{"wiki": "enwiki", "source": "warehouse", "snapshot": "2026-02-20-0a1b2c3d",
                  "as_of": "2026-02-20T00:00:00Z", "notes": ["note"]}],
        "metrics": [{"label": "edits", "metric": "edits", "version": 1, "parameters": {"namespaces": "all"},
            "window": {"anchor": "registration", "event": null, "offset": "0s", "t": "7d", "start": null, "end": null,
                       "clipped_to": null},
            "definition": "Edits in the first week.",
            "columns": [column("edits", "integer"), column("by", "map"), column("at", "timestamp")],
            "aggregates": [whole, slice]}],
        "curves": [], "failed": [], "names_deleted_at": null, "program": "usermetrics 0", "computed_at": "2026-02-22T00:00:00Z"
    });
    serde_json::from_value(head).unwrap()
}

fn shared(head: &Head) -> Shared {
    Shared::of(head, ShareTitle::new("Workshops of 2025").unwrap())
}

fn csv_of(shared: &Shared) -> String {
    let mut table = Vec::new();
    csv::write(shared, &mut table).unwrap();
    String::from_utf8(table).unwrap()
}

#[test]
fn totals_are_taken_over_and_nothing_else_is() {
    let shared = shared(&head(45, 10));
    let totals = shared.metrics[0].totals("edits").unwrap();
    assert_eq!((totals.judged, totals.sum.clone(), totals.mean), (10, Some(128.into()), Some(12.8)));
    assert_eq!((totals.mean_interval, totals.unduplicated), (Some([10.5, 15.25]), Some(90)));
    let share = totals.proportion.unwrap();
    assert_eq!((share.total, share.positive, share.low), (10, 9, Some(0.6)));
    assert_eq!(totals.rate, Some(Rate { numerator: 3.0, denominator: 128.0, pooled: Some(0.25) }));
    let names: Vec<&str> = shared.metrics[0].columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["edits", "by"], "an instant has no total");
    assert_eq!(shared.metrics[0].totals("by").unwrap().sum, Some(111.into()), "over all namespaces");

    for written in [serde_json::to_string(&shared).unwrap(), csv_of(&shared)] {
        assert!(written.contains("Edits in the first week."), "{written}");
        for private in ["777", "778", "779", "secret", "Private", "bounds", "median", "\"min", "mean_of_rates"] {
            assert!(!written.contains(private), "{private} in {written}");
        }
    }
}

#[test]
fn of_fewer_than_ten_it_is_said_that_they_are_left_out_and_no_number_is_there() {
    for (people, judged, shown) in [(45, 10, true), (45, 9, false), (10, 10, true), (9, 10, false), (45, 0, false)] {
        let shared = shared(&head(people, judged));
        assert_eq!(shared.metrics[0].totals("edits").is_some(), shown, "{people} people, {judged} judged");
        assert_eq!(shared.people, Some(people).filter(|_| people > 9));
        let json = serde_json::to_string(&shared).unwrap();
        assert_eq!(json.contains("128"), shown, "{json}");
        assert_eq!(json.contains("\"totals\":null"), !shown, "{json}");
        let table = csv_of(&shared);
        assert_eq!(table.contains("fewer than 10 judged"), !shown, "{table}");
        assert_eq!(table.contains("128"), shown, "{table}");
    }
}

#[test]
fn two_people_with_many_accounts_are_two() {
    let mut head = head(45, 12);
    let mut people = head.metrics[0].aggregates[0].clone();
    people.over = serde_json::from_value(json!("people")).unwrap();
    people.columns["edits"]["judged"] = json!(9);
    head.metrics[0].aggregates.push(people);
    let shared = shared(&head);
    assert_eq!(shared.metrics[0].totals("edits"), None);
    assert!(shared.metrics[0].totals("by").is_some());
}
