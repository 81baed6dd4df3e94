//! Reads one `<revision>`: the order of its parts does not matter, and what contradicts its own text is noticed.

use sha1::{Digest as _, Sha1 as Sha1Hash};

use super::contributor::read_contributor;
use super::element::Element;
use super::found::{Found, Take};
use super::history::Page;
use super::reader::{Tag, XmlReader};
use super::values::{read_id, read_timestamp, skip_content};
use crate::import::error::ImportError;
use crate::import::report::Trouble;
use crate::import::revision::{Contributor, Hidden, Parent, Revision, Sha1};
use crate::msg;
use crate::wiki::Timestamp;

/// From this version of the format on, a revision without `parentid` has no parent.
const FIRST_WITH_PARENTS: u8 = 7;

/// Reads revisions, with memory that is used again and again.
pub(super) struct RevisionReader {
    has_parents: bool,
    text: String,
}

/// What a `<text>` says of itself and what it holds.
#[derive(Clone, Copy, Debug, Default)]
struct Text {
    /// The length that it says to have.
    bytes: Option<u64>,
    /// The checksum that it says to have.
    sha1: Option<Sha1>,
    /// Length and checksum of what it holds; `None` in a stub.
    held: Option<(u64, Sha1)>,
    deleted: bool,
}

/// What has been read of a revision.
#[derive(Default)]
struct Parts {
    id: Option<u64>,
    parent: Option<u64>,
    timestamp: Option<Timestamp>,
    contributor: Option<Contributor<'static>>,
    minor: bool,
    hidden: Hidden,
    main: Option<Text>,
    /// The texts of further slots.
    slots: Vec<Text>,
    /// `<sha1>`, if it is not empty.
    sha1: Option<String>,
}

impl RevisionReader {
    pub(super) fn new(version: u8) -> Self {
        Self { has_parents: version >= FIRST_WITH_PARENTS, text: String::new() }
    }

    /// Reads a revision whose start has been read, and hands it on.
    pub(super) fn read(&mut self, xml: &mut XmlReader, page: &Page, take: &mut Take<'_>) -> Result<(), ImportError> {
        let mut parts = Parts::default();
        loop {
            match xml.next()? {
                Tag::Start(Element::Id) => parts.id = Some(read_id(xml, &mut self.text)?),
                Tag::Start(Element::Parentid) => parts.parent = Some(read_id(xml, &mut self.text)?),
                Tag::Start(Element::Timestamp) => parts.timestamp = Some(read_timestamp(xml, &mut self.text)?),
                tag @ (Tag::Start(Element::Contributor) | Tag::Empty(Element::Contributor)) => {
                    let contributor = read_contributor(xml, tag, &mut self.text)?;
                    parts.hidden = parts.hidden.and(contributor.hidden);
                    parts.contributor = Some(contributor.who);
                }
                tag @ (Tag::Start(Element::Comment) | Tag::Empty(Element::Comment)) => {
                    if xml.is_deleted()? {
                        parts.hidden = parts.hidden.and(Hidden::COMMENT);
                    }
                    skip_content(xml, tag)?;
                }
                tag @ (Tag::Start(Element::Minor) | Tag::Empty(Element::Minor)) => {
                    parts.minor = true;
                    skip_content(xml, tag)?;
                }
                tag @ (Tag::Start(Element::Text) | Tag::Empty(Element::Text)) => {
                    parts.main = Some(read_text(xml, tag)?);
                }
                Tag::Start(Element::Content) => parts.slots.push(read_slot(xml)?),
                Tag::Start(Element::Sha1) => {
                    xml.text(&mut self.text)?;
                    parts.sha1 = Some(self.text.trim().to_owned()).filter(|sha1| !sha1.is_empty());
                }
                Tag::Start(_) => xml.skip()?,
                Tag::Empty(_) => {}
                Tag::End => break,
                Tag::Eof => return Err(xml.truncated()),
            }
        }
        self.finish(xml, page, parts, take)
    }

