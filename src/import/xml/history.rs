//! Reads `stub-meta-history` and `pages-meta-history`: pages and their revisions.

use std::sync::Arc;

use super::element::Element;
use super::head::{Head, Kind, read_head};
use super::input::Input;
use super::reader::{Tag, XmlReader};
use super::revision::RevisionReader;
use crate::import::error::{ImportError, Place};
use crate::import::report::Trouble;
use crate::import::revision::Revision;
use crate::msg;
use crate::wiki::NamespaceId;

/// What is found in a history, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// What the file says of its wiki. Comes first and once.
    Head(Head),
    /// A page begins; what follows belongs to it.
    Page(Arc<str>),
    /// A revision, and the byte where it ends.
    Revision(Revision<'static>, u64),
    /// Trouble with the item that is named.
    Trouble(Trouble, Place, String),
    /// The end, after so many bytes.
    End(u64),
}

/// Takes what is found; an error ends the reading.
pub(super) type Take<'a> = dyn FnMut(Found) -> Result<(), ImportError> + 'a;

/// A page, as far as its revisions need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub id: u64,
    pub namespace: Option<NamespaceId>,
    pub redirect: bool,
}

/// Reads a history from beginning to end.
pub(super) fn read_history(input: Input, take: &mut Take<'_>) -> Result<(), ImportError> {
    let mut xml = XmlReader::new(input)?;
    let (head, mut tag) = read_head(&mut xml, Kind::History)?;
    let mut revisions = RevisionReader::new(head.version);
    let namespaces = head.namespaces.clone();
    take(Found::Head(head))?;
    loop {
        match tag {
            Tag::Start(Element::Page) => read_page(&mut xml, &mut revisions, &namespaces, take)?,
            Tag::Start(Element::Logitem) => return Err(xml.wrong(msg!("import-is-log"))),
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => break,
            Tag::Eof => return Err(xml.truncated()),
        }
        tag = xml.next()?;
    }
    match xml.next()? {
        Tag::Eof => take(Found::End(xml.byte())),
        _ => Err(xml.wrong(msg!("import-after-end"))),
    }
}

fn read_page(
    xml: &mut XmlReader,
    revisions: &mut RevisionReader,
    namespaces: &super::head::Namespaces,
    take: &mut Take<'_>,
) -> Result<(), ImportError> {
    let mut page = Page::default();
    let mut text = String::new();
    let mut title = String::new();
    let mut has_id = false;
    loop {
        match xml.next()? {
            Tag::Start(Element::Title) => {
                xml.text(&mut title)?;
                xml.page = Some(title.as_str().into());
            }
            Tag::Start(Element::Ns) => {
                xml.text(&mut text)?;
                let namespace = text.trim().parse().map_err(|_| xml.wrong(msg!("import-number", "ns")))?;
                page.namespace = Some(namespace);
            }
            Tag::Start(Element::Id) => {
                page.id = read_id(xml, &mut text)?;
                has_id = true;
                let words: Arc<str> = format!("{} {title}", page.id).into();
                xml.page = Some(Arc::clone(&words));
                take(Found::Page(words))?;
            }
            Tag::Start(Element::Redirect) => {
                page.redirect = true;
                xml.skip()?;
            }
            Tag::Empty(Element::Redirect) => page.redirect = true,
            Tag::Start(Element::Revision) => {
                if !has_id {
                    return Err(xml.wrong(msg!("import-missing", "id")));
                }
                if page.namespace.is_none() {
                    page.namespace = Some(namespaces.of_title(&title));
                }
                revisions.read(xml, &page, take)?;
            }
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => break,
            Tag::Eof => return Err(xml.truncated()),
        }
    }
    xml.page = None;
    Ok(())
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
