//! Reads `pages-logging`: the items of the log.

use super::contributor::read_contributor;
use super::element::Element;
use super::export::read_export;
use super::found::{Found, Take};
use super::reader::{Tag, XmlReader};
use super::values::{read_id, read_timestamp, skip_content};
use crate::import::error::ImportError;
use crate::import::input::Input;
use crate::import::log::LogItem;
use crate::import::revision::{Contributor, Hidden};
use crate::msg;
use crate::wiki::Timestamp;

/// Reads a log from beginning to end.
pub(super) fn read_logging(input: Input, take: &mut Take<'_>) -> Result<(), ImportError> {
    read_export(input, take, |xml, _, element, take| match element {
        Element::Logitem => read_item(xml, take),
        Element::Page => Err(xml.wrong(msg!("import-is-history"))),
        _ => xml.skip(),
    })
}

/// What has been read of an item.
#[derive(Default)]
struct Parts {
    id: Option<u64>,
    timestamp: Option<Timestamp>,
    contributor: Option<Contributor<'static>>,
    log_type: Option<String>,
    action: String,
    title: Option<String>,
    params: Option<String>,
    comment: Option<String>,
    hidden: Hidden,
}

fn read_item(xml: &mut XmlReader, take: &mut Take<'_>) -> Result<(), ImportError> {
    let mut parts = Parts::default();
    let mut text = String::new();
    loop {
        match xml.next()? {
            Tag::Start(Element::Id) => parts.id = Some(read_id(xml, &mut text)?),
            Tag::Start(Element::Timestamp) => parts.timestamp = Some(read_timestamp(xml, &mut text)?),
            tag @ (Tag::Start(Element::Contributor) | Tag::Empty(Element::Contributor)) => {
                let contributor = read_contributor(xml, tag, &mut text)?;
                parts.hidden = parts.hidden.and(contributor.hidden);
                parts.contributor = Some(contributor.who);
            }
            tag @ (Tag::Start(Element::Comment) | Tag::Empty(Element::Comment)) => {
                if xml.is_deleted()? {
                    parts.hidden = parts.hidden.and(Hidden::COMMENT);
                    skip_content(xml, tag)?;
                } else {
                    parts.comment = Some(read_optional(xml, tag)?);
                }
            }
            tag @ (Tag::Start(Element::Text) | Tag::Empty(Element::Text)) => {
                // It stands where title and parameters would be, if those are hidden.
                if xml.is_deleted()? {
                    parts.hidden = parts.hidden.and(Hidden::ACTION);
                }
                skip_content(xml, tag)?;
            }
            Tag::Start(Element::Type) => {
                xml.text(&mut text)?;
                parts.log_type = Some(text.trim().to_owned());
            }
            Tag::Start(Element::Action) => {
                xml.text(&mut text)?;
                text.trim().clone_into(&mut parts.action);
            }
            tag @ (Tag::Start(Element::Logtitle) | Tag::Empty(Element::Logtitle)) => {
                parts.title = Some(read_optional(xml, tag)?);
            }
            tag @ (Tag::Start(Element::Params) | Tag::Empty(Element::Params)) => {
                parts.params = Some(read_optional(xml, tag)?);
            }
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => break,
            Tag::Eof => return Err(xml.truncated()),
        }
    }
    finish(xml, parts, take)
}

/// The content of an element that may be empty.
fn read_optional(xml: &mut XmlReader, tag: Tag) -> Result<String, ImportError> {
    let mut text = String::new();
    if matches!(tag, Tag::Start(_)) {
        xml.text(&mut text)?;
    }
    Ok(text)
}

fn finish(xml: &XmlReader, parts: Parts, take: &mut Take<'_>) -> Result<(), ImportError> {
    let item = LogItem {
        log_id: parts.id.ok_or_else(|| xml.missing("id"))?,
        timestamp: parts.timestamp.ok_or_else(|| xml.missing("timestamp"))?,
        // Items that the system made have none in some dumps.
        contributor: parts.contributor.unwrap_or(Contributor::Hidden),
        log_type: parts.log_type.ok_or_else(|| xml.missing("type"))?.into(),
        action: parts.action.into(),
        title: parts.title.map(Into::into),
        params: parts.params.map(Into::into),
        comment: parts.comment.map(Into::into),
        hidden: parts.hidden,
    };
    take(Found::LogItem(item, xml.byte()))
}
