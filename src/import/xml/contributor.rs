//! Reads a `<contributor>`: an account, an address, an imported name, or nobody that we may know.

use super::element::Element;
use super::reader::{Tag, XmlReader};
use super::values::{read_id, skip_content};
use crate::import::error::ImportError;
use crate::import::revision::{Contributor, Hidden};

/// A contributor, and whether that is hidden.
#[derive(Debug)]
pub(super) struct Found {
    pub who: Contributor<'static>,
    pub hidden: Hidden,
}

/// Reads the contributor whose tag has been read.
pub(super) fn read_contributor(xml: &mut XmlReader, tag: Tag, text: &mut String) -> Result<Found, ImportError> {
    if xml.is_deleted()? {
        skip_content(xml, tag)?;
        return Ok(Found { who: Contributor::Hidden, hidden: Hidden::USER });
    }
    let (mut name, mut id) = (None, 0);
    let mut open = matches!(tag, Tag::Start(_));
    while open {
        match xml.next()? {
            Tag::Start(Element::Username | Element::Ip) => {
                xml.text(text)?;
                name = Some(text.clone());
            }
            Tag::Start(Element::Id) => id = read_id(xml, text)?,
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => open = false,
            Tag::Eof => return Err(xml.truncated()),
        }
    }
    // An account 0 is none: a name that was imported, or is older than accounts.
    let who = match name.filter(|name| !name.is_empty()) {
        name if id > 0 => Contributor::Account { id, name: name.unwrap_or_default().into() },
        Some(name) => Contributor::Name(name.into()),
        None => Contributor::Hidden,
    };
    Ok(Found { who, hidden: Hidden::NONE })
}
