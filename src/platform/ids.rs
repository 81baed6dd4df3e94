//! Identifiers of everything the application state names.
//!
//! They live in the lowest row so that a layer can speak of another layer's things without depending on it.

/// Declares a newtype over a database row id.
macro_rules! row_id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a row id that came out of the database or an address.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number as the database holds it.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

row_id! {
    /// A person who signs in to this site (never a wiki account).
    UserId;
    /// A named list of members with an owner.
    CohortId;
    /// One membership of a cohort; a changed list is a new version.
    CohortVersionId;
    /// One execution of a request by the queue.
    RunId;
}

/// A wiki account's `user_id` in MediaWiki. 0 is no account: IPs, imported and ancient names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct AccountId(u64);

impl AccountId {
    /// Wraps a `user_id` as a wiki gives it.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// The number as the wiki gives it.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of a frozen result: unguessable, in its address and its citation, never used twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ResultId(String);

impl ResultId {
    /// Letters and digits that cannot be mistaken for one another when read aloud or copied from print.
    const ALPHABET: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    /// 20 letters of 5 bits: 100 bits that nobody guesses.
    const LETTERS: usize = 20;

    /// Makes a new id that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self::from_random(rand::random())
    }

    /// Makes an id from `random` (5 bits of each byte are used).
    #[must_use]
    pub fn from_random(random: [u8; Self::LETTERS]) -> Self {
        let mut id = String::from("um-");
        for (place, byte) in random.iter().enumerate() {
            if place > 0 && place % 5 == 0 {
                id.push('-');
            }
            id.push(char::from(Self::ALPHABET[usize::from(byte & 31)]));
        }
        Self(id)
    }

    /// Reads an id out of an address; `None` if it has not the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.strip_prefix("um-")?;
        let ok = letters.len() == Self::LETTERS + 3
            && letters
                .bytes()
                .enumerate()
                .all(|(place, byte)| if place % 6 == 5 { byte == b'-' } else { Self::ALPHABET.contains(&byte) });
        ok.then(|| Self(text.to_owned()))
    }

    /// The id as it stands in addresses and citations.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ResultId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in the address of a link to a result: who knows it may see the totals, so it is unguessable, and neither
/// a log nor a debugging text shows it.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct ShareToken(String);

impl ShareToken {
    /// 26 letters of 5 bits: 130 bits that nobody guesses.
    const LETTERS: usize = 26;

    /// Makes a new token that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        let random: [u8; Self::LETTERS] = rand::random();
        Self(random.iter().map(|byte| char::from(ResultId::ALPHABET[usize::from(byte & 31)])).collect())
    }

    /// Reads a token out of an address; `None` if it has not the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ok = text.len() == Self::LETTERS && text.bytes().all(|byte| ResultId::ALPHABET.contains(&byte));
        ok.then(|| Self(text.to_owned()))
    }

    /// The token as it stands in the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ShareToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShareToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{ResultId, ShareToken};

    #[test]
    fn a_result_id_reads_back_and_nothing_else_does() {
        let id = ResultId::from_random(std::array::from_fn(|place| u8::try_from(place * 13 % 256).unwrap()));
        assert_eq!(ResultId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(id.as_str().len(), 26);
        for wrong in ["", "um-", "um-abcde-abcde-abcde-abcd", "um-ABCDE-abcde-abcde-abcde", "abcde-abcde-abcde-abcde"] {
            assert_eq!(ResultId::parse(wrong), None, "{wrong}");
        }
    }
    #[test]
    fn a_token_reads_back_and_is_not_shown_by_chance() {
        let token = ShareToken::random();
        assert_eq!(ShareToken::parse(token.as_str()), Some(token.clone()));
        assert_ne!(ShareToken::random(), token);
        assert!(!format!("{token:?}").contains(token.as_str()));
        let long = "a".repeat(27);
        for wrong in ["", "abc", "A2345678901234567890123456", "ab-de-ab-de-ab-de-ab-de-ab", &long] {
            assert_eq!(ShareToken::parse(wrong), None, "{wrong}");
        }
    }
}
