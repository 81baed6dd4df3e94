//! Reads tables that are lines with tabs between the columns, with or without a header.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::error::{ImportError, Place};
use super::input::Input;
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Timestamp;

/// The longest line. A file without line ends is no table.
const LONGEST: u64 = 1 << 20;

/// A table that is read line by line.
pub(super) struct Lines {
    name: Arc<str>,
    bytes: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    number: u64,
    read: u64,
}

/// One line of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// What stands in it.
    pub text: &'a str,
    /// Which line it is, from 1.
    pub number: u64,
    /// Bytes before it in the file as unpacked.
    pub byte: u64,
}

impl Lines {
    pub(super) fn of(input: Input) -> Self {
        Self { name: input.name, bytes: input.bytes, line: Vec::new(), number: 0, read: 0 }
    }

    /// Bytes read so far.
    pub(super) const fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line that is neither empty nor a header; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, ImportError> {
        let byte = loop {
            let byte = self.read;
            if !self.advance(byte)? {
                return Ok(None);
            }
            let text = self.text(byte)?;
            if !text.is_empty() && (self.number > 1 || !is_header(text)) {
                break byte;
            }
        };
        Ok(Some(Line { text: self.text(byte)?, number: self.number, byte }))
    }

    fn text(&self, byte: u64) -> Result<&str, ImportError> {
        let text = std::str::from_utf8(&self.line).map_err(|_| self.wrong(byte, msg!("import-not-utf8")))?;
        Ok(text.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']))
    }

    fn advance(&mut self, byte: u64) -> Result<bool, ImportError> {
        self.line.clear();
        match io::Read::take(&mut self.bytes, LONGEST + 2).read_until(b'\n', &mut self.line) {
            Ok(read) => {
                self.number += 1;
                self.read += read as u64;
            }
            Err(cause) if cause.raw_os_error().is_some() => {
                return Err(ImportError::Unreadable { path: self.name.as_ref().into(), cause });
            }
            Err(error) => return Err(self.wrong(byte, msg!("import-packing-damaged", Arg::Text(error.to_string())))),
        }
        if self.line.len() as u64 > LONGEST {
            return Err(self.wrong(byte, msg!("import-not-lines")));
        }
        Ok(!self.line.is_empty())
    }

    fn wrong(&self, byte: u64, what: Message) -> ImportError {
        ImportError::Input { place: Place { file: Arc::clone(&self.name), byte, page: None }, what }
    }
}

/// Whether a line names its columns instead of giving a row: tables here begin with a number.
fn is_header(line: &str) -> bool {
    let first = line.split('\t').next().unwrap_or_default().trim();
    !first.is_empty() && first.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_')
}

/// Whether a cell says that there is nothing in it.
pub(super) fn is_nothing(cell: &str) -> bool {
    matches!(cell, "" | "NULL" | "null" | "\\N")
}

/// Reads a time as databases and people write it: `20070203040506`, `2007-02-03T04:05:06Z`, `2007-02-03 04:05:06`.
pub(super) fn parse_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse_database(text).or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, u64, u64)> {
        let bytes: Box<dyn BufRead + Send> = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut lines = Lines::of(Input { name: "table".into(), bytes });
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.text.to_owned(), line.number, line.byte));
        }
        assert_eq!(lines.bytes_read(), text.len() as u64);
        found
    }

    #[test]
    fn lines_have_numbers_and_places_and_a_header_is_none() {
        let expected = [("7\tJane".to_owned(), 2, 16), ("x\tBad".to_owned(), 4, 25)];
        assert_eq!(read("user_id\tuser_name").len(), 0);
        assert_eq!(read("\u{feff}user_id\tname\n7\tJane\r\n\nx\tBad"), expected);
        assert!(is_header("user_id\tuser_name") && !is_header("7\tJane") && !is_header("\t"));
    }
}
