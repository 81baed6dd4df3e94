//! Which column of a table without titles holds the names: the one in which most accounts of the wiki are.

use super::parse::ListError;
use super::prefix::Prefixes;
use super::reading::{Columns, Reading, Untitled};
use super::resolve::find;
use super::spelling;
use super::table::reader;
use crate::source::Source;

/// So many rows are looked at.
const MOST_ROWS: usize = 1_000;

/// So many columns are looked at.
const MOST_COLUMNS: usize = 20;

/// Chooses the column of a table without titles; of several with as many accounts the first. Where whole lines name more
/// accounts than any column, the text is no table: names may hold commas.
pub(super) fn choose(
    text: &str,
    reading: Reading,
    prefixes: &Prefixes,
    source: &dyn Source,
) -> Result<(Reading, Option<Untitled>), ListError> {
    let Reading::Table { delimiter, columns } = reading else { return Ok((reading, None)) };
    let mut records = Vec::new();
    for record in reader(text, delimiter).into_records().take(MOST_ROWS) {
        records.push(record?);
    }
    let width = records.iter().map(csv::StringRecord::len).max().unwrap_or(0);
    let mut accounts = Vec::new();
    for column in (0..width.min(MOST_COLUMNS)).filter(|column| columns.wiki != Some(*column)) {
        let cells = records.iter().filter_map(|record| record.get(column));
        accounts.push((column, count(cells, prefixes, source)?));
    }
    let best = accounts.iter().map(|(_, accounts)| *accounts).max().unwrap_or(0);
    let name = accounts.iter().find(|(_, accounts)| *accounts == best).map_or(0, |(column, _)| *column);
    if delimiter != '\t' && count(text.lines().take(MOST_ROWS), prefixes, source)? > best {
        return Ok((Reading::Lines, None));
    }
    let others = accounts.iter().filter(|(column, _)| *column != name);
    let also = others.map(|(_, accounts)| *accounts).max().unwrap_or(0);
    let untitled = (width > 1).then_some(Untitled { columns: width, read: name + 1, also });
    Ok((Reading::Table { delimiter, columns: Columns { name: Some(name), ..columns } }, untitled))
}

/// How many of these are accounts.
pub(super) fn count<'a>(
    typed: impl Iterator<Item = &'a str>,
    prefixes: &Prefixes,
    source: &dyn Source,
) -> Result<usize, ListError> {
    let read: Vec<_> = typed.filter_map(|typed| spelling::read(typed, prefixes).ok()).collect();
    let who: Vec<_> = read.iter().map(|read| &read.who).collect();
    Ok(find(&who, source)?.iter().flatten().count())
}

#[cfg(test)]
mod tests {
    use crate::cohort::read_list;
    use crate::cohort::testing::source;
    use crate::source::NoWiki;

    fn read(text: &str) -> (Vec<String>, Option<(usize, usize, usize)>) {
        let source = source(false, &[(5, "Jane"), (6, "Joe"), (7, "Doe,Jane"), (8, "Roe,Richard"), (9, "Jim")]);
        let new = read_list(text.as_bytes(), None, &source, &NoWiki).unwrap();
        let untitled = new.origin.untitled.map(|untitled| (untitled.columns, untitled.read, untitled.also));
        (new.members.iter().map(|member| member.read().to_owned()).collect(), untitled)
    }

    #[test]
    fn the_column_with_most_accounts_is_read() {
        assert_eq!(read("1\tJane\n2\tJoe"), (vec!["Jane".into(), "Joe".into()], Some((2, 2, 0))));
        assert_eq!(read("Kim,Jane\nJoe,Jim"), (vec!["Jane".into(), "Jim".into()], Some((2, 2, 1))));
    }

    #[test]
    fn of_equal_columns_the_first_is_read() {
        assert_eq!(read("Jane\tJoe\nJim\tJane"), (vec!["Jane".into(), "Jim".into()], Some((2, 1, 2))));
        assert_eq!(read("Ann\t2025\nEve\t2026"), (vec!["Ann".into(), "Eve".into()], Some((2, 1, 0))));
    }

    #[test]
    fn lines_that_are_names_with_commas_are_no_table() {
        assert_eq!(read("Doe,Jane\nRoe,Richard"), (vec!["Doe,Jane".into(), "Roe,Richard".into()], None));
    }

    #[test]
    fn a_column_of_wikis_is_none_of_names() {
        assert_eq!(read("Kim,swwiki\nJoe,swwiki"), (vec!["Kim".into(), "Joe".into()], Some((2, 1, 0))));
    }
}
