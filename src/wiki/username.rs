//! User names as MediaWiki normalises them.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization as _;

use crate::msg;
use crate::text::Message;

/// The longest name MediaWiki stores, in bytes of UTF-8.
const LONGEST: usize = 255;

/// Why no account can have a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsernameError {
    /// Nothing is left of it.
    #[error("there is no name")]
    Empty,
    /// It is longer than MediaWiki stores.
    #[error("the name is longer than {LONGEST} bytes")]
    TooLong,
    /// It is an address on the internet.
    #[error("this is an IP address")]
    IpAddress,
    /// It holds a letter that MediaWiki forbids.
    #[error("a name cannot contain {0:?}")]
    Letter(char),
}

impl From<UsernameError> for Message {
    fn from(error: UsernameError) -> Self {
        match error {
            UsernameError::Empty => msg!("username-empty"),
            UsernameError::TooLong => msg!("username-too-long", LONGEST),
            UsernameError::IpAddress => msg!("username-ip"),
            UsernameError::Letter(letter) if letter.is_control() => {
                msg!("username-letter", format!("U+{:04X}", u32::from(letter)))
            }
            UsernameError::Letter(letter) => msg!("username-letter", letter.to_string()),
        }
    }
}

/// A user name in MediaWiki's own spelling: composed (NFC), spaces for underscores, no space at the ends or twice in a
/// row, first letter upper case, no letter that a title cannot hold. Two spellings of one account are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Normalises what somebody typed.
    ///
    /// # Errors
    ///
    /// Says why no account can have this name: it is empty, too long, an address on the internet, or holds a letter
    /// that MediaWiki forbids.
    pub fn new(typed: &str) -> Result<Self, UsernameError> {
        let name = Self::tidy(typed);
        if name.is_empty() {
            return Err(UsernameError::Empty);
        }
        if name.len() > LONGEST {
            return Err(UsernameError::TooLong);
        }
        if is_ip(&name) {
            return Err(UsernameError::IpAddress);
        }
        // Letters that cannot stand in a title. Today's rules for new accounts forbid more (`@`, `:`, `/`), but older
        // accounts have them.
        let forbidden = |letter: &char| matches!(letter, '#' | '<' | '>' | '[' | ']' | '|' | '{' | '}' | '\u{fffd}');
        match name.chars().find(|letter| forbidden(letter) || letter.is_control()) {
            Some(letter) => Err(UsernameError::Letter(letter)),
            None => Ok(Self(name)),
        }
    }

    /// A name as a wiki itself gives it, which may be older than today's rules.
    #[must_use]
    pub fn from_wiki(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The spelling that MediaWiki gives a title: composed, spaces tidied, first letter upper case.
    fn tidy(typed: &str) -> String {
        let composed: String = typed.nfc().collect();
        let mut out = String::with_capacity(composed.len());
        for word in
            composed.split(|letter: char| letter == '_' || letter.is_whitespace()).filter(|word| !word.is_empty())
        {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        let mut letters = out.chars();
        match letters.next() {
            // MediaWiki's ucfirst changes single letters only: "ß" stays.
            Some(first) => {
                let mut upper = first.to_uppercase();
                match (upper.next(), upper.next()) {
                    (Some(single), None) => std::iter::once(single).chain(letters).collect(),
                    _ => out,
                }
            }
            None => out,
        }
    }

    /// Whether the name is that of a temporary account (`~2026-12345-67`), which is never merged with a named one.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.0.strip_prefix('~').is_some_and(|rest| {
            rest.len() > 5 && rest.as_bytes()[..4].iter().all(u8::is_ascii_digit) && rest.as_bytes()[4] == b'-'
        })
    }
}

/// Whether a name is an address on the internet, which stands for an edit without an account.
#[must_use]
pub fn is_ip(name: &str) -> bool {
    let four = name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case("xxx"))
        && name.split('.').take(3).all(|part| part.parse::<u8>().is_ok());
    four || name.parse::<Ipv4Addr>().is_ok() || name.parse::<Ipv6Addr>().is_ok()
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_account_are_equal() {
        for typed in ["jane doe", "Jane_Doe", "  jane   doe ", "jane\u{a0}doe", "Jane\u{2003}doe_"] {
            assert_eq!(Username::new(typed).unwrap().as_str().to_lowercase(), "jane doe", "{typed:?}");
        }
        assert_eq!(Username::new("e\u{301}milie").unwrap().as_str(), "Émilie");
        assert_eq!(Username::new("ßeta").unwrap().as_str(), "ßeta");
    }

    #[test]
    fn what_no_account_can_be_called_is_refused() {
        for typed in ["", " _ ", "127.0.0.1", "2001:db8::1", "10.0.0.xxx", "A|b", "A#b", "a\u{0}b"] {
            assert!(Username::new(typed).is_err(), "{typed:?}");
        }
        assert!(Username::new(&"ä".repeat(128)).is_err());
        assert!(Username::new(&"ä".repeat(127)).is_ok());
    }

    #[test]
    fn temporary_accounts_are_told_apart() {
        assert!(Username::new("~2026-1234-5").unwrap().is_temporary());
        assert!(!Username::new("~tilde").unwrap().is_temporary());
    }
}
