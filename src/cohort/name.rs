//! Names of cohorts.

use unicode_normalization::UnicodeNormalization as _;

use crate::msg;
use crate::text::{Arg, Message};

/// The longest name of a cohort, in letters.
const LONGEST: usize = 100;

/// Names that are words of addresses or of the command line.
const RESERVED: [&str; 2] = ["all", "new"];

/// The name of a cohort. It stands in addresses and in expressions over cohorts, so that some names and letters are
/// taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CohortName(String);

/// Why a cohort cannot have a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CohortNameError {
    /// It is empty.
    #[error("the name is empty")]
    Empty,
    /// It has more than 100 letters.
    #[error("the name has more than {LONGEST} letters")]
    TooLong,
    /// It is only digits, which stand for an id.
    #[error("the name is only digits")]
    Digits,
    /// The word means something else.
    #[error("the name {0:?} is taken by the program")]
    Reserved(String),
    /// It holds a letter that means something in addresses or expressions.
    #[error("a name cannot contain {0:?}")]
    Letter(char),
}

impl From<CohortNameError> for Message {
    fn from(error: CohortNameError) -> Self {
        match error {
            CohortNameError::Empty => msg!("cohort-name-empty"),
            CohortNameError::TooLong => msg!("cohort-name-too-long", LONGEST),
            CohortNameError::Digits => msg!("cohort-name-digits"),
            CohortNameError::Reserved(name) => msg!("cohort-name-reserved", Arg::Name(name)),
            CohortNameError::Letter(letter) if letter.is_control() => {
                msg!("cohort-name-letter", format!("U+{:04X}", u32::from(letter)))
            }
            CohortNameError::Letter(letter) => msg!("cohort-name-letter", letter.to_string()),
        }
    }
}

impl CohortName {
    /// Reads a name that somebody typed; spaces at the ends and twice in a row are dropped.
    ///
    /// # Errors
    ///
    /// Says why a cohort cannot have this name.
    pub fn new(typed: &str) -> Result<Self, CohortNameError> {
        let composed: String = typed.nfc().collect();
        let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(CohortNameError::Empty);
        }
        if name.chars().count() > LONGEST {
            return Err(CohortNameError::TooLong);
        }
        if name.chars().all(char::is_numeric) {
            return Err(CohortNameError::Digits);
        }
        if RESERVED.contains(&name.to_lowercase().as_str()) || name == "." || name == ".." {
            return Err(CohortNameError::Reserved(name));
        }
        match name.chars().find(|letter| is_taken(*letter)) {
            Some(letter) => Err(CohortNameError::Letter(letter)),
            None => Ok(Self(name)),
        }
    }

    /// A name out of that of an uploaded file; `None` where nothing usable is left.
    #[must_use]
    pub fn suggest(file: &str) -> Option<Self> {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let spaced: String =
            stem.chars().map(|letter| if is_taken(letter) || letter == '_' { ' ' } else { letter }).collect();
        let short: String = spaced.trim().chars().take(LONGEST).collect();
        Self::new(&short).ok()
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `&~!()` combine cohorts in expressions, `"` quotes them, `/` separates the parts of an address.
fn is_taken(letter: char) -> bool {
    matches!(letter, '&' | '~' | '!' | '(' | ')' | '"' | '/')
        || letter.is_control()
        || super::member::is_invisible(letter)
}

impl std::fmt::Display for CohortName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidied() {
        assert_eq!(
            CohortName::new("  Library\u{a0}meetups,  Nairobi 2025 ").unwrap().as_str(),
            "Library meetups, Nairobi 2025"
        );
        assert_eq!(CohortName::new("e\u{301}t\u{e9}").unwrap().as_str(), "été");
        assert!(CohortName::new(&"ä".repeat(LONGEST)).is_ok());
    }

    #[test]
    fn names_that_mean_something_else_are_refused() {
        for (typed, error) in [
            (" ", CohortNameError::Empty),
            ("2025", CohortNameError::Digits),
            ("٢٠٢٥", CohortNameError::Digits),
            ("all", CohortNameError::Reserved("all".into())),
            ("New", CohortNameError::Reserved("New".into())),
            ("..", CohortNameError::Reserved("..".into())),
            ("a\u{0}b", CohortNameError::Letter('\0')),
        ] {
            assert_eq!(CohortName::new(typed), Err(error), "{typed}");
        }
        for letter in "&~!()\"/".chars() {
            assert_eq!(CohortName::new(&format!("a{letter}b")), Err(CohortNameError::Letter(letter)));
        }
        assert_eq!(CohortName::new(&"ä".repeat(LONGEST + 1)), Err(CohortNameError::TooLong));
    }

    #[test]
    fn a_file_suggests_a_name() {
        let suggest = |file| CohortName::suggest(file).map(|name| name.to_string());
        assert_eq!(suggest("sign-up_sheet (1).csv").as_deref(), Some("sign-up sheet 1"));
        assert_eq!(suggest("2025.csv"), None);
        assert_eq!(suggest("names"), Some("names".to_owned()));
        assert_eq!(suggest(".csv"), None);
    }
}
