//! Namespaces: their numbers, sets of them, and their words.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::msg;
use crate::text::{Arg, Message};

/// A namespace number as MediaWiki gives it (0 is the main namespace, odd ones are talk).
pub type NamespaceId = i32;

/// Which namespaces a metric looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamespaceSet {
    /// Every namespace, also that of revisions whose page is unknown.
    All,
    /// The wiki's content namespaces, as its source lists them.
    Content,
    /// These.
    List(BTreeSet<NamespaceId>),
}

impl NamespaceSet {
    /// The main namespace alone.
    #[must_use]
    pub fn main() -> Self {
        Self::List(BTreeSet::from([0]))
    }

    /// Whether `namespace` belongs to the set; `content` are the wiki's content namespaces. `None` is the namespace of
    /// a revision without a page, which only [`NamespaceSet::All`] holds.
    #[must_use]
    pub fn contains(&self, namespace: Option<NamespaceId>, content: &[NamespaceId]) -> bool {
        match (self, namespace) {
            (Self::All, _) => true,
            (_, None) => false,
            (Self::Content, Some(namespace)) => content.contains(&namespace),
            (Self::List(list), Some(namespace)) => list.contains(&namespace),
        }
    }

    /// The set in words, to follow "edits": "to articles", "in namespaces 4 and 5", "to any page".
    #[must_use]
    pub fn words(&self) -> Message {
        match self {
            Self::All => msg!("namespaces-all"),
            Self::Content => msg!("namespaces-content"),
            Self::List(list) => {
                let names: Vec<Arg> = list.iter().map(|id| Arg::Message(name(*id))).collect();
                msg!("namespaces-list", names)
            }
        }
    }
}

/// What pages of a namespace are called in a sentence ("articles"); the number where a wiki has its own.
#[must_use]
pub fn name(id: NamespaceId) -> Message {
    match id {
        0 => msg!("namespace-0"),
        1 => msg!("namespace-1"),
        2 => msg!("namespace-2"),
        3 => msg!("namespace-3"),
        4 => msg!("namespace-4"),
        5 => msg!("namespace-5"),
        6 => msg!("namespace-6"),
        7 => msg!("namespace-7"),
        8 => msg!("namespace-8"),
        9 => msg!("namespace-9"),
        10 => msg!("namespace-10"),
        11 => msg!("namespace-11"),
        12 => msg!("namespace-12"),
        13 => msg!("namespace-13"),
        14 => msg!("namespace-14"),
        15 => msg!("namespace-15"),
        118 => msg!("namespace-118"),
        119 => msg!("namespace-119"),
        other => msg!("namespace-other", Arg::Text(other.to_string())),
    }
}

impl fmt::Display for NamespaceSet {
    /// The form of the command line: `all`, `content`, `0,1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Content => f.write_str("content"),
            Self::List(list) => {
                for (place, id) in list.iter().enumerate() {
                    if place > 0 {
                        f.write_str(",")?;
                    }
                    id.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl FromStr for NamespaceSet {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        match text.trim() {
            "all" => Ok(Self::All),
            "content" => Ok(Self::Content),
            list => {
                let parsed: Result<BTreeSet<NamespaceId>, _> = list.split(',').map(|id| id.trim().parse()).collect();
                parsed.map(Self::List).map_err(|_| msg!("namespaces-wrong", Arg::Name(list.to_owned())))
            }
        }
    }
}

impl serde::Serialize for NamespaceSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(list) => serializer.collect_seq(list),
            word => serializer.collect_str(word),
        }
    }
}

impl<'de> serde::Deserialize<'de> for NamespaceSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Form {
            List(BTreeSet<NamespaceId>),
            Word(String),
        }
        match Form::deserialize(deserializer)? {
            Form::List(list) if list.is_empty() => Err(serde::de::Error::custom("no namespace in the list")),
            Form::List(list) => Ok(Self::List(list)),
            Form::Word(word) => word.parse().map_err(|_| {
                serde::de::Error::custom(format!("namespaces are \"all\", \"content\" or numbers, not {word:?}"))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_read_back_and_hold_what_they_say() {
        for text in ["all", "content", "0", "0,1,14"] {
            assert_eq!(text.parse::<NamespaceSet>().unwrap().to_string(), text);
        }
        assert_eq!(" 1, 0,1".parse::<NamespaceSet>().unwrap().to_string(), "0,1");
        assert!("".parse::<NamespaceSet>().is_err() && "main".parse::<NamespaceSet>().is_err());
        assert!(NamespaceSet::All.contains(None, &[]) && !NamespaceSet::main().contains(None, &[]));
        assert!(NamespaceSet::Content.contains(Some(6), &[0, 6]) && !NamespaceSet::Content.contains(Some(1), &[0, 6]));
    }
}
