//! From a pasted text or an uploaded file to lines, each with whom it means or why nobody.

use super::decode;
use super::member::{Reason, Who};
use super::prefix::Prefixes;
use super::spelling::{self, Misspelled, Spelled};
use super::table;
use crate::msg;
use crate::source::{SourceError, SourceInfo};
use crate::text::{Arg, Language, Message};
use crate::wiki::WikiName;

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
pub struct Origin {
    /// Name of the uploaded file; `None` for pasted names.
    pub file: Option<String>,
    /// Title of the column of names, where there were titles.
    pub column: Option<String>,
    /// Titles of columns that are not used.
    pub unused: Vec<String>,
    /// How many lines were blank.
    pub blank: usize,
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
    pub(super) read: Result<Spelled, Misspelled>,
}

/// Reads a list for the wiki that `info` describes. `file` is the name of the uploaded file, if it was one.
///
/// # Errors
///
/// The bytes are no list: too many, no text, no names.
pub fn parse(bytes: &[u8], file: Option<&str>, info: &SourceInfo) -> Result<List, ListError> {
    let table = table::read(&decode::text(bytes)?)?;
    match table.rows.len() {
        0 => return Err(ListError::Empty),
        names if names > MOST_NAMES => return Err(ListError::TooManyNames { names }),
        _ => {}
    }
    let prefixes = Prefixes::of(info);
    let origin = Origin {
        file: file.map(str::to_owned),
        column: table.layout.column,
        unused: table.layout.unused,
        blank: table.blank,
    };
    let lines = table.rows.into_iter().map(|row| {
        let number = u32::try_from(row.line).unwrap_or(u32::MAX);
        let read = read_row(&row.name, row.wiki.as_deref(), &prefixes);
        Line { number, typed: row.name, read }
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

pub(super) fn read_row(name: &str, wiki: Option<&str>, prefixes: &Prefixes) -> Result<Spelled, Misspelled> {
    match wiki {
        Some(typed) if WikiName::from_typed(typed).ok().as_ref() != Some(&prefixes.wiki) => {
            Err(Reason::OtherWiki(typed.trim().to_owned()).into())
        }
        _ => spelling::read(name, prefixes),
    }
}

#[cfg(test)]
mod tests;
