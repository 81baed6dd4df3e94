//! Lines and columns: a bare list of names, or a table with a column of them.
//!
//! Names may hold commas, so a comma alone makes no table: it takes a header row, or the same number of cells in every
//! line without a space after the comma. A tab makes one always, since no name holds a tab.

use super::parse::ListError;
use crate::wiki::WikiName;

/// Where the names stood, to be told to whoever uploaded them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Title of the column of names, where the table has titles.
    pub(super) column: Option<String>,
    /// Titles of columns that are not used.
    pub(super) unused: Vec<String>,
}

/// One line that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1; of the first one where quotation marks hold several lines together.
    pub(super) line: usize,
    /// The cell of the name.
    pub(super) name: String,
    /// The wiki that the line is about, if it says.
    pub(super) wiki: Option<String>,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) layout: Layout,
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

/// Which cell of a row is what.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    name: Option<usize>,
    id: Option<usize>,
    wiki: Option<usize>,
}

/// Reads a text whose lines end in `\n`.
pub(super) fn read(text: &str) -> Result<Table, ListError> {
    let Some((number, first)) = (1..).zip(text.lines()).find(|(_, line)| !line.trim().is_empty()) else {
        return Err(ListError::Empty);
    };
    for delimiter in *b"\t,;" {
        let Some(title_row) = cells_of(first, delimiter) else { continue };
        let columns = named_columns(&title_row);
        if columns.name.is_none() && columns.id.is_none() {
            continue;
        }
        let layout = layout_of(&title_row, columns);
        let is_list = title_row.len() == 1 && columns.name.is_some();
        let mut table = if is_list { list(text) } else { table(text, delimiter, columns)? };
        table.rows.retain(|row| row.line != number);
        return Ok(Table { layout, ..table });
    }
    match headless_delimiter(text) {
        Some((delimiter, columns)) => table(text, delimiter, columns),
        None => Ok(list(text)),
    }
}

/// One name a line.
fn list(text: &str) -> Table {
    let mut table = Table::default();
    for (line, name) in (1..).zip(text.lines()) {
        if name.trim().is_empty() {
            table.blank += 1;
        } else {
            table.rows.push(Row { line, name: name.to_owned(), wiki: None });
        }
    }
    table
}

/// A table of cells, which quotation marks may hold together over several lines.
fn table(text: &str, delimiter: u8, columns: Columns) -> Result<Table, ListError> {
    let mut table = Table::default();
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let (mut line, mut at) = (1, 0);
    while reader.read_record(&mut record)? {
        // The reader passes over empty lines.
        let empty = text[at..].len() - text[at..].trim_start_matches('\n').len();
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len()).min(text.len());
        let lines = text[at + empty..end].trim_end_matches('\n').matches('\n').count() + 1;
        if end == text.len() && lines > 1 && text[at + empty..].matches('"').count() % 2 == 1 {
            return Err(ListError::OpenQuote { line: line + empty });
        }
        table.blank += empty;
        line += empty;
        match row(&record, columns) {
            Some((name, wiki)) => table.rows.push(Row { line, name, wiki }),
            None => table.blank += lines,
        }
        line += lines;
        at = end;
    }
    table.blank += text[at..].lines().count();
    Ok(table)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The name and the wiki of a row; `None` for a row without any cell filled.
fn row(record: &csv::StringRecord, columns: Columns) -> Option<(String, Option<String>)> {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let filled = |column: Option<usize>| {
        column.and_then(|column| record.get(column)).filter(|cell| !cell.trim().is_empty()).map(str::to_owned)
    };
    let id = || filled(columns.id).map(|id| format!("#{}", id.trim().trim_start_matches('#')));
    Some((filled(columns.name).or_else(id).unwrap_or_default(), filled(columns.wiki)))
}

/// The cells of a line by itself; `None` where quotation marks make that impossible.
fn cells_of(line: &str, delimiter: u8) -> Option<Vec<String>> {
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
    Columns { name: find(&NAME_TITLES), id: find(&ID_TITLES), wiki: find(&WIKI_TITLES) }
}

fn layout_of(titles: &[String], columns: Columns) -> Layout {
    let title = |column: usize| titles.get(column).map(|title| title.trim().to_owned());
    let used = [columns.name, columns.id, columns.wiki];
    let unused = (0..titles.len()).filter(|column| !used.contains(&Some(*column))).filter_map(title);
    Layout {
        column: columns.name.or(columns.id).and_then(title),
        unused: unused.filter(|title| !title.is_empty()).collect(),
    }
}

/// What separates the cells of a table without a header, whose first column is that of the names.
fn headless_delimiter(text: &str) -> Option<(u8, Columns)> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names = Columns { name: Some(0), ..Columns::default() };
    if lines().any(|line| line.contains('\t')) {
        return Some((b'\t', Columns { wiki: wiki_column(text, b'\t'), ..names }));
    }
    [b',', b';'].into_iter().find_map(|delimiter| {
        let spaced = [delimiter, b' '];
        let mut counts = lines().map(|line| {
            let apart = !line.as_bytes().windows(2).any(|pair| pair == spaced);
            cells_of(line, delimiter).filter(|_| apart).map_or(0, |cells| cells.len())
        });
        let first = counts.next().filter(|count| *count > 1)?;
        if !counts.all(|count| count == first) {
            return None;
        }
        let wiki = wiki_column(text, delimiter);
        (lines().nth(1).is_some() || wiki.is_some()).then_some((delimiter, Columns { wiki, ..names }))
    })
}

/// The second column, when every line names a wiki there: lists for older programs have that form.
fn wiki_column(text: &str, delimiter: u8) -> Option<usize> {
    let names_wiki = |line: &str| {
        let cell = cells_of(line, delimiter).and_then(|cells| cells.get(1).cloned());
        cell.and_then(|cell| WikiName::from_typed(&cell).ok()).is_some_and(|wiki| wiki.domain().is_some())
    };
    text.lines().filter(|line| !line.trim().is_empty()).all(names_wiki).then_some(1)
}

#[cfg(test)]
mod tests;
