//! Lines and columns: a bare list of names, or a table with a column of them.
//!
//! Names may hold commas, so a comma alone makes no table: it takes a header row, or the same number of cells in every
//! line without a space after the comma. A tab makes one always, since no name holds a tab.

use super::member::{Cell, Mark};
use super::parse::ListError;
use super::reading::{Columns, Reading};
use crate::wiki::WikiName;

/// A row of titles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Its number, from 1.
    pub(super) line: usize,
    /// The whole line.
    pub(super) typed: String,
    /// Title of the column of names.
    pub(super) column: Option<String>,
    /// Titles of columns that are not used.
    pub(super) unused: Vec<String>,
}

/// One line that is not blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1; of the first one where quotation marks hold several lines together.
    pub(super) line: usize,
    /// The whole line.
    pub(super) typed: String,
    /// The cell of the name, where the line is a row of cells.
    pub(super) cell: Option<Cell>,
    /// The wiki that the line is about, if it says.
    pub(super) wiki: Option<String>,
    /// The date of the member's own event, if it says.
    pub(super) event: Option<String>,
}

impl Row {
    /// What stands for the name.
    pub(super) fn name(&self) -> &str {
        self.cell.as_ref().map_or(&self.typed, |cell| &cell.name)
    }
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// How many lines are blank.
    pub(super) blank: usize,
}

/// Columns of names, the surest first: a sign-up sheet may have "Name" beside "Username".
const NAME_TITLES: [&str; 15] = [
    "user name",
    "username",
    "user text",
    "event user text",
    "wiki username",
    "wikipedia username",
    "wikimedia username",
    "usernames",
    "user",
    "users",
    "account",
    "editor",
    "participant",
    "name",
    "names",
];
/// Columns of account numbers.
const ID_TITLES: [&str; 3] = ["user id", "userid", "event user id"];
/// Columns of wikis.
const WIKI_TITLES: [&str; 4] = ["wiki", "wiki db", "dbname", "database"];

/// Columns of dates, each of the member's own event. A column that is only called "date" may be anything.
const EVENT_TITLES: [&str; 2] = ["event date", "event day"];

/// How a text wants to be read, whose lines end in `\n`, and its row of titles if it has one. A table without titles is
/// read by its first column until somebody looks who is in the others.
pub(super) fn detect(text: &str) -> Result<(Reading, Option<Header>), ListError> {
    let Some((number, first)) = (1..).zip(text.lines()).find(|(_, line)| !line.trim().is_empty()) else {
        return Err(ListError::Empty);
    };
    for delimiter in ['\t', ',', ';'] {
        let Some(titles) = cells_of(first, delimiter) else { continue };
        let columns = named_columns(&titles);
        if columns.name.is_none() && columns.id.is_none() {
            continue;
        }
        let is_list = titles.len() == 1 && columns.name.is_some();
        let reading = if is_list { Reading::Lines } else { Reading::Table { delimiter, columns } };
        return Ok((reading, Some(Header::new(number, first, &titles, columns))));
    }
    Ok((headless(text), None))
}

/// The lines of a text, read in this way, but for that of the titles.
pub(super) fn rows(text: &str, reading: Reading, header: Option<&Header>) -> Result<Table, ListError> {
    let mut table = match reading {
        Reading::Lines => list(text),
        Reading::Table { delimiter, columns } => table(text, delimiter, columns)?,
    };
    table.rows.retain(|row| header.is_none_or(|header| row.line != header.line));
    Ok(table)
}

/// One name a line.
fn list(text: &str) -> Table {
    let mut table = Table::default();
    for (line, typed) in (1..).zip(text.lines()) {
        if typed.trim().is_empty() {
            table.blank += 1;
        } else {
            table.rows.push(Row { line, typed: typed.to_owned(), cell: None, wiki: None, event: None });
        }
    }
    table
}

/// A table of cells, which quotation marks may hold together over several lines.
fn table(text: &str, delimiter: char, columns: Columns) -> Result<Table, ListError> {
    let mut table = Table::default();
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let (mut line, mut at) = (1, 0);
    while reader.read_record(&mut record)? {
        // The reader passes over empty lines.
        let empty = text[at..].len() - text[at..].trim_start_matches('\n').len();
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len()).min(text.len());
        let typed = text[at + empty..end].trim_end_matches('\n');
        let lines = typed.matches('\n').count() + 1;
        if end == text.len() && lines > 1 && text[at + empty..].matches('"').count() % 2 == 1 {
            return Err(ListError::OpenQuote { line: line + empty });
        }
        table.blank += empty;
        line += empty;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            table.blank += lines;
        } else {
            let cell = Some(cell(&record, columns, typed, delimiter));
            let wiki = filled(&record, columns.wiki).map(str::to_owned);
            let event = filled(&record, columns.event).map(|cell| cell.trim().to_owned());
            table.rows.push(Row { line, typed: typed.to_owned(), cell, wiki, event });
        }
        line += lines;
        at = end;
    }
    table.blank += text[at..].lines().count();
    Ok(table)
}

