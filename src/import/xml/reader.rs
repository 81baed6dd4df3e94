//! Reads XML tag by tag, with the place of everything, and with bounds: neither a text of a gigabyte nor a file that is
//! no XML at all may fill the memory.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::element::Element;
use crate::import::error::{ImportError, Place};
use crate::import::input::Input;
use crate::msg;
use crate::text::{Arg, Message};

/// The longest tag or comment.
const LONGEST_MARKUP: u64 = 1 << 20;

/// The longest content of an element that is kept: a name, a comment, parameters.
const LONGEST_KEPT: u64 = 1 << 20;

/// One tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `<name ...>`
    Start(Element),
    /// `<name .../>`
    Empty(Element),
    /// `</...>`, of the element that is open.
    End,
    /// The end of the file.
    Eof,
}

/// Takes text, piece by piece.
pub(super) type TakeText<'a> = dyn FnMut(&[u8]) + 'a;

/// Ends the input with an error where one piece of markup does not end.
struct Bounded {
    inner: Box<dyn BufRead + Send>,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.inner.consume(amount);
    }
}

/// Reads the tags of one file.
pub(super) struct XmlReader {
    reader: Reader<Bounded>,
    buffer: Vec<u8>,
    attributes: String,
    /// How many elements are open.
    depth: usize,
    file: Arc<str>,
    /// The page that is being read, in words.
    pub page: Option<Arc<str>>,
}

impl XmlReader {
    /// Begins to read. The first thing must be a tag.
    pub(super) fn new(input: Input) -> Result<Self, ImportError> {
        let mut reader = Reader::from_reader(Bounded { inner: input.bytes, left: LONGEST_MARKUP });
        // Comments and texts are looked at by their tags alone, so only tags must match.
        reader.config_mut().check_end_names = true;
        let mut xml =
            Self { reader, buffer: Vec::new(), attributes: String::new(), depth: 0, file: input.name, page: None };
        xml.skip_byte_order_mark()?;
        if xml.peek_after_space()? != Some(b'<') {
            return Err(xml.wrong(msg!("import-not-xml")));
        }
        Ok(xml)
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), ImportError> {
        let mut stream = self.reader.stream();
        match stream.fill_buf() {
            Ok(start) if start.starts_with(b"\xef\xbb\xbf") => stream.consume(3),
            Ok(_) => {}
            Err(error) => return Err(self.failed(&error)),
        }
        Ok(())
    }

    /// Where the reader is.
    pub(super) fn place(&self) -> Place {
        Place { file: Arc::clone(&self.file), byte: self.byte(), page: self.page.clone() }
    }

    /// Unpacked bytes read so far.
    pub(super) const fn byte(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// The file is not what it should be, here.
    pub(super) fn wrong(&self, what: Message) -> ImportError {
        ImportError::Input { place: self.place(), what }
    }

    /// What is read here lacks a part that it must have.
    pub(super) fn missing(&self, name: &'static str) -> ImportError {
        self.wrong(msg!("import-missing", name))
    }

    /// The file ends too early.
    pub(super) fn truncated(&self) -> ImportError {
        self.wrong(msg!("import-truncated"))
    }

    fn failed(&self, error: &io::Error) -> ImportError {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return self.truncated();
        }
        if error.kind() == io::ErrorKind::FileTooLarge {
            return self.wrong(msg!("import-markup-too-long"));
        }
        if error.raw_os_error().is_some() {
            let cause = io::Error::new(error.kind(), error.to_string());
            return ImportError::Unreadable { path: self.file.as_ref().into(), cause };
        }
        // Whatever else comes from below comes from unpacking.
        self.wrong(msg!("import-packing-damaged", Arg::Text(error.to_string())))
    }

    fn malformed(&self, error: &quick_xml::Error) -> ImportError {
        match error {
            quick_xml::Error::Io(error) => self.failed(error),
            // Markup that does not end before the file does.
            quick_xml::Error::Syntax(_) => self.truncated(),
            other => self.wrong(msg!("import-malformed", Arg::Text(other.to_string()))),
        }
    }

