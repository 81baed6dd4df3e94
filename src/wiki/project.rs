//! Wikis: database names and the domains people know them by.

use std::fmt;
use std::str::FromStr;

use crate::msg;
use crate::text::{Arg, Message};

/// A MediaWiki database name: `enwiki`, `elwikivoyage`, `commonswiki`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WikiName(String);

/// Suffixes of database names and the domains of their families.
const FAMILIES: [(&str, &str); 9] = [
    ("wiktionary", "wiktionary.org"),
    ("wikibooks", "wikibooks.org"),
    ("wikinews", "wikinews.org"),
    ("wikiquote", "wikiquote.org"),
    ("wikisource", "wikisource.org"),
    ("wikiversity", "wikiversity.org"),
    ("wikivoyage", "wikivoyage.org"),
    ("wikimedia", "wikimedia.org"),
    ("wiki", "wikipedia.org"),
];

/// Wikis whose domain does not follow from their database name.
const SPECIAL: [(&str, &str); 9] = [
    ("commonswiki", "commons.wikimedia.org"),
    ("incubatorwiki", "incubator.wikimedia.org"),
    ("mediawikiwiki", "www.mediawiki.org"),
    ("metawiki", "meta.wikimedia.org"),
    ("outreachwiki", "outreach.wikimedia.org"),
    ("sourceswiki", "wikisource.org"),
    ("specieswiki", "species.wikimedia.org"),
    ("wikidatawiki", "www.wikidata.org"),
    ("wikifunctionswiki", "www.wikifunctions.org"),
];

impl WikiName {
    /// Reads a database name, which becomes a folder name and so may hold lower-case letters, digits and underscores
    /// only.
    ///
    /// # Errors
    ///
    /// The text is no database name.
    pub fn new(name: &str) -> Result<Self, Message> {
        let ok = name.len() <= 64
            && name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if ok { Ok(Self(name.to_owned())) } else { Err(msg!("wiki-name-wrong", Arg::Name(name.to_owned()))) }
    }

    /// Reads what people write for a wiki: `enwiki`, `en.wikipedia.org`, `en.wikipedia`, `en`, or an address of a page.
    ///
    /// # Errors
    ///
    /// The text cannot name a wiki.
    pub fn from_typed(typed: &str) -> Result<Self, Message> {
        let lower = typed.trim().to_lowercase();
        let bare = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        let host = bare.split(['/', '?', '#']).next().unwrap_or(bare);
        let host = host.replace(".m.", ".").replace('-', "_");
        if let Some((name, _)) = SPECIAL.iter().find(|(_, domain)| host == *domain || format!("{host}.org") == *domain)
        {
            return Self::new(name);
        }
        for (suffix, domain) in FAMILIES {
            for end in [domain, domain.trim_end_matches(".org")] {
                if let Some(language) = host.strip_suffix(end).and_then(|rest| rest.strip_suffix('.')) {
                    return Self::new(&format!("{language}{suffix}"));
                }
            }
        }
        let language = (2..=3).contains(&host.len()) && host.bytes().all(|byte| byte.is_ascii_lowercase());
        if language { Self::new(&format!("{host}wiki")) } else { Self::new(&host) }
    }

    /// The database name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain, for a wiki of the Wikimedia family; `None` where only the source can know it.
    #[must_use]
    pub fn domain(&self) -> Option<String> {
        if let Some((_, domain)) = SPECIAL.iter().find(|(name, _)| self.0 == *name) {
            return Some((*domain).to_owned());
        }
        let (language, domain) =
            FAMILIES.iter().find_map(|(suffix, domain)| Some((self.0.strip_suffix(suffix)?, domain)))?;
        let known = (2..=3).contains(&language.len()) || language.contains('_') || language == "simple";
        known.then(|| format!("{}.{domain}", language.replace('_', "-")))
    }

    /// How people know it: its domain, or its own name.
    #[must_use]
    pub fn site(&self) -> String {
        self.domain().unwrap_or_else(|| self.0.clone())
    }
}

impl TryFrom<String> for WikiName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::new(&name).map_err(|_| format!("not a database name of a wiki: {name:?}"))
    }
}

impl From<WikiName> for String {
    fn from(wiki: WikiName) -> Self {
        wiki.0
    }
}

impl FromStr for WikiName {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        Self::from_typed(text)
    }
}

impl fmt::Display for WikiName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_a_wiki_leads_to_its_database_name() {
        for (typed, name) in [
            ("enwiki", "enwiki"),
            ("en", "enwiki"),
            ("EN.wikipedia", "enwiki"),
            ("en.wikipedia.org", "enwiki"),
            ("https://en.m.wikipedia.org/wiki/Main_Page", "enwiki"),
            ("el.wikivoyage.org", "elwikivoyage"),
            ("zh-min-nan.wikipedia.org", "zh_min_nanwiki"),
            ("commons.wikimedia.org", "commonswiki"),
            ("commons.wikimedia", "commonswiki"),
            ("www.wikidata.org", "wikidatawiki"),
            ("eslagunanegra", "eslagunanegra"),
        ] {
            assert_eq!(WikiName::from_typed(typed).unwrap().as_str(), name, "{typed}");
        }
        for typed in ["", "../etc", "a b", "Ünwiki", ".", "1wiki"] {
            assert!(WikiName::from_typed(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_domain_is_said_only_where_it_is_sure() {
        assert_eq!(WikiName::new("enwiki").unwrap().domain().as_deref(), Some("en.wikipedia.org"));
        assert_eq!(WikiName::new("zh_min_nanwiki").unwrap().domain().as_deref(), Some("zh-min-nan.wikipedia.org"));
        assert_eq!(WikiName::new("metawiki").unwrap().domain().as_deref(), Some("meta.wikimedia.org"));
        assert_eq!(WikiName::new("eslagunanegra").unwrap().domain(), None);
        assert_eq!(WikiName::new("mycompanywiki").unwrap().domain(), None);
    }
}