    fn finish(&self, xml: &XmlReader, page: &Page, parts: Parts, take: &mut Take<'_>) -> Result<(), ImportError> {
        let rev_id = parts.id.ok_or_else(|| xml.missing("id"))?;
        let timestamp = parts.timestamp.ok_or_else(|| xml.missing("timestamp"))?;
        let main = parts.main.unwrap_or_default();
        let text_hidden = main.deleted || parts.slots.iter().any(|slot| slot.deleted);
        let item = || format!("revision {rev_id}");
        let trouble = |kind| Found::Trouble(kind, xml.place(), item());

        let said = parts.sha1.as_deref().map(parse_sha1);
        if said == Some(None) {
            // No checksum at all: as wrong as one that does not match.
            take(trouble(Trouble::ChecksumMismatch))?;
        }
        let said = said.flatten();
        let (mut bytes, mut sha1) = if parts.slots.is_empty() {
            // A revision of one slot is its text.
            let said = said.or(main.sha1);
            if let Some((length, sum)) = main.held.filter(|_| !text_hidden) {
                if said.is_some_and(|said| said != sum) {
                    take(trouble(Trouble::ChecksumMismatch))?;
                }
                if main.bytes.is_some_and(|said| said != length) {
                    take(trouble(Trouble::LengthMismatch))?;
                }
            }
            let (length, sum) = main.held.unzip();
            (main.bytes.or(length), said.or(sum))
        } else {
            // Its checksum is that of all slots together, which only the wiki knows how to make; its length is the sum.
            let all = std::iter::once(&main).chain(&parts.slots);
            let lengths = all.map(|text| text.bytes.or(text.held.map(|(length, _)| length)));
            (lengths.sum::<Option<u64>>(), said)
        };
        let mut hidden = parts.hidden;
        if text_hidden {
            hidden = hidden.and(Hidden::TEXT);
            (bytes, sha1) = (None, None);
        }
        let parent = match parts.parent {
            _ if !self.has_parents => Parent::Derive,
            Some(id) if id > 0 => Parent::Some(id),
            _ => Parent::None,
        };
        let revision = Revision {
            rev_id,
            page_id: Some(page.id),
            namespace: page.namespace,
            redirect: page.redirect,
            timestamp,
            parent,
            contributor: parts.contributor.ok_or_else(|| xml.missing("contributor"))?,
            minor: parts.minor,
            hidden,
            bytes,
            sha1,
        };
        take(Found::Revision(revision, xml.byte()))
    }
}

/// Reads a `<text>`: what it says of itself, and the checksum of what it holds.
fn read_text(xml: &mut XmlReader, tag: Tag) -> Result<Text, ImportError> {
    let bytes = xml.attribute("bytes")?.map(|bytes| bytes.trim().parse::<i64>());
    let bytes = bytes.transpose().map_err(|_| xml.wrong(msg!("import-number", "bytes")))?;
    let sha1 = xml.attribute("sha1")?.and_then(|sha1| parse_sha1(&sha1));
    let deleted = xml.is_deleted()?;
    // A stub refers to its text by an id.
    let refers = xml.attribute("id")?.is_some() || xml.attribute("location")?.is_some();
    let (mut length, mut hash) = (0_u64, Sha1Hash::new());
    if matches!(tag, Tag::Start(_)) {
        xml.content(u64::MAX, &mut |piece| {
            length += piece.len() as u64;
            hash.update(piece);
        })?;
    }
    let held = (!deleted && (length > 0 || !refers)).then(|| (length, hash.finalize().into()));
    // A wiki that does not know a length says -1.
    Ok(Text { bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()), sha1, held, deleted })
}

/// Reads a `<content>`, which is a further slot.
fn read_slot(xml: &mut XmlReader) -> Result<Text, ImportError> {
    let mut slot = Text { deleted: xml.is_deleted()?, ..Text::default() };
    loop {
        match xml.next()? {
            tag @ (Tag::Start(Element::Text) | Tag::Empty(Element::Text)) => {
                let text = read_text(xml, tag)?;
                slot = Text { deleted: slot.deleted || text.deleted, ..text };
            }
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => return Ok(slot),
            Tag::Eof => return Err(xml.truncated()),
        }
    }
}

/// Reads a checksum of 31 digits of base 36, as MediaWiki writes it.
fn parse_sha1(text: &str) -> Option<Sha1> {
    let mut sum = [0_u8; 20];
    if text.len() != 31 {
        return None;
    }
    for letter in text.bytes() {
        let mut carry = match letter {
            b'0'..=b'9' => u16::from(letter - b'0'),
            b'a'..=b'z' => u16::from(letter - b'a') + 10,
            _ => return None,
        };
        for byte in sum.iter_mut().rev() {
            let [low, high] = (u16::from(*byte) * 36 + carry).to_le_bytes();
            *byte = low;
            carry = u16::from(high);
        }
        if carry > 0 {
            return None;
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_of_base_36_is_that_of_the_text() {
        let empty: Sha1 = Sha1Hash::digest(b"").into();
        assert_eq!(parse_sha1("phoiac9h4m842xq45sp7s6u21eteeq1"), Some(empty));
        assert_eq!(parse_sha1("0000000000000000000000000000010").unwrap()[19], 36);
        for wrong in ["", "phoiac9h4m842xq45sp7s6u21eteeq", "PHOIAC9H4M842XQ45SP7S6U21ETEEQ1", &"z".repeat(31)] {
            assert_eq!(parse_sha1(wrong), None, "{wrong}");
        }
    }
}
