//! What every export is: a head, and elements one after another until the root ends.

use super::element::Element;
use super::found::{Found, Take};
use super::head::{Head, read_head};
use super::reader::{Tag, XmlReader};
use crate::import::error::ImportError;
use crate::import::input::Input;

/// Reads an export from beginning to end. `each` reads an element below the root, whose start has been read.
pub(super) fn read_export(
    input: Input,
    take: &mut Take<'_>,
    each: impl Fn(&mut XmlReader, &Head, Element, &mut Take<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut xml = XmlReader::new(input)?;
    let (head, mut tag) = read_head(&mut xml)?;
    take(Found::Head(head.clone()))?;
    loop {
        match tag {
            Tag::Start(element) => each(&mut xml, &head, element, take)?,
            Tag::Empty(_) => {}
            Tag::End => break,
            Tag::Eof => return Err(xml.truncated()),
        }
        tag = xml.next()?;
    }
    xml.expect_end()?;
    take(Found::End(xml.byte()))
}
