//! Every metric on the synthetic wiki: it must show each of them at work.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use usermetrics::import::Memory;
use usermetrics::import::synthetic::{self, SyntheticImport};
use usermetrics::metric::{Account, registry};
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::{Span, WikiName};

use crate::program::Program;

/// Parameters under which something happens in a small wiki: over the whole time, or in a longer span.
const TELLING: [&str; 2] = ["uploads.anchor=activity", "live_account.t=7d"];

fn wiki() -> WikiName {
    WikiName::new(synthetic::NAME).unwrap()
}

#[test]
fn every_metric_tells_people_apart_and_most_values_are_known() {
    let program = Program::new();
    let wish = SyntheticImport {
        warehouse: program.data().join("warehouse"),
        wiki: wiki(),
        edits: 4000,
        seed: 1,
        memory: Memory::default(),
    };
    synthetic::import(wish, &mut ()).unwrap();
    import_clicks(&program);
    let mut words = vec!["query", "--all"];
    for metric in registry::all() {
        words.extend(["--metric", metric.statement().name]);
    }
    words.extend(TELLING.iter().flat_map(|param| ["--param", *param]));
    let result: Value = serde_json::from_str(&program.ok(&words)).unwrap();
    tells_people_apart(&result);
}

/// Asserts that every metric of a document has more than one answer, and that four in five values are known.
pub fn tells_people_apart(document: &Value) {
    let (mut values, mut known) = (0, 0);
    for metric in document["metrics"].as_array().unwrap() {
        let rows = metric["rows"].as_array().unwrap();
        let columns = metric["columns"].as_array().unwrap().len();
        let mut different = 0;
        for column in 0..columns {
            let column: Vec<&Value> = rows.iter().map(|row| &row["values"][column]).collect();
            let told: BTreeSet<String> =
                column.iter().filter(|value| !value.is_null()).map(ToString::to_string).collect();
            different = different.max(told.len());
            values += column.len();
            known += column.iter().filter(|value| !value.is_null()).count();
        }
        assert!(different > 1, "{} is the same for everybody", metric["label"]);
    }
    assert!(known * 10 >= values * 8, "{known} of {values} values are known");
}

/// Says that every third account clicked on "edit" an hour after it registered.
pub fn import_clicks(program: &Program) {
    let source = Warehouse::open(program.data().join("warehouse")).newest(&wiki()).unwrap();
    let ids = source.all_ids().unwrap();
    let accounts = source.find_ids(&ids).unwrap().into_iter().flatten().step_by(3);
    let click = |account: Account| {
        let at = account.registration?.plus(Span::from_seconds(3600));
        (at < source.info().as_of).then(|| format!("{}\t{at}\tedit_click\n", account.id))
    };
    let clicks: Vec<String> = accounts.filter_map(click).collect();
    let file = program.folder().join("clicks.tsv");
    fs::write(&file, clicks.concat()).unwrap();
    program.ok(&["import", "events", file.to_str().unwrap(), "--wiki", synthetic::NAME]);
}
