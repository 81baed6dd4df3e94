//! The head of every export: which format it is, of which wiki, with which namespaces.

use std::collections::BTreeMap;

use super::element::Element;
use super::reader::{Tag, XmlReader};
use crate::import::error::ImportError;
use crate::msg;
use crate::text::Arg;
use crate::wiki::NamespaceId;

/// What the root's `xmlns` begins with, before the version.
const XMLNS: &str = "http://www.mediawiki.org/xml/export-";

/// The versions of the format that are understood: 0.3 to 0.11.
const VERSIONS: std::ops::RangeInclusive<u8> = 3..=11;

/// What the head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The minor version of the format: 10 is 0.10.
    pub version: u8,
    /// The database name, which newer exports give.
    pub dbname: Option<String>,
    /// Address of the main page.
    pub base: Option<String>,
    /// Names of namespaces.
    pub namespaces: Namespaces,
}

impl Head {
    /// The version as the format writes it.
    pub(super) fn version_text(&self) -> String {
        format!("0.{}", self.version)
    }

    /// The domain, where the address is one on the internet.
    pub(super) fn domain(&self) -> Option<String> {
        let host = self.base.as_deref()?.split_once("://")?.1.split(['/', ':']).next()?;
        let public = host.contains('.') && !crate::wiki::username::is_ip(host);
        public.then(|| host.to_lowercase())
    }
}

/// The wiki's own names of its namespaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Namespaces(pub BTreeMap<NamespaceId, String>);

impl Namespaces {
    /// The namespace of a title, by its prefix.
    pub(super) fn of_title(&self, title: &str) -> NamespaceId {
        let Some((prefix, _)) = title.split_once(':') else { return 0 };
        self.0.iter().find(|(_, name)| name.as_str() == prefix).map_or(0, |(id, _)| *id)
    }
}

/// Reads up to the first tag that is no part of the head, and gives it back too.
pub(super) fn read_head(xml: &mut XmlReader) -> Result<(Head, Tag), ImportError> {
    let root = xml.next()?;
    if !matches!(root, Tag::Start(Element::Mediawiki) | Tag::Empty(Element::Mediawiki)) {
        return Err(xml.wrong(if root == Tag::Eof { msg!("import-truncated") } else { msg!("import-not-export") }));
    }
    let mut head = Head { version: read_version(xml)?, ..Head::default() };
    if root == Tag::Empty(Element::Mediawiki) {
        return Ok((head, Tag::End));
    }
    loop {
        match xml.next()? {
            Tag::Start(Element::Siteinfo) => read_site(xml, &mut head)?,
            tag => return Ok((head, tag)),
        }
    }
}

fn read_version(xml: &XmlReader) -> Result<u8, ImportError> {
    let namespace = xml.attribute("xmlns")?.unwrap_or_default();
    let version = namespace.strip_prefix(XMLNS).map(|rest| rest.trim_end_matches('/'));
    let Some(version) = version else {
        return Err(xml.wrong(msg!("import-namespace", Arg::Name(namespace))));
    };
    let minor = version.strip_prefix("0.").and_then(|minor| minor.parse().ok());
    match minor.filter(|minor| VERSIONS.contains(minor)) {
        Some(minor) => Ok(minor),
        None => Err(xml.wrong(msg!("import-version", Arg::Name(version.to_owned())))),
    }
}

fn read_site(xml: &mut XmlReader, head: &mut Head) -> Result<(), ImportError> {
    let mut text = String::new();
    loop {
        match xml.next()? {
            Tag::Start(Element::Dbname) => {
                xml.text(&mut text)?;
                head.dbname = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
            }
            Tag::Start(Element::Base) => {
                xml.text(&mut text)?;
                head.base = Some(text.trim().to_owned()).filter(|base| !base.is_empty());
            }
            Tag::Start(Element::Namespaces) => read_namespaces(xml, head)?,
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => return Ok(()),
            Tag::Eof => return Err(xml.truncated()),
        }
    }
}

fn read_namespaces(xml: &mut XmlReader, head: &mut Head) -> Result<(), ImportError> {
    let mut text = String::new();
    loop {
        let tag = xml.next()?;
        match tag {
            Tag::Start(Element::Namespace) | Tag::Empty(Element::Namespace) => {
                let key = xml.attribute("key")?.and_then(|key| key.trim().parse().ok());
                let key = key.ok_or_else(|| xml.wrong(msg!("import-number", "key")))?;
                text.clear();
                if matches!(tag, Tag::Start(_)) {
                    xml.text(&mut text)?;
                }
                head.namespaces.0.insert(key, text.clone());
            }
            Tag::Start(_) => xml.skip()?,
            Tag::Empty(_) => {}
            Tag::End => return Ok(()),
            Tag::Eof => return Err(xml.truncated()),
        }
    }
}
