//! Rows of a result: one line of JSON for each account, compressed, in a file named by the hash of what it holds.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::engine::{AccountRows, Handed, PersonRows};
use crate::metric::{MetricRows, Row, SliceKey, Value};
use crate::platform::files::sync_parent;
use crate::platform::hash::hex;
use crate::platform::ids::AccountId;
use crate::wiki::{Timestamp, WikiName};

/// Level of compression: rows are written once and read a few times.
const LEVEL: i32 = 3;

/// One account with its rows for each metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountLine {
    /// The wiki.
    pub wiki: WikiName,
    /// The account; `None` where the source does not know the name.
    pub user_id: Option<AccountId>,
    /// Name of the account.
    pub user_name: String,
    /// For each metric, in the order of the request, its rows: one, or one for each slice.
    pub rows: Vec<Vec<RowLine>>,
}

/// One person of a result about several wikis, with the rows of all their accounts together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Name of the person's first account. It stands first in its line, which tells such lines from those of accounts.
    pub person: String,
    /// The wikis on which the person has an account, as far as the data know.
    pub wikis: Vec<WikiName>,
    /// For each metric, in the order of the request, its rows: one, or one for each slice.
    pub rows: Vec<Vec<RowLine>>,
}

/// How the line of a person begins.
const PERSON: &str = "{\"person\":";

/// The row of one metric, with values as the document writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowLine {
    /// Which slice it is about; `None` where time is not cut, and for an account that belongs to no slice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<SliceKey>,
    /// One value for each column; `null` where it is not known.
    pub values: Vec<Json>,
    /// A yes before the window was over.
    pub early: bool,
    /// Why values are not known: one entry for each `null`, by the place of its column.
    pub undefined: Vec<(usize, String)>,
    /// When the answer will be final, for a window that was not over. Pages say it; the document does not hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
    /// When each column's answer will be, where columns have ends of their own; else none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_by_column: Vec<Timestamp>,
}

impl From<AccountRows> for AccountLine {
    fn from(account: AccountRows) -> Self {
        Self { wiki: account.wiki, user_id: account.id, user_name: account.name, rows: lines(&account.rows) }
    }
}

impl From<PersonRows> for PersonLine {
    fn from(person: PersonRows) -> Self {
        Self { person: person.name, wikis: person.wikis, rows: lines(&person.rows) }
    }
}

fn lines(rows: &[MetricRows]) -> Vec<Vec<RowLine>> {
    rows.iter().map(|metric| metric.rows().map(RowLine::from).collect()).collect()
}

impl From<(Option<SliceKey>, &Row)> for RowLine {
    fn from((slice, row): (Option<SliceKey>, &Row)) -> Self {
        let reason = |(place, value): (usize, &Value)| match value {
            Value::Undefined(reason) => Some((place, reason.as_str().to_owned())),
            _ => None,
        };
        Self {
            slice,
            values: row.values.iter().map(json_of).collect(),
            early: row.early,
            undefined: row.values.iter().enumerate().filter_map(reason).collect(),
            known_at: row.known_at,
            known_by_column: row.known_by_column.clone(),
        }
    }
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Bool(yes) => Json::from(*yes),
        Value::Integer(integer) => Json::from(*integer),
        Value::Number(number) => Json::from(*number),
        Value::Time(instant) => Json::from(instant.to_string()),
        Value::Map(map) => Json::Object(map.iter().map(|(key, count)| (key.to_string(), Json::from(*count))).collect()),
        Value::Undefined(_) => Json::Null,
    }
}

/// Writes the rows of a result aside; only [`RowsWriter::finish`] gives them their name.
pub struct RowsWriter {
    out: zstd::Encoder<'static, BufWriter<File>>,
    hash: Sha256,
    aside: Aside,
    folder: PathBuf,
}

/// A file that goes away unless it is kept.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl RowsWriter {
    /// Begins a file in the folder of results. `name` tells writers apart that work at the same time.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn new(folder: &Path, name: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let aside = Aside(folder.join(format!(".{name}.part")));
        let out = zstd::Encoder::new(BufWriter::new(File::create(&aside.0)?), LEVEL)?;
        Ok(Self { out, hash: Sha256::new(), aside, folder: folder.to_owned() })
    }

    /// Adds the next account or person.
    ///
    /// # Errors
    ///
    /// The disk is full, or the file cannot be written.
    pub fn add(&mut self, handed: Handed) -> io::Result<()> {
        let mut line = match handed {
            Handed::Account(account) => serde_json::to_vec(&AccountLine::from(account))?,
            Handed::Person(person) => serde_json::to_vec(&PersonLine::from(person))?,
        };
        line.push(b'\n');
        self.hash.update(&line);
        self.out.write_all(&line)
    }

    /// Ends the file and gives it its name, the SHA-256 of its lines.
    ///
    /// # Errors
    ///
    /// The disk is full, or the file cannot be written; then nothing is left behind.
    pub fn finish(self) -> io::Result<RowsFile> {
        let mut file = self.out.finish()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        let hash = hex(&self.hash.finalize());
        let rows = RowsFile::new(&self.folder, &hash);
        let path = rows.path();
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::rename(&self.aside.0, &path)?;
        sync_parent(&path)?;
        Ok(rows)
    }
}

