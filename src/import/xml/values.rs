//! Numbers and times in exports.

use super::reader::{Tag, XmlReader};
use crate::import::error::ImportError;
use crate::msg;
use crate::text::Arg;
use crate::wiki::Timestamp;

/// Passes over the content of an element, if it has any.
pub(super) fn skip_content(xml: &mut XmlReader, tag: Tag) -> Result<(), ImportError> {
    if matches!(tag, Tag::Start(_)) { xml.skip() } else { Ok(()) }
}

/// Reads an id. One that no wiki can have becomes the largest number, which is refused further on, item by item.
pub(super) fn read_id(xml: &mut XmlReader, text: &mut String) -> Result<u64, ImportError> {
    xml.text(text)?;
    let digits = text.trim();
    let negative = digits.strip_prefix('-');
    let unsigned = negative.unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(xml.wrong(msg!("import-number", "id")));
    }
    Ok(if negative.is_some() { u64::MAX } else { unsigned.parse().unwrap_or(u64::MAX) })
}

/// Reads an instant. One of a year before 2001 is read as the beginning of time, whatever else is wrong with it.
pub(super) fn read_timestamp(xml: &mut XmlReader, text: &mut String) -> Result<Timestamp, ImportError> {
    xml.text(text)?;
    let trimmed = text.trim();
    if let Some(timestamp) = Timestamp::parse_export(trimmed.as_bytes()) {
        return Ok(timestamp);
    }
    let year = trimmed.get(..4).filter(|_| trimmed.get(4..5) == Some("-")).and_then(|year| year.parse::<u16>().ok());
    if trimmed.len() == 20 && year.is_some_and(|year| year < 2001) {
        return Ok(Timestamp::from_unix(0));
    }
    Err(xml.wrong(msg!("import-timestamp", Arg::Name(trimmed.to_owned()))))
}
