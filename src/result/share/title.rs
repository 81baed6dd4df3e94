//! The title that others read over a shared result.

use crate::msg;
use crate::text::Message;

/// The longest title, in letters.
const LONGEST: usize = 120;

/// A title for others, typed by the owner: the name of a cohort may be a name of people, so that it is never taken over. The
/// default is none: that of a preview before anything was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ShareTitle(String);

/// Why a result cannot be shared under a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareTitleError {
    /// It is empty.
    #[error("the title is empty")]
    Empty,
    /// It has more than 120 letters.
    #[error("the title has more than {LONGEST} letters")]
    TooLong,
}

impl From<ShareTitleError> for Message {
    fn from(error: ShareTitleError) -> Self {
        match error {
            ShareTitleError::Empty => msg!("share-title-empty"),
            ShareTitleError::TooLong => msg!("share-title-too-long", LONGEST),
        }
    }
}

impl ShareTitle {
    /// Reads a title that somebody typed. Spaces at the ends and twice in a row are dropped, and so are control
    /// characters.
    ///
    /// # Errors
    ///
    /// Nothing is left, or too much.
    pub fn new(typed: &str) -> Result<Self, ShareTitleError> {
        let plain: String = typed.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let title = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        match title.chars().count() {
            0 => Err(ShareTitleError::Empty),
            1..=LONGEST => Ok(Self(title)),
            _ => Err(ShareTitleError::TooLong),
        }
    }

    /// The title as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_tidied_and_has_its_length() {
        assert_eq!(ShareTitle::new("  Library \n meetups\u{7} ").unwrap().as_str(), "Library meetups");
        for empty in ["", " \t\n", "\u{0}"] {
            assert_eq!(ShareTitle::new(empty), Err(ShareTitleError::Empty), "{empty:?}");
        }
        assert!(ShareTitle::new(&"ä".repeat(LONGEST)).is_ok());
        assert_eq!(ShareTitle::new(&"ä".repeat(LONGEST + 1)), Err(ShareTitleError::TooLong));
    }
}
