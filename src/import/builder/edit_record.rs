//! An edit between the page step and the account step, sorted by (account, time, revision).

use std::io;

use crate::import::record::{Cursor, put_optional, put_signed, put_text};
use crate::import::revision::Hidden;
use crate::metric::revert::Revert;
use crate::wiki::NamespaceId;

/// An edit between the page step and the account step. Its account, time and id are its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EditRecord<'a> {
    pub user_text: Option<&'a str>,
    /// 0 for a creation.
    pub parent_id: Option<i64>,
    pub page_id: Option<i64>,
    pub namespace: Option<NamespaceId>,
    pub redirect: bool,
    pub minor: bool,
    pub bytes: Option<i64>,
    pub bytes_diff: Option<i64>,
    pub hidden: Hidden,
    pub has_sha1: bool,
}

const REDIRECT: u8 = 16;
const MINOR: u8 = 32;
const HAS_SHA1: u8 = 64;

impl<'a> EditRecord<'a> {
    /// Writes the record without its reverts, which are known later ([`put_reverts`]).
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        out.push(
            self.hidden.bits()
                | flag(self.redirect, REDIRECT)
                | flag(self.minor, MINOR)
                | flag(self.has_sha1, HAS_SHA1),
        );
        put_text(out, self.user_text);
        for number in [self.parent_id, self.page_id, self.namespace.map(i64::from), self.bytes, self.bytes_diff] {
            put_optional(out, number);
        }
    }

    /// Reads the record and its reverts.
    pub(super) fn decode(payload: &'a [u8], reverts: &mut Vec<Revert>) -> io::Result<Self> {
        let mut cursor = Cursor::new(payload);
        let flags = cursor.byte()?;
        let user_text = cursor.text()?;
        let [parent_id, page_id, namespace, bytes, bytes_diff] = {
            let mut numbers = [None; 5];
            for number in &mut numbers {
                *number = cursor.optional()?;
            }
            numbers
        };
        reverts.clear();
        while !cursor.rest().is_empty() {
            reverts.push(Revert::unpack(cursor.signed()?));
        }
        Ok(Self {
            user_text,
            parent_id,
            page_id,
            namespace: namespace.map(NamespaceId::try_from).transpose().map_err(io::Error::other)?,
            redirect: flags & REDIRECT != 0,
            minor: flags & MINOR != 0,
            bytes,
            bytes_diff,
            hidden: Hidden::from_bits(flags),
            has_sha1: flags & HAS_SHA1 != 0,
        })
    }
}

/// Adds how the edit was reverted to its record.
pub(super) fn put_reverts(out: &mut Vec<u8>, reverts: &[Revert]) {
    for fact in reverts {
        put_signed(out, fact.pack());
    }
}

/// Numbers as MediaWiki has them, in the order that the sorter gives them. Earlier than 1970 is 1970: nothing that is
/// kept is that old.
pub(super) fn time_key(timestamp: i64) -> u64 {
    u64::try_from(timestamp).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_with_its_reverts() {
        let record = EditRecord {
            user_text: Some("Ä"),
            parent_id: Some(0),
            page_id: Some(12),
            namespace: Some(-1),
            redirect: true,
            minor: false,
            bytes: None,
            bytes_diff: Some(-70_000),
            hidden: Hidden::USER,
            has_sha1: true,
        };
        let fact = Revert { look_ahead: 3, look_back: 15, by_self: true, nearest: true, seconds: 1 << 30 };
        let mut bytes = Vec::new();
        record.encode(&mut bytes);
        put_reverts(&mut bytes, &[fact, fact]);
        let mut reverts = vec![fact; 5];
        assert_eq!(EditRecord::decode(&bytes, &mut reverts).unwrap(), record);
        assert_eq!(reverts, [fact, fact]);
    }
}