/// A finished file of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsFile {
    folder: PathBuf,
    hash: String,
}

impl RowsFile {
    /// The file of this hash in a folder of results.
    #[must_use]
    pub fn new(folder: &Path, hash: &str) -> Self {
        Self { folder: folder.to_owned(), hash: hash.to_owned() }
    }

    /// The SHA-256 of its lines.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether it is there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path().is_file()
    }

    /// Removes it, if it is there.
    ///
    /// # Errors
    ///
    /// It cannot be removed.
    pub fn remove(&self) -> io::Result<()> {
        match std::fs::remove_file(self.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.hash.get(..2).unwrap_or("__")).join(format!("{}.jsonl.zst", self.hash))
    }

    /// Reads its accounts from the start.
    ///
    /// # Errors
    ///
    /// The file is gone or cannot be read.
    pub fn open(&self) -> io::Result<RowsReader<AccountLine>> {
        self.reader(false)
    }

    /// Reads its people from the start: none where the result is about one wiki.
    ///
    /// # Errors
    ///
    /// The file is gone or cannot be read.
    pub fn people(&self) -> io::Result<RowsReader<PersonLine>> {
        self.reader(true)
    }

    fn reader<T>(&self, people: bool) -> io::Result<RowsReader<T>> {
        let lines = BufReader::new(zstd::Decoder::new(File::open(self.path())?)?);
        Ok(RowsReader { lines, line: String::new(), people, of: PhantomData })
    }
}

/// Account after account, or person after person, of a file of rows.
pub struct RowsReader<T> {
    lines: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    line: String,
    people: bool,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Iterator for RowsReader<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.line.clear();
            match self.lines.read_line(&mut self.line) {
                Ok(0) => return None,
                Ok(_) if self.line.starts_with(PERSON) != self.people => {}
                Ok(_) => return Some(serde_json::from_str(&self.line).map_err(io::Error::from)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Undefined;

    fn account(id: u64) -> AccountRows {
        let row = Row::of(vec![Value::Number(0.1), Value::Undefined(Undefined::NoEdits), Value::Map([(0, 2)].into())]);
        AccountRows {
            wiki: WikiName::new("testwiki").unwrap(),
            id: Some(AccountId::new(id)),
            curves: Vec::new(),
            name: "=A".into(),
            rows: vec![MetricRows { slices: vec![(SliceKey::Age(1), row.clone())], whole: row }],
        }
    }

    #[test]
    fn rows_read_back_under_the_hash_of_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, ids: &[u64]| {
            let mut writer = RowsWriter::new(folder.path(), name).unwrap();
            for id in ids {
                writer.add(Handed::Account(account(*id))).unwrap();
            }
            writer.finish().unwrap()
        };
        let one = write("a", &[1, 2]);
        assert_eq!(write("b", &[1, 2]).hash(), one.hash());
        assert_ne!(write("c", &[2, 1]).hash(), one.hash());
        let lines: Vec<AccountLine> = one.open().unwrap().map(Result::unwrap).collect();
        assert_eq!(lines, [AccountLine::from(account(1)), AccountLine::from(account(2))]);
        assert_eq!(lines[0].rows[0][0].undefined, [(1, "no_edits".to_owned())]);
        assert_eq!(lines[0].rows[0][0].slice, Some(SliceKey::Age(1)));
    }

    #[test]
    fn a_line_says_when_an_open_answer_will_be_known_and_nothing_of_others() {
        let mut open = account(1);
        let line = |account: &AccountRows| serde_json::to_string(&AccountLine::from(account.clone())).unwrap();
        assert!(!line(&open).contains("known_at"));
        let known_at = Some(Timestamp::from_unix(1_735_689_600));
        open.rows[0].slices[0].1.known_at = known_at;
        let read: AccountLine = serde_json::from_str(&line(&open)).unwrap();
        assert_eq!(read.rows[0][0].known_at, known_at);
    }

    #[test]
    fn a_file_that_is_not_finished_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = RowsWriter::new(folder.path(), "a").unwrap();
        writer.add(Handed::Account(account(1))).unwrap();
        drop(writer);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(!RowsFile::new(folder.path(), "00").exists());
    }
}
