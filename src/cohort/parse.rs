//! From a pasted text or an uploaded file to lines, each with whom it means or why nobody.

use std::collections::HashSet;

use super::member::{Cell, Member, Reason, Who};
use super::prefix::Prefixes;
use super::reading::{Reading, Untitled};
use super::spelling::{self, Misspelled, Spelled};
use super::{column, decode, one_line, table};
use crate::msg;
use crate::source::{Source, SourceError, SourceInfo};
use crate::text::{Arg, Language, Message};

pub use super::decode::LARGEST;

/// The most names that one list may have.
pub const MOST_NAMES: usize = 100_000;

/// Why a list cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{}", Language::english().text(&self.message()))]
pub enum ListError {
    /// It has more than [`LARGEST`] bytes.
    TooLarge,
    /// It is the file of a spreadsheet program.
    Spreadsheet,
    /// It is no text.
    Binary,
    /// A line is not UTF-8.
    NotUtf8 {
        /// Its number.
        line: usize,
    },
    /// The text says that it is UTF-16, and a line is not.
    NotUtf16 {
        /// Its number.
        line: usize,
    },
    /// A quotation mark is not closed, so that the rest of the table would be one cell.
    OpenQuote {
        /// The line in which it opens.
        line: usize,
    },
    /// The table cannot be read for another reason.
    Table(#[from] csv::Error),
    /// It has more than [`MOST_NAMES`] names.
    TooManyNames {
        /// How many it has.
        names: usize,
    },
    /// There is nothing but blank lines.
    Empty,
    /// Not one of the lines names somebody who can be counted.
    Nobody {
        /// How many lines there are.
        lines: usize,
        /// The wiki, as people know it.
        wiki: String,
        /// Number of the first line.
        first: u32,
        /// Why that one names nobody.
        why: Box<Message>,
    },
    /// The wiki cannot be asked.
    Source(#[from] SourceError),
}

impl ListError {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge => msg!("list-too-large", LARGEST / 1_000_000),
            Self::Spreadsheet => msg!("list-spreadsheet"),
            Self::Binary => msg!("list-binary"),
            Self::NotUtf8 { line } => msg!("list-not-utf8", *line),
            Self::NotUtf16 { line } => msg!("list-not-utf16", *line),
            Self::OpenQuote { line } => msg!("list-open-quote", *line),
            Self::Table(error) => msg!("list-table", Arg::Name(error.to_string())),
            Self::TooManyNames { names } => msg!("list-too-many", *names, MOST_NAMES),
            Self::Empty => msg!("list-empty"),
            Self::Nobody { lines, wiki, first, why } => {
                msg!("list-nobody-usable", *lines, Arg::Name(wiki.clone()), *first, (**why).clone())
            }
            Self::Source(error) => error.message.clone(),
        }
    }
}

/// Where a list came from and how it was read, to be told to its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Origin {
    /// Name of the uploaded file; `None` for pasted names.
    pub file: Option<String>,
    /// The result out of which its people were chosen, and how.
    pub chosen: Option<Chosen>,
    /// Title of the column of names, where there were titles.
    pub column: Option<String>,
    /// Titles of columns that are not used.
    pub unused: Vec<String>,
    /// The columns of a table without titles.
    pub untitled: Option<Untitled>,
    /// The names all stood on one line, which was taken apart.
    pub one_line: bool,
    /// How many lines were blank.
    pub blank: usize,
    /// The line with the titles, while the list is not saved.
    pub header: Option<String>,
    /// What a line is.
    pub reading: Reading,
}

/// People who were chosen out of a result.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chosen {
    /// Id of the result.
    pub result: String,
    /// The expression by which they were chosen.
    pub expression: String,
}

/// A list before anybody was looked up.
#[derive(Clone, Debug)]
pub struct List {
    /// Where it came from.
    pub origin: Origin,
    pub(super) lines: Vec<Line>,
}

/// A line before anybody was looked up.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) typed: String,
    pub(super) cell: Option<Cell>,
    /// The wiki that the line names, as typed.
    pub(super) wiki: Option<String>,
    /// The date of the member's own event, as typed.
    pub(super) event: Option<String>,
    /// Whom it names as the wiki of the list reads it.
    pub(super) read: Result<Spelled, Misspelled>,
}

/// The list that another one is to be in the place of.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// Where it came from.
    pub origin: &'a Origin,
    /// Its lines.
    pub members: &'a [Member],
}

impl Earlier<'_> {
    /// Whether a text is this list, changed: it has one of the lines.
    fn is_in(&self, text: &str) -> bool {
        let lines: HashSet<&str> = self.members.iter().map(|member| member.typed.trim()).collect();
        text.lines().map(str::trim).any(|line| !line.is_empty() && lines.contains(line))
    }
}

/// Reads a list for the wiki of a source. `file` is the name of the uploaded file, if it was one. A list that is a
/// changed form of an `earlier` one is read like that, unless it has titles of its own.
///
/// # Errors
///
/// The bytes are no list: too many, no text, no names. Or the source cannot be read.
pub fn parse(
    bytes: &[u8],
    file: Option<&str>,
    source: &dyn Source,
    earlier: Option<Earlier<'_>>,
) -> Result<List, ListError> {
    let text = decode::text(bytes)?;
    let prefixes = Prefixes::of(source.info());
    let (mut reading, header) = table::detect(&text)?;
    let mut origin = Origin { file: file.map(str::to_owned), ..Origin::default() };
    let earlier = earlier.filter(|earlier| header.is_none() && earlier.is_in(&text));
    let mut table = None;
    if let Some(earlier) = earlier {
        (reading, origin.untitled) = (earlier.origin.reading, earlier.origin.untitled);
    } else if header.is_none() {
        table = one_line::take_apart(&text, &prefixes, source)?;
        origin.one_line = table.is_some();
        if table.is_none() {
            (reading, origin.untitled) = column::choose(&text, reading, &prefixes, source)?;
        }
    }
    let table = match table {
        Some(apart) => {
            reading = Reading::Lines;
            apart
        }
        None => table::rows(&text, reading, header.as_ref())?,
    };
    match table.rows.len() {
        0 => return Err(ListError::Empty),
        names if names > MOST_NAMES => return Err(ListError::TooManyNames { names }),
        _ => {}
    }
    (origin.blank, origin.reading) = (table.blank, reading);
    if let Some(header) = header {
        (origin.column, origin.unused, origin.header) = (header.column, header.unused, Some(header.typed));
    }
    let lines = table.rows.into_iter().map(|row| {
        let number = u32::try_from(row.line).unwrap_or(u32::MAX);
        let read = spelling::read(row.name(), &prefixes);
        Line { number, typed: row.typed, cell: row.cell, wiki: row.wiki, event: row.event, read }
    });
    Ok(List { origin, lines: lines.collect() })
}

/// Reads one name, as an address or the command line gives it.
///
/// # Errors
///
/// It names nobody: the reason.
pub fn parse_one(typed: &str, info: &SourceInfo) -> Result<Who, Reason> {
    spelling::read(typed, &Prefixes::of(info)).map(|spelled| spelled.who).map_err(|wrong| wrong.reason)
}

#[cfg(test)]
mod tests;
