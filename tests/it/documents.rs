//! The documents are true: what they show runs and says what the program says, what they link to is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use usermetrics::import::Memory;
use usermetrics::import::synthetic::{self, SyntheticImport};
use usermetrics::metric::registry;
use usermetrics::platform::config::Config;
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::WikiName;

use crate::program::{self, Program};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The blocks of one language in a document.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    document.split(opening.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Runs Python; what it printed.
fn python(script: &str) -> Option<String> {
    let Some(python) = std::env::var_os("USERMETRICS_PYTHON") else {
        assert!(std::env::var_os("USERMETRICS_TESTS_COMPLETE").is_none(), "USERMETRICS_PYTHON is not set");
        program::skip("examples of docs/warehouse.md, which need USERMETRICS_PYTHON");
        return None;
    };
    let output = Command::new(python).arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The numbers in a printed table.
fn numbers(table: &str) -> Vec<i64> {
    table.split(|letter: char| !letter.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}

/// A data folder with a small synthetic wiki, and the list of its workshop.
pub fn demonstration() -> (Program, String) {
    let program = Program::new();
    let wish = SyntheticImport {
        warehouse: program.data().join("warehouse"),
        wiki: WikiName::new(synthetic::NAME).unwrap(),
        edits: 3000,
        seed: 1,
        memory: Memory::default(),
    };
    let (_, names) = synthetic::import(wish, &mut ()).unwrap();
    (program, names)
}

#[test]
fn questions_of_the_documents_are_answered() {
    let (program, names) = demonstration();
    fs::write(program.folder().join("names.txt"), names).unwrap();
    let mut asked = 0;
    for document in ["README.md", "docs/command-line.md"] {
        let text = read(document).replace("elwiki", synthetic::NAME);
        let blocks = text.split("```").skip(1).step_by(2).map(str::trim);
        for question in blocks.filter(|block| block.starts_with("usermetrics query --wiki")) {
            let words: Vec<&str> = question.split_whitespace().filter(|word| *word != "\\").skip(1).collect();
            let output = program.command(&words).current_dir(program.folder()).output().unwrap();
            assert!(output.status.success(), "{question}\n{}", String::from_utf8_lossy(&output.stderr));
            let result: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(result["cohort"]["lines"], 45);
            asked += 1;
        }
    }
    assert_eq!(asked, 5);
}

#[test]
fn examples_for_the_warehouse_run_and_count_what_the_program_counts() {
    let (program, _) = demonstration();
    let warehouse = program.data().join("warehouse");

    let document = read("docs/warehouse.md");
    let examples = blocks(&document, "python");
    assert_eq!(examples.len(), 3);
    let run = |place: usize| python(&examples[place].replace("DIR/warehouse", warehouse.to_str().unwrap()));
    let Some(busiest) = run(0) else { return };

    let counted = |metric: &str, column: &str, namespaces: &str| -> Vec<(String, i64)> {
        let namespaces = format!("namespaces={namespaces}");
        let anchor = ["--anchor", "activity", "--param", &namespaces];
        let mut query = vec!["query", "--wiki", "demowiki", "--all", "--metric", metric];
        query.extend(anchor);
        let document: Value = serde_json::from_str(&program.ok(&query)).unwrap();
        let metric = &document["metrics"][0];
        let place = metric["columns"].as_array().unwrap().iter().position(|it| it["name"] == column).unwrap();
        let rows = metric["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["user_name"].as_str().unwrap().to_owned(), row["values"][place].as_i64().unwrap()))
            .collect()
    };
    let edits = counted("edits", "edits", "0");
    let most = edits.iter().map(|(_, edits)| *edits).max().unwrap();
    assert!(numbers(&busiest).contains(&most), "{most} edits:\n{busiest}");

    let undone: i64 = counted("revert_rate", "reverted_edits", "all").iter().map(|(_, undone)| undone).sum();
    assert_eq!(numbers(&run(1).unwrap()).last(), Some(&undone));

    assert!(run(2).unwrap().contains("minor"));
    columns_are_those_of_the_tables(&document, &with_events(&program));
}

/// Adds a list of events, which makes another snapshot; where that one lies.
fn with_events(program: &Program) -> PathBuf {
    let file = program.folder().join("events.tsv");
    fs::write(&file, "1\t2020-01-01T00:00:00Z\tedit_click\t0\n").unwrap();
    program.ok(&["import", "events", file.to_str().unwrap(), "--wiki", synthetic::NAME]);
    let warehouse = Warehouse::open(program.data().join("warehouse"));
    warehouse.newest_snapshot(&WikiName::new(synthetic::NAME).unwrap()).unwrap().unwrap().dir
}

/// Compares the tables of the document with the schemas of the files.
fn columns_are_those_of_the_tables(document: &str, snapshot: &Path) {
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut file = String::new();
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut file);
        } else if let Some((name, rest)) = line.strip_prefix("| `").and_then(|row| row.split_once("` | ")) {
            let kind = rest.split(" |").next().unwrap();
            said.entry(file.clone()).or_default().push(format!("{name} {kind}"));
        }
    }
    assert_eq!(said.len(), 5, "{said:?}");
    for (file, columns) in said {
        let script = format!(
            "import pyarrow.parquet as p\n\
             for field in p.read_schema('{}/{file}'):\n\
             \x20   kind = str(field.type)\n\
             \x20   if kind.startswith('timestamp'): kind = 'timestamp' if kind == 'timestamp[ms, tz=UTC]' else kind\n\
             \x20   if kind.startswith('list'): kind = 'list of ' + str(field.type.value_type)\n\
             \x20   print(field.name, kind)",
            snapshot.display()
        );
        let found = python(&script).unwrap();
        assert_eq!(columns, found.lines().collect::<Vec<_>>(), "columns of {file}");
    }
}

#[test]
fn links_lead_somewhere() {
    let mut documents = vec!["README.md".to_owned(), "ARCHITECTURE.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            documents.push(format!("docs/{}", path.file_name().unwrap().to_str().unwrap()));
        }
    }
    for document in documents {
        let text = read(&document);
        let targets = text.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap());
        for target in targets.filter(|target| !target.is_empty() && !target.contains("://")) {
            let path = root.join(&document).parent().unwrap().join(target);
            assert!(path.exists(), "{document} links to {target}, which is not there");
        }
    }
}

#[test]
fn the_readme_is_short_and_names_every_metric() {
    let readme = read("README.md");
    assert!(readme.lines().count() < 120);
    for metric in registry::all() {
        let name = metric.statement().name;
        assert!(readme.contains(&format!("`{name}`")), "README.md does not name {name}");
    }
}

#[test]
fn the_settings_that_are_shown_are_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.toml");
    let document = read("docs/running.md");
    fs::write(&file, blocks(&document, "toml")[0]).unwrap();
    assert_eq!(Config::load(Some(&file)).unwrap(), Config::default());
}

#[test]
fn the_length_of_a_password_is_the_one_that_is_asked_for() {
    let page = read("docs/running.md");
    let said = format!("at least {} characters", usermetrics::auth::SHORTEST_PASSWORD);
    assert!(page.contains(&said), "{said}");
}
