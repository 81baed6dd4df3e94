//! The metrics of what people do besides editing, on the synthetic wiki: they tell people apart.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;
use usermetrics::import::Memory;
use usermetrics::import::synthetic::{NAME, SyntheticImport, import};
use usermetrics::platform::ids::AccountId;
use usermetrics::source::Source;
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::{Timestamp, WikiName};

use crate::program::Program;

fn query(program: &Program, arguments: &[&str]) -> Value {
    let about = ["query", "--wiki", NAME, "--all"];
    serde_json::from_str(&program.ok(&[&about, arguments].concat())).unwrap()
}

/// The values of a column, by its name.
fn column<'a>(metric: &'a Value, name: &str) -> Vec<&'a Value> {
    let place = metric["columns"].as_array().unwrap().iter().position(|column| column["name"] == name).unwrap();
    metric["rows"].as_array().unwrap().iter().map(|row| &row["values"][place]).collect()
}

/// The synthetic wiki, with some people who were blocked.
fn wiki(program: &Program) -> Arc<dyn Source> {
    let warehouse = program.data().join("warehouse");
    let wiki = WikiName::new(NAME).unwrap();
    let wish = SyntheticImport {
        warehouse: warehouse.clone(),
        wiki: wiki.clone(),
        edits: 60_000,
        seed: 1,
        memory: Memory::default(),
    };
    import(wish, &mut ()).unwrap();
    Warehouse::open(&warehouse).newest(&wiki).unwrap()
}

#[test]
fn blocks_and_uploads_tell_people_apart() {
    let program = Program::new();
    wiki(&program);
    let aggregators = ["--aggregator", "min", "--aggregator", "median", "--aggregator", "max"];
    let metrics = ["--anchor", "activity", "--metric", "blocks", "--metric", "uploads"];
    let document = query(&program, &[metrics, aggregators].concat());
    let (blocks, uploads) = (&document["metrics"][0], &document["metrics"][1]);
    for (metric, names) in [(blocks, &["block_count", "banned", "blocked_at_end"][..]), (uploads, &["files_uploaded"])]
    {
        for name in names {
            let values = column(metric, name);
            assert!(values.iter().all(|value| !value.is_null()), "{name}");
            let different: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
            assert!(different.len() > 1, "{name} is always {different:?}");
        }
    }
    // Who was blocked has dates, and nobody else.
    let blocked = column(blocks, "block_count").iter().filter(|count| **count != 0).count();
    assert_eq!(column(blocks, "first_block").iter().filter(|at| at.is_string()).count(), blocked);
    let dates = &blocks["aggregates"][0]["columns"]["first_block"];
    let date = |name: &str| dates[name].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert!(date("min") < date("median") && date("median") < date("max"), "{dates}");
}

#[test]
fn clicks_tell_people_apart() {
    let program = Program::new();
    let source = wiki(&program);
    // Every second account has clicked, some too late.
    let ids: Vec<AccountId> = source.all_ids().unwrap();
    let mut list = String::new();
    for account in source.find_ids(&ids).unwrap().into_iter().flatten().filter(|account| account.id.get() % 2 == 0) {
        let wait = i64::try_from(account.id.get() % 30).unwrap() * 3600;
        let at = Timestamp::from_unix(account.registration.unwrap().unix() + wait);
        let _ = writeln!(list, "{}\t{at}\tedit_click\t0", account.id.get());
    }
    let path = program.folder().join("clicks.tsv");
    std::fs::write(&path, list).unwrap();
    program.ok(&["import", "events", path.to_str().unwrap(), "--wiki", NAME]);
    let document = query(&program, &["--metric", "live_account"]);
    for (id, value) in ids.iter().zip(column(&document["metrics"][0], "live")) {
        let expected = id.get() % 2 == 0 && id.get() % 30 < 24;
        assert!(value.as_bool().is_none_or(|live| live == expected), "{id:?}: {value}");
    }
    let open = column(&document["metrics"][0], "live").iter().filter(|value| value.is_null()).count();
    assert!(open * 20 < ids.len(), "{open} of {} are not known", ids.len());
}
