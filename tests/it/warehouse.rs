//! The warehouse from outside: how much of it a request reads, and that other programs read it alike.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use usermetrics::metric::Facts;
use usermetrics::platform::ids::AccountId;
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::WikiName;

use crate::house;
use crate::program::{Program, skip};

const ACCOUNTS: u64 = 100_000;
const EDITS: u64 = 1_000_000;

/// A number that looks drawn by lot and is the same each time.
fn lot(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

/// A stub of a million edits by a hundred thousand accounts on fifty thousand pages.
fn write_stub(path: &Path) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    out.write_all(b"<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.10/\" version=\"0.10\">\n").unwrap();
    out.write_all(b"<siteinfo><dbname>bigwiki</dbname></siteinfo>\n").unwrap();
    let mut page = String::new();
    for number in 1..=EDITS / 20 {
        page.clear();
        let namespace = [0, 0, 0, 1, 2][usize::try_from(number % 5).unwrap()];
        let _ = write!(page, "<page><title>P{number}</title><ns>{namespace}</ns><id>{number}</id>");
        for nth in 0..20 {
            let rev = nth * (EDITS / 20) + number;
            let user = lot(rev) % ACCOUNTS + 1;
            let minute = nth * 20_000 + number % 20_000;
            let (day, hour) = (minute / 1_440, minute % 1_440 / 60);
            let (year, month, day) = (2020 + day / 336, day % 336 / 28 + 1, day % 28 + 1);
            let parent = if nth == 0 { String::new() } else { format!("<parentid>{}</parentid>", rev - EDITS / 20) };
            let _ = write!(
                page,
                "<revision><id>{rev}</id>{parent}<timestamp>{year}-{month:02}-{day:02}T{hour:02}:{:02}:00Z</timestamp>\
                 <contributor><username>User {user}</username><id>{user}</id></contributor>\
                 <text bytes=\"{}\" id=\"{rev}\"/><sha1>{:031}</sha1></revision>",
                minute % 60,
                lot(rev + 7) % 9_000,
                lot(rev + 3) % 50 + number * 100,
            );
        }
        page.push_str("</page>\n");
        out.write_all(page.as_bytes()).unwrap();
    }
    out.write_all(b"</mediawiki>\n").unwrap();
    out.flush().unwrap();
}

#[test]
fn ten_of_a_hundred_thousand_accounts_read_little_and_duckdb_counts_alike() {
    let program = Program::new();
    let stub = program.folder().join("stub.xml");
    write_stub(&stub);
    program.ok(&["import", "xml", stub.to_str().unwrap(), "--wiki", "bigwiki"]);

    let wiki = WikiName::new("bigwiki").unwrap();
    let warehouse = Warehouse::open(program.data().join("warehouse"));
    let snapshot = warehouse.newest_snapshot(&wiki).unwrap().unwrap();
    let source = warehouse.newest(&wiki).unwrap();
    let ids: Vec<AccountId> = (1..=10).map(|number| AccountId::new(number * 9_973)).collect();
    let mut edits = 0;
    let all = Facts::NAMESPACE | Facts::MINOR | Facts::PAGE | Facts::CREATION | Facts::BYTES | Facts::REVERTS;
    let stats = source.histories(&ids, all | Facts::REDIRECT, &mut |_, account| edits += account.edits.len()).unwrap();
    let size = snapshot.manifest.files["edits.parquet"].bytes;
    assert_eq!((stats.rows, edits > 50), (edits as u64, true));
    assert!(stats.bytes * 50 < size, "{} of {size} bytes read", stats.bytes);

    compare_with_duckdb(&program, &snapshot.dir);
}

/// Sums by both programs over the same file.
fn compare_with_duckdb(program: &Program, snapshot: &Path) {
    let Some(python) = std::env::var_os("USERMETRICS_PYTHON") else {
        assert!(std::env::var_os("USERMETRICS_TESTS_COMPLETE").is_none(), "USERMETRICS_PYTHON is not set");
        skip("the comparison with DuckDB, which needs USERMETRICS_PYTHON");
        return;
    };
    let query = [
        "query",
        "--all",
        "--anchor",
        "activity",
        "--metric",
        "edits",
        "--metric",
        "bytes_added",
        "--metric",
        "pages_created",
        "--param",
        "namespaces=0",
    ];
    let document: Value = serde_json::from_str(&program.ok(&query)).unwrap();
    let sum = |metric: usize, column: &str| {
        document["metrics"][metric]["aggregates"][0]["columns"][column]["sum"].as_i64().unwrap()
    };
    let script = "import duckdb, sys, pandas\n\
        edits = sys.argv[1] + '/edits.parquet'\n\
        print(*duckdb.execute(f\"\"\"select count(*), sum(revision_text_bytes_diff),\n\
            count(*) filter (where revision_parent_id = 0), count(revision_reverts)\n\
            from '{edits}' where event_user_id > 0 and page_namespace = 0\"\"\").fetchall()[0])\n\
        frame = pandas.read_parquet(edits, columns=['event_user_id', 'page_namespace', 'event_timestamp'])\n\
        print(len(frame[(frame.event_user_id > 0) & (frame.page_namespace == 0)]), frame.event_timestamp.dt.tz)\n";
    let output = Command::new(python).arg("-c").arg(script).arg(snapshot).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let numbers: Vec<i64> = lines.next().unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    assert_eq!(
        numbers[..3],
        [sum(0, "edits"), sum(1, "bytes_added_net"), sum(2, "pages_created")],
        "count, bytes, creations"
    );
    assert!(numbers[3] > 0, "no edit was reverted");
    assert_eq!(lines.next().unwrap(), format!("{} UTC", numbers[0]));
}

#[test]
fn the_last_of_several_imports_within_a_second_is_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = Warehouse::open(folder.path().to_owned());
    for editors in 1..=5 {
        house::import(folder.path().to_owned(), None, (1..=editors).map(|id| (id, 1_600_000_000)));
        let newest = warehouse.newest_snapshot(&house::wiki()).unwrap().unwrap();
        assert_eq!(i64::try_from(newest.manifest.edits), Ok(editors));
    }
    assert_eq!(warehouse.snapshots(&house::wiki()).unwrap().len(), 5);
}
