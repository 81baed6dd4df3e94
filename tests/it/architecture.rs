//! Holds the shape of the project: the arrows between the rooms of `src/` and a few habits that no lint can see.

mod imports;
mod rooms;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

use imports::Source;

/// A file that is longer asks whether it holds two ideas.
const LONGEST: usize = 400;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[&str] = &[];

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name passes, sorted.
fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if wanted(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Path of a file within the checkout.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

fn sources() -> Vec<Source> {
    files(&root().join("src"), &is_rust)
        .iter()
        .map(|path| {
            let inside = path.strip_prefix(root().join("src")).unwrap();
            Source::read(inside, &fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn arrows_point_down() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| {
            source.imports.iter().filter_map(|import| {
                let why = rooms::forbidden(&source.room, &import.room)?;
                Some(format!("src/{}:{}: {why}", source.file, import.line))
            })
        })
        .collect();
    assert!(wrong.is_empty(), "imports against the arrows of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_row_and_says_why_it_exists() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut known: Vec<&str> = rooms::all().into_iter().filter(|room| !rooms::NOT_YET.contains(room)).collect();
    let mut found = declared.clone();
    known.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, known, "rooms of src/lib.rs and of this test");
    for room in declared {
        let folder = root().join("src").join(room).join("mod.rs");
        let file = if folder.exists() { folder } else { root().join("src").join(format!("{room}.rs")) };
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with its module documentation", shown(&file));
    }
}

#[test]
fn files_stay_readable() {
    let mut long: Vec<String> = Vec::new();
    for folder in ["src", "tests", "benches"].map(|folder| root().join(folder)) {
        if folder.exists() {
            let too_long = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count() > LONGEST;
            long.extend(files(&folder, &is_rust).iter().filter(|path| too_long(path)).map(|path| shown(path)));
        }
    }
    assert_eq!(long, LONG_FILES, "files of more than {LONGEST} lines (left) and those that may be (right)");
}

#[test]
fn no_name_hides_what_a_module_is_for() {
    let vague = ["util", "utils", "common", "helper", "helpers", "manager", "misc"];
    let wrong: Vec<String> = files(&root().join("src"), &is_rust)
        .iter()
        .map(|path| shown(path))
        .filter(|path| path.trim_end_matches(".rs").split('/').any(|part| vague.contains(&part)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_tests_unwrap() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| source.unwraps.iter().map(|line| format!("src/{}:{line}", source.file)))
        .collect();
    assert!(wrong.is_empty(), "unwrap() or expect() outside tests: {wrong:?}");
}

/// SQL stands in `store.rs` files, where a reviewer looks for it.
#[test]
fn queries_stand_in_stores() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !source.file.ends_with("store.rs") && !source.file.contains("/store/"))
        .flat_map(|source| source.queries.iter().map(|line| format!("src/{}:{line}", source.file)))
        .collect();
    assert!(wrong.is_empty(), "SQL outside a store: {wrong:?}");
}

/// Packages come through cargo, apt and pip by name; where those fetch them is the machine's own setting.
#[test]
fn no_registry_is_named() {
    let hosts = [
        ["crates", "io"],
        ["pypi", "org"],
        ["pythonhosted", "org"],
        ["npmjs", "org"],
        ["npmjs", "com"],
        ["debian", "org"],
    ]
    .map(|parts| parts.join("."));
    let beside = ["Cargo.toml", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let mut paths: Vec<PathBuf> = beside.iter().map(|file| root().join(file)).filter(|path| path.exists()).collect();
    for folder in ["src", "tests", "benches", "docs", ".ci", "cluster"].map(|folder| root().join(folder)) {
        if folder.exists() {
            paths.extend(files(&folder, &|_| true));
        }
    }
    for path in paths {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for host in &hosts {
            assert!(!text.contains(host.as_str()), "{} names {host}", shown(&path));
        }
    }
}