/// A reader of the cells of a text. Delimiters are ASCII: any other letter would be read as a comma.
pub(super) fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn filled(record: &csv::StringRecord, column: Option<usize>) -> Option<&str> {
    column.and_then(|column| record.get(column)).filter(|cell| !cell.trim().is_empty())
}

/// The cell that stands for the name: its own, or the number where that is empty.
fn cell(record: &csv::StringRecord, columns: Columns, typed: &str, delimiter: char) -> Cell {
    if let Some(name) = filled(record, columns.name) {
        return Cell { name: name.to_owned(), place: place(typed, delimiter, columns.name, name) };
    }
    let Some(id) = filled(record, columns.id) else { return Cell { name: String::new(), place: None } };
    let name = format!("#{}", id.trim().trim_start_matches('#'));
    Cell { name, place: place(typed, delimiter, columns.id, id) }
}

/// Where in a line the text of a column stands; `None` where quotation marks in the cell were doubled.
fn place(typed: &str, delimiter: char, column: Option<usize>, cell: &str) -> Option<Mark> {
    let mut quoted = false;
    let starts = typed.char_indices().filter(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == delimiter && !quoted
    });
    let start = std::iter::once(0).chain(starts.map(|(at, _)| at + delimiter.len_utf8())).nth(column?)?;
    let inner = start + usize::from(typed[start..].starts_with('"'));
    let start = [start, inner].into_iter().find(|at| typed[*at..].starts_with(cell))?;
    let letters = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let before = letters(&typed[..start]);
    Some(Mark { start: before, end: before + letters(cell) })
}

/// The cells of a line by itself; `None` where quotation marks make that impossible.
pub(super) fn cells_of(line: &str, delimiter: char) -> Option<Vec<String>> {
    let mut record = csv::StringRecord::new();
    reader(line, delimiter).read_record(&mut record).ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

fn named_columns(titles: &[String]) -> Columns {
    let words: Vec<String> = titles
        .iter()
        .map(|title| title.to_lowercase().replace(['_', '-', '"'], " "))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let find = |known: &[&str]| known.iter().find_map(|title| words.iter().position(|word| word == title));
    Columns { name: find(&NAME_TITLES), id: find(&ID_TITLES), wiki: find(&WIKI_TITLES), event: find(&EVENT_TITLES) }
}

impl Header {
    fn new(line: usize, typed: &str, titles: &[String], columns: Columns) -> Self {
        let title = |column: usize| titles.get(column).map(|title| title.trim().to_owned());
        let used = [columns.name, columns.id, columns.wiki, columns.event];
        let unused = (0..titles.len()).filter(|column| !used.contains(&Some(*column))).filter_map(title);
        Self {
            line,
            typed: typed.to_owned(),
            column: columns.name.or(columns.id).and_then(title),
            unused: unused.filter(|title| !title.is_empty()).collect(),
        }
    }
}

/// How to read a text without titles.
fn headless(text: &str) -> Reading {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let columns = |delimiter| Columns { name: Some(0), wiki: wiki_column(text, delimiter), ..Columns::default() };
    if lines().any(|line| line.contains('\t')) {
        return Reading::Table { delimiter: '\t', columns: columns('\t') };
    }
    let found = [',', ';'].into_iter().find_map(|delimiter| {
        let spaced = format!("{delimiter} ");
        let mut counts = lines()
            .map(|line| cells_of(line, delimiter).filter(|_| !line.contains(&spaced)).map_or(0, |cells| cells.len()));
        let first = counts.next().filter(|count| *count > 1)?;
        if !counts.all(|count| count == first) {
            return None;
        }
        let columns = columns(delimiter);
        (lines().nth(1).is_some() || columns.wiki.is_some()).then_some(Reading::Table { delimiter, columns })
    });
    found.unwrap_or_default()
}

/// The second column, when every line names a wiki there: lists for older programs have that form.
fn wiki_column(text: &str, delimiter: char) -> Option<usize> {
    let names_wiki = |line: &str| {
        let cell = cells_of(line, delimiter).and_then(|cells| cells.get(1).cloned());
        cell.and_then(|cell| WikiName::from_typed(&cell).ok()).is_some_and(|wiki| wiki.domain().is_some())
    };
    text.lines().filter(|line| !line.trim().is_empty()).all(names_wiki).then_some(1)
}

#[cfg(test)]
mod tests;
