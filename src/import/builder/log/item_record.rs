//! An item of the log between the steps.

use std::borrow::Cow;
use std::io;

use crate::import::log::LogItem;
use crate::import::record::{Cursor, put_signed, put_text, put_varint};
use crate::import::revision::{Contributor, Hidden};
use crate::wiki::Timestamp;

/// Writes an item.
pub(super) fn encode(item: &LogItem<'_>, out: &mut Vec<u8>) {
    put_varint(out, item.log_id);
    put_signed(out, item.timestamp.unix());
    put_varint(out, item.contributor.id());
    put_text(out, item.contributor.name());
    put_text(out, Some(&item.log_type));
    put_text(out, Some(&item.action));
    put_text(out, item.title.as_deref());
    put_text(out, item.params.as_deref());
    put_text(out, item.comment.as_deref());
    out.push(item.hidden.bits());
}

/// Reads an item.
pub(super) fn decode(record: &[u8]) -> io::Result<LogItem<'_>> {
    let mut cursor = Cursor::new(record);
    let log_id = cursor.varint()?;
    let timestamp = Timestamp::from_unix(cursor.signed()?);
    let id = cursor.varint()?;
    let contributor = match cursor.text()?.map(Cow::Borrowed) {
        Some(name) if id > 0 => Contributor::Account { id, name },
        Some(name) => Contributor::Name(name),
        None => Contributor::Hidden,
    };
    Ok(LogItem {
        log_id,
        timestamp,
        contributor,
        log_type: cursor.text()?.unwrap_or_default().into(),
        action: cursor.text()?.unwrap_or_default().into(),
        title: cursor.text()?.map(Cow::Borrowed),
        params: cursor.text()?.map(Cow::Borrowed),
        comment: cursor.text()?.map(Cow::Borrowed),
        hidden: Hidden::from_bits(cursor.byte()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_reads_back() {
        let full = LogItem {
            log_id: 300,
            timestamp: Timestamp::from_unix(1_100_000_000),
            contributor: Contributor::Account { id: 70_000, name: "Ä".into() },
            log_type: "block".into(),
            action: "reblock".into(),
            title: Some("User:X".into()),
            params: Some("1 day\n".into()),
            comment: Some(String::new().into()),
            hidden: Hidden::NONE,
        };
        let bare = LogItem {
            contributor: Contributor::Hidden,
            action: "".into(),
            title: None,
            params: None,
            comment: None,
            hidden: Hidden::ACTION.and(Hidden::USER).and(Hidden::COMMENT),
            ..full.clone()
        };
        for item in [full, bare] {
            let mut record = Vec::new();
            encode(&item, &mut record);
            assert_eq!(decode(&record).unwrap(), item);
        }
    }
}
