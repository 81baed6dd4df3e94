//! Reads a wiki's table of users: lines of `user_id`, `user_name`, `registration` and `groups` between tabs, the last two
//! optional, with or without a header.

use super::builder::{SnapshotBuilder, User};
use super::error::ImportError;
use super::input::Input;
use super::lines::{Lines, is_nothing, parse_time};
use super::report::Trouble;
use crate::msg;

/// Reads the file into the builder.
pub(super) fn read_users(input: Input, builder: &mut SnapshotBuilder) -> Result<(), ImportError> {
    let mut lines = Lines::of(input);
    let mut good = 0;
    while let Some(line) = lines.next()? {
        builder.place().byte = line.byte;
        match parse(line.text) {
            Ok(user) => {
                good += 1;
                builder.user(&user)?;
            }
            Err(why) => builder.trouble(Trouble::UserLine, &format!("line {}: {why}", line.number))?,
        }
    }
    if good == 0 {
        return Err(ImportError::Input { place: builder.place().clone(), what: msg!("import-users-none") });
    }
    if let Some(file) = builder.current_file() {
        (file.items, file.bytes) = (good, lines.bytes_read());
    }
    Ok(())
}

/// Reads one line.
fn parse(line: &str) -> Result<User<'_>, &'static str> {
    let mut fields = line.split('\t');
    let id = fields.next().unwrap_or_default().trim();
    let id = id.parse().map_err(|_| "the first column is not a user id")?;
    let name = fields.next().map(str::trim).filter(|name| !name.is_empty()).ok_or("there is no user name")?;
    let registration = match fields.next().map(str::trim) {
        None => None,
        Some(text) if is_nothing(text) => None,
        Some(text) => Some(parse_time(text).ok_or("the third column is not a time")?),
    };
    let groups = fields.next().map(str::trim).map(|groups| if matches!(groups, "NULL" | "\\N") { "" } else { groups });
    Ok(User { id, name, registration, groups })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiki::Timestamp;

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
    }
}
