//! Reads `stub-meta-history` and `pages-meta-history`: pages and their revisions.

use std::sync::Arc;

use super::element::Element;
use super::export::read_export;
use super::found::{Found, Take};
use super::head::Head;
use super::reader::{Tag, XmlReader};
use super::revision::RevisionReader;
use super::values::read_id;
use crate::import::error::ImportError;
use crate::import::input::Input;
use crate::msg;
use crate::wiki::NamespaceId;

/// A page, as far as its revisions need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub id: u64,
    pub namespace: Option<NamespaceId>,
    pub redirect: bool,
}

/// Reads a history from beginning to end.
pub(super) fn read_history(input: Input, take: &mut Take<'_>) -> Result<(), ImportError> {
    read_export(input, take, |xml, head, element, take| match element {
        Element::Page => read_page(xml, head, take),
        Element::Logitem => Err(xml.wrong(msg!("import-is-log"))),
        _ => xml.skip(),
    })
}

fn read_page(xml: &mut XmlReader, head: &Head, take: &mut Take<'_>) -> Result<(), ImportError> {
    let mut revisions = RevisionReader::new(head.version);
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
                    return Err(xml.missing("id"));
                }
                if page.namespace.is_none() {
                    page.namespace = Some(head.namespaces.of_title(&title));
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