    /// The next byte that is no white space, which stays unread.
    fn peek_after_space(&mut self) -> Result<Option<u8>, ImportError> {
        loop {
            let mut stream = self.reader.stream();
            stream.get_mut().left = LONGEST_MARKUP;
            let chunk = match stream.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(&error)),
            };
            let Some(first) = chunk.first() else { return Ok(None) };
            let space = chunk.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if space == 0 {
                return Ok(Some(*first));
            }
            stream.consume(space);
        }
    }

    /// The next tag. Between tags there may be white space, comments and instructions, but no text.
    pub(super) fn next(&mut self) -> Result<Tag, ImportError> {
        loop {
            match self.peek_after_space()? {
                Some(b'<') => {}
                None if self.depth == 0 => return Ok(Tag::Eof),
                None => return Err(self.truncated()),
                Some(_) => return Err(self.wrong(msg!("import-stray-text"))),
            }
            if let Some(tag) = self.markup(None)? {
                return Ok(tag);
            }
        }
    }

    /// Makes sure that nothing follows.
    pub(super) fn expect_end(&mut self) -> Result<(), ImportError> {
        if self.peek_after_space()?.is_none() || self.next()? == Tag::Eof {
            return Ok(());
        }
        Err(self.wrong(msg!("import-after-end")))
    }

    /// Reads one piece of markup; `None` if it was no tag. Text that is marked as such goes to `take`, where there can be
    /// text.
    fn markup(&mut self, take: Option<&mut TakeText<'_>>) -> Result<Option<Tag>, ImportError> {
        self.buffer.clear();
        self.reader.get_mut().left = LONGEST_MARKUP;
        let found = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Start(start)) => {
                self.depth += 1;
                self.attributes.clear();
                self.attributes.push_str(start.attributes_raw());
                Ok(Some(Tag::Start(Element::named(start.name().as_ref()))))
            }
            Ok(Event::Empty(start)) => {
                self.attributes.clear();
                self.attributes.push_str(start.attributes_raw());
                Ok(Some(Tag::Empty(Element::named(start.name().as_ref()))))
            }
            Ok(Event::End(_)) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Some(Tag::End))
            }
            Ok(Event::Eof) => Ok(Some(Tag::Eof)),
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => Ok(None),
            Ok(Event::CData(data)) => take.map_or(Err(None), |take| {
                take(data.as_bytes());
                Ok(None)
            }),
            Ok(Event::DocType(_) | Event::Text(_) | Event::GeneralRef(_)) => Err(None),
            Err(error) => Err(Some(error)),
        };
        found.map_err(|error| match error {
            Some(error) => self.malformed(&error),
            None => self.wrong(msg!("import-stray-text")),
        })
    }

    /// An attribute of the tag that was read last.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, ImportError> {
        for attribute in Attributes::new(&self.attributes, 0) {
            let malformed = |what: String| self.wrong(msg!("import-malformed", Arg::Text(what)));
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            if attribute.key.as_ref() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value.map(|value| Some(value.into_owned())).map_err(|error| malformed(error.to_string()));
            }
        }
        Ok(None)
    }

    /// Whether the tag that was read last says that its content is hidden.
    pub(super) fn is_deleted(&self) -> Result<bool, ImportError> {
        Ok(!self.attributes.is_empty() && self.attribute("deleted")?.is_some())
    }

    /// Passes over the content and the end of the element whose start was read last.
    pub(super) fn skip(&mut self) -> Result<(), ImportError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            let take: &mut TakeText<'_> = &mut |_| ();
            self.pass_text(u64::MAX, take)?;
            if self.markup(Some(take))? == Some(Tag::Eof) {
                return Err(self.truncated());
            }
        }
        Ok(())
    }

    /// Reads the content and the end of the element whose start was read last; it may contain no other element and
    /// about `limit` bytes.
    pub(super) fn content(&mut self, limit: u64, take: &mut TakeText<'_>) -> Result<(), ImportError> {
        loop {
            self.pass_text(limit, take)?;
            match self.markup(Some(take))? {
                None => {}
                Some(Tag::End) => return Ok(()),
                Some(Tag::Eof) => return Err(self.truncated()),
                Some(Tag::Start(_) | Tag::Empty(_)) => return Err(self.wrong(msg!("import-stray-element"))),
            }
        }
    }

    /// The content of an element as text, in `out`.
    pub(super) fn text(&mut self, out: &mut String) -> Result<(), ImportError> {
        let mut bytes = std::mem::take(out).into_bytes();
        bytes.clear();
        self.content(LONGEST_KEPT, &mut |more| bytes.extend_from_slice(more))?;
        *out = String::from_utf8(bytes).map_err(|_| self.wrong(msg!("import-not-utf8")))?;
        Ok(())
    }

    /// Hands the text up to the next `<` to `take`, piece by piece, entities resolved, unless it is longer than `limit`.
    fn pass_text(&mut self, limit: u64, take: &mut TakeText<'_>) -> Result<(), ImportError> {
        let start = self.byte();
        loop {
            if self.byte() - start > limit {
                return Err(self.wrong(msg!("import-markup-too-long")));
            }
            let mut stream = self.reader.stream();
            stream.get_mut().left = LONGEST_MARKUP;
            let chunk = match stream.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(&error)),
            };
            let end = chunk.iter().position(|byte| matches!(byte, b'<' | b'&'));
            let (text, mark) = match end {
                Some(end) => (chunk.get(..end).unwrap_or_default(), chunk.get(end).copied()),
                None => (chunk, None),
            };
            take(text);
            let (length, at_end) = (text.len(), chunk.is_empty());
            stream.consume(length);
            match mark {
                Some(b'&') => self.pass_entity(take)?,
                Some(_) => return Ok(()),
                None if at_end => return Err(self.truncated()),
                None => {}
            }
        }
    }

    /// Resolves the entity that comes next.
    fn pass_entity(&mut self, take: &mut TakeText<'_>) -> Result<(), ImportError> {
        /// `&#x10FFFF;` is the longest that is allowed.
        const LONGEST_ENTITY: usize = 12;
        let mut name = [0; LONGEST_ENTITY];
        let mut length = 0;
        let mut stream = self.reader.stream();
        loop {
            let mut byte = [0];
            if let Err(error) = stream.read_exact(&mut byte) {
                return Err(self.failed(&error));
            }
            match name.get_mut(length) {
                Some(space) if byte[0] != b';' => *space = byte[0],
                _ => break,
            }
            length += 1;
        }
        let name = name.get(1..length).unwrap_or_default();
        let letter = std::str::from_utf8(name).ok().and_then(resolve_entity);
        let Some(letter) = letter else {
            let shown = String::from_utf8_lossy(name).into_owned();
            return Err(self.wrong(msg!("import-entity", Arg::Name(shown))));
        };
        take(letter.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }
}

/// The letter that an entity stands for.
fn resolve_entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            number.ok().and_then(char::from_u32).filter(|letter| *letter != '\0')
        }
    }
}
