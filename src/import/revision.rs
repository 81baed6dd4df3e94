//! What an importer tells of one revision, whatever format it reads.

use std::borrow::Cow;

use crate::wiki::{NamespaceId, Timestamp};

/// SHA-1 of a text.
pub type Sha1 = [u8; 20];

/// One revision as its source gives it. Borrowed from the reader's buffer or owned ([`Revision::into_owned`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision<'a> {
    /// `rev_id`.
    pub rev_id: u64,
    /// `page_id`; `None` for a revision without a page, which has neither parent nor reverts.
    pub page_id: Option<u64>,
    /// The page's namespace.
    pub namespace: Option<NamespaceId>,
    /// The page is a redirect today.
    pub redirect: bool,
    /// When it was saved.
    pub timestamp: Timestamp,
    /// Which revision it changed.
    pub parent: Parent,
    /// Who saved it.
    pub contributor: Contributor<'a>,
    /// Marked as minor.
    pub minor: bool,
    /// What of it is hidden from the public.
    pub hidden: Hidden,
    /// Length of the text in bytes; `None` where it is not known or hidden.
    pub bytes: Option<u64>,
    /// Checksum of the text; `None` where it is not known or hidden.
    pub sha1: Option<Sha1>,
}

/// Which revision another one changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// The source does not say: the page's previous revision in the order of time.
    Derive,
    /// None: it created its page.
    None,
    /// This one, which the source may or may not have.
    Some(u64),
}

/// Who saved a revision or made an item of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contributor<'a> {
    /// An account.
    Account {
        /// `user_id`, above 0.
        id: u64,
        /// Its name.
        name: Cow<'a, str>,
    },
    /// No account: an IP address, an imported or an ancient name.
    Name(Cow<'a, str>),
    /// Hidden from the public.
    Hidden,
}

impl Contributor<'_> {
    /// The account, 0 for none.
    #[must_use]
    pub const fn id(&self) -> u64 {
        match self {
            Self::Account { id, .. } => *id,
            Self::Name(_) | Self::Hidden => 0,
        }
    }

    /// The name; `None` when it is hidden.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Account { name, .. } | Self::Name(name) => Some(name),
            Self::Hidden => None,
        }
    }

    /// The same without borrowing.
    #[must_use]
    pub fn into_owned(self) -> Contributor<'static> {
        match self {
            Self::Account { id, name } => Contributor::Account { id, name: Cow::Owned(name.into_owned()) },
            Self::Name(name) => Contributor::Name(Cow::Owned(name.into_owned())),
            Self::Hidden => Contributor::Hidden,
        }
    }
}

impl Revision<'_> {
    /// The same without borrowing.
    #[must_use]
    pub fn into_owned(self) -> Revision<'static> {
        let Self { rev_id, page_id, namespace, redirect, timestamp, parent, contributor, minor, hidden, bytes, sha1 } =
            self;
        let contributor = contributor.into_owned();
        Revision { rev_id, page_id, namespace, redirect, timestamp, parent, contributor, minor, hidden, bytes, sha1 }
    }
}

/// Parts of a revision or of an item of the log that are hidden from the public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden(u8);

impl Hidden {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The text of a revision.
    pub const TEXT: Self = Self(1);
    /// The comment.
    pub const COMMENT: Self = Self(2);
    /// Who did it.
    pub const USER: Self = Self(4);
    /// What an item of the log did, and to what.
    pub const ACTION: Self = Self(8);

    /// These parts and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is hidden.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// As a number for the records between the steps.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The reverse of [`Hidden::bits`].
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 15)
    }

    /// The parts' names joined by commas, as the warehouse has them; `None` when nothing is hidden.
    #[must_use]
    pub fn names(self) -> Option<&'static str> {
        /// By bits: action, user, comment, text.
        const NAMES: [&str; 16] = [
            "",
            "text",
            "comment",
            "text,comment",
            "user",
            "text,user",
            "comment,user",
            "text,comment,user",
            "action",
            "action,text",
            "action,comment",
            "action,text,comment",
            "action,user",
            "action,text,user",
            "action,comment,user",
            "action,text,comment,user",
        ];
        NAMES.get(usize::from(self.0)).copied().filter(|names| !names.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn hidden_parts_are_named_in_one_order() {
        assert_eq!(Hidden::NONE.names(), None);
        for bits in 1..16 {
            let hidden = Hidden::from_bits(bits);
            let parts = [(Hidden::ACTION, "action"), (Hidden::TEXT, "text"), (Hidden::COMMENT, "comment")];
            let expected: Vec<&str> = parts
                .into_iter()
                .chain([(Hidden::USER, "user")])
                .filter_map(|(part, name)| hidden.has(part).then_some(name))
                .collect();
            assert_eq!(hidden.names().unwrap(), expected.join(","));
        }
    }
}
