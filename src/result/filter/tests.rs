use serde_json::json;

use super::*;
use crate::text::Language;

/// A result with a yes or no, numbers, an instant and counts by namespace.
fn head() -> Head {
    let column = |name: &str, kind: &str| json!({"name": name, "type": kind, "windowed": true, "combine": "none"});
    let metric = |label: &str, columns: Json| {
        json!({"label": label, "metric": label, "version": 1, "parameters": {}, "definition": "", "columns": columns,
               "window": {"anchor": "registration", "event": null, "offset": "0s", "t": "24h", "start": null,
                          "end": null, "clipped_to": null},
               "aggregates": [{"over": "cohort", "slice": null, "accounts": 1, "columns": {}}]})
    };
    let metrics = json!([
        metric("survival", json!([column("survived", "boolean")])),
        metric("after event", json!([column("edits", "integer"), column("rate", "number")])),
        metric("blocks", json!([column("first_block", "timestamp"), column("by_namespace", "map")])),
    ]);
    serde_json::from_value(json!({
        "format": "usermetrics-result/1", "state": "complete", "id": crate::platform::ids::ResultId::from_random([1; 20]),
        "key": "k", "request": {}, "data": [], "metrics": metrics, "curves": [], "failed": [],
        "cohort": {"name": "", "version": null, "hash": null, "lines": 1, "accounts": 1, "people": 1, "left_out": {}},
        "names_deleted_at": null, "program": "", "computed_at": "2025-01-01T00:00:00Z"
    }))
    .unwrap()
}

fn account(survived: &Json, edits: &Json, first_block: &Json) -> AccountLine {
    let row = |values: Json| json!([{"values": values, "early": false, "undefined": []}]);
    serde_json::from_value(json!({
        "wiki": "enwiki", "user_id": 1, "user_name": "A",
        "rows": [row(json!([survived])), row(json!([edits, 0.5])), row(json!([first_block, {"0": 1}]))]
    }))
    .unwrap()
}

fn chooses(text: &str, account: &AccountLine) -> bool {
    Filter::read(text, &head()).unwrap().chooses(account)
}

fn refused(text: &str) -> (usize, String) {
    let error = Filter::read(text, &head()).unwrap_err();
    (error.position, Language::english().text(&error.message))
}

#[test]
fn comparisons_and_their_binding() {
    let one = account(&json!(true), &json!(5), &json!("2025-03-01T00:00:00Z"));
    for (text, chosen) in [
        ("survival.survived = true", true),
        ("survival.survived != true", false),
        ("\"after event.edits\" >= 5", true),
        ("\"after event.edits\" > 5", false),
        ("\"after event.edits\"<=5 and \"after event.rate\" < 0.75", true),
        ("blocks.first_block < 2025-03-01", false),
        ("blocks.first_block = 2025-03-01T00:00:00Z", true),
        // `and` binds before `or`, `not` before both.
        ("survival.survived = true or survival.survived = false and \"after event.edits\" = 0", true),
        ("(survival.survived = true or survival.survived = false) and \"after event.edits\" = 0", false),
        ("not survival.survived = false and \"after event.edits\" = 5", true),
        ("NOT (survival.survived = true OR \"after event.edits\" = 0)", false),
        ("survival.survived is undefined", false),
        ("survival.survived is not undefined", true),
    ] {
        assert_eq!(chooses(text, &one), chosen, "{text}");
    }
}

#[test]
fn what_is_not_known_is_neither_equal_nor_unequal() {
    let unknown = account(&json!(null), &json!(0), &json!(null));
    for (text, chosen) in [
        ("survival.survived = true", false),
        ("survival.survived != true", false),
        ("not survival.survived = true", false),
        ("survival.survived is undefined", true),
        ("survival.survived = true or \"after event.edits\" = 0", true),
        ("survival.survived = true and \"after event.edits\" = 0", false),
        ("not (survival.survived = true and \"after event.edits\" = 1)", true),
        ("not survival.survived is undefined", false),
    ] {
        assert_eq!(chooses(text, &unknown), chosen, "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    assert_eq!(refused("").0, 1);
    assert_eq!(refused("survival.survived").0, 18);
    assert_eq!(refused("survival.survived = maybe").0, 21);
    assert_eq!(refused("survival.survived = true and").0, 29);
    assert_eq!(refused("(survival.survived = true").0, 26);
    assert_eq!(refused("survival.survived = true survival.survived = true").0, 26);
    assert_eq!(refused("survival.survived is unknown").0, 22);
    assert_eq!(refused("\"after event.edits = 1").0, 1);
    assert_eq!(refused("\"after event.edits\" = NaN").0, 23);
    assert_eq!(refused("blocks.first_block > yesterday").0, 22);
    assert_eq!(refused("blocks.by_namespace = 1").0, 1);
    let (position, words) = refused("not survival.survive = true");
    assert!(position == 5 && words.contains("survival.survived"), "{words}");
    assert!(refused("edits = 1").1.contains("after event.edits"));
}

#[test]
fn a_thousand_parentheses_are_refused_and_not_followed() {
    let deep = format!("{}survival.survived = true{}", "(".repeat(1000), ")".repeat(1000));
    assert_eq!(refused(&deep).0, DEEPEST + 1);
    let fine = format!("{}survival.survived = true{}", "(".repeat(99), ")".repeat(99));
    assert!(Filter::read(&fine, &head()).is_ok());
    assert!(Filter::read(&"not ".repeat(1000), &head()).is_err());
}

#[test]
fn a_result_with_several_rows_for_an_account_is_refused() {
    let mut sliced = head();
    let mut slice = sliced.metrics[0].aggregates[0].clone();
    slice.slice = Some(crate::metric::SliceKey::Age(0));
    sliced.metrics[0].aggregates.push(slice);
    assert!(Filter::read("survival.survived = true", &sliced).is_err());
}
