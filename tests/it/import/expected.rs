//! The expected figures of the shared dumps.

use std::collections::BTreeMap;
use std::path::Path;

use usermetrics::metric::revert::Rule;

use super::table::Row;

/// What one contributor did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sums {
    edits: i64,
    minor: i64,
    created: i64,
    net: i64,
    positive: i64,
    negative: i64,
    absolute: i64,
    unknown: i64,
    reverted: i64,
    reverted_within_48_hours: i64,
    first: i64,
    last: i64,
}

impl Sums {
    /// Adds an edit; they come in the order of time.
    pub fn add(&mut self, row: &Row) {
        let diff = row.bytes_diff.unwrap_or(0);
        self.edits += 1;
        self.minor += i64::from(row.minor);
        self.created += i64::from(row.parent_id == Some(0));
        self.net += diff;
        self.positive += diff.max(0);
        self.negative += diff.min(0);
        self.absolute += diff.abs();
        self.unknown += i64::from(row.bytes_diff.is_none());
        self.reverted += i64::from(row.reverts.reverted(Rule::Radius(15), None, true));
        self.reverted_within_48_hours += i64::from(row.reverts.reverted(Rule::Radius(15), Some(48 * 3600), true));
        if self.edits == 1 {
            self.first = row.timestamp;
        }
        self.last = row.timestamp;
    }
}

/// Lines of a tab-separated file without its header.
fn lines(file: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// `expected/NAME.users.tsv`: by account and name; a hidden contributor is (0, "").
pub fn sums_by_contributor(file: &Path) -> BTreeMap<(i64, String), Sums> {
    let moment = |text: &str| text.parse::<usermetrics::wiki::Timestamp>().unwrap().unix();
    lines(file)
        .into_iter()
        .map(|line| {
            let number = |place: usize| line[place].parse::<i64>().unwrap_or(0);
            let sums = Sums {
                edits: number(2),
                minor: number(4),
                created: number(5),
                net: number(6),
                positive: number(7),
                negative: number(8),
                absolute: number(9),
                unknown: number(10),
                reverted: number(11),
                reverted_within_48_hours: number(12),
                first: moment(&line[13]),
                last: moment(&line[14]),
            };
            ((number(0), line[1].clone()), sums)
        })
        .collect()
}

/// `expected/NAME.reverts.tsv`: ids of reverted revisions, each once.
pub fn reverted_ids(file: &Path) -> Vec<i64> {
    let mut ids: Vec<i64> = lines(file)
        .iter()
        .flat_map(|line| line[3].split(',').map(|id| id.parse::<i64>().unwrap()).collect::<Vec<_>>())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
