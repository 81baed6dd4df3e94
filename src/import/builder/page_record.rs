//! A revision between the reading and the page step, sorted by (page, time, revision).

use std::borrow::Cow;
use std::io;

use crate::import::record::{Cursor, put_ordered, put_signed, put_text, put_varint};
use crate::import::revision::{Contributor, Hidden, Revision};
use crate::wiki::NamespaceId;

/// What is known of the parent when a revision has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParentLink {
    /// To be derived from the order of the page.
    Derive,
    /// The revision created its page.
    None,
    /// A parent that came shortly before, and its length.
    Near {
        /// Its id.
        id: u64,
        /// Its length.
        bytes: Option<u64>,
    },
    /// A parent whose length must be looked up.
    Far {
        /// Its id.
        id: u64,
    },
}

/// A revision between the reading and the page step. Its page, time and id are its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageRecord<'a> {
    /// The how-manieth revision of the input it is: tells doubles apart.
    pub sequence: u64,
    /// It only stands in the order of its page and is not stored.
    pub ghost: bool,
    pub namespace: Option<NamespaceId>,
    pub redirect: bool,
    pub minor: bool,
    pub hidden: Hidden,
    pub contributor: Contributor<'a>,
    pub parent: ParentLink,
    pub bytes: Option<u64>,
    pub sha1: Option<[u8; 20]>,
}

const GHOST: u8 = 1;
const REDIRECT: u8 = 2;
const MINOR: u8 = 4;
const HAS_NAMESPACE: u8 = 8;
const HAS_SHA1: u8 = 16;
const NAMED: u8 = 32;
const ACCOUNT: u8 = 64;

fn put_length(out: &mut Vec<u8>, bytes: Option<u64>) {
    put_varint(out, bytes.map_or(0, |bytes| bytes.saturating_add(1)));
}

fn length(cursor: &mut Cursor<'_>) -> io::Result<Option<u64>> {
    Ok(cursor.varint()?.checked_sub(1))
}

impl<'a> PageRecord<'a> {
    /// The record of a revision; `ghost` and `parent` are the reader's findings.
    pub(super) fn new(revision: &'a Revision<'_>, sequence: u64, ghost: bool, parent: ParentLink) -> Self {
        let contributor = match &revision.contributor {
            Contributor::Account { id, name } => Contributor::Account { id: *id, name: Cow::Borrowed(name) },
            Contributor::Name(name) => Contributor::Name(Cow::Borrowed(name)),
            Contributor::Hidden => Contributor::Hidden,
        };
        Self {
            sequence,
            ghost,
            namespace: revision.namespace,
            redirect: revision.redirect,
            minor: revision.minor,
            hidden: revision.hidden,
            contributor,
            parent,
            bytes: revision.bytes,
            sha1: revision.sha1,
        }
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        // First, so that doubles come in the order of the input.
        put_ordered(out, self.sequence);
        out.push(
            flag(self.ghost, GHOST)
                | flag(self.redirect, REDIRECT)
                | flag(self.minor, MINOR)
                | flag(self.namespace.is_some(), HAS_NAMESPACE)
                | flag(self.sha1.is_some(), HAS_SHA1)
                | flag(matches!(self.contributor, Contributor::Name(_)), NAMED)
                | flag(matches!(self.contributor, Contributor::Account { .. }), ACCOUNT),
        );
        out.push(self.hidden.bits());
        if let Some(namespace) = self.namespace {
            put_signed(out, i64::from(namespace));
        }
        if let Contributor::Account { id, .. } = &self.contributor {
            put_varint(out, *id);
        }
        put_text(out, self.contributor.name());
        match self.parent {
            ParentLink::Derive => out.push(0),
            ParentLink::None => out.push(1),
            ParentLink::Near { id, bytes } => {
                out.push(2);
                put_varint(out, id);
                put_length(out, bytes);
            }
            ParentLink::Far { id } => {
                out.push(3);
                put_varint(out, id);
            }
        }
        put_length(out, self.bytes);
        if let Some(sha1) = &self.sha1 {
            out.extend_from_slice(sha1);
        }
    }

    pub(super) fn decode(payload: &'a [u8]) -> io::Result<Self> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let mut cursor = Cursor::new(payload);
        let sequence = cursor.ordered()?;
        let flags = cursor.byte()?;
        let hidden = Hidden::from_bits(cursor.byte()?);
        let namespace = if flags & HAS_NAMESPACE == 0 {
            None
        } else {
            Some(NamespaceId::try_from(cursor.signed()?).map_err(|_| damaged())?)
        };
        let id = if flags & ACCOUNT == 0 { 0 } else { cursor.varint()? };
        let contributor = match cursor.text()?.map(Cow::Borrowed) {
            Some(name) if flags & ACCOUNT != 0 => Contributor::Account { id, name },
            Some(name) => Contributor::Name(name),
            None => Contributor::Hidden,
        };
        let parent = match cursor.byte()? {
            0 => ParentLink::Derive,
            1 => ParentLink::None,
            2 => ParentLink::Near { id: cursor.varint()?, bytes: length(&mut cursor)? },
            _ => ParentLink::Far { id: cursor.varint()? },
        };
        let bytes = length(&mut cursor)?;
        let sha1 = if flags & HAS_SHA1 == 0 { None } else { Some(cursor.take(20)?.try_into().map_err(|_| damaged())?) };
        Ok(Self {
            sequence,
            ghost: flags & GHOST != 0,
            namespace,
            redirect: flags & REDIRECT != 0,
            minor: flags & MINOR != 0,
            hidden,
            contributor,
            parent,
            bytes,
            sha1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back() {
        let full = PageRecord {
            sequence: 300,
            ghost: false,
            namespace: Some(-2),
            redirect: true,
            minor: true,
            hidden: Hidden::COMMENT.and(Hidden::TEXT),
            contributor: Contributor::Account { id: 70_000, name: "Ä".into() },
            parent: ParentLink::Near { id: 9, bytes: Some(0) },
            bytes: Some(1 << 40),
            sha1: Some([7; 20]),
        };
        let bare = PageRecord {
            sequence: 0,
            ghost: true,
            namespace: None,
            redirect: false,
            minor: false,
            hidden: Hidden::NONE,
            contributor: Contributor::Hidden,
            parent: ParentLink::Derive,
            bytes: None,
            sha1: None,
        };
        let named = PageRecord {
            contributor: Contributor::Name("192.0.2.1".into()),
            parent: ParentLink::Far { id: 8 },
            ..bare.clone()
        };
        for record in [full, bare, named] {
            let mut bytes = Vec::new();
            record.encode(&mut bytes);
            assert_eq!(PageRecord::decode(&bytes).unwrap(), record);
        }
    }
}
