//! Several names on the only line of a text: "A; B; C", as lists stand in mails.
//!
//! Names may hold commas, so that it takes more than one comma, or an account on both sides of it, to make several.

use super::column::count;
use super::parse::ListError;
use super::prefix::Prefixes;
use super::table::{Row, Table};
use crate::source::Source;

/// The names of a text that is one line with several; `None` for every other text.
pub(super) fn take_apart(text: &str, prefixes: &Prefixes, source: &dyn Source) -> Result<Option<Table>, ListError> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(line), None) = (lines.next(), lines.next()) else { return Ok(None) };
    for delimiter in ['\t', ';', ','] {
        // A link to a page may have both in its address.
        if !line.contains(delimiter) || line.contains("://") {
            continue;
        }
        let parts: Vec<&str> = line.split(delimiter).map(str::trim).filter(|part| !part.is_empty()).collect();
        let several = match delimiter {
            _ if parts.len() < 2 => false,
            ';' => true,
            ',' => parts.len() > 2 && !line.contains('"'),
            _ => false,
        };
        let is_name = count([line].into_iter(), prefixes, source)? > 0;
        if !is_name && (several || count(parts.iter().copied(), prefixes, source)? > 1) {
            let row = |(line, typed): (usize, &str)| Row { line, typed: typed.to_owned(), ..Row::default() };
            let rows = (1..).zip(parts).map(row).collect();
            return Ok(Some(Table { rows, blank: text.lines().count() - 1 }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::cohort::read_list;
    use crate::cohort::testing::source;
    use crate::source::NoWiki;

    fn read(text: &str) -> (Vec<String>, bool) {
        let source = source(false, &[(5, "Jane"), (6, "Joe"), (7, "Doe, Jane"), (8, "A; B")]);
        let new = read_list(text.as_bytes(), None, &source, &NoWiki).unwrap();
        (new.members.iter().map(|member| member.typed.clone()).collect(), new.origin.one_line)
    }

    #[test]
    fn several_names_on_the_only_line_are_several_lines() {
        for (text, names) in [
            ("Jane; Nobody Here", vec!["Jane", "Nobody Here"]),
            ("\nJane;Joe;\n", vec!["Jane", "Joe"]),
            ("Jane, Joe", vec!["Jane", "Joe"]),
            ("Ann, Eve, Kim", vec!["Ann", "Eve", "Kim"]),
            ("Jane\tJoe", vec!["Jane", "Joe"]),
        ] {
            assert_eq!(read(text), (names.into_iter().map(str::to_owned).collect(), true), "{text:?}");
        }
    }

    #[test]
    fn one_name_stays_one() {
        for text in ["Doe, Jane", "A; B", "Roe, Richard", "Roe; Richard\nJoe", "Jane;"] {
            assert!(!read(text).1, "{text:?}");
        }
        assert_eq!(read("Doe, Jane").0, ["Doe, Jane"]);
    }
}
