//! Reads a wiki's table of users: lines of `user_id`, `user_name`, `registration` and `groups` between tabs, the last two
//! optional, with or without a header.

use std::io::{self, BufRead};

use super::builder::{SnapshotBuilder, User};
use super::error::ImportError;
use super::input::Input;
use super::report::Trouble;
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Timestamp;

/// The longest line. A file without line ends is no table.
const LONGEST: u64 = 1 << 20;

/// Reads the file into the builder.
pub(super) fn read_users(input: Input, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    let mut lines = Lines { bytes: input.bytes, line: Vec::new(), number: 0, read: 0 };
    let mut good = 0;
    loop {
        builder.place().byte = lines.read;
        let wrong = |builder: &mut SnapshotBuilder, what: Message| {
            Err(ImportError::Input { place: builder.place().clone(), what })
        };
        match lines.advance() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.raw_os_error().is_some() => {
                return Err(ImportError::Unreadable { path: input.name.as_ref().into(), cause: error });
            }
            Err(error) => return wrong(builder, msg!("import-packing-damaged", Arg::Text(error.to_string()))),
        }
        if lines.line.len() as u64 > LONGEST {
            return wrong(builder, msg!("import-users-not-lines"));
        }
        let Ok(line) = std::str::from_utf8(&lines.line) else {
            return wrong(builder, msg!("import-not-utf8"));
        };
        let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
        if line.is_empty() || (lines.number == 1 && is_header(line)) {
            continue;
        }
        match parse(line) {
            Ok(user) => {
                good += 1;
                builder.user(&user)?;
            }
            Err(why) => builder.trouble(Trouble::UserLine, &format!("line {}: {why}", lines.number))?,
        }
    }
    if good == 0 {
        return Err(ImportError::Input { place: builder.place().clone(), what: msg!("import-users-none") });
    }
    if let Some(file) = builder.current_file() {
        (file.items, file.bytes) = (good, lines.read);
    }
    Ok(())
}

struct Lines {
    bytes: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    number: u64,
    read: u64,
}

impl Lines {
    /// Reads the next line; `false` at the end.
    fn advance(&mut self) -> io::Result<bool> {
        self.line.clear();
        let read = io::Read::take(&mut self.bytes, LONGEST + 2).read_until(b'\n', &mut self.line)?;
        self.number += 1;
        self.read += read as u64;
        Ok(read > 0)
    }
}

/// Whether a line names its columns instead of giving an account.
fn is_header(line: &str) -> bool {
    let first = line.split('\t').next().unwrap_or_default().trim();
    !first.is_empty() && first.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_')
}

/// Reads one line.
fn parse(line: &str) -> Result<User<'_>, &'static str> {
    let mut fields = line.split('\t');
    let id = fields.next().unwrap_or_default().trim();
    let id = id.parse().map_err(|_| "the first column is not a user id")?;
    let name = fields.next().map(str::trim).filter(|name| !name.is_empty()).ok_or("there is no user name")?;
    let registration = match fields.next().map(str::trim) {
        None | Some("" | "NULL" | "null" | "\\N") => None,
        Some(text) => Some(parse_time(text).ok_or("the third column is not a time")?),
    };
    let groups = fields.next().map(str::trim).map(|groups| if matches!(groups, "NULL" | "\\N") { "" } else { groups });
    Ok(User { id, name, registration, groups })
}

/// Reads a time as databases and people write it: `20070203040506`, `2007-02-03T04:05:06Z`, `2007-02-03 04:05:06`.
fn parse_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse_database(text).or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_two_to_four_columns() {
        let user = |registration: Option<i64>, groups| User {
            id: 7,
            name: "Jane Doe",
            registration: registration.map(Timestamp::from_unix),
            groups,
        };
        for (line, expected) in [
            ("7\tJane Doe", user(None, None)),
            ("7\tJane Doe\tNULL", user(None, None)),
            ("7\tJane Doe\t20070203040506\t", user(Some(1_170_475_506), Some(""))),
            ("7\tJane Doe\t2007-02-03T04:05:06Z\tbot,sysop", user(Some(1_170_475_506), Some("bot,sysop"))),
            ("7\tJane Doe\t2007-02-03 04:05:06\t\\N", user(Some(1_170_475_506), Some(""))),
        ] {
            assert_eq!(parse(line), Ok(expected), "{line}");
        }
        for line in ["", "x\tJane", "7", "7\t\t", "-7\tJane", "7\tJane\tyesterday", "7\tJane\t20079903040506"] {
            assert!(parse(line).is_err(), "{line}");
        }
        assert!(is_header("user_id\tuser_name") && !is_header("7\tJane") && !is_header("\t"));
    }
}
