//! What the log says of an account, as far as metrics ask: blocks and uploads.

use crate::wiki::{BlockTerms, Timestamp};

/// An item of the log about one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// When it happened, seconds since 1970.
    pub timestamp: i64,
    /// `log_id`.
    pub log_id: u64,
    /// What happened.
    pub kind: LogKind,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// The account was blocked.
    Block(BlockTerms),
    /// Its block was replaced by another one.
    Reblock(BlockTerms),
    /// Its block was lifted.
    Unblock,
    /// It uploaded a file that was not there. A new version of a file (`overwrite`) and the return to an old one
    /// (`revert`) are not this.
    Upload,
}

impl LogEvent {
    /// When it happened.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_unix(self.timestamp)
    }
}

impl LogKind {
    /// What an item of this type and action means; `None` if no metric asks about such items.
    #[must_use]
    pub fn read(log_type: &str, action: &str, params: Option<&str>, at: Timestamp) -> Option<Self> {
        match (log_type, action) {
            ("block", "block") => Some(Self::Block(BlockTerms::read(params, at))),
            ("block", "reblock") => Some(Self::Reblock(BlockTerms::read(params, at))),
            ("block", "unblock") => Some(Self::Unblock),
            ("upload", "upload") => Some(Self::Upload),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_metrics_ask_about_is_taken() {
        let read = |log_type, action| LogKind::read(log_type, action, Some("1 day"), Timestamp::from_unix(0));
        assert!(matches!(read("block", "block"), Some(LogKind::Block(_))));
        assert!(matches!(read("block", "reblock"), Some(LogKind::Reblock(_))));
        assert_eq!(read("block", "unblock"), Some(LogKind::Unblock));
        assert_eq!(read("upload", "upload"), Some(LogKind::Upload));
        for (log_type, action) in [("upload", "overwrite"), ("upload", "revert"), ("block", ""), ("rights", "rights")] {
            assert_eq!(read(log_type, action), None, "{log_type}/{action}");
        }
    }
}
